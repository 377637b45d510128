//! Certificates: as a file for who holds the skill, and a page on which anyone with a code sees that it is real.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    AppError,
    certificate::{self, Paper, Standing},
    games,
    workshop::room,
};
use grandstand_domain::{
    course::Skill,
    id::{CourseId, RosterEntryId},
    time::UnixMillis,
};
use grandstand_paper::{Certificate, Family, PaperError};
use jiff::{Timestamp, tz::TimeZone};
use serde::Deserialize;

use crate::{
    ask::Ask,
    error::WebError,
    respond::{Page, html},
    show::day,
    words::Words,
};

/// `GET /me/programme/courses/ID/certificate.pdf`
pub(super) async fn own(ask: Ask, Path(id): Path<CourseId>) -> Result<Response, WebError> {
    let own = room::own(&ask.web.ctx, ask.actor()?).await?.ok_or(AppError::NotFound)?;
    let paper = certificate::of(&ask.web.ctx, ask.actor()?, own.place.entry.id, id).await?;
    pdf(&ask, paper).await
}

/// `GET /staff/certificates/ENTRY/COURSE`: for those who run the workshops.
pub(super) async fn of_athlete(
    ask: Ask,
    Path((entry, course)): Path<(RosterEntryId, CourseId)>,
) -> Result<Response, WebError> {
    let paper = certificate::of(&ask.web.ctx, ask.actor()?, entry, course).await?;
    pdf(&ask, paper).await
}

/// The days of a skill in words, on the clocks of the Games; the second is empty for one that counts for ever.
fn days(skill: Skill, zone: &TimeZone, words: &Words) -> (String, String) {
    let written = |at: UnixMillis| {
        let stamp = Timestamp::from_millisecond(at.0).unwrap_or_default();
        day(&stamp.to_zoned(zone.clone()).strftime("%Y-%m-%d").to_string(), words)
    };
    (written(skill.since), skill.until.map(written).unwrap_or_default())
}

/// Draws the paper, away from the threads that answer requests: it takes some milliseconds of a processor.
async fn pdf(ask: &Ask, paper: Paper) -> Result<Response, WebError> {
    let (words, assets) = (ask.words.clone(), std::sync::Arc::clone(&ask.web.assets));
    let address = ask.web.absolute(&format!("/certificate/{}", paper.code));
    let name = format!("certificate-{}.pdf", paper.code);
    let drawn = tokio::task::spawn_blocking(move || {
        let family = |weight: u16| {
            let files = ["latin", "latin-ext", "vietnamese"].map(|letters| format!("paper-{weight}-{letters}.ttf"));
            Family::new(files.iter().filter_map(|file| assets.bytes(file)))
        };
        draw(&family(500)?, &family(800)?, &paper, &address, &words)
    });
    let bytes = match drawn.await.map_err(AppError::internal)? {
        Ok(bytes) => bytes,
        Err(PaperError::Face) => return Err(AppError::Unavailable("the front end is not built".to_owned()).into()),
        Err(error) => return Err(AppError::internal(error).into()),
    };
    let kind = (header::CONTENT_TYPE, "application/pdf".to_owned());
    let keep = (header::CACHE_CONTROL, "private, no-store".to_owned());
    let named = (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\""));
    Ok(([kind, keep, named], bytes).into_response())
}

fn draw(plain: &Family, strong: &Family, paper: &Paper, address: &str, words: &Words) -> Result<Vec<u8>, PaperError> {
    let (since, until) = days(paper.skill, &games::clocks(&paper.games), words);
    let until = if until.is_empty() { words.t("certificate-for-ever") } else { until };
    let facts = [
        (words.t("certificate-since"), since),
        (words.t("certificate-until"), until),
        (words.t("certificate-games"), paper.games.name.clone()),
    ];
    let said = Certificate {
        language: words.tag(),
        title: &words.t2("certificate-of", "course", paper.course.title.as_str(), "name", paper.name.as_str()),
        label: &words.t("certificate-title"),
        name: &paper.name,
        sentence: &words.t("certificate-holds"),
        course: &paper.course.title,
        level: &words.t(&format!("course-level-{}", paper.course.level.as_str())),
        facts: &facts,
        organisation: &paper.organisation.name,
        colour: paper.organisation.colour,
        check: &words.t("certificate-check-here"),
        code: &paper.code,
        address,
        picture: &words.t("certificate-picture"),
    };
    grandstand_paper::certificate(plain, strong, &said)
}

/// What is found under a code, as the page shows it.
struct Found {
    name: String,
    course: String,
    level: String,
    organisation: String,
    games: String,
    since: String,
    until: String,
    counts: bool,
}

#[derive(Template)]
#[template(path = "learning/certificate.html")]
struct CheckPage {
    page: Page,
    code: String,
    /// The stored word of what was found: empty, real, revoked or unknown.
    state: &'static str,
    found: Option<Found>,
}

/// What the form says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    code: String,
}

/// `GET /certificate`: where a code is typed.
pub(super) async fn form(ask: Ask, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    if let Some(code) = grandstand_domain::certificate::read(&asked.code) {
        let code = grandstand_domain::certificate::written(&code);
        return Ok(Redirect::to(&format!("/certificate/{code}")).into_response());
    }
    let state = if asked.code.is_empty() { "" } else { "unknown" };
    Ok(show(&ask, asked.code, state, None))
}

/// `GET /certificate/CODE`
pub(super) async fn check(ask: Ask, Path(code): Path<String>) -> Result<Response, WebError> {
    let now = ask.web.ctx.now();
    Ok(match certificate::check(&ask.web.ctx, ask.origin, &code).await? {
        Standing::Unknown => (StatusCode::NOT_FOUND, show(&ask, code, "unknown", None)).into_response(),
        Standing::Revoked => show(&ask, code, "revoked", None),
        Standing::Real(paper) => {
            let paper = *paper;
            let (since, until) = days(paper.skill, &games::clocks(&paper.games), &ask.words);
            let found = Found {
                name: paper.name,
                course: paper.course.title,
                level: ask.words.t(&format!("course-level-{}", paper.course.level.as_str())),
                organisation: paper.organisation.name,
                games: paper.games.name,
                since,
                until,
                counts: paper.skill.counts(now),
            };
            let mut answer = show(&ask, paper.code, "real", Some(found));
            answer.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-store"));
            answer
        }
    })
}

fn show(ask: &Ask, code: String, state: &'static str, found: Option<Found>) -> Response {
    let mut page = Page::titled(ask, "certificate-check-title");
    page.unlisted = true;
    html(&CheckPage { page, code, state, found })
}
