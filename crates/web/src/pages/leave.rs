//! `/leave/…`: the link in a letter by which a place in a workshop or a booking is given back without signing in. Looking
//! changes nothing: programs that check letters open every link in them.

use askama::Template;
use axum::{
    Router,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use grandstand_app::{
    AppError,
    leave::{self, Opened, Standing, What},
};

use crate::{
    ask::Ask,
    error::WebError,
    form::{Nothing, Posted},
    respond::{Page, html},
    show::local,
    state::Web,
};

/// The addresses.
pub(crate) fn routes() -> Router<Web> {
    Router::new().route("/leave/{kind}/{id}/{secret}", get(look).post(give_back))
}

/// The words of an address: what it is about, and the secret.
type Words = Path<(String, String, String)>;

#[derive(Template)]
#[template(path = "leave/one.html")]
struct LeavePage {
    page: Page,
    path: String,
    said: String,
    when: String,
    place: String,
    standing: Standing,
    /// Where one sees what one has.
    own: &'static str,
    own_label: &'static str,
}

#[derive(Template)]
#[template(path = "leave/unknown.html")]
struct UnknownPage {
    page: Page,
    said: String,
}

/// `GET /leave/KIND/ID/SECRET`: asks.
async fn look(ask: Ask, Path((kind, id, secret)): Words) -> Result<Response, WebError> {
    let Some(what) = What::read(&kind, &id) else { return Ok(unknown(&ask)) };
    match leave::open(&ask.web.ctx, ask.origin, what, &secret).await {
        Ok(opened) => Ok(show(&ask, opened, &secret)),
        Err(error) => refused(&ask, error),
    }
}

/// `POST /leave/KIND/ID/SECRET`: gives it back; the page then says that it is.
async fn give_back(
    Path((kind, id, secret)): Words,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let Some(what) = What::read(&kind, &id) else { return Ok(unknown(&ask)) };
    match leave::leave(&ask.web.ctx, ask.origin, what, &secret).await {
        Ok(()) => Ok(Redirect::to(&path(&kind, &id, &secret)).into_response()),
        Err(error) => refused(&ask, error),
    }
}

fn path(kind: &str, id: &str, secret: &str) -> String {
    format!("/leave/{kind}/{id}/{secret}")
}

fn framed(ask: &Ask) -> Page {
    let mut page = Page::titled(ask, "giveback-title");
    page.unlisted = true;
    page
}

fn show(ask: &Ask, opened: Opened, secret: &str) -> Response {
    let page = framed(ask);
    let (kind, id, own, own_label) = match opened.what {
        What::Seat(id) => ("seat", id.to_string(), "/me/programme", "giveback-programme"),
        What::Booking(id) => ("booking", id.to_string(), "/spaces", "giveback-spaces"),
    };
    let key = match opened.standing {
        Standing::Theirs => format!("giveback-ask-{kind}"),
        Standing::GivenBack => format!("giveback-gone-{kind}"),
        Standing::CalledOff => "giveback-off".to_owned(),
        Standing::Begun => "giveback-begun".to_owned(),
    };
    let (day, clock) = local(opened.from, &opened.zone, &page.words);
    html(&LeavePage {
        path: path(kind, &id, secret),
        said: page.words.t1(&key, "what", opened.title),
        when: format!("{day}, {}", clock.human),
        place: opened.place,
        standing: opened.standing,
        own,
        own_label,
        page,
    })
}

fn unknown(ask: &Ask) -> Response {
    let page = framed(ask);
    let said = page.t("giveback-unknown-what");
    (StatusCode::NOT_FOUND, html(&UnknownPage { page, said })).into_response()
}

fn refused(ask: &Ask, error: AppError) -> Result<Response, WebError> {
    match error {
        AppError::NotFound => Ok(unknown(ask)),
        AppError::TooMany { retry_after_s } => {
            let page = framed(ask);
            let wait = i64::try_from(retry_after_s).unwrap_or(60);
            let said = page.words.t1("giveback-too-many", "limit", wait);
            Ok((StatusCode::TOO_MANY_REQUESTS, html(&UnknownPage { page, said })).into_response())
        }
        other => Err(other.into()),
    }
}
