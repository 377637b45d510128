//! Clips at stations: whose they are, how they stand, and the one upload each may make.

use grandstand_domain::{
    capture::CaptureState,
    id::{AccountId, CaptureId, MediaId, PostId, StationId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, station_id, code, account_id, state, upload_id, media_id, post_id, expires_at FROM capture ",
            $rest
        )
    };
}

const INSERT: &str = "INSERT INTO capture (id, station_id, code, state, created_at, expires_at, changed_at) \
     VALUES ($1, $2, $3, 'shown', $4, $5, $4)";
const GET: &str = columns!("WHERE id = $1");
const BY_CODE: &str = columns!("WHERE code = $1");
const SHOWN_AT: &str =
    columns!("WHERE station_id = $1 AND state = 'shown' AND expires_at > $2 ORDER BY id DESC LIMIT 1");
const OF_ACCOUNT: &str = columns!("WHERE account_id = $1 AND state IN ('agreed', 'arrived') ORDER BY id DESC");
const OVER: &str =
    columns!("WHERE state IN ('shown', 'agreed', 'arrived') AND expires_at <= $1 ORDER BY expires_at LIMIT $2");
const CHANGE: &str = "UPDATE capture SET state = $3, account_id = COALESCE($4, account_id), media_id = COALESCE($5, media_id), \
     post_id = COALESCE($6, post_id), expires_at = $7, changed_at = $8 WHERE id = $1 AND state = $2";
const BIND: &str = "UPDATE capture SET upload_id = $2 WHERE id = $1 AND state = 'agreed'";

/// A stored clip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// Its id.
    pub id: CaptureId,
    /// At which station.
    pub station: StationId,
    /// The code that is read by a phone.
    pub code: String,
    /// Whose it is, once they have agreed.
    pub account: Option<AccountId>,
    /// How it stands.
    pub state: CaptureState,
    /// The one upload.
    pub upload: Option<String>,
    /// What that became.
    pub media: Option<MediaId>,
    /// The draft that it is now.
    pub post: Option<PostId>,
    /// When it is over unless it goes on.
    pub expires_at: UnixMillis,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    station_id: i64,
    code: String,
    account_id: Option<i64>,
    #[sqlx(try_from = "String")]
    state: CaptureState,
    upload_id: Option<String>,
    media_id: Option<i64>,
    post_id: Option<i64>,
    expires_at: i64,
}

impl From<Row> for Capture {
    fn from(row: Row) -> Self {
        Self {
            id: CaptureId(row.id),
            station: StationId(row.station_id),
            code: row.code,
            account: row.account_id.map(AccountId),
            state: row.state,
            upload: row.upload_id,
            media: row.media_id.map(MediaId),
            post: row.post_id.map(PostId),
            expires_at: UnixMillis(row.expires_at),
        }
    }
}

/// What changes when a clip goes on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Step {
    /// Whose it becomes.
    pub account: Option<AccountId>,
    /// What arrived.
    pub media: Option<MediaId>,
    /// The draft it became.
    pub post: Option<PostId>,
}

/// Stores a clip whose code is shown.
pub async fn insert(tx: &mut WriteTx, c: &Capture) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, INSERT, c.id.0, c.station.0, &c.code, now, c.expires_at.0).map(drop)
}

/// The clip of an id.
pub async fn get(tx: &mut ReadTx, id: CaptureId) -> Result<Option<Capture>, StoreError> {
    Ok(maybe!(tx, Row, GET, id.0)?.map(Capture::from))
}

/// The clip of a code.
pub async fn by_code(tx: &mut ReadTx, code: &str) -> Result<Option<Capture>, StoreError> {
    Ok(maybe!(tx, Row, BY_CODE, code)?.map(Capture::from))
}

/// The clip whose code a station shows.
pub async fn shown_at(tx: &mut ReadTx, station: StationId, now: UnixMillis) -> Result<Option<Capture>, StoreError> {
    Ok(maybe!(tx, Row, SHOWN_AT, station.0, now.0)?.map(Capture::from))
}

/// Somebody's clips that are on their way or wait for their word, the latest first.
pub async fn of_account(tx: &mut ReadTx, account: AccountId) -> Result<Vec<Capture>, StoreError> {
    Ok(all!(tx, Row, OF_ACCOUNT, account.0)?.into_iter().map(Capture::from).collect())
}

/// Clips whose time is over.
pub async fn over(tx: &mut ReadTx, now: UnixMillis, limit: i64) -> Result<Vec<Capture>, StoreError> {
    Ok(all!(tx, Row, OVER, now.0, limit)?.into_iter().map(Capture::from).collect())
}

/// Moves a clip on from the state it is known to be in. `NotFound` when somebody else has moved it on already.
pub async fn change(
    tx: &mut WriteTx,
    c: &Capture,
    to: CaptureState,
    expires_at: UnixMillis,
    step: Step,
) -> Result<(), StoreError> {
    let (now, from, to) = (tx.now().0, c.state.as_str(), to.as_str());
    let (account, media, post) = (step.account.map(|a| a.0), step.media.map(|m| m.0), step.post.map(|p| p.0));
    let rows = run!(tx, CHANGE, c.id.0, from, to, account, media, post, expires_at.0, now)?;
    StoreError::touched(rows, "capture", c.id)
}

/// Notes the one upload of a clip; `NotFound` when it may have none any more.
pub async fn bind(tx: &mut WriteTx, id: CaptureId, upload: &str) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, BIND, id.0, upload)?, "capture", id)
}
