//! The rules of a Games, for anyone to read: who is bound by what, and since when.

use askama::Template;
use axum::{
    extract::{Path, Query},
    response::Response,
};
use grandstand_app::rule::{self, Dated, State};
use grandstand_domain::games::Day;
use grandstand_store::rule::Version;
use serde::Deserialize;

use crate::{
    ask::Ask,
    error::WebError,
    respond::{Page, html},
    show::{day, moment},
};

/// Which version, as the address says it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    version: Option<i64>,
}

/// A rule as the page shows it.
struct Line {
    code: String,
    audience: String,
    words: String,
    source: String,
    /// The source, where it is an address.
    address: Option<String>,
    days: String,
    state: &'static str,
    in_force: bool,
}

#[derive(Template)]
#[template(path = "games/rules.html")]
struct RulesPage {
    page: Page,
    slug: String,
    version: i64,
    enacted: String,
    is_latest: bool,
    /// Other versions, the newest first, with when they were enacted.
    others: Vec<(i64, String)>,
    lines: Vec<Line>,
}

/// `GET /games/SLUG/rules`
pub(super) async fn rules(
    ask: Ask,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let pack = rule::pack(&ask.web.ctx, &slug, asked.version).await?;
    let page = Page::new(&ask, &ask.words.t1("rule-title", "games", pack.games.name.as_str()));
    let at = |version: Version| moment(version.enacted_at, &page.words).human;
    let others = pack.versions.iter().filter(|v| **v != pack.version).map(|v| (v.number, at(*v))).collect();
    Ok(html(&RulesPage {
        slug,
        version: pack.version.number,
        enacted: at(pack.version),
        is_latest: pack.versions.first() == Some(&pack.version),
        others,
        lines: pack.rules.into_iter().map(|dated| line(dated, &page)).collect(),
        page,
    }))
}

fn line(dated: Dated, page: &Page) -> Line {
    let Dated { rule, days, state } = dated;
    let said = |d: Day| day(&d.to_string(), &page.words);
    let days = days.map_or_else(
        || format!("{} – {}", rule.from, rule.until),
        |(from, until)| format!("{} – {}", said(from), said(until)),
    );
    Line {
        audience: page.t(&format!("rule-for-{}", rule.audience.as_str())),
        code: rule.code,
        words: rule.words,
        address: rule.source.starts_with("https://").then(|| rule.source.clone()),
        source: rule.source,
        days,
        state: match state {
            State::Unknown => "rule-state-unknown",
            State::Ahead => "rule-state-ahead",
            State::InForce => "rule-state-in-force",
            State::Past => "rule-state-past",
        },
        in_force: state == State::InForce,
    }
}
