//! Being told when the pages are closed: on which devices, of what, and when not.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use grandstand_app::push;
use grandstand_domain::{
    age::AgeBand,
    id::SubscriptionId,
    invalid::Invalid,
    push::{CHOSEN, Choice, QuietHours},
};
use serde::Deserialize;

use super::{Done, done, frame};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Posted},
    respond::{Page, html},
    show::moment,
    view::Moment,
};

const HERE: &str = "/settings/notifications";

/// A kind with whether it is told.
struct KindView {
    name: &'static str,
    label: String,
    told: bool,
}

/// A device as the list shows it.
struct DeviceView {
    id: SubscriptionId,
    label: String,
    host: String,
    is_this: bool,
    since: Moment,
}

#[derive(Template)]
#[template(path = "settings/notifications.html")]
struct NotificationsPage {
    page: Page,
    tab: &'static str,
    done: String,
    /// The key that browsers subscribe under; empty where nothing is pushed.
    key: String,
    here: bool,
    push: &'static str,
    streams: &'static str,
    kinds: Vec<KindView>,
    quiet: bool,
    from: String,
    until: String,
    zone: String,
    of_age: bool,
    devices: Vec<DeviceView>,
    faults: Faults,
}

/// `GET /settings/notifications`
pub(crate) async fn page(ask: Ask, Query(done): Query<Done>) -> Result<Response, WebError> {
    show(&ask, &done, None, Faults::default()).await
}

fn word(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

async fn show(ask: &Ask, done: &Done, sent: Option<&Form>, faults: Faults) -> Result<Response, WebError> {
    let (me, ctx, words) = (ask.signed_in()?, &ask.web.ctx, &ask.words);
    let (choice, age) = push::choice(ctx, &me.actor).await?;
    let devices: Vec<DeviceView> = push::devices(ctx, &me.actor)
        .await?
        .into_iter()
        .map(|device| DeviceView {
            id: device.id,
            is_this: device.session == me.session,
            label: if device.label.is_empty() { words.t("sessions-unknown") } else { device.label },
            host: device.host,
            since: moment(device.created_at, words),
        })
        .collect();
    let kinds = CHOSEN.map(|kind| KindView {
        name: kind.as_str(),
        label: words.t(&format!("push-kind-{}", kind.as_str())),
        told: choice.wants(kind),
    });
    let (from, until) = choice.quiet.unwrap_or(QuietHours { from: 22 * 60, until: 7 * 60 }).texts();
    let typed = |stored: String, field: fn(&Form) -> &String| sent.map_or(stored, |form| field(form).clone());
    let page = frame(ask, "settings-notifications");
    Ok(html(&NotificationsPage {
        tab: "notifications",
        done: done.sentence(&page),
        key: push::public_key(ctx).trim_end_matches('=').to_owned(),
        here: devices.iter().any(|device| device.is_this),
        push: word(choice.pushes(age)),
        streams: word(choice.streams(age)),
        kinds: kinds.into(),
        quiet: sent.map_or(choice.quiet.is_some(), |form| form.quiet == "on"),
        from: typed(from, |form| &form.quiet_from),
        until: typed(until, |form| &form.quiet_until),
        zone: typed(choice.time_zone, |form| &form.time_zone),
        of_age: age == AgeBand::Adult,
        devices,
        faults,
        page,
    }))
}

/// What the form sends; a box that is not ticked sends nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Form {
    push: String,
    streams: String,
    quiet: String,
    quiet_from: String,
    quiet_until: String,
    time_zone: String,
    /// `kind_follow=on` and so on, among whatever else was sent.
    #[serde(flatten)]
    more: HashMap<String, String>,
}

impl Form {
    fn choice(&self) -> Result<Choice, Invalid> {
        let told = |name: &str| self.more.get(&format!("kind_{name}")).is_some_and(|value| value == "on");
        let quiet = match self.quiet.as_str() {
            "on" => Some(QuietHours::read(&self.quiet_from, &self.quiet_until)?),
            _ => None,
        };
        Ok(Choice {
            push: Some(self.push == "on"),
            streams: Some(self.streams == "on"),
            silent: CHOSEN.into_iter().filter(|kind| !told(kind.as_str())).collect(),
            quiet,
            time_zone: self.time_zone.trim().to_owned(),
        })
    }
}

/// `POST /settings/notifications`
pub(crate) async fn save(Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let me = ask.actor()?;
    let saved = match form.choice() {
        Ok(choice) => push::choose(&ask.web.ctx, me, choice).await,
        Err(invalid) => Err(invalid.into()),
    };
    match saved {
        Ok(()) => Ok(done(HERE, "saved")),
        Err(error) => {
            let page = show(&ask, &Done::default(), Some(&form), Faults::from_error(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// A device to be told no longer.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Which {
    device: String,
}

/// `POST /settings/devices`
pub(crate) async fn remove(Posted { ask, form }: Posted<Which>) -> Result<Response, WebError> {
    push::remove(&ask.web.ctx, ask.actor()?, form.device.parse::<SubscriptionId>()?).await?;
    Ok(done(HERE, "device"))
}
