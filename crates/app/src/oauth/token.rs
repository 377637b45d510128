//! Tokens: a code, a refresh token or the app's own secret for a token, and taking one back.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use grandstand_domain::{
    id::SessionId,
    scope::Scopes,
    session::SessionKind,
    time::{SECOND, UnixMillis},
};
use grandstand_store::{account, oauth as rows, session::NewSession};
use sha2::{Digest, Sha256};

use super::{App, OauthError, app};
use crate::{
    ctx::Ctx,
    session,
    throttle::{self, Origin, Rate},
};

/// Wrong codes, secrets and refresh tokens from one place. 256 random bits are not found by trying; this keeps logs calm.
const WRONG: Rate = Rate { burst: 100, every_ms: SECOND };
/// What the secrets of app's own tokens begin with.
pub(super) const CLIENT: &str = "gsc_";

/// Who asks for a token.
#[derive(Clone, Copy, Debug, Default)]
pub struct Client<'a> {
    /// Where from.
    pub origin: Origin,
    /// The app's name in the protocol.
    pub client_id: &'a str,
    /// Its secret; none from a public client.
    pub secret: Option<&'a str>,
}

/// A code to be exchanged (RFC 6749, section 4.1.3; RFC 7636, section 4.5).
#[derive(Clone, Copy, Debug, Default)]
pub struct Exchange<'a> {
    /// The code.
    pub code: &'a str,
    /// The address it was sent to, once more.
    pub redirect_uri: &'a str,
    /// What the challenge was made of; none without PKCE.
    pub verifier: Option<&'a str>,
}

/// What was granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What the app may do.
    pub scopes: Scopes,
    /// Since when.
    pub created_at: UnixMillis,
}

/// A token, shown once.
#[derive(Clone, Debug)]
pub struct Token {
    /// The secret of the access token.
    pub access: String,
    /// The secret of the refresh token; none for an app's own token.
    pub refresh: Option<String>,
    /// What it stands for.
    pub grant: Grant,
}

const INVALID_CLIENT: OauthError = OauthError::Refused("invalid_client");
const INVALID_GRANT: OauthError = OauthError::Refused("invalid_grant");

/// Exchanges a code for a token. A code is good once: shown again, what it gave the first time is taken back too.
///
/// # Errors
/// `invalid_client`, and `invalid_grant` for everything that does not fit together: address, app, challenge, time.
pub async fn exchange(ctx: &Ctx, client: Client<'_>, with: Exchange<'_>) -> Result<Token, OauthError> {
    let app = known(ctx, client).await?;
    let hash = session::hash(with.code);
    let mut tx = ctx.begin_write().await?;
    let Some(code) = rows::lock_code(&mut tx, &hash).await?.filter(|code| code.app == app.id) else {
        return Err(INVALID_GRANT);
    };
    if let Some(stolen) = code.session {
        rows::end(&mut tx, stolen).await?;
        session::commit(ctx, tx, code.account).await?;
        return Err(INVALID_GRANT);
    }
    let verified = match (code.challenge.as_str(), with.verifier) {
        // Without either, the app proves by its secret that the code was meant for it.
        ("", None) => client.secret.is_some(),
        // A verifier for a code without a challenge: someone took the challenge out on the way (RFC 9700, 2.1.1).
        ("", Some(_)) | (_, None) => false,
        (challenge, Some(verifier)) => {
            (43..=128).contains(&verifier.len())
                && BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())) == challenge
        }
    };
    if !verified || code.expires_at <= tx.now() || code.redirect_uri != with.redirect_uri {
        return Err(INVALID_GRANT);
    }
    let owner = account::get(&mut tx, code.account).await?.filter(|a| a.is_active() && a.role.is_person());
    let owner = owner.ok_or(INVALID_GRANT)?;
    let (access, refresh) = (secret(ctx, "gsa_"), secret(ctx, "gsr_"));
    let (id, now) = (SessionId(ctx.id()), tx.now());
    let new = NewSession {
        id,
        token_hash: &session::hash(&access),
        account: owner.id,
        kind: SessionKind::App,
        label: &app.name,
        expires_at: SessionKind::App.expires_at(now, now),
    };
    grandstand_store::session::insert(&mut tx, &new).await?;
    rows::insert_token(&mut tx, id, app.id, code.scopes, &session::hash(&refresh)).await?;
    rows::use_code(&mut tx, &hash, id).await?;
    ctx.commit(tx).await?;
    Ok(Token { access, refresh: Some(refresh), grant: Grant { scopes: code.scopes, created_at: now } })
}

/// Gives new secrets for a refresh token, which is good once. One that was used before ends what it stood for: either the
/// app or a thief has shown it twice (RFC 9700, section 4.14.2).
pub async fn refresh(ctx: &Ctx, client: Client<'_>, token: &str) -> Result<Token, OauthError> {
    let app = known(ctx, client).await?;
    let hash = session::hash(token);
    let mut tx = ctx.begin_write().await?;
    if let Some((stolen, account)) = rows::by_spent(&mut tx, &hash).await? {
        rows::end(&mut tx, stolen).await?;
        session::commit(ctx, tx, account).await?;
        return Err(INVALID_GRANT);
    }
    let held = rows::by_refresh(&mut tx, &hash, ctx.now()).await?.filter(|held| held.app == app.id);
    let held = held.ok_or(INVALID_GRANT)?;
    let (access, fresh) = (secret(ctx, "gsa_"), secret(ctx, "gsr_"));
    let expires_at = SessionKind::App.expires_at(held.created_at, tx.now());
    let hashes = (hash, session::hash(&fresh));
    if !rows::rotate(&mut tx, held.session, &session::hash(&access), (&hashes.0, &hashes.1), expires_at).await? {
        return Err(INVALID_GRANT);
    }
    session::commit(ctx, tx, held.account).await?;
    let grant = Grant { scopes: held.scopes, created_at: held.created_at };
    Ok(Token { access, refresh: Some(fresh), grant })
}

/// A token for the app itself, without anyone's account.
pub async fn client_credentials(ctx: &Ctx, client: Client<'_>, scope: &str) -> Result<Token, OauthError> {
    let app = known(ctx, client).await?;
    if client.secret.is_none() {
        return Err(INVALID_CLIENT);
    }
    let scopes = app::scopes_or_read(scope).ok().filter(|s| s.is_within(app.scopes));
    let scopes = scopes.ok_or(OauthError::Refused("invalid_scope"))?;
    let access = secret(ctx, CLIENT);
    let mut tx = ctx.begin_write().await?;
    let created_at = tx.now();
    rows::insert_client_token(&mut tx, &session::hash(&access), app.id, scopes).await?;
    tx.commit().await?;
    Ok(Token { access, refresh: None, grant: Grant { scopes, created_at } })
}

/// Takes a token back, access or refresh, with all that hangs on it. A token that is nobody's or another app's is left
/// alone and nothing is said (RFC 7009, section 2.2).
pub async fn revoke(ctx: &Ctx, client: Client<'_>, token: &str) -> Result<(), OauthError> {
    let app = known(ctx, client).await?;
    let hash = session::hash(token);
    let mut tx = ctx.begin_write().await?;
    if let Some((held, account, _)) = rows::of_hash(&mut tx, &hash).await?.filter(|(.., of)| *of == app.id) {
        rows::end(&mut tx, held).await?;
        session::commit(ctx, tx, account).await?;
    } else {
        rows::end_client_token(&mut tx, &hash, app.id).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The app that asks, by its secret where it gives one.
async fn known(ctx: &Ctx, client: Client<'_>) -> Result<App, OauthError> {
    let app = app::by_client_id(ctx, client.client_id).await?;
    // Hashes are compared, so how long it takes tells nothing of the secret.
    let fits = |app: &App| client.secret.is_none_or(|s| session::hash(s).as_slice() == app.secret_hash.as_slice());
    if let Some(app) = app.filter(fits) {
        return Ok(app);
    }
    throttle::take_from(ctx, "oauth-wrong", client.origin, WRONG)?;
    Err(INVALID_CLIENT)
}

fn secret(ctx: &Ctx, prefix: &str) -> String {
    format!("{prefix}{}", BASE64_URL_SAFE_NO_PAD.encode(ctx.random::<32>()))
}
