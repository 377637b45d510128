//! The whole engine alone on one thread: how fast it takes the log in, how fast it makes a first page of For you, what it
//! takes in memory. `cargo run --release -p grandstand-feed --example engine [VIDEOS VIEWERS]`

#![expect(clippy::print_stdout, reason = "figures on the standard output are what this program is for")]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "counts and times of measurements are far below the limits"
)]

use std::time::Instant;

use grandstand_domain::{
    feed_choice::FeedChoice,
    id::{AccountId, OrganisationId, PostId, Seq},
    log::{Entry, Fact, PostFacts},
    post::Visibility,
    sport::Sport,
    time::UnixMillis,
    watch::{Surface, Watch},
};
use grandstand_feed::{Ask, Feed, Filter};

const START: i64 = 1_800_000_000_000;
const EPOCH: i64 = 1_577_836_800_000;
const HISTORY: i64 = 50;
const PAGES: usize = 5_000;
const MEASURED: usize = 1_000_000;

/// Numbers that are the same in every run (SplitMix64), and a log that they write.
struct Log {
    bits: u64,
    videos: u64,
    seq: i64,
    at: i64,
}

impl Log {
    fn next(&mut self) -> u64 {
        self.bits = self.bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.bits;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A film: the first ones far more often than the last.
    fn post(&mut self) -> PostId {
        let share = (self.next() >> 40) as f64 / f64::from(1 << 24);
        PostId(1 + ((self.videos - 1) as f64 * share * share * share) as i64)
    }

    fn entry(&mut self, fact: Fact) -> Entry {
        self.seq += 1;
        self.at += 3;
        Entry { seq: Seq(self.seq), at: UnixMillis(self.at), fact }
    }

    fn publish(&mut self, post: i64) -> Entry {
        let author = post / 100;
        let facts = PostFacts {
            post: PostId(post),
            author: account(author),
            organisation: Some(OrganisationId(author % 20 + 1)),
            sport: Sport::ALL.get(author as usize % Sport::ALL.len()).copied(),
            region: String::new(),
            journey: None,
            tags: Vec::new(),
            language: "en-GB".into(),
            duration_ms: 5_000 + post % 60_000,
            visibility: Visibility::Public,
            published_at: UnixMillis(START - (self.videos as i64 - post) * 60_000),
        };
        self.entry(Fact::PostPublished(facts))
    }

    /// What viewers do: mostly watch, a third of it long; now and then a cheer, a follow, "not for me".
    fn act(&mut self, viewers: u64) -> Entry {
        let who = viewer((self.next() % viewers) as i64);
        let (post, dice) = (self.post(), self.next() % 100);
        self.entry(match dice {
            0..=4 => Fact::Cheered { who, post },
            5 => Fact::Followed { who, whom: account(post.0 / 100) },
            6 => Fact::Hidden { who, post },
            _ => {
                let watched_ms = if dice < 36 { 30_000 } else { 2_000 };
                let view = Watch { post, watched_ms, completed: dice < 36, surface: Surface::ForYou };
                Fact::Watched { who: Some(who), views: vec![view] }
            }
        })
    }
}

fn account(number: i64) -> AccountId {
    AccountId(((START - 30 * 86_400_000 - EPOCH) << 20) | number)
}

fn viewer(number: i64) -> AccountId {
    account(number + (1 << 19) * 1_000)
}

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|text| text.parse::<u64>().ok());
    let (videos, viewers) = (numbers.next().unwrap_or(100_000), numbers.next().unwrap_or(1_000_000));
    let mut log = Log { bits: 7, videos, seq: 0, at: START };
    let mut feed = Feed::default();
    for post in 1..=videos as i64 {
        let entry = log.publish(post);
        feed.apply(&entry);
    }
    for number in 0..viewers as i64 {
        let who = viewer(number);
        let choice = FeedChoice { for_you: true, ..FeedChoice::default() };
        let entry = log.entry(Fact::FeedChosen { who, choice, forget: None });
        feed.apply(&entry);
        let views = (0..HISTORY).map(|_| Watch {
            post: log.post(),
            watched_ms: 30_000,
            completed: true,
            surface: Surface::Discover,
        });
        let views = views.collect();
        let entry = log.entry(Fact::Watched { who: Some(who), views });
        feed.apply(&entry);
    }
    println!("videos {videos}, viewers {viewers}, {HISTORY} long views of each");

    let entries: Vec<Entry> = (0..MEASURED).map(|_| log.act(viewers)).collect();
    let began = Instant::now();
    for entry in &entries {
        feed.apply(entry);
    }
    println!("apply: {:.0} entries/s", MEASURED as f64 / began.elapsed().as_secs_f64());

    let filter = Filter::default();
    let mut micros = Vec::with_capacity(PAGES);
    let mut shown = 0;
    for page in 0..PAGES + 500 {
        let who = viewer((log.next() % viewers) as i64);
        let ask = Ask { viewer: Some(who), seed: log.next(), ..Ask::new(&filter) };
        let began = Instant::now();
        let served = feed.for_you(&ask);
        // The first pages warm the working room.
        if page >= 500 {
            micros.push(began.elapsed().as_secs_f64() * 1e6);
            shown += served.map_or(0, |served| served.items.len());
        }
        // Another entry, so that no page is the same session again.
        let entry = log.act(viewers);
        feed.apply(&entry);
    }
    micros.sort_by(f64::total_cmp);
    let at = |share: f64| micros.get(((micros.len() - 1) as f64 * share) as usize).copied().unwrap_or_default();
    println!("For you, first page of {}: p50 {:.0} µs, p99 {:.0} µs", shown / PAGES, at(0.5), at(0.99));

    let began = Instant::now();
    let page = feed.discover_for(&Ask::new(&filter));
    println!("Discover, order made anew: {:.1} ms for {} films", began.elapsed().as_secs_f64() * 1e3, page.page.total);
    let began = Instant::now();
    for _ in 0..10_000 {
        drop(feed.discover_for(&Ask::new(&filter)));
    }
    println!("Discover, order at hand: {:.1} µs", began.elapsed().as_secs_f64() * 1e6 / 10_000.0);
    let bytes = feed.bytes();
    println!("bytes per video {} (the model's among them), per viewer {}", bytes.per_video(), bytes.per_viewer());
}
