//! A clip at a station, on the athlete's own phone: what will happen, their yes, and their word on what arrived.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::capture;
use grandstand_domain::{capture::CaptureState, id::CaptureId, media::MediaState};
use grandstand_store::capture::Capture;
use serde::Deserialize;

use crate::{
    ask::Ask,
    error::{WebError, status},
    form::{Faults, Nothing, Posted},
    respond::{Page, html},
};

/// A clip in the list.
struct Line {
    id: String,
    state: String,
}

#[derive(Template)]
#[template(path = "spaces/capture.html")]
struct CapturePage {
    page: Page,
    code: String,
    lines: Vec<Line>,
    faults: Faults,
}

/// What the form with the code says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    code: String,
}

/// `GET /capture`: to type the code that a station shows, and the clips that wait.
pub(super) async fn list(ask: Ask, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    if !asked.code.trim().is_empty() {
        let code = grandstand_domain::booking::read_code(&asked.code);
        return Ok(Redirect::to(&format!("/capture/{code}")).into_response());
    }
    show_list(&ask, String::new(), Faults::default()).await
}

async fn show_list(ask: &Ask, code: String, faults: Faults) -> Result<Response, WebError> {
    let page = Page::titled(ask, "capture-title").in_section("me");
    let mine = capture::mine(&ask.web.ctx, ask.actor()?).await?;
    let line =
        |c: &Capture| Line { id: c.id.to_string(), state: page.t(&format!("capture-state-{}", c.state.as_str())) };
    Ok(html(&CapturePage { lines: mine.iter().map(line).collect(), code, faults, page }))
}

#[derive(Template)]
#[template(path = "spaces/agree.html")]
struct AgreePage {
    page: Page,
    code: String,
    space: String,
}

/// `GET /capture/CODE`: what will happen.
pub(super) async fn ask_first(ask: Ask, Path(code): Path<String>) -> Result<Response, WebError> {
    match capture::by_code(&ask.web.ctx, ask.actor()?, &code).await {
        Ok((found, _)) if found.account.is_some() => {
            Ok(Redirect::to(&format!("/captures/{}", found.id)).into_response())
        }
        Ok((found, space)) => {
            let mut page = Page::titled(&ask, "capture-agree-title").in_section("me");
            page.unlisted = true;
            Ok(html(&AgreePage { page, code: found.code, space: space.name }))
        }
        Err(error) => refused(&ask, code, error).await,
    }
}

async fn refused(ask: &Ask, code: String, error: grandstand_app::AppError) -> Result<Response, WebError> {
    let answer = status(&error);
    let shown = show_list(ask, code, Faults::from_error(error)?).await?;
    Ok((answer, shown).into_response())
}

/// `POST /capture/CODE`: their yes.
pub(super) async fn agree(
    Path(code): Path<String>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    match capture::agree(&ask.web.ctx, ask.actor()?, &code).await {
        Ok(id) => Ok(Redirect::to(&format!("/captures/{id}")).into_response()),
        Err(error) => refused(&ask, code, error).await,
    }
}

#[derive(Template)]
#[template(path = "spaces/clip.html")]
struct ClipPage {
    page: Page,
    id: String,
    space: String,
    state: &'static str,
    /// Whether it has arrived and cannot be looked at yet.
    is_making: bool,
    /// Whether no film could be made of it.
    is_refused: bool,
    /// The film's address and its still, once it can be looked at.
    film: Option<(String, String)>,
    post: String,
    faults: Faults,
}

/// `GET /captures/ID`
pub(super) async fn page(ask: Ask, Path(id): Path<CaptureId>) -> Result<Response, WebError> {
    show(&ask, id, Faults::default()).await
}

async fn show(ask: &Ask, id: CaptureId, faults: Faults) -> Result<Response, WebError> {
    let (found, space) = capture::one(&ask.web.ctx, ask.actor()?, id).await?;
    let page = Page::titled(ask, "capture-title").in_section("me");
    let made = match found.state {
        CaptureState::Arrived => capture::film(&ask.web.ctx, ask.actor()?, id).await?,
        _ => None,
    };
    let is_refused = made.as_ref().is_some_and(|film| film.state == MediaState::Refused);
    let film = made.as_ref().filter(|_| !is_refused).and_then(|film| {
        let still = film.poster.as_ref().map_or_else(String::new, |poster| poster.jpeg.to_string());
        film.renditions.first().map(|rendition| (rendition.url.to_string(), still))
    });
    let is_over = found.expires_at <= ask.web.ctx.now() && found.state != CaptureState::Kept;
    Ok(html(&ClipPage {
        id: id.to_string(),
        space: space.name,
        state: if is_over { CaptureState::Dropped.as_str() } else { found.state.as_str() },
        is_making: made.is_some() && film.is_none() && !is_refused,
        is_refused,
        film,
        post: found.post.map(|p| p.to_string()).unwrap_or_default(),
        faults,
        page,
    }))
}

/// `POST /captures/ID/keep`: it becomes a draft, which opens.
pub(super) async fn keep(
    Path(id): Path<CaptureId>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    match capture::keep(&ask.web.ctx, ask.actor()?, id).await {
        Ok(post) => Ok(Redirect::to(&format!("/p/{post}/edit")).into_response()),
        Err(error) => Ok((StatusCode::CONFLICT, show(&ask, id, Faults::from_error(error)?).await?).into_response()),
    }
}

/// `POST /captures/ID/drop`
pub(super) async fn drop_it(
    Path(id): Path<CaptureId>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    match capture::drop_it(&ask.web.ctx, ask.actor()?, id).await {
        Ok(()) => Ok(Redirect::to(&format!("/captures/{id}")).into_response()),
        Err(error) => Ok((StatusCode::CONFLICT, show(&ask, id, Faults::from_error(error)?).await?).into_response()),
    }
}
