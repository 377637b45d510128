//! The address at which calendar programs read an athlete's timetable: made and ended by staff, read by whoever knows it.

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{AppError, timetable_feed};
use serde::Deserialize;

use super::{Office, roster};
use crate::{ask::Ask, error::WebError, form::Posted, state::Web};

/// What the forms of the address say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    organisation: String,
}

/// `POST /staff/games/SLUG/roster/CODE/calendar`: makes an address and shows it, once.
pub(super) async fn begin(
    Path((slug, code)): Path<(String, String)>,
    Posted { ask, form }: Posted<Form>,
) -> Result<Response, WebError> {
    let (office, organisation) = office(&ask, &slug, &form).await?;
    let secret = timetable_feed::begin(&ask.web.ctx, ask.actor()?, organisation, office.games.id, &code).await?;
    let address = ask.web.absolute(&format!("/calendar/{secret}"));
    roster::show(&ask, office, &code, address).await
}

/// `POST /staff/games/SLUG/roster/CODE/calendar/end`
pub(super) async fn end(
    Path((slug, code)): Path<(String, String)>,
    Posted { ask, form }: Posted<Form>,
) -> Result<Response, WebError> {
    let (office, organisation) = office(&ask, &slug, &form).await?;
    timetable_feed::end(&ask.web.ctx, ask.actor()?, organisation, office.games.id, &code).await?;
    Ok(Redirect::to(&format!("/staff/games/{slug}/roster/{code}{}", office.query())).into_response())
}

async fn office(
    ask: &Ask,
    slug: &str,
    form: &Form,
) -> Result<(Office, grandstand_domain::id::OrganisationId), WebError> {
    let office = Office::open(ask, slug, &form.organisation).await?;
    let organisation = office.organisation.as_ref().ok_or(AppError::NotFound)?.id;
    Ok((office, organisation))
}

/// `GET /calendar/SECRET`: for calendar programs, which cannot sign in.
pub(super) async fn calendar(State(web): State<Web>, Path(secret): Path<String>) -> Result<Response, WebError> {
    let body = timetable_feed::calendar(&web.ctx, &secret).await?;
    let kind = (header::CONTENT_TYPE, "text/calendar; charset=utf-8");
    let keep = (header::CACHE_CONTROL, "private, no-cache");
    let name = (header::CONTENT_DISPOSITION, "inline; filename=\"timetable.ics\"");
    Ok(([kind, keep, name], body).into_response())
}
