//! Pages for people, one module per noun.

mod site;

use axum::{
    Router,
    routing::{get, post},
};

use crate::state::Web;

/// The addresses of all pages.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/about", get(site::about))
        .route("/offline", get(site::offline))
        .route("/language", post(site::language))
        .route("/healthz", get(site::healthz))
        .route("/readyz", get(site::readyz))
}
