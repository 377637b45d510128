//! Lists and people as JSON: an account with its posts, comments, notifications, what was kept, search. Every list has
//! `next`, and a `Link` header that says the same (RFC 8288).

use axum::{
    Json,
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use grandstand_app::{
    AppError, bookmark, comment, notification, search,
    viewer::{Marks, Viewer},
    views::{Author, Card, Own, author_json, card_value, feed::Filter},
};
use grandstand_domain::{
    id::{CommentId, PostId},
    time::UnixMillis,
};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Act, feed, id, shape};
use crate::{
    ask::Ask,
    error::WebError,
    form::Sent,
    pages::{athlete, film, watching},
    state::Web,
};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(account))
        .routes(routes!(posts))
        .routes(routes!(comments, write))
        .routes(routes!(remove))
        .routes(routes!(notifications, clear))
        .routes(routes!(bookmarks))
        .routes(routes!(find))
}

/// A list whose next page begins at `next`.
pub(super) fn list(ask: &Ask, items: Vec<Value>, next: Option<String>) -> Response {
    let link = next.as_ref().map(|next| feed::link(ask, next));
    let mut response = Json(json!({ "items": items, "next": next })).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-store"));
    if let Some(link) = link.and_then(|l| header::HeaderValue::from_str(&l).ok()) {
        headers.insert(header::LINK, link);
    }
    response
}

/// Where a list ordered by time goes on: the last item's moment in Unix milliseconds.
fn before(ask: &Ask) -> Result<UnixMillis, WebError> {
    let Some(text) = ask.query("after") else { return Ok(UnixMillis(i64::MAX)) };
    let moment = Some(&text).filter(|text| text.len() <= 15).and_then(|text| text.parse::<u64>().ok());
    let moment = moment.and_then(|number| i64::try_from(number).ok()).map(UnixMillis);
    Ok(moment.ok_or_else(|| AppError::from(grandstand_domain::invalid::Invalid::one("after", "cursor-unknown")))?)
}

/// An account that this viewer may know of.
pub(super) async fn whom(ask: &Ask, viewer: &Viewer, handle: &str) -> Result<std::sync::Arc<Author>, WebError> {
    let mut tx = ask.web.ctx.begin_read().await?;
    let found = athlete::find(ask, &mut tx, handle).await?;
    if viewer.blocked.contains(&found.id) { Err(AppError::NotFound.into()) } else { Ok(found) }
}

/// `GET …/accounts/{handle}`.
#[utoipa::path(
    get, path = "/api/grandstand/v1/accounts/{handle}", tag = "accounts", operation_id = "get_accounts_handle",
    summary = "An account",
    params(("handle" = String, Path, description = "A handle, without @")),
    security((), ("token" = ["read"]), ("cookie" = [])),
    responses((status = 200, body = shape::Account))
)]
pub(super) async fn account(ask: Ask, Path(handle): Path<String>) -> Result<Json<Value>, WebError> {
    let viewer = watching(&ask).await?;
    let found = whom(&ask, &viewer, &handle).await?;
    let views = &ask.web.ctx.views;
    let mut value = author_json(&found);
    value["bio"] = (*found.bio).into();
    value["url"] = ask.web.absolute(&format!("/@{}", found.handle)).into();
    value["followers"] = views.followers(found.id).into();
    value["posts"] = views.posts_of(found.id).0.into();
    if viewer.actor.is_some() {
        value["following"] = viewer.follows.contains(&found.id).into();
    }
    Ok(Json(value))
}

/// `GET …/accounts/{handle}/posts`: newest first.
#[utoipa::path(
    get, path = "/api/grandstand/v1/accounts/{handle}/posts", tag = "accounts", operation_id = "get_accounts_handle_posts",
    summary = "Its posts, newest first",
    params(
        ("handle" = String, Path, description = "A handle, without @"),
        ("after" = Option<String>, Query, description = "The last page's `next`; empty for the first", pattern = "^([0-9]{1,18}-[0-9]{1,18})?$"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 50, description = "Items on a page; 20 if absent"),
    ),
    security((), ("token" = ["read"]), ("cookie" = [])),
    responses((status = 200, body = shape::Feed))
)]
pub(super) async fn posts(ask: Ask, Path(handle): Path<String>) -> Result<Response, WebError> {
    let viewer = watching(&ask).await?;
    let found = whom(&ask, &viewer, &handle).await?;
    let filter = Filter { author: Some(found.id), ..Filter::default() };
    let page = ask.web.ctx.views.latest(&filter, &viewer, film::after(&ask)?, feed::limit(&ask)?);
    feed::own(&ask, &viewer, &page).await
}

fn comment_json(shown: &comment::Shown) -> Value {
    let replies: Vec<Value> = shown.replies.iter().map(comment_json).collect();
    json!({
        "id": shown.comment.id.to_string(),
        "post": shown.comment.post.to_string(),
        "parent": shown.comment.parent.map(|p| p.to_string()),
        "author": (!shown.comment.removed).then(|| author_json(&shown.author)),
        "text": shown.comment.text,
        "removed": shown.comment.removed,
        "removable": shown.removable,
        "created_at": grandstand_app::views::moment(shown.comment.created_at),
        "replies": replies,
    })
}

/// `GET …/posts/{id}/comments`: newest first, replies under them oldest first.
#[utoipa::path(
    get, path = "/api/grandstand/v1/posts/{id}/comments", tag = "comments", operation_id = "get_posts_id_comments",
    summary = "Comments, newest first",
    params(
        ("id" = String, Path, description = "An id", pattern = "^[1-9][0-9]{0,18}$"),
        ("after" = Option<String>, Query, description = "The last page's `next`; empty for the first", pattern = "^([1-9][0-9]{0,18})?$"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 50, description = "Items on a page; 20 if absent"),
    ),
    security((), ("token" = ["read"]), ("cookie" = [])),
    responses((status = 200, body = shape::Comments))
)]
pub(super) async fn comments(ask: Ask, Path(post): Path<String>) -> Result<Response, WebError> {
    let viewer = watching(&ask).await?;
    let after = ask.query("after").map(|text| id::<CommentId>(&text)).transpose()?;
    let limit = i64::try_from(feed::limit(&ask)?).unwrap_or(20);
    let found = comment::list(&ask.web.ctx, &viewer, id::<PostId>(&post)?, after, limit).await?;
    let items = found.threads.iter().map(comment_json).collect();
    Ok(list(&ask, items, found.next.map(|c| c.to_string())))
}

/// A comment to be written.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewComment)]
pub(super) struct New {
    text: String,
    /// The comment it answers.
    #[serde(default)]
    parent: Option<String>,
}

/// `POST …/posts/{id}/comments`: 201 with the comment.
#[utoipa::path(
    post, path = "/api/grandstand/v1/posts/{id}/comments", tag = "comments", operation_id = "post_posts_id_comments",
    summary = "Write a comment",
    params(("id" = String, Path, description = "An id", pattern = "^[1-9][0-9]{0,18}$")),
    request_body = New,
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 201, body = shape::Comment))
)]
pub(super) async fn write(Path(post): Path<String>, Sent { ask, body }: Sent<New>) -> Result<Response, WebError> {
    let actor = ask.actor()?;
    let parent = body.parent.as_deref().map(id::<CommentId>).transpose()?;
    let made = comment::write(&ask.web.ctx, actor, id::<PostId>(&post)?, parent, &body.text).await?;
    let shown = comment::shown(&ask.web.ctx, actor, made).await?;
    Ok((StatusCode::CREATED, Json(comment_json(&shown))).into_response())
}

/// `DELETE …/comments/{id}`: 204.
#[utoipa::path(
    delete, path = "/api/grandstand/v1/comments/{id}", tag = "comments", operation_id = "delete_comments_id",
    summary = "Remove a comment",
    params(("id" = String, Path, description = "An id", pattern = "^[1-9][0-9]{0,18}$")),
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 204))
)]
pub(super) async fn remove(Act(ask): Act, Path(which): Path<String>) -> Result<StatusCode, WebError> {
    comment::remove(&ask.web.ctx, ask.actor()?, id::<CommentId>(&which)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET …/notifications`: latest first.
#[utoipa::path(
    get, path = "/api/grandstand/v1/notifications", tag = "notifications", operation_id = "get_notifications",
    summary = "Latest first",
    params(
        ("after" = Option<String>, Query, description = "The last page's `next`; empty for the first", pattern = "^([0-9]{1,15})?$"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 50, description = "Items on a page; 20 if absent"),
    ),
    security(("token" = ["read"]), ("cookie" = [])),
    responses((status = 200, body = shape::Notifications))
)]
pub(super) async fn notifications(ask: Ask) -> Result<Response, WebError> {
    ask.signed_in()?;
    let viewer = watching(&ask).await?;
    let (found, next) = notification::list(&ask.web.ctx, &viewer, before(&ask)?, feed::limit(&ask)?).await?;
    let value = |n: &notification::Shown| {
        json!({
            "id": n.id.map(|id| id.to_string()),
            "kind": n.kind.as_str(),
            "actor": n.actor.as_ref().map(|a| author_json(a)),
            "post": n.post.map(|p| p.to_string()),
            "comment": n.comment.map(|c| c.to_string()),
            "created_at": grandstand_app::views::moment(n.at),
            "read": n.read,
        })
    };
    Ok(list(&ask, found.iter().map(value).collect(), next.map(|at| at.0.to_string())))
}

/// `DELETE …/notifications`: 204.
#[utoipa::path(
    delete, path = "/api/grandstand/v1/notifications", tag = "notifications", operation_id = "delete_notifications",
    summary = "Clear all",
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 204))
)]
pub(super) async fn clear(Act(ask): Act) -> Result<StatusCode, WebError> {
    notification::clear(&ask.web.ctx, ask.actor()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET …/bookmarks`: latest first.
#[utoipa::path(
    get, path = "/api/grandstand/v1/bookmarks", tag = "posts", operation_id = "get_bookmarks",
    summary = "What the viewer keeps, latest first",
    params(
        ("after" = Option<String>, Query, description = "The last page's `next`; empty for the first", pattern = "^([0-9]{1,15})?$"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 50, description = "Items on a page; 20 if absent"),
    ),
    security(("token" = ["read"]), ("cookie" = [])),
    responses((status = 200, body = shape::Posts))
)]
pub(super) async fn bookmarks(ask: Ask) -> Result<Response, WebError> {
    ask.signed_in()?;
    let viewer = watching(&ask).await?;
    let limit = i64::try_from(feed::limit(&ask)?).unwrap_or(20);
    let (kept, next) = bookmark::list(&ask.web.ctx, &viewer, before(&ask)?, limit).await?;
    let items = with_own(&ask, &viewer, &kept).await?;
    Ok(list(&ask, items, next.map(|at| at.0.to_string())))
}

/// `GET …/search?q=`.
#[utoipa::path(
    get, path = "/api/grandstand/v1/search", tag = "search", operation_id = "get_search",
    summary = "Search people, posts and tags",
    params(
        ("q" = Option<String>, Query),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 50, description = "Items on a page; 20 if absent"),
    ),
    security((), ("token" = ["read"]), ("cookie" = [])),
    responses((status = 200, body = shape::Found))
)]
pub(super) async fn find(ask: Ask) -> Result<Json<Value>, WebError> {
    let viewer = watching(&ask).await?;
    let limit = i64::try_from(feed::limit(&ask)?).unwrap_or(20);
    let found = search::find(&ask.web.ctx, &viewer, &ask.query("q").unwrap_or_default(), limit).await?;
    let people: Vec<Value> = found.people.iter().map(|p| author_json(p)).collect();
    let tags: Vec<Value> = found.tags.iter().map(|(tag, count)| json!({ "tag": tag, "posts": count })).collect();
    Ok(Json(json!({ "accounts": people, "posts": with_own(&ask, &viewer, &found.posts).await?, "tags": tags })))
}

pub(super) async fn with_own(ask: &Ask, viewer: &Viewer, cards: &[Card]) -> Result<Vec<Value>, WebError> {
    let marks = match viewer.actor {
        Some(_) => Some(Marks::load(&ask.web.ctx, viewer, cards).await?),
        None => None,
    };
    let own = |card: &Card| -> Option<Own> { marks.as_ref().map(|m| m.own(viewer, card)) };
    Ok(cards.iter().map(|card| card_value(card, own(card))).collect())
}
