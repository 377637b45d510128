//! A region of the nation: the athletes who come from it, and their films.

use axum::{extract::Path, response::Response};
use grandstand_app::{
    AppError,
    views::{RosterFilter, feed::Filter},
};

use crate::{
    ask::Ask,
    error::WebError,
    pages::{film, gathered::Gathered, sport::POSTERS, watching},
    respond::{Page, html},
    show::{card, text},
};

/// `GET /regions/{slug}`.
pub(crate) async fn page(ask: Ask, Path(slug): Path<String>) -> Result<Response, WebError> {
    let views = &ask.web.ctx.views;
    let roster = views.roster(&RosterFilter { region: Some(slug.clone()), ..RosterFilter::default() });
    let name = roster.first().map(|a| a.region.to_string()).ok_or(AppError::NotFound)?;
    let viewer = watching(&ask).await?;
    let filter = Filter { region: Some(slug.clone()), ..Filter::default() };
    let films = views.latest(&filter, &viewer, film::after(&ask)?, POSTERS);
    let mut page = Page::new(&ask, &name);
    page.canonical = ask.web.absolute(&format!("/regions/{}", text::in_path(&slug)));
    Ok(html(&Gathered {
        line: ask.words.t2("sport-line", "athletes", roster.len(), "films", films.total),
        heading: name,
        pictogram: "",
        up: ("/teams", ask.words.t("regions-up")),
        watch: format!("/?region={}", text::in_query(&slug)),
        people: roster.iter().map(|a| card::in_roster(a, true, &ask.words)).collect(),
        posters: films.cards.iter().map(|c| card::poster(c, true, &ask.words)).collect(),
        more: films.next.map(|next| film::with(&ask, &[("after", &next.to_string())], &[])),
        page,
    }))
}
