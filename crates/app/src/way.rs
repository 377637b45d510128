//! Ways between places of a Games, one by one; a file brings many at once (`import`).

use grandstand_domain::{
    account::Actor,
    id::WayId,
    invalid::Invalid,
    way::{self, Way},
};
use grandstand_store::{self as store, way::StoredWay};

use crate::{ctx::Ctx, error::AppError, games, permit};

/// The most ways of one Games: all between 200 places.
const WAYS_MOST: usize = 20_000;

/// Says how long it takes between two places, in place of what was said of the same two before.
pub async fn state(
    ctx: &Ctx,
    actor: &Actor,
    games: &str,
    [one, other]: [&str; 2],
    minutes: &str,
) -> Result<(), AppError> {
    let minutes = way::minutes(minutes)?;
    let way = Way::new(one, other, minutes)?;
    let mut tx = ctx.begin_write().await?;
    let games = store::games::by_slug(&mut tx, games).await?.ok_or(AppError::NotFound)?;
    permit::require_keeps(&mut tx, actor, games.id).await?;
    store::games::lock(&mut tx, games.id).await?;
    if store::way::of_games(&mut tx, games.id).await?.len() >= WAYS_MOST {
        return Err(Invalid::one("one", "way-most").into());
    }
    store::way::save(&mut tx, games.id, &[StoredWay { id: WayId(ctx.id()), way }]).await?;
    games::tell_others(ctx, &mut tx, actor, games.id).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Takes a way back: what is usual between places holds again.
pub async fn forget(ctx: &Ctx, actor: &Actor, games: &str, id: WayId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let games = store::games::by_slug(&mut tx, games).await?.ok_or(AppError::NotFound)?;
    permit::require_keeps(&mut tx, actor, games.id).await?;
    let known = store::way::of_games(&mut tx, games.id).await?;
    let found = known.iter().find(|stored| stored.id == id).ok_or(AppError::NotFound)?;
    store::way::remove(&mut tx, &[found.id]).await?;
    games::tell_others(ctx, &mut tx, actor, games.id).await?;
    ctx.commit(tx).await?;
    Ok(())
}
