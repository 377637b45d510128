//! How films play and pages look, on this device only: nothing of it is sent or stored here.

use askama::Template;
use axum::response::Response;

use super::frame;
use crate::{
    ask::Ask,
    error::WebError,
    respond::{Page, html},
};

#[derive(Template)]
#[template(path = "settings/playback.html")]
struct PlaybackPage {
    page: Page,
    tab: &'static str,
    done: String,
}

/// `GET /settings/playback`: also for those without an account.
pub(crate) async fn page(ask: Ask) -> Result<Response, WebError> {
    Ok(html(&PlaybackPage { page: frame(&ask, "settings-playback"), tab: "playback", done: String::new() }))
}
