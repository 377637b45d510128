//! An athlete answers the check of a course, and learns what was wrong and why once the answers are sent.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{AppError, course_check, course_check::Sheet};
use grandstand_domain::{
    course_check::{self as rules, FIELDS},
    id::{CheckId, CourseId, TryId},
};
use grandstand_store::course_check::CourseCheck;
use serde::Deserialize;

use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Posted},
    respond::{Page, html},
    show::moment,
};

/// A question as it is asked: it does not know which answers are right.
struct Question {
    number: usize,
    field: &'static str,
    text: String,
    is_single: bool,
    /// Answers: place, text, whether it was chosen.
    answers: Vec<(usize, String, bool)>,
}

#[derive(Template)]
#[template(path = "learning/answer.html")]
struct AnswerPage {
    page: Page,
    course: String,
    id: String,
    check: String,
    questions: Vec<Question>,
    pass_at: usize,
    left: usize,
    /// When they may try again, where they may not now.
    again: String,
    is_passed: bool,
    faults: Faults,
}

/// What was chosen: `q1=2` where one answer is right, `q1-2=1` where several are. Numbers are counted from 1.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    check: String,
    #[serde(flatten)]
    fields: BTreeMap<String, String>,
}

impl Form {
    fn chosen(&self, number: usize) -> BTreeSet<usize> {
        let many = format!("q{number}-");
        let ticked =
            self.fields.iter().filter(|(_, value)| *value == "1").filter_map(|(name, _)| name.strip_prefix(&many));
        let one = self.fields.get(&format!("q{number}")).map(String::as_str);
        let places = ticked.chain(one).filter_map(|place| place.parse::<usize>().ok());
        places.filter_map(|place| place.checked_sub(1)).collect()
    }

    fn all(&self, questions: usize) -> Vec<BTreeSet<usize>> {
        (1..=questions).map(|number| self.chosen(number)).collect()
    }
}

/// `GET /me/programme/courses/ID/check`
pub(super) async fn show(ask: Ask, Path(id): Path<CourseId>) -> Result<Response, WebError> {
    let sheet = course_check::open(&ask.web.ctx, ask.actor()?, id).await?;
    Ok(page(&ask, sheet, &Form::default(), Faults::default()))
}

/// `POST /me/programme/courses/ID/check`
pub(super) async fn send(Path(id): Path<CourseId>, Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let actor = *ask.actor()?;
    let check = form.check.parse::<CheckId>().map_err(|_| AppError::NotFound)?;
    let sheet = course_check::open(&ask.web.ctx, &actor, id).await?;
    match course_check::answer(&ask.web.ctx, &actor, check, form.all(sheet.check.questions.len())).await {
        Ok(made) => Ok(Redirect::to(&format!("/me/programme/checks/{}", made.id)).into_response()),
        Err(error) => {
            let (faults, sheet) = (Faults::from_error(error)?, course_check::open(&ask.web.ctx, &actor, id).await?);
            // Of another version the same numbers would mean other answers.
            let form = if sheet.check.id == check { form } else { Form::default() };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&ask, sheet, &form, faults)).into_response())
        }
    }
}

fn page(ask: &Ask, sheet: Sheet, form: &Form, faults: Faults) -> Response {
    let title = ask.words.t1("check-of", "course", sheet.course.title.as_str());
    let questions = (1..).zip(FIELDS).zip(&sheet.check.questions).map(|((number, field), question)| {
        let chosen = form.chosen(number);
        Question {
            number,
            field,
            text: question.text.clone(),
            is_single: question.is_single(),
            answers: (question.answers.iter().enumerate())
                .map(|(at, answer)| (at + 1, answer.text.clone(), chosen.contains(&at)))
                .collect(),
        }
    });
    html(&AnswerPage {
        page: Page::new(ask, &title).in_section("me"),
        course: sheet.course.title.clone(),
        id: sheet.course.id.to_string(),
        check: sheet.check.id.to_string(),
        questions: questions.collect(),
        pass_at: sheet.check.pass_at,
        left: sheet.left,
        again: sheet.again_at.map(|at| moment(at, &ask.words).human).unwrap_or_default(),
        is_passed: sheet.passed_at.is_some(),
        faults,
    })
}

/// A question as it was answered.
struct Marked {
    text: String,
    is_right: bool,
    why: String,
    /// Answers: text, whether it was chosen, whether it is right.
    answers: Vec<(String, bool, bool)>,
}

#[derive(Template)]
#[template(path = "learning/result.html")]
struct ResultPage {
    page: Page,
    course: String,
    id: String,
    is_passed: bool,
    right: usize,
    count: usize,
    pass_at: usize,
    marked: Vec<Marked>,
    may_try: bool,
    again: String,
}

/// `GET /me/programme/checks/TRY`
pub(super) async fn result(ask: Ask, Path(id): Path<TryId>) -> Result<Response, WebError> {
    let (made, check, sheet) = course_check::result(&ask.web.ctx, ask.actor()?, id).await?;
    let title = ask.words.t1("check-of", "course", sheet.course.title.as_str());
    let right = rules::right(&check.questions, &made.chosen);
    Ok(html(&ResultPage {
        page: Page::new(&ask, &title).in_section("me"),
        course: sheet.course.title.clone(),
        id: sheet.course.id.to_string(),
        is_passed: made.is_passed,
        right: right.len(),
        count: check.questions.len(),
        pass_at: check.pass_at,
        marked: marked(&check, &made.chosen, &right),
        may_try: sheet.passed_at.is_none() && sheet.left > 0,
        again: sheet.again_at.map(|at| moment(at, &ask.words).human).unwrap_or_default(),
    }))
}

fn marked(check: &CourseCheck, chosen: &[BTreeSet<usize>], right: &BTreeSet<usize>) -> Vec<Marked> {
    let none = BTreeSet::new();
    let of = |(at, question): (usize, &rules::Question)| {
        let chosen = chosen.get(at).unwrap_or(&none);
        Marked {
            text: question.text.clone(),
            is_right: right.contains(&at),
            why: question.why.clone(),
            answers: (question.answers.iter().enumerate())
                .map(|(place, answer)| (answer.text.clone(), chosen.contains(&place), answer.is_right))
                .collect(),
        }
    };
    check.questions.iter().enumerate().map(of).collect()
}
