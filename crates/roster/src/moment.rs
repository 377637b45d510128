//! Times and days as organisers write them, and the zone in which those without an offset are meant.

use std::str::FromStr;

use grandstand_domain::{games::Day, invalid::Invalid, time::UnixMillis};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    fmt::temporal::Pieces,
    tz::{Offset, TimeZone},
};

use crate::refusal::Reason;

/// A time zone by its name: of the IANA database (`Europe/Paris`), or an offset from UTC (`+02:00`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneName {
    name: String,
    zone: TimeZone,
}

impl ZoneName {
    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), zone: TimeZone::UTC }
    }

    /// A fixed offset from UTC in seconds, cut to whole minutes; none beyond a day.
    pub fn fixed(seconds: i32) -> Option<Self> {
        let (minutes, sign) = (seconds.abs() / 60, if seconds < 0 { '-' } else { '+' });
        if minutes > 24 * 60 {
            return None;
        }
        let offset = Offset::from_seconds(seconds.signum() * minutes * 60).ok()?;
        Some(Self { name: format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60), zone: TimeZone::fixed(offset) })
    }

    /// Its name.
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// The rules behind it.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }
}

impl FromStr for ZoneName {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let fault = || Invalid::one("zone", "zone-unknown");
        if text.starts_with(['+', '-']) {
            let pieces = text.get(1..3).zip(text.get(4..6)).filter(|_| text.len() == 6 && text.get(3..4) == Some(":"));
            let (hours, minutes) = pieces.ok_or_else(fault)?;
            let number = |digits: &str| -> Option<i32> {
                digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
            };
            let (hours, minutes) =
                number(hours).zip(number(minutes)).filter(|(h, m)| *h < 15 && *m < 60).ok_or_else(fault)?;
            let seconds = (hours * 60 + minutes) * 60;
            return Self::fixed(if text.starts_with('-') { -seconds } else { seconds }).ok_or_else(fault);
        }
        let zone = TimeZone::get(text).map_err(|_| fault())?;
        let name = zone.iana_name().unwrap_or(text).to_owned();
        Ok(Self { name, zone })
    }
}

/// A moment, and the offset from UTC in seconds that was written beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: UnixMillis,
    /// The offset, if one was written.
    pub offset: Option<i32>,
}

/// Reads a time: ISO 8601 with an offset, or without one in `zone`; or day, month, year (`25/07/2028 11:51`, points or
/// hyphens as well) in `zone`. A clock time that the zone skips, or has twice, is refused: only the offset would tell.
pub fn moment(text: &str, zone: &ZoneName) -> Result<Moment, Reason> {
    let refuse = |key| Reason::value(key, text);
    if text.is_empty() {
        return Err(refuse("import-no-time"));
    }
    let (civil, offset) = written(text).ok_or_else(|| refuse("import-time"))?;
    if !(1900..=2200).contains(&civil.year()) {
        return Err(refuse("import-time"));
    }
    let at: Timestamp = if let Some(offset) = offset {
        offset.to_timestamp(civil).map_err(|_| refuse("import-time"))?
    } else {
        let ambiguous = zone.zone().to_ambiguous_timestamp(civil);
        ambiguous.unambiguous().map_err(|_| refuse("import-time-clocks"))?
    };
    Ok(Moment { at: UnixMillis(at.as_millisecond()), offset: offset.map(Offset::seconds) })
}

fn written(text: &str) -> Option<(DateTime, Option<Offset>)> {
    if let Ok(pieces) = Pieces::parse(text) {
        return Some((pieces.date().to_datetime(pieces.time()?), pieces.to_numeric_offset()));
    }
    let (date, clock) = text.split_once([' ', 'T', ','])?;
    let (date, clock) = (day(date)?, clock.trim());
    // "9:51" lacks a digit.
    let zero = if clock.find(':') == Some(1) { "0" } else { "" };
    let iso = format!("{date}T{zero}{clock}");
    let pieces = Pieces::parse(&iso).ok()?;
    Some((pieces.date().to_datetime(pieces.time()?), pieces.to_numeric_offset()))
}

/// Reads a day: `YYYY-MM-DD`, or day, month and year between `/`, `.` or `-`.
pub fn day(text: &str) -> Option<Day> {
    if let Ok(date) = text.parse::<Date>() {
        return Day::new(
            u16::try_from(date.year()).ok()?,
            u8::try_from(date.month()).ok()?,
            u8::try_from(date.day()).ok()?,
        );
    }
    let mut parts = text.split(['/', '.', '-']).map(|part| part.parse::<u16>().ok());
    let (day, month, year) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() {
        return None;
    }
    Day::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(text: &str, zone: &str) -> Result<i64, &'static str> {
        moment(text, &zone.parse().unwrap()).map(|m| m.at.0).map_err(|r| r.key)
    }

    #[test]
    fn a_time_is_one_moment_however_it_is_written() {
        let expected = millis("2028-07-25T11:51:00+02:00", "UTC").unwrap();
        for (text, zone) in [
            ("2028-07-25T09:51:00Z", "America/New_York"),
            ("2028-07-25T11:51", "Europe/Paris"),
            ("2028-07-25 11:51:00", "+02:00"),
            ("25/07/2028 11:51", "Europe/Paris"),
            ("25.7.2028, 11:51:00", "Europe/Paris"),
            ("25/07/2028 9:51", "UTC"),
        ] {
            assert_eq!(millis(text, zone), Ok(expected), "{text} {zone}");
        }
    }

    #[test]
    fn the_hours_when_clocks_change_are_refused() {
        assert_eq!(millis("2028-03-26T02:30", "Europe/Paris"), Err("import-time-clocks"));
        assert_eq!(millis("2028-10-29T02:30", "Europe/Paris"), Err("import-time-clocks"));
        assert!(millis("2028-10-29T02:30+02:00", "Europe/Paris").is_ok());
        assert_eq!(millis("", "UTC"), Err("import-no-time"));
        assert_eq!(millis("noon", "UTC"), Err("import-time"));
        assert_eq!(millis("2028-07-25", "UTC"), Err("import-time"), "a day is no time");
    }

    #[test]
    fn zones_have_names_and_offsets() {
        assert_eq!("europe/paris".parse::<ZoneName>().unwrap().as_str(), "Europe/Paris");
        assert_eq!("+05:30".parse::<ZoneName>().unwrap(), ZoneName::fixed(19_800).unwrap());
        assert!("Mars/Olympus".parse::<ZoneName>().is_err() && "+5".parse::<ZoneName>().is_err());
    }
}
