//! The state machine: takes the log in, entry by entry.

use std::{collections::BTreeMap, sync::Mutex};

use grandstand_domain::{
    digest::Digest,
    id::{AccountId, PostId, Seq},
    log::{Entry, Fact, PostFacts},
    report::ReportSubject,
    tag::Tag,
    time::UnixMillis,
    watch::Watch,
};

use crate::{
    boost::{Boost, Boosts},
    catalogue::{Catalogue, Change},
    discover::Orders,
    exposure::Exposure,
    for_you::Sessions,
    manifest::Manifest,
    marks::Marks,
    model::{Acts, ItemFacts, Model, Outcome, TOPICS_MOST, View, is_long_view},
    public::{ActKind, Journal, PublicAct},
    viewer::{Live, context},
    viewers::Viewers,
};

/// The kinds of facts that the feed reads; all others may be left out when it is built.
pub const KINDS: &[&str] = &[
    "account_made",
    "post_published",
    "post_changed",
    "post_removed",
    "followed",
    "unfollowed",
    "cheered",
    "uncheered",
    "commented",
    "shared",
    "watched",
    "reported",
    "report_decided",
    "hidden",
    "unhidden",
    "blocked",
    "unblocked",
    "feed_chosen",
    "exposed",
    "account_restricted",
    "account_restored",
    "boosted",
    "boost_ended",
    "manifest_changed",
];

/// The feed: what a log makes under one manifest. A page that was served under another manifest is made again by a feed of
/// that manifest which takes the same log in. [`Feed::apply`] takes the log in; the other functions answer from what was taken in so far.
#[derive(Debug)]
pub struct Feed {
    pub(crate) manifest: Manifest,
    pub(crate) catalogue: Catalogue,
    pub(crate) marks: Marks,
    pub(crate) exposure: Exposure,
    pub(crate) boosts: Boosts,
    pub(crate) model: Model,
    pub(crate) viewers: Viewers,
    /// Who blocks someone, by whom they block.
    pub(crate) blockers: BTreeMap<AccountId, Vec<AccountId>>,
    pub(crate) in_force: Option<Digest>,
    pub(crate) head: Seq,
    pub(crate) now: UnixMillis,
    /// The time of the last public entry.
    pub(crate) public_at: UnixMillis,
    pub(crate) journal: Journal,
    pub(crate) orders: Mutex<Orders>,
    pub(crate) sessions: Mutex<Sessions>,
}

impl Default for Feed {
    fn default() -> Self {
        Self::new(Manifest::default())
    }
}

impl Feed {
    /// A feed that has read nothing.
    pub fn new(manifest: Manifest) -> Self {
        Self {
            model: Model::new(&manifest.model),
            manifest,
            catalogue: Catalogue::default(),
            marks: Marks::default(),
            exposure: Exposure::default(),
            boosts: Boosts::default(),
            viewers: Viewers::default(),
            blockers: BTreeMap::new(),
            in_force: None,
            head: Seq(0),
            now: UnixMillis(0),
            public_at: UnixMillis(0),
            journal: Journal::default(),
            orders: Mutex::default(),
            sessions: Mutex::default(),
        }
    }

    /// Takes in one entry. Entries come in the order of the log; one that was taken in already changes nothing. Viewers
    /// whom [`Feed::missing`] names must have been restored.
    pub fn apply(&mut self, entry: &Entry) {
        self.apply_with(entry, &mut Vec::new());
    }

    /// Takes in one entry and tells which public acts it holds, with the weight that each account had.
    pub fn apply_with(&mut self, entry: &Entry, acts: &mut Vec<PublicAct>) {
        acts.clear();
        if entry.seq <= self.head {
            return;
        }
        self.head = entry.seq;
        self.now = self.now.max(entry.at);
        match &entry.fact {
            Fact::Shared { who: None, post } => {
                let weight = self.manifest.weight.anonymous;
                acts.push(PublicAct { act: ActKind::Shared, post: *post, weight });
            }
            Fact::Watched { who: None, views } => self.watched_by_nobody(entry, views, acts),
            Fact::Blocked { who, whom } => {
                let list = self.blockers.entry(*whom).or_default();
                if let Err(place) = list.binary_search(who) {
                    list.insert(place, *who);
                }
            }
            Fact::Unblocked { who, whom } => {
                if let Some(list) = self.blockers.get_mut(whom) {
                    list.retain(|known| known != who);
                }
            }
            _ => {}
        }
        if let Some(account) = entry.fact.actor() {
            let restricted = self.catalogue.is_restricted(account);
            let mut live = Live { model: &mut self.model, acts, restricted };
            let viewer = self.viewers.touch(account);
            viewer.take(entry, &self.catalogue, &self.manifest.weight, Some(&mut live));
        }
        self.public(entry.seq, entry.at, Some(&entry.fact), acts);
        let facts = match &entry.fact {
            Fact::PostPublished(facts) | Fact::PostChanged(facts) => self.catalogue.known(facts.post, entry.seq),
            _ => None,
        };
        self.journal.take(entry, acts, facts.map(|(_, item)| &*item.facts));
    }

    /// Takes in what anyone may read of an entry: the fact itself where it names no person, and the acts it holds. Entries
    /// that neither change what may be recommended nor hold an act that counts, give attention or lift anything may be
    /// left out. Discover is the same as after [`Feed::apply`].
    pub fn apply_public(&mut self, seq: Seq, at: UnixMillis, fact: Option<&Fact>, acts: &[PublicAct]) {
        if seq <= self.head {
            return;
        }
        self.head = seq;
        self.now = self.now.max(at);
        self.public(seq, at, fact, acts);
    }

    /// What of an entry Discover goes by. The time by which it goes moves only where something else does, so that an
    /// outsider need not be told of more.
    fn public(&mut self, seq: Seq, at: UnixMillis, fact: Option<&Fact>, acts: &[PublicAct]) {
        let at = self.public_at.max(at);
        let mut moved = fact.is_some_and(|fact| self.fact(seq, at, fact));
        let (mark, oldest) = self.marks.ends();
        for act in acts.iter().filter(|act| act.weight > 0) {
            if let Some(item) = self.catalogue.item_mut(act.post).filter(|item| item.listed()) {
                item.tally.take(act, at, mark, oldest, &self.manifest.applause, &self.manifest.weight);
                self.marks.acted();
                moved = true;
            }
        }
        if !moved {
            return;
        }
        self.public_at = at;
        if self.boosts.end(seq, |boost| boost.until <= at) {
            self.catalogue.changed(seq, at);
        }
        let (exposure, params) = (&self.exposure, &self.manifest.exposure);
        let athletes = (0..exposure.athletes_known()).map(|author| exposure.standing(author, params));
        let (every, least) = (self.manifest.discover.mark_ms, self.manifest.for_you.floor_most);
        if self.marks.pass(seq, at, every, least, athletes) {
            self.catalogue.changed(seq, at);
        }
    }

    /// Takes in a fact that names no person. False if it makes no difference.
    fn fact(&mut self, seq: Seq, at: UnixMillis, fact: &Fact) -> bool {
        let change = match fact {
            Fact::PostPublished(facts) | Fact::PostChanged(facts) => self.catalogue.put(seq, facts),
            Fact::PostRemoved { post } => self.catalogue.change(seq, *post, |item| item.removed = true),
            Fact::Reported { subject: ReportSubject::Post(post), reason } if reason.is_serious() => {
                self.catalogue.change(seq, *post, |item| item.held = true)
            }
            // Whatever was decided, a person has looked.
            Fact::ReportDecided { subject: ReportSubject::Post(post), .. } => {
                self.catalogue.change(seq, *post, |item| item.held = false)
            }
            Fact::AccountRestricted { account } | Fact::AccountRestored { account } => {
                let on = matches!(fact, Fact::AccountRestricted { .. });
                let changes = self.catalogue.restrict(seq, *account, on);
                let mut moved = false;
                for change in &changes {
                    moved |= self.show(seq, at, change);
                }
                return moved;
            }
            Fact::Exposed { served, .. } => {
                let mut moved = false;
                for (account, thousandths) in served {
                    if let Some(author) = self.catalogue.public_author(*account) {
                        self.exposure.give(author, *thousandths, at, &self.manifest.exposure);
                        self.marks.attended();
                        moved = true;
                    }
                }
                return moved;
            }
            Fact::Boosted { boost, post, by, why, lift, until } => {
                let (why, ended) = (why.clone(), None);
                let boost =
                    Boost { boost: *boost, post: *post, by: *by, why, lift: *lift, until: *until, since: seq, ended };
                let begun = self.boosts.begin(boost);
                if begun {
                    self.catalogue.changed(seq, at);
                }
                return begun;
            }
            Fact::BoostEnded { boost, .. } => {
                let ended = self.boosts.end(seq, |known| known.boost == *boost);
                if ended {
                    self.catalogue.changed(seq, at);
                }
                return ended;
            }
            Fact::ManifestChanged { hash } => {
                self.in_force = Some(*hash);
                return false;
            }
            _ => None,
        };
        change.is_some_and(|change| self.show(seq, at, &change))
    }

    /// Carries a change of a post on to what is counted and learned of it. False if nobody is shown anything else.
    fn show(&mut self, seq: Seq, at: UnixMillis, change: &Change) -> bool {
        while self.exposure.athletes_known() < self.catalogue.by_author.len() {
            self.exposure.grow();
        }
        let Some(item) = self.catalogue.item(change.index) else { return false };
        let author = usize::try_from(item.author).unwrap_or(usize::MAX);
        let para = |facts: &PostFacts| facts.sport.is_some_and(grandstand_domain::sport::Sport::is_para);
        if let Some(before) = &change.before {
            self.exposure.shows(author, para(before), false);
        }
        let dense_author = item.author;
        if let Some(after) = &change.after {
            self.exposure.shows(author, para(after), true);
            let facts = self.item_facts(dense_author, after);
            self.model.add_item(change.index, facts);
        } else {
            if change.before.is_none() {
                // A post for followers only: the model has room for it, and learns nothing of it.
                let facts = ItemFacts { author: dense_author, ..ItemFacts::default() };
                self.model.add_item(change.index, facts);
            }
            self.model.remove_item(change.index);
        }
        let moved = change.before.is_some() || change.after.is_some();
        if moved {
            self.catalogue.changed(seq, at);
        }
        moved
    }

    fn item_facts(&mut self, author: u32, facts: &PostFacts) -> ItemFacts {
        let sport = facts.sport.and_then(|s| grandstand_domain::sport::Sport::ALL.iter().position(|k| *k == s));
        let mut topics = [0; TOPICS_MOST];
        for (topic, tag) in topics.iter_mut().zip(&facts.tags) {
            *topic = self.catalogue.topic(tag);
        }
        ItemFacts {
            author,
            group: sport.and_then(|place| u16::try_from(place + 1).ok()).unwrap_or_default(),
            topics,
            duration_ms: u32::try_from(facts.duration_ms.max(0)).unwrap_or(u32::MAX),
            published_at_ms: facts.published_at.0,
        }
    }

    /// Views without an account count as numbers on the film, little each, and teach nothing about anyone.
    fn watched_by_nobody(&mut self, entry: &Entry, views: &[Watch], acts: &mut Vec<PublicAct>) {
        let weight = self.manifest.weight.anonymous;
        for view in views {
            let Some((index, item)) = self.catalogue.known(view.post, entry.seq) else { continue };
            let duration = u32::try_from(item.facts.duration_ms).unwrap_or(u32::MAX);
            let long = view.completed || is_long_view(view.watched_ms, duration);
            if long {
                acts.push(PublicAct { act: ActKind::Watched, post: view.post, weight });
            }
            if item.listed() {
                let outcome = Outcome { view: Some(View { play_ms: view.watched_ms, long }), acts: Acts::default() };
                let ctx = context(entry.at, view.surface);
                self.model.learn(None, index, &outcome, f32::from(weight) / 1_000.0, entry.at.0, ctx);
            }
        }
    }

    /// The numbers by which it works.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The hash of the manifest that the log says is in force, if it says so. Where it is not that of [`Feed::manifest`],
    /// a host writes a `ManifestChanged` fact before it serves.
    pub fn manifest_in_force(&self) -> Option<Digest> {
        self.in_force
    }

    /// The number of the last entry taken in.
    pub fn head(&self) -> Seq {
        self.head
    }

    /// The number of the last entry after which Discover may be ordered otherwise than before: a key for whatever is made
    /// of its order and kept.
    pub fn last_change(&self) -> Seq {
        self.catalogue.last_change(self.head).0
    }

    /// The public log: its running hash, its leaves, and the lines that are not stored yet.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The public log, to keep its lines or let go of those that are stored.
    pub fn journal_mut(&mut self) -> &mut Journal {
        &mut self.journal
    }

    /// The time of the latest entry taken in.
    pub fn now(&self) -> UnixMillis {
        self.now
    }

    /// How many posts Discover holds.
    pub fn len(&self) -> usize {
        self.catalogue.len()
    }

    /// Whether Discover holds no post.
    pub fn is_empty(&self) -> bool {
        self.catalogue.len() == 0
    }

    /// Whether a post may be recommended now.
    pub fn is_listed(&self, post: PostId) -> bool {
        self.catalogue.is_listed(post)
    }

    /// The facts of a post that can be seen by someone.
    pub fn facts(&self, post: PostId) -> Option<&PostFacts> {
        let (_, item) = self.catalogue.known(post, self.head)?;
        (!item.removed).then_some(&*item.facts)
    }

    /// Tags of listed posts that begin with `start`, most used first.
    pub fn tags(&self, start: &str, limit: usize) -> Vec<(Tag, usize)> {
        self.catalogue.tags(start, limit)
    }

    /// Every lift that ever was, in the order of the log.
    pub fn boosts(&self) -> &[Boost] {
        self.boosts.all()
    }

    /// The lifts in force.
    pub fn boosts_in_force(&self) -> impl Iterator<Item = &Boost> {
        self.boosts.as_of(self.head)
    }

    /// Attention given to each athlete with posts, faded to the time of the latest public entry, in points.
    pub fn attention(&self) -> impl Iterator<Item = (AccountId, f64)> + '_ {
        let given = self.exposure.all(self.public_at, &self.manifest.exposure);
        self.catalogue.by_author.iter().map(|author| author.account).zip(given)
    }
}
