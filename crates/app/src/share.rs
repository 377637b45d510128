//! Shares: someone passed a post's address on, with or without an account.

use grandstand_domain::{account::Actor, id::PostId, log::Fact, post::PostState, time::SECOND};
use grandstand_store::share as rows;

use crate::{
    ctx::Ctx,
    error::AppError,
    post,
    throttle::{self, Origin, Rate},
};

/// Shares from one place: enough for people, not for a counter that someone turns by hand.
const SHARES: Rate = Rate { burst: 20, every_ms: 20 * SECOND };

/// Counts a share. Returns how often the post was passed on then.
pub async fn share(ctx: &Ctx, actor: Option<&Actor>, origin: Origin, id: PostId) -> Result<i64, AppError> {
    match actor {
        Some(actor) => throttle::take(ctx, "share", &actor.account.to_string(), SHARES)?,
        None => throttle::take_from(ctx, "share", origin, SHARES)?,
    }
    let mut tx = ctx.begin_write().await?;
    let (post, ..) = post::seen(&mut tx, actor, id).await?;
    if post.state != PostState::Published {
        return Err(AppError::Conflict("post-unpublished"));
    }
    let who = actor.map(|a| a.account);
    rows::insert(&mut tx, ctx.id(), id, who).await?;
    tx.append(Fact::Shared { who, post: id });
    let count = rows::count(&mut tx, id).await?;
    ctx.commit(tx).await?;
    Ok(count)
}
