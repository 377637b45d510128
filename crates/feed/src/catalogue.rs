//! The catalogue: every post that was ever published, in the order of publishing, and what became of it.

pub(crate) mod stored;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    sync::Arc,
};

use grandstand_domain::{
    id::{AccountId, OrganisationId, PostId, Seq},
    log::PostFacts,
    post::Visibility,
    sport::Sport,
    tag::Tag,
    time::UnixMillis,
};

use crate::{id_map::IdMap, tally::Tally};

/// Readers who began before this many changes of the catalogue are taken to the oldest state that is still known.
const CHANGES_KEPT: usize = 4_096;

/// The posts and what can be asked of them without knowing a viewer.
#[derive(Debug, Default)]
pub(crate) struct Catalogue {
    pub(crate) items: Vec<Item>,
    by_id: IdMap<PostId, u32>,
    authors: IdMap<AccountId, u32>,
    pub(crate) by_author: Vec<AuthorPosts>,
    /// The little that ranking asks of every candidate, close together: by index like the items.
    pub(crate) lite: Vec<Lite>,
    topics: HashMap<Tag, u32>,
    teams: HashMap<OrganisationId, u16>,
    /// Numbers of the log at which an order of Discover may have changed, with their moments, oldest first.
    changes: VecDeque<(Seq, UnixMillis)>,
    tags: BTreeMap<Tag, usize>,
    listed: usize,
    restricted: BTreeSet<AccountId>,
}

/// What ranking asks of a post.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lite {
    pub(crate) published_at: UnixMillis,
    pub(crate) author: u32,
    pub(crate) duration_ms: u32,
    /// A dense index; 0 for none.
    pub(crate) team: u16,
    /// Its place among all sports, from 1; 0 for none.
    pub(crate) sport: u8,
    pub(crate) para: bool,
    pub(crate) listed: bool,
}

/// Someone who posts.
#[derive(Debug)]
pub(crate) struct AuthorPosts {
    pub(crate) account: AccountId,
    /// When the first of their posts that everyone could see was published.
    pub(crate) since: Option<UnixMillis>,
    /// In order of publishing.
    pub(crate) posts: Vec<u32>,
}

/// What a change made of a post.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) index: u32,
    pub(crate) before: Option<Arc<PostFacts>>,
    pub(crate) after: Option<Arc<PostFacts>>,
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
    /// Its author may not be recommended.
    pub(crate) restricted: bool,
    pub(crate) tally: Tally,
    /// Earlier states, oldest first.
    pub(crate) past: Vec<Past>,
}

/// A state that held before a number of the log.
#[derive(Debug)]
pub(crate) struct Past {
    pub(crate) until: Seq,
    pub(crate) listed: bool,
    pub(crate) facts: Arc<PostFacts>,
}

impl Lite {
    fn new(item: &Item, teams: &mut HashMap<OrganisationId, u16>) -> Self {
        let facts = &item.facts;
        let next = u16::try_from(teams.len() + 1).unwrap_or(u16::MAX);
        let sport = facts.sport.and_then(|sport| Sport::ALL.iter().position(|known| *known == sport));
        Self {
            published_at: facts.published_at,
            author: item.author,
            duration_ms: u32::try_from(facts.duration_ms.max(0)).unwrap_or(u32::MAX),
            team: facts.organisation.map_or(0, |team| *teams.entry(team).or_insert(next)),
            sport: sport.and_then(|place| u8::try_from(place + 1).ok()).unwrap_or_default(),
            para: facts.sport.is_some_and(Sport::is_para),
            listed: item.listed(),
        }
    }
}

impl Item {
    /// Whether it may be recommended now.
    pub(crate) fn listed(&self) -> bool {
        !self.removed && !self.held && !self.restricted && self.facts.visibility == Visibility::Public
    }

    /// Its facts as of a number of the log, if Discover could show it then.
    pub(crate) fn listed_as_of(&self, as_of: Seq) -> Option<&PostFacts> {
        match self.past.iter().find(|p| p.until > as_of) {
            Some(past) => past.listed.then_some(&*past.facts),
            None => self.listed().then_some(&*self.facts),
        }
    }
}

impl Catalogue {
    /// How many posts can be recommended.
    pub(crate) fn len(&self) -> usize {
        self.listed
    }

    /// The index of a post that was published at or before a number of the log.
    pub(crate) fn known(&self, post: PostId, as_of: Seq) -> Option<(u32, &Item)> {
        let index = *self.by_id.get(&post)?;
        self.item(index).filter(|item| item.since <= as_of).map(|item| (index, item))
    }

    /// The index of a post that was ever published.
    pub(crate) fn index(&self, post: PostId) -> Option<u32> {
        self.by_id.get(&post).copied()
    }

    /// Reads what taking in an act on a post reads first, and gives something made of it.
    pub(crate) fn touch(&self, index: u32) -> u64 {
        self.item(index).map_or(0, |item| item.facts.duration_ms.cast_unsigned() ^ u64::from(item.listed()))
    }

    pub(crate) fn item(&self, index: u32) -> Option<&Item> {
        self.items.get(usize::try_from(index).ok()?)
    }

    pub(crate) fn item_mut(&mut self, post: PostId) -> Option<&mut Item> {
        self.items.get_mut(usize::try_from(*self.by_id.get(&post)?).ok()?)
    }

    /// Someone who posts, by account.
    pub(crate) fn author_index(&self, author: AccountId) -> Option<usize> {
        usize::try_from(*self.authors.get(&author)?).ok()
    }

    pub(crate) fn author(&self, author: AccountId) -> &[u32] {
        self.author_index(author).and_then(|ix| self.by_author.get(ix)).map_or(&[], |a| a.posts.as_slice())
    }

    /// Whether a post may be recommended now.
    pub(crate) fn is_listed(&self, post: PostId) -> bool {
        let index = self.by_id.get(&post).and_then(|ix| usize::try_from(*ix).ok());
        index.and_then(|ix| self.items.get(ix)).is_some_and(Item::listed)
    }

    /// Tags of listed posts that begin with `start`, most used first.
    pub(crate) fn tags(&self, start: &str, limit: usize) -> Vec<(Tag, usize)> {
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

    /// The last number, not after `as_of`, at which an order may have changed, and its moment: all numbers up to the next
    /// such one have the same orders.
    pub(crate) fn last_change(&self, as_of: Seq) -> (Seq, UnixMillis) {
        let behind = self.changes.partition_point(|(seq, _)| *seq <= as_of);
        let known = behind.checked_sub(1).and_then(|ix| self.changes.get(ix)).or(self.changes.front());
        known.copied().unwrap_or_default()
    }

    /// Whether an account may not be recommended.
    pub(crate) fn is_restricted(&self, account: AccountId) -> bool {
        self.restricted.contains(&account)
    }

    /// Nothing of an account is recommended, or all may be again.
    pub(crate) fn restrict(&mut self, seq: Seq, account: AccountId, on: bool) -> Vec<Change> {
        let moved = if on { self.restricted.insert(account) } else { self.restricted.remove(&account) };
        if !moved {
            return Vec::new();
        }
        let posts = self.author(account).to_vec();
        posts.into_iter().filter_map(|index| self.change_at(seq, index, |item| item.restricted = on)).collect()
    }

    /// A post was published or edited.
    pub(crate) fn put(&mut self, seq: Seq, facts: &PostFacts) -> Option<Change> {
        if self.by_id.contains_key(&facts.post) {
            return self.change(seq, facts.post, |item| {
                item.removed = false;
                // Author and time of publishing give the place in the order, and the length what a long view is: fixed.
                let PostFacts { author, published_at, duration_ms, .. } = *item.facts;
                item.facts = Arc::new(PostFacts { author, published_at, duration_ms, ..facts.clone() });
            });
        }
        let index = u32::try_from(self.items.len()).ok()?;
        let author = self.put_author(facts.author, index);
        let facts = Arc::new(facts.clone());
        self.by_id.insert(facts.post, index);
        let restricted = self.is_restricted(facts.author);
        let item = Item {
            facts,
            since: seq,
            author,
            removed: false,
            held: false,
            restricted,
            tally: Tally::default(),
            past: Vec::new(),
        };
        self.count_facts(&Arc::clone(&item.facts), item.listed(), true);
        let after = item.listed().then(|| Arc::clone(&item.facts));
        let lite = self.lite_of(&item);
        self.items.push(item);
        self.lite.push(lite);
        if let Some(facts) = &after {
            self.show_author(author, facts.published_at);
        }
        Some(Change { index, before: None, after })
    }

    fn put_author(&mut self, account: AccountId, index: u32) -> u32 {
        let fresh = u32::try_from(self.by_author.len()).unwrap_or(u32::MAX);
        let author = *self.authors.entry(account).or_insert(fresh);
        if author == fresh {
            self.by_author.push(AuthorPosts { account, since: None, posts: Vec::new() });
        }
        if let Some(posts) = usize::try_from(author).ok().and_then(|ix| self.by_author.get_mut(ix)) {
            posts.posts.push(index);
        }
        author
    }

    fn show_author(&mut self, author: u32, since: UnixMillis) {
        if let Some(author) = usize::try_from(author).ok().and_then(|ix| self.by_author.get_mut(ix)) {
            author.since = Some(author.since.map_or(since, |before| before.min(since)));
        }
    }

    /// Someone of whom everyone could once see a post.
    pub(crate) fn public_author(&self, author: AccountId) -> Option<usize> {
        let index = self.author_index(author)?;
        self.by_author.get(index).filter(|author| author.since.is_some()).map(|_| index)
    }

    /// Changes a post. None if that makes no difference to anyone.
    pub(crate) fn change(&mut self, seq: Seq, post: PostId, change: impl FnOnce(&mut Item)) -> Option<Change> {
        let index = *self.by_id.get(&post)?;
        self.change_at(seq, index, change)
    }

    fn change_at(&mut self, seq: Seq, index: u32, change: impl FnOnce(&mut Item)) -> Option<Change> {
        let oldest = self.changes.front().copied().unwrap_or_default().0;
        let item = self.items.get_mut(usize::try_from(index).ok()?)?;
        let before = Past { until: seq, listed: item.listed(), facts: Arc::clone(&item.facts) };
        change(item);
        if item.listed() == before.listed && item.facts == before.facts {
            return None;
        }
        let author = item.author;
        item.past.retain(|p| p.until > oldest);
        let change = Change {
            index,
            before: before.listed.then(|| Arc::clone(&before.facts)),
            after: item.listed().then(|| Arc::clone(&item.facts)),
        };
        item.past.push(before);
        self.relight(index);
        for (facts, up) in [(&change.before, false), (&change.after, true)] {
            if let Some(facts) = facts {
                self.count_facts(facts, true, up);
            }
        }
        if let Some(facts) = &change.after {
            self.show_author(author, facts.published_at);
        }
        Some(change)
    }

    fn relight(&mut self, index: u32) {
        let Ok(place) = usize::try_from(index) else { return };
        let teams = &mut self.teams;
        if let (Some(item), Some(lite)) = (self.items.get(place), self.lite.get_mut(place)) {
            *lite = Lite::new(item, teams);
        }
    }

    fn lite_of(&mut self, item: &Item) -> Lite {
        Lite::new(item, &mut self.teams)
    }

    /// How many teams were ever named.
    pub(crate) fn teams(&self) -> usize {
        self.teams.len()
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

    /// The number of a tag among all that were ever used, from 1.
    pub(crate) fn topic(&mut self, tag: &Tag) -> u32 {
        let next = u32::try_from(self.topics.len() + 1).unwrap_or(u32::MAX);
        *self.topics.entry(tag.clone()).or_insert(next)
    }

    /// Notes that an order may be another from here on.
    pub(crate) fn changed(&mut self, seq: Seq, at: UnixMillis) {
        if self.changes.back().is_none_or(|(last, _)| *last != seq) {
            self.changes.push_back((seq, at));
        }
        if self.changes.len() > CHANGES_KEPT {
            self.changes.pop_front();
        }
    }
}
