//! What someone needs so that they can take part, and what a workshop offers: the same words on both sides.

use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{invalid::Invalid, post::words, text};

words! {
    /// Something that makes taking part possible.
    Need, "needs", "access-need-unknown" {
        /// A way in, a seat and a toilet without steps.
        StepFree = "step-free",
        /// An interpreter of British Sign Language.
        Bsl = "bsl",
        /// A quiet room to go to.
        QuietRoom = "quiet-room",
        /// A place for a carer beside them.
        Carer = "carer",
        /// Material that a screen reader reads.
        ScreenReader = "screen-reader",
    }
}

/// A set of needs; stored as their words with a blank between them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Needs(pub BTreeSet<Need>);

impl Needs {
    /// Whether it holds a need.
    pub fn has(&self, need: Need) -> bool {
        self.0.contains(&need)
    }

    /// The words, as the allocation compares them.
    pub fn words(&self) -> BTreeSet<String> {
        self.0.iter().map(|need| need.as_str().to_owned()).collect()
    }
}

impl fmt::Display for Needs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.iter().map(|need| need.as_str()).collect::<Vec<_>>().join(" "))
    }
}

impl FromStr for Needs {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        text.split_whitespace().map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl TryFrom<String> for Needs {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

/// What else someone needs, in their own words: at most 500 graphemes.
pub fn in_words(raw: &str) -> Result<String, Invalid> {
    text::bounded(text::clean(raw), 500).map_err(|e| e.at("access_words"))
}
