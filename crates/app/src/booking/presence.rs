//! Who is there: checked in at the desk or by the code at the door, and what the desk notes when nobody is.

use grandstand_domain::{
    account::Actor,
    booking::{BookingState, DESK_EARLY, EARLY},
    id::{BookingId, SpaceId},
    time::UnixMillis,
};
use grandstand_store::{self as store, ReadTx, booking::Booking};

use super::{at_desk, missed, promise_release, step};
use crate::{ctx::Ctx, error::AppError, space};

/// Notes at the desk that the person is there, from an hour before the booking begins.
pub async fn check_in(ctx: &Ctx, actor: &Actor, id: BookingId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let (found, _) = at_desk(&mut tx, actor, id).await?;
    if found.slot.until <= tx.now() {
        return Err(AppError::Conflict("booking-over"));
    }
    if found.slot.from > tx.now().plus(DESK_EARLY) {
        return Err(AppError::Conflict("booking-too-early"));
    }
    step(&mut tx, &found, BookingState::In).await?;
    ctx.commit(tx).await.map(drop)
}

/// Takes a check-in at the desk back: it was somebody else's, or they went again. The booking stands as before, and is given free
/// after its minutes if nobody comes. What is lent shows that they are there.
pub async fn undo_check_in(ctx: &Ctx, actor: &Actor, id: BookingId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let (found, space) = at_desk(&mut tx, actor, id).await?;
    if found.is_guest || found.slot.until <= tx.now() {
        return Err(AppError::Conflict("booking-gone"));
    }
    let lent = store::kit::of_booking(&mut tx, id).await?;
    if lent.iter().any(|one| one.out_at.is_some() && one.back_at.is_none()) {
        return Err(AppError::Conflict("booking-kit-out"));
    }
    step(&mut tx, &found, BookingState::Booked).await?;
    let again = Booking { state: BookingState::Booked, ..found };
    promise_release(ctx, &mut tx, &again, &space).await?;
    ctx.commit(tx).await.map(drop)
}

/// Checks oneself in with the code at the door, from a quarter of an hour before the booking begins.
pub async fn check_in_at_door(ctx: &Ctx, actor: &Actor, at: SpaceId, secret: &str) -> Result<Booking, AppError> {
    let mut tx = ctx.begin_write().await?;
    let space = space::opened(&mut tx, ctx, at, space::Address::Door, secret).await?;
    let now = tx.now();
    let found = due_at(&mut tx, actor, space.id, now).await?.ok_or(AppError::Conflict("booking-not-now"))?;
    if found.state != BookingState::In {
        step(&mut tx, &found, BookingState::In).await?;
    }
    ctx.commit(tx).await?;
    Ok(Booking { state: BookingState::In, ..found })
}

/// The actor's booking of a space that is on, or about to begin.
pub async fn due_at(
    tx: &mut ReadTx,
    actor: &Actor,
    space: SpaceId,
    now: UnixMillis,
) -> Result<Option<Booking>, AppError> {
    let own = store::booking::of_account(tx, actor.account, now, 100).await?;
    let due = |b: &Booking| b.space == space && b.state.holds() && b.slot.from <= now.plus(EARLY);
    Ok(own.into_iter().find(due))
}

/// Notes at the desk that nobody came, and gives the space free; not before the booking began.
pub async fn no_show(ctx: &Ctx, actor: &Actor, id: BookingId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let (found, space) = at_desk(&mut tx, actor, id).await?;
    if tx.now() < found.slot.from {
        return Err(AppError::Conflict("booking-not-begun"));
    }
    missed(ctx, &mut tx, &found, &space).await?;
    ctx.commit(tx).await.map(drop)
}
