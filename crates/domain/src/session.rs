//! Sessions: signed-in browsers and programs.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    invalid::Invalid,
    post::words,
    time::{DAY, UnixMillis},
};

words! {
    /// What is signed in.
    SessionKind, "kind", "session-kind-unknown" {
        /// A browser, by a cookie. Ends 30 days after it was last seen.
        Browser = "browser",
        /// A program, by a bearer token. Ends a year after it was made.
        Token = "token",
        /// An app that someone allowed to act for them (OAuth). Ends a year after it was last seen.
        App = "app",
    }
}

impl SessionKind {
    /// When a session of this kind ends that was made at `made` and is seen at `seen`.
    pub fn expires_at(self, made: UnixMillis, seen: UnixMillis) -> UnixMillis {
        match self {
            Self::Browser => seen.plus(30 * DAY),
            Self::Token => made.plus(365 * DAY),
            Self::App => seen.plus(365 * DAY),
        }
    }
}
