//! Search over people and posts: SQLite FTS5 and PostgreSQL full text behind one function.

use crate::{
    db::{ReadTx, WriteTx, run},
    dialect,
    error::StoreError,
};

const REMOVE: &str = "DELETE FROM search WHERE kind = $1 AND ref_id = $2";
const INSERT: &str = "INSERT INTO search (kind, ref_id, title, body) VALUES ($1, $2, $3, $4)";

/// Puts a thing into the index, or replaces what stands there. `kind` is `account` or `post`.
pub async fn put(tx: &mut WriteTx, kind: &str, id: i64, title: &str, body: &str) -> Result<(), StoreError> {
    remove(tx, kind, id).await?;
    run!(tx, INSERT, kind, id, title, body).map(drop)
}

/// Takes a thing out of the index.
pub async fn remove(tx: &mut WriteTx, kind: &str, id: i64) -> Result<(), StoreError> {
    run!(tx, REMOVE, kind, id).map(drop)
}

/// Ids of one kind that match every word of `query` (the last word may be unfinished), best first.
pub async fn find(tx: &mut ReadTx, kind: &str, query: &str, limit: i64) -> Result<Vec<i64>, StoreError> {
    let words: Vec<String> = query
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .take(8)
        .map(|w| w.chars().take(40).collect::<String>().to_lowercase())
        .collect();
    if words.is_empty() { Ok(Vec::new()) } else { dialect::find(tx, kind, &words, limit).await }
}
