//! A sample team of an invented nation, so that a first start has something worth watching: who they are ([`cast`]),
//! their films, drawn and sounded by code ([`film`]), and how they come into an empty host ([`fill`]).

pub mod cast;
mod fill;
pub mod film;

pub use fill::{FillError, Plan, Progress, doors, fill};
