//! The whole engine alone on one thread: how fast it takes the log in, how fast it makes a first page of For you, what it
//! takes in memory.

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

/// Groups of viewers who watch the same films.
const CLUSTERS: u64 = 400;
/// Long views in each viewer's history.
const HISTORY: usize = 50;
const WARM: usize = 2_000_000;
const MEASURED: usize = 1_000_000;
const PAGES: usize = 20_000;
/// Pages before the measured ones, which bring the working room to its size.
const FIRST_PAGES: usize = 1_000;
const START: i64 = 1_800_000_000_000;
/// The first moment that an account's number can tell of.
const EPOCH: i64 = 1_577_836_800_000;

/// Fills the feed, takes in a log, makes pages, prints the figures.
pub(crate) fn run(videos: u32, viewers: u32) {
    let mut log = Log { bits: 7, videos: u64::from(videos), viewers: u64::from(viewers), seq: 0, at: START };
    let mut feed = Feed::default();
    for post in 1..=i64::from(videos) {
        let entry = log.publish(post);
        feed.apply(&entry);
    }
    for number in 0..log.viewers {
        let own = log.past(number, feed.head());
        feed.restore(viewer(number), &own);
    }
    println!("videos {videos}, viewers {viewers}, {HISTORY} long views of each");

    let apply = |feed: &mut Feed, log: &mut Log, count: usize| {
        let entries: Vec<Entry> = (0..count).map(|_| log.act(feed)).collect();
        let began = Instant::now();
        feed.apply_all(&entries);
        count as f64 / began.elapsed().as_secs_f64()
    };
    apply(&mut feed, &mut log, WARM);
    println!("apply: {:.0} entries/s", apply(&mut feed, &mut log, MEASURED));

    let filter = Filter::default();
    let mut micros = Vec::with_capacity(PAGES);
    let mut shown = 0;
    for page in 0..PAGES + FIRST_PAGES {
        let number = log.next() % log.viewers;
        let ask = Ask { viewer: Some(viewer(number)), seed: log.next(), ..Ask::new(&filter) };
        let began = Instant::now();
        let served = feed.for_you(&ask);
        if page >= FIRST_PAGES {
            micros.push(began.elapsed().as_secs_f64() * 1e6);
            shown += served.map_or(0, |served| served.items.len());
        }
        // Another entry, so that no page is the same session again.
        let entry = log.act(&feed);
        feed.apply(&entry);
    }
    micros.sort_by(f64::total_cmp);
    let at = |share: f64| micros[((micros.len() - 1) as f64 * share) as usize];
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
    println!(
        "bytes per video {} (of these the model's {}), per viewer {}",
        bytes.per_video(),
        bytes.model / bytes.video_count.max(1),
        bytes.per_viewer()
    );
}

/// Numbers that are the same in every run (SplitMix64), and a log that they write.
struct Log {
    bits: u64,
    videos: u64,
    viewers: u64,
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

    /// A film for a viewer: a third from what everybody watches, the rest from the viewer's own corner of the catalogue,
    /// the first ones of either far more often than the last.
    fn post(&mut self, viewer: u64) -> PostId {
        let share = (self.next() >> 40) as f64 / f64::from(1 << 24);
        let place = (self.videos as f64 * share * share * share) as u64;
        let index = if self.next().is_multiple_of(3) {
            place
        } else {
            let corner = self.videos / CLUSTERS;
            (viewer % CLUSTERS + CLUSTERS * (place * corner / self.videos)) % self.videos
        };
        PostId(1 + index as i64)
    }

    /// The same, one that the viewer has not seen if there is one: a feed shows no other.
    fn fresh(&mut self, number: u64, feed: &Feed) -> PostId {
        let seen = feed.viewer(viewer(number)).map(grandstand_feed::Viewer::seen);
        for _ in 0..16 {
            let post = self.post(number);
            if seen.is_none_or(|seen| !seen.contains(post.0 as u32 - 1)) {
                return post;
            }
        }
        self.post(number)
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
            tags: format!("tag{}", post % 500).parse().into_iter().collect(),
            language: "en-GB".into(),
            duration_ms: 5_000 + post % 60_000,
            visibility: Visibility::Public,
            published_at: UnixMillis(START - (self.videos as i64 - post) * 60_000),
        };
        self.entry(Fact::PostPublished(facts))
    }

    /// A viewer's own entries so far: For you turned on, and long views of different films.
    fn past(&mut self, number: u64, head: Seq) -> [Entry; 2] {
        let who = viewer(number);
        let choice = FeedChoice { for_you: true, ..FeedChoice::default() };
        let mut posts: Vec<PostId> = Vec::with_capacity(HISTORY);
        while posts.len() < HISTORY {
            let post = self.post(number);
            if !posts.contains(&post) {
                posts.push(post);
            }
        }
        let view = |post| Watch { post, watched_ms: 30_000, completed: true, surface: Surface::Discover };
        let views = posts.into_iter().map(view).collect();
        let facts = [Fact::FeedChosen { who, choice, forget: None }, Fact::Watched { who: Some(who), views }];
        facts.map(|fact| Entry { seq: head, at: UnixMillis(self.at), fact })
    }

    /// What viewers do: mostly watch, a third of it long; now and then a cheer, a follow, "not for me".
    fn act(&mut self, feed: &Feed) -> Entry {
        let number = self.next() % self.viewers;
        let (who, post) = (viewer(number), self.fresh(number, feed));
        let dice = self.next() % 100;
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

fn viewer(number: u64) -> AccountId {
    account(number as i64 + (1 << 19) * 1_000)
}
