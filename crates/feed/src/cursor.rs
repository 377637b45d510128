//! Where a page begins.

use std::{fmt, str::FromStr};

use grandstand_domain::{id::Seq, invalid::Invalid};

/// A place in a feed. It carries the number of the log at which its reader began, so whatever is published or removed
/// meanwhile, nothing is shown twice and nothing is left out. Written `NUMBER-PLACE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cursor {
    /// The log as the reader knows it.
    pub as_of: Seq,
    /// Discover: how many places of that order lie behind. Newest-first feeds: the log's number of the last item shown.
    pub place: i64,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.as_of, self.place)
    }
}

impl FromStr for Cursor {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let number = |part: &str| {
            let plain = (1..=18).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| part.parse::<i64>().ok()).flatten()
        };
        let read = || {
            let (as_of, place) = text.split_once('-')?;
            Some(Self { as_of: Seq(number(as_of)?), place: number(place)? })
        };
        read().ok_or_else(|| Invalid::one("after", "cursor-unknown"))
    }
}
