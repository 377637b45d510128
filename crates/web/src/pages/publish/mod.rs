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

use grandstand_app::acting::Doer;
use grandstand_domain::acting::Bound;
use grandstand_store::post::Post;

use crate::state::Web;

/// What someone must be let do for an athlete to see what the athlete posts; each use case asks for the right one.
const POSTS: [Bound; 2] = [Bound::Prepare, Bound::Publish];

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

/// Where to go once a post was written: to it, or for another's hand to the athlete's films, among which it stands.
fn after(doer: &Doer, post: &Post) -> String {
    if doer.is_hand() { format!("/me/films?state={}", post.state.as_str()) } else { format!("/p/{}", post.id) }
}

/// The form that brings a whole film: as long as it takes; the upload's own limits hold.
pub(crate) fn streams() -> Router<Web> {
    Router::new().route("/upload", post(upload::post).layer(DefaultBodyLimit::disable()))
}
