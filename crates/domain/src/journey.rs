//! Journeys: an ordered series of posts and milestones towards a Games.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{invalid::Invalid, post::words, text};

words! {
    /// What a milestone marks.
    MilestoneKind, "kind", "milestone-kind-unknown" {
        /// The beginning of the story.
        Beginning = "beginning",
        /// A training camp.
        Camp = "camp",
        /// A competition on the way.
        Competition = "competition",
        /// Selection for the team.
        Selection = "selection",
        /// Moving into the village.
        Village = "village",
        /// A start at the Games.
        Start = "start",
        /// A result.
        Result = "result",
    }
}

/// The title: one line of 1 to 80 graphemes.
pub fn title(raw: &str) -> Result<String, Invalid> {
    text::name(raw, 80).map_err(|e| e.at("title"))
}

/// What it is about: at most 500 graphemes.
pub fn summary(raw: &str) -> Result<String, Invalid> {
    text::bounded(text::clean(raw), 500).map_err(|e| e.at("summary"))
}

/// The most milestones one journey may have.
pub const MILESTONES_MOST: usize = 40;
