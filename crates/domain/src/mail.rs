//! Letters: the e-mail that this host sends. What one may hold, how many one address may get, and where each stands.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    invalid::Invalid,
    post::words,
    text,
    time::{DAY, HOUR, MINUTE, UnixMillis},
};

/// The longest subject, in graphemes.
pub const SUBJECT_MOST: usize = 200;
/// The longest text, in graphemes.
pub const TEXT_MOST: usize = 10_000;
/// The most letters to one address within a day; what is beyond is not written.
pub const LETTERS_MOST: i64 = 100;
/// How long a letter is tried before it is set aside.
pub const TRIED_FOR: i64 = 3 * DAY;
/// How long a letter that was sent or set aside stays in the outbox.
pub const KEPT_FOR: i64 = 30 * DAY;

words! {
    /// Where a letter stands.
    LetterState, "state", "letter-state-unknown" {
        /// To be sent.
        Waiting = "waiting",
        /// Taken by the mail server; what it said is not kept.
        Sent = "sent",
        /// Set aside for a person to look at.
        Failed = "failed",
    }
}

words! {
    /// Why a letter was not sent so far.
    Fault, "fault", "letter-fault-unknown" {
        /// Nothing is wrong.
        None = "",
        /// The host has no mail server.
        NoServer = "no-server",
        /// The mail server cannot be reached, does not answer, or offers no encryption.
        Unreachable = "unreachable",
        /// The mail server does not let us in.
        SignIn = "sign-in",
        /// The mail server asks to come again later.
        Later = "later",
        /// The mail server will not take it.
        Refused = "refused",
        /// There is no address any more, or none that mail can go to.
        Address = "address",
    }
}

words! {
    /// What a calendar is asked to do (RFC 5546, section 1.4).
    Method, "method", "calendar-method-unknown" {
        /// Take an event in, or change the one that has its UID.
        Request = "REQUEST",
        /// Take an event out.
        Cancel = "CANCEL",
    }
}

/// A subject as it is sent: one line without control characters, cut where it is too long. So a subject cannot begin another
/// header.
pub fn subject(raw: &str) -> String {
    cut(text::clean_line(raw), SUBJECT_MOST)
}

/// A text as it is sent, cut where it is too long.
pub fn body(raw: &str) -> String {
    cut(text::clean(raw), TEXT_MOST)
}

fn cut(text: String, most: usize) -> String {
    use unicode_segmentation::UnicodeSegmentation as _;
    match text.grapheme_indices(true).nth(most - 1) {
        Some((at, last)) if at + last.len() < text.len() => format!("{}…", text.get(..at).unwrap_or_default()),
        _ => text,
    }
}

/// When a letter is tried again that the mail server would not take just now, after so many tries: in a minute, soon, then every
/// two hours (RFC 5321, section 4.5.4.1 asks for half an hour at least, after the first ones).
pub fn again_at(now: UnixMillis, tries: i64) -> UnixMillis {
    now.plus(match tries {
        ..=1 => MINUTE,
        2 => 5 * MINUTE,
        3 => 30 * MINUTE,
        4 => HOUR,
        _ => 2 * HOUR,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_subject_is_one_line_of_bounded_length(raw in any::<String>()) {
            let subject = subject(&raw);
            prop_assert!(!subject.chars().any(char::is_control));
            prop_assert!(text::length(&subject) <= SUBJECT_MOST);
        }
    }

    #[test]
    fn a_line_break_begins_no_header() {
        assert_eq!(subject("Heats\r\nBcc: all@team.example"), "Heats Bcc: all@team.example");
        assert_eq!(text::length(&body(&"é".repeat(TEXT_MOST + 5))), TEXT_MOST);
        assert_eq!(body(&"x".repeat(TEXT_MOST)).len(), TEXT_MOST);
    }
}
