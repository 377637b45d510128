//! Passkey ceremonies for the pages' script: `POST /api/grandstand/v1/passkeys/{register,sign-in}/{start,finish}`.
//! `start` answers `{"ticket", "publicKey"}`, `finish` takes `{"ticket", "credential"}`.

use axum::{
    Json,
    http::header,
    response::{IntoResponse, Response},
};
use grandstand_app::{
    account::SignUp,
    passkey::{self, Begun},
};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{error::WebError, form::Sent, pages::remember, state::Web};

/// The addresses.
pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(register_start))
        .routes(routes!(register_finish))
        .routes(routes!(sign_in_start))
        .routes(routes!(sign_in_finish))
}

/// The fields of the form around the button; those of another form are none.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
#[schema(as = PasskeyStart)]
pub(super) struct Start {
    handle: Option<String>,
    display_name: Option<String>,
    email: Option<String>,
    age: Option<String>,
    /// What a further passkey will be called.
    name: Option<String>,
}

/// The ticket of a ceremony and what the browser made of it.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = PasskeyFinish)]
pub(super) struct Finish {
    ticket: String,
    credential: Value,
}

/// Adds a passkey for who is signed in; begins a new account for who is not.
#[utoipa::path(
    post, path = "/api/grandstand/v1/passkeys/register/start", tag = "passkeys", operation_id = "post_passkeys_register_start",
    summary = "Begin a passkey; only the pages' script may",
    request_body = Start,
    security((), ("cookie" = [])),
    responses((status = 200, body = Value))
)]
pub(super) async fn register_start(Sent { ask, body }: Sent<Start>) -> Result<Response, WebError> {
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

#[utoipa::path(
    post, path = "/api/grandstand/v1/passkeys/register/finish", tag = "passkeys", operation_id = "post_passkeys_register_finish",
    summary = "Finish a passkey",
    request_body = Finish,
    security((), ("cookie" = [])),
    responses((status = 200, body = Value))
)]
pub(super) async fn register_finish(Sent { ask, body }: Sent<Finish>) -> Result<Response, WebError> {
    let made = passkey::finish_registering(&ask.web.ctx, ask.viewer.as_ref(), &body.ticket, body.credential).await?;
    // The page says where to go on: `data-next`.
    if !made.is_new {
        return Ok(Json(json!({})).into_response());
    }
    let cookie = remember(&ask, made.account).await?;
    Ok(([(header::SET_COOKIE, cookie)], Json(json!({}))).into_response())
}

#[utoipa::path(
    post, path = "/api/grandstand/v1/passkeys/sign-in/start", tag = "passkeys", operation_id = "post_passkeys_sign_in_start",
    summary = "Begin to sign in by passkey",
    request_body = Start,
    security(()),
    responses((status = 200, body = Value))
)]
pub(super) async fn sign_in_start(Sent { ask, body }: Sent<Start>) -> Result<Response, WebError> {
    Ok(begin(passkey::begin_sign_in(&ask.web.ctx, ask.origin, body.handle.as_deref()).await?))
}

#[utoipa::path(
    post, path = "/api/grandstand/v1/passkeys/sign-in/finish", tag = "passkeys", operation_id = "post_passkeys_sign_in_finish",
    summary = "Sign in by passkey",
    request_body = Finish,
    security(()),
    responses((status = 200, body = Value))
)]
pub(super) async fn sign_in_finish(Sent { ask, body }: Sent<Finish>) -> Result<Response, WebError> {
    let account = passkey::finish_sign_in(&ask.web.ctx, &body.ticket, body.credential).await?;
    let cookie = remember(&ask, account).await?;
    Ok(([(header::SET_COOKIE, cookie)], Json(json!({}))).into_response())
}

fn begin(begun: Begun) -> Response {
    let mut answer = begun.options;
    answer["ticket"] = begun.ticket.into();
    ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response()
}
