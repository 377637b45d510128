//! One agreement: written, offered, accepted, renewed, ended.

use std::collections::HashMap;

use askama::Template;
use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{AppError, agreement};
use grandstand_domain::{
    agreement::{State, TERMS},
    id::{AgreementId, OrganisationId},
    permit::Act,
    time::{DAY, UnixMillis},
};
use grandstand_store::{self as store, agreement::StoredAgreement, organisation::Organisation};
use serde::Deserialize;

use super::{act_word, managed};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Nothing, Posted},
    respond::{Page, html},
    show::{first_day, last_day, moment, today},
    view::Moment,
};

/// What the form of a draft says. What may be done stands in `terms`, as `ours-ACT` and `theirs-ACT`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    title: String,
    party: String,
    from: String,
    until: String,
    #[serde(flatten)]
    terms: HashMap<String, String>,
}

impl Form {
    /// As a draft says it, from its writer's side.
    fn of(found: &StoredAgreement, parties: &[Organisation]) -> Self {
        let said = &found.agreement;
        let side = |to: OrganisationId| if to == said.parties[0] { "ours" } else { "theirs" };
        let terms = said.terms.iter().map(|t| (format!("{}-{}", side(t.to), t.act.as_str()), "1".to_owned()));
        let party = parties.iter().find(|o| o.id == said.parties[1]);
        Self {
            title: said.title.clone(),
            party: party.map(|o| o.slug.clone()).unwrap_or_default(),
            from: today(said.from),
            // The last day is the one before the moment at which it is over.
            until: today(UnixMillis(said.until.0 - DAY)),
            terms: terms.collect(),
        }
    }

    fn acts(&self, side: &str) -> Vec<Act> {
        TERMS.into_iter().filter(|act| self.terms.contains_key(&format!("{side}-{}", act.as_str()))).collect()
    }

    fn said(&self) -> agreement::Form<'_> {
        agreement::Form {
            title: &self.title,
            party: &self.party,
            from: &self.from,
            until: &self.until,
            ours: self.acts("ours"),
            theirs: self.acts("theirs"),
        }
    }
}

/// A term as a box to tick: name of the field, words, whether it is ticked.
type Tick = (String, String, bool);

#[derive(Template)]
#[template(path = "organisation/draft.html")]
struct DraftPage {
    page: Page,
    slug: String,
    name: String,
    /// The address that the form is sent to.
    action: String,
    /// The draft that is written anew; empty for a new one.
    id: String,
    parties: Vec<(String, String)>,
    ours: Vec<Tick>,
    theirs: Vec<Tick>,
    form: Form,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "organisation/agreement.html")]
struct AgreementPage {
    page: Page,
    slug: String,
    name: String,
    id: String,
    title: String,
    other: String,
    state: &'static str,
    state_word: String,
    from: Moment,
    until: Moment,
    ours: Vec<String>,
    theirs: Vec<String>,
    /// What happened when: (key, when, who).
    history: Vec<(&'static str, Moment, String)>,
    renews: String,
    is_writer: bool,
    may_renew: bool,
    faults: Faults,
}

/// `GET /staff/organisations/SLUG/agreements/new`
pub(super) async fn form(ask: Ask, Path(slug): Path<String>) -> Result<Response, WebError> {
    let whose = managed(&ask, &slug).await?;
    show_draft(&ask, &whose, None, Form::default(), Faults::default()).await
}

/// `POST /staff/organisations/SLUG/agreements/new`
pub(super) async fn draft(Path(slug): Path<String>, Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let whose = managed(&ask, &slug).await?;
    match agreement::draft(&ask.web.ctx, ask.actor()?, whose.id, &form.said()).await {
        Ok(id) => Ok(to(&whose, id)),
        Err(error) => {
            let page = show_draft(&ask, &whose, None, form, Faults::from_error(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `GET /staff/organisations/SLUG/agreements/ID`: a draft of one's own as its form, any other as it stands.
pub(super) async fn page(ask: Ask, Path((slug, id)): Path<(String, AgreementId)>) -> Result<Response, WebError> {
    let whose = managed(&ask, &slug).await?;
    show(&ask, &whose, id, Faults::default()).await
}

/// `GET /staff/agreements/ID`: to the agreement from the side of the party that the viewer manages.
pub(super) async fn own_side(ask: Ask, Path(id): Path<AgreementId>) -> Result<Response, WebError> {
    let whose = agreement::side(&ask.web.ctx, ask.actor()?, id).await?;
    Ok(to(&whose, id))
}

/// `POST /staff/organisations/SLUG/agreements/ID`: writes a draft anew.
pub(super) async fn rewrite(
    Path((slug, id)): Path<(String, AgreementId)>,
    Posted { ask, form }: Posted<Form>,
) -> Result<Response, WebError> {
    let whose = managed(&ask, &slug).await?;
    match agreement::rewrite(&ask.web.ctx, ask.actor()?, whose.id, id, &form.said()).await {
        Ok(()) => Ok(to(&whose, id)),
        Err(error) => {
            let page = show_draft(&ask, &whose, Some(id), form, Faults::from_error(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `POST /staff/organisations/SLUG/agreements/ID/STEP`: offers, accepts, ends or renews.
pub(super) async fn step(
    Path((slug, id, step)): Path<(String, AgreementId, String)>,
    Posted { ask, .. }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let whose = managed(&ask, &slug).await?;
    let (ctx, me) = (&ask.web.ctx, ask.actor()?);
    let done = match step.as_str() {
        "offer" => agreement::offer(ctx, me, whose.id, id).await,
        "accept" => agreement::accept(ctx, me, whose.id, id).await,
        "end" => agreement::end(ctx, me, whose.id, id).await,
        "renew" => match agreement::renew(ctx, me, whose.id, id).await {
            Ok(made) => return Ok(to(&whose, made)),
            Err(error) => Err(error),
        },
        _ => Err(AppError::NotFound),
    };
    match done {
        Ok(()) => Ok(to(&whose, id)),
        Err(error) => {
            let page = show(&ask, &whose, id, Faults::from_error(error)?).await?;
            Ok((StatusCode::CONFLICT, page).into_response())
        }
    }
}

fn to(whose: &Organisation, id: AgreementId) -> Response {
    Redirect::to(&format!("/staff/organisations/{}/agreements/{id}", whose.slug)).into_response()
}

async fn show_draft(
    ask: &Ask,
    whose: &Organisation,
    id: Option<AgreementId>,
    form: Form,
    faults: Faults,
) -> Result<Response, WebError> {
    let all = store::organisation::list(&mut ask.web.ctx.begin_read().await?).await?;
    let page = Page::titled(ask, "agreement-draft").in_section("me");
    let ticks = |side: &str| {
        let ticked = form.acts(side);
        let tick = |act: Act| (format!("{side}-{}", act.as_str()), act_word(act, &page), ticked.contains(&act));
        TERMS.into_iter().map(tick).collect::<Vec<Tick>>()
    };
    let place = id.map_or_else(|| "new".to_owned(), |id| id.to_string());
    Ok(html(&DraftPage {
        action: format!("/staff/organisations/{}/agreements/{place}", whose.slug),
        id: id.map(|id| id.to_string()).unwrap_or_default(),
        slug: whose.slug.clone(),
        name: whose.name.clone(),
        parties: all.into_iter().filter(|o| o.id != whose.id).map(|o| (o.slug, o.name)).collect(),
        ours: ticks("ours"),
        theirs: ticks("theirs"),
        form,
        faults,
        page,
    }))
}

async fn show(ask: &Ask, whose: &Organisation, id: AgreementId, faults: Faults) -> Result<Response, WebError> {
    let found = agreement::get(&ask.web.ctx, ask.actor()?, whose.id, id).await?;
    let all = store::organisation::list(&mut ask.web.ctx.begin_read().await?).await?;
    let (said, now) = (&found.agreement, ask.web.ctx.now());
    let (state, is_writer) = (said.state(now), said.parties[0] == whose.id);
    if state == State::Draft {
        let form = Form::of(&found, &all);
        return show_draft(ask, whose, Some(id), form, faults).await;
    }
    let page = Page::new(ask, &said.title).in_section("me");
    let name = |id: OrganisationId| all.iter().find(|o| o.id == id).map(|o| o.name.clone()).unwrap_or_default();
    let other = said.parties.into_iter().find(|party| *party != whose.id).unwrap_or(whose.id);
    let acts = |to: OrganisationId| {
        said.terms.iter().filter(|t| t.to == to).map(|t| act_word(t.act, &page)).collect::<Vec<String>>()
    };
    let at = |at: UnixMillis| moment(at, &page.words);
    let mut history = vec![("agreement-written", at(found.created_at), name(said.parties[0]))];
    history.extend(said.offered_at.map(|t| ("agreement-offered", at(t), name(said.parties[0]))));
    history.extend(said.accepted_at.map(|t| ("agreement-accepted", at(t), name(said.parties[1]))));
    let how = if said.accepted_at.is_some() { "agreement-ended" } else { "agreement-declined" };
    history.extend(said.ended_at.map(|t| (how, at(t), found.ended_by.map(name).unwrap_or_default())));
    Ok(html(&AgreementPage {
        slug: whose.slug.clone(),
        name: whose.name.clone(),
        id: id.to_string(),
        title: said.title.clone(),
        other: name(other),
        state: state.as_str(),
        state_word: page.t(&format!("agreement-state-{}", state.as_str())),
        from: first_day(said.from, &page.words),
        until: last_day(said.until, &page.words),
        ours: acts(whose.id),
        theirs: acts(other),
        history,
        renews: found.renews.map(|before| before.to_string()).unwrap_or_default(),
        is_writer,
        may_renew: agreement::may_renew(said, now),
        faults,
        page,
    }))
}
