//! What a film is made of, as plain data.

use grandstand_domain::{colour::Colour, sport::Sport};

pub use super::particles::Air;

/// The colours of a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The night.
    pub ground: Colour,
    /// The team's first colour.
    pub team: Colour,
    /// The team's second colour.
    pub second: Colour,
}

/// Where the action is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the place it names")]
pub enum Stage {
    Track,
    Pool,
    River,
    Road,
    Velodrome,
    Court,
    Mat,
    Range,
    Park,
    Wall,
    Platform,
}

/// How the title is composed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Title {
    /// The athlete in the light of the place, the name wide below.
    Floodlit,
    /// On a disc of the team's colour.
    Disc,
    /// Across a slanted field of colour.
    Slant,
    /// The name climbs the side.
    Tower,
    /// The name repeats down the frame.
    Echo,
}

/// How the action is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// The whole athlete, the place rushing past.
    Wide,
    /// Earlier poses hang in the air behind.
    Trail,
    /// Near, larger than the frame.
    Close,
    /// Three bands, three moments.
    Bands,
    /// Four stills, one after the other.
    Strip,
}

/// One shot of a film.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shot {
    /// Name and sport.
    Title(Title),
    /// The sport itself, with a word about it.
    Action(View, &'static str),
    /// A running clock that stops: label, from and to in hundredths of a second, a note.
    Clock(&'static str, u32, u32, &'static str),
    /// A score that counts up: label, ours, theirs, a note.
    Score(&'static str, u32, u32, &'static str),
    /// A target that is hit: label, rings hit (10 is the middle), a note.
    Target(&'static str, &'static [u8], &'static str),
    /// Marks over the years: label, (year, height 0 to 1, written value), a note.
    Bars(&'static str, &'static [(&'static str, f32, &'static str)], &'static str),
    /// Words, one line after the other.
    Words(&'static [&'static str]),
    /// The days to go.
    Countdown,
    /// The last word, with paper in the air.
    Cheer(&'static [&'static str]),
}

/// A shot and how long it lasts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scene {
    /// In seconds.
    pub seconds: f32,
    /// What is seen.
    pub shot: Shot,
}

/// Which organisation's tune it ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tune {
    /// Rising, of the Olympic team.
    Rise,
    /// Rolling, of the Paralympic team.
    Roll,
}

/// A whole film.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FilmSpec {
    /// What makes this film's chance its own.
    pub seed: u64,
    /// First name, in capitals.
    pub given: &'static str,
    /// Family name, in capitals.
    pub family: &'static str,
    /// The sport.
    pub sport: Sport,
    /// What is written under the name, in capitals.
    pub event: &'static str,
    /// The home region, in capitals.
    pub region: &'static str,
    /// The nation's three letters.
    pub code: &'static str,
    /// The days to go.
    pub days: u16,
    /// Its colours.
    pub look: Look,
    /// The place.
    pub stage: Stage,
    /// What flies.
    pub air: Air,
    /// The shots in order.
    pub scenes: &'static [Scene],
    /// The closing tune.
    pub tune: Tune,
    /// Beats per minute.
    pub tempo: f32,
}

impl FilmSpec {
    /// How long the film is, in seconds.
    pub fn seconds(&self) -> f32 {
        self.scenes.iter().map(|s| s.seconds).sum()
    }

    /// When each shot starts, in seconds.
    pub fn starts(&self) -> Vec<f32> {
        let mut at = 0.0;
        self.scenes
            .iter()
            .map(|scene| {
                let start = at;
                at += scene.seconds;
                start
            })
            .collect()
    }
}
