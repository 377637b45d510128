//! Competition units and venues: the schedule of a Games.

use crate::{
    odf::{Discipline, Gender, UnitCode},
    time::UnixMillis,
};

/// A venue as an organiser writes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct VenueName {
    /// Its code among the venues of the Games; empty where not stated.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// What a schedule says of one unit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Unit {
    /// Its code; many public schedules give none.
    pub code: Option<UnitCode>,
    /// The discipline.
    pub discipline: Discipline,
    /// Whose event it is, if stated.
    pub gender: Option<Gender>,
    /// The event, in words.
    pub event: String,
    /// The phase, in words.
    pub phase: String,
    /// Whether medals are decided.
    pub is_medal: bool,
    /// When it starts.
    pub starts_at: UnixMillis,
    /// When it is planned to end, if stated.
    pub ends_at: Option<UnixMillis>,
    /// Where, if stated.
    pub venue: Option<VenueName>,
}
