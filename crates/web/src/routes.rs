//! Every address of the server, grouped by who calls.

use std::time::Duration;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::{StatusCode, Uri},
    middleware,
    routing::get,
};
use tower::ServiceExt as _;
use tower_http::{
    compression::{
        CompressionLayer,
        predicate::{NotForContentType, Predicate, SizeAbove},
    },
    timeout::TimeoutLayer,
};

use crate::{api, assets, delivery, error, mastodon, oauth, pages, security, state::Web, team_sheet};

/// The whole HTTP side of a server.
pub fn router(web: Web) -> Router {
    let all = table(&web)
        .layer(middleware::from_fn_with_state(web.clone(), security::guard))
        .layer(CompressionLayer::new().gzip(true).compress_when(compressible()))
        .with_state(web);
    // Outside of all others, since it changes which of them is asked.
    Router::new().fallback_service(all.map_request(without_slash))
}

/// Films are compressed already, and streams of events must not wait for a full buffer.
fn compressible() -> impl Predicate {
    SizeAbove::new(1024)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::SSE)
        .and(NotForContentType::const_new("video/"))
        .and(NotForContentType::const_new("font/"))
}

/// Every route.
pub(crate) fn table(web: &Web) -> Router<Web> {
    let limit = web.settings.body_limit;
    let timeout = Duration::from_secs(web.settings.request_timeout_s);
    let timed = Router::new()
        .merge(pages::routes())
        .merge(oauth::pages())
        .merge(mastodon::routes(web))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, timeout))
        .layer(DefaultBodyLimit::max(limit));
    Router::new()
        .merge(timed)
        .merge(api::streams())
        .merge(mastodon::streams(web))
        .merge(delivery::streams())
        .merge(pages::streams())
        .route("/assets/{name}", get(assets::asset))
        .route("/sw.js", get(assets::service_worker))
        .route("/site.webmanifest", get(assets::manifest))
        .route("/teams.css", get(team_sheet::sheet))
        .fallback(error::not_found)
}

/// Apps ask for `/api/v1/instance/` too. A page's address has one spelling only.
fn without_slash(mut request: Request) -> Request {
    const PROGRAMS: [&str; 4] = ["/api/", "/oauth/", "/nodeinfo/", "/.well-known/"];
    let uri = request.uri();
    let path = uri.path();
    let short = path.trim_end_matches('/');
    if short.len() < path.len() && PROGRAMS.iter().any(|start| path.starts_with(start)) {
        let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
        if let Ok(uri) = format!("{short}{query}").parse::<Uri>() {
            *request.uri_mut() = uri;
        }
    }
    request
}
