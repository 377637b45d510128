//! Bookings of spaces and the cells of time they hold.

use std::collections::BTreeSet;

use grandstand_domain::{
    booking::{BookingState, Cells, Slot},
    id::{AccountId, BookingId, GamesId, OrganisationId, RosterEntryId, ShiftId, SpaceId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run, value},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, space_id, account_id, by_id, code, from_at, until_at, state, shift_id, created_at, changed_at, \
             EXISTS (SELECT 1 FROM booking_guest g WHERE g.booking_id = booking.id) AS is_guest FROM booking ",
            $rest
        )
    };
}

const INSERT: &str = "INSERT INTO booking (id, space_id, account_id, by_id, code, from_at, until_at, state, shift_id, created_at, \
     changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)";
/// Cells are taken from the first to the last by everybody, so that two who want the same wait and never lock each other.
const TAKE: &str = "WITH RECURSIVE wanted (cell) AS (SELECT CAST($3 AS BIGINT) UNION ALL \
     SELECT cell + 1 FROM wanted WHERE cell < CAST($4 AS BIGINT)) \
     INSERT INTO booking_cell (space_id, cell, booking_id) \
     SELECT CAST($1 AS BIGINT), cell, CAST($2 AS BIGINT) FROM wanted ORDER BY cell";
const GIVE_SPACE: &str = "DELETE FROM booking_cell WHERE booking_id = $1 AND cell >= $2";
const GIVE_KIT: &str = "DELETE FROM kit_cell WHERE booking_id = $1 AND cell >= $2";
const GIVE_CREW: &str = "DELETE FROM crew_cell WHERE booking_id = $1 AND cell >= $2";
const CHANGE: &str = "UPDATE booking SET state = $3, changed_at = $4 WHERE id = $1 AND state = $2";
const MOVE: &str = "UPDATE booking SET space_id = $2, from_at = $3, until_at = $4, changed_at = $5 WHERE id = $1";
const SET_SHIFT: &str = "UPDATE booking SET shift_id = $2 WHERE id = $1";
const GET: &str = columns!("WHERE id = $1");
const BY_CODE: &str = columns!("WHERE code = $1");
const OF_SPACE: &str = columns!(
    "WHERE space_id = $1 AND from_at < $3 AND until_at > $2 AND state IN ('booked', 'in', 'ended') ORDER BY from_at, id"
);
/// Without those of guests: whoever answers for one has not booked it for themself.
const OF_ACCOUNT: &str = columns!(
    "WHERE account_id = $1 AND until_at > $2 \
       AND NOT EXISTS (SELECT 1 FROM booking_guest g WHERE g.booking_id = booking.id) ORDER BY from_at, id LIMIT $3"
);
/// Their own that stand and meet a slot, but for one.
const MEETING: &str = columns!(
    "WHERE account_id = $1 AND id <> $2 AND from_at < $4 AND until_at > $3 AND state IN ('booked', 'in') \
       AND NOT EXISTS (SELECT 1 FROM booking_guest g WHERE g.booking_id = booking.id) ORDER BY from_at, id LIMIT 100"
);
macro_rules! of_entries {
    ($which:literal) => {
        concat!(
            "SELECT e.id, s.name, s.place, b.from_at, b.until_at FROM roster_entry e \
             JOIN booking b ON b.account_id = e.account_id JOIN space s ON s.id = b.space_id \
             WHERE b.until_at > $1 AND b.state IN ('booked', 'in') \
               AND NOT EXISTS (SELECT 1 FROM booking_guest g WHERE g.booking_id = b.id) AND ",
            $which,
            " ORDER BY b.from_at, b.id"
        )
    };
}
const OF_ROSTER: &str = of_entries!("e.organisation_id = $2 AND e.games_id = $3");
const OF_ENTRY: &str = of_entries!("e.id = $2");
const AHEAD: &str = "SELECT COUNT(*) FROM booking WHERE account_id = $1 AND until_at > $2 AND state IN ('booked', 'in') \
     AND NOT EXISTS (SELECT 1 FROM booking_guest g WHERE g.booking_id = booking.id)";
const AHEAD_IN: &str =
    "SELECT COUNT(*) FROM booking WHERE space_id = $1 AND until_at > $2 AND state IN ('booked', 'in')";
const TAKEN: &str = "SELECT cell FROM booking_cell WHERE space_id = $1 AND cell BETWEEN $2 AND $3";
const PURGE_SPACE: &str = "DELETE FROM booking_cell WHERE cell < $1";
const PURGE_KIT: &str = "DELETE FROM kit_cell WHERE cell < $1";
const PURGE_CREW: &str = "DELETE FROM crew_cell WHERE cell < $1";

/// A stored booking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// Its id.
    pub id: BookingId,
    /// Of which space.
    pub space: SpaceId,
    /// For whom; of a guest's, who answers for it.
    pub account: AccountId,
    /// Whether it is for somebody without an account.
    pub is_guest: bool,
    /// Who made it; none once they are gone.
    pub by: Option<AccountId>,
    /// What is scanned or typed at the desk.
    pub code: String,
    /// When.
    pub slot: Slot,
    /// How it stands.
    pub state: BookingState,
    /// Who of the crew helps.
    pub shift: Option<ShiftId>,
    /// When it was made.
    pub created_at: UnixMillis,
    /// When its state or time last changed.
    pub changed_at: UnixMillis,
}

impl Booking {
    /// Whose it is; nobody's here where it is a guest's.
    pub fn owner(&self) -> Option<AccountId> {
        (!self.is_guest).then_some(self.account)
    }
}

/// A stretch of an athlete's days that they have booked a space for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engaged {
    /// Whose.
    pub entry: RosterEntryId,
    /// The name of the space.
    pub space: String,
    /// Where it is.
    pub place: String,
    /// When.
    pub slot: Slot,
}

type EngagedRow = (i64, String, String, i64, i64);

fn engaged((entry, space, place, from, until): EngagedRow) -> Engaged {
    let slot = Slot { from: UnixMillis(from), until: UnixMillis(until) };
    Engaged { entry: RosterEntryId(entry), space, place, slot }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    space_id: i64,
    account_id: i64,
    by_id: Option<i64>,
    code: String,
    from_at: i64,
    until_at: i64,
    #[sqlx(try_from = "String")]
    state: BookingState,
    shift_id: Option<i64>,
    created_at: i64,
    changed_at: i64,
    is_guest: bool,
}

impl TryFrom<Row> for Booking {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = |_| StoreError::Corrupt { table: "booking", why: format!("times of {}", row.id) };
        Ok(Self {
            id: BookingId(row.id),
            space: SpaceId(row.space_id),
            account: AccountId(row.account_id),
            is_guest: row.is_guest,
            by: row.by_id.map(AccountId),
            code: row.code,
            slot: Slot::new(UnixMillis(row.from_at), UnixMillis(row.until_at)).map_err(corrupt)?,
            state: row.state,
            shift: row.shift_id.map(ShiftId),
            created_at: UnixMillis(row.created_at),
            changed_at: UnixMillis(row.changed_at),
        })
    }
}

/// Stores a booking. Its cells are taken, and a guest's name is stored, apart.
pub async fn insert(tx: &mut WriteTx, b: &Booking) -> Result<(), StoreError> {
    let (now, state) = (tx.now().0, b.state.as_str());
    let (by, shift) = (b.by.map(|a| a.0), b.shift.map(|s| s.0));
    let (from, until) = (b.slot.from.0, b.slot.until.0);
    run!(tx, INSERT, b.id.0, b.space.0, b.account.0, by, &b.code, from, until, state, shift, now).map(drop)
}

/// Takes the cells of a space for a booking. [`StoreError::Taken`] when any of them is somebody's, whether they took it long
/// ago or a moment before in another transaction; this transaction can then only be dropped.
pub async fn take(tx: &mut WriteTx, id: BookingId, space: SpaceId, cells: Cells) -> Result<(), StoreError> {
    let taken = run!(tx, TAKE, space.0, id.0, cells.first, cells.last);
    taken.map(drop).map_err(|error| error.taken("booking_cell", space))
}

/// Gives back the cells of space, kit and crew from a cell on.
pub async fn give_back(tx: &mut WriteTx, id: BookingId, from: i64) -> Result<(), StoreError> {
    for statement in [GIVE_SPACE, GIVE_KIT, GIVE_CREW] {
        run!(tx, statement, id.0, from)?;
    }
    Ok(())
}

/// Moves a booking on from the state it is known to be in. `NotFound` when somebody else has moved it on already.
pub async fn change(tx: &mut WriteTx, id: BookingId, from: BookingState, to: BookingState) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, CHANGE, id.0, from.as_str(), to.as_str(), now)?, "booking", id)
}

/// Writes down another space and time. Its cells are given back and taken apart.
pub async fn set_place(tx: &mut WriteTx, id: BookingId, space: SpaceId, slot: Slot) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, MOVE, id.0, space.0, slot.from.0, slot.until.0, now)?, "booking", id)
}

/// Writes down who of the crew helps.
pub async fn set_shift(tx: &mut WriteTx, id: BookingId, shift: Option<ShiftId>) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, SET_SHIFT, id.0, shift.map(|s| s.0))?, "booking", id)
}

/// The booking of an id.
pub async fn get(tx: &mut ReadTx, id: BookingId) -> Result<Option<Booking>, StoreError> {
    maybe!(tx, Row, GET, id.0)?.map(Booking::try_from).transpose()
}

/// The booking of a code.
pub async fn by_code(tx: &mut ReadTx, code: &str) -> Result<Option<Booking>, StoreError> {
    maybe!(tx, Row, BY_CODE, code)?.map(Booking::try_from).transpose()
}

/// What stands in a space in a stretch of time, in order; without what was cancelled or missed.
pub async fn of_space(tx: &mut ReadTx, space: SpaceId, within: Slot) -> Result<Vec<Booking>, StoreError> {
    all!(tx, Row, OF_SPACE, space.0, within.from.0, within.until.0)?.into_iter().map(Booking::try_from).collect()
}

/// Somebody's own bookings that are not over at a moment, in order.
pub async fn of_account(
    tx: &mut ReadTx,
    account: AccountId,
    after: UnixMillis,
    limit: i64,
) -> Result<Vec<Booking>, StoreError> {
    all!(tx, Row, OF_ACCOUNT, account.0, after.0, limit)?.into_iter().map(Booking::try_from).collect()
}

/// Somebody's own bookings that stand and meet a slot, in order; without one of them.
pub async fn meeting(
    tx: &mut ReadTx,
    account: AccountId,
    but: BookingId,
    slot: Slot,
) -> Result<Vec<Booking>, StoreError> {
    let rows = all!(tx, Row, MEETING, account.0, but.0, slot.from.0, slot.until.0)?;
    rows.into_iter().map(Booking::try_from).collect()
}

/// What athletes of a roster have booked for themselves that is not over at a moment, in order.
pub async fn of_roster(
    tx: &mut ReadTx,
    organisation: OrganisationId,
    games: GamesId,
    after: UnixMillis,
) -> Result<Vec<Engaged>, StoreError> {
    Ok(all!(tx, EngagedRow, OF_ROSTER, after.0, organisation.0, games.0)?.into_iter().map(engaged).collect())
}

/// As [`of_roster`], of one athlete.
pub async fn of_entry(tx: &mut ReadTx, entry: RosterEntryId, after: UnixMillis) -> Result<Vec<Engaged>, StoreError> {
    Ok(all!(tx, EngagedRow, OF_ENTRY, after.0, entry.0)?.into_iter().map(engaged).collect())
}

/// How many bookings of their own somebody has that are not over.
pub async fn ahead(tx: &mut ReadTx, account: AccountId, now: UnixMillis) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, AHEAD, account.0, now.0)?.unwrap_or(0))
}

/// How many bookings of a space are not over.
pub async fn ahead_in(tx: &mut ReadTx, space: SpaceId, now: UnixMillis) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, AHEAD_IN, space.0, now.0)?.unwrap_or(0))
}

/// Which cells of a space are somebody's.
pub async fn taken(tx: &mut ReadTx, space: SpaceId, cells: Cells) -> Result<BTreeSet<i64>, StoreError> {
    let taken = all!(tx, (i64,), TAKEN, space.0, cells.first, cells.last)?;
    Ok(taken.into_iter().map(|cell| cell.0).collect())
}

/// Forgets cells before one: they are over, and keep nobody from anything.
pub async fn purge(tx: &mut WriteTx, before: i64) -> Result<(), StoreError> {
    for statement in [PURGE_SPACE, PURGE_KIT, PURGE_CREW] {
        run!(tx, statement, before)?;
    }
    Ok(())
}
