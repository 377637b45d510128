//! Reviews as lists: what a coach is to look at, and what became of an athlete's own drafts.

use askama::Template;
use axum::response::Response;
use grandstand_app::review::{self, Listed, Turn};

use crate::{
    ask::Ask,
    error::WebError,
    respond::{Page, html},
    show::{card, moment},
    view::Moment,
};

struct Tab {
    state: &'static str,
    key: &'static str,
    count: usize,
}

/// A review as a line.
struct Line {
    id: String,
    other: String,
    title: String,
    picture: String,
    blurhash: String,
    team: String,
    state: &'static str,
    state_name: String,
    version: i64,
    open_changes: i64,
    at: Moment,
}

#[derive(Template)]
#[template(path = "review/list.html")]
struct ListPage {
    page: Page,
    is_coach: bool,
    address: &'static str,
    tabs: Vec<Tab>,
    state: &'static str,
    lines: Vec<Line>,
}

/// `GET /staff/reviews?state=`
pub(super) async fn of_coach(ask: Ask) -> Result<Response, WebError> {
    const TABS: [(&str, &str, Turn); 3] = [
        ("waiting", "review-tab-waiting", Turn::Coach),
        ("changes", "review-tab-changes", Turn::Athlete),
        ("done", "review-tab-done", Turn::Nobody),
    ];
    let found = review::of_coach(&ask.web.ctx, ask.actor()?).await?;
    show(&ask, "/staff/reviews", &TABS, found).await
}

/// `GET /me/reviews?state=`
pub(super) async fn of_athlete(ask: Ask) -> Result<Response, WebError> {
    const TABS: [(&str, &str, Turn); 3] = [
        ("changes", "review-tab-mine", Turn::Athlete),
        ("waiting", "review-tab-coach", Turn::Coach),
        ("done", "review-tab-done", Turn::Nobody),
    ];
    let found = review::of_athlete(&ask.web.ctx, ask.actor()?).await?;
    show(&ask, "/me/reviews", &TABS, found).await
}

async fn show(
    ask: &Ask,
    address: &'static str,
    tabs: &[(&'static str, &'static str, Turn)],
    found: Vec<Listed>,
) -> Result<Response, WebError> {
    let turn = |listed: &Listed| Turn::from(listed.review.state);
    let count = |wanted: Turn| found.iter().filter(|l| turn(l) == wanted).count();
    let shown_tabs = tabs.iter().map(|(state, key, of)| Tab { state, key, count: count(*of) }).collect();
    let chosen = ask.query("state").and_then(|state| tabs.iter().find(|t| t.0 == state));
    // Without a choice the first tab that has anything in it.
    let first = || tabs.iter().find(|t| count(t.2) > 0);
    let (state, _, wanted) = chosen.or_else(first).copied().unwrap_or(tabs[0]);
    let is_coach = address == "/staff/reviews";
    let line = |listed: &Listed| {
        let poster = listed.card.as_ref().map(|c| card::poster(c, false, &ask.words));
        let (title, picture, blurhash, team) =
            poster.map(|p| (p.title, p.picture, p.blurhash, p.team)).unwrap_or_default();
        let title = if title.is_empty() { ask.words.t("review-film") } else { title };
        Line {
            id: listed.review.id.to_string(),
            other: listed.other.name.to_string(),
            title,
            picture,
            blurhash,
            team,
            state: listed.review.state.as_str(),
            state_name: ask.words.t(&format!("review-state-{}", listed.review.state.as_str())),
            version: listed.review.version,
            open_changes: i64::try_from(listed.open_changes).unwrap_or(i64::MAX),
            at: moment(listed.review.changed_at, &ask.words),
        }
    };
    let lines = found.iter().filter(|l| turn(l) == wanted).map(line).collect();
    let key = if is_coach { "review-list-title" } else { "review-mine-title" };
    let page = Page::titled(ask, key).in_section("me");
    let page = if is_coach { page.in_office(ask).await? } else { page };
    Ok(html(&ListPage { page, is_coach, address, tabs: shown_tabs, state, lines }))
}
