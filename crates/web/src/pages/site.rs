//! Pages about the site itself, and the two that tell a load balancer how the server is.

use askama::Template;
use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::account;
use serde::Deserialize;

use crate::{
    ask::Ask,
    cookie,
    error::WebError,
    form::Posted,
    respond::{Page, html},
    state::Web,
};

#[derive(Template)]
#[template(path = "site/about.html")]
struct About {
    page: Page,
}

/// `GET /about`: what this is, who runs it, what it stores and what it never does.
pub(crate) async fn about(ask: Ask) -> Response {
    html(&About { page: Page::titled(&ask, "about-title") })
}

#[derive(Template)]
#[template(path = "site/offline.html")]
struct Offline {
    page: Page,
}

/// `GET /offline`: what the service worker shows without a connection.
pub(crate) async fn offline(ask: Ask) -> Response {
    html(&Offline { page: Page::titled(&ask, "offline-title") })
}

/// A chosen language and where to go afterwards.
#[derive(Deserialize)]
pub(crate) struct Language {
    language: String,
    next: String,
}

/// `POST /language`: remembers the reader's language, in this browser for a year and with their account, if they have one.
pub(crate) async fn language(Posted { ask, form }: Posted<Language>) -> Result<Response, WebError> {
    let tag = crate::words::Words::choose(Some(&form.language), None).tag();
    if let Some(me) = &ask.viewer {
        let change = account::Change { language: Some(tag), ..account::Change::default() };
        account::update(&ask.web.ctx, &me.actor, me.actor.account, change).await?;
    }
    let cookie = cookie::set(cookie::LANGUAGE, tag, 31_536_000, ask.web.is_secure());
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(local(&form.next))).into_response())
}

/// A path on this server; anything that could lead elsewhere becomes the start page.
pub(crate) fn local(next: &str) -> &str {
    let plain = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    if plain { next } else { "/" }
}

/// `GET /healthz`: the process answers.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers too.
pub(crate) async fn readyz(State(web): State<Web>) -> Response {
    match web.ctx.begin_read().await {
        Ok(_) => "ready\n".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn a_way_back_never_leads_elsewhere() {
        for bad in [
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "",
            "/a\r\nSet-Cookie: x",
            "javascript:alert(1)",
        ] {
            assert_eq!(local(bad), "/", "{bad}");
        }
        assert_eq!(local("/@ana?tab=journey"), "/@ana?tab=journey");
    }
}
