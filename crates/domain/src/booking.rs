//! Bookings of spaces: when one may be made, which cells of time it takes, and how it goes on.
//!
//! Time is cut into cells of five minutes. A booking takes whole cells of its space, with the minutes before and after
//! it that the space needs; the database holds each cell of a space once, so that two bookings never meet.

use std::{collections::BTreeSet, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    invalid::{Check, Invalid},
    post::words,
    space::Rules,
    text,
    time::{DAY, MINUTE, UnixMillis},
};

/// The length of a cell. All time zones in use are whole quarters of an hour from UTC, so a cell begins on a clock's
/// fifth minute everywhere.
pub const CELL: i64 = 5 * MINUTE;
/// How long before its beginning somebody may check in at the door.
pub const EARLY: i64 = 15 * MINUTE;
/// How long before its beginning the desk may check somebody in.
pub const DESK_EARLY: i64 = 60 * MINUTE;
/// Bookings that are not over, of one who is no staff.
pub const AHEAD_MOST: usize = 10;

/// Cells of time, both ends included; cell 0 begins at 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cells {
    /// The first.
    pub first: i64,
    /// The last.
    pub last: i64,
}

impl Cells {
    /// The cell that a moment lies in.
    pub fn at(moment: UnixMillis) -> i64 {
        moment.0.div_euclid(CELL)
    }
}

/// When somebody wants a space, or when one is open: whole cells, the end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// From.
    pub from: UnixMillis,
    /// Until, later than `from`.
    pub until: UnixMillis,
}

impl Slot {
    /// A slot that lies on the cells of time and has a length.
    pub fn new(from: UnixMillis, until: UnixMillis) -> Result<Self, Invalid> {
        let whole = from.0.rem_euclid(CELL) == 0 && until.0.rem_euclid(CELL) == 0;
        if !whole || until <= from {
            return Err(Invalid::one("from", "booking-slot-shape"));
        }
        Ok(Self { from, until })
    }

    /// Whether all of another lies in it.
    pub fn holds(self, other: Self) -> bool {
        self.from <= other.from && other.until <= self.until
    }

    /// Whether any of another lies in it.
    pub fn meets(self, other: Self) -> bool {
        self.from < other.until && other.from < self.until
    }

    /// The cells it takes with the minutes that the space needs before and after.
    pub fn cells(self, rules: &Rules) -> Cells {
        let first = Cells::at(self.from.plus(-i64::from(rules.before_minutes) * MINUTE));
        let last = Cells::at(self.until.plus(i64::from(rules.after_minutes) * MINUTE - 1));
        Cells { first, last }
    }

    /// Whether the rules of a space allow it to somebody who asks now; `hours` says when it is open around it. Staff may go
    /// past length and time ahead, but not past opening hours and holds, and nobody past a day.
    pub fn allowed(self, rules: &Rules, hours: &Hours, is_staff: bool, now: UnixMillis) -> Result<(), Invalid> {
        let mut faults = Check::default();
        let long = self.until.since(self.from);
        if self.until <= now {
            faults.fault("from", "booking-past");
        } else if !hours.open.iter().any(|open| open.holds(self)) {
            faults.fault("from", "booking-closed");
        } else if hours.held.iter().any(|held| held.meets(self)) {
            faults.fault("from", "booking-held");
        }
        if long > DAY || (!is_staff && long > i64::from(rules.longest_minutes) * MINUTE) {
            faults.fault("until", "booking-too-long");
        }
        if !is_staff && self.from.since(now) > i64::from(rules.ahead_days) * DAY {
            faults.fault("from", "booking-too-far");
        }
        faults.done()
    }
}

/// When a space is open and when it is held, in a stretch of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours {
    /// Open, in order, and nothing between them that touches.
    pub open: Vec<Slot>,
    /// Held for something else.
    pub held: Vec<Slot>,
}

/// Slots in order, those that touch or meet as one: a booking may go from one evening's hours into the next morning's.
pub fn joined(mut slots: Vec<Slot>) -> Vec<Slot> {
    slots.sort_unstable();
    let mut out: Vec<Slot> = Vec::with_capacity(slots.len());
    for slot in slots {
        match out.last_mut().filter(|last| slot.from <= last.until) {
            Some(last) => last.until = last.until.max(slot.until),
            None => out.push(slot),
        }
    }
    out
}

/// A slot of a day as somebody who looks for one sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    /// When.
    pub slot: Slot,
    /// Whether it can be had; else somebody has it.
    pub is_free: bool,
}

/// What somebody can have on a day: slots of a length, one after another from each opening on, at least every half hour.
/// Those that the rules forbid are left out; those that meet a taken cell are marked.
pub fn offers(
    day: Slot,
    minutes: u16,
    rules: &Rules,
    hours: &Hours,
    is_staff: bool,
    now: UnixMillis,
    taken: &BTreeSet<i64>,
) -> Vec<Offer> {
    let long = i64::from(minutes) * MINUTE;
    let step = long.min(30 * MINUTE);
    let mut out = Vec::new();
    if long < CELL || long % CELL != 0 {
        return out;
    }
    for open in hours.open.iter().filter(|open| open.meets(day)) {
        let mut from = open.from;
        while from < day.until && from.plus(long) <= open.until {
            let slot = Slot { from, until: from.plus(long) };
            if from >= day.from && from.plus(CELL) > now && slot.allowed(rules, hours, is_staff, now).is_ok() {
                let cells = slot.cells(rules);
                out.push(Offer { slot, is_free: taken.range(cells.first..=cells.last).next().is_none() });
            }
            from = from.plus(step);
        }
    }
    out
}

/// The slot of a length that begins with the cell that is on, for whoever stands at the desk and whose begin lies on no step of
/// [`offers`]; none where the rules forbid it.
pub fn at_once(minutes: u16, rules: &Rules, hours: &Hours, now: UnixMillis, taken: &BTreeSet<i64>) -> Option<Offer> {
    let from = UnixMillis(Cells::at(now) * CELL);
    let slot = Slot::new(from, from.plus(i64::from(minutes) * MINUTE)).ok()?;
    slot.allowed(rules, hours, true, now).ok()?;
    let cells = slot.cells(rules);
    Some(Offer { slot, is_free: taken.range(cells.first..=cells.last).next().is_none() })
}

/// The name of a guest without an account, as the desk hears it: 1 to 80 graphemes.
pub fn guest(raw: &str) -> Result<String, Invalid> {
    text::name(raw, 80).map_err(|e| e.at("guest"))
}

/// Checks that a guest's slot is on, or begins in a moment: a guest is booked for who stands there and for nobody else.
pub fn on_now(slot: Slot, now: UnixMillis) -> Result<(), Invalid> {
    if slot.from <= now.plus(EARLY) { Ok(()) } else { Err(Invalid::one("from", "booking-guest-now")) }
}

words! {
    /// How a booking stands.
    BookingState, "state", "booking-state-unknown" {
        /// Made.
        Booked = "booked",
        /// The person is there.
        In = "in",
        /// Taken back.
        Cancelled = "cancelled",
        /// Nobody came, and it was given free.
        NoShow = "no-show",
        /// Over before its time was.
        Ended = "ended",
    }
}

impl BookingState {
    /// Whether it may go on to another state.
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Booked => matches!(next, Self::In | Self::Cancelled | Self::NoShow),
            // The desk may find that it checked in somebody else.
            Self::In => matches!(next, Self::Ended | Self::Booked),
            Self::Cancelled | Self::NoShow | Self::Ended => false,
        }
    }

    /// Whether it still holds its cells.
    pub fn holds(self) -> bool {
        matches!(self, Self::Booked | Self::In)
    }
}

/// Letters and digits of codes: none that look alike (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A code of eight letters and digits from as many random bytes.
pub fn code(random: [u8; 8]) -> String {
    random.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
}

/// A code as somebody typed or scanned it: the last part of an address, without blanks, in capitals, the letters that look
/// like digits as those.
pub fn read_code(typed: &str) -> String {
    let last = typed.trim().rsplit(['/', '=']).next().unwrap_or_default();
    let plain = last.chars().filter(char::is_ascii_alphanumeric).map(|c| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    plain.take(12).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::HOUR;
    use proptest::prelude::*;

    fn rules() -> Rules {
        Rules { after_minutes: 15, longest_minutes: 120, ahead_days: 14, ..Rules::default() }
    }

    fn slot(from_hours: i64, until_hours: i64) -> Slot {
        Slot::new(UnixMillis(from_hours * HOUR), UnixMillis(until_hours * HOUR)).unwrap()
    }

    /// Open from 9 to 18 and from 20 past midnight to 26, with the same a fortnight later; held from 12 to 13.
    fn hours() -> Hours {
        let open = joined(vec![slot(20, 24), slot(9, 18), slot(24, 26), slot(369, 378)]);
        Hours { open, held: vec![slot(12, 13)] }
    }

    fn verdict(slot: Slot, staff: bool, now_hours: i64) -> Vec<&'static str> {
        let verdict = slot.allowed(&rules(), &hours(), staff, UnixMillis(now_hours * HOUR));
        verdict.err().map_or(Vec::new(), |e| e.0.iter().map(|f| f.key).collect())
    }

    #[test]
    fn the_rules_say_what_is_in_the_way() {
        assert_eq!(verdict(slot(9, 11), false, 0), [""; 0]);
        assert_eq!(verdict(slot(8, 10), true, 0), ["booking-closed"]);
        assert_eq!(verdict(slot(11, 13), false, 0), ["booking-held"]);
        assert_eq!(verdict(slot(13, 16), false, 0), ["booking-too-long"]);
        assert_eq!(verdict(slot(13, 16), true, 0), [""; 0]);
        assert_eq!(verdict(slot(369, 370), false, 0), ["booking-too-far"]);
        assert_eq!(verdict(slot(9, 11), false, 11), ["booking-past"]);
        assert_eq!(verdict(slot(23, 25), false, 0), [""; 0], "past midnight");
    }

    #[test]
    fn a_day_offers_what_fits_and_marks_what_is_taken() {
        let day = slot(0, 24);
        let taken: BTreeSet<i64> = slot(10, 11).cells(&rules()).into_iter().collect();
        let found = offers(day, 60, &rules(), &hours(), false, UnixMillis(9 * HOUR + 31 * MINUTE), &taken);
        let said: Vec<(i64, bool)> = found.iter().map(|o| (o.slot.from.0 / (30 * MINUTE), o.is_free)).collect();
        // 10:00 to 11:00 is taken with its quarter of an hour, and 12:00 is held.
        assert_eq!(said[..6], [(19, false), (20, false), (21, false), (22, false), (26, true), (27, true)]);
        // 17:00 is the last before the evening.
        let evening: Vec<i64> = said[6..].iter().map(|s| s.0).collect();
        assert_eq!(evening, [28, 29, 30, 31, 32, 33, 34, 40, 41, 42, 43, 44, 45, 46, 47]);
    }

    #[test]
    fn a_code_is_read_however_it_comes() {
        assert_eq!(code([0, 31, 32, 10, 255, 18, 19, 21]), "0Z0AZJKN");
        for typed in ["0z0azjkn", " OZOA-ZJKN ", "https://a.example/staff/spaces/check-in?code=0Z0AZJKN"] {
            assert_eq!(read_code(typed), "0Z0AZJKN");
        }
    }

    impl IntoIterator for Cells {
        type Item = i64;
        type IntoIter = std::ops::RangeInclusive<i64>;

        fn into_iter(self) -> Self::IntoIter {
            self.first..=self.last
        }
    }

    proptest! {
        /// Slots whose cells do not meet leave the minutes between them that the space needs, and the other way round.
        #[test]
        fn cells_meet_exactly_when_the_time_between_is_too_short(
            a in 0..60_i64, b in 0..60_i64, long in 1..12_i64, buffer in 0..4_u16,
        ) {
            let rules = Rules { before_minutes: buffer * 5, after_minutes: 15, ..rules() };
            let slot = |at: i64| Slot::new(UnixMillis(at * CELL), UnixMillis((at + long) * CELL)).unwrap();
            let (one, other) = (slot(a).cells(&rules), slot(b).cells(&rules));
            let meet = one.first <= other.last && other.first <= one.last;
            let gap = (a.max(b) - (a.min(b) + long)) * 5;
            prop_assert_eq!(meet, gap < i64::from(buffer) * 5 + 15);
        }

        /// What is joined is open exactly when one of its parts is.
        #[test]
        fn joining_opens_and_closes_nothing(parts in prop::collection::vec((0..50_i64, 1..9_i64), 0..8), at in 0..60_i64) {
            let slots: Vec<Slot> = parts.iter().map(|(from, long)| slot(*from, from + long)).collect();
            let hour = slot(at, at + 1);
            let before = slots.iter().any(|s| s.holds(hour));
            let after = joined(slots);
            prop_assert_eq!(after.iter().any(|s| s.holds(hour)), before);
            prop_assert!(after.windows(2).all(|pair| pair[0].until < pair[1].from));
        }

        /// Whatever a day offers is allowed, and free exactly when none of its cells is taken.
        #[test]
        fn what_is_offered_is_allowed(minutes in 1..60_u16, taken in prop::collection::btree_set(0..400_i64, 0..40)) {
            let minutes = minutes * 5;
            for offer in offers(slot(0, 24), minutes, &rules(), &hours(), true, UnixMillis(0), &taken) {
                prop_assert!(offer.slot.allowed(&rules(), &hours(), true, UnixMillis(0)).is_ok());
                let free = offer.slot.cells(&rules()).into_iter().all(|cell| !taken.contains(&cell));
                prop_assert_eq!(offer.is_free, free);
            }
        }
    }
}
