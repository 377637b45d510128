//! Acts on statuses: favourite (a cheer), reblog (passing on), bookmark (keeping), pin. Each can be repeated without
//! another effect and answers with the status as it is then.

use axum::{Json, extract::Path};
use grandstand_app::{AppError, bookmark, cheer, pin, reblog, views::Card};

use super::{
    access::{Routes, Scoped, WriteAccounts, WriteBookmarks, WriteFavourites, WriteMutes, WriteStatuses, viewer},
    entity::Status,
    find::{self, Found},
    status::entity_of,
};
use crate::{ask::Ask, error::WebError};

pub(super) fn routes() -> Routes {
    Routes::default()
        .post("/api/v1/statuses/{id}/favourite", favourite)
        .post("/api/v1/statuses/{id}/unfavourite", unfavourite)
        .post("/api/v1/statuses/{id}/reblog", pass_on)
        .post("/api/v1/statuses/{id}/unreblog", take_back)
        .post("/api/v1/statuses/{id}/bookmark", keep)
        .post("/api/v1/statuses/{id}/unbookmark", forget)
        .post("/api/v1/statuses/{id}/pin", pin_post)
        .post("/api/v1/statuses/{id}/unpin", unpin)
        .post("/api/v1/statuses/{id}/mute", mute)
        .post("/api/v1/statuses/{id}/unmute", mute)
        .post("/api/v1/statuses/{id}/translate", translate)
}

async fn post(ask: &Ask, id: &str) -> Result<Card, WebError> {
    find::status(&ask.web, &viewer(ask).await?, id).await?.post()
}

/// The status as it is now.
async fn now(ask: &Ask, id: &str) -> Result<Json<Status>, WebError> {
    let viewer = viewer(ask).await?;
    let found = find::status(&ask.web, &viewer, id).await?;
    Ok(Json(entity_of(ask, &viewer, &found).await?))
}

async fn favourite(who: Scoped<WriteFavourites>, Path(id): Path<String>) -> Result<Json<Status>, WebError> {
    cheer::cheer(&who.web.ctx, who.actor(), post(&who, &id).await?.id).await?;
    now(&who, &id).await
}

async fn unfavourite(who: Scoped<WriteFavourites>, Path(id): Path<String>) -> Result<Json<Status>, WebError> {
    cheer::uncheer(&who.web.ctx, who.actor(), post(&who, &id).await?.id).await?;
    now(&who, &id).await
}

/// Answers with the act, which holds the post.
async fn pass_on(who: Scoped<WriteStatuses>, Path(id): Path<String>) -> Result<Json<Status>, WebError> {
    let made = reblog::reblog(&who.web.ctx, who.actor(), post(&who, &id).await?.id).await?;
    now(&who, &made.to_string()).await
}

async fn take_back(who: Scoped<WriteStatuses>, Path(id): Path<String>) -> Result<Json<Status>, WebError> {
    let card = post(&who, &id).await?;
    reblog::unreblog(&who.web.ctx, who.actor(), card.id).await?;
    now(&who, &card.id.to_string()).await
}

async fn keep(who: Scoped<WriteBookmarks>, Path(id): Path<String>) -> Result<Json<Status>, WebError> {
    bookmark::add(&who.web.ctx, who.actor(), post(&who, &id).await?.id).await?;
    now(&who, &id).await
}

async fn forget(who: Scoped<WriteBookmarks>, Path(id): Path<String>) -> Result<Json<Status>, WebError> {
    bookmark::remove(&who.web.ctx, who.actor(), post(&who, &id).await?.id).await?;
    now(&who, &id).await
}

async fn pin_post(who: Scoped<WriteAccounts>, Path(id): Path<String>) -> Result<Json<Status>, WebError> {
    pin::pin(&who.web.ctx, who.actor(), post(&who, &id).await?.id).await?;
    now(&who, &id).await
}

async fn unpin(who: Scoped<WriteAccounts>, Path(id): Path<String>) -> Result<Json<Status>, WebError> {
    pin::unpin(&who.web.ctx, who.actor(), post(&who, &id).await?.id).await?;
    now(&who, &id).await
}

/// Conversations cannot be muted here; saying otherwise would be a lie that someone relies on.
async fn mute(who: Scoped<WriteMutes>, Path(id): Path<String>) -> Result<Json<Status>, WebError> {
    match find::status(&who.web, &viewer(&who).await?, &id).await? {
        Found::Post(_) | Found::Own(_) | Found::Comment(..) => Err(AppError::Conflict("thread-mute").into()),
    }
}

async fn translate(who: Scoped<super::access::ReadStatuses>, Path(id): Path<String>) -> Result<Json<Status>, WebError> {
    find::status(&who.web, &viewer(&who).await?, &id).await?;
    Err(AppError::NotFound.into())
}
