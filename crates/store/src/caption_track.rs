//! Caption tracks: the spoken words of a video, one WebVTT file per language.

use grandstand_domain::{id::MediaId, time::UnixMillis};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run},
    error::StoreError,
};

const PUT: &str = "INSERT INTO caption_track (media_id, language, source, vtt, updated_at) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (media_id, language) DO UPDATE SET source = excluded.source, vtt = excluded.vtt, updated_at = excluded.updated_at";
const GET: &str =
    "SELECT media_id, language, source, vtt, updated_at FROM caption_track WHERE media_id = $1 AND language = $2";
const LIST: &str =
    "SELECT media_id, language, source, '' AS vtt, updated_at FROM caption_track WHERE media_id = $1 ORDER BY language";
const DELETE: &str = "DELETE FROM caption_track WHERE media_id = $1 AND language = $2";
const DELETE_ALL: &str = "DELETE FROM caption_track WHERE media_id = $1";

/// A caption track.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CaptionTrack {
    /// The video.
    #[sqlx(rename = "media_id", try_from = "i64")]
    pub media: MediaId,
    /// BCP 47 language.
    pub language: String,
    /// Who made it: `author` (a file of theirs) or `embedded` (found in the video).
    pub source: String,
    /// The file, as `webvtt::write` writes it. Empty in [`list`].
    pub vtt: String,
    /// When it last changed.
    #[sqlx(try_from = "i64")]
    pub updated_at: UnixMillis,
}

/// Stores a track in place of any earlier one of its language.
pub async fn put(tx: &mut WriteTx, media: MediaId, language: &str, source: &str, vtt: &str) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, PUT, media.0, language, source, vtt, now).map(drop)
}

/// The track of a language.
pub async fn get(tx: &mut ReadTx, media: MediaId, language: &str) -> Result<Option<CaptionTrack>, StoreError> {
    maybe!(tx, CaptionTrack, GET, media.0, language)
}

/// Every track of a video, without its text, by language.
pub async fn list(tx: &mut ReadTx, media: MediaId) -> Result<Vec<CaptionTrack>, StoreError> {
    all!(tx, CaptionTrack, LIST, media.0)
}

/// Takes a track away.
pub async fn delete(tx: &mut WriteTx, media: MediaId, language: &str) -> Result<u64, StoreError> {
    run!(tx, DELETE, media.0, language)
}

/// Takes every track of a video away.
pub async fn delete_all(tx: &mut WriteTx, media: MediaId) -> Result<u64, StoreError> {
    run!(tx, DELETE_ALL, media.0)
}
