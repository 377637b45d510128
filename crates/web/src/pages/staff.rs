//! The programme office's own page: the people of an organisation, and where each is placed.

use askama::Template;
use axum::{
    Router,
    extract::{Path, Query},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use grandstand_app::{
    AppError,
    account::{self, Change},
    permit,
};
use grandstand_domain::{
    account::{Actor, EventGender, Role},
    handle::Handle,
    id::OrganisationId,
    permit::Act,
    sport::Sport,
};
use grandstand_store::{self as store, account::Account};
use serde::Deserialize;

use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Posted},
    pages::settings::{event_genders, sports},
    respond::{Page, html},
    state::Web,
};

/// The addresses.
pub(crate) fn routes() -> Router<Web> {
    Router::new().route("/staff", get(list)).route("/staff/@{handle}", get(edit).post(save))
}

/// Whether someone has anyone to manage.
pub(crate) fn may_manage(actor: &Actor) -> bool {
    actor.is_operator() || (actor.role == Role::Staff && actor.organisation.is_some())
}

/// The rooms of the programme office that the viewer may open, by the words of their tabs.
pub(crate) async fn rooms(ask: &Ask) -> Result<Vec<&'static str>, WebError> {
    const BY_ACT: [(&str, Act); 5] = [
        ("games", Act::SeeRoster),
        ("workshops", Act::RunWorkshops),
        ("spaces", Act::RunSpaces),
        ("reviews", Act::ReviewDrafts),
        ("organisations", Act::ManageMembers),
    ];
    let me = ask.actor()?;
    let mut tx = ask.web.ctx.begin_read().await?;
    let mut open = Vec::new();
    if may_manage(me) {
        open.push("people");
    }
    for (room, act) in BY_ACT {
        if permit::somewhere(&mut tx, me, act).await? {
            open.push(room);
        }
    }
    Ok(open)
}

/// The filters, as the address says them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Filters {
    organisation: String,
    role: String,
    sport: String,
    after: String,
    handle: String,
    done: String,
}

/// One person as the table shows them.
struct Line {
    handle: String,
    name: String,
    role: String,
    sport: String,
    region: String,
    team: String,
    may_edit: bool,
}

#[derive(Template)]
#[template(path = "staff/list.html")]
struct ListPage {
    page: Page,
    filters: Filters,
    organisations: Vec<(String, String)>,
    roles: Vec<(String, String)>,
    sports: Vec<(String, String)>,
    lines: Vec<Line>,
    after: String,
    is_operator: bool,
}

/// What the form of one person sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Form {
    display_name: String,
    region: String,
    sport: String,
    event_gender: String,
    role: String,
    organisation: String,
}

#[derive(Template)]
#[template(path = "staff/edit.html")]
struct EditPage {
    page: Page,
    handle: String,
    form: Form,
    roles: Vec<(String, String)>,
    sports: Vec<(String, String)>,
    event_genders: Vec<(String, String)>,
    organisations: Vec<(String, String)>,
    faults: Faults,
}

/// `GET /staff`: the people of the viewer's organisation; for an operator, of any.
async fn list(ask: Ask, Query(filters): Query<Filters>) -> Result<Response, WebError> {
    const PER_PAGE: usize = 100;
    let me = ask.actor()?;
    if !may_manage(me) {
        return Err(AppError::Forbidden.into());
    }
    if me.is_operator()
        && let Ok(handle) = filters.handle.parse::<Handle>()
    {
        return Ok(Redirect::to(&format!("/staff/@{handle}")).into_response());
    }
    let mut tx = ask.web.ctx.begin_read().await?;
    let all = store::organisation::list(&mut tx).await?;
    let chosen = all.iter().find(|o| o.slug == filters.organisation).map(|o| o.id);
    let filter = store::account::Filter {
        role: filters.role.parse().ok(),
        organisation: if me.is_operator() { chosen } else { me.organisation },
        sport: Sport::try_from(filters.sport.clone()).ok(),
        region: None,
        after: &filters.after,
    };
    let mut found = store::account::list(&mut tx, &filter, 101).await?;
    drop(tx);
    let after = if found.len() > PER_PAGE { found[PER_PAGE - 1].handle.to_string() } else { String::new() };
    found.truncate(PER_PAGE);
    let page = Page::titled(&ask, "staff-title").in_office(&ask).await?;
    let line = |a: Account| Line {
        may_edit: me.may_manage(a.standing()),
        handle: a.handle.to_string(),
        name: a.display_name,
        role: page.t(&format!("role-{}", a.role.as_str())),
        sport: a.sport.map(|s| page.t(&format!("sport-{}", s.slug()))).unwrap_or_default(),
        region: a.region,
        team: all.iter().find(|o| Some(o.id) == a.organisation).map(|o| o.name.clone()).unwrap_or_default(),
    };
    let any = || (String::new(), page.t("filter-any"));
    Ok(html(&ListPage {
        lines: found.into_iter().map(line).collect(),
        organisations: std::iter::once(any()).chain(all.iter().map(|o| (o.slug.clone(), o.name.clone()))).collect(),
        roles: std::iter::once(any()).chain(Role::ALL.map(|r| role(&page, r))).collect(),
        sports: std::iter::once(any()).chain(sports(&page.words).into_iter().skip(1)).collect(),
        is_operator: me.is_operator(),
        filters,
        after,
        page,
    }))
}

/// `GET /staff/@HANDLE`
async fn edit(ask: Ask, Path(handle): Path<String>) -> Result<Response, WebError> {
    let found = managed(&ask, &handle).await?;
    let form = Form {
        display_name: found.display_name.clone(),
        region: found.region.clone(),
        sport: found.sport.map(Sport::code).unwrap_or_default().to_owned(),
        event_gender: found.event_gender.map(EventGender::code).unwrap_or_default().to_owned(),
        role: found.role.as_str().to_owned(),
        organisation: found.organisation.map(|o| o.to_string()).unwrap_or_default(),
    };
    show(&ask, &found, form, Faults::default()).await
}

/// `POST /staff/@HANDLE`
async fn save(Path(handle): Path<String>, Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let (me, found) = (ask.actor()?, managed(&ask, &handle).await?);
    let organisation =
        if form.organisation.is_empty() { None } else { Some(form.organisation.parse::<OrganisationId>()?) };
    let change = Change {
        display_name: Some(&form.display_name),
        region: Some(&form.region),
        sport: Some(Sport::try_from(form.sport.clone()).ok()),
        event_gender: Some(form.event_gender.parse().ok()),
        organisation: Some(organisation),
        ..Change::default()
    };
    let result = async {
        // The role first: staff lose sight of someone whom the second step takes out of their organisation.
        account::set_role(&ask.web.ctx, me, found.id, form.role.parse::<Role>()?).await?;
        account::update(&ask.web.ctx, me, found.id, change).await
    };
    match result.await {
        Ok(_) => Ok(Redirect::to("/staff?done=saved").into_response()),
        Err(error) => {
            let faults = Faults::from_error(error)?;
            let page = show(&ask, &found, form, faults).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The account of a handle, if the viewer manages it; otherwise there is no such page.
async fn managed(ask: &Ask, handle: &str) -> Result<Account, WebError> {
    let me = ask.actor()?;
    let handle = handle.parse::<Handle>().map_err(|_| AppError::NotFound)?;
    let found = store::account::by_handle(&mut ask.web.ctx.begin_read().await?, &handle).await?;
    let found = found.filter(|a| a.removed_at.is_none() && me.may_manage(a.standing()));
    Ok(found.ok_or(AppError::NotFound)?)
}

async fn show(ask: &Ask, whose: &Account, form: Form, faults: Faults) -> Result<Response, WebError> {
    let me = ask.actor()?;
    let all = store::organisation::list(&mut ask.web.ctx.begin_read().await?).await?;
    let page = Page::titled(ask, "staff-edit");
    let reachable = all.into_iter().filter(|o| me.is_operator() || Some(o.id) == whose.organisation);
    let none = (String::new(), page.t("staff-no-organisation"));
    Ok(html(&EditPage {
        handle: whose.handle.to_string(),
        roles: Role::ALL.into_iter().filter(|r| me.may_give(whose.standing(), *r)).map(|r| role(&page, r)).collect(),
        sports: sports(&page.words),
        event_genders: event_genders(&page.words),
        organisations: std::iter::once(none).chain(reachable.map(|o| (o.id.to_string(), o.name))).collect(),
        form,
        faults,
        page,
    }))
}

fn role(page: &Page, role: Role) -> (String, String) {
    (role.as_str().to_owned(), page.t(&format!("role-{}", role.as_str())))
}
