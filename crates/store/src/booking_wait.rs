//! Who wants to be told when a slot of a space becomes free.

use grandstand_domain::{
    booking::Slot,
    id::{AccountId, SpaceId, WaitId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, run},
    error::StoreError,
};

/// Somebody who was told and asks again waits again.
const PUT: &str = "INSERT INTO booking_wait (id, space_id, account_id, from_at, until_at, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (space_id, account_id, from_at, until_at) DO UPDATE SET told_at = NULL";
const WAITING: &str = "SELECT id, space_id, account_id, from_at, until_at FROM booking_wait \
     WHERE space_id = $1 AND told_at IS NULL AND until_at > $2 ORDER BY created_at, id";
const OF_ACCOUNT: &str = "SELECT id, space_id, account_id, from_at, until_at FROM booking_wait \
     WHERE account_id = $1 AND told_at IS NULL AND until_at > $2 ORDER BY from_at, id";
const TOLD: &str = "UPDATE booking_wait SET told_at = $2 WHERE id = $1";
const END: &str = "DELETE FROM booking_wait WHERE id = $1 AND account_id = $2";
const PURGE: &str = "DELETE FROM booking_wait WHERE until_at < $1";

/// A stored wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Its id.
    pub id: WaitId,
    /// For which space.
    pub space: SpaceId,
    /// Whose it is.
    pub account: AccountId,
    /// For when.
    pub slot: Slot,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    space_id: i64,
    account_id: i64,
    from_at: i64,
    until_at: i64,
}

impl TryFrom<Row> for Wait {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = |_| StoreError::Corrupt { table: "booking_wait", why: format!("times of {}", row.id) };
        let slot = Slot::new(UnixMillis(row.from_at), UnixMillis(row.until_at)).map_err(corrupt)?;
        Ok(Self { id: WaitId(row.id), space: SpaceId(row.space_id), account: AccountId(row.account_id), slot })
    }
}

/// Stores a wish, once for each person, space and slot.
pub async fn put(tx: &mut WriteTx, w: &Wait) -> Result<(), StoreError> {
    let (now, from, until) = (tx.now().0, w.slot.from.0, w.slot.until.0);
    run!(tx, PUT, w.id.0, w.space.0, w.account.0, from, until, now).map(drop)
}

/// Who waits for slots of a space that are not over and was not told yet, whoever asked first before others.
pub async fn waiting(tx: &mut ReadTx, space: SpaceId, now: UnixMillis) -> Result<Vec<Wait>, StoreError> {
    all!(tx, Row, WAITING, space.0, now.0)?.into_iter().map(Wait::try_from).collect()
}

/// What somebody waits for.
pub async fn of_account(tx: &mut ReadTx, account: AccountId, now: UnixMillis) -> Result<Vec<Wait>, StoreError> {
    all!(tx, Row, OF_ACCOUNT, account.0, now.0)?.into_iter().map(Wait::try_from).collect()
}

/// Notes that somebody was told.
pub async fn told(tx: &mut WriteTx, id: WaitId) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, TOLD, id.0, now)?, "booking_wait", id)
}

/// Ends somebody's wish; `NotFound` when it is not theirs.
pub async fn end(tx: &mut WriteTx, id: WaitId, account: AccountId) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, END, id.0, account.0)?, "booking_wait", id)
}

/// Forgets wishes whose time is over.
pub async fn purge(tx: &mut WriteTx, before: UnixMillis) -> Result<(), StoreError> {
    run!(tx, PURGE, before.0).map(drop)
}
