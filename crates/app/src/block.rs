//! Blocks: neither sees, follows, answers or tells the other any more.

use grandstand_domain::{account::Actor, id::AccountId, invalid::Invalid, log::Fact};
use grandstand_store::{self as store, account::Account};

use crate::{account, ctx::Ctx, error::AppError};

/// Blocks an account, and ends following in both directions. Doing it twice changes nothing.
pub async fn block(ctx: &Ctx, actor: &Actor, whom: AccountId) -> Result<(), AppError> {
    if actor.account == whom {
        return Err(Invalid::one("account", "block-self").into());
    }
    let (who, mut tx) = (actor.account, ctx.begin_write().await?);
    account::present(&mut tx, whom).await?;
    if !store::block::insert(&mut tx, who, whom).await? {
        return Ok(());
    }
    tx.append(Fact::Blocked { who, whom });
    for (follower, followee) in [(who, whom), (whom, who)] {
        if store::follow::remove(&mut tx, follower, followee).await? {
            tx.append(Fact::Unfollowed { who: follower, whom: followee });
        }
    }
    ctx.commit(tx).await?;
    Ok(())
}

/// Takes a block back. Following does not come back by itself.
pub async fn unblock(ctx: &Ctx, actor: &Actor, whom: AccountId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    if store::block::remove(&mut tx, actor.account, whom).await? {
        tx.append(Fact::Unblocked { who: actor.account, whom });
        ctx.commit(tx).await?;
    }
    Ok(())
}

/// Whom the actor blocks, latest first. Removed accounts are left out.
pub async fn list(ctx: &Ctx, actor: &Actor) -> Result<Vec<Account>, AppError> {
    let mut tx = ctx.begin_read().await?;
    let ids: Vec<AccountId> =
        store::block::list(&mut tx, actor.account, 1_000).await?.into_iter().map(|b| b.0).collect();
    let mut found = store::account::several(&mut tx, &ids).await?;
    found.retain(|a| a.removed_at.is_none());
    found.sort_by_key(|a| ids.iter().position(|id| *id == a.id));
    Ok(found)
}
