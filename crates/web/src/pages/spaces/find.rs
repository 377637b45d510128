//! What an athlete can book: the spaces, a day of one with its free slots as buttons, and their own bookings.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    AppError,
    acting::Doer,
    booking::{self, Wish},
    space,
};
use grandstand_domain::{
    booking::Slot,
    handle::Handle,
    id::{AccountId, KitId, SpaceId, WaitId},
    invalid::Invalid,
    time::{MINUTE, UnixMillis},
};
use grandstand_store as store;
use serde::Deserialize;

use super::{BookingLine, PROGRAMME, days_around, kind, span};
use crate::{
    ask::Ask,
    error::{WebError, status},
    form::{Faults, Nothing, Posted},
    respond::{Page, html},
    show,
};

/// Lengths to choose from, in minutes.
const LENGTHS: [u16; 7] = [15, 30, 45, 60, 90, 120, 180];
/// The length that is chosen at first.
const USUAL: u16 = 60;

/// One space in the list.
struct Line {
    id: String,
    name: String,
    kind: String,
    place: String,
    access: String,
}

/// A slot that the viewer waits for.
struct WaitLine {
    id: String,
    space: String,
    when: String,
}

#[derive(Template)]
#[template(path = "spaces/list.html")]
struct ListPage {
    page: Page,
    lines: Vec<Line>,
    mine: Vec<BookingLine>,
    waits: Vec<WaitLine>,
    done: &'static str,
}

/// What the address of the list may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Done {
    done: String,
}

/// `GET /spaces`
pub(super) async fn list(ask: Ask, Query(said): Query<Done>) -> Result<Response, WebError> {
    let doer = ask.doer(&PROGRAMME)?;
    let me = doer.whom();
    let page = Page::titled(&ask, "spaces-title").in_section("me");
    let line = |(space, _): (store::space::Space, bool)| Line {
        id: space.id.to_string(),
        kind: kind(&space, &page.words),
        name: space.name,
        place: space.place,
        access: space.access,
    };
    let lines = space::usable(&ask.web.ctx, me).await?.into_iter().map(line).collect();
    let mine = booking::mine(&ask.web.ctx, me).await?;
    let mine = mine.iter().map(|seen| BookingLine::of(seen, &page.words)).collect();
    let wait = |(wait, space): (store::booking_wait::Wait, store::space::Space)| {
        let (day, _) = show::local(wait.slot.from, &space::clocks(&space), &page.words);
        let when = format!("{day}, {}", span(wait.slot, &space, &page.words));
        WaitLine { id: wait.id.to_string(), space: space.name, when }
    };
    let waits = booking::waits(&ask.web.ctx, me).await?.into_iter().map(wait).collect();
    let done = match said.done.as_str() {
        "cancelled" => "booking-done-cancelled",
        "waiting" => "booking-done-waiting",
        _ => "",
    };
    Ok(html(&ListPage { page, lines, mine, waits, done }))
}

/// What the address of a day says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    day: String,
    minutes: String,
}

/// A slot as a button.
struct Choice {
    from: i64,
    span: String,
    is_free: bool,
    /// What the reader has on then, empty for nothing.
    engaged: String,
    /// Whether that is a booking of this space.
    is_own: bool,
}

/// Something that can be borrowed.
struct KitChoice {
    field: String,
    name: String,
    most: i64,
    chosen: String,
}

#[derive(Template)]
#[template(path = "spaces/sheet.html")]
struct SheetPage {
    page: Page,
    id: String,
    name: String,
    kind: String,
    place: String,
    access: String,
    zone: String,
    day: String,
    day_said: String,
    days: Vec<(String, String, bool)>,
    minutes: String,
    lengths: Vec<(String, String)>,
    choices: Vec<Choice>,
    kit: Vec<KitChoice>,
    has_crew: bool,
    crew: bool,
    whom: String,
    guest: String,
    mine: bool,
    there: bool,
    is_desk: bool,
    faults: Faults,
}

/// `GET /spaces/ID`
pub(super) async fn sheet(ask: Ask, Path(id): Path<SpaceId>, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let form = Form { day: asked.day, minutes: asked.minutes, ..Form::default() };
    show_sheet(&ask, id, form, Faults::default()).await
}

/// What somebody wants, as the form says it. What they borrow stands under `kit-ID`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    day: String,
    minutes: String,
    from: String,
    crew: String,
    whom: String,
    guest: String,
    /// `1` from a page that asks whom it is for, which only the desk's does.
    desk: String,
    /// `1` when whoever sits at the desk books for themselves.
    mine: String,
    there: String,
    #[serde(flatten)]
    rest: HashMap<String, String>,
}

async fn show_sheet(ask: &Ask, id: SpaceId, form: Form, faults: Faults) -> Result<Response, WebError> {
    let minutes = form.minutes.parse().ok().filter(|m| LENGTHS.contains(m));
    let doer = ask.doer(&PROGRAMME)?;
    let me = doer.whom();
    let length = minutes.unwrap_or(USUAL);
    let mut sheet = booking::sheet(&ask.web.ctx, me, id, form.day.parse().ok(), length).await?;
    let is_desk = sheet.is_desk && !doer.is_hand();
    let most = sheet.space.rules.longest_minutes;
    let allowed: Vec<u16> = LENGTHS.into_iter().filter(|m| is_desk || *m <= most).collect();
    let length = match allowed.last() {
        // The usual length may be too long for this space.
        Some(last) if !allowed.contains(&length) => {
            sheet = booking::sheet(&ask.web.ctx, me, id, form.day.parse().ok(), *last).await?;
            *last
        }
        _ => length,
    };
    let space = &sheet.space;
    let page = Page::new(ask, &space.name).in_section("me");
    let words = &page.words;
    // Nothing is booked on a day that is over.
    let today = space::day_of(ask.web.ctx.now(), &space::clocks(space)).map(|day| day.to_string());
    let mut days = days_around(sheet.day, &page);
    days.retain(|(day, ..)| today.as_ref().is_none_or(|today| day >= today));
    let choice = |offer: &grandstand_domain::booking::Offer| {
        let engaged = sheet.engaged.iter().find(|engaged| engaged.slot.meets(offer.slot));
        Choice {
            from: offer.slot.from.0,
            span: span(offer.slot, space, words),
            is_free: offer.is_free,
            engaged: engaged.map(|engaged| engaged.what.clone()).unwrap_or_default(),
            is_own: engaged.is_some_and(|engaged| engaged.space == Some(id)),
        }
    };
    let kit = |kit: &store::kit::Kit| {
        let field = format!("kit-{}", kit.id);
        let chosen = form.rest.get(&field).cloned().unwrap_or_default();
        KitChoice { field, name: kit.name.clone(), most: kit.count, chosen }
    };
    let long = |minutes: &u16| (minutes.to_string(), words.t1("space-minutes", "count", i64::from(*minutes)));
    Ok(html(&SheetPage {
        id: space.id.to_string(),
        name: space.name.clone(),
        kind: kind(space, words),
        place: space.place.clone(),
        access: space.access.clone(),
        zone: space.zone.clone(),
        day_said: show::day(&sheet.day.to_string(), words),
        days,
        day: sheet.day.to_string(),
        minutes: length.to_string(),
        lengths: allowed.iter().map(long).collect(),
        choices: sheet.offers.iter().map(choice).collect(),
        kit: sheet.kit.iter().map(kit).collect(),
        has_crew: sheet.has_crew,
        crew: form.crew == "1",
        whom: form.whom.clone(),
        guest: form.guest.clone(),
        mine: form.mine == "1",
        there: form.there == "1",
        is_desk,
        faults,
        page,
    }))
}

/// `POST /spaces/ID`: books the slot of the button that was pressed.
pub(super) async fn book(Path(id): Path<SpaceId>, Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    match wished(&ask, &ask.doer(&PROGRAMME)?, id, &form).await {
        Ok(made) => Ok(Redirect::to(&format!("/bookings/{made}?done=booked")).into_response()),
        Err(error) => {
            let code = status(&error);
            let shown = show_sheet(&ask, id, form, Faults::from_error(error)?).await?;
            let code = if code == StatusCode::CONFLICT { code } else { StatusCode::UNPROCESSABLE_ENTITY };
            Ok((code, shown).into_response())
        }
    }
}

async fn wished(
    ask: &Ask,
    doer: &Doer,
    id: SpaceId,
    form: &Form,
) -> Result<grandstand_domain::id::BookingId, AppError> {
    let slot = slot_of(form)?;
    let mut kit = Vec::new();
    for (field, written) in form.rest.iter().filter(|(_, written)| !written.is_empty()) {
        let Some(id) = field.strip_prefix("kit-") else { continue };
        let count = written.parse::<i64>().ok().filter(|n| (0..=200).contains(n));
        kit.push((id.parse::<KitId>()?, count.ok_or_else(|| Invalid::one("kit", "booking-kit-count"))?));
    }
    let whom = match form.whom.trim().trim_start_matches('@') {
        "" => None,
        handle => Some(account(ask, handle).await?),
    };
    let guest = Some(form.guest.as_str()).filter(|name| !name.trim().is_empty());
    match (form.mine == "1", whom.is_some() || guest.is_some()) {
        (true, true) => return Err(Invalid::one("guest", "booking-mine-alone").into()),
        (false, false) if form.desk == "1" => return Err(Invalid::one("guest", "booking-nobody").into()),
        _ => {}
    }
    let (crew, is_there) = (form.crew == "1", form.there == "1");
    let wish = Wish { space: id, whom, guest, slot, kit: &kit, crew, is_there };
    Ok(booking::book(&ask.web.ctx, doer, wish).await?.id)
}

/// `POST /spaces/ID/wait`: to be told when the slot of the button is free.
pub(super) async fn wait(Path(id): Path<SpaceId>, Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let done = match slot_of(&form) {
        Ok(slot) => booking::wait_for(&ask.web.ctx, ask.doer(&PROGRAMME)?, id, slot).await,
        Err(error) => Err(error.into()),
    };
    match done {
        Ok(()) => Ok(Redirect::to("/spaces?done=waiting").into_response()),
        Err(error) => {
            let code = status(&error);
            Ok((code, show_sheet(&ask, id, form, Faults::from_error(error)?).await?).into_response())
        }
    }
}

/// `POST /spaces/waits/ID/end`
pub(super) async fn wait_no_more(
    Path(id): Path<WaitId>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    booking::wait_no_more(&ask.web.ctx, ask.doer(&PROGRAMME)?, id).await?;
    Ok(Redirect::to("/spaces").into_response())
}

fn slot_of(form: &Form) -> Result<Slot, Invalid> {
    let unreadable = || Invalid::one("from", "booking-slot-shape");
    let from = UnixMillis(form.from.parse().map_err(|_| unreadable())?);
    let minutes: u16 = form.minutes.parse().map_err(|_| unreadable())?;
    Slot::new(from, from.plus(i64::from(minutes) * MINUTE))
}

async fn account(ask: &Ask, handle: &str) -> Result<AccountId, AppError> {
    let unknown = || Invalid::one("whom", "booking-whom");
    let handle: Handle = handle.parse().map_err(|_| unknown())?;
    let found = store::account::by_handle(&mut ask.web.ctx.begin_read().await?, &handle).await?;
    Ok(found.filter(store::account::Account::is_active).ok_or_else(unknown)?.id)
}
