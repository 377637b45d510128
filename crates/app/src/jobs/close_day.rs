//! Closes the day that is over (UTC): writes what was served in it into the log, where it becomes a leaf of the transparency
//! log.

use std::collections::BTreeMap;

use grandstand_domain::{
    digest::Digest,
    id::{AccountId, JobId, Seq},
    log::{DayFacts, Fact},
    time::{DAY, MINUTE, UnixMillis},
};
use grandstand_feed::public::STRETCH;
use grandstand_proof::root_of;
use grandstand_store::{StoreError, WriteTx, log, transparency};

use super::{
    Kind,
    standing::Standing,
    work::{Stop, Work},
};
use crate::{ctx::Ctx, error::AppError};

const ROW: Standing = Standing { kind: Kind::CloseDay, row: JobId(2) };
/// After midnight: what was served before it has been written by then.
const AFTER: i64 = 5 * MINUTE;
/// Entries read at once.
const STRETCH_READ: i64 = 1_000;

/// Makes sure that there is a row.
pub(super) async fn ensure(ctx: &Ctx) -> Result<(), AppError> {
    ROW.ensure(ctx, after_midnight).await
}

fn after_midnight(now: UnixMillis) -> UnixMillis {
    UnixMillis((now.0.div_euclid(DAY) + 1) * DAY + AFTER)
}

pub(super) async fn run(work: &Work<'_>) -> Result<(), Stop> {
    let mut tx = work.write().await?;
    let today = tx.now().0.div_euclid(DAY);
    if let Some(facts) = close(&mut tx, today - 1).await? {
        tx.append(Fact::DayClosed(facts));
    }
    let next = after_midnight(tx.now());
    ROW.again(work, &mut tx, next).await?;
    tx.commit().await?;
    Ok(())
}

/// What was served on a day, counted from 1970-01-01; none if that day is closed already.
async fn close(tx: &mut WriteTx, day: i64) -> Result<Option<DayFacts>, StoreError> {
    let name = name(day);
    let closed = log::last_of_kind(tx, "day_closed", 60).await?;
    let day_of = |fact: &Fact| match fact {
        Fact::DayClosed(facts) => Some(facts.day.clone()),
        _ => None,
    };
    if closed.iter().any(|entry| day_of(&entry.fact).as_ref() == Some(&name)) {
        return Ok(None);
    }
    // Nothing of this day stands before the entry that closed the day before the last.
    let earlier = closed.iter().find(|entry| day_of(&entry.fact).is_some_and(|d| d < self::name(day - 1)));
    let mut at = earlier.map_or(Seq(0), |entry| entry.seq);
    let (mut pages, mut leaves, mut served) = (0, Vec::new(), BTreeMap::<AccountId, u64>::new());
    loop {
        let entries = log::of_kinds(tx, &["exposed"], at, STRETCH_READ).await?;
        let Some(last) = entries.last() else { break };
        at = last.seq;
        for entry in entries.iter().filter(|entry| entry.at.0.div_euclid(DAY) == day) {
            if let Fact::Exposed { served: shares, pages: more, receipts } = &entry.fact {
                pages += u64::from(*more);
                leaves.push(grandstand_proof::leaf_hash(&receipts.0));
                for (who, milli) in shares {
                    *served.entry(*who).or_default() += u64::from(*milli);
                }
            }
        }
    }
    let last = transparency::last_stretch(tx).await?;
    let log = last.as_ref().map_or(Seq(0), |s| Seq((s.number + 1) * STRETCH));
    let log_hash: Digest = last.and_then(|s| s.hash.parse().ok()).unwrap_or_default();
    let served = served.into_iter().collect();
    Ok(Some(DayFacts { day: name, pages, receipts: root_of(leaves), served, log, log_hash }))
}

/// A day as it is written: `2028-07-14`.
fn name(day: i64) -> String {
    jiff::Timestamp::from_millisecond(day.saturating_mul(DAY))
        .map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date().to_string())
        .unwrap_or_default()
}
