//! The account of an organisation's team: made and described by its administrators, and what was done by it.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    acting::{self, TeamAct},
    team_account,
};
use grandstand_store::{account::Account, organisation::Organisation};
use serde::Deserialize;

use super::{managed, one::Asked};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Posted},
    pages::acting::Done,
    respond::{Page, html},
};

/// What is said of the account.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    handle: String,
    display_name: String,
    bio: String,
}

#[derive(Template)]
#[template(path = "organisation/team.html")]
struct TeamPage {
    page: Page,
    slug: String,
    name: String,
    is_saved: bool,
    /// The account's handle; empty while there is none.
    handle: String,
    /// Its name as it stands.
    account_name: String,
    is_suspended: bool,
    record: Vec<Done>,
    form: Form,
    faults: Faults,
}

/// `GET /staff/organisations/SLUG/team`
pub(super) async fn page(ask: Ask, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let whose = managed(&ask, &slug).await?;
    let account = team_account::get(&ask.web.ctx, ask.actor()?, whose.id).await?;
    let form = account.as_ref().map(|a| Form {
        handle: String::new(),
        display_name: a.display_name.clone(),
        bio: a.bio.clone(),
    });
    let form = form.unwrap_or_else(|| Form { display_name: whose.name.clone(), ..Form::default() });
    show(&ask, whose, account, asked.is("saved"), form, Faults::default()).await
}

/// `POST /staff/organisations/SLUG/team`: makes the account, or says something else of it.
pub(super) async fn save(Path(slug): Path<String>, Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let whose = managed(&ask, &slug).await?;
    let (ctx, me) = (&ask.web.ctx, ask.actor()?);
    let said = team_account::Form { handle: &form.handle, name: &form.display_name, bio: &form.bio };
    let before = team_account::get(ctx, me, whose.id).await?;
    // A form that was opened before another administrator made the account still wants to make one.
    let done = if before.is_some() && form.handle.is_empty() {
        team_account::update(ctx, me, whose.id, said).await
    } else {
        team_account::create(ctx, me, whose.id, said).await.map(drop)
    };
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/staff/organisations/{slug}/team?done=saved")).into_response()),
        Err(error) => {
            let page = show(&ask, whose, before, false, form, Faults::from_error(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `POST /staff/organisations/SLUG/team/give-up`
pub(super) async fn give_up(
    Path(slug): Path<String>,
    Posted { ask, form }: Posted<Form>,
) -> Result<Response, WebError> {
    let whose = managed(&ask, &slug).await?;
    let (ctx, me) = (&ask.web.ctx, ask.actor()?);
    match team_account::give_up(ctx, me, whose.id, &form.handle).await {
        Ok(()) => Ok(Redirect::to(&format!("/staff/organisations/{slug}?done=saved")).into_response()),
        Err(error) => {
            let before = team_account::get(ctx, me, whose.id).await?;
            let said = before.as_ref().map(|a| (a.display_name.clone(), a.bio.clone())).unwrap_or_default();
            let form = Form { display_name: said.0, bio: said.1, ..form };
            let page = show(&ask, whose, before, false, form, Faults::from_error(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

async fn show(
    ask: &Ask,
    whose: Organisation,
    account: Option<Account>,
    is_saved: bool,
    form: Form,
    faults: Faults,
) -> Result<Response, WebError> {
    let acts = acting::done_as_team(&ask.web.ctx, ask.actor()?, whose.id).await?;
    let page = Page::titled(ask, "team-account-title").in_section("me");
    let done = |act: TeamAct| {
        let partner = act.partner.map(|name| page.words.t1("team-account-partner", "team", name));
        Done::of(
            &act.acted,
            act.post.as_ref(),
            act.holder.as_deref(),
            partner.unwrap_or_else(|| whose.name.clone()),
            &page,
        )
    };
    Ok(html(&TeamPage {
        record: acts.into_iter().map(done).collect(),
        handle: account.as_ref().map(|a| a.handle.to_string()).unwrap_or_default(),
        account_name: account.as_ref().map(|a| a.display_name.clone()).unwrap_or_default(),
        is_suspended: account.is_some_and(|a| !a.is_active()),
        slug: whose.slug,
        name: whose.name,
        is_saved,
        form,
        faults,
        page,
    }))
}
