//! Posts that stand first on their author's profile.

use grandstand_domain::id::{AccountId, PostId};

use crate::{
    db::{ReadTx, WriteTx, all, all_of, run},
    error::StoreError,
};

const INSERT: &str = "INSERT INTO pin (account_id, post_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const REMOVE: &str = "DELETE FROM pin WHERE account_id = $1 AND post_id = $2";
const OF_ACCOUNT: &str = "SELECT post_id FROM pin WHERE account_id = $1 ORDER BY created_at DESC, post_id DESC";
const MINE: &str = "SELECT post_id FROM pin WHERE account_id = $1 AND post_id IN ({})";

/// Pins a post; doing it again changes nothing.
pub async fn insert(tx: &mut WriteTx, who: AccountId, post: PostId) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, INSERT, who.0, post.0, now).map(drop)
}

/// Takes a pin away.
pub async fn remove(tx: &mut WriteTx, who: AccountId, post: PostId) -> Result<(), StoreError> {
    run!(tx, REMOVE, who.0, post.0).map(drop)
}

/// What an account pinned, latest first.
pub async fn of_account(tx: &mut ReadTx, who: AccountId) -> Result<Vec<PostId>, StoreError> {
    Ok(all!(tx, (i64,), OF_ACCOUNT, who.0)?.into_iter().map(|(id,)| PostId(id)).collect())
}

/// Which of `posts` an account pinned.
pub async fn mine(tx: &mut ReadTx, who: AccountId, posts: &[PostId]) -> Result<Vec<PostId>, StoreError> {
    let ids: Vec<i64> = posts.iter().map(|p| p.0).collect();
    Ok(all_of!(tx, (i64,), MINE, &ids, who.0)?.into_iter().map(|(id,)| PostId(id)).collect())
}
