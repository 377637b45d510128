//! One booking: its code for the desk, what belongs to it, and what can be done with it by its owner and at the desk.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{AppError, booking, kit, space};
use grandstand_domain::{
    booking::{BookingState, DESK_EARLY, Slot},
    id::{BookingId, KitId, SpaceId},
    invalid::Invalid,
    time::MINUTE,
};
use grandstand_store as store;
use serde::Deserialize;

use super::{BookingLine, PROGRAMME, qr, span};
use crate::{
    ask::Ask,
    error::{WebError, status},
    form::{Faults, Nothing, Posted},
    respond::{Page, html},
    show,
};

/// One thing that is borrowed.
struct LentLine {
    kit: String,
    unit: i64,
    name: String,
    is_out: bool,
    is_back: bool,
}

#[derive(Template)]
#[template(path = "spaces/booking.html")]
struct BookingPage {
    page: Page,
    line: BookingLine,
    span: String,
    code: String,
    qr: String,
    lent: Vec<LentLine>,
    is_desk: bool,
    is_own: bool,
    may_cancel: bool,
    may_end: bool,
    may_check_in: bool,
    may_undo: bool,
    may_miss: bool,
    holds: bool,
    space_id: String,
    organisation_spaces: Vec<(String, String)>,
    form: Move,
    faults: Faults,
    done: &'static str,
}

/// What the address may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Done {
    done: String,
}

/// `GET /bookings/ID`
pub(super) async fn page(ask: Ask, Path(id): Path<BookingId>, Query(said): Query<Done>) -> Result<Response, WebError> {
    let done = match said.done.as_str() {
        "booked" => "booking-done-booked",
        "saved" => "done-saved",
        _ => "",
    };
    show_page(&ask, id, None, Faults::default(), done).await
}

async fn show_page(
    ask: &Ask,
    id: BookingId,
    form: Option<Move>,
    faults: Faults,
    done: &'static str,
) -> Result<Response, WebError> {
    let doer = ask.doer(&PROGRAMME)?;
    let me = doer.whom();
    let mut seen = booking::one(&ask.web.ctx, me, id).await?;
    doer.only_own(seen.booking.owner())?;
    seen.is_desk &= !doer.is_hand();
    let page = Page::new(ask, &seen.space.name).in_section("me");
    let found = &seen.booking;
    let zone = space::clocks(&seen.space);
    let lent = |one: &store::kit::Lent| LentLine {
        kit: one.kit.to_string(),
        unit: one.unit,
        name: one.name.clone(),
        is_out: one.out_at.is_some(),
        is_back: one.back_at.is_some(),
    };
    let organisation_spaces = if seen.is_desk {
        let all = store::space::of_organisation(&mut ask.web.ctx.begin_read().await?, seen.space.organisation).await?;
        all.into_iter().map(|s| (s.id.to_string(), s.name)).collect()
    } else {
        Vec::new()
    };
    let form = form.unwrap_or_else(|| Move {
        space: found.space.to_string(),
        day: space::day_of(found.slot.from, &zone).map(|d| d.to_string()).unwrap_or_default(),
        time: show::clock(found.slot.from, &zone),
        minutes: (found.slot.until.since(found.slot.from) / MINUTE).to_string(),
        back: String::new(),
    });
    let address = ask.web.absolute(&format!("/staff/spaces/check-in?code={}", found.code));
    let now = ask.web.ctx.now();
    Ok(html(&BookingPage {
        line: BookingLine::of(&seen, &page.words),
        span: span(found.slot, &seen.space, &page.words),
        qr: qr::svg(&address),
        code: format!("{} {}", found.code.get(..4).unwrap_or_default(), found.code.get(4..).unwrap_or_default()),
        lent: seen.kit.iter().map(lent).collect(),
        is_desk: seen.is_desk,
        is_own: found.owner() == Some(me.account),
        may_check_in: seen.is_desk && found.state == BookingState::Booked && found.slot.from <= now.plus(DESK_EARLY),
        may_undo: seen.is_desk
            && !found.is_guest
            && found.state == BookingState::In
            && found.slot.until > now
            && seen.kit.iter().all(|one| one.out_at.is_none() || one.back_at.is_some()),
        may_cancel: found.state == BookingState::Booked,
        may_end: !doer.is_hand() && found.state == BookingState::In && found.slot.until > now,
        may_miss: found.state == BookingState::Booked && found.slot.from <= now,
        holds: found.state.holds() && found.slot.until > now,
        space_id: found.space.to_string(),
        organisation_spaces,
        form,
        faults,
        done,
        page,
    }))
}

/// What the desk's field says: a code that was typed, or the address that a scanner read.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Code {
    code: String,
}

#[derive(Template)]
#[template(path = "spaces/check_in.html")]
struct CheckInPage {
    page: Page,
    code: String,
    faults: Faults,
}

/// `GET /staff/spaces/check-in?code=…`: to the booking of a code.
pub(super) async fn find(ask: Ask, Query(said): Query<Code>) -> Result<Response, WebError> {
    super::Office::open(&ask, "").await?;
    let page = Page::titled(&ask, "space-check-in").in_section("me");
    if said.code.is_empty() {
        return Ok(html(&CheckInPage { page, code: String::new(), faults: Faults::default() }));
    }
    match booking::at_desk_by_code(&ask.web.ctx, ask.actor()?, &said.code).await {
        Ok(id) => Ok(Redirect::to(&format!("/bookings/{id}")).into_response()),
        Err(error) => {
            let faults = Faults::from_error(error)?;
            Ok((StatusCode::NOT_FOUND, html(&CheckInPage { page, code: said.code, faults })).into_response())
        }
    }
}

/// Back to the booking, or its page with what stood in the way.
async fn after(ask: &Ask, id: BookingId, done: Result<(), AppError>, form: Option<Move>) -> Result<Response, WebError> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/bookings/{id}?done=saved")).into_response()),
        Err(error) => {
            let code = status(&error);
            let shown = show_page(ask, id, form, Faults::from_error(error)?, "").await?;
            Ok((code, shown).into_response())
        }
    }
}

/// `POST /bookings/ID/cancel`
pub(super) async fn cancel(
    Path(id): Path<BookingId>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    match booking::cancel(&ask.web.ctx, ask.doer(&PROGRAMME)?, id).await {
        Ok(()) => Ok(Redirect::to("/spaces?done=cancelled").into_response()),
        Err(error) => after(&ask, id, Err(error), None).await,
    }
}

/// `POST /bookings/ID/end`
pub(super) async fn end(
    Path(id): Path<BookingId>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let done = booking::end(&ask.web.ctx, ask.actor()?, id).await;
    after(&ask, id, done, None).await
}

/// `POST /bookings/ID/check-in`
pub(super) async fn check_in(
    Path(id): Path<BookingId>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let done = booking::check_in(&ask.web.ctx, ask.actor()?, id).await;
    after(&ask, id, done, None).await
}

/// `POST /bookings/ID/check-in/undo`
pub(super) async fn undo_check_in(
    Path(id): Path<BookingId>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let done = booking::undo_check_in(&ask.web.ctx, ask.actor()?, id).await;
    after(&ask, id, done, None).await
}

/// `POST /bookings/ID/no-show`
pub(super) async fn no_show(
    Path(id): Path<BookingId>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let done = booking::no_show(&ask.web.ctx, ask.actor()?, id).await;
    after(&ask, id, done, None).await
}

/// Where and when a booking is moved to.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Move {
    space: String,
    day: String,
    time: String,
    minutes: String,
    /// `board` when the page to come back to is the desk's board.
    back: String,
}

/// `POST /bookings/ID/move`
pub(super) async fn move_to(
    Path(id): Path<BookingId>,
    Posted { ask, form }: Posted<Move>,
) -> Result<Response, WebError> {
    let done = moved(&ask, id, &form).await;
    if done.is_ok()
        && form.back == "board"
        && let Ok(day) = form.day.parse::<grandstand_domain::games::Day>()
    {
        return Ok(Redirect::to(&format!("/staff/spaces/board?day={day}&done=saved")).into_response());
    }
    after(&ask, id, done, Some(form)).await
}

async fn moved(ask: &Ask, id: BookingId, form: &Move) -> Result<(), AppError> {
    let me = &ask.viewer.as_ref().ok_or(AppError::SignInFirst)?.actor;
    let to: SpaceId = form.space.parse()?;
    let space = store::space::get(&mut ask.web.ctx.begin_read().await?, to).await?.ok_or(AppError::NotFound)?;
    let unreadable = || Invalid::one("time", "booking-slot-shape");
    let from = space::moment(&form.day, &form.time, &space::clocks(&space)).ok_or_else(unreadable)?;
    let minutes: u16 = form.minutes.trim().parse().map_err(|_| unreadable())?;
    let slot = Slot::new(from, from.plus(i64::from(minutes) * MINUTE)).map_err(|e| e.at("time"))?;
    booking::move_to(&ask.web.ctx, me, id, to, slot).await.map_err(|error| match error {
        AppError::Invalid(invalid) => invalid.at("time").into(),
        other => other,
    })
}

/// Which thing goes out or comes back.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Lent {
    kit: String,
    unit: String,
    back: String,
}

/// `POST /bookings/ID/kit`
pub(super) async fn kit(Path(id): Path<BookingId>, Posted { ask, form }: Posted<Lent>) -> Result<Response, WebError> {
    let (which, unit) = (form.kit.parse::<KitId>()?, form.unit.parse().map_err(|_| AppError::NotFound)?);
    let done = kit::note(&ask.web.ctx, ask.actor()?, id, which, unit, form.back == "1").await;
    after(&ask, id, done, None).await
}
