//! Editing and deleting a film.

use askama::Template;
use axum::{
    extract::{Multipart, Path},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    AppError,
    post::{self, Edit, When},
    viewer::Viewer,
};
use grandstand_domain::{id::PostId, post::PostState};
use grandstand_store::post::{self as rows, Post};

use super::{
    POSTS, after,
    fields::{self, Filled},
};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Nothing, Posted, check_token},
    respond::{Page, html},
};

#[derive(Template)]
#[template(path = "publish/edit.html")]
struct EditForm {
    page: Page,
    post: PostId,
    form: Filled,
    faults: Faults,
    languages: Vec<(&'static str, &'static str)>,
    journeys: Vec<(String, String)>,
    unpublished: bool,
    /// The film, where it cannot be seen on the post's own page: address and still.
    film: Option<(String, String)>,
}

/// `GET /p/{id}/edit`: for its author only.
pub(super) async fn form(ask: Ask, Path(id): Path<String>) -> Result<Response, WebError> {
    let post = own(&ask, &id).await?;
    let filled = Filled {
        caption: post.caption.clone(),
        alt_text: post.alt_text.clone(),
        language: post.language.clone(),
        journey: post.journey.map_or_else(String::new, |j| j.to_string()),
        visibility: post.visibility.as_str().to_owned(),
        reply_policy: post.reply_policy.map_or_else(String::new, |p| p.as_str().to_owned()),
        scheduled_at: post.scheduled_at.map_or_else(String::new, fields::written),
        ..Filled::default()
    };
    show(&ask, &post, filled, Faults::default()).await
}

/// `POST /p/{id}/edit`.
pub(super) async fn save(ask: Ask, Path(id): Path<String>, mut body: Multipart) -> Result<Response, WebError> {
    let post = own(&ask, &id).await?;
    let mut filled = Filled::default();
    while let Some(field) = body.next_field().await.map_err(|_| fields::broken())? {
        filled.take(field).await?;
    }
    check_token(&ask, &filled.csrf)?;
    match change(&ask, &post, &filled).await {
        Ok(post) => Ok(Redirect::to(&after(&ask.doer(&POSTS)?, &post)).into_response()),
        Err(WebError(AppError::Invalid(invalid))) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&ask, &post, filled, invalid.into()).await?).into_response())
        }
        Err(other) => Err(other),
    }
}

async fn change(ask: &Ask, post: &Post, filled: &Filled) -> Result<Post, WebError> {
    let read = filled.read()?;
    let edit = Edit {
        caption: Some(&filled.caption),
        alt_text: Some(&filled.alt_text),
        language: Some(&filled.language),
        visibility: Some(read.visibility),
        journey: Some(read.journey),
        reply_policy: Some(read.reply_policy),
        captions: filled.captions(),
        when: (filled.publish == "now").then_some(When::Now),
    };
    Ok(post::edit(&ask.web.ctx, ask.doer(&POSTS)?, post.id, edit).await?)
}

#[derive(Template)]
#[template(path = "publish/delete.html")]
struct Delete {
    page: Page,
    post: PostId,
}

/// `GET /p/{id}/delete`: asks first.
pub(super) async fn ask_delete(ask: Ask, Path(id): Path<String>) -> Result<Response, WebError> {
    let post = own(&ask, &id).await?;
    Ok(html(&Delete { page: Page::titled(&ask, "edit-delete-sure"), post: post.id }))
}

/// `POST /p/{id}/delete`.
pub(super) async fn delete(
    Path(id): Path<String>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let id: PostId = id.parse().map_err(|_| AppError::NotFound)?;
    post::remove(&ask.web.ctx, ask.doer(&POSTS)?, id).await?;
    Ok(Redirect::to("/me/films").into_response())
}

/// The viewer's own post, or that of the athlete for whom they act; anyone else's is not found.
async fn own(ask: &Ask, id: &str) -> Result<Post, WebError> {
    let doer = ask.doer(&POSTS)?;
    let actor = doer.whom();
    let id: PostId = id.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = ask.web.ctx.begin_read().await?;
    let post = rows::get(&mut tx, id).await?;
    let post = post.filter(|p| p.account == actor.account && p.state != PostState::Removed);
    Ok(post.ok_or(AppError::NotFound)?)
}

/// What someone who acts for an athlete sees of a draft.
async fn film(ask: &Ask, post: &Post) -> Result<Option<(String, String)>, WebError> {
    if ask.acting.is_none() {
        return Ok(None);
    }
    let viewer = Viewer::of(&ask.web.ctx, Some(ask.doer(&POSTS)?.whom())).await?;
    let card = post::card(&ask.web.ctx, &viewer, post.id).await?;
    let still = card.film.poster.as_ref().map_or_else(String::new, |poster| poster.jpeg.to_string());
    Ok(card.film.renditions.first().map(|rendition| (rendition.url.to_string(), still)))
}

async fn show(ask: &Ask, post: &Post, form: Filled, faults: Faults) -> Result<Response, WebError> {
    Ok(html(&EditForm {
        page: Page::titled(ask, "edit-title"),
        post: post.id,
        form,
        faults,
        languages: fields::languages(),
        journeys: fields::journeys(ask).await?,
        film: film(ask, post).await?,
        unpublished: matches!(post.state, PostState::Draft | PostState::Scheduled),
    }))
}
