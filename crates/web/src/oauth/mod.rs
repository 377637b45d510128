//! OAuth 2.1 for apps: registering, consent, tokens, and the documents by which apps find their way.

mod apps;
mod authorize;
mod token;
mod well_known;

pub(crate) use well_known::authority;

use axum::{Router, routing::get};

use crate::{mastodon::access::Routes, state::Web};

/// Pages for people.
pub(crate) fn pages() -> Router<Web> {
    Router::new().route("/oauth/authorize", get(authorize::ask).post(authorize::answer))
}

/// Interfaces for apps.
pub(crate) fn routes() -> Routes {
    Routes::default()
        .post("/api/v1/apps", apps::register)
        .get("/api/v1/apps/verify_credentials", apps::verify)
        .post("/oauth/token", token::token)
        .post("/oauth/revoke", token::revoke)
        .get("/oauth/userinfo", token::userinfo)
        .post("/oauth/userinfo", token::userinfo)
        .merge(well_known::routes())
}
