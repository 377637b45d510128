//! For you, what it knows, and why a film stands where it stands: what signed-in viewers ask of the feed.

use std::fmt::Write as _;

use grandstand_domain::{
    digest::Digest,
    feed_choice::FeedChoice,
    id::{AccountId, BoostId, PostId, Seq},
    time::UnixMillis,
};
use grandstand_feed::{
    Ask, Cursor, Feed, FeedKind, Filter, Receipt, Served, explain::ServedItem, profile, receipt::RECEIPT_VERSION,
};
use grandstand_proof::Statement;

use super::{Card, FeedPage, State, Views};
use crate::viewer::Viewer;

/// A page with everything that made it.
#[derive(Clone, Debug, Default)]
pub struct ServedPage {
    /// The page, ready to be drawn.
    pub page: FeedPage,
    /// What made it: its items' reasons, and where it begins.
    pub served: Served,
    asked: Asked,
}

/// What a receipt says beside what was served.
#[derive(Clone, Debug, Default)]
struct Asked {
    feed: FeedKind,
    viewer: Option<AccountId>,
    choice: Option<FeedChoice>,
    filter: Filter,
    seen: bool,
    limit: usize,
    log: Seq,
    log_hash: Digest,
}

/// What For you knows about its viewer.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// Films watched long that still stand, newest first, with when.
    pub films: Vec<(Card, UnixMillis)>,
    /// How many films were seen.
    pub seen: usize,
    /// Sports among those films, the most watched first.
    pub sports: Vec<profile::Interest>,
    /// Athletes among them.
    pub athletes: Vec<profile::Interest>,
    /// Tags among them.
    pub tags: Vec<profile::Interest>,
}

impl Views {
    /// A page of For you; none for someone without an account or who has not turned it on. `seen` brings back what they
    /// watched already.
    pub fn for_you(
        &self,
        filter: &Filter,
        viewer: &Viewer,
        seen: bool,
        after: Option<Cursor>,
        limit: usize,
    ) -> Option<ServedPage> {
        let account = viewer.actor?.account;
        let asked = Asked {
            feed: FeedKind::ForYou,
            viewer: Some(account),
            filter: filter.clone(),
            seen,
            limit,
            ..Asked::default()
        };
        let seed = self.seed(account);
        self.read().served(viewer, asked, |feed, withheld| {
            feed.for_you(&Ask { viewer: Some(account), seed, withheld, seen, after, limit, ..Ask::new(filter) })
        })
    }

    /// A page of Discover for a viewer with an account: everybody's order, less what they saw (unless asked for), hid,
    /// blocked or muted.
    pub fn discover_served(
        &self,
        filter: &Filter,
        viewer: &Viewer,
        seen: bool,
        after: Option<Cursor>,
        limit: usize,
    ) -> ServedPage {
        let account = viewer.actor.map(|actor| actor.account);
        let asked = Asked { viewer: account, filter: filter.clone(), seen, limit, ..Asked::default() };
        let seed = account.map_or(0, |account| self.seed(account));
        let made = self.read().served(viewer, asked, |feed, withheld| {
            Some(feed.discover_for(&Ask { viewer: account, seed, withheld, seen, after, limit, ..Ask::new(filter) }))
        });
        made.unwrap_or_default()
    }

    /// A page of what the viewer follows, newest first, less what they saw (unless asked for), hid, blocked or muted.
    pub fn following(&self, viewer: &Viewer, seen: bool, after: Option<Cursor>, limit: usize) -> ServedPage {
        let account = viewer.actor.map(|actor| actor.account);
        let asked = Asked { feed: FeedKind::Following, viewer: account, seen, limit, ..Asked::default() };
        let filter = Filter::default();
        let made = self.read().served(viewer, asked, |feed, withheld| {
            Some(feed.following(&Ask { viewer: account, withheld, seen, after, limit, ..Ask::new(&filter) }))
        });
        made.unwrap_or_default()
    }

    /// What the feed knows about a viewer; none for someone without an account or who has done nothing yet.
    pub fn profile(&self, viewer: &Viewer) -> Option<Profile> {
        let account = viewer.actor?.account;
        let state = self.read();
        let profile::Profile { films, seen, sports, athletes, tags } = state.feed.profile(account)?;
        let known = |(post, at): (PostId, UnixMillis)| Some((state.cards.get(&post)?.clone(), at));
        Some(Profile { films: films.into_iter().filter_map(known).collect(), seen, sports, athletes, tags })
    }

    /// What puts a film where it stands in a feed as it is now for this viewer; none where it does not stand there.
    pub fn why(&self, kind: FeedKind, viewer: &Viewer, post: PostId) -> Option<ServedItem> {
        let (state, filter) = (self.read(), Filter::default());
        let account = viewer.actor.map(|actor| actor.account);
        let skip = |post: PostId, author: AccountId| state.withholds(viewer, post, author);
        let seed = account.map_or(0, |account| self.seed(account));
        let ask = Ask { viewer: account, seed, withheld: Some(&skip), seen: true, ..Ask::new(&filter) };
        match kind {
            FeedKind::Discover => state.feed.why_discover(&ask, post),
            FeedKind::ForYou => state.feed.why_for_you(&ask, post),
            // Newest first, and nothing else: there is nothing to add up.
            FeedKind::Following => None,
        }
    }

    /// Why editors lifted a film, in their words.
    pub fn boost_of(&self, boost: BoostId) -> Option<String> {
        let state = self.read();
        state.feed.boosts().iter().find(|known| known.boost == boost).map(|known| known.why.clone())
    }

    /// The signed receipt of a page, as JSON.
    pub fn receipt(&self, page: &ServedPage) -> String {
        let Asked { feed, viewer, choice, filter, seen, limit, log, log_hash } = page.asked.clone();
        let receipt = Receipt {
            version: RECEIPT_VERSION,
            host: self.base.to_string(),
            feed,
            viewer: viewer.map(|account| self.pseudonym_text(account)),
            log,
            log_hash,
            manifest: self.manifest_hash(),
            filter,
            choice,
            seen,
            as_of: Seq(0),
            place: 0,
            limit,
            items: Vec::new(),
            withheld: Vec::new(),
            served_at: None,
        };
        self.key.envelope(Statement::Receipt, &receipt.with(&page.served).to_json())
    }

    /// Counts a page that was made for one viewer as served; returns its receipt.
    pub fn hand_out(&self, page: &ServedPage) -> String {
        let receipt = self.receipt(page);
        self.attention_given().give(&page.page, &receipt);
        receipt
    }

    /// The pseudonym as receipts write it.
    pub(super) fn pseudonym_text(&self, account: AccountId) -> String {
        hex(&self.pseudonym(account))
    }

    /// Where chance begins for a viewer: the first bytes of their pseudonym.
    fn seed(&self, account: AccountId) -> u64 {
        let pseudonym = self.pseudonym(account);
        pseudonym.first_chunk().copied().map_or(0, u64::from_be_bytes)
    }
}

impl State {
    /// What the log does not know: someone who is gone, people and words that the viewer muted.
    fn withholds(&self, viewer: &Viewer, post: PostId, author: AccountId) -> bool {
        self.gone.contains(&author)
            || viewer.muted_accounts.contains(&author)
            || self.cards.get(&post).is_none_or(|card| viewer.mutes(&card.caption))
    }

    fn served(
        &self,
        viewer: &Viewer,
        asked: Asked,
        ask: impl FnOnce(&Feed, grandstand_feed::Skip<'_>) -> Option<Served>,
    ) -> Option<ServedPage> {
        let skip = |post: PostId, author: AccountId| self.withholds(viewer, post, author);
        let plain = self.gone.is_empty() && viewer.muted.is_empty() && viewer.muted_accounts.is_empty();
        let served = ask(&self.feed, if plain { None } else { Some(&skip) })?;
        let page = FeedPage {
            cards: served.page.items.iter().filter_map(|id| self.cards.get(id)).cloned().collect(),
            next: served.page.next,
            total: served.page.total,
            remaining: served.page.remaining,
        };
        let chain = self.feed.journal().chain();
        let known =
            asked.viewer.filter(|_| asked.feed == FeedKind::ForYou).and_then(|account| self.feed.viewer(account));
        let choice = known.map(|viewer| viewer.choice().clone());
        Some(ServedPage { page, served, asked: Asked { choice, log: chain.seq, log_hash: chain.hash, ..asked } })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
