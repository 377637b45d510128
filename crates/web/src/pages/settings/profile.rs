//! What others see of an account.

use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use grandstand_app::{
    AppError,
    account::{self, Change},
};
use grandstand_domain::{
    account::{EventGender, Role},
    sport::Sport,
};
use grandstand_store::account::Account;
use serde::Deserialize;

use super::{Done, done, frame};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Posted},
    respond::{Page, html},
    words::{LANGUAGES, Words},
};

/// What the form sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Form {
    display_name: String,
    bio: String,
    region: String,
    sport: String,
    event_gender: String,
    language: String,
}

#[derive(Template)]
#[template(path = "settings/profile.html")]
struct ProfilePage {
    page: Page,
    tab: &'static str,
    done: String,
    form: Form,
    is_athlete: bool,
    sports: Vec<(String, String)>,
    event_genders: Vec<(String, String)>,
    languages: Vec<(String, String)>,
    faults: Faults,
}

/// `GET /settings`
pub(crate) async fn page(ask: Ask, Query(done): Query<Done>) -> Result<Response, WebError> {
    let account = own(&ask).await?;
    let form = Form {
        display_name: account.display_name,
        bio: account.bio,
        region: account.region,
        sport: account.sport.map(Sport::code).unwrap_or_default().to_owned(),
        event_gender: account.event_gender.map(EventGender::code).unwrap_or_default().to_owned(),
        language: account.language,
    };
    Ok(show(&ask, &done, form, Faults::default()))
}

/// `POST /settings`
pub(crate) async fn save(Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let me = ask.actor()?;
    let is_athlete = me.role == Role::Athlete;
    let change = Change {
        display_name: Some(&form.display_name),
        bio: Some(&form.bio),
        region: Some(&form.region),
        sport: is_athlete.then(|| Sport::try_from(form.sport.clone()).ok()),
        event_gender: is_athlete.then(|| form.event_gender.parse().ok()),
        language: Some(&form.language),
        ..Change::default()
    };
    match account::update(&ask.web.ctx, me, me.account, change).await {
        Ok(_) => Ok(done("/settings", "saved")),
        Err(error) => {
            let faults = Faults::from_error(error)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&ask, &Done::default(), form, faults)).into_response())
        }
    }
}

/// The account of the one who asks.
pub(super) async fn own(ask: &Ask) -> Result<Account, WebError> {
    let mut tx = ask.web.ctx.begin_read().await?;
    let found = grandstand_store::account::get(&mut tx, ask.actor()?.account).await?;
    Ok(found.ok_or(AppError::NotFound)?)
}

/// Every sport as a choice, by its name in the reader's language, after "none".
pub(crate) fn sports(words: &Words) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> =
        Sport::ALL.iter().map(|s| (s.code().to_owned(), words.t(&format!("sport-{}", s.slug())))).collect();
    all.sort_by(|a, b| a.1.cmp(&b.1));
    all.insert(0, (String::new(), words.t("sport-none")));
    all
}

/// The word for whose events an athlete enters.
pub(crate) fn event_gender_word(of: Option<EventGender>) -> &'static str {
    match of {
        Some(EventGender::Women) => "event-gender-women",
        Some(EventGender::Men) => "event-gender-men",
        Some(EventGender::Open) => "event-gender-open",
        None => "event-gender-none",
    }
}

/// Whose events, as a choice, after "not stated".
pub(crate) fn event_genders(words: &Words) -> Vec<(String, String)> {
    let one = |of: Option<EventGender>| {
        (of.map(EventGender::code).unwrap_or_default().to_owned(), words.t(event_gender_word(of)))
    };
    std::iter::once(None).chain(EventGender::ALL.map(Some)).map(one).collect()
}

/// The languages that pages come in, after "as the browser says".
fn languages(words: &Words) -> Vec<(String, String)> {
    let known = LANGUAGES.iter().map(|(tag, name)| ((*tag).to_owned(), (*name).to_owned()));
    std::iter::once((String::new(), words.t("language-of-browser"))).chain(known).collect()
}

fn show(ask: &Ask, done: &Done, form: Form, faults: Faults) -> Response {
    let page = frame(ask, "settings-profile");
    html(&ProfilePage {
        tab: "profile",
        done: done.sentence(&page),
        form,
        is_athlete: ask.viewer.as_ref().is_some_and(|v| v.actor.role == Role::Athlete),
        sports: sports(&page.words),
        event_genders: event_genders(&page.words),
        languages: languages(&page.words),
        faults,
        page,
    })
}
