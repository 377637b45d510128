//! What a plan is worth on each level, counted from the plan itself and never taken from the solver.

use std::collections::BTreeSet;

use crate::{
    eligible::{Eligible, by_athlete},
    plan::LevelKind,
    problem::{CourseNo, Placement, Problem, Weight},
};

/// A whole share.
pub(crate) const WHOLE: u64 = 1_000_000;

impl LevelKind {
    /// All, in order of rank.
    pub const ALL: [Self; 5] = [Self::Must, Self::Preferences, Self::SportShare, Self::GamesShare, Self::Kept];
}

/// A plan's worth, level by level; greater is better, in this order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score([u64; 5]);

/// Athletes who are compared with others: how many wants of theirs could be met at all, and how many are.
pub(crate) struct Group {
    pub(crate) athletes: BTreeSet<usize>,
    pub(crate) attainable: u64,
}

impl Score {
    /// Counts.
    pub(crate) fn of(eligible: &Eligible<'_>, placements: &[Placement]) -> Self {
        let problem = eligible.problem;
        let lists = by_athlete(problem, placements);
        let (mut must, mut points) = (0, 0);
        let mut met = vec![0; problem.athletes.len()];
        for (a, athlete) in problem.athletes.iter().enumerate() {
            let courses: BTreeSet<CourseNo> = lists[a].iter().map(|s| problem.sessions[*s].course).collect();
            for want in athlete.wants.iter().filter(|w| courses.contains(&w.course)) {
                must += u64::from(want.weight == Weight::Must);
                points += u64::from(want.points());
                met[a] += 1;
            }
        }
        let worst = |groups: Vec<Group>| {
            let share = |g: &Group| g.athletes.iter().map(|a| met[*a]).sum::<u64>() * WHOLE / g.attainable;
            groups.iter().map(share).min().unwrap_or(WHOLE)
        };
        let placed: BTreeSet<&Placement> = placements.iter().collect();
        let announced: BTreeSet<&Placement> = problem.announced.iter().collect();
        let kept = u64::try_from(announced.intersection(&placed).count()).unwrap_or(u64::MAX);
        Self([must, points, worst(by_sport(eligible)), worst(by_games(eligible)), kept])
    }

    /// What a plan of a problem is worth.
    pub fn count(problem: &Problem, placements: &[Placement]) -> Self {
        Self::of(&Eligible::of(problem), placements)
    }

    /// One level of it.
    pub fn level(&self, kind: LevelKind) -> u64 {
        let [must, preferences, sport, games, kept] = self.0;
        match kind {
            LevelKind::Must => must,
            LevelKind::Preferences => preferences,
            LevelKind::SportShare => sport,
            LevelKind::GamesShare => games,
            LevelKind::Kept => kept,
        }
    }
}

/// For each athlete the courses they want and could take if they were alone. The shares of the third and fourth level are of these
/// only, since no plan can do better by anything else.
pub fn attainable(problem: &Problem) -> Vec<BTreeSet<CourseNo>> {
    Eligible::of(problem).attainable()
}

/// The groups of the third level: sports of which anybody could be placed at all.
pub(crate) fn by_sport(eligible: &Eligible<'_>) -> Vec<Group> {
    groups(eligible, eligible.problem.sports.len(), |sport| sport)
}

/// The groups of the fourth level: Olympic and Paralympic athletes.
pub(crate) fn by_games(eligible: &Eligible<'_>) -> Vec<Group> {
    groups(eligible, 2, |sport| usize::from(eligible.problem.sports[sport].paralympic))
}

fn groups(eligible: &Eligible<'_>, count: usize, group_of: impl Fn(usize) -> usize) -> Vec<Group> {
    let attainable = eligible.attainable();
    let mut groups: Vec<Group> = (0..count).map(|_| Group { athletes: BTreeSet::new(), attainable: 0 }).collect();
    for (a, athlete) in eligible.problem.athletes.iter().enumerate() {
        let group = &mut groups[group_of(athlete.sport)];
        group.athletes.insert(a);
        group.attainable += u64::try_from(attainable[a].len()).unwrap_or(0);
    }
    groups.retain(|g| g.attainable > 0);
    groups
}
