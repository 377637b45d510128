//! Lifts: an editor may put a film higher for a while, for all to see, within bounds that nobody can go beyond.

use crate::{
    account::{Actor, Role},
    invalid::{Check, Invalid},
    text,
    time::{DAY, MINUTE, UnixMillis},
};

/// The least and the most that a lift adds to a score, in thousandths of a point. A film just published gets 2,000 for it.
pub const LIFT: (u32, u32) = (250, 10_000);
/// The shortest and the longest that a lift lasts.
pub const LASTS: (i64, i64) = (5 * MINUTE, 14 * DAY);
/// The most lifts in force at once.
pub const BOOSTS_MOST: usize = 10;

/// What an editor asks for, within bounds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lift {
    /// Why, for everyone to read: 3 to 200 graphemes on one line.
    pub why: String,
    /// The same in Welsh; empty for none.
    pub why_cy: String,
    /// How much, in thousandths of a point of the film's score.
    pub lift: u32,
    /// Until when.
    pub until: UnixMillis,
}

impl Lift {
    /// Checks what was asked for against the bounds.
    pub fn checked(why: &str, why_cy: &str, lift: u32, until: UnixMillis, now: UnixMillis) -> Result<Self, Invalid> {
        let mut faults = Check::default();
        let why = text::name(why, 200).map_err(|e| e.at("why"));
        let why = faults.take("why", why).unwrap_or_default();
        let why_cy = text::line(why_cy, 200).map_err(|e| e.at("why_cy"));
        let why_cy = faults.take("why_cy", why_cy).unwrap_or_default();
        if !(LIFT.0..=LIFT.1).contains(&lift) {
            faults.fault("lift", "boost-lift-range");
        }
        if !(LASTS.0..=LASTS.1).contains(&until.since(now)) {
            faults.fault("until", "boost-until-range");
        }
        faults.done()?;
        Ok(Self { why, why_cy, lift, until })
    }
}

/// Whether someone is an editor at all: staff of an organisation, and operators.
pub fn is_editor(actor: &Actor) -> bool {
    actor.is_operator() || (actor.role == Role::Staff && actor.organisation.is_some())
}

/// Whether an editor may lift the films of an author in this organisation: staff their own team's, operators anyone's.
pub fn may_lift(actor: &Actor, author_organisation: Option<crate::id::OrganisationId>) -> bool {
    actor.is_operator()
        || (is_editor(actor) && author_organisation.is_some() && author_organisation == actor.organisation)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AccountId, OrganisationId};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_lift_goes_beyond_its_bounds(lift in any::<u32>(), until in any::<i64>(), now in 0..i64::MAX / 2) {
            if let Ok(lift) = Lift::checked("Opening ceremony", "", lift, UnixMillis(until), UnixMillis(now)) {
                prop_assert!((LIFT.0..=LIFT.1).contains(&lift.lift));
                prop_assert!((now + LASTS.0..=now + LASTS.1).contains(&lift.until.0));
            }
        }
    }

    #[test]
    fn a_lift_says_why() {
        let now = UnixMillis(0);
        let until = now.plus(DAY);
        assert!(Lift::checked(" ", "", 1_000, until, now).is_err());
        assert!(Lift::checked(&"a".repeat(201), "", 1_000, until, now).is_err());
        assert_eq!(Lift::checked(" Opening\nceremony ", "", 1_000, until, now).unwrap().why, "Opening ceremony");
    }

    #[test]
    fn editors_lift_their_own_team() {
        let actor = |role, organisation: Option<i64>| Actor {
            account: AccountId(1),
            role,
            organisation: organisation.map(OrganisationId),
        };
        let own = Some(OrganisationId(7));
        assert!(may_lift(&actor(Role::Staff, Some(7)), own));
        assert!(!may_lift(&actor(Role::Staff, Some(8)), own));
        assert!(!may_lift(&actor(Role::Staff, None), None));
        assert!(may_lift(&actor(Role::Operator, None), None));
        for role in [Role::Athlete, Role::Supporter, Role::Moderator] {
            assert!(!may_lift(&actor(role, Some(7)), own));
        }
    }
}
