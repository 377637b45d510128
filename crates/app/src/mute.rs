//! Mutes: whom the actor does not want to see. Nobody learns of one: the log says that the actor's
//! wishes changed, so that open streams heed them, and not whom they concern.

use grandstand_domain::{account::Actor, id::AccountId, invalid::Invalid, log::Fact, time::SECOND};
use grandstand_store as store;
pub use grandstand_store::mute::Mute;

use crate::{account, ctx::Ctx, error::AppError, follow::ACTS, throttle};

/// The longest mute that ends by itself: a year, in seconds.
const LONGEST_S: i64 = 365 * 86_400;

/// Mutes an account, or changes how: whether what it does is told in notifications, and for how many seconds (0: for good).
pub async fn mute(ctx: &Ctx, actor: &Actor, whom: AccountId, notifications: bool, for_s: i64) -> Result<(), AppError> {
    if actor.account == whom {
        return Err(Invalid::one("account", "mute-self").into());
    }
    throttle::take(ctx, "act", &actor.account.to_string(), ACTS)?;
    let mut tx = ctx.begin_write().await?;
    account::present(&mut tx, whom).await?;
    let until = (for_s > 0).then(|| tx.now().plus(for_s.min(LONGEST_S) * SECOND));
    store::mute::put(&mut tx, actor.account, whom, notifications, until).await?;
    tx.append(Fact::WishesChanged { who: actor.account, filters: false });
    ctx.commit(tx).await?;
    Ok(())
}

/// Takes a mute back.
pub async fn unmute(ctx: &Ctx, actor: &Actor, whom: AccountId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    store::mute::remove(&mut tx, actor.account, whom).await?;
    tx.append(Fact::WishesChanged { who: actor.account, filters: false });
    ctx.commit(tx).await?;
    Ok(())
}

/// Takes away mutes that have ended. Called now and then.
pub(crate) async fn purge(ctx: &Ctx) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    store::mute::purge(&mut tx).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Whom the actor mutes, latest first.
pub async fn list(ctx: &Ctx, actor: &Actor) -> Result<Vec<Mute>, AppError> {
    Ok(store::mute::of_account(&mut ctx.begin_read().await?, actor.account, ctx.now()).await?)
}
