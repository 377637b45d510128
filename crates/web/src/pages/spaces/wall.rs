//! The display beside a space: what is on and what is next, in large type and with first names only, at a secret address that
//! those who run the space can end.

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

use super::span;
use crate::{
    ask::Ask,
    error::WebError,
    form::{Nothing, Posted},
    respond::{Page, html},
    show,
};

/// One booking on the wall.
struct Line {
    span: String,
    name: String,
}

#[derive(Template)]
#[template(path = "spaces/wall.html")]
struct WallPage {
    page: Page,
    name: String,
    place: String,
    clock: String,
    on: Option<Line>,
    next: Vec<Line>,
    free_until: String,
}

/// `GET /spaces/ID/wall/SECRET`
pub(super) async fn wall(ask: Ask, Path((id, secret)): Path<(SpaceId, String)>) -> Result<Response, WebError> {
    let ctx = &ask.web.ctx;
    let space = space::opened(&mut ctx.begin_read().await?, ctx, id, Address::Wall, &secret).await?;
    let seen = booking::wall(ctx, &space).await?;
    let mut page = Page::new(&ask, &space.name);
    page.unlisted = true;
    let zone = space::clocks(&space);
    let line = |one: &booking::OnWall| Line {
        span: span(one.slot, &space, &page.words),
        name: if one.first_name.is_empty() { page.t("wall-someone") } else { one.first_name.clone() },
    };
    let now = ctx.now();
    let on = seen.iter().find(|one| one.slot.from <= now).map(line);
    let next: Vec<Line> = seen.iter().filter(|one| one.slot.from > now).take(3).map(line).collect();
    let first = seen.iter().find(|one| one.slot.from > now);
    Ok(html(&WallPage {
        clock: show::local(now, &zone, &page.words).1.human,
        free_until: first.map(|one| show::local(one.slot.from, &zone, &page.words).1.human).unwrap_or_default(),
        place: space.place.clone(),
        on,
        next,
        name: space.name.clone(),
        page,
    }))
}

/// `POST /staff/spaces/ID/wall`: ends the address and makes the next.
pub(super) async fn renew(
    Path(id): Path<SpaceId>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    space::renew(&ask.web.ctx, ask.actor()?, id, Address::Wall).await?;
    Ok(Redirect::to(&format!("/staff/spaces/{id}?done=saved")).into_response())
}
