//! Hands one letter to the mail server. What becomes of a letter stands in its own row: a job that is put off has not failed.

use grandstand_domain::{
    id::LetterId,
    mail::{Fault, again_at},
};
use grandstand_store::{WriteTx, outbox};

use super::work::{Stop, Work};
use crate::mail::{self, Fate, Next};

pub(super) async fn run(work: &Work<'_>) -> Result<(), Stop> {
    let (ctx, id) = (work.ctx, LetterId(work.job.subject_id));
    let (message, tries) = match mail::next(ctx, id).await? {
        Next::Nothing => {
            let tx = work.write().await?;
            return work.finish(tx).await;
        }
        Next::Wait(until, fault) => {
            let mut tx = work.write().await?;
            outbox::put_off(&mut tx, id, fault, false).await?;
            tx.commit().await?;
            return Err(Stop::Later(until, fault.as_str().to_owned()));
        }
        Next::GiveUp(fault) => return give_up(work, id, fault, "not in time").await,
        Next::Send(message, tries) => (message, tries),
    };
    let fate = ctx.carrier.carry(&message, ctx.now()).await;
    let word = match &fate {
        Fate::Taken => "taken",
        Fate::Refused(_) => "refused",
        Fate::Later(_) => "later",
        Fate::Away(..) => "away",
    };
    metrics::counter!("grandstand_letters_total", "fate" => word).increment(1);
    match fate {
        Fate::Taken => {
            let mut tx = work.write().await?;
            outbox::sent(&mut tx, id).await?;
            work.finish(tx).await
        }
        Fate::Refused(why) => give_up(work, id, Fault::Refused, &why).await,
        Fate::Later(why) => {
            let mut tx = work.write().await?;
            outbox::put_off(&mut tx, id, Fault::Later, true).await?;
            tx.commit().await?;
            Err(Stop::Later(again_at(ctx.now(), tries + 1), why))
        }
        Fate::Away(fault, why) => {
            let mut tx = work.write().await?;
            outbox::put_off(&mut tx, id, fault, false).await?;
            tx.commit().await?;
            let until = ctx.carrier.away(ctx.now()).map_or_else(|| again_at(ctx.now(), 1), |(until, _)| until);
            Err(Stop::Later(until, why))
        }
    }
}

async fn give_up(work: &Work<'_>, id: LetterId, fault: Fault, why: &str) -> Result<(), Stop> {
    tracing::warn!(letter = id.0, fault = fault.as_str(), why, "a letter was set aside");
    let mut tx = work.write().await?;
    outbox::failed(&mut tx, id, fault).await?;
    work.finish(tx).await
}

/// Notes a failed run, which is a fault of ours.
pub(super) async fn failed(work: &Work<'_>, tx: &mut WriteTx, again: bool) -> Result<(), Stop> {
    if !again {
        outbox::failed(tx, LetterId(work.job.subject_id), Fault::None).await?;
    }
    Ok(())
}
