//! The vault's rows: sealed bytes that only the vault module of `app` can open. Nothing else reads this table.

use grandstand_domain::id::AccountId;

use crate::{
    db::{ReadTx, WriteTx, maybe, run, value},
    error::StoreError,
};

const INSERT: &str = "INSERT INTO vault (account_id, wrapped_key, created_at) VALUES ($1, $2, $3)";
const GET: &str = "SELECT wrapped_key, email_sealed, email_proved_at FROM vault WHERE account_id = $1";
const PUT_EMAIL: &str = "UPDATE vault SET email_sealed = $2, email_index = $3, \
     email_proved_at = CASE WHEN email_index = $3 THEN email_proved_at END WHERE account_id = $1";
const PROVE_EMAIL: &str = "UPDATE vault SET email_proved_at = $2 WHERE account_id = $1 AND email_sealed IS NOT NULL";
const BY_EMAIL: &str = "SELECT account_id FROM vault WHERE email_index = $1";
const DELETE: &str = "DELETE FROM vault WHERE account_id = $1";

/// What the vault holds of one person.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Sealed {
    /// The person's data key, sealed under the host's key.
    pub wrapped_key: Vec<u8>,
    /// The e-mail address, sealed under the person's key.
    pub email_sealed: Option<Vec<u8>>,
    /// When that address was shown to be theirs, in milliseconds.
    pub email_proved_at: Option<i64>,
}

/// Opens a place in the vault for a person.
pub async fn insert(tx: &mut WriteTx, account: AccountId, wrapped_key: &[u8]) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, INSERT, account.0, wrapped_key, now).map(drop).map_err(|e| e.taken("vault", account))
}

/// What stands there for a person; none once it was destroyed.
pub async fn get(tx: &mut ReadTx, account: AccountId) -> Result<Option<Sealed>, StoreError> {
    maybe!(tx, Sealed, GET, account.0)
}

/// Stores a sealed e-mail address with its keyed index, or removes both. Another one than stood there is not proved. `Taken`
/// when the index is.
pub async fn put_email(tx: &mut WriteTx, account: AccountId, email: Option<(&[u8], &[u8])>) -> Result<(), StoreError> {
    let (sealed, index) = email.unzip();
    let rows = run!(tx, PUT_EMAIL, account.0, sealed, index).map_err(|e| e.taken("vault", "email"))?;
    StoreError::touched(rows, "vault", account)
}

/// Notes that the e-mail address that stands there is theirs.
pub async fn prove_email(tx: &mut WriteTx, account: AccountId) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, PROVE_EMAIL, account.0, now)?, "vault", account)
}

/// Whose e-mail address has this keyed index.
pub async fn by_email_index(tx: &mut ReadTx, index: &[u8]) -> Result<Option<AccountId>, StoreError> {
    Ok(value!(tx, i64, BY_EMAIL, index)?.map(AccountId))
}

/// Destroys a person's key and everything sealed under it.
pub async fn delete(tx: &mut WriteTx, account: AccountId) -> Result<(), StoreError> {
    run!(tx, DELETE, account.0).map(drop)
}
