//! One athlete of a roster: what the roster says, who has claimed the entry, and the timetable.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    AppError,
    invitation::{self, Whom},
    timetable::{self, Whose},
    timetable_feed,
};
use grandstand_domain::{
    id::{OrganisationId, TimetableBlockId},
    organisation::OrganisationKind,
    permit::Act,
};
use serde::Deserialize;

use super::{
    Office,
    invitation::{Slip, slip},
    roster::gender,
};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Posted},
    pages::timetable::{BlockForm, Shown, View, add_block, begin_feed, remove_block},
    respond::{Page, html},
    show::{self, moment},
    view::Moment,
};

/// What the address of an athlete, and the forms without further fields, may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    organisation: String,
}

#[derive(Template)]
#[template(path = "games/athlete.html")]
struct AthletePage {
    page: Page,
    games: String,
    games_name: String,
    query: String,
    code: String,
    name: String,
    disciplines: String,
    gender: String,
    events: Vec<String>,
    /// The handle of the account that has claimed the entry; empty while none has.
    account: String,
    /// Until when an invitation is open.
    invited_until: Option<Moment>,
    may_invite: bool,
    /// The invitation, where it was just made.
    slip: Option<Slip>,
    timetable: View,
}

/// `GET /staff/games/SLUG/roster/CODE`
pub(super) async fn athlete(
    ask: Ask,
    Path((slug, code)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &asked.organisation, Act::SeeRoster).await?;
    show(&ask, office, &code, Shown::default(), None).await
}

/// `POST …/CODE/calendar`: makes an address and shows it, once.
pub(super) async fn begin_calendar(
    Path((slug, code)): Path<(String, String)>,
    Posted { ask, form }: Posted<Asked>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::SeeRoster).await?;
    let address = begin_feed(&ask, office.athlete(&code)?).await?;
    show(&ask, office, &code, Shown { address, ..Shown::default() }, None).await
}

/// `POST …/CODE/calendar/end`
pub(super) async fn end_calendar(
    Path((slug, code)): Path<(String, String)>,
    Posted { ask, form }: Posted<Asked>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::SeeRoster).await?;
    timetable_feed::end(&ask.web.ctx, ask.actor()?, office.athlete(&code)?).await?;
    Ok(back(&office, &code))
}

/// `POST …/CODE/blocks`
pub(super) async fn add(
    Path((slug, code)): Path<(String, String)>,
    Posted { ask, form }: Posted<BlockForm>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::SeeRoster).await?;
    match add_block(&ask, &ask.actor()?.into(), office.athlete(&code)?, &form).await {
        Ok(()) => Ok(back(&office, &code)),
        Err(error) => {
            let shown = Shown { faults: Faults::from_error(error)?, form, ..Shown::default() };
            let page = show(&ask, office, &code, shown, None).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `POST …/CODE/blocks/ID/remove`
pub(super) async fn remove(
    Path((slug, code, block)): Path<(String, String, TimetableBlockId)>,
    Posted { ask, form }: Posted<Asked>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::SeeRoster).await?;
    remove_block(&ask, &ask.actor()?.into(), office.athlete(&code)?, block).await?;
    Ok(back(&office, &code))
}

/// `POST …/CODE/invitation`: makes an invitation and shows it, once.
pub(super) async fn invite(
    Path((slug, code)): Path<(String, String)>,
    Posted { ask, form }: Posted<Asked>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::SeeRoster).await?;
    let (organisation, games) = (office.organisation_id()?, office.games.id);
    let made = invitation::invite(&ask.web.ctx, ask.actor()?, organisation, games, Whom::One(&code)).await?;
    let slip = made.into_iter().next().map(|invited| slip(&ask, &office, invited));
    show(&ask, office, &code, Shown::default(), slip).await
}

/// `POST …/CODE/invitation/end`
pub(super) async fn end_invitation(
    Path((slug, code)): Path<(String, String)>,
    Posted { ask, form }: Posted<Asked>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::SeeRoster).await?;
    invitation::end(&ask.web.ctx, ask.actor()?, office.athlete(&code)?).await?;
    Ok(back(&office, &code))
}

/// `POST …/CODE/release`: takes the claim of an entry back.
pub(super) async fn release(
    Path((slug, code)): Path<(String, String)>,
    Posted { ask, form }: Posted<Asked>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::SeeRoster).await?;
    invitation::release(&ask.web.ctx, ask.actor()?, office.athlete(&code)?).await?;
    Ok(back(&office, &code))
}

fn back(office: &Office, code: &str) -> Response {
    Redirect::to(&format!("/staff/games/{}/roster/{code}{}", office.games.slug, office.query())).into_response()
}

impl Office {
    fn organisation_id(&self) -> Result<OrganisationId, AppError> {
        self.organisation.as_ref().map(|o| o.id).ok_or(AppError::NotFound)
    }

    fn athlete<'a>(&self, code: &'a str) -> Result<Whose<'a>, AppError> {
        Ok(Whose::Athlete { organisation: self.organisation_id()?, games: self.games.id, code })
    }
}

async fn show(ask: &Ask, office: Office, code: &str, shown: Shown, slip: Option<Slip>) -> Result<Response, WebError> {
    let found = timetable::timetable(&ask.web.ctx, ask.actor()?, office.athlete(code)?).await?;
    let entry = &found.place.entry.entry;
    let page = Page::new(ask, &entry.name()).in_section("me");
    let organisation = office.organisation.as_ref().map(|o| o.slug.clone()).unwrap_or_default();
    let kind = office.organisation.as_ref().map_or(OrganisationKind::Noc, |o| o.kind);
    let base = format!("/staff/games/{}/roster/{}", office.games.slug, entry.code);
    Ok(html(&AthletePage {
        query: office.query(),
        code: entry.code.to_string(),
        name: entry.name(),
        disciplines: show::disciplines(&entry.disciplines, kind, &page.words),
        gender: gender(entry.gender, &page),
        events: entry.events.clone(),
        account: found.account.as_ref().map(|a| a.handle.to_string()).unwrap_or_default(),
        invited_until: found.invited_until.map(|at| moment(at, &page.words)),
        may_invite: found.may_invite,
        slip,
        timetable: View::new(&found, &office.games, base, &organisation, shown, &page),
        games: office.games.slug,
        games_name: office.games.name,
        page,
    }))
}
