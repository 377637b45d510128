//! The catalogue and the feeds: a pure state machine over the log.
//!
//! [`Feed`] reads facts in the order of the log and answers what to show. It has no clock, no randomness and no IO, so the
//! same log gives the same pages on every server and for every auditor. It knows nothing of a viewer but what a caller
//! passes in with the question.
//!
//! Memory: about 0.5 KB per video that was ever published (its facts, its place in the order, two index entries), plus
//! 4 bytes per video for each order of Discover that is kept at hand (at most [`ORDERS_MOST`]).

mod catalogue;
mod cursor;
mod discover;
pub mod model;
mod newest;
pub mod public;

pub use catalogue::{Feed, KINDS};
pub use cursor::Cursor;
pub use discover::ORDERS_MOST;

use grandstand_domain::{
    id::{AccountId, JourneyId, OrganisationId, PostId},
    log::PostFacts,
    sport::Sport,
    tag::Tag,
};

/// The most items on one page.
pub const PAGE_MOST: usize = 100;

/// Which posts a feed is about; an empty filter is about all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// By this author.
    pub author: Option<AccountId>,
    /// By authors of this sport.
    pub sport: Option<Sport>,
    /// By authors of this organisation.
    pub organisation: Option<OrganisationId>,
    /// By authors of this region (a slug).
    pub region: Option<String>,
    /// With this tag.
    pub tag: Option<Tag>,
    /// In this language: `en` stands for every English, `en-GB` for that one.
    pub language: Option<String>,
    /// Of this journey.
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

/// Says which posts this viewer is not to be shown (hidden, blocked either way, muted words). Give none for a viewer
/// without such wishes: counting is then quicker.
pub type Skip<'a> = Option<&'a dyn Fn(PostId, AccountId) -> bool>;

/// A page of a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What to show, in order.
    pub items: Vec<PostId>,
    /// Where the next page begins; none at the end.
    pub next: Option<Cursor>,
    /// How many items the whole feed holds, this page's included.
    pub total: usize,
    /// How many of them come after this page.
    pub remaining: usize,
}
