//! Interfaces for programs and for our own islands, under `/api/grandstand/v1`, one module per noun.

use axum::Router;

use crate::state::Web;

/// Short requests.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
}

/// Requests that may last: uploads, films, streams of events. They have limits of their own.
pub(crate) fn streams() -> Router<Web> {
    Router::new()
}
