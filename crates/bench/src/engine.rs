//! The model alone on one thread: how fast it learns, how fast it makes a page, what it takes.

use std::time::Instant;

use grandstand_feed::model::{
    Acts, Context, HISTORY_MOST, History, ItemFacts, Model, ModelParams, Outcome, Scratch, Sliders, View, ViewerKey,
};

/// Groups of viewers who watch the same films.
const CLUSTERS: u64 = 400;
/// Of a hundred showings, how many become long views: as in the April stream of KuaiRand-Pure.
const LONG_PERCENT: u64 = 31;
const WARM: u32 = 2_000_000;
const MEASURED: u32 = 1_000_000;
const PAGES: usize = 20_000;
const START_MS: i64 = 1_800_000_000_000;

/// Fills the model, learns, makes pages, prints the figures.
pub(crate) fn run(videos: u32, viewers: u32) {
    let mut draw = Draw { bits: 7, videos };
    let mut model = Model::new(&ModelParams::default());
    for item in 0..videos {
        let facts = ItemFacts {
            author: item / 100,
            group: (item % 60) as u16,
            topics: [1 + item % 500, 0, 0],
            duration_ms: 5_000 + item % 60_000,
            published_at_ms: START_MS - i64::from(videos - item) * 60_000,
        };
        model.add_item(item, facts);
    }
    let mut histories: Vec<History> = (0..viewers).map(|_| History::default()).collect();
    for (viewer, history) in (0..).zip(&mut histories) {
        (0..HISTORY_MOST).for_each(|_| history.push(draw.item(viewer), true, START_MS));
    }
    println!("videos {videos}, viewers {viewers}, {HISTORY_MOST} long views remembered of each");

    let mut at_ms = START_MS;
    let mut learn = |model: &mut Model, histories: &mut [History], draw: &mut Draw, count: u32| {
        let began = Instant::now();
        for _ in 0..count {
            at_ms += 3;
            let viewer = (draw.next() % u64::from(viewers)) as u32;
            let (item, dice) = (draw.item(viewer), draw.next());
            let long = dice % 100 < LONG_PERCENT;
            let view = View { play_ms: if long { 20_000 } else { 2_000 }, long };
            let acts = Acts { cheer: long && dice / 100 % 20 == 0, ..Acts::default() };
            let outcome = Outcome { view: Some(view), acts };
            let reader = Some((&mut histories[viewer as usize], ViewerKey(u64::from(viewer))));
            let ctx = Context { hour: 12, surface: (dice / 2_000 % 8) as u8 };
            model.learn(reader, item, &outcome, 1.0, at_ms, ctx);
        }
        began.elapsed().as_secs_f64()
    };
    learn(&mut model, &mut histories, &mut draw, WARM);
    let seconds = learn(&mut model, &mut histories, &mut draw, MEASURED);
    println!(
        "learn: {:.0} entries/s ({LONG_PERCENT} % long views), {:.2} µs each",
        f64::from(MEASURED) / seconds,
        seconds * 1e6 / f64::from(MEASURED)
    );

    let (mut scratch, mut found, mut scored) = (Scratch::default(), Vec::new(), Vec::new());
    let (mut micros, mut candidates) = (Vec::with_capacity(PAGES), 0);
    for page in 0..PAGES + 1_000 {
        let viewer = draw.next() % u64::from(viewers);
        let history = &histories[viewer as usize];
        let ctx = Context { hour: 12, surface: 1 };
        let began = Instant::now();
        model.candidates(history, viewer, &mut scratch, &mut found);
        let key = Some(ViewerKey(viewer));
        model.score(history, key, &found, at_ms, ctx, &Sliders::default(), &mut scratch, &mut scored);
        scored.sort_unstable_by(|a, b| b.total().total_cmp(&a.total()).then(a.item.cmp(&b.item)));
        // The first pages warm the working room.
        if page >= 1_000 {
            micros.push(began.elapsed().as_secs_f64() * 1e6);
            candidates += found.len();
        }
    }
    micros.sort_by(f64::total_cmp);
    let at = |share: f64| micros[((micros.len() - 1) as f64 * share) as usize];
    println!("page: {:.0} candidates, p50 {:.0} µs, p99 {:.0} µs", candidates as f64 / PAGES as f64, at(0.5), at(0.99));
    println!("bytes per video {:.0}", model.bytes() as f64 / f64::from(videos));
    let bytes: usize = histories.iter().map(History::bytes).sum();
    println!("bytes per viewer {:.0}", bytes as f64 / f64::from(viewers));
}

/// Numbers that are the same in every run (SplitMix64).
struct Draw {
    bits: u64,
    videos: u32,
}

impl Draw {
    fn next(&mut self) -> u64 {
        self.bits = self.bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.bits;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A film for a viewer: a third from what everybody watches, the rest from the viewer's own corner of the catalogue,
    /// the first ones of either far more often than the last.
    fn item(&mut self, viewer: u32) -> u32 {
        let share = (self.next() >> 40) as f64 / f64::from(1 << 24);
        let place = (f64::from(self.videos) * share * share * share) as u64;
        if self.next().is_multiple_of(3) {
            return place as u32;
        }
        let cluster = u64::from(viewer) % CLUSTERS;
        let corner = u64::from(self.videos) / CLUSTERS;
        ((cluster + CLUSTERS * (place * corner / u64::from(self.videos))) % u64::from(self.videos)) as u32
    }
}
