//! Who of the crew is there when, so that a booking can ask for help.

use grandstand_domain::{
    account::Actor,
    booking::Slot,
    id::{OrganisationId, ShiftId},
    invalid::{Check, Invalid},
    permit::Act,
    space,
    time::DAY,
};
use grandstand_store::{self as store, crew::Shift};

use crate::{ctx::Ctx, error::AppError, permit};

/// Makes a shift. `slot` is none where its times could not be read.
pub async fn create(
    ctx: &Ctx,
    actor: &Actor,
    organisation: OrganisationId,
    (name, role): (&str, &str),
    slot: Option<Slot>,
) -> Result<ShiftId, AppError> {
    let mut tx = ctx.begin_write().await?;
    permit::require(&mut tx, actor, Act::RunSpaces, organisation).await?;
    let mut faults = Check::default();
    let name = faults.take("crew", space::name(name)).unwrap_or_default();
    let role = faults.take("role", space::name(role)).unwrap_or_default();
    let good = slot.filter(|slot| slot.until.since(slot.from) <= DAY).ok_or_else(|| Invalid::one("from", "crew-times"));
    let slot = faults.take("from", good);
    faults.done()?;
    let Some(slot) = slot else { return Err(AppError::NotFound) };
    let made = Shift { id: ShiftId(ctx.id()), organisation, name, role, slot };
    store::crew::insert(&mut tx, &made).await?;
    ctx.commit(tx).await?;
    Ok(made.id)
}

/// Takes a shift away. Bookings that had it stand, without crew.
pub async fn remove(ctx: &Ctx, actor: &Actor, id: ShiftId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let shift = store::crew::get(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    permit::require(&mut tx, actor, Act::RunSpaces, shift.organisation).await?;
    store::crew::lock(&mut tx, id).await?;
    store::crew::remove(&mut tx, id).await?;
    ctx.commit(tx).await.map(drop)
}
