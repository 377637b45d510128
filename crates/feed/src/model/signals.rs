//! The signals of a film for a viewer: numbers from which the blend makes the score. Each is 0 where nothing is known.

use super::{
    Item, Model, TOPICS_MOST,
    history::History,
    maths::{ln, mix},
    popularity::Readings,
    sums::Sums,
};

/// How many signals there are.
pub const SIGNALS: usize = 17;

/// The places of the signals.
pub(crate) mod at {
    /// Logarithms of decayed long views, from the shortest half-life.
    pub(crate) const WATCHED: usize = 0;
    /// Logarithms of decayed showings, from the shortest half-life.
    pub(crate) const SHOWN: usize = 3;
    pub(crate) const CO_VISITED_LOG: usize = 5;
    pub(crate) const CO_VISITED: usize = 6;
    pub(crate) const CO_SHOWN_LOG: usize = 7;
    pub(crate) const CO_SHOWN: usize = 8;
    /// Logarithm of long views by showings, ever.
    pub(crate) const RATE: usize = 9;
    pub(crate) const WATCHED_EVER: usize = 10;
    pub(crate) const SHOWN_EVER: usize = 11;
    pub(crate) const FRESH: usize = 12;
    pub(crate) const SPORT: usize = 13;
    pub(crate) const TOPIC: usize = 14;
    pub(crate) const AUTHOR: usize = 15;
    pub(crate) const LENGTH: usize = 16;
}

/// Lengths are told apart in this many steps, each half as long again as the one before.
pub(crate) const LENGTHS: usize = 12;

/// The step of a length.
pub(crate) fn length_step(duration_ms: u32) -> u8 {
    let steps = ln(duration_ms.max(2_000) as f32 / 2_000.0) * 2.0;
    (steps.max(0.0) as u8).min(LENGTHS as u8 - 1)
}

/// What is the same for all films of one page.
pub(crate) struct Signals<'a> {
    model: &'a Model,
    readings: Readings,
    now_ms: i64,
    visited: &'a Sums,
    shown: &'a Sums,
    visited_scale: f32,
    shown_scale: f32,
    watched: f32,
    sports: Shares,
    topics: Shares,
    authors: Shares,
    lengths: [f32; LENGTHS],
}

impl<'a> Signals<'a> {
    /// Sums up the viewer. `visited` and `shown` are those of [`Model::sum`] for the same history.
    pub(crate) fn new(model: &'a Model, history: &History, now_ms: i64, visited: &'a Sums, shown: &'a Sums) -> Self {
        let params = &model.params;
        let share = |n: usize| params.history_decay_powers.iter().take(n).sum::<f32>() + 0.1;
        let mut signals = Self {
            model,
            readings: model.popularity.readings(now_ms),
            now_ms,
            visited,
            shown,
            visited_scale: 1.0 / (params.co_visit_unit * share(history.len())),
            shown_scale: 1.0 / (params.co_visit_unit * share(history.shown_len())),
            watched: history.len() as f32,
            sports: Shares::default(),
            topics: Shares::default(),
            authors: Shares::default(),
            lengths: [0.0; LENGTHS],
        };
        for item in history.newest_first() {
            let Some(Item { facts, length, .. }) = model.items.get(item as usize) else { continue };
            signals.sports.add(u32::from(facts.group), 1.0);
            facts.topics.iter().for_each(|topic| signals.topics.add(*topic, 1.0));
            signals.authors.add(facts.author + 1, 1.0);
            signals.lengths[usize::from(*length)] += 1.0;
        }
        signals
    }

    /// The signals of a film.
    pub(crate) fn of(&self, item: u32, known: &Item) -> [f32; SIGNALS] {
        let mut signals = [0.0; SIGNALS];
        let counts = self.model.popularity.counts(item);
        for (scale, (count, reading)) in counts.watched.iter().zip(self.readings.watched).enumerate() {
            signals[at::WATCHED + scale] = ln(1.0 + 10.0 * count * reading);
        }
        for (scale, (count, reading)) in counts.shown.iter().zip(self.readings.shown).enumerate() {
            signals[at::SHOWN + scale] = ln(1.0 + 10.0 * count * reading);
        }
        let visited = self.visited.of(item) * counts.watched_damp * self.visited_scale;
        let shown = self.shown.of(item) * counts.shown_damp * self.shown_scale;
        signals[at::CO_VISITED_LOG] = ln(1.0 + 50.0 * visited);
        signals[at::CO_VISITED] = visited;
        signals[at::CO_SHOWN_LOG] = ln(1.0 + 50.0 * shown);
        signals[at::CO_SHOWN] = shown;
        signals[at::RATE] = counts.rate;
        signals[at::WATCHED_EVER] = counts.watched_log;
        signals[at::SHOWN_EVER] = counts.shown_log;
        signals[at::FRESH] = self.fresh(known);
        if self.watched > 0.0 {
            let facts = &known.facts;
            // Shares of the history, the logarithm of how far above nothing they are.
            let near = |count: f32| ln(1.0 + 10.0 * count / (self.watched + 5.0));
            signals[at::SPORT] = near(self.sports.of(u32::from(facts.group)));
            let topic = |n: usize| self.topics.of(facts.topics[n]);
            signals[at::TOPIC] = near((0..TOPICS_MOST).map(topic).fold(0.0, f32::max));
            signals[at::AUTHOR] = ln(1.0 + self.authors.of(facts.author + 1));
            signals[at::LENGTH] = near(self.lengths[usize::from(known.length)]);
        }
        signals
    }

    fn fresh(&self, known: &Item) -> f32 {
        let days = (self.now_ms - known.facts.published_at_ms).max(0) as f32 / 86_400_000.0;
        super::maths::exp2(-days / self.model.params.fresh_half_life_days)
    }
}

const SLOTS: usize = 256;

/// Numbers by key: a small open-addressed table. Key 0 is nobody's.
struct Shares([(u32, f32); SLOTS]);

impl Default for Shares {
    fn default() -> Self {
        Self([(0, 0.0); SLOTS])
    }
}

impl Shares {
    fn slot(&self, key: u32) -> usize {
        let mut slot = mix(u64::from(key)) as usize % SLOTS;
        // At most 150 keys are ever put in, so a free place is found.
        while self.0[slot].0 != key && self.0[slot].0 != 0 {
            slot = (slot + 1) % SLOTS;
        }
        slot
    }

    fn add(&mut self, key: u32, gain: f32) {
        if key != 0 {
            let slot = self.slot(key);
            self.0[slot] = (key, self.0[slot].1 + gain);
        }
    }

    fn of(&self, key: u32) -> f32 {
        if key == 0 { 0.0 } else { self.0[self.slot(key)].1 }
    }
}
