//! Invitations for a whole roster at once: made in one go, shown once, to be printed and cut.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use grandstand_app::{
    AppError,
    invitation::{self, Invited, Whom},
    permit,
};
use grandstand_domain::{invitation::OPEN_FOR, permit::Act, time::DAY};
use serde::Deserialize;

use super::Office;
use crate::{
    ask::Ask,
    error::WebError,
    form::Posted,
    respond::{Page, html},
    show::moment,
    view::Moment,
};

/// One invitation as it is shown, once.
pub(super) struct Slip {
    pub(super) name: String,
    pub(super) athlete: String,
    pub(super) code: String,
    /// Who invites to what, in a line.
    pub(super) whose: String,
    /// The whole link.
    pub(super) link: String,
    /// Where the code is typed.
    pub(super) place: String,
}

/// An invitation as it is shown.
pub(super) fn slip(ask: &Ask, office: &Office, invited: Invited) -> Slip {
    let organisation = office.organisation.as_ref().map_or("", |o| o.name.as_str());
    let place = ask.web.absolute("/invitation");
    Slip {
        name: invited.name,
        athlete: invited.athlete.to_string(),
        code: invited.code.to_string(),
        whose: format!("{organisation} · {}", office.games.name),
        link: format!("{place}/{}", invited.secret),
        place,
    }
}

/// What address and form say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    organisation: String,
    whom: String,
}

#[derive(Template)]
#[template(path = "games/invitations.html")]
struct InvitationsPage {
    page: Page,
    games: String,
    games_name: String,
    organisation: String,
    organisation_slug: String,
    query: String,
    /// How many have neither claimed nor an open invitation.
    waiting: i64,
    /// How many have not claimed.
    unclaimed: i64,
    days: i64,
    until: Moment,
    /// The invitations, where they were just made.
    slips: Option<Vec<Slip>>,
}

/// `GET /staff/games/SLUG/invitations`
pub(super) async fn page(ask: Ask, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &asked.organisation, Act::HostAccounts).await?;
    show(&ask, office, None).await
}

/// `POST /staff/games/SLUG/invitations`: makes them and shows them, once.
pub(super) async fn make(Path(slug): Path<String>, Posted { ask, form }: Posted<Asked>) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::HostAccounts).await?;
    let organisation = office.organisation.as_ref().ok_or(AppError::NotFound)?.id;
    let whom = if form.whom == "all" { Whom::Everyone } else { Whom::Waiting };
    let made = invitation::invite(&ask.web.ctx, ask.actor()?, organisation, office.games.id, whom).await?;
    let slips = made.into_iter().map(|invited| slip(&ask, &office, invited)).collect();
    show(&ask, office, Some(slips)).await
}

async fn show(ask: &Ask, office: Office, slips: Option<Vec<Slip>>) -> Result<Response, WebError> {
    let organisation = office.organisation.as_ref().ok_or(AppError::NotFound)?;
    let mut tx = ask.web.ctx.begin_read().await?;
    permit::require(&mut tx, ask.actor()?, Act::HostAccounts, organisation.id).await?;
    let (waiting, unclaimed) = invitation::waiting(&ask.web.ctx, &mut tx, organisation.id, office.games.id).await?;
    let page = Page::titled(ask, "invitation-many").in_section("me");
    Ok(html(&InvitationsPage {
        organisation: organisation.name.clone(),
        organisation_slug: organisation.slug.clone(),
        query: office.query(),
        waiting: i64::try_from(waiting).unwrap_or(i64::MAX),
        unclaimed: i64::try_from(unclaimed).unwrap_or(i64::MAX),
        days: OPEN_FOR / DAY,
        until: moment(ask.web.ctx.now().plus(OPEN_FOR), &page.words),
        slips,
        games: office.games.slug,
        games_name: office.games.name,
        page,
    }))
}
