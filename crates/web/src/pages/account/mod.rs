//! Joining, signing in and out, and one's own start page.

mod me;
mod passkey_place;
mod sign_in;
mod sign_up;

use axum::{
    Router,
    http::header,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use grandstand_app::session;
use grandstand_domain::{id::AccountId, session::SessionKind};

use crate::{ask::Ask, cookie, error::WebError, pages::site::local, state::Web};

pub(crate) use passkey_place::PasskeyPlace;

/// The addresses of these pages.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/sign-up", get(sign_up::form).post(sign_up::send))
        .route("/sign-in", get(sign_in::form).post(sign_in::send))
        .route("/sign-out", get(sign_in::leave).post(sign_in::out))
        .route("/me", get(me::page))
}

/// Seconds for which a browser keeps the session's cookie; the session itself ends when it was not used for as long.
const COOKIE_S: i64 = 30 * 24 * 3600;

/// Starts a session in this browser and gives the cookie that carries it. One that the browser had before is ended.
pub(crate) async fn remember(ask: &Ask, account: AccountId) -> Result<String, WebError> {
    if let Some(before) = ask.viewer.as_ref().filter(|v| v.kind == SessionKind::Browser) {
        session::end(&ask.web.ctx, &before.actor, before.session).await?;
    }
    let secret = session::start(&ask.web.ctx, account, SessionKind::Browser, &ask.device()).await?;
    Ok(cookie::set(cookie::SESSION, &secret, COOKIE_S, ask.web.is_secure()))
}

/// The answer to someone who is in now: the cookie, and on to where they wanted.
async fn welcome(ask: &Ask, account: AccountId, next: &str) -> Result<Response, WebError> {
    let cookie = remember(ask, account).await?;
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(local(next))).into_response())
}
