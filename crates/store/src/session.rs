//! Sessions: a hash of each secret, and whose it is.

use grandstand_domain::{
    account::Role,
    handle::Handle,
    id::{AccountId, AppId, DelegationId, OrganisationId, SessionId},
    scope::Scopes,
    session::SessionKind,
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run, value},
    error::StoreError,
};

const INSERT: &str = "INSERT INTO session (id, token_hash, account_id, kind, label, created_at, last_seen_at, expires_at) \
              VALUES ($1, $2, $3, $4, $5, $6, $6, $7)";
const FIND: &str = "SELECT s.id, s.account_id, s.kind, s.created_at, s.last_seen_at, s.expires_at, a.role, a.organisation_id, \
            a.handle, a.display_name, a.language, s.delegation_id, t.app_id, t.scopes FROM session s JOIN account a ON a.id = s.account_id \
            LEFT JOIN oauth_token t ON t.session_id = s.id \
            WHERE s.token_hash = $1 AND s.expires_at > $2 AND a.suspended_at IS NULL AND a.removed_at IS NULL \
            AND a.role <> 'team'";
const OF_ACCOUNT: &str = "SELECT id, kind, label, created_at, last_seen_at, expires_at FROM session \
                  WHERE account_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC, id DESC";
const END: &str = "DELETE FROM session WHERE id = $1 AND account_id = $2";
const END_BY_HASH: &str = "DELETE FROM session WHERE token_hash = $1";
const END_OTHERS: &str = "DELETE FROM session WHERE account_id = $1 AND id <> $2";
const SEEN: &str = "UPDATE session SET last_seen_at = $2, expires_at = $3 WHERE id = $1 AND last_seen_at < $2";
const PURGE: &str = "DELETE FROM session WHERE expires_at <= $1";
const EPOCH: &str = "SELECT value FROM setting WHERE name = 'session-epoch'";
const NEXT_EPOCH: &str = "INSERT INTO setting (name, value) VALUES ('session-epoch', '1') ON CONFLICT (name) \
                  DO UPDATE SET value = CAST(CAST(setting.value AS BIGINT) + 1 AS TEXT)";

/// A session to be stored.
#[derive(Clone, Debug)]
pub struct NewSession<'a> {
    /// Its id.
    pub id: SessionId,
    /// SHA-256 of its secret.
    pub token_hash: &'a [u8],
    /// Whose it is.
    pub account: AccountId,
    /// What is signed in.
    pub kind: SessionKind,
    /// What the person knows it by: the browser, or what the program said.
    pub label: &'a str,
    /// When it ends.
    pub expires_at: UnixMillis,
}

/// A session and the account behind it, as a request needs them.
#[derive(Clone, Debug)]
pub struct Found {
    /// The session.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// What is signed in.
    pub kind: SessionKind,
    /// When it was made.
    pub created_at: UnixMillis,
    /// When it was last seen, to within some minutes.
    pub last_seen_at: UnixMillis,
    /// When it ends.
    pub expires_at: UnixMillis,
    /// The account's role.
    pub role: Role,
    /// The account's organisation.
    pub organisation: Option<OrganisationId>,
    /// The account's handle.
    pub handle: Handle,
    /// The account's name as shown.
    pub display_name: String,
    /// The account's language for pages; empty follows the browser.
    pub language: String,
    /// The app that holds it and what it may do; none for a browser or a program of the person's own.
    pub grant: Option<(AppId, Scopes)>,
    /// By what the browser acts for someone else at the moment.
    pub acts_by: Option<DelegationId>,
}

/// One line of an account's list of sessions.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Session {
    /// Its id.
    #[sqlx(try_from = "i64")]
    pub id: SessionId,
    /// What is signed in.
    #[sqlx(try_from = "String")]
    pub kind: SessionKind,
    /// What the person knows it by.
    pub label: String,
    /// When it was made.
    #[sqlx(try_from = "i64")]
    pub created_at: UnixMillis,
    /// When it was last seen, to within some minutes.
    #[sqlx(try_from = "i64")]
    pub last_seen_at: UnixMillis,
    /// When it ends.
    #[sqlx(try_from = "i64")]
    pub expires_at: UnixMillis,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    account_id: i64,
    #[sqlx(try_from = "String")]
    kind: SessionKind,
    created_at: i64,
    last_seen_at: i64,
    expires_at: i64,
    #[sqlx(try_from = "String")]
    role: Role,
    organisation_id: Option<i64>,
    #[sqlx(try_from = "String")]
    handle: Handle,
    display_name: String,
    language: String,
    delegation_id: Option<i64>,
    app_id: Option<i64>,
    scopes: Option<String>,
}

/// Stores a new session.
pub async fn insert(tx: &mut WriteTx, s: &NewSession<'_>) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, INSERT, s.id.0, s.token_hash, s.account.0, s.kind.as_str(), s.label, now, s.expires_at.0).map(drop)
}

/// The session of a secret's hash, if it is one, has not ended at `now` and its account may act.
pub async fn find(tx: &mut ReadTx, token_hash: &[u8], now: UnixMillis) -> Result<Option<Found>, StoreError> {
    Ok(maybe!(tx, Row, FIND, token_hash, now.0)?.map(|row| Found {
        id: SessionId(row.id),
        account: AccountId(row.account_id),
        kind: row.kind,
        created_at: UnixMillis(row.created_at),
        last_seen_at: UnixMillis(row.last_seen_at),
        expires_at: UnixMillis(row.expires_at),
        role: row.role,
        organisation: row.organisation_id.map(OrganisationId),
        handle: row.handle,
        display_name: row.display_name,
        language: row.language,
        acts_by: row.delegation_id.map(DelegationId),
        // Scopes that cannot be read allow nothing.
        grant: row.app_id.map(|app| (AppId(app), row.scopes.and_then(|s| s.parse().ok()).unwrap_or_default())),
    }))
}

/// An account's sessions that have not ended at `now`, the one seen last first.
pub async fn of_account(tx: &mut ReadTx, account: AccountId, now: UnixMillis) -> Result<Vec<Session>, StoreError> {
    all!(tx, Session, OF_ACCOUNT, account.0, now.0)
}

/// Ends one session of an account. `NotFound` when the account has no such session.
pub async fn end(tx: &mut WriteTx, account: AccountId, id: SessionId) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, END, id.0, account.0)?, "session", id)
}

/// Ends the session of a secret's hash, if there is one.
pub async fn end_by_hash(tx: &mut WriteTx, token_hash: &[u8]) -> Result<u64, StoreError> {
    run!(tx, END_BY_HASH, token_hash)
}

/// Ends every session of an account but `keep`, and tells how many.
pub async fn end_others(tx: &mut WriteTx, account: AccountId, keep: Option<SessionId>) -> Result<u64, StoreError> {
    run!(tx, END_OTHERS, account.0, keep.map_or(0, |k| k.0))
}

/// Notes that a session was seen, and moves its end.
pub async fn seen(tx: &mut WriteTx, id: SessionId, at: UnixMillis, expires_at: UnixMillis) -> Result<(), StoreError> {
    run!(tx, SEEN, id.0, at.0, expires_at.0).map(drop)
}

/// Removes sessions that have ended.
pub async fn purge(tx: &mut WriteTx) -> Result<u64, StoreError> {
    let now = tx.now().0;
    run!(tx, PURGE, now)
}

/// A number that grows whenever what servers remember of sessions may have become untrue. Empty before the first time.
pub async fn epoch(tx: &mut ReadTx) -> Result<String, StoreError> {
    Ok(value!(tx, String, EPOCH)?.unwrap_or_default())
}

/// Makes every server forget what it remembers of sessions once this transaction has committed.
pub async fn next_epoch(tx: &mut WriteTx) -> Result<(), StoreError> {
    run!(tx, NEXT_EPOCH).map(drop)
}
