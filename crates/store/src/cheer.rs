//! Cheers: one per account and post.

use grandstand_domain::id::{AccountId, PostId};

use crate::{
    db::{ReadTx, WriteTx, all, run, value},
    error::StoreError,
};

const INSERT: &str = "INSERT INTO cheer (post_id, account_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const REMOVE: &str = "DELETE FROM cheer WHERE post_id = $1 AND account_id = $2";
const COUNT: &str = "SELECT COUNT(*) FROM cheer WHERE post_id = $1";
const LATEST: &str = "SELECT post_id FROM cheer WHERE account_id = $1 AND created_at < $2 ORDER BY created_at DESC, post_id DESC LIMIT $3";

const OF_POST: &str = "SELECT account_id, created_at FROM cheer WHERE post_id = $1 AND created_at < $2 \
     ORDER BY created_at DESC, account_id DESC LIMIT $3";
const OF_ACCOUNT: &str = "SELECT post_id, created_at FROM cheer WHERE account_id = $1 AND created_at < $2 \
     ORDER BY created_at DESC, post_id DESC LIMIT $3";

/// Stores a cheer; false when it stood already, however many asked at once.
pub async fn insert(tx: &mut WriteTx, post: PostId, account: AccountId) -> Result<bool, StoreError> {
    let now = tx.now().0;
    Ok(run!(tx, INSERT, post.0, account.0, now)? > 0)
}

/// Takes a cheer back; false when there was none.
pub async fn remove(tx: &mut WriteTx, post: PostId, account: AccountId) -> Result<bool, StoreError> {
    Ok(run!(tx, REMOVE, post.0, account.0)? > 0)
}

/// How many cheer a post.
pub async fn count(tx: &mut ReadTx, post: PostId) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, COUNT, post.0)?.unwrap_or(0))
}

/// The posts an account cheered before a moment (Unix milliseconds), latest first.
pub async fn latest(tx: &mut ReadTx, account: AccountId, before: i64, limit: i64) -> Result<Vec<PostId>, StoreError> {
    let rows = all!(tx, (i64,), LATEST, account.0, before, limit)?;
    Ok(rows.into_iter().map(|(id,)| PostId(id)).collect())
}

/// Who cheered a post before a moment (Unix milliseconds), latest first, each with that moment.
pub async fn of_post(
    tx: &mut ReadTx,
    post: PostId,
    before: i64,
    limit: i64,
) -> Result<Vec<(AccountId, i64)>, StoreError> {
    let rows = all!(tx, (i64, i64), OF_POST, post.0, before, limit)?;
    Ok(rows.into_iter().map(|(id, at)| (AccountId(id), at)).collect())
}

/// What an account cheered before a moment (Unix milliseconds), latest first, each with that moment.
pub async fn of_account(
    tx: &mut ReadTx,
    who: AccountId,
    before: i64,
    limit: i64,
) -> Result<Vec<(PostId, i64)>, StoreError> {
    let rows = all!(tx, (i64, i64), OF_ACCOUNT, who.0, before, limit)?;
    Ok(rows.into_iter().map(|(id, at)| (PostId(id), at)).collect())
}
