//! What a reader would lose: an item shown twice or never while others write, an order that differs between servers, a
//! log that stops the feed.

#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is wrong")]

mod engine;
mod public;
mod world;

use std::collections::{HashMap, HashSet};

use grandstand_domain::{
    id::{AccountId, OrganisationId, PostId, Seq},
    log::{Entry, Fact, PostFacts},
    post::Visibility,
    report::{ReportReason, ReportSubject},
    sport::Sport,
    time::UnixMillis,
    watch::{Surface, Watch},
};
use grandstand_feed::{Ask, Cursor, Feed, Filter, Page, explain::ReasonKind};
use proptest::prelude::*;

fn facts(post: i64, author: i64) -> PostFacts {
    PostFacts {
        post: PostId(post),
        author: AccountId(author),
        organisation: Some(OrganisationId(author % 2 + 1)),
        sport: Sport::ALL.get(usize::try_from(author).unwrap() % 5).copied(),
        region: if author % 3 == 0 { "north-coast".into() } else { String::new() },
        journey: None,
        tags: vec![format!("t{}", post % 4).parse().unwrap()],
        language: "en-GB".into(),
        duration_ms: 10_000,
        visibility: Visibility::Public,
        published_at: UnixMillis(post * 1000),
    }
}

struct Log(Feed, i64);

impl Log {
    fn new() -> Self {
        Self(Feed::default(), 0)
    }

    fn write(&mut self, fact: Fact) {
        self.1 += 1;
        self.0.apply(&Entry { seq: Seq(self.1), at: UnixMillis(self.1), fact });
    }

    fn page(&self, after: Option<Cursor>) -> Page {
        self.0.discover(&Filter::default(), None, after, 3)
    }
}

/// What may happen while somebody reads.
#[derive(Clone, Debug)]
enum Step {
    Publish { author: i64, followers: bool },
    Change { post: usize, followers: bool },
    Remove { post: usize },
    Report { post: usize },
    Decide { post: usize },
    Other { post: usize },
    Read,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1..6_i64, prop::bool::weighted(0.2)).prop_map(|(author, followers)| Step::Publish { author, followers }),
        1 => (0..60_usize, any::<bool>()).prop_map(|(post, followers)| Step::Change { post, followers }),
        1 => (0..60_usize).prop_map(|post| Step::Remove { post }),
        1 => (0..60_usize).prop_map(|post| Step::Report { post }),
        1 => (0..60_usize).prop_map(|post| Step::Decide { post }),
        1 => (0..60_usize).prop_map(|post| Step::Other { post }),
        3 => Just(Step::Read),
    ]
}

fn fact_of(step: &Step, posts: &mut Vec<i64>) -> Option<Fact> {
    let named = |posts: &Vec<i64>, index: usize| posts.get(index % posts.len().max(1)).copied();
    let visible = |followers: bool| if followers { Visibility::Followers } else { Visibility::Public };
    Some(match step {
        Step::Publish { author, followers } => {
            let post = i64::try_from(posts.len()).unwrap() + 1;
            posts.push(post);
            Fact::PostPublished(PostFacts { visibility: visible(*followers), ..facts(post, *author) })
        }
        Step::Change { post, followers } => {
            let post = named(posts, *post)?;
            // An author cannot change; the feed must hold on to the first whatever the log says.
            Fact::PostChanged(PostFacts { visibility: visible(*followers), ..facts(post, 1 + post % 5) })
        }
        Step::Remove { post } => Fact::PostRemoved { post: PostId(named(posts, *post)?) },
        Step::Report { post } => {
            Fact::Reported { subject: ReportSubject::Post(PostId(named(posts, *post)?)), reason: ReportReason::Danger }
        }
        Step::Decide { post } => {
            Fact::ReportDecided { subject: ReportSubject::Post(PostId(named(posts, *post)?)), upheld: false }
        }
        Step::Other { post } => Fact::Cheered { who: AccountId(1), post: PostId(named(posts, *post)?) },
        Step::Read => return None,
    })
}

fn listed(feed: &Feed) -> HashSet<PostId> {
    let mut all = HashSet::new();
    let mut after = None;
    loop {
        let page = feed.discover(&Filter::default(), None, after, 100);
        all.extend(page.items);
        after = page.next;
        if after.is_none() {
            return all;
        }
    }
}

proptest! {
    /// Paging to the end shows every post that could be seen all the while exactly once, and nothing that could not be
    /// seen at that moment, whatever happens between two pages.
    #[test]
    fn paging_is_whole_whatever_happens(before in prop::collection::vec(step(), 0..60), during in prop::collection::vec(step(), 0..60)) {
        let mut log = Log::new();
        let mut posts = Vec::new();
        for step in &before {
            if let Some(fact) = fact_of(step, &mut posts) {
                log.write(fact);
            }
        }
        let mut stayed = listed(&log.0);
        let at_start = stayed.clone();
        let mut seen = Vec::new();
        let mut after = None;
        let mut ended = false;
        let mut read = |log: &Log, seen: &mut Vec<PostId>, ended: &mut bool| {
            if *ended {
                return;
            }
            let page = log.page(after);
            let now = listed(&log.0);
            assert!(page.items.iter().all(|p| now.contains(p)), "a page shows what cannot be seen");
            let distinct: HashSet<_> = seen.iter().chain(&page.items).collect();
            assert_eq!(distinct.len(), seen.len() + page.items.len(), "an item came twice");
            assert!(page.total >= page.items.len() + page.remaining);
            assert_eq!(page.next.is_none(), page.remaining == 0);
            seen.extend(page.items);
            after = page.next;
            *ended = after.is_none();
        };
        read(&log, &mut seen, &mut ended);
        for step in &during {
            match fact_of(step, &mut posts) {
                Some(fact) => log.write(fact),
                None => read(&log, &mut seen, &mut ended),
            }
            if !ended {
                let now = listed(&log.0);
                stayed.retain(|p| now.contains(p));
            }
        }
        for _ in 0..200 {
            read(&log, &mut seen, &mut ended);
        }
        prop_assert!(ended, "the feed has no end");
        let seen: HashSet<_> = seen.into_iter().collect();
        prop_assert!(stayed.is_subset(&seen), "left out: {:?}", stayed.difference(&seen).collect::<Vec<_>>());
        prop_assert!(seen.is_subset(&at_start), "shown though published later");
    }

    /// Nobody's second post stands before anybody's first, and within a turn the newest comes first, but for what was
    /// applauded.
    #[test]
    fn every_athlete_in_turn(steps in prop::collection::vec(step(), 0..80)) {
        let mut log = Log::new();
        let mut posts = Vec::new();
        for fact in steps.iter().filter_map(|s| fact_of(s, &mut posts)) {
            log.write(fact);
        }
        let filter = Filter::default();
        let served = log.0.discover_for(&Ask { limit: 100, ..Ask::new(&filter) });
        let mut turns: HashMap<AccountId, usize> = HashMap::new();
        let order: Vec<(usize, PostId, bool)> = served.items.iter().map(|item| {
            let turn = turns.entry(log.0.facts(item.post).unwrap().author).or_default();
            *turn += 1;
            (*turn, item.post, item.reasons.iter().any(|reason| reason.kind == ReasonKind::Applause))
        }).collect();
        prop_assert!(order.is_sorted_by_key(|(turn, ..)| *turn));
        let quiet: Vec<_> = order.into_iter().filter(|(.., applauded)| !applauded).collect();
        prop_assert!(quiet.is_sorted_by_key(|(turn, post, _)| (*turn, std::cmp::Reverse(*post))));
    }

    /// A second server that reads the same log later, and only the kinds of facts the feed names, shows the same.
    #[test]
    fn the_order_is_the_log_s(steps in prop::collection::vec(step(), 0..80)) {
        let mut log = Log::new();
        let mut posts = Vec::new();
        let mut other = Feed::default();
        for fact in steps.iter().filter_map(|s| fact_of(s, &mut posts)) {
            let kind = fact.kind();
            log.write(fact.clone());
            // Somebody reads in between, so that orders are at hand here and not there.
            let _ = log.page(None);
            if grandstand_feed::KINDS.contains(&kind) {
                other.apply(&Entry { seq: Seq(log.1), at: UnixMillis(log.1), fact });
            }
        }
        for filter in [Filter::default(), Filter { tag: Some("t1".parse().unwrap()), ..Filter::default() }, Filter { organisation: Some(OrganisationId(1)), ..Filter::default() }] {
            let (mut mine, mut theirs) = (None, None);
            loop {
                let (a, b) = (log.0.discover(&filter, None, mine, 4), other.discover(&filter, None, theirs, 4));
                prop_assert_eq!(&a, &b);
                (mine, theirs) = (a.next, b.next);
                if mine.is_none() {
                    break;
                }
            }
        }
        prop_assert_eq!(log.0.tags("", 10), other.tags("", 10));
        prop_assert_eq!(log.0.len(), listed(&log.0).len());
    }

    /// Any log is survived, also one that no server of ours writes, and any cursor.
    #[test]
    fn any_log_and_cursor_is_survived(
        entries in prop::collection::vec((any::<i64>(), 0..8_u8, -3..6_i64, any::<i64>()), 0..60),
        cursors in prop::collection::vec((any::<i64>(), any::<i64>()), 0..5),
        texts in prop::collection::vec("[0-9-]{0,24}|.*", 0..5),
    ) {
        let mut feed = Feed::default();
        for (seq, kind, post, author) in entries {
            let subject = ReportSubject::Post(PostId(post));
            let fact = match kind {
                0..=2 => Fact::PostPublished(PostFacts { author: AccountId(author), ..facts(post.abs(), 1) }),
                3 => Fact::PostChanged(facts(post.abs(), 2)),
                4 => Fact::PostRemoved { post: PostId(post) },
                5 => Fact::Reported { subject, reason: ReportReason::Child },
                6 => Fact::ReportDecided { subject, upheld: true },
                _ => Fact::Unhidden { who: AccountId(author), post: PostId(post) },
            };
            feed.apply(&Entry { seq: Seq(seq), at: UnixMillis(0), fact });
        }
        let parsed = texts.iter().filter_map(|t| t.parse().ok());
        for cursor in cursors.into_iter().map(|(a, place)| Cursor { as_of: Seq(a), place }).chain(parsed) {
            let _ = feed.discover(&Filter::default(), None, Some(cursor), 10);
            let _ = feed.latest(&Filter::default(), &|_| true, None, Some(cursor), 10);
            let filter = Filter::default();
            let _ = feed.following(&Ask { viewer: Some(AccountId(1)), after: Some(cursor), limit: 0, ..Ask::new(&filter) });
        }
    }
}

#[test]
fn a_cursor_has_one_spelling_and_reads_back() {
    let cursor = Cursor { as_of: Seq(12), place: 40 };
    assert_eq!(cursor.to_string(), "12-40");
    assert_eq!("12-40".parse::<Cursor>().unwrap(), cursor);
    for wrong in ["", "-", "12", "12-", "-4", "+1-2", "1--2", "99999999999999999999-1"] {
        assert!(wrong.parse::<Cursor>().is_err(), "{wrong}");
    }
}

#[test]
fn newest_first_feeds_page_without_repeats() {
    let mut log = Log::new();
    for post in 1..=9 {
        log.write(Fact::PostPublished(PostFacts {
            visibility: if post % 3 == 0 { Visibility::Followers } else { Visibility::Public },
            ..facts(post, 1 + post % 2)
        }));
    }
    let ids = |page: &Page| page.items.iter().map(|p| p.0).collect::<Vec<_>>();
    let fan = AccountId(90);
    for whom in [1, 2] {
        log.write(Fact::Followed { who: fan, whom: AccountId(whom) });
    }
    let all = Filter::default();
    let following =
        |log: &Log, after, seen| log.0.following(&Ask { viewer: Some(fan), after, seen, limit: 4, ..Ask::new(&all) });
    let first = following(&log, None, false).page;
    assert_eq!(ids(&first), [9, 8, 7, 6]);
    assert_eq!((first.total, first.remaining), (9, 5));
    log.write(Fact::PostPublished(facts(10, 1)));
    log.write(Fact::PostRemoved { post: PostId(5) });
    let second = following(&log, first.next, false).page;
    assert_eq!(ids(&second), [4, 3, 2, 1]);
    assert_eq!((second.total, second.remaining, second.next), (8, 0, None));
    // What was seen, hidden or is held does not come back; what was seen does when asked for.
    log.write(Fact::Watched {
        who: Some(fan),
        views: vec![Watch { post: PostId(9), watched_ms: 9_000, completed: true, surface: Surface::Following }],
    });
    log.write(Fact::Hidden { who: fan, post: PostId(8) });
    log.write(Fact::Reported { subject: ReportSubject::Post(PostId(7)), reason: ReportReason::Danger });
    assert_eq!(ids(&following(&log, None, false).page), [10, 6, 4, 3]);
    assert_eq!(ids(&following(&log, None, true).page), [10, 9, 6, 4]);
    log.write(Fact::ReportDecided { subject: ReportSubject::Post(PostId(7)), upheld: false });
    log.write(Fact::Unhidden { who: fan, post: PostId(8) });
    log.write(Fact::Unfollowed { who: fan, whom: AccountId(1) });
    assert_eq!(ids(&following(&log, None, true).page), [9, 7, 3, 1]);
    log.write(Fact::Followed { who: fan, whom: AccountId(1) });

    let of_one = Filter { author: Some(AccountId(1)), ..Filter::default() };
    assert_eq!(ids(&log.0.latest(&of_one, &|_| false, None, None, 9)), [10, 8, 4, 2]);
    assert_eq!(ids(&log.0.latest(&of_one, &|_| true, None, None, 9)), [10, 8, 6, 4, 2]);
    log.write(Fact::Reported { subject: ReportSubject::Post(PostId(8)), reason: ReportReason::Danger });
    assert!(ids(&log.0.latest(&of_one, &|_| false, None, None, 9)).contains(&8));
    assert!(!ids(&log.0.latest(&Filter::default(), &|_| false, None, None, 9)).contains(&8));
    let skip = |post: PostId, author: AccountId| post == PostId(10) || author == AccountId(2);
    let skipped = log.0.discover(&Filter::default(), Some(&skip), None, 9);
    assert_eq!(ids(&skipped), [4, 2]);
    assert_eq!(skipped.total, 2);
}

#[test]
fn a_page_of_discover() {
    let mut log = Log::new();
    for (post, author) in [(1, 1), (2, 1), (3, 1), (4, 2), (5, 3), (6, 1), (7, 2), (8, 4)] {
        log.write(Fact::PostPublished(facts(post, author)));
    }
    let first = log.0.discover(&Filter::default(), None, None, 5);
    let second = log.0.discover(&Filter::default(), None, first.next, 5);
    insta::assert_debug_snapshot!((first, second));
}
