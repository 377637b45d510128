//! Accounts: who someone is to others, and what their role lets them do.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

use crate::{
    id::{AccountId, OrganisationId},
    invalid::Invalid,
    text,
};

/// What an account is. A role adds to the ones it stands above only where [`Role::may_moderate`] and friends say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Watches, follows, cheers, comments.
    Supporter,
    /// Posts videos and tells journeys.
    Athlete,
    /// Programme office of an organisation. Posts for its organisation.
    Staff,
    /// Acts on reports.
    Moderator,
    /// Runs the host.
    Operator,
}

impl Role {
    /// Every role, in the order in which a list shows them.
    pub const ALL: [Self; 5] = [Self::Supporter, Self::Athlete, Self::Staff, Self::Moderator, Self::Operator];

    /// The stored and spoken-to-programs name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Supporter => "supporter",
            Self::Athlete => "athlete",
            Self::Staff => "staff",
            Self::Moderator => "moderator",
            Self::Operator => "operator",
        }
    }

    /// Whether this role may publish videos.
    pub fn may_post(self) -> bool {
        matches!(self, Self::Athlete | Self::Staff | Self::Operator)
    }

    /// Whether this role may read reports and remove what others posted.
    pub fn may_moderate(self) -> bool {
        matches!(self, Self::Moderator | Self::Operator)
    }
}

impl TryFrom<String> for Role {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl FromStr for Role {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|r| r.as_str() == text).ok_or_else(|| Invalid::one("role", "role-unknown"))
    }
}

/// Who is asking. Use cases take it so that rules about roles stand in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account that acts.
    pub account: AccountId,
    /// Its role at the start of the request.
    pub role: Role,
    /// The organisation it belongs to, if any.
    pub organisation: Option<OrganisationId>,
}

/// The name shown beside the handle: one line of 1 to 50 graphemes.
pub fn display_name(raw: &str) -> Result<String, Invalid> {
    text::required(text::clean_line(raw), 50).map_err(|e| e.at("display_name"))
}

/// What a person says about themselves: at most 500 graphemes.
pub fn bio(raw: &str) -> Result<String, Invalid> {
    text::bounded(text::clean(raw), 500).map_err(|e| e.at("bio"))
}

/// A region of the nation, in the words of the team ("North Coast"): one line of at most 60 graphemes.
pub fn region(raw: &str) -> Result<String, Invalid> {
    text::bounded(text::clean_line(raw), 60).map_err(|e| e.at("region"))
}

/// An e-mail address in the shape `local@domain.tld`, lower-cased; whether it exists only a message can tell.
pub fn email(raw: &str) -> Result<String, Invalid> {
    let text = raw.trim().to_lowercase();
    let shaped = text.len() <= 254
        && text.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty()
                && domain.contains('.')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
                && !domain.contains('@')
        })
        && !text.chars().any(|c| c.is_whitespace() || c.is_control());
    if shaped { Ok(text) } else { Err(Invalid::one("email", "email-shape")) }
}

/// A password: 10 to 200 characters and none of the few that everybody tries. Length is what counts (NIST SP 800-63B, 3.1.1).
pub fn password(raw: &str) -> Result<&str, Invalid> {
    const COMMON: &[&str] =
        &["1234567890", "password123", "passwordpassword", "qwertyuiop", "grandstand", "0123456789", "1111111111"];
    let count = raw.chars().count();
    if count < 10 {
        return Err(Invalid::limit("password", "password-short", 10));
    }
    if count > 200 || raw.len() > 800 {
        return Err(Invalid::limit("password", "too-long", 200));
    }
    if COMMON.contains(&raw.to_lowercase().as_str()) {
        return Err(Invalid::one("password", "password-common"));
    }
    Ok(raw)
}

/// A region or a name as it stands in an address: lower case, hyphens between words.
pub fn slug(text: &str) -> String {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join("-")
}
