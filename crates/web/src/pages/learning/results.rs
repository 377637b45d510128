//! What the programme achieved, as a page and as CSV. No person is named.

use askama::Template;
use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    reach,
    results::{self, CourseLine, Reach, Results, Side, Tally, Whom},
};
use grandstand_domain::{
    anonymity::{Group, LEAST},
    organisation::OrganisationKind,
};
use serde::Deserialize;

use crate::{
    ask::Ask,
    error::WebError,
    form::Posted,
    pages::workshop::{cell, csv},
    respond::{Page, html},
    show,
    words::Words,
};

/// A line of a table by groups.
struct Line<V> {
    label: String,
    depth: usize,
    count: usize,
    value: V,
    is_shown: bool,
}

/// Medians, and how long their bars are in hundredths of the longest.
#[derive(Clone, Copy)]
struct Bars {
    before: i64,
    after: i64,
    before_share: i64,
    after_share: i64,
}

/// Reach around the workshops of one course.
struct ReachTable {
    course: String,
    /// A name within the page.
    id: String,
    lines: Vec<Line<Bars>>,
    /// How many lines are held back.
    held: usize,
}

impl ReachTable {
    fn of(number: usize, course: &str, group: &Group<Whom, Reach>, words: &Words) -> Self {
        let all = lines(group, |whom| label(whom, words));
        let held = all.iter().filter(|line| !line.is_shown).count();
        let shown: Vec<Line<Reach>> = all.into_iter().filter(|line| line.is_shown && line.count > 0).collect();
        let most = shown.iter().flat_map(|line| [line.value.before, line.value.after]).max().unwrap_or_default().max(1);
        let drawn = |line: Line<Reach>| {
            let Reach { before, after } = line.value;
            let value = Bars { before, after, before_share: before * 100 / most, after_share: after * 100 / most };
            Line { label: line.label, depth: line.depth, count: line.count, value, is_shown: true }
        };
        let lines = shown.into_iter().map(drawn).collect();
        Self { course: course.to_owned(), id: format!("reach-{number}"), lines, held }
    }
}

#[derive(Template)]
#[template(path = "learning/results.html")]
struct ResultsPage {
    page: Page,
    games: String,
    games_name: String,
    organisations: String,
    courses: Vec<CourseLine>,
    athletes: Vec<Line<Tally>>,
    all: Tally,
    people: usize,
    reach: Vec<ReachTable>,
    agreed: usize,
    least: usize,
}

/// `GET /staff/games/SLUG/results`
pub(super) async fn page(ask: Ask, Path(slug): Path<String>) -> Result<Response, WebError> {
    let found = results::read(&ask.web.ctx, ask.actor()?, &slug).await?;
    let words = &ask.words;
    let tables = found.reach.iter().enumerate();
    let reach = tables.map(|(number, (course, group))| ReachTable::of(number, course, group, words));
    Ok(html(&ResultsPage {
        page: Page::titled(&ask, "results-title").in_section("me"),
        games: slug,
        games_name: found.games.name.clone(),
        organisations: found.organisations.join(", "),
        all: found.athletes.value,
        people: found.athletes.count,
        athletes: lines(&found.athletes, |whom| label(whom, words)),
        reach: reach.collect(),
        agreed: found.agreed,
        least: LEAST,
        courses: found.courses,
    }))
}

fn label(whom: Whom, words: &Words) -> String {
    match whom {
        Whom::All => words.t("results-all"),
        Whom::Side(Side::Olympic) => words.t("results-olympic"),
        Whom::Side(Side::Paralympic) => words.t("results-paralympic"),
        Whom::Sport(Some(code)) => show::discipline(code, OrganisationKind::Noc, words),
        Whom::Sport(None) => words.t("results-no-sport"),
    }
}

/// As [`label`], for a file: programs know sports by their codes.
fn code(whom: Whom, words: &Words) -> String {
    match whom {
        Whom::Sport(Some(code)) => code.to_string(),
        other => label(other, words),
    }
}

/// The lines of a table; one side alone is everyone and needs no line of its own.
fn lines<V: Copy>(group: &Group<Whom, V>, label: impl Fn(Whom) -> String) -> Vec<Line<V>> {
    let alone = group.parts.len() < 2;
    (group.all().into_iter())
        .filter(|(_, one)| !(alone && matches!(one.label, Whom::Side(_))))
        .map(|(depth, one)| Line {
            label: label(one.label),
            depth: if alone { depth.min(1) } else { depth },
            count: one.count,
            value: one.value,
            is_shown: one.is_shown,
        })
        .collect()
}

/// `GET /staff/games/SLUG/results.csv`: one line for each course, then one for each group, then one for each group's reach.
pub(super) async fn file(ask: Ask, Path(slug): Path<String>) -> Result<Response, WebError> {
    let found = results::read(&ask.web.ctx, ask.actor()?, &slug).await?;
    Ok(csv("results.csv", written(&found, &ask.words)))
}

fn written(found: &Results, words: &Words) -> String {
    let mut text = String::new();
    let mut put = |cells: &[String]| {
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    };
    let named = |names: &str| names.split(' ').map(str::to_owned).collect::<Vec<_>>();
    put(&named("table course organisation workshops seats attended missed waiting passed skills"));
    for line in &found.courses {
        put(&[
            "course".to_owned(),
            cell(&line.title),
            cell(&line.organisation),
            line.workshops.to_string(),
            line.seats.to_string(),
            line.attended.to_string(),
            line.missed.to_string(),
            line.waiting.to_string(),
            line.passed.map(|n| n.to_string()).unwrap_or_default(),
            line.skills.to_string(),
        ]);
    }
    put(&[]);
    put(&named("table group athletes attended seats_attended seats_missed passed skills"));
    for line in lines(&found.athletes, |whom| code(whom, words)) {
        let of = |n: usize| if line.is_shown { n.to_string() } else { String::new() };
        let v = line.value;
        let cells = [line.count, v.attended, v.seats_attended, v.seats_missed, v.passed, v.skills].map(of);
        put(&[vec!["group".to_owned(), cell(&line.label)], cells.to_vec()].concat());
    }
    put(&[]);
    put(&named("table course group athletes views_before views_after"));
    for (course, group) in &found.reach {
        for line in lines(group, |whom| code(whom, words)).into_iter().filter(|line| line.is_shown && line.count > 0) {
            let (before, after) = (line.value.before.to_string(), line.value.after.to_string());
            put(&["reach".to_owned(), cell(course), cell(&line.label), line.count.to_string(), before, after]);
        }
    }
    text
}

#[derive(Template)]
#[template(path = "learning/choose.html")]
struct ChoosePage {
    page: Page,
    games: Vec<(String, String)>,
}

/// `GET /staff/results`: of which Games.
pub(super) async fn choose(ask: Ask) -> Result<Response, WebError> {
    let all = results::games(&ask.web.ctx, ask.actor()?).await?;
    if let [(slug, _)] = all.as_slice() {
        return Ok(Redirect::to(&format!("/staff/games/{slug}/results")).into_response());
    }
    Ok(html(&ChoosePage { page: Page::titled(&ask, "results-choose").in_section("me"), games: all }))
}

/// Whether the athlete agrees.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AgreeForm {
    agrees: String,
}

/// `POST /me/programme/reach`
pub(super) async fn agree(Posted { ask, form }: Posted<AgreeForm>) -> Result<Response, WebError> {
    reach::choose(&ask.web.ctx, ask.actor()?, form.agrees == "1").await?;
    Ok(Redirect::to("/me/programme?done=saved").into_response())
}
