//! What the two do in a review. Every act leads back to its page.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    AppError,
    review::{self, Said, Verdict},
};
use grandstand_domain::id::{PostId, RemarkId, ReviewId};
use serde::Deserialize;

use super::one::{self, Draft};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Nothing, Posted},
};

fn review_id(id: &str) -> Result<ReviewId, WebError> {
    Ok(id.parse().map_err(|_| AppError::NotFound)?)
}

fn remark_id(id: &str) -> Result<RemarkId, WebError> {
    Ok(id.parse().map_err(|_| AppError::NotFound)?)
}

fn back(id: ReviewId, place: &str) -> Response {
    Redirect::to(&format!("/reviews/{id}{place}")).into_response()
}

/// The page again with what was wrong, or the page of an error.
async fn again(ask: &Ask, id: ReviewId, draft: Draft, error: AppError) -> Result<Response, WebError> {
    let faults = Faults::from_error(error)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, one::show(ask, id, None, draft, faults).await?).into_response())
}

/// What is said.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RemarkForm {
    at: String,
    text: String,
    must: String,
    answers: String,
}

/// `POST /reviews/{id}/remarks`
pub(super) async fn remark(
    Path(id): Path<String>,
    Posted { ask, form }: Posted<RemarkForm>,
) -> Result<Response, WebError> {
    let id = review_id(&id)?;
    let answers = if form.answers.is_empty() { None } else { Some(remark_id(&form.answers)?) };
    let said = Said { at: &form.at, text: &form.text, must_change: !form.must.is_empty(), answers };
    match review::remark(&ask.web.ctx, ask.actor()?, id, said).await {
        Ok(made) => Ok(back(id, &format!("#remark-{made}"))),
        Err(error) => {
            let draft = Draft { must_change: said.must_change, at: form.at, text: form.text };
            again(&ask, id, draft, error).await
        }
    }
}

/// Whether it is done.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct DoneForm {
    on: String,
}

/// `POST /reviews/{id}/remarks/{remark}/done`
pub(super) async fn done(
    Path((id, remark)): Path<(String, String)>,
    Posted { ask, form }: Posted<DoneForm>,
) -> Result<Response, WebError> {
    let (id, remark) = (review_id(&id)?, remark_id(&remark)?);
    review::set_done(&ask.web.ctx, ask.actor()?, id, remark, form.on == "true").await?;
    Ok(back(id, &format!("#remark-{remark}")))
}

/// `POST /reviews/{id}/remarks/{remark}/delete`
pub(super) async fn take_back(
    Path((id, remark)): Path<(String, String)>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let id = review_id(&id)?;
    review::take_back(&ask.web.ctx, ask.actor()?, id, remark_id(&remark)?).await?;
    Ok(back(id, "#remarks"))
}

/// Another draft, and a word.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct VersionForm {
    post: String,
    note: String,
}

/// `POST /reviews/{id}/versions`
pub(super) async fn hand_in_again(
    Path(id): Path<String>,
    Posted { ask, form }: Posted<VersionForm>,
) -> Result<Response, WebError> {
    let id = review_id(&id)?;
    let post: PostId = form.post.parse().map_err(|_| AppError::NotFound)?;
    match review::hand_in_again(&ask.web.ctx, ask.actor()?, id, post, &form.note).await {
        Ok(()) => Ok(back(id, "")),
        Err(error) => again(&ask, id, Draft::default(), error).await,
    }
}

/// `POST /reviews/{id}/changes`
pub(super) async fn changes(
    Path(id): Path<String>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    decide(&ask, &id, Verdict::Changes).await
}

/// What is signed off.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ApproveForm {
    skill: String,
}

/// `POST /reviews/{id}/approve`
pub(super) async fn approve(
    Path(id): Path<String>,
    Posted { ask, form }: Posted<ApproveForm>,
) -> Result<Response, WebError> {
    decide(&ask, &id, Verdict::Approved(&form.skill)).await
}

async fn decide(ask: &Ask, id: &str, verdict: Verdict<'_>) -> Result<Response, WebError> {
    let id = review_id(id)?;
    match review::decide(&ask.web.ctx, ask.actor()?, id, verdict).await {
        Ok(()) => Ok(back(id, "")),
        Err(error) => again(ask, id, Draft::default(), error).await,
    }
}

/// `POST /reviews/{id}/end`
pub(super) async fn end(
    Path(id): Path<String>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let id = review_id(&id)?;
    review::end(&ask.web.ctx, ask.actor()?, id).await?;
    Ok(back(id, ""))
}
