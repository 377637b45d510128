//! Uploads: files on their way here. Their bytes lie in the staging folder; these rows say whose they are, how long
//! they will be, until when they are kept and what became of them.

use grandstand_domain::{
    id::{AccountId, MediaId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run, value},
    error::StoreError,
};

const INSERT: &str =
    "INSERT INTO upload (id, account_id, length, name, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
const GET: &str =
    "SELECT id, account_id, length, name, created_at, expires_at, finished_at, media_id FROM upload WHERE id = $1";
const FINISH: &str = "UPDATE upload SET finished_at = $2, media_id = $3 WHERE id = $1 AND finished_at IS NULL";
const EXTEND: &str = "UPDATE upload SET expires_at = $2 WHERE id = $1 AND finished_at IS NULL";
const DELETE: &str = "DELETE FROM upload WHERE id = $1";
const EXPIRED: &str = "SELECT id, account_id, length, name, created_at, expires_at, finished_at, media_id FROM upload \
     WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2";
// `SUM(bigint)` is NUMERIC on PostgreSQL.
const KEPT: &str = "SELECT CAST(COALESCE((SELECT SUM(length) FROM upload WHERE account_id = $1 AND finished_at IS NULL), 0) + \
     COALESCE((SELECT SUM(original_bytes) FROM media WHERE account_id = $1), 0) AS BIGINT)";
const OPEN: &str = "SELECT COUNT(*) FROM upload WHERE account_id = $1 AND finished_at IS NULL";

/// A file on its way, or one that has arrived a short while ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its name in addresses: unguessable.
    pub id: String,
    /// Whose it is. Nobody else may know that it exists.
    pub account: AccountId,
    /// How many bytes it will have.
    pub length: i64,
    /// The file's name on the sender's device. Shown to its owner only.
    pub name: String,
    /// When it was announced.
    pub created_at: UnixMillis,
    /// When it is thrown away, unless it goes on.
    pub expires_at: UnixMillis,
    /// What it became, once all bytes had arrived.
    pub media: Option<MediaId>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    account_id: i64,
    length: i64,
    name: String,
    created_at: i64,
    expires_at: i64,
    media_id: Option<i64>,
}

impl From<Row> for Upload {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            account: AccountId(row.account_id),
            length: row.length,
            name: row.name,
            created_at: UnixMillis(row.created_at),
            expires_at: UnixMillis(row.expires_at),
            media: row.media_id.map(MediaId),
        }
    }
}

/// Stores an announced upload.
pub async fn insert(tx: &mut WriteTx, upload: &Upload) -> Result<(), StoreError> {
    let u = upload;
    run!(tx, INSERT, &u.id, u.account.0, u.length, &u.name, u.created_at.0, u.expires_at.0).map(drop)
}

/// The upload under an id.
pub async fn get(tx: &mut ReadTx, id: &str) -> Result<Option<Upload>, StoreError> {
    Ok(maybe!(tx, Row, GET, id)?.map(Upload::from))
}

/// Notes that all bytes have arrived and what they became. `NotFound` when that was noted before.
pub async fn finish(tx: &mut WriteTx, id: &str, media: MediaId) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, FINISH, id, now, media.0)?, "upload", id)
}

/// Keeps an unfinished upload until `expires_at`.
pub async fn extend(tx: &mut WriteTx, id: &str, expires_at: UnixMillis) -> Result<(), StoreError> {
    run!(tx, EXTEND, id, expires_at.0).map(drop)
}

/// Forgets an upload.
pub async fn delete(tx: &mut WriteTx, id: &str) -> Result<(), StoreError> {
    run!(tx, DELETE, id).map(drop)
}

/// Uploads, finished or not, whose time is over at `now`.
pub async fn expired(tx: &mut ReadTx, now: UnixMillis, limit: i64) -> Result<Vec<Upload>, StoreError> {
    Ok(all!(tx, Row, EXPIRED, now.0, limit)?.into_iter().map(Upload::from).collect())
}

/// Bytes an account keeps here: the announced lengths of its unfinished uploads and its originals.
pub async fn bytes_kept(tx: &mut ReadTx, account: AccountId) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, KEPT, account.0)?.unwrap_or(0))
}

/// How many uploads of an account are not finished.
pub async fn open_count(tx: &mut ReadTx, account: AccountId) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, OPEN, account.0)?.unwrap_or(0))
}
