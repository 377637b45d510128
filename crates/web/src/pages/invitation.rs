//! `/invitation`: an athlete opens the link or types the code that their organisation gave them, and claims their entry.

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use grandstand_app::{AppError, invitation};
use grandstand_domain::{account::Role, invalid::Invalid, invitation::Code};
use serde::Deserialize;

use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Nothing, Posted},
    respond::{Page, html},
    show::moment,
    state::Web,
    view::Moment,
};

/// The addresses.
pub(crate) fn routes() -> Router<Web> {
    Router::new().route("/invitation", get(form)).route("/invitation/{word}", get(look).post(claim))
}

/// What the form for a code says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    code: Option<String>,
}

#[derive(Template)]
#[template(path = "invitation/code.html")]
struct CodePage {
    page: Page,
    code: String,
    faults: Faults,
    /// Whether a link or code was tried that opens nothing.
    is_over: bool,
}

#[derive(Template)]
#[template(path = "invitation/one.html")]
struct InvitationPage {
    page: Page,
    word: String,
    name: String,
    organisation: String,
    games: String,
    until: Moment,
    /// Whether the viewer's account can claim it; none where nobody is signed in.
    may_claim: Option<bool>,
    /// The organisation that the viewer's page shows now, where it would change.
    leaves: String,
    faults: Faults,
}

/// `GET /invitation`: asks for the code, and goes to what it opens.
async fn form(ask: Ask, Query(Typed { code }): Query<Typed>) -> Response {
    let Some(typed) = code else { return show_code(&ask, String::new(), Faults::default(), false) };
    match typed.parse::<Code>() {
        Ok(code) => Redirect::to(&format!("/invitation/{}", code.as_str())).into_response(),
        Err(fault) => {
            let page = show_code(&ask, typed, fault.into(), false);
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
    }
}

fn show_code(ask: &Ask, code: String, faults: Faults, is_over: bool) -> Response {
    let mut page = Page::titled(ask, "invitation-title");
    page.unlisted = true;
    html(&CodePage { page, code, faults, is_over })
}

/// `GET /invitation/WORD`, which is a link's secret or a code.
async fn look(ask: Ask, Path(word): Path<String>) -> Result<Response, WebError> {
    show(&ask, &word, Faults::default()).await
}

/// The page that asks for a code, after one that opens nothing or that was tried too often.
fn opens_nothing(ask: &Ask, error: AppError) -> Result<Response, WebError> {
    let (status, faults) = match error {
        AppError::NotFound => (StatusCode::NOT_FOUND, Faults::default()),
        AppError::TooMany { retry_after_s } => {
            let wait = i64::try_from(retry_after_s).unwrap_or(60);
            (StatusCode::TOO_MANY_REQUESTS, Invalid::limit("", "invitation-too-many", wait).into())
        }
        error => return Err(error.into()),
    };
    let is_over = status == StatusCode::NOT_FOUND;
    Ok((status, show_code(ask, String::new(), faults, is_over)).into_response())
}

async fn show(ask: &Ask, word: &str, faults: Faults) -> Result<Response, WebError> {
    let found = match invitation::open(&ask.web.ctx, ask.origin, word).await {
        Ok(found) => found,
        Err(error) => return opens_nothing(ask, error),
    };
    let me = ask.viewer.as_ref().map(|viewer| viewer.actor);
    let other = me.and_then(|me| me.organisation).filter(|own| *own != found.organisation.id);
    let leaves = match other {
        Some(id) => grandstand_store::organisation::get(&mut ask.web.ctx.begin_read().await?, id).await?,
        None => None,
    };
    let mut page = Page::titled(ask, "invitation-title");
    page.unlisted = true;
    page.team = found.organisation.slug;
    Ok(html(&InvitationPage {
        word: word.to_owned(),
        name: found.place.entry.entry.name(),
        organisation: found.organisation.name,
        games: found.games.name,
        until: moment(found.until, &page.words),
        may_claim: me.map(|me| matches!(me.role, Role::Supporter | Role::Athlete)),
        leaves: leaves.map(|o| o.name).unwrap_or_default(),
        faults,
        page,
    }))
}

/// `POST /invitation/WORD`: claims the entry.
async fn claim(Path(word): Path<String>, Posted { ask, .. }: Posted<Nothing>) -> Result<Response, WebError> {
    match invitation::claim(&ask.web.ctx, ask.actor()?, ask.origin, &word).await {
        Ok(_) => Ok(Redirect::to("/me/timetable?done=claimed").into_response()),
        Err(error @ AppError::Conflict(_)) => {
            let page = show(&ask, &word, Faults::from_error(error)?).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
        // Used or ended since it was looked at, or too many wrong codes: the page says which.
        Err(error) => opens_nothing(&ask, error),
    }
}
