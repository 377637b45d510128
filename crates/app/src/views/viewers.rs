//! Viewers' own states in the feed: a bounded number is at hand, the others are read again from their own entries of the log
//! when they come back or act.

use grandstand_domain::{
    id::{AccountId, Seq},
    log::Entry,
};
use grandstand_feed::Feed;
use grandstand_store::{ReadTx, StoreError, log};

use crate::{ctx::Ctx, error::AppError, viewer::Viewer};

/// The most viewers at hand: some 0.3 KB each and 12 bytes for each showing that is remembered.
pub(super) const VIEWERS_MOST: usize = 100_000;
/// Entries of one account read at once.
const STRETCH: i64 = 5_000;
/// How often a viewer is read again because the log went on meanwhile.
const TRIES: usize = 3;

/// Everything an account did, in order.
async fn own(tx: &mut ReadTx, who: AccountId) -> Result<Vec<Entry>, StoreError> {
    let mut all: Vec<Entry> = Vec::new();
    loop {
        let after = all.last().map_or(Seq(0), |entry| entry.seq);
        let more = log::own(tx, who, after, STRETCH).await?;
        let full = i64::try_from(more.len()).unwrap_or(0) == STRETCH;
        all.extend(more);
        if !full {
            return Ok(all);
        }
    }
}

/// What those did whom a feed lacks for some entries: to be given to [`Feed::restore`] before the entries are applied.
pub(super) async fn missing(tx: &mut ReadTx, whom: Vec<AccountId>) -> Result<Vec<(AccountId, Vec<Entry>)>, StoreError> {
    let mut found = Vec::with_capacity(whom.len());
    for who in whom {
        found.push((who, own(tx, who).await?));
    }
    Ok(found)
}

/// Has a feed take in entries, with whoever it lacks for them.
pub(super) async fn apply(tx: &mut ReadTx, feed: &mut Feed, entries: &[Entry]) -> Result<(), StoreError> {
    for (who, own) in missing(tx, feed.missing(entries)).await? {
        feed.restore(who, &own);
    }
    feed.apply_all(entries);
    Ok(())
}

/// Sees to it that a feed has a viewer at hand.
pub(super) async fn restore(tx: &mut ReadTx, feed: &mut Feed, who: AccountId) -> Result<(), StoreError> {
    if !feed.has_viewer(who) {
        feed.restore(who, &own(tx, who).await?);
    }
    Ok(())
}

/// Sees to it that the views know a viewer, so that pages can leave out what they saw and For you can be made.
pub async fn bring(ctx: &Ctx, viewer: &Viewer) -> Result<(), AppError> {
    let Some(who) = viewer.actor.map(|actor| actor.account) else { return Ok(()) };
    for _ in 0..TRIES {
        if ctx.views.read().feed.has_viewer(who) {
            return Ok(());
        }
        let mut tx = ctx.begin_read().await?;
        let head = log::head(&mut tx).await?;
        let own = own(&mut tx, who).await?;
        drop(tx);
        let mut state = ctx.views.write();
        // What was read must reach as far as the feed does.
        if state.feed.head() <= head {
            state.feed.restore(who, &own);
            return Ok(());
        }
    }
    Err(AppError::Unavailable("the log moves on faster than a viewer can be read".to_owned()))
}
