//! Shifts of the crew that helps in spaces, and which booking has whom.

use grandstand_domain::{
    booking::{Cells, Slot},
    id::{BookingId, OrganisationId, ShiftId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run, value},
    error::StoreError,
};

const INSERT: &str = "INSERT INTO crew_shift (id, organisation_id, name, role, from_at, until_at, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
const GET: &str = "SELECT id, organisation_id, name, role, from_at, until_at FROM crew_shift WHERE id = $1";
const OF_ORGANISATION: &str = "SELECT id, organisation_id, name, role, from_at, until_at FROM crew_shift \
     WHERE organisation_id = $1 AND until_at > $2 ORDER BY from_at, id LIMIT $3";
const AROUND: &str = "SELECT id, organisation_id, name, role, from_at, until_at FROM crew_shift \
     WHERE organisation_id = $1 AND from_at <= $2 AND until_at >= $3 ORDER BY id";
const LOCK: &str = "UPDATE crew_shift SET name = name WHERE id = $1";
const BUSY: &str = "SELECT COUNT(*) FROM crew_cell WHERE shift_id = $1 AND cell BETWEEN $2 AND $3";
const TAKE: &str = "WITH RECURSIVE wanted (cell) AS (SELECT CAST($3 AS BIGINT) UNION ALL \
     SELECT cell + 1 FROM wanted WHERE cell < CAST($4 AS BIGINT)) \
     INSERT INTO crew_cell (shift_id, cell, booking_id) \
     SELECT CAST($1 AS BIGINT), cell, CAST($2 AS BIGINT) FROM wanted ORDER BY cell";
const LEAVE_BOOKINGS: &str = "UPDATE booking SET shift_id = NULL WHERE shift_id = $1";
const DROP_CELLS: &str = "DELETE FROM crew_cell WHERE shift_id = $1";
const REMOVE: &str = "DELETE FROM crew_shift WHERE id = $1";

/// A stored shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Its id.
    pub id: ShiftId,
    /// Whose crew it is.
    pub organisation: OrganisationId,
    /// Who works.
    pub name: String,
    /// As what.
    pub role: String,
    /// When.
    pub slot: Slot,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    organisation_id: i64,
    name: String,
    role: String,
    from_at: i64,
    until_at: i64,
}

impl TryFrom<Row> for Shift {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = |_| StoreError::Corrupt { table: "crew_shift", why: format!("times of {}", row.id) };
        Ok(Self {
            id: ShiftId(row.id),
            organisation: OrganisationId(row.organisation_id),
            slot: Slot::new(UnixMillis(row.from_at), UnixMillis(row.until_at)).map_err(corrupt)?,
            name: row.name,
            role: row.role,
        })
    }
}

/// Stores a shift.
pub async fn insert(tx: &mut WriteTx, s: &Shift) -> Result<(), StoreError> {
    let (now, from, until) = (tx.now().0, s.slot.from.0, s.slot.until.0);
    run!(tx, INSERT, s.id.0, s.organisation.0, &s.name, &s.role, from, until, now).map(drop)
}

/// The shift of an id.
pub async fn get(tx: &mut ReadTx, id: ShiftId) -> Result<Option<Shift>, StoreError> {
    maybe!(tx, Row, GET, id.0)?.map(Shift::try_from).transpose()
}

/// The shifts of an organisation that are not over at a moment, in order.
pub async fn of_organisation(
    tx: &mut ReadTx,
    organisation: OrganisationId,
    after: UnixMillis,
    limit: i64,
) -> Result<Vec<Shift>, StoreError> {
    all!(tx, Row, OF_ORGANISATION, organisation.0, after.0, limit)?.into_iter().map(Shift::try_from).collect()
}

/// The shifts of an organisation that last all of a slot, by id.
pub async fn around(tx: &mut ReadTx, organisation: OrganisationId, slot: Slot) -> Result<Vec<Shift>, StoreError> {
    all!(tx, Row, AROUND, organisation.0, slot.from.0, slot.until.0)?.into_iter().map(Shift::try_from).collect()
}

/// Holds a shift until the transaction ends, see `space::lock`.
pub async fn lock(tx: &mut WriteTx, id: ShiftId) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, LOCK, id.0)?, "crew_shift", id)
}

/// Whether a booking has them in any of the cells.
pub async fn is_busy(tx: &mut ReadTx, id: ShiftId, cells: Cells) -> Result<bool, StoreError> {
    Ok(value!(tx, i64, BUSY, id.0, cells.first, cells.last)?.is_some_and(|busy| busy > 0))
}

/// Takes their cells for a booking. [`StoreError::Taken`] when another has any of them; the transaction can then only be
/// dropped.
pub async fn take(tx: &mut WriteTx, id: ShiftId, booking: BookingId, cells: Cells) -> Result<(), StoreError> {
    let taken = run!(tx, TAKE, id.0, booking.0, cells.first, cells.last);
    taken.map(drop).map_err(|error| error.taken("crew_cell", id))
}

/// Takes a shift away; bookings that had it are without crew.
pub async fn remove(tx: &mut WriteTx, id: ShiftId) -> Result<(), StoreError> {
    run!(tx, LEAVE_BOOKINGS, id.0)?;
    run!(tx, DROP_CELLS, id.0)?;
    StoreError::touched(run!(tx, REMOVE, id.0)?, "crew_shift", id)
}
