//! Whom bookings are for that have no account here: a name, sealed, for as long as the desk needs it.

use grandstand_domain::{id::BookingId, time::UnixMillis};

use crate::{
    db::{ReadTx, WriteTx, maybe, run},
    error::StoreError,
};

const PUT: &str = "INSERT INTO booking_guest (booking_id, sealed) VALUES ($1, $2)";
const NAME: &str = "SELECT sealed FROM booking_guest WHERE booking_id = $1";
const FORGET: &str = "UPDATE booking_guest SET sealed = NULL WHERE sealed IS NOT NULL \
     AND booking_id IN (SELECT id FROM booking WHERE until_at < $1)";

/// Stores that a booking is a guest's, and their sealed name.
pub async fn put(tx: &mut WriteTx, id: BookingId, sealed: &[u8]) -> Result<(), StoreError> {
    run!(tx, PUT, id.0, sealed).map(drop)
}

/// The sealed name of a booking's guest; none once it was thrown away, or where it is no guest's.
pub async fn name(tx: &mut ReadTx, id: BookingId) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(maybe!(tx, (Option<Vec<u8>>,), NAME, id.0)?.and_then(|row| row.0))
}

/// Throws away the names of bookings that ended before a moment. That they were guests' stays.
pub async fn forget(tx: &mut WriteTx, before: UnixMillis) -> Result<(), StoreError> {
    run!(tx, FORGET, before.0).map(drop)
}
