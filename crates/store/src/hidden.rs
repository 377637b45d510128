//! "Not for me": posts an account does not want to see in a feed again.

use grandstand_domain::id::{AccountId, PostId};

use crate::{
    db::{ReadTx, WriteTx, all, run},
    error::StoreError,
};

const INSERT: &str = "INSERT INTO hidden (account_id, post_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const REMOVE: &str = "DELETE FROM hidden WHERE account_id = $1 AND post_id = $2";
const ALL: &str = "SELECT post_id FROM hidden WHERE account_id = $1 ORDER BY created_at DESC, post_id DESC LIMIT $2";

/// Hides a post from an account; false when it was hidden already.
pub async fn insert(tx: &mut WriteTx, account: AccountId, post: PostId) -> Result<bool, StoreError> {
    let now = tx.now().0;
    Ok(run!(tx, INSERT, account.0, post.0, now)? > 0)
}

/// Shows it again; false when it was not hidden.
pub async fn remove(tx: &mut WriteTx, account: AccountId, post: PostId) -> Result<bool, StoreError> {
    Ok(run!(tx, REMOVE, account.0, post.0)? > 0)
}

/// What an account has hidden, latest first.
pub async fn all(tx: &mut ReadTx, account: AccountId, limit: i64) -> Result<Vec<PostId>, StoreError> {
    let rows = all!(tx, (i64,), ALL, account.0, limit)?;
    Ok(rows.into_iter().map(|(id,)| PostId(id)).collect())
}
