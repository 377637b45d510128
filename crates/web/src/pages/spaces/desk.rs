//! The spaces of an organisation, and making one.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::space;
use grandstand_domain::space::{Rules, SpaceKind};
use grandstand_store::{self as store, space::Space};
use serde::Deserialize;

use super::{Office, kind};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Posted},
    respond::{Page, html},
};

/// What the form of a space says. The hours of weekdays stand under `open1` to `open7` and `hold1` to `hold7`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    pub(super) organisation: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) place: String,
    pub(super) zone: String,
    pub(super) before: String,
    pub(super) after: String,
    pub(super) longest: String,
    pub(super) ahead: String,
    pub(super) release: String,
    pub(super) staff_only: String,
    pub(super) access: String,
    #[serde(flatten)]
    pub(super) hours: HashMap<String, String>,
}

impl Form {
    /// What stands of a space; as a House usually opens for a new one.
    pub(super) fn of(space: Option<&Space>) -> Self {
        let usual = || {
            let opening = (0..5).flat_map(|weekday| grandstand_domain::space::opening_of(weekday, "09:00-18:00"));
            Rules {
                opening: opening.flatten().collect(),
                after_minutes: 10,
                longest_minutes: 120,
                ahead_days: 14,
                release_minutes: 15,
                ..Rules::default()
            }
        };
        let rules = space.map_or_else(usual, |s| s.rules.clone());
        let joined = |parts: Vec<String>| parts.join(", ");
        let mut hours = HashMap::new();
        for weekday in 0..7 {
            let open = rules.opening.iter().filter(|span| span.weekday() == weekday).map(ToString::to_string);
            let held = rules.holds.iter().filter(|hold| hold.span.weekday() == weekday).map(ToString::to_string);
            hours.insert(format!("open{}", weekday + 1), joined(open.collect()));
            hours.insert(format!("hold{}", weekday + 1), joined(held.collect()));
        }
        let said = |of: fn(&Space) -> &str| space.map(|s| of(s).to_owned()).unwrap_or_default();
        Self {
            organisation: String::new(),
            name: said(|s| &s.name),
            kind: space.map_or(SpaceKind::Studio, |s| s.kind).as_str().to_owned(),
            place: said(|s| &s.place),
            zone: said(|s| &s.zone),
            before: rules.before_minutes.to_string(),
            after: rules.after_minutes.to_string(),
            longest: rules.longest_minutes.to_string(),
            ahead: rules.ahead_days.to_string(),
            release: rules.release_minutes.to_string(),
            staff_only: if rules.staff_only { "1".to_owned() } else { String::new() },
            access: said(|s| &s.access),
            hours,
        }
    }

    /// The hours of a weekday, 1 to 7.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates pass what they loop over by reference")]
    pub(super) fn hours(&self, what: &str, weekday: &u8) -> &str {
        self.hours.get(&format!("{what}{weekday}")).map_or("", String::as_str)
    }

    /// Whether anything is held at all.
    pub(super) fn holds_any(&self) -> bool {
        (1..=7).any(|weekday| !self.hours("hold", &weekday).is_empty())
    }

    /// What the use case is told.
    pub(super) fn said(&self) -> space::Form<'_> {
        let week = |what: &str| [1, 2, 3, 4, 5, 6, 7].map(|weekday| self.hours(what, &weekday));
        space::Form {
            name: &self.name,
            kind: &self.kind,
            place: &self.place,
            zone: &self.zone,
            opening: week("open"),
            holds: week("hold"),
            before: &self.before,
            after: &self.after,
            longest: &self.longest,
            ahead: &self.ahead,
            release: &self.release,
            staff_only: self.staff_only == "1",
            access: &self.access,
        }
    }
}

/// The kinds of space, for a form.
pub(super) fn kinds(page: &Page) -> Vec<(String, String)> {
    let said = |kind: &SpaceKind| (kind.as_str().to_owned(), page.t(&format!("space-kind-{}", kind.as_str())));
    SpaceKind::ALL.iter().map(said).collect()
}

/// One space in the list.
struct Line {
    id: String,
    name: String,
    kind: String,
    place: String,
    staff_only: bool,
}

#[derive(Template)]
#[template(path = "spaces/desk.html")]
struct DeskPage {
    page: Page,
    organisation: String,
    organisation_slug: String,
    organisations: Vec<(String, String)>,
    lines: Vec<Line>,
    kinds: Vec<(String, String)>,
    form: Form,
    faults: Faults,
}

/// What the address may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    organisation: String,
}

/// `GET /staff/spaces`
pub(super) async fn list(ask: Ask, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let office = Office::open(&ask, &asked.organisation).await?;
    show(&ask, office, Form::of(None), Faults::default()).await
}

async fn show(ask: &Ask, office: Office, form: Form, faults: Faults) -> Result<Response, WebError> {
    let page = Page::titled(ask, "spaces-title").in_section("me").in_office(ask).await?;
    let all = store::space::of_organisation(&mut ask.web.ctx.begin_read().await?, office.organisation.id).await?;
    let line = |space: Space| Line {
        id: space.id.to_string(),
        kind: kind(&space, &page.words),
        staff_only: space.rules.staff_only,
        name: space.name,
        place: space.place,
    };
    Ok(html(&DeskPage {
        lines: all.into_iter().map(line).collect(),
        kinds: kinds(&page),
        organisation: office.organisation.name,
        organisation_slug: office.organisation.slug,
        organisations: office.organisations,
        form,
        faults,
        page,
    }))
}

/// `POST /staff/spaces`
pub(super) async fn create(Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let office = Office::open(&ask, &form.organisation).await?;
    match space::create(&ask.web.ctx, ask.actor()?, office.organisation.id, form.said()).await {
        Ok(made) => Ok(Redirect::to(&format!("/staff/spaces/{}", made.id)).into_response()),
        Err(error) => {
            let shown = show(&ask, office, form, Faults::from_error(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
        }
    }
}
