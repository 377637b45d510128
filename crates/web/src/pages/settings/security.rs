//! The ways into an account: e-mail address, password, passkeys, and where it is signed in.

use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use grandstand_app::{
    AppError, account,
    address::{self, Standing},
    passkey, password, session,
};
use grandstand_domain::{
    id::{PasskeyId, SessionId},
    session::SessionKind,
};
use grandstand_store as store;
use serde::Deserialize;

use super::{Done, done, frame};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Nothing, Posted},
    pages::account::PasskeyPlace,
    respond::{Page, html},
    show::moment,
    view::Moment,
};

const HERE: &str = "/settings/security";

/// A passkey as the list shows it.
struct PasskeyView {
    id: PasskeyId,
    name: String,
    made: Moment,
    used: Option<Moment>,
}

/// A session as the list shows it.
struct SessionView {
    id: SessionId,
    label: String,
    is_program: bool,
    is_this: bool,
    seen: Moment,
    made: Moment,
}

#[derive(Template)]
#[template(path = "settings/security.html")]
struct SecurityPage {
    page: Page,
    tab: &'static str,
    done: String,
    email: String,
    address: AddressPlace,
    has_password: bool,
    handle: String,
    passkeys: PasskeyPlace,
    keys: Vec<PasskeyView>,
    sessions: Vec<SessionView>,
    device: String,
    faults: Faults,
}

/// What the page says of the e-mail address.
#[derive(Clone, Copy)]
enum AddressPlace {
    None,
    Proved,
    /// A letter asks whether it is theirs.
    Asked,
    /// There is no mail server that could.
    NoServer,
}

impl AddressPlace {
    fn of(standing: Standing, has_server: bool) -> Self {
        match standing {
            Standing::None => Self::None,
            Standing::Proved => Self::Proved,
            Standing::Stated if has_server => Self::Asked,
            Standing::Stated => Self::NoServer,
        }
    }
}

/// `GET /settings/security`
pub(crate) async fn page(ask: Ask, Query(done): Query<Done>) -> Result<Response, WebError> {
    show(&ask, &done, None, Faults::default()).await
}

async fn show(ask: &Ask, done: &Done, email: Option<String>, faults: Faults) -> Result<Response, WebError> {
    let (me, ctx) = (ask.signed_in()?, &ask.web.ctx);
    let kept = account::email(ctx, &me.actor).await?.map(|e| e.to_string()).unwrap_or_default();
    let address = AddressPlace::of(address::standing(ctx, &me.actor).await?, ctx.settings.mail.is_set());
    let mut tx = ctx.begin_read().await?;
    let has_password = store::password::get(&mut tx, me.actor.account).await?.is_some();
    drop(tx);
    let keys = passkey::list(ctx, &me.actor).await?.into_iter().map(|k| PasskeyView {
        id: k.id,
        name: k.name,
        made: moment(k.created_at, &ask.words),
        used: k.last_used_at.map(|at| moment(at, &ask.words)),
    });
    let sessions = session::list(ctx, &me.actor).await?.into_iter().map(|s| SessionView {
        id: s.id,
        label: s.label,
        is_program: s.kind != SessionKind::Browser,
        is_this: s.id == me.session,
        seen: moment(s.last_seen_at, &ask.words),
        made: moment(s.created_at, &ask.words),
    });
    let page = frame(ask, "settings-security");
    Ok(html(&SecurityPage {
        tab: "security",
        done: done.sentence(&page),
        email: email.unwrap_or(kept),
        address,
        has_password,
        handle: me.handle.to_string(),
        passkeys: PasskeyPlace::of(ask),
        keys: keys.collect(),
        sessions: sessions.collect(),
        device: ask.device(),
        faults,
        page,
    }))
}

/// What was done, or the page again with what is wrong.
async fn answer(
    ask: &Ask,
    result: Result<(), AppError>,
    what: &str,
    email: Option<String>,
) -> Result<Response, WebError> {
    match result {
        Ok(()) => Ok(done(HERE, what)),
        Err(error) => {
            let faults = Faults::from_error(error)?;
            let page = show(ask, &Done::default(), email, faults).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// A new e-mail address, or none.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Email {
    email: String,
}

/// `POST /settings/email`
pub(crate) async fn email(Posted { ask, form }: Posted<Email>) -> Result<Response, WebError> {
    let (ctx, me) = (&ask.web.ctx, ask.actor()?);
    let result = account::set_email(ctx, me, &form.email).await;
    let is_asked = ctx.settings.mail.is_set() && address::standing(ctx, me).await? == Standing::Stated;
    answer(&ask, result, if is_asked { "email-asked" } else { "email" }, Some(form.email)).await
}

/// `POST /settings/email/again`: the letter that asks whether the address is theirs, once more.
pub(crate) async fn email_again(Posted { ask, form: Nothing {} }: Posted<Nothing>) -> Result<Response, WebError> {
    address::ask_again(&ask.web.ctx, ask.actor()?).await?;
    Ok(done(HERE, "asked"))
}

/// The present password, where there is one, and a new one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Passwords {
    password: String,
    new_password: String,
}

/// `POST /settings/password`
pub(crate) async fn password(Posted { ask, form }: Posted<Passwords>) -> Result<Response, WebError> {
    let result = password::change(&ask.web.ctx, ask.signed_in()?, &form.password, &form.new_password).await;
    answer(&ask, result, "password", None).await
}

/// A passkey to rename or remove.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Key {
    passkey: String,
    act: String,
    passkey_name: String,
}

/// `POST /settings/passkeys`
pub(crate) async fn passkey(Posted { ask, form }: Posted<Key>) -> Result<Response, WebError> {
    let (me, id) = (ask.actor()?, form.passkey.parse::<PasskeyId>()?);
    let result = if form.act == "remove" {
        passkey::remove(&ask.web.ctx, me, id).await
    } else {
        passkey::rename(&ask.web.ctx, me, id, &form.passkey_name).await
    };
    answer(&ask, result, "saved", None).await
}

/// A session to end, or `others` for all but this one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Which {
    session: String,
}

/// `POST /settings/sessions`
pub(crate) async fn end(Posted { ask, form }: Posted<Which>) -> Result<Response, WebError> {
    let me = ask.signed_in()?;
    if form.session == "others" {
        session::end_others(&ask.web.ctx, me).await?;
        return Ok(done(HERE, "sessions"));
    }
    match session::end(&ask.web.ctx, &me.actor, form.session.parse::<SessionId>()?).await {
        // It may have ended by itself, or the button was pressed twice.
        Ok(()) | Err(AppError::NotFound) => Ok(done(HERE, "session")),
        Err(error) => Err(error.into()),
    }
}
