//! What an athlete finds of the programme: their workshops, what they want to learn and what they need.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    AppError, games,
    workshop::{access, access::Access, room, room::Own, seat, wish},
};
use grandstand_domain::{
    course::WISHES_MOST,
    id::{CourseId, RosterEntryId},
    invalid::Invalid,
    workshop::SeatState,
};
use grandstand_store as store;
use serde::Deserialize;

use super::{Boxes, Meeting, PROGRAMME, at, meeting, need_boxes, needs};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Posted},
    pages::learning::{material::Piece, record},
    respond::{Page, html},
};

/// A seat of the athlete's own.
struct Seat {
    id: String,
    meeting: Meeting,
    course: String,
    state: &'static str,
    said: String,
    until: String,
    link: String,
    /// In a list, without a seat.
    waits: bool,
    may_leave: bool,
    may_swap: bool,
}

/// A course that they may want to learn.
struct Course {
    id: String,
    title: String,
    about: String,
    level: String,
    minutes: i64,
    material: String,
    pieces: Vec<Piece>,
    /// What staff say of it: empty, must, should or may.
    weight: &'static str,
    by: String,
    rank: i64,
    /// Whether they hold the skill, or have a seat.
    note: String,
    may_join: bool,
}

#[derive(Template)]
#[template(path = "workshop/own.html")]
struct OwnPage {
    page: Page,
    games_name: String,
    organisation: String,
    name: String,
    entry: String,
    zone: String,
    offers: Vec<Seat>,
    coming: Vec<Seat>,
    past: Vec<Seat>,
    courses: Vec<Course>,
    /// Courses attended whose check is not passed: id and title.
    owed: Vec<(String, String)>,
    skills: Vec<record::Held>,
    /// Whether the reach of their posts may be counted; none where that is not the viewer's to say.
    agrees: Option<bool>,
    ranks: Vec<i64>,
    needs: Vec<(&'static str, String, bool)>,
    access_words: String,
    done: String,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "workshop/nobody.html")]
struct NobodyPage {
    page: Page,
}

/// What the address may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    done: String,
}

/// `GET /me/programme`
pub(super) async fn page(ask: Ask, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    const KNOWN: [&str; 7] = ["saved", "placed", "waiting", "left", "accepted", "swapped", "attended"];
    let done = KNOWN.iter().find(|known| **known == asked.done);
    let done = done.map(|done| ask.words.t(&format!("programme-done-{done}"))).unwrap_or_default();
    show(&ask, done, Faults::default()).await
}

async fn show(ask: &Ask, done: String, faults: Faults) -> Result<Response, WebError> {
    let page = Page::titled(ask, "programme-title").in_section("me");
    let Some(own) = room::own(&ask.web.ctx, ask.doer(&PROGRAMME)?.whom()).await? else {
        return Ok(html(&NobodyPage { page }));
    };
    let now = ask.web.ctx.now();
    let (mut offers, mut coming, mut past) = (Vec::new(), Vec::new(), Vec::new());
    for seat in own.situation.seats_of(own.place.entry.id).filter(|s| s.state != SeatState::Left) {
        let Some(workshop) = own.situation.workshop(seat.workshop) else { continue };
        let list = if workshop.until <= now {
            &mut past
        } else if seat.state == SeatState::Offered {
            &mut offers
        } else {
            &mut coming
        };
        list.extend(own_seat(seat, &own, &page, now < workshop.from));
    }
    // What an athlete needs, what they learned and what they agree to is nobody's who acts for them.
    let themselves = own.place.account.filter(|_| ask.acting.is_none());
    let (courses, agrees) = {
        let mut tx = ask.web.ctx.begin_read().await?;
        let material = store::material::of_organisation(&mut tx, own.place.organisation).await?;
        let agrees = match themselves {
            Some(account) => Some(store::reach::has_agreed(&mut tx, account).await?),
            None => None,
        };
        (courses(&own, &material, &page), agrees)
    };
    let (owed, skills) = match themselves {
        Some(_) => {
            let entry = own.place.entry.id;
            (record::owed(&own.situation, entry), record::own(&own.situation, entry, now, &page))
        }
        None => (Vec::new(), Vec::new()),
    };
    let access = if ask.acting.is_some() { Access::default() } else { own.access };
    Ok(html(&OwnPage {
        games_name: own.situation.games.name.clone(),
        organisation: own.situation.organisation.name.clone(),
        name: own.place.entry.entry.name(),
        entry: own.place.entry.id.to_string(),
        zone: own.situation.games.zone.clone().unwrap_or_else(|| "UTC".to_owned()),
        offers,
        coming,
        past,
        ranks: (1..).take(WISHES_MOST.min(courses.len())).collect(),
        courses,
        owed,
        skills,
        agrees,
        needs: need_boxes(&access.needs, &page.words),
        access_words: access.words,
        done,
        faults,
        page,
    }))
}

fn own_seat(seat: &grandstand_store::seat::Seat, own: &Own, page: &Page, before: bool) -> Option<Seat> {
    let zone = games::clocks(&own.situation.games);
    let workshop = own.situation.workshop(seat.workshop)?;
    let is_off = workshop.cancelled_at.is_some();
    let state = if is_off { "off" } else { seat.state.as_str() };
    Some(Seat {
        id: seat.id.to_string(),
        meeting: meeting(workshop, &own.situation, &zone, page),
        course: workshop.course.to_string(),
        state,
        said: page.t(&format!("seat-own-{state}")),
        until: seat.offered_until.map(|until| at(until, &zone, &page.words)).unwrap_or_default(),
        link: if seat.state == SeatState::Placed && !is_off { workshop.link.clone() } else { String::new() },
        waits: seat.state == SeatState::Waiting,
        may_leave: before && !is_off && matches!(seat.state, SeatState::Placed | SeatState::Waiting),
        may_swap: before && !is_off && seat.state == SeatState::Placed,
    })
}

/// The courses that are taught, those first that staff require.
fn courses(own: &Own, material: &[store::material::Material], page: &Page) -> Vec<Course> {
    let (situation, entry) = (&own.situation, own.place.entry.id);
    let zone = games::clocks(&situation.games);
    let (skills, learned) = (situation.skills(entry), situation.learned(entry));
    let mut courses: Vec<Course> = (situation.courses.iter())
        .filter(|c| c.ended_at.is_none())
        .map(|c| {
            let want = situation.wants.iter().find(|w| w.entry == entry && w.course == c.id);
            let mut open = situation.seats_of(entry).filter(|s| s.course == c.id && seat::is_open(s));
            let note = if skills.contains(&c.id) {
                "course-own-held"
            } else if learned.contains(&c.id) {
                "course-own-owed"
            } else {
                open.next().map_or("", |s| {
                    if s.state == SeatState::Waiting { "course-own-waiting" } else { "course-own-seat" }
                })
            };
            let may_join = matches!(note, "" | "course-own-waiting") && situation.coming().any(|w| w.course == c.id);
            Course {
                id: c.id.to_string(),
                title: c.title.clone(),
                about: c.about.clone(),
                level: page.t(&format!("course-level-{}", c.level.as_str())),
                minutes: c.minutes,
                material: c.material.clone(),
                pieces: material.iter().filter(|m| m.course == c.id).map(|m| Piece::of(m, &page.words)).collect(),
                weight: want.map_or("", |w| w.weight.as_str()),
                by: want.and_then(|w| w.by).map(|by| at(by, &zone, &page.words)).unwrap_or_default(),
                rank: situation.wishes.iter().find(|w| w.entry == entry && w.course == c.id).map_or(0, |w| w.rank),
                may_join,
                note: if note.is_empty() { String::new() } else { page.t(note) },
            }
        })
        .collect();
    let order = |weight: &str| ["must", "should", "may"].iter().position(|w| *w == weight).unwrap_or(3);
    courses.sort_by(|one, other| order(one.weight).cmp(&order(other.weight)).then(one.title.cmp(&other.title)));
    courses
}

/// The athlete's own order: `rank-COURSE` holds a number or nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct WishForm {
    entry: String,
    #[serde(flatten)]
    ranks: BTreeMap<String, String>,
}

impl WishForm {
    fn courses(&self) -> Result<Vec<CourseId>, Invalid> {
        let each_once = || Invalid::one("wishes", "wishes-each-once");
        let mut chosen: BTreeMap<usize, CourseId> = BTreeMap::new();
        for (name, rank) in &self.ranks {
            let (Some(course), false) = (name.strip_prefix("rank-"), rank.is_empty()) else { continue };
            let rank =
                rank.parse::<usize>().ok().filter(|rank| (1..=WISHES_MOST).contains(rank)).ok_or_else(each_once)?;
            let taken = chosen.insert(rank, course.parse().map_err(|_| each_once())?);
            if taken.is_some() {
                return Err(each_once());
            }
        }
        Ok(chosen.into_values().collect())
    }
}

/// `POST /me/programme/wishes`
pub(super) async fn wishes(Posted { ask, form }: Posted<WishForm>) -> Result<Response, WebError> {
    let entry = form.entry.parse::<RosterEntryId>().map_err(|_| AppError::NotFound)?;
    let said = match form.courses() {
        Ok(courses) => wish::wish(&ask.web.ctx, ask.doer(&PROGRAMME)?, entry, &courses).await,
        Err(fault) => Err(fault.into()),
    };
    answer(&ask, said, "saved").await
}

/// What the athlete needs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AccessForm {
    entry: String,
    access_words: String,
    #[serde(flatten)]
    boxes: Boxes,
}

/// `POST /me/programme/access`
pub(super) async fn access(Posted { ask, form }: Posted<AccessForm>) -> Result<Response, WebError> {
    let entry = form.entry.parse::<RosterEntryId>().map_err(|_| AppError::NotFound)?;
    let said = access::set(&ask.web.ctx, ask.actor()?, entry, needs(&form.boxes).0, &form.access_words).await;
    answer(&ask, said, "saved").await
}

/// The code that is shown in the room.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AttendForm {
    code: String,
}

/// `POST /me/programme/attend`
pub(super) async fn attend(Posted { ask, form }: Posted<AttendForm>) -> Result<Response, WebError> {
    let said = seat::attend(&ask.web.ctx, ask.actor()?, &form.code).await.map(drop);
    answer(&ask, said, "attended").await
}

/// Back to the page with a word of what was done, or with what is wrong.
pub(super) async fn answer(ask: &Ask, said: Result<(), AppError>, done: &str) -> Result<Response, WebError> {
    match said {
        Ok(()) => Ok(Redirect::to(&format!("/me/programme?done={done}")).into_response()),
        Err(error) => {
            let page = show(ask, String::new(), Faults::from_error(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
