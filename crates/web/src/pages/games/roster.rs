//! Who is on the roster, and one athlete's timetable.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use grandstand_app::{
    AppError, games,
    roster::{self, Filter, Listed, PER_PAGE, Placed},
};
use grandstand_domain::odf::{Discipline, Gender};
use serde::Deserialize;

use super::Office;
use crate::{
    ask::Ask,
    error::WebError,
    respond::{Page, html},
    show::{local, moment},
    view::Moment,
};

/// The filters, as the address says them; anything unknown filters nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filters {
    organisation: String,
    who: String,
    discipline: String,
    gender: String,
    page: String,
}

/// An athlete as the table shows them.
struct Line {
    code: String,
    name: String,
    disciplines: String,
    gender: String,
    events: String,
    starts: usize,
    first: String,
}

#[derive(Template)]
#[template(path = "games/roster.html")]
struct RosterPage {
    page: Page,
    games: String,
    games_name: String,
    organisation: String,
    organisations: Vec<(String, String)>,
    query: String,
    filters: Filters,
    disciplines: Vec<(String, String)>,
    genders: Vec<(String, String)>,
    lines: Vec<Line>,
    found: i64,
    all: usize,
    before: Option<usize>,
    after: Option<usize>,
}

/// One start in a timetable.
struct Item {
    at: Moment,
    event: String,
    stage: String,
    venue: String,
    unit: String,
}

/// The starts of one day.
struct DayOf {
    day: String,
    items: Vec<Item>,
}

#[derive(Template)]
#[template(path = "games/athlete.html")]
struct AthletePage {
    page: Page,
    games: String,
    games_name: String,
    query: String,
    code: String,
    name: String,
    disciplines: String,
    gender: String,
    events: Vec<String>,
    zone: String,
    organisation: String,
    days: Vec<DayOf>,
    /// Since when calendar programs can read this.
    feed_since: Option<Moment>,
    /// Their address, where it was just made; empty else.
    address: String,
}

/// `GET /staff/games/SLUG/roster`
pub(super) async fn list(
    ask: Ask,
    Path(slug): Path<String>,
    Query(filters): Query<Filters>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &filters.organisation).await?;
    let Some(organisation) = office.organisation.clone() else { return Err(AppError::NotFound.into()) };
    let at = filters.page.parse::<usize>().unwrap_or(0).min(10_000);
    let filter = Filter {
        words: &filters.who,
        discipline: filters.discipline.parse().ok(),
        gender: filters.gender.parse().ok(),
        skip: at * PER_PAGE,
    };
    let found = roster::list(&ask.web.ctx, ask.actor()?, organisation.id, office.games.id, filter).await?;
    let page = Page::titled(&ask, "roster-title").in_section("me");
    let zone = games::clocks(&office.games);
    let line = |listed: Listed| Line {
        code: listed.entry.entry.code.to_string(),
        name: listed.entry.entry.name(),
        disciplines: disciplines(&listed.entry.entry.disciplines),
        gender: gender(listed.entry.entry.gender, &page),
        events: listed.entry.entry.events.join(", "),
        starts: listed.starts,
        first: listed.first.map_or_else(String::new, |at| {
            let (day, at) = local(at, &zone, &page.words);
            format!("{day}, {}", at.human)
        }),
    };
    let any = || (String::new(), page.t("filter-any"));
    let choice = |code: &Discipline| (code.to_string(), code.to_string());
    let genders = Gender::ALL.map(|g| (g.code().to_owned(), gender(Some(g), &page)));
    Ok(html(&RosterPage {
        query: office.query(),
        games: slug,
        games_name: office.games.name,
        organisation: organisation.name,
        organisations: office.organisations,
        disciplines: std::iter::once(any()).chain(found.disciplines.iter().map(choice)).collect(),
        genders: std::iter::once(any()).chain(genders).collect(),
        before: at.checked_sub(1),
        after: (filter.skip + PER_PAGE < found.found).then_some(at + 1),
        found: i64::try_from(found.found).unwrap_or(i64::MAX),
        all: found.all,
        lines: found.listed.into_iter().map(line).collect(),
        filters,
        page,
    }))
}

/// What the address of an athlete may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    organisation: String,
}

/// `GET /staff/games/SLUG/roster/CODE`
pub(super) async fn athlete(
    ask: Ask,
    Path((slug, code)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &asked.organisation).await?;
    show(&ask, office, &code, String::new()).await
}

/// The page of one athlete; `address` is that of the calendar where it was just made.
pub(super) async fn show(ask: &Ask, office: Office, code: &str, address: String) -> Result<Response, WebError> {
    let organisation = office.organisation.as_ref().ok_or(AppError::NotFound)?;
    let (me, games) = (ask.actor()?, office.games.id);
    let found = roster::timetable(&ask.web.ctx, me, organisation.id, games, code).await?;
    let organisation = organisation.slug.clone();
    let entry = found.entry.entry;
    let page = Page::new(ask, &entry.name()).in_section("me");
    let zone = games::clocks(&office.games);
    let mut days: Vec<DayOf> = Vec::new();
    for Placed { start, venue } in found.starts {
        let (day, at) = local(start.starts_at, &zone, &page.words);
        if days.last().is_none_or(|last| last.day != day) {
            days.push(DayOf { day, items: Vec::new() });
        }
        let item = Item { at, event: start.event, stage: start.stage, venue, unit: start.unit.to_string() };
        if let Some(last) = days.last_mut() {
            last.items.push(item);
        }
    }
    Ok(html(&AthletePage {
        query: office.query(),
        games: office.games.slug,
        zone: office.games.zone.unwrap_or_else(|| "UTC".to_owned()),
        games_name: office.games.name,
        organisation,
        code: entry.code.to_string(),
        name: entry.name(),
        disciplines: disciplines(&entry.disciplines),
        gender: gender(entry.gender, &page),
        events: entry.events,
        days,
        feed_since: found.feed_since.map(|at| moment(at, &page.words)),
        address,
        page,
    }))
}

fn disciplines(codes: &[Discipline]) -> String {
    codes.iter().map(Discipline::as_str).collect::<Vec<_>>().join(", ")
}

fn gender(gender: Option<Gender>, page: &Page) -> String {
    gender.map(|g| page.t(&format!("roster-gender-{}", g.code().to_lowercase()))).unwrap_or_default()
}
