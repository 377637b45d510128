//! One claimed job in the hands of a worker: its lease, its folder and the ways it can end.

use std::path::{Path, PathBuf};

use grandstand_domain::{
    id::MediaId,
    media::{Poster, Rendition},
    time::UnixMillis,
};
use grandstand_media::MediaError;
use grandstand_store::{ReadTx, StoreError, WriteTx, job, media};

use super::{LEASE, RENEW, scratch::Scratch};
use crate::{
    ctx::Ctx,
    delivery,
    error::AppError,
    progress::{At, Stage},
};

/// Why a job stopped before its end.
#[derive(Debug)]
pub(super) enum Stop {
    /// The lease ran out and another worker has the job: leave everything to it.
    Lost,
    /// The video was removed meanwhile: there is nothing left to work on.
    Gone,
    /// It did not work; the words are for the log and the row.
    Failed(String),
    /// It is to be done later, and this start shall not count; the words are for the log and the row.
    Later(UnixMillis, String),
}

impl From<AppError> for Stop {
    fn from(error: AppError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound { table: "job", .. } => Self::Lost,
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<MediaError> for Stop {
    fn from(error: MediaError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<std::io::Error> for Stop {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// A claimed job.
pub(super) struct Work<'a> {
    pub(super) ctx: &'a Ctx,
    pub(super) job: &'a job::Job,
    scratch: &'a Scratch,
    folder: PathBuf,
}

impl<'a> Work<'a> {
    pub(super) fn new(ctx: &'a Ctx, job: &'a job::Job, scratch: &'a Scratch) -> Self {
        Self { ctx, job, scratch, folder: scratch.folder_of(job.id.0) }
    }

    /// The name under which the job is held.
    pub(super) fn worker(&self) -> &str {
        self.scratch.name()
    }

    /// The media that the job concerns.
    pub(super) fn media(&self) -> MediaId {
        MediaId(self.job.subject_id)
    }

    /// An empty folder for this run's files.
    pub(super) async fn folder(&self) -> Result<&Path, Stop> {
        tokio::fs::create_dir_all(&self.folder).await?;
        Ok(&self.folder)
    }

    /// Removes this run's files.
    pub(super) async fn tidy(&self) {
        let _ = tokio::fs::remove_dir_all(&self.folder).await;
        self.ctx.progress.clear(self.media());
    }

    /// Starts a transaction that holds only if this worker still has the job, and renews its lease.
    pub(super) async fn write(&self) -> Result<WriteTx, Stop> {
        let mut tx = self.ctx.begin_write().await?;
        let until = tx.now().plus(LEASE);
        job::renew(&mut tx, self.job.id, self.worker(), until).await?;
        Ok(tx)
    }

    /// Stores the last results and takes the job away, both or neither.
    pub(super) async fn finish(&self, mut tx: WriteTx) -> Result<(), Stop> {
        job::finish(&mut tx, self.job.id, self.worker()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// As [`Self::write`], and holds only while the video has not been removed.
    pub(super) async fn write_film(&self) -> Result<WriteTx, Stop> {
        let mut tx = self.write().await?;
        let stands = media::get(&mut tx, self.media()).await?.is_some_and(|m| !m.is_removed());
        if stands { Ok(tx) } else { Err(Stop::Gone) }
    }

    /// The video's row; none once it has been removed.
    pub(super) async fn row(&self) -> Result<Option<media::Media>, Stop> {
        let mut tx = self.ctx.begin_read().await?;
        Ok(media::get(&mut tx, self.media()).await?.filter(|m| !m.is_removed()))
    }

    /// Ends the job of a removed video and takes away what this run may have stored since.
    pub(super) async fn gone(&self) -> Result<(), Stop> {
        self.sweep_objects().await?;
        let tx = self.write().await?;
        self.finish(tx).await
    }

    /// Renews the lease from time to time; returns when it is lost or when the work has become useless.
    pub(super) async fn keep(&self, of_film: bool) -> Stop {
        loop {
            tokio::time::sleep(RENEW).await;
            let renewed = async {
                let tx = if of_film { self.write_film().await? } else { self.write().await? };
                tx.commit().await?;
                Ok::<_, Stop>(())
            };
            match renewed.await {
                Err(stop @ (Stop::Lost | Stop::Gone)) => return stop,
                // A busy database is no reason to throw an hour's work away; the next renewal or `finish` decides.
                Err(Stop::Later(..)) | Ok(()) => {}
                Err(Stop::Failed(error)) => tracing::warn!(job = self.job.id.0, error, "a lease could not be renewed"),
            }
        }
    }

    /// Puts the job back until a moment, as if it had not been started.
    pub(super) async fn put_off(&self, at: UnixMillis, why: &str) -> Result<(), Stop> {
        let mut tx = self.write().await?;
        job::put_off(&mut tx, self.job.id, self.worker(), at, why).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Says how far the film is: at once on the board, coarsely in the row by [`Self::note`].
    pub(super) fn tell(&self, stage: Stage, percent: u8) {
        self.ctx.progress.tell(self.media(), At { stage, percent });
    }

    /// Writes how far the film is every few seconds while `step` runs.
    pub(super) async fn noting<T>(&self, step: impl Future<Output = T>) -> T {
        let mut step = std::pin::pin!(step);
        let mut noted = None;
        loop {
            tokio::select! {
                done = &mut step => return done,
                () = tokio::time::sleep(std::time::Duration::from_secs(4)) => {}
            }
            let now = self.ctx.progress.now(self.media());
            if now != noted
                && let Some(at) = now
            {
                noted = now;
                // Lost or busy: the renewal and the final transaction see to it.
                let _ = self.note(at).await;
            }
        }
    }

    async fn note(&self, at: At) -> Result<(), Stop> {
        let mut tx = self.write().await?;
        media::set_progress(&mut tx, self.media(), at.stage.as_str(), i64::from(at.percent)).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The original as a file on this host.
    pub(super) async fn original(&self, row: &media::Media) -> Result<PathBuf, Stop> {
        let scratch = self.folder().await?.join("original");
        Ok(self.ctx.objects.fetch(&row.original_key, &scratch).await?)
    }

    /// Removes objects of the media that no row names: what an earlier run left that was killed between storing a file
    /// and storing its row.
    pub(super) async fn sweep_objects(&self) -> Result<(), Stop> {
        let (ctx, id) = (self.ctx, self.media());
        let found = ctx.objects.list(&delivery::folder(ctx, id)).await?;
        if found.is_empty() {
            return Ok(());
        }
        let known = {
            let mut tx = ctx.begin_read().await?;
            known_keys(&mut tx, id).await?
        };
        for object in found.into_iter().filter(|o| !known.contains(&o.key)) {
            ctx.objects.delete(&object.key).await?;
        }
        Ok(())
    }
}

/// Every key that the rows of a media name.
pub(super) async fn known_keys(tx: &mut ReadTx, id: MediaId) -> Result<Vec<String>, StoreError> {
    let mut keys: Vec<String> = media::renditions(tx, id).await?.into_iter().map(|r: Rendition| r.key).collect();
    if let Some(Poster { webp_key, jpeg_key, .. }) = media::get(tx, id).await?.and_then(|m| m.poster) {
        keys.extend([webp_key, jpeg_key]);
    }
    Ok(keys)
}
