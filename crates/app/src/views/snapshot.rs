//! Snapshots of the feed in the object store, so that a start reads the latest one and only the tail of the log.
//!
//! An object's name holds the number of the log it was made at, a hash of that entry and a hash of its content:
//! `feed/NUMBER-ENTRY-CONTENT`. A database that was put back from a backup and went on differently has another entry there,
//! so its servers leave such a snapshot alone. Viewers are not in it: what single persons did is kept in the log alone.
//! Whatever is wrong with a snapshot costs time and nothing else, for the log has everything.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use grandstand_domain::{digest::Digest, id::Seq, log::Entry, time::UnixMillis};
use grandstand_feed::{Feed, KeepViewers, Manifest};
use grandstand_store::{ReadTx, log};
use sha2::{Digest as _, Sha256};

use super::Views;
use crate::{ctx::Ctx, error::AppError, transparency};

/// The folder of the object store.
const FOLDER: &str = "feed";
/// How often the head of the log is looked at.
const LOOK: Duration = Duration::from_secs(30);
/// A snapshot is made when the log has grown by this many entries …
const EVERY: i64 = 2_000;
/// … or has grown at all and the last one is this old, in milliseconds.
const EVERY_MS: i64 = 15 * 60_000;
/// How many are kept: the older ones help to make old pages again.
const KEPT: usize = 3;

/// What a snapshot's name says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    seq: Seq,
    entry: String,
    key: String,
}

impl Name {
    fn of(entry: &Entry, bytes: &[u8]) -> Self {
        let mark = mark(entry);
        let content = short(&Digest(Sha256::digest(bytes).into()));
        let key = format!("{FOLDER}/{:020}-{mark}-{content}", entry.seq.0);
        Self { seq: entry.seq, entry: mark, key }
    }

    fn read(key: &str) -> Option<Self> {
        let mut parts = key.strip_prefix(FOLDER)?.strip_prefix('/')?.split('-');
        let (seq, entry) = (parts.next()?.parse().ok()?, parts.next()?.to_owned());
        parts.next()?;
        parts.next().is_none().then(|| Self { seq: Seq(seq), entry, key: key.to_owned() })
    }
}

/// Tells an entry of this log from one of another with the same number.
fn mark(entry: &Entry) -> String {
    let fact = serde_json::to_string(&entry.fact).unwrap_or_default();
    short(&Digest(Sha256::digest(format!("{}\n{}\n{fact}", entry.seq, entry.at.0)).into()))
}

fn short(digest: &Digest) -> String {
    digest.to_string().chars().take(16).collect()
}

/// The snapshots in the store, the newest first.
async fn list(ctx: &Ctx) -> Result<Vec<Name>, AppError> {
    let found = ctx.objects.list(FOLDER).await.map_err(AppError::internal)?;
    let mut names: Vec<Name> = found.iter().filter_map(|object| Name::read(&object.key)).collect();
    names.sort_by(|a, b| (b.seq, &b.key).cmp(&(a.seq, &a.key)));
    Ok(names)
}

async fn entry_at(tx: &mut ReadTx, seq: Seq) -> Result<Option<Entry>, AppError> {
    let found = log::after(tx, Seq(seq.0 - 1), 1).await?;
    Ok(found.into_iter().next().filter(|entry| entry.seq == seq))
}

/// The feed of the newest snapshot up to a number of the log that can be used under a manifest; none if there is none. What
/// cannot be used is told of and passed over.
pub(super) async fn latest(ctx: &Ctx, up_to: Seq, manifest: &Manifest) -> Option<Feed> {
    let names = match list(ctx).await {
        Ok(names) => names,
        Err(error) => {
            tracing::warn!(%error, "snapshots of the feed cannot be listed: the log is read from its start");
            return None;
        }
    };
    for name in names.into_iter().filter(|name| name.seq <= up_to) {
        match read(ctx, &name, manifest).await {
            Ok(feed) => return Some(feed),
            Err(why) => tracing::warn!(snapshot = name.key, why, "a snapshot of the feed is left alone"),
        }
    }
    None
}

async fn read(ctx: &Ctx, name: &Name, manifest: &Manifest) -> Result<Feed, String> {
    let mut tx = ctx.begin_read().await.map_err(|error| error.to_string())?;
    let entry = entry_at(&mut tx, name.seq).await.map_err(|error| error.to_string())?;
    drop(tx);
    if entry.map(|entry| mark(&entry)).as_ref() != Some(&name.entry) {
        return Err("it is of another log".to_owned());
    }
    let bytes = ctx.objects.get_bytes(&name.key).await.map_err(|error| error.to_string())?;
    let manifest = manifest.clone();
    let decoded = tokio::task::spawn_blocking(move || Feed::from_snapshot(&bytes, manifest)).await;
    let feed = decoded.map_err(|error| error.to_string())?.map_err(|error| error.to_string())?;
    if feed.head() == name.seq { Ok(feed) } else { Err("its content is of another number".to_owned()) }
}

impl Views {
    /// The feed's state as bytes and the number it is of; none while the public log's lines wait to be stored.
    fn snapshot(&self) -> Option<(Seq, Vec<u8>)> {
        let state = self.read();
        let feed = &state.feed;
        let ready = feed.head() > Seq(0) && feed.journal().full().next().is_none();
        ready.then(|| (feed.head(), feed.snapshot(KeepViewers::None)))
    }
}

/// Makes a snapshot now and removes those that are no longer kept. None if there is nothing to make one of yet.
pub async fn write(ctx: &Arc<Ctx>) -> Result<Option<Seq>, AppError> {
    // The state does not hold lines of the public log that wait to be stored.
    transparency::keep(ctx).await?;
    let shared = Arc::clone(ctx);
    let made = tokio::task::spawn_blocking(move || shared.views.snapshot()).await.map_err(AppError::internal)?;
    let Some((seq, bytes)) = made else { return Ok(None) };
    let entry = entry_at(&mut ctx.begin_read().await?, seq).await?;
    let entry = entry.ok_or_else(|| AppError::internal(format!("the log lacks entry {seq}")))?;
    let name = Name::of(&entry, &bytes);
    let stored = ctx.objects.put_bytes(&name.key, Bytes::from(bytes), "application/octet-stream").await;
    stored.map_err(AppError::internal)?;
    for old in list(ctx).await?.into_iter().skip(KEPT) {
        ctx.objects.delete(&old.key).await.map_err(AppError::internal)?;
    }
    Ok(Some(seq))
}

/// Makes snapshots as the log grows, for as long as the server runs.
pub async fn run(ctx: Arc<Ctx>) {
    let mut last = match list(&ctx).await {
        Ok(names) => names.first().map_or(Seq(0), |name| name.seq),
        Err(_) => Seq(0),
    };
    let mut made_at = ctx.now();
    loop {
        tokio::time::sleep(LOOK).await;
        if !is_due(ctx.views.seq(), last, ctx.now(), made_at) {
            continue;
        }
        match write(&ctx).await {
            Ok(Some(seq)) => (last, made_at) = (seq, ctx.now()),
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "a snapshot of the feed could not be stored"),
        }
    }
}

fn is_due(head: Seq, last: Seq, now: UnixMillis, made_at: UnixMillis) -> bool {
    let grown = head.0 - last.0;
    // A last one beyond the log's end is of another log.
    !(0..EVERY).contains(&grown) || (grown > 0 && now.since(made_at) >= EVERY_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use grandstand_domain::{id::AccountId, log::Fact};

    #[test]
    fn a_name_tells_one_log_from_another() {
        let entry =
            |at| Entry { seq: Seq(7), at: UnixMillis(at), fact: Fact::AccountChanged { account: AccountId(1) } };
        let name = Name::of(&entry(1), b"state");
        assert_eq!(Name::read(&name.key), Some(name.clone()));
        assert!(name.key.starts_with("feed/00000000000000000007-"), "{}", name.key);
        assert_ne!(Name::of(&entry(2), b"state").entry, name.entry);
        assert_ne!(Name::of(&entry(1), b"other").key, name.key);
        for other in ["feed/7", "feed/x-a-b", "film/00000000000000000007-a-b", "feed/7-a-b-c"] {
            assert_eq!(Name::read(other), None, "{other}");
        }
    }

    #[test]
    fn snapshots_follow_the_log_and_rest_with_it() {
        let due = |head, last, age| is_due(Seq(head), Seq(last), UnixMillis(age), UnixMillis(0));
        assert!(!due(10, 10, EVERY_MS) && !due(11, 10, 0) && !due(10 + EVERY - 1, 10, 0));
        assert!(due(11, 10, EVERY_MS) && due(10 + EVERY, 10, 0) && due(10, 11, 0));
    }
}
