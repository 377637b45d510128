//! Every address of the server, grouped by who calls.

use std::time::Duration;

use axum::{Router, extract::DefaultBodyLimit, http::StatusCode, middleware, routing::get};
use tower_http::{
    compression::{
        CompressionLayer,
        predicate::{NotForContentType, Predicate, SizeAbove},
    },
    timeout::TimeoutLayer,
};

use crate::{api, assets, delivery, error, pages, security, state::Web, team_sheet};

/// The whole HTTP side of a server.
pub fn router(web: Web) -> Router {
    let limit = web.settings.body_limit;
    let timeout = Duration::from_secs(web.settings.request_timeout_s);
    // Films are compressed already, and streams of events must not wait for a full buffer.
    let compressible = SizeAbove::new(1024)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::SSE)
        .and(NotForContentType::const_new("video/"))
        .and(NotForContentType::const_new("font/"));
    let timed = Router::new()
        .merge(pages::routes())
        .merge(api::routes())
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, timeout))
        .layer(DefaultBodyLimit::max(limit));
    Router::new()
        .merge(timed)
        .merge(api::streams())
        .merge(delivery::streams())
        .merge(pages::streams())
        .route("/assets/{name}", get(assets::asset))
        .route("/sw.js", get(assets::service_worker))
        .route("/site.webmanifest", get(assets::manifest))
        .route("/teams.css", get(team_sheet::sheet))
        .fallback(error::not_found)
        .layer(middleware::from_fn_with_state(web.clone(), security::guard))
        .layer(CompressionLayer::new().gzip(true).compress_when(compressible))
        .with_state(web)
}
