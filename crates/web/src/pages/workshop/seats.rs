//! An athlete takes, changes and gives up seats.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    AppError, games,
    workshop::{
        room,
        seat::{self, Refused},
        situation::{Situation, Why},
    },
};
use grandstand_domain::{
    id::{CourseId, SeatId, WorkshopId},
    workshop::SeatState,
};
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::{Meeting, PROGRAMME, because, meeting, own::answer};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Nothing, Posted},
    respond::{Page, html},
};

/// A workshop that may be chosen.
struct Choice {
    meeting: Meeting,
    offers: String,
    /// Why not; empty when it may be chosen.
    why: String,
}

#[derive(Template)]
#[template(path = "workshop/choices.html")]
struct ChoicesPage {
    page: Page,
    title: String,
    about: String,
    zone: String,
    /// The seat to be changed; empty when one is taken anew.
    seat: String,
    choices: Vec<Choice>,
    /// Why the choice just made could not be.
    refused: String,
}

/// What the address may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    seat: String,
}

/// `GET /me/programme/courses/ID`: the workshops of a course, to take a seat or to change one for another.
pub(super) async fn course(
    ask: Ask,
    Path(id): Path<CourseId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    show(&ask, id, asked.seat.parse().ok(), String::new()).await
}

async fn show(ask: &Ask, id: CourseId, changing: Option<SeatId>, refused: String) -> Result<Response, WebError> {
    let own = room::own(&ask.web.ctx, ask.doer(&PROGRAMME)?.whom()).await?.ok_or(AppError::NotFound)?;
    let (situation, entry) = (&own.situation, own.place.entry.id);
    let course = situation.course(id).ok_or(AppError::NotFound)?;
    let leaving = situation.seats_of(entry).find(|s| Some(s.id) == changing && s.state == SeatState::Placed);
    let zone = games::clocks(&situation.games);
    let page = Page::new(ask, &course.title).in_section("me");
    let others = situation.coming().filter(|w| w.course == id && Some(w.id) != leaving.map(|s| s.workshop));
    let choices = others.map(|workshop| {
        let why = situation.hindrance(entry, workshop.id, leaving.map(|s| s.workshop));
        // A seat is not changed for a place in a waiting list.
        let why = why.or_else(|| (leaving.is_some() && workshop.taken >= workshop.capacity).then_some(Why::Full(0)));
        Choice {
            meeting: meeting(workshop, situation, &zone, &page),
            offers: super::needs_named(&workshop.offers, &page.words),
            why: why.map(|why| told(ask, &why, situation, &zone)).unwrap_or_default(),
        }
    });
    Ok(html(&ChoicesPage {
        title: course.title.clone(),
        about: course.about.clone(),
        zone: situation.games.zone.clone().unwrap_or_else(|| "UTC".to_owned()),
        seat: leaving.map(|s| s.id.to_string()).unwrap_or_default(),
        choices: choices.collect(),
        refused,
        page,
    }))
}

/// What keeps the athlete out. What they need is not for another's eyes.
fn told(ask: &Ask, why: &Why, situation: &Situation, zone: &TimeZone) -> String {
    match why {
        Why::Needs(_) if ask.acting.is_some() => ask.words.t("acting-why-needs"),
        why => because(why, situation, zone, &ask.words),
    }
}

/// `POST /me/workshops/ID/join`
pub(super) async fn join(
    Path(id): Path<WorkshopId>,
    Posted { ask, .. }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let doer = ask.doer(&PROGRAMME)?;
    let own = room::own(&ask.web.ctx, doer.whom()).await?.ok_or(AppError::NotFound)?;
    match seat::join(&ask.web.ctx, doer, id, own.place.entry.id).await {
        Ok(SeatState::Waiting) => Ok(Redirect::to("/me/programme?done=waiting").into_response()),
        Ok(_) => Ok(Redirect::to("/me/programme?done=placed").into_response()),
        Err(refused) => {
            let course = own.situation.workshop(id).map(|w| w.course).ok_or(AppError::NotFound)?;
            sorry(&ask, course, None, refused).await
        }
    }
}

/// Where a seat is to be changed to.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SwapForm {
    workshop: String,
}

/// `POST /me/seats/ID/swap`
pub(super) async fn swap(Path(id): Path<SeatId>, Posted { ask, form }: Posted<SwapForm>) -> Result<Response, WebError> {
    let doer = ask.doer(&PROGRAMME)?;
    let to = form.workshop.parse::<WorkshopId>().map_err(|_| AppError::NotFound)?;
    match seat::swap(&ask.web.ctx, doer, id, to).await {
        Ok(()) => Ok(Redirect::to("/me/programme?done=swapped").into_response()),
        Err(refused) => {
            let own = room::own(&ask.web.ctx, doer.whom()).await?.ok_or(AppError::NotFound)?;
            let course = own.situation.workshop(to).map(|w| w.course).ok_or(AppError::NotFound)?;
            sorry(&ask, course, Some(id), refused).await
        }
    }
}

/// The choices again, with the reason why the one just made could not be.
async fn sorry(ask: &Ask, course: CourseId, seat: Option<SeatId>, refused: Refused) -> Result<Response, WebError> {
    let refused = match refused {
        Refused::Hindered(why) => {
            let own = room::own(&ask.web.ctx, ask.doer(&PROGRAMME)?.whom()).await?.ok_or(AppError::NotFound)?;
            told(ask, &why, &own.situation, &games::clocks(&own.situation.games))
        }
        Refused::Other(AppError::Conflict(key)) => ask.words.t(&format!("conflict-{key}")),
        Refused::Other(error) => return Err(error.into()),
    };
    let page = show(ask, course, seat, refused).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

/// `POST /me/seats/ID/leave`
pub(super) async fn leave(Path(id): Path<SeatId>, Posted { ask, .. }: Posted<Nothing>) -> Result<Response, WebError> {
    let said = seat::leave(&ask.web.ctx, ask.doer(&PROGRAMME)?, id).await;
    answer(&ask, said, "left").await
}

/// `POST /me/seats/ID/accept`
pub(super) async fn accept(Path(id): Path<SeatId>, Posted { ask, .. }: Posted<Nothing>) -> Result<Response, WebError> {
    let said = seat::accept(&ask.web.ctx, ask.doer(&PROGRAMME)?, id).await;
    answer(&ask, said, "accepted").await
}
