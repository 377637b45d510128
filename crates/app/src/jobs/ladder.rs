//! The second job of a video: the other renditions, made in one pass while the first is already watched.

use grandstand_domain::media::MediaState;
use grandstand_media::{Inspection, Progress};
use grandstand_store::{WriteTx, media};

use super::{
    intake::percent,
    work::{Stop, Work},
};
use crate::{delivery, post, progress::Stage};

pub(super) async fn run(work: &Work<'_>) -> Result<(), Stop> {
    let Some(row) = work.row().await? else { return work.gone().await };
    if row.state != MediaState::Playable {
        let tx = work.write().await?;
        return work.finish(tx).await;
    }
    if work.job.attempts > 1 {
        work.sweep_objects().await?;
    }
    let have = {
        let mut tx = work.ctx.begin_read().await?;
        media::renditions(&mut tx, work.media()).await?
    };
    let inspection: Inspection = serde_json::from_str(row.inspection.as_deref().unwrap_or_default())
        .map_err(|e| Stop::Failed(format!("the inspection cannot be read: {e}")))?;
    let original = work.original(&row).await?;
    let folder = work.folder().await?;
    work.tell(Stage::Rest, 0);
    let progress = |p: Progress| work.tell(Stage::Rest, percent(p.done_ratio));
    let tools = &work.ctx.tools;
    // Its sound track goes into the others too.
    let first = have.first().ok_or_else(|| Stop::Failed("a playable film has no rendition".to_owned()))?;
    let first = work.ctx.objects.fetch(&first.key, &folder.join("first.mp4")).await?;
    let rungs: Vec<_> = have.iter().map(|r| r.rung).collect();
    let rest = grandstand_media::rest(tools, &inspection, &original, &first, &rungs, folder, &progress);
    let made = work.noting(rest).await?;
    let objects = delivery::folder(work.ctx, work.media());
    let mut renditions = Vec::with_capacity(made.len());
    for one in made {
        renditions.push(one.store(&work.ctx.objects, &objects).await?);
    }
    let mut tx = work.write_film().await?;
    for rendition in &renditions {
        media::put_rendition(&mut tx, work.media(), rendition).await?;
    }
    media::set_state(&mut tx, work.media(), MediaState::Complete).await?;
    media::set_progress(&mut tx, work.media(), Stage::Complete.as_str(), 100).await?;
    post::media_refreshed(work.ctx, &mut tx, work.media()).await?;
    work.finish(tx).await
}

/// Notes a failed run. The film stays watchable with what it has; a job that is given up waits for a person as a dead row.
pub(super) async fn failed(work: &Work<'_>, tx: &mut WriteTx, again: bool) -> Result<(), Stop> {
    let stage = if again { Stage::Waiting } else { Stage::Complete };
    media::set_progress(tx, work.media(), stage.as_str(), 0).await?;
    Ok(())
}
