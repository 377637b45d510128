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
    text::bounded(text::clean_line(raw), 120).map_err(|e| e.at("place"))
}

/// Who teaches: one line of 1 to 80 graphemes.
pub fn trainer(raw: &str) -> Result<String, Invalid> {
    text::required(text::clean_line(raw), 80).map_err(|e| e.at("trainer"))
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
    fn an_offer_ends_before_the_workshop_begins() {
        let now = UnixMillis(1_000 * DAY);
        assert_eq!(offer_until(now, now.plus(5 * DAY)), Some(now.plus(DAY)));
        assert_eq!(offer_until(now, now.plus(3 * HOUR)), Some(now.plus(2 * HOUR)));
        assert_eq!(offer_until(now, now.plus(HOUR / 2)), None, "too late to ask anyone");
    }
}
