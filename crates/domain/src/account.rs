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
    /// An organisation itself. Nobody signs in to it: those who may publish as the team post through it.
    Team,
    /// Acts on reports.
    Moderator,
    /// Runs the host.
    Operator,
}

impl Role {
    /// Every role, in the order in which a list shows them.
    pub const ALL: [Self; 6] =
        [Self::Supporter, Self::Athlete, Self::Staff, Self::Team, Self::Moderator, Self::Operator];

    /// The stored and spoken-to-programs name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Supporter => "supporter",
            Self::Athlete => "athlete",
            Self::Staff => "staff",
            Self::Team => "team",
            Self::Moderator => "moderator",
            Self::Operator => "operator",
        }
    }

    /// Whether this role may publish videos.
    pub fn may_post(self) -> bool {
        matches!(self, Self::Athlete | Self::Staff | Self::Team | Self::Operator)
    }

    /// Whether accounts of this role are people's, who sign in to them. Any other is made, kept and given up in one place alone.
    pub fn is_person(self) -> bool {
        self != Self::Team
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

/// Whose events an athlete enters, as start lists say it (ODF's "event gender"; mixed events take athletes of both others).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventGender {
    /// Women's events.
    Women,
    /// Men's events.
    Men,
    /// Events open to all.
    Open,
}

impl EventGender {
    /// Every one, in the order in which a list shows them.
    pub const ALL: [Self; 3] = [Self::Women, Self::Men, Self::Open];

    /// ODF's letter.
    pub fn code(self) -> &'static str {
        match self {
            Self::Women => "W",
            Self::Men => "M",
            Self::Open => "O",
        }
    }
}

impl FromStr for EventGender {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|e| e.code() == text)
            .ok_or_else(|| Invalid::one("event_gender", "event-gender-unknown"))
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

/// What rules about an account need to know of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Which account.
    pub account: AccountId,
    /// Its role.
    pub role: Role,
    /// The organisation it belongs to, if any.
    pub organisation: Option<OrganisationId>,
}

impl Actor {
    /// Whoever sits at the machine itself: the command line and the sample team. Account 0 is nobody's, so this actor may
    /// change others but cannot post, follow or comment.
    pub const HOST: Self = Self { account: AccountId(0), role: Role::Operator, organisation: None };

    /// Whether it runs the host.
    pub fn is_operator(&self) -> bool {
        self.role == Role::Operator
    }

    /// Whether it may change what others see of an account: its own, an operator any, staff the supporters and athletes of
    /// their own organisation.
    pub fn may_edit(&self, whose: Standing) -> bool {
        self.account == whose.account || self.may_manage(whose)
    }

    /// Whether it may place an account (sport, organisation, role): an operator any person's, staff the supporters and athletes of
    /// their own organisation; nobody their own, and nobody a team's.
    pub fn may_manage(&self, whose: Standing) -> bool {
        let same_team = self.organisation.is_some() && self.organisation == whose.organisation;
        let member = matches!(whose.role, Role::Supporter | Role::Athlete);
        whose.role.is_person() && (self.is_operator() || (self.role == Role::Staff && same_team && member))
    }

    /// Whether it may give an account a role: an operator any that people have, staff supporter or athlete to those they manage.
    pub fn may_give(&self, whose: Standing, role: Role) -> bool {
        let may = self.is_operator() || matches!(role, Role::Supporter | Role::Athlete);
        self.may_manage(whose) && role.is_person() && may
    }
}

/// The name shown beside the handle: one line of 1 to 50 graphemes.
pub fn display_name(raw: &str) -> Result<String, Invalid> {
    text::name(raw, 50).map_err(|e| e.at("display_name"))
}

/// What a person says about themselves: at most 500 graphemes.
pub fn bio(raw: &str) -> Result<String, Invalid> {
    text::bounded(text::clean(raw), 500).map_err(|e| e.at("bio"))
}

/// A region of the nation, in the words of the team ("North Coast"): one line of at most 60 graphemes.
pub fn region(raw: &str) -> Result<String, Invalid> {
    text::line(raw, 60).map_err(|e| e.at("region"))
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

#[cfg(test)]
mod tests {
    use super::*;

    const NOC: Option<OrganisationId> = Some(OrganisationId(7));

    fn actor(role: Role) -> Actor {
        Actor { account: AccountId(1), role, organisation: NOC }
    }

    fn other(role: Role, organisation: Option<OrganisationId>) -> Standing {
        Standing { account: AccountId(2), role, organisation }
    }

    #[test]
    fn staff_manage_their_own_members_only() {
        let staff = actor(Role::Staff);
        assert!(staff.may_give(other(Role::Supporter, NOC), Role::Athlete));
        assert!(!staff.may_give(other(Role::Supporter, NOC), Role::Moderator), "staff cannot make moderators");
        assert!(!staff.may_manage(other(Role::Athlete, Some(OrganisationId(8)))), "another team's athlete");
        assert!(!staff.may_manage(other(Role::Operator, NOC)), "an operator stands above staff");
        let homeless = Actor { organisation: None, ..staff };
        assert!(!homeless.may_manage(other(Role::Athlete, None)), "no organisation is not a shared one");
    }

    #[test]
    fn others_manage_nobody_and_edit_themselves() {
        for role in [Role::Supporter, Role::Athlete, Role::Moderator] {
            assert!(!actor(role).may_manage(other(Role::Supporter, NOC)));
            assert!(actor(role).may_edit(Standing { account: AccountId(1), role, organisation: NOC }));
            assert!(!actor(role).may_edit(other(Role::Supporter, NOC)));
        }
        assert!(Actor::HOST.may_give(other(Role::Athlete, None), Role::Operator));
    }

    /// A person made a team, or a team a person, would be an account with a credential that speaks for an organisation.
    #[test]
    fn nobody_makes_a_team_of_a_person_or_a_person_of_a_team() {
        for actor in [Actor::HOST, actor(Role::Staff), actor(Role::Operator)] {
            for role in Role::ALL {
                assert!(!actor.may_give(other(role, NOC), Role::Team), "{role:?}");
                assert!(!actor.may_give(other(Role::Team, NOC), role), "{role:?}");
            }
            assert!(!actor.may_edit(other(Role::Team, NOC)));
        }
        assert!(
            Role::Team.may_post()
                && !Role::Team.may_moderate()
                && !actor(Role::Team).may_manage(other(Role::Athlete, NOC))
        );
    }
}
