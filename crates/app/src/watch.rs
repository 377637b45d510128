//! Watching: what players tell, in batches.

use std::collections::HashMap;

use grandstand_domain::{
    account::Actor,
    id::PostId,
    log::Fact,
    time::SECOND,
    watch::{BATCH_MOST, Surface, Watch},
};

use crate::{
    ctx::Ctx,
    error::AppError,
    throttle::{self, Origin, Rate},
    viewer::Viewer,
};

/// Batches of one viewer: a player sends one every few seconds at most.
const BATCHES: Rate = Rate { burst: 60, every_ms: 2 * SECOND };
/// Batches from one place without an account: a stadium's network may bring many viewers.
const BATCHES_HERE: Rate = Rate { burst: 600, every_ms: SECOND / 20 };
/// No film is watched this often in one batch: longer than any film is, and what is above it was not a person.
const REPEATS_MOST: u32 = 20;

/// Takes a batch of views: those of posts that cannot be seen are dropped, several of one post and surface become one, and
/// none is longer than a person could have watched. Returns how many were taken.
pub async fn take(ctx: &Ctx, actor: Option<&Actor>, origin: Origin, views: &[Watch]) -> Result<usize, AppError> {
    match actor {
        Some(actor) => throttle::take(ctx, "watch", &actor.account.to_string(), BATCHES)?,
        None => throttle::take_from(ctx, "watch", origin, BATCHES_HERE)?,
    }
    let mut merged: Vec<Watch> = Vec::new();
    let mut places: HashMap<(PostId, Surface), usize> = HashMap::new();
    let viewer = Viewer::of(ctx, actor).await?;
    for view in views.iter().take(BATCH_MOST) {
        let view = view.checked()?;
        let Some(card) = ctx.views.card(&viewer, view.post) else { continue };
        let longest = u32::try_from(card.film.duration_ms).unwrap_or(u32::MAX).saturating_mul(REPEATS_MOST);
        let place = *places.entry((view.post, view.surface)).or_insert(merged.len());
        match merged.get_mut(place) {
            Some(known) => {
                known.watched_ms = known.watched_ms.saturating_add(view.watched_ms).min(longest);
                known.completed |= view.completed;
            }
            None => merged.push(Watch { watched_ms: view.watched_ms.min(longest), ..view }),
        }
    }
    let count = merged.len();
    if count > 0 {
        let mut tx = ctx.begin_write().await?;
        tx.append(Fact::Watched { who: actor.map(|a| a.account), views: merged });
        // Nobody waits to see their own view counted.
        tx.commit().await?;
    }
    Ok(count)
}
