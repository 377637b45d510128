//! Shares: someone passed a post's address on.

use grandstand_domain::id::{AccountId, PostId};

use crate::{
    db::{ReadTx, WriteTx, run, value},
    error::StoreError,
};

const INSERT: &str = "INSERT INTO share (id, post_id, account_id, created_at) VALUES ($1, $2, $3, $4)";
const COUNT: &str = "SELECT COUNT(*) FROM share WHERE post_id = $1";

/// Stores a share; without an account it is counted all the same.
pub async fn insert(tx: &mut WriteTx, id: i64, post: PostId, account: Option<AccountId>) -> Result<(), StoreError> {
    let (now, account) = (tx.now().0, account.map(|a| a.0));
    run!(tx, INSERT, id, post.0, account, now).map(drop)
}

/// How often a post was passed on.
pub async fn count(tx: &mut ReadTx, post: PostId) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, COUNT, post.0)?.unwrap_or(0))
}
