//! Web Push for the browser that asks: `PUT` and `DELETE /api/grandstand/v1/push`. Apps subscribe over the client API.

use axum::{Json, http::StatusCode};
use grandstand_app::{
    AppError,
    push::{self, Wish},
    session::SignedIn,
};
use grandstand_domain::{
    push::{Alert, Policy},
    session::SessionKind,
};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Act;
use crate::{ask::Ask, error::WebError, form::Sent, state::Web};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(subscribe, unsubscribe))
}

/// What `PushSubscription.toJSON()` gives (Push API, section 8).
#[derive(Deserialize, ToSchema)]
#[schema(as = PushSubscription)]
struct Subscription {
    endpoint: String,
    keys: Keys,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = PushKeys)]
struct Keys {
    p256dh: String,
    auth: String,
}

/// A browser: what belongs to a program must not take its place.
fn browser(ask: &Ask) -> Result<&SignedIn, WebError> {
    let who = ask.signed_in()?;
    if who.kind == SessionKind::Browser { Ok(who) } else { Err(AppError::Forbidden.into()) }
}

/// `PUT /api/grandstand/v1/push`: a browser is told of everything that its owner did not turn off.
#[utoipa::path(
    put, path = "/api/grandstand/v1/push", tag = "notifications", operation_id = "put_push",
    summary = "Tell this browser by Web Push; only the pages' own script may",
    request_body = Subscription,
    security(("cookie" = [])),
    responses((status = 200, body = Value))
)]
async fn subscribe(Sent { ask, body }: Sent<Subscription>) -> Result<Json<Value>, WebError> {
    let wish = Wish {
        endpoint: &body.endpoint,
        p256dh: &body.keys.p256dh,
        auth: &body.keys.auth,
        standard: true,
        alerts: Alert::ALL.iter().copied().collect(),
        policy: Policy::All,
    };
    let made = push::subscribe(&ask.web.ctx, browser(&ask)?, wish).await?;
    Ok(Json(json!({ "endpoint": made.endpoint })))
}

/// `DELETE /api/grandstand/v1/push`.
#[utoipa::path(
    delete, path = "/api/grandstand/v1/push", tag = "notifications", operation_id = "delete_push",
    summary = "Tell this browser no longer",
    security(("cookie" = [])),
    responses((status = 204))
)]
async fn unsubscribe(Act(ask): Act) -> Result<StatusCode, WebError> {
    push::unsubscribe(&ask.web.ctx, browser(&ask)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
