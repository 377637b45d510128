//! Cheers.

use grandstand_domain::{
    account::Actor,
    id::{NotificationId, PostId},
    log::Fact,
    notification::NotificationKind,
    post::PostState,
};
use grandstand_store::{cheer as rows, notification::NewNotification};

use crate::{ctx::Ctx, error::AppError, follow::ACTS, post, throttle};

/// Cheers a post; however often and from how many devices at once, it counts once. Returns how many cheer it then.
pub async fn cheer(ctx: &Ctx, actor: &Actor, id: PostId) -> Result<i64, AppError> {
    throttle::take(ctx, "act", &actor.account.to_string(), ACTS)?;
    let mut tx = ctx.begin_write().await?;
    let (post, ..) = post::seen(&mut tx, Some(actor), id).await?;
    if post.state != PostState::Published {
        return Err(AppError::Conflict("post-unpublished"));
    }
    if rows::insert(&mut tx, id, actor.account).await? {
        tx.append(Fact::Cheered { who: actor.account, post: id });
        if post.account != actor.account {
            let new = NewNotification {
                id: NotificationId(ctx.id()),
                account: post.account,
                kind: NotificationKind::Cheer,
                actor: Some(actor.account),
                post: Some(id),
                comment: None,
                dedupe: Some(format!("cheer:{id}:{}", actor.account)),
            };
            crate::notification::tell(ctx, &mut tx, &new).await?;
        }
    }
    let count = rows::count(&mut tx, id).await?;
    ctx.commit(tx).await?;
    Ok(count)
}

/// Takes a cheer back; doing it again changes nothing. Returns how many cheer the post then.
pub async fn uncheer(ctx: &Ctx, actor: &Actor, id: PostId) -> Result<i64, AppError> {
    throttle::take(ctx, "act", &actor.account.to_string(), ACTS)?;
    let mut tx = ctx.begin_write().await?;
    post::seen(&mut tx, Some(actor), id).await?;
    if rows::remove(&mut tx, id, actor.account).await? {
        tx.append(Fact::Uncheered { who: actor.account, post: id });
    }
    let count = rows::count(&mut tx, id).await?;
    ctx.commit(tx).await?;
    Ok(count)
}
