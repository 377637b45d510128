//! Saved films (bookmarks): only their owner sees them.

use askama::Template;
use axum::{extract::Query, response::Response};
use grandstand_app::{bookmark, viewer::Viewer};
use grandstand_domain::time::UnixMillis;
use serde::Deserialize;

use crate::{
    ask::Ask,
    error::WebError,
    respond::{Page, html},
    show,
    view::PosterView,
};

/// Films on one page.
const PAGE: i64 = 30;

#[derive(Template)]
#[template(path = "bookmark/list.html")]
struct List {
    page: Page,
    films: Vec<PosterView>,
    next: Option<i64>,
}

/// Where the list begins.
#[derive(Deserialize)]
pub(crate) struct From {
    before: Option<i64>,
}

/// `GET /me/saved`.
pub(crate) async fn list(ask: Ask, Query(from): Query<From>) -> Result<Response, WebError> {
    let actor = ask.actor()?;
    let viewer = Viewer::of(&ask.web.ctx, Some(actor)).await?;
    let before = UnixMillis(from.before.unwrap_or(i64::MAX));
    let (cards, next) = bookmark::list(&ask.web.ctx, &viewer, before, PAGE).await?;
    let films = cards.iter().map(|card| show::card::poster(card, true, &ask.words)).collect();
    Ok(html(&List { page: Page::titled(&ask, "saved-title").in_section("me"), films, next: next.map(|n| n.0) }))
}
