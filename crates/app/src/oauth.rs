//! Apps that act for accounts: OAuth 2.1 (draft-ietf-oauth-v2-1) as apps for the Mastodon client API expect it.
//!
//! What an app is given is a session of its own kind: whatever ends sessions (a new password, a suspension, leaving) ends
//! apps too, and a token is checked as any session is, in memory, revoked everywhere within a second
//! ([`crate::session`]). Secrets are 256 random bits; the database keeps their SHA-256.

mod app;
mod code;
mod token;

use grandstand_domain::{
    account::Actor,
    id::{AppId, SessionId},
    scope::Scopes,
};
use grandstand_store::oauth as rows;

use crate::{ctx::Ctx, error::AppError, session};

pub use app::{NewApp, OUT_OF_BAND, Registered, by_client_id, purge, register};
pub use code::{Consent, Refused, Wish, allow, consider};
pub use grandstand_store::oauth::{App, Connected};
pub use token::{Client, Exchange, Grant, Token, client_credentials, exchange, refresh, revoke};

/// A protocol error: the word of RFC 6749, section 5.2, or a fault as any use case has.
#[derive(Debug, thiserror::Error)]
pub enum OauthError {
    /// `invalid_request`, `invalid_client`, `invalid_grant`, `invalid_scope` and the like.
    #[error("{0}")]
    Refused(&'static str),
    /// As for every use case.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<grandstand_store::StoreError> for OauthError {
    fn from(error: grandstand_store::StoreError) -> Self {
        Self::App(error.into())
    }
}

/// The app behind an access token's secret that no account stands behind, and what it may do.
pub async fn authenticate_app(ctx: &Ctx, secret: &str) -> Result<Option<(AppId, Scopes)>, AppError> {
    if !secret.starts_with(token::CLIENT) || secret.len() != 47 {
        return Ok(None);
    }
    Ok(rows::client_token(&mut ctx.begin_read().await?, &session::hash(secret)).await?)
}

/// An app by its id.
pub async fn app(ctx: &Ctx, id: AppId) -> Result<App, AppError> {
    rows::app(&mut ctx.begin_read().await?, id).await?.ok_or(AppError::NotFound)
}

/// The apps that act for the actor, the one seen last first.
pub async fn connected(ctx: &Ctx, actor: &Actor) -> Result<Vec<Connected>, AppError> {
    Ok(rows::connected(&mut ctx.begin_read().await?, actor.account, ctx.now()).await?)
}

/// Takes back what an app holds of the actor; also when that has ended.
pub async fn disconnect(ctx: &Ctx, actor: &Actor, which: SessionId) -> Result<(), AppError> {
    match session::end(ctx, actor, which).await {
        Ok(()) | Err(AppError::NotFound) => Ok(()),
        Err(error) => Err(error),
    }
}
