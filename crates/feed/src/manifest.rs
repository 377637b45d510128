//! The manifest: every number that decides what is shown and in which order, as one canonical text with a hash.
//!
//! Two servers with the same manifest and the same log show the same. The text is public, and so is each change of it: a
//! `ManifestChanged` fact says from which entry on it is in force.

use grandstand_domain::{digest::Digest, time::HOUR};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{canonical, exposure::ExposureParams, model::ModelParams, tally::ApplauseParams, weight::WeightParams};

/// The version of this program's feed. It grows when the same numbers would give another order.
pub const ENGINE_VERSION: u32 = 2;

/// Every number of the feed; [`Default`] gives the published ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Manifest {
    /// The version of the engine that these numbers are for.
    pub engine: u32,
    /// How much an account's act counts.
    pub weight: WeightParams,
    /// What acts count in Discover.
    pub applause: ApplauseParams,
    /// How attention is counted.
    pub exposure: ExposureParams,
    /// The order of Discover.
    pub discover: DiscoverParams,
    /// What the model has learned from and how it scores.
    pub model: ModelParams,
    /// The order of For you after scoring.
    pub for_you: ForYouParams,
}

impl Default for Manifest {
    fn default() -> Self {
        Self {
            engine: ENGINE_VERSION,
            weight: WeightParams::default(),
            applause: ApplauseParams::default(),
            exposure: ExposureParams::default(),
            discover: DiscoverParams::default(),
            model: ModelParams::default(),
            for_you: ForYouParams::default(),
        }
    }
}

/// The numbers of Discover. The score of a film is
/// `−turn · n + recent · 2^(−age / recent_half_life) + applause · x / (x + applause_half) + floor + lift`, where `n` is its turn among its
/// athlete's films (the newest is 0) and `x = log2(1 + applause)`.
/// A part of less than a thousandth of a point counts as nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DiscoverParams {
    /// What each turn takes away: more than all else but a lift can give, so that every athlete comes in turn.
    pub turn: f32,
    /// What a film just published gets.
    pub recent: f32,
    /// Milliseconds after which half of that is left.
    pub recent_half_life_ms: i64,
    /// The most that applause can give.
    pub applause: f32,
    /// The logarithm of applause that gives half of it.
    pub applause_half: f32,
    /// What a film of an athlete below the floor of attention gets.
    pub floor: f32,
    /// One place among this many within a turn is kept for a new athlete.
    pub newcomer_every: usize,
    /// Which one, from 0.
    pub newcomer_at: usize,
    /// Milliseconds for which an athlete is new, from their first film.
    pub newcomer_ms: i64,
    /// Milliseconds between marks.
    pub mark_ms: i64,
}

impl Default for DiscoverParams {
    fn default() -> Self {
        Self {
            turn: 8.0,
            recent: 2.0,
            recent_half_life_ms: 48 * HOUR,
            applause: 1.0,
            applause_half: 5.0,
            floor: 1.5,
            newcomer_every: 20,
            newcomer_at: 4,
            newcomer_ms: 14 * 24 * HOUR,
            mark_ms: 10_000,
        }
    }
}

/// The numbers of For you beside the model's. Contributions are in points of the model's score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ForYouParams {
    /// The most films in one session; with them the feed ends.
    pub session_most: usize,
    /// Where fewer candidates than this are found, the rest comes from Discover.
    pub session_least: usize,
    /// The newest films of this many followed athletes, those who published last, are candidates.
    pub followed_most: usize,
    /// The newest films of this many athletes with the least attention are candidates.
    pub floor_most: usize,
    /// What a film of a followed athlete gets.
    pub followed: f32,
    /// What "more of this" gives and "fewer of this" takes.
    pub wish: f32,
    /// What attention takes away: this times log2(1 + share of the mean).
    pub attention: f32,
    /// What a programme gets for each halving of its attention below its share, and loses for each doubling; one at most.
    pub programme: f32,
    /// What a film of an athlete below the floor gets.
    pub floor: f32,
    /// One place among this many goes to an athlete below the floor, if none stands there by score.
    pub floor_every: usize,
    /// What each film of the same athlete among the last `window` places takes away.
    pub author_again: f32,
    /// The same for the sport.
    pub sport_again: f32,
    /// The same for the team.
    pub team_again: f32,
    /// How many places back those look.
    pub window: usize,
    /// One place among this many is kept for a new athlete.
    pub newcomer_every: usize,
    /// Which one, from 0.
    pub newcomer_at: usize,
    /// The probability, in thousandths, that a place is drawn among all candidates left.
    pub random_thousandths: u32,
    /// Films of one athlete that were published within this many milliseconds …
    pub duplicate_ms: i64,
    /// … and whose lengths differ by at most this many count as one: the one with the highest score is shown.
    pub duplicate_length_ms: i64,
}

impl Default for ForYouParams {
    fn default() -> Self {
        Self {
            session_most: 240,
            session_least: 100,
            followed_most: 40,
            floor_most: 20,
            followed: 0.15,
            wish: 0.5,
            attention: 0.25,
            programme: 0.05,
            floor: 0.1,
            floor_every: 10,
            author_again: 0.2,
            sport_again: 0.03,
            team_again: 0.01,
            window: 10,
            newcomer_every: 20,
            newcomer_at: 4,
            random_thousandths: 15,
            duplicate_ms: 600_000,
            duplicate_length_ms: 1_000,
        }
    }
}

impl Manifest {
    /// The canonical text.
    pub fn to_json(&self) -> String {
        canonical::to_json(self).unwrap_or_default()
    }

    /// The SHA-256 of the canonical text.
    pub fn hash(&self) -> Digest {
        Digest(Sha256::digest(self.to_json().as_bytes()).into())
    }

    /// Reads a manifest's text, whatever its spelling. None if it is not one, or for another engine.
    pub fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str::<Self>(text).ok().filter(|manifest| manifest.engine == ENGINE_VERSION)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_reads_back_and_each_number_counts() {
        let manifest = Manifest::default();
        let text = manifest.to_json();
        assert_eq!(Manifest::from_json(&text).unwrap(), manifest);
        assert!(text.starts_with(r#"{"applause":{"cheered":1.0,"commented":2.0,"#), "{text}");
        let mut other = manifest.clone();
        other.for_you.floor += 0.001;
        assert_ne!(other.hash(), manifest.hash());
        assert!(Manifest::from_json(&text.replace("\"engine\":2", "\"engine\":1")).is_none());
        assert!(Manifest::from_json(&text.replace("\"floor\"", "\"flor\"")).is_none(), "a misspelt number is refused");
    }
}
