//! Organisations in the programme office: who works for one and as what, its agreements with others, its own account, and
//! all that anyone may do for it. Only for its administrators, and operators.

mod access;
mod agreement;
mod one;
mod team;

use axum::{
    Router,
    routing::{get, post},
};
use grandstand_app::{AppError, permit};
use grandstand_domain::permit::Act;
use grandstand_store::{self as store, organisation::Organisation};

use crate::{ask::Ask, error::WebError, respond::Page, state::Web};

/// The addresses.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/staff/agreements/{id}", get(agreement::own_side))
        .route("/staff/organisations", get(one::list).post(one::create))
        .route("/staff/organisations/{slug}", get(one::page))
        .route("/staff/organisations/{slug}/access", get(access::page))
        .route("/staff/organisations/{slug}/team", get(team::page).post(team::save))
        .route("/staff/organisations/{slug}/team/give-up", post(team::give_up))
        .route("/staff/organisations/{slug}/members", post(one::put))
        .route("/staff/organisations/{slug}/members/end", post(one::end))
        .route("/staff/organisations/{slug}/agreements/new", get(agreement::form).post(agreement::draft))
        .route("/staff/organisations/{slug}/agreements/{id}", get(agreement::page).post(agreement::rewrite))
        .route("/staff/organisations/{slug}/agreements/{id}/{step}", post(agreement::step))
}

/// The organisation of a short name, for whoever manages its members; nobody else learns that it can be managed.
async fn managed(ask: &Ask, slug: &str) -> Result<Organisation, WebError> {
    let me = ask.actor()?;
    let mut tx = ask.web.ctx.begin_read().await?;
    let found = store::organisation::by_slug(&mut tx, slug).await?.ok_or(AppError::NotFound)?;
    permit::require(&mut tx, me, Act::ManageMembers, found.id).await?;
    Ok(found)
}

/// What an act is called.
fn act_word(act: Act, page: &Page) -> String {
    page.t(&format!("permit-{}", act.as_str().replace('_', "-")))
}
