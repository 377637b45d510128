//! How old someone says they are: asked once in plain words, never required, never in the log.

use grandstand_domain::{account::Actor, age::AgeBand, id::AccountId, log::Fact};
use grandstand_store::age_band as rows;

use crate::{ctx::Ctx, error::AppError, feed_choice};

/// What the actor said.
pub async fn band(ctx: &Ctx, actor: &Actor) -> Result<AgeBand, AppError> {
    Ok(rows::get(&mut ctx.begin_read().await?, actor.account).await?)
}

/// The actor says how old they are. Whoever no longer says that they are of age has no feed that learns.
pub async fn state(ctx: &Ctx, actor: &Actor, band: AgeBand) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    rows::put(&mut tx, actor.account, band).await?;
    if !band.may_be_profiled() {
        feed_choice::end(&mut tx, actor.account).await?;
    }
    // It may end streams of events that are open.
    tx.append(Fact::WishesChanged { who: actor.account, filters: false });
    ctx.commit(tx).await?;
    Ok(())
}

/// The host says it for an account it makes (the command line, the sample team).
pub async fn state_for(ctx: &Ctx, whose: AccountId, band: AgeBand) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    rows::put(&mut tx, whose, band).await?;
    ctx.commit(tx).await?;
    Ok(())
}
