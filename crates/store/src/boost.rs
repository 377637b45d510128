//! Editors' lifts.

use grandstand_domain::{
    id::{AccountId, BoostId, PostId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, post_id, by_id, why, why_cy, lift, created_at, until, ended_at, ended_by FROM boost ",
            $rest
        )
    };
}

const INSERT: &str = "INSERT INTO boost (id, post_id, by_id, why, why_cy, lift, created_at, until) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const GET: &str = columns!("WHERE id = $1");
const LIST: &str = columns!("ORDER BY created_at DESC, id DESC LIMIT $1");
const RUNNING: &str = columns!("WHERE ended_at IS NULL AND until > $1 ORDER BY created_at DESC, id DESC LIMIT $2");
const END: &str = "UPDATE boost SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL AND until > $2";

/// A stored lift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boost {
    /// Its id.
    pub id: BoostId,
    /// What is lifted.
    pub post: PostId,
    /// Who lifted it.
    pub by: AccountId,
    /// Why, for everyone to read.
    pub why: String,
    /// The same in Welsh; empty for none.
    pub why_cy: String,
    /// How much, in thousandths of a point.
    pub lift: u32,
    /// When it began.
    pub created_at: UnixMillis,
    /// When it ends at the latest.
    pub until: UnixMillis,
    /// When it was ended before that.
    pub ended_at: Option<UnixMillis>,
    /// By whom.
    pub ended_by: Option<AccountId>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    post_id: i64,
    by_id: i64,
    why: String,
    why_cy: String,
    lift: i64,
    created_at: i64,
    until: i64,
    ended_at: Option<i64>,
    ended_by: Option<i64>,
}

impl From<Row> for Boost {
    fn from(row: Row) -> Self {
        Self {
            id: BoostId(row.id),
            post: PostId(row.post_id),
            by: AccountId(row.by_id),
            why: row.why,
            why_cy: row.why_cy,
            lift: u32::try_from(row.lift).unwrap_or_default(),
            created_at: UnixMillis(row.created_at),
            until: UnixMillis(row.until),
            ended_at: row.ended_at.map(UnixMillis),
            ended_by: row.ended_by.map(AccountId),
        }
    }
}

impl Boost {
    /// Whether it is in force at a moment.
    pub fn holds(&self, now: UnixMillis) -> bool {
        self.ended_at.is_none() && self.until > now
    }
}

/// Stores a lift.
pub async fn insert(tx: &mut WriteTx, b: &Boost) -> Result<(), StoreError> {
    let lift = i64::from(b.lift);
    run!(tx, INSERT, b.id.0, b.post.0, b.by.0, &b.why, &b.why_cy, lift, b.created_at.0, b.until.0).map(drop)
}

/// The lift of an id.
pub async fn get(tx: &mut ReadTx, id: BoostId) -> Result<Option<Boost>, StoreError> {
    Ok(maybe!(tx, Row, GET, id.0)?.map(Boost::from))
}

/// The latest lifts, newest first.
pub async fn list(tx: &mut ReadTx, limit: i64) -> Result<Vec<Boost>, StoreError> {
    Ok(all!(tx, Row, LIST, limit)?.into_iter().map(Boost::from).collect())
}

/// The lifts in force at a moment, newest first.
pub async fn running(tx: &mut ReadTx, now: UnixMillis, limit: i64) -> Result<Vec<Boost>, StoreError> {
    Ok(all!(tx, Row, RUNNING, now.0, limit)?.into_iter().map(Boost::from).collect())
}

/// Ends a lift now. `NotFound` when it is over already.
pub async fn end(tx: &mut WriteTx, id: BoostId, by: AccountId) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, END, id.0, now, by.0)?, "boost", id)
}
