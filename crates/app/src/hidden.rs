//! "Not for me".

use grandstand_domain::{account::Actor, id::PostId, log::Fact};
use grandstand_store::hidden as rows;

use crate::{ctx::Ctx, error::AppError, follow::ACTS, post, throttle};

/// Shows the actor a post in no list any more; its own page stays.
pub async fn hide(ctx: &Ctx, actor: &Actor, id: PostId) -> Result<(), AppError> {
    throttle::take(ctx, "act", &actor.account.to_string(), ACTS)?;
    let mut tx = ctx.begin_write().await?;
    post::seen(&mut tx, Some(actor), id).await?;
    if rows::insert(&mut tx, actor.account, id).await? {
        tx.append(Fact::Hidden { who: actor.account, post: id });
    }
    ctx.commit(tx).await?;
    Ok(())
}

/// Shows it again.
pub async fn unhide(ctx: &Ctx, actor: &Actor, id: PostId) -> Result<(), AppError> {
    throttle::take(ctx, "act", &actor.account.to_string(), ACTS)?;
    let mut tx = ctx.begin_write().await?;
    if rows::remove(&mut tx, actor.account, id).await? {
        tx.append(Fact::Unhidden { who: actor.account, post: id });
    }
    ctx.commit(tx).await?;
    Ok(())
}
