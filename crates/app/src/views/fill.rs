//! Filling the views at start, and keeping them by following the log.
//!
//! Each step reads in one transaction, so it sees one state of the database: the log up to a number, and everything as it
//! was at that number. Numbers (cheers and such) come with a card that is read anew, and move by one with each fact else.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use grandstand_domain::{
    id::{AccountId, PostId},
    log::{Entry, Fact},
    post::PostState,
};
use grandstand_store::{
    ReadTx, account,
    account::Account,
    card::{self, CardRow},
    follow, log, organisation,
    organisation::Organisation,
    reblog, transparency,
};

use grandstand_feed::Manifest;

use super::{
    State, boost,
    card::{Author, Card, Team},
    snapshot, viewers,
};
use crate::{ctx::Ctx, error::AppError};
use grandstand_store::reblog::Reblog;

/// Entries read from the log at once.
const STRETCH: i64 = 2_000;
/// Posts read from the database at once.
const HANDFUL: usize = 512;
/// How long the log is not looked at when nobody says that it grew.
const NAP: Duration = Duration::from_secs(2);
/// How long to wait after the database could not be read.
const PAUSE: Duration = Duration::from_secs(1);

/// Fills the views if that has not been done, then keeps them, for as long as the server runs.
pub async fn run(ctx: Arc<Ctx>) {
    let listen = async {
        while ctx.db.is_shared() {
            if let Err(error) = ctx.db.listen().await {
                tracing::warn!(%error, "listening for other servers was cut off and begins again");
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    tokio::join!(listen, follow_log(&ctx));
}

async fn follow_log(ctx: &Ctx) {
    let mut head = ctx.db.watch_log();
    loop {
        head.mark_unchanged();
        let step = if ctx.views.is_ready() { catch_up(ctx).await } else { load(ctx).await };
        match step {
            // Another server's commits show up at the next look even when its announcement was lost.
            Ok(()) => drop(tokio::time::timeout(NAP, head.changed()).await),
            Err(error) => {
                tracing::warn!(%error, "the views could not follow the log and try again");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Fills the views: from the latest snapshot of the feed and what the log has after it, and from the database.
pub async fn load(ctx: &Ctx) -> Result<(), AppError> {
    let mut tx = ctx.begin_read().await?;
    let head = log::head(&mut tx).await?;
    let manifest = Manifest::default();
    let mut fresh = State::default();
    // One takes a processor to decode, the other waits for the database: both at once.
    let (feed, read) = tokio::join!(snapshot::latest(ctx, head, &manifest), fresh.read_from(&mut tx, &ctx.views.base));
    read?;
    fresh.feed = feed.unwrap_or_default();
    fresh.feed.keep_viewers(viewers::VIEWERS_MOST);
    fresh.feed.journal_mut().keep_lines();
    let stored = transparency::last_stretch(&mut tx).await?.map(|stretch| stretch.number);
    loop {
        // Every entry: the public log has a line for each.
        let entries = log::after(&mut tx, fresh.feed.head(), STRETCH).await?;
        if entries.is_empty() {
            break;
        }
        viewers::apply(&mut tx, &mut fresh.feed, &entries).await?;
        if let Some(stored) = stored {
            fresh.feed.journal_mut().stored(stored);
        }
    }
    fresh.feed.evict();
    fresh.label(Some(&boost::notes(&mut tx).await?));
    grandstand_store::forget_pages(&mut tx).await?;
    drop(tx);
    fresh.version = ctx.views.version() + 1;
    *ctx.views.write() = fresh;
    ctx.views.applied.send_replace(head.0);
    Ok(())
}

impl State {
    /// Reads all but the feed.
    async fn read_from(&mut self, tx: &mut ReadTx, base: &Arc<str>) -> Result<(), AppError> {
        self.put_teams(organisation::list(tx).await?);
        let posters = account::posters(tx).await?;
        let ids: Vec<AccountId> = posters.iter().map(|a| a.id).collect();
        self.put_authors(posters, &[]);
        self.following = follow::counts_of(tx, &ids).await?;
        self.followers = follow::counts(tx).await?.into_iter().collect();
        // A handful at a time: their rows take more room than their cards.
        for some in card::published(tx).await?.chunks(HANDFUL) {
            let rows = card::posts(tx, some).await?;
            let missing = self.missing_authors(&rows);
            self.put_authors(account::several(tx, &missing).await?, &missing);
            self.put_cards(rows, base);
        }
        for row in reblog::all(tx).await? {
            self.index.put_reblog(&row);
        }
        Ok(())
    }
}

/// What a stretch of the log asks to be read anew or moved.
#[derive(Default)]
struct Changes {
    posts: HashSet<PostId>,
    removed: HashSet<PostId>,
    accounts: HashSet<AccountId>,
    teams: bool,
    boosts: bool,
    counts: HashMap<PostId, [i64; 3]>,
    followers: HashMap<AccountId, i64>,
    following: HashMap<AccountId, i64>,
    shows: bool,
}

/// Takes in everything that was committed since the last time.
async fn catch_up(ctx: &Ctx) -> Result<(), AppError> {
    let views = &ctx.views;
    let mut tx = ctx.begin_read().await?;
    let mut entries: Vec<Entry> = Vec::new();
    loop {
        let after = entries.last().map_or(views.seq(), |e| e.seq);
        let more = log::after(&mut tx, after, STRETCH).await?;
        let full = i64::try_from(more.len()).unwrap_or(0) == STRETCH;
        entries.extend(more);
        if !full {
            break;
        }
    }
    let Some(head) = entries.last().map(|e| e.seq) else { return Ok(()) };
    let mut changes = Changes::default();
    for entry in &entries {
        changes.take(&entry.fact);
    }

    let mut next = State::default();
    if changes.teams || !changes.accounts.is_empty() {
        next.put_teams(organisation::list(&mut tx).await?);
        let state = views.read();
        // Whatever shows an account or a team is put together anew when one of them changed.
        let touched = |card: &&Card| {
            changes.accounts.contains(&card.author.id)
                || (changes.teams && card.author.team.as_ref().is_some_and(|t| next.teams.get(&t.id) != Some(t)))
        };
        let again: Vec<(PostId, AccountId)> =
            state.cards.values().filter(touched).map(|c| (c.id, c.author.id)).collect();
        changes.accounts.extend(again.iter().map(|(_, author)| *author));
        changes.posts.extend(again.iter().map(|(post, _)| *post));
        if changes.teams {
            let outdated = |a: &&Arc<Author>| a.team.as_ref().is_some_and(|t| next.teams.get(&t.id) != Some(t));
            changes.accounts.extend(state.authors.values().filter(outdated).map(|a| a.id));
        }
    }
    let rows = card::posts(&mut tx, &changes.posts.iter().copied().collect::<Vec<_>>()).await?;
    let missing = views.read().missing_authors(&rows);
    changes.accounts.extend(&missing);
    let anew: Vec<AccountId> = changes.accounts.iter().copied().collect();
    let accounts = account::several(&mut tx, &anew).await?;
    let following = follow::counts_of(&mut tx, &anew).await?;
    let notes = if changes.boosts { Some(boost::notes(&mut tx).await?) } else { None };
    let absent = views.read().feed.missing(&entries);
    let absent = viewers::missing(&mut tx, absent).await?;
    drop(tx);

    let mut state = views.write();
    let news = views.news.of(&state, &entries);
    let order = state.feed.last_change();
    state.take_in(&entries, &absent);
    if !next.teams.is_empty() {
        state.teams = next.teams;
    }
    state.put_authors(accounts, &missing);
    state.count(&changes);
    // These were read together with the entries that moved them.
    state.put_following(&anew, &following);
    state.put_cards(rows, &views.base);
    for post in &changes.removed {
        state.cards.remove(post);
        state.index.remove(*post);
    }
    for entry in &entries {
        match entry.fact {
            Fact::Reblogged { who, post, reblog } => {
                state.index.put_reblog(&Reblog { id: reblog, account: who, post, created_at: entry.at });
            }
            Fact::Unreblogged { post, reblog, .. } => state.index.remove_reblog(post, reblog),
            _ => {}
        }
    }
    ctx.wishes.forget(&entries);
    let reordered = state.feed.last_change() != order;
    let labelled = state.label(notes.as_ref());
    state.version += u64::from(changes.shows || reordered || labelled);
    drop(state);
    views.applied.send_replace(head.0);
    views.news.tell(news);
    Ok(())
}

impl Changes {
    fn take(&mut self, fact: &Fact) {
        let mut count = |post: PostId, by: [i64; 3]| {
            let sum = self.counts.entry(post).or_default();
            sum.iter_mut().zip(by).for_each(|(sum, by)| *sum += by);
        };
        match fact {
            Fact::AccountMade { account, .. } | Fact::AccountChanged { account } => {
                self.accounts.insert(*account);
            }
            Fact::OrganisationChanged { .. } => self.teams = true,
            Fact::PostPublished(facts) | Fact::PostChanged(facts) => {
                self.posts.insert(facts.post);
                self.removed.remove(&facts.post);
            }
            Fact::PostRefreshed { post } => {
                self.posts.insert(*post);
            }
            Fact::PostRemoved { post } => {
                self.posts.remove(post);
                self.removed.insert(*post);
            }
            Fact::Cheered { post, .. } => count(*post, [1, 0, 0]),
            Fact::Uncheered { post, .. } => count(*post, [-1, 0, 0]),
            Fact::Commented { post, .. } => count(*post, [0, 1, 0]),
            Fact::CommentRemoved { post, .. } => count(*post, [0, -1, 0]),
            Fact::Shared { post, .. } | Fact::Reblogged { post, .. } => count(*post, [0, 0, 1]),
            Fact::Unreblogged { post, .. } => count(*post, [0, 0, -1]),
            Fact::Followed { who, whom } => self.follow(*who, *whom, 1),
            Fact::Unfollowed { who, whom } => self.follow(*who, *whom, -1),
            Fact::Boosted { .. } | Fact::BoostEnded { .. } => self.boosts = true,
            Fact::Reported { .. }
            | Fact::ReportDecided { .. }
            | Fact::AccountRestricted { .. }
            | Fact::AccountRestored { .. }
            | Fact::ManifestChanged { .. } => {}
            Fact::Watched { .. }
            | Fact::FeedChosen { .. }
            | Fact::Exposed { .. }
            | Fact::DayClosed(_)
            | Fact::Hidden { .. }
            | Fact::Unhidden { .. }
            | Fact::Blocked { .. }
            | Fact::Unblocked { .. }
            | Fact::WishesChanged { .. } => return,
        }
        self.shows = true;
    }

    fn follow(&mut self, who: AccountId, whom: AccountId, by: i64) {
        *self.following.entry(who).or_default() += by;
        *self.followers.entry(whom).or_default() += by;
    }
}

impl State {
    /// Has the feed take in entries; `absent` are the viewers whom it lacked for them, with all they did.
    fn take_in(&mut self, entries: &[Entry], absent: &[(AccountId, Vec<Entry>)]) {
        for (who, own) in absent {
            self.feed.restore(*who, own);
        }
        self.feed.apply_all(entries);
        self.feed.evict();
    }

    fn count(&mut self, changes: &Changes) {
        for (post, [cheers, comments, shares]) in &changes.counts {
            if let Some(card) = self.cards.get_mut(post) {
                card.cheers += cheers;
                card.comments += comments;
                card.shares += shares;
            }
        }
        for (account, by) in &changes.followers {
            *self.followers.entry(*account).or_default() += by;
        }
        for (account, by) in &changes.following {
            // Of supporters nobody asks it here.
            if self.authors.contains_key(account) {
                *self.following.entry(*account).or_default() += by;
            }
        }
    }

    /// How many those follow who post; of supporters nobody asks it here.
    fn put_following(&mut self, who: &[AccountId], counts: &HashMap<AccountId, i64>) {
        for who in who.iter().filter(|who| self.authors.contains_key(who)) {
            self.following.insert(*who, counts.get(who).copied().unwrap_or(0));
        }
    }

    fn put_teams(&mut self, teams: Vec<Organisation>) {
        self.teams = teams.into_iter().map(|row| (row.id, Arc::new(Team::new(row)))).collect();
    }

    fn put_authors(&mut self, accounts: Vec<Account>, keep: &[AccountId]) {
        for account in accounts {
            let (id, posts) = (account.id, account.role.may_post() || self.authors.contains_key(&account.id));
            let team = account.organisation.and_then(|o| self.teams.get(&o).cloned());
            let author = Author::new(account, team);
            if let Some(before) = self.authors.get(&id) {
                self.handles.remove(&before.handle);
            }
            if author.gone {
                self.gone.insert(id);
            } else {
                self.gone.remove(&id);
            }
            // Supporters are not kept, unless they once posted.
            if posts || keep.contains(&id) {
                self.handles.insert(author.handle.clone(), id);
                self.authors.insert(id, Arc::new(author));
            }
        }
    }

    fn missing_authors(&self, rows: &[CardRow]) -> Vec<AccountId> {
        let mut ids: Vec<AccountId> =
            rows.iter().map(|r| r.account).filter(|id| !self.authors.contains_key(id)).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    fn put_cards(&mut self, rows: Vec<CardRow>, base: &Arc<str>) {
        for row in rows {
            let author = self.authors.get(&row.account).filter(|_| row.state == PostState::Published);
            if let Some(author) = author {
                let author = Arc::clone(author);
                let mut card = Card::new(row, author, base);
                card.boost = self.lifted.get(&card.id).cloned();
                self.index.put(&card);
                self.cards.insert(card.id, card);
            } else {
                self.index.remove(row.id);
                self.cards.remove(&row.id);
            }
        }
    }
}
