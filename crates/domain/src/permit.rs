//! What people may do for an organisation. One function answers for every act, [`may`]; whoever needs to know asks it and
//! keeps no rule of their own.
//!
//! Someone may do what an operator may, what their role in the organisation says, and what everyone on its roster may. Beside that an
//! agreement in force lets them do for another organisation what they may do for their own by such ties; never by a further
//! agreement, so that nobody lets in whom they do not know.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    account::{Actor, Role},
    id::OrganisationId,
    invalid::Invalid,
    membership::MemberRole,
};

/// Something that is done for, or with what belongs to, an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Say who works for it and make its agreements.
    ManageMembers,
    /// See rosters, with the athletes' timetables.
    SeeRoster,
    /// Bring in rosters and change what stands in them and in timetables.
    RunProgramme,
    /// Invite athletes of a roster to accounts here, and take claims back.
    HostAccounts,
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
    /// Be chosen by an athlete to act for them.
    ActForAthletes,
    /// Publish in the name of the team.
    PublishAsTeam,
}

impl Act {
    /// Every act, in the order in which a page shows them.
    pub const ALL: [Self; 11] = [
        Self::ManageMembers,
        Self::SeeRoster,
        Self::RunProgramme,
        Self::HostAccounts,
        Self::RunWorkshops,
        Self::ReviewDrafts,
        Self::RunSpaces,
        Self::UseSpaces,
        Self::SeeFigures,
        Self::ActForAthletes,
        Self::PublishAsTeam,
    ];

    /// The stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ManageMembers => "manage_members",
            Self::SeeRoster => "see_roster",
            Self::RunProgramme => "run_programme",
            Self::HostAccounts => "host_accounts",
            Self::RunWorkshops => "run_workshops",
            Self::ReviewDrafts => "review_drafts",
            Self::RunSpaces => "run_spaces",
            Self::UseSpaces => "use_spaces",
            Self::SeeFigures => "see_figures",
            Self::ActForAthletes => "act_for_athletes",
            Self::PublishAsTeam => "publish_as_team",
        }
    }
}

impl FromStr for Act {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|act| act.as_str() == text).ok_or_else(|| Invalid::one("act", "permit-act"))
    }
}

impl TryFrom<String> for Act {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

/// What everyone on a roster may do with what belongs to the organisation.
pub const OF_ROSTER: &[Act] = &[Act::UseSpaces];

/// What is known of someone's ties to one organisation at the moment they act.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ties {
    /// Whether a roster of the organisation names them.
    pub is_on_roster: bool,
    /// Their roles in it that have not ended.
    pub roles: Vec<MemberRole>,
}

/// Someone's ties to another organisation, to whose people an agreement in force allows the act in question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// The other organisation.
    pub organisation: OrganisationId,
    /// Their ties to it.
    pub ties: Ties,
}

/// Whether someone may do something for an organisation. `partners` are the organisations whose people it lets do this.
pub fn may(actor: &Actor, ties: &Ties, partners: &[Partner], act: Act, organisation: OrganisationId) -> bool {
    actor.is_operator()
        || by_ties(actor, ties, act, organisation)
        || partners.iter().any(|partner| by_ties(actor, &partner.ties, act, partner.organisation))
}

/// Whether someone's own ties to an organisation let them do something for it.
fn by_ties(actor: &Actor, ties: &Ties, act: Act, organisation: OrganisationId) -> bool {
    let staff =
        (actor.role == Role::Staff && actor.organisation == Some(organisation)).then_some(MemberRole::Administrator);
    let by_role = ties.roles.iter().copied().chain(staff).any(|role| role.acts().contains(&act));
    by_role || (ties.is_on_roster && OF_ROSTER.contains(&act))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        agreement::{Agreement, State, TERMS, Term},
        id::AccountId,
        time::UnixMillis,
    };
    use proptest::prelude::*;

    const HOME: OrganisationId = OrganisationId(1);
    const AWAY: OrganisationId = OrganisationId(2);

    fn actor(role: Role, organisation: Option<OrganisationId>) -> Actor {
        Actor { account: AccountId(9), role, organisation }
    }

    #[test]
    fn staff_of_an_account_are_administrators_of_their_organisation_only() {
        let (none, desk) = (Ties::default(), actor(Role::Staff, Some(HOME)));
        for act in Act::ALL {
            assert!(may(&desk, &none, &[], act, HOME));
            assert!(!may(&desk, &none, &[], act, AWAY));
            assert!(may(&Actor::HOST, &none, &[], act, AWAY));
            assert!(!may(&actor(Role::Moderator, Some(HOME)), &none, &[], act, HOME));
            assert_eq!(act.as_str().parse::<Act>().ok(), Some(act));
        }
    }

    /// The table once more, as the documentation prints it.
    #[test]
    fn the_table_of_roles_is_the_one_that_is_told() {
        let told = include_str!("../../../docs/organisations.md");
        for role in MemberRole::ALL {
            let row = told.lines().find(|line| line.starts_with(&format!("| {} |", role.as_str())));
            let cells: Vec<&str> = row.unwrap_or_default().split('|').map(str::trim).skip(2).collect();
            for (act, cell) in Act::ALL.into_iter().zip(cells) {
                assert_eq!(cell == "yes", role.acts().contains(&act), "{} {}", role.as_str(), act.as_str());
            }
        }
    }

    fn roles() -> impl Strategy<Value = Vec<MemberRole>> {
        proptest::collection::vec(proptest::sample::select(MemberRole::ALL.to_vec()), 0..3)
    }

    proptest! {
        /// No role and no place on a roster grants what its table does not say.
        #[test]
        fn ties_grant_what_their_tables_say(roles in roles(), is_on_roster: bool, act in proptest::sample::select(Act::ALL.to_vec())) {
            let ties = Ties { is_on_roster, roles: roles.clone() };
            let said = roles.iter().any(|role| role.acts().contains(&act)) || (is_on_roster && act == Act::UseSpaces);
            for role in [Role::Supporter, Role::Athlete, Role::Moderator] {
                prop_assert_eq!(may(&actor(role, Some(HOME)), &ties, &[], act, HOME), said);
            }
        }

        /// An agreement grants only while it is in force, only what it names, only to the party it names, and only to those
        /// who may do it at home.
        #[test]
        fn an_agreement_grants_no_more_than_it_says(
            (from, until, now) in (0..100_i64, 0..100_i64, 0..100_i64),
            (offered, accepted, ended) in (proptest::option::of(0..100_i64), proptest::option::of(0..100_i64), proptest::option::of(0..100_i64)),
            terms in proptest::collection::vec((any::<bool>(), proptest::sample::select(TERMS.to_vec())), 0..5),
            (roles, is_on_roster) in (roles(), any::<bool>()),
            act in proptest::sample::select(Act::ALL.to_vec()),
        ) {
            let agreement = Agreement {
                title: String::new(),
                parties: [HOME, AWAY],
                terms: terms.iter().map(|(away, act)| Term { to: if *away { AWAY } else { HOME }, act: *act }).collect(),
                from: UnixMillis(from),
                until: UnixMillis(until),
                offered_at: offered.map(UnixMillis),
                accepted_at: accepted.map(UnixMillis),
                ended_at: ended.map(UnixMillis),
            };
            let ties = Ties { is_on_roster, roles };
            let who = actor(Role::Athlete, Some(AWAY));
            let at_home = may(&who, &ties, &[], act, AWAY);
            let partners: Vec<Partner> = agreement
                .lets(HOME, act, UnixMillis(now))
                .map(|organisation| Partner { organisation, ties: ties.clone() })
                .into_iter()
                .collect();
            let granted = may(&who, &Ties::default(), &partners, act, HOME);
            let holds = offered.is_some() && accepted.is_some() && ended.is_none_or(|at| now < at) && from <= now && now < until;
            let named = terms.contains(&(true, act));
            prop_assert_eq!(granted, holds && named && at_home);
            prop_assert_eq!(agreement.state(UnixMillis(now)) == State::InForce, holds);
        }
    }
}
