//! Who asks, in which language, for which page: what a handler knows of a request before it reads the body.

use axum::{
    extract::{FromRequestParts, OriginalUri},
    http::{HeaderMap, Method, header, request::Parts},
};
use grandstand_app::{
    AppError,
    session::{self, SignedIn},
};
use grandstand_domain::account::Actor;

use crate::{
    cookie,
    error::WebError,
    security::{self, Nonce},
    state::Web,
    words::Words,
};

/// A request, from the point of view of a page.
#[derive(Clone)]
pub(crate) struct Ask {
    /// What every handler shares.
    pub(crate) web: Web,
    /// Who is signed in, by cookie or bearer token.
    pub(crate) viewer: Option<SignedIn>,
    /// Their language.
    pub(crate) words: Words,
    /// Path and query as asked.
    pub(crate) path: String,
    /// Whether a program asks: the answer is JSON, errors too.
    pub(crate) wants_json: bool,
    /// Whether the session came as a bearer token, which no foreign page can send for someone.
    pub(crate) by_token: bool,
    pub(crate) nonce: Nonce,
}

impl Ask {
    /// The signed-in viewer.
    ///
    /// # Errors
    /// Sends a page to the sign-in form and back here; answers 401 to a program.
    pub(crate) fn signed_in(&self) -> Result<&SignedIn, WebError> {
        self.viewer.as_ref().ok_or_else(|| AppError::SignInFirst.into())
    }

    /// The signed-in viewer as the one who acts. Errors as [`Ask::signed_in`].
    pub(crate) fn actor(&self) -> Result<&Actor, WebError> {
        self.signed_in().map(|s| &s.actor)
    }

    /// The value of a name in the query; none when it is missing or empty.
    pub(crate) fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.path.split_once('?')?;
        let found = url::form_urlencoded::parse(query.as_bytes()).find(|(n, _)| n == name)?.1;
        (!found.is_empty()).then(|| found.into_owned())
    }

    /// The token that this viewer's forms carry.
    pub(crate) fn csrf(&self) -> String {
        self.viewer.as_ref().map(|v| security::csrf_token(&self.web.csrf_key, v.session)).unwrap_or_default()
    }
}

impl FromRequestParts<Web> for Ask {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, WebError> {
        let bearer = bearer(&parts.headers);
        let secret = bearer.or_else(|| cookie::read(&parts.headers, cookie::SESSION));
        let viewer = match secret {
            Some(secret) => session::authenticate(&web.ctx, secret).await?,
            None => None,
        };
        if bearer.is_some() && viewer.is_none() {
            return Err(AppError::SignInFirst.into());
        }
        let by_token = bearer.is_some();
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |u| &u.0);
        let accepted = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
        Ok(Self {
            web: web.clone(),
            viewer,
            words: Words::choose(cookie::read(&parts.headers, cookie::LANGUAGE), accepted),
            path: uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
            wants_json: wants_json(uri.path(), &parts.headers),
            by_token,
            nonce: parts.extensions.get::<Nonce>().cloned().unwrap_or_default(),
        })
    }
}

/// A viewer who must be signed in, with the rest of the request.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
}

/// Programs ask under `/api`, or say that they accept JSON and not HTML.
pub(crate) fn wants_json(path: &str, headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    path.starts_with("/api/") || (accepts.contains("application/json") && !accepts.contains("text/html"))
}

/// Whether a request may change something.
pub(crate) fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}
