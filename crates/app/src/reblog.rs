//! Passing a post on to one's own followers: once per account and post, taken back at will. (A share, by contrast, is an
//! address handed to someone elsewhere.)

use grandstand_domain::{
    account::Actor,
    id::{NotificationId, PostId, ReblogId},
    log::Fact,
    notification::NotificationKind,
    post::{PostState, Visibility},
};
use grandstand_store::{notification::NewNotification, reblog as rows};

use crate::{ctx::Ctx, error::AppError, follow::ACTS, person, post, throttle, viewer::Viewer, views::Author};

/// Passes a post on; doing it again changes nothing. Gives the id of the act.
///
/// # Errors
/// `Conflict` for a post that not everyone may see.
pub async fn reblog(ctx: &Ctx, actor: &Actor, id: PostId) -> Result<ReblogId, AppError> {
    throttle::take(ctx, "act", &actor.account.to_string(), ACTS)?;
    let mut tx = ctx.begin_write().await?;
    let (post, ..) = post::seen(&mut tx, Some(actor), id).await?;
    if post.state != PostState::Published {
        return Err(AppError::Conflict("post-unpublished"));
    }
    if post.visibility != Visibility::Public {
        return Err(AppError::Conflict("reblog-private"));
    }
    let reblog = ReblogId(ctx.id());
    if !rows::insert(&mut tx, reblog, actor.account, id).await? {
        let known = rows::find(&mut tx, actor.account, id).await?;
        return known.map(|r| r.id).ok_or(AppError::NotFound);
    }
    tx.append(Fact::Reblogged { who: actor.account, post: id, reblog });
    if post.account != actor.account {
        let new = NewNotification {
            id: NotificationId(ctx.id()),
            account: post.account,
            kind: NotificationKind::Reblog,
            actor: Some(actor.account),
            post: Some(id),
            comment: None,
            dedupe: Some(format!("reblog:{id}:{}", actor.account)),
        };
        crate::notification::tell(ctx, &mut tx, &new).await?;
    }
    ctx.commit(tx).await?;
    Ok(reblog)
}

/// Takes it back; nothing happens when it was not passed on.
pub async fn unreblog(ctx: &Ctx, actor: &Actor, id: PostId) -> Result<(), AppError> {
    throttle::take(ctx, "act", &actor.account.to_string(), ACTS)?;
    let mut tx = ctx.begin_write().await?;
    if let Some(known) = rows::find(&mut tx, actor.account, id).await? {
        rows::remove(&mut tx, known.id).await?;
        tx.append(Fact::Unreblogged { who: actor.account, post: id, reblog: known.id });
        ctx.commit(tx).await?;
    }
    Ok(())
}

/// Who passed a post on, before `before`, latest first, each with the id of the act.
pub async fn by(
    ctx: &Ctx,
    viewer: &Viewer,
    id: PostId,
    before: ReblogId,
    limit: i64,
) -> Result<Vec<(std::sync::Arc<Author>, ReblogId)>, AppError> {
    let mut tx = ctx.begin_read().await?;
    post::seen(&mut tx, viewer.actor.as_ref(), id).await?;
    let found = rows::of_post(&mut tx, id, before, limit).await?;
    let people = person::several(ctx, &mut tx, &found.iter().map(|r| r.account).collect::<Vec<_>>()).await?;
    let shown = |r: rows::Reblog| {
        let person = people.get(&r.account).filter(|p| !p.gone && !viewer.blocked.contains(&r.account))?;
        Some((std::sync::Arc::clone(person), r.id))
    };
    Ok(found.into_iter().filter_map(shown).collect())
}
