//! Members: who works for an organisation, and as what. What each role may do stands in one table, [`MemberRole::acts`].

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{invalid::Invalid, permit::Act};

/// What someone is in an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    /// Does everything that can be done for it.
    Administrator,
    /// Runs rosters, workshops and spaces.
    Programme,
    /// Looks through athletes' drafts.
    Coach,
    /// Follows how the community fares. Reports are read by the host's moderators, which is a role of an account.
    Moderator,
    /// Whom athletes turn to.
    Welfare,
    /// Handles the press and posts for athletes who agree.
    Press,
    /// Reads figures.
    Viewer,
}

impl MemberRole {
    /// Every role, in the order in which a form shows them.
    pub const ALL: [Self; 7] =
        [Self::Administrator, Self::Programme, Self::Coach, Self::Moderator, Self::Welfare, Self::Press, Self::Viewer];

    /// The stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Programme => "programme",
            Self::Coach => "coach",
            Self::Moderator => "moderator",
            Self::Welfare => "welfare",
            Self::Press => "press",
            Self::Viewer => "viewer",
        }
    }

    /// What the role lets its holder do for the organisation.
    pub fn acts(self) -> &'static [Act] {
        match self {
            Self::Administrator => &Act::ALL,
            Self::Programme => &[
                Act::SeeRoster,
                Act::RunProgramme,
                Act::HostAccounts,
                Act::RunWorkshops,
                Act::RunSpaces,
                Act::UseSpaces,
                Act::SeeFigures,
            ],
            Self::Coach => &[Act::SeeRoster, Act::ReviewDrafts],
            Self::Welfare => &[Act::SeeRoster],
            Self::Press => &[Act::UseSpaces, Act::ActForAthletes, Act::PublishAsTeam],
            Self::Moderator | Self::Viewer => &[Act::SeeFigures],
        }
    }
}

impl FromStr for MemberRole {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|r| r.as_str() == text).ok_or_else(|| Invalid::one("role", "membership-role"))
    }
}

impl TryFrom<String> for MemberRole {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}
