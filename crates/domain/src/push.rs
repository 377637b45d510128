//! Being told outside of one's own pages: by Web Push, and by streams of events. What each browser or app asked for, what
//! the account chose, and the hours in which nothing may be sent.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{age::AgeBand, invalid::Invalid, notification::NotificationKind, post::words};

/// The most subscriptions of one account.
pub const SUBSCRIPTIONS_MOST: usize = 20;
/// The longest endpoint, in bytes.
pub const ENDPOINT_MOST: usize = 2_048;

words! {
    /// Whose acts a subscription tells of; the words are the client API's (docs.joinmastodon.org, "push").
    Policy, "policy", "push-policy-unknown" {
        /// Anyone's.
        All = "all",
        /// Those of accounts that one follows.
        Followed = "followed",
        /// Those of accounts that follow one.
        Follower = "follower",
        /// Nobody's.
        Nobody = "none",
    }
}

words! {
    /// A kind of news that an app can ask for; the words are the client API's. Some of them never come up here.
    Alert, "alerts", "push-alert-unknown" {
        /// Comments, answers and mentions.
        Mention = "mention",
        /// New posts of someone one follows: told in the feed only.
        Status = "status",
        /// Someone passed one's post on.
        Reblog = "reblog",
        /// Someone follows.
        Follow = "follow",
        /// Someone asks to follow: not here.
        FollowRequest = "follow_request",
        /// Someone cheered.
        Favourite = "favourite",
        /// A poll ended: not here.
        Poll = "poll",
        /// A post was edited: not told here.
        Update = "update",
        /// Someone quoted a post: not here.
        Quote = "quote",
        /// A quoted post was edited: not here.
        QuotedUpdate = "quoted_update",
        /// Someone joined: not told here.
        AdminSignUp = "admin.sign_up",
        /// A report came in: not told here.
        AdminReport = "admin.report",
    }
}

impl Alert {
    /// Under which of them an app is told of a notification. What tells authors of their own films stays on our pages.
    pub fn of(kind: NotificationKind) -> Option<Self> {
        match kind {
            NotificationKind::Follow => Some(Self::Follow),
            NotificationKind::Cheer => Some(Self::Favourite),
            NotificationKind::Reblog => Some(Self::Reblog),
            NotificationKind::Comment | NotificationKind::Reply | NotificationKind::Mention => Some(Self::Mention),
            NotificationKind::Post
            | NotificationKind::Ready
            | NotificationKind::Refused
            | NotificationKind::Decision
            | NotificationKind::ReviewAsked
            | NotificationKind::ReviewAnswered
            | NotificationKind::ReviewChanges
            | NotificationKind::ReviewApproved
            | NotificationKind::Workshop
            | NotificationKind::WorkshopDay
            | NotificationKind::WorkshopHour
            | NotificationKind::SeatFree
            | NotificationKind::GamesChanged
            | NotificationKind::Booking
            | NotificationKind::BookingHour
            | NotificationKind::Slot
            | NotificationKind::Clip
            | NotificationKind::ActingAsked
            | NotificationKind::ActingAccepted
            | NotificationKind::ActingPublished
            | NotificationKind::ActingHeldBack
            | NotificationKind::TeamHeldBack
            | NotificationKind::TeamSuspended
            | NotificationKind::TeamTakenDown
            | NotificationKind::AgreementOffered
            | NotificationKind::AgreementAccepted
            | NotificationKind::AgreementEnded => None,
        }
    }
}

/// Minutes in a day.
const DAY: u16 = 24 * 60;

/// A daily stretch, from a minute of the day (included) to another (not included), over midnight if need be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// Where it begins, in minutes after midnight.
    pub from: u16,
    /// Where it ends.
    pub until: u16,
}

impl QuietHours {
    /// Reads two times of the day such as `22:00` and `07:30`.
    ///
    /// # Errors
    /// `quiet-shape` for anything else, `quiet-empty` when both are the same.
    pub fn read(from: &str, until: &str) -> Result<Self, Invalid> {
        let minute = |text: &str, field| minute(text).ok_or_else(|| Invalid::one(field, "quiet-shape"));
        let hours = Self { from: minute(from, "quiet_from")?, until: minute(until, "quiet_until")? };
        if hours.from == hours.until {
            return Err(Invalid::one("quiet_until", "quiet-empty"));
        }
        Ok(hours)
    }

    /// Whether a minute of the day lies in it.
    pub fn contains(self, minute: u16) -> bool {
        if self.from < self.until {
            (self.from..self.until).contains(&minute)
        } else {
            minute >= self.from || minute < self.until
        }
    }

    /// How many minutes after `minute`, which lies in it, it ends.
    pub fn rest(self, minute: u16) -> u16 {
        (self.until + DAY - minute % DAY) % DAY
    }

    /// Where it begins and ends, as [`Self::read`] reads them.
    pub fn texts(self) -> (String, String) {
        let text = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        (text(self.from), text(self.until))
    }
}

fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let digits = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    let two = |text: &str| digits(text).then(|| text.parse::<u16>().ok()).flatten();
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

/// What an account chose about being told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choice {
    /// Whether anything is pushed; none leaves it to age.
    pub push: Option<bool>,
    /// Whether apps may listen to streams of events; none leaves it to age.
    pub streams: Option<bool>,
    /// Kinds that are not pushed.
    pub silent: Vec<NotificationKind>,
    /// When nothing is pushed.
    pub quiet: Option<QuietHours>,
    /// Where those hours are meant: a name of the time-zone database such as `Europe/London`, or an offset such as `+02:00`.
    /// Empty is UTC.
    pub time_zone: String,
}

/// The kinds that a person chooses between; a film that could not be made goes with one that can be watched, and all of reviews
/// goes together. A reminder that is not chosen is not made at all, and neither is its letter.
pub const CHOSEN: [NotificationKind; 14] = [
    NotificationKind::Follow,
    NotificationKind::Cheer,
    NotificationKind::Comment,
    NotificationKind::Reply,
    NotificationKind::Mention,
    NotificationKind::Reblog,
    NotificationKind::Ready,
    NotificationKind::Decision,
    NotificationKind::ReviewAsked,
    NotificationKind::WorkshopDay,
    NotificationKind::WorkshopHour,
    NotificationKind::BookingHour,
    NotificationKind::Slot,
    NotificationKind::Clip,
];

impl Choice {
    /// Whether anything is pushed. Without a choice only to those who said that they are of age: a push calls for attention
    /// wherever someone is (ICO Age Appropriate Design Code, standard 13).
    pub fn pushes(&self, age: AgeBand) -> bool {
        self.push.unwrap_or(age == AgeBand::Adult)
    }

    /// Whether apps may listen to streams. Without a choice not those of someone who said that they are under 18. A stream
    /// reaches only an app that is open, which its owner let in; so whoever said nothing may listen.
    pub fn streams(&self, age: AgeBand) -> bool {
        self.streams.unwrap_or(age != AgeBand::Minor)
    }

    /// Whether this kind is pushed, as far as the kinds go.
    pub fn wants(&self, kind: NotificationKind) -> bool {
        let chosen = match kind {
            NotificationKind::Refused => NotificationKind::Ready,
            review if review.is_review() => NotificationKind::ReviewAsked,
            other => other,
        };
        !self.silent.contains(&chosen)
    }
}

/// A set of alerts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Alerts(u16);

impl Alerts {
    fn bit(alert: Alert) -> u16 {
        Alert::ALL.iter().position(|a| *a == alert).map_or(0, |place| 1 << place)
    }

    /// Whether it holds one.
    pub fn contains(self, alert: Alert) -> bool {
        self.0 & Self::bit(alert) != 0
    }
}

impl FromIterator<Alert> for Alerts {
    fn from_iter<T: IntoIterator<Item = Alert>>(alerts: T) -> Self {
        Self(alerts.into_iter().fold(0, |bits, alert| bits | Self::bit(alert)))
    }
}

impl FromStr for Alerts {
    type Err = Invalid;

    /// Words between blanks, as they are stored.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        text.split_whitespace().map(str::parse::<Alert>).collect()
    }
}

impl fmt::Display for Alerts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = Alert::ALL.iter().filter(|a| self.contains(**a)).map(|a| a.as_str()).collect();
        words.join(" ").fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn who_did_not_choose_is_told_by_age() {
        let choice = Choice::default();
        assert_eq!([AgeBand::Adult, AgeBand::Unknown, AgeBand::Minor].map(|a| choice.pushes(a)), [true, false, false]);
        assert_eq!([AgeBand::Adult, AgeBand::Unknown, AgeBand::Minor].map(|a| choice.streams(a)), [true, true, false]);
        let on = Choice { push: Some(true), streams: Some(true), ..Choice::default() };
        assert!(on.pushes(AgeBand::Minor) && on.streams(AgeBand::Minor));
        let off = Choice { push: Some(false), streams: Some(false), ..Choice::default() };
        assert!(!off.pushes(AgeBand::Adult) && !off.streams(AgeBand::Adult));
    }

    #[test]
    fn quiet_hours_go_over_midnight() {
        let night = QuietHours::read("22:00", "07:30").unwrap();
        assert!(night.contains(22 * 60) && night.contains(0) && night.contains(7 * 60 + 29));
        assert!(!night.contains(7 * 60 + 30) && !night.contains(21 * 60 + 59));
        assert_eq!((night.rest(22 * 60), night.rest(7 * 60)), (9 * 60 + 30, 30));
        assert_eq!(night.texts(), ("22:00".to_owned(), "07:30".to_owned()));
        for (from, until) in [("22:00", "22:00"), ("24:00", "07:00"), ("7:00", "08:00"), ("", ""), ("+1:00", "02:00")] {
            assert!(QuietHours::read(from, until).is_err(), "{from} {until}");
        }
    }

    proptest! {
        #[test]
        fn quiet_hours_end_where_they_say(from in 0..DAY, until in 0..DAY, at in 0..DAY) {
            prop_assume!(from != until);
            let hours = QuietHours { from, until };
            let (a, b) = hours.texts();
            prop_assert_eq!(QuietHours::read(&a, &b), Ok(hours));
            if hours.contains(at) {
                prop_assert!(!hours.contains((at + hours.rest(at)) % DAY));
                prop_assert!((0..hours.rest(at)).all(|m| hours.contains((at + m) % DAY)));
            }
        }
    }
}
