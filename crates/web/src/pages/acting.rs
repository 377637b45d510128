//! Acting for others: the page of whoever acts, for athletes or as a team, and the page of settings on which an athlete lets them and sees what was done.

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
    acting::{self, AboutPost, Shown, Told},
    views::Author,
};
use grandstand_domain::{
    account::Role,
    acting::{Bound, Hand},
    id::DelegationId,
};
use grandstand_store::{self as store, acting::Acted};
use serde::Deserialize;

use super::settings::frame;
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Nothing, Posted},
    respond::{Page, html},
    show::{first_day, last_day, moment, text},
    state::Web,
    view::Moment,
};

/// The addresses.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/acting", get(page))
        .route("/acting/stop", post(stop))
        .route("/acting/team/{slug}", post(as_team))
        .route("/acting/{id}/{step}", post(step))
        .route("/settings/acting", get(settings).post(offer))
        .route("/settings/acting/{id}/end", post(end))
}

/// One delegation as a page shows it.
struct Line {
    id: String,
    /// The other of the two.
    name: String,
    handle: String,
    hand: String,
    bounds: String,
    from: Moment,
    until: Moment,
    state: &'static str,
    /// Whether it can be ended, or answered.
    is_open: bool,
    holds: bool,
}

/// One line of the record.
pub(super) struct Done {
    pub(super) at: Moment,
    /// The other of the two.
    pub(super) name: String,
    /// As what, or of whose people.
    pub(super) hand: String,
    pub(super) what: String,
    /// The post that it was done with: its page and its words.
    pub(super) post: Option<(String, String)>,
}

impl Done {
    /// What was done, with the other of the two.
    pub(super) fn of(
        acted: &Acted,
        post: Option<&AboutPost>,
        other: Option<&Author>,
        hand: String,
        page: &Page,
    ) -> Self {
        let words = |post: &AboutPost| match text::cut(&post.caption, 60) {
            none if none.is_empty() => page.t("acting-record-wordless"),
            words => words,
        };
        Self {
            at: moment(acted.at, &page.words),
            name: other.map_or_else(|| page.t("acting-someone"), |person| person.name.to_string()),
            hand,
            what: page.t(&format!("acting-deed-{}", acted.deed.as_str())),
            post: post.map(|post| (format!("/p/{}", post.id), words(post))),
        }
    }
}

#[derive(Template)]
#[template(path = "acting/page.html")]
struct ActingPage {
    page: Page,
    /// What can be done for the athlete for whom this browser acts, as addresses and words.
    doors: Vec<(&'static str, String)>,
    /// The teams that the viewer may post as: short name of the organisation, handle, name.
    teams: Vec<(String, String, String)>,
    lines: Vec<Line>,
    record: Vec<Done>,
    done: &'static str,
}

/// What the address may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    done: String,
}

/// `GET /acting`
async fn page(ask: Ask, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let me = ask.viewer.as_ref().ok_or(AppError::SignInFirst)?;
    let page = Page::titled(&ask, "acting-title").in_section("me");
    let done = match asked.done.as_str() {
        "accepted" => "acting-done-accepted",
        "ended" => "acting-done-ended",
        "stopped" => "acting-done-stopped",
        _ => "",
    };
    let Some(now) = &ask.acting else {
        let mine = acting::mine(&ask.web.ctx, &me.actor).await?;
        // A team is taken up again by its own button, for as long as one may.
        let held = mine.held.iter().filter(|shown| shown.stored.given.hand != Hand::Team);
        let lines = held.map(|shown| line(shown, true, &ask)).collect();
        let record = mine.done_by.iter().map(|told| record(told, true, &page)).collect();
        let teams = acting::teams(&ask.web.ctx, &me.actor).await?;
        let teams = teams.into_iter().map(|(of, team)| (of.slug, team.handle.to_string(), team.display_name)).collect();
        return Ok(html(&ActingPage { doors: Vec::new(), teams, lines, record, done, page }));
    };
    let mut doors = Vec::new();
    for bound in &now.bounds {
        let of_bound: &[(&'static str, &str)] = match bound {
            Bound::Prepare => &[("/upload", "upload-title"), ("/me/films?state=draft", "acting-drafts")],
            Bound::Publish => &[("/me/films", "acting-films")],
            Bound::Programme => {
                &[("/me/programme", "programme-title"), ("/me/timetable", "timetable-own"), ("/spaces", "spaces-title")]
            }
        };
        doors.extend(of_bound.iter().map(|(href, key)| (*href, page.t(key))));
    }
    let (teams, lines, record) = (Vec::new(), Vec::new(), Vec::new());
    Ok(html(&ActingPage { doors, teams, lines, record, done: "", page }))
}

fn line(shown: &Shown, held: bool, ask: &Ask) -> Line {
    let (given, words) = (&shown.stored.given, &ask.words);
    let other = if held { &shown.athlete } else { &shown.holder };
    let state = given.state(ask.web.ctx.now());
    let bounds: Vec<String> = given.bounds.iter().map(|b| words.t(&format!("acting-bound-{}", b.as_str()))).collect();
    let state_word = state.as_str();
    Line {
        id: shown.stored.id.to_string(),
        name: other.name.to_string(),
        handle: other.handle.to_string(),
        hand: words.t(&format!("acting-hand-{}", given.hand.as_str())),
        bounds: bounds.join(", "),
        from: first_day(given.from, words),
        until: last_day(given.until, words),
        // What both agreed on can rest: a role that ended, a block, a suspension.
        state: if state_word == "in-force" && !shown.holds { "resting" } else { state_word },
        is_open: state_word != "ended",
        holds: shown.holds,
    }
}

fn record(told: &Told, held: bool, page: &Page) -> Done {
    let other = if held { Some(&*told.athlete) } else { told.holder.as_deref() };
    let hand = page.t(&format!("acting-hand-{}", told.acted.hand.as_str()));
    Done::of(&told.acted, told.post.as_ref(), other, hand, page)
}

/// `POST /acting/team/SLUG`: this browser posts as a team from now on.
async fn as_team(
    Path(slug): Path<String>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let (ctx, me) = (&ask.web.ctx, ask.signed_in()?);
    let found = store::organisation::by_slug(&mut ctx.begin_read().await?, &slug).await?;
    acting::as_team(ctx, me, found.ok_or(AppError::NotFound)?.id).await?;
    Ok(Redirect::to("/acting").into_response())
}

/// `POST /acting/stop`. Stopping twice is no fault.
async fn stop(Posted { ask, form: Nothing {} }: Posted<Nothing>) -> Result<Response, WebError> {
    let me = ask.viewer.as_ref().ok_or(AppError::SignInFirst)?;
    acting::stop(&ask.web.ctx, me).await?;
    Ok(Redirect::to("/acting?done=stopped").into_response())
}

/// `POST /acting/ID/STEP`: `accept`, `end` or `begin`.
async fn step(
    Path((id, step)): Path<(DelegationId, String)>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let (ctx, me) = (&ask.web.ctx, ask.signed_in()?);
    let to = match step.as_str() {
        "accept" => acting::accept(ctx, &me.actor, id).await.map(|()| "/acting?done=accepted")?,
        "end" => acting::end(ctx, &me.actor, id).await.map(|()| "/acting?done=ended")?,
        "begin" => acting::begin(ctx, me, id).await.map(|()| "/acting")?,
        _ => return Err(AppError::NotFound.into()),
    };
    Ok(Redirect::to(to).into_response())
}

/// Whom the athlete lets do what.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct OfferForm {
    handle: String,
    hand: String,
    from: String,
    until: String,
    #[serde(flatten)]
    boxes: BTreeMap<String, String>,
}

#[derive(Template)]
#[template(path = "acting/settings.html")]
struct SettingsPage {
    page: Page,
    tab: &'static str,
    done: String,
    lines: Vec<Line>,
    record: Vec<Done>,
    hands: Vec<(&'static str, String, String)>,
    bounds: Vec<(&'static str, String, String, bool)>,
    form: OfferForm,
    faults: Faults,
}

/// `GET /settings/acting`
async fn settings(ask: Ask, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let done = match asked.done.as_str() {
        "offered" => ask.words.t("acting-done-offered"),
        "ended" => ask.words.t("acting-done-ended"),
        _ => String::new(),
    };
    let hand = Hand::Press.as_str().to_owned();
    show(&ask, OfferForm { hand, ..OfferForm::default() }, Faults::default(), done).await
}

async fn show(ask: &Ask, form: OfferForm, faults: Faults, done: String) -> Result<Response, WebError> {
    let me = ask.actor()?;
    if me.role != Role::Athlete {
        return Err(AppError::Conflict("not-an-athlete").into());
    }
    let mine = acting::mine(&ask.web.ctx, me).await?;
    let page = frame(ask, "acting-settings");
    let told = |kind: &str, word: &str| {
        (page.t(&format!("acting-{kind}-{word}")), page.t(&format!("acting-{kind}-{word}-what")))
    };
    let hand = |hand: &Hand| {
        let (name, what) = told("hand", hand.as_str());
        (hand.as_str(), name, what)
    };
    let bound = |bound: &Bound| {
        let (name, what) = told("bound", bound.as_str());
        (bound.as_str(), name, what, form.boxes.contains_key(&format!("bound-{}", bound.as_str())))
    };
    Ok(html(&SettingsPage {
        tab: "acting",
        done,
        lines: mine.given.iter().map(|shown| line(shown, false, ask)).collect(),
        record: mine.done_for.iter().map(|told| record(told, false, &page)).collect(),
        hands: Hand::OF_ATHLETE.iter().map(hand).collect(),
        bounds: Bound::ALL.iter().map(bound).collect(),
        form,
        faults,
        page,
    }))
}

/// `POST /settings/acting`
async fn offer(Posted { ask, form }: Posted<OfferForm>) -> Result<Response, WebError> {
    let ticked = |bound: &&Bound| form.boxes.contains_key(&format!("bound-{}", bound.as_str()));
    let said = acting::Form {
        handle: &form.handle,
        hand: &form.hand,
        bounds: Bound::ALL.iter().filter(ticked).copied().collect(),
        from: &form.from,
        until: &form.until,
    };
    match acting::offer(&ask.web.ctx, ask.actor()?, &said).await {
        Ok(_) => Ok(Redirect::to("/settings/acting?done=offered").into_response()),
        Err(error) => {
            let shown = show(&ask, form, Faults::from_error(error)?, String::new()).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
        }
    }
}

/// `POST /settings/acting/ID/end`
async fn end(
    Path(id): Path<DelegationId>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    acting::end(&ask.web.ctx, ask.actor()?, id).await?;
    Ok(Redirect::to("/settings/acting?done=ended").into_response())
}
