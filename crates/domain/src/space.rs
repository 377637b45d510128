//! Spaces of a House that can be booked: a studio, a podcast corner, a quiet room. What holds for one, by the week.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    invalid::{Check, Invalid},
    post::words,
    text,
};

/// Minutes of a day.
const DAY: u16 = 24 * 60;
/// Bookings lie on these minutes, so whatever bounds them does too.
const STEP: u16 = 5;

words! {
    /// What a space is.
    SpaceKind, "kind", "space-kind-unknown" {
        /// For filming, with light and backdrop.
        Studio = "studio",
        /// For talk, with microphones.
        Podcast = "podcast",
        /// For being left alone.
        Quiet = "quiet",
        /// For filming in front of a screen that is replaced.
        GreenScreen = "green-screen",
        /// Where the crew edits and hands out kit.
        CrewDesk = "crew-desk",
    }
}

/// The name on doors and boards, of a space, a thing to borrow or someone of the crew: one line of 1 to 60 graphemes.
pub fn name(raw: &str) -> Result<String, Invalid> {
    text::name(raw, 60).map_err(|e| e.at("name"))
}

/// Where it is, or how it can be reached and used: at most 300 graphemes, or nothing.
pub fn words_about(raw: &str) -> Result<String, Invalid> {
    text::bounded(text::clean(raw), 300)
}

/// A part of every week, from a weekday's minute on. It may go past midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekSpan {
    weekday: u8,
    from: u16,
    until: u16,
}

impl WeekSpan {
    /// From a minute of a weekday (0 is Monday) until a later one, counted from the same midnight, at most a day later.
    pub fn new(weekday: u8, from: u16, until: u16) -> Option<Self> {
        let whole = from.is_multiple_of(STEP) && until.is_multiple_of(STEP);
        let good = whole && weekday < 7 && from < DAY && from < until && until - from <= DAY;
        good.then_some(Self { weekday, from, until })
    }

    /// The day it begins on: 0 is Monday.
    pub fn weekday(self) -> u8 {
        self.weekday
    }

    /// The minute of that day at which it begins.
    pub fn begins(self) -> u16 {
        self.from
    }

    /// The minute at which it ends, counted from the same midnight.
    pub fn ends(self) -> u16 {
        self.until
    }
}

impl fmt::Display for WeekSpan {
    /// `09:00–12:30`; past midnight `20:00–02:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let until = if self.until > DAY { self.until - DAY } else { self.until };
        write!(f, "{:02}:{:02}–{:02}:{:02}", self.from / 60, self.from % 60, until / 60, until % 60)
    }
}

/// A part of every week that a space is kept for something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// When.
    pub span: WeekSpan,
    /// What for, in words; may be empty.
    pub what: String,
}

impl fmt::Display for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.span)?;
        if self.what.is_empty() { Ok(()) } else { write!(f, " {}", self.what) }
    }
}

/// The spans of one weekday as staff write them, `09:00-12:30 Words, 14:00-18:00`, each with the words after it. An end
/// before its beginning is on the next day; a whole day is written from midnight to midnight. Nothing written is no span.
pub fn holds_of(weekday: u8, written: &str) -> Result<Vec<Hold>, Invalid> {
    let fault = || Invalid::one("", "space-span-shape");
    let parts = written.split(',').map(str::trim).filter(|part| !part.is_empty());
    let hold = |part: &str| {
        // Blanks around the dash belong to the times.
        let (from, rest) = part.split_once(['-', '–']).ok_or_else(fault)?;
        let (until, what) = rest.trim().split_once(' ').unwrap_or((rest.trim(), ""));
        let (from, until) = (clock(from.trim()), clock(until));
        let (from, until) = from.filter(|m| *m < DAY).zip(until).ok_or_else(fault)?;
        if until == from && from != 0 {
            return Err(fault());
        }
        let until = if until > from { until } else { until + DAY };
        let span = WeekSpan::new(weekday, from, until).ok_or_else(fault)?;
        Ok(Hold { span, what: text::line(what, 60)? })
    };
    parts.take(12).map(hold).collect()
}

/// As [`holds_of`], where no words may stand.
pub fn opening_of(weekday: u8, written: &str) -> Result<Vec<WeekSpan>, Invalid> {
    let spans = holds_of(weekday, written)?;
    if spans.iter().any(|hold| !hold.what.is_empty()) {
        return Err(Invalid::one("", "space-span-shape"));
    }
    Ok(spans.into_iter().map(|hold| hold.span).collect())
}

/// `9:30` as minutes; 24:00 is the end of a day.
fn clock(written: &str) -> Option<u16> {
    let (hours, minutes) = written.split_once(':')?;
    let number = |digits: &str, most: usize| {
        let plain = !digits.is_empty() && digits.len() <= most && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse::<u16>().ok()).flatten()
    };
    let minute = number(hours, 2)? * 60 + number(minutes, 2).filter(|m| minutes.len() == 2 && *m < 60)?;
    (minute <= DAY && minute.is_multiple_of(STEP)).then_some(minute)
}

/// What holds for bookings of a space.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rules {
    /// When it is open; a booking lies in these.
    pub opening: Vec<WeekSpan>,
    /// When it is kept for something else every week.
    pub holds: Vec<Hold>,
    /// Minutes that it needs before each booking.
    pub before_minutes: u16,
    /// Minutes that it needs after each booking.
    pub after_minutes: u16,
    /// The longest booking of one who is no staff, in minutes.
    pub longest_minutes: u16,
    /// How far ahead one who is no staff may book, in days.
    pub ahead_days: u16,
    /// Minutes after its beginning at which a booking is given free if nobody came; 0 for never.
    pub release_minutes: u16,
    /// Whether only staff book it.
    pub staff_only: bool,
}

impl Rules {
    /// Refuses numbers that no House means.
    pub fn checked(self) -> Result<Self, Invalid> {
        let mut faults = Check::default();
        let mut within = |field, value: u16, least: u16, most: u16, step: u16| {
            if !(least..=most).contains(&value) || !value.is_multiple_of(step) {
                faults.fault(field, "space-number");
            }
        };
        within("before", self.before_minutes, 0, 240, STEP);
        within("after", self.after_minutes, 0, 240, STEP);
        within("longest", self.longest_minutes, STEP, DAY, STEP);
        within("ahead", self.ahead_days, 1, 730, 1);
        within("release", self.release_minutes, 0, 240, 1);
        faults.done()?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(written: &str) -> Option<String> {
        let spans = holds_of(2, written).ok()?;
        Some(spans.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
    }

    #[test]
    fn hours_are_read_as_people_write_them() {
        assert_eq!(
            said("9:00 - 12:30, 14:00–18:00 Press briefing").unwrap(),
            "09:00–12:30, 14:00–18:00 Press briefing"
        );
        assert_eq!(said(" , ").unwrap(), "");
        assert_eq!(said("20:00-02:00").unwrap(), "20:00–02:00");
        assert_eq!(said("00:00-24:00"), said("0:00-0:00"), "a whole day");
        for wrong in [
            "9-12",
            "09:00",
            "12:00-12:00",
            "09:03-10:00",
            "25:00-26:00",
            "24:00-25:00",
            "09:00-10:60",
            "a:00-b:00",
            "09:00-",
        ] {
            assert_eq!(said(wrong), None, "{wrong}");
        }
        assert!(opening_of(0, "09:00-10:00 words").is_err());
    }

    proptest! {
        #[test]
        fn a_span_reads_as_it_was_written(weekday in 0..7_u8, from in 0..288_u16, long in 1..288_u16) {
            let span = WeekSpan::new(weekday, from * 5, (from + long) * 5).unwrap();
            prop_assert_eq!(opening_of(weekday, &span.to_string()).unwrap(), vec![span]);
        }

        #[test]
        fn nothing_written_breaks_it(written in ".{0,40}") {
            let _ = holds_of(0, &written);
        }
    }
}
