//! Rules of a Games as data: who is bound from which day until which, in whose words. A pack of them is enacted as a whole and
//! numbered; nothing here knows the rules of any one Games.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    invalid::{Check, Invalid},
    text,
};

/// The most rules of a pack.
pub const RULES_MOST: usize = 200;

/// The furthest that a rule reaches from the day it is counted from.
const DAYS_MOST: u16 = 400;

/// Whom a rule binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Who competes.
    Athletes,
    /// Coaches, officials and others of the delegation.
    Staff,
    /// Everyone who is accredited.
    Everyone,
}

impl Audience {
    /// The stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Athletes => "athletes",
            Self::Staff => "staff",
            Self::Everyone => "everyone",
        }
    }
}

impl FromStr for Audience {
    type Err = Invalid;

    fn from_str(word: &str) -> Result<Self, Invalid> {
        let all = [Self::Athletes, Self::Staff, Self::Everyone];
        all.into_iter().find(|one| one.as_str() == word).ok_or_else(|| Invalid::one("for", "rule-for"))
    }
}

impl TryFrom<String> for Audience {
    type Error = Invalid;

    fn try_from(word: String) -> Result<Self, Invalid> {
        word.parse()
    }
}

/// A day of a Games from which others are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Anchor {
    /// The village opens.
    Village,
    /// The opening ceremony.
    Opening,
    /// The closing ceremony.
    Closing,
}

/// A day, counted from a day of the Games: `village`, `opening-30`, `closing+2`. So a pack holds for Games whose days move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Edge {
    /// Counted from here.
    pub anchor: Anchor,
    /// So many days later; earlier when negative.
    pub days: i16,
}

impl fmt::Display for Edge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.anchor {
            Anchor::Village => "village",
            Anchor::Opening => "opening",
            Anchor::Closing => "closing",
        })?;
        if self.days == 0 { Ok(()) } else { write!(f, "{:+}", self.days) }
    }
}

impl FromStr for Edge {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        let fault = || Invalid::one("from", "rule-day");
        let raw = raw.trim().to_lowercase();
        let (word, count) = raw.split_at(raw.find(['+', '-']).unwrap_or(raw.len()));
        let anchor = match word.trim_end() {
            "village" => Anchor::Village,
            "opening" => Anchor::Opening,
            "closing" => Anchor::Closing,
            _ => return Err(fault()),
        };
        let number = count.get(1..).unwrap_or_default().trim_start();
        if count.is_empty() {
            return Ok(Self { anchor, days: 0 });
        }
        let plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        let days = number.parse::<u16>().ok().filter(|days| plain && *days <= DAYS_MOST).ok_or_else(fault)?;
        let days = i16::try_from(days).map_err(|_| fault())?;
        Ok(Self { anchor, days: if count.starts_with('-') { -days } else { days } })
    }
}

impl TryFrom<String> for Edge {
    type Error = Invalid;

    fn try_from(raw: String) -> Result<Self, Invalid> {
        raw.parse()
    }
}

impl From<Edge> for String {
    fn from(edge: Edge) -> Self {
        edge.to_string()
    }
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rule {
    /// By what it is called, unique in its pack.
    pub code: String,
    /// Whom it binds.
    pub audience: Audience,
    /// Its first day.
    pub from: Edge,
    /// Its last day.
    pub until: Edge,
    /// What it says, in plain words.
    pub words: String,
    /// Where it stands: a document and its number, or an address.
    pub source: String,
}

impl Rule {
    /// Checks what is said of a rule.
    pub fn checked(self) -> Result<Self, Invalid> {
        let mut faults = Check::default();
        let code = text::name(&self.code, 20).map_err(|e| e.at("code"));
        let words = text::name(&self.words, 600).map_err(|e| e.at("words"));
        let source = text::name(&self.source, 300).map_err(|e| e.at("source"));
        let code = faults.take("code", code).unwrap_or_default();
        let words = faults.take("words", words).unwrap_or_default();
        let source = faults.take("source", source).unwrap_or_default();
        faults.done()?;
        let (from, until) = (self.from, self.until);
        if from.anchor > until.anchor || (from.anchor == until.anchor && from.days > until.days) {
            return Err(Invalid::one("until", "rule-days"));
        }
        Ok(Self { code, words, source, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_day_is_counted_from_a_day_of_the_games() {
        let read = |raw: &str| raw.parse::<Edge>().ok();
        assert_eq!(read("closing+2"), Some(Edge { anchor: Anchor::Closing, days: 2 }));
        assert_eq!(read(" Opening - 30 "), Some(Edge { anchor: Anchor::Opening, days: -30 }));
        for wrong in ["", "closing+", "closing+-2", "closing+401", "closed", "+2", "closing+2.5"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_rule_ends_after_it_begins() {
        let holds = |from: &str, until: &str| {
            let read = |raw: &str| raw.parse::<Edge>().unwrap_or(Edge { anchor: Anchor::Village, days: 0 });
            let rule = Rule {
                code: "G1".to_owned(),
                audience: Audience::Athletes,
                from: read(from),
                until: read(until),
                words: "Ask first".to_owned(),
                source: "Guide".to_owned(),
            };
            rule.checked().is_ok()
        };
        assert!(holds("village", "closing+2") && holds("opening", "opening") && holds("opening-30", "opening-1"));
        assert!(!holds("closing", "village") && !holds("opening+3", "opening+2"));
    }

    proptest! {
        #[test]
        fn a_day_is_written_as_it_is_read(days in -400_i16..=400, which in 0..3) {
            let anchor = [Anchor::Village, Anchor::Opening, Anchor::Closing][usize::try_from(which).unwrap_or(0)];
            let edge = Edge { anchor, days };
            prop_assert_eq!(edge.to_string().parse::<Edge>().ok(), Some(edge));
        }

        #[test]
        fn nothing_that_is_read_as_a_day_stops_the_program(raw in ".{0,20}") {
            let _ = raw.parse::<Edge>();
        }
    }
}
