//! Guests: who stands at the desk and has no account here. Somebody of the desk answers for the booking; the name is sealed under
//! that person's key, and thrown away with the booking's cells.

use grandstand_store::{self as store, ReadTx, WriteTx, booking::Booking};

use crate::{ctx::Ctx, error::AppError, vault};

/// What the sealed field is called.
const FIELD: &str = "booking-guest";

/// Stores that a booking is for a guest of this name.
pub(super) async fn keep(ctx: &Ctx, tx: &mut WriteTx, booking: &Booking, name: &str) -> Result<(), AppError> {
    let sealed = vault::seal_for(ctx, tx, booking.account, FIELD, name.as_bytes()).await?;
    Ok(store::booking_guest::put(tx, booking.id, &sealed).await?)
}

/// The name of a booking's guest; empty once it was thrown away, none where the booking is no guest's.
pub(super) async fn name(ctx: &Ctx, tx: &mut ReadTx, booking: &Booking) -> Result<Option<String>, AppError> {
    if !booking.is_guest {
        return Ok(None);
    }
    let Some(sealed) = store::booking_guest::name(tx, booking.id).await? else { return Ok(Some(String::new())) };
    let plain = vault::unseal_for(ctx, tx, booking.account, FIELD, &sealed).await?;
    Ok(Some(String::from_utf8_lossy(&plain).into_owned()))
}
