//! Watching: what a player tells about one view of one post.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{id::PostId, invalid::Invalid, post::words};

words! {
    /// How a viewer found a post.
    Surface, "surface", "surface-unknown" {
        /// The Discover feed.
        Discover = "discover",
        /// The For you feed.
        ForYou = "for_you",
        /// The Following feed.
        Following = "following",
        /// An athlete's page.
        Athlete = "athlete",
        /// A team's page.
        Team = "team",
        /// A sport's page.
        Sport = "sport",
        /// A tag's page.
        Tag = "tag",
        /// A journey.
        Journey = "journey",
        /// Search results.
        Search = "search",
        /// A link from somewhere else.
        Link = "link",
        /// A player embedded in another site.
        Embed = "embed",
    }
}

/// One view of one post.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// What was watched.
    pub post: PostId,
    /// Milliseconds of video shown, repeats included, at most one hour.
    #[serde(rename = "ms")]
    pub watched_ms: u32,
    /// Whether it was seen to its end once.
    #[serde(rename = "done")]
    pub completed: bool,
    /// How it was found.
    #[serde(rename = "from")]
    pub surface: Surface,
}

/// The most views in one batch.
pub const BATCH_MOST: usize = 100;

impl Watch {
    /// Refuses times that no viewing gives.
    pub fn checked(self) -> Result<Self, Invalid> {
        if self.watched_ms > 3_600_000 { Err(Invalid::one("ms", "watch-range")) } else { Ok(self) }
    }
}
