//! Waiting lists: whoever has waited longest and can come is offered the seat that became free, for a time.

use grandstand_domain::{
    id::{SeatId, WorkshopId},
    workshop::{SeatState, offer_until},
};
use grandstand_store::{self as store, WriteTx, seat::Seat};

use super::{notice, situation::Situation};
use crate::{
    ctx::Ctx,
    error::AppError,
    jobs::{self, Kind},
};

/// Offers the free seats of a workshop to those who wait, in the order in which they came. Someone who cannot come any
/// more keeps their place in the list and is passed over. When it begins too soon to wait for answers all of them are told,
/// and the first who takes the seat has it.
pub(super) async fn next(ctx: &Ctx, tx: &mut WriteTx, workshop: WorkshopId) -> Result<(), AppError> {
    let Some(row) = store::workshop::get(tx, workshop).await? else { return Ok(()) };
    if row.cancelled_at.is_some() || row.from <= tx.now() || row.taken >= row.capacity {
        return Ok(());
    }
    let until = offer_until(tx.now(), row.from);
    let waiting = store::seat::of_workshop(tx, workshop).await?.into_iter().filter(|s| s.state == SeatState::Waiting);
    for seat in waiting {
        let place = store::roster::get(tx, seat.entry).await?.ok_or(AppError::NotFound)?;
        let situation = Situation::of_one(ctx, tx, &place).await?;
        if situation.hindrance(seat.entry, workshop, None).is_some() {
            continue;
        }
        let Some(until) = until else {
            notice::seat_free(ctx, tx, &seat).await?;
            continue;
        };
        if !store::workshop::take(tx, workshop).await? {
            return Ok(());
        }
        let offered = Seat { state: SeatState::Offered, offered_until: Some(until), ..seat.clone() };
        store::seat::update(tx, &offered, seat.state).await?;
        jobs::enqueue_at(ctx, tx, Kind::SeatOffer, seat.account, seat.id.0, until).await?;
        notice::tell(ctx, tx, seat.account).await?;
    }
    Ok(())
}

/// The time of an offer is over: the seat goes to the next, and whoever let it pass waits at the end of the list.
pub(crate) async fn lapse(ctx: &Ctx, tx: &mut WriteTx, seat: SeatId) -> Result<(), AppError> {
    let Some(seat) = store::seat::get(tx, seat).await? else { return Ok(()) };
    let now = tx.now();
    let over = seat.state == SeatState::Offered && seat.offered_until.is_some_and(|until| until <= now);
    if !over {
        return Ok(());
    }
    let back = Seat { state: SeatState::Waiting, offered_until: None, created_at: now, ..seat.clone() };
    store::seat::update(tx, &back, seat.state).await?;
    store::workshop::free(tx, seat.workshop).await?;
    next(ctx, tx, seat.workshop).await
}
