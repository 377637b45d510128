//! The replay: rank before learning, every long view of a film that the viewer has not seen.
//!
//! The warm start takes each viewer's history in the order of the file. Then, impression by impression in the order of time:
//! a long view of an unseen film is ranked among all films that anyone watched long so far and this viewer has not seen; it
//! is a hit among the first 20, ties counting half. Then the impression is learned, and counts as seen in any case.

use std::time::{Duration, Instant};

use grandstand_feed::model::ModelParams;

use crate::{
    Replay,
    baseline::CoVisitation,
    data::{Data, Event},
    exposure::Exposure,
    learned::Learned,
    scores::{Hits, PLACES, Predictions},
};

/// What the replay asks of a recommender.
pub(crate) trait Recommender {
    /// Takes in what was before the stream.
    fn warm(&mut self, data: &Data);
    /// Scores these films for a viewer. `tab` is where the viewer was last, not where the next impression will be.
    fn rank(&mut self, user: usize, time_ms: i64, tab: u8, films: &[u32], out: &mut Vec<(u32, f32)>);
    /// Takes in an impression.
    fn learn(&mut self, event: &Event);
}

/// What one run gave.
#[derive(Default)]
pub(crate) struct Figures {
    pub(crate) hits: Hits,
    learn: Duration,
    score: Duration,
}

/// Who has seen what, and what anyone has watched.
struct Seen {
    words: usize,
    bits: Vec<u64>,
    watched: Vec<bool>,
}

impl Seen {
    fn new(data: &Data) -> Self {
        let words = data.items.len().div_ceil(64);
        let mut seen = Self { words, bits: vec![0; words * data.users], watched: vec![false; data.items.len()] };
        for past in &data.past {
            for item in past.shown.iter().chain(&past.long_viewed) {
                seen.mark(past.user, *item);
            }
            for item in &past.long_viewed {
                seen.watched[*item as usize] = true;
            }
        }
        seen
    }

    fn mark(&mut self, user: usize, item: u32) {
        self.bits[user * self.words + item as usize / 64] |= 1 << (item % 64);
    }

    fn has(&self, user: usize, item: u32) -> bool {
        self.bits[user * self.words + item as usize / 64] >> (item % 64) & 1 == 1
    }

    fn unseen(&self, user: usize, out: &mut Vec<u32>) {
        out.clear();
        let all = (0..).zip(&self.watched).filter(|(_, watched)| **watched).map(|(item, _)| item);
        out.extend(all.filter(|item| !self.has(user, *item)));
    }
}

/// Replays. `before` may change the recommender when the warm start is done; `each` sees every ranking and impression.
pub(crate) fn replay<R: Recommender>(
    data: &Data,
    mut recommender: R,
    before: impl FnOnce(&mut R, i64),
    mut ranked: impl FnMut(&Event, usize, &[(u32, f32)]),
    mut learned: impl FnMut(&R, &Event),
) -> (R, Figures) {
    let mut figures = Figures::default();
    let mut seen = Seen::new(data);
    recommender.warm(data);
    before(&mut recommender, data.events.first().map_or(0, |e| e.time_ms));
    let mut tabs = vec![1_u8; data.users];
    let (mut films, mut scores) = (Vec::new(), Vec::new());
    for (at, event) in data.events.iter().enumerate() {
        if event.long_view && !seen.has(event.user, event.item) {
            let mut rank = None;
            if seen.watched[event.item as usize] {
                seen.unseen(event.user, &mut films);
                let began = Instant::now();
                recommender.rank(event.user, event.time_ms, tabs[event.user], &films, &mut scores);
                figures.score += began.elapsed();
                rank = Some(rank_of(event.item, &scores));
                ranked(event, at, &scores);
            }
            figures.hits.add(at, data.events.len(), rank);
        }
        let began = Instant::now();
        recommender.learn(event);
        figures.learn += began.elapsed();
        learned(&recommender, event);
        seen.watched[event.item as usize] |= event.long_view;
        seen.mark(event.user, event.item);
        tabs[event.user] = event.tab;
    }
    (recommender, figures)
}

/// How many others are above, and half of those level.
pub(crate) fn rank_of(item: u32, scores: &[(u32, f32)]) -> usize {
    let Some(own) = scores.iter().find(|(other, _)| *other == item).map(|(_, score)| *score) else { return usize::MAX };
    let above = scores.iter().filter(|(_, score)| *score > own).count();
    let level = scores.iter().filter(|(other, score)| *other != item && score.total_cmp(&own).is_eq()).count();
    above + level / 2
}

/// Runs what was asked for and prints the figures.
pub(crate) fn run(data: &Data, params: &ModelParams, asked: &Replay) {
    println!(
        "films {}, authors {}, viewers {}, impressions {}",
        data.items.len(),
        data.authors,
        data.users,
        data.events.len()
    );
    if asked.baseline {
        let (_, figures) = replay(data, CoVisitation::new(data), |_, _| (), |_, _, _| (), |_, _| ());
        tell("reference, co-visitation tuned by hand: ", &figures, data);
    }
    let nightly = (!asked.quick).then(|| {
        let freeze = |learned: &mut Learned, now_ms| learned.freeze_nightly(now_ms);
        replay(data, Learned::new(data, params), freeze, |_, _, _| (), |_, _| ()).1
    });
    let mut plain = Exposure::new(data, None);
    let shared = if asked.quick { &[] } else { &asked.fair[..] };
    let mut fair: Vec<Exposure> = shared.iter().map(|penalty| Exposure::new(data, Some(*penalty))).collect();
    let (mut ours, mut acts) = (Predictions::default(), <[Predictions; 4]>::default());
    let mut rates = ItemRate::new(data);
    let mut by_rate = Predictions::default();
    let (learned, figures) = replay(
        data,
        Learned::new(data, params),
        |_, _| (),
        |event, at, scores| {
            plain.take(event, at, scores);
            for fair in &mut fair {
                fair.take(event, at, scores);
            }
        },
        |learned, event| {
            by_rate.add(rates.of(event.item), event.long_view);
            rates.learn(event);
            if let Some(expected) = learned.expected {
                ours.add(expected[0], event.long_view);
                let happened = [event.like, event.follow, event.forward, event.comment];
                for ((predictions, happened), likely) in acts.iter_mut().zip(happened).zip(&expected[1..]) {
                    predictions.add(*likely, happened);
                }
            }
        },
    );
    if asked.weights {
        for band in learned.model.blend() {
            println!("{:?}", band.map(|w| (w * 100.0).round() / 100.0));
        }
    }
    if let Some(nightly) = &nightly {
        let (live, frozen) = (figures.hits.rate(0..10), nightly.hits.rate(0..10));
        println!("nightly tables: HR@20 {frozen:.4}; live tables gain {:.1} %", (live / frozen - 1.0) * 100.0);
    }
    println!("long view, item rate: AUC {:.4} logloss {:.4}", by_rate.auc(), by_rate.log_loss());
    println!("long view, ranker:    AUC {:.4} logloss {:.4}", ours.auc(), ours.log_loss());
    for (name, predictions) in ["cheer", "follow", "share", "comment"].iter().zip(&acts) {
        println!("{name}: AUC {:.4} over {} cases", predictions.auc(), predictions.positives());
    }
    plain.tell("as ranked:          ");
    for (fair, penalty) in fair.iter().zip(&asked.fair) {
        fair.tell(&format!("attention × {penalty}: "));
        let (with, without) = (fair.hits.rate(0..10), plain.hits.rate(0..10));
        println!(
            "attention × {penalty}: HR@20 {with:.4} in place of {without:.4}, cost {:.2} %",
            (1.0 - with / without) * 100.0
        );
    }
    println!("model {:.1} MB", learned.model.bytes() as f64 / 1e6);
    tell("", &figures, data);
}

fn tell(what: &str, figures: &Figures, data: &Data) {
    let hits = &figures.hits;
    let each = |time: Duration, count: usize| time.as_secs_f64() * 1e6 / count.max(1) as f64;
    println!("{what}scored {}, first half {:.4}, second half {:.4}", hits.scored(), hits.rate(0..5), hits.rate(5..10));
    println!("{what}learn {:.2} µs/event", each(figures.learn, data.events.len()));
    println!("{what}score {:.1} µs/event (the whole catalogue)", each(figures.score, hits.scored() as usize));
    println!("{what}MRR@{PLACES} {:.4}", hits.reciprocal());
    println!("{what}HR@{PLACES} last 30 % {:.4}", hits.rate(7..10));
    println!("{what}HR@{PLACES} {:.4}", hits.rate(0..10));
}

/// Long views by showings of each film, smoothed.
struct ItemRate(Vec<(f32, f32)>);

impl ItemRate {
    fn new(data: &Data) -> Self {
        let mut rates = Self(vec![(0.0, 0.0); data.items.len()]);
        for past in &data.past {
            past.shown.iter().for_each(|item| rates.0[*item as usize].1 += 1.0);
            past.long_viewed.iter().for_each(|item| rates.0[*item as usize].0 += 1.0);
        }
        rates
    }

    fn of(&self, item: u32) -> f32 {
        let (long, shown) = self.0[item as usize];
        ((long + 3.0) / (shown.max(long) + 10.0)).min(0.99)
    }

    fn learn(&mut self, event: &Event) {
        let (long, shown) = &mut self.0[event.item as usize];
        *long += f32::from(event.long_view);
        *shown += 1.0;
    }
}
