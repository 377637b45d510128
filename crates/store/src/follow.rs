//! Who follows whom.

use std::collections::HashMap;

use grandstand_domain::{id::AccountId, time::UnixMillis};

use crate::{
    db::{ReadTx, WriteTx, all, all_of, run, value},
    error::StoreError,
};

const INSERT: &str =
    "INSERT INTO follow (follower_id, followee_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const REMOVE: &str = "DELETE FROM follow WHERE follower_id = $1 AND followee_id = $2";
const EXISTS: &str = "SELECT 1 FROM follow WHERE follower_id = $1 AND followee_id = $2";
const FOLLOWEES: &str = "SELECT followee_id, created_at FROM follow WHERE follower_id = $1 ORDER BY followee_id";
const FOLLOWERS: &str = "SELECT follower_id, created_at FROM follow WHERE followee_id = $1 AND created_at < $2 \
     ORDER BY created_at DESC, follower_id DESC LIMIT $3";
const COUNT_FOLLOWERS: &str = "SELECT COUNT(*) FROM follow WHERE followee_id = $1";
const COUNT_FOLLOWEES: &str = "SELECT COUNT(*) FROM follow WHERE follower_id = $1";
const COUNTS_OF: &str = "SELECT follower_id, COUNT(*) FROM follow WHERE follower_id IN ({}) GROUP BY follower_id";
const COUNTS: &str = "SELECT followee_id, COUNT(*) FROM follow GROUP BY followee_id";

/// Stores a follow; false when it stood already.
pub async fn insert(tx: &mut WriteTx, who: AccountId, whom: AccountId) -> Result<bool, StoreError> {
    let now = tx.now().0;
    Ok(run!(tx, INSERT, who.0, whom.0, now)? > 0)
}

/// Takes a follow away; false when there was none.
pub async fn remove(tx: &mut WriteTx, who: AccountId, whom: AccountId) -> Result<bool, StoreError> {
    Ok(run!(tx, REMOVE, who.0, whom.0)? > 0)
}

/// Whether one account follows another.
pub async fn exists(tx: &mut ReadTx, who: AccountId, whom: AccountId) -> Result<bool, StoreError> {
    Ok(value!(tx, i32, EXISTS, who.0, whom.0)?.is_some())
}

/// Whom an account follows, and since when.
pub async fn followees(tx: &mut ReadTx, who: AccountId) -> Result<Vec<(AccountId, UnixMillis)>, StoreError> {
    let rows = all!(tx, (i64, i64), FOLLOWEES, who.0)?;
    Ok(rows.into_iter().map(|(id, at)| (AccountId(id), UnixMillis(at))).collect())
}

/// Who has followed an account since before a moment, latest first.
pub async fn followers(
    tx: &mut ReadTx,
    whom: AccountId,
    before: UnixMillis,
    limit: i64,
) -> Result<Vec<(AccountId, UnixMillis)>, StoreError> {
    let rows = all!(tx, (i64, i64), FOLLOWERS, whom.0, before.0, limit)?;
    Ok(rows.into_iter().map(|(id, at)| (AccountId(id), UnixMillis(at))).collect())
}

/// How many follow an account.
pub async fn count_followers(tx: &mut ReadTx, whom: AccountId) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, COUNT_FOLLOWERS, whom.0)?.unwrap_or(0))
}

/// How many an account follows.
pub async fn count_followees(tx: &mut ReadTx, who: AccountId) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, COUNT_FOLLOWEES, who.0)?.unwrap_or(0))
}

/// How many each of these accounts follows; those that follow nobody are left out.
pub async fn counts_of(tx: &mut ReadTx, who: &[AccountId]) -> Result<HashMap<AccountId, i64>, StoreError> {
    let ids: Vec<i64> = who.iter().map(|id| id.0).collect();
    let rows = all_of!(tx, (i64, i64), COUNTS_OF, &ids)?;
    Ok(rows.into_iter().map(|(id, count)| (AccountId(id), count)).collect())
}

/// The number of followers of every account that has any.
pub async fn counts(tx: &mut ReadTx) -> Result<Vec<(AccountId, i64)>, StoreError> {
    let rows = all!(tx, (i64, i64), COUNTS)?;
    Ok(rows.into_iter().map(|(id, count)| (AccountId(id), count)).collect())
}
