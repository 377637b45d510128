//! `/me/timetable`: an athlete's own timetable, made for the phone.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    AppError, timetable,
    timetable::{Whose, own_games},
    timetable_feed,
};
use grandstand_domain::{acting::Bound, games, id::TimetableBlockId};
use grandstand_store::{self as store, games::Games};
use serde::Deserialize;

use super::{BlockForm, Shown, View, add_block, begin_feed, remove_block};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Nothing, Posted},
    respond::{Page, html},
};

/// What someone must be let do for an athlete to see and change their timetable.
const PROGRAMME: [Bound; 1] = [Bound::Programme];

/// What the address may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    done: String,
}

#[derive(Template)]
#[template(path = "timetable/own.html")]
struct OwnPage {
    page: Page,
    games: String,
    games_name: String,
    /// All Games for which the viewer has claimed an entry, as (short name, name).
    all: Vec<(String, String)>,
    name: String,
    organisation: String,
    is_claimed_now: bool,
    timetable: View,
}

#[derive(Template)]
#[template(path = "timetable/none.html")]
struct NonePage {
    page: Page,
}

/// `GET /me/timetable`: that of the Games claimed last.
pub(super) async fn latest(ask: Ask, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let all = own_games(&ask.web.ctx, ask.doer(&PROGRAMME)?.whom()).await?;
    if all.is_empty() {
        return Ok(html(&NonePage { page: Page::titled(&ask, "timetable-own").in_section("me") }));
    }
    show(&ask, &all, 0, asked, Shown::default()).await
}

/// `GET /me/timetable/GAMES`
pub(super) async fn one(ask: Ask, Path(games): Path<String>, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let (all, at) = find(&ask, &games).await?;
    show(&ask, &all, at, asked, Shown::default()).await
}

/// `POST /me/timetable/GAMES/blocks`
pub(super) async fn add(
    Path(games): Path<String>,
    Posted { ask, form }: Posted<BlockForm>,
) -> Result<Response, WebError> {
    let (all, at) = find(&ask, &games).await?;
    match add_block(&ask, &ask.doer(&PROGRAMME)?, Whose::Own(all[at].id), &form).await {
        Ok(()) => Ok(back(&all[at])),
        Err(error) => {
            let shown = Shown { faults: Faults::from_error(error)?, form, ..Shown::default() };
            let page = show(&ask, &all, at, Asked::default(), shown).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `POST /me/timetable/GAMES/blocks/ID/remove`
pub(super) async fn remove(
    Path((games, block)): Path<(String, TimetableBlockId)>,
    Posted { ask, .. }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let (all, at) = find(&ask, &games).await?;
    remove_block(&ask, &ask.doer(&PROGRAMME)?, Whose::Own(all[at].id), block).await?;
    Ok(back(&all[at]))
}

/// `POST /me/timetable/GAMES/calendar`
pub(super) async fn begin(
    Path(games): Path<String>,
    Posted { ask, .. }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let (all, at) = find(&ask, &games).await?;
    let address = begin_feed(&ask, Whose::Own(all[at].id)).await?;
    show(&ask, &all, at, Asked::default(), Shown { address, ..Shown::default() }).await
}

/// `POST /me/timetable/GAMES/calendar/end`
pub(super) async fn end(Path(games): Path<String>, Posted { ask, .. }: Posted<Nothing>) -> Result<Response, WebError> {
    let (all, at) = find(&ask, &games).await?;
    timetable_feed::end(&ask.web.ctx, ask.actor()?, Whose::Own(all[at].id)).await?;
    Ok(back(&all[at]))
}

fn back(games: &Games) -> Response {
    Redirect::to(&format!("/me/timetable/{}", games.slug)).into_response()
}

/// The viewer's Games, and which of them has this short name.
async fn find(ask: &Ask, slug: &str) -> Result<(Vec<Games>, usize), WebError> {
    let slug = games::slug(slug).map_err(|_| AppError::NotFound)?;
    let all = own_games(&ask.web.ctx, ask.doer(&PROGRAMME)?.whom()).await?;
    let at = all.iter().position(|g| g.slug == slug).ok_or(AppError::NotFound)?;
    Ok((all, at))
}

async fn show(ask: &Ask, all: &[Games], at: usize, asked: Asked, shown: Shown) -> Result<Response, WebError> {
    let games = &all[at];
    let found = timetable::timetable(&ask.web.ctx, ask.doer(&PROGRAMME)?.whom(), Whose::Own(games.id)).await?;
    let organisation = store::organisation::get(&mut ask.web.ctx.begin_read().await?, found.place.organisation).await?;
    let page = Page::titled(ask, "timetable-own").in_section("me");
    let base = format!("/me/timetable/{}", games.slug);
    Ok(html(&OwnPage {
        games: games.slug.clone(),
        games_name: games.name.clone(),
        all: all.iter().map(|g| (g.slug.clone(), g.name.clone())).collect(),
        name: found.place.entry.entry.name(),
        organisation: organisation.map(|o| o.name).unwrap_or_default(),
        is_claimed_now: asked.done == "claimed",
        timetable: View::new(&found, games, base, "", shown, &page),
        page,
    }))
}
