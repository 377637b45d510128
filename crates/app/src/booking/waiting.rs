//! Waiting for a slot that somebody has: whoever waits is told once it is free. Everyone who waits for it is told, and the
//! first who books it has it.

use grandstand_domain::{
    account::Actor,
    acting::Deed,
    booking::Slot,
    id::{AccountId, NotificationId, SpaceId, WaitId},
    notification::NotificationKind,
};
use grandstand_store::{self as store, WriteTx, booking_wait::Wait, notification::NewNotification, space::Space};

use super::entitled;
use crate::{
    acting::{self, Doer},
    ctx::Ctx,
    error::AppError,
    notification, space,
};

/// The most wishes of one person.
const WISHES_MOST: usize = 20;

/// Wants to be told when a slot becomes free.
///
/// # Errors
/// `Conflict` when it is free, or with too many wishes; `Invalid` when the rules are against the slot.
pub async fn wait_for(ctx: &Ctx, who: impl Into<Doer>, id: SpaceId, slot: Slot) -> Result<(), AppError> {
    let doer = who.into();
    let actor = doer.whom();
    let mut tx = ctx.begin_write().await?;
    let space = store::space::get(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let is_staff = entitled(&mut tx, actor, actor.account, &space).await?;
    let now = tx.now();
    slot.allowed(&space.rules, &space::hours(&space, slot), is_staff, now)?;
    // The space is held, so that nobody gives the slot back between this look and this wish.
    store::space::lock(&mut tx, id).await?;
    if store::booking::taken(&mut tx, id, slot.cells(&space.rules)).await?.is_empty() {
        return Err(AppError::Conflict("booking-is-free"));
    }
    if store::booking_wait::of_account(&mut tx, actor.account, now).await?.len() >= WISHES_MOST {
        return Err(AppError::Conflict("booking-wait-many"));
    }
    let wish = Wait { id: WaitId(ctx.id()), space: id, account: actor.account, slot };
    store::booking_wait::put(&mut tx, &wish).await?;
    acting::done(ctx, &mut tx, &doer, Deed::Wait, id.0).await?;
    ctx.commit(tx).await.map(drop)
}

/// Does not want to be told any more.
pub async fn wait_no_more(ctx: &Ctx, who: impl Into<Doer>, id: WaitId) -> Result<(), AppError> {
    let doer = who.into();
    let mut tx = ctx.begin_write().await?;
    store::booking_wait::end(&mut tx, id, doer.whom().account).await?;
    acting::done(ctx, &mut tx, &doer, Deed::WaitNoMore, 0).await?;
    ctx.commit(tx).await.map(drop)
}

/// What the actor waits for, with its space.
pub async fn waits(ctx: &Ctx, actor: &Actor) -> Result<Vec<(Wait, Space)>, AppError> {
    let mut tx = ctx.begin_read().await?;
    let mut out = Vec::new();
    for wait in store::booking_wait::of_account(&mut tx, actor.account, ctx.now()).await? {
        if let Some(space) = store::space::get(&mut tx, wait.space).await? {
            out.push((wait, space));
        }
    }
    Ok(out)
}

/// Tells those who wait for what has become free in a space. `but` is whoever gave it back.
pub(super) async fn tell(ctx: &Ctx, tx: &mut WriteTx, space: &Space, but: Option<AccountId>) -> Result<(), AppError> {
    let now = tx.now();
    for wait in store::booking_wait::waiting(tx, space.id, now).await? {
        let taken = store::booking::taken(tx, space.id, wait.slot.cells(&space.rules)).await?;
        if Some(wait.account) == but || !taken.is_empty() {
            continue;
        }
        store::booking_wait::told(tx, wait.id).await?;
        let news = NewNotification {
            id: NotificationId(ctx.id()),
            account: wait.account,
            kind: NotificationKind::Slot,
            actor: None,
            post: None,
            comment: None,
            dedupe: None,
        };
        notification::tell(ctx, tx, &news).await?;
    }
    Ok(())
}
