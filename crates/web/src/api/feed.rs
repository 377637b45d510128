//! Feeds as JSON: the same pages as the feeds people watch, with an end.

use axum::{
    Router,
    body::Bytes,
    http::header,
    response::{IntoResponse, Response},
    routing::get,
};
use grandstand_app::{
    viewer::{Marks, Viewer},
    views::{FeedPage, page_json},
};

use crate::{
    ask::Ask,
    error::WebError,
    pages::{film, watching},
    state::Web,
};

/// Items on a page when nobody says how many, and the most.
const LIMIT: (usize, usize) = (20, 50);

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/api/grandstand/v1/feeds/discover", get(discover))
        .route("/api/grandstand/v1/feeds/following", get(following))
}

/// `GET /api/grandstand/v1/feeds/discover`: `sport`, `team`, `region` and `tag` narrow it; `after` is the last page's
/// `next`; `limit` at most 50.
async fn discover(ask: Ask) -> Result<Response, WebError> {
    let filter = film::filter(&ask)?;
    let after = film::after(&ask)?;
    if ask.viewer.is_none() {
        return Ok(json(ask.web.ctx.views.discover_json(&filter, after, limit(&ask))));
    }
    let viewer = watching(&ask).await?;
    let page = ask.web.ctx.views.discover(&filter, &viewer, after, limit(&ask));
    own(&ask, &viewer, &page).await
}

/// `GET /api/grandstand/v1/feeds/following`: the newest films of whom the viewer follows.
async fn following(ask: Ask) -> Result<Response, WebError> {
    ask.signed_in()?;
    let viewer = watching(&ask).await?;
    let page = ask.web.ctx.views.following(&viewer, film::after(&ask)?, limit(&ask));
    own(&ask, &viewer, &page).await
}

/// A page with what is the viewer's own of each item.
async fn own(ask: &Ask, viewer: &Viewer, page: &FeedPage) -> Result<Response, WebError> {
    let marks = Marks::load(&mut ask.web.ctx.begin_read().await?, viewer, &page.cards).await?;
    Ok(json(page_json(page, Some(&|card| marks.own(viewer, card)))))
}

fn limit(ask: &Ask) -> usize {
    ask.query("limit").and_then(|text| text.parse().ok()).unwrap_or(LIMIT.0).clamp(1, LIMIT.1)
}

/// JSON that is written already.
pub(super) fn json(body: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body).into_response()
}
