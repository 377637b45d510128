//! Sports: all of them, and the athletes and films of one.

use axum::{extract::Path, response::Response};

use askama::Template;
use grandstand_app::{
    AppError,
    views::{RosterFilter, feed::Filter},
};
use grandstand_domain::sport::Sport;

use crate::{
    ask::Ask,
    error::WebError,
    pages::{film, gathered::Gathered, watching},
    respond::{Page, html},
    show::{self, card},
};

/// Posters on one page.
pub(crate) const POSTERS: usize = 24;

#[derive(Template)]
#[template(path = "sport/list.html")]
struct Sports {
    page: Page,
    groups: Vec<(String, Vec<Entry>)>,
}

struct Entry {
    slug: &'static str,
    name: String,
    pictogram: &'static str,
    athletes: usize,
}

/// `GET /sports`: every sport that has an athlete here.
pub(crate) async fn list(ask: Ask) -> Result<Response, WebError> {
    let roster = ask.web.ctx.views.roster(&RosterFilter::default());
    let group = |para: bool, key: &str| {
        let entry = |sport: &Sport| {
            let athletes = roster.iter().filter(|a| a.sport == Some(*sport)).count();
            let name = show::sport_name(*sport, &ask.words);
            Entry { slug: sport.slug(), name, pictogram: show::pictogram(*sport), athletes }
        };
        let mut sports: Vec<Entry> =
            Sport::ALL.iter().filter(|s| s.is_para() == para).map(entry).filter(|e| e.athletes > 0).collect();
        sports.sort_by(|a, b| a.name.cmp(&b.name));
        (!sports.is_empty()).then(|| (ask.words.t(key), sports))
    };
    let groups = [group(false, "sports-olympic"), group(true, "sports-paralympic")].into_iter().flatten().collect();
    let mut page = Page::titled(&ask, "sports-title").in_section("sports");
    page.description = page.t("sports-description");
    page.canonical = ask.web.absolute("/sports");
    Ok(html(&Sports { page, groups }))
}

/// `GET /sports/{slug}`: one sport.
pub(crate) async fn page(ask: Ask, Path(slug): Path<String>) -> Result<Response, WebError> {
    let sport = Sport::by_slug(&slug).ok_or(AppError::NotFound)?;
    let viewer = watching(&ask).await?;
    let roster = ask.web.ctx.views.roster(&RosterFilter { sport: Some(sport), ..RosterFilter::default() });
    let filter = Filter { sport: Some(sport), ..Filter::default() };
    let films = ask.web.ctx.views.latest(&filter, &viewer, film::after(&ask)?, POSTERS);
    let mut page = Page::new(&ask, &show::sport_name(sport, &ask.words));
    page.description = ask.words.t("sports-description");
    page.canonical = ask.web.absolute(&format!("/sports/{slug}"));
    Ok(html(&Gathered {
        heading: page.title.clone(),
        line: ask.words.t2("sport-line", "athletes", roster.len(), "films", films.total),
        pictogram: show::pictogram(sport),
        up: ("/sports", ask.words.t("sports-title")),
        watch: format!("/?sport={slug}"),
        people: roster.iter().map(|a| card::in_roster(a, false, &ask.words)).collect(),
        posters: films.cards.iter().map(|c| card::poster(c, true, &ask.words)).collect(),
        more: films.next.map(|next| film::with(&ask, &[("after", &next.to_string())], &[])),
        page,
    }))
}
