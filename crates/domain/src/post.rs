//! Posts: one video with its caption, who may see it and who may answer.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

use crate::{
    invalid::Invalid,
    text,
    time::{DAY, MINUTE, UnixMillis},
};

/// Defines an enum whose stored names are fixed words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident, $field:literal, $key:literal { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),* }

        impl $name {
            /// Every value, in the order a form shows them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stored word.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl TryFrom<String> for $name {
            type Error = Invalid;

            fn try_from(text: String) -> Result<Self, Invalid> {
                text.parse()
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                Self::ALL.iter().copied().find(|v| v.as_str() == text).ok_or_else(|| Invalid::one($field, $key))
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Who may see a post once it is published.
    Visibility, "visibility", "visibility-unknown" {
        /// Everyone, with or without an account.
        Public = "public",
        /// Accounts that follow the author.
        Followers = "followers",
    }
}

words! {
    /// Where a post stands. Only `Published` posts are seen by anyone but the author and moderators.
    PostState, "state", "state-unknown" {
        /// Kept by the author.
        Draft = "draft",
        /// To be published as soon as its video can be watched.
        Waiting = "waiting",
        /// To be published at a stated time.
        Scheduled = "scheduled",
        /// Seen by those its visibility names.
        Published = "published",
        /// Taken away by its author or a moderator.
        Removed = "removed",
    }
}

words! {
    /// Who may comment.
    ReplyPolicy, "reply_policy", "reply-policy-unknown" {
        /// Everyone with an account.
        Open = "open",
        /// Those who follow the author.
        Followers = "followers",
        /// Nobody.
        Off = "off",
    }
}

/// Words for those who cannot see the video: at most 1,500 graphemes.
pub fn alt_text(raw: &str) -> Result<String, Invalid> {
    text::bounded(text::clean(raw), 1_500).map_err(|e| e.at("alt_text"))
}

/// A comment: 1 to 500 graphemes.
pub fn comment_text(raw: &str) -> Result<String, Invalid> {
    text::required(text::clean(raw), 500).map_err(|e| e.at("text"))
}

/// A time at which to publish: at least five minutes and at most a year ahead.
pub fn schedule(at: UnixMillis, now: UnixMillis) -> Result<UnixMillis, Invalid> {
    if at.since(now) < 5 * MINUTE || at.since(now) > 365 * DAY {
        return Err(Invalid::one("scheduled_at", "schedule-range"));
    }
    Ok(at)
}

/// A word or phrase to mute: one line of 1 to 60 graphemes, lower case.
pub fn muted_word(raw: &str) -> Result<String, Invalid> {
    text::required(text::clean_line(raw).to_lowercase(), 60).map_err(|e| e.at("word"))
}
