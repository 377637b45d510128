//! What would be lost: two servers that disagree, a start that shows other pages than the one before it, an item that comes
//! back, a score that cannot be explained, an athlete nobody is shown, a lift nobody is told of.

use std::collections::{HashMap, HashSet};

use grandstand_domain::{
    id::{AccountId, PostId, Seq},
    log::{Entry, Fact},
};
use grandstand_feed::{
    Ask, Feed, Filter, KeepViewers, Manifest, Served, SnapshotError,
    explain::{ReasonKind, ServedItem, Slot},
    snapshot::SNAPSHOT_VERSION,
};
use proptest::prelude::*;

use crate::world::{World, steps, viewer};

/// The published numbers but for the size of a table, so that a test need not move megabytes.
fn manifest() -> Manifest {
    let mut manifest = Manifest::default();
    manifest.model.ranker_rows = 1 << 6;
    manifest
}

fn empty() -> Feed {
    Feed::new(manifest())
}

fn feed(log: &[Entry]) -> Feed {
    let mut feed = empty();
    feed.apply_all(log);
    feed
}

fn ask(who: Option<AccountId>, filter: &Filter, limit: usize) -> Ask<'_> {
    Ask { viewer: who, seed: 7, limit, ..Ask::new(filter) }
}

/// Every page from the first to the end.
fn pages<'a>(first: Ask<'a>, mut page: impl FnMut(&Ask<'a>) -> Option<Served>) -> Vec<Served> {
    let mut all: Vec<Served> = Vec::new();
    let mut ask = first;
    while let Some(served) = page(&ask) {
        ask.after = served.page.next;
        all.push(served);
        if ask.after.is_none() {
            break;
        }
        assert!(all.len() < 500, "the feed has no end");
    }
    all
}

/// All that anyone could be shown.
fn everything(feed: &Feed) -> Vec<Vec<Served>> {
    let filter = Filter::default();
    let mut all = vec![pages(ask(None, &filter, 5), |ask| Some(feed.discover_for(ask)))];
    for number in 0..4 {
        all.push(pages(ask(Some(viewer(number)), &filter, 5), |ask| Some(feed.discover_for(ask))));
        all.push(pages(ask(Some(viewer(number)), &filter, 5), |ask| feed.for_you(ask)));
    }
    all
}

fn items(pages: &[Served]) -> Vec<&ServedItem> {
    pages.iter().flat_map(|served| &served.items).collect()
}

fn has(item: &ServedItem, kind: ReasonKind) -> bool {
    item.reasons.iter().any(|reason| reason.kind == kind)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// The same log gives the same state and the same pages, entry by entry or in stretches, whoever reads in between.
    #[test]
    fn the_log_decides(steps in steps(90)) {
        let world = World::of(&steps);
        let mut read_often = empty();
        for entry in &world.log {
            read_often.apply(entry);
            if entry.seq.0 % 9 == 0 {
                let _ = everything(&read_often);
            }
        }
        let quiet = feed(&world.log);
        prop_assert_eq!(read_often.digest(), quiet.digest());
        prop_assert_eq!(everything(&read_often), everything(&quiet));
    }

    /// A snapshot at any point and the tail are the full replay, with the viewers in it or made again from their own entries.
    #[test]
    fn snapshot_and_tail_are_the_full_replay(steps in steps(90), cut in any::<prop::sample::Index>()) {
        let world = World::of(&steps);
        let (start, tail) = world.log.split_at(cut.index(world.log.len()));
        let whole = feed(&world.log);
        let before = feed(start);
        let mut read = Feed::from_snapshot(&before.snapshot(KeepViewers::All), manifest()).unwrap();
        prop_assert_eq!(read.digest(), before.digest());
        for entry in tail {
            read.apply(entry);
        }
        prop_assert_eq!(read.digest(), whole.digest());
        prop_assert_eq!(everything(&read), everything(&whole));
        prop_assert_eq!(read.tags("", 9), whole.tags("", 9));

        let mut without = Feed::from_snapshot(&before.snapshot(KeepViewers::None), manifest()).unwrap();
        for account in without.missing(tail) {
            without.restore(account, &own(start, account));
        }
        for entry in tail {
            without.apply(entry);
        }
        for number in 0..4 {
            without.restore(viewer(number), &own(&world.log, viewer(number)));
        }
        prop_assert_eq!(everything(&without), everything(&whole));
    }

    /// A viewer who was dropped and made again from their own entries is the one who was never dropped.
    #[test]
    fn a_viewer_is_their_own_entries(steps in steps(90)) {
        let world = World::of(&steps);
        let whole = feed(&world.log);
        let mut small = empty();
        small.keep_viewers(1);
        for (place, entry) in world.log.iter().enumerate() {
            let batch = std::slice::from_ref(entry);
            for account in small.missing(batch) {
                small.restore(account, &own(&world.log[..place], account));
            }
            small.apply(entry);
            small.evict();
        }
        for number in 0..4 {
            small.restore(viewer(number), &own(&world.log, viewer(number)));
            prop_assert_eq!(small.viewer(viewer(number)), whole.viewer(viewer(number)));
        }
        prop_assert_eq!(everything(&small), everything(&whole));
    }

    /// What is shown adds up, is wanted, was not seen, comes once, and every lift is told.
    #[test]
    fn pages_keep_their_promises(steps in steps(120)) {
        let world = World::of(&steps);
        let feed = feed(&world.log);
        let filter = Filter::default();
        let lifted: HashSet<_> = feed.boosts_in_force().map(|boost| boost.post).collect();
        for number in 0..4 {
            let who = viewer(number);
            let known = feed.viewer(who).unwrap();
            let refused = refused_by(&world.log, who);
            let for_you = pages(ask(Some(who), &filter, 4), |ask| feed.for_you(ask));
            prop_assert_eq!(for_you.is_empty(), !known.choice().for_you);
            let discover = pages(ask(Some(who), &filter, 4), |ask| Some(feed.discover_for(ask)));
            // "Why this?" says of each film what its page said, and of no other.
            let one = ask(Some(who), &filter, 4);
            for item in items(&for_you) {
                prop_assert_eq!(feed.why_for_you(&one, item.post), Some(item.clone()));
            }
            for item in items(&discover) {
                prop_assert_eq!(feed.why_discover(&one, item.post), Some(item.clone()));
            }
            for post in &refused.seen {
                prop_assert_eq!(feed.why_for_you(&one, *post), None);
                prop_assert_eq!(feed.why_discover(&one, *post), None);
            }
            for pages in [&for_you, &discover] {
                let shown = items(pages);
                let distinct: HashSet<_> = shown.iter().map(|item| item.post).collect();
                prop_assert_eq!(distinct.len(), shown.len(), "an item came twice");
                prop_assert!(pages.iter().all(|p| p.page.total == shown.len()), "the count is another");
                for item in &shown {
                    prop_assert!(item.adds_up(), "{item:?}");
                    prop_assert!(item.reasons.iter().all(|reason| reason.value.abs() >= 1_000), "{item:?}");
                    prop_assert_eq!(lifted.contains(&item.post), item.boost.is_some());
                    prop_assert_eq!(item.boost.is_some(), has(item, ReasonKind::Boost));
                    prop_assert!(!refused.seen.contains(&item.post), "seen already");
                    let facts = feed.facts(item.post).unwrap();
                    prop_assert!(!refused.posts.contains(&item.post) && !refused.authors.contains(&facts.author));
                    prop_assert_eq!(item.propensity.is_some(), item.slot == Slot::Random);
                }
            }
            // Near-duplicates count once.
            let shown: Vec<_> = items(&for_you).iter().map(|item| feed.facts(item.post).unwrap().clone()).collect();
            for (place, a) in shown.iter().enumerate() {
                let alike = |b: &&grandstand_domain::log::PostFacts| {
                    a.author == b.author
                        && (a.published_at.0 - b.published_at.0).abs() <= 600_000
                        && (a.duration_ms - b.duration_ms).abs() <= 1_000
                };
                prop_assert!(!shown[..place].iter().any(|b| alike(&b)), "two of a kind");
            }
        }
    }

    /// The floor: each ten places of For you hold an athlete below it as long as there is one, and in a turn of Discover
    /// applause never puts anyone before them.
    #[test]
    fn the_floor_is_respected(steps in steps(200)) {
        let world = World::of(&steps);
        let feed = feed(&world.log);
        let filter = Filter::default();
        for number in 0..4 {
            let for_you = pages(ask(Some(viewer(number)), &filter, 7), |ask| feed.for_you(ask));
            let below: Vec<bool> = items(&for_you).iter().map(|item| has(item, ReasonKind::Floor)).collect();
            for (place, block) in below.chunks(10).enumerate() {
                let later = below.iter().skip((place + 1) * 10).any(|below| *below);
                prop_assert!(block.len() < 10 || !later || block.contains(&true), "block {place} of {below:?}");
            }
        }
        let discover = pages(ask(None, &filter, 9), |ask| Some(feed.discover_for(ask)));
        let value = |item: &ServedItem, kind| item.reasons.iter().find(|r| r.kind == kind).map_or(0, |r| r.value);
        for pair in items(&discover).windows(2) {
            let [a, b] = pair else { continue };
            let alike = [ReasonKind::Turn, ReasonKind::Recent].into_iter().all(|kind| value(a, kind) == value(b, kind));
            if alike && a.boost.is_none() && a.slot == Slot::Score && b.slot == Slot::Score {
                prop_assert!(has(a, ReasonKind::Floor) || !has(b, ReasonKind::Floor));
            }
            if a.slot == Slot::Score && b.slot == Slot::Score {
                prop_assert!(a.score >= b.score, "the order is that of the scores");
            }
        }
    }
}

/// An account's own entries.
fn own(log: &[Entry], account: AccountId) -> Vec<Entry> {
    log.iter().filter(|entry| entry.fact.actor() == Some(account)).cloned().collect()
}

#[derive(Default)]
struct Refused {
    seen: HashSet<PostId>,
    posts: HashSet<PostId>,
    authors: HashSet<AccountId>,
}

/// What a viewer must not be shown, told by the plainest reading of the log.
fn refused_by(log: &[Entry], viewer: AccountId) -> Refused {
    use grandstand_domain::feed_choice::Forget;
    let mut refused = Refused::default();
    let mut blocks: HashMap<(AccountId, AccountId), bool> = HashMap::new();
    let mut restricted: HashMap<AccountId, bool> = HashMap::new();
    for entry in log {
        match &entry.fact {
            Fact::Watched { who: Some(who), views } if *who == viewer => {
                refused.seen.extend(views.iter().map(|view| view.post));
            }
            Fact::FeedChosen { who, forget: Some(forget), .. } if *who == viewer => match forget {
                Forget::All => refused.seen.clear(),
                Forget::Post(post) => drop(refused.seen.remove(post)),
            },
            Fact::Hidden { who, post } if *who == viewer => drop(refused.posts.insert(*post)),
            Fact::Unhidden { who, post } if *who == viewer => drop(refused.posts.remove(post)),
            Fact::Blocked { who, whom } => drop(blocks.insert((*who, *whom), true)),
            Fact::Unblocked { who, whom } => drop(blocks.insert((*who, *whom), false)),
            Fact::AccountRestricted { account } => drop(restricted.insert(*account, true)),
            Fact::AccountRestored { account } => drop(restricted.insert(*account, false)),
            _ => {}
        }
    }
    for ((who, whom), _) in blocks.into_iter().filter(|(_, on)| *on) {
        if who == viewer {
            refused.authors.insert(whom);
        } else if whom == viewer {
            refused.authors.insert(who);
        }
    }
    refused.authors.extend(restricted.into_iter().filter(|(_, on)| *on).map(|(account, _)| account));
    refused
}

#[test]
fn a_snapshot_that_was_touched_is_refused() {
    let feed = feed(&World::default().log);
    let bytes = feed.snapshot(KeepViewers::All);
    assert_eq!(SNAPSHOT_VERSION, 2);
    let mut touched = bytes.clone();
    touched[20] ^= 1;
    for wrong in [&touched[..], &bytes[..bytes.len() - 1], b""] {
        assert_eq!(Feed::from_snapshot(wrong, manifest()).unwrap_err(), SnapshotError::Damaged);
    }
    let mut other = manifest();
    other.discover.floor = 0.5;
    assert_eq!(Feed::from_snapshot(&bytes, other).unwrap_err(), SnapshotError::OtherManifest);
    assert_eq!(Feed::from_snapshot(&bytes, manifest()).unwrap().head(), Seq(8));
}
