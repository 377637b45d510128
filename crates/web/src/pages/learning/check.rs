//! The check of a course as staff write it: one form with every question, and room for more.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use grandstand_app::{AppError, course_check};
use grandstand_domain::{
    course_check::{ANSWERS_MOST, Draft, FIELDS, QUESTIONS_MOST},
    id::CourseId,
    permit::Act,
};
use grandstand_store::course_check::CourseCheck;
use serde::Deserialize;

use super::back;
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Posted},
    pages::games::Office,
    respond::{Page, html},
};

/// So many empty questions stand below those that are written.
const BLANK: usize = 3;

/// A question in the form.
struct Question {
    number: usize,
    field: &'static str,
    text: String,
    why: String,
    /// Answers: number, text, whether it is right.
    answers: Vec<(usize, String, bool)>,
}

#[derive(Template)]
#[template(path = "learning/check.html")]
struct CheckPage {
    page: Page,
    games: String,
    organisation_slug: String,
    query: String,
    id: String,
    title: String,
    questions: Vec<Question>,
    pass_at: String,
    version: i64,
    done: String,
    faults: Faults,
}

/// What the form says: `q1-text`, `q1-why`, `q1-a1`, `q1-r1` …
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    organisation: String,
    pass_at: String,
    #[serde(flatten)]
    fields: BTreeMap<String, String>,
}

impl Form {
    fn of(check: &CourseCheck) -> Self {
        let mut fields = BTreeMap::new();
        for (n, question) in (1..).zip(&check.questions) {
            fields.insert(format!("q{n}-text"), question.text.clone());
            fields.insert(format!("q{n}-why"), question.why.clone());
            for (m, answer) in (1..).zip(&question.answers) {
                fields.insert(format!("q{n}-a{m}"), answer.text.clone());
                if answer.is_right {
                    fields.insert(format!("q{n}-r{m}"), "1".to_owned());
                }
            }
        }
        Self { pass_at: check.pass_at.to_string(), fields, ..Self::default() }
    }

    fn at(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    fn is_right(&self, n: usize, m: usize) -> bool {
        self.at(&format!("q{n}-r{m}")) == "1"
    }

    fn drafts(&self) -> Vec<Draft<'_>> {
        let draft = |n: usize| Draft {
            text: self.at(&format!("q{n}-text")),
            why: self.at(&format!("q{n}-why")),
            answers: (1..=ANSWERS_MOST).map(|m| (self.at(&format!("q{n}-a{m}")), self.is_right(n, m))).collect(),
        };
        (1..=QUESTIONS_MOST).map(draft).collect()
    }

    /// The place of the last question of which anything is written, counted from 1.
    fn written(&self) -> usize {
        let said = |n: &usize| self.fields.iter().any(|(name, v)| !v.is_empty() && name.starts_with(&format!("q{n}-")));
        (1..=QUESTIONS_MOST).rev().find(said).unwrap_or_default()
    }

    fn questions(&self) -> Vec<Question> {
        let shown = (self.written() + BLANK).min(QUESTIONS_MOST);
        let question = |n: usize| Question {
            number: n,
            field: FIELDS[n - 1],
            text: self.at(&format!("q{n}-text")).to_owned(),
            why: self.at(&format!("q{n}-why")).to_owned(),
            answers: (1..=ANSWERS_MOST)
                .map(|m| (m, self.at(&format!("q{n}-a{m}")).to_owned(), self.is_right(n, m)))
                .collect(),
        };
        (1..=shown).map(question).collect()
    }
}

/// What the address may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    organisation: String,
    done: String,
}

/// `GET /staff/games/SLUG/courses/ID/check`
pub(super) async fn edit(
    ask: Ask,
    Path((slug, id)): Path<(String, CourseId)>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &asked.organisation, Act::RunWorkshops).await?;
    let done = match asked.done.as_str() {
        "" => String::new(),
        "removed" => ask.words.t("check-done-removed"),
        _ => ask.words.t("done-saved"),
    };
    show(&ask, office, id, None, Faults::default(), done).await
}

/// `POST /staff/games/SLUG/courses/ID/check`
pub(super) async fn save(
    Path((slug, id)): Path<(String, CourseId)>,
    Posted { ask, form }: Posted<Form>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::RunWorkshops).await?;
    match course_check::write(&ask.web.ctx, ask.actor()?, id, &form.drafts(), &form.pass_at).await {
        Ok(()) => Ok(back(&office, id, "check", "saved")),
        Err(error) => {
            let page = show(&ask, office, id, Some(form), Faults::from_error(error)?, String::new()).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `POST /staff/games/SLUG/courses/ID/check/remove`
pub(super) async fn remove(
    Path((slug, id)): Path<(String, CourseId)>,
    Posted { ask, form }: Posted<Form>,
) -> Result<Response, WebError> {
    let office = Office::open(&ask, &slug, &form.organisation, Act::RunWorkshops).await?;
    course_check::remove(&ask.web.ctx, ask.actor()?, id).await?;
    Ok(back(&office, id, "check", "removed"))
}

async fn show(
    ask: &Ask,
    office: Office,
    id: CourseId,
    form: Option<Form>,
    faults: Faults,
    done: String,
) -> Result<Response, WebError> {
    let organisation = office.organisation.clone().ok_or(AppError::NotFound)?;
    let (course, check) = course_check::read(&ask.web.ctx, ask.actor()?, id).await?;
    let form = form.or_else(|| check.as_ref().map(Form::of)).unwrap_or_default();
    let title = ask.words.t1("check-of", "course", course.title.as_str());
    Ok(html(&CheckPage {
        page: Page::new(ask, &title).in_section("me"),
        games: office.games.slug.clone(),
        organisation_slug: organisation.slug,
        query: office.query(),
        id: id.to_string(),
        title: course.title,
        questions: form.questions(),
        pass_at: form.pass_at.clone(),
        version: check.map_or(0, |check| check.version),
        done,
        faults,
    }))
}
