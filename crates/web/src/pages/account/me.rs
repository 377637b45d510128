//! `GET /me`: where everything of one's own is found.

use askama::Template;
use axum::response::Response;

use crate::{
    ask::Ask,
    error::WebError,
    respond::{Page, html},
};

#[derive(Template)]
#[template(path = "account/me.html")]
struct Me {
    page: Page,
    name: String,
    handle: String,
    role_key: String,
    is_staff: bool,
}

/// The page.
pub(crate) async fn page(ask: Ask) -> Result<Response, WebError> {
    let me = ask.signed_in()?;
    Ok(html(&Me {
        page: Page::titled(&ask, "me-title").in_section("me"),
        name: me.display_name.clone(),
        handle: me.handle.to_string(),
        role_key: format!("role-{}", me.actor.role.as_str()),
        is_staff: crate::pages::staff::may_manage(&me.actor),
    }))
}
