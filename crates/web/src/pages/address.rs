//! `/address/…`: the link in the letter that asks whether an e-mail address is its account's. Looking changes nothing: programs
//! that check letters open every link in them.

use askama::Template;
use axum::{
    Router,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use grandstand_app::{AppError, address};
use grandstand_domain::id::AccountId;

use crate::{
    ask::Ask,
    error::WebError,
    form::{Nothing, Posted},
    respond::{Page, html},
    state::Web,
};

/// The addresses.
pub(crate) fn routes() -> Router<Web> {
    Router::new().route("/address/{account}/{secret}", get(look).post(prove))
}

/// The words of a link: whose address it is about, and the secret.
type Words = Path<(String, String)>;

/// How it stands with the address.
enum Standing {
    Asked,
    Proved,
    Unknown,
}

#[derive(Template)]
#[template(path = "settings/address.html")]
struct AddressPage {
    page: Page,
    path: String,
    handle: String,
    standing: Standing,
}

/// `GET /address/ACCOUNT/SECRET`: asks.
async fn look(ask: Ask, Path((account, secret)): Words) -> Result<Response, WebError> {
    let Ok(id) = account.parse::<AccountId>() else { return Ok(unknown(&ask)) };
    match address::open(&ask.web.ctx, ask.origin, id, &secret).await {
        Ok(opened) => Ok(html(&AddressPage {
            page: framed(&ask),
            path: path(id, &secret),
            handle: opened.handle.to_string(),
            standing: if opened.is_proved { Standing::Proved } else { Standing::Asked },
        })),
        Err(AppError::NotFound) => Ok(unknown(&ask)),
        Err(error) => Err(error.into()),
    }
}

/// `POST /address/ACCOUNT/SECRET`: takes it as theirs; the page then says so.
async fn prove(
    Path((account, secret)): Words,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let Ok(id) = account.parse::<AccountId>() else { return Ok(unknown(&ask)) };
    match address::prove(&ask.web.ctx, ask.origin, id, &secret).await {
        Ok(()) => Ok(Redirect::to(&path(id, &secret)).into_response()),
        Err(AppError::NotFound) => Ok(unknown(&ask)),
        Err(error) => Err(error.into()),
    }
}

fn path(account: AccountId, secret: &str) -> String {
    format!("/address/{account}/{secret}")
}

fn framed(ask: &Ask) -> Page {
    let mut page = Page::titled(ask, "address-title");
    page.unlisted = true;
    page
}

fn unknown(ask: &Ask) -> Response {
    let page =
        AddressPage { page: framed(ask), path: String::new(), handle: String::new(), standing: Standing::Unknown };
    (StatusCode::NOT_FOUND, html(&page)).into_response()
}
