//! How long it takes between the places of a Games.

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::way;
use grandstand_domain::{id::WayId, permit::Act};
use grandstand_store::{self as store, way::StoredWay};
use serde::Deserialize;

use super::Office;
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Nothing, Posted},
    respond::{Page, html},
};

/// What is said of a way.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    one: String,
    other: String,
    minutes: String,
}

#[derive(Template)]
#[template(path = "games/ways.html")]
struct WaysPage {
    page: Page,
    games: String,
    games_name: String,
    usual: u16,
    ways: Vec<StoredWay>,
    /// Names that the schedule and the starts know.
    places: Vec<String>,
    runs: bool,
    form: Form,
    faults: Faults,
}

/// `GET /staff/games/SLUG/ways`
pub(super) async fn list(ask: Ask, Path(slug): Path<String>) -> Result<Response, WebError> {
    show(&ask, &slug, Form::default(), Faults::default()).await
}

async fn show(ask: &Ask, slug: &str, form: Form, faults: Faults) -> Result<Response, WebError> {
    let office = Office::open(ask, slug, "", Act::SeeRoster).await?;
    let runs = office.keeps(ask).await?;
    let mut tx = ask.web.ctx.begin_read().await?;
    let ways = store::way::of_games(&mut tx, office.games.id).await?;
    let venues = store::venue::of_games(&mut tx, office.games.id).await?;
    Ok(html(&WaysPage {
        page: Page::titled(ask, "way-title").in_section("me"),
        games: office.games.slug,
        games_name: office.games.name,
        usual: office.games.way_minutes,
        ways,
        places: venues.into_iter().map(|venue| venue.name).collect(),
        runs,
        form,
        faults,
    }))
}

/// `POST /staff/games/SLUG/ways`
pub(super) async fn state(Path(slug): Path<String>, Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    match way::state(&ask.web.ctx, ask.actor()?, &slug, [&form.one, &form.other], &form.minutes).await {
        Ok(()) => Ok(Redirect::to(&format!("/staff/games/{slug}/ways")).into_response()),
        Err(error) => {
            let page = show(&ask, &slug, form, Faults::from_error(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `POST /staff/games/SLUG/ways/ID/remove`
pub(super) async fn remove(
    Path((slug, id)): Path<(String, WayId)>,
    Posted { ask, .. }: Posted<Nothing>,
) -> Result<Response, WebError> {
    way::forget(&ask.web.ctx, ask.actor()?, &slug, id).await?;
    Ok(Redirect::to(&format!("/staff/games/{slug}/ways")).into_response())
}
