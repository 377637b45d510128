//! What happens to posts when their video can be watched, changes or is refused, and when their time comes. Jobs call
//! these inside their own transaction.

use grandstand_domain::{
    account::Role,
    id::{MediaId, NotificationId, PostId},
    log::Fact,
    media::{MediaState, Refusal},
    notification::NotificationKind,
    permit::Act,
    post::PostState,
};
use grandstand_store::{
    WriteTx, account,
    notification::NewNotification,
    post::{self as rows, Post},
};

use super::{facts, index, mention};
use crate::{acting, ctx::Ctx, error::AppError, team_account};

/// Publishes a post if its video can be watched; else it waits for that.
pub(super) async fn publish_when_playable(ctx: &Ctx, tx: &mut WriteTx, post: &mut Post) -> Result<(), AppError> {
    let media = rows::media_standing(tx, post.media).await?.ok_or(AppError::NotFound)?;
    // A suspended author's posts wait until the suspension ends and they are published again by hand.
    let author = account::get(tx, post.account).await?.is_some_and(|a| a.is_active());
    let playable = matches!(media.state, MediaState::Playable | MediaState::Complete);
    post.scheduled_at = None;
    if !playable || !author {
        post.state = if author { PostState::Waiting } else { PostState::Draft };
        return Ok(rows::set_state(tx, post.id, post.state, None, None).await?);
    }
    post.state = PostState::Published;
    post.published_at = Some(tx.now());
    rows::set_state(tx, post.id, post.state, post.published_at, None).await?;
    let facts = facts(tx, post).await?;
    tx.append(Fact::PostPublished(facts));
    index(tx, post).await?;
    mention(ctx, tx, post).await
}

/// A video can be watched from now on: posts that wait for it are published in this transaction.
pub async fn media_playable(ctx: &Ctx, tx: &mut WriteTx, media: MediaId) -> Result<(), AppError> {
    rows::lock_media(tx, media).await?;
    for waiting in rows::of_media(tx, media).await? {
        let Some(mut post) = rows::lock(tx, waiting.id).await? else { continue };
        tell(ctx, tx, &post, NotificationKind::Ready).await?;
        if post.state == PostState::Waiting && kept_back(ctx, tx, &post).await? {
            continue;
        }
        if post.state == PostState::Waiting {
            publish_when_playable(ctx, tx, &mut post).await?;
        }
    }
    Ok(())
}

/// A video was refused: posts that wait for it, or for their time, become drafts, and their author is told.
pub async fn media_refused(ctx: &Ctx, tx: &mut WriteTx, media: MediaId, _why: Refusal) -> Result<(), AppError> {
    for post in rows::of_media(tx, media).await? {
        if matches!(post.state, PostState::Waiting | PostState::Scheduled) {
            rows::set_state(tx, post.id, PostState::Draft, None, None).await?;
        }
        tell(ctx, tx, &post, NotificationKind::Refused).await?;
    }
    Ok(())
}

/// A further rendition, a still or a caption track stands: published posts are shown anew.
pub async fn media_refreshed(_ctx: &Ctx, tx: &mut WriteTx, media: MediaId) -> Result<(), AppError> {
    for post in rows::of_media(tx, media).await? {
        if post.state == PostState::Published {
            tx.append(Fact::PostRefreshed { post: post.id });
        }
    }
    Ok(())
}

/// Publishes a scheduled post whose time has come; does nothing when it was moved, published or removed meanwhile.
pub async fn publish_due(ctx: &Ctx, tx: &mut WriteTx, id: PostId) -> Result<(), AppError> {
    let due = rows::lock(tx, id).await?;
    let now = tx.now();
    let due = due.filter(|p| p.state == PostState::Scheduled && p.scheduled_at.is_some_and(|at| at <= now));
    let Some(mut post) = due else { return Ok(()) };
    let refused = rows::media_standing(tx, post.media).await?.is_none_or(|m| m.state == MediaState::Refused);
    if refused {
        return Ok(rows::set_state(tx, id, PostState::Draft, None, None).await?);
    }
    if kept_back(ctx, tx, &post).await? {
        return Ok(());
    }
    publish_when_playable(ctx, tx, &mut post).await
}

/// Whether a post was to be published by someone who may no longer do that for the athlete or the team. It is a draft then, which
/// the athlete, or another who posts as the team, can still publish; they are told.
async fn kept_back(ctx: &Ctx, tx: &mut WriteTx, post: &Post) -> Result<bool, AppError> {
    if acting::may_go_out(tx, post.id).await? {
        return Ok(false);
    }
    rows::set_state(tx, post.id, PostState::Draft, None, None).await?;
    grandstand_store::acting::unsign(tx, post.id).await?;
    let author = account::get(tx, post.account).await?.filter(|author| author.role == Role::Team);
    if let Some(team) = author.and_then(|author| author.organisation) {
        let (kind, whom) = (NotificationKind::TeamHeldBack, Act::ManageMembers);
        team_account::tell(ctx, tx, kind, team, whom, Some(post.id)).await?;
    } else {
        tell(ctx, tx, post, NotificationKind::ActingHeldBack).await?;
    }
    Ok(true)
}

/// Tells the author how their video fares, or its post, once.
async fn tell(ctx: &Ctx, tx: &mut WriteTx, post: &Post, kind: NotificationKind) -> Result<(), AppError> {
    let new = NewNotification {
        id: NotificationId(ctx.id()),
        account: post.account,
        kind,
        actor: None,
        post: Some(post.id),
        comment: None,
        dedupe: Some(format!("{}:{}", kind.as_str(), post.media)),
    };
    Ok(crate::notification::tell(ctx, tx, &new).await?)
}
