//! Posts whose time has not come.

use axum::{Json, extract::Path, response::Response};
use grandstand_app::{
    AppError, post as posts,
    post::{Edit, When},
    views::Card,
};
use grandstand_domain::{account::Actor, id::PostId, post::PostState};
use serde_json::{Value, json};

use super::{
    access::{ReadStatuses, Routes, Scoped, WriteStatuses},
    entity::{ScheduledStatus, moment},
    page::Paging,
    render::{attachment, word},
    status_write,
};
use crate::{ask::Ask, error::WebError, params::Params};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/scheduled_statuses", list)
        .get("/api/v1/scheduled_statuses/{id}", one)
        .put("/api/v1/scheduled_statuses/{id}", move_to)
        .delete("/api/v1/scheduled_statuses/{id}", remove)
}

async fn all(ask: &Ask, actor: &Actor) -> Result<Vec<Card>, WebError> {
    let mut cards = posts::unpublished(&ask.web.ctx, actor, 500).await?;
    cards.retain(|card| card.state == PostState::Scheduled);
    Ok(cards)
}

fn entity(ask: &Ask, card: &Card) -> ScheduledStatus {
    let film = attachment(ask.web.ctx.settings.public_url.trim_end_matches('/'), card);
    ScheduledStatus {
        id: card.id.to_string(),
        scheduled_at: card.scheduled_at.map_or_else(String::new, moment),
        params: json!({
            "text": card.caption,
            "poll": null,
            "media_ids": [film.id],
            "sensitive": null,
            "spoiler_text": null,
            "visibility": word(card.visibility),
            "in_reply_to_id": null,
            "language": card.language,
            "application_id": 0,
            "scheduled_at": null,
            "idempotency": null,
            "with_rate_limit": false,
        }),
        media_attachments: vec![film],
    }
}

/// One of the actor's by its id.
pub(super) async fn one_of(ask: &Ask, actor: &Actor, id: &str) -> Result<ScheduledStatus, WebError> {
    let id: PostId = id.parse().map_err(|_| AppError::NotFound)?;
    let card = all(ask, actor).await?.into_iter().find(|card| card.id == id).ok_or(AppError::NotFound)?;
    Ok(entity(ask, &card))
}

async fn list(who: Scoped<ReadStatuses>) -> Result<Response, WebError> {
    let paging = Paging::of(&who);
    let items = paging.cut(all(&who, who.actor()).await?.into_iter().map(|card| (card.id.0, card)).collect());
    let numbers: Vec<i64> = items.iter().map(|(id, _)| *id).collect();
    let shown: Vec<ScheduledStatus> = items.iter().map(|(_, card)| entity(&who, card)).collect();
    Ok(paging.full(&who, &shown, &numbers))
}

async fn one(who: Scoped<ReadStatuses>, Path(id): Path<String>) -> Result<Json<ScheduledStatus>, WebError> {
    Ok(Json(one_of(&who, who.actor(), &id).await?))
}

async fn move_to(
    who: Scoped<WriteStatuses>,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<ScheduledStatus>, WebError> {
    let known = one_of(&who, who.actor(), &id).await?;
    let post: PostId = known.id.parse().map_err(|_| AppError::NotFound)?;
    let at = When::At(status_write::moment(params.text("scheduled_at"))?);
    posts::edit(&who.web.ctx, who.actor(), post, Edit { when: Some(at), ..Edit::default() }).await?;
    Ok(Json(one_of(&who, who.actor(), &id).await?))
}

async fn remove(who: Scoped<WriteStatuses>, Path(id): Path<String>) -> Result<Json<Value>, WebError> {
    let known = one_of(&who, who.actor(), &id).await?;
    let post: PostId = known.id.parse().map_err(|_| AppError::NotFound)?;
    posts::remove(&who.web.ctx, who.actor(), post).await?;
    Ok(Json(json!({})))
}
