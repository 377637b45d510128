//! `GET /me`: where everything of one's own is found.

use askama::Template;
use axum::response::Response;
use grandstand_app::timetable;

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
    /// Whether they have claimed an entry of a roster.
    is_on_roster: bool,
}

/// The page.
pub(crate) async fn page(ask: Ask) -> Result<Response, WebError> {
    let me = ask.signed_in()?;
    let is_on_roster = !timetable::own_games(&ask.web.ctx, &me.actor).await?.is_empty();
    Ok(html(&Me {
        is_on_roster,
        page: Page::titled(&ask, "me-title").in_section("me"),
        name: me.display_name.clone(),
        handle: me.handle.to_string(),
        role_key: format!("role-{}", me.actor.role.as_str()),
        is_staff: crate::pages::staff::may_manage(&me.actor),
    }))
}
