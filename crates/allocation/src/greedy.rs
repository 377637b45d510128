//! The plan that a careful person makes with a list: in order of rank, each to the emptiest session that is still open.
//! It is what the solver is measured against, where it starts from, and what a host without a solver gets.

use crate::{
    eligible::{Eligible, by_athlete, taken},
    plan::{LevelKind, LevelResult, Plan, Solver},
    problem::{AthleteNo, Placement, Problem, Want, Weight},
    reasons::reasons,
    score::Score,
};

/// Places all that are pinned, then must-attend wants, then the others by points, until nobody else fits in. Pins that
/// contradict each other or the rules are placed as they are: [`crate::verify()`] finds what is wrong with them.
pub fn greedy(problem: &Problem) -> Plan {
    let eligible = Eligible::of(problem);
    let placements = fill(&eligible, eligible.here.iter().copied().collect());
    unproven(problem, &eligible, placements)
}

/// A plan about which nothing is proven.
pub(crate) fn unproven(problem: &Problem, eligible: &Eligible<'_>, placements: Vec<Placement>) -> Plan {
    let score = Score::of(eligible, &placements);
    let levels = LevelKind::ALL
        .iter()
        .map(|kind| LevelResult { kind: *kind, value: score.level(*kind), gap: None, millis: 0 })
        .collect();
    Plan { unplaced: reasons(problem, &placements), placements, levels, solver: Solver::Greedy }
}

/// Adds to a plan whatever still fits in, dearest first. What is there already stays.
pub(crate) fn fill(eligible: &Eligible<'_>, mut placements: Vec<Placement>) -> Vec<Placement> {
    let problem = eligible.problem;
    let mut own = by_athlete(problem, &placements);
    let mut taken = taken(problem, &placements);
    let mut order: Vec<(AthleteNo, Want)> = problem
        .athletes
        .iter()
        .enumerate()
        .flat_map(|(a, athlete)| athlete.wants.iter().map(move |w| (a, *w)))
        .collect();
    order.sort_by_key(|(athlete, want)| (want.weight != Weight::Must, u32::MAX - want.points(), *athlete));
    // A prerequisite that is placed late in a round opens a course for the next round.
    loop {
        let before = placements.len();
        order.retain(|(athlete, want)| {
            let course = |s: usize| problem.sessions[s].course;
            if own[*athlete].iter().any(|s| course(*s) == want.course) {
                return false;
            }
            let open = eligible.sessions[*athlete].iter().copied().filter(|session| {
                let placement = Placement { athlete: *athlete, session: *session };
                course(*session) == want.course
                    && eligible.obstacle(placement, &own[*athlete], taken[*session]).is_none()
            });
            let Some(session) = open.max_by_key(|s| (problem.sessions[*s].capacity - taken[*s], usize::MAX - s)) else {
                return true;
            };
            own[*athlete].push(session);
            taken[session] += 1;
            placements.push(Placement { athlete: *athlete, session });
            false
        });
        if placements.len() == before {
            placements.sort_unstable();
            return placements;
        }
    }
}
