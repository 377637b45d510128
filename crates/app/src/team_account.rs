//! The account of an organisation itself, under whose name its team posts. It has no credential and nobody signs in to it; those
//! who may publish as the team take it up in their own browser ([`crate::acting::as_team`]). At most one of an organisation.

use grandstand_domain::{
    account::{self as rules, Actor, Role},
    age::AgeBand,
    handle::Handle,
    id::{AccountId, NotificationId, OrganisationId, PostId},
    invalid::{Check, Invalid},
    notification::NotificationKind,
    permit::Act,
};
use grandstand_store::{self as store, WriteTx, account::Account, notification::NewNotification};

use crate::{
    account::{self, Wanted},
    ctx::Ctx,
    error::AppError,
    notification, permit, session,
};

/// What is said of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Form<'a> {
    /// The handle, which stays.
    pub handle: &'a str,
    /// The name to show.
    pub name: &'a str,
    /// A short text.
    pub bio: &'a str,
}

/// Makes the account of an organisation's team.
///
/// # Errors
/// `Forbidden` for who does not manage the organisation; `Invalid`; `Conflict` where it has one.
pub async fn create(
    ctx: &Ctx,
    actor: &Actor,
    organisation: OrganisationId,
    form: Form<'_>,
) -> Result<Account, AppError> {
    let mut tx = ctx.begin_write().await?;
    permit::require(&mut tx, actor, Act::ManageMembers, organisation).await?;
    let mut faults = Check::default();
    let handle = faults.take("handle", form.handle.parse::<Handle>());
    let name = faults.take("display_name", rules::display_name(form.name));
    let bio = faults.take("bio", rules::bio(form.bio));
    faults.done()?;
    let (Some(handle), Some(display_name), Some(bio)) = (handle, name, bio) else { return Err(AppError::NotFound) };
    store::organisation::lock(&mut tx, organisation).await?;
    if store::account::team_of(&mut tx, organisation).await?.is_some() {
        return Err(AppError::Conflict("team-account-there"));
    }
    let wanted = Wanted { handle, display_name, email: None, age: AgeBand::Unknown };
    let made = account::insert(ctx, &mut tx, AccountId(ctx.id()), wanted, Role::Team).await?;
    let after = Account { bio, organisation: Some(organisation), ..made.clone() };
    account::put(&mut tx, &made, &after).await?;
    ctx.commit(tx).await?;
    Ok(after)
}

/// Changes the name and the text of the account of an organisation's team.
pub async fn update(ctx: &Ctx, actor: &Actor, organisation: OrganisationId, form: Form<'_>) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    permit::require(&mut tx, actor, Act::ManageMembers, organisation).await?;
    let before = store::account::team_of(&mut tx, organisation).await?.ok_or(AppError::NotFound)?;
    let mut faults = Check::default();
    let name = faults.take("display_name", rules::display_name(form.name));
    let bio = faults.take("bio", rules::bio(form.bio));
    faults.done()?;
    let (Some(display_name), Some(bio)) = (name, bio) else { return Err(AppError::NotFound) };
    let after = Account { display_name, bio, ..before.clone() };
    if after == before {
        return Ok(());
    }
    account::put(&mut tx, &before, &after).await?;
    session::commit(ctx, tx, before.id).await
}

/// Gives the account of an organisation's team up, and all that it posted goes. The handle must be typed once more, and stays
/// taken; the organisation can make another account.
///
/// # Errors
/// `Conflict` while it is suspended.
pub async fn give_up(ctx: &Ctx, actor: &Actor, organisation: OrganisationId, typed: &str) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    permit::require(&mut tx, actor, Act::ManageMembers, organisation).await?;
    let team = store::account::team_of(&mut tx, organisation).await?.ok_or(AppError::NotFound)?;
    if typed.parse::<Handle>().ok().as_ref() != Some(&team.handle) {
        return Err(Invalid::one("handle", "team-account-retype").into());
    }
    account::remove_in(ctx, &mut tx, team.id).await?;
    // Else a suspension would end with a new account. The row is held from here on: one that came meanwhile shows in it, a later one
    // finds no account.
    let after = store::account::get(&mut tx, team.id).await?;
    if after.is_none_or(|account| account.suspended_at.is_some()) {
        return Err(AppError::Conflict("team-suspended"));
    }
    session::commit(ctx, tx, team.id).await
}

/// Tells those of an organisation who may do something for it what became of its team's account, or of a post of it.
pub(crate) async fn tell(
    ctx: &Ctx,
    tx: &mut WriteTx,
    kind: NotificationKind,
    organisation: OrganisationId,
    whom: Act,
    post: Option<PostId>,
) -> Result<(), AppError> {
    for person in permit::people(tx, organisation, whom).await? {
        let id = NotificationId(ctx.id());
        let new = NewNotification { id, account: person.id, kind, actor: None, post, comment: None, dedupe: None };
        notification::tell(ctx, tx, &new).await?;
        store::notification::about_team(tx, id, organisation).await?;
    }
    Ok(())
}

/// The account of an organisation's team, for whoever manages the organisation.
pub async fn get(ctx: &Ctx, actor: &Actor, organisation: OrganisationId) -> Result<Option<Account>, AppError> {
    let mut tx = ctx.begin_read().await?;
    permit::require(&mut tx, actor, Act::ManageMembers, organisation).await?;
    Ok(store::account::team_of(&mut tx, organisation).await?)
}
