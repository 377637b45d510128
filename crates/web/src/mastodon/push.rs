//! Web Push for apps (docs.joinmastodon.org, "push API methods"): one subscription per token, gone with it.

use axum::Json;
use grandstand_app::{
    AppError,
    push::{self, Shown, Wish},
};
use grandstand_domain::push::{Alert, Alerts, Policy};
use serde_json::{Value, json};

use super::{
    access::{Push, Routes, Scoped},
    entity::WebPushSubscription,
};
use crate::{error::WebError, params::Params, state::Web};

pub(super) fn routes() -> Routes {
    Routes::default()
        .post("/api/v1/push/subscription", subscribe)
        .get("/api/v1/push/subscription", current)
        .put("/api/v1/push/subscription", change)
        .delete("/api/v1/push/subscription", unsubscribe)
}

/// What an app asks to be told of; what it does not name it does not want.
fn alerts(params: &Params) -> Alerts {
    let named = |alert: &Alert| params.is(&format!("data[alerts][{}]", alert.as_str()));
    Alert::ALL.iter().copied().filter(named).collect()
}

fn policy(params: &Params) -> Result<Policy, WebError> {
    let named = params.get("data[policy]").or_else(|| params.get("policy"));
    Ok(named.map_or(Ok(Policy::All), str::parse).map_err(AppError::Invalid)?)
}

fn entity(web: &Web, shown: Shown) -> Json<WebPushSubscription> {
    Json(WebPushSubscription {
        // Apps read this as a number of 32 bits. No address has it, so that it need not be the whole id.
        id: (shown.id.0 ^ (shown.id.0 >> 31)) & 0x7fff_ffff,
        endpoint: shown.endpoint,
        standard: shown.standard,
        alerts: Alert::ALL.iter().map(|alert| (alert.as_str(), shown.alerts.contains(*alert))).collect(),
        server_key: push::public_key(&web.ctx),
        policy: shown.policy.as_str(),
    })
}

async fn subscribe(who: Scoped<Push>, params: Params) -> Result<Json<WebPushSubscription>, WebError> {
    let wish = Wish {
        endpoint: params.text("subscription[endpoint]"),
        p256dh: params.text("subscription[keys][p256dh]"),
        auth: params.text("subscription[keys][auth]"),
        standard: params.is("subscription[standard]"),
        alerts: alerts(&params),
        policy: policy(&params)?,
    };
    Ok(entity(&who.web, push::subscribe(&who.web.ctx, who.who(), wish).await?))
}

async fn current(who: Scoped<Push>) -> Result<Json<WebPushSubscription>, WebError> {
    Ok(entity(&who.web, push::current(&who.web.ctx, who.who()).await?))
}

async fn change(who: Scoped<Push>, params: Params) -> Result<Json<WebPushSubscription>, WebError> {
    let changed = push::change(&who.web.ctx, who.who(), alerts(&params), policy(&params)?).await?;
    Ok(entity(&who.web, changed))
}

async fn unsubscribe(who: Scoped<Push>) -> Result<Json<Value>, WebError> {
    push::unsubscribe(&who.web.ctx, who.who()).await?;
    Ok(Json(json!({})))
}
