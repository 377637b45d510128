//! Writing and removing comments. How they are shown stands with the film.

use askama::Template;
use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{AppError, comment};
use grandstand_domain::{
    acting::Bound,
    id::{CommentId, PostId},
};
use serde::Deserialize;

use crate::{
    error::WebError,
    form::{Nothing, Posted, sentence},
    respond::{Page, html},
    show,
    view::{CommentView, Moment},
};

/// A comment as it is written.
#[derive(Deserialize)]
pub(crate) struct Written {
    #[serde(default)]
    parent: String,
    #[serde(default)]
    text: String,
}

#[derive(Template)]
#[template(path = "comment/one.html")]
struct One {
    page: Page,
    comment: CommentView,
}

/// `POST /p/{id}/comments`: back to the film, or the new comment alone for our own scripts.
pub(crate) async fn write(
    Path(id): Path<String>,
    headers: HeaderMap,
    Posted { ask, form }: Posted<Written>,
) -> Result<Response, WebError> {
    let post: PostId = id.parse().map_err(|_| AppError::NotFound)?;
    let parent = match form.parent.as_str() {
        "" => None,
        id => Some(id.parse::<CommentId>().map_err(|_| AppError::NotFound)?),
    };
    let actor = ask.actor()?;
    let fragment = headers.contains_key("x-fragment");
    let made = match comment::write(&ask.web.ctx, actor, post, parent, &form.text).await {
        Err(AppError::Invalid(invalid)) if fragment => {
            let errors: Vec<_> = invalid
                .0
                .iter()
                .map(|f| serde_json::json!({ "field": f.field, "message": sentence(f.key, f.limit, &ask.words) }))
                .collect();
            return Ok(
                (StatusCode::UNPROCESSABLE_ENTITY, axum::Json(serde_json::json!({ "errors": errors }))).into_response()
            );
        }
        made => made?,
    };
    if !fragment {
        return Ok(Redirect::to(&format!("/p/{post}#c-{}", made.id)).into_response());
    }
    let shown = comment::shown(&ask.web.ctx, actor, made).await?;
    let film = ask.web.ctx.views.author(actor.account);
    let by_athlete = film.is_some() && is_author(&ask, post, actor.account).await?;
    let view = CommentView {
        id: shown.comment.id.to_string(),
        post: post.to_string(),
        author: show::card::author(&shown.author, &ask.words),
        by_athlete,
        at: Moment { ..show::moment(shown.comment.created_at, &ask.words) },
        text: shown.comment.text.clone(),
        thread: shown.comment.parent.unwrap_or(shown.comment.id).to_string(),
        may_reply: true,
        may_remove: shown.removable,
        removed: false,
        replies: Vec::new(),
    };
    let page = Page::titled(&ask, "comment-label");
    Ok((StatusCode::CREATED, html(&One { page, comment: view })).into_response())
}

async fn is_author(
    ask: &crate::ask::Ask,
    post: PostId,
    account: grandstand_domain::id::AccountId,
) -> Result<bool, WebError> {
    let mut tx = ask.web.ctx.begin_read().await?;
    Ok(grandstand_store::post::get(&mut tx, post).await?.is_some_and(|p| p.account == account))
}

/// `POST /comments/{id}/delete`: one's own, one under one's own film or the team's that one posts as, or any for a moderator.
pub(crate) async fn remove(
    Path(id): Path<String>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let id: CommentId = id.parse().map_err(|_| AppError::NotFound)?;
    let post = comment::remove(&ask.web.ctx, ask.doer(&[Bound::Publish])?, id).await?;
    Ok(Redirect::to(&format!("/p/{post}#comments")).into_response())
}
