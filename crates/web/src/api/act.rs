//! Small acts as JSON: cheer, keep, "not for me", follow, and notifications read. Each can be repeated without
//! another effect, so a client may send it again when an answer was lost.

use axum::{
    Json, Router,
    extract::Path,
    http::StatusCode,
    routing::{delete, post},
};
use grandstand_app::{bookmark, cheer, follow, hidden, notification};
use grandstand_domain::id::{AccountId, NotificationId, PostId};
use serde_json::{Value, json};

use super::{Act, id};
use crate::{ask::Ask, error::WebError, pages::athlete, state::Web};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/api/grandstand/v1/posts/{id}/cheer", post(cheer_post).delete(uncheer_post))
        .route("/api/grandstand/v1/posts/{id}/bookmark", post(keep).delete(forget))
        .route("/api/grandstand/v1/posts/{id}/hide", post(hide).delete(unhide))
        .route("/api/grandstand/v1/accounts/{handle}/follow", post(follow_account).delete(unfollow_account))
        .route("/api/grandstand/v1/notifications/read", post(read_all))
        .route("/api/grandstand/v1/notifications/{id}/read", post(read_one))
        .route("/api/grandstand/v1/notifications/{id}", delete(dismiss))
}

fn state(on: bool, count: Option<i64>) -> Json<Value> {
    let mut answer = json!({ "on": on });
    if let Some(count) = count {
        answer["count"] = count.into();
    }
    Json(answer)
}

async fn cheer_post(Act(ask): Act, Path(post): Path<String>) -> Result<Json<Value>, WebError> {
    let count = cheer::cheer(&ask.web.ctx, ask.actor()?, id::<PostId>(&post)?).await?;
    Ok(state(true, Some(count)))
}

async fn uncheer_post(Act(ask): Act, Path(post): Path<String>) -> Result<Json<Value>, WebError> {
    let count = cheer::uncheer(&ask.web.ctx, ask.actor()?, id::<PostId>(&post)?).await?;
    Ok(state(false, Some(count)))
}

async fn keep(Act(ask): Act, Path(post): Path<String>) -> Result<Json<Value>, WebError> {
    bookmark::add(&ask.web.ctx, ask.actor()?, id::<PostId>(&post)?).await?;
    Ok(state(true, None))
}

async fn forget(Act(ask): Act, Path(post): Path<String>) -> Result<Json<Value>, WebError> {
    bookmark::remove(&ask.web.ctx, ask.actor()?, id::<PostId>(&post)?).await?;
    Ok(state(false, None))
}

async fn hide(Act(ask): Act, Path(post): Path<String>) -> Result<Json<Value>, WebError> {
    hidden::hide(&ask.web.ctx, ask.actor()?, id::<PostId>(&post)?).await?;
    Ok(state(true, None))
}

async fn unhide(Act(ask): Act, Path(post): Path<String>) -> Result<Json<Value>, WebError> {
    hidden::unhide(&ask.web.ctx, ask.actor()?, id::<PostId>(&post)?).await?;
    Ok(state(false, None))
}

async fn whom(ask: &Ask, handle: &str) -> Result<AccountId, WebError> {
    let mut tx = ask.web.ctx.begin_read().await?;
    Ok(athlete::find(ask, &mut tx, handle).await?.id)
}

async fn follow_account(Act(ask): Act, Path(handle): Path<String>) -> Result<Json<Value>, WebError> {
    let actor = ask.actor()?;
    let count = follow::follow(&ask.web.ctx, actor, whom(&ask, &handle).await?).await?;
    Ok(state(true, Some(count)))
}

async fn unfollow_account(Act(ask): Act, Path(handle): Path<String>) -> Result<Json<Value>, WebError> {
    let actor = ask.actor()?;
    let count = follow::unfollow(&ask.web.ctx, actor, whom(&ask, &handle).await?).await?;
    Ok(state(false, Some(count)))
}

async fn read_all(Act(ask): Act) -> Result<StatusCode, WebError> {
    notification::read_all(&ask.web.ctx, ask.actor()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn read_one(Act(ask): Act, Path(which): Path<String>) -> Result<StatusCode, WebError> {
    notification::read(&ask.web.ctx, ask.actor()?, id::<NotificationId>(&which)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn dismiss(Act(ask): Act, Path(which): Path<String>) -> Result<StatusCode, WebError> {
    notification::dismiss(&ask.web.ctx, ask.actor()?, id::<NotificationId>(&which)?).await?;
    Ok(StatusCode::NO_CONTENT)
}
