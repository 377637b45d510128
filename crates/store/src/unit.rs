//! Competition units: the schedule of a Games.

use grandstand_domain::{
    id::{GamesId, UnitId, VenueId},
    invalid::Invalid,
    odf::{Discipline, Gender, UnitCode},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, all_of, run_rows},
    error::StoreError,
};

const OF_GAMES: &str = "SELECT id, code, discipline, gender, event, phase, is_medal, starts_at, ends_at, venue_id \
     FROM unit WHERE games_id = $1 ORDER BY starts_at, id";
const SAVE: &str = "INSERT INTO unit (id, games_id, code, discipline, gender, event, phase, is_medal, starts_at, ends_at, venue_id) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
     ON CONFLICT (id) DO UPDATE SET code = excluded.code, discipline = excluded.discipline, gender = excluded.gender, \
       event = excluded.event, phase = excluded.phase, is_medal = excluded.is_medal, starts_at = excluded.starts_at, \
       ends_at = excluded.ends_at, venue_id = excluded.venue_id";
const REMOVE: &str = "DELETE FROM unit WHERE id IN ({}) RETURNING id";

/// A stored unit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of the unit in the domain")]
pub struct Unit {
    pub id: UnitId,
    pub code: Option<UnitCode>,
    pub discipline: Discipline,
    pub gender: Option<Gender>,
    pub event: String,
    pub phase: String,
    pub is_medal: bool,
    pub starts_at: UnixMillis,
    pub ends_at: Option<UnixMillis>,
    pub venue: Option<VenueId>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    code: Option<String>,
    #[sqlx(try_from = "String")]
    discipline: Discipline,
    gender: Option<String>,
    event: String,
    phase: String,
    is_medal: i64,
    starts_at: i64,
    ends_at: Option<i64>,
    venue_id: Option<i64>,
}

impl TryFrom<Row> for Unit {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = |e: Invalid| StoreError::Corrupt { table: "unit", why: format!("{}: {e}", row.id) };
        Ok(Self {
            id: UnitId(row.id),
            code: row.code.map(|c| c.parse()).transpose().map_err(corrupt)?,
            discipline: row.discipline,
            gender: row.gender.map(|g| g.parse()).transpose().map_err(corrupt)?,
            event: row.event,
            phase: row.phase,
            is_medal: row.is_medal != 0,
            starts_at: UnixMillis(row.starts_at),
            ends_at: row.ends_at.map(UnixMillis),
            venue: row.venue_id.map(VenueId),
        })
    }
}

/// The units of a Games, earliest first.
pub async fn of_games(tx: &mut ReadTx, games: GamesId) -> Result<Vec<Unit>, StoreError> {
    all!(tx, Row, OF_GAMES, games.0)?.into_iter().map(Unit::try_from).collect()
}

/// Stores units, new or changed. `Taken` when a code stands in the Games already.
pub async fn save(tx: &mut WriteTx, games: GamesId, units: &[Unit]) -> Result<(), StoreError> {
    run_rows!(tx, SAVE, units, |unit| [
        unit.id.0,
        games.0,
        unit.code.map(String::from),
        unit.discipline.to_string(),
        unit.gender.map(Gender::code),
        &unit.event,
        &unit.phase,
        i64::from(unit.is_medal),
        unit.starts_at.0,
        unit.ends_at.map(|e| e.0),
        unit.venue.map(|v| v.0),
    ])
    .map_err(|e| e.taken("unit", games))
}

/// Takes units away.
pub async fn remove(tx: &mut WriteTx, units: &[UnitId]) -> Result<(), StoreError> {
    let ids: Vec<i64> = units.iter().map(|id| id.0).collect();
    all_of!(tx, (i64,), REMOVE, &ids).map(drop)
}
