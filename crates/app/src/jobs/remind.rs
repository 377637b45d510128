//! Reminds people of what begins soon.

use std::time::Duration;

use grandstand_domain::{id::JobId, time::MINUTE};
use grandstand_store::job;
use tokio::sync::watch;

use super::{
    Kind,
    standing::Standing,
    work::{Stop, Work},
};
use crate::{ctx::Ctx, error::AppError};

/// Between two runs.
const EVERY: i64 = MINUTE;
const ROW: Standing = Standing { kind: Kind::Remind, row: JobId(3) };

/// Makes sure that there is a row, and that it is due within a minute: a clock that was set back would leave it waiting.
pub(super) async fn ensure(ctx: &Ctx) -> Result<(), AppError> {
    let kind = Kind::Remind.as_str();
    let planned = job::run_at(&mut ctx.begin_read().await?, kind).await?;
    if planned.is_some_and(|at| at <= ctx.now().plus(EVERY)) {
        return Ok(());
    }
    if planned.is_none() {
        return ROW.ensure(ctx, |now| now).await;
    }
    let mut tx = ctx.begin_write().await?;
    job::hurry_all(&mut tx, kind).await?;
    tx.commit().await?;
    Ok(())
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

pub(super) async fn run(work: &Work<'_>) -> Result<(), Stop> {
    loop {
        let mut tx = work.write().await?;
        if crate::reminder::send(work.ctx, &mut tx).await? {
            tx.commit().await?;
            continue;
        }
        let next = tx.now().plus(EVERY);
        ROW.again(work, &mut tx, next).await?;
        tx.commit().await?;
        return Ok(());
    }
}
