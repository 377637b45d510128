//! Small acts as JSON: cheer, keep, "not for me", follow, and notifications read. Each can be repeated without
//! another effect, so a client may send it again when an answer was lost.

use axum::{Json, extract::Path, http::StatusCode};
use grandstand_app::{bookmark, cheer, follow, hidden, notification};
use grandstand_domain::id::{AccountId, NotificationId, PostId};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Act, id, shape::Pressed};
use crate::{ask::Ask, error::WebError, pages::athlete, state::Web};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(cheer_post, uncheer_post))
        .routes(routes!(keep, forget))
        .routes(routes!(hide, unhide))
        .routes(routes!(follow_account, unfollow_account))
        .routes(routes!(read_all))
        .routes(routes!(read_one))
        .routes(routes!(dismiss))
}

fn state(on: bool, count: Option<i64>) -> Json<Pressed> {
    Json(Pressed { on, count })
}

#[utoipa::path(
    post, path = "/api/grandstand/v1/posts/{id}/cheer", tag = "posts", operation_id = "post_posts_id_cheer",
    summary = "Cheer",
    params(("id" = String, Path, description = "An id", pattern = "^[1-9][0-9]{0,18}$")),
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 200, body = Pressed))
)]
pub(super) async fn cheer_post(Act(ask): Act, Path(post): Path<String>) -> Result<Json<Pressed>, WebError> {
    let count = cheer::cheer(&ask.web.ctx, ask.actor()?, id::<PostId>(&post)?).await?;
    Ok(state(true, Some(count)))
}

#[utoipa::path(
    delete, path = "/api/grandstand/v1/posts/{id}/cheer", tag = "posts", operation_id = "delete_posts_id_cheer",
    summary = "Take a cheer back",
    params(("id" = String, Path, description = "An id", pattern = "^[1-9][0-9]{0,18}$")),
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 200, body = Pressed))
)]
pub(super) async fn uncheer_post(Act(ask): Act, Path(post): Path<String>) -> Result<Json<Pressed>, WebError> {
    let count = cheer::uncheer(&ask.web.ctx, ask.actor()?, id::<PostId>(&post)?).await?;
    Ok(state(false, Some(count)))
}

#[utoipa::path(
    post, path = "/api/grandstand/v1/posts/{id}/bookmark", tag = "posts", operation_id = "post_posts_id_bookmark",
    summary = "Keep",
    params(("id" = String, Path, description = "An id", pattern = "^[1-9][0-9]{0,18}$")),
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 200, body = Pressed))
)]
pub(super) async fn keep(Act(ask): Act, Path(post): Path<String>) -> Result<Json<Pressed>, WebError> {
    bookmark::add(&ask.web.ctx, ask.actor()?, id::<PostId>(&post)?).await?;
    Ok(state(true, None))
}

#[utoipa::path(
    delete, path = "/api/grandstand/v1/posts/{id}/bookmark", tag = "posts", operation_id = "delete_posts_id_bookmark",
    summary = "Keep no longer",
    params(("id" = String, Path, description = "An id", pattern = "^[1-9][0-9]{0,18}$")),
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 200, body = Pressed))
)]
pub(super) async fn forget(Act(ask): Act, Path(post): Path<String>) -> Result<Json<Pressed>, WebError> {
    bookmark::remove(&ask.web.ctx, ask.actor()?, id::<PostId>(&post)?).await?;
    Ok(state(false, None))
}

#[utoipa::path(
    post, path = "/api/grandstand/v1/posts/{id}/hide", tag = "posts", operation_id = "post_posts_id_hide",
    summary = "Not for me",
    params(("id" = String, Path, description = "An id", pattern = "^[1-9][0-9]{0,18}$")),
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 200, body = Pressed))
)]
pub(super) async fn hide(Act(ask): Act, Path(post): Path<String>) -> Result<Json<Pressed>, WebError> {
    hidden::hide(&ask.web.ctx, ask.actor()?, id::<PostId>(&post)?).await?;
    Ok(state(true, None))
}

#[utoipa::path(
    delete, path = "/api/grandstand/v1/posts/{id}/hide", tag = "posts", operation_id = "delete_posts_id_hide",
    summary = "Take \"not for me\" back",
    params(("id" = String, Path, description = "An id", pattern = "^[1-9][0-9]{0,18}$")),
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 200, body = Pressed))
)]
pub(super) async fn unhide(Act(ask): Act, Path(post): Path<String>) -> Result<Json<Pressed>, WebError> {
    hidden::unhide(&ask.web.ctx, ask.actor()?, id::<PostId>(&post)?).await?;
    Ok(state(false, None))
}

async fn whom(ask: &Ask, handle: &str) -> Result<AccountId, WebError> {
    let mut tx = ask.web.ctx.begin_read().await?;
    Ok(athlete::find(ask, &mut tx, handle).await?.id)
}

#[utoipa::path(
    post, path = "/api/grandstand/v1/accounts/{handle}/follow", tag = "accounts", operation_id = "post_accounts_handle_follow",
    summary = "Follow",
    params(("handle" = String, Path, description = "A handle, without @")),
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 200, body = Pressed))
)]
pub(super) async fn follow_account(Act(ask): Act, Path(handle): Path<String>) -> Result<Json<Pressed>, WebError> {
    let actor = ask.actor()?;
    let count = follow::follow(&ask.web.ctx, actor, whom(&ask, &handle).await?).await?;
    Ok(state(true, Some(count)))
}

#[utoipa::path(
    delete, path = "/api/grandstand/v1/accounts/{handle}/follow", tag = "accounts", operation_id = "delete_accounts_handle_follow",
    summary = "Follow no longer",
    params(("handle" = String, Path, description = "A handle, without @")),
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 200, body = Pressed))
)]
pub(super) async fn unfollow_account(Act(ask): Act, Path(handle): Path<String>) -> Result<Json<Pressed>, WebError> {
    let actor = ask.actor()?;
    let count = follow::unfollow(&ask.web.ctx, actor, whom(&ask, &handle).await?).await?;
    Ok(state(false, Some(count)))
}

#[utoipa::path(
    post, path = "/api/grandstand/v1/notifications/read", tag = "notifications", operation_id = "post_notifications_read",
    summary = "All are read",
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 204))
)]
pub(super) async fn read_all(Act(ask): Act) -> Result<StatusCode, WebError> {
    notification::read_all(&ask.web.ctx, ask.actor()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    post, path = "/api/grandstand/v1/notifications/{id}/read", tag = "notifications", operation_id = "post_notifications_id_read",
    summary = "One is read",
    params(("id" = String, Path, description = "An id", pattern = "^[1-9][0-9]{0,18}$")),
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 204))
)]
pub(super) async fn read_one(Act(ask): Act, Path(which): Path<String>) -> Result<StatusCode, WebError> {
    notification::read(&ask.web.ctx, ask.actor()?, id::<NotificationId>(&which)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[utoipa::path(
    delete, path = "/api/grandstand/v1/notifications/{id}", tag = "notifications", operation_id = "delete_notifications_id",
    summary = "Dismiss one",
    params(("id" = String, Path, description = "An id", pattern = "^[1-9][0-9]{0,18}$")),
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 204))
)]
pub(super) async fn dismiss(Act(ask): Act, Path(which): Path<String>) -> Result<StatusCode, WebError> {
    notification::dismiss(&ask.web.ctx, ask.actor()?, id::<NotificationId>(&which)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
