//! The skills record: an athlete's own on their programme, and of everyone who attended a course, for those who run it.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use grandstand_app::{
    AppError, certificate, games,
    workshop::{room, situation::Situation},
};
use grandstand_domain::{
    course::{Checked, Skill},
    id::{CourseId, RosterEntryId},
    permit::Act,
    time::UnixMillis,
};
use grandstand_store as store;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::back;
use crate::{
    ask::Ask,
    error::WebError,
    form::Posted,
    pages::games::Office,
    respond::{Page, html},
    show::{self, local},
    words::Words,
};

/// A skill of the athlete's own.
pub(in crate::pages) struct Held {
    pub(in crate::pages) course: String,
    pub(in crate::pages) title: String,
    pub(in crate::pages) level: String,
    /// Since when and until when, in words.
    pub(in crate::pages) span: String,
    pub(in crate::pages) counts: bool,
}

/// What an athlete attended that has a check which they have not passed: id and title of the course.
pub(in crate::pages) fn owed(situation: &Situation, entry: RosterEntryId) -> Vec<(String, String)> {
    let open = situation.learned(entry).into_iter().filter(|id| situation.checked(entry, *id) == Checked::Open);
    open.filter_map(|id| situation.course(id)).map(|c| (c.id.to_string(), c.title.clone())).collect()
}

/// The skills of an athlete, held now or once.
pub(in crate::pages) fn own(situation: &Situation, entry: RosterEntryId, now: UnixMillis, page: &Page) -> Vec<Held> {
    let zone = games::clocks(&situation.games);
    let held = |course: &store::course::Course| {
        let skill = situation.skill(entry, course.id)?;
        Some(Held {
            course: course.id.to_string(),
            title: course.title.clone(),
            level: page.t(&format!("course-level-{}", course.level.as_str())),
            span: span(skill, &zone, &page.words),
            counts: skill.counts(now),
        })
    };
    situation.courses.iter().filter_map(held).collect()
}

/// `since 1 July 2028, counts until 1 January 2029`
pub(super) fn span(skill: Skill, zone: &TimeZone, words: &Words) -> String {
    let since = local(skill.since, zone, words).0;
    match skill.until {
        None => words.t1("record-since", "since", since),
        Some(until) => words.t2("record-span", "since", since, "until", local(until, zone, words).0),
    }
}

/// An athlete who attended, as the table shows them.
struct Line {
    entry: String,
    name: String,
    disciplines: String,
    /// The stored word of how it stands: held, over or open.
    state: &'static str,
    span: String,
    /// Whether a certificate was asked for, and whether it was taken back.
    is_certified: bool,
    is_revoked: bool,
}

#[derive(Template)]
#[template(path = "learning/record.html")]
struct RecordPage {
    page: Page,
    games: String,
    organisation_slug: String,
    query: String,
    id: String,
    title: String,
    lines: Vec<Line>,
    done: String,
}

/// What the address may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    organisation: String,
    done: String,
}

/// `GET /staff/games/SLUG/courses/ID/skills`
pub(super) async fn page(
    ask: Ask,
    Path((slug, id)): Path<(String, CourseId)>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &asked.organisation, Act::RunWorkshops).await?;
    let organisation = office.organisation.clone().ok_or(AppError::NotFound)?;
    let situation = room::office(&ask.web.ctx, ask.actor()?, organisation.id, office.games.id).await?;
    let course = situation.course(id).ok_or(AppError::NotFound)?;
    let certificates = store::certificate::of_course(&mut ask.web.ctx.begin_read().await?, id).await?;
    let (zone, now) = (games::clocks(&situation.games), ask.web.ctx.now());
    let line = |person: &grandstand_app::workshop::situation::Person| {
        let (entry, row) = (person.entry.id, &person.entry.entry);
        let skill = situation.skill(entry, id);
        let state = match skill {
            Some(skill) if skill.counts(now) => "held",
            Some(_) => "over",
            None if situation.learned(entry).contains(&id) => "open",
            None => return None,
        };
        let certificate = certificates.iter().find(|c| c.entry == entry);
        Some(Line {
            is_certified: certificate.is_some(),
            is_revoked: certificate.is_some_and(|c| c.revoked_at.is_some()),
            entry: entry.to_string(),
            name: row.name(),
            disciplines: show::disciplines(&row.disciplines, organisation.kind, &ask.words),
            state,
            span: skill.map(|skill| span(skill, &zone, &ask.words)).unwrap_or_default(),
        })
    };
    Ok(html(&RecordPage {
        page: Page::new(&ask, &ask.words.t1("record-of", "course", course.title.as_str())).in_section("me"),
        query: office.query(),
        games: slug,
        organisation_slug: organisation.slug,
        id: id.to_string(),
        title: course.title.clone(),
        lines: situation.people.iter().filter_map(line).collect(),
        done: if asked.done.is_empty() { String::new() } else { ask.words.t("done-saved") },
    }))
}

/// Whose certificate is taken back, or counts again.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RevokeForm {
    organisation: String,
    entry: String,
    revoked: String,
}

/// `POST /staff/games/SLUG/courses/ID/skills/revoke`
pub(super) async fn revoke(
    Path((slug, id)): Path<(String, CourseId)>,
    Posted { ask, form }: Posted<RevokeForm>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::RunWorkshops).await?;
    let entry = form.entry.parse::<RosterEntryId>().map_err(|_| AppError::NotFound)?;
    certificate::revoke(&ask.web.ctx, ask.actor()?, entry, id, form.revoked == "1").await?;
    Ok(back(&office, id, "skills", "saved"))
}
