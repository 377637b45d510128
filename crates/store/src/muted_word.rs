//! Words and phrases that an account does not want to read. What they hide is asked in `viewer`.

use grandstand_domain::id::AccountId;

use crate::{
    db::{ReadTx, WriteTx, all, run, value},
    error::StoreError,
};

const INSERT: &str = "INSERT INTO muted_word (account_id, word, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const REMOVE: &str = "DELETE FROM muted_word WHERE account_id = $1 AND word = $2";
const LIST: &str = "SELECT word FROM muted_word WHERE account_id = $1 ORDER BY word";
const COUNT: &str = "SELECT COUNT(*) FROM muted_word WHERE account_id = $1";

/// Stores a muted word; nothing happens when it stands already.
pub async fn insert(tx: &mut WriteTx, who: AccountId, word: &str) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, INSERT, who.0, word, now).map(drop)
}

/// Takes a muted word away.
pub async fn remove(tx: &mut WriteTx, who: AccountId, word: &str) -> Result<(), StoreError> {
    run!(tx, REMOVE, who.0, word).map(drop)
}

/// An account's muted words, in order.
pub async fn list(tx: &mut ReadTx, who: AccountId) -> Result<Vec<String>, StoreError> {
    Ok(all!(tx, (String,), LIST, who.0)?.into_iter().map(|(word,)| word).collect())
}

/// How many words an account mutes.
pub async fn count(tx: &mut ReadTx, who: AccountId) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, COUNT, who.0)?.unwrap_or(0))
}
