//! Posts that accounts passed on to their followers: once each.

use grandstand_domain::{
    id::{AccountId, PostId, ReblogId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, all_of, maybe, run},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!("SELECT r.id, r.account_id, r.post_id, r.created_at FROM reblog r ", $rest)
    };
}

const INSERT: &str =
    "INSERT INTO reblog (id, account_id, post_id, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
const FIND: &str = columns!("WHERE r.account_id = $1 AND r.post_id = $2");
const REMOVE: &str = "DELETE FROM reblog WHERE id = $1";
const OF_POST: &str = columns!("WHERE r.post_id = $1 AND r.id < $2 ORDER BY r.id DESC LIMIT $3");
const ALL: &str = columns!("JOIN post p ON p.id = r.post_id WHERE p.state = 'published' ORDER BY r.id");
const MINE: &str = "SELECT post_id FROM reblog WHERE account_id = $1 AND post_id IN ({})";
const OF_ACCOUNT: &str = columns!("WHERE r.account_id = $1 ORDER BY r.id");

/// A post passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Reblog {
    /// The act's own id.
    #[sqlx(try_from = "i64")]
    pub id: ReblogId,
    /// Who passed it on.
    #[sqlx(rename = "account_id", try_from = "i64")]
    pub account: AccountId,
    /// What.
    #[sqlx(rename = "post_id", try_from = "i64")]
    pub post: PostId,
    /// When.
    #[sqlx(try_from = "i64")]
    pub created_at: UnixMillis,
}

/// Stores one; false when the account had passed the post on already.
pub async fn insert(tx: &mut WriteTx, id: ReblogId, who: AccountId, post: PostId) -> Result<bool, StoreError> {
    let now = tx.now().0;
    Ok(run!(tx, INSERT, id.0, who.0, post.0, now)? > 0)
}

/// What an account did with a post, if it passed it on.
pub async fn find(tx: &mut ReadTx, who: AccountId, post: PostId) -> Result<Option<Reblog>, StoreError> {
    maybe!(tx, Reblog, FIND, who.0, post.0)
}

/// Takes one away.
pub async fn remove(tx: &mut WriteTx, id: ReblogId) -> Result<(), StoreError> {
    run!(tx, REMOVE, id.0).map(drop)
}

/// Who passed a post on, before `before`, latest first.
pub async fn of_post(tx: &mut ReadTx, post: PostId, before: ReblogId, limit: i64) -> Result<Vec<Reblog>, StoreError> {
    all!(tx, Reblog, OF_POST, post.0, before.0, limit)
}

/// Everything an account passed on.
pub async fn of_account(tx: &mut ReadTx, who: AccountId) -> Result<Vec<Reblog>, StoreError> {
    all!(tx, Reblog, OF_ACCOUNT, who.0)
}

/// Everything that anyone passed on and that stands.
pub async fn all(tx: &mut ReadTx) -> Result<Vec<Reblog>, StoreError> {
    all!(tx, Reblog, ALL)
}

/// Which of `posts` an account passed on.
pub async fn mine(tx: &mut ReadTx, who: AccountId, posts: &[PostId]) -> Result<Vec<PostId>, StoreError> {
    let ids: Vec<i64> = posts.iter().map(|p| p.0).collect();
    Ok(all_of!(tx, (i64,), MINE, &ids, who.0)?.into_iter().map(|(id,)| PostId(id)).collect())
}
