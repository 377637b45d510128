//! Blocks: who does not want to have anything to do with whom. What a viewer's blocks hide is asked in `viewer`.

use grandstand_domain::{id::AccountId, time::UnixMillis};

use crate::{
    db::{ReadTx, WriteTx, all, run, value},
    error::StoreError,
};

const INSERT: &str =
    "INSERT INTO block (account_id, blocked_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const REMOVE: &str = "DELETE FROM block WHERE account_id = $1 AND blocked_id = $2";
const EXISTS: &str = "SELECT 1 FROM block WHERE account_id = $1 AND blocked_id = $2";
const LIST: &str =
    "SELECT blocked_id, created_at FROM block WHERE account_id = $1 ORDER BY created_at DESC, blocked_id LIMIT $2";

/// Stores a block; false when it stood already.
pub async fn insert(tx: &mut WriteTx, who: AccountId, whom: AccountId) -> Result<bool, StoreError> {
    let now = tx.now().0;
    Ok(run!(tx, INSERT, who.0, whom.0, now)? > 0)
}

/// Takes a block away; false when there was none.
pub async fn remove(tx: &mut WriteTx, who: AccountId, whom: AccountId) -> Result<bool, StoreError> {
    Ok(run!(tx, REMOVE, who.0, whom.0)? > 0)
}

/// Whether one account blocks another.
pub async fn exists(tx: &mut ReadTx, who: AccountId, whom: AccountId) -> Result<bool, StoreError> {
    Ok(value!(tx, i32, EXISTS, who.0, whom.0)?.is_some())
}

/// Whom an account blocks and since when, latest first.
pub async fn list(tx: &mut ReadTx, who: AccountId, limit: i64) -> Result<Vec<(AccountId, UnixMillis)>, StoreError> {
    let rows = all!(tx, (i64, i64), LIST, who.0, limit)?;
    Ok(rows.into_iter().map(|(id, at)| (AccountId(id), UnixMillis(at))).collect())
}
