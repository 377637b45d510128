//! What outsiders check this host by: the signing key, the transparency log with its signed heads and proofs, the public log
//! and every manifest.
//!
//! The tree's leaves are entries of the public log (manifests, lifts, restrictions, days), in the order of the log. So the
//! tree is a view of the log like any other: it has no gaps, and every server has the same one, because the log has none and
//! is the same. What is stored beside it can be made again: stretches of the public log and, but for their time, the heads.

mod figures;

use std::sync::{Arc, Mutex, PoisonError};

use grandstand_domain::{digest::Digest, id::Seq, log::Fact};
use grandstand_feed::public::{Leaf, STRETCH};
use grandstand_proof::{HostKey, Tree, TreeHead};
use grandstand_store::transparency as rows;

use crate::{ctx::Ctx, error::AppError};
pub use figures::{Counts, Figures, Group, figures};
pub use grandstand_proof as proof;

/// The most leaves in one answer.
pub const ENTRIES_MOST: u64 = 100;
/// The most entries of the public log in one answer.
pub const LOG_MOST: i64 = 4_096;

/// The tree as far as it was asked for, and the key.
#[derive(Debug)]
pub struct Transparency {
    key: HostKey,
    tree: Mutex<Tree>,
}

/// A leaf as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its place in the tree, from 0.
    pub index: u64,
    /// The log's number of the entry.
    pub seq: Seq,
    /// Its canonical form: the leaf's bytes.
    pub line: String,
}

impl Transparency {
    pub(crate) fn new(seed: &[u8; 32]) -> Self {
        Self { key: HostKey::from_seed(seed), tree: Mutex::default() }
    }

    /// The key that this host signs with.
    pub fn key(&self) -> &HostKey {
        &self.key
    }
}

/// Runs `ask` on the tree, grown to the leaves that the views know.
fn with_tree<T>(ctx: &Ctx, ask: impl FnOnce(&Tree) -> T) -> T {
    let mut tree = ctx.transparency.tree.lock().unwrap_or_else(PoisonError::into_inner);
    ctx.views.journal(|journal| grow(&mut tree, journal.leaves()));
    ask(&tree)
}

fn grow(tree: &mut Tree, leaves: &[Leaf]) {
    let known = usize::try_from(tree.size()).unwrap_or(usize::MAX);
    leaves.iter().skip(known).for_each(|leaf| tree.push(leaf.hash));
}

/// How many leaves the transparency log has.
pub fn size(ctx: &Ctx) -> u64 {
    with_tree(ctx, Tree::size)
}

/// Waits a little until this server shows what any server of the host had written when it was asked: whoever asks one after another
/// finds nothing that was told before forgotten.
pub async fn catch_up(ctx: &Ctx) -> Result<(), AppError> {
    let head = grandstand_store::log::head(&mut ctx.begin_read().await?).await?;
    ctx.views.reached(head).await;
    Ok(())
}

/// The latest signed head as JSON; `Unavailable` before the first was signed.
pub async fn head(ctx: &Ctx) -> Result<String, AppError> {
    let found = rows::last_head(&mut ctx.begin_read().await?).await?;
    found.ok_or_else(|| AppError::Unavailable("no tree head is signed yet".to_owned()))
}

/// The signed head of a size, if one was signed.
pub async fn head_of(ctx: &Ctx, size: u64) -> Result<String, AppError> {
    let size = i64::try_from(size).map_err(|_| AppError::NotFound)?;
    rows::head(&mut ctx.begin_read().await?, size).await?.ok_or(AppError::NotFound)
}

/// The inclusion proof of a leaf in the tree of a size. `NotFound` beyond what there is.
pub fn inclusion(ctx: &Ctx, index: u64, size: u64) -> Result<Vec<Digest>, AppError> {
    with_tree(ctx, |tree| tree.inclusion(index, size)).ok_or(AppError::NotFound)
}

/// The proof that the tree of one size is a beginning of that of another. `NotFound` beyond what there is.
pub fn consistency(ctx: &Ctx, first: u64, second: u64) -> Result<Vec<Digest>, AppError> {
    with_tree(ctx, |tree| tree.consistency(first, second)).ok_or(AppError::NotFound)
}

/// Leaves from `from`, at most [`ENTRIES_MOST`], with their bytes.
pub async fn entries(ctx: &Ctx, from: u64, limit: u64) -> Result<Vec<Shown>, AppError> {
    let (from_ix, count) = (usize::try_from(from).unwrap_or(usize::MAX), limit.clamp(1, ENTRIES_MOST));
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let seqs: Vec<Seq> =
        ctx.views.journal(|journal| journal.leaves().iter().skip(from_ix).take(count).map(|leaf| leaf.seq).collect());
    let mut shown = Vec::with_capacity(seqs.len());
    let mut kept: Option<(i64, Vec<String>)> = None;
    for (seq, index) in seqs.into_iter().zip(from..) {
        let number = (seq.0 - 1).div_euclid(STRETCH);
        if kept.as_ref().is_none_or(|(known, _)| *known != number) {
            kept = Some((number, lines(ctx, Seq(number * STRETCH), STRETCH).await?));
        }
        let place = usize::try_from((seq.0 - 1).rem_euclid(STRETCH)).unwrap_or(usize::MAX);
        let line = kept.as_ref().and_then(|(_, lines)| lines.get(place)).cloned();
        let line = line.ok_or_else(|| AppError::internal(format!("the public log lacks entry {seq}")))?;
        shown.push(Shown { index, seq, line });
    }
    Ok(shown)
}

/// Entries of the public log after a number, at most [`LOG_MOST`]: NDJSON of their canonical forms.
pub async fn log(ctx: &Ctx, after: Seq, limit: i64) -> Result<String, AppError> {
    let lines = lines(ctx, Seq(after.0.max(0)), limit.clamp(1, LOG_MOST)).await?;
    Ok(lines.into_iter().fold(String::new(), |text, line| text + &line + "\n"))
}

async fn lines(ctx: &Ctx, after: Seq, limit: i64) -> Result<Vec<String>, AppError> {
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let held = ctx.views.journal(|journal| {
        let held = journal.held(after)?;
        Some(held.into_iter().take(most).map(|(_, line)| line.to_owned()).collect::<Vec<String>>())
    });
    if let Some(lines) = held {
        return Ok(lines);
    }
    let (first, last) = (after.0.div_euclid(STRETCH), (after.0.saturating_add(limit - 1)).div_euclid(STRETCH));
    let stretches = rows::stretches(&mut ctx.begin_read().await?, first, last).await?;
    let numbered = stretches.iter().flat_map(|s| (s.number * STRETCH + 1..).zip(s.lines.lines()));
    Ok(numbered.skip_while(|(seq, _)| *seq <= after.0).take(most).map(|(_, line)| line.to_owned()).collect())
}

/// The text of a manifest that was ever in force.
pub async fn manifest(ctx: &Ctx, hash: Digest) -> Result<String, AppError> {
    rows::manifest(&mut ctx.begin_read().await?, hash).await?.ok_or(AppError::NotFound)
}

/// Stores this server's manifest and says in the log that it is in force, if it is not already. Of several servers that start at once
/// one writes it. Servers that share a database must run the same version.
pub async fn announce(ctx: &Ctx) -> Result<(), AppError> {
    let manifest = ctx.views.manifest();
    let (hash, text) = (manifest.hash(), manifest.to_json());
    let mut tx = ctx.begin_write().await?;
    if rows::put_manifest(&mut tx, hash, &text).await? {
        tx.append(Fact::ManifestChanged { hash });
        ctx.commit(tx).await?;
    }
    Ok(())
}

/// Stores full stretches of the public log and signs a head if the tree has grown. Every server does; the first one's rows
/// stand, and a stretch that differs from the one stored is an error: the host would contradict itself.
pub async fn keep(ctx: &Ctx) -> Result<(), AppError> {
    store_stretches(ctx).await?;
    let (size, chain) = {
        let mut tree = ctx.transparency.tree.lock().unwrap_or_else(PoisonError::into_inner);
        let chain = ctx.views.journal(|journal| {
            grow(&mut tree, journal.leaves());
            journal.chain()
        });
        ((tree.size(), tree.root(tree.size()).unwrap_or_default()), chain)
    };
    let (size, root) = size;
    let Ok(row) = i64::try_from(size) else { return Ok(()) };
    if size == 0 || rows::head(&mut ctx.begin_read().await?, row).await?.is_some() {
        return Ok(());
    }
    let head = TreeHead {
        at: ctx.now(),
        host: ctx.settings.public_url.clone(),
        key: String::new(),
        log: chain.seq,
        log_hash: chain.hash,
        root,
        signature: String::new(),
        size,
    };
    let text = serde_json::to_string(&head.signed(&ctx.transparency.key)).map_err(AppError::internal)?;
    let mut tx = ctx.begin_write().await?;
    rows::put_head(&mut tx, row, &text).await?;
    tx.commit().await?;
    Ok(())
}

async fn store_stretches(ctx: &Ctx) -> Result<(), AppError> {
    let full: Vec<_> = ctx.views.journal(|journal| journal.full().cloned().collect());
    let Some(last) = full.last().map(|s| s.number) else { return Ok(()) };
    let mut tx = ctx.begin_write().await?;
    for stretch in &full {
        let hash = stretch.hash.to_string();
        if !rows::put_stretch(&mut tx, stretch.number, &hash, &stretch.lines).await? {
            let stored = rows::stretches(&mut tx, stretch.number, stretch.number).await?;
            if stored.first().is_some_and(|s| s.hash != hash) {
                let number = stretch.number;
                return Err(AppError::internal(format!(
                    "stretch {number} of the public log differs from the stored one"
                )));
            }
        }
    }
    tx.commit().await?;
    ctx.views.journal_mut(|journal| journal.stored(last));
    Ok(())
}

/// Keeps the stored parts up with the views, for as long as the server runs.
pub async fn run(ctx: Arc<Ctx>) {
    let mut applied = ctx.views.watch();
    loop {
        applied.mark_unchanged();
        if ctx.views.is_ready()
            && let Err(error) = keep(&ctx).await
        {
            tracing::error!(%error, "the transparency log could not be kept");
            tokio::time::sleep(std::time::Duration::from_secs(5)).await;
        }
        if applied.changed().await.is_err() {
            return;
        }
        // What comes in a burst is kept together.
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
}
