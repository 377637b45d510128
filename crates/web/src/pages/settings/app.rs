//! Connected apps: who acts for this account, since when, what they may do, and the way to end it.

use askama::Template;
use axum::{extract::Query, response::Response};
use grandstand_app::oauth;
use grandstand_domain::id::SessionId;
use serde::Deserialize;

use super::{Done, done, frame};
use crate::{
    ask::Ask,
    error::WebError,
    form::Posted,
    respond::{Page, html},
    show::moment,
    view::Moment,
};

struct AppView {
    session: SessionId,
    name: String,
    scopes: Vec<String>,
    made: Moment,
    seen: Moment,
}

#[derive(Template)]
#[template(path = "settings/apps.html")]
struct AppsPage {
    page: Page,
    tab: &'static str,
    done: String,
    apps: Vec<AppView>,
}

/// `GET /settings/apps`
pub(crate) async fn page(ask: Ask, Query(done): Query<Done>) -> Result<Response, WebError> {
    let words = &ask.words;
    let apps = oauth::connected(&ask.web.ctx, ask.actor()?).await?.into_iter().map(|app| AppView {
        session: app.session,
        name: app.name,
        scopes: app
            .scopes
            .shortest()
            .into_iter()
            .map(|scope| words.t(&format!("scope-{}", scope.as_str().replace(':', "-"))))
            .collect(),
        made: moment(app.created_at, words),
        seen: moment(app.last_seen_at, words),
    });
    let page = frame(&ask, "settings-apps");
    Ok(html(&AppsPage { tab: "apps", done: done.sentence(&page), apps: apps.collect(), page }))
}

/// The app to end.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Which {
    session: String,
}

/// `POST /settings/apps`
pub(crate) async fn end(Posted { ask, form }: Posted<Which>) -> Result<Response, WebError> {
    oauth::disconnect(&ask.web.ctx, ask.actor()?, form.session.parse::<SessionId>()?).await?;
    Ok(done("/settings/apps", "app"))
}
