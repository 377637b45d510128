//! Bookmarks: posts an account keeps for itself. Nobody else learns of them, so the log does not either.

use grandstand_domain::{account::Actor, id::PostId, time::UnixMillis};
use grandstand_store::bookmark as rows;

use crate::{ctx::Ctx, error::AppError, follow::ACTS, post, throttle, viewer::Viewer, views::Card};

/// Keeps a post; doing it again changes nothing.
pub async fn add(ctx: &Ctx, actor: &Actor, id: PostId) -> Result<(), AppError> {
    throttle::take(ctx, "act", &actor.account.to_string(), ACTS)?;
    let mut tx = ctx.begin_write().await?;
    post::seen(&mut tx, Some(actor), id).await?;
    rows::insert(&mut tx, actor.account, id).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Keeps a post no longer, also one that can no longer be seen.
pub async fn remove(ctx: &Ctx, actor: &Actor, id: PostId) -> Result<(), AppError> {
    throttle::take(ctx, "act", &actor.account.to_string(), ACTS)?;
    let mut tx = ctx.begin_write().await?;
    rows::remove(&mut tx, actor.account, id).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// What the viewer kept before a moment and can still see, latest first. The second value is where the next page begins,
/// if there is one.
pub async fn list(
    ctx: &Ctx,
    viewer: &Viewer,
    before: UnixMillis,
    limit: i64,
) -> Result<(Vec<Card>, Option<UnixMillis>), AppError> {
    let actor = viewer.actor.ok_or(AppError::SignInFirst)?;
    let mut tx = ctx.begin_read().await?;
    let found = rows::latest(&mut tx, actor.account, before, limit).await?;
    let more = i64::try_from(found.len()).unwrap_or(0) == limit;
    let next = found.last().map(|(_, at)| *at).filter(|_| more);
    let ids: Vec<PostId> = found.into_iter().map(|(id, _)| id).collect();
    Ok((ctx.views.cards(viewer, &ids), next))
}
