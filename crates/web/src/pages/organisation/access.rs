//! Everything that anyone may do for an organisation, why, and until when.

use askama::Template;
use axum::{extract::Path, response::Response};
use grandstand_app::permit::{self, Grant, Source, Whom};

use super::{act_word, managed};
use crate::{
    ask::Ask,
    error::WebError,
    respond::{Page, html},
    show::moment,
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
}

/// `GET /staff/organisations/SLUG/access`
pub(super) async fn page(ask: Ask, Path(slug): Path<String>) -> Result<Response, WebError> {
    let whose = managed(&ask, &slug).await?;
    let grants = permit::grants(&ask.web.ctx, ask.actor()?, whose.id).await?;
    let page = Page::titled(&ask, "access-title").in_section("me");
    let lines = grants.into_iter().map(|grant| line(grant, &page)).collect();
    Ok(html(&AccessPage { slug: whose.slug, name: whose.name, lines, page }))
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
    Line { handle, whom, source, acts: acts.join(", "), until: grant.until.map(|at| moment(at, &page.words)) }
}
