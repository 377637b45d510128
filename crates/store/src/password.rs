//! Passwords, as argon2id strings in the PHC format.

use grandstand_domain::id::AccountId;

use crate::{
    db::{ReadTx, WriteTx, run, value},
    error::StoreError,
};

const GET: &str = "SELECT phc FROM password WHERE account_id = $1";
const PUT: &str = "INSERT INTO password (account_id, phc, changed_at) VALUES ($1, $2, $3) \
           ON CONFLICT (account_id) DO UPDATE SET phc = excluded.phc, changed_at = excluded.changed_at";
const DELETE: &str = "DELETE FROM password WHERE account_id = $1";

/// The stored hash of an account's password; none when it signs in with passkeys only.
pub async fn get(tx: &mut ReadTx, account: AccountId) -> Result<Option<String>, StoreError> {
    value!(tx, String, GET, account.0)
}

/// Stores or replaces an account's password hash.
pub async fn put(tx: &mut WriteTx, account: AccountId, phc: &str) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, PUT, account.0, phc, now).map(drop)
}

/// Removes an account's password.
pub async fn delete(tx: &mut WriteTx, account: AccountId) -> Result<(), StoreError> {
    run!(tx, DELETE, account.0).map(drop)
}
