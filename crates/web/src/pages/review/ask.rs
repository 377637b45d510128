//! Asking a coach to look at a draft.

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    AppError, post,
    review::{self, Coach},
    viewer::Viewer,
};
use grandstand_domain::{
    id::{AccountId, OrganisationId, PostId},
    invalid::Invalid,
    post::PostState,
};
use serde::Deserialize;

use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Posted},
    respond::{Page, html},
    show::card,
    view::PosterView,
};

/// Someone who can be asked: the value that the form sends, the name, and for whom they look.
struct Choice {
    value: String,
    name: String,
    organisation: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "review/ask.html")]
struct AskPage {
    page: Page,
    post: PostId,
    poster: PosterView,
    coaches: Vec<Choice>,
    note: String,
    faults: Faults,
}

/// What the form sends: `ACCOUNT-ORGANISATION`, and a word.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    coach: String,
    note: String,
}

/// `GET /p/{id}/review`: to the review of this draft where there is one that the reader has a part in, else the form.
pub(super) async fn form(ask: Ask, Path(id): Path<String>) -> Result<Response, WebError> {
    let id: PostId = id.parse().map_err(|_| AppError::NotFound)?;
    let actor = ask.actor()?;
    let found = review::of_post(&ask.web.ctx, actor, id).await?;
    let again = ask.query("again").is_some();
    if let Some(found) = found.filter(|r| !again || r.athlete != actor.account || r.state.is_open()) {
        return Ok(Redirect::to(&format!("/reviews/{}", found.id)).into_response());
    }
    show(&ask, id, &Form::default(), Faults::default()).await
}

/// `POST /p/{id}/review`
pub(super) async fn hand_in(Path(id): Path<String>, Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let id: PostId = id.parse().map_err(|_| AppError::NotFound)?;
    match asked(&ask, id, &form).await {
        Ok(review) => Ok(Redirect::to(&format!("/reviews/{review}")).into_response()),
        Err(error) => {
            let faults = Faults::from_error(error)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&ask, id, &form, faults).await?).into_response())
        }
    }
}

async fn asked(ask: &Ask, id: PostId, form: &Form) -> Result<grandstand_domain::id::ReviewId, AppError> {
    let nobody = || AppError::from(Invalid::one("coach", "review-coach"));
    let (coach, organisation) = form.coach.split_once('-').ok_or_else(nobody)?;
    let coach: AccountId = coach.parse().map_err(|_| nobody())?;
    let organisation: OrganisationId = organisation.parse().map_err(|_| nobody())?;
    let actor = ask.signed_in().map_err(|_| AppError::SignInFirst)?.actor;
    review::ask(&ask.web.ctx, &actor, id, coach, organisation, &form.note).await
}

async fn show(ask: &Ask, id: PostId, form: &Form, faults: Faults) -> Result<Response, WebError> {
    let (ctx, actor) = (&ask.web.ctx, ask.actor()?);
    let viewer = Viewer::of(ctx, Some(actor)).await?;
    let draft = post::card(ctx, &viewer, id).await?;
    if draft.author.id != actor.account {
        return Err(AppError::NotFound.into());
    }
    if draft.state != PostState::Draft {
        return Err(AppError::Conflict("review-no-draft").into());
    }
    let coaches = review::coaches(ctx, actor).await?;
    let only = coaches.len() == 1;
    let choice = |coach: Coach| {
        let value = format!("{}-{}", coach.who.id, coach.organisation);
        let chosen = only || value == form.coach;
        Choice { value, name: coach.who.name.to_string(), organisation: coach.organisation_name, chosen }
    };
    Ok(html(&AskPage {
        page: Page::titled(ask, "review-ask-title").in_section("me"),
        post: id,
        poster: card::poster(&draft, false, &ask.words),
        coaches: coaches.into_iter().map(choice).collect(),
        note: form.note.clone(),
        faults,
    }))
}
