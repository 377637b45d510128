//! Media rows: a video from the moment its bytes have arrived, the stills and renditions made from it.

use grandstand_domain::{
    id::{AccountId, MediaId, PostId},
    media::{MediaState, Poster, Refusal, Rendition, Rung},
    post::{PostState, Visibility},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run, value},
    error::StoreError,
};

const INSERT: &str = "INSERT INTO media (id, account_id, state, original_key, original_bytes, duration_ms, width, height, stage, percent, created_at, updated_at) \
     VALUES ($1, $2, 'uploaded', $3, $4, 0, 0, 0, 'queued', 0, $5, $5)";
const GET: &str = "SELECT id, account_id, state, refusal, original_key, original_bytes, duration_ms, width, height, poster, inspection, stage, percent, created_at, updated_at \
     FROM media WHERE id = $1";
const OF_ACCOUNT: &str = "SELECT id, account_id, state, refusal, original_key, original_bytes, duration_ms, width, height, poster, inspection, stage, percent, created_at, updated_at \
     FROM media WHERE account_id = $1 ORDER BY id DESC LIMIT $2";
const ACCEPT: &str = "UPDATE media SET state = 'accepted', inspection = $2, duration_ms = $3, width = $4, height = $5, updated_at = $6 \
     WHERE id = $1 AND state IN ('uploaded', 'accepted')";
const POSTER: &str = "UPDATE media SET poster = $2, updated_at = $3 WHERE id = $1";
const STATE: &str = "UPDATE media SET state = $2, updated_at = $3 WHERE id = $1";
const REFUSE: &str =
    "UPDATE media SET state = 'refused', refusal = $2, stage = 'refused', percent = 0, updated_at = $3 WHERE id = $1";
const PROGRESS: &str = "UPDATE media SET stage = $2, percent = $3, updated_at = $4 WHERE id = $1";
const EMPTY: &str = "UPDATE media SET state = 'refused', original_key = '', original_bytes = 0, poster = NULL, updated_at = $2 WHERE id = $1";
const RENDITIONS: &str =
    "SELECT rung, width, height, bytes, bit_rate, codecs, sha256, object_key FROM rendition WHERE media_id = $1";
const PUT_RENDITION: &str = "INSERT INTO rendition (media_id, rung, width, height, bytes, bit_rate, codecs, sha256, object_key) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (media_id, rung) DO UPDATE SET width = excluded.width, height = excluded.height, \
     bytes = excluded.bytes, bit_rate = excluded.bit_rate, codecs = excluded.codecs, sha256 = excluded.sha256, object_key = excluded.object_key";
const DROP_RENDITIONS: &str = "DELETE FROM rendition WHERE media_id = $1";
const POSTS: &str = "SELECT id, visibility, state FROM post WHERE media_id = $1";
const UNPOSTED: &str = "SELECT m.id FROM media m WHERE m.original_key <> '' AND m.created_at <= $1 \
     AND NOT EXISTS (SELECT 1 FROM post p WHERE p.media_id = m.id AND p.state <> 'removed') ORDER BY m.id LIMIT $2";
const ACTIVE: &str =
    "SELECT CAST(1 AS BIGINT) FROM account WHERE id = $1 AND suspended_at IS NULL AND removed_at IS NULL";
const DURATION: &str = "UPDATE media SET duration_ms = $2, updated_at = $3 WHERE id = $1";

/// A video as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Media {
    /// Its id.
    pub id: MediaId,
    /// Whose it is.
    pub account: AccountId,
    /// Where it stands.
    pub state: MediaState,
    /// Why it was refused, if it was.
    pub refusal: Option<Refusal>,
    /// Where the original lies; never served. Empty once everything of this video has been removed.
    pub original_key: String,
    /// Size of the original.
    pub original_bytes: i64,
    /// Length in milliseconds; 0 until accepted.
    pub duration_ms: i64,
    /// Width as shown, in pixels; 0 until accepted.
    pub width: i64,
    /// Height as shown, in pixels; 0 until accepted.
    pub height: i64,
    /// The still, once there is one.
    pub poster: Option<Poster>,
    /// What intake found, as JSON that only the jobs read.
    pub inspection: Option<String>,
    /// What is being done with it: `queued`, `inspecting`, `first`, `ladder`, `waiting`, `complete`, `refused`, `failed`.
    pub stage: String,
    /// How far that is, 0 to 100, written from time to time.
    pub percent: i64,
    /// When its bytes had arrived.
    pub created_at: UnixMillis,
    /// When this row last changed.
    pub updated_at: UnixMillis,
}

impl Media {
    /// Whether its objects have been removed.
    pub fn is_removed(&self) -> bool {
        self.original_key.is_empty()
    }
}

/// A post that shows a video, as far as delivery must know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Showing {
    /// The post.
    #[sqlx(rename = "id", try_from = "i64")]
    pub post: PostId,
    /// Who may see it once published.
    #[sqlx(try_from = "String")]
    pub visibility: Visibility,
    /// Where it stands.
    #[sqlx(try_from = "String")]
    pub state: PostState,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    account_id: i64,
    state: String,
    refusal: Option<String>,
    original_key: String,
    original_bytes: i64,
    duration_ms: i64,
    width: i64,
    height: i64,
    poster: Option<String>,
    inspection: Option<String>,
    stage: String,
    percent: i64,
    created_at: i64,
    updated_at: i64,
}

#[derive(sqlx::FromRow)]
struct RenditionRow {
    rung: String,
    width: i64,
    height: i64,
    bytes: i64,
    bit_rate: i64,
    codecs: String,
    sha256: String,
    object_key: String,
}

fn corrupt(table: &'static str) -> impl Fn(&dyn std::fmt::Display) -> StoreError {
    move |why| StoreError::Corrupt { table, why: why.to_string() }
}

impl TryFrom<Row> for Media {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let bad = corrupt("media");
        Ok(Self {
            id: MediaId(row.id),
            account: AccountId(row.account_id),
            state: row.state.parse().map_err(|e| bad(&e))?,
            refusal: row.refusal.map(|r| r.parse()).transpose().map_err(|e| bad(&e))?,
            original_key: row.original_key,
            original_bytes: row.original_bytes,
            duration_ms: row.duration_ms,
            width: row.width,
            height: row.height,
            poster: row.poster.map(|p| serde_json::from_str(&p)).transpose().map_err(|e| bad(&e))?,
            inspection: row.inspection,
            stage: row.stage,
            percent: row.percent,
            created_at: UnixMillis(row.created_at),
            updated_at: UnixMillis(row.updated_at),
        })
    }
}

impl TryFrom<RenditionRow> for Rendition {
    type Error = StoreError;

    fn try_from(row: RenditionRow) -> Result<Self, StoreError> {
        let bad = corrupt("rendition");
        Ok(Self {
            rung: row.rung.parse::<Rung>().map_err(|e| bad(&e))?,
            width: u32::try_from(row.width).map_err(|e| bad(&e))?,
            height: u32::try_from(row.height).map_err(|e| bad(&e))?,
            bytes: u64::try_from(row.bytes).map_err(|e| bad(&e))?,
            bit_rate: u64::try_from(row.bit_rate).map_err(|e| bad(&e))?,
            codecs: row.codecs,
            sha256: row.sha256,
            key: row.object_key,
        })
    }
}

/// Stores a video whose bytes have arrived under `original_key`.
pub async fn insert(
    tx: &mut WriteTx,
    id: MediaId,
    account: AccountId,
    original_key: &str,
    original_bytes: i64,
) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, INSERT, id.0, account.0, original_key, original_bytes, now).map(drop)
}

/// The video under an id.
pub async fn get(tx: &mut ReadTx, id: MediaId) -> Result<Option<Media>, StoreError> {
    maybe!(tx, Row, GET, id.0)?.map(Media::try_from).transpose()
}

/// The latest videos of an account, newest first, posted or not.
pub async fn of_account(tx: &mut ReadTx, account: AccountId, limit: i64) -> Result<Vec<Media>, StoreError> {
    all!(tx, Row, OF_ACCOUNT, account.0, limit)?.into_iter().map(Media::try_from).collect()
}

/// Notes that intake accepted the video, and what it found.
pub async fn accept(
    tx: &mut WriteTx,
    id: MediaId,
    inspection: &str,
    duration_ms: i64,
    width: u32,
    height: u32,
) -> Result<(), StoreError> {
    let now = tx.now().0;
    let rows = run!(tx, ACCEPT, id.0, inspection, duration_ms, i64::from(width), i64::from(height), now)?;
    StoreError::touched(rows, "media", id)
}

/// Stores the still.
pub async fn set_poster(tx: &mut WriteTx, id: MediaId, poster: &Poster) -> Result<(), StoreError> {
    let now = tx.now().0;
    let json = serde_json::to_string(poster).map_err(|e| corrupt("media")(&e))?;
    StoreError::touched(run!(tx, POSTER, id.0, json, now)?, "media", id)
}

/// Moves the video to another state.
pub async fn set_state(tx: &mut WriteTx, id: MediaId, state: MediaState) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, STATE, id.0, state.as_str(), now)?, "media", id)
}

/// Notes that the video cannot be published, and why.
pub async fn refuse(tx: &mut WriteTx, id: MediaId, refusal: Refusal) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, REFUSE, id.0, refusal.as_str(), now)?, "media", id)
}

/// Notes how far the work is.
pub async fn set_progress(tx: &mut WriteTx, id: MediaId, stage: &str, percent: i64) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, PROGRESS, id.0, stage, percent, now)?, "media", id)
}

/// The finished renditions, smallest first.
pub async fn renditions(tx: &mut ReadTx, id: MediaId) -> Result<Vec<Rendition>, StoreError> {
    let rows = all!(tx, RenditionRow, RENDITIONS, id.0)?;
    let mut renditions = rows.into_iter().map(Rendition::try_from).collect::<Result<Vec<_>, _>>()?;
    renditions.sort_by_key(|r| r.rung);
    Ok(renditions)
}

/// Stores a finished rendition in place of any earlier one of its rung.
pub async fn put_rendition(tx: &mut WriteTx, id: MediaId, r: &Rendition) -> Result<(), StoreError> {
    let size = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let (width, height) = (i64::from(r.width), i64::from(r.height));
    let (bytes, rate) = (size(r.bytes), size(r.bit_rate));
    run!(tx, PUT_RENDITION, id.0, r.rung.as_str(), width, height, bytes, rate, &r.codecs, &r.sha256, &r.key).map(drop)
}

/// Notes that nothing of the video is kept any more: no original, no still, no renditions, no captions.
pub async fn empty(tx: &mut WriteTx, id: MediaId) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, DROP_RENDITIONS, id.0)?;
    crate::caption_track::delete_all(tx, id).await?;
    StoreError::touched(run!(tx, EMPTY, id.0, now)?, "media", id)
}

/// The posts that show a video, removed ones too.
pub async fn showings(tx: &mut ReadTx, id: MediaId) -> Result<Vec<Showing>, StoreError> {
    all!(tx, Showing, POSTS, id.0)
}

/// Videos older than `before` that no post shows and whose objects still stand.
pub async fn unposted(tx: &mut ReadTx, before: UnixMillis, limit: i64) -> Result<Vec<MediaId>, StoreError> {
    let rows = all!(tx, (i64,), UNPOSTED, before.0, limit)?;
    Ok(rows.into_iter().map(|(id,)| MediaId(id)).collect())
}

/// Whether the owner's account is neither suspended nor removed.
pub async fn owner_is_active(tx: &mut ReadTx, owner: AccountId) -> Result<bool, StoreError> {
    Ok(value!(tx, i64, ACTIVE, owner.0)?.is_some())
}

/// Stores the true length, known once every frame has been decoded.
pub async fn set_duration(tx: &mut WriteTx, id: MediaId, duration_ms: i64) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, DURATION, id.0, duration_ms, now)?, "media", id)
}
