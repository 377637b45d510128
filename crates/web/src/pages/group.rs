//! Groups of athletes inside a roster: named, filled by sport, by ticks or by codes, and emptied.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use grandstand_app::{
    AppError,
    group::{self, Full, Whom},
};
use grandstand_domain::{
    id::{GroupId, RosterEntryId},
    invalid::Invalid,
    odf::Discipline,
    organisation::OrganisationKind,
    permit::Act,
};
use grandstand_store::{self as store, roster::RosterEntry};
use serde::Deserialize;

use super::games::Office;
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Nothing, Posted},
    respond::{Page, html},
    show,
    state::Web,
    words::Words,
};

/// The addresses.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/staff/games/{slug}/groups", get(list).post(create))
        .route("/staff/groups/{id}", get(one).post(rename))
        .route("/staff/groups/{id}/put", post(put))
        .route("/staff/groups/{id}/take-out", post(take_out))
        .route("/staff/groups/{id}/remove", post(remove))
}

/// A group as the list shows it.
struct Line {
    id: GroupId,
    name: String,
    count: usize,
}

#[derive(Template)]
#[template(path = "group/list.html")]
struct ListPage {
    page: Page,
    games: String,
    games_name: String,
    query: String,
    organisation: String,
    organisation_slug: String,
    groups: Vec<Line>,
    /// What was typed for a new one.
    called: String,
    faults: Faults,
}

/// Which organisation is meant, where one may choose.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    organisation: String,
    sport: String,
    done: String,
    count: usize,
    unknown: String,
}

/// `GET /staff/games/SLUG/groups`
async fn list(ask: Ask, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &asked.organisation, Act::RunWorkshops).await?;
    show_list(&ask, office, String::new(), Faults::default()).await
}

async fn show_list(ask: &Ask, office: Office, name: String, faults: Faults) -> Result<Response, WebError> {
    let organisation = office.organisation.clone().ok_or(AppError::NotFound)?;
    let groups = group::list(&ask.web.ctx, ask.actor()?, organisation.id, office.games.id).await?;
    let line = |(group, count): (store::group::Group, usize)| Line { id: group.id, name: group.name, count };
    Ok(html(&ListPage {
        query: office.query(),
        games: office.games.slug,
        games_name: office.games.name,
        organisation: organisation.name,
        organisation_slug: organisation.slug,
        groups: groups.into_iter().map(line).collect(),
        called: name,
        faults,
        page: Page::titled(ask, "groups-title").in_section("me"),
    }))
}

/// What a group is called.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct NameForm {
    organisation: String,
    name: String,
}

/// `POST /staff/games/SLUG/groups`
async fn create(Path(slug): Path<String>, Posted { ask, form }: Posted<NameForm>) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::RunWorkshops).await?;
    let organisation = office.organisation.as_ref().ok_or(AppError::NotFound)?.id;
    match group::create(&ask.web.ctx, ask.actor()?, organisation, office.games.id, &form.name).await {
        Ok(id) => Ok(Redirect::to(&format!("/staff/groups/{id}")).into_response()),
        Err(error) => {
            let page = show_list(&ask, office, form.name, Faults::from_error(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// An athlete with a box to tick.
struct Tickable {
    id: RosterEntryId,
    name: String,
    code: String,
    disciplines: String,
}

fn tickable(row: &RosterEntry, kind: OrganisationKind, words: &Words) -> Tickable {
    let disciplines = show::disciplines(&row.entry.disciplines, kind, words);
    Tickable { id: row.id, name: row.entry.name(), code: row.entry.code.to_string(), disciplines }
}

#[derive(Template)]
#[template(path = "group/one.html")]
struct OnePage {
    page: Page,
    id: GroupId,
    called: String,
    games: String,
    games_name: String,
    organisation_slug: String,
    members: Vec<Tickable>,
    /// Those of the sport that is looked at who are not in it.
    others: Vec<Tickable>,
    /// All sports of the roster.
    sports: Vec<(String, String)>,
    /// The code of the sport that is looked at; empty for none.
    sport: String,
    /// The same in words.
    sport_said: String,
    workshops: i64,
    codes: String,
    done: String,
    /// Codes that were pasted and are not on the roster, with blanks between them.
    unknown: String,
    faults: Faults,
}

/// `GET /staff/groups/ID`
async fn one(ask: Ask, Path(id): Path<GroupId>, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let done = match asked.done.as_str() {
        "" => String::new(),
        "put" => ask.words.t1("group-done-put", "count", asked.count),
        _ => ask.words.t("done-saved"),
    };
    let shown = Shown { done, sport: asked.sport, unknown: asked.unknown, ..Shown::default() };
    show_one(&ask, id, shown).await
}

/// What a page shows beside the group as it stands.
#[derive(Default)]
struct Shown {
    name: Option<String>,
    codes: String,
    sport: String,
    done: String,
    unknown: String,
    faults: Faults,
}

async fn show_one(ask: &Ask, id: GroupId, shown: Shown) -> Result<Response, WebError> {
    let Full { group, members, others, workshops } = group::one(&ask.web.ctx, ask.actor()?, id).await?;
    let mut tx = ask.web.ctx.begin_read().await?;
    let games = store::games::get(&mut tx, group.games).await?.ok_or(AppError::NotFound)?;
    let organisation = store::organisation::get(&mut tx, group.organisation).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let page = Page::new(ask, &group.name).in_section("me");
    let everyone = members.iter().chain(&others);
    let codes = everyone.flat_map(|row| row.entry.disciplines.iter().copied());
    let sports = show::discipline_choices(codes, organisation.kind, &page.words);
    let looked_at = shown.sport.parse::<Discipline>().ok();
    let of_sport = |row: &&RosterEntry| looked_at.is_some_and(|sport| row.entry.disciplines.contains(&sport));
    let tick = |row: &RosterEntry| tickable(row, organisation.kind, &page.words);
    Ok(html(&OnePage {
        id,
        called: shown.name.unwrap_or(group.name),
        games: games.slug,
        games_name: games.name,
        organisation_slug: organisation.slug,
        members: members.iter().map(tick).collect(),
        others: others.iter().filter(of_sport).map(tick).collect(),
        sport_said: looked_at.map(|sport| show::discipline(sport, organisation.kind, &page.words)).unwrap_or_default(),
        sports,
        sport: looked_at.map(|sport| sport.to_string()).unwrap_or_default(),
        workshops,
        codes: shown.codes,
        done: shown.done,
        unknown: shown.unknown,
        faults: shown.faults,
        page,
    }))
}

/// `POST /staff/groups/ID`
async fn rename(Path(id): Path<GroupId>, Posted { ask, form }: Posted<NameForm>) -> Result<Response, WebError> {
    match group::rename(&ask.web.ctx, ask.actor()?, id, &form.name).await {
        Ok(()) => Ok(Redirect::to(&format!("/staff/groups/{id}?done=saved")).into_response()),
        Err(error) => {
            let shown = Shown { name: Some(form.name), faults: Faults::from_error(error)?, ..Shown::default() };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, show_one(&ask, id, shown).await?).into_response())
        }
    }
}

/// Whom to put in or take out: all of a sport, ticked ones as `entry-ID`, or codes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct WhomForm {
    by: String,
    sport: String,
    codes: String,
    #[serde(flatten)]
    boxes: BTreeMap<String, String>,
}

impl WhomForm {
    fn ticked(&self) -> Vec<RosterEntryId> {
        let ticked = self.boxes.iter().filter(|(_, value)| *value == "1");
        ticked.filter_map(|(name, _)| name.strip_prefix("entry-")?.parse().ok()).collect()
    }
}

/// `POST /staff/groups/ID/put`
async fn put(Path(id): Path<GroupId>, Posted { ask, form }: Posted<WhomForm>) -> Result<Response, WebError> {
    let actor = *ask.actor()?;
    let ticked = form.ticked();
    let whom = match form.by.as_str() {
        "sport" => form.sport.parse().map(Whom::Discipline).map_err(|e: Invalid| e.at("sport").into()),
        "codes" => Ok(Whom::Pasted(&form.codes)),
        _ => Ok(Whom::These(&ticked)),
    };
    let put = match whom {
        Ok(whom) => group::put(&ask.web.ctx, &actor, id, whom).await,
        Err(error) => Err(error),
    };
    match put {
        Ok(put) => {
            let unknown: String = url::form_urlencoded::byte_serialize(put.unknown.join(" ").as_bytes()).collect();
            let to = format!("/staff/groups/{id}?done=put&count={}&unknown={unknown}", put.new);
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let shown = Shown { codes: form.codes, faults: Faults::from_error(error)?, ..Shown::default() };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, show_one(&ask, id, shown).await?).into_response())
        }
    }
}

/// `POST /staff/groups/ID/take-out`
async fn take_out(Path(id): Path<GroupId>, Posted { ask, form }: Posted<WhomForm>) -> Result<Response, WebError> {
    group::take_out(&ask.web.ctx, ask.actor()?, id, &form.ticked()).await?;
    Ok(Redirect::to(&format!("/staff/groups/{id}?done=saved")).into_response())
}

/// `POST /staff/groups/ID/remove`
async fn remove(
    Path(id): Path<GroupId>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let me = *ask.actor()?;
    let full = group::one(&ask.web.ctx, &me, id).await?;
    match group::remove(&ask.web.ctx, &me, id).await {
        Ok(()) => {
            let mut tx = ask.web.ctx.begin_read().await?;
            let games = store::games::get(&mut tx, full.group.games).await?.ok_or(AppError::NotFound)?;
            let of = store::organisation::get(&mut tx, full.group.organisation).await?.ok_or(AppError::NotFound)?;
            let to = format!("/staff/games/{}/groups?organisation={}", games.slug, of.slug);
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let shown = Shown { faults: Faults::from_error(error)?, ..Shown::default() };
            Ok((StatusCode::CONFLICT, show_one(&ask, id, shown).await?).into_response())
        }
    }
}
