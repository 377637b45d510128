//! Reminders before workshops and bookings. Who is due is asked of what stands, not of what was once promised: so whoever
//! gave a seat back is not reminded, and whose workshop has moved is reminded anew. That someone was reminded is a row of the
//! same transaction, which the database takes once.

use grandstand_domain::{
    id::NotificationId,
    reminder::ReminderKind,
    time::{DAY, UnixMillis},
};
use grandstand_store::{
    self as store, WriteTx,
    notification::NewNotification,
    reminder::{Due, Subject},
};

use crate::{ctx::Ctx, error::AppError, notification, workshop};

/// How many of a kind one transaction tells.
const BATCH: usize = 100;
/// How long it is remembered that someone was reminded, after the beginning: longer than any clock is set back.
const KEPT_FOR: i64 = 7 * DAY;

/// Reminds those who are due, and says whether more may be.
pub(crate) async fn send(ctx: &Ctx, tx: &mut WriteTx) -> Result<bool, AppError> {
    let (now, mut more) = (tx.now(), false);
    for kind in ReminderKind::ALL {
        let due = store::reminder::due(tx, *kind, now, i64::try_from(BATCH).unwrap_or(i64::MAX)).await?;
        more |= due.len() == BATCH;
        for one in due {
            if store::reminder::told(tx, &one).await? {
                remind(ctx, tx, &one).await?;
            }
        }
    }
    Ok(more)
}

/// Tells one person, unless they chose not to be reminded of this.
async fn remind(ctx: &Ctx, tx: &mut WriteTx, due: &Due) -> Result<(), AppError> {
    let kind = due.kind.notification();
    if !store::push::choice(tx, due.account).await?.wants(kind) {
        return Ok(());
    }
    let new = NewNotification {
        id: NotificationId(ctx.id()),
        account: due.account,
        kind,
        actor: None,
        post: None,
        comment: None,
        dedupe: None,
    };
    notification::tell(ctx, tx, &new).await?;
    match due.subject {
        Subject::Seat(id) if due.kind == ReminderKind::WorkshopDay => workshop::notice::reminder(ctx, tx, id).await,
        Subject::Seat(_) | Subject::Booking(_) => Ok(()),
    }
}

/// Forgets who was reminded of what is long over.
pub(crate) async fn purge(ctx: &Ctx) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let before: UnixMillis = tx.now().plus(-KEPT_FOR);
    store::reminder::purge(&mut tx, before).await?;
    tx.commit().await?;
    Ok(())
}
