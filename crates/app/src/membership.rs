//! Members of an organisation: its administrators say who works for it, as what, and until when.

use grandstand_domain::{
    account::Actor,
    handle::Handle,
    id::OrganisationId,
    invalid::{Check, Invalid},
    membership::MemberRole,
    permit::Act,
    time::UnixMillis,
};
use grandstand_store::{self as store, account::Account, membership::Member};

use crate::{agreement::day_end, ctx::Ctx, error::AppError, permit};

/// What is said of a member.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// Whose account.
    pub handle: &'a str,
    /// A word of [`MemberRole`].
    pub role: &'a str,
    /// The last day, `YYYY-MM-DD`; empty for no end.
    pub until: &'a str,
}

/// Gives someone a role, or another end to one that they have.
pub async fn put(ctx: &Ctx, actor: &Actor, organisation: OrganisationId, form: Form<'_>) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    permit::require(&mut tx, actor, Act::ManageMembers, organisation).await?;
    let mut faults = Check::default();
    let handle = faults.take("handle", form.handle.parse::<Handle>());
    let role = faults.take("role", form.role.parse::<MemberRole>());
    let until = faults.take("until", end(form.until, tx.now())).flatten();
    faults.done()?;
    let (Some(handle), Some(role)) = (handle, role) else { return Err(AppError::NotFound) };
    let found = store::account::by_handle(&mut tx, &handle).await?.filter(|a| a.is_active() && a.role.is_person());
    let account = found.ok_or_else(|| Invalid::one("handle", "membership-nobody"))?.id;
    let made_by = Some(actor.account).filter(|_| *actor != Actor::HOST);
    store::membership::put(&mut tx, organisation, account, role, until, made_by).await?;
    ctx.commit(tx).await.map(drop)
}

fn end(text: &str, now: UnixMillis) -> Result<Option<UnixMillis>, Invalid> {
    if text.is_empty() {
        return Ok(None);
    }
    let until = day_end(text)?;
    if until <= now { Err(Invalid::one("until", "membership-over")) } else { Ok(Some(until)) }
}

/// Ends a role now.
pub async fn end_role(
    ctx: &Ctx,
    actor: &Actor,
    organisation: OrganisationId,
    handle: &Handle,
    role: MemberRole,
) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    permit::require(&mut tx, actor, Act::ManageMembers, organisation).await?;
    let account = store::account::by_handle(&mut tx, handle).await?.ok_or(AppError::NotFound)?.id;
    store::membership::end(&mut tx, organisation, account, role).await?;
    ctx.commit(tx).await.map(drop)
}

/// The members of an organisation with their accounts, ended roles too, oldest first.
pub async fn list(ctx: &Ctx, actor: &Actor, organisation: OrganisationId) -> Result<Vec<(Member, Account)>, AppError> {
    let mut tx = ctx.begin_read().await?;
    permit::require(&mut tx, actor, Act::ManageMembers, organisation).await?;
    let members = store::membership::of_organisation(&mut tx, organisation).await?;
    let ids: Vec<_> = members.iter().map(|m| m.account).collect();
    let accounts = store::account::several(&mut tx, &ids).await?;
    let with = |m: Member| accounts.iter().find(|a| a.id == m.account).cloned().map(|a| (m, a));
    Ok(members.into_iter().filter_map(with).collect())
}
