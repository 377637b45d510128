//! Blocks of time in an athlete's timetable beside their starts: training, travel, rest. Private to the athlete and their
//! staff.

use std::str::FromStr;

use crate::{
    invalid::{Check, Invalid},
    text,
    time::{DAY, UnixMillis},
};

/// The longest block, in milliseconds.
pub const LONGEST: i64 = 31 * DAY;
/// The most blocks of one athlete in one Games.
pub const MOST: usize = 300;

/// What a block is kept for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BlockKind {
    /// Training.
    Training,
    /// On the way.
    Travel,
    /// Rest: nothing else is planned into it.
    Rest,
    /// Anything else.
    Other,
}

impl BlockKind {
    /// Every kind, in the order in which a form shows them.
    pub const ALL: [Self; 4] = [Self::Training, Self::Travel, Self::Rest, Self::Other];

    /// The stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Training => "training",
            Self::Travel => "travel",
            Self::Rest => "rest",
            Self::Other => "other",
        }
    }
}

impl FromStr for BlockKind {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|k| k.as_str() == text).ok_or_else(|| Invalid::one("kind", "timetable-block-kind"))
    }
}

impl TryFrom<String> for BlockKind {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

/// What is said of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is kept for.
    pub kind: BlockKind,
    /// What it is called.
    pub title: String,
    /// Where, in words; empty where not stated.
    pub place: String,
    /// When it begins.
    pub starts_at: UnixMillis,
    /// When it ends.
    pub ends_at: UnixMillis,
}

impl Block {
    /// A block with a title of 1 to 80 graphemes and a place of at most 80, that ends after it begins, within 31 days.
    pub fn checked(self) -> Result<Self, Invalid> {
        let mut faults = Check::default();
        let title = faults.take("title", text::name(&self.title, 80));
        let place = faults.take("place", text::line(&self.place, 80));
        let length = self.ends_at.since(self.starts_at);
        if length <= 0 {
            faults.fault("until", "timetable-block-ends-before");
        } else if length > LONGEST {
            faults.fault("until", "timetable-block-long");
        }
        faults.done()?;
        Ok(Self { title: title.unwrap_or_default(), place: place.unwrap_or_default(), ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_ends_after_it_begins() {
        let block = |ends| Block {
            kind: BlockKind::Rest,
            title: " Rest ".to_owned(),
            place: String::new(),
            starts_at: UnixMillis(0),
            ends_at: UnixMillis(ends),
        };
        assert_eq!(block(1).checked().unwrap().title, "Rest");
        assert!(block(0).checked().is_err() && block(-1).checked().is_err());
        assert!(block(LONGEST).checked().is_ok() && block(LONGEST + 1).checked().is_err());
    }
}
