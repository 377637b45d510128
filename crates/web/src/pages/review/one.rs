//! One review: the film, what was said at its moments, and what each of the two can do.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use grandstand_app::{
    AppError,
    review::{self, Shown},
    views::{Card, Own},
};
use grandstand_domain::{
    id::{AccountId, ReviewId},
    review::{Side, written},
};
use grandstand_store::review::Remark;
use serde::Deserialize;

use crate::{
    ask::Ask,
    error::WebError,
    form::Faults,
    respond::{Page, html},
    show::{card, moment},
    view::{FilmView, Moment},
};

/// Which version.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    version: String,
}

/// What was said, as the list shows it.
struct Line {
    id: String,
    who: String,
    by_coach: bool,
    /// `1:15.5`; empty for all of the film.
    at: String,
    /// The same in seconds, for the address of the film at that moment.
    seconds: String,
    text: String,
    must_change: bool,
    done: bool,
    own: bool,
    when: Moment,
    answers: Vec<Line>,
}

/// What was written into the form of remarks and could not be kept.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) at: String,
    pub(super) text: String,
    pub(super) must_change: bool,
}

#[derive(Template)]
#[template(path = "review/one.html")]
struct OnePage {
    page: Page,
    id: ReviewId,
    film: Option<FilmView>,
    post: String,
    is_coach: bool,
    is_open: bool,
    is_last: bool,
    state: &'static str,
    state_name: String,
    athlete: String,
    coach: String,
    organisation: String,
    note: String,
    skill: String,
    versions: Vec<(i64, bool)>,
    lines: Vec<Line>,
    open_changes: i64,
    drafts: Vec<(String, String)>,
    draft: Draft,
    faults: Faults,
}

/// `GET /reviews/{id}`
pub(super) async fn page(ask: Ask, Path(id): Path<String>, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let id: ReviewId = id.parse().map_err(|_| AppError::NotFound)?;
    show(&ask, id, asked.version.parse().ok(), Draft::default(), Faults::default()).await
}

/// The page, with what is wrong in it.
pub(super) async fn show(
    ask: &Ask,
    id: ReviewId,
    number: Option<i64>,
    draft: Draft,
    faults: Faults,
) -> Result<Response, WebError> {
    let actor = ask.actor()?;
    let shown = review::open(&ask.web.ctx, actor, id, number).await?;
    let gone = || ask.words.t("review-someone");
    let athlete = shown.athlete.as_ref().map_or_else(gone, |a| a.name.to_string());
    let coach = shown.coach.as_ref().map_or_else(gone, |a| a.name.to_string());
    let page = Page::new(ask, &ask.words.t1("review-title", "name", &*athlete)).in_section("me");
    let lines = lines(ask, &shown, actor.account, (&athlete, &coach));
    let film = shown.card.as_ref().map(|c| card::film(c, Own::default(), 0, |_| false, &ask.words));
    let open_changes = shown.remarks.iter().filter(|r| r.must_change && !r.done).count();
    let named = |c: &Card| {
        let title = card::poster(c, false, &ask.words).title;
        (c.id.to_string(), format!("{title} · {}", moment(grandstand_domain::id::made_at(c.id.0), &ask.words).human))
    };
    Ok(html(&OnePage {
        id,
        film,
        post: shown.version.post.to_string(),
        is_coach: shown.side == Side::Coach,
        is_open: shown.review.state.is_open(),
        is_last: shown.version.number == shown.review.version,
        state: shown.review.state.as_str(),
        state_name: ask.words.t(&format!("review-state-{}", shown.review.state.as_str())),
        athlete,
        coach,
        organisation: shown.organisation_name,
        note: shown.review.note,
        skill: shown.review.skill,
        versions: shown.versions.iter().map(|v| (v.number, v.number == shown.version.number)).collect(),
        lines,
        open_changes: i64::try_from(open_changes).unwrap_or(i64::MAX),
        drafts: shown.drafts.iter().map(named).collect(),
        draft,
        faults,
        page,
    }))
}

/// What was said of the shown version: all of the film first, then in the order of its moments, answers under what they answer.
fn lines(ask: &Ask, shown: &Shown, me: AccountId, (athlete, coach): (&str, &str)) -> Vec<Line> {
    let line = |r: &Remark| {
        let by_coach = r.account == shown.review.coach;
        Line {
            id: r.id.to_string(),
            who: if by_coach { coach.to_owned() } else { athlete.to_owned() },
            by_coach,
            at: r.at_ms.map(written).unwrap_or_default(),
            seconds: r.at_ms.map(|at| format!("{}.{:03}", at / 1_000, at % 1_000)).unwrap_or_default(),
            text: r.text.clone(),
            must_change: r.must_change,
            done: r.done,
            own: r.account == me,
            when: moment(r.created_at, &ask.words),
            answers: Vec::new(),
        }
    };
    let of_version = || shown.remarks.iter().filter(|r| r.version == shown.version.number);
    let mut heads: Vec<&Remark> = of_version().filter(|r| r.answers.is_none()).collect();
    heads.sort_by_key(|r| (r.at_ms.is_some(), r.at_ms, r.id));
    let whole = |head: &Remark| Line {
        answers: of_version().filter(|r| r.answers == Some(head.id)).map(line).collect(),
        ..line(head)
    };
    heads.into_iter().map(whole).collect()
}
