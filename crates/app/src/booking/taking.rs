//! Taking and giving back what a booking has: the cells of its space, of each thing it borrows, and of who helps. Rows are
//! held in one order (spaces, then kit, then crew, each by id), so that two bookings wait for each other and never lock.

use grandstand_domain::{
    booking::Cells,
    id::{KitId, ShiftId},
};
use grandstand_store::{self as store, StoreError, WriteTx, booking::Booking, kit::Lent, space::Space};

use crate::error::AppError;

/// What a booking wants beside its space.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    pub(super) kit: &'a [(KitId, i64)],
    pub(super) crew: bool,
}

/// Takes it all, or says what somebody else has; gives who of the crew helps.
pub(super) async fn take(
    tx: &mut WriteTx,
    booking: &Booking,
    space: &Space,
    wanted: Wanted<'_>,
) -> Result<Option<ShiftId>, AppError> {
    let cells = booking.slot.cells(&space.rules);
    take_space(tx, booking, space, cells).await?;
    let mut kit: Vec<(KitId, i64)> = wanted.kit.iter().copied().filter(|(_, count)| *count > 0).collect();
    kit.sort_unstable();
    for (id, count) in kit {
        let known = store::kit::get(tx, id).await?.filter(|kit| kit.organisation == space.organisation);
        known.ok_or(AppError::Conflict("booking-kit"))?;
        store::kit::lock(tx, id).await?;
        let units = store::kit::free(tx, id, cells, count).await?;
        if i64::try_from(units.len()).is_ok_and(|free| free < count) {
            return Err(AppError::Conflict("booking-kit"));
        }
        for unit in units {
            let taken = store::kit::take(tx, id, unit, booking.id, cells).await;
            taken.map_err(|error| lost(error, "booking-kit"))?;
            store::kit::note(tx, booking.id, id, unit).await?;
        }
    }
    take_crew(tx, booking, space, wanted.crew, cells).await
}

/// As [`take`], for a booking whose kit is out and was kept.
pub(super) async fn take_space_and_crew(
    tx: &mut WriteTx,
    booking: &Booking,
    space: &Space,
    crew: bool,
) -> Result<(), AppError> {
    let cells = booking.slot.cells(&space.rules);
    take_space(tx, booking, space, cells).await?;
    take_crew(tx, booking, space, crew, cells).await.map(drop)
}

/// Takes the same single ones for the time that a booking was moved to.
pub(super) async fn keep(tx: &mut WriteTx, booking: &Booking, space: &Space, lent: &[Lent]) -> Result<(), AppError> {
    let cells = booking.slot.cells(&space.rules);
    let mut kept: Vec<(KitId, i64)> =
        lent.iter().filter(|one| one.back_at.is_none()).map(|one| (one.kit, one.unit)).collect();
    kept.sort_unstable();
    for (id, unit) in kept {
        store::kit::lock(tx, id).await?;
        let taken = store::kit::take(tx, id, unit, booking.id, cells).await;
        taken.map_err(|error| lost(error, "booking-kit"))?;
    }
    Ok(())
}

async fn take_space(tx: &mut WriteTx, booking: &Booking, space: &Space, cells: Cells) -> Result<(), AppError> {
    let taken = store::booking::take(tx, booking.id, space.id, cells).await;
    taken.map_err(|error| lost(error, "booking-taken"))
}

async fn take_crew(
    tx: &mut WriteTx,
    booking: &Booking,
    space: &Space,
    is_wanted: bool,
    cells: Cells,
) -> Result<Option<ShiftId>, AppError> {
    let mut found = None;
    if is_wanted {
        for shift in store::crew::around(tx, space.organisation, booking.slot).await? {
            store::crew::lock(tx, shift.id).await?;
            if !store::crew::is_busy(tx, shift.id, cells).await? {
                let taken = store::crew::take(tx, shift.id, booking.id, cells).await;
                taken.map_err(|error| lost(error, "booking-crew"))?;
                found = Some(shift.id);
                break;
            }
        }
        if found.is_none() {
            return Err(AppError::Conflict("booking-crew"));
        }
    }
    if found != booking.shift {
        store::booking::set_shift(tx, booking.id, found).await?;
    }
    Ok(found)
}

/// Gives back what a booking has from a cell on.
pub(super) async fn give_up(tx: &mut WriteTx, booking: &Booking, space: &Space, from: i64) -> Result<(), AppError> {
    store::space::lock(tx, space.id).await?;
    store::booking::give_back(tx, booking.id, from).await?;
    Ok(())
}

/// What somebody has already, said so.
fn lost(error: StoreError, key: &'static str) -> AppError {
    match error {
        StoreError::Taken { .. } => AppError::Conflict(key),
        other => other.into(),
    }
}
