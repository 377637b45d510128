//! What one account notes about another, for itself.

use grandstand_domain::id::AccountId;

use crate::{
    db::{ReadTx, WriteTx, all, run},
    error::StoreError,
};

const PUT: &str = "INSERT INTO account_note (account_id, about_id, text) VALUES ($1, $2, $3) \
     ON CONFLICT (account_id, about_id) DO UPDATE SET text = excluded.text";
const REMOVE: &str = "DELETE FROM account_note WHERE account_id = $1 AND about_id = $2";
const OF_ACCOUNT: &str = "SELECT about_id, text FROM account_note WHERE account_id = $1";

/// Stores a note; an empty one goes.
pub async fn put(tx: &mut WriteTx, who: AccountId, about: AccountId, text: &str) -> Result<(), StoreError> {
    if text.is_empty() {
        return run!(tx, REMOVE, who.0, about.0).map(drop);
    }
    run!(tx, PUT, who.0, about.0, text).map(drop)
}

/// Every note of an account.
pub async fn of_account(tx: &mut ReadTx, who: AccountId) -> Result<Vec<(AccountId, String)>, StoreError> {
    Ok(all!(tx, (i64, String), OF_ACCOUNT, who.0)?.into_iter().map(|(id, text)| (AccountId(id), text)).collect())
}
