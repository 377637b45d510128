//! What a score is made of.

use serde::{Deserialize, Serialize};

/// A named part of a score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// People who watched what this viewer watched went on to watch it.
    CoVisited,
    /// People who were shown what this viewer was went on to watch it.
    CoShown,
    /// Watched and shown a lot just now.
    Popular,
    /// How many of those it was ever shown to watched it, and how well known it is.
    Quality,
    /// Newly published.
    Fresh,
    /// Its sport is one this viewer watches.
    Sport,
    /// Its tags are ones this viewer watches.
    Topic,
    /// Its athlete is one this viewer watches.
    Author,
    /// Its length is what this viewer watches.
    Length,
    /// What the viewer is expected to do, against what viewers do on average.
    Predicted,
}

/// How many parts there are.
pub const PARTS: usize = 10;

impl Part {
    /// All parts in the order in which they are summed.
    pub const ALL: [Self; PARTS] = [
        Self::CoVisited,
        Self::CoShown,
        Self::Popular,
        Self::Quality,
        Self::Fresh,
        Self::Sport,
        Self::Topic,
        Self::Author,
        Self::Length,
        Self::Predicted,
    ];

    /// The name that stands in receipts and in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::CoVisited => "co_visited",
            Self::CoShown => "co_shown",
            Self::Popular => "popular",
            Self::Quality => "quality",
            Self::Fresh => "fresh",
            Self::Sport => "sport",
            Self::Topic => "topic",
            Self::Author => "author",
            Self::Length => "length",
            Self::Predicted => "predicted",
        }
    }
}

/// A film with what its score is made of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// Which film.
    pub item: u32,
    /// The parts, in the order of [`Part::ALL`].
    pub parts: [f32; PARTS],
}

impl Scored {
    /// The score: the parts summed in their order.
    pub fn total(&self) -> f32 {
        self.parts.iter().sum()
    }

    /// One part.
    pub fn part(&self, part: Part) -> f32 {
        self.parts[part as usize]
    }

    pub(crate) fn add(&mut self, part: Part, value: f32) {
        self.parts[part as usize] += value;
    }
}

/// What a viewer asks for, each from -2 to 2; 0 leaves the score as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sliders {
    /// Newer films rather than the most relevant.
    pub newest: i8,
    /// Athletes the viewer knows rather than new ones.
    pub familiar: i8,
    /// The viewer's sports rather than all.
    pub my_sports: i8,
}
