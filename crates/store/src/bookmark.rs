//! Bookmarks: posts an account keeps for itself.

use grandstand_domain::{
    id::{AccountId, PostId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, run},
    error::StoreError,
};

const INSERT: &str =
    "INSERT INTO bookmark (account_id, post_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const REMOVE: &str = "DELETE FROM bookmark WHERE account_id = $1 AND post_id = $2";
const LATEST: &str = "SELECT post_id, created_at FROM bookmark WHERE account_id = $1 AND created_at < $2 \
     ORDER BY created_at DESC, post_id DESC LIMIT $3";

/// Stores a bookmark; false when it stood already.
pub async fn insert(tx: &mut WriteTx, account: AccountId, post: PostId) -> Result<bool, StoreError> {
    let now = tx.now().0;
    Ok(run!(tx, INSERT, account.0, post.0, now)? > 0)
}

/// Takes a bookmark away; false when there was none.
pub async fn remove(tx: &mut WriteTx, account: AccountId, post: PostId) -> Result<bool, StoreError> {
    Ok(run!(tx, REMOVE, account.0, post.0)? > 0)
}

/// What an account bookmarked before a moment, latest first.
pub async fn latest(
    tx: &mut ReadTx,
    account: AccountId,
    before: UnixMillis,
    limit: i64,
) -> Result<Vec<(PostId, UnixMillis)>, StoreError> {
    let rows = all!(tx, (i64, i64), LATEST, account.0, before.0, limit)?;
    Ok(rows.into_iter().map(|(id, at)| (PostId(id), UnixMillis(at))).collect())
}
