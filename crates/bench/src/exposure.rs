//! Whom the first 20 places give attention to, and what it costs to share it.

use std::collections::BTreeSet;

use crate::{
    data::{Data, Event},
    scores::{Hits, PLACES, gini, top_share},
};

/// How far down the ranking fair exposure may reach for a film.
const REACH: usize = 60;
const DAY_MS: i64 = 86_400_000;

/// Attention by author over a run: the sum of `1 / log2(rank + 1)`.
pub(crate) struct Exposure {
    authors: Vec<u32>,
    films: usize,
    events: usize,
    /// What a score loses, times the logarithm to base 2 of one more than the author's attention as a share of the mean: the
    /// form that the feed's re-ranking uses.
    penalty: Option<f64>,
    attention: Vec<f64>,
    /// Of the last day, by which fairness goes.
    lately: Vec<f64>,
    lately_at_ms: i64,
    shown: BTreeSet<u32>,
    pub(crate) hits: Hits,
}

impl Exposure {
    pub(crate) fn new(data: &Data, penalty: Option<f64>) -> Self {
        Self {
            authors: data.items.iter().map(|i| i.author).collect(),
            films: data.items.len(),
            events: data.events.len(),
            penalty,
            attention: vec![0.0; data.authors],
            lately: vec![0.0; data.authors],
            lately_at_ms: 0,
            shown: BTreeSet::new(),
            hits: Hits::default(),
        }
    }

    pub(crate) fn take(&mut self, event: &Event, at: usize, scores: &[(u32, f32)]) {
        let mut best: Vec<(u32, f32)> = scores.to_vec();
        if best.len() > REACH {
            best.select_nth_unstable_by(REACH, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            best.truncate(REACH);
        }
        if let Some(penalty) = self.penalty {
            // Half of what was given fades within a day, a step every quarter of an hour.
            let steps = ((event.time_ms - self.lately_at_ms) / (DAY_MS / 96)).clamp(0, 9_600);
            if steps > 0 {
                let fade = 0.5_f64.powf(steps as f64 / 96.0);
                self.lately.iter_mut().for_each(|l| *l *= fade);
                self.lately_at_ms = event.time_ms;
            }
            let mean = self.lately.iter().sum::<f64>() / self.lately.len() as f64 + 1e-6;
            for (item, score) in &mut best {
                let share = self.lately[self.authors[*item as usize] as usize] / mean;
                *score -= (penalty * (1.0 + share).log2()) as f32;
            }
        }
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        self.hits.add(at, self.events, best.iter().position(|(item, _)| *item == event.item));
        for (place, (item, _)) in best.iter().take(PLACES).enumerate() {
            let attention = 1.0 / ((place + 2) as f64).log2();
            let author = self.authors[*item as usize] as usize;
            self.attention[author] += attention;
            self.lately[author] += attention;
            self.shown.insert(*item);
        }
    }

    pub(crate) fn tell(&self, what: &str) {
        let none = self.attention.iter().filter(|a| **a == 0.0).count();
        println!(
            "{what}coverage {:.3}, Gini over authors {:.3}, authors with none {:.3}, top 1 % of authors have {:.3}",
            self.shown.len() as f64 / self.films as f64,
            gini(&self.attention),
            none as f64 / self.attention.len() as f64,
            top_share(&self.attention),
        );
    }
}
