//! The viewer's own feed: turning it on and off, its sliders, what it knows, and how all feeds work.

mod choice;
mod how;
mod profile;
mod topic;

use axum::{
    Router,
    routing::{get, post},
};

use crate::state::Web;

pub(crate) use choice::invite;
pub(crate) use topic::named;

/// The addresses of these pages and their forms. The feed itself stands with the other feeds.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/settings/feed", get(choice::page).post(choice::save))
        .route("/settings/feed/next", get(choice::next))
        .route("/settings/feed/wish", post(profile::wish))
        .route("/settings/feed/forget", post(profile::forget))
        .route("/settings/feed/profile", get(profile::page))
        .route("/how-the-feed-works", get(how::how))
}
