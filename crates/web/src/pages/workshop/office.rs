//! All workshops of a roster, for those who run them.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    AppError, games,
    workshop::{
        room::{self, Figures},
        situation::Situation,
    },
};
use grandstand_domain::{course::Weight, permit::Act, time::UnixMillis};
use grandstand_store::{self as store, workshop::Workshop};
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::{DayOf, at, because, by_day, meeting};
use crate::{
    ask::Ask,
    error::WebError,
    pages::games::{Office, allowed},
    respond::{Page, html},
};

#[derive(Template)]
#[template(path = "workshop/choose.html")]
struct ChoosePage {
    page: Page,
    games: Vec<(String, String)>,
}

/// `GET /staff/workshops`: of which Games.
pub(super) async fn choose(ask: Ask) -> Result<Response, WebError> {
    allowed(&ask, Act::RunWorkshops).await?;
    let all = store::games::list(&mut ask.web.ctx.begin_read().await?).await?;
    if let [only] = all.as_slice() {
        return Ok(Redirect::to(&format!("/staff/games/{}/workshops", only.slug)).into_response());
    }
    let page = Page::titled(&ask, "workshops-title").in_section("me").in_office(&ask).await?;
    Ok(html(&ChoosePage { games: all.into_iter().map(|g| (g.slug, g.name)).collect(), page }))
}

/// What the address may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    organisation: String,
    done: String,
    count: usize,
}

/// A course as the list shows it.
struct CourseLine {
    id: String,
    title: String,
    level: String,
    must: usize,
    should: usize,
    may: usize,
    meetings: usize,
    seats: i64,
    is_ended: bool,
}

/// A seat that its athlete can no longer take.
struct Broken {
    name: String,
    workshop: String,
    course: String,
    when: String,
    why: String,
}

/// Some of the workshops under a heading of their own.
struct Part {
    /// The key of the heading.
    title: &'static str,
    days: Vec<DayOf>,
}

/// What is to come, also where that is nothing, what is over, the latest first, and what was called off.
fn parts(situation: &Situation, zone: &TimeZone, now: UnixMillis, page: &Page) -> Vec<Part> {
    let (off, on): (Vec<_>, Vec<_>) = situation.workshops.iter().partition(|w| w.cancelled_at.is_some());
    let (coming, mut over): (Vec<_>, Vec<_>) = on.into_iter().partition(|w| w.until > now);
    over.reverse();
    let part = |(title, rows): (&'static str, Vec<&Workshop>)| Part {
        title,
        days: by_day(rows.into_iter().map(|w| meeting(w, situation, zone, page))),
    };
    let parts = [("workshops-planned", coming), ("workshops-over", over), ("workshop-off", off)].map(part);
    parts.into_iter().enumerate().filter(|(at, part)| *at == 0 || !part.days.is_empty()).map(|(_, part)| part).collect()
}

#[derive(Template)]
#[template(path = "workshop/office.html")]
struct OfficePage {
    page: Page,
    games: String,
    games_name: String,
    organisation: String,
    organisation_slug: String,
    organisations: Vec<(String, String)>,
    query: String,
    figures: Figures,
    courses: Vec<CourseLine>,
    parts: Vec<Part>,
    broken: Vec<Broken>,
    /// The latest plan that nobody was told of.
    plan: Option<String>,
    done: String,
}

/// `GET /staff/games/SLUG/workshops`
pub(super) async fn office(
    ask: Ask,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &asked.organisation, Act::RunWorkshops).await?;
    let organisation = office.organisation.as_ref().ok_or(AppError::NotFound)?;
    let ctx = &ask.web.ctx;
    let situation = room::office(ctx, ask.actor()?, organisation.id, office.games.id).await?;
    let mut tx = ctx.begin_read().await?;
    let latest = store::workshop::latest_allocation(&mut tx, organisation.id, office.games.id).await?;
    drop(tx);
    let plan = latest.filter(|plan| plan.announced_at.is_none()).map(|plan| plan.id.to_string());
    let page = Page::titled(&ask, "workshops-title").in_section("me").in_office(&ask).await?;
    let zone = games::clocks(&office.games);
    let count = |course, weight| {
        situation.wants.iter().filter(|w| w.course == course && w.weight == weight).count()
            + if weight == Weight::May { situation.wishes.iter().filter(|w| w.course == course).count() } else { 0 }
    };
    let courses = situation.courses.iter().map(|c| {
        let meetings: Vec<_> = situation.coming().filter(|w| w.course == c.id).collect();
        CourseLine {
            id: c.id.to_string(),
            title: c.title.clone(),
            level: page.t(&format!("course-level-{}", c.level.as_str())),
            must: count(c.id, Weight::Must),
            should: count(c.id, Weight::Should),
            may: count(c.id, Weight::May),
            seats: meetings.iter().map(|w| w.capacity).sum(),
            meetings: meetings.len(),
            is_ended: c.ended_at.is_some(),
        }
    });
    let broken = room::affected(&situation).into_iter().filter_map(|(entry, workshop, why)| {
        let row = situation.workshop(workshop)?;
        Some(Broken {
            name: situation.person(entry)?.entry.entry.name(),
            workshop: workshop.to_string(),
            course: situation.course(row.course)?.title.clone(),
            when: at(row.from, &zone, &page.words),
            why: because(&why, &situation, &zone, &page.words),
        })
    });
    let done = match asked.done.as_str() {
        "" => String::new(),
        "announced" => page.words.t1("workshops-done-announced", "count", asked.count),
        "planned" => page.words.t1("workshops-done-planned", "count", asked.count),
        _ => page.t("done-saved"),
    };
    Ok(html(&OfficePage {
        query: office.query(),
        games: slug,
        games_name: office.games.name.clone(),
        organisation: organisation.name.clone(),
        organisation_slug: organisation.slug.clone(),
        figures: room::figures(&situation, ctx.now()),
        courses: courses.collect(),
        parts: parts(&situation, &zone, ctx.now(), &page),
        broken: broken.collect(),
        plan,
        done,
        organisations: office.organisations,
        page,
    }))
}

/// `GET /staff/games/SLUG/workshops/figures.csv`: what became of the programme, one line for each course.
pub(super) async fn figures(
    ask: Ask,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    use grandstand_domain::workshop::SeatState;
    let office = Office::open(&ask, &slug, &asked.organisation, Act::RunWorkshops).await?;
    let organisation = office.organisation.as_ref().ok_or(AppError::NotFound)?;
    let situation = room::office(&ask.web.ctx, ask.actor()?, organisation.id, office.games.id).await?;
    let mut text = "course,workshops,places,taken,attended,missed,waiting\r\n".to_owned();
    for course in &situation.courses {
        let meetings: Vec<_> =
            situation.workshops.iter().filter(|w| w.course == course.id && w.cancelled_at.is_none()).collect();
        let count = |state| situation.seats.iter().filter(|s| s.course == course.id && s.state == state).count();
        let line = [
            cell(&course.title),
            meetings.len().to_string(),
            meetings.iter().map(|w| w.capacity).sum::<i64>().to_string(),
            meetings.iter().map(|w| w.taken).sum::<i64>().to_string(),
            count(SeatState::Attended).to_string(),
            count(SeatState::Missed).to_string(),
            count(SeatState::Waiting).to_string(),
        ];
        text.push_str(&line.join(","));
        text.push_str("\r\n");
    }
    Ok(csv("workshops.csv", text))
}

/// A cell of CSV (RFC 4180). What a table program would take for a formula gets a quote before it.
pub(in crate::pages) fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// A file of CSV as an answer for one viewer.
pub(in crate::pages) fn csv(name: &str, text: String) -> Response {
    let kind = (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned());
    let keep = (header::CACHE_CONTROL, "private, no-store".to_owned());
    let named = (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""));
    ([kind, keep, named], text).into_response()
}
