//! Starts: which athlete of a roster competes in which unit.

use grandstand_domain::{
    id::{GamesId, OrganisationId, RosterEntryId, StartId, VenueId},
    odf::UnitCode,
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, all_of, run_rows},
    error::StoreError,
};

const OF_ORGANISATION: &str = "SELECT s.id, s.entry_id, s.unit_code, s.event, s.stage, s.starts_at, s.venue_id \
     FROM start s JOIN roster_entry e ON e.id = s.entry_id WHERE e.organisation_id = $1 AND e.games_id = $2 ORDER BY s.starts_at, s.id";
const OF_ENTRY: &str = "SELECT id, entry_id, unit_code, event, stage, starts_at, venue_id FROM start WHERE entry_id = $1 \
     ORDER BY starts_at, id";
const SAVE: &str = "INSERT INTO start (id, entry_id, unit_code, event, stage, starts_at, venue_id) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) \
     ON CONFLICT (id) DO UPDATE SET event = excluded.event, stage = excluded.stage, starts_at = excluded.starts_at, \
       venue_id = excluded.venue_id";
const REMOVE: &str = "DELETE FROM start WHERE id IN ({}) RETURNING id";

/// A stored start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// Its id.
    pub id: StartId,
    /// Whose.
    pub entry: RosterEntryId,
    /// In which unit.
    pub unit: UnitCode,
    /// The event, in words.
    pub event: String,
    /// The stage of it, in words.
    pub stage: String,
    /// When.
    pub starts_at: UnixMillis,
    /// Where, if stated.
    pub venue: Option<VenueId>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    entry_id: i64,
    #[sqlx(try_from = "String")]
    unit_code: UnitCode,
    event: String,
    stage: String,
    starts_at: i64,
    venue_id: Option<i64>,
}

impl From<Row> for Start {
    fn from(row: Row) -> Self {
        Self {
            id: StartId(row.id),
            entry: RosterEntryId(row.entry_id),
            unit: row.unit_code,
            event: row.event,
            stage: row.stage,
            starts_at: UnixMillis(row.starts_at),
            venue: row.venue_id.map(VenueId),
        }
    }
}

/// The starts of an organisation's roster for a Games, earliest first.
pub async fn of_organisation(
    tx: &mut ReadTx,
    organisation: OrganisationId,
    games: GamesId,
) -> Result<Vec<Start>, StoreError> {
    Ok(all!(tx, Row, OF_ORGANISATION, organisation.0, games.0)?.into_iter().map(Start::from).collect())
}

/// The starts of one athlete, earliest first.
pub async fn of_entry(tx: &mut ReadTx, entry: RosterEntryId) -> Result<Vec<Start>, StoreError> {
    Ok(all!(tx, Row, OF_ENTRY, entry.0)?.into_iter().map(Start::from).collect())
}

/// Stores starts, new or changed. `Taken` when the athlete starts in the unit already.
pub async fn save(tx: &mut WriteTx, starts: &[Start]) -> Result<(), StoreError> {
    run_rows!(tx, SAVE, starts, |start| [
        start.id.0,
        start.entry.0,
        start.unit.as_str(),
        &start.event,
        &start.stage,
        start.starts_at.0,
        start.venue.map(|v| v.0),
    ])
    .map_err(|e| e.taken("start", "of a roster"))
}

/// Takes starts away.
pub async fn remove(tx: &mut WriteTx, starts: &[StartId]) -> Result<(), StoreError> {
    let ids: Vec<i64> = starts.iter().map(|id| id.0).collect();
    all_of!(tx, (i64,), REMOVE, &ids).map(drop)
}
