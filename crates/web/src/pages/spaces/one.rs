//! One space as those who run it see it: a day of it, and what is said of it.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    AppError, booking,
    space::{self, Address},
};
use grandstand_domain::id::SpaceId;
use grandstand_store as store;
use serde::Deserialize;

use super::{
    BookingLine, days_around,
    desk::{Form, kinds},
    kind,
};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Nothing, Posted},
    respond::{Page, html},
    show,
    view::Moment,
};

#[derive(Template)]
#[template(path = "spaces/one.html")]
struct OnePage {
    page: Page,
    id: String,
    name: String,
    kind: String,
    place: String,
    access: String,
    zone: String,
    day_said: String,
    days: Vec<(String, String, bool)>,
    lines: Vec<BookingLine>,
    kinds: Vec<(String, String)>,
    form: Form,
    faults: Faults,
    is_saved: bool,
    wall: String,
    /// The stations that are open in it, with since when.
    stations: Vec<(String, Moment)>,
}

/// What the address may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    day: String,
    done: String,
}

/// `GET /staff/spaces/ID`
pub(super) async fn page(ask: Ask, Path(id): Path<SpaceId>, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    show_page(&ask, id, &asked, None, Faults::default()).await
}

async fn show_page(
    ask: &Ask,
    id: SpaceId,
    asked: &Asked,
    form: Option<Form>,
    faults: Faults,
) -> Result<Response, WebError> {
    let me = ask.actor()?;
    let space = space::run_by(&mut ask.web.ctx.begin_read().await?, me, id).await?;
    let zone = space::clocks(&space);
    let today = space::day_of(ask.web.ctx.now(), &zone);
    let day = asked.day.parse().ok().or(today).ok_or(AppError::NotFound)?;
    let standing = booking::day(&ask.web.ctx, me, id, Some(day)).await?;
    let wall = format!("/spaces/{id}/wall/{}", space::secret(&ask.web.ctx, &space, Address::Wall));
    let page = Page::new(ask, &space.name).in_section("me");
    let stations = store::station::of_space(&mut ask.web.ctx.begin_read().await?, id).await?;
    let since = |s: &store::station::Station| (s.id.to_string(), show::local(s.created_at, &zone, &page.words));
    let stations =
        stations.iter().map(since).map(|(id, (day, at))| (id, Moment { human: format!("{day}, {}", at.human), ..at }));
    let stations = stations.collect();
    Ok(html(&OnePage {
        id: id.to_string(),
        kind: kind(&space, &page.words),
        day_said: show::day(&day.to_string(), &page.words),
        days: days_around(day, &page),
        lines: standing.iter().map(|seen| BookingLine::of(seen, &page.words)).collect(),
        kinds: kinds(&page),
        form: form.unwrap_or_else(|| Form::of(Some(&space))),
        faults,
        is_saved: asked.done == "saved",
        wall: ask.web.absolute(&wall),
        stations,
        name: space.name,
        place: space.place,
        access: space.access,
        zone: space.zone,
        page,
    }))
}

/// `POST /staff/spaces/ID`
pub(super) async fn save(Path(id): Path<SpaceId>, Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    match space::update(&ask.web.ctx, ask.actor()?, id, form.said()).await {
        Ok(_) => Ok(Redirect::to(&format!("/staff/spaces/{id}?done=saved")).into_response()),
        Err(error) => {
            let faults = Faults::from_error(error)?;
            let shown = show_page(&ask, id, &Asked::default(), Some(form), faults).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
        }
    }
}

/// `POST /staff/spaces/ID/remove`
pub(super) async fn remove(
    Path(id): Path<SpaceId>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    match space::remove(&ask.web.ctx, ask.actor()?, id).await {
        Ok(()) => Ok(Redirect::to("/staff/spaces").into_response()),
        Err(error) => {
            let faults = Faults::from_error(error)?;
            let shown = show_page(&ask, id, &Asked::default(), None, faults).await?;
            Ok((StatusCode::CONFLICT, shown).into_response())
        }
    }
}
