//! Who goes to which workshop. A [`Problem`] holds athletes, what fills their days, what they should learn, and the
//! sessions on offer; [`solve`] gives a [`Plan`] that is optimal level by level, says how far each level is proven, and
//! for each want that it could not meet why ([`Unplaced`]). [`verify`] checks a plan without knowing how it was made.
//!
//! The levels, each fixed before the next is looked at (a lexicographic order, solved in stages, so no weight has to be
//! trusted): must-attend first; then points for what athletes asked for; then the worst share over sports; then the
//! worse share of Olympic and Paralympic athletes; then as little change to what was announced as all that allows.
//! Fairness is max–min over shares of what could be met at all (Bertsimas, Farias and Trichakis, "The Price of
//! Fairness", Operations Research 59(1), 2011, section 2), here among plans of equal worth, so its price is nothing.
//!
//! The solver is COIN-OR's `cbc`, a child process under limits ([`Cbc`]); where a host has none, the plan is that of
//! [`greedy`] and its gaps are unknown. Nothing here reads a wall clock, a file or a database of ours.

mod cbc;
mod conflict;
mod eligible;
mod greedy;
mod model;
mod plan;
mod problem;
mod reasons;
mod score;
mod solve;
mod verify;

pub use cbc::Cbc;
pub use conflict::{Contradiction, blocking_musts};
pub use greedy::greedy;
pub use plan::{LevelKind, LevelResult, Obstacle, Plan, Solver, Unplaced};
pub use problem::{
    Athlete, AthleteNo, Busy, BusyKind, Course, CourseNo, GroupNo, Malformed, Pin, PlaceNo, Placement, Problem,
    Session, SessionNo, Sport, SportNo, Travel, Want, Weight,
};
pub use reasons::{obstacle, reasons};
pub use score::{Score, attainable};
pub use solve::{Limits, NoPlan, solve};
pub use verify::{Violation, verify};
