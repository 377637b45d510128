//! A viewer: what one account's own entries say about what it saw, did and wants.
//!
//! The state is a fold of the entries that the account itself wrote, and of what everybody knows of the posts they name. So
//! it can be dropped at any time and made again, the same, from those entries alone ([`Viewer::rebuilt`]). A history is kept
//! only while For you is on; what was seen is kept exactly, for every feed.

use grandstand_domain::{
    account::Role,
    feed_choice::{FeedChoice, Forget, Topic, Wish},
    id::{AccountId, PostId},
    log::{Entry, Fact, PostFacts},
    time::UnixMillis,
    watch::{Surface, Watch},
};
use serde::{Deserialize, Serialize};

use crate::{
    catalogue::Catalogue,
    item_set::ItemSet,
    model::{Acts, Context, History, Model, Outcome, View, ViewerKey, is_long_view},
    public::{ActKind, PublicAct},
    weight::WeightParams,
};

const CHEERED: u8 = 1;
const COMMENTED: u8 = 2;
const SHARED: u8 = 4;

/// What the log tells of one viewer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Viewer {
    account: AccountId,
    trusted: bool,
    choice: FeedChoice,
    history: History,
    seen: ItemSet,
    /// What was watched long once: it counts once, and stays counted when the viewer's own record is forgotten.
    counted: ItemSet,
    hidden: ItemSet,
    follows: Vec<AccountId>,
    blocked: Vec<AccountId>,
    /// What was cheered, commented on or passed on, with a bit for each.
    acts: Vec<(u32, u8)>,
    last: Option<u32>,
}

/// What changes beside the viewer as an entry is taken in for the first time.
pub(crate) struct Live<'a> {
    pub(crate) model: &'a mut Model,
    pub(crate) acts: &'a mut Vec<PublicAct>,
    pub(crate) restricted: bool,
}

fn put(list: &mut Vec<AccountId>, account: AccountId) {
    if let Err(place) = list.binary_search(&account) {
        list.insert(place, account);
    }
}

fn take(list: &mut Vec<AccountId>, account: AccountId) {
    if let Ok(place) = list.binary_search(&account) {
        list.remove(place);
    }
}

/// A moment and a place as the model knows them.
pub(crate) fn context(at: UnixMillis, surface: Surface) -> Context {
    let hour = u8::try_from(at.0.div_euclid(3_600_000).rem_euclid(24)).unwrap_or_default();
    let surface = Surface::ALL.iter().position(|s| *s == surface).and_then(|place| u8::try_from(place).ok());
    Context { hour, surface: surface.unwrap_or_default() }
}

/// A whole number mixed well (the finaliser of SplitMix64: Steele et al., OOPSLA 2014).
pub(crate) fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Viewer {
    /// An account that has done nothing yet.
    pub(crate) fn new(account: AccountId) -> Self {
        Self {
            account,
            trusted: false,
            choice: FeedChoice::default(),
            history: History::default(),
            seen: ItemSet::default(),
            counted: ItemSet::default(),
            hidden: ItemSet::default(),
            follows: Vec::new(),
            blocked: Vec::new(),
            acts: Vec::new(),
            last: None,
        }
    }

    /// The account whose it is.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// What they chose.
    pub fn choice(&self) -> &FeedChoice {
        &self.choice
    }

    /// What they watched long lately; empty unless For you is on.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// What they watched.
    pub fn seen(&self) -> &ItemSet {
        &self.seen
    }

    /// Whom they follow, sorted.
    pub fn follows(&self) -> &[AccountId] {
        &self.follows
    }

    /// The key by which the model knows them.
    pub(crate) fn key(&self) -> ViewerKey {
        ViewerKey(mix(self.account.0.cast_unsigned()))
    }

    /// What an act of theirs weighs at a moment, in thousandths.
    pub(crate) fn weight(&self, params: &WeightParams, at: UnixMillis) -> u16 {
        params.of(self.account, self.trusted, self.counted.len(), at)
    }

    /// Whether they do not want a post: hidden, by someone they blocked, or of a topic they never want.
    pub(crate) fn refuses(&self, index: u32, facts: &PostFacts) -> bool {
        self.hidden.contains(index)
            || self.blocked.binary_search(&facts.author).is_ok()
            || (self.choice.for_you && self.wishes(facts).any(|wish| wish == Wish::Never))
    }

    /// Whether [`Viewer::refuses`] can be true at all.
    pub(crate) fn is_choosy(&self) -> bool {
        !self.hidden.is_empty() || !self.blocked.is_empty() || !self.choice.corrections.is_empty()
    }

    /// What they said about the topics of a post.
    pub(crate) fn wishes(&self, facts: &PostFacts) -> impl Iterator<Item = Wish> {
        let of = move |topic: &Topic| match topic {
            Topic::Author(author) => facts.author == *author,
            Topic::Sport(sport) => facts.sport == Some(*sport),
            Topic::Tag(tag) => facts.tags.contains(tag),
        };
        self.choice.corrections.iter().filter(move |c| of(&c.topic)).map(|c| c.wish)
    }

    /// Makes the state again from the account's own entries, in the order of the log.
    pub(crate) fn rebuilt<'a>(
        account: AccountId,
        entries: impl IntoIterator<Item = &'a Entry>,
        catalogue: &Catalogue,
        params: &WeightParams,
    ) -> Self {
        let mut viewer = Self::new(account);
        for entry in entries {
            if entry.fact.actor() == Some(account) {
                viewer.take(entry, catalogue, params, None);
            }
        }
        viewer
    }

    /// Takes in one of the account's own entries.
    pub(crate) fn take(
        &mut self,
        entry: &Entry,
        catalogue: &Catalogue,
        params: &WeightParams,
        live: Option<&mut Live<'_>>,
    ) {
        let known = |post: PostId| catalogue.known(post, entry.seq);
        match &entry.fact {
            Fact::AccountMade { role, .. } => self.trusted = *role != Role::Supporter,
            Fact::Followed { whom, .. } => {
                put(&mut self.follows, *whom);
                let last = self.last.and_then(|index| catalogue.item(index).map(|item| (index, item)));
                if let (Some((index, item)), Some(live)) = (last, live)
                    && item.facts.author == *whom
                {
                    let acts = Acts { follow: true, ..Acts::default() };
                    self.teach(index, acts, entry.at, !item.listed(), params, live);
                }
            }
            Fact::Unfollowed { whom, .. } => take(&mut self.follows, *whom),
            Fact::Blocked { whom, .. } => put(&mut self.blocked, *whom),
            Fact::Unblocked { whom, .. } => take(&mut self.blocked, *whom),
            Fact::Watched { views, .. } => {
                let mut live = live;
                for view in views {
                    self.watch(view, entry, catalogue, params, live.as_deref_mut());
                }
            }
            Fact::Cheered { post, .. } => self.act(*post, ActKind::Cheered, entry, catalogue, params, live),
            Fact::Uncheered { post, .. } => self.act(*post, ActKind::Uncheered, entry, catalogue, params, live),
            Fact::Commented { post, .. } => self.act(*post, ActKind::Commented, entry, catalogue, params, live),
            Fact::Shared { post, .. } => self.act(*post, ActKind::Shared, entry, catalogue, params, live),
            Fact::Hidden { post, .. } => {
                let Some((index, item)) = known(*post) else { return };
                if self.hidden.insert(index)
                    && let Some(live) = live
                {
                    let acts = Acts { hide: true, ..Acts::default() };
                    self.teach(index, acts, entry.at, !item.listed(), params, live);
                }
            }
            Fact::Unhidden { post, .. } => {
                if let Some((index, _)) = known(*post) {
                    self.hidden.remove(index);
                }
            }
            Fact::FeedChosen { choice, forget, .. } => {
                self.choice = choice.clone();
                match forget {
                    Some(Forget::All) => {
                        self.seen.clear();
                        self.history.clear();
                        self.last = None;
                    }
                    Some(Forget::Post(post)) => {
                        if let Some((index, _)) = known(*post) {
                            self.seen.remove(index);
                            self.history.forget(index);
                        }
                    }
                    None => {}
                }
                if !choice.for_you {
                    self.history.clear();
                }
            }
            _ => {}
        }
    }

    fn watch(
        &mut self,
        view: &Watch,
        entry: &Entry,
        catalogue: &Catalogue,
        params: &WeightParams,
        live: Option<&mut Live<'_>>,
    ) {
        let Some((index, item)) = catalogue.known(view.post, entry.seq) else { return };
        let duration = u32::try_from(item.facts.duration_ms).unwrap_or(u32::MAX);
        let long = view.completed || is_long_view(view.watched_ms, duration);
        let weight = self.weight(params, entry.at);
        let first = self.seen.insert(index);
        let own = item.facts.author == self.account;
        let counts = long && !own && self.counted.insert(index);
        self.last = Some(index);
        let profile = self.choice.for_you;
        let teaches = counts || (first && !own && !long);
        let remembered = profile && (first || counts) && !own;
        let mut learned = false;
        if let Some(live) = live {
            let weight = if live.restricted { 0 } else { weight };
            if counts {
                live.acts.push(PublicAct { act: ActKind::Watched, post: view.post, weight });
            }
            if teaches && item.listed() && weight > 0 {
                let outcome = Outcome { view: Some(View { play_ms: view.watched_ms, long }), acts: Acts::default() };
                let key = self.key();
                let teller = profile.then_some((&mut self.history, key));
                let ctx = context(entry.at, view.surface);
                live.model.learn(teller, index, &outcome, f32::from(weight) / 1_000.0, entry.at.0, ctx);
                learned = true;
            }
        }
        // The model has put it into the history already where it learned from it.
        if remembered && !learned {
            self.history.push(index, long, entry.at.0);
        }
    }

    fn act(
        &mut self,
        post: PostId,
        kind: ActKind,
        entry: &Entry,
        catalogue: &Catalogue,
        params: &WeightParams,
        live: Option<&mut Live<'_>>,
    ) {
        let Some((index, item)) = catalogue.known(post, entry.seq) else { return };
        let bit = match kind {
            ActKind::Cheered | ActKind::Uncheered => CHEERED,
            ActKind::Commented => COMMENTED,
            _ => SHARED,
        };
        let place = match self.acts.binary_search_by_key(&index, |(item, _)| *item) {
            Ok(place) => place,
            Err(place) => {
                self.acts.insert(place, (index, 0));
                place
            }
        };
        let Some((_, bits)) = self.acts.get_mut(place) else { return };
        let before = *bits;
        *bits = if kind == ActKind::Uncheered { before & !bit } else { before | bit };
        let moved = before != *bits;
        if *bits == 0 {
            self.acts.remove(place);
        }
        // Each account counts once per film and kind of act, and nobody for themselves.
        if !moved || item.facts.author == self.account {
            return;
        }
        let Some(live) = live else { return };
        let weight = if live.restricted { 0 } else { self.weight(params, entry.at) };
        live.acts.push(PublicAct { act: kind, post, weight });
        let acts = Acts {
            cheer: kind == ActKind::Cheered,
            comment: kind == ActKind::Commented,
            share: kind == ActKind::Shared,
            ..Acts::default()
        };
        if kind != ActKind::Uncheered {
            self.teach(index, acts, entry.at, !item.listed(), params, live);
        }
    }

    fn teach(
        &mut self,
        index: u32,
        acts: Acts,
        at: UnixMillis,
        unlisted: bool,
        params: &WeightParams,
        live: &mut Live<'_>,
    ) {
        let weight = f32::from(self.weight(params, at)) / 1_000.0;
        if live.restricted || unlisted {
            return;
        }
        let key = self.key();
        let teller = self.choice.for_you.then_some((&mut self.history, key));
        let outcome = Outcome { view: None, acts };
        live.model.learn(teller, index, &outcome, weight, at.0, context(at, Surface::Link));
    }

    /// Reads what taking in an entry reads first, and gives something made of it.
    pub(crate) fn touch(&self) -> u64 {
        self.seen.touch() ^ self.counted.touch() ^ self.history.touch()
    }

    /// The same for what is asked about a film.
    pub(crate) fn touch_film(&self, index: u32) -> u64 {
        u64::from(self.seen.contains(index)) ^ u64::from(self.counted.contains(index))
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        size_of::<Self>() + self.history.bytes() - size_of::<History>()
            + [&self.seen, &self.counted, &self.hidden].iter().map(|set| set.bytes()).sum::<usize>()
            + (self.follows.capacity() + self.blocked.capacity()) * size_of::<AccountId>()
            + self.acts.capacity() * size_of::<(u32, u8)>()
            + self.choice.corrections.capacity() * size_of::<grandstand_domain::feed_choice::Correction>()
    }
}
