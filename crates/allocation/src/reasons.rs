//! Why a want is not met: for every session of its course the first thing that is in the way.

use std::collections::BTreeMap;

use crate::{
    eligible::{Eligible, by_athlete, taken},
    plan::{Obstacle, Unplaced},
    problem::{AthleteNo, Placement, Problem, SessionNo, Weight},
};

/// What keeps one athlete out of a session beside the sessions that they go to already; nothing if they could join.
/// `taken` is how many of its places are taken.
pub fn obstacle(problem: &Problem, placement: Placement, own: &[SessionNo], taken: usize) -> Option<Obstacle> {
    Eligible::of(problem).obstacle(placement, own, taken)
}

/// The wants that a plan does not meet, with what is in the way of each. A session without an obstacle, which only a
/// plan that nobody filled up has, is left out.
pub fn reasons(problem: &Problem, placements: &[Placement]) -> Vec<Unplaced> {
    let eligible = Eligible::of(problem);
    let own = by_athlete(problem, placements);
    let taken = taken(problem, placements);
    let mut unplaced = Vec::new();
    let mut waiting: BTreeMap<SessionNo, Vec<(bool, u32, AthleteNo)>> = BTreeMap::new();
    for (a, athlete) in problem.athletes.iter().enumerate() {
        for want in &athlete.wants {
            if own[a].iter().any(|s| problem.sessions[*s].course == want.course) {
                continue;
            }
            let must = want.weight == Weight::Must;
            let mut obstacles = Vec::new();
            for (session, _) in problem.sessions.iter().enumerate().filter(|(_, s)| s.course == want.course) {
                let found = eligible.obstacle(Placement { athlete: a, session }, &own[a], taken[session]);
                if let Some(Obstacle::Full(_)) = found {
                    waiting.entry(session).or_default().push((!must, u32::MAX - want.points(), a));
                }
                obstacles.extend(found.map(|obstacle| (session, obstacle)));
            }
            unplaced.push(Unplaced { athlete: a, course: want.course, must, obstacles });
        }
    }
    for list in waiting.values_mut() {
        list.sort_unstable();
    }
    for want in &mut unplaced {
        for (session, obstacle) in &mut want.obstacles {
            let list = waiting.get(session).map_or(&[][..], Vec::as_slice);
            if let (Obstacle::Full(position), Some(at)) = (obstacle, list.iter().position(|w| w.2 == want.athlete)) {
                *position = at + 1;
            }
        }
    }
    unplaced
}
