//! The headers that keep a page to itself, and the proof that a form is ours.
//!
//! Two independent fences stand before every change made with a cookie: the browser's own word on where the request
//! comes from (`Sec-Fetch-Site`, Fetch Metadata; else `Origin`), and for signed-in viewers a token bound to their session.

use std::sync::{Arc, OnceLock};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use grandstand_app::{AppError, Ctx};
use grandstand_domain::id::{DelegationId, SessionId};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{
    acting, ask, cookie,
    error::{Asker, WebError},
    state::Web,
};

/// A page's nonce: only `<script>` elements that carry it, or that this server serves, run (CSP 3). Drawn when a page
/// first asks for it: most answers are no pages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Nonce(Arc<OnceLock<String>>);

impl Nonce {
    /// The nonce of this request.
    pub(crate) fn text(&self, ctx: &Ctx) -> &str {
        self.0.get_or_init(|| URL_SAFE_NO_PAD.encode(ctx.random::<16>()))
    }
}

/// Set on a response by a handler whose page may stand in a frame of another site (the embedded player).
#[derive(Clone, Copy, Debug)]
pub(crate) struct MayBeFramed;

/// Set on a response by a handler whose form ends, after a redirect, at an app's address: the source expression of that
/// address (CSP 3, `form-action`, which browsers hold against redirects too).
#[derive(Clone, Debug)]
pub(crate) struct FormEndsAt(pub(crate) String);

/// Interfaces that no cookie counts for, so that a page of anyone's may call them: the token of an app is in the body.
const FREE: [&str; 3] = ["/api/v1/apps", "/oauth/token", "/oauth/revoke"];

/// The token for the forms of one session, as whoever it acts at the moment: a form that was opened as oneself cannot be sent as
/// an athlete, nor the other way round.
pub(crate) fn csrf_token(key: &[u8; 32], session: SessionId, acts_by: Option<DelegationId>) -> String {
    URL_SAFE_NO_PAD.encode(csrf_mac(key, session, acts_by).finalize().into_bytes())
}

/// Whether a form's token is that of the session.
pub(crate) fn csrf_matches(key: &[u8; 32], session: SessionId, acts_by: Option<DelegationId>, token: &str) -> bool {
    URL_SAFE_NO_PAD.decode(token).is_ok_and(|given| csrf_mac(key, session, acts_by).verify_slice(&given).is_ok())
}

fn csrf_mac(key: &[u8; 32], session: SessionId, acts_by: Option<DelegationId>) -> Hmac<Sha256> {
    let mut mac = mac(key, session.0);
    if let Some(delegation) = acts_by {
        mac.update(&delegation.0.to_be_bytes());
    }
    mac
}

/// A word that only this host can make for an id: its HMAC-SHA-256 under a key of one purpose, as base64url.
pub(crate) fn proof(key: &[u8; 32], id: i64) -> String {
    URL_SAFE_NO_PAD.encode(mac(key, id).finalize().into_bytes())
}

/// Whether a word is the one that [`proof`] makes; takes equally long for every wrong one.
pub(crate) fn proves(key: &[u8; 32], id: i64, word: &str) -> bool {
    URL_SAFE_NO_PAD.decode(word).is_ok_and(|given| mac(key, id).verify_slice(&given).is_ok())
}

fn mac(key: &[u8; 32], id: i64) -> Hmac<Sha256> {
    // HMAC fills a short key up with zeros to one block (RFC 2104, section 2), so this needs no fallible constructor.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    mac.update(&id.to_be_bytes());
    mac
}

/// Middleware: refuses changes that another site's page sends, gives each request a nonce, writes the answer of a request
/// that failed, and sets the headers.
pub(crate) async fn guard(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::default();
    let asker = Asker::of(&request, &nonce);
    request.extensions_mut().insert(nonce.clone());
    // A bearer token is not sent by a browser on its own: whoever sends one means to.
    let free = ask::bearer(request.headers()).is_some() || FREE.contains(&request.uri().path());
    let foreign = !free && ask::changes(request.method()) && is_foreign(request.headers());
    let response = if foreign {
        axum::response::IntoResponse::into_response(WebError::from(AppError::Conflict("form-foreign")))
    } else {
        let path = request.extensions().get::<MatchedPath>();
        match acting::refused(&web, request.method(), path, request.headers()).await {
            Ok(()) => next.run(request).await,
            Err(error) => axum::response::IntoResponse::into_response(error),
        }
    };
    let mut response = asker.told(&web, response).await;
    let may_be_framed = response.extensions().get::<MayBeFramed>().is_some();
    let ends_at = response.extensions().get::<FormEndsAt>().map_or_else(String::new, |at| format!(" {}", at.0));
    let headers = response.headers_mut();
    let is_page = headers.get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/html"));
    if is_page
        && let Ok(value) = HeaderValue::from_str(&policy(nonce.text(&web.ctx), &web.bucket(), may_be_framed, &ends_at))
    {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(value);
    }
    for (name, value) in FIXED {
        headers.entry(name.clone()).or_insert(HeaderValue::from_static(value));
    }
    if web.is_secure() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}

const FIXED: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), microphone=(self), geolocation=(), browsing-topics=(), publickey-credentials-get=(self), publickey-credentials-create=(self)",
    ),
];

fn policy(n: &str, bucket: &str, may_be_framed: bool, ends_at: &str) -> String {
    let ancestors = if may_be_framed { "*" } else { "'none'" };
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{n}'; style-src 'self'; img-src 'self'{bucket} data: blob:; \
         media-src 'self'{bucket} blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
         form-action 'self'{ends_at}; base-uri 'none'; frame-ancestors {ancestors}"
    )
}

/// Whether the browser says that another site's page sends this. A program that is no browser sends neither header; it
/// has no cookie that somebody else could use, unless it took one on purpose.
fn is_foreign(headers: &HeaderMap) -> bool {
    let with_cookie = cookie::read(headers, cookie::SESSION).is_some();
    let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    match text(HeaderName::from_static("sec-fetch-site")) {
        Some("same-origin" | "none") => false,
        Some(_) => with_cookie || text(header::ORIGIN).is_some(),
        None => match (text(header::ORIGIN), text(header::HOST)) {
            (Some(origin), Some(host)) => origin.split_once("://").is_none_or(|(_, authority)| authority != host),
            _ => false,
        },
    }
}
