//! Reports: anyone may say that something is wrong, with or without an account, and gets a reference.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    id::{AccountId, CommentId, PostId},
    invalid::Invalid,
    post::words,
    text,
};

words! {
    /// Why something is reported.
    ReportReason, "reason", "report-reason-unknown" {
        /// Threats, hate or bullying aimed at a person.
        Abuse = "abuse",
        /// Someone may be in danger, including of harming themselves.
        Danger = "danger",
        /// Sexual content or harm involving someone under 18.
        Child = "child",
        /// Sexual content or nudity.
        Sexual = "sexual",
        /// Flashing or shocking pictures.
        Harmful = "harmful",
        /// Pretends to be someone, or shows someone who did not agree.
        Privacy = "privacy",
        /// Advertising, spam or fraud.
        Spam = "spam",
        /// Breaks a rule of the Games or of the team.
        Rules = "rules",
        /// Anything else, said in words.
        Other = "other",
    }
}

impl ReportReason {
    /// Serious reports take the item out of recommendation until a person has looked.
    pub fn is_serious(self) -> bool {
        matches!(self, Self::Danger | Self::Child)
    }
}

words! {
    /// Where a report stands.
    ReportState, "state", "state-unknown" {
        /// Nobody has decided yet.
        Open = "open",
        /// What was reported has been removed.
        Upheld = "upheld",
        /// What was reported stays.
        Dismissed = "dismissed",
    }
}

/// What is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "id", rename_all = "snake_case")]
pub enum ReportSubject {
    /// A post.
    Post(PostId),
    /// A comment.
    Comment(CommentId),
    /// An account.
    Account(AccountId),
}

/// What the reporter adds: at most 1,000 graphemes.
pub fn details(raw: &str) -> Result<String, Invalid> {
    text::bounded(text::clean(raw), 1_000).map_err(|e| e.at("details"))
}

/// A reference to say on the telephone: `GS-` and eight characters without those that sound or look alike. 40 random bits.
pub fn reference(random: u64) -> String {
    const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut out = String::from("GS-");
    for place in 0..8 {
        let index = usize::try_from((random >> (place * 5)) & 31).unwrap_or(0);
        out.push(char::from(LETTERS[index]));
        if place == 3 {
            out.push('-');
        }
    }
    out
}
