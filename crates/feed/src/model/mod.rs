//! What the feed has learned: how popular a film is, what goes with what, how likely an act is.
//!
//! Pure and deterministic: time is what the caller passes in, there is no randomness but a seed, and `exp` and its like are
//! made of sums and products or come from `libm`, so the same entries give the same bits on every machine. The model knows
//! dense indices only: a film is its place in the catalogue, a viewer is a [`History`] and a key. It never learns who anyone
//! is.
//!
//! [`Model::learn`] takes one outcome in, [`Model::candidates`] proposes films, [`Model::score`] gives each a score that is
//! the sum of named [`Part`]s.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "weights are single precision; ages, counts and durations are far below their limits"
)]

mod blend;
mod decay;
mod history;
mod lists;
mod maths;
mod outcome;
mod params;
mod parts;
mod popularity;
mod ranker;
mod score;
mod signals;
mod sparse;
mod sums;
mod table;
#[cfg(test)]
mod tests;

pub use blend::{BANDS, BlendWeights};
pub use history::{HISTORY_MOST, History, SHOWN_MOST};
pub use outcome::{Acts, Context, Outcome, View, is_long_view};
pub use params::ModelParams;
pub use parts::{PARTS, Part, Scored, Sliders};
pub use ranker::{PREDICTED, Predicted};
pub use signals::SIGNALS;
pub use sums::Scratch;

use serde::{Deserialize, Serialize};

use self::{
    blend::Blend,
    lists::Lists,
    popularity::Popularity,
    ranker::{Ranker, Setting},
    signals::Signals,
};

/// The most topics of a film that the model looks at.
pub const TOPICS_MOST: usize = 3;

/// What the model knows of a film besides what became of it. All numbers are dense indices of the caller's making.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemFacts {
    /// Whose it is.
    pub author: u32,
    /// Its sport; 0 for none.
    pub group: u16,
    /// Its tags; 0 for none.
    pub topics: [u32; TOPICS_MOST],
    /// Length in milliseconds.
    pub duration_ms: u32,
    /// When it was published, in milliseconds since 1970.
    pub published_at_ms: i64,
}

/// A viewer's pseudonym, hashed: crosses with the viewer in the ranker hang on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ViewerKey(pub u64);

/// The learned state.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Model {
    params: ModelParams,
    items: Vec<Item>,
    popularity: Popularity,
    co_visits: Lists,
    co_shown: Lists,
    blend: Blend,
    ranker: Ranker,
    /// Of the latest outcome.
    latest_ms: i64,
    /// Changes so far.
    learned: u64,
    /// Long views that the blend could learn from, so far.
    choices: u32,
    #[serde(skip)]
    scratch: Scratch,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Item {
    facts: ItemFacts,
    length: u8,
    known: bool,
}

impl Model {
    /// A model that has seen nothing.
    pub fn new(params: &ModelParams) -> Self {
        Self {
            params: params.clone(),
            items: Vec::new(),
            popularity: Popularity::new(params),
            co_visits: Lists::new(params.co_visits_kept),
            co_shown: Lists::new(params.co_shown_kept),
            blend: Blend::new(&params.blend, params.blend_sureness),
            ranker: Ranker::new(params),
            latest_ms: i64::MIN,
            learned: 0,
            choices: 0,
            scratch: Scratch::default(),
        }
    }

    /// The numbers it works with.
    pub fn params(&self) -> &ModelParams {
        &self.params
    }

    /// Makes a film known, or changes what is known of it. What was learned of it stays.
    pub fn add_item(&mut self, item: u32, facts: ItemFacts) {
        self.learned += 1;
        let needed = item as usize + 1;
        if self.items.len() < needed {
            self.items.resize(needed, Item::default());
        }
        self.popularity.fit(needed, &self.params);
        self.co_visits.fit(needed);
        self.co_shown.fit(needed);
        let known = self.items[item as usize].known;
        self.items[item as usize] = Item { facts, length: signals::length_step(facts.duration_ms), known: true };
        if !known {
            self.popularity.published(item);
        }
    }

    /// Takes a film out: it is no candidate any more, and nothing is learned of it.
    pub fn remove_item(&mut self, item: u32) {
        self.learned += 1;
        if let Some(known) = self.items.get_mut(item as usize) {
            known.known = false;
            self.popularity.removed(item);
            self.co_visits.removed(item);
            self.co_shown.removed(item);
        }
    }

    /// Takes in what became of one showing of a film, or a later act on it. `weight` is how much the account's acts count
    /// (1 for a full one). With a viewer (one who wants a profile), the showing joins the viewer's history, and what goes
    /// with what, the blend and the viewer's crosses learn; without one, only the numbers of the film do.
    ///
    /// Gives what the ranker had expected, in the order of [`Predicted`], unless the film is unknown.
    pub fn learn(
        &mut self,
        viewer: Option<(&mut History, ViewerKey)>,
        item: u32,
        outcome: &Outcome,
        weight: f32,
        at_ms: i64,
        ctx: Context,
    ) -> Option<[f32; PREDICTED]> {
        let known = self.items.get(item as usize).copied().filter(|known| known.known)?;
        if weight.is_nan() || weight <= 0.0 {
            return None;
        }
        self.learned += 1;
        let setting = Setting {
            viewer: viewer.as_ref().map(|(_, key)| *key),
            viewer_rate: viewer.as_ref().map_or(0.0, |(history, _)| history.rate()),
            ctx,
            readings: self.popularity.readings(at_ms),
        };
        let case = self.ranker.case(item, &known.facts, known.length, self.popularity.counts(item), &setting);
        let expected = self.ranker.learn(&case, outcome, weight, &self.params);
        if let Some((history, _)) = viewer
            && let Some(view) = outcome.view
        {
            // What else could have been chosen is known for now only, so what comes late teaches no choice.
            if view.long && at_ms >= self.latest_ms && !history.contains(item) {
                self.choices = self.choices.wrapping_add(1);
                let early = self.choices <= self.params.blend_early;
                let every = if early { self.params.blend_every } else { self.params.blend_seldom };
                if self.choices.is_multiple_of(every.max(1)) {
                    self.learn_blend(history, item, weight, at_ms);
                }
            }
            let params = &self.params;
            if view.long {
                // What follows is learned for long views only: a feed that learned from every showing would learn itself.
                let earlier = history.shown_long().take(params.co_shown_window);
                self.co_shown.learn(earlier, item, weight, params.co_shown_backward);
                let earlier = history.newest_first().take(params.co_visit_window).map(|earlier| (earlier, true));
                self.co_visits.learn(earlier, item, weight, params.co_visit_backward);
            }
            history.push(item, view.long, at_ms);
        }
        self.latest_ms = self.latest_ms.max(at_ms);
        self.popularity.learn(item, outcome, weight, at_ms, &self.params);
        Some(expected)
    }

    /// Reads what learning of a film reads first, and gives something made of it.
    pub(crate) fn touch(&self, item: u32) -> u64 {
        self.knows(item).map_or(0, |known| u64::from(known.facts.author) ^ self.popularity.touch(item))
    }

    /// Decayed, weighted long views of a film now.
    pub fn popularity(&self, item: u32, now_ms: i64) -> f32 {
        self.popularity.now(item, now_ms)
    }

    /// Weighted long views of a film ever.
    pub fn watched_ever(&self, item: u32) -> f32 {
        self.knows(item).map_or(0.0, |_| self.popularity.counts(item).watched_ever)
    }

    /// The weights of the signals as learned so far.
    pub fn blend(&self) -> BlendWeights {
        self.blend.all()
    }

    /// Bytes in memory, the model's own parts summed.
    pub fn bytes(&self) -> usize {
        let items = self.items.capacity() * size_of::<Item>();
        items + self.popularity.bytes() + self.co_visits.bytes() + self.co_shown.bytes() + self.ranker.bytes()
    }

    fn knows(&self, item: u32) -> Option<&Item> {
        self.items.get(item as usize).filter(|known| known.known)
    }

    /// Sums up, for every film, how much goes with what the viewer watched and was shown, unless that is what stands there.
    fn sum(&self, history: &History, scratch: &mut Scratch) {
        let stamp = Some((history.stamp(), self.learned, self.items.len()));
        if scratch.stamp == stamp {
            return;
        }
        let Scratch { visited, shown, .. } = scratch;
        visited.fit(self.items.len());
        shown.fit(self.items.len());
        let most = self.params.history_decay_powers.len();
        for item in history.newest_first().take(most) {
            self.co_visits.touch(item);
        }
        for (item, decay) in history.newest_first().zip(&self.params.history_decay_powers) {
            self.co_visits.sum(item, decay * self.popularity.counts(item).watched_share, visited);
        }
        for item in history.shown().take(most) {
            self.co_shown.touch(item);
        }
        for (item, decay) in history.shown().zip(&self.params.history_decay_powers) {
            self.co_shown.sum(item, decay * self.popularity.counts(item).shown_share, shown);
        }
        scratch.stamp = stamp;
    }

    /// The blend learns that `item` was chosen beside some that go with the history, some popular and some drawn ones.
    fn learn_blend(&mut self, history: &History, item: u32, weight: f32, at_ms: i64) {
        /// Of eight draws: from what goes with the showings, with the history, from the popular, from all.
        const TURNS: [f32; 4] = [3.0, 2.0, 2.0, 1.0];
        let mut scratch = std::mem::take(&mut self.scratch);
        self.sum(history, &mut scratch);
        let Scratch { visited, shown, .. } = &scratch;
        let signals = Signals::new(self, history, at_ms, visited, shown);
        let top = self.popularity.top();
        let draws = self.params.blend_others as f32 / TURNS.iter().sum::<f32>();
        let chance = |turns: f32, among: usize| draws * turns / among.max(1) as f32;
        let chances = [
            chance(TURNS[0], shown.touched().len()),
            chance(TURNS[1], visited.touched().len()),
            chance(TURNS[2], top.len()),
            chance(TURNS[3], self.items.len()),
        ];
        let mut choices = Vec::with_capacity(self.params.blend_others + 1);
        choices.extend(self.knows(item).map(|known| (signals.of(item, known), 1.0)));
        let mut bits = u64::from(self.choices);
        for turn in 0..self.params.blend_others {
            bits = maths::mix(bits);
            let drawn = |list: &[u32]| list.get(maths::below(bits, list.len())).copied();
            let other = match turn % 8 {
                0..=2 => drawn(shown.touched()),
                3 | 4 => drawn(visited.touched()),
                5 | 6 => drawn(top),
                _ => Some(maths::below(bits, self.items.len()) as u32),
            };
            let Some(other) = other.filter(|other| *other != item && !history.contains(*other)) else { continue };
            let Some(known) = self.knows(other) else { continue };
            // How often it is drawn on average, by whichever way.
            let mut often = chances[3];
            often += if shown.of(other) > 0.0 { chances[0] } else { 0.0 };
            often += if visited.of(other) > 0.0 { chances[1] } else { 0.0 };
            often += if top.contains(&other) { chances[2] } else { 0.0 };
            choices.push((signals.of(other, known), 1.0 / often));
        }
        self.scratch = scratch;
        self.blend.learn(history.len(), &choices, self.params.blend_rate, weight);
    }
}
