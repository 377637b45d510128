//! Things to borrow, each single one of them, and who has which when.

use grandstand_domain::{
    booking::Cells,
    id::{BookingId, KitId, OrganisationId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run, value},
    error::StoreError,
};

const INSERT: &str = "INSERT INTO kit (id, organisation_id, name, created_at) VALUES ($1, $2, $3, $4)";
const ADD_UNIT: &str = "INSERT INTO kit_unit (kit_id, unit) VALUES ($1, $2)";
const DROP_UNIT: &str = "DELETE FROM kit_unit WHERE kit_id = $1 AND unit = $2";
const GET: &str = "SELECT k.id, k.organisation_id, k.name, COUNT(u.unit) AS units FROM kit k LEFT JOIN kit_unit u ON u.kit_id = k.id \
     WHERE k.id = $1 AND k.removed_at IS NULL GROUP BY k.id, k.organisation_id, k.name";
const OF_ORGANISATION: &str = "SELECT k.id, k.organisation_id, k.name, COUNT(u.unit) AS units FROM kit k LEFT JOIN kit_unit u ON u.kit_id = k.id \
     WHERE k.organisation_id = $1 AND k.removed_at IS NULL GROUP BY k.id, k.organisation_id, k.name ORDER BY k.name, k.id";
const RENAME: &str = "UPDATE kit SET name = $2 WHERE id = $1 AND removed_at IS NULL";
const REMOVE: &str = "UPDATE kit SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL";
const LOCK: &str = "UPDATE kit SET name = name WHERE id = $1 AND removed_at IS NULL";
const FREE: &str = "SELECT u.unit FROM kit_unit u WHERE u.kit_id = $1 AND NOT EXISTS (SELECT 1 FROM kit_cell c \
     WHERE c.kit_id = u.kit_id AND c.unit = u.unit AND c.cell BETWEEN $2 AND $3) ORDER BY u.unit LIMIT $4";
const TAKE: &str = "WITH RECURSIVE wanted (cell) AS (SELECT CAST($4 AS BIGINT) UNION ALL \
     SELECT cell + 1 FROM wanted WHERE cell < CAST($5 AS BIGINT)) \
     INSERT INTO kit_cell (kit_id, unit, cell, booking_id) \
     SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), cell, CAST($3 AS BIGINT) FROM wanted ORDER BY cell";
const NOTE: &str = "INSERT INTO booking_kit (booking_id, kit_id, unit) VALUES ($1, $2, $3)";
const OF_BOOKING: &str = "SELECT b.kit_id, k.name, b.unit, b.out_at, b.back_at FROM booking_kit b JOIN kit k ON k.id = b.kit_id \
     WHERE b.booking_id = $1 ORDER BY k.name, b.kit_id, b.unit";
const OUT: &str =
    "UPDATE booking_kit SET out_at = $4 WHERE booking_id = $1 AND kit_id = $2 AND unit = $3 AND out_at IS NULL";
const BACK: &str = "UPDATE booking_kit SET back_at = $4 WHERE booking_id = $1 AND kit_id = $2 AND unit = $3 \
     AND out_at IS NOT NULL AND back_at IS NULL";
const DROP_NOTES: &str = "DELETE FROM booking_kit WHERE booking_id = $1";
const HELD_AFTER: &str = "SELECT COUNT(*) FROM kit_cell WHERE kit_id = $1 AND unit > $2 AND cell >= $3";
const DROP_OLD_CELLS: &str = "DELETE FROM kit_cell WHERE kit_id = $1 AND unit = $2 AND cell < $3";

/// A kind of thing to borrow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kit {
    /// Its id.
    pub id: KitId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// How many there are.
    pub count: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    organisation_id: i64,
    name: String,
    units: i64,
}

impl From<Row> for Kit {
    fn from(row: Row) -> Self {
        let (id, organisation) = (KitId(row.id), OrganisationId(row.organisation_id));
        Self { id, organisation, name: row.name, count: row.units }
    }
}

/// One thing that a booking borrows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lent {
    /// What.
    pub kit: KitId,
    /// Its name.
    pub name: String,
    /// Which one: 1, 2, 3…
    pub unit: i64,
    /// When it was handed out.
    pub out_at: Option<UnixMillis>,
    /// When it came back.
    pub back_at: Option<UnixMillis>,
}

#[derive(sqlx::FromRow)]
struct LentRow {
    kit_id: i64,
    name: String,
    unit: i64,
    out_at: Option<i64>,
    back_at: Option<i64>,
}

impl From<LentRow> for Lent {
    fn from(row: LentRow) -> Self {
        let (out_at, back_at) = (row.out_at.map(UnixMillis), row.back_at.map(UnixMillis));
        Self { kit: KitId(row.kit_id), name: row.name, unit: row.unit, out_at, back_at }
    }
}

/// Stores a kind of thing with its single ones.
pub async fn insert(tx: &mut WriteTx, k: &Kit) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, INSERT, k.id.0, k.organisation.0, &k.name, now)?;
    set_count(tx, k.id, 0, k.count).await
}

/// Adds single ones, or takes the last ones away. `Taken` when a booking has had or will have one of those.
pub async fn set_count(tx: &mut WriteTx, id: KitId, from: i64, to: i64) -> Result<(), StoreError> {
    for unit in from + 1..=to {
        run!(tx, ADD_UNIT, id.0, unit)?;
    }
    for unit in (to + 1..=from).rev() {
        let cell = Cells::at(tx.now());
        run!(tx, DROP_OLD_CELLS, id.0, unit, cell)?;
        run!(tx, DROP_UNIT, id.0, unit)?;
    }
    Ok(())
}

/// Whether a booking has one of those above a number, now or later.
pub async fn is_held_above(tx: &mut ReadTx, id: KitId, unit: i64, now: UnixMillis) -> Result<bool, StoreError> {
    Ok(value!(tx, i64, HELD_AFTER, id.0, unit, Cells::at(now))?.is_some_and(|held| held > 0))
}

/// The kit of an id, unless it was removed.
pub async fn get(tx: &mut ReadTx, id: KitId) -> Result<Option<Kit>, StoreError> {
    Ok(maybe!(tx, Row, GET, id.0)?.map(Kit::from))
}

/// What an organisation lends, by name.
pub async fn of_organisation(tx: &mut ReadTx, organisation: OrganisationId) -> Result<Vec<Kit>, StoreError> {
    Ok(all!(tx, Row, OF_ORGANISATION, organisation.0)?.into_iter().map(Kit::from).collect())
}

/// Gives it another name.
pub async fn rename(tx: &mut WriteTx, id: KitId, name: &str) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, RENAME, id.0, name)?, "kit", id)
}

/// Takes it out of use.
pub async fn remove(tx: &mut WriteTx, id: KitId) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, REMOVE, id.0, now)?, "kit", id)
}

/// Holds it until the transaction ends, see `space::lock`.
pub async fn lock(tx: &mut WriteTx, id: KitId) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, LOCK, id.0)?, "kit", id)
}

/// Which single ones nobody has in a stretch of cells, the first ones, at most `most`.
pub async fn free(tx: &mut ReadTx, id: KitId, cells: Cells, most: i64) -> Result<Vec<i64>, StoreError> {
    let units = all!(tx, (i64,), FREE, id.0, cells.first, cells.last, most)?;
    Ok(units.into_iter().map(|unit| unit.0).collect())
}

/// Takes the cells of one for a booking. [`StoreError::Taken`] when somebody has any of them, or there is no such one; the
/// transaction can then only be dropped.
pub async fn take(tx: &mut WriteTx, id: KitId, unit: i64, booking: BookingId, cells: Cells) -> Result<(), StoreError> {
    let taken = run!(tx, TAKE, id.0, unit, booking.0, cells.first, cells.last);
    taken.map(drop).map_err(|error| error.taken("kit_cell", id))
}

/// Notes that a booking borrows one.
pub async fn note(tx: &mut WriteTx, booking: BookingId, id: KitId, unit: i64) -> Result<(), StoreError> {
    run!(tx, NOTE, booking.0, id.0, unit).map(drop)
}

/// What a booking borrows.
pub async fn of_booking(tx: &mut ReadTx, booking: BookingId) -> Result<Vec<Lent>, StoreError> {
    Ok(all!(tx, LentRow, OF_BOOKING, booking.0)?.into_iter().map(Lent::from).collect())
}

/// Forgets what a booking borrows.
pub async fn forget(tx: &mut WriteTx, booking: BookingId) -> Result<(), StoreError> {
    run!(tx, DROP_NOTES, booking.0).map(drop)
}

/// Notes that one was handed out; `NotFound` when it is out already.
pub async fn hand_out(tx: &mut WriteTx, booking: BookingId, id: KitId, unit: i64) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, OUT, booking.0, id.0, unit, now)?, "booking_kit", booking)
}

/// Notes that one came back; `NotFound` when it is not out.
pub async fn bring_back(tx: &mut WriteTx, booking: BookingId, id: KitId, unit: i64) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, BACK, booking.0, id.0, unit, now)?, "booking_kit", booking)
}
