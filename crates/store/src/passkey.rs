//! Passkeys, and the ceremonies that make and use them between their two requests.

use grandstand_domain::{
    id::{AccountId, PasskeyId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run, value},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!("SELECT id, account_id, credential_id, credential, name, created_at, last_used_at FROM passkey ", $rest)
    };
}

const INSERT: &str = "INSERT INTO passkey (id, account_id, credential_id, credential, name, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6)";
const OF_ACCOUNT: &str = columns!("WHERE account_id = $1 ORDER BY id");
const BY_CREDENTIAL: &str = columns!("WHERE credential_id = $1");
const USED: &str = "UPDATE passkey SET credential = $2, last_used_at = $3 WHERE id = $1";
const RENAME: &str = "UPDATE passkey SET name = $3 WHERE id = $1 AND account_id = $2";
const REMOVE: &str = "DELETE FROM passkey WHERE id = $1 AND account_id = $2";
const REMOVE_ALL: &str = "DELETE FROM passkey WHERE account_id = $1";
const COUNT: &str = "SELECT COUNT(*) FROM passkey WHERE account_id = $1";
const PUT_CEREMONY: &str = "INSERT INTO ceremony (id, account_id, kind, state, expires_at) VALUES ($1, $2, $3, $4, $5)";
const TAKE_CEREMONY: &str = "DELETE FROM ceremony WHERE id = $1 AND kind = $2 AND expires_at > $3 \
     RETURNING account_id, state";
const PURGE_CEREMONIES: &str = "DELETE FROM ceremony WHERE expires_at <= $1";

/// A stored passkey.
#[derive(Clone, Debug)]
pub struct Passkey {
    /// Its id.
    pub id: PasskeyId,
    /// Whose it is.
    pub account: AccountId,
    /// The credential's id, base64url.
    pub credential_id: String,
    /// Public key and counter, as JSON.
    pub credential: String,
    /// What the person calls it.
    pub name: String,
    /// When it was made.
    pub created_at: UnixMillis,
    /// When someone last signed in with it.
    pub last_used_at: Option<UnixMillis>,
}

/// A ceremony whose second request has come.
#[derive(Clone, Debug)]
pub struct Ceremony {
    /// The account it was begun for; none for a new one.
    pub account: Option<AccountId>,
    /// What was kept between the two requests, as JSON.
    pub state: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    account_id: i64,
    credential_id: String,
    credential: String,
    name: String,
    created_at: i64,
    last_used_at: Option<i64>,
}

impl From<Row> for Passkey {
    fn from(row: Row) -> Self {
        Self {
            id: PasskeyId(row.id),
            account: AccountId(row.account_id),
            credential_id: row.credential_id,
            credential: row.credential,
            name: row.name,
            created_at: UnixMillis(row.created_at),
            last_used_at: row.last_used_at.map(UnixMillis),
        }
    }
}

/// Stores a new passkey. `Taken` when the credential stands already, whoever's it is.
pub async fn insert(tx: &mut WriteTx, p: &Passkey) -> Result<(), StoreError> {
    run!(tx, INSERT, p.id.0, p.account.0, &p.credential_id, &p.credential, &p.name, p.created_at.0)
        .map(drop)
        .map_err(|e| e.taken("passkey", p.id))
}

/// An account's passkeys, oldest first.
pub async fn of_account(tx: &mut ReadTx, account: AccountId) -> Result<Vec<Passkey>, StoreError> {
    Ok(all!(tx, Row, OF_ACCOUNT, account.0)?.into_iter().map(Passkey::from).collect())
}

/// The passkey of a credential id (base64url).
pub async fn by_credential(tx: &mut ReadTx, credential_id: &str) -> Result<Option<Passkey>, StoreError> {
    Ok(maybe!(tx, Row, BY_CREDENTIAL, credential_id)?.map(Passkey::from))
}

/// Notes that a passkey was used, with its changed counter.
pub async fn used(tx: &mut WriteTx, id: PasskeyId, credential: &str) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, USED, id.0, credential, now)?, "passkey", id)
}

/// Gives an account's passkey a name.
pub async fn rename(tx: &mut WriteTx, account: AccountId, id: PasskeyId, name: &str) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, RENAME, id.0, account.0, name)?, "passkey", id)
}

/// Removes an account's passkey.
pub async fn remove(tx: &mut WriteTx, account: AccountId, id: PasskeyId) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, REMOVE, id.0, account.0)?, "passkey", id)
}

/// Removes all passkeys of an account.
pub async fn remove_all(tx: &mut WriteTx, account: AccountId) -> Result<(), StoreError> {
    run!(tx, REMOVE_ALL, account.0).map(drop)
}

/// How many passkeys an account has.
pub async fn count(tx: &mut ReadTx, account: AccountId) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, COUNT, account.0)?.unwrap_or(0))
}

/// Keeps a ceremony until its second request, and drops those that nobody finished.
pub async fn put_ceremony(
    tx: &mut WriteTx,
    ticket: &str,
    kind: &str,
    ceremony: &Ceremony,
    expires_at: UnixMillis,
) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, PURGE_CEREMONIES, now)?;
    run!(tx, PUT_CEREMONY, ticket, ceremony.account.map(|a| a.0), kind, &ceremony.state, expires_at.0).map(drop)
}

/// Takes a ceremony out, so that it can be finished once only.
pub async fn take_ceremony(tx: &mut WriteTx, ticket: &str, kind: &str) -> Result<Option<Ceremony>, StoreError> {
    let now = tx.now().0;
    let row = maybe!(tx, (Option<i64>, String), TAKE_CEREMONY, ticket, kind, now)?;
    Ok(row.map(|(account, state)| Ceremony { account: account.map(AccountId), state }))
}
