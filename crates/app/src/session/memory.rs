//! What one server remembers of sessions, so that a request needs no database.

use std::{
    collections::HashMap,
    sync::{
        Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use grandstand_domain::{
    id::{AccountId, SessionId},
    time::{MINUTE, SECOND, UnixMillis},
};
use grandstand_store::session;

use super::SignedIn;
use crate::{ctx::Ctx, error::AppError};

/// Sessions remembered at once, at some 400 bytes each.
const MOST: usize = 50_000;
/// How often a server asks whether its memory is still true: half of what may pass until it must be.
const ASK_EVERY: i64 = 500;
/// "Last seen" is kept to this accuracy.
const SEEN_EVERY: i64 = 5 * MINUTE;
/// How often what was seen is written down, for all sessions together.
const WRITE_EVERY: i64 = 30 * SECOND;

#[derive(Debug)]
struct Known {
    signed_in: SignedIn,
    created_at: UnixMillis,
    expires_at: UnixMillis,
    last_seen_at: AtomicI64,
}

type Hash = [u8; 32];

/// The memory of one server.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    known: RwLock<HashMap<Hash, Known>>,
    /// Counts every forgetting. Who read the database before one must not remember what they read.
    generation: AtomicU64,
    epoch: Mutex<String>,
    asked_at: AtomicI64,
    written_at: AtomicI64,
    seen: Mutex<HashMap<SessionId, (UnixMillis, UnixMillis)>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether `every` has passed since `last`, in which case the caller is the one to act on it.
fn due(last: &AtomicI64, now: UnixMillis, every: i64) -> bool {
    let before = last.load(Ordering::Acquire);
    // Either direction: the clock may have been set back.
    (now.0 - before).abs() >= every && last.compare_exchange(before, now.0, Ordering::AcqRel, Ordering::Acquire).is_ok()
}

impl Memory {
    /// Twice a second at most, one request asks the database whether anything changed and forgets everything if so; now
    /// and then it writes down who was seen.
    pub(crate) async fn refresh(&self, ctx: &Ctx) -> Result<(), AppError> {
        let now = ctx.now();
        if due(&self.asked_at, now, ASK_EVERY)
            && let Err(error) = self.ask(ctx).await
        {
            // The next request asks again: a memory that cannot be checked must not be trusted for longer.
            self.asked_at.store(0, Ordering::Release);
            return Err(error);
        }
        if due(&self.written_at, now, WRITE_EVERY) {
            let seen = std::mem::take(&mut *lock(&self.seen));
            if !seen.is_empty() {
                let mut tx = ctx.begin_write().await?;
                for (id, (at, expires_at)) in seen {
                    session::seen(&mut tx, id, at, expires_at).await?;
                }
                tx.commit().await?;
            }
        }
        Ok(())
    }

    async fn ask(&self, ctx: &Ctx) -> Result<(), AppError> {
        let epoch = session::epoch(&mut ctx.begin_read().await?).await?;
        let changed = {
            let mut known = lock(&self.epoch);
            let changed = *known != epoch;
            *known = epoch;
            changed
        };
        if changed {
            self.generation.fetch_add(1, Ordering::AcqRel);
            self.write().clear();
        }
        Ok(())
    }

    /// Forgets an account's sessions at once.
    pub(crate) fn forget(&self, account: AccountId) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.write().retain(|_, known| known.signed_in.actor.account != account);
    }

    /// To be read before the database is, and given to [`Memory::put`].
    pub(crate) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// What is known of a secret's hash.
    pub(crate) fn get(&self, hash: &Hash, now: UnixMillis) -> Option<SignedIn> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let found = known.get(hash).filter(|k| k.expires_at > now)?;
        self.note(found, now);
        Some(found.signed_in.clone())
    }

    /// Remembers what the database said, unless something was forgotten meanwhile.
    #[expect(clippy::too_many_arguments, reason = "the three times of a session, which only this call needs together")]
    pub(crate) fn put(
        &self,
        generation: u64,
        hash: Hash,
        signed_in: &SignedIn,
        created_at: UnixMillis,
        last_seen_at: UnixMillis,
        expires_at: UnixMillis,
        now: UnixMillis,
    ) {
        let signed_in = signed_in.clone();
        let known = Known { signed_in, created_at, expires_at, last_seen_at: AtomicI64::new(last_seen_at.0) };
        self.note(&known, now);
        let mut table = self.write();
        if self.generation() != generation {
            return;
        }
        if table.len() >= MOST {
            table.clear();
        }
        table.insert(hash, known);
    }

    /// Notes that a session was seen, to be written down with the others.
    fn note(&self, known: &Known, now: UnixMillis) {
        let last = known.last_seen_at.load(Ordering::Relaxed);
        if now.0 - last >= SEEN_EVERY && known.last_seen_at.swap(now.0, Ordering::Relaxed) == last {
            let expires_at = known.signed_in.kind.expires_at(known.created_at, now);
            lock(&self.seen).insert(known.signed_in.session, (now, expires_at));
        }
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, HashMap<Hash, Known>> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }
}
