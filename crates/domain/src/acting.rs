//! Acting for an athlete: what they let someone do for them, from when until when. The list of what can be done at all is
//! [`Deed`]; what is not in it nobody ever does for someone else: no password, no e-mail address, no passkey, no app, no
//! choice about privacy or age, no access need, no review, no leaving, no further delegation, no word or cheer as them.
//!
//! The account of a team is acted for in the same way. Nobody offers that: who may publish as the team takes it up.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    account::Role,
    id::AccountId,
    invalid::{Check, Invalid},
    post::{PostState, words},
    time::{DAY, UnixMillis},
};

words! {
    /// As what someone acts for another account.
    Hand, "hand", "acting-hand" {
        /// A press officer of the athlete's organisation, as long as they are one.
        Press = "press",
        /// Someone whom the athlete, or whoever brings them up, trusts.
        Guardian = "guardian",
        /// One of those who may publish as the team, for its account, as long as they may.
        Team = "team",
    }
}

impl Hand {
    /// Those that an athlete lets someone act as.
    pub const OF_ATHLETE: [Self; 2] = [Self::Press, Self::Guardian];
}

words! {
    /// A stretch of what an athlete does that they can let someone do.
    Bound, "bounds", "acting-bound" {
        /// Bring films in and write drafts.
        Prepare = "prepare",
        /// Publish, change and take away their posts.
        Publish = "publish",
        /// Seats in workshops, wishes, spaces and blocks of the timetable.
        Programme = "programme",
    }
}

words! {
    /// One thing that can be done for an athlete, as the record tells it.
    Deed, "deed", "acting-deed" {
        /// Bring a film in.
        Upload = "upload",
        /// Write a draft.
        Draft = "draft",
        /// Change a draft.
        EditDraft = "edit-draft",
        /// Throw a draft away.
        DropDraft = "drop-draft",
        /// Publish a post.
        Publish = "publish",
        /// Set when a post is to be published, or that it is not.
        Schedule = "schedule",
        /// Change a post that is published or about to be.
        EditPost = "edit-post",
        /// Take such a post away.
        DropPost = "drop-post",
        /// Take a comment under such a post away.
        DropComment = "drop-comment",
        /// Say what they would like to learn.
        Wish = "wish",
        /// Take a seat or a place in the waiting list.
        TakeSeat = "take-seat",
        /// Change a seat for another.
        SwapSeat = "swap-seat",
        /// Give a seat up.
        LeaveSeat = "leave-seat",
        /// Take an offered seat.
        AcceptSeat = "accept-seat",
        /// Book a space.
        Book = "book",
        /// Take a booking back.
        CancelBooking = "cancel-booking",
        /// Wait for a slot of a space.
        Wait = "wait",
        /// Wait for one no more.
        WaitNoMore = "wait-no-more",
        /// Put a block into the timetable.
        AddBlock = "add-block",
        /// Take one out.
        DropBlock = "drop-block",
    }
}

impl Deed {
    /// What someone must be let do for this.
    pub fn bound(self) -> Bound {
        match self {
            Self::Upload | Self::Draft | Self::EditDraft | Self::DropDraft => Bound::Prepare,
            Self::Publish | Self::Schedule | Self::EditPost | Self::DropPost | Self::DropComment => Bound::Publish,
            Self::Wish
            | Self::TakeSeat
            | Self::SwapSeat
            | Self::LeaveSeat
            | Self::AcceptSeat
            | Self::Book
            | Self::CancelBooking
            | Self::Wait
            | Self::WaitNoMore
            | Self::AddBlock
            | Self::DropBlock => Bound::Programme,
        }
    }

    /// Whether this hand ever does it. What is said to an athlete is theirs alone to take away; of what is said to a team nobody else
    /// could.
    pub fn is_of(self, hand: Hand) -> bool {
        self != Self::DropComment || hand == Hand::Team
    }

    /// Whether it is done with a post, which the record then names.
    pub fn is_of_post(self) -> bool {
        self.bound() != Bound::Programme && self != Self::Upload
    }

    /// What a change of a post's words is. One that is about to be published by itself is as good as published.
    pub fn of_edit(state: PostState) -> Self {
        if state == PostState::Draft { Self::EditDraft } else { Self::EditPost }
    }

    /// What taking a post away is.
    pub fn of_removal(state: PostState) -> Self {
        if state == PostState::Draft { Self::DropDraft } else { Self::DropPost }
    }
}

words! {
    /// What readers of a post are told of who published it.
    HandNote, "hand", "acting-note" {
        /// Published by their team.
        Press = "press",
        /// Published by a guardian.
        Guardian = "guardian",
        /// Published by the athlete, changed since by their team.
        PressEdit = "press-edit",
        /// Published by the athlete, changed since by a guardian.
        GuardianEdit = "guardian-edit",
    }
}

impl HandNote {
    /// What is said of a post that this hand published; nothing of a team's, whose people are the team.
    pub fn published(hand: Hand) -> Option<Self> {
        match hand {
            Hand::Press => Some(Self::Press),
            Hand::Guardian => Some(Self::Guardian),
            Hand::Team => None,
        }
    }

    /// What is said of one that the athlete published and this hand changed.
    pub fn edited(hand: Hand) -> Option<Self> {
        match hand {
            Hand::Press => Some(Self::PressEdit),
            Hand::Guardian => Some(Self::GuardianEdit),
            Hand::Team => None,
        }
    }
}

/// The longest time for which one can be made.
pub const LONGEST: i64 = 366 * DAY;
/// How many of one athlete may be open at once.
pub const OF_ATHLETE_MOST: i64 = 10;
/// How many one person may hold at once.
pub const OF_HOLDER_MOST: i64 = 200;

/// What someone is let do for another account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delegation {
    /// For whom: an athlete, or a team.
    pub athlete: AccountId,
    /// Who acts.
    pub holder: AccountId,
    /// As what.
    pub hand: Hand,
    /// What they may do, each once.
    pub bounds: Vec<Bound>,
    /// From when.
    pub from: UnixMillis,
    /// Until when.
    pub until: UnixMillis,
    /// When the other said yes.
    pub accepted_at: Option<UnixMillis>,
    /// When either ended it, or it was declined or taken back.
    pub ended_at: Option<UnixMillis>,
}

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The other has not answered.
    Offered,
    /// They said yes, and it begins later.
    Agreed,
    /// It holds.
    InForce,
    /// Declined, ended, or over.
    Ended,
}

impl State {
    /// Its name in the translation files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Agreed => "agreed",
            Self::InForce => "in-force",
            Self::Ended => "ended",
        }
    }
}

impl Delegation {
    /// Someone takes up a team's account: to bring films in and to publish, for as long as one can be made. How long it holds in
    /// truth [`holds`] asks of their role.
    pub fn of_team(team: AccountId, holder: AccountId, now: UnixMillis) -> Self {
        Self {
            athlete: team,
            holder,
            hand: Hand::Team,
            bounds: vec![Bound::Prepare, Bound::Publish],
            from: now,
            until: now.plus(LONGEST),
            accepted_at: Some(now),
            ended_at: None,
        }
    }

    /// Two people, at least one bound, at most a year, and not over already.
    pub fn checked(mut self, now: UnixMillis) -> Result<Self, Invalid> {
        let mut faults = Check::default();
        self.bounds.sort_unstable();
        self.bounds.dedup();
        if self.athlete == self.holder {
            faults.fault("handle", "acting-oneself");
        }
        if self.bounds.is_empty() {
            faults.fault("bounds", "acting-nothing");
        }
        if self.until <= self.from || self.until <= now {
            faults.fault("until", "acting-ends-before");
        } else if self.until.since(self.from) > LONGEST || self.until.since(now) > LONGEST {
            faults.fault("until", "acting-long");
        }
        faults.done()?;
        Ok(self)
    }

    /// Where it stands at a moment.
    pub fn state(&self, now: UnixMillis) -> State {
        if self.until <= now || self.ended_at.is_some_and(|at| at <= now) {
            return State::Ended;
        }
        match self.accepted_at {
            None => State::Offered,
            Some(_) if now < self.from => State::Agreed,
            Some(_) => State::InForce,
        }
    }
}

/// What is known of the two at the moment of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Between {
    /// The role of the account that is acted for.
    pub role: Role,
    /// Whether both accounts stand and neither is suspended.
    pub both_active: bool,
    /// Whether either blocks the other.
    pub blocked: bool,
    /// Whether an organisation lets the other be this hand: act for its athletes, or publish as its team. Guardians need no such
    /// word.
    pub is_let: bool,
}

/// Whether a delegation holds at a moment, for anything at all. Nobody acts for anyone but an athlete or a team: what staff,
/// moderators and operators may do is not theirs to give away.
pub fn holds(given: &Delegation, between: Between, now: UnixMillis) -> bool {
    let by_hand = match given.hand {
        Hand::Guardian => between.role == Role::Athlete,
        Hand::Press => between.role == Role::Athlete && between.is_let,
        Hand::Team => between.role == Role::Team && between.is_let,
    };
    given.state(now) == State::InForce
        && given.athlete != given.holder
        && between.both_active
        && !between.blocked
        && by_hand
}

/// The one rule: whether someone may do this for the athlete, at this moment.
pub fn may(given: &Delegation, between: Between, deed: Deed, now: UnixMillis) -> bool {
    holds(given, between, now) && given.bounds.contains(&deed.bound()) && deed.is_of(given.hand)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn delegation() -> impl Strategy<Value = Delegation> {
        let moment = || proptest::option::of((0..100_i64).prop_map(UnixMillis));
        let bounds = proptest::collection::vec(proptest::sample::select(Bound::ALL.to_vec()), 0..4);
        let hand = proptest::sample::select(Hand::ALL.to_vec());
        ((1..3_i64, 1..3_i64), hand, bounds, (0..100_i64, 0..100_i64), moment(), moment()).prop_map(
            |((athlete, holder), hand, bounds, (from, until), accepted_at, ended_at)| Delegation {
                athlete: AccountId(athlete),
                holder: AccountId(holder),
                hand,
                bounds,
                from: UnixMillis(from),
                until: UnixMillis(until),
                accepted_at,
                ended_at,
            },
        )
    }

    fn between() -> impl Strategy<Value = Between> {
        let role = proptest::sample::select(Role::ALL.to_vec());
        (role, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(role, both_active, blocked, is_let)| Between {
            role,
            both_active,
            blocked,
            is_let,
        })
    }

    proptest! {
        /// Whatever else is so, each single thing that is missing keeps them from it.
        #[test]
        fn nothing_is_let_that_was_not_given(
            given in delegation(),
            between in between(),
            deed in proptest::sample::select(Deed::ALL.to_vec()),
            now in (0..100_i64).prop_map(UnixMillis),
        ) {
            let may = may(&given, between, deed, now);
            let reasons = [
                given.accepted_at.is_none(),
                given.ended_at.is_some_and(|at| at <= now),
                now < given.from,
                given.until <= now,
                given.athlete == given.holder,
                !given.bounds.contains(&deed.bound()),
                deed == Deed::DropComment && given.hand != Hand::Team,
                !between.both_active,
                between.blocked,
                given.hand != Hand::Guardian && !between.is_let,
                (given.hand == Hand::Team) != (between.role == Role::Team),
                !matches!(between.role, Role::Athlete | Role::Team),
            ];
            prop_assert_eq!(may, !reasons.contains(&true));
        }

        /// A team's account is taken up to prepare and publish, and for no part of the programme.
        #[test]
        fn who_posts_as_a_team_only_posts(now in 0..100_i64, later in 0..LONGEST, deed in proptest::sample::select(Deed::ALL.to_vec())) {
            let given = Delegation::of_team(AccountId(1), AccountId(2), UnixMillis(now));
            prop_assert_eq!(given.clone().checked(UnixMillis(now)), Ok(given.clone()));
            let between = Between { role: Role::Team, both_active: true, blocked: false, is_let: true };
            prop_assert_eq!(may(&given, between, deed, UnixMillis(now + later)), deed.bound() != Bound::Programme);
        }

        /// What can be made at all is no longer than a year and names something.
        #[test]
        fn what_is_made_is_bounded(given in delegation(), days in 0..900_i64, now in 0..100_i64) {
            let given = Delegation { until: UnixMillis(given.until.0 + days * DAY), ..given };
            if let Ok(made) = given.checked(UnixMillis(now)) {
                prop_assert!(made.until.since(made.from) <= LONGEST && made.until > UnixMillis(now));
                prop_assert!(!made.bounds.is_empty() && made.bounds.is_sorted_by(|a, b| a < b));
                prop_assert_ne!(made.athlete, made.holder);
            }
        }
    }

    /// Changing what is about to be published by itself is never mere preparation.
    #[test]
    fn who_may_only_prepare_changes_nothing_that_readers_see() {
        for state in PostState::ALL {
            let prepares = [Deed::of_edit(*state), Deed::of_removal(*state)].map(|deed| deed.bound() == Bound::Prepare);
            assert_eq!(prepares, [*state == PostState::Draft; 2], "{state:?}");
        }
    }
}
