//! What a House lends and who of the crew is there when.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{AppError, crew, kit, space};
use grandstand_domain::{
    booking::Slot,
    id::{KitId, ShiftId},
};
use grandstand_store as store;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::Office;
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Nothing, Posted},
    respond::{Page, html},
    show,
};

/// A kind of thing in the list.
struct KitLine {
    id: String,
    name: String,
    count: i64,
}

/// A shift in the list.
struct ShiftLine {
    id: String,
    name: String,
    role: String,
    when: String,
}

#[derive(Template)]
#[template(path = "spaces/kit.html")]
struct KitPage {
    page: Page,
    organisation: String,
    organisation_slug: String,
    organisations: Vec<(String, String)>,
    kit: Vec<KitLine>,
    shifts: Vec<ShiftLine>,
    zone: String,
    form: Form,
    shift: ShiftForm,
    faults: Faults,
    shift_faults: Faults,
}

/// What the address may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    organisation: String,
}

/// What the form of kit says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    organisation: String,
    name: String,
    count: String,
    /// `remove` when it is to go.
    act: String,
}

/// What the form of a shift says; its times are those of the House.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ShiftForm {
    organisation: String,
    crew: String,
    role: String,
    day: String,
    from: String,
    until: String,
}

/// What is shown again after something was wrong.
#[derive(Default)]
struct Again {
    form: Form,
    faults: Faults,
    shift: ShiftForm,
    shift_faults: Faults,
}

/// `GET /staff/spaces/kit`
pub(super) async fn list(ask: Ask, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let office = Office::open(&ask, &asked.organisation).await?;
    show_list(&ask, office, Again::default()).await
}

/// The clocks of a House: those of the space that was made first, whichever come later.
async fn clocks(ask: &Ask, office: &Office) -> Result<(TimeZone, String), WebError> {
    let spaces = store::space::of_organisation(&mut ask.web.ctx.begin_read().await?, office.organisation.id).await?;
    let first = spaces.iter().min_by_key(|space| space.id.0);
    Ok((first.map_or(TimeZone::UTC, space::clocks), first.map_or_else(|| "UTC".to_owned(), |s| s.zone.clone())))
}

async fn show_list(ask: &Ask, office: Office, again: Again) -> Result<Response, WebError> {
    let page = Page::titled(ask, "kit-title").in_section("me").in_office(ask).await?;
    let (clock, zone) = clocks(ask, &office).await?;
    let whose = office.organisation.id;
    let mut tx = ask.web.ctx.begin_read().await?;
    let kit = store::kit::of_organisation(&mut tx, whose).await?;
    let shifts = store::crew::of_organisation(&mut tx, whose, ask.web.ctx.now(), 200).await?;
    drop(tx);
    let shift_line = |shift: store::crew::Shift| {
        let (day, from) = show::local(shift.slot.from, &clock, &page.words);
        let (_, until) = show::local(shift.slot.until, &clock, &page.words);
        let when = format!("{day}, {}–{}", from.human, until.human);
        ShiftLine { id: shift.id.to_string(), name: shift.name, role: shift.role, when }
    };
    let kit_line = |k: store::kit::Kit| KitLine { id: k.id.to_string(), name: k.name, count: k.count };
    Ok(html(&KitPage {
        kit: kit.into_iter().map(kit_line).collect(),
        shifts: shifts.into_iter().map(shift_line).collect(),
        organisation: office.organisation.name,
        organisation_slug: office.organisation.slug,
        organisations: office.organisations,
        zone,
        form: again.form,
        shift: again.shift,
        faults: again.faults,
        shift_faults: again.shift_faults,
        page,
    }))
}

/// Back to the page, or the page with what was wrong.
async fn after(ask: &Ask, office: Office, done: Result<(), AppError>, again: Again) -> Result<Response, WebError> {
    let Err(error) = done else {
        let slug = office.organisation.slug;
        return Ok(Redirect::to(&format!("/staff/spaces/kit?organisation={slug}")).into_response());
    };
    let faults = Faults::from_error(error)?;
    let is_shift = !again.shift.crew.is_empty() || !again.shift.day.is_empty();
    let again = if is_shift { Again { shift_faults: faults, ..again } } else { Again { faults, ..again } };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, show_list(ask, office, again).await?).into_response())
}

/// `POST /staff/spaces/kit`
pub(super) async fn create(Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let office = Office::open(&ask, &form.organisation).await?;
    let made = kit::create(&ask.web.ctx, ask.actor()?, office.organisation.id, &form.name, &form.count).await;
    after(&ask, office, made.map(drop), Again { form, ..Again::default() }).await
}

/// `POST /staff/spaces/kit/ID`: another name or number, or away with it.
pub(super) async fn save(Path(id): Path<KitId>, Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let office = Office::open(&ask, &form.organisation).await?;
    let me = ask.actor()?;
    let done = match form.act.as_str() {
        "remove" => kit::remove(&ask.web.ctx, me, id).await,
        _ => kit::update(&ask.web.ctx, me, id, &form.name, &form.count).await,
    };
    after(&ask, office, done, Again::default()).await
}

/// `POST /staff/spaces/crew`
pub(super) async fn create_shift(Posted { ask, form }: Posted<ShiftForm>) -> Result<Response, WebError> {
    let office = Office::open(&ask, &form.organisation).await?;
    let (clock, _) = clocks(&ask, &office).await?;
    let from = space::moment(&form.day, &form.from, &clock);
    let until = space::moment(&form.day, &form.until, &clock);
    // An end that is not after the beginning is on the next day.
    let until = match (from, until) {
        (Some(from), Some(until)) if until <= from => {
            let next = form.day.parse().ok().and_then(|day| space::day_after(day, 1));
            next.and_then(|day| space::moment(&day.to_string(), &form.until, &clock))
        }
        (_, until) => until,
    };
    let slot = from.zip(until).and_then(|(from, until)| Slot::new(from, until).ok());
    let who = (form.crew.as_str(), form.role.as_str());
    let made = crew::create(&ask.web.ctx, ask.actor()?, office.organisation.id, who, slot).await;
    after(&ask, office, made.map(drop), Again { shift: form, ..Again::default() }).await
}

/// `POST /staff/spaces/crew/ID/remove`
pub(super) async fn remove_shift(
    Path(id): Path<ShiftId>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    crew::remove(&ask.web.ctx, ask.actor()?, id).await?;
    Ok(Redirect::to("/staff/spaces/kit").into_response())
}
