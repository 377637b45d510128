//! The first job of every video: is it a film, what does it look like, and — as soon as can be — something to watch.

use grandstand_domain::media::{MediaState, Refusal};
use grandstand_media::{Inspection, MediaError, Progress};
use grandstand_store::{WriteTx, media};

use super::{
    Kind,
    work::{Stop, Work},
};
use crate::{caption_track, delivery, jobs, post, progress::Stage};

pub(super) async fn run(work: &Work<'_>) -> Result<(), Stop> {
    let Some(row) = work.row().await? else { return work.gone().await };
    if !matches!(row.state, MediaState::Uploaded | MediaState::Accepted) {
        let tx = work.write().await?;
        return work.finish(tx).await;
    }
    if work.job.attempts > 1 {
        work.sweep_objects().await?;
    }
    work.tell(Stage::Looking, 0);
    let original = work.original(&row).await?;
    let tools = &work.ctx.tools;
    let inspection = match grandstand_media::inspect(tools, &original).await {
        Ok(inspection) => inspection,
        Err(error) => return refused_or(work, error).await,
    };
    accept(work, &inspection).await?;

    let (folder, objects) = (work.folder().await?, delivery::folder(work.ctx, work.media()));
    let made = match grandstand_media::poster(tools, &inspection, &original, folder).await {
        Ok(made) => made,
        Err(error) => return refused_or(work, error).await,
    };
    let poster = made.store(&work.ctx.objects, &objects).await?;
    let mut tx = work.write_film().await?;
    media::set_poster(&mut tx, work.media(), &poster).await?;
    media::set_progress(&mut tx, work.media(), Stage::First.as_str(), 0).await?;
    post::media_refreshed(work.ctx, &mut tx, work.media()).await?;
    tx.commit().await.map_err(Stop::from)?;

    work.tell(Stage::First, 0);
    let progress = |p: Progress| work.tell(Stage::First, percent(p.done_ratio));
    let made = Box::pin(work.noting(grandstand_media::first(tools, &inspection, &original, folder, &progress))).await;
    let made = match made {
        Ok(made) => made,
        Err(error) => return refused_or(work, error).await,
    };
    let duration_ms = i64::try_from(made.duration_ms).unwrap_or(i64::MAX);
    let rendition = made.store(&work.ctx.objects, &objects).await?;
    let mut tx = work.write_film().await?;
    media::set_duration(&mut tx, work.media(), duration_ms).await?;
    media::put_rendition(&mut tx, work.media(), &rendition).await?;
    media::set_state(&mut tx, work.media(), MediaState::Playable).await?;
    media::set_progress(&mut tx, work.media(), Stage::Rest.as_str(), 0).await?;
    jobs::enqueue(work.ctx, &mut tx, Kind::Ladder, Some(row.account), work.media().0).await?;
    post::media_playable(work.ctx, &mut tx, work.media()).await?;
    work.finish(tx).await
}

/// Stores what was found, so that the page can show the film's shape, and the ladder need not look again.
async fn accept(work: &Work<'_>, inspection: &Inspection) -> Result<(), Stop> {
    let json = serde_json::to_string(inspection).map_err(|e| Stop::Failed(e.to_string()))?;
    let duration = i64::try_from(inspection.duration_ms).unwrap_or(i64::MAX);
    let mut tx = work.write_film().await?;
    media::accept(&mut tx, work.media(), &json, duration, inspection.width, inspection.height).await?;
    for captions in &inspection.captions {
        let language = captions.language.as_deref().unwrap_or("und");
        caption_track::keep_embedded(&mut tx, work.media(), language, &captions.vtt).await?;
    }
    tx.commit().await.map_err(Stop::from)?;
    Ok(())
}

/// A fault of the file ends the matter; any other is a failure of the job.
async fn refused_or(work: &Work<'_>, error: MediaError) -> Result<(), Stop> {
    let Some(refusal) = error.refusal() else { return Err(error.into()) };
    let mut tx = work.write_film().await?;
    refuse(work, &mut tx, refusal).await?;
    work.finish(tx).await
}

async fn refuse(work: &Work<'_>, tx: &mut WriteTx, refusal: Refusal) -> Result<(), Stop> {
    let id = work.media();
    media::refuse(tx, id, refusal).await?;
    post::media_refused(work.ctx, tx, id, refusal).await?;
    let account = work.job.account_id.map(Into::into);
    jobs::enqueue(work.ctx, tx, Kind::RemoveMedia, account, id.0).await?;
    tracing::info!(media = id.0, refusal = refusal.as_str(), "a video was refused");
    Ok(())
}

/// Notes a failed run: it waits for the next, or nothing more can be done.
pub(super) async fn failed(work: &Work<'_>, tx: &mut WriteTx, again: bool) -> Result<(), Stop> {
    if again {
        media::set_progress(tx, work.media(), Stage::Waiting.as_str(), 0).await?;
        return Ok(());
    }
    refuse(work, tx, Refusal::Failed).await
}

/// A ratio as whole percent.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=100 first")]
pub(super) fn percent(ratio: f32) -> u8 {
    (ratio * 100.0).clamp(0.0, 100.0) as u8
}
