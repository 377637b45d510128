//! The code at the door of a space: a page to print and put up, and what an athlete sees who reads it there.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    booking,
    space::{self, Address},
};
use grandstand_domain::id::SpaceId;

use super::{qr, span};
use crate::{
    ask::Ask,
    error::{WebError, status},
    form::{Faults, Nothing, Posted},
    respond::{Page, html},
};

#[derive(Template)]
#[template(path = "spaces/poster.html")]
struct PosterPage {
    page: Page,
    id: String,
    name: String,
    place: String,
    address: String,
    qr: String,
}

/// `GET /staff/spaces/ID/door`: to be printed.
pub(super) async fn poster(ask: Ask, Path(id): Path<SpaceId>) -> Result<Response, WebError> {
    let me = ask.actor()?;
    let space = space::run_by(&mut ask.web.ctx.begin_read().await?, me, id).await?;
    let secret = space::secret(&ask.web.ctx, &space, Address::Door);
    let address = ask.web.absolute(&format!("/spaces/{id}/door/{secret}"));
    let page = Page::new(&ask, &space.name).in_section("me");
    let qr = qr::svg(&address);
    Ok(html(&PosterPage { id: id.to_string(), name: space.name, place: space.place, qr, address, page }))
}

/// `POST /staff/spaces/ID/door`: ends the code that hangs there and shows the next.
pub(super) async fn renew(
    Path(id): Path<SpaceId>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    space::renew(&ask.web.ctx, ask.actor()?, id, Address::Door).await?;
    Ok(Redirect::to(&format!("/staff/spaces/{id}/door")).into_response())
}

#[derive(Template)]
#[template(path = "spaces/arrive.html")]
struct ArrivePage {
    page: Page,
    path: String,
    id: String,
    name: String,
    /// The viewer's booking that is on or about to begin; empty for none.
    span: String,
    booking: String,
    is_in: bool,
    faults: Faults,
}

/// `GET /spaces/ID/door/SECRET`: on the athlete's own phone.
pub(super) async fn arrive(ask: Ask, Path((id, secret)): Path<(SpaceId, String)>) -> Result<Response, WebError> {
    show_arrive(&ask, id, &secret, Faults::default()).await
}

async fn show_arrive(ask: &Ask, id: SpaceId, secret: &str, faults: Faults) -> Result<Response, WebError> {
    let me = ask.actor()?;
    let mut tx = ask.web.ctx.begin_read().await?;
    let space = space::opened(&mut tx, &ask.web.ctx, id, Address::Door, secret).await?;
    let due = booking::due_at(&mut tx, me, id, ask.web.ctx.now()).await?;
    let mut page = Page::new(ask, &space.name).in_section("me");
    page.unlisted = true;
    Ok(html(&ArrivePage {
        path: format!("/spaces/{id}/door/{secret}"),
        id: id.to_string(),
        span: due.as_ref().map(|b| span(b.slot, &space, &page.words)).unwrap_or_default(),
        is_in: due.as_ref().is_some_and(|b| b.state == grandstand_domain::booking::BookingState::In),
        booking: due.map(|b| b.id.to_string()).unwrap_or_default(),
        name: space.name,
        faults,
        page,
    }))
}

/// `POST /spaces/ID/door/SECRET`: "I am here".
pub(super) async fn check_in(
    Path((id, secret)): Path<(SpaceId, String)>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let me = *ask.actor()?;
    match booking::check_in_at_door(&ask.web.ctx, &me, id, &secret).await {
        Ok(_) => Ok(Redirect::to(&format!("/spaces/{id}/door/{secret}")).into_response()),
        Err(error) => {
            let code = status(&error);
            let shown = show_arrive(&ask, id, &secret, Faults::from_error(error)?).await?;
            Ok((code, shown).into_response())
        }
    }
}
