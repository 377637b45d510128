//! The workers: they claim job rows, do what the rows promise, and survive being killed at any line.
//!
//! Every job can be run again from its start: each step either finds its result or makes it anew, results are stored in
//! a transaction that first proves the lease still holds, and the row goes in the same transaction as the last result.
//! Heavy jobs (films), light ones, pushed messages and letters have workers of their own, so that neither a long ladder nor a
//! slow push service or mail server holds anything else up; a further worker takes only films that nobody can watch yet.

mod allocate;
mod close_day;
mod intake;
mod kind;
mod ladder;
mod mail;
mod publish_due;
mod push;
mod release_booking;
mod remind;
mod remove_media;
mod scratch;
mod seat_offer;
mod standing;
mod sweep;
mod work;

use std::{sync::Arc, time::Duration};

use grandstand_domain::{
    id::{AccountId, JobId},
    time::{MINUTE, SECOND, UnixMillis},
};
use grandstand_store::{StoreError, WriteTx, job};
use tokio::{sync::watch, task::JoinSet};

use crate::{ctx::Ctx, error::AppError};
pub use kind::Kind;
use kind::{FIRST, HEAVY, LIGHT, MAIL, PLANS, PUSH};
pub(crate) use push::promise as promise_push;
use scratch::Scratch;
use work::{Stop, Work};

/// Bytes on the disk below which a failed film is the disk's fault.
const ROOM_LEAST: u64 = 64 << 20;
/// Until a job is tried again that failed because of its host.
const UNWELL_PAUSE: i64 = 15 * SECOND;

/// How long a claim holds without a word from its worker.
const LEASE: i64 = 30 * SECOND;
/// How often a worker says that it is still at it.
const RENEW: Duration = Duration::from_secs(8);
/// How long an idle worker sleeps at most, should a wake-up be lost.
const NAP: Duration = Duration::from_secs(3);

/// Promises a job in the transaction of the change that needs it.
///
/// The more jobs of this kind an account already has waiting, the further back the new one stands: the first of each
/// account goes before the second of any, whoever sent twenty at once.
pub(crate) async fn enqueue(
    ctx: &Ctx,
    tx: &mut WriteTx,
    kind: Kind,
    account: Option<AccountId>,
    subject: i64,
) -> Result<(), StoreError> {
    let now = tx.now();
    enqueue_at(ctx, tx, kind, account, subject, now).await
}

/// As [`enqueue`], to be done at `run_at`.
pub(crate) async fn enqueue_at(
    ctx: &Ctx,
    tx: &mut WriteTx,
    kind: Kind,
    account: Option<AccountId>,
    subject: i64,
    run_at: UnixMillis,
) -> Result<(), StoreError> {
    let before_it = match account {
        Some(account) => job::waiting_of(tx, kind.as_str(), account).await?.min(999),
        None => 0,
    };
    let id = JobId(ctx.id());
    let priority = kind.priority() + before_it;
    let new = job::NewJob { id, kind: kind.as_str(), account, subject_id: subject, payload: "{}", priority, run_at };
    job::insert(tx, &new).await
}

/// Runs this process's workers until `shutdown` is ready, then gives everything back that they hold.
///
/// # Errors
/// Only when the workers cannot start at all.
pub async fn run(ctx: Arc<Ctx>, shutdown: impl Future<Output = ()> + Send) -> Result<(), AppError> {
    let scratch = Arc::new(Scratch::open(&ctx.scratch, &crate::upload::hex(&ctx.random::<8>())).await?);
    for dead in Scratch::leftovers(&ctx.scratch).await? {
        let mut tx = ctx.begin_write().await?;
        let freed = job::abandon(&mut tx, dead.name()).await?;
        tx.commit().await?;
        tracing::info!(worker = dead.name(), freed, "took over from a worker that is gone");
        dead.remove().await;
    }
    sweep::ensure(&ctx).await?;
    close_day::ensure(&ctx).await?;
    remind::ensure(&ctx).await?;
    crate::mail::hurry(&ctx).await?;
    let (stop, stopping) = watch::channel(false);
    let mut workers = JoinSet::new();
    let heavy = match ctx.settings.workers {
        0 => (std::thread::available_parallelism().map_or(1, std::num::NonZero::get) / 2).max(1),
        n => n as usize,
    };
    for kinds in std::iter::repeat_n(HEAVY, heavy).chain([FIRST, LIGHT, PUSH, PUSH, MAIL, PLANS]) {
        workers.spawn(worker(Arc::clone(&ctx), Arc::clone(&scratch), kinds, stopping.clone()));
    }
    let (watched, until) = (Arc::clone(&ctx), stopping.clone());
    workers.spawn(async move { remind::watch(&watched, until).await });
    shutdown.await;
    stop.send_replace(true);
    while workers.join_next().await.is_some() {}
    let mut tx = ctx.begin_write().await?;
    let given_back = job::give_back(&mut tx, scratch.name()).await?;
    tx.commit().await?;
    tracing::info!(given_back, "the workers have stopped");
    if let Ok(scratch) = Arc::try_unwrap(scratch) {
        scratch.remove().await;
    }
    Ok(())
}

async fn worker(ctx: Arc<Ctx>, scratch: Arc<Scratch>, kinds: &'static [&'static str], mut stop: watch::Receiver<bool>) {
    let mut woken = ctx.db.watch_jobs();
    while !*stop.borrow() {
        woken.mark_unchanged();
        let turn = tokio::select! {
            turn = turn(&ctx, &scratch, kinds) => turn,
            _ = stop.wait_for(|s| *s) => return,
        };
        let nap = match turn {
            Ok(Turn::Worked) => continue,
            Ok(Turn::Nothing { next }) => {
                let wait = next.map_or(i64::MAX, |at| at.since(ctx.now()).max(SECOND));
                NAP.min(Duration::from_millis(u64::try_from(wait).unwrap_or(u64::MAX)))
            }
            Err(error) => {
                tracing::warn!(%error, "a worker could not look for work");
                NAP
            }
        };
        tokio::select! {
            _ = woken.changed() => {}
            () = tokio::time::sleep(nap) => {}
            _ = stop.wait_for(|s| *s) => return,
        }
    }
}

enum Turn {
    Worked,
    Nothing { next: Option<UnixMillis> },
}

/// Claims and does one job.
async fn turn(ctx: &Ctx, scratch: &Scratch, kinds: &[&str]) -> Result<Turn, AppError> {
    // Looking is a read: only what is due makes idle workers write.
    let next = job::next_run(&mut ctx.begin_read().await?).await?;
    if next.is_none_or(|at| at > ctx.now()) {
        return Ok(Turn::Nothing { next });
    }
    let mut tx = ctx.begin_write().await?;
    let until = tx.now().plus(LEASE);
    let Some(claimed) = job::claim(&mut tx, kinds, scratch.name(), until).await? else {
        return Ok(Turn::Nothing { next: None });
    };
    tx.commit().await?;
    // On the heap: the state of a whole ladder is large.
    Box::pin(perform(ctx, scratch, &claimed)).await?;
    Ok(Turn::Worked)
}

/// Does one claimed job to its end: done, to be tried again, or set aside.
async fn perform(ctx: &Ctx, scratch: &Scratch, claimed: &job::Job) -> Result<(), AppError> {
    let Some(kind) = Kind::named(&claimed.kind) else {
        return Err(AppError::internal(format!("job {} has no known kind: {}", claimed.id, claimed.kind)));
    };
    let started = ctx.now();
    let work = Work::new(ctx, claimed, scratch);
    let outcome = if claimed.attempts > kind.tries() {
        // Its worker died each time, so that nobody could count the tries but the claim itself.
        Err(Stop::Failed(format!("it ended its worker {} times", kind.tries())))
    } else {
        tokio::select! {
            outcome = dispatch(kind, &work) => outcome,
            stop = work.keep(HEAVY.contains(&kind.as_str())) => Err(stop),
        }
    };
    let outcome = match outcome {
        Err(Stop::Gone) => work.gone().await,
        other => other,
    };
    work.tidy().await;
    let duration_ms = ctx.now().since(started);
    metrics::counter!("grandstand_jobs_total", "kind" => kind.as_str(), "ok" => outcome.is_ok().to_string())
        .increment(1);
    let (job, attempts, kind_word) = (claimed.id.0, claimed.attempts, kind.as_str());
    match outcome {
        Ok(()) => tracing::info!(job, kind = kind_word, duration_ms, attempts, "job done"),
        Err(Stop::Lost | Stop::Gone) => {
            tracing::warn!(job, kind = kind_word, duration_ms, "job lost: another worker has it");
        }
        Err(Stop::Later(at, why)) => {
            tracing::info!(job, kind = kind_word, duration_ms, why, "job put off");
            if let Err(Stop::Failed(worse)) = work.put_off(at, &why).await {
                tracing::warn!(job, error = worse, "a job could not be put off");
            }
        }
        Err(Stop::Failed(error)) => {
            // A film is not given up for what is wrong with this host: it waits until someone has put that right.
            let unwell = HEAVY.contains(&kind_word) && host_is_unwell(ctx);
            let again = unwell || claimed.attempts < kind.tries();
            tracing::warn!(job, kind = kind_word, duration_ms, attempts, again, error, "job failed");
            let noted = after_failure(kind, &work, again, unwell, &error).await;
            // Should even this fail, the lease runs out and the job is claimed again.
            if let Err(Stop::Failed(worse)) = noted {
                tracing::warn!(job, error = worse, "a failed job could not be put back");
            }
        }
    }
    Ok(())
}

async fn dispatch(kind: Kind, work: &Work<'_>) -> Result<(), Stop> {
    match kind {
        Kind::Intake => Box::pin(intake::run(work)).await,
        Kind::Ladder => Box::pin(ladder::run(work)).await,
        Kind::RemoveMedia => remove_media::run(work).await,
        Kind::PublishDue => publish_due::run(work).await,
        Kind::Sweep => sweep::run(work).await,
        Kind::CloseDay => close_day::run(work).await,
        Kind::Push => push::run(work).await,
        Kind::Mail => mail::run(work).await,
        Kind::SeatOffer => seat_offer::run(work).await,
        Kind::ReleaseBooking => release_booking::run(work).await,
        Kind::Remind => remind::run(work).await,
        Kind::Allocate => Box::pin(allocate::run(work)).await,
    }
}

/// Whether no film could be made here at the moment: ffmpeg is missing, or the disk is full.
fn host_is_unwell(ctx: &Ctx) -> bool {
    !ctx.tools.are_there() || ctx.staging.disk_free().is_ok_and(|bytes| bytes < ROOM_LEAST)
}

async fn after_failure(kind: Kind, work: &Work<'_>, again: bool, unwell: bool, error: &str) -> Result<(), Stop> {
    let mut tx = work.write().await?;
    match kind {
        Kind::Intake => intake::failed(work, &mut tx, again).await?,
        Kind::Ladder => ladder::failed(work, &mut tx, again).await?,
        Kind::Mail => mail::failed(work, &mut tx, again).await?,
        Kind::Allocate => allocate::failed(work, &mut tx, again, error).await?,
        Kind::RemoveMedia
        | Kind::PublishDue
        | Kind::Sweep
        | Kind::CloseDay
        | Kind::Push
        | Kind::SeatOffer
        | Kind::ReleaseBooking
        | Kind::Remind => {}
    }
    if unwell {
        let at = tx.now().plus(UNWELL_PAUSE);
        job::put_off(&mut tx, work.job.id, work.worker(), at, error).await?;
        tx.commit().await?;
        return Ok(());
    }
    let at = again.then(|| tx.now().plus(pause(work.job.attempts, u16::from_le_bytes(work.ctx.random()))));
    job::retry(&mut tx, work.job.id, work.worker(), at, error).await?;
    tx.commit().await?;
    Ok(())
}

/// Milliseconds to wait after failure number `attempts`: 2 s, doubling twice as fast, at most 10 min, a quarter of it by
/// chance so that what failed together does not come back together.
fn pause(attempts: i64, chance: u16) -> i64 {
    let steps = u32::try_from(attempts.clamp(1, 12)).unwrap_or(1) - 1;
    let full = (2 * SECOND).saturating_mul(4_i64.saturating_pow(steps)).min(10 * MINUTE);
    full - full / 4 * i64::from(chance) / i64::from(u16::MAX)
}

/// Promises the closing of days, as starting workers do: for tests.
pub async fn ensure_days(ctx: &Ctx) -> Result<(), AppError> {
    close_day::ensure(ctx).await
}

/// Promises reminders, as starting workers do: for tests.
pub async fn ensure_reminders(ctx: &Ctx) -> Result<(), AppError> {
    remind::ensure(ctx).await
}

/// Runs the sweep once, now: for tests and for the operator.
pub async fn housekeep(ctx: &Ctx) -> Result<(), AppError> {
    sweep::clean(ctx).await.map(drop)
}

/// Does every job that is due now, in this task, and returns how many were done or put back: for tests and for
/// commands that must leave nothing open.
pub async fn drain(ctx: &Ctx) -> Result<usize, AppError> {
    let scratch = Scratch::open(&ctx.scratch, &crate::upload::hex(&ctx.random::<8>())).await?;
    let mut done = 0;
    let kinds: Vec<&str> = Kind::ALL.iter().map(|k| k.as_str()).collect();
    while let Turn::Worked = turn(ctx, &scratch, &kinds).await? {
        done += 1;
    }
    scratch.remove().await;
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_within_bounds() {
        assert_eq!(pause(1, 0), 2 * SECOND);
        assert_eq!(pause(3, 0), 32 * SECOND);
        assert_eq!(pause(i64::MAX, 0), 10 * MINUTE);
        assert!(pause(2, u16::MAX) >= 6 * SECOND);
    }
}
