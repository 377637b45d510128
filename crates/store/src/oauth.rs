//! Apps, the consents that are on their way to them, and what they hold. Hashes only; the secrets are kept nowhere.

use grandstand_domain::{
    id::{AccountId, AppId, SessionId},
    scope::Scopes,
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run},
    error::StoreError,
};

macro_rules! apps {
    ($rest:literal) => {
        concat!(
            "SELECT id, client_id, secret_hash, name, website, redirect_uris, scopes, created_at FROM oauth_app ",
            $rest
        )
    };
}

const APP: &str = apps!("WHERE id = $1");
const BY_CLIENT_ID: &str = apps!("WHERE client_id = $1");
const INSERT_APP: &str = "INSERT INTO oauth_app (id, client_id, secret_hash, name, website, redirect_uris, scopes, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const PURGE_APPS: &str = "DELETE FROM oauth_app WHERE created_at < $1 \
     AND id NOT IN (SELECT app_id FROM oauth_code) AND id NOT IN (SELECT app_id FROM oauth_token) \
     AND id NOT IN (SELECT app_id FROM oauth_client_token) \
     AND id NOT IN (SELECT app_id FROM post_note WHERE app_id IS NOT NULL)";
const INSERT_CODE: &str = "INSERT INTO oauth_code (code_hash, app_id, account_id, redirect_uri, scopes, challenge, expires_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const SETTLE_CODE: &str = "UPDATE oauth_code SET code_hash = code_hash WHERE code_hash = $1";
const CODE: &str = "SELECT app_id, account_id, redirect_uri, scopes, challenge, expires_at, session_id FROM oauth_code \
     WHERE code_hash = $1";
const USE_CODE: &str = "UPDATE oauth_code SET session_id = $2 WHERE code_hash = $1";
const PURGE_CODES: &str = "DELETE FROM oauth_code WHERE expires_at < $1";
const INSERT_TOKEN: &str = "INSERT INTO oauth_token (session_id, app_id, scopes, refresh_hash) VALUES ($1, $2, $3, $4)";
const BY_REFRESH: &str = "SELECT t.session_id, s.account_id, t.app_id, t.scopes, s.created_at FROM oauth_token t \
     JOIN session s ON s.id = t.session_id JOIN account a ON a.id = s.account_id \
     WHERE t.refresh_hash = $1 AND s.expires_at > $2 AND a.suspended_at IS NULL AND a.removed_at IS NULL";
const BY_SPENT: &str = "SELECT t.session_id, s.account_id FROM oauth_token t JOIN session s ON s.id = t.session_id WHERE t.spent_hash = $1";
const ROTATE_TOKEN: &str =
    "UPDATE oauth_token SET spent_hash = refresh_hash, refresh_hash = $2 WHERE session_id = $1 AND refresh_hash = $3";
const ROTATE_SESSION: &str = "UPDATE session SET token_hash = $2, last_seen_at = $3, expires_at = $4 WHERE id = $1";
const OF_HASH: &str = "SELECT t.session_id, s.account_id, t.app_id FROM oauth_token t JOIN session s ON s.id = t.session_id \
     WHERE s.token_hash = $1 OR t.refresh_hash = $1";
const OF_ACCOUNT: &str = "SELECT s.id, t.app_id, a.name, a.website, t.scopes, s.created_at, s.last_seen_at FROM oauth_token t \
     JOIN session s ON s.id = t.session_id JOIN oauth_app a ON a.id = t.app_id \
     WHERE s.account_id = $1 AND s.expires_at > $2 ORDER BY s.last_seen_at DESC, s.id DESC";
const END_SESSION: &str = "DELETE FROM session WHERE id = $1";
const INSERT_CLIENT_TOKEN: &str =
    "INSERT INTO oauth_client_token (token_hash, app_id, scopes, created_at) VALUES ($1, $2, $3, $4)";
const TRIM_CLIENT_TOKENS: &str = "DELETE FROM oauth_client_token WHERE app_id = $1 AND created_at < \
     COALESCE((SELECT MIN(created_at) FROM (SELECT created_at FROM oauth_client_token WHERE app_id = $1 ORDER BY created_at DESC LIMIT 20) latest), 0)";
const CLIENT_TOKEN: &str = "SELECT app_id, scopes FROM oauth_client_token WHERE token_hash = $1";
const END_CLIENT_TOKEN: &str = "DELETE FROM oauth_client_token WHERE token_hash = $1 AND app_id = $2";

/// An app as it was registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct App {
    /// Its id here.
    pub id: AppId,
    /// Its public name in the protocol.
    pub client_id: String,
    /// SHA-256 of its secret.
    pub secret_hash: Vec<u8>,
    /// What it calls itself.
    pub name: String,
    /// Its site; may be empty.
    pub website: String,
    /// Where it may be sent back to, each spelled exactly.
    pub redirect_uris: Vec<String>,
    /// The most it may ask for.
    pub scopes: Scopes,
    /// When it was registered.
    pub created_at: UnixMillis,
}

#[derive(sqlx::FromRow)]
struct AppRow {
    id: i64,
    client_id: String,
    secret_hash: Vec<u8>,
    name: String,
    website: String,
    redirect_uris: String,
    scopes: String,
    created_at: i64,
}

impl From<AppRow> for App {
    fn from(row: AppRow) -> Self {
        Self {
            id: AppId(row.id),
            client_id: row.client_id,
            secret_hash: row.secret_hash,
            name: row.name,
            website: row.website,
            redirect_uris: row.redirect_uris.lines().map(str::to_owned).collect(),
            scopes: row.scopes.parse().unwrap_or_default(),
            created_at: UnixMillis(row.created_at),
        }
    }
}

/// A consent on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The app it is for.
    pub app: AppId,
    /// Who consented.
    pub account: AccountId,
    /// Where the browser was sent with it.
    pub redirect_uri: String,
    /// What they allowed.
    pub scopes: Scopes,
    /// The PKCE challenge (RFC 7636, S256); empty for none.
    pub challenge: String,
    /// When it is over.
    pub expires_at: UnixMillis,
    /// The session it gave, once used.
    pub session: Option<SessionId>,
}

/// What an app holds, as the list of connected apps shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connected {
    /// The session behind it.
    pub session: SessionId,
    /// The app.
    pub app: AppId,
    /// What it calls itself.
    pub name: String,
    /// Its site; may be empty.
    pub website: String,
    /// What it may do.
    pub scopes: Scopes,
    /// Since when.
    pub created_at: UnixMillis,
    /// When it was last seen, to within some minutes.
    pub last_seen_at: UnixMillis,
}

/// What a refresh token stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refreshable {
    /// The session behind it.
    pub session: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// The app that holds it.
    pub app: AppId,
    /// What it may do.
    pub scopes: Scopes,
    /// Since when.
    pub created_at: UnixMillis,
}

/// The app with this id.
pub async fn app(tx: &mut ReadTx, id: AppId) -> Result<Option<App>, StoreError> {
    Ok(maybe!(tx, AppRow, APP, id.0)?.map(App::from))
}

/// The app with this client id.
pub async fn app_by_client_id(tx: &mut ReadTx, client_id: &str) -> Result<Option<App>, StoreError> {
    Ok(maybe!(tx, AppRow, BY_CLIENT_ID, client_id)?.map(App::from))
}

/// Stores an app.
pub async fn insert_app(tx: &mut WriteTx, a: &App) -> Result<(), StoreError> {
    let (uris, scopes) = (a.redirect_uris.join("\n"), a.scopes.to_string());
    let (secret, at) = (a.secret_hash.as_slice(), a.created_at.0);
    run!(tx, INSERT_APP, a.id.0, &a.client_id, secret, &a.name, &a.website, uris, scopes, at).map(drop)
}

/// Removes apps registered before a moment that hold nothing and that no post names. How many there were.
pub async fn purge_apps(tx: &mut WriteTx, before: UnixMillis) -> Result<u64, StoreError> {
    run!(tx, PURGE_APPS, before.0)
}

/// Stores a consent, and throws away what has been over for a day.
pub async fn insert_code(tx: &mut WriteTx, hash: &[u8], c: &Code) -> Result<(), StoreError> {
    let day_ago = tx.now().plus(-grandstand_domain::time::DAY).0;
    run!(tx, PURGE_CODES, day_ago)?;
    let scopes = c.scopes.to_string();
    run!(tx, INSERT_CODE, hash, c.app.0, c.account.0, &c.redirect_uri, scopes, &c.challenge, c.expires_at.0).map(drop)
}

/// The consent with this hash, used or over or not. Other writers wait: of two who show it at once, one is first.
pub async fn lock_code(tx: &mut WriteTx, hash: &[u8]) -> Result<Option<Code>, StoreError> {
    run!(tx, SETTLE_CODE, hash)?;
    let row = maybe!(tx, (i64, i64, String, String, String, i64, Option<i64>), CODE, hash)?;
    Ok(row.map(|(app, account, redirect_uri, scopes, challenge, expires_at, session)| Code {
        app: AppId(app),
        account: AccountId(account),
        redirect_uri,
        scopes: scopes.parse().unwrap_or_default(),
        challenge,
        expires_at: UnixMillis(expires_at),
        session: session.map(SessionId),
    }))
}

/// Notes that a consent was used, and what it gave.
pub async fn use_code(tx: &mut WriteTx, hash: &[u8], session: SessionId) -> Result<(), StoreError> {
    run!(tx, USE_CODE, hash, session.0).map(drop)
}

/// Puts beside a session what the app that holds it may do.
pub async fn insert_token(
    tx: &mut WriteTx,
    session: SessionId,
    app: AppId,
    scopes: Scopes,
    refresh_hash: &[u8],
) -> Result<(), StoreError> {
    run!(tx, INSERT_TOKEN, session.0, app.0, scopes.to_string(), refresh_hash).map(drop)
}

/// What the refresh token with this hash stands for, if it is good at `now`.
pub async fn by_refresh(tx: &mut ReadTx, hash: &[u8], now: UnixMillis) -> Result<Option<Refreshable>, StoreError> {
    let row = maybe!(tx, (i64, i64, i64, String, i64), BY_REFRESH, hash, now.0)?;
    Ok(row.map(|(session, account, app, scopes, created_at)| Refreshable {
        session: SessionId(session),
        account: AccountId(account),
        app: AppId(app),
        scopes: scopes.parse().unwrap_or_default(),
        created_at: UnixMillis(created_at),
    }))
}

/// The session whose last refresh token this was, before the present one.
pub async fn by_spent(tx: &mut ReadTx, hash: &[u8]) -> Result<Option<(SessionId, AccountId)>, StoreError> {
    Ok(maybe!(tx, (i64, i64), BY_SPENT, hash)?.map(|(session, account)| (SessionId(session), AccountId(account))))
}

/// Gives a session new secrets. False when someone was faster.
pub async fn rotate(
    tx: &mut WriteTx,
    session: SessionId,
    token_hash: &[u8],
    refresh_hash: (&[u8], &[u8]),
    expires_at: UnixMillis,
) -> Result<bool, StoreError> {
    let now = tx.now().0;
    let (before, after) = refresh_hash;
    if run!(tx, ROTATE_TOKEN, session.0, after, before)? == 0 {
        return Ok(false);
    }
    Ok(run!(tx, ROTATE_SESSION, session.0, token_hash, now, expires_at.0)? > 0)
}

/// The session, account and app of an access or refresh token's hash.
pub async fn of_hash(tx: &mut ReadTx, hash: &[u8]) -> Result<Option<(SessionId, AccountId, AppId)>, StoreError> {
    let row = maybe!(tx, (i64, i64, i64), OF_HASH, hash)?;
    Ok(row.map(|(session, account, app)| (SessionId(session), AccountId(account), AppId(app))))
}

/// Ends a session, whosever it is; nothing happens when it has ended.
pub async fn end(tx: &mut WriteTx, session: SessionId) -> Result<(), StoreError> {
    run!(tx, END_SESSION, session.0).map(drop)
}

/// What apps hold of an account, the one seen last first.
pub async fn connected(tx: &mut ReadTx, account: AccountId, now: UnixMillis) -> Result<Vec<Connected>, StoreError> {
    let rows = all!(tx, (i64, i64, String, String, String, i64, i64), OF_ACCOUNT, account.0, now.0)?;
    let shown = |(session, app, name, website, scopes, created_at, seen): (_, _, _, _, String, _, _)| Connected {
        session: SessionId(session),
        app: AppId(app),
        name,
        website,
        scopes: scopes.parse().unwrap_or_default(),
        created_at: UnixMillis(created_at),
        last_seen_at: UnixMillis(seen),
    };
    Ok(rows.into_iter().map(shown).collect())
}

/// Stores what an app holds for itself; of each app the latest twenty are kept.
pub async fn insert_client_token(tx: &mut WriteTx, hash: &[u8], app: AppId, scopes: Scopes) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, INSERT_CLIENT_TOKEN, hash, app.0, scopes.to_string(), now)?;
    run!(tx, TRIM_CLIENT_TOKENS, app.0).map(drop)
}

/// The app that holds a token for itself, and what it may do.
pub async fn client_token(tx: &mut ReadTx, hash: &[u8]) -> Result<Option<(AppId, Scopes)>, StoreError> {
    let row = maybe!(tx, (i64, String), CLIENT_TOKEN, hash)?;
    Ok(row.map(|(app, scopes)| (AppId(app), scopes.parse().unwrap_or_default())))
}

/// Takes such a token back.
pub async fn end_client_token(tx: &mut WriteTx, hash: &[u8], app: AppId) -> Result<u64, StoreError> {
    run!(tx, END_CLIENT_TOKEN, hash, app.0)
}
