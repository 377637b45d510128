//! Games: all of them, and one with what is known of it.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    games,
    import::{Counts, Kind},
};
use grandstand_domain::{
    games::{Day, Days},
    invalid::{Check, Invalid},
    permit::Act,
};
use grandstand_store::{self as store, games::Figures, games::Games};
use serde::Deserialize;

use super::{Office, allowed};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Posted},
    respond::{Page, html},
    show::day,
};

/// What is said of a Games in a form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    slug: String,
    name: String,
    zone: String,
    village: String,
    opening: String,
    closing: String,
    way: String,
}

impl Form {
    fn of(games: &Games) -> Self {
        let day = |day: Option<Day>| day.map(|d| d.to_string()).unwrap_or_default();
        Self {
            slug: games.slug.clone(),
            name: games.name.clone(),
            zone: games.zone.clone().unwrap_or_default(),
            village: day(games.days.village),
            opening: day(games.days.opening),
            closing: day(games.days.closing),
            way: games.way_minutes.to_string(),
        }
    }

    fn days(&self) -> Result<Days, Invalid> {
        let mut faults = Check::default();
        let mut day = |field, text: &str| {
            let parsed = (!text.is_empty()).then(|| text.parse::<Day>()).transpose();
            faults.take(field, parsed).flatten()
        };
        let days = Days {
            village: day("village", &self.village),
            opening: day("opening", &self.opening),
            closing: day("closing", &self.closing),
        };
        faults.done()?;
        Ok(days)
    }
}

/// One Games in the list.
struct Line {
    slug: String,
    name: String,
    days: String,
    zone: String,
}

#[derive(Template)]
#[template(path = "games/list.html")]
struct ListPage {
    page: Page,
    lines: Vec<Line>,
    may_make: bool,
    form: Form,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "games/one.html")]
struct OnePage {
    page: Page,
    games: Games,
    days: Vec<(&'static str, String)>,
    figures: Figures,
    organisation: String,
    organisation_slug: String,
    organisations: Vec<(String, String)>,
    query: String,
    runs: bool,
    keeps: bool,
    kinds: Vec<(String, String)>,
    kind: String,
    done: Option<Counts>,
    is_saved: bool,
    form: Form,
    faults: Faults,
    /// What is wrong with a file that was sent.
    file_faults: Faults,
}

/// `GET /staff/games`
pub(super) async fn list(ask: Ask) -> Result<Response, WebError> {
    show_list(&ask, Form::default(), Faults::default()).await
}

async fn show_list(ask: &Ask, form: Form, faults: Faults) -> Result<Response, WebError> {
    let may_make = allowed(ask, Act::SeeRoster).await?;
    let page = Page::titled(ask, "games-title").in_section("me").in_office(ask).await?;
    let all = store::games::list(&mut ask.web.ctx.begin_read().await?).await?;
    let line = |games: Games| Line {
        days: span(&games, &page),
        zone: games.zone.unwrap_or_default(),
        slug: games.slug,
        name: games.name,
    };
    Ok(html(&ListPage { lines: all.into_iter().map(line).collect(), may_make, form, faults, page }))
}

/// From the opening to the closing, as far as they are known.
fn span(games: &Games, page: &Page) -> String {
    let said = |d: Option<Day>| d.map(|d| day(&d.to_string(), &page.words));
    match (said(games.days.opening), said(games.days.closing)) {
        (Some(from), Some(to)) => format!("{from} – {to}"),
        (from, to) => from.or(to).unwrap_or_default(),
    }
}

/// `POST /staff/games`
pub(super) async fn create(Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let made = match form.days() {
        Ok(days) => {
            let said = games::Form { name: &form.name, zone: form.zone.trim(), days, way_minutes: &form.way };
            games::create(&ask.web.ctx, ask.actor()?, &form.slug, said).await
        }
        Err(faults) => Err(faults.into()),
    };
    match made {
        Ok(made) => Ok(Redirect::to(&format!("/staff/games/{}", made.slug)).into_response()),
        Err(error) => {
            let page = show_list(&ask, form, Faults::from_error(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// What the address of one Games may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    organisation: String,
    done: String,
    new: usize,
    changed: usize,
    unchanged: usize,
    refused: usize,
    gone: usize,
}

/// `GET /staff/games/SLUG`
pub(super) async fn games(
    ask: Ask,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &asked.organisation, Act::SeeRoster).await?;
    show(&ask, office, asked, Shown::default()).await
}

/// What a page shows again after something was wrong.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) form: Option<Form>,
    pub(super) faults: Faults,
    /// What is wrong with a file.
    pub(super) file_faults: Faults,
    /// What the file was said to hold.
    pub(super) kind: String,
}

/// The page of one Games after a file that could not be taken.
pub(super) async fn show_again(ask: &Ask, office: Office, shown: Shown) -> Result<Response, WebError> {
    let page = show(ask, office, Asked::default(), shown).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn show(ask: &Ask, office: Office, asked: Asked, shown: Shown) -> Result<Response, WebError> {
    let page = Page::new(ask, &office.games.name).in_section("me");
    let figures = match &office.organisation {
        Some(o) => store::games::figures(&mut ask.web.ctx.begin_read().await?, office.games.id, o.id).await?,
        None => Figures::default(),
    };
    let days = office.games.days;
    let days = [("games-village", days.village), ("games-opening", days.opening), ("games-closing", days.closing)];
    let days = days.into_iter().filter_map(|(key, d)| Some((key, day(&d?.to_string(), &page.words)))).collect();
    let keeps = office.keeps(ask).await?;
    let kinds = Kind::ALL.into_iter().filter(|kind| keeps || !kind.is_of_games());
    let kinds = kinds.map(|kind| (kind.as_str().to_owned(), page.t(&format!("import-kind-{}", kind.as_str()))));
    let done = Counts {
        new: asked.new,
        changed: asked.changed,
        unchanged: asked.unchanged,
        gone: asked.gone,
        refused: asked.refused,
    };
    Ok(html(&OnePage {
        days,
        figures,
        query: office.query(),
        runs: office.runs,
        keeps,
        organisation_slug: office.organisation.as_ref().map(|o| o.slug.clone()).unwrap_or_default(),
        organisation: office.organisation.map(|o| o.name).unwrap_or_default(),
        organisations: office.organisations,
        kinds: kinds.collect(),
        kind: shown.kind,
        done: (asked.done == "imported").then_some(done),
        is_saved: asked.done == "saved",
        form: shown.form.unwrap_or_else(|| Form::of(&office.games)),
        faults: shown.faults,
        file_faults: shown.file_faults,
        games: office.games,
        page,
    }))
}

/// `POST /staff/games/SLUG`
pub(super) async fn save(Path(slug): Path<String>, Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let saved = match form.days() {
        Ok(days) => {
            let said = games::Form { name: &form.name, zone: form.zone.trim(), days, way_minutes: &form.way };
            games::update(&ask.web.ctx, ask.actor()?, &slug, said).await
        }
        Err(faults) => Err(faults.into()),
    };
    match saved {
        Ok(_) => Ok(Redirect::to(&format!("/staff/games/{slug}?done=saved")).into_response()),
        Err(error) => {
            let faults = Faults::from_error(error)?;
            let office = Office::open(&ask, &slug, "", Act::SeeRoster).await?;
            show_again(&ask, office, Shown { form: Some(form), faults, ..Shown::default() }).await
        }
    }
}
