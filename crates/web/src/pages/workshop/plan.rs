//! A plan of who goes to which workshop, looked at before anyone is told of it.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    AppError, games,
    workshop::{
        plan::{self, Made, Plan},
        situation::Situation,
    },
};
use grandstand_domain::id::{AllocationId, RosterEntryId, WorkshopId};
use grandstand_domain::permit::Act;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::{
    at, because,
    office::{cell, csv},
};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Nothing, Posted},
    pages::games::Office,
    respond::{Page, html},
};

/// Lines of changes that the page shows; the file has all.
const LINES_MOST: usize = 200;

/// What the button says that asks for a plan.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    organisation: String,
}

/// `POST /staff/games/SLUG/plan`
pub(super) async fn ask(Path(slug): Path<String>, Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::RunWorkshops).await?;
    let organisation = office.organisation.as_ref().ok_or(AppError::NotFound)?.id;
    let id = plan::ask(&ask.web.ctx, ask.actor()?, organisation, office.games.id).await?;
    Ok(Redirect::to(&format!("/staff/plans/{id}")).into_response())
}

/// A goal as the table shows it.
struct LevelLine {
    name: String,
    value: String,
    gap: String,
}

/// What was asked for with one weight.
struct AskedLine {
    name: String,
    wants: usize,
    met: usize,
    share: String,
    impossible: usize,
}

/// A change of someone's seats.
struct ChangeLine {
    name: String,
    is_new: bool,
    what: String,
    when: String,
}

/// Someone who does not get what they want or have to take.
struct UnplacedLine {
    name: String,
    course: String,
    must: bool,
    impossible: bool,
    why: Vec<(String, String)>,
}

/// A decision by hand that stands in the way.
struct PinLine {
    name: String,
    here: bool,
    what: String,
    when: String,
    workshop: String,
    why: String,
}

#[derive(Template)]
#[template(path = "workshop/plan.html")]
struct PlanPage {
    page: Page,
    id: String,
    games: String,
    games_name: String,
    organisation: String,
    organisation_slug: String,
    /// working, plan, contradiction, not-found or failed.
    state: &'static str,
    plan: Option<Shown>,
    pins: Vec<PinLine>,
    made_at: String,
    is_announced: bool,
    stands: bool,
}

/// A plan that was found.
struct Shown {
    placed: usize,
    wants: usize,
    seats: i64,
    people: usize,
    seconds: String,
    is_solved: bool,
    levels: Vec<LevelLine>,
    asked: Vec<AskedLine>,
    changes: Vec<ChangeLine>,
    changes_more: usize,
    new: usize,
    gone: usize,
    kept: usize,
    unplaced: Vec<UnplacedLine>,
}

/// `GET /staff/plans/ID`
pub(super) async fn show(ask: Ask, Path(id): Path<AllocationId>) -> Result<Response, WebError> {
    let (row, made, situation) = plan::read(&ask.web.ctx, ask.actor()?, id).await?;
    let page = Page::titled(&ask, "plan-title").in_section("me");
    let zone = games::clocks(&situation.games);
    let state = match &made {
        Made::Working => "working",
        Made::Plan(_) => "plan",
        Made::Contradiction(_) => "contradiction",
        Made::NotFound => "not-found",
        Made::Failed => "failed",
    };
    let decided: &[plan::Pinned] = if let Made::Contradiction(pins) = &made { pins } else { &[] };
    let pins = decided.iter().filter_map(|pin| {
        let (what, when) = workshop_named(pin.workshop, &situation, &zone, &page)?;
        let why = pin.why.as_ref().map(|why| because(why, &situation, &zone, &page.words));
        Some(PinLine {
            name: named(pin.entry, &situation),
            here: pin.here,
            what,
            when,
            workshop: pin.workshop.to_string(),
            why: why.unwrap_or_default(),
        })
    });
    let pins: Vec<PinLine> = pins.collect();
    let stands = matches!(&made, Made::Plan(found) if row.announced_at.is_none() && plan::stands(&situation, found));
    let plan = match &made {
        Made::Plan(found) => Some(shown(found, &situation, &zone, &page)),
        _ => None,
    };
    Ok(html(&PlanPage {
        id: id.to_string(),
        games: situation.games.slug.clone(),
        games_name: situation.games.name.clone(),
        organisation: situation.organisation.name.clone(),
        organisation_slug: situation.organisation.slug.clone(),
        state,
        plan,
        pins,
        made_at: at(row.made_at, &zone, &page.words),
        is_announced: row.announced_at.is_some(),
        stands,
        page,
    }))
}

fn shown(found: &Plan, situation: &Situation, zone: &TimeZone, page: &Page) -> Shown {
    let changes = plan::changes(situation, found);
    let lines = |list: &[(RosterEntryId, WorkshopId)], is_new: bool| {
        let line = |(entry, workshop): &(RosterEntryId, WorkshopId)| {
            let (what, when) = workshop_named(*workshop, situation, zone, page)?;
            Some(ChangeLine { name: named(*entry, situation), is_new, what, when })
        };
        list.iter().filter_map(line).collect::<Vec<_>>()
    };
    let mut all = lines(&changes.gone, false);
    all.extend(lines(&changes.new, true));
    all.sort_by(|one, other| one.name.cmp(&other.name).then(one.is_new.cmp(&other.is_new)));
    let changes_more = all.len().saturating_sub(LINES_MOST);
    all.truncate(LINES_MOST);
    let mut placed: Vec<RosterEntryId> = found.placements.iter().map(|p| p.0).collect();
    placed.dedup();
    let people = placed.len();
    let mut unplaced: Vec<UnplacedLine> = (found.unplaced.iter())
        .map(|want| UnplacedLine {
            name: named(want.entry, situation),
            course: situation.course(want.course).map(|c| c.title.clone()).unwrap_or_default(),
            must: want.must,
            impossible: want.impossible,
            why: (want.why.iter())
                .filter_map(|(workshop, why)| {
                    let (_, when) = workshop_named(*workshop, situation, zone, page)?;
                    Some((when, because(why, situation, zone, &page.words)))
                })
                .collect(),
        })
        .collect();
    unplaced.sort_by(|one, other| other.must.cmp(&one.must).then(one.name.cmp(&other.name)));
    Shown {
        placed: found.placements.len(),
        wants: found.wants,
        seats: found.seats,
        people,
        seconds: format!("{}.{}", found.millis / 1_000, found.millis % 1_000 / 100),
        is_solved: found.is_solved,
        levels: found.levels.iter().map(|level| level_line(level, page)).collect(),
        asked: found.asked.iter().map(|asked| asked_line(asked, page)).collect(),
        new: changes.new.len(),
        gone: changes.gone.len(),
        kept: changes.kept,
        changes: all,
        changes_more,
        unplaced,
    }
}

fn level_line(level: &plan::Level, page: &Page) -> LevelLine {
    let share = level.name.ends_with("share");
    LevelLine {
        name: page.t(&format!("plan-level-{}", level.name)),
        value: if share { percent(level.value) } else { level.value.to_string() },
        gap: match level.gap {
            Some(0) => page.t("plan-proven"),
            Some(gap) => page.words.t1("plan-gap", "gap", percent(gap)),
            None => page.t("plan-unknown"),
        },
    }
}

fn percent(millionths: u64) -> String {
    format!("{}.{:02} %", millionths / 10_000, millionths % 10_000 / 100)
}

fn asked_line(asked: &plan::Asked, page: &Page) -> AskedLine {
    let share = u64::try_from(asked.met * 1_000_000 / asked.wants.max(1)).unwrap_or_default();
    AskedLine {
        name: page.t(&format!("plan-asked-{}", asked.weight.as_str())),
        wants: asked.wants,
        met: asked.met,
        share: percent(share),
        impossible: asked.impossible,
    }
}

fn named(entry: RosterEntryId, situation: &Situation) -> String {
    situation.person(entry).map(|p| p.entry.entry.name()).unwrap_or_default()
}

/// A workshop's course and when and where it is.
fn workshop_named(id: WorkshopId, situation: &Situation, zone: &TimeZone, page: &Page) -> Option<(String, String)> {
    let workshop = situation.workshop(id)?;
    let place = if workshop.place.is_empty() { page.t("workshop-online") } else { workshop.place.clone() };
    let when = format!("{} · {place}", at(workshop.from, zone, &page.words));
    Some((situation.course(workshop.course)?.title.clone(), when))
}

/// `POST /staff/plans/ID/announce`
pub(super) async fn announce(
    Path(id): Path<AllocationId>,
    Posted { ask, .. }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let actor = *ask.actor()?;
    let count = plan::announce(&ask.web.ctx, &actor, id).await?;
    let (.., situation) = plan::read(&ask.web.ctx, &actor, id).await?;
    let (games, whose) = (&situation.games.slug, &situation.organisation.slug);
    let to = format!("/staff/games/{games}/workshops?done=announced&count={count}&organisation={whose}");
    Ok(Redirect::to(&to).into_response())
}

/// `GET /staff/plans/ID/unplaced.csv`: who could not be placed and why, one line for each workshop that was in question.
pub(super) async fn unplaced(ask: Ask, Path(id): Path<AllocationId>) -> Result<Response, WebError> {
    let (_, made, situation) = plan::read(&ask.web.ctx, ask.actor()?, id).await?;
    let Made::Plan(found) = made else { return Err(AppError::NotFound.into()) };
    let page = Page::titled(&ask, "plan-title");
    let zone = games::clocks(&situation.games);
    let mut text = "athlete code,name,course,required,could be met,workshop,why\r\n".to_owned();
    for want in &found.unplaced {
        let Some(person) = situation.person(want.entry) else { continue };
        let course = situation.course(want.course).map(|c| c.title.clone()).unwrap_or_default();
        let mut line = |when: &str, why: &str| {
            let required = if want.must { "yes" } else { "no" };
            let code = person.entry.entry.code.as_str();
            let possible = if want.impossible { "no" } else { "yes" };
            let cells = [code, &person.entry.entry.name(), &course, required, possible, when, why].map(cell);
            text.push_str(&cells.join(","));
            text.push_str("\r\n");
        };
        if want.why.is_empty() {
            line("", &page.t("workshop-why-none"));
        }
        for (workshop, why) in &want.why {
            let when = workshop_named(*workshop, &situation, &zone, &page).map(|w| w.1).unwrap_or_default();
            line(&when, &because(why, &situation, &zone, &page.words));
        }
    }
    Ok(csv("not-placed.csv", text))
}
