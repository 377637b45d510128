//! What somebody has on already. Nobody is in two places at once: who has a space or a seat in a workshop then is not given
//! another space; what else fills their days is said where they choose.

use grandstand_domain::{
    booking::Slot,
    id::{AccountId, BookingId, SpaceId},
    workshop::SeatState,
};
use grandstand_store::{self as store, ReadTx, WriteTx};

use crate::{
    error::AppError,
    workshop::situation::{AFTER_START, BEFORE_START},
};

/// A stretch of somebody's days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engaged {
    /// When; not on the cells of time where it is no booking.
    pub slot: Slot,
    /// What it is called, by whoever wrote it down.
    pub what: String,
    /// The space, where it is a booking.
    pub space: Option<SpaceId>,
}

/// Holds an account, so that two bookings of theirs wait for each other, and sees that they have no space in a slot but that of one
/// booking. Who is no staff must have no seat in a workshop then either.
pub(super) async fn require_free(
    tx: &mut WriteTx,
    owner: AccountId,
    but: BookingId,
    slot: Slot,
    is_staff: bool,
) -> Result<(), AppError> {
    store::account::lock(tx, owner).await?;
    if !store::booking::meeting(tx, owner, but, slot).await?.is_empty() {
        return Err(AppError::Conflict("booking-elsewhere"));
    }
    if is_staff {
        return Ok(());
    }
    for place in store::roster::of_account(tx, owner).await? {
        if !workshops(tx, &place, slot).await?.is_empty() {
            return Err(AppError::Conflict("booking-workshop"));
        }
    }
    Ok(())
}

/// What somebody has on in a slot, in order: spaces, workshops, starts with the time around them, and what they keep free.
pub(super) async fn engaged(tx: &mut ReadTx, owner: AccountId, within: Slot) -> Result<Vec<Engaged>, AppError> {
    let mut out = Vec::new();
    for booking in store::booking::meeting(tx, owner, BookingId(0), within).await? {
        let space = store::space::get(tx, booking.space).await?.ok_or(AppError::NotFound)?;
        out.push(Engaged { slot: booking.slot, what: space.name, space: Some(space.id) });
    }
    for place in store::roster::of_account(tx, owner).await? {
        out.extend(workshops(tx, &place, within).await?);
        let starts = store::start::of_entry(tx, place.entry.id).await?;
        out.extend(starts.into_iter().map(|start| Engaged {
            slot: Slot { from: start.starts_at.plus(-BEFORE_START), until: start.starts_at.plus(AFTER_START) },
            what: start.event,
            space: None,
        }));
        let blocks = store::timetable_block::of_entry(tx, place.entry.id).await?;
        out.extend(blocks.into_iter().map(|own| Engaged {
            slot: Slot { from: own.block.starts_at, until: own.block.ends_at },
            what: own.block.title,
            space: None,
        }));
    }
    out.retain(|one| one.slot.meets(within));
    out.sort_by_key(|one| one.slot);
    Ok(out)
}

/// The workshops in which an athlete has a seat, or is offered one, that meet a slot.
async fn workshops(tx: &mut ReadTx, place: &store::roster::Place, slot: Slot) -> Result<Vec<Engaged>, AppError> {
    let mut out = Vec::new();
    for seat in store::seat::of_entry(tx, place.entry.id).await? {
        if !matches!(seat.state, SeatState::Placed | SeatState::Offered | SeatState::Attended) {
            continue;
        }
        let Some(workshop) = store::workshop::get(tx, seat.workshop).await? else { continue };
        let its = Slot { from: workshop.from, until: workshop.until };
        if workshop.cancelled_at.is_none() && its.meets(slot) {
            let course = store::course::get(tx, workshop.course).await?.ok_or(AppError::NotFound)?;
            out.push(Engaged { slot: its, what: course.title, space: None });
        }
    }
    Ok(out)
}
