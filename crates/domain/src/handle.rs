//! Handles: the public name in an address, `@like_this`.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

use crate::invalid::Invalid;

/// A handle: 2 to 30 of `a-z`, `0-9` and `_`, stored in lower case, unique per host.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Handle(String);

/// Names that would be mistaken for the operator, or that other programs ask for.
const RESERVED: &[&str] = &[
    "admin",
    "administrator",
    "everyone",
    "grandstand",
    "help",
    "host",
    "instance",
    "mod",
    "moderation",
    "moderator",
    "null",
    "official",
    "operator",
    "root",
    "security",
    "staff",
    "support",
    "system",
    "team",
    "undefined",
    "webmaster",
];

impl Handle {
    /// The handle without `@`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Handle {
    type Err = Invalid;

    fn from_str(raw: &str) -> Result<Self, Invalid> {
        let text = raw.trim().trim_start_matches('@').to_ascii_lowercase();
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        if !(2..=30).contains(&text.len()) || !plain || text.bytes().all(|b| b == b'_') {
            return Err(Invalid::one("handle", "handle-shape"));
        }
        if RESERVED.contains(&text.as_str()) {
            return Err(Invalid::one("handle", "handle-taken"));
        }
        Ok(Self(text))
    }
}

impl TryFrom<String> for Handle {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        text.parse()
    }
}

impl From<Handle> for String {
    fn from(handle: Handle) -> Self {
        handle.0
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
