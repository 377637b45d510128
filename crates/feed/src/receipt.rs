//! The receipt of a served page: what was shown, why, and all that is needed to make the page again.
//!
//! It is canonical JSON ([`crate::canonical`]); the host signs it elsewhere. A page is made again by taking the log in up to
//! [`as_of`](Receipt::as_of), asking for the first page of the session (For you), going on to [`log`](Receipt::log) and
//! asking for the page that begins at [`place`](Receipt::place).

use grandstand_domain::{
    digest::Digest,
    feed_choice::FeedChoice,
    id::{PostId, Seq},
    time::UnixMillis,
};
use serde::{Deserialize, Serialize};

use crate::{Cursor, Filter, Served, canonical, explain::ServedItem, text_id};

/// The version of the receipt's form.
pub const RECEIPT_VERSION: u32 = 1;

/// Which feed a page is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedKind {
    /// Discover.
    #[default]
    Discover,
    /// For you.
    ForYou,
    /// What the viewer follows, newest first.
    Following,
}

/// A receipt, without its signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The version of this form.
    pub version: u32,
    /// The host's public address.
    pub host: String,
    /// Which feed.
    pub feed: FeedKind,
    /// The viewer's pseudonym; none for a viewer without an account.
    pub viewer: Option<String>,
    /// The log as the server knew it.
    pub log: Seq,
    /// The running hash of the public log at that number.
    pub log_hash: Digest,
    /// The hash of the manifest.
    pub manifest: Digest,
    /// What the page is about.
    pub filter: Filter,
    /// The viewer's choice (For you).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice: Option<FeedChoice>,
    /// Whether films came back that were seen already.
    pub seen: bool,
    /// The number of the log as of which the order was made.
    pub as_of: Seq,
    /// The place in that order at which the page begins.
    pub place: i64,
    /// How many items were asked for.
    pub limit: usize,
    /// What was shown.
    pub items: Vec<ServedItem>,
    /// What private wishes, which the log does not know, took away.
    #[serde(with = "text_id::list")]
    pub withheld: Vec<PostId>,
    /// When it was served. The only member that the log does not decide.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub served_at: Option<UnixMillis>,
}

impl Receipt {
    /// Puts what a page was made of into a receipt.
    #[must_use]
    pub fn with(mut self, served: &Served) -> Self {
        self.as_of = served.as_of;
        self.place = served.place;
        self.items.clone_from(&served.items);
        self.withheld.clone_from(&served.withheld);
        self
    }

    /// The cursor that asks for the same page again.
    pub fn cursor(&self) -> Cursor {
        Cursor { as_of: self.as_of, place: self.place }
    }

    /// The canonical text: what is signed, and what a leaf of the transparency log hashes.
    pub fn to_json(&self) -> String {
        canonical::to_json(self).unwrap_or_default()
    }

    /// The canonical text without the time of serving: what a replay must make again, byte for byte.
    pub fn to_replayable_json(&self) -> String {
        Self { served_at: None, ..self.clone() }.to_json()
    }

    /// Whether each item's reasons add up to its score, and whether each lift is among them.
    pub fn adds_up(&self) -> bool {
        self.items.iter().all(ServedItem::adds_up)
    }
}
