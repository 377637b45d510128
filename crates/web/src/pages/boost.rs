//! Lifts, for editors: what runs, what ran, a new one, and an early end.

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
    boost::{self, Wish},
};
use grandstand_domain::{id::BoostId, invalid::Invalid, time::HOUR};
use serde::Deserialize;

use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Posted},
    pages::transparency::{LiftLine, lift_line, post_in},
    respond::{Page, html},
    state::Web,
};

/// What can be chosen: thousandths of a point, and hours.
const LIFTS: [u32; 3] = [1_000, 3_000, 10_000];
const HOURS: [i64; 7] = [1, 3, 6, 24, 72, 168, 336];

/// The addresses.
pub(crate) fn routes() -> Router<Web> {
    Router::new().route("/staff/boosts", get(list).post(start)).route("/staff/boosts/{id}/end", post(end))
}

/// What the form sends.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
struct Form {
    post: String,
    why: String,
    why_cy: String,
    lift: String,
    hours: String,
}

impl Default for Form {
    fn default() -> Self {
        let text = String::new;
        Self { post: text(), why: text(), why_cy: text(), lift: "1000".to_owned(), hours: "24".to_owned() }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    post: String,
    done: String,
}

#[derive(Template)]
#[template(path = "staff/boosts.html")]
struct BoostsPage {
    page: Page,
    form: Form,
    faults: Faults,
    lifts: Vec<(String, String)>,
    hours: Vec<(String, String)>,
    lines: Vec<LiftLine>,
    done: &'static str,
}

/// `GET /staff/boosts`; `post` fills the form in.
async fn list(ask: Ask, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let done = match asked.done.as_str() {
        "started" => "boost-done-started",
        "ended" => "boost-done-ended",
        _ => "",
    };
    show(&ask, Form { post: asked.post, ..Form::default() }, Faults::default(), done).await
}

/// `POST /staff/boosts`
async fn start(Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let me = *ask.actor()?;
    let started = async {
        let unknown = || AppError::from(Invalid::one("post", "boost-film-unknown"));
        let hours: i64 = form.hours.parse().ok().filter(|h| HOURS.contains(h)).unwrap_or_default();
        let wish = Wish {
            post: post_in(&form.post).ok_or_else(unknown)?,
            why: &form.why,
            why_cy: &form.why_cy,
            lift: form.lift.parse().unwrap_or_default(),
            until: ask.web.ctx.now().plus(hours * HOUR),
        };
        match boost::start(&ask.web.ctx, &me, wish).await {
            Err(AppError::NotFound) => Err(unknown()),
            other => other,
        }
    };
    match started.await {
        Ok(_) => Ok(Redirect::to("/staff/boosts?done=started").into_response()),
        Err(error) => {
            let faults = Faults::from_error(error)?;
            let page = show(&ask, form, faults, "").await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `POST /staff/boosts/ID/end`
async fn end(Path(id): Path<String>, Posted { ask, .. }: Posted<Asked>) -> Result<Response, WebError> {
    let id: BoostId = id.parse().map_err(|_| AppError::NotFound)?;
    boost::end(&ask.web.ctx, ask.actor()?, id).await?;
    Ok(Redirect::to("/staff/boosts?done=ended").into_response())
}

async fn show(ask: &Ask, form: Form, faults: Faults, done: &'static str) -> Result<Response, WebError> {
    let boosts = boost::list(&ask.web.ctx, ask.actor()?).await?;
    let mut tx = ask.web.ctx.begin_read().await?;
    let mut lines = Vec::with_capacity(boosts.len());
    for one in &boosts {
        lines.push(lift_line(ask, &mut tx, one).await?);
    }
    drop(tx);
    let page = Page::titled(ask, "boost-title");
    let lifts = LIFTS.map(|lift| (lift.to_string(), page.t(&format!("boost-lift-{lift}")))).to_vec();
    let hours = HOURS.map(|hours| (hours.to_string(), page.t(&format!("boost-hours-{hours}")))).to_vec();
    Ok(html(&BoostsPage { page, form, faults, lifts, hours, lines, done }))
}
