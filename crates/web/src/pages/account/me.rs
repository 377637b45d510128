//! `GET /me`: where everything of one's own is found.

use askama::Template;
use axum::response::Response;
use grandstand_app::{acting, permit, timetable};
use grandstand_domain::{account::Actor, permit::Act};
use grandstand_store as store;

use crate::{
    ask::Ask,
    error::WebError,
    pages::staff::may_manage,
    respond::{Page, html},
};

#[derive(Template)]
#[template(path = "account/me.html")]
struct Me {
    page: Page,
    name: String,
    handle: String,
    role_key: String,
    /// Where they work in the programme office; empty where they do not.
    office: &'static str,
    /// Whether they have claimed an entry of a roster.
    is_on_roster: bool,
    /// Whether an athlete has ever asked them to act for them, or they may post as a team.
    acts: bool,
}

/// The page.
pub(crate) async fn page(ask: Ask) -> Result<Response, WebError> {
    let me = ask.signed_in()?;
    let office = office(&ask, &me.actor).await?;
    let is_on_roster = !timetable::own_games(&ask.web.ctx, &me.actor).await?.is_empty();
    let held = store::acting::of_holder(&mut ask.web.ctx.begin_read().await?, me.actor.account).await?;
    Ok(html(&Me {
        is_on_roster,
        acts: !held.is_empty() || !acting::teams(&ask.web.ctx, &me.actor).await?.is_empty(),
        page: Page::titled(&ask, "me-title").in_section("me"),
        name: me.display_name.clone(),
        handle: me.handle.to_string(),
        role_key: format!("role-{}", me.actor.role.as_str()),
        office,
    }))
}

/// The first page of the programme office that someone may open.
async fn office(ask: &Ask, me: &Actor) -> Result<&'static str, WebError> {
    if may_manage(me) {
        return Ok("/staff");
    }
    let mut tx = ask.web.ctx.begin_read().await?;
    for (act, page) in [
        (Act::ManageMembers, "/staff/organisations"),
        (Act::SeeRoster, "/staff/games"),
        (Act::RunWorkshops, "/staff/workshops"),
        (Act::SeeFigures, "/staff/results"),
    ] {
        if permit::require_somewhere(&mut tx, me, act).await.is_ok() {
            return Ok(page);
        }
    }
    Ok("")
}
