//! A sample team of an invented nation, so that a first start has something worth watching: who they are ([`cast`]),
//! and their films, drawn and sounded by code ([`film`]).

pub mod cast;
pub mod film;
