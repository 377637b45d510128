//! Leaving: what goes, asked once more, and gone.

use askama::Template;
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::account;
use grandstand_store as store;
use serde::Deserialize;

use super::frame;
use crate::{
    ask::Ask,
    cookie,
    error::WebError,
    form::{Faults, Posted},
    respond::{Page, html},
};

/// What must be typed once more.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Form {
    handle: String,
    password: String,
}

#[derive(Template)]
#[template(path = "settings/leave.html")]
struct LeavePage {
    page: Page,
    handle: String,
    typed: String,
    has_password: bool,
    faults: Faults,
}

/// `GET /settings/leave`
pub(crate) async fn page(ask: Ask) -> Result<Response, WebError> {
    show(&ask, String::new(), Faults::default()).await
}

/// `POST /settings/leave`
pub(crate) async fn send(Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    match account::leave(&ask.web.ctx, ask.signed_in()?, &form.handle, &form.password).await {
        Ok(()) => {
            let gone = cookie::set(cookie::SESSION, "", 0, ask.web.is_secure());
            Ok(([(header::SET_COOKIE, gone)], Redirect::to("/")).into_response())
        }
        Err(error) => {
            let page = show(&ask, form.handle, Faults::from_error(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn show(ask: &Ask, typed: String, faults: Faults) -> Result<Response, WebError> {
    let me = ask.signed_in()?;
    let mut tx = ask.web.ctx.begin_read().await?;
    let has_password = store::password::get(&mut tx, me.actor.account).await?.is_some();
    Ok(html(&LeavePage { page: frame(ask, "leave-title"), handle: me.handle.to_string(), typed, has_password, faults }))
}
