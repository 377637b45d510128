//! What a House lends: set up by those who run its spaces, handed out and taken back at the desk.

use grandstand_domain::{
    account::Actor,
    id::{BookingId, KitId, OrganisationId},
    invalid::{Check, Invalid},
    permit::Act,
    space,
};
use grandstand_store::{self as store, ReadTx, StoreError, kit::Kit};

use crate::{booking, ctx::Ctx, error::AppError, permit};

/// The most of one thing.
const COUNT_MOST: i64 = 200;

/// Makes a kind of thing with so many of it.
pub async fn create(
    ctx: &Ctx,
    actor: &Actor,
    organisation: OrganisationId,
    name: &str,
    count: &str,
) -> Result<KitId, AppError> {
    let mut tx = ctx.begin_write().await?;
    permit::require(&mut tx, actor, Act::RunSpaces, organisation).await?;
    let (name, count) = said(name, count)?;
    let made = Kit { id: KitId(ctx.id()), organisation, name, count };
    store::kit::insert(&mut tx, &made).await?;
    ctx.commit(tx).await?;
    Ok(made.id)
}

/// Changes its name and how many there are; never fewer than bookings have now or later.
pub async fn update(ctx: &Ctx, actor: &Actor, id: KitId, name: &str, count: &str) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    run_by(&mut tx, actor, id).await?;
    let (name, count) = said(name, count)?;
    store::kit::lock(&mut tx, id).await?;
    // How many there are is read once nobody else can change it.
    let before = store::kit::get(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let now = tx.now();
    if store::kit::is_held_above(&mut tx, id, count, now).await? {
        return Err(Invalid::one("count", "kit-held").into());
    }
    store::kit::rename(&mut tx, id, &name).await?;
    store::kit::set_count(&mut tx, id, before.count, count).await?;
    ctx.commit(tx).await.map(drop)
}

/// Takes a kind of thing out of use; not while bookings have any of it.
pub async fn remove(ctx: &Ctx, actor: &Actor, id: KitId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    run_by(&mut tx, actor, id).await?;
    store::kit::lock(&mut tx, id).await?;
    let now = tx.now();
    if store::kit::is_held_above(&mut tx, id, 0, now).await? {
        return Err(AppError::Conflict("kit-held"));
    }
    store::kit::remove(&mut tx, id).await?;
    ctx.commit(tx).await.map(drop)
}

/// Notes at the desk that one thing of a booking goes out, or comes back.
pub async fn note(
    ctx: &Ctx,
    actor: &Actor,
    of: BookingId,
    id: KitId,
    unit: i64,
    is_back: bool,
) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let (found, _) = booking::at_desk(&mut tx, actor, of).await?;
    if !is_back && !found.state.holds() {
        return Err(AppError::Conflict("booking-over"));
    }
    let noted = if is_back {
        store::kit::bring_back(&mut tx, of, id, unit).await
    } else {
        store::kit::hand_out(&mut tx, of, id, unit).await
    };
    noted.map_err(|error| match error {
        StoreError::NotFound { .. } => AppError::Conflict("kit-noted"),
        other => other.into(),
    })?;
    ctx.commit(tx).await.map(drop)
}

async fn run_by(tx: &mut ReadTx, actor: &Actor, id: KitId) -> Result<(), AppError> {
    let kit = store::kit::get(tx, id).await?.ok_or(AppError::NotFound)?;
    permit::require(tx, actor, Act::RunSpaces, kit.organisation).await
}

fn said(name: &str, count: &str) -> Result<(String, i64), Invalid> {
    let mut faults = Check::default();
    let name = faults.take("name", space::name(name)).unwrap_or_default();
    let count = count.trim().parse::<i64>().ok().filter(|n| (1..=COUNT_MOST).contains(n));
    let count = faults.take("count", count.ok_or_else(|| Invalid::limit("count", "kit-count", COUNT_MOST)));
    faults.done()?;
    Ok((name, count.unwrap_or_default()))
}
