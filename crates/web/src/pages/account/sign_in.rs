//! Signing in and out.

use askama::Template;
use axum::{
    extract::Query,
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{AppError, session};
use grandstand_domain::invalid::Invalid;
use serde::Deserialize;

use super::{PasskeyPlace, sign_up::Next, welcome};
use crate::{
    ask::Ask,
    cookie,
    error::WebError,
    form::{Faults, Posted},
    pages::site::local,
    respond::{Page, html},
};

/// What the form sends. `handle` may be an e-mail address too.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Form {
    handle: String,
    password: String,
    next: String,
}

#[derive(Template)]
#[template(path = "account/sign_in.html")]
struct SignInPage {
    page: Page,
    passkeys: PasskeyPlace,
    open: bool,
    form: Form,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "account/sign_out.html")]
struct SignOutPage {
    page: Page,
}

/// `GET /sign-in`
///
/// `again=1` asks also someone who is signed in: an app wants to be sure of who is there.
pub(crate) async fn form(ask: Ask, Query(Next { next }): Query<Next>) -> Response {
    if ask.viewer.is_some() && ask.query("again").is_none() {
        return Redirect::to(local(&next)).into_response();
    }
    show(&ask, Form { next, ..Form::default() }, Faults::default())
}

/// `POST /sign-in`
pub(crate) async fn send(Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let (status, faults) = match session::sign_in(&ask.web.ctx, ask.origin, &form.handle, &form.password).await {
        Ok(account) => return welcome(&ask, account, &form.next).await,
        Err(AppError::TooMany { retry_after_s }) => {
            let wait = i64::try_from(retry_after_s).unwrap_or(60);
            (StatusCode::TOO_MANY_REQUESTS, Invalid::limit("", "sign-in-too-many", wait).into())
        }
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Faults::from_error(error)?),
    };
    Ok((status, show(&ask, form, faults)).into_response())
}

/// `GET /sign-out`: asks, because following a link must not change anything.
pub(crate) async fn leave(ask: Ask) -> Response {
    if ask.viewer.is_none() {
        return Redirect::to("/").into_response();
    }
    html(&SignOutPage { page: Page::titled(&ask, "sign-out") })
}

/// `POST /sign-out`: ends this browser's session. Signing out twice is no fault.
pub(crate) async fn out(Posted { ask, .. }: Posted<Next>) -> Result<Response, WebError> {
    if let Some(viewer) = &ask.viewer {
        match session::end(&ask.web.ctx, &viewer.actor, viewer.session).await {
            Ok(()) | Err(AppError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let gone = cookie::set(cookie::SESSION, "", 0, ask.web.is_secure());
    Ok(([(header::SET_COOKIE, gone)], Redirect::to("/")).into_response())
}

fn show(ask: &Ask, mut form: Form, faults: Faults) -> Response {
    form.next = String::from(local(&form.next));
    html(&SignInPage {
        page: Page::titled(ask, "sign-in-title"),
        passkeys: PasskeyPlace::of(ask),
        open: ask.web.ctx.settings.open_sign_up,
        form,
        faults,
    })
}
