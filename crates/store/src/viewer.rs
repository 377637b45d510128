//! What a signed-in viewer has to do with what a page shows: asked in few questions, for many posts at once.

use grandstand_domain::id::{AccountId, PostId};

use crate::{
    db::{ReadTx, all, all_of, value},
    error::StoreError,
};

const CHEERED: &str = "SELECT post_id FROM cheer WHERE account_id = $1 AND post_id IN ({})";
const BOOKMARKED: &str = "SELECT post_id FROM bookmark WHERE account_id = $1 AND post_id IN ({})";
const FOLLOWED: &str = "SELECT followee_id FROM follow WHERE follower_id = $1 AND followee_id IN ({})";
const BLOCKED: &str =
    "SELECT blocked_id FROM block WHERE account_id = $1 UNION SELECT account_id FROM block WHERE blocked_id = $1";
const BLOCKED_EITHER: &str =
    "SELECT 1 FROM block WHERE (account_id = $1 AND blocked_id = $2) OR (account_id = $2 AND blocked_id = $1) LIMIT 1";
const HIDDEN: &str = "SELECT post_id FROM hidden WHERE account_id = $1";
const MUTED: &str = "SELECT word FROM muted_word WHERE account_id = $1";

/// Which of `posts` an account cheered.
pub async fn cheered(tx: &mut ReadTx, who: AccountId, posts: &[PostId]) -> Result<Vec<PostId>, StoreError> {
    let ids: Vec<i64> = posts.iter().map(|p| p.0).collect();
    Ok(all_of!(tx, (i64,), CHEERED, &ids, who.0)?.into_iter().map(|(id,)| PostId(id)).collect())
}

/// Which of `posts` an account bookmarked.
pub async fn bookmarked(tx: &mut ReadTx, who: AccountId, posts: &[PostId]) -> Result<Vec<PostId>, StoreError> {
    let ids: Vec<i64> = posts.iter().map(|p| p.0).collect();
    Ok(all_of!(tx, (i64,), BOOKMARKED, &ids, who.0)?.into_iter().map(|(id,)| PostId(id)).collect())
}

/// Which of `accounts` an account follows.
pub async fn followed(tx: &mut ReadTx, who: AccountId, accounts: &[AccountId]) -> Result<Vec<AccountId>, StoreError> {
    let ids: Vec<i64> = accounts.iter().map(|a| a.0).collect();
    Ok(all_of!(tx, (i64,), FOLLOWED, &ids, who.0)?.into_iter().map(|(id,)| AccountId(id)).collect())
}

/// Everyone an account blocks or is blocked by.
pub async fn blocked(tx: &mut ReadTx, who: AccountId) -> Result<Vec<AccountId>, StoreError> {
    Ok(all!(tx, (i64,), BLOCKED, who.0)?.into_iter().map(|(id,)| AccountId(id)).collect())
}

/// Whether one of two accounts blocks the other.
pub async fn either_blocks(tx: &mut ReadTx, one: AccountId, other: AccountId) -> Result<bool, StoreError> {
    Ok(value!(tx, i32, BLOCKED_EITHER, one.0, other.0)?.is_some())
}

/// Every post an account has hidden.
pub async fn hidden(tx: &mut ReadTx, who: AccountId) -> Result<Vec<PostId>, StoreError> {
    Ok(all!(tx, (i64,), HIDDEN, who.0)?.into_iter().map(|(id,)| PostId(id)).collect())
}

/// The words and phrases an account has muted, lower case.
pub async fn muted_words(tx: &mut ReadTx, who: AccountId) -> Result<Vec<String>, StoreError> {
    Ok(all!(tx, (String,), MUTED, who.0)?.into_iter().map(|(word,)| word).collect())
}
