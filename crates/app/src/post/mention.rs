//! Telling those whom a caption or a comment names.

use grandstand_domain::{
    handle::Handle,
    id::{AccountId, CommentId, NotificationId},
    notification::NotificationKind,
};
use grandstand_store::{WriteTx, account, notification::NewNotification, post::Post};

use super::see::{onlooker, seen};
use crate::{ctx::Ctx, error::AppError};

/// Tells those whom the caption names, once per post, if they may see it.
pub(super) async fn mention(ctx: &Ctx, tx: &mut WriteTx, post: &Post) -> Result<(), AppError> {
    let named = grandstand_domain::caption::mentions(&post.caption);
    tell_named(ctx, tx, post, None, post.account, &named).await
}

/// Tells accounts that a text names them.
pub(crate) async fn tell_named(
    ctx: &Ctx,
    tx: &mut WriteTx,
    post: &Post,
    comment: Option<CommentId>,
    by: AccountId,
    named: &[Handle],
) -> Result<(), AppError> {
    for handle in named {
        let Some(account) = account::by_handle(tx, handle).await?.filter(account::Account::is_active) else { continue };
        if account.id == by || onlooker(tx, Some(&account.actor()), by).await?.blocked {
            continue;
        }
        if seen(tx, Some(&account.actor()), post.id).await.is_err() {
            continue;
        }
        let about = comment.map_or_else(|| format!("p{}", post.id), |c| format!("c{c}"));
        let new = NewNotification {
            id: NotificationId(ctx.id()),
            account: account.id,
            kind: NotificationKind::Mention,
            actor: Some(by),
            post: Some(post.id),
            comment,
            dedupe: Some(format!("mention:{about}:{}", account.id)),
        };
        crate::notification::tell(ctx, tx, &new).await?;
    }
    Ok(())
}
