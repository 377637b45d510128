//! Settings: profile, playback, privacy, notifications, security, apps, and leaving.

mod app;
mod leave;
mod notification;
mod playback;
mod privacy;
mod profile;
mod security;

use axum::{
    Router,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;

use crate::{ask::Ask, respond::Page, state::Web};

pub(crate) use profile::{event_gender_word, event_genders, sports};

/// The addresses of these pages and their forms.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/settings", get(profile::page).post(profile::save))
        .route("/settings/playback", get(playback::page))
        .route("/settings/privacy", get(privacy::page))
        .route("/settings/age", post(privacy::state_age))
        .route("/settings/replies", post(privacy::replies))
        .route("/settings/muted-words", post(privacy::mute))
        .route("/settings/muted-words/remove", post(privacy::unmute))
        .route("/settings/blocks/remove", post(privacy::unblock))
        .route("/settings/security", get(security::page))
        .route("/settings/email", post(security::email))
        .route("/settings/email/again", post(security::email_again))
        .route("/settings/password", post(security::password))
        .route("/settings/passkeys", post(security::passkey))
        .route("/settings/sessions", post(security::end))
        .route("/settings/apps", get(app::page).post(app::end))
        .route("/settings/notifications", get(notification::page).post(notification::save))
        .route("/settings/devices", post(notification::remove))
        .route("/settings/leave", get(leave::page).post(leave::send))
}

/// What has just been done, in the address after a redirect: the key of a sentence.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    done: String,
}

impl Done {
    /// The sentence; empty for none and for anything that is not one of ours.
    pub(crate) fn sentence(&self, page: &Page) -> String {
        const KNOWN: [&str; 19] = [
            "app",
            "device",
            "saved",
            "muted",
            "unmuted",
            "unblocked",
            "email",
            "email-asked",
            "asked",
            "password",
            "passkey",
            "session",
            "sessions",
            "feed-on",
            "feed-off",
            "feed-saved",
            "feed-wish",
            "feed-forgotten",
            "feed-forgotten-all",
        ];
        if KNOWN.contains(&self.done.as_str()) { page.t(&format!("done-{}", self.done)) } else { String::new() }
    }
}

/// Back to a page of settings that says what was done.
pub(crate) fn done(path: &str, what: &str) -> Response {
    Redirect::to(&format!("{path}?done={what}")).into_response()
}

pub(crate) fn frame(ask: &Ask, key: &str) -> Page {
    Page::titled(ask, key).in_section("me")
}
