//! Timelines of statuses: posts, and posts that someone passed on, in the order of their ids, as the client API pages
//! through them. Kept beside the feed, read from memory.
//!
//! A status' id says when it could first be seen. That is the post's own id, unless the post was written long before it was
//! published (a draft, a scheduled post): then the id is moved to that moment, so that whoever asks for what is newer than
//! the last they have seen does not miss it.

use std::{
    cmp::Reverse,
    collections::{BTreeSet, BinaryHeap, HashMap, HashSet},
};

use grandstand_domain::{
    id::{self, AccountId, PostId, ReblogId},
    post::Visibility,
    tag::Tag,
    time::{SECOND, UnixMillis},
};
use grandstand_store::reblog::Reblog;

use super::{Card, State, Views};
use crate::viewer::Viewer;

/// The most statuses on one page.
pub const STATUSES_MOST: usize = 40;

/// Which statuses a timeline is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Timeline {
    /// Every public post.
    Public,
    /// Public posts with one of `any`, all of `all` and none of `none`.
    Tag {
        /// One of these.
        any: Vec<Tag>,
        /// Each of these.
        all: Vec<Tag>,
        /// None of these.
        none: Vec<Tag>,
    },
    /// What these accounts posted and passed on, and public posts with these tags.
    Home {
        /// Whom the reader follows, and the reader.
        authors: Vec<AccountId>,
        /// Tags the reader follows.
        tags: Vec<Tag>,
    },
    /// What one account posted and, with `reblogs`, passed on.
    Account {
        /// Whose.
        author: AccountId,
        /// Whether what they passed on is among it.
        reblogs: bool,
    },
}

/// Which stretch of a timeline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Stretch {
    /// Only older than this.
    pub max: Option<i64>,
    /// Only newer than this; the newest of them.
    pub since: Option<i64>,
    /// Only newer than this; the oldest of them.
    pub min: Option<i64>,
    /// How many at most.
    pub limit: usize,
}

/// A status of a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Its id.
    pub id: i64,
    /// The post.
    pub card: Card,
    /// Who passed it on; none for the post itself.
    pub reblog: Option<(AccountId, UnixMillis)>,
}

/// The index of all statuses.
#[derive(Debug, Default)]
pub(super) struct Index {
    by_status: HashMap<i64, Item>,
    of_post: HashMap<PostId, i64>,
    reblogs: HashMap<PostId, Vec<(ReblogId, AccountId)>>,
    public: BTreeSet<i64>,
    of_author: HashMap<AccountId, BTreeSet<i64>>,
    of_tag: HashMap<Tag, BTreeSet<i64>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Item {
    post: PostId,
    author: AccountId,
    reblog: bool,
}

/// The id of a post as a status.
pub fn status_id(post: PostId, published_at: Option<UnixMillis>) -> i64 {
    match published_at {
        Some(at) if !(0..SECOND).contains(&at.since(id::made_at(post.0))) => id::moved_to(post.0, at),
        _ => post.0,
    }
}

impl Index {
    /// Takes in a published post as it is now.
    pub(super) fn put(&mut self, card: &Card) {
        self.take_out(card.id);
        let id = status_id(card.id, card.published_at);
        self.of_post.insert(card.id, id);
        self.by_status.insert(id, Item { post: card.id, author: card.author.id, reblog: false });
        self.of_author.entry(card.author.id).or_default().insert(id);
        if card.visibility == Visibility::Public {
            self.public.insert(id);
            for tag in &card.tags {
                self.of_tag.entry(tag.clone()).or_default().insert(id);
            }
        }
    }

    /// A post can no longer be seen, nor what passed it on.
    pub(super) fn remove(&mut self, post: PostId) {
        self.take_out(post);
        for (reblog, who) in self.reblogs.remove(&post).unwrap_or_default() {
            self.drop_reblog(reblog, who);
        }
    }

    fn take_out(&mut self, post: PostId) {
        let Some(id) = self.of_post.remove(&post) else { return };
        if let Some(item) = self.by_status.remove(&id)
            && let Some(own) = self.of_author.get_mut(&item.author)
        {
            own.remove(&id);
        }
        if self.public.remove(&id) {
            self.of_tag.retain(|_, ids| {
                ids.remove(&id);
                !ids.is_empty()
            });
        }
    }

    /// Takes in that someone passed a post on.
    pub(super) fn put_reblog(&mut self, r: &Reblog) {
        let known = self.reblogs.entry(r.post).or_default();
        if known.iter().any(|(id, _)| *id == r.id) {
            return;
        }
        known.push((r.id, r.account));
        self.by_status.insert(r.id.0, Item { post: r.post, author: r.account, reblog: true });
        self.of_author.entry(r.account).or_default().insert(r.id.0);
    }

    /// Someone took that back.
    pub(super) fn remove_reblog(&mut self, post: PostId, reblog: ReblogId) {
        let Some(known) = self.reblogs.get_mut(&post) else { return };
        if let Some(at) = known.iter().position(|(id, _)| *id == reblog) {
            let (_, who) = known.swap_remove(at);
            self.drop_reblog(reblog, who);
        }
    }

    fn drop_reblog(&mut self, reblog: ReblogId, who: AccountId) {
        self.by_status.remove(&reblog.0);
        if let Some(own) = self.of_author.get_mut(&who) {
            own.remove(&reblog.0);
        }
    }

    /// Every status that a post is: itself, and each time it was passed on, with whose it is.
    pub(super) fn statuses_of(&self, post: PostId) -> Vec<(i64, AccountId)> {
        let own = self.of_post.get(&post).and_then(|id| Some((*id, self.by_status.get(id)?.author)));
        let passed_on = self.reblogs.get(&post).into_iter().flatten().map(|(reblog, who)| (reblog.0, *who));
        own.into_iter().chain(passed_on).collect()
    }

    /// Whether a status is this post itself.
    pub(super) fn is_post(&self, post: PostId, status: i64) -> bool {
        self.of_post.get(&post) == Some(&status)
    }

    fn sets<'a>(&'a self, what: &Timeline) -> Vec<&'a BTreeSet<i64>> {
        match what {
            Timeline::Public => vec![&self.public],
            Timeline::Tag { any, .. } => any.iter().filter_map(|tag| self.of_tag.get(tag)).collect(),
            Timeline::Home { authors, tags } => {
                let of_authors = authors.iter().filter_map(|author| self.of_author.get(author));
                of_authors.chain(tags.iter().filter_map(|tag| self.of_tag.get(tag))).collect()
            }
            Timeline::Account { author, .. } => self.of_author.get(author).into_iter().collect(),
        }
    }

    /// The ids that a timeline is made of, newest first (or, with `min`, oldest first), some of which it may not show.
    fn ids<'a>(&'a self, what: &Timeline, stretch: Stretch) -> Box<dyn Iterator<Item = i64> + 'a> {
        let sets = self.sets(what);
        let from = stretch.since.max(stretch.min).map_or(i64::MIN, |id| id.saturating_add(1));
        let to = stretch.max.unwrap_or(i64::MAX).max(from);
        if stretch.min.is_some() {
            Box::new(
                merged(sets.into_iter().map(|set| set.range(from..to).copied().map(Reverse)).collect()).map(|r| r.0),
            )
        } else {
            Box::new(merged(sets.into_iter().map(|set| set.range(from..to).rev().copied()).collect()))
        }
    }
}

/// Several falling sequences as one, without what comes twice.
fn merged<T: Ord + Copy, I: Iterator<Item = T>>(mut sequences: Vec<I>) -> impl Iterator<Item = T> {
    let mut heads: BinaryHeap<(T, usize)> = BinaryHeap::with_capacity(sequences.len());
    for (at, sequence) in sequences.iter_mut().enumerate() {
        heads.extend(sequence.next().map(|first| (first, at)));
    }
    let mut last = None;
    std::iter::from_fn(move || {
        loop {
            let (next, at) = heads.pop()?;
            heads.extend(sequences.get_mut(at).and_then(Iterator::next).map(|following| (following, at)));
            if last != Some(next) {
                last = Some(next);
                return last;
            }
        }
    })
}

impl State {
    fn status(&self, viewer: &Viewer, id: i64) -> Option<Status> {
        let item = self.index.by_status.get(&id)?;
        let card = self.cards.get(&item.post).filter(|card| viewer.may_see(&card.sight()))?;
        let unwanted = item.reblog && (self.gone.contains(&item.author) || viewer.shuns(item.author));
        let at = id::made_at(id);
        (!unwanted).then(|| Status { id, card: card.clone(), reblog: item.reblog.then_some((item.author, at)) })
    }
}

impl Views {
    /// A page of a timeline, newest first, without what the viewer does not want to see.
    pub fn timeline(&self, what: &Timeline, viewer: &Viewer, stretch: Stretch) -> Vec<Status> {
        let state = self.read();
        let limit = stretch.limit.clamp(1, STATUSES_MOST);
        let (mut found, mut seen) = (Vec::with_capacity(limit), HashSet::new());
        for id in state.index.ids(what, stretch) {
            if found.len() == limit {
                break;
            }
            let Some(status) = state.status(viewer, id).filter(|s| state.belongs(what, viewer, s)) else { continue };
            // Passed on by several, or right after it was posted: once on a page is enough.
            if seen.insert(status.card.id) || matches!(what, Timeline::Account { .. }) {
                found.push(status);
            }
        }
        if stretch.min.is_some() {
            found.reverse();
        }
        found
    }

    /// A status by its id if a timeline shows it to this viewer.
    pub fn shown_in(&self, what: &Timeline, viewer: &Viewer, id: i64) -> Option<Status> {
        let state = self.read();
        let held = state.index.sets(what).into_iter().any(|set| set.contains(&id));
        held.then(|| state.status(viewer, id))?.filter(|status| state.belongs(what, viewer, status))
    }

    /// The id of a published post as a status.
    pub fn status_of(&self, post: PostId) -> Option<i64> {
        self.read().index.of_post.get(&post).copied()
    }

    /// A status by its id, or by the id of its post.
    pub fn status(&self, viewer: &Viewer, id: i64) -> Option<Status> {
        let state = self.read();
        let moved = || state.index.of_post.get(&PostId(id)).and_then(|id| state.status(viewer, *id));
        state.status(viewer, id).or_else(moved)
    }

    /// The public posts with a tag, newest first, by the moment each could first be seen.
    pub fn tagged(&self, tag: &Tag, most: usize) -> Vec<(UnixMillis, AccountId)> {
        let state = self.read();
        let ids = state.index.of_tag.get(tag).into_iter().flatten().rev().take(most);
        ids.filter_map(|id| Some((id::made_at(*id), state.index.by_status.get(id)?.author))).collect()
    }
}

impl State {
    /// Whether a timeline shows a status that its ids name.
    fn belongs(&self, what: &Timeline, viewer: &Viewer, status: &Status) -> bool {
        let card = &status.card;
        let wanted = !viewer.skips(card);
        // What waits for a moderator is shown to those who follow, and recommended to nobody.
        let listed = || self.feed.is_listed(card.id);
        match what {
            Timeline::Public => wanted && listed(),
            Timeline::Tag { all, none, .. } => {
                let has = |tag: &Tag| card.tags.contains(tag);
                wanted && listed() && all.iter().all(has) && !none.iter().any(has)
            }
            Timeline::Home { .. } => wanted,
            Timeline::Account { author, reblogs } => {
                // On someone's own page a mute does not hide them, only a block.
                let hidden = viewer.blocked.contains(author) || (status.reblog.is_some() && !wanted);
                !hidden && (*reblogs || status.reblog.is_none())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use grandstand_domain::time::DAY;
    use proptest::prelude::*;

    #[test]
    fn an_id_tells_when_it_could_first_be_seen() {
        let made = UnixMillis(1_790_000_000_000);
        let post = PostId(id::moved_to(77, made));
        assert_eq!(status_id(post, Some(made.plus(900))), post.0);
        assert_eq!(status_id(post, None), post.0);
        assert_eq!(id::made_at(status_id(post, Some(made.plus(DAY)))), made.plus(DAY));
    }

    proptest! {
        #[test]
        fn merging_keeps_the_order_and_each_once(sets in prop::collection::vec(prop::collection::btree_set(0_i64..60, 0..20), 0..6)) {
            let all: BTreeSet<i64> = sets.iter().flatten().copied().collect();
            let found: Vec<i64> = merged(sets.iter().map(|s| s.iter().rev().copied()).collect()).collect();
            prop_assert_eq!(found, all.into_iter().rev().collect::<Vec<_>>());
        }
    }
}
