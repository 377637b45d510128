//! Interfaces for programs and for our own islands, under `/api/grandstand/v1`, one module per noun.

mod feed;
mod passkey;
mod post;
mod progress;
mod sample;
mod upload;
mod watch;

use axum::Router;

use crate::state::Web;

/// Short requests.
pub(crate) fn routes() -> Router<Web> {
    Router::new().merge(feed::routes()).merge(passkey::routes()).merge(post::routes()).merge(watch::routes())
}

/// Requests that may last: uploads, films, streams of events. They have limits of their own.
pub(crate) fn streams() -> Router<Web> {
    Router::new().merge(upload::streams()).merge(progress::streams()).merge(sample::streams())
}
