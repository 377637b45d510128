//! Job rows: work that is promised inside a transaction and done outside it, at least once.
//!
//! A worker claims a row for a while (its lease), renews the lease while it works, and removes the row when done. A row
//! whose lease ran out — its worker died — is claimed again. Claims are fair between accounts: among ready rows of one
//! priority the account with the fewest running jobs goes first.

use grandstand_domain::{
    id::{AccountId, JobId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, maybe, run, value},
    dialect,
    error::StoreError,
};

const INSERT: &str = "INSERT INTO job (id, kind, account_id, subject_id, payload, priority, state, run_at, attempts, last_error, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, 'ready', $7, 0, '', $8)";
const RENEW: &str = "UPDATE job SET lease_until = $3 WHERE id = $1 AND worker = $2 AND state = 'leased'";
const FINISH: &str = "DELETE FROM job WHERE id = $1 AND worker = $2 AND state = 'leased'";
const RETRY: &str = "UPDATE job SET state = $3, run_at = $4, last_error = $5, lease_until = NULL, worker = NULL \
     WHERE id = $1 AND worker = $2 AND state = 'leased'";
const PUT_OFF: &str = "UPDATE job SET state = 'ready', attempts = attempts - 1, run_at = $3, last_error = $4, lease_until = NULL, \
     worker = NULL WHERE id = $1 AND worker = $2 AND state = 'leased'";
const GIVE_BACK: &str = "UPDATE job SET state = 'ready', attempts = attempts - 1, lease_until = NULL, worker = NULL \
     WHERE worker = $1 AND state = 'leased'";
const ABANDON: &str = "UPDATE job SET state = 'ready', run_at = $2, lease_until = NULL, worker = NULL WHERE worker = $1 AND state = 'leased'";
const WAITING_OF: &str = "SELECT COUNT(*) FROM job WHERE state <> 'dead' AND kind = $1 AND account_id = $2";
const PENDING: &str = "SELECT COUNT(*) FROM job WHERE state <> 'dead' AND kind = $1";
const NEXT_RUN: &str =
    "SELECT MIN(CASE WHEN state = 'leased' THEN lease_until ELSE run_at END) FROM job WHERE state <> 'dead'";
const RUN_AT: &str = "SELECT MIN(CASE WHEN state = 'leased' THEN lease_until ELSE run_at END) FROM job \
     WHERE state <> 'dead' AND kind = $1";
const DEAD: &str = "SELECT COUNT(*) FROM job WHERE state = 'dead'";
const OF_SUBJECT: &str =
    "SELECT id, kind, account_id, subject_id, payload, attempts FROM job WHERE kind = $1 AND subject_id = $2 LIMIT 1";
const WAITING_ON: &str = "SELECT COUNT(*) FROM job WHERE state = 'ready' AND kind = $1 AND subject_id = $2";
const HURRY: &str =
    "UPDATE job SET run_at = $3 WHERE state = 'ready' AND kind = $1 AND account_id = $2 AND run_at > $3";
const HURRY_ALL: &str = "UPDATE job SET run_at = $2 WHERE state = 'ready' AND kind = $1 AND run_at > $2";
const DROP_SUBJECT: &str = "DELETE FROM job WHERE kind = $1 AND subject_id = $2 AND state = 'ready'";

/// A claimed job.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Job {
    /// Its id.
    #[sqlx(try_from = "i64")]
    pub id: JobId,
    /// What is to be done; the worker's dispatch knows the words.
    pub kind: String,
    /// For whom, which fairness counts by.
    pub account_id: Option<i64>,
    /// What it concerns: an id of the noun that `kind` works on.
    pub subject_id: i64,
    /// Anything else it needs, as JSON.
    pub payload: String,
    /// How often it has been started, this time included.
    pub attempts: i64,
}

/// A job to be stored.
#[derive(Clone, Debug)]
pub struct NewJob<'a> {
    /// Its id.
    pub id: JobId,
    /// What is to be done.
    pub kind: &'a str,
    /// For whom.
    pub account: Option<AccountId>,
    /// What it concerns.
    pub subject_id: i64,
    /// Anything else it needs, as JSON.
    pub payload: &'a str,
    /// Smaller goes first.
    pub priority: i64,
    /// Not before this moment.
    pub run_at: UnixMillis,
}

/// Stores a job in the transaction of the change that needs it.
pub async fn insert(tx: &mut WriteTx, job: &NewJob<'_>) -> Result<(), StoreError> {
    let now = tx.now().0;
    let account = job.account.map(|a| a.0);
    run!(tx, INSERT, job.id.0, job.kind, account, job.subject_id, job.payload, job.priority, job.run_at.0, now)?;
    tx.wake_workers();
    Ok(())
}

/// Claims the next job of one of `kinds` until `lease_until`, if one is ready (or was leased by a worker that went silent).
pub async fn claim(
    tx: &mut WriteTx,
    kinds: &[&str],
    worker: &str,
    lease_until: UnixMillis,
) -> Result<Option<Job>, StoreError> {
    let now = tx.now();
    dialect::claim_job(tx, kinds, worker, now, lease_until).await
}

/// Keeps a claimed job. `NotFound` means that the lease was lost: stop working on it.
pub async fn renew(tx: &mut WriteTx, id: JobId, worker: &str, lease_until: UnixMillis) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, RENEW, id.0, worker, lease_until.0)?, "job", id)
}

/// Removes a job that is done. Call it in the transaction that stores its result, so both happen or neither.
pub async fn finish(tx: &mut WriteTx, id: JobId, worker: &str) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, FINISH, id.0, worker)?, "job", id)
}

/// Puts a failed job back to run at `run_at`, or sets it aside as dead when `run_at` is none.
pub async fn retry(
    tx: &mut WriteTx,
    id: JobId,
    worker: &str,
    run_at: Option<UnixMillis>,
    error: &str,
) -> Result<(), StoreError> {
    let state = if run_at.is_some() { "ready" } else { "dead" };
    let at = run_at.unwrap_or(tx.now()).0;
    StoreError::touched(run!(tx, RETRY, id.0, worker, state, at, error)?, "job", id)
}

/// Puts a job back to run at `run_at` as if this start had not been: what failed was the host, not the job.
pub async fn put_off(
    tx: &mut WriteTx,
    id: JobId,
    worker: &str,
    run_at: UnixMillis,
    error: &str,
) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, PUT_OFF, id.0, worker, run_at.0, error)?, "job", id)
}

/// Gives back everything a worker holds, as if it had not been started: called on an orderly shutdown.
pub async fn give_back(tx: &mut WriteTx, worker: &str) -> Result<u64, StoreError> {
    tx.wake_workers();
    run!(tx, GIVE_BACK, worker)
}

/// Frees everything that a worker held when it died. Its starts count, so that a job which kills its worker is not
/// tried for ever.
pub async fn abandon(tx: &mut WriteTx, worker: &str) -> Result<u64, StoreError> {
    let now = tx.now().0;
    tx.wake_workers();
    run!(tx, ABANDON, worker, now)
}

/// How many jobs of a kind wait or run for one account.
pub async fn waiting_of(tx: &mut ReadTx, kind: &str, account: AccountId) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, WAITING_OF, kind, account.0)?.unwrap_or(0))
}

/// How many jobs of a kind wait or run.
pub async fn pending(tx: &mut ReadTx, kind: &str) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, PENDING, kind)?.unwrap_or(0))
}

/// How many jobs have failed for good and wait for a person.
pub async fn dead(tx: &mut ReadTx) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, DEAD)?.unwrap_or(0))
}

/// When the next job becomes ready or loses its lease; none when nothing waits.
pub async fn next_run(tx: &mut ReadTx) -> Result<Option<UnixMillis>, StoreError> {
    Ok(value!(tx, Option<i64>, NEXT_RUN)?.flatten().map(UnixMillis))
}

/// When the next job of a kind becomes ready or loses its lease; none when none of them waits.
pub async fn run_at(tx: &mut ReadTx, kind: &str) -> Result<Option<UnixMillis>, StoreError> {
    Ok(value!(tx, Option<i64>, RUN_AT, kind)?.flatten().map(UnixMillis))
}

/// The job of a kind that concerns a subject, if it still waits or runs.
pub async fn of_subject(tx: &mut ReadTx, kind: &str, subject_id: i64) -> Result<Option<Job>, StoreError> {
    maybe!(tx, Job, OF_SUBJECT, kind, subject_id)
}

/// Takes back a job that has not started.
pub async fn drop_subject(tx: &mut WriteTx, kind: &str, subject_id: i64) -> Result<u64, StoreError> {
    run!(tx, DROP_SUBJECT, kind, subject_id)
}

/// How many jobs of this kind wait on one subject, those that run aside.
pub async fn waiting_on(tx: &mut ReadTx, kind: &str, subject_id: i64) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, WAITING_ON, kind, subject_id)?.unwrap_or(0))
}

/// Makes every waiting job of this kind and account due now.
pub async fn hurry(tx: &mut WriteTx, kind: &str, account: AccountId) -> Result<(), StoreError> {
    let now = tx.now().0;
    if run!(tx, HURRY, kind, account.0, now)? > 0 {
        tx.wake_workers();
    }
    Ok(())
}

/// Makes every waiting job of this kind due now.
pub async fn hurry_all(tx: &mut WriteTx, kind: &str) -> Result<(), StoreError> {
    let now = tx.now().0;
    if run!(tx, HURRY_ALL, kind, now)? > 0 {
        tx.wake_workers();
    }
    Ok(())
}
