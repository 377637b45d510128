//! How old one is, who may answer, who is blocked, which words are muted.

use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use grandstand_app::{
    account::{self, Change},
    age, block, muted_word,
};
use grandstand_domain::{
    age::AgeBand,
    id::AccountId,
    invalid::{Check, Invalid},
    post::ReplyPolicy,
};
use serde::Deserialize;

use super::{Done, done, frame, profile::own};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Posted},
    respond::{Page, html},
};

/// Someone who is blocked, as the list shows them.
struct Blocked {
    id: AccountId,
    handle: String,
    name: String,
}

#[derive(Template)]
#[template(path = "settings/privacy.html")]
struct PrivacyPage {
    page: Page,
    tab: &'static str,
    done: String,
    age: &'static str,
    reply_policy: &'static str,
    words: Vec<String>,
    word: String,
    blocked: Vec<Blocked>,
    faults: Faults,
}

/// `GET /settings/privacy`
pub(crate) async fn page(ask: Ask, Query(done): Query<Done>) -> Result<Response, WebError> {
    show(&ask, &done, "", Faults::default()).await
}

async fn show(ask: &Ask, done: &Done, word: &str, faults: Faults) -> Result<Response, WebError> {
    let (me, ctx) = (ask.actor()?, &ask.web.ctx);
    let blocked = block::list(ctx, me).await?.into_iter();
    let page = frame(ask, "settings-privacy");
    Ok(html(&PrivacyPage {
        tab: "privacy",
        done: done.sentence(&page),
        age: age::band(ctx, me).await?.as_str(),
        reply_policy: own(ask).await?.reply_policy.as_str(),
        words: muted_word::list(ctx, me).await?,
        word: word.to_owned(),
        blocked: blocked.map(|a| Blocked { id: a.id, handle: a.handle.to_string(), name: a.display_name }).collect(),
        faults,
        page,
    }))
}

/// How old the person says they are.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Age {
    age: String,
}

/// `POST /settings/age`
pub(crate) async fn state_age(Posted { ask, form }: Posted<Age>) -> Result<Response, WebError> {
    match AgeBand::of_field(&form.age) {
        Ok(band) => age::state(&ask.web.ctx, ask.actor()?, band).await?,
        Err(_) => return wrong(&ask, "", Invalid::one("age", "age-band-unknown")).await,
    }
    Ok(done("/settings/privacy", "saved"))
}

/// The default for comments.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Replies {
    reply_policy: String,
}

/// `POST /settings/replies`
pub(crate) async fn replies(Posted { ask, form }: Posted<Replies>) -> Result<Response, WebError> {
    let me = ask.actor()?;
    let mut faults = Check::default();
    let chosen = faults.take("reply_policy", form.reply_policy.parse::<ReplyPolicy>());
    if let Err(invalid) = faults.done() {
        return wrong(&ask, "", invalid).await;
    }
    let change = Change { reply_policy: chosen, ..Change::default() };
    account::update(&ask.web.ctx, me, me.account, change).await?;
    Ok(done("/settings/privacy", "saved"))
}

/// A word to mute or to hear again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Word {
    word: String,
}

/// `POST /settings/muted-words`
pub(crate) async fn mute(Posted { ask, form }: Posted<Word>) -> Result<Response, WebError> {
    match muted_word::mute(&ask.web.ctx, ask.actor()?, &form.word).await {
        Ok(()) => Ok(done("/settings/privacy", "muted")),
        Err(grandstand_app::AppError::Invalid(invalid)) => wrong(&ask, &form.word, invalid).await,
        Err(error) => Err(error.into()),
    }
}

/// `POST /settings/muted-words/remove`
pub(crate) async fn unmute(Posted { ask, form }: Posted<Word>) -> Result<Response, WebError> {
    muted_word::unmute(&ask.web.ctx, ask.actor()?, &form.word).await?;
    Ok(done("/settings/privacy", "unmuted"))
}

/// An account to unblock.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Whom {
    account: String,
}

/// `POST /settings/blocks/remove`
pub(crate) async fn unblock(Posted { ask, form }: Posted<Whom>) -> Result<Response, WebError> {
    block::unblock(&ask.web.ctx, ask.actor()?, form.account.parse::<AccountId>()?).await?;
    Ok(done("/settings/privacy", "unblocked"))
}

async fn wrong(ask: &Ask, word: &str, invalid: Invalid) -> Result<Response, WebError> {
    let page = show(ask, &Done::default(), word, invalid.into()).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}
