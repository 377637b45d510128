//! The kinds of jobs: how each is called, what goes before what, how often it is tried, and which workers do it.

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Looks at a new video, makes its still and the first rendition. Subject: the media.
    Intake,
    /// Makes the other renditions. Subject: the media.
    Ladder,
    /// Removes the objects of a video that no post shows any more. Subject: the media.
    RemoveMedia,
    /// Publishes a scheduled post. Subject: the post.
    PublishDue,
    /// Throws away what is over: uploads, sessions, leftovers. One row for the whole host.
    Sweep,
    /// Writes what was served on the day that is over into the log. One row for the whole host.
    CloseDay,
    /// Tells one browser or app of a notification. Subject: the subscription.
    Push,
    /// Hands a letter to the mail server. Subject: the letter.
    Mail,
    /// Ends an offer of a seat in a workshop whose time is over. Subject: the seat.
    SeatOffer,
    /// Makes a plan of who goes to which workshop. Subject: the allocation.
    Allocate,
    /// Gives a booking free to which nobody came. Subject: the booking.
    ReleaseBooking,
    /// Reminds people of what begins soon. One row for the whole host.
    Remind,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Intake,
        Self::Ladder,
        Self::RemoveMedia,
        Self::PublishDue,
        Self::Sweep,
        Self::CloseDay,
        Self::Push,
        Self::Mail,
        Self::SeatOffer,
        Self::Allocate,
        Self::ReleaseBooking,
        Self::Remind,
    ];

    /// The stored word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Intake => "intake",
            Self::Ladder => "ladder",
            Self::RemoveMedia => "remove_media",
            Self::PublishDue => "publish_due",
            Self::Sweep => "sweep",
            Self::CloseDay => "close_day",
            Self::Push => "push",
            Self::Mail => "mail",
            Self::SeatOffer => "seat_offer",
            Self::Allocate => "allocate",
            Self::ReleaseBooking => "release_booking",
            Self::Remind => "remind",
        }
    }

    pub(super) fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == word)
    }

    /// Smaller goes first. Between kinds a thousand lies free, see [`super::enqueue`].
    pub(super) fn priority(self) -> i64 {
        match self {
            Self::PublishDue | Self::ReleaseBooking => 0,
            Self::RemoveMedia => 1_000,
            Self::Intake => 2_000,
            Self::Ladder => 3_000,
            Self::Sweep => 4_000,
            Self::CloseDay => 5_000,
            Self::Push => 6_000,
            Self::Mail => 7_000,
            Self::SeatOffer => 1_500,
            Self::Remind => 1_700,
            Self::Allocate => 8_000,
        }
    }

    /// How often it is tried before it is set aside. Housekeeping is never given up; a message gives itself up before.
    pub(super) fn tries(self) -> i64 {
        match self {
            Self::Intake | Self::Ladder => 6,
            Self::Push | Self::Mail => 20,
            Self::Allocate => 3,
            Self::PublishDue
            | Self::RemoveMedia
            | Self::Sweep
            | Self::CloseDay
            | Self::SeatOffer
            | Self::ReleaseBooking
            | Self::Remind => i64::MAX,
        }
    }
}

/// Films take a processor each.
pub(super) const HEAVY: &[&str] = &["intake", "ladder"];
/// Only films that nobody can watch yet.
pub(super) const FIRST: &[&str] = &["intake"];
/// What is done in a moment.
pub(super) const LIGHT: &[&str] =
    &["publish_due", "remove_media", "sweep", "close_day", "seat_offer", "release_booking", "remind"];
/// What waits for push services.
pub(super) const PUSH: &[&str] = &["push"];
/// What waits for the mail server.
pub(super) const MAIL: &[&str] = &["mail"];
/// A plan takes up to a minute, and nobody waits for two.
pub(super) const PLANS: &[&str] = &["allocate"];

#[cfg(test)]
mod tests {
    use super::*;

    /// A kind without a lane would never be done.
    #[test]
    fn every_kind_has_a_lane() {
        for kind in Kind::ALL {
            let lanes = [HEAVY, LIGHT, PUSH, MAIL, PLANS];
            assert_eq!(lanes.iter().filter(|lane| lane.contains(&kind.as_str())).count(), 1);
            assert_eq!(Kind::named(kind.as_str()), Some(kind));
        }
    }
}
