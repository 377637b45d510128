//! The catalogue and the feeds: a pure state machine over the log.
//!
//! [`Feed`] reads facts in the order of the log and answers what to show and why. It has no clock, no IO and no randomness
//! but seeds made of the log's number and the viewer's pseudonym, so the same log under the same [`Manifest`] gives the same
//! pages on every server and for every auditor. Discover follows from public entries alone ([`Feed::apply_public`]); For you
//! from these and the viewer's own entries.
//!
//! Memory ([`Feed::bytes`]; `cargo run --release -p grandstand-bench -- feed-engine` prints it, with 100,000 videos and a million
//! viewers): 11.6 KB per video that was ever published, 11.0 KB of it what the model learned, chiefly two lists of 512 places
//! with the room by which they grow; 1.3 KB per viewer at hand with 50 long views and For you on. Beside them 12 bytes per video
//! for each order of Discover at hand (at most [`ORDERS_MOST`]), and the sessions of For you (at most [`SESSIONS_MOST`]).
//! Viewers at hand are bounded by [`Feed::keep_viewers`].

mod ahead;
pub mod boost;
mod bytes;
pub mod canonical;
mod catalogue;
mod cursor;
mod discover;
pub mod explain;
pub mod exposure;
mod feed;
mod for_you;
mod id_map;
pub mod item_set;
pub mod manifest;
mod marks;
pub mod model;
mod newest;
mod page;
pub mod profile;
pub mod public;
pub mod receipt;
mod rerank;
pub mod snapshot;
pub mod tally;
mod text_id;
mod viewer;
mod viewers;
pub mod weight;

pub use bytes::Bytes;
pub use cursor::Cursor;
pub use discover::ORDERS_MOST;
pub use feed::{Feed, KINDS};
pub use for_you::SESSIONS_MOST;
pub use manifest::Manifest;
pub use page::{Ask, Page, Served, Skip};
pub use profile::Interest;
pub use receipt::{FeedKind, Receipt};
pub use snapshot::{KeepViewers, SnapshotError};
pub use viewer::Viewer;

use grandstand_domain::{
    id::{AccountId, JourneyId, OrganisationId},
    log::PostFacts,
    sport::Sport,
    tag::Tag,
};
use serde::{Deserialize, Serialize};

/// The most items on one page.
pub const PAGE_MOST: usize = 100;

/// Which posts a feed is about; an empty filter is about all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Filter {
    /// By this author.
    #[serde(skip_serializing_if = "Option::is_none", with = "text_id::option")]
    pub author: Option<AccountId>,
    /// By authors of this sport.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sport: Option<Sport>,
    /// By authors of this organisation.
    #[serde(skip_serializing_if = "Option::is_none", with = "text_id::option")]
    pub organisation: Option<OrganisationId>,
    /// By authors of this region (a slug).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// With this tag.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<Tag>,
    /// In this language: `en` stands for every English, `en-GB` for that one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Of this journey.
    #[serde(skip_serializing_if = "Option::is_none", with = "text_id::option")]
    pub journey: Option<JourneyId>,
}

impl Filter {
    /// Whether a post is among those the filter is about.
    pub fn matches(&self, facts: &PostFacts) -> bool {
        let same_language = |wanted: &String| {
            facts.language.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        };
        self.author.is_none_or(|a| facts.author == a)
            && self.sport.is_none_or(|s| facts.sport == Some(s))
            && self.organisation.is_none_or(|o| facts.organisation == Some(o))
            && self.journey.is_none_or(|j| facts.journey == Some(j))
            && self.region.as_ref().is_none_or(|r| facts.region == *r)
            && self.tag.as_ref().is_none_or(|t| facts.tags.contains(t))
            && self.language.as_ref().is_none_or(same_language)
    }
}
