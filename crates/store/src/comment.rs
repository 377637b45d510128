//! Comments on posts, and replies to them: one level deep.

use grandstand_domain::{
    id::{AccountId, CommentId, PostId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, all_of, maybe, run, value},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.post_id, c.account_id, c.parent_id, c.text, c.created_at, c.removed_at FROM comment c ",
            $rest
        )
    };
}

const GET: &str = columns!("WHERE c.id = $1");
// A removed comment keeps its place only while a reply stands under it.
const THREADS: &str = columns!(
    "WHERE c.post_id = $1 AND c.parent_id IS NULL AND c.id < $2 AND (c.removed_at IS NULL OR EXISTS \
     (SELECT 1 FROM comment r WHERE r.parent_id = c.id AND r.removed_at IS NULL)) ORDER BY c.id DESC LIMIT $3"
);
const REPLIES: &str = columns!("WHERE c.parent_id IN ({}) AND c.removed_at IS NULL ORDER BY c.id");
const OF_ACCOUNT: &str =
    columns!("WHERE c.account_id = $1 AND c.removed_at IS NULL AND c.id < $2 ORDER BY c.id DESC LIMIT $3");
const INSERT: &str =
    "INSERT INTO comment (id, post_id, account_id, parent_id, text, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
const REMOVE: &str = "UPDATE comment SET removed_at = $2, removed_by = $3, text = CASE WHEN account_id = $3 THEN '' ELSE text END \
     WHERE id = $1 AND removed_at IS NULL";
const COUNT: &str = "SELECT COUNT(*) FROM comment WHERE post_id = $1 AND removed_at IS NULL";

/// A stored comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its id.
    pub id: CommentId,
    /// The post it stands under.
    pub post: PostId,
    /// Who wrote it.
    pub account: AccountId,
    /// The comment it answers; that one answers none.
    pub parent: Option<CommentId>,
    /// The cleaned text. Kept for moderators when someone else removed it; empty when its author did.
    pub text: String,
    /// When it was written.
    pub created_at: UnixMillis,
    /// Whether it was removed.
    pub removed: bool,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    post_id: i64,
    account_id: i64,
    parent_id: Option<i64>,
    text: String,
    created_at: i64,
    removed_at: Option<i64>,
}

impl From<Row> for Comment {
    fn from(row: Row) -> Self {
        Self {
            id: CommentId(row.id),
            post: PostId(row.post_id),
            account: AccountId(row.account_id),
            parent: row.parent_id.map(CommentId),
            text: row.text,
            created_at: UnixMillis(row.created_at),
            removed: row.removed_at.is_some(),
        }
    }
}

/// The comment with this id, removed or not.
pub async fn get(tx: &mut ReadTx, id: CommentId) -> Result<Option<Comment>, StoreError> {
    Ok(maybe!(tx, Row, GET, id.0)?.map(Comment::from))
}

/// Comments under a post that answer none, newest first, made before `before`.
pub async fn threads(tx: &mut ReadTx, post: PostId, before: CommentId, limit: i64) -> Result<Vec<Comment>, StoreError> {
    Ok(all!(tx, Row, THREADS, post.0, before.0, limit)?.into_iter().map(Comment::from).collect())
}

/// Replies to any of `parents`, oldest first.
pub async fn replies(tx: &mut ReadTx, parents: &[CommentId]) -> Result<Vec<Comment>, StoreError> {
    let ids: Vec<i64> = parents.iter().map(|id| id.0).collect();
    Ok(all_of!(tx, Row, REPLIES, &ids)?.into_iter().map(Comment::from).collect())
}

/// What an account wrote, newest first, made before `before`.
pub async fn of_account(
    tx: &mut ReadTx,
    account: AccountId,
    before: CommentId,
    limit: i64,
) -> Result<Vec<Comment>, StoreError> {
    Ok(all!(tx, Row, OF_ACCOUNT, account.0, before.0, limit)?.into_iter().map(Comment::from).collect())
}

/// Stores a comment.
pub async fn insert(tx: &mut WriteTx, comment: &Comment) -> Result<(), StoreError> {
    let parent = comment.parent.map(|p| p.0);
    let (id, post, account) = (comment.id.0, comment.post.0, comment.account.0);
    run!(tx, INSERT, id, post, account, parent, &comment.text, comment.created_at.0).map(drop)
}

/// Removes a comment; `NotFound` when it is gone already.
pub async fn remove(tx: &mut WriteTx, id: CommentId, by: AccountId) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, REMOVE, id.0, now, by.0)?, "comment", id)
}

/// How many comments and replies stand under a post.
pub async fn count(tx: &mut ReadTx, post: PostId) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, COUNT, post.0)?.unwrap_or(0))
}
