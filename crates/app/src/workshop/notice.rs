//! What athletes are told of their workshops: a notification, which no relay sees the words of.

use grandstand_domain::{
    id::{AccountId, NotificationId},
    notification::NotificationKind,
};
use grandstand_store::{WriteTx, notification::NewNotification};

use crate::{ctx::Ctx, error::AppError, notification};

/// Tells an athlete that something about their workshops changed. Of one transaction it is told once.
pub(crate) async fn tell(ctx: &Ctx, tx: &mut WriteTx, account: Option<AccountId>) -> Result<(), AppError> {
    let Some(account) = account else { return Ok(()) };
    let new = NewNotification {
        id: NotificationId(ctx.id()),
        account,
        kind: NotificationKind::Workshop,
        actor: None,
        post: None,
        comment: None,
        dedupe: Some(format!("workshop:{account}:{}", tx.now().0)),
    };
    Ok(notification::tell(ctx, tx, &new).await?)
}
