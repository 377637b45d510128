//! Reach before and after workshops: counted from the log, for athletes who agree.

use std::collections::BTreeMap;

use grandstand_domain::{account::Actor, id::PostId, log::Fact, reach};
use grandstand_store as store;

use crate::{ctx::Ctx, error::AppError};

/// Entries of the log that one transaction takes in.
const STRETCH: i64 = 2_000;
/// How many such stretches are taken in at once; the rest waits for the next time.
const STRETCHES: usize = 50;

/// Says whether the reach of the actor's posts may be counted together with that of others. Nobody's is before they said so.
pub async fn choose(ctx: &Ctx, actor: &Actor, agrees: bool) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    store::reach::choose(&mut tx, actor.account, agrees).await?;
    ctx.commit(tx).await.map(drop)
}

/// Whether the actor agrees.
pub async fn has_agreed(ctx: &Ctx, actor: &Actor) -> Result<bool, AppError> {
    Ok(store::reach::has_agreed(&mut ctx.begin_read().await?, actor.account).await?)
}

/// Takes in what was watched since the last time: views by post and day, nothing of who watched.
pub async fn count(ctx: &Ctx) -> Result<(), AppError> {
    for _ in 0..STRETCHES {
        let (from, entries) = {
            let mut tx = ctx.begin_read().await?;
            let from = store::reach::head(&mut tx).await?;
            (from, store::log::of_kinds(&mut tx, &["watched"], from, STRETCH).await?)
        };
        let Some(last) = entries.last() else { break };
        let mut views: BTreeMap<(PostId, i64), i64> = BTreeMap::new();
        for entry in &entries {
            if let Fact::Watched { views: watched, .. } = &entry.fact {
                for view in watched {
                    *views.entry((view.post, reach::day(entry.at))).or_default() += 1;
                }
            }
        }
        let views: Vec<(PostId, i64, i64)> = views.into_iter().map(|((post, day), n)| (post, day, n)).collect();
        let mut tx = ctx.begin_write().await?;
        if !store::reach::add(&mut tx, from, last.seq, &views).await? {
            break;
        }
        tx.commit().await?;
    }
    Ok(())
}
