//! Organisations: the bodies that own a team on this host.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

use crate::{invalid::Invalid, text};

/// What an organisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// A national Olympic committee.
    Noc,
    /// A national Paralympic committee.
    Npc,
    /// A national federation of a sport.
    Federation,
    /// A partner of one of them.
    Partner,
}

impl OrganisationKind {
    /// The stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Noc => "noc",
            Self::Npc => "npc",
            Self::Federation => "federation",
            Self::Partner => "partner",
        }
    }
}

impl TryFrom<String> for OrganisationKind {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl FromStr for OrganisationKind {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        [Self::Noc, Self::Npc, Self::Federation, Self::Partner]
            .into_iter()
            .find(|k| k.as_str() == text)
            .ok_or_else(|| Invalid::one("kind", "organisation-kind"))
    }
}

/// The short name in addresses: 2 to 40 of `a-z`, `0-9`, `-`, starting with a letter.
pub fn slug(raw: &str) -> Result<String, Invalid> {
    let plain = raw.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if (2..=40).contains(&raw.len()) && plain && raw.starts_with(|c: char| c.is_ascii_lowercase()) {
        Ok(raw.to_owned())
    } else {
        Err(Invalid::one("slug", "slug-shape"))
    }
}

/// The name as people say it: one line of 1 to 80 graphemes.
pub fn name(raw: &str) -> Result<String, Invalid> {
    text::name(raw, 80).map_err(|e| e.at("name"))
}

/// A three-letter NOC code such as those of the IOC.
pub fn noc(raw: &str) -> Result<String, Invalid> {
    if raw.len() == 3 && raw.bytes().all(|b| b.is_ascii_uppercase()) {
        Ok(raw.to_owned())
    } else {
        Err(Invalid::one("noc", "noc-shape"))
    }
}
