//! A page of a feed as people watch it: films one after the other, the page's receipt, and an end.

use std::sync::Arc;

use askama::Template;
use axum::response::Response;
use grandstand_app::{
    viewer::{Marks, Viewer},
    views::{Card, FeedPage, Own, ServedPage},
};
use grandstand_domain::watch::Surface;

use super::feed::{Chosen, seen, with};
use crate::{
    ask::Ask,
    error::WebError,
    respond::{Page, html},
    show::card,
    view::{EndView, FilmView, JourneyView},
};

/// Journeys on an end card.
const JOURNEYS: i64 = 3;

#[derive(Template)]
#[template(path = "film/feed.html")]
struct Stage {
    page: Page,
    heading: String,
    surface: &'static str,
    filters: Vec<Chosen>,
    total: usize,
    list: List,
}

#[derive(Template)]
#[template(path = "film/fragment.html")]
struct Fragment {
    page: Page,
    list: List,
}

/// Films, and what comes after them.
struct List {
    films: Vec<Arc<str>>,
    /// The receipt of this page, as JSON that is safe inside a `<script>`.
    receipt: String,
    more: Option<String>,
    /// The card at the end, where no more films come.
    end: EndView,
}

/// A page and its receipt.
pub(super) struct Handed {
    pub(super) page: Arc<FeedPage>,
    pub(super) receipt: Arc<str>,
}

impl Handed {
    /// Hands a page to its viewer: it counts as served from here on.
    pub(super) fn new(ask: &Ask, served: ServedPage) -> Self {
        let receipt = ask.web.ctx.views.hand_out(&served).into();
        Self { page: Arc::new(served.page), receipt }
    }
}

/// Which feed it is.
pub(super) struct Shown {
    pub(super) heading: String,
    pub(super) surface: Surface,
    pub(super) filters: Vec<Chosen>,
}

/// The page as HTML; with `fragment` in the address its films alone.
pub(super) async fn show(
    ask: &Ask,
    page: Page,
    viewer: &Viewer,
    handed: &Handed,
    shown: Shown,
) -> Result<Response, WebError> {
    let feed = &*handed.page;
    // What is seen is in the feed no longer: the count at the end is that of the first page, carried along.
    let total = ask.query("of").and_then(|of| of.parse().ok()).unwrap_or(feed.total);
    let next = |next| with(ask, &[("after", &format!("{next}")), ("of", &total.to_string())], &["fragment"]);
    let more = feed.next.map(next);
    let list = List {
        films: films(ask, &page, viewer, feed, shown.surface).await?,
        receipt: handed.receipt.replace('<', "\\u003c"),
        end: if more.is_none() { end(ask, &page, viewer, total).await? } else { EndView::default() },
        more,
    };
    if ask.query("fragment").is_some() {
        return Ok(html(&Fragment { page, list }));
    }
    let Shown { heading, surface, filters } = shown;
    Ok(html(&Stage { page, heading, surface: surface.as_str(), filters, total: feed.total, list }))
}

/// Every film of a feed page as HTML. What someone without an account sees is kept and drawn anew only when the film or
/// one of its numbers changed.
async fn films(
    ask: &Ask,
    page: &Page,
    viewer: &Viewer,
    feed: &FeedPage,
    surface: Surface,
) -> Result<Vec<Arc<str>>, WebError> {
    let first = feed.first_position();
    if viewer.actor.is_some() {
        let marks = Marks::load(&ask.web.ctx, viewer, &feed.cards).await?;
        let known = card::mentioned(ask, feed.cards.iter().map(|c| &*c.caption)).await?;
        let draw = |(at, card): (usize, &Card)| {
            let film = card::film(card, marks.own(viewer, card), first + at, |h| known.contains(h), &ask.words);
            let feed = if surface == Surface::Discover { "" } else { surface.as_str() };
            Arc::from(drawn(page, FilmView { feed, ..film }))
        };
        return Ok(feed.cards.iter().enumerate().map(draw).collect());
    }
    let kept = &ask.web.films;
    let missing = feed.cards.iter().filter(|card| !kept.has(card, ask.words.tag()));
    let known = card::mentioned(ask, missing.map(|c| &*c.caption)).await?;
    let draw = |(at, card): (usize, &Card)| {
        kept.at(card, ask.words.tag(), first + at, |place| {
            drawn(page, card::film(card, Own::default(), place, |h| known.contains(h), &ask.words))
        })
    };
    Ok(feed.cards.iter().enumerate().map(draw).collect())
}

#[derive(Template)]
#[template(path = "components/film.html")]
struct OneFilm<'p> {
    page: &'p Page,
    film: FilmView,
}

/// One film as HTML.
pub(super) fn drawn(page: &Page, film: FilmView) -> String {
    OneFilm { page, film }.render().unwrap_or_default()
}

async fn end(ask: &Ask, page: &Page, viewer: &Viewer, total: usize) -> Result<EndView, WebError> {
    let again = viewer.actor.is_some() && !seen(ask);
    Ok(EndView {
        count: page.words.t1("feed-end-count", "count", total),
        again: if again { with(ask, &[("seen", "show")], &["fragment", "after", "of"]) } else { String::new() },
        journeys: journeys(ask).await?,
    })
}

/// The journeys of the end card, and of a page without films.
pub(super) async fn journeys(ask: &Ask) -> Result<Vec<JourneyView>, WebError> {
    if let Some(kept) = ask.web.films.journeys(ask.words.tag(), ask.web.ctx.now()) {
        return Ok(kept);
    }
    let mut tx = ask.web.ctx.begin_read().await?;
    let journeys = card::latest_journeys(ask, &mut tx, JOURNEYS).await?;
    ask.web.films.keep_journeys(ask.words.tag(), ask.web.ctx.now(), journeys.clone());
    Ok(journeys)
}
