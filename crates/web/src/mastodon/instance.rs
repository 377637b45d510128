//! What this server is.

use axum::{Json, extract::Path};
use grandstand_app::AppError;
use serde_json::{Value, json};

use super::{
    access::{Open, Routes},
    entity::{instance_v1, instance_v2},
};
use crate::{error::WebError, words::LANGUAGES};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/instance", old)
        .get("/api/v2/instance", new)
        .get("/api/v1/instance/{what}", part)
        .get("/api/v1/custom_emojis", nothing)
        .get("/api/v1/directory", nothing)
}

async fn old(ask: Open) -> Result<Json<Value>, WebError> {
    let mut tx = ask.web.ctx.begin_read().await?;
    let accounts = grandstand_store::account::count(&mut tx).await?;
    Ok(Json(instance_v1(&ask.web, accounts)))
}

async fn new(ask: Open) -> Json<Value> {
    Json(instance_v2(&ask.web))
}

async fn part(ask: Open, Path(what): Path<String>) -> Result<Json<Value>, WebError> {
    Ok(Json(match what.as_str() {
        "peers" | "activity" | "rules" | "domain_blocks" => json!([]),
        "translation_languages" => json!({}),
        "languages" => LANGUAGES.iter().map(|(tag, name)| json!({ "code": tag, "name": name })).collect(),
        "extended_description" => {
            json!({ "updated_at": "2026-01-01T00:00:00.000Z", "content": format!("<p>{}</p>", ask.web.absolute("/about")) })
        }
        _ => return Err(AppError::NotFound.into()),
    }))
}

async fn nothing(_ask: Open) -> Json<[Value; 0]> {
    Json([])
}
