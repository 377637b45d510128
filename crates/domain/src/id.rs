//! Numbers that name things. An id is a positive 63-bit integer whose upper bits are the millisecond it was made, so
//! ids sort by time, as strings of equal length too, and say nothing else.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

use crate::{invalid::Invalid, time::UnixMillis};

/// Ids count milliseconds from 2020-01-01T00:00:00Z.
const EPOCH: i64 = 1_577_836_800_000;
/// Bits below the millisecond: a counter that starts at a random place in each millisecond.
const LOW_BITS: u32 = 20;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                Self(number)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            /// Accepts one spelling only: ASCII digits without sign or leading zero.
            fn from_str(text: &str) -> Result<Self, Invalid> {
                parse(text).map(Self).ok_or_else(|| Invalid::one("id", "id-unknown"))
            }
        }
    )*};
}

ids! {
    /// An account: supporter, athlete, staff, moderator or operator.
    AccountId,
    /// A post: one video with its caption.
    PostId,
    /// The media behind a post: the original and everything made from it.
    MediaId,
    /// A comment or a reply to one.
    CommentId,
    /// An organisation: NOC, NPC, federation or partner.
    OrganisationId,
    /// A journey: an ordered series towards a Games.
    JourneyId,
    /// A milestone on a journey.
    MilestoneId,
    /// A report by a viewer.
    ReportId,
    /// A notification to one account.
    NotificationId,
    /// A post passed on to one's followers.
    ReblogId,
    /// A list of accounts to be read apart.
    ListId,
    /// A filter, or something it holds.
    FilterId,
    /// A tag on a profile.
    FeaturedTagId,
    /// A signed-in browser or program.
    SessionId,
    /// An app that may be allowed to act for accounts.
    AppId,
    /// A stored passkey.
    PasskeyId,
    /// A durable piece of background work.
    JobId,
    /// An editors' lift of one post.
    BoostId,
    /// A browser or app that asked to be told by Web Push.
    SubscriptionId,
    /// A Games: one edition of a multi-sport event.
    GamesId,
    /// A place where a Games competes.
    VenueId,
    /// A way between two places of a Games.
    WayId,
    /// A competition unit of a Games: one race, match or session, as the schedule lists it.
    UnitId,
    /// An athlete's entry in an organisation's roster for a Games.
    RosterEntryId,
    /// A file on its way in.
    ImportId,
    /// A start: one athlete in one competition unit.
    StartId,
    /// An e-mail in the outbox.
    LetterId,
    /// A space that can be booked.
    SpaceId,
    /// A booking of a space.
    BookingId,
    /// A thing to borrow, of which there are several.
    KitId,
    /// A shift of someone of the crew.
    ShiftId,
    /// A wish to be told when a slot becomes free.
    WaitId,
    /// What an athlete lets someone do for them.
    DelegationId,
    /// An agreement between two organisations.
    AgreementId,
    /// A block of time in an athlete's timetable.
    TimetableBlockId,
    /// A review of a draft.
    ReviewId,
    /// Something said in a review.
    RemarkId,
    /// A course: what is taught.
    CourseId,
    /// A workshop: one meeting of a course.
    WorkshopId,
    /// An athlete's seat in a workshop.
    SeatId,
    /// A group of athletes inside a roster.
    GroupId,
    /// The check at the end of a course, in one of its versions.
    CheckId,
    /// A try of someone at a check.
    TryId,
    /// A piece of material of a course.
    MaterialId,
    /// A certificate of a skill.
    CertificateId,
    /// A plan of who goes to which workshop.
    AllocationId,
    /// A laptop or tablet in a space at which athletes record.
    StationId,
    /// A clip at a station.
    CaptureId,
}

/// The number of an entry in the log: 1, 2, 3… without gaps, in the order of commits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub i64);

impl From<i64> for Seq {
    fn from(number: i64) -> Self {
        Self(number)
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn parse(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.len() <= 19 && text.bytes().all(|b| b.is_ascii_digit());
    (plain && !text.starts_with('0')).then(|| text.parse().ok()).flatten()
}

/// Makes ids that never repeat within one process and practically never between processes.
#[derive(Debug, Default)]
pub struct IdMaker {
    last: i64,
}

impl IdMaker {
    /// The next id. `now` gives the upper bits; `random` places the counter when a new millisecond starts, so that two
    /// servers rarely meet. Ids from one maker always grow, even when the clock steps back.
    pub fn next(&mut self, now: UnixMillis, random: u32) -> i64 {
        let low = i64::from(random) & ((1 << (LOW_BITS - 1)) - 1);
        let fresh = ((now.0 - EPOCH).max(1) << LOW_BITS) | low;
        self.last =
            if fresh > self.last && (fresh >> LOW_BITS) > (self.last >> LOW_BITS) { fresh } else { self.last + 1 };
        self.last
    }
}

/// An id of the same noun that says it was made at another moment: the lower bits stay, so two ids moved to one
/// millisecond meet in one of a million cases.
pub fn moved_to(id: i64, moment: UnixMillis) -> i64 {
    ((moment.0 - EPOCH).max(1) << LOW_BITS) | (id & ((1 << LOW_BITS) - 1))
}

/// The moment at which an id was made.
pub fn made_at(id: i64) -> UnixMillis {
    UnixMillis((id >> LOW_BITS) + EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ids_grow_whatever_the_clock_does(steps in prop::collection::vec((1_700_000_000_000_i64..1_700_000_000_050, any::<u32>()), 1..200)) {
            let mut maker = IdMaker::default();
            let mut last = 0;
            for (now, random) in steps {
                let id = maker.next(UnixMillis(now), random);
                prop_assert!(id > last);
                last = id;
            }
        }

        #[test]
        fn an_id_has_one_spelling(text in "[0-9+ -]{0,21}") {
            if let Ok(id) = text.parse::<PostId>() {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }

    #[test]
    fn an_id_tells_when_it_was_made() {
        let now = UnixMillis(1_790_000_000_123);
        assert_eq!(made_at(IdMaker::default().next(now, 77)), now);
    }
}
