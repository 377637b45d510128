//! Uploads: a file comes in, in as many pieces and over as many connections as it needs, and becomes a video that the
//! jobs work on.
//!
//! Bytes lie in the staging folder, the row says whose they are. When the last byte is safe the file goes to the object
//! store under a key that is never served, and the media row and its first job are stored in one transaction. Each step
//! can be repeated: a server that dies between two of them finds the file on the next request and goes on.

use std::path::Path;

use bytes::Bytes;
use futures_util::Stream;
use grandstand_domain::{
    account::Actor,
    acting::Deed,
    id::{AccountId, MediaId},
    invalid::Invalid,
    media::Refusal,
    text,
    time::{DAY, HOUR, UnixMillis},
};
use grandstand_media::{MediaError, StagingError};
use grandstand_store::{ReadTx, media, upload as rows};

pub use grandstand_media::Checksum;
pub use grandstand_store::upload::Upload;

use crate::{
    acting::{self, Doer},
    ctx::Ctx,
    error::AppError,
    jobs::{self, Kind},
};

/// How long an upload that nobody continues is kept.
const KEPT: i64 = DAY;

/// Why an upload step did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// As for every use case.
    #[error(transparent)]
    App(#[from] AppError),
    /// The request starts somewhere else than the upload ends.
    #[error("the upload ends at {at}")]
    WrongOffset {
        /// Where it ends.
        at: u64,
    },
    /// Another request is writing to it.
    #[error("another request is writing to this upload")]
    Busy,
    /// The bytes did not match their checksum and were thrown away.
    #[error("the checksum does not match")]
    ChecksumMismatch,
    /// The file, or what is sent of it, is larger than allowed or announced.
    #[error("larger than {most} bytes")]
    TooLarge {
        /// The most that is taken.
        most: u64,
    },
    /// The account keeps as much as it may.
    #[error("the account's quota is used up")]
    Quota,
    /// The connection broke off; what had arrived is kept.
    #[error("broken off at {at}")]
    Interrupted {
        /// Where the upload ends now.
        at: u64,
    },
    /// This host has no room at the moment.
    #[error("no room on the disk")]
    DiskFull,
}

impl From<StagingError> for UploadError {
    fn from(error: StagingError) -> Self {
        match error {
            StagingError::NotFound => Self::App(AppError::NotFound),
            StagingError::Locked => Self::Busy,
            StagingError::WrongOffset { actual } => Self::WrongOffset { at: actual },
            StagingError::PastLimit => Self::TooLarge { most: 0 },
            StagingError::ChecksumMismatch => Self::ChecksumMismatch,
            StagingError::Interrupted { offset } => Self::Interrupted { at: offset },
            StagingError::DiskFull => Self::DiskFull,
            other => Self::App(AppError::internal(other)),
        }
    }
}

impl From<grandstand_store::StoreError> for UploadError {
    fn from(error: grandstand_store::StoreError) -> Self {
        Self::App(error.into())
    }
}

impl From<MediaError> for UploadError {
    fn from(error: MediaError) -> Self {
        Self::App(AppError::Unavailable(error.to_string()))
    }
}

impl From<UploadError> for AppError {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::App(error) => error,
            UploadError::WrongOffset { .. } => Self::Conflict("upload-offset"),
            UploadError::Busy => Self::Conflict("upload-busy"),
            UploadError::ChecksumMismatch => Self::Conflict("upload-checksum"),
            UploadError::TooLarge { most } => {
                Self::Invalid(Invalid::limit("file", "upload-too-large", i64::try_from(most >> 20).unwrap_or(i64::MAX)))
            }
            UploadError::Quota => Self::Conflict("upload-quota"),
            UploadError::Interrupted { .. } => Self::Conflict("upload-interrupted"),
            UploadError::DiskFull => Self::Unavailable("no room for uploads".to_owned()),
        }
    }
}

/// How far an upload is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The row.
    pub upload: Upload,
    /// How many bytes are safe.
    pub offset: u64,
    /// What it became, once complete.
    pub media: Option<MediaId>,
}

/// Announces a file of `length` bytes.
///
/// # Errors
/// `Forbidden` for an account that may not post, [`UploadError::TooLarge`], [`UploadError::Quota`], `DiskFull`, and
/// `TooMany` with too many unfinished uploads.
pub async fn create(ctx: &Ctx, who: impl Into<Doer>, length: u64, name: &str) -> Result<Upload, UploadError> {
    let upload = announce(ctx, &who.into(), length, name).await?;
    ctx.staging.create(&upload.id, length).await?;
    Ok(upload)
}

async fn announce(ctx: &Ctx, doer: &Doer, length: u64, name: &str) -> Result<Upload, UploadError> {
    let actor = doer.whom();
    if !actor.role.may_post() {
        return Err(AppError::Forbidden.into());
    }
    let most = ctx.settings.upload_most_bytes;
    if length > most {
        return Err(UploadError::TooLarge { most });
    }
    let length = i64::try_from(length).map_err(|_| UploadError::TooLarge { most })?;
    let mut tx = ctx.begin_write().await?;
    if rows::open_count(&mut tx, actor.account).await? >= i64::from(ctx.settings.uploads_open_most) {
        return Err(AppError::TooMany { retry_after_s: 60 }.into());
    }
    if length > room(ctx, &mut tx, actor.account).await? {
        return Err(UploadError::Quota);
    }
    let upload = Upload {
        id: hex(&ctx.random::<16>()),
        account: actor.account,
        length,
        name: text::clean_line(name).chars().take(200).collect(),
        created_at: tx.now(),
        expires_at: tx.now().plus(KEPT),
        media: None,
    };
    rows::insert(&mut tx, &upload).await?;
    // The film it becomes is not known yet; the record tells that one was brought in.
    acting::done(ctx, &mut tx, doer, Deed::Upload, 0).await?;
    tx.commit().await?;
    Ok(upload)
}

/// Bytes an account may still send.
async fn room(ctx: &Ctx, tx: &mut ReadTx, account: AccountId) -> Result<i64, UploadError> {
    let quota = i64::try_from(ctx.settings.quota_bytes).unwrap_or(i64::MAX);
    Ok(quota.saturating_sub(rows::bytes_kept(tx, account).await?))
}

/// The actor's own upload that is not over. Of all others nobody learns that they exist.
async fn own(ctx: &Ctx, actor: &Actor, id: &str) -> Result<Upload, UploadError> {
    let mut tx = ctx.begin_read().await?;
    let upload = rows::get(&mut tx, id).await?.filter(|u| u.account == actor.account);
    let upload = upload.ok_or(AppError::NotFound)?;
    if upload.media.is_none() && upload.expires_at <= ctx.now() {
        return Err(AppError::NotFound.into());
    }
    Ok(upload)
}

/// How far an upload of the actor's is. One whose bytes are all here but that a stopped server did not finish is
/// finished now.
pub async fn status(ctx: &Ctx, actor: &Actor, id: &str) -> Result<Status, UploadError> {
    let upload = own(ctx, actor, id).await?;
    if upload.media.is_some() {
        return Ok(Status { offset: length_of(&upload), media: upload.media, upload });
    }
    let offset = ctx.staging.length(id).await?;
    let media = if offset == length_of(&upload) { Some(finish(ctx, &upload).await?) } else { None };
    Ok(Status { upload, offset, media })
}

/// Appends bytes at `offset`. When the last one is safe the upload becomes a video.
///
/// # Errors
/// Those of [`UploadError`]; `Interrupted` keeps what had arrived.
pub async fn append<E>(
    ctx: &Ctx,
    actor: &Actor,
    id: &str,
    offset: u64,
    body: impl Stream<Item = Result<Bytes, E>> + Send,
    checksum: Option<Checksum>,
) -> Result<Status, UploadError> {
    let mut upload = own(ctx, actor, id).await?;
    let length = length_of(&upload);
    if upload.media.is_some() {
        let at = length;
        return if offset == at {
            Ok(Status { media: upload.media, offset, upload })
        } else {
            Err(UploadError::WrongOffset { at })
        };
    }
    let end = match ctx.staging.append(id, offset, body, length, checksum).await {
        Err(StagingError::PastLimit) => return Err(UploadError::TooLarge { most: length }),
        other => other?,
    };
    let media = if end == length { Some(finish(ctx, &upload).await?) } else { None };
    let expires_at = ctx.now().plus(KEPT);
    if media.is_none() && expires_at.since(upload.expires_at) > HOUR {
        let mut tx = ctx.begin_write().await?;
        rows::extend(&mut tx, id, expires_at).await?;
        tx.commit().await?;
        upload.expires_at = expires_at;
    }
    Ok(Status { upload, offset: end, media })
}

/// Ends an upload. One that has become a video which no post shows takes the video with it.
pub async fn terminate(ctx: &Ctx, actor: &Actor, id: &str) -> Result<(), UploadError> {
    let upload = own(ctx, actor, id).await?;
    ctx.staging.delete(id).await?;
    let mut tx = ctx.begin_write().await?;
    rows::delete(&mut tx, id).await?;
    if let Some(media) = upload.media
        && media::showings(&mut tx, media).await?.is_empty()
    {
        jobs::enqueue(ctx, &mut tx, Kind::RemoveMedia, Some(upload.account), media.0).await?;
    }
    tx.commit().await?;
    if upload.media.is_none() {
        ctx.objects.delete(&original_key(ctx, id)).await?;
    }
    Ok(())
}

/// The video that an upload of the actor's became, for the form that posts it.
///
/// # Errors
/// `NotFound` for others' and unknown uploads, `Conflict("upload-unfinished")` while bytes are missing.
pub async fn media_of(ctx: &Ctx, actor: &Actor, id: &str) -> Result<MediaId, AppError> {
    status(ctx, actor, id).await?.media.ok_or(AppError::Conflict("upload-unfinished"))
}

/// Takes a whole file from a stream of unknown length (the form without scripts) and makes it a video.
pub async fn whole<E>(
    ctx: &Ctx,
    who: impl Into<Doer>,
    name: &str,
    body: impl Stream<Item = Result<Bytes, E>> + Send,
) -> Result<MediaId, UploadError> {
    let doer = who.into();
    let mut upload = create(ctx, &doer, 0, name).await?;
    let most = {
        let mut tx = ctx.begin_read().await?;
        u64::try_from(room(ctx, &mut tx, doer.whom().account).await?).unwrap_or(0)
    };
    let (limit, over) = if most < ctx.settings.upload_most_bytes {
        (most, UploadError::Quota)
    } else {
        (ctx.settings.upload_most_bytes, UploadError::TooLarge { most: ctx.settings.upload_most_bytes })
    };
    let end = match ctx.staging.append(&upload.id, 0, body, limit, None).await {
        Ok(end) => end,
        Err(error) => {
            forget(ctx, &upload).await?;
            return Err(if matches!(error, StagingError::PastLimit) { over } else { error.into() });
        }
    };
    upload.length = i64::try_from(end).unwrap_or(i64::MAX);
    finish(ctx, &upload).await
}

/// Takes a finished file of this host (a sample film). The file may be linked rather than copied, so it must not be
/// written to afterwards; removing it is fine.
pub async fn whole_file(ctx: &Ctx, actor: &Actor, name: &str, file: &Path) -> Result<MediaId, UploadError> {
    let size = tokio::fs::metadata(file).await.map_err(AppError::internal)?.len();
    let mut upload = announce(ctx, &actor.into(), 0, name).await?;
    upload.length = i64::try_from(size).unwrap_or(i64::MAX);
    ctx.objects.put_file(&original_key(ctx, &upload.id), file, ORIGINAL_TYPE).await?;
    settle(ctx, &upload).await
}

const ORIGINAL_TYPE: &str = "application/octet-stream";

/// All bytes are here: keeps them as an original and makes them a video.
async fn finish(ctx: &Ctx, upload: &Upload) -> Result<MediaId, UploadError> {
    let file = ctx.staging.path(&upload.id)?;
    if upload.length > 0
        && let Err(error) = ctx.objects.put_file(&original_key(ctx, &upload.id), &file, ORIGINAL_TYPE).await
    {
        // Another request may have finished it just before.
        let mut tx = ctx.begin_read().await?;
        let known = rows::get(&mut tx, &upload.id).await?.and_then(|u| u.media);
        return known.ok_or_else(|| error.into());
    }
    let media = settle(ctx, upload).await?;
    match ctx.staging.delete(&upload.id).await {
        Ok(()) => {}
        // The sweep takes it later.
        Err(error) => tracing::warn!(%error, "the staged file of a finished upload was left"),
    }
    Ok(media)
}

/// Stores the video, its first job and the end of the upload, or finds that this has been done.
async fn settle(ctx: &Ctx, upload: &Upload) -> Result<MediaId, UploadError> {
    let id = MediaId(ctx.id());
    let mut tx = ctx.begin_write().await?;
    if let Some(done) = rows::get(&mut tx, &upload.id).await?.and_then(|u| u.media) {
        return Ok(done);
    }
    if upload.length == 0 {
        media::insert(&mut tx, id, upload.account, "", 0).await?;
        media::refuse(&mut tx, id, Refusal::Empty).await?;
    } else {
        media::insert(&mut tx, id, upload.account, &original_key(ctx, &upload.id), upload.length).await?;
        jobs::enqueue(ctx, &mut tx, Kind::Intake, Some(upload.account), id.0).await?;
    }
    match rows::finish(&mut tx, &upload.id, id).await {
        Ok(()) => {}
        Err(grandstand_store::StoreError::NotFound { .. }) => {
            drop(tx);
            let mut tx = ctx.begin_read().await?;
            let done = rows::get(&mut tx, &upload.id).await?.and_then(|u| u.media);
            return Ok(done.ok_or(AppError::NotFound)?);
        }
        Err(error) => return Err(error.into()),
    }
    tx.commit().await?;
    tracing::info!(media = id.0, bytes = upload.length, "an upload is complete");
    Ok(id)
}

/// Throws uploads away whose time is over, bytes first. Returns how many.
pub(crate) async fn expire(ctx: &Ctx, now: UnixMillis) -> Result<usize, UploadError> {
    let over = {
        let mut tx = ctx.begin_read().await?;
        rows::expired(&mut tx, now, 500).await?
    };
    let mut gone = 0;
    for upload in &over {
        match forget(ctx, upload).await {
            Ok(()) => gone += 1,
            Err(UploadError::Busy) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(gone)
}

async fn forget(ctx: &Ctx, upload: &Upload) -> Result<(), UploadError> {
    ctx.staging.delete(&upload.id).await?;
    if upload.media.is_none() {
        ctx.objects.delete(&original_key(ctx, &upload.id)).await?;
    }
    let mut tx = ctx.begin_write().await?;
    rows::delete(&mut tx, &upload.id).await?;
    tx.commit().await?;
    Ok(())
}

/// Where an upload's original goes. The same each time it is asked, so that a step done twice leaves one object, and
/// without the master key nobody finds it.
fn original_key(ctx: &Ctx, upload: &str) -> String {
    format!("original/{}", hex(&ctx.key(&format!("original {upload}"))[..20]))
}

fn length_of(upload: &Upload) -> u64 {
    u64::try_from(upload.length).unwrap_or(0)
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |text, b| text + &format!("{b:02x}"))
}
