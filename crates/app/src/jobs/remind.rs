//! Reminds people of what begins soon. One row serves the whole host; each run promises the next.

use std::time::Duration;

use grandstand_domain::{id::JobId, time::MINUTE};
use grandstand_store::{StoreError, WriteTx, job};
use tokio::sync::watch;

use super::{
    Kind,
    work::{Stop, Work},
};
use crate::{ctx::Ctx, error::AppError};

/// Between two runs.
const EVERY: i64 = MINUTE;
/// The row's id: ids made from the clock are far larger.
const ROW: JobId = JobId(3);

/// Makes sure that there is a row, and that it is due within a minute: a clock that was set back would leave it waiting.
pub(super) async fn ensure(ctx: &Ctx) -> Result<(), AppError> {
    let kind = Kind::Remind.as_str();
    let planned = job::run_at(&mut ctx.begin_read().await?, kind).await?;
    if planned.is_some_and(|at| at <= ctx.now().plus(EVERY)) {
        return Ok(());
    }
    let mut tx = ctx.begin_write().await?;
    if planned.is_some() {
        job::hurry_all(&mut tx, kind).await?;
        tx.commit().await?;
        return Ok(());
    }
    match promise(&mut tx, 0).await {
        // Another server was quicker.
        Err(StoreError::Taken { .. }) => Ok(()),
        other => {
            other?;
            tx.commit().await?;
            Ok(())
        }
    }
}

/// Makes sure of it again and again, by a clock that nobody sets.
pub(super) async fn watch(ctx: &Ctx, mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(Duration::from_mins(1)) => {}
            _ = stop.wait_for(|s| *s) => return,
        }
        if let Err(error) = ensure(ctx).await {
            tracing::warn!(%error, "could not look whether reminders are on their way");
        }
    }
}

async fn promise(tx: &mut WriteTx, in_millis: i64) -> Result<(), StoreError> {
    let run_at = tx.now().plus(in_millis);
    let kind = Kind::Remind.as_str();
    let priority = Kind::Remind.priority();
    let new = job::NewJob { id: ROW, kind, account: None, subject_id: 0, payload: "{}", priority, run_at };
    job::insert(tx, &new).await.map_err(|e| e.taken("job", ROW))
}

pub(super) async fn run(work: &Work<'_>) -> Result<(), Stop> {
    loop {
        let mut tx = work.write().await?;
        if crate::reminder::send(work.ctx, &mut tx).await? {
            tx.commit().await?;
            continue;
        }
        job::finish(&mut tx, ROW, work.worker()).await?;
        promise(&mut tx, EVERY).await?;
        tx.commit().await?;
        return Ok(());
    }
}
