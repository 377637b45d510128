//! `POST /oauth/token` (RFC 6749, sections 3.2, 4.1.3, 4.4 and 6; RFC 7636), `POST /oauth/revoke` (RFC 7009) and
//! `/oauth/userinfo`.

use axum::{
    Json,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use grandstand_app::oauth::{self, Client, Exchange, OauthError, Token};
use serde::Serialize;
use serde_json::json;

use crate::{
    error::WebError,
    mastodon::access::{Open, Profile, Scoped},
    params::Params,
};

/// The Mastodon client API's `Token`.
#[derive(Serialize)]
struct Answer {
    access_token: String,
    token_type: &'static str,
    scope: String,
    /// Unix seconds.
    created_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

impl From<Token> for Answer {
    fn from(token: Token) -> Self {
        Self {
            access_token: token.access,
            token_type: "Bearer",
            scope: token.grant.scopes.to_string(),
            created_at: token.grant.created_at.0 / 1_000,
            refresh_token: token.refresh,
        }
    }
}

/// `POST /oauth/token`.
pub(super) async fn token(ask: Open, headers: HeaderMap, params: Params) -> Response {
    let basic = basic(&headers);
    let client = client(&ask, &params, basic.as_ref());
    let ctx = &ask.web.ctx;
    let made = match params.text("grant_type") {
        "authorization_code" => {
            let with = Exchange {
                code: params.text("code"),
                redirect_uri: params.text("redirect_uri"),
                verifier: params.get("code_verifier"),
            };
            oauth::exchange(ctx, client, with).await
        }
        "client_credentials" => oauth::client_credentials(ctx, client, params.text("scope")).await,
        "refresh_token" => oauth::refresh(ctx, client, params.text("refresh_token")).await,
        "" => Err(OauthError::Refused("invalid_request")),
        _ => Err(OauthError::Refused("unsupported_grant_type")),
    };
    let mut response = match made {
        Ok(token) => Json(Answer::from(token)).into_response(),
        Err(OauthError::App(error)) => return WebError(error).into_response(),
        Err(OauthError::Refused(word)) => refused(&ask, word),
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, header::HeaderValue::from_static("no-cache"));
    response
}

/// `POST /oauth/revoke`.
pub(super) async fn revoke(ask: Open, headers: HeaderMap, params: Params) -> Response {
    let basic = basic(&headers);
    match oauth::revoke(&ask.web.ctx, client(&ask, &params, basic.as_ref()), params.text("token")).await {
        Ok(()) => Json(json!({})).into_response(),
        Err(OauthError::App(error)) => WebError(error).into_response(),
        Err(OauthError::Refused(_)) => {
            let mut response = refused(&ask, "unauthorized_client");
            *response.status_mut() = StatusCode::FORBIDDEN;
            response
        }
    }
}

/// `GET /oauth/userinfo`: who is signed in (OpenID Connect Core, section 5.3, as far as there is something to say).
pub(super) async fn userinfo(who: Scoped<Profile>) -> Result<Json<serde_json::Value>, WebError> {
    let me = who.who();
    let profile = who.web.absolute(&format!("/@{}", me.handle));
    Ok(Json(json!({
        "iss": who.web.ctx.settings.public_url,
        "sub": profile,
        "name": me.display_name,
        "preferred_username": me.handle.as_str(),
        "profile": profile,
        "picture": who.web.absolute(who.web.assets.url("icon-512.png")),
    })))
}

fn client<'a>(ask: &Open, params: &'a Params, basic: Option<&'a (String, String)>) -> Client<'a> {
    match basic {
        Some((id, secret)) => Client { origin: ask.origin, client_id: id, secret: Some(secret) },
        None => Client { origin: ask.origin, client_id: params.text("client_id"), secret: params.get("client_secret") },
    }
}

/// Client id and secret of an `Authorization: Basic` header (RFC 6749, section 2.3.1).
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let (scheme, text) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64_STANDARD.decode(text.trim()).ok()?).ok()?;
    text.split_once(':').map(|(id, secret)| (id.to_owned(), secret.to_owned()))
}

fn refused(ask: &Open, word: &str) -> Response {
    let code = if word == "invalid_client" { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
    let key = match word {
        "invalid_client" | "unauthorized_client" => "oauth-invalid-client",
        "invalid_grant" => "oauth-invalid-grant",
        "invalid_scope" => "oauth-invalid-scope",
        _ => "oauth-invalid-request",
    };
    (code, Json(json!({ "error": word, "error_description": ask.words.t(key) }))).into_response()
}
