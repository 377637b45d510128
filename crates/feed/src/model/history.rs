//! What one viewer was shown and watched lately.

use serde::{Deserialize, Serialize};

use super::maths::{ln, mix};

/// The most long views that are remembered of a viewer.
pub const HISTORY_MOST: usize = 50;

/// The most showings that are remembered of a viewer.
pub const SHOWN_MOST: usize = 50;

/// The last showings and long views of one viewer: at most [`SHOWN_MOST`] of 4 bytes and [`HISTORY_MOST`] of 8 bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// Film, and when in seconds since 1970; oldest first.
    views: Vec<(u32, u32)>,
    /// Twice the film, and one more if it was watched long; oldest first.
    shown: Vec<u32>,
}

impl History {
    /// Remembers a showing, and the long view that it became.
    pub fn push(&mut self, item: u32, long: bool, at_ms: i64) {
        push(&mut self.shown, item * 2 + u32::from(long), SHOWN_MOST);
        if long {
            push(&mut self.views, (item, u32::try_from(at_ms / 1_000).unwrap_or_default()), HISTORY_MOST);
        }
    }

    /// Reads its ends, and gives something made of them.
    pub(crate) fn touch(&self) -> u64 {
        let ends = [self.shown.first(), self.shown.last(), self.views.last().map(|(item, _)| item)];
        let middle = self.views.get(self.views.len() / 2).map_or(0, |(item, _)| u64::from(*item));
        ends.into_iter().flatten().fold(middle, |sum, item| sum ^ u64::from(*item))
    }

    /// Forgets a film.
    pub fn forget(&mut self, item: u32) {
        self.views.retain(|(known, _)| *known != item);
        self.shown.retain(|known| known / 2 != item);
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// How many long views are remembered.
    pub fn len(&self) -> usize {
        self.views.len()
    }

    /// Whether no long view is remembered.
    pub fn is_empty(&self) -> bool {
        self.views.is_empty()
    }

    /// The films watched long, the newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = u32> + Clone + '_ {
        self.views.iter().rev().map(|(item, _)| *item)
    }

    /// The same with the second since 1970 at which each was watched.
    pub fn views(&self) -> impl Iterator<Item = (u32, i64)> + '_ {
        self.views.iter().rev().map(|(item, at)| (*item, i64::from(*at)))
    }

    /// The films shown, the newest first.
    pub fn shown(&self) -> impl Iterator<Item = u32> + '_ {
        self.shown.iter().rev().map(|shown| shown / 2)
    }

    /// The films shown and whether each was watched long, the newest first.
    pub(crate) fn shown_long(&self) -> impl Iterator<Item = (u32, bool)> + Clone + '_ {
        self.shown.iter().rev().map(|shown| (shown / 2, shown % 2 == 1))
    }

    /// How many showings are remembered.
    pub fn shown_len(&self) -> usize {
        self.shown.len()
    }

    /// Whether a film is among what is remembered.
    pub fn contains(&self, item: u32) -> bool {
        self.shown.iter().any(|shown| shown / 2 == item) || self.views.iter().any(|(known, _)| *known == item)
    }

    /// Logarithm of the share of what was shown that was watched long, against three of seven.
    pub(crate) fn rate(&self) -> f32 {
        let long = self.shown.iter().filter(|shown| *shown % 2 == 1).count();
        ln((long as f32 + 1.5) / (self.shown.len() as f32 + 3.5)) - ln(1.5 / 3.5)
    }

    /// A number that differs for histories that differ.
    pub(crate) fn stamp(&self) -> u64 {
        let watched = self.views.iter().map(|(item, _)| *item);
        let all = watched.chain(self.shown.iter().map(|shown| !shown));
        all.fold(self.views.len() as u64, |stamp, next| mix(stamp ^ u64::from(next)))
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.views.capacity() * size_of::<(u32, u32)>() + self.shown.capacity() * 4
    }
}

fn push<T>(list: &mut Vec<T>, value: T, most: usize) {
    if list.len() == most {
        list.remove(0);
    }
    if list.len() == list.capacity() {
        // Doubling would waste up to half of what most viewers take.
        list.reserve_exact(list.len().clamp(4, 16).min(most - list.len()));
    }
    list.push(value);
}
