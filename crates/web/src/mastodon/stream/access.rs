//! Whose stream it is. Browsers cannot set headers on a stream, so a token may also stand in the address
//! (`access_token`) or be named as the WebSocket's protocol.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
};
use grandstand_app::{AppError, oauth, session::SignedIn};

use crate::{
    ask::{self, Ask},
    error::WebError,
    mastodon::access::{Declared, Need, Needs, Scoped},
    state::Web,
};

/// Who opens a stream, with a token for an account. What it allows is asked stream by stream.
pub(super) struct Caller {
    pub(super) ask: Ask,
    pub(super) who: SignedIn,
    pub(super) secret: String,
    /// Whether the token came as the WebSocket's protocol, which the answer must then name.
    pub(super) by_protocol: bool,
}

/// As [`Caller`], with the scope `N`.
pub(super) struct Hearing<N> {
    who: Scoped<N>,
    secret: String,
}

impl<N> Hearing<N> {
    pub(super) fn caller(&self) -> Caller {
        let who = self.who.who().clone();
        Caller { ask: (*self.who).clone(), who, secret: self.secret.clone(), by_protocol: false }
    }
}

fn protocol(headers: &HeaderMap) -> Option<&str> {
    let named = headers.get(header::SEC_WEBSOCKET_PROTOCOL)?.to_str().ok()?;
    named.split(',').map(str::trim).find(|token| !token.is_empty())
}

/// Moves the token to where every other route looks for it, and gives it.
fn settle(parts: &mut Parts) -> String {
    let query = parts.uri.query().unwrap_or_default();
    let asked = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "access_token");
    let found = ask::bearer(&parts.headers)
        .map(str::to_owned)
        .or_else(|| asked.map(|(_, token)| token.into_owned()))
        .or_else(|| protocol(&parts.headers).map(str::to_owned))
        .unwrap_or_default();
    if let Ok(value) = HeaderValue::from_str(&format!("Bearer {found}"))
        && !found.is_empty()
    {
        parts.headers.insert(header::AUTHORIZATION, value);
    }
    found
}

impl<N: Needs> FromRequestParts<Web> for Hearing<N> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, WebError> {
        let secret = settle(parts);
        Ok(Self { who: Scoped::from_request_parts(parts, web).await?, secret })
    }
}

impl FromRequestParts<Web> for Caller {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, WebError> {
        parts.headers.remove(header::COOKIE);
        let secret = settle(parts);
        if oauth::authenticate_app(&web.ctx, &secret).await?.is_some() {
            return Err(AppError::Conflict("user-needed").into());
        }
        let by_protocol = protocol(&parts.headers) == Some(secret.as_str());
        let ask = Ask::of_program(parts, web).await?;
        let who = ask.signed_in()?.clone();
        Ok(Self { ask, who, secret, by_protocol })
    }
}

impl<N: Needs> Declared for Hearing<N> {
    const NEED: Need = Need::Account(N::SCOPE);
}

impl Declared for Caller {
    const NEED: Need = Need::App;
}
