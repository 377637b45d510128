//! What people may do for an organisation. One function answers for every act, [`may`]; whoever needs to know asks it and
//! keeps no rule of their own.

use serde::{Deserialize, Serialize};

use crate::{
    account::{Actor, Role},
    id::OrganisationId,
};

/// Something that is done for, or with what belongs to, an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Say who works for it and make its agreements.
    ManageMembers,
    /// Bring in rosters and see them, with the athletes' timetables.
    RunProgramme,
    /// Plan courses and sessions, place athletes, note attendance.
    RunWorkshops,
    /// Look through athletes' drafts that are handed in, and sign skills off.
    ReviewDrafts,
    /// Set up spaces, kit and crew, and run the desk.
    RunSpaces,
    /// Book a space.
    UseSpaces,
    /// See figures of the programme.
    SeeFigures,
}

impl Act {
    /// Every act, in the order in which a page shows them.
    pub const ALL: [Self; 7] = [
        Self::ManageMembers,
        Self::RunProgramme,
        Self::RunWorkshops,
        Self::ReviewDrafts,
        Self::RunSpaces,
        Self::UseSpaces,
        Self::SeeFigures,
    ];
}

/// What is known of someone's ties to one organisation at the moment they act.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ties {
    /// Whether a roster of the organisation names them.
    pub is_on_roster: bool,
}

/// Whether someone may do something for an organisation.
pub fn may(actor: &Actor, ties: &Ties, act: Act, organisation: OrganisationId) -> bool {
    let is_staff = actor.role == Role::Staff && actor.organisation == Some(organisation);
    actor.is_operator() || is_staff || (act == Act::UseSpaces && ties.is_on_roster)
}
