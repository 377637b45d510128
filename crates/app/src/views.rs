//! The views: what every server holds in memory so that a page of a feed needs no question to the database.
//!
//! They are the feed and, for every published post, a [`Card`] with all that a page shows. [`run`] fills them from the
//! database at start and then follows the log: a card is built anew only when its post, its video or its author changed;
//! a cheer only moves a number. Readers take a short lock. Memory: about 2 KB per video with four renditions, 2 KB
//! more once its JSON was asked for, beside the feed's own.

mod attention;
mod boost;
mod card;
mod fill;
mod for_you;
mod json;
mod news;
mod replay;
mod roster;
mod snapshot;
mod timeline;
mod viewers;

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard},
    time::Duration,
};

use bytes::Bytes;
use grandstand_domain::{
    digest::Digest,
    id::{AccountId, OrganisationId, PostId, Seq},
    post::Visibility,
    tag::Tag,
    time::UnixMillis,
};
use grandstand_feed::{Cursor, Feed, Filter, Manifest, Page, Skip, public::Journal};
use grandstand_proof::HostKey;
use grandstand_store::card::CardRow;
use tokio::sync::watch;

use crate::{mac, viewer::Viewer};
use attention::{Attention, Given};
pub use attention::{run as give_attention, write as write_attention};
pub use boost::Lifted;
pub use card::{Author, Card, Film, JourneyLink, Playable, Shown, Still, Team};
pub use fill::{load, run};
pub use for_you::{Profile, ServedPage};
pub use grandstand_feed as feed;
pub use grandstand_feed::Interest;
pub use json::{Own, author as author_json, card as card_json, card_value, moment, page as page_json};
pub use news::{News, Told};
pub use replay::{Replay, replay, replay_all};
pub use roster::RosterFilter;
pub use snapshot::{run as keep_snapshots, write as write_snapshot};
pub use timeline::{STATUSES_MOST, Status, Stretch, Timeline, status_id};
pub use viewers::bring;

/// How long a writer waits for the views to show what it wrote.
const PATIENCE: Duration = Duration::from_millis(300);
/// The most JSON pages kept for viewers without an account.
const PAGES_MOST: usize = 256;

/// What tells one kept page of Discover from another.
type PageKey = (Filter, Option<Cursor>, usize);

/// What this server holds in memory.
#[derive(Debug)]
pub struct Views {
    state: RwLock<State>,
    /// The number of the log that the state has reached; -1 until it is filled.
    applied: watch::Sender<i64>,
    pages: Mutex<HashMap<PageKey, (u64, KeptPage)>>,
    base: Arc<str>,
    /// The key of the pseudonyms under which receipts name viewers.
    pseudonyms: [u8; 32],
    key: HostKey,
    attention: Attention,
    manifest_hash: OnceLock<Digest>,
    news: news::Board,
}

#[derive(Debug, Default)]
struct State {
    feed: Feed,
    cards: HashMap<PostId, Card>,
    index: timeline::Index,
    authors: HashMap<AccountId, Arc<Author>>,
    handles: HashMap<Box<str>, AccountId>,
    teams: HashMap<OrganisationId, Arc<Team>>,
    followers: HashMap<AccountId, i64>,
    /// How many those who post follow.
    following: HashMap<AccountId, i64>,
    gone: HashSet<AccountId>,
    lifted: HashMap<PostId, Arc<Lifted>>,
    /// Grows with every change that a page could show.
    version: u64,
}

/// A page of a feed, ready to be drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeedPage {
    /// What to show, in order.
    pub cards: Vec<Card>,
    /// Where the next page begins; none at the end.
    pub next: Option<Cursor>,
    /// How many items the whole feed holds.
    pub total: usize,
    /// How many of them come after this page.
    pub remaining: usize,
}

/// A page as JSON, ready to be sent.
#[derive(Clone, Debug)]
pub struct KeptPage {
    /// The page.
    pub body: Bytes,
    /// Its entity tag, quotes included.
    pub tag: Arc<str>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
    /// The page that it was written from.
    pub page: Arc<FeedPage>,
    /// Its receipt.
    pub receipt: Arc<str>,
    given: Arc<Given>,
}

impl FeedPage {
    /// The place of the first item in the whole feed, from 1.
    pub fn first_position(&self) -> usize {
        self.total - self.remaining.min(self.total) - self.cards.len().min(self.total) + 1
    }
}

impl Views {
    /// Empty views; [`run`] fills them.
    pub(crate) fn new(public_url: &str, pseudonyms: [u8; 32], key: HostKey) -> Self {
        Self {
            state: RwLock::default(),
            applied: watch::Sender::new(-1),
            pages: Mutex::default(),
            base: public_url.trim_end_matches('/').into(),
            pseudonyms,
            key,
            attention: Attention::default(),
            manifest_hash: OnceLock::new(),
            news: news::Board::default(),
        }
    }

    /// What this server gives attention to.
    fn attention_given(&self) -> &Attention {
        &self.attention
    }

    /// The hash of the manifest that this server works by; it does not change while it runs.
    pub fn manifest_hash(&self) -> Digest {
        *self.manifest_hash.get_or_init(|| self.read().feed.manifest().hash())
    }

    /// The name under which receipts know a viewer: HMAC-SHA-256 of their account (RFC 2104), cut to 16 bytes. Only this
    /// host can tell whose it is.
    pub(crate) fn pseudonym(&self, account: AccountId) -> [u8; 16] {
        mac::short(&self.pseudonyms, &account.0.to_be_bytes())
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether they have been filled: before, this server has nothing to show.
    pub fn is_ready(&self) -> bool {
        *self.applied.borrow() >= 0
    }

    /// Waits until they have been filled.
    pub async fn ready(&self) {
        let _ = self.applied.subscribe().wait_for(|at| *at >= 0).await;
    }

    /// The number of the log that they show.
    pub fn seq(&self) -> Seq {
        Seq((*self.applied.borrow()).max(0))
    }

    /// Grows with every change that a page could show: a key for whatever is made of the views and kept.
    pub fn version(&self) -> u64 {
        self.read().version
    }

    /// Tells when they have moved on.
    pub(crate) fn watch(&self) -> watch::Receiver<i64> {
        self.applied.subscribe()
    }

    /// Asks the public log. Keep it short: the views stand still meanwhile.
    pub(crate) fn journal<T>(&self, ask: impl FnOnce(&Journal) -> T) -> T {
        ask(self.read().feed.journal())
    }

    /// Tells the public log what is stored.
    pub(crate) fn journal_mut(&self, tell: impl FnOnce(&mut Journal)) {
        tell(self.write().feed.journal_mut());
    }

    /// The manifest that this server works by.
    pub fn manifest(&self) -> Manifest {
        self.read().feed.manifest().clone()
    }

    /// Attention that each athlete was given lately, in points.
    pub fn attention(&self) -> HashMap<AccountId, f64> {
        self.read().feed.attention().collect()
    }

    /// When each athlete with a film in Discover published the first that still stands.
    pub fn first_published(&self) -> HashMap<AccountId, UnixMillis> {
        let state = self.read();
        let mut first: HashMap<AccountId, UnixMillis> = HashMap::new();
        for card in state.cards.values().filter(|card| card.visibility == Visibility::Public && !card.author.gone) {
            if let Some(at) = card.published_at {
                first.entry(card.author.id).and_modify(|known| *known = at.min(*known)).or_insert(at);
            }
        }
        first
    }

    /// Waits until they show a number of the log, but not long, and not at all where nobody keeps them.
    pub(crate) async fn reached(&self, seq: Seq) {
        if self.is_ready() {
            let mut applied = self.applied.subscribe();
            let _ = tokio::time::timeout(PATIENCE, applied.wait_for(|at| *at >= seq.0)).await;
        }
    }

    /// A page of Discover.
    pub fn discover(&self, filter: &Filter, viewer: &Viewer, after: Option<Cursor>, limit: usize) -> FeedPage {
        let state = self.read();
        state.page(viewer, |feed, skip| feed.discover(filter, skip, after, limit))
    }

    /// A page of posts that the filter is about, newest first: an athlete's page, a journey, a tag. Followers-only posts
    /// are among them for those who may see them.
    pub fn latest(&self, filter: &Filter, viewer: &Viewer, after: Option<Cursor>, limit: usize) -> FeedPage {
        let own = viewer.actor.map(|a| a.account);
        let moderates = viewer.actor.is_some_and(|a| a.role.may_moderate());
        let follows = |author: AccountId| moderates || own == Some(author) || viewer.follows.contains(&author);
        self.read().page(viewer, |feed, skip| feed.latest(filter, &follows, skip, after, limit))
    }

    /// The first or a further page of Discover as JSON for a viewer without an account; kept until something changes.
    pub fn discover_kept(&self, filter: &Filter, after: Option<Cursor>, limit: usize) -> KeptPage {
        let key = (filter.clone(), after, limit);
        let version = self.version();
        if let Some((at, page)) = self.pages.lock().unwrap_or_else(PoisonError::into_inner).get(&key)
            && *at == version
        {
            page.given.again();
            return page.clone();
        }
        let made = self.discover_served(filter, &Viewer::anyone(), false, after, limit);
        let (page, receipt) = (&made.page, self.receipt(&made));
        let body = json::page(page, None, Some(&receipt));
        // FNV-1a (draft-eastlake-fnv): tells versions of a page apart, which is all that a tag must do.
        let hash =
            body.iter().fold(0xcbf2_9ce4_8422_2325, |h: u64, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3));
        let given = self.attention.keep(page, &receipt);
        given.again();
        let (tag, next) = (format!("\"{hash:016x}\"").into(), page.next);
        let made = KeptPage { body, tag, next, page: Arc::new(made.page), receipt: receipt.into(), given };
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= PAGES_MOST {
            pages.clear();
        }
        pages.insert(key, (version, made.clone()));
        made
    }

    /// A published post, if this viewer may see it.
    pub fn card(&self, viewer: &Viewer, id: PostId) -> Option<Card> {
        self.read().cards.get(&id).filter(|card| viewer.may_see(&card.sight())).cloned()
    }

    /// The published ones among these posts that this viewer may and wants to see, in the same order.
    pub fn cards(&self, viewer: &Viewer, ids: &[PostId]) -> Vec<Card> {
        let state = self.read();
        let wanted = |card: &&Card| viewer.may_see(&card.sight()) && !viewer.skips(card);
        ids.iter().filter_map(|id| state.cards.get(id)).filter(wanted).cloned().collect()
    }

    /// Puts a card together that the views do not keep: a post that is not published.
    pub(crate) fn make_card(&self, row: CardRow, author: Arc<Author>) -> Card {
        Card::new(row, author, &self.base)
    }

    /// Someone who posts, by account.
    pub fn author(&self, id: AccountId) -> Option<Arc<Author>> {
        self.read().authors.get(&id).cloned()
    }

    /// Someone who posts, with how many they follow.
    pub fn author_counted(&self, id: AccountId) -> Option<(Arc<Author>, i64)> {
        let state = self.read();
        let author = state.authors.get(&id).cloned()?;
        Some((author, state.following.get(&id).copied().unwrap_or(0)))
    }

    /// Someone who posts, by handle.
    pub fn author_by_handle(&self, handle: &str) -> Option<Arc<Author>> {
        let state = self.read();
        state.authors.get(state.handles.get(handle)?).cloned()
    }

    /// How many follow an account.
    pub fn followers(&self, id: AccountId) -> i64 {
        self.read().followers.get(&id).copied().unwrap_or(0)
    }

    /// How many posts of an author Discover could show, and the newest of them.
    pub fn posts_of(&self, id: AccountId) -> (usize, Option<Card>) {
        let filter = Filter { author: Some(id), ..Filter::default() };
        let page = self.latest(&filter, &Viewer::anyone(), None, 1);
        (page.total, page.cards.into_iter().next())
    }

    /// Tags that begin with `start`, most used first.
    pub fn tags(&self, start: &str, limit: usize) -> Vec<(Tag, usize)> {
        self.read().feed.tags(start, limit)
    }

    /// How many posts Discover holds.
    pub fn count(&self) -> usize {
        self.read().feed.len()
    }
}

impl State {
    fn page(&self, viewer: &Viewer, ask: impl FnOnce(&Feed, Skip<'_>) -> Page) -> FeedPage {
        let skip = |post: PostId, author: AccountId| {
            self.gone.contains(&author) || self.cards.get(&post).is_none_or(|card| viewer.skips(card))
        };
        let page = if self.gone.is_empty() && !viewer.has_wishes() {
            ask(&self.feed, None)
        } else {
            ask(&self.feed, Some(&skip))
        };
        self.feed_page(&page)
    }

    fn feed_page(&self, page: &Page) -> FeedPage {
        FeedPage {
            cards: page.items.iter().filter_map(|id| self.cards.get(id)).cloned().collect(),
            next: page.next,
            total: page.total,
            remaining: page.remaining,
        }
    }
}
