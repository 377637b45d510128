//! The Mastodon client API (docs.joinmastodon.org, "API methods"), one module per noun. What is mapped to what, and where
//! this differs, stands in `docs/api.md`. Handlers only translate: each act is the use case that the pages use too.

pub(crate) mod access;
mod account;
mod entity;
mod filter;
mod find;
mod instance;
pub(crate) mod kept;
mod list;
mod media;
mod notification;
mod own;
mod page;
mod push;
mod relationship;
mod render;
mod scheduled;
mod search;
mod shape;
mod status;
mod status_act;
mod status_write;
pub(crate) mod stream;
mod tag;
mod text;
mod timeline;
#[cfg(test)]
mod walk;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, Method, header},
    middleware,
};
use tower_http::cors::{Any, CorsLayer};

use crate::{api, oauth, state::Web};
use access::Routes;

/// Short requests of the client API.
fn table() -> Routes {
    [
        oauth::routes(),
        instance::routes(),
        account::routes(),
        relationship::routes(),
        timeline::routes(),
        status::routes(),
        status_act::routes(),
        status_write::routes(),
        scheduled::routes(),
        media::routes(),
        notification::routes(),
        push::routes(),
        search::routes(),
        tag::routes(),
        list::routes(),
        filter::routes(),
        own::routes(),
    ]
    .into_iter()
    .fold(Routes::default(), Routes::merge)
}

/// Every route of the client API with what it needs: for the test that walks them all.
#[cfg(test)]
fn all() -> Vec<(Method, &'static str, access::Need)> {
    table().merge(media::streams()).merge(stream::routes()).table
}

fn dressed(web: &Web, router: Router<Web>) -> Router<Web> {
    router
        .method_not_allowed_fallback(shape::wrong_method)
        .layer(middleware::from_fn_with_state(web.clone(), shape::shape))
}

/// Requests that may last: those that bring whole films, with a limit of their own, and streams of events.
pub(crate) fn streams(web: &Web) -> Router<Web> {
    dressed(web, media::streams().merge(stream::routes()).router).layer(DefaultBodyLimit::disable()).layer(cors())
}

/// Everything that apps ask for, our own interface too: open to the pages of any site, since only tokens count.
pub(crate) fn routes(web: &Web) -> Router<Web> {
    dressed(web, table().router).merge(api::routes()).layer(cors())
}

/// CORS (Fetch Standard, 3.2): any site's page may ask and see what paging and limits need.
fn cors() -> CorsLayer {
    let limits = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"].map(HeaderName::from_static);
    let key = HeaderName::from_static("idempotency-key");
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, header::ACCEPT, key])
        .expose_headers([header::LINK, header::RETRY_AFTER].into_iter().chain(limits).collect::<Vec<_>>())
        .max_age(std::time::Duration::from_hours(24))
}
