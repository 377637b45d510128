//! How often each film was shown and watched, lately and ever, and which are watched most now.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{ModelParams, Outcome, decay::Decay, maths};

/// How many half-lives long views are counted with.
pub(crate) const WATCHED: usize = 3;
/// How many half-lives showings are counted with.
pub(crate) const SHOWN: usize = 2;
/// The half-life that "popular now" means, as an index.
const NOW: usize = 1;

/// The numbers of one film: a cache line.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[repr(align(64))]
pub(crate) struct Counts {
    /// Decayed long views; see [`Decay`] for how to read them.
    pub(crate) watched: [f32; WATCHED],
    /// Decayed showings.
    pub(crate) shown: [f32; SHOWN],
    pub(crate) watched_ever: f32,
    pub(crate) shown_ever: f32,
    /// The others follow from the last two and are kept to save the logarithms.
    pub(crate) watched_share: f32,
    pub(crate) shown_share: f32,
    pub(crate) watched_damp: f32,
    pub(crate) shown_damp: f32,
    pub(crate) rate: f32,
    pub(crate) watched_log: f32,
    pub(crate) shown_log: f32,
}

impl Counts {
    fn derive_watched(&mut self, params: &ModelParams) {
        self.watched_share = maths::power(self.watched_ever + 1.0, -params.source_exponent);
        self.watched_damp = maths::power(self.watched_ever + params.damp_offset, -params.damp_exponent);
        self.watched_log = maths::ln(1.0 + self.watched_ever);
    }

    fn derive_shown(&mut self, params: &ModelParams) {
        self.shown_share = maths::power(self.shown_ever + 1.0, -params.source_exponent);
        self.shown_damp = maths::power(self.shown_ever + params.damp_offset, -params.damp_exponent);
        self.shown_log = maths::ln(1.0 + self.shown_ever);
    }

    fn derive_rate(&mut self) {
        self.rate = maths::ln((self.watched_ever + 3.0) / (self.shown_ever + 7.0));
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Popularity {
    watched: [Decay; WATCHED],
    shown: [Decay; SHOWN],
    counts: Vec<Counts>,
    /// The films watched most now, most first.
    top: Vec<u32>,
    top_most: usize,
    /// The films published last, oldest first.
    newest: VecDeque<u32>,
    newest_most: usize,
}

/// Factors that turn decayed counters into values of one moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Readings {
    pub(crate) watched: [f32; WATCHED],
    pub(crate) shown: [f32; SHOWN],
}

impl Popularity {
    pub(crate) fn new(params: &ModelParams) -> Self {
        Self {
            watched: params.watched_half_lives_ms.map(Decay::new),
            shown: params.shown_half_lives_ms.map(Decay::new),
            counts: Vec::new(),
            top: Vec::new(),
            top_most: params.popular_kept,
            newest: VecDeque::new(),
            newest_most: params.newest_kept,
        }
    }

    pub(crate) fn fit(&mut self, items: usize, params: &ModelParams) {
        if self.counts.len() < items {
            let mut fresh = Counts::default();
            fresh.derive_watched(params);
            fresh.derive_shown(params);
            fresh.derive_rate();
            self.counts.resize(items, fresh);
        }
    }

    pub(crate) fn published(&mut self, item: u32) {
        if self.newest.len() >= self.newest_most {
            self.newest.pop_front();
        }
        self.newest.push_back(item);
        if self.counts[item as usize].watched_ever > 0.0 {
            self.rise(item);
        }
    }

    pub(crate) fn removed(&mut self, item: u32) {
        self.newest.retain(|i| *i != item);
        self.top.retain(|i| *i != item);
    }

    pub(crate) fn learn(&mut self, item: u32, outcome: &Outcome, weight: f32, at_ms: i64, params: &ModelParams) {
        let counts = &mut self.counts;
        if outcome.view.is_some() {
            for (scale, decay) in self.shown.iter_mut().enumerate() {
                let gain = decay.gain(at_ms, |factor| counts.iter_mut().for_each(|c| c.shown[scale] *= factor));
                counts[item as usize].shown[scale] += gain * weight;
            }
            counts[item as usize].shown_ever += weight;
            counts[item as usize].derive_shown(params);
        }
        let acts = outcome.acts;
        let liked = [acts.cheer, acts.follow, acts.share, acts.comment].iter().any(|a| *a);
        let gained = weight * (f32::from(outcome.long_view()) + f32::from(liked) * params.popular_act);
        if gained > 0.0 {
            for (scale, decay) in self.watched.iter_mut().enumerate() {
                let gain = decay.gain(at_ms, |factor| counts.iter_mut().for_each(|c| c.watched[scale] *= factor));
                counts[item as usize].watched[scale] += gain * gained;
            }
            counts[item as usize].watched_ever += gained;
            counts[item as usize].derive_watched(params);
        }
        counts[item as usize].derive_rate();
        if gained > 0.0 {
            self.rise(item);
        }
    }

    /// Brings a film whose counter grew to its place among the most popular.
    fn rise(&mut self, item: u32) {
        let value = self.sort_key(item);
        let full = self.top.len() >= self.top_most;
        if full && self.top.last().is_none_or(|last| *last != item && self.sort_key(*last) >= value) {
            return;
        }
        let mut place = if let Some(place) = self.top.iter().position(|i| *i == item) {
            place
        } else {
            if full {
                self.top.pop();
            }
            self.top.push(item);
            self.top.len() - 1
        };
        while place > 0 && self.sort_key(self.top[place - 1]) < value {
            self.top.swap(place - 1, place);
            place -= 1;
        }
    }

    fn sort_key(&self, item: u32) -> f32 {
        self.counts[item as usize].watched[NOW]
    }

    pub(crate) fn readings(&self, now_ms: i64) -> Readings {
        Readings {
            watched: std::array::from_fn(|scale| self.watched[scale].reading(now_ms)),
            shown: std::array::from_fn(|scale| self.shown[scale].reading(now_ms)),
        }
    }

    pub(crate) fn now(&self, item: u32, now_ms: i64) -> f32 {
        self.counts.get(item as usize).map_or(0.0, |c| c.watched[NOW] * self.watched[NOW].reading(now_ms))
    }

    pub(crate) fn counts(&self, item: u32) -> &Counts {
        &self.counts[item as usize]
    }

    pub(crate) fn touch(&self, item: u32) -> u64 {
        u64::from(self.counts(item).shown_ever.to_bits())
    }

    pub(crate) fn top(&self) -> &[u32] {
        &self.top
    }

    pub(crate) fn newest(&self) -> impl DoubleEndedIterator<Item = u32> + '_ {
        self.newest.iter().copied()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.counts.capacity() * size_of::<Counts>() + (self.top.capacity() + self.newest.capacity()) * 4
    }
}
