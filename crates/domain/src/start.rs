//! Starts: which athlete competes in which unit, when and where. Private to the athlete and their staff.

use crate::{
    odf::{AthleteCode, UnitCode},
    time::UnixMillis,
    unit::VenueName,
};

/// What a start list says of one athlete in one unit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Start {
    /// Who.
    pub athlete: AthleteCode,
    /// In which unit.
    pub unit: UnitCode,
    /// The event, in words.
    pub event: String,
    /// The stage of it (heat, semi-final …), in words.
    pub stage: String,
    /// When.
    pub starts_at: UnixMillis,
    /// Where, if stated.
    pub venue: Option<VenueName>,
}
