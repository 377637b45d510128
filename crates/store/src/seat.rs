//! Seats in workshops, and what athletes need so that they can take them.

use grandstand_domain::{
    id::{AccountId, CourseId, GamesId, OrganisationId, RosterEntryId, SeatId, WorkshopId},
    time::UnixMillis,
    workshop::SeatState,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.workshop_id, s.entry_id, w.course_id, e.account_id, s.state, s.is_pinned, s.offered_until, \
               s.noted_at, s.created_at, s.changed_at FROM seat s JOIN workshop w ON w.id = s.workshop_id \
             JOIN roster_entry e ON e.id = s.entry_id ",
            $rest
        )
    };
}

const OF_ORGANISATION: &str =
    columns!("WHERE e.organisation_id = $1 AND e.games_id = $2 ORDER BY w.from_at, s.created_at, s.id");
const OF_WORKSHOP: &str = columns!("WHERE s.workshop_id = $1 ORDER BY s.created_at, s.id");
const OF_ENTRY: &str = columns!("WHERE s.entry_id = $1 ORDER BY w.from_at, s.id");
const GET: &str = columns!("WHERE s.id = $1");
const FIND: &str = columns!("WHERE s.workshop_id = $1 AND s.entry_id = $2");
const INSERT: &str = "INSERT INTO seat (id, workshop_id, entry_id, state, is_pinned, offered_until, created_at, changed_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
const UPDATE: &str = "UPDATE seat SET state = $2, is_pinned = $3, offered_until = $4, created_at = $5, changed_at = $6 \
     WHERE id = $1 AND state = $7";
const NOTE: &str = "UPDATE seat SET state = $2, noted_at = $3, changed_at = $4 \
     WHERE id = $1 AND state IN ('placed', 'attended', 'missed') AND (noted_at IS NULL OR noted_at <= $3)";
const DELETE: &str = "DELETE FROM seat WHERE id = $1";
const ACCESS: &str = "SELECT a.entry_id, a.sealed FROM entry_access a JOIN roster_entry e ON e.id = a.entry_id \
     WHERE e.organisation_id = $1 AND e.games_id = $2";
const ACCESS_OF: &str = "SELECT entry_id, sealed FROM entry_access WHERE entry_id = $1";
const WAITING: &str = "SELECT s.workshop_id, COUNT(*) FROM seat s JOIN workshop w ON w.id = s.workshop_id \
     JOIN course c ON c.id = w.course_id WHERE c.organisation_id = $1 AND w.games_id = $2 AND s.state = 'waiting' \
     GROUP BY s.workshop_id";
const SET_ACCESS: &str = "INSERT INTO entry_access (entry_id, sealed, changed_at) VALUES ($1, $2, $3) \
     ON CONFLICT (entry_id) DO UPDATE SET sealed = excluded.sealed, changed_at = excluded.changed_at";
const END_ACCESS: &str = "DELETE FROM entry_access WHERE entry_id = $1";

/// A seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Its id.
    pub id: SeatId,
    /// In which workshop.
    pub workshop: WorkshopId,
    /// Whose.
    pub entry: RosterEntryId,
    /// What is taught there.
    pub course: CourseId,
    /// The account of the athlete, once they have claimed their entry.
    pub account: Option<AccountId>,
    /// How it stands.
    pub state: SeatState,
    /// Staff decided: no allocation moves it.
    pub is_pinned: bool,
    /// Until when it is held for them, if it was offered.
    pub offered_until: Option<UnixMillis>,
    /// When it was seen whether they were there, once it was.
    pub noted_at: Option<UnixMillis>,
    /// Since when they have it or wait for it.
    pub created_at: UnixMillis,
    /// When it changed last.
    pub changed_at: UnixMillis,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    workshop_id: i64,
    entry_id: i64,
    course_id: i64,
    account_id: Option<i64>,
    #[sqlx(try_from = "String")]
    state: SeatState,
    is_pinned: i64,
    offered_until: Option<i64>,
    noted_at: Option<i64>,
    created_at: i64,
    changed_at: i64,
}

impl From<Row> for Seat {
    fn from(row: Row) -> Self {
        Self {
            id: SeatId(row.id),
            workshop: WorkshopId(row.workshop_id),
            entry: RosterEntryId(row.entry_id),
            course: CourseId(row.course_id),
            account: row.account_id.map(AccountId),
            state: row.state,
            is_pinned: row.is_pinned != 0,
            offered_until: row.offered_until.map(UnixMillis),
            noted_at: row.noted_at.map(UnixMillis),
            created_at: UnixMillis(row.created_at),
            changed_at: UnixMillis(row.changed_at),
        }
    }
}

/// All seats of an organisation's roster for a Games, by the time of their workshops.
pub async fn of_organisation(
    tx: &mut ReadTx,
    organisation: OrganisationId,
    games: GamesId,
) -> Result<Vec<Seat>, StoreError> {
    Ok(all!(tx, Row, OF_ORGANISATION, organisation.0, games.0)?.into_iter().map(Seat::from).collect())
}

/// The seats of a workshop, the first to come first.
pub async fn of_workshop(tx: &mut ReadTx, workshop: WorkshopId) -> Result<Vec<Seat>, StoreError> {
    Ok(all!(tx, Row, OF_WORKSHOP, workshop.0)?.into_iter().map(Seat::from).collect())
}

/// The seats of an athlete, by the time of their workshops.
pub async fn of_entry(tx: &mut ReadTx, entry: RosterEntryId) -> Result<Vec<Seat>, StoreError> {
    Ok(all!(tx, Row, OF_ENTRY, entry.0)?.into_iter().map(Seat::from).collect())
}

/// How many wait for each workshop of an organisation at a Games; only those for which somebody does.
pub async fn waiting(
    tx: &mut ReadTx,
    organisation: OrganisationId,
    games: GamesId,
) -> Result<Vec<(WorkshopId, i64)>, StoreError> {
    let rows = all!(tx, (i64, i64), WAITING, organisation.0, games.0)?;
    Ok(rows.into_iter().map(|(workshop, count)| (WorkshopId(workshop), count)).collect())
}

/// A seat by its id.
pub async fn get(tx: &mut ReadTx, id: SeatId) -> Result<Option<Seat>, StoreError> {
    Ok(maybe!(tx, Row, GET, id.0)?.map(Seat::from))
}

/// The seat of an athlete in a workshop, however it stands.
pub async fn find(tx: &mut ReadTx, workshop: WorkshopId, entry: RosterEntryId) -> Result<Option<Seat>, StoreError> {
    Ok(maybe!(tx, Row, FIND, workshop.0, entry.0)?.map(Seat::from))
}

/// Stores a new seat. `Taken` when the athlete has one in this workshop. The workshop's count is the caller's to keep.
pub async fn insert(tx: &mut WriteTx, s: &Seat) -> Result<(), StoreError> {
    let (pinned, until) = (i64::from(s.is_pinned), s.offered_until.map(|at| at.0));
    run!(tx, INSERT, s.id.0, s.workshop.0, s.entry.0, s.state.as_str(), pinned, until, s.created_at.0)
        .map(drop)
        .map_err(|e| e.taken("seat", s.workshop))
}

/// Stores how a seat stands now. `NotFound` when it did not stand as `before` any more.
pub async fn update(tx: &mut WriteTx, s: &Seat, before: SeatState) -> Result<(), StoreError> {
    let (pinned, until, now) = (i64::from(s.is_pinned), s.offered_until.map(|at| at.0), tx.now().0);
    let rows = run!(tx, UPDATE, s.id.0, s.state.as_str(), pinned, until, s.created_at.0, now, before.as_str())?;
    StoreError::touched(rows, "seat", s.id)
}

/// Notes whether the athlete of a seat was there, as it was seen at a moment. False when a later look says otherwise, or the
/// seat is not theirs any more.
pub async fn note(tx: &mut WriteTx, id: SeatId, there: bool, seen_at: UnixMillis) -> Result<bool, StoreError> {
    let (state, now) = (if there { SeatState::Attended } else { SeatState::Missed }, tx.now().0);
    Ok(run!(tx, NOTE, id.0, state.as_str(), seen_at.0, now)? == 1)
}

/// Takes a seat away as if it had not been. The workshop's count is the caller's to keep.
pub async fn delete(tx: &mut WriteTx, id: SeatId) -> Result<(), StoreError> {
    let rows = run!(tx, DELETE, id.0)?;
    StoreError::touched(rows, "seat", id)
}

/// What the athletes of a roster need, sealed.
pub async fn access(
    tx: &mut ReadTx,
    organisation: OrganisationId,
    games: GamesId,
) -> Result<Vec<(RosterEntryId, Vec<u8>)>, StoreError> {
    let rows = all!(tx, (i64, Vec<u8>), ACCESS, organisation.0, games.0)?;
    Ok(rows.into_iter().map(|(entry, sealed)| (RosterEntryId(entry), sealed)).collect())
}

/// What one athlete needs, sealed.
pub async fn access_of(tx: &mut ReadTx, entry: RosterEntryId) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(maybe!(tx, (i64, Vec<u8>), ACCESS_OF, entry.0)?.map(|(_, sealed)| sealed))
}

/// Stores what an athlete needs, or forgets it.
pub async fn set_access(tx: &mut WriteTx, entry: RosterEntryId, sealed: Option<&[u8]>) -> Result<(), StoreError> {
    let now = tx.now().0;
    match sealed {
        Some(sealed) => run!(tx, SET_ACCESS, entry.0, sealed, now).map(drop),
        None => run!(tx, END_ACCESS, entry.0).map(drop),
    }
}
