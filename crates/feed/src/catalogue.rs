//! The catalogue: every post that was ever published, in the order of publishing, and what became of it.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{Arc, Mutex},
};

use grandstand_domain::{
    id::{AccountId, PostId, Seq},
    log::{Entry, Fact, PostFacts},
    post::Visibility,
    report::ReportSubject,
    tag::Tag,
};

use crate::discover::Orders;

/// The kinds of facts that the catalogue reads; all others may be left out when it is built.
pub const KINDS: &[&str] = &["post_published", "post_changed", "post_removed", "reported", "report_decided"];

/// Readers who began before this many changes of the catalogue are taken to the oldest state that is still known.
const CHANGES_KEPT: usize = 4_096;

/// The state machine. [`Feed::apply`] takes the log in; the other functions answer from what was taken in so far.
#[derive(Debug, Default)]
pub struct Feed {
    pub(crate) items: Vec<Item>,
    by_id: HashMap<PostId, u32>,
    authors: HashMap<AccountId, u32>,
    pub(crate) by_author: Vec<Vec<u32>>,
    /// Numbers of the log at which an order of Discover may have changed, oldest first.
    changes: VecDeque<Seq>,
    tags: BTreeMap<Tag, usize>,
    listed: usize,
    head: Seq,
    pub(crate) orders: Mutex<Orders>,
}

/// A post, as it is and as it was.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) facts: Arc<PostFacts>,
    /// The log's number of its publishing.
    pub(crate) since: Seq,
    pub(crate) author: u32,
    pub(crate) removed: bool,
    /// A serious report waits for a person.
    pub(crate) held: bool,
    /// Earlier states, oldest first.
    past: Vec<Past>,
}

/// A state that held before a number of the log.
#[derive(Debug)]
struct Past {
    until: Seq,
    listed: bool,
    facts: Arc<PostFacts>,
}

impl Item {
    /// Whether Discover may show it now.
    pub(crate) fn listed(&self) -> bool {
        !self.removed && !self.held && self.facts.visibility == Visibility::Public
    }

    /// Its facts as of a number of the log, if Discover could show it then.
    pub(crate) fn listed_as_of(&self, as_of: Seq) -> Option<&PostFacts> {
        match self.past.iter().find(|p| p.until > as_of) {
            Some(past) => past.listed.then_some(&*past.facts),
            None => self.listed().then_some(&*self.facts),
        }
    }
}

impl Feed {
    /// Takes in one entry. Entries come in the order of the log; one that was taken in already changes nothing.
    pub fn apply(&mut self, entry: &Entry) {
        if entry.seq <= self.head {
            return;
        }
        self.head = entry.seq;
        match &entry.fact {
            Fact::PostPublished(facts) | Fact::PostChanged(facts) => self.put(entry.seq, facts),
            Fact::PostRemoved { post } => self.change(entry.seq, *post, |item| item.removed = true),
            Fact::Reported { subject: ReportSubject::Post(post), reason } if reason.is_serious() => {
                self.change(entry.seq, *post, |item| item.held = true);
            }
            // Whatever was decided, a person has looked.
            Fact::ReportDecided { subject: ReportSubject::Post(post), .. } => {
                self.change(entry.seq, *post, |item| item.held = false);
            }
            _ => {}
        }
    }

    /// The number of the last entry taken in.
    pub fn head(&self) -> Seq {
        self.head
    }

    /// How many posts Discover holds.
    pub fn len(&self) -> usize {
        self.listed
    }

    /// Whether Discover holds no post.
    pub fn is_empty(&self) -> bool {
        self.listed == 0
    }

    /// The facts of a post that can be seen by someone.
    pub fn facts(&self, post: PostId) -> Option<&PostFacts> {
        let item = self.items.get(usize::try_from(*self.by_id.get(&post)?).ok()?)?;
        (!item.removed).then_some(&*item.facts)
    }

    /// Tags of listed posts that begin with `start`, most used first.
    pub fn tags(&self, start: &str, limit: usize) -> Vec<(Tag, usize)> {
        let mut found: Vec<(Tag, usize)> = self
            .tags
            .iter()
            .skip_while(|(tag, _)| tag.as_str() < start)
            .take_while(|(tag, _)| tag.as_str().starts_with(start))
            .map(|(tag, count)| (tag.clone(), *count))
            .collect();
        found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        found.truncate(limit);
        found
    }

    pub(crate) fn author(&self, author: AccountId) -> &[u32] {
        let index = self.authors.get(&author).and_then(|ix| usize::try_from(*ix).ok());
        index.and_then(|ix| self.by_author.get(ix)).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn item(&self, index: u32) -> Option<&Item> {
        self.items.get(usize::try_from(index).ok()?)
    }

    /// The last number, not after `as_of`, at which an order may have changed: all numbers up to the next such one have
    /// the same orders.
    pub(crate) fn last_change(&self, as_of: Seq) -> Seq {
        let behind = self.changes.partition_point(|c| *c <= as_of);
        let known = behind.checked_sub(1).and_then(|ix| self.changes.get(ix)).or(self.changes.front());
        known.copied().unwrap_or_default()
    }

    fn put(&mut self, seq: Seq, facts: &PostFacts) {
        if self.by_id.contains_key(&facts.post) {
            return self.change(seq, facts.post, |item| {
                item.removed = false;
                // Author and time of publishing are fixed: they give the place in the order.
                let (author, published_at) = (item.facts.author, item.facts.published_at);
                item.facts = Arc::new(PostFacts { author, published_at, ..facts.clone() });
            });
        }
        let Ok(index) = u32::try_from(self.items.len()) else { return };
        let fresh = u32::try_from(self.by_author.len()).unwrap_or(u32::MAX);
        let author = *self.authors.entry(facts.author).or_insert(fresh);
        if author == fresh {
            self.by_author.push(Vec::new());
        }
        if let Some(posts) = usize::try_from(author).ok().and_then(|ix| self.by_author.get_mut(ix)) {
            posts.push(index);
        }
        let facts = Arc::new(facts.clone());
        self.by_id.insert(facts.post, index);
        let item = Item { facts, since: seq, author, removed: false, held: false, past: Vec::new() };
        self.count(&item, true);
        self.items.push(item);
        self.changed(seq);
    }

    fn change(&mut self, seq: Seq, post: PostId, change: impl FnOnce(&mut Item)) {
        let Some(index) = self.by_id.get(&post).and_then(|ix| usize::try_from(*ix).ok()) else { return };
        let oldest = self.changes.front().copied().unwrap_or_default();
        let Some(item) = self.items.get_mut(index) else { return };
        let before = Past { until: seq, listed: item.listed(), facts: Arc::clone(&item.facts) };
        change(item);
        if item.listed() == before.listed && item.facts == before.facts {
            return;
        }
        let after = Past { until: seq, listed: item.listed(), facts: Arc::clone(&item.facts) };
        item.past.retain(|p| p.until > oldest);
        self.count_facts(&before.facts, before.listed, false);
        self.count_facts(&after.facts, after.listed, true);
        if let Some(item) = self.items.get_mut(index) {
            item.past.push(before);
        }
        self.changed(seq);
    }

    fn count(&mut self, item: &Item, up: bool) {
        self.count_facts(&Arc::clone(&item.facts), item.listed(), up);
    }

    fn count_facts(&mut self, facts: &PostFacts, listed: bool, up: bool) {
        if !listed {
            return;
        }
        self.listed = if up { self.listed + 1 } else { self.listed.saturating_sub(1) };
        for (at, tag) in facts.tags.iter().enumerate() {
            if facts.tags.iter().take(at).any(|earlier| earlier == tag) {
                continue;
            }
            let count = self.tags.entry(tag.clone()).or_default();
            *count = if up { *count + 1 } else { count.saturating_sub(1) };
            if *count == 0 {
                self.tags.remove(tag);
            }
        }
    }

    fn changed(&mut self, seq: Seq) {
        if self.changes.back() != Some(&seq) {
            self.changes.push_back(seq);
        }
        if self.changes.len() > CHANGES_KEPT {
            self.changes.pop_front();
        }
    }
}
