//! Who is on the roster, and who of them has claimed their entry.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use grandstand_app::{
    AppError, games,
    roster::{self, Filter, Listed, PER_PAGE},
};
use grandstand_domain::{odf::Gender, permit::Act};
use serde::Deserialize;

use super::Office;
use crate::{
    ask::Ask,
    error::WebError,
    respond::{Page, html},
    show::{self, local, moment},
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
    /// The handle of the account that has claimed the entry; empty while none has.
    account: String,
    /// Until when an invitation is open; empty without one.
    invited: String,
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
    claimed: i64,
    hosts: bool,
    before: Option<usize>,
    after: Option<usize>,
}

/// `GET /staff/games/SLUG/roster`
pub(super) async fn list(
    ask: Ask,
    Path(slug): Path<String>,
    Query(filters): Query<Filters>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &filters.organisation, Act::SeeRoster).await?;
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
        disciplines: show::disciplines(&listed.entry.entry.disciplines, organisation.kind, &page.words),
        gender: gender(listed.entry.entry.gender, &page),
        events: listed.entry.entry.events.join(", "),
        starts: listed.starts,
        first: listed.first.map_or_else(String::new, |at| {
            let (day, at) = local(at, &zone, &page.words);
            format!("{day}, {}", at.human)
        }),
        account: listed.account.map(|handle| handle.to_string()).unwrap_or_default(),
        invited: listed.invited_until.map(|at| moment(at, &page.words).human).unwrap_or_default(),
    };
    let any = || (String::new(), page.t("filter-any"));
    let disciplines = show::discipline_choices(found.disciplines.iter().copied(), organisation.kind, &page.words);
    let genders = Gender::ALL.map(|g| (g.code().to_owned(), gender(Some(g), &page)));
    Ok(html(&RosterPage {
        query: office.query(),
        hosts: office.hosts,
        games: slug,
        games_name: office.games.name,
        organisation: organisation.name,
        organisations: office.organisations,
        disciplines: std::iter::once(any()).chain(disciplines).collect(),
        genders: std::iter::once(any()).chain(genders).collect(),
        before: at.checked_sub(1),
        after: (filter.skip + PER_PAGE < found.found).then_some(at + 1),
        found: i64::try_from(found.found).unwrap_or(i64::MAX),
        all: found.all,
        claimed: i64::try_from(found.claimed).unwrap_or(i64::MAX),
        lines: found.listed.into_iter().map(line).collect(),
        filters,
        page,
    }))
}

/// Whose events someone enters, in words; empty where not stated.
pub(super) fn gender(gender: Option<Gender>, page: &Page) -> String {
    gender.map(|g| page.t(&format!("roster-gender-{}", g.code().to_lowercase()))).unwrap_or_default()
}
