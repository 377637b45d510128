//! Workshops: one meeting of a course, and the seats in it.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    course::number,
    invalid::Invalid,
    post::words,
    text,
    time::{DAY, HOUR, UnixMillis},
};

words! {
    /// How an athlete's seat in a workshop stands.
    SeatState, "state", "seat-state-unknown" {
        /// It is theirs.
        Placed = "placed",
        /// It is held for them until they answer, or their time is over.
        Offered = "offered",
        /// They wait for one.
        Waiting = "waiting",
        /// They gave it back, or staff moved them away.
        Left = "left",
        /// They were there.
        Attended = "attended",
        /// They were not.
        Missed = "missed",
    }
}

impl SeatState {
    /// Whether it takes one of the workshop's places.
    pub fn takes(self) -> bool {
        !matches!(self, Self::Waiting | Self::Left)
    }

    /// Whether a staff member may note whether they were there.
    pub fn may_be_noted(self) -> bool {
        matches!(self, Self::Placed | Self::Attended | Self::Missed)
    }
}

/// From when it may be noted who is there, by the code of the room or on the list: people come before it begins.
pub fn doors_open(begins: UnixMillis) -> UnixMillis {
    begins.plus(-HOUR / 2)
}

/// Whether the code of the room counts: from when the doors open until an hour after the end.
pub fn code_counts(begins: UnixMillis, ends: UnixMillis, now: UnixMillis) -> bool {
    now >= doors_open(begins) && now <= ends.plus(HOUR)
}

/// Checks when workshops would begin, of which these are the first and the last. In the past is only what is said to have taken place,
/// and what has taken place is in the past: a day typed wrong plans nothing.
pub fn begins(first: UnixMillis, last: UnixMillis, took_place: bool, now: UnixMillis) -> Result<(), Invalid> {
    match took_place {
        false if first < now => Err(Invalid::one("from", "workshop-past")),
        true if last > now => Err(Invalid::one("from", "workshop-to-come")),
        _ => Ok(()),
    }
}

/// How long someone may think about an offered seat; never longer than until an hour before it begins.
pub const OFFER_FOR: i64 = 24 * HOUR;

/// Until when a seat offered now is held; none when it begins too soon to ask anyone.
pub fn offer_until(now: UnixMillis, begins: UnixMillis) -> Option<UnixMillis> {
    let latest = begins.plus(-HOUR);
    let until = latest.min(now.plus(OFFER_FOR));
    (until > now).then_some(until)
}

/// How many may come: 1 to 500.
pub fn capacity(raw: &str) -> Result<i64, Invalid> {
    number(raw, 1, 500).ok_or_else(|| Invalid::one("capacity", "workshop-capacity"))
}

/// On how many days in a row a workshop is planned at once: 1 to 60.
pub fn days(raw: &str) -> Result<i64, Invalid> {
    if raw.trim().is_empty() {
        return Ok(1);
    }
    number(raw, 1, 60).ok_or_else(|| Invalid::one("days", "workshop-days"))
}

/// Where it is: one line of at most 120 graphemes; empty when it is online.
pub fn place(raw: &str) -> Result<String, Invalid> {
    text::line(raw, 120).map_err(|e| e.at("place"))
}

/// Who teaches: one line of 1 to 80 graphemes.
pub fn trainer(raw: &str) -> Result<String, Invalid> {
    text::name(raw, 80).map_err(|e| e.at("trainer"))
}

/// Checks that a workshop begins before it ends and lasts no longer than a day.
pub fn span(from: UnixMillis, until: UnixMillis) -> Result<(), Invalid> {
    if until > from && until.since(from) <= DAY { Ok(()) } else { Err(Invalid::one("until", "workshop-span")) }
}

/// A code that tells that someone is in the room: six letters of those that nobody mixes up.
pub fn attendance_code(random: [u8; 6]) -> String {
    const LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    random.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_past_is_planned_on_purpose_only() {
        let now = UnixMillis(1_000 * DAY);
        let fault = |first: i64, last: i64, took_place| {
            begins(now.plus(first), now.plus(last), took_place, now).err().map(|faults| faults.0[0].key)
        };
        assert_eq!(fault(0, DAY, false), None);
        assert_eq!(fault(-1, DAY, false), Some("workshop-past"));
        assert_eq!(fault(-2 * DAY, -DAY, true), None);
        assert_eq!(fault(-DAY, DAY, true), Some("workshop-to-come"), "one of several is still to come");
    }

    #[test]
    fn the_code_of_the_room_counts_around_the_workshop() {
        let begins = UnixMillis(1_000 * DAY);
        let counts = |at: i64| code_counts(begins, begins.plus(HOUR), begins.plus(at));
        assert!(!counts(-HOUR / 2 - 1) && counts(-HOUR / 2) && counts(2 * HOUR) && !counts(2 * HOUR + 1));
    }

    #[test]
    fn an_offer_ends_before_the_workshop_begins() {
        let now = UnixMillis(1_000 * DAY);
        assert_eq!(offer_until(now, now.plus(5 * DAY)), Some(now.plus(DAY)));
        assert_eq!(offer_until(now, now.plus(3 * HOUR)), Some(now.plus(2 * HOUR)));
        assert_eq!(offer_until(now, now.plus(HOUR / 2)), None, "too late to ask anyone");
    }
}
