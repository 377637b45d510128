//! Spaces that can be booked.

use grandstand_domain::{
    id::{OrganisationId, SpaceId, StationId},
    space::{Rules, SpaceKind},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, organisation_id, name, kind, place, zone, rules, access, door_version, wall_version, created_at FROM space ",
            $rest
        )
    };
}

const INSERT: &str = "INSERT INTO space (id, organisation_id, name, kind, place, zone, rules, access, door_version, wall_version, \
     created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const GET: &str = columns!("WHERE id = $1 AND removed_at IS NULL");
const OF_STATION: &str = "SELECT s.id, s.organisation_id, s.name, s.kind, s.place, s.zone, s.rules, s.access, s.door_version, s.wall_version, s.created_at \
     FROM space s JOIN station t ON t.space_id = s.id WHERE t.id = $1";
const LIST: &str = columns!("WHERE removed_at IS NULL ORDER BY organisation_id, name, id");
const OF_ORGANISATION: &str = columns!("WHERE organisation_id = $1 AND removed_at IS NULL ORDER BY name, id");
const UPDATE: &str = "UPDATE space SET name = $2, kind = $3, place = $4, zone = $5, rules = $6, access = $7, door_version = $8, \
     wall_version = $9 WHERE id = $1 AND removed_at IS NULL";
const REMOVE: &str = "UPDATE space SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL";
/// A change that changes nothing holds the row on both databases until the transaction ends.
const LOCK: &str = "UPDATE space SET name = name WHERE id = $1 AND removed_at IS NULL";

/// A stored space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Space {
    /// Its id.
    pub id: SpaceId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: SpaceKind,
    /// Where it is, in words.
    pub place: String,
    /// The name of its time zone.
    pub zone: String,
    /// What holds for bookings.
    pub rules: Rules,
    /// How it can be reached and used, in words.
    pub access: String,
    /// Which of its door's addresses holds.
    pub door_version: i64,
    /// Which of its wall's addresses holds.
    pub wall_version: i64,
    /// When it was made.
    pub created_at: UnixMillis,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    organisation_id: i64,
    name: String,
    #[sqlx(try_from = "String")]
    kind: SpaceKind,
    place: String,
    zone: String,
    rules: String,
    access: String,
    door_version: i64,
    wall_version: i64,
    created_at: i64,
}

impl TryFrom<Row> for Space {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let rules = serde_json::from_str(&row.rules)
            .map_err(|e| StoreError::Corrupt { table: "space", why: format!("rules of {}: {e}", row.id) })?;
        Ok(Self {
            id: SpaceId(row.id),
            organisation: OrganisationId(row.organisation_id),
            name: row.name,
            kind: row.kind,
            place: row.place,
            zone: row.zone,
            rules,
            access: row.access,
            door_version: row.door_version,
            wall_version: row.wall_version,
            created_at: UnixMillis(row.created_at),
        })
    }
}

fn written(rules: &Rules) -> Result<String, StoreError> {
    serde_json::to_string(rules).map_err(|e| StoreError::Corrupt { table: "space", why: e.to_string() })
}

/// Stores a space.
pub async fn insert(tx: &mut WriteTx, s: &Space) -> Result<(), StoreError> {
    let (rules, kind) = (written(&s.rules)?, s.kind.as_str());
    let (door, wall, at) = (s.door_version, s.wall_version, s.created_at.0);
    run!(tx, INSERT, s.id.0, s.organisation.0, &s.name, kind, &s.place, &s.zone, &rules, &s.access, door, wall, at)
        .map(drop)
}

/// The space of an id, unless it was removed.
pub async fn get(tx: &mut ReadTx, id: SpaceId) -> Result<Option<Space>, StoreError> {
    maybe!(tx, Row, GET, id.0)?.map(Space::try_from).transpose()
}

/// The space in which a station stands or stood, whatever became of either.
pub async fn of_station(tx: &mut ReadTx, station: StationId) -> Result<Option<Space>, StoreError> {
    maybe!(tx, Row, OF_STATION, station.0)?.map(Space::try_from).transpose()
}

/// Every space of every organisation.
pub async fn list(tx: &mut ReadTx) -> Result<Vec<Space>, StoreError> {
    all!(tx, Row, LIST)?.into_iter().map(Space::try_from).collect()
}

/// The spaces of an organisation, by name.
pub async fn of_organisation(tx: &mut ReadTx, organisation: OrganisationId) -> Result<Vec<Space>, StoreError> {
    all!(tx, Row, OF_ORGANISATION, organisation.0)?.into_iter().map(Space::try_from).collect()
}

/// Changes what is said of a space. Bookings that stand keep the cells they took.
pub async fn update(tx: &mut WriteTx, s: &Space) -> Result<(), StoreError> {
    let (rules, kind) = (written(&s.rules)?, s.kind.as_str());
    let (door, wall) = (s.door_version, s.wall_version);
    let rows = run!(tx, UPDATE, s.id.0, &s.name, kind, &s.place, &s.zone, &rules, &s.access, door, wall)?;
    StoreError::touched(rows, "space", s.id)
}

/// Takes a space out of use. Its bookings stay to be read.
pub async fn remove(tx: &mut WriteTx, id: SpaceId) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, REMOVE, id.0, now)?, "space", id)
}

/// Holds a space until the transaction ends: who changes its bookings stands in line, so that two never lock each other
/// (on PostgreSQL; SQLite has one writer). Several spaces are held in the order of their ids.
pub async fn lock(tx: &mut WriteTx, id: SpaceId) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, LOCK, id.0)?, "space", id)
}
