//! The moderators' queue: one dense table, its filters in the address, each report decided where it stands.

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use grandstand_app::{AppError, report};
use grandstand_domain::{
    id::{AccountId, ReportId},
    invalid::Invalid,
    report::{ReportReason, ReportState, ReportSubject},
};
use grandstand_store::{
    self as store, ReadTx,
    report::{Filter, Report},
};
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

const PER_PAGE: i64 = 50;

/// The addresses.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/moderation", get(queue))
        .route("/moderation/{id}", post(decide))
        .route("/moderation/accounts/{id}/reinstate", post(reinstate))
}

/// The filters, as the address says them; anything unknown filters nothing.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub(crate) struct Filters {
    state: String,
    subject: String,
    reason: String,
    page: String,
    done: String,
}

impl Default for Filters {
    fn default() -> Self {
        let nothing = String::new;
        Self { state: "open".to_owned(), subject: nothing(), reason: nothing(), page: nothing(), done: nothing() }
    }
}

impl Filters {
    fn chosen(&self) -> Filter<'_> {
        let subject = ["post", "comment", "account"].into_iter().find(|s| *s == self.subject);
        Filter {
            state: self.state.parse::<ReportState>().ok(),
            subject_type: subject.unwrap_or_default(),
            reason: self.reason.parse::<ReportReason>().ok(),
        }
    }

    fn number(&self) -> i64 {
        self.page.parse::<i64>().unwrap_or(1).clamp(1, 10_000)
    }

    /// The address of another page of the same queue.
    fn address(&self, page: i64) -> String {
        let mut out = url::form_urlencoded::Serializer::new(String::from("/moderation?"));
        out.append_pair("state", &self.state).append_pair("subject", &self.subject);
        out.append_pair("reason", &self.reason).append_pair("page", &page.to_string());
        out.finish()
    }
}

/// One report as the table shows it.
struct Line {
    id: ReportId,
    reference: String,
    at: Moment,
    kind_key: String,
    uphold_key: String,
    reason_key: String,
    state_key: String,
    is_serious: bool,
    is_upheld: bool,
    href: String,
    text: String,
    /// What a reported account says of itself.
    bio: String,
    by: String,
    by_id: Option<AccountId>,
    is_suspended: bool,
    details: String,
    reporter: String,
    decided: Option<Moment>,
    decider: String,
    decision: String,
    /// What was typed when the decision could not be stored.
    typed: String,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "moderation/queue.html")]
struct QueuePage {
    page: Page,
    filters: Filters,
    reasons: Vec<(String, String)>,
    subjects: Vec<(String, String)>,
    states: Vec<(String, String)>,
    lines: Vec<Line>,
    count: i64,
    back: String,
    before: String,
    after: String,
    done: bool,
}

/// `GET /moderation`
async fn queue(ask: Ask, Query(filters): Query<Filters>) -> Result<Response, WebError> {
    show(&ask, filters, None).await
}

/// A decision and its reason.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Decision {
    verdict: String,
    decision: String,
    back: String,
}

/// `POST /moderation/ID`: decides, and back to the queue as it was filtered.
async fn decide(Path(id): Path<String>, Posted { ask, form }: Posted<Decision>) -> Result<Response, WebError> {
    let me = ask.actor()?;
    let id = id.parse::<ReportId>()?;
    let result = match form.verdict.as_str() {
        "uphold" => report::decide(&ask.web.ctx, me, id, true, &form.decision).await,
        "dismiss" => report::decide(&ask.web.ctx, me, id, false, &form.decision).await,
        _ => Err(AppError::Invalid(Invalid::one("decision", "verdict-missing"))),
    };
    let filters = filters_of(&form.back);
    match result {
        Ok(()) => Ok(Redirect::to(&format!("{}&done=decided", filters.address(filters.number()))).into_response()),
        Err(error) => {
            let faults = Faults::from_error(error)?;
            let page = show(&ask, filters, Some((id, form.decision, faults))).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `POST /moderation/accounts/ID/reinstate`
async fn reinstate(Path(id): Path<String>, Posted { ask, form }: Posted<Decision>) -> Result<Response, WebError> {
    report::reinstate(&ask.web.ctx, ask.actor()?, id.parse::<AccountId>()?).await?;
    let filters = filters_of(&form.back);
    Ok(Redirect::to(&filters.address(filters.number())).into_response())
}

/// The filters from an address of ours that a form carried along.
fn filters_of(back: &str) -> Filters {
    let pairs = url::form_urlencoded::parse(back.split_once('?').map_or("", |(_, query)| query).as_bytes());
    Filters::deserialize(serde::de::value::MapDeserializer::<_, serde::de::value::Error>::new(pairs))
        .unwrap_or_default()
}

async fn show(ask: &Ask, filters: Filters, refused: Option<(ReportId, String, Faults)>) -> Result<Response, WebError> {
    let number = filters.number();
    let chosen = filters.chosen();
    let offset = (number - 1) * PER_PAGE;
    let (reports, count) = report::queue(&ask.web.ctx, ask.actor()?, chosen, PER_PAGE, offset).await?;
    let mut tx = ask.web.ctx.begin_read().await?;
    let mut lines = Vec::with_capacity(reports.len());
    for one in reports {
        let refused = refused.as_ref().filter(|(id, ..)| *id == one.id);
        let (typed, faults) = refused.map(|(_, typed, faults)| (typed.clone(), faults.clone())).unwrap_or_default();
        lines.push(line(ask, &mut tx, one, typed, faults).await?);
    }
    drop(tx);
    let page = Page::titled(ask, "nav-moderation");
    let any = || (String::new(), page.t("filter-any"));
    let choice = |value: &str, prefix: &str| (value.to_owned(), page.t(&format!("{prefix}-{value}")));
    let more = offset + PER_PAGE < count;
    Ok(html(&QueuePage {
        reasons: std::iter::once(any())
            .chain(ReportReason::ALL.iter().map(|r| choice(r.as_str(), "report-reason")))
            .collect(),
        subjects: std::iter::once(any())
            .chain(["post", "comment", "account"].map(|s| choice(s, "report-subject")))
            .collect(),
        states: ReportState::ALL.iter().map(|s| choice(s.as_str(), "report-state")).chain([any()]).collect(),
        back: filters.address(number),
        before: if number > 1 { filters.address(number - 1) } else { String::new() },
        after: if more { filters.address(number + 1) } else { String::new() },
        done: filters.done == "decided",
        filters,
        lines,
        count,
        page,
    }))
}

async fn line(ask: &Ask, tx: &mut ReadTx, one: Report, typed: String, faults: Faults) -> Result<Line, WebError> {
    let (kind, href, text, owner) = match one.subject {
        ReportSubject::Post(id) => {
            let found = store::post::get(tx, id).await?;
            let owner = found.as_ref().map(|p| p.account);
            ("post", format!("/p/{id}"), found.map(|p| p.caption).unwrap_or_default(), owner)
        }
        ReportSubject::Comment(id) => {
            let found = store::comment::get(tx, id).await?;
            let href = found.as_ref().map(|c| format!("/p/{}#c-{id}", c.post)).unwrap_or_default();
            let owner = found.as_ref().map(|c| c.account);
            ("comment", href, found.map(|c| c.text).unwrap_or_default(), owner)
        }
        ReportSubject::Account(id) => {
            let found = store::account::get(tx, id).await?;
            let href = found.as_ref().map(|a| format!("/@{}", a.handle)).unwrap_or_default();
            ("account", href, found.as_ref().map(|a| a.display_name.clone()).unwrap_or_default(), Some(id))
        }
    };
    let owner = match owner {
        Some(id) => store::account::get(tx, id).await?,
        None => None,
    };
    Ok(Line {
        id: one.id,
        at: moment(one.created_at, &ask.words),
        kind_key: format!("report-subject-{kind}"),
        uphold_key: format!("moderation-uphold-{kind}"),
        reason_key: format!("report-reason-{}", one.reason.as_str()),
        state_key: format!("report-state-{}", one.state.as_str()),
        is_serious: one.reason.is_serious(),
        is_upheld: one.state == ReportState::Upheld,
        href,
        text,
        by: owner.as_ref().map(|a| a.handle.to_string()).unwrap_or_default(),
        by_id: owner.as_ref().map(|a| a.id),
        is_suspended: owner.as_ref().is_some_and(|a| a.suspended_at.is_some()),
        bio: owner.map(|a| a.bio).filter(|_| kind == "account").unwrap_or_default(),
        details: one.details,
        reporter: handle_of(tx, one.reporter).await?,
        decided: one.decided_at.map(|at| moment(at, &ask.words)),
        decider: handle_of(tx, one.decided_by).await?,
        decision: one.decision,
        reference: one.reference,
        typed,
        faults,
    })
}

async fn handle_of(tx: &mut ReadTx, id: Option<AccountId>) -> Result<String, WebError> {
    let Some(id) = id else { return Ok(String::new()) };
    Ok(store::account::get(tx, id).await?.map(|a| a.handle.to_string()).unwrap_or_default())
}
