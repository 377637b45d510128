//! Joining: a passkey first, or a password.

use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::account::{self, SignUp};
use serde::Deserialize;

use super::{PasskeyPlace, welcome};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Posted},
    pages::site::local,
    respond::{Page, html},
};

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Form {
    handle: String,
    display_name: String,
    email: String,
    age: String,
    password: String,
    next: String,
}

#[derive(Template)]
#[template(path = "account/sign_up.html")]
struct SignUpPage {
    page: Page,
    passkeys: PasskeyPlace,
    open: bool,
    form: Form,
    faults: Faults,
}

/// Where to go afterwards.
#[derive(Deserialize)]
pub(crate) struct Next {
    #[serde(default)]
    pub(super) next: String,
}

/// `GET /sign-up`
pub(crate) async fn form(ask: Ask, Query(Next { next }): Query<Next>) -> Response {
    if ask.viewer.is_some() {
        return Redirect::to(local(&next)).into_response();
    }
    show(&ask, Form { next, ..Form::default() }, Faults::default())
}

/// `POST /sign-up`: makes the account and signs it in.
pub(crate) async fn send(Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let Form { handle, display_name, email, age, .. } = &form;
    let wanted = SignUp { handle, display_name, email, age };
    match account::sign_up(&ask.web.ctx, ask.origin, wanted, &form.password).await {
        Ok(made) => welcome(&ask, made.id, &form.next).await,
        Err(error) => {
            let faults = Faults::from_error(error)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&ask, form, faults)).into_response())
        }
    }
}

fn show(ask: &Ask, mut form: Form, faults: Faults) -> Response {
    form.next = String::from(local(&form.next));
    html(&SignUpPage {
        page: Page::titled(ask, "sign-up-title"),
        passkeys: PasskeyPlace::of(ask),
        open: ask.web.ctx.settings.open_sign_up,
        form,
        faults,
    })
}
