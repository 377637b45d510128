//! Feeds as JSON: the same pages as the feeds people watch, with an end.

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use grandstand_app::{
    AppError,
    viewer::{Marks, Viewer},
    views::{FeedPage, KeptPage, ServedPage, page_json},
};
use grandstand_domain::invalid::Invalid;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::shape;
use crate::{
    ask::Ask,
    error::WebError,
    pages::{film, watching},
    state::Web,
};

/// Items on a page when nobody says how many, and the most.
const LIMIT: (usize, usize) = (20, 50);

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(discover)).routes(routes!(following)).routes(routes!(for_you))
}

/// `GET /api/grandstand/v1/feeds/discover`: `sport`, `team`, `region` and `tag` narrow it; `after` is the last page's
/// `next`; `limit` at most 50.
#[utoipa::path(
    get, path = "/api/grandstand/v1/feeds/discover", tag = "feeds", operation_id = "get_feeds_discover",
    summary = "Discover: every athlete in turn, with an end",
    params(
        ("sport" = Option<String>, Query),
        ("team" = Option<String>, Query),
        ("region" = Option<String>, Query),
        ("tag" = Option<String>, Query),
        ("after" = Option<String>, Query, description = "The last page's `next`; empty for the first", pattern = "^([0-9]{1,18}-[0-9]{1,18})?$"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 50, description = "Items on a page; 20 if absent"),
        ("seen" = Option<String>, Query, description = "`show` brings back what the viewer saw"),
    ),
    security((), ("token" = ["read"]), ("cookie" = [])),
    responses((status = 200, body = shape::Feed), (status = 304))
)]
pub(super) async fn discover(ask: Ask, headers: HeaderMap) -> Result<Response, WebError> {
    let filter = film::filter(&ask)?;
    let after = film::after(&ask)?;
    if ask.viewer.is_none() {
        let page = ask.web.ctx.views.discover_kept(&filter, after, limit(&ask)?);
        return Ok(kept(&ask, &headers, page));
    }
    let viewer = watching(&ask).await?;
    let page = ask.web.ctx.views.discover_served(&filter, &viewer, film::seen(&ask), after, limit(&ask)?);
    handed(&ask, &viewer, &page).await
}

/// `GET /api/grandstand/v1/feeds/for-you`: films chosen by what the viewer watched; a conflict for whoever has not turned it
/// on. `seen=show` brings back what they saw.
#[utoipa::path(
    get, path = "/api/grandstand/v1/feeds/for-you", tag = "feeds", operation_id = "get_feeds_for_you",
    summary = "Films chosen by what the viewer watched",
    params(
        ("sport" = Option<String>, Query),
        ("team" = Option<String>, Query),
        ("region" = Option<String>, Query),
        ("tag" = Option<String>, Query),
        ("after" = Option<String>, Query, description = "The last page's `next`; empty for the first", pattern = "^([0-9]{1,18}-[0-9]{1,18})?$"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 50, description = "Items on a page; 20 if absent"),
        ("seen" = Option<String>, Query, description = "`show` brings back what the viewer saw"),
    ),
    security(("token" = ["read"]), ("cookie" = [])),
    responses((status = 200, body = shape::Feed), (status = 409, description = "For you is off", body = shape::Error))
)]
pub(super) async fn for_you(ask: Ask) -> Result<Response, WebError> {
    ask.signed_in()?;
    let filter = film::filter(&ask)?;
    let viewer = watching(&ask).await?;
    let page = ask.web.ctx.views.for_you(&filter, &viewer, film::seen(&ask), film::after(&ask)?, limit(&ask)?);
    handed(&ask, &viewer, &page.ok_or(AppError::Conflict("for-you-off"))?).await
}

/// A page of a feed with its receipt, and what is the viewer's own of each item.
async fn handed(ask: &Ask, viewer: &Viewer, page: &ServedPage) -> Result<Response, WebError> {
    let receipt = ask.web.ctx.views.hand_out(page);
    own_with(ask, viewer, &page.page, Some(&receipt)).await
}

/// `GET /api/grandstand/v1/feeds/following`: the newest films of whom the viewer follows. `seen=show` brings back
/// what they saw.
#[utoipa::path(
    get, path = "/api/grandstand/v1/feeds/following", tag = "feeds", operation_id = "get_feeds_following",
    summary = "The newest films of whom the viewer follows",
    params(
        ("after" = Option<String>, Query, description = "The last page's `next`; empty for the first", pattern = "^([0-9]{1,18}-[0-9]{1,18})?$"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 50, description = "Items on a page; 20 if absent"),
        ("seen" = Option<String>, Query, description = "`show` brings back what the viewer saw"),
    ),
    security(("token" = ["read"]), ("cookie" = [])),
    responses((status = 200, body = shape::Feed))
)]
pub(super) async fn following(ask: Ask) -> Result<Response, WebError> {
    ask.signed_in()?;
    let viewer = watching(&ask).await?;
    let page = ask.web.ctx.views.following(&viewer, film::seen(&ask), film::after(&ask)?, limit(&ask)?);
    handed(&ask, &viewer, &page).await
}

/// A page with what is the viewer's own of each item.
pub(super) async fn own(ask: &Ask, viewer: &Viewer, page: &FeedPage) -> Result<Response, WebError> {
    own_with(ask, viewer, page, None).await
}

async fn own_with(ask: &Ask, viewer: &Viewer, page: &FeedPage, receipt: Option<&str>) -> Result<Response, WebError> {
    let marks = Marks::load(&ask.web.ctx, viewer, &page.cards).await?;
    let own = |card: &_| marks.own(viewer, card);
    let body = page_json(page, viewer.actor.is_some().then_some(&own), receipt);
    let mut response = json(body);
    if let Some(value) = page.next.and_then(|next| HeaderValue::from_str(&link(ask, &next.to_string())).ok()) {
        response.headers_mut().insert(header::LINK, value);
    }
    Ok(response)
}

/// A kept page: a client that has it already is told so.
fn kept(ask: &Ask, headers: &HeaderMap, page: KeptPage) -> Response {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    let is_known =
        known.is_some_and(|list| list.split(',').any(|tag| tag.trim().trim_start_matches("W/") == &*page.tag));
    let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { json(page.body) };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("Authorization, Cookie"));
    if let Ok(tag) = HeaderValue::from_str(&page.tag) {
        headers.insert(header::ETAG, tag);
    }
    if let Some(value) = page.next.and_then(|next| HeaderValue::from_str(&link(ask, &next.to_string())).ok()) {
        headers.insert(header::LINK, value);
    }
    response
}

/// The `Link` to the next page (RFC 8288): this address, going on after `next`.
pub(super) fn link(ask: &Ask, next: &str) -> String {
    let (path, query) = ask.path.split_once('?').unwrap_or((&ask.path, ""));
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "after") {
        pairs.append_pair(&name, &value);
    }
    let query = pairs.append_pair("after", next).finish();
    format!("<{}>; rel=\"next\"", ask.web.absolute(&format!("{path}?{query}")))
}

/// How many items the page may have.
///
/// # Errors
/// When what was asked is no number from 1 to 50.
pub(super) fn limit(ask: &Ask) -> Result<usize, WebError> {
    let Some(text) = ask.given("limit") else { return Ok(LIMIT.0) };
    let asked = text.parse().ok().filter(|number| (1..=LIMIT.1).contains(number));
    Ok(asked.ok_or_else(|| AppError::from(Invalid::one("limit", "number-range")))?)
}

/// JSON that is written already.
pub(super) fn json(body: Bytes) -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body).into_response()
}
