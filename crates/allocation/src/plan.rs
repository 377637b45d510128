//! What comes out: who goes where, how good that is proven to be, and why what is missing is missing.

use crate::problem::{AthleteNo, CourseNo, Placement, SessionNo};

/// An allocation.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Who goes where, in order.
    pub placements: Vec<Placement>,
    /// One entry for each level, in their order of rank.
    pub levels: Vec<LevelResult>,
    /// Every want that is not met, with its reasons.
    pub unplaced: Vec<Unplaced>,
    /// Who made it.
    pub solver: Solver,
}

/// Who made a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Solver {
    /// The solver, to the gaps that the levels state.
    Cbc,
    /// One pass in order of rank, since this host has no solver or it failed; nothing is proven.
    Greedy,
}

/// The goals, in order of rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LevelKind {
    /// Must-attend wants that are met.
    Must,
    /// Points of wants that are met.
    Preferences,
    /// The smallest share met in any sport, of wants that could be met at all, in parts of a million.
    SportShare,
    /// The smaller of the shares of Olympic and Paralympic athletes, of wants that could be met at all, in parts of a million.
    GamesShare,
    /// Announced placements that stay.
    Kept,
}

/// How one level came out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelResult {
    /// Which.
    pub kind: LevelKind,
    /// What was reached.
    pub value: u64,
    /// How much better it could still be, as a share of the bound: 0 is proven optimal; none when nothing is known.
    pub gap: Option<f64>,
    /// How long the solver took, in milliseconds; nothing when the proof needed none.
    pub millis: u64,
}

/// A want that is not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unplaced {
    /// Whose.
    pub athlete: AthleteNo,
    /// For which course.
    pub course: CourseNo,
    /// Whether staff require it.
    pub must: bool,
    /// What is in the way of each session of the course, in the order of the sessions; empty when there is none at all.
    pub obstacles: Vec<(SessionNo, Obstacle)>,
}

/// What keeps an athlete out of a session; the first of these that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Staff said no.
    PinnedOut,
    /// It clashes with an entry of their own days, or with the way there: its place in `Athlete::busy`.
    Clash(usize),
    /// It does not offer what they need.
    NeedsNotMet(Vec<String>),
    /// The trainer does not teach their sport.
    TrainerSport,
    /// It is for a group that they are not in.
    OtherGroup,
    /// This prerequisite is neither held nor placed early enough.
    Prerequisite(CourseNo),
    /// It clashes with another workshop of theirs, or with the way from one to the other.
    Workshop(SessionNo),
    /// It is full; they are this far down the list of those whom nothing else keeps out (1 is next).
    Full(usize),
}
