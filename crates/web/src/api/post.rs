//! Posts as JSON: writing one from a finished upload, and looking at one.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use grandstand_app::{
    AppError, post as posts,
    post::{Edit, NewPost, When},
    upload,
    viewer::Marks,
    views::card_json,
};
use grandstand_domain::{
    id::{JourneyId, PostId},
    invalid::Invalid,
    post::{ReplyPolicy, Visibility},
    time::UnixMillis,
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Act, feed::json, shape};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Sent, whole},
    pages::watching,
    state::Web,
};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(write)).routes(routes!(one, change, remove))
}

/// A post to be written.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPost)]
pub(super) struct New {
    /// The id of a finished upload: the last part of its address.
    upload: String,
    #[serde(default)]
    caption: String,
    #[serde(default)]
    alt_text: String,
    /// BCP 47; empty takes the account's.
    #[serde(default)]
    language: String,
    /// `public` if absent.
    #[serde(default)]
    #[schema(value_type = Option<shape::Visibility>)]
    visibility: Option<Visibility>,
    #[serde(default)]
    draft: bool,
    /// Unix milliseconds, at least five minutes and at most a year ahead; absent publishes at once.
    #[serde(default, deserialize_with = "whole")]
    #[schema(minimum = 0, maximum = 253_402_300_799_999isize)]
    scheduled_at: Option<i64>,
    /// Absent follows the account.
    #[serde(default)]
    #[schema(value_type = Option<shape::ReplyPolicy>)]
    replies: Option<ReplyPolicy>,
    /// The id of a journey of one's own.
    #[serde(default)]
    journey: Option<String>,
    /// A WebVTT file in the caption's language.
    #[serde(default)]
    captions: Option<String>,
}

/// What is to change; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    caption: Option<String>,
    alt_text: Option<String>,
    language: Option<String>,
    #[schema(value_type = Option<shape::Visibility>)]
    visibility: Option<Visibility>,
    #[schema(value_type = Option<shape::ReplyPolicy>)]
    replies: Option<ReplyPolicy>,
    /// Empty for none.
    journey: Option<String>,
    captions: Option<String>,
    /// True publishes a draft or a scheduled post at once.
    #[serde(default)]
    publish: bool,
    /// Unix milliseconds, as for a new post.
    #[serde(default, deserialize_with = "whole")]
    #[schema(minimum = 0, maximum = 253_402_300_799_999isize)]
    scheduled_at: Option<i64>,
}

fn journey(text: &str) -> Result<JourneyId, WebError> {
    Ok(text.parse().map_err(|_| AppError::Invalid(Invalid::one("journey", "journey-unknown")))?)
}

/// `PATCH /api/grandstand/v1/posts/{id}`: the post as it is then.
#[utoipa::path(
    patch, path = "/api/grandstand/v1/posts/{id}", tag = "posts", operation_id = "patch_posts_id",
    summary = "Change a post",
    params(("id" = String, Path, description = "An id", pattern = "^[1-9][0-9]{0,18}$")),
    request_body = Change,
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 200, body = shape::Post))
)]
pub(super) async fn change(Path(id): Path<String>, Sent { ask, body }: Sent<Change>) -> Result<Response, WebError> {
    let id: PostId = id.parse().map_err(|_| AppError::NotFound)?;
    let at = body.scheduled_at.map(|at| When::At(UnixMillis(at)));
    let edit = Edit {
        caption: body.caption.as_deref(),
        alt_text: body.alt_text.as_deref(),
        language: body.language.as_deref(),
        visibility: body.visibility,
        journey: match body.journey.as_deref() {
            None => None,
            Some("") => Some(None),
            Some(id) => Some(Some(journey(id)?)),
        },
        reply_policy: body.replies.map(Some),
        captions: body.captions.as_deref().map(str::as_bytes),
        when: if body.publish { Some(When::Now) } else { at },
    };
    posts::edit(&ask.web.ctx, ask.actor()?, id, edit).await?;
    show(&ask, id).await
}

/// `POST /api/grandstand/v1/posts`: 201 with the post; its `video.state` tells how far the film is.
#[utoipa::path(
    post, path = "/api/grandstand/v1/posts", tag = "posts", operation_id = "post_posts",
    summary = "Write a post from a finished upload",
    request_body = New,
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 201, body = shape::Post))
)]
pub(super) async fn write(Sent { ask, body: new }: Sent<New>) -> Result<Response, WebError> {
    let (ctx, actor) = (&ask.web.ctx, ask.actor()?);
    let visibility = new.visibility.unwrap_or(Visibility::Public);
    let media = upload::media_of(ctx, actor, &new.upload).await?;
    let made = posts::publish(
        ctx,
        actor,
        NewPost {
            caption: &new.caption,
            alt_text: &new.alt_text,
            language: &new.language,
            visibility,
            journey: new.journey.as_deref().map(journey).transpose()?,
            reply_policy: new.replies,
            captions: new.captions.as_deref().map(str::as_bytes),
            when: match new.scheduled_at {
                _ if new.draft => When::Draft,
                Some(at) => When::At(UnixMillis(at)),
                None => When::Now,
            },
            ..NewPost::of(media)
        },
    )
    .await?;
    Ok((StatusCode::CREATED, show(&ask, made.id).await?).into_response())
}

/// `GET /api/grandstand/v1/posts/{id}`.
#[utoipa::path(
    get, path = "/api/grandstand/v1/posts/{id}", tag = "posts", operation_id = "get_posts_id",
    summary = "A post",
    params(("id" = String, Path, description = "An id", pattern = "^[1-9][0-9]{0,18}$")),
    security((), ("token" = ["read"]), ("cookie" = [])),
    responses((status = 200, body = shape::Post))
)]
pub(super) async fn one(ask: Ask, Path(id): Path<String>) -> Result<Response, WebError> {
    let id: PostId = id.parse().map_err(|_| AppError::NotFound)?;
    show(&ask, id).await
}

/// `DELETE /api/grandstand/v1/posts/{id}`: 204.
#[utoipa::path(
    delete, path = "/api/grandstand/v1/posts/{id}", tag = "posts", operation_id = "delete_posts_id",
    summary = "Remove a post",
    params(("id" = String, Path, description = "An id", pattern = "^[1-9][0-9]{0,18}$")),
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 204))
)]
pub(super) async fn remove(Act(ask): Act, Path(id): Path<String>) -> Result<StatusCode, WebError> {
    let id: PostId = id.parse().map_err(|_| AppError::NotFound)?;
    posts::remove(&ask.web.ctx, ask.actor()?, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn show(ask: &Ask, id: PostId) -> Result<Response, WebError> {
    let viewer = watching(ask).await?;
    let card = posts::card(&ask.web.ctx, &viewer, id).await?;
    let own = if viewer.actor.is_some() {
        let marks = Marks::load(&ask.web.ctx, &viewer, std::slice::from_ref(&card)).await?;
        Some(marks.own(&viewer, &card))
    } else {
        None
    };
    Ok(json(card_json(&card, own)))
}
