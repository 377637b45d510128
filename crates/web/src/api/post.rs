//! Posts as JSON: writing one from a finished upload, and looking at one.

use axum::{
    Json, Router,
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use grandstand_app::{
    AppError, post as posts,
    post::{NewPost, When},
    upload,
    viewer::Marks,
    views::card_json,
};
use grandstand_domain::{id::PostId, post::Visibility};
use serde::Deserialize;

use super::feed::json;
use crate::{
    ask::Ask,
    error::WebError,
    form::{check_token, header_token},
    pages::watching,
    state::Web,
};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/api/grandstand/v1/posts", post(write))
        .route("/api/grandstand/v1/posts/{id}", get(one).delete(remove))
}

/// A post to be written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct New {
    /// The id of a finished upload: the last part of its address.
    upload: String,
    #[serde(default)]
    caption: String,
    #[serde(default)]
    alt_text: String,
    /// BCP 47; empty takes the account's.
    #[serde(default)]
    language: String,
    /// `public` or `followers`; `public` if absent.
    #[serde(default)]
    visibility: Option<String>,
    #[serde(default)]
    draft: bool,
}

/// `POST /api/grandstand/v1/posts`: 201 with the post; its `video.state` tells how far the film is.
async fn write(ask: Ask, headers: HeaderMap, Json(new): Json<New>) -> Result<Response, WebError> {
    check_token(&ask, header_token(&headers).unwrap_or_default())?;
    let (ctx, actor) = (&ask.web.ctx, ask.actor()?);
    let visibility = new.visibility.as_deref().map_or(Ok(Visibility::Public), str::parse)?;
    let media = upload::media_of(ctx, actor, &new.upload).await?;
    let made = posts::publish(
        ctx,
        actor,
        NewPost {
            caption: &new.caption,
            alt_text: &new.alt_text,
            language: &new.language,
            visibility,
            when: if new.draft { When::Draft } else { When::Now },
            ..NewPost::of(media)
        },
    )
    .await?;
    Ok((StatusCode::CREATED, show(&ask, made.id).await?).into_response())
}

/// `GET /api/grandstand/v1/posts/{id}`.
async fn one(ask: Ask, Path(id): Path<String>) -> Result<Response, WebError> {
    let id: PostId = id.parse().map_err(|_| AppError::NotFound)?;
    show(&ask, id).await
}

/// `DELETE /api/grandstand/v1/posts/{id}`: 204.
async fn remove(ask: Ask, headers: HeaderMap, Path(id): Path<String>) -> Result<StatusCode, WebError> {
    check_token(&ask, header_token(&headers).unwrap_or_default())?;
    let id: PostId = id.parse().map_err(|_| AppError::NotFound)?;
    posts::remove(&ask.web.ctx, ask.actor()?, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn show(ask: &Ask, id: PostId) -> Result<Response, WebError> {
    let viewer = watching(ask).await?;
    let card = posts::card(&ask.web.ctx, &viewer, id).await?;
    let own = if viewer.actor.is_some() {
        let marks = Marks::load(&mut ask.web.ctx.begin_read().await?, &viewer, std::slice::from_ref(&card)).await?;
        Some(marks.own(&viewer, &card))
    } else {
        None
    };
    Ok(json(card_json(&card, own)))
}
