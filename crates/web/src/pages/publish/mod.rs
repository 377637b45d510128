//! Posting: the upload form, editing, deleting, what an author has not published yet, and journeys.

mod edit;
mod fields;
mod journey;
mod mine;
mod upload;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

use crate::state::Web;

/// Short requests. A captions file may come with an edit, so its limit is a little larger than other forms'.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/upload", get(upload::form))
        .route("/p/{id}/edit", get(edit::form).post(edit::save).layer(DefaultBodyLimit::max(2 << 20)))
        .route("/p/{id}/delete", get(edit::ask_delete).post(edit::delete))
        .route("/journeys/new", get(journey::begin).post(journey::make))
        .route("/@{handle}/journeys/{slug}/edit", get(journey::form).post(journey::save))
        .route("/me/films", get(mine::films))
        .route("/me/athlete", post(upload::as_athlete))
}

/// The form that brings a whole film: as long as it takes; the upload's own limits hold.
pub(crate) fn streams() -> Router<Web> {
    Router::new().route("/upload", post(upload::post).layer(DefaultBodyLimit::disable()))
}
