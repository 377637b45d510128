//! All organisations that the viewer manages, and one with its members and agreements.

use askama::Template;
use axum::{
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{AppError, agreement, membership, organisation, permit, team_account};
use grandstand_domain::{
    agreement::State, colour::Colour, handle::Handle, id::OrganisationId, membership::MemberRole,
    organisation::OrganisationKind, permit::Act,
};
use grandstand_store::{self as store, account::Account, membership::Member, organisation::Organisation};
use serde::Deserialize;

use super::managed;
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Posted},
    respond::{Page, html},
    show::{first_day, last_day, moment},
    view::Moment,
};

/// What is said of a new organisation.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct NewForm {
    slug: String,
    name: String,
    kind: String,
    noc: String,
    colour: String,
}

#[derive(Template)]
#[template(path = "organisation/list.html")]
struct ListPage {
    page: Page,
    organisations: Vec<Organisation>,
    is_operator: bool,
    kinds: Vec<(String, String)>,
    form: NewForm,
    faults: Faults,
}

/// What is said of a member.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct MemberForm {
    handle: String,
    role: String,
    until: String,
}

/// A member as the table shows them.
struct MemberLine {
    handle: String,
    name: String,
    role: String,
    role_word: String,
    since: Moment,
    until: Option<Moment>,
    holds: bool,
}

/// An agreement as the table shows it.
struct AgreementLine {
    id: String,
    title: String,
    with: String,
    state: &'static str,
    from: Moment,
    until: Moment,
}

#[derive(Template)]
#[template(path = "organisation/page.html")]
struct OnePage {
    page: Page,
    slug: String,
    name: String,
    is_saved: bool,
    /// The name of its team account, where it has one that posts.
    team: Option<String>,
    members: Vec<MemberLine>,
    agreements: Vec<AgreementLine>,
    roles: Vec<(String, String)>,
    /// Each role with what it lets its holder do, in words.
    told: Vec<(String, String)>,
    form: MemberForm,
    faults: Faults,
}

/// What the address may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    done: String,
}

impl Asked {
    /// Whether something has just been done.
    pub(super) fn is(&self, done: &str) -> bool {
        self.done == done
    }
}

/// `GET /staff/organisations`
pub(super) async fn list(ask: Ask) -> Result<Response, WebError> {
    show_list(&ask, NewForm::default(), Faults::default()).await
}

async fn show_list(ask: &Ask, form: NewForm, faults: Faults) -> Result<Response, WebError> {
    let me = ask.actor()?;
    let mut tx = ask.web.ctx.begin_read().await?;
    let organisations = permit::organisations(&mut tx, me, Act::ManageMembers).await?;
    if organisations.is_empty() && !me.is_operator() {
        return Err(AppError::Forbidden.into());
    }
    let page = Page::titled(ask, "organisation-title").in_section("me").in_office(ask).await?;
    let kinds = ["noc", "npc", "federation", "partner"]
        .map(|kind| (kind.to_owned(), page.t(&format!("organisation-kind-{kind}"))));
    let is_operator = me.is_operator();
    Ok(html(&ListPage { organisations, is_operator, kinds: kinds.to_vec(), form, faults, page }))
}

/// `POST /staff/organisations`: an operator makes one.
pub(super) async fn create(Posted { ask, form }: Posted<NewForm>) -> Result<Response, WebError> {
    let made = async {
        let colour = if form.colour.is_empty() { Colour::DEFAULT } else { form.colour.parse()? };
        let kind = form.kind.parse::<OrganisationKind>()?;
        let said = organisation::Form { name: &form.name, kind, noc: &form.noc, colour };
        organisation::create(
            &ask.web.ctx,
            ask.viewer.as_ref().map(|v| &v.actor).ok_or(AppError::SignInFirst)?,
            &form.slug,
            said,
        )
        .await
    };
    match made.await {
        Ok(made) => Ok(Redirect::to(&format!("/staff/organisations/{}", made.slug)).into_response()),
        Err(error) => {
            let page = show_list(&ask, form, Faults::from_error(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `GET /staff/organisations/SLUG`
pub(super) async fn page(ask: Ask, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let whose = managed(&ask, &slug).await?;
    show(&ask, whose, asked.is("saved"), MemberForm::default(), Faults::default()).await
}

/// `POST /staff/organisations/SLUG/members`: gives someone a role, or another end to one.
pub(super) async fn put(
    Path(slug): Path<String>,
    Posted { ask, form }: Posted<MemberForm>,
) -> Result<Response, WebError> {
    let whose = managed(&ask, &slug).await?;
    let said = membership::Form { handle: &form.handle, role: &form.role, until: &form.until };
    match membership::put(&ask.web.ctx, ask.actor()?, whose.id, said).await {
        Ok(()) => Ok(Redirect::to(&format!("/staff/organisations/{slug}?done=saved")).into_response()),
        Err(error) => {
            let page = show(&ask, whose, false, form, Faults::from_error(error)?).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// `POST /staff/organisations/SLUG/members/end`
pub(super) async fn end(
    Path(slug): Path<String>,
    Posted { ask, form }: Posted<MemberForm>,
) -> Result<Response, WebError> {
    let whose = managed(&ask, &slug).await?;
    let (handle, role) = (form.handle.parse::<Handle>()?, form.role.parse::<MemberRole>()?);
    match membership::end_role(&ask.web.ctx, ask.actor()?, whose.id, &handle, role).await {
        // One that has ended already is no fault.
        Ok(()) | Err(AppError::NotFound) => {}
        Err(error) => return Err(error.into()),
    }
    // Who ended their own role may not see the page any more.
    let mut tx = ask.web.ctx.begin_read().await?;
    let stays = permit::holds(&mut tx, ask.actor()?, Act::ManageMembers, whose.id).await?;
    let to = if stays { format!("/staff/organisations/{slug}?done=saved") } else { "/me".to_owned() };
    Ok(Redirect::to(&to).into_response())
}

async fn show(
    ask: &Ask,
    whose: Organisation,
    is_saved: bool,
    form: MemberForm,
    faults: Faults,
) -> Result<Response, WebError> {
    let (ctx, me) = (&ask.web.ctx, ask.actor()?);
    let members = membership::list(ctx, me, whose.id).await?;
    let agreements = agreement::list(ctx, me, whose.id).await?;
    let all = store::organisation::list(&mut ctx.begin_read().await?).await?;
    let team = team_account::get(ctx, me, whose.id).await?.filter(Account::is_active);
    let page = Page::new(ask, &whose.name).in_section("me");
    let now = ctx.now();
    let role_word = |role: MemberRole| page.t(&format!("membership-role-{}", role.as_str()));
    let member = |(member, account): (Member, Account)| MemberLine {
        handle: account.handle.to_string(),
        name: account.display_name,
        role: member.role.as_str().to_owned(),
        role_word: role_word(member.role),
        since: moment(member.created_at, &page.words),
        until: member.until.map(|at| last_day(at, &page.words)),
        holds: member.holds(now),
    };
    let name_of = |id: OrganisationId| all.iter().find(|o| o.id == id).map(|o| o.name.clone()).unwrap_or_default();
    let line = |found: store::agreement::StoredAgreement| {
        let state: State = found.agreement.state(now);
        let other = found.agreement.parties.into_iter().find(|p| *p != whose.id);
        AgreementLine {
            id: found.id.to_string(),
            with: other.map(name_of).unwrap_or_default(),
            state: state.as_str(),
            from: first_day(found.agreement.from, &page.words),
            until: last_day(found.agreement.until, &page.words),
            title: found.agreement.title,
        }
    };
    let told = MemberRole::ALL.map(|role| {
        let acts: Vec<String> = role.acts().iter().map(|act| super::act_word(*act, &page)).collect();
        (role_word(role), acts.join(", "))
    });
    Ok(html(&OnePage {
        members: members.into_iter().map(member).collect(),
        agreements: agreements.into_iter().map(line).collect(),
        roles: MemberRole::ALL.map(|role| (role.as_str().to_owned(), role_word(role))).to_vec(),
        told: told.to_vec(),
        team: team.map(|account| account.display_name),
        slug: whose.slug,
        name: whose.name,
        is_saved,
        form,
        faults,
        page,
    }))
}
