//! Pins: the actor's own posts that stand first on their profile.

use grandstand_domain::{
    account::Actor,
    id::{AccountId, PostId},
    post::PostState,
};
use grandstand_store::pin as rows;

use crate::{ctx::Ctx, error::AppError, post, viewer::Viewer, views::Card};

/// The most pins of one account.
const MOST: usize = 5;

/// Pins a post of the actor's; doing it again changes nothing.
///
/// # Errors
/// `Conflict` for someone else's post, one that is not published, and above five pins.
pub async fn pin(ctx: &Ctx, actor: &Actor, id: PostId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let (post, ..) = post::seen(&mut tx, Some(actor), id).await?;
    if post.account != actor.account {
        return Err(AppError::Conflict("pin-foreign"));
    }
    if post.state != PostState::Published {
        return Err(AppError::Conflict("post-unpublished"));
    }
    let known = rows::of_account(&mut tx, actor.account).await?;
    if !known.contains(&id) && known.len() >= MOST {
        return Err(AppError::Conflict("pins-many"));
    }
    rows::insert(&mut tx, actor.account, id).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Takes a pin away.
pub async fn unpin(ctx: &Ctx, actor: &Actor, id: PostId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    rows::remove(&mut tx, actor.account, id).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// What an account pinned and the viewer may see, latest first.
pub async fn list(ctx: &Ctx, viewer: &Viewer, whose: AccountId) -> Result<Vec<Card>, AppError> {
    let ids = rows::of_account(&mut ctx.begin_read().await?, whose).await?;
    Ok(ctx.views.cards(viewer, &ids))
}
