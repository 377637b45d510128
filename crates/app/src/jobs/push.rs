//! Tells one browser or app of one notification by Web Push. Sent at least once; a device that was told twice shows one.

use grandstand_domain::id::{AccountId, JobId, NotificationId, SubscriptionId};
use grandstand_store::{StoreError, WriteTx, job};

use super::{
    Kind,
    work::{Stop, Work},
};
use crate::{
    ctx::Ctx,
    push::{self, Fate, Next, Promised},
};

/// After so many tries a message is given up: by then it is an hour old.
const TRIES: i64 = 10;

/// Promises to tell one subscription of one notification.
pub(crate) async fn promise(
    ctx: &Ctx,
    tx: &mut WriteTx,
    account: AccountId,
    subscription: SubscriptionId,
    notification: NotificationId,
) -> Result<(), StoreError> {
    let kind = Kind::Push;
    let payload = serde_json::json!(Promised { notification }).to_string();
    let new = job::NewJob {
        id: JobId(ctx.id()),
        kind: kind.as_str(),
        account: Some(account),
        subject_id: subscription.0,
        payload: &payload,
        priority: kind.priority(),
        run_at: tx.now(),
    };
    job::insert(tx, &new).await
}

pub(super) async fn run(work: &Work<'_>) -> Result<(), Stop> {
    let (ctx, subscription) = (work.ctx, SubscriptionId(work.job.subject_id));
    let promised: Promised =
        serde_json::from_str(&work.job.payload).map_err(|error| Stop::Failed(error.to_string()))?;
    let waiting = job::waiting_on(&mut ctx.begin_read().await?, Kind::Push.as_str(), subscription.0).await?;
    let (letter, together) = match push::next(ctx, subscription, promised.notification, waiting).await? {
        Next::Nothing => {
            let tx = work.write().await?;
            return work.finish(tx).await;
        }
        Next::Quiet(until) => return Err(Stop::Later(until, "quiet hours".to_owned())),
        Next::Send(letter, together) => (letter, together),
    };
    let fate = ctx.courier.send(ctx, &letter).await;
    let word = match &fate {
        Fate::Taken => "taken",
        Fate::Gone => "gone",
        Fate::Refused(_) => "refused",
        Fate::Later(..) => "later",
    };
    metrics::counter!("grandstand_pushes_total", "fate" => word).increment(1);
    let mut tx = match fate {
        Fate::Later(after, why) if work.job.attempts < TRIES => {
            return Err(match after {
                Some(millis) => Stop::Later(ctx.now().plus(millis), why),
                None => Stop::Failed(why),
            });
        }
        Fate::Later(_, why) | Fate::Refused(why) => {
            tracing::info!(subscription = subscription.0, why, "a message was given up");
            work.write().await?
        }
        Fate::Taken => work.write().await?,
        Fate::Gone => {
            let mut tx = work.write().await?;
            push::forget(&mut tx, subscription).await?;
            tx
        }
    };
    if together {
        // They were all told of in this one.
        job::drop_subject(&mut tx, Kind::Push.as_str(), subscription.0).await?;
    }
    work.finish(tx).await
}
