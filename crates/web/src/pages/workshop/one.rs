//! One workshop: planned, changed, filled by hand, and who was there.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    AppError, games,
    workshop::{desk, room, seat::Refused},
};
use grandstand_domain::{
    id::{CourseId, SeatId, WorkshopId},
    invalid::Invalid,
    permit::Act,
    time::UnixMillis,
    workshop::{self as rules, SeatState},
};
use grandstand_store::{self as store, workshop::Workshop};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;

use super::{Boxes, Meeting, because, course_options, group_options, meeting, need_boxes, needs, needs_named, ticked};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Nothing, Posted},
    pages::games::Office,
    respond::{Page, html},
    show,
};

/// What is said of a workshop in a form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    organisation: String,
    course: String,
    from: String,
    until: String,
    place: String,
    link: String,
    trainer: String,
    disciplines: String,
    group: String,
    capacity: String,
    days: String,
    took_place: String,
    #[serde(flatten)]
    boxes: Boxes,
}

impl Form {
    fn of(workshop: &Workshop, zone: &TimeZone) -> Self {
        let boxes = workshop.offers.0.iter().map(|n| (format!("need-{}", n.as_str()), "1".to_owned()));
        Self {
            from: in_form(workshop.from, zone),
            until: in_form(workshop.until, zone),
            place: workshop.place.clone(),
            link: workshop.link.clone(),
            trainer: workshop.trainer.clone(),
            disciplines: workshop.disciplines.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            group: workshop.group.map(|id| id.to_string()).unwrap_or_default(),
            capacity: workshop.capacity.to_string(),
            boxes: boxes.collect(),
            ..Self::default()
        }
    }

    fn said(&self) -> desk::Form<'_> {
        desk::Form {
            from: &self.from,
            until: &self.until,
            place: &self.place,
            link: &self.link,
            trainer: &self.trainer,
            disciplines: &self.disciplines,
            group: &self.group,
            capacity: &self.capacity,
            offers: needs(&self.boxes),
            days: &self.days,
            took_place: self.took_place == "1",
        }
    }
}

/// A moment as `<input type="datetime-local">` writes it.
fn in_form(at: UnixMillis, zone: &TimeZone) -> String {
    let stamp = Timestamp::from_millisecond(at.0).unwrap_or_default();
    stamp.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string()
}

#[derive(Template)]
#[template(path = "workshop/new.html")]
struct NewPage {
    page: Page,
    games: String,
    games_name: String,
    zone: String,
    query: String,
    organisation_slug: String,
    courses: Vec<(String, String)>,
    groups: Vec<(String, String)>,
    form: Form,
    needs: Vec<(&'static str, String, bool)>,
    faults: Faults,
}

/// What the address of a new one may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    organisation: String,
    course: String,
    done: String,
}

/// `GET /staff/games/SLUG/workshops/new`
pub(super) async fn new(ask: Ask, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &asked.organisation, Act::RunWorkshops).await?;
    let form = Form { course: asked.course, capacity: "12".to_owned(), days: "1".to_owned(), ..Form::default() };
    show_new(&ask, office, form, Faults::default()).await
}

/// `POST /staff/games/SLUG/workshops`
pub(super) async fn create(Path(slug): Path<String>, Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::RunWorkshops).await?;
    let made = match form.course.parse::<CourseId>() {
        Ok(course) => desk::plan(&ask.web.ctx, ask.actor()?, course, office.games.id, &form.said()).await,
        Err(_) => Err(Invalid::one("course", "workshop-course").into()),
    };
    match made {
        Ok(made) => {
            let organisation = office.query().replace('?', "&");
            let to = format!("/staff/games/{slug}/workshops?done=planned&count={}{organisation}", made.len());
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let page = show_new(&ask, office, form, Faults::from_error(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn show_new(ask: &Ask, office: Office, form: Form, faults: Faults) -> Result<Response, WebError> {
    let organisation = office.organisation.clone().ok_or(AppError::NotFound)?;
    let situation = room::office(&ask.web.ctx, ask.actor()?, organisation.id, office.games.id).await?;
    let page = Page::titled(ask, "workshop-new").in_section("me");
    Ok(html(&NewPage {
        query: office.query(),
        games: office.games.slug,
        games_name: office.games.name,
        zone: office.games.zone.unwrap_or_else(|| "UTC".to_owned()),
        organisation_slug: organisation.slug,
        courses: course_options(&situation),
        groups: group_options(&situation, &page.words),
        needs: need_boxes(&needs(&form.boxes), &page.words),
        form,
        faults,
        page,
    }))
}

/// Someone with a seat, as the list shows them.
struct Seated {
    seat: String,
    name: String,
    disciplines: String,
    /// What they need, in words.
    needs: String,
    state: String,
    is_waiting: bool,
    may_note: bool,
    is_there: bool,
    is_pinned: bool,
    may_pin: bool,
}

#[derive(Template)]
#[template(path = "workshop/one.html")]
struct OnePage {
    page: Page,
    games: String,
    games_name: String,
    organisation_slug: String,
    zone: String,
    meeting: Meeting,
    link: String,
    code: String,
    offers: String,
    seated: Vec<Seated>,
    waiting: Vec<Seated>,
    people: Vec<(String, String)>,
    /// Whose ticks the page keeps while there is no connection.
    account: String,
    may_note: bool,
    /// Then it is not called off any more.
    somebody_came: bool,
    groups: Vec<(String, String)>,
    form: Form,
    needs: Vec<(&'static str, String, bool)>,
    done: String,
    /// Why someone could not be placed.
    refused: String,
    faults: Faults,
    place_faults: Faults,
}

/// `GET /staff/workshops/ID`
pub(super) async fn show(
    ask: Ask,
    Path(id): Path<WorkshopId>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let done = if asked.done.is_empty() { String::new() } else { ask.words.t("done-saved") };
    show_one(&ask, id, Shown { done, ..Shown::default() }).await
}

/// `POST /staff/workshops/ID`
pub(super) async fn save(Path(id): Path<WorkshopId>, Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    match desk::change(&ask.web.ctx, ask.actor()?, id, &form.said()).await {
        Ok(()) => Ok(back(id)),
        Err(error) => {
            let shown = Shown { form: Some(form), faults: Faults::from_error(error)?, ..Shown::default() };
            let page = show_one(&ask, id, shown).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `POST /staff/workshops/ID/cancel`
pub(super) async fn cancel(
    Path(id): Path<WorkshopId>,
    Posted { ask, .. }: Posted<Nothing>,
) -> Result<Response, WebError> {
    match desk::cancel(&ask.web.ctx, ask.actor()?, id).await {
        Ok(()) => Ok(back(id)),
        Err(error) => {
            let shown = Shown { faults: Faults::from_error(error)?, ..Shown::default() };
            let page = show_one(&ask, id, shown).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Whom to give a seat.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct PlaceForm {
    code: String,
}

/// `POST /staff/workshops/ID/place`
pub(super) async fn place(
    Path(id): Path<WorkshopId>,
    Posted { ask, form }: Posted<PlaceForm>,
) -> Result<Response, WebError> {
    let actor = *ask.actor()?;
    let situation = room::of_workshop(&ask.web.ctx, &actor, id).await?;
    let code = form.code.trim();
    let meant = situation.people.iter().find(|p| p.entry.entry.code.as_str() == code).map(|p| p.entry.id);
    let shown = match meant {
        None => Shown { place_faults: Invalid::one("code", "athlete-code-unknown").into(), ..Shown::default() },
        Some(entry) => match desk::place(&ask.web.ctx, &actor, id, entry).await {
            Ok(()) => return Ok(back(id)),
            Err(Refused::Hindered(why)) => {
                let refused = because(&why, &situation, &games::clocks(&situation.games), &ask.words);
                Shown { refused, ..Shown::default() }
            }
            Err(Refused::Other(error)) => Shown { place_faults: Faults::from_error(error)?, ..Shown::default() },
        },
    };
    let page = show_one(&ask, id, shown).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Who was there: `there-SEAT` for each.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct NoteForm {
    #[serde(flatten)]
    boxes: Boxes,
}

/// `POST /staff/workshops/ID/note`
pub(super) async fn note(
    Path(id): Path<WorkshopId>,
    Posted { ask, form }: Posted<NoteForm>,
) -> Result<Response, WebError> {
    let there: Vec<SeatId> = ticked(&form.boxes, "there-").into_iter().filter_map(|seat| seat.parse().ok()).collect();
    desk::note(&ask.web.ctx, ask.actor()?, id, &there).await?;
    Ok(back(id))
}

/// What is done with a seat.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SeatForm {
    workshop: String,
    bar: String,
    pinned: String,
}

/// `POST /staff/seats/ID/remove`
pub(super) async fn remove(
    Path(id): Path<SeatId>,
    Posted { ask, form }: Posted<SeatForm>,
) -> Result<Response, WebError> {
    desk::remove(&ask.web.ctx, ask.actor()?, id, form.bar == "1").await?;
    Ok(back(form.workshop.parse().map_err(|_| AppError::NotFound)?))
}

/// `POST /staff/seats/ID/pin`
pub(super) async fn pin(Path(id): Path<SeatId>, Posted { ask, form }: Posted<SeatForm>) -> Result<Response, WebError> {
    desk::pin(&ask.web.ctx, ask.actor()?, id, form.pinned == "1").await?;
    Ok(back(form.workshop.parse().map_err(|_| AppError::NotFound)?))
}

fn back(id: WorkshopId) -> Response {
    Redirect::to(&format!("/staff/workshops/{id}?done=saved")).into_response()
}

/// What a page shows beside the workshop as it stands.
#[derive(Default)]
struct Shown {
    form: Option<Form>,
    faults: Faults,
    place_faults: Faults,
    refused: String,
    done: String,
}

async fn show_one(ask: &Ask, id: WorkshopId, shown: Shown) -> Result<Response, WebError> {
    let situation = room::of_workshop(&ask.web.ctx, ask.actor()?, id).await?;
    let workshop = situation.workshop(id).ok_or(AppError::NotFound)?.clone();
    let zone = games::clocks(&situation.games);
    let title = situation.course(workshop.course).map(|c| c.title.clone()).unwrap_or_default();
    let page = Page::new(ask, &title).in_section("me");
    let line = |seat: &store::seat::Seat| {
        let person = situation.person(seat.entry)?;
        let access = situation.access(seat.entry);
        let listed = needs_named(&access.needs, &page.words);
        let both = [listed, access.words.clone()].into_iter().filter(|text| !text.is_empty());
        Some(Seated {
            seat: seat.id.to_string(),
            name: person.entry.entry.name(),
            disciplines: show::disciplines(&person.entry.entry.disciplines, situation.organisation.kind, &page.words),
            needs: both.collect::<Vec<_>>().join("; "),
            state: page.t(&format!("seat-state-{}", seat.state.as_str())),
            is_waiting: seat.state == SeatState::Waiting,
            may_note: seat.state.may_be_noted(),
            is_there: seat.state == SeatState::Attended,
            is_pinned: seat.is_pinned,
            may_pin: seat.state == SeatState::Placed,
        })
    };
    let of_this = situation.seats.iter().filter(|s| s.workshop == id && s.state != SeatState::Left);
    let (waiting, seated): (Vec<Seated>, Vec<Seated>) = of_this.filter_map(line).partition(|s| s.is_waiting);
    let form = shown.form.unwrap_or_else(|| Form::of(&workshop, &zone));
    let people = situation.people.iter().map(|p| (p.entry.entry.code.to_string(), p.entry.entry.name()));
    Ok(html(&OnePage {
        games: situation.games.slug.clone(),
        games_name: situation.games.name.clone(),
        organisation_slug: situation.organisation.slug.clone(),
        zone: situation.games.zone.clone().unwrap_or_else(|| "UTC".to_owned()),
        meeting: meeting(&workshop, &situation, &zone, &page),
        link: workshop.link.clone(),
        code: workshop.code.clone(),
        offers: needs_named(&workshop.offers, &page.words),
        somebody_came: seated.iter().any(|seat| seat.is_there),
        seated,
        waiting,
        people: people.collect(),
        account: ask.actor()?.account.to_string(),
        may_note: workshop.cancelled_at.is_none() && ask.web.ctx.now() >= rules::doors_open(workshop.from),
        groups: group_options(&situation, &page.words),
        needs: need_boxes(&needs(&form.boxes), &page.words),
        form,
        done: shown.done,
        refused: shown.refused,
        faults: shown.faults,
        place_faults: shown.place_faults,
        page,
    }))
}
