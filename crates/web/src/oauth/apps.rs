//! `POST /api/v1/apps` and what an app may ask about itself.

use axum::Json;
use grandstand_app::{
    Ctx,
    oauth::{self, NewApp, OUT_OF_BAND},
    push,
};
use grandstand_domain::scope::Scope;
use serde::Serialize;

use crate::{
    error::WebError,
    mastodon::access::{AnyApp, Open},
    params::Params,
};

/// The Mastodon client API's `CredentialApplication`.
#[derive(Serialize)]
pub(super) struct CredentialApplication {
    id: String,
    name: String,
    website: Option<String>,
    scopes: Vec<&'static str>,
    redirect_uris: Vec<String>,
    /// The same in one text, for old apps.
    redirect_uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<String>,
    /// 0: it does not expire.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret_expires_at: Option<u8>,
    vapid_key: String,
}

impl CredentialApplication {
    fn of(ctx: &Ctx, app: oauth::App, secret: Option<String>) -> Self {
        let vapid_key = push::public_key(ctx);
        Self {
            id: app.id.to_string(),
            name: app.name,
            website: Some(app.website).filter(|w| !w.is_empty()),
            scopes: app.scopes.shortest().into_iter().map(Scope::as_str).collect(),
            redirect_uri: app.redirect_uris.join("\n"),
            redirect_uris: app.redirect_uris,
            client_id: secret.is_some().then_some(app.client_id),
            client_secret_expires_at: secret.is_some().then_some(0),
            client_secret: secret,
            vapid_key,
        }
    }
}

/// `POST /api/v1/apps`: anyone may register an app.
pub(super) async fn register(ask: Open, params: Params) -> Result<Json<CredentialApplication>, WebError> {
    let mut redirect_uris = params.list("redirect_uris");
    if redirect_uris.is_empty() {
        redirect_uris.push(OUT_OF_BAND);
    }
    let scopes = params.list("scopes").join(" ");
    let new =
        NewApp { name: params.text("client_name"), website: params.text("website"), redirect_uris, scopes: &scopes };
    let made = oauth::register(&ask.web.ctx, ask.origin, new).await?;
    Ok(Json(CredentialApplication::of(&ask.web.ctx, made.app, Some(made.client_secret))))
}

/// `GET /api/v1/apps/verify_credentials`.
pub(super) async fn verify(ask: AnyApp) -> Result<Json<CredentialApplication>, WebError> {
    let id = ask.app.ok_or(grandstand_app::AppError::NotFound)?;
    Ok(Json(CredentialApplication::of(&ask.web.ctx, oauth::app(&ask.web.ctx, id).await?, None)))
}
