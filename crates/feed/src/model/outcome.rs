//! What became of showing a film to someone.

use serde::{Deserialize, Serialize};

/// Film time after which a view counts as long even if the film goes on: 18 s, as in the KuaiRand data set (Gao et al., CIKM
/// 2022).
const LONG_VIEW_MS: u32 = 18_000;

/// Whether a view is long: the film's whole length, or 18 seconds of it.
pub fn is_long_view(play_ms: u32, duration_ms: u32) -> bool {
    play_ms > 0 && play_ms >= duration_ms.min(LONG_VIEW_MS)
}

/// A view of a film.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Milliseconds of film shown.
    pub play_ms: u32,
    /// Whether it counts as a long view ([`is_long_view`]).
    pub long: bool,
}

/// What someone did about a film.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acts {
    /// Cheered it.
    pub cheer: bool,
    /// Followed its athlete.
    pub follow: bool,
    /// Passed it on.
    pub share: bool,
    /// Commented on it.
    pub comment: bool,
    /// "Not for me".
    pub hide: bool,
    /// Reported it.
    pub report: bool,
}

/// What became of a showing. With a view it is the showing itself: acts that are not set did not happen (so far). Without
/// one it is an act that came later, and only what is set is learned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The view, if this tells of one.
    pub view: Option<View>,
    /// Acts.
    pub acts: Acts,
}

impl Outcome {
    /// Whether it is a long view.
    pub fn long_view(&self) -> bool {
        self.view.is_some_and(|v| v.long)
    }
}

/// What is neither film nor viewer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Context {
    /// Hour of the day where the host is, 0 to 23.
    pub hour: u8,
    /// On what kind of page, below 32.
    pub surface: u8,
}
