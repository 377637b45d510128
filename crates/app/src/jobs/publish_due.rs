//! Publishes a scheduled post when its time has come.

use grandstand_domain::id::PostId;

use super::work::{Stop, Work};

pub(super) async fn run(work: &Work<'_>) -> Result<(), Stop> {
    let mut tx = work.write().await?;
    crate::post::publish_due(work.ctx, &mut tx, PostId(work.job.subject_id)).await?;
    work.finish(tx).await
}
