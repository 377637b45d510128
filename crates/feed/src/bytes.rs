//! What the feed takes in memory.

use std::sync::PoisonError;

use crate::feed::Feed;

/// Bytes by part. Counts what the parts allocate; the allocator's own rounding comes on top.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bytes {
    /// Videos, and what is told of their past.
    pub videos: usize,
    /// Attention and marks.
    pub exposure: usize,
    /// What was learned.
    pub model: usize,
    /// Viewers at hand.
    pub viewers: usize,
    /// Orders of Discover and sessions of For you at hand.
    pub kept: usize,
    /// How many videos were ever published.
    pub video_count: usize,
    /// How many viewers are at hand.
    pub viewer_count: usize,
}

impl Bytes {
    /// All parts together.
    pub fn total(&self) -> usize {
        self.videos + self.exposure + self.model + self.viewers + self.kept
    }

    /// Per video, what was learned of it included.
    pub fn per_video(&self) -> usize {
        (self.videos + self.model) / self.video_count.max(1)
    }

    /// Per viewer at hand.
    pub fn per_viewer(&self) -> usize {
        self.viewers / self.viewer_count.max(1)
    }
}

impl Feed {
    /// What it takes in memory now. Walks through everything: for figures, not for every page.
    pub fn bytes(&self) -> Bytes {
        let orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner).bytes();
        let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner).bytes();
        Bytes {
            videos: self.catalogue.bytes(),
            exposure: self.exposure.bytes() + self.marks.bytes(),
            model: self.model.bytes(),
            viewers: self.viewers.bytes(),
            kept: orders + sessions,
            video_count: self.catalogue.items.len(),
            viewer_count: self.viewers.len(),
        }
    }
}
