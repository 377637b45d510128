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

use super::feed::json;
use crate::{
    ask::Ask,
    error::WebError,
    form::{Sent, check_token, header_token},
    pages::watching,
    state::Web,
};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/api/grandstand/v1/posts", post(write))
        .route("/api/grandstand/v1/posts/{id}", get(one).patch(change).delete(remove))
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
    /// Unix milliseconds, at least five minutes ahead; absent publishes at once.
    #[serde(default)]
    scheduled_at: Option<i64>,
    /// `open`, `followers` or `off`; absent follows the account.
    #[serde(default)]
    replies: Option<ReplyPolicy>,
    /// The id of a journey of one's own.
    #[serde(default)]
    journey: Option<String>,
    /// A WebVTT file in the caption's language.
    #[serde(default)]
    captions: Option<String>,
}

/// What is to change; what is absent stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    caption: Option<String>,
    alt_text: Option<String>,
    language: Option<String>,
    visibility: Option<Visibility>,
    replies: Option<ReplyPolicy>,
    /// Empty for none.
    journey: Option<String>,
    captions: Option<String>,
    /// True publishes a draft or a scheduled post at once.
    #[serde(default)]
    publish: bool,
    scheduled_at: Option<i64>,
}

fn journey(text: &str) -> Result<JourneyId, WebError> {
    Ok(text.parse().map_err(|_| AppError::Invalid(Invalid::one("journey", "journey-unknown")))?)
}

/// `PATCH /api/grandstand/v1/posts/{id}`: the post as it is then.
async fn change(Path(id): Path<String>, Sent { ask, body }: Sent<Change>) -> Result<Response, WebError> {
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
        let marks = Marks::load(&ask.web.ctx, &viewer, std::slice::from_ref(&card)).await?;
        Some(marks.own(&viewer, &card))
    } else {
        None
    };
    Ok(json(card_json(&card, own)))
}
