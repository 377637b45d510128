//! A Games: one edition of a multi-sport event, as data. Its days and its time zone may be stated later than its name.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

use crate::{invalid::Invalid, organisation, text};

/// The short name in addresses, of the shape of an organisation's.
pub fn slug(raw: &str) -> Result<String, Invalid> {
    organisation::slug(raw).map_err(|_| Invalid::one("games", "games-slug-shape"))
}

/// The name as people say it: one line of 1 to 80 graphemes.
pub fn name(raw: &str) -> Result<String, Invalid> {
    text::name(raw, 80).map_err(|e| e.at("name"))
}

/// The name of a Games of which only the short name is known: its words with capitals, digits apart (`paris2024` is
/// "Paris 2024").
pub fn name_from_slug(slug: &str) -> String {
    let mut out = String::new();
    let mut before = '-';
    for c in slug.chars() {
        let starts = before == '-' || (c.is_ascii_digit() != before.is_ascii_digit() && c != '-');
        if starts && c != '-' && !out.is_empty() {
            out.push(' ');
        }
        if c != '-' {
            out.push(if starts { c.to_ascii_uppercase() } else { c });
        }
        before = c;
    }
    out
}

/// A day of the calendar, `YYYY-MM-DD`; days sort as their text does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

impl Day {
    /// A day that exists in the Gregorian calendar, of the years 1000 to 9999.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let most = match month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => return None,
        };
        ((1000..=9999).contains(&year) && (1..=most).contains(&day)).then_some(Self { year, month, day })
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Day {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let plain = text.len() == 10
            && text.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
        let number = |range: std::ops::Range<usize>| text.get(range).and_then(|part| part.parse::<u16>().ok());
        let small = |range| number(range).and_then(|n| u8::try_from(n).ok());
        plain
            .then(|| Self::new(number(0..4)?, small(5..7)?, small(8..10)?))
            .flatten()
            .ok_or_else(|| Invalid::one("day", "day-shape"))
    }
}

impl TryFrom<String> for Day {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

/// The days of a Games, each stated or not: the village opens, the Games open, the Games close.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// When the village opens.
    pub village: Option<Day>,
    /// The day of the opening ceremony.
    pub opening: Option<Day>,
    /// The day of the closing ceremony.
    pub closing: Option<Day>,
}

impl Days {
    /// Refuses days that are out of order.
    pub fn checked(self) -> Result<Self, Invalid> {
        let stated: Vec<Day> = [self.village, self.opening, self.closing].into_iter().flatten().collect();
        if stated.is_sorted() { Ok(self) } else { Err(Invalid::one("days", "games-days-order")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_short_name_reads_as_a_name() {
        assert_eq!(name_from_slug("paris2024"), "Paris 2024");
        assert_eq!(name_from_slug("los-angeles-2028"), "Los Angeles 2028");
        assert_eq!(name_from_slug("a-2b"), "A 2 B");
    }

    #[test]
    fn days_stand_in_order_and_exist() {
        let day = |text: &str| text.parse::<Day>().ok();
        assert!(day("2024-02-29").is_some() && day("2023-02-29").is_none() && day("2024-13-01").is_none());
        assert!(day("24-07-26").is_none() && day("2024-7-26").is_none() && day("+024-07-26").is_none());
        let days = Days { village: day("2028-07-07"), opening: None, closing: day("2028-07-30") };
        assert!(days.checked().is_ok());
        assert!(Days { village: day("2028-08-07"), ..days }.checked().is_err());
    }

    proptest! {
        #[test]
        fn a_day_has_one_spelling(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9+é-]{10}") {
            if let Ok(day) = text.parse::<Day>() {
                prop_assert_eq!(day.to_string(), text);
            }
        }
    }
}
