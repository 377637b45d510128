//! A sample team of an invented nation, so that a first start has something worth watching: who they are ([`cast`]),
//! their films, drawn and sounded by code ([`film`]), their programme office, and how they come into an empty host ([`fill`]).

pub mod cast;
mod fill;
pub mod film;
mod milestones;
mod programme;

pub use fill::{FillError, Plan, Progress, doors, fill};
