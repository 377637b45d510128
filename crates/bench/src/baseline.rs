//! The hand-tuned co-visitation of the reference, to show that the protocol is the same: a dense matrix, HR@20 .1821 over
//! the April stream.

use crate::{data::Data, replay::Recommender};

const KEPT: usize = 50;
const RECENT_SECONDS: f64 = 14_400.0;

pub(crate) struct CoVisitation {
    items: usize,
    pairs: Vec<f32>,
    watched: Vec<f64>,
    recent: Vec<f64>,
    histories: Vec<Vec<u32>>,
    start_ms: i64,
    sums: Vec<f64>,
}

impl CoVisitation {
    pub(crate) fn new(data: &Data) -> Self {
        let items = data.items.len();
        Self {
            items,
            pairs: vec![0.0; items * items],
            watched: vec![0.0; items],
            recent: vec![0.0; items],
            histories: vec![Vec::new(); data.users],
            start_ms: data.events.first().map_or(0, |e| e.time_ms),
            sums: vec![0.0; items],
        }
    }

    fn take(&mut self, user: usize, item: u32, seconds: f64) {
        let to = item as usize;
        self.watched[to] += 1.0;
        self.recent[to] += (seconds / RECENT_SECONDS).exp();
        for (place, from) in self.histories[user].iter().rev().map(|i| *i as usize).enumerate() {
            if from != to {
                self.pairs[from * self.items + to] += 1.0 / (1 + place) as f32;
                self.pairs[to * self.items + from] += 0.5 / (1 + place) as f32;
            }
        }
        let history = &mut self.histories[user];
        if history.len() == KEPT {
            history.remove(0);
        }
        history.push(item);
    }
}

impl Recommender for CoVisitation {
    fn warm(&mut self, data: &Data) {
        for past in &data.past {
            for item in &past.long_viewed {
                self.take(past.user, *item, -86_400.0);
            }
        }
    }

    fn rank(&mut self, user: usize, _time_ms: i64, _tab: u8, films: &[u32], out: &mut Vec<(u32, f32)>) {
        self.sums.fill(0.0);
        for (place, from) in (0..).zip(self.histories[user].iter().rev().map(|i| *i as usize)) {
            let share = 0.9_f64.powi(place) / (self.watched[from] + 1.0).sqrt();
            for (sum, pair) in self.sums.iter_mut().zip(&self.pairs[from * self.items..]) {
                *sum += share * f64::from(*pair);
            }
        }
        let (mut most, mut most_recent) = (1e-9_f64, 1e-30_f64);
        for ((sum, watched), recent) in self.sums.iter_mut().zip(&self.watched).zip(&self.recent) {
            *sum /= (watched + 10.0).powf(0.6);
            (most, most_recent) = (most.max(*sum), most_recent.max(*recent));
        }
        out.clear();
        let score = |film: usize| self.sums[film] / most + self.recent[film] / most_recent;
        out.extend(films.iter().map(|film| (*film, score(*film as usize) as f32)));
    }

    fn learn(&mut self, event: &crate::data::Event) {
        if event.long_view {
            self.take(event.user, event.item, (event.time_ms - self.start_ms) as f64 / 1e3);
        }
    }
}
