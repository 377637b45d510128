//! Hashtags: folded so that `#RoadToGold` and `#roadtogold` meet on one page.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use unicode_normalization::UnicodeNormalization;

use crate::invalid::Invalid;

/// A tag without `#`: letters, digits and `_` of any script, compatibility-folded (NFKC) and lower case, 1 to 60
/// characters, not digits alone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tag(String);

impl Tag {
    /// The tag without `#`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a character may stand in a tag or a mention.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

impl FromStr for Tag {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        let folded: String =
            raw.trim().trim_start_matches('#').nfkc().collect::<String>().to_lowercase().nfkc().collect();
        let count = folded.chars().count();
        let shaped =
            (1..=60).contains(&count) && folded.chars().all(is_word) && folded.chars().any(|c| !c.is_numeric());
        if shaped { Ok(Self(folded)) } else { Err(Invalid::one("tag", "tag-shape")) }
    }
}

impl TryFrom<String> for Tag {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<Tag> for String {
    fn from(tag: Tag) -> Self {
        tag.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
