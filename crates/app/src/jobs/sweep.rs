//! Throws away what is over: uploads that nobody continued, videos that were never posted, and what a killed process
//! left behind.

use grandstand_domain::{
    id::{JobId, MediaId},
    time::{DAY, MINUTE},
};
use grandstand_store::{job, media};

use super::{
    Kind,
    standing::Standing,
    work::{Stop, Work},
};
use crate::{ctx::Ctx, error::AppError, jobs, upload};

/// Between two sweeps.
const EVERY: i64 = 10 * MINUTE;
/// How long a video may wait for its post.
const UNPOSTED: i64 = 2 * DAY;
const ROW: Standing = Standing { kind: Kind::Sweep, row: JobId(1) };

/// Makes sure that there is a row.
pub(super) async fn ensure(ctx: &Ctx) -> Result<(), AppError> {
    ROW.ensure(ctx, |now| now).await
}

/// Cleans up and returns the videos whose objects may go.
pub(super) async fn clean(ctx: &Ctx) -> Result<Vec<MediaId>, AppError> {
    let now = ctx.now();
    let uploads = upload::expire(ctx, now).await?;
    let sessions = crate::session::purge(ctx).await?;
    crate::mute::purge(ctx).await?;
    crate::import::purge(ctx).await?;
    crate::mail::purge(ctx).await?;
    crate::booking::purge(ctx).await?;
    crate::capture::purge(ctx).await?;
    crate::reminder::purge(ctx).await?;
    crate::material::purge(ctx).await?;
    crate::reach::count(ctx).await?;
    let apps = crate::oauth::purge(ctx).await?;
    // Staged bytes without a row: made by a request that died before it could store one.
    let staged = ctx.staging.sweep(now.plus(-2 * DAY)).await.map_err(AppError::internal)?.len();
    let unposted = media::unposted(&mut ctx.begin_read().await?, now.plus(-UNPOSTED), 200).await?;
    tracing::debug!(uploads, staged, sessions, apps, unposted = unposted.len(), "swept");
    Ok(unposted)
}

pub(super) async fn run(work: &Work<'_>) -> Result<(), Stop> {
    let unposted = clean(work.ctx).await?;
    let mut tx = work.write().await?;
    for id in unposted {
        if job::of_subject(&mut tx, Kind::RemoveMedia.as_str(), id.0).await?.is_none() {
            jobs::enqueue(work.ctx, &mut tx, Kind::RemoveMedia, None, id.0).await?;
        }
    }
    let next = tx.now().plus(EVERY);
    ROW.again(work, &mut tx, next).await?;
    tx.commit().await?;
    Ok(())
}
