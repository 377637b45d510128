//! The public log is enough: whoever reads nothing else makes the same Discover, and finds no viewer in it.

use grandstand_domain::{
    account::Role,
    id::Seq,
    log::{Entry, Fact},
};
use grandstand_feed::{
    Ask, Cursor, Feed, Filter, Manifest, Served,
    public::{Auditor, Chain, PublicEntry},
};
use proptest::prelude::*;

use crate::world::{START, World, athlete, steps, viewer};

/// A log in which every athlete was made before they did anything.
fn log(steps: &[crate::world::Step]) -> Vec<Entry> {
    let made = (0..6).map(|n| Fact::AccountMade { account: athlete(n), role: Role::Athlete });
    let before: Vec<Entry> = (1..).zip(made).map(|(n, fact)| Entry { seq: Seq(n), at: START, fact }).collect();
    let rest = World::of(steps).log.into_iter().map(|entry| Entry { seq: Seq(entry.seq.0 + 6), ..entry });
    before.iter().cloned().chain(rest).collect()
}

fn all_pages(discover: impl Fn(&Ask<'_>) -> Served, filter: &Filter) -> Vec<Served> {
    let (mut pages, mut after) = (Vec::new(), None::<Cursor>);
    loop {
        let served = discover(&Ask { after, limit: 3, ..Ask::new(filter) });
        after = served.page.next;
        pages.push(served);
        if after.is_none() {
            return pages;
        }
    }
}

/// The published numbers but for the size of a table, so that a test need not move megabytes.
fn manifest() -> Manifest {
    let mut manifest = Manifest::default();
    manifest.model.ranker_rows = 1 << 6;
    manifest
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_public_log_gives_the_same_discover(steps in steps(120), restart in 0..200_usize) {
        let (mut feed, mut auditor) = (Feed::new(manifest()), Auditor::new(manifest()));
        feed.journal_mut().keep_lines();
        let mut chain = Chain::default();
        let mut early = None;
        for (place, entry) in log(&steps).into_iter().enumerate() {
            feed.apply(&entry);
            let held = feed.journal().held(Seq(entry.seq.0 - 1)).unwrap();
            let [(seq, line)] = held.as_slice() else { panic!("one line for each entry") };
            prop_assert_eq!(*seq, entry.seq);
            let public = PublicEntry::read(line).unwrap();
            for number in 0..4 {
                prop_assert!(!line.contains(&viewer(number).to_string()), "{line}");
            }
            chain.push(*seq, line.as_bytes());
            auditor.apply(&public);
            prop_assert_eq!(feed.journal().chain(), chain);
            let filter = Filter::default();
            let first = Ask { limit: 30, ..Ask::new(&filter) };
            prop_assert_eq!(auditor.discover(&first), feed.discover_for(&first), "after {}", line);
            if place == restart {
                early = feed.discover_for(&Ask { limit: 2, ..Ask::new(&filter) }).page.next;
                let bytes = feed.snapshot(grandstand_feed::KeepViewers::All);
                feed = Feed::from_snapshot(&bytes, manifest()).unwrap();
            }
        }
        let sport = Filter { sport: Some(grandstand_domain::sport::Sport::Judo), ..Filter::default() };
        let tag = Filter { tag: "t1".parse().ok(), ..Filter::default() };
        for filter in [Filter::default(), sport, tag] {
            let ours = all_pages(|ask| feed.discover_for(ask), &filter);
            prop_assert_eq!(all_pages(|ask| auditor.discover(ask), &filter), ours);
            // A reader who began earlier, too.
            let ask = Ask { after: early, ..Ask::new(&filter) };
            prop_assert_eq!(auditor.discover(&ask), feed.discover_for(&ask));
        }
    }
}
