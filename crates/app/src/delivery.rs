//! Who may have the bytes of a film, and where they are.
//!
//! Object keys are `MEDIA-SECRET/NAME`: the secret part is derived from the master key, so a key cannot be guessed, and
//! the name holds the hash of the content, so what stands under it never changes. A key that leaked is still no pass:
//! each request is judged by the posts that show the video. What everybody may see is remembered until the log tells of
//! a change; everything else is looked up each time.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use grandstand_domain::{
    account::Actor,
    id::{AccountId, MediaId, PostId, Seq},
    log::Fact,
    media::Rendition,
    post::{self, Onlooker, PostState, Sight},
};
use grandstand_media::MediaError;
use grandstand_store::{Db, ReadTx, StoreError, log, media, viewer};
use tokio::sync::watch;

pub use grandstand_media::{
    Delivery,
    objects::{MappedObject, ObjectInfo},
};

use crate::{acting::Doer, ctx::Ctx, error::AppError};

/// How many public videos are remembered before the memory is emptied; each takes about half a kilobyte.
const REMEMBERED: usize = 20_000;

/// Kinds of facts by which it may change who may see which post.
const CHANGING: &[&str] =
    &["post_published", "post_changed", "post_refreshed", "post_removed", "account_made", "account_changed"];

/// A file that the viewer may have.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Its bytes, or where they are.
    pub delivery: Delivery,
    /// Its type.
    pub content_type: &'static str,
    /// Whether everybody may have it, so that shared caches may keep it.
    pub public: bool,
}

/// The folder of a media's objects.
pub fn folder(ctx: &Ctx, id: MediaId) -> String {
    format!("{id}-{}", crate::upload::hex(&ctx.key(&format!("media {id}"))[..10]))
}

/// Opens the object under `key` for a viewer.
///
/// # Errors
/// `NotFound` also for what the viewer may not see, so that nobody learns that it exists.
pub async fn open(ctx: &Ctx, viewer: Option<&Actor>, key: &str) -> Result<Opened, AppError> {
    opened(ctx, viewer, None, key).await
}

/// As [`open`], for another's hand: only what is the athlete's own film.
pub async fn open_for(ctx: &Ctx, doer: &Doer, key: &str) -> Result<Opened, AppError> {
    let whom = doer.whom();
    opened(ctx, Some(whom), Some(whom.account), key).await
}

async fn opened(ctx: &Ctx, viewer: Option<&Actor>, owner: Option<AccountId>, key: &str) -> Result<Opened, AppError> {
    let content_type = match key.rsplit_once('.').map(|(_, ending)| ending) {
        Some("mp4") => "video/mp4",
        Some("webp") => "image/webp",
        Some("jpg" | "jpeg") => "image/jpeg",
        _ => return Err(AppError::NotFound),
    };
    let id = key.split_once('-').and_then(|(id, _)| id.parse().ok()).ok_or(AppError::NotFound)?;
    let gate = gate(ctx, id, key).await?;
    if !gate.keys.iter().any(|k| **k == *key) {
        return Err(AppError::NotFound);
    }
    if owner.is_some_and(|owner| owner != gate.owner) {
        return Err(AppError::NotFound);
    }
    may_see(ctx, &gate, viewer).await?;
    let delivery = ctx.objects.delivery(key).await.map_err(|error| match error {
        MediaError::NotFound(_) => AppError::NotFound,
        other => AppError::Unavailable(other.to_string()),
    })?;
    Ok(Opened { delivery, content_type, public: gate.public })
}

/// What is known of the object under `key`, without reading it. The caller has asked [`open`] whether the viewer may.
pub async fn look(ctx: &Ctx, key: &str) -> Result<ObjectInfo, AppError> {
    ctx.objects.head(key).await.map_err(|error| match error {
        MediaError::NotFound(_) => AppError::NotFound,
        other => AppError::Unavailable(other.to_string()),
    })
}

/// Checks that a viewer may have what belongs to a media (its captions, its progress).
///
/// # Errors
/// `NotFound` when not.
pub async fn check(ctx: &Ctx, viewer: Option<&Actor>, id: MediaId) -> Result<(), AppError> {
    let gate = Gate::read(&mut ctx.begin_read().await?, id).await?.ok_or(AppError::NotFound)?;
    may_see(ctx, &gate, viewer).await
}

async fn may_see(ctx: &Ctx, gate: &Gate, viewer: Option<&Actor>) -> Result<(), AppError> {
    // What everybody may have lies in shared caches too: a block between two people does not reach it.
    if gate.public {
        return Ok(());
    }
    let viewer = viewer.ok_or(AppError::NotFound)?;
    let allowed = if gate.posts == 0 {
        // Not posted yet: a preview for its owner. A video whose posts were all removed is gone for everybody.
        viewer.account == gate.owner
    } else {
        let mut tx = ctx.begin_read().await?;
        let follows = !viewer::followed(&mut tx, viewer.account, &[gate.owner]).await?.is_empty();
        let blocked = viewer::either_blocks(&mut tx, viewer.account, gate.owner).await?;
        let onlooker = Onlooker { actor: Some(*viewer), follows, blocked, shown: false };
        let mut may = gate.shown_by.iter().any(|(_, sight)| post::may_see(&onlooker, sight));
        for (post, sight) in gate.shown_by.iter().filter(|(_, sight)| sight.state != PostState::Published) {
            // What was put before them is asked one by one; it is nearly always one.
            may = may || {
                let shown = crate::post::shown(&mut tx, viewer, *post).await?;
                post::may_see(&Onlooker { shown, ..onlooker }, sight)
            };
        }
        may
    };
    if allowed { Ok(()) } else { Err(AppError::NotFound) }
}

/// Who may have the objects of one media.
#[derive(Debug)]
struct Gate {
    owner: AccountId,
    /// How many posts show it or showed it.
    posts: usize,
    /// The posts that stand.
    shown_by: Vec<(PostId, Sight)>,
    keys: Vec<Box<str>>,
    /// Whether one of them is for everybody.
    public: bool,
}

impl Gate {
    async fn read(tx: &mut ReadTx, id: MediaId) -> Result<Option<Self>, StoreError> {
        let Some(row) = media::get(tx, id).await? else { return Ok(None) };
        let showings = media::showings(tx, id).await?;
        let author_gone = !media::owner_is_active(tx, row.account).await?;
        let sights = showings.iter().map(|s| {
            let sight = Sight { author: row.account, author_gone, state: s.state, visibility: s.visibility };
            (s.post, sight)
        });
        let shown_by: Vec<_> = sights.filter(|(_, sight)| sight.state != PostState::Removed).collect();
        let mut keys: Vec<Box<str>> =
            media::renditions(tx, id).await?.into_iter().map(|Rendition { key, .. }| key.into()).collect();
        if let Some(poster) = &row.poster {
            keys.extend([poster.webp_key.as_str().into(), poster.jpeg_key.as_str().into()]);
        }
        let public = shown_by.iter().any(|(_, sight)| post::may_see(&Onlooker::ANYONE, sight));
        Ok(Some(Self { owner: row.account, posts: showings.len(), shown_by, keys, public }))
    }

    fn is_of(&self, post: PostId) -> bool {
        self.shown_by.iter().any(|(shown_by, _)| *shown_by == post)
    }
}

/// The gates of public videos, as of a number of the log.
pub(crate) struct Gates {
    head: watch::Receiver<i64>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    seen: i64,
    gates: HashMap<MediaId, Arc<Gate>>,
}

impl Gates {
    pub(crate) fn new(db: &Db) -> Self {
        let head = db.watch_log();
        let seen = *head.borrow();
        Self { head, known: Mutex::new(Known { seen, gates: HashMap::new() }) }
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn gate(ctx: &Ctx, id: MediaId, key: &str) -> Result<Arc<Gate>, AppError> {
    let head = *ctx.gates.head.borrow();
    let (seen, known) = {
        let known = ctx.gates.known();
        (known.seen, known.gates.get(&id).cloned())
    };
    let holds = |gate: &Gate| gate.keys.iter().any(|k| **k == *key);
    if seen >= head
        && let Some(gate) = known.filter(|g| holds(g))
    {
        return Ok(gate);
    }
    let mut tx = ctx.begin_read().await?;
    let upto = log::head(&mut tx).await?;
    // Facts after `seen`, all in the state this transaction reads.
    let changes = log::of_kinds(&mut tx, CHANGING, Seq(seen), i64::MAX).await?;
    let known = {
        let mut known = ctx.gates.known();
        for entry in &changes {
            forget(&mut known.gates, &entry.fact);
        }
        // Another request may have read further; what it forgot stays forgotten.
        known.seen = known.seen.max(upto.0);
        known.gates.get(&id).cloned()
    };
    if let Some(gate) = known.filter(|g| holds(g)) {
        return Ok(gate);
    }
    let gate = Arc::new(Gate::read(&mut tx, id).await?.ok_or(AppError::NotFound)?);
    let mut known = ctx.gates.known();
    // A gate read from a state older than what has been seen could miss a removal: it serves this request only.
    if gate.public && known.seen == upto.0 {
        if known.gates.len() >= REMEMBERED {
            known.gates.clear();
        }
        known.gates.insert(id, Arc::clone(&gate));
    }
    Ok(gate)
}

fn forget(gates: &mut HashMap<MediaId, Arc<Gate>>, fact: &Fact) {
    match fact {
        Fact::PostPublished(facts) | Fact::PostChanged(facts) => {
            gates.retain(|_, gate| !gate.is_of(facts.post));
        }
        Fact::PostRefreshed { post } | Fact::PostRemoved { post } => {
            gates.retain(|_, gate| !gate.is_of(*post));
        }
        Fact::AccountMade { account, .. } | Fact::AccountChanged { account } => {
            gates.retain(|_, gate| gate.owner != *account);
        }
        _ => {}
    }
}
