//! Posting as a team. Nobody offers it and nobody answers: whoever may publish as the team takes its account up, and the rule asks
//! at every act whether they still may.

use std::sync::Arc;

use grandstand_domain::{
    account::Actor,
    acting::{self as rules, Delegation, LONGEST, State},
    id::{DelegationId, OrganisationId},
    permit::Act,
    session::SessionKind,
};
use grandstand_store::{
    self as store,
    account::Account,
    acting::{self as rows, Acted},
    organisation::Organisation,
};

use super::{AboutPost, deed, list, passed};
use crate::{
    ctx::Ctx,
    error::AppError,
    permit, person,
    session::{self, SignedIn},
    views::Author,
};

/// How much of the record a page shows.
const RECORD: i64 = 100;

/// This browser posts as an organisation's team from now on. What it is done by is made where there is none, and holds as long as
/// it can.
///
/// # Errors
/// `Forbidden` for a program, and who may not; `NotFound` without an account of the team; `Conflict` while it rests.
pub async fn as_team(ctx: &Ctx, who: &SignedIn, organisation: OrganisationId) -> Result<(), AppError> {
    if who.kind != SessionKind::Browser || who.acts_by.is_some() {
        return Err(AppError::Forbidden);
    }
    let mut tx = ctx.begin_write().await?;
    permit::require(&mut tx, &who.actor, Act::PublishAsTeam, organisation).await?;
    let team = store::account::team_of(&mut tx, organisation).await?.ok_or(AppError::NotFound)?;
    // Two browsers of one person at once take up the same.
    store::account::lock(&mut tx, team.id).await?;
    let now = tx.now();
    let given = Delegation::of_team(team.id, who.actor.account, now);
    let between = deed::between(&mut tx, &given).await?;
    if !rules::holds(&given, between, now) {
        return Err(AppError::Conflict("acting-team-rests"));
    }
    let found = rows::between(&mut tx, team.id, who.actor.account).await?;
    let found = found.filter(|found| found.given.hand == given.hand && found.given.state(now) == State::InForce);
    let id = found.as_ref().map_or_else(|| DelegationId(ctx.id()), |found| found.id);
    if found.is_some() {
        rows::prolong(&mut tx, id, now.plus(LONGEST)).await?;
    } else {
        rows::insert(&mut tx, id, &given).await?;
        rows::accept(&mut tx, id).await.map_err(passed)?;
    }
    rows::take_up(&mut tx, who.session, Some(id)).await?;
    session::commit(ctx, tx, who.actor.account).await
}

/// The teams as which someone may post now.
pub async fn teams(ctx: &Ctx, actor: &Actor) -> Result<Vec<(Organisation, Account)>, AppError> {
    let mut tx = ctx.begin_read().await?;
    let mut found = Vec::new();
    for team in store::account::teams(&mut tx).await?.into_iter().filter(Account::is_active) {
        let Some(organisation) = team.organisation else { continue };
        if permit::holds(&mut tx, actor, Act::PublishAsTeam, organisation).await?
            && let Some(organisation) = store::organisation::get(&mut tx, organisation).await?
        {
            found.push((organisation, team));
        }
    }
    Ok(found)
}

/// A line of what was done as a team.
#[derive(Clone, Debug)]
pub struct TeamAct {
    /// What was done.
    pub acted: Acted,
    /// By whom; none when they have left.
    pub holder: Option<Arc<Author>>,
    /// The name of the organisation whose people they were, where that was by an agreement.
    pub partner: Option<String>,
    /// With which post, where it stands.
    pub post: Option<AboutPost>,
}

/// What was done as an organisation's team, the latest first, for its administrators.
pub async fn done_as_team(ctx: &Ctx, actor: &Actor, organisation: OrganisationId) -> Result<Vec<TeamAct>, AppError> {
    let mut tx = ctx.begin_read().await?;
    permit::require(&mut tx, actor, Act::ManageMembers, organisation).await?;
    let Some(team) = store::account::team_of(&mut tx, organisation).await? else { return Ok(Vec::new()) };
    let all = rows::done_for(&mut tx, team.id, RECORD).await?;
    let ids: Vec<_> = all.iter().filter_map(|acted| acted.holder).collect();
    let people = person::several(ctx, &mut tx, &ids).await?;
    let organisations = store::organisation::list(&mut tx).await?;
    let posts = list::posts(&mut tx, &all.iter().collect::<Vec<_>>()).await?;
    let told = |acted: Acted| TeamAct {
        post: list::post_of(&acted, &posts),
        holder: acted.holder.and_then(|id| people.get(&id).cloned()).filter(|author| !author.gone),
        partner: acted.partner.and_then(|id| Some(organisations.iter().find(|o| o.id == id)?.name.clone())),
        acted,
    };
    Ok(all.into_iter().map(told).collect())
}
