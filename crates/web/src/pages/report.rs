//! Reporting, with or without an account, and asking after a report by its reference.

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use grandstand_app::{AppError, report};
use grandstand_domain::{
    invalid::Invalid,
    report::{ReportReason, ReportState, ReportSubject},
};
use grandstand_store::report::Report;
use serde::Deserialize;

use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Posted},
    respond::{Page, html},
    show::moment,
    state::Web,
    view::Moment,
};

/// The addresses.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/report", get(form).post(send))
        .route("/reports", get(ask_after))
        .route("/reports/{reference}", get(stand))
}

/// What is reported, as the address says it, and the form's fields.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Form {
    subject: String,
    id: String,
    reason: String,
    details: String,
}

#[derive(Template)]
#[template(path = "report/form.html")]
struct FormPage {
    page: Page,
    form: Form,
    reasons: Vec<(&'static str, String)>,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "report/stand.html")]
struct StandPage {
    page: Page,
    reference: String,
    made: Moment,
    upheld: bool,
    /// The key of what was decided.
    verdict: &'static str,
    decided: Option<Moment>,
    decision: String,
}

#[derive(Template)]
#[template(path = "report/ask_after.html")]
struct AskAfterPage {
    page: Page,
    faults: Faults,
    reference: String,
}

/// `GET /report?subject=post&id=ID`
async fn form(ask: Ask, Query(form): Query<Form>) -> Result<Response, WebError> {
    ask.for_oneself()?;
    let actor = ask.viewer.as_ref().map(|v| &v.actor);
    report::reportable(&ask.web.ctx, actor, subject(&form)?).await?;
    Ok(show(&ask, form, Faults::default()))
}

/// `POST /report`: on to the page of the reference.
async fn send(Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let actor = ask.viewer.as_ref().map(|v| &v.actor);
    let reason = form.reason.parse::<ReportReason>().ok();
    match report::submit(&ask.web.ctx, ask.origin, actor, subject(&form)?, reason, &form.details).await {
        Ok(reference) => Ok(Redirect::to(&format!("/reports/{reference}")).into_response()),
        Err(AppError::Invalid(invalid)) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&ask, form, invalid.into())).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// The reference to ask after.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct AskAfter {
    reference: String,
}

/// `GET /reports?reference=`: a field for the reference; with one, on to its page.
async fn ask_after(ask: Ask, Query(query): Query<AskAfter>) -> Response {
    let plain: String = query.reference.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    if plain.is_empty() {
        let page = Page::titled(&ask, "report-ask-after");
        return html(&AskAfterPage { page, faults: Faults::default(), reference: String::new() });
    }
    Redirect::to(&format!("/reports/{plain}")).into_response()
}

/// `GET /reports/REFERENCE`: where it stands.
async fn stand(ask: Ask, Path(reference): Path<String>) -> Result<Response, WebError> {
    let found = match report::look_up(&ask.web.ctx, ask.origin, &reference).await {
        Err(AppError::NotFound) => {
            let faults = Invalid::one("reference", "report-unknown").into();
            let page = Page::titled(&ask, "report-ask-after");
            return Ok((StatusCode::NOT_FOUND, html(&AskAfterPage { page, faults, reference })).into_response());
        }
        other => other?,
    };
    let Report { reference, created_at, state, decided_at, decision, .. } = found;
    let mut page = Page::titled(&ask, "report-title");
    page.unlisted = true;
    let (made, decided) = (moment(created_at, &ask.words), decided_at.map(|at| moment(at, &ask.words)));
    let upheld = state == ReportState::Upheld;
    let verdict = if upheld { "report-upheld" } else { "report-dismissed" };
    Ok(html(&StandPage { page, reference, made, upheld, verdict, decided, decision }))
}

/// The thing that the address names. A type or an id of another shape is nothing that exists.
fn subject(form: &Form) -> Result<ReportSubject, WebError> {
    let unknown = |_| AppError::NotFound;
    Ok(match form.subject.as_str() {
        "post" => ReportSubject::Post(form.id.parse().map_err(unknown)?),
        "comment" => ReportSubject::Comment(form.id.parse().map_err(unknown)?),
        "account" => ReportSubject::Account(form.id.parse().map_err(unknown)?),
        _ => return Err(AppError::NotFound.into()),
    })
}

fn show(ask: &Ask, form: Form, faults: Faults) -> Response {
    let mut page = Page::titled(ask, &format!("report-{}", form.subject));
    page.unlisted = true;
    let reasons = ReportReason::ALL.iter().map(|r| (r.as_str(), page.t(&format!("report-reason-{}", r.as_str()))));
    html(&FormPage { reasons: reasons.collect(), form, faults, page })
}
