//! Removes the objects of a video that no post shows any more: its still, its renditions and its original.

use grandstand_domain::{media::MediaState, post::PostState};
use grandstand_store::media;

use super::work::{Stop, Work};
use crate::delivery;

/// Objects go first, rows after: whatever happens in between, the job runs again until nothing is left.
pub(super) async fn run(work: &Work<'_>) -> Result<(), Stop> {
    let (ctx, id) = (work.ctx, work.media());
    let row = {
        let mut tx = ctx.begin_read().await?;
        let showings = media::showings(&mut tx, id).await?;
        let stands = showings.iter().any(|s| s.state != PostState::Removed);
        // Posted again since, or of a refused video whose post is still there to say why: only what was refused goes.
        let refused = |m: &media::Media| m.state == MediaState::Refused;
        media::get(&mut tx, id).await?.filter(|m| !stands || refused(m))
    };
    if let Some(row) = row {
        for object in ctx.objects.list(&delivery::folder(ctx, id)).await? {
            ctx.objects.delete(&object.key).await?;
        }
        if !row.is_removed() {
            ctx.objects.delete(&row.original_key).await?;
        }
        let mut tx = work.write().await?;
        media::empty(&mut tx, id).await?;
        return work.finish(tx).await;
    }
    let tx = work.write().await?;
    work.finish(tx).await
}
