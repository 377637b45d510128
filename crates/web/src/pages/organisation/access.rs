//! Everything that anyone may do for an organisation, why, and until when.

use askama::Template;
use axum::{extract::Path, response::Response};
use grandstand_app::{
    acting::{self, Shown},
    permit::{self, Grant, Source, Whom},
};

use super::{act_word, managed};
use crate::{
    ask::Ask,
    error::WebError,
    respond::{Page, html},
    show::last_day,
    view::Moment,
};

/// One grant as the table shows it.
struct Line {
    /// The handle, where it is one account's; empty else.
    handle: String,
    /// Who, in words, where it is not one account's.
    whom: String,
    source: String,
    acts: String,
    until: Option<Moment>,
}

#[derive(Template)]
#[template(path = "organisation/access.html")]
struct AccessPage {
    page: Page,
    slug: String,
    name: String,
    lines: Vec<Line>,
    /// Press officers who act for athletes.
    press: Vec<(String, String, Moment)>,
}

/// `GET /staff/organisations/SLUG/access`
pub(super) async fn page(ask: Ask, Path(slug): Path<String>) -> Result<Response, WebError> {
    let whose = managed(&ask, &slug).await?;
    let grants = permit::grants(&ask.web.ctx, ask.actor()?, whose.id).await?;
    let page = Page::titled(&ask, "access-title").in_section("me");
    let lines = grants.into_iter().map(|grant| line(grant, &page)).collect();
    let press = acting::of_press(&ask.web.ctx, ask.actor()?, whose.id).await?;
    let press = press.iter().map(|shown| press_line(shown, &page)).collect();
    Ok(html(&AccessPage { slug: whose.slug, name: whose.name, lines, press, page }))
}

/// Who acts for whom, what they may do, and until when.
fn press_line(shown: &Shown, page: &Page) -> (String, String, Moment) {
    let given = &shown.stored.given;
    let bounds: Vec<String> = given.bounds.iter().map(|b| page.t(&format!("acting-bound-{}", b.as_str()))).collect();
    let what = page.words.t2("acting-access", "name", &*shown.athlete.name, "bounds", bounds.join(", "));
    (shown.holder.handle.to_string(), what, last_day(given.until, &page.words))
}

fn line(grant: Grant, page: &Page) -> Line {
    let (handle, whom) = match grant.whom {
        Whom::Account(handle) => (handle.to_string(), String::new()),
        Whom::Athletes(count) => {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            (String::new(), page.words.t1("access-athletes", "count", count))
        }
        Whom::Organisation(_, name) => (String::new(), page.words.t1("access-people-of", "team", name)),
    };
    let source = match grant.source {
        Source::Operator => page.t("access-operator"),
        Source::Staff => page.t("access-staff"),
        Source::Member(role) => page.t(&format!("membership-role-{}", role.as_str())),
        Source::Roster => page.t("access-roster"),
        Source::Agreement(title) => page.words.t1("access-agreement", "title", title),
    };
    let acts: Vec<String> = grant.acts.iter().map(|act| act_word(*act, page)).collect();
    Line { handle, whom, source, acts: acts.join(", "), until: grant.until.map(|at| last_day(at, &page.words)) }
}
