//! Passkey ceremonies for the pages' script: `POST /api/grandstand/v1/passkeys/{register,sign-in}/{start,finish}`.
//! `start` answers `{"ticket", "publicKey"}`, `finish` takes `{"ticket", "credential"}`.

use axum::{
    Json, Router,
    http::header,
    response::{IntoResponse, Response},
    routing::post,
};
use grandstand_app::{
    account::SignUp,
    passkey::{self, Begun},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{error::WebError, form::Sent, pages::remember, state::Web};

/// The addresses.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/api/grandstand/v1/passkeys/register/start", post(register_start))
        .route("/api/grandstand/v1/passkeys/register/finish", post(register_finish))
        .route("/api/grandstand/v1/passkeys/sign-in/start", post(sign_in_start))
        .route("/api/grandstand/v1/passkeys/sign-in/finish", post(sign_in_finish))
}

/// The fields of the form around the button; those of another form are none.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Start {
    handle: Option<String>,
    display_name: Option<String>,
    email: Option<String>,
    age: Option<String>,
    /// What a further passkey will be called.
    name: Option<String>,
}

/// The ticket of a ceremony and what the browser made of it.
#[derive(Debug, Deserialize)]
struct Finish {
    ticket: String,
    credential: Value,
}

/// Adds a passkey for who is signed in; begins a new account for who is not.
async fn register_start(Sent { ask, body }: Sent<Start>) -> Result<Response, WebError> {
    let ctx = &ask.web.ctx;
    let named = body.name.filter(|n| !n.is_empty()).unwrap_or_else(|| ask.device());
    let begun = if let Some(viewer) = &ask.viewer {
        passkey::begin_adding(ctx, viewer, &named).await?
    } else {
        let form = SignUp {
            handle: body.handle.as_deref().unwrap_or_default(),
            display_name: body.display_name.as_deref().unwrap_or_default(),
            email: body.email.as_deref().unwrap_or_default(),
            age: body.age.as_deref().unwrap_or_default(),
        };
        passkey::begin_sign_up(ctx, ask.origin, form, &named).await?
    };
    Ok(begin(begun))
}

async fn register_finish(Sent { ask, body }: Sent<Finish>) -> Result<Response, WebError> {
    let made = passkey::finish_registering(&ask.web.ctx, ask.viewer.as_ref(), &body.ticket, body.credential).await?;
    // The page says where to go on: `data-next`.
    if !made.is_new {
        return Ok(Json(json!({})).into_response());
    }
    let cookie = remember(&ask, made.account).await?;
    Ok(([(header::SET_COOKIE, cookie)], Json(json!({}))).into_response())
}

async fn sign_in_start(Sent { ask, body }: Sent<Start>) -> Result<Response, WebError> {
    Ok(begin(passkey::begin_sign_in(&ask.web.ctx, ask.origin, body.handle.as_deref()).await?))
}

async fn sign_in_finish(Sent { ask, body }: Sent<Finish>) -> Result<Response, WebError> {
    let account = passkey::finish_sign_in(&ask.web.ctx, &body.ticket, body.credential).await?;
    let cookie = remember(&ask, account).await?;
    Ok(([(header::SET_COOKIE, cookie)], Json(json!({}))).into_response())
}

fn begin(begun: Begun) -> Response {
    let mut answer = begun.options;
    answer["ticket"] = begun.ticket.into();
    ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response()
}
