//! Stations: laptops and tablets in spaces at which athletes record.

use grandstand_domain::{
    id::{AccountId, SpaceId, StationId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run},
    error::StoreError,
};

const INSERT: &str = "INSERT INTO station (id, space_id, secret_hash, by_id, created_at) VALUES ($1, $2, $3, $4, $5)";
const BY_SECRET: &str = "SELECT id, space_id, created_at FROM station WHERE secret_hash = $1 AND ended_at IS NULL";
const OF_SPACE: &str =
    "SELECT id, space_id, created_at FROM station WHERE space_id = $1 AND ended_at IS NULL ORDER BY created_at, id";
const END: &str = "UPDATE station SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
const GET: &str = "SELECT id, space_id, created_at FROM station WHERE id = $1 AND ended_at IS NULL";

/// A stored station that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    /// Its id.
    pub id: StationId,
    /// Where it stands.
    pub space: SpaceId,
    /// When it was opened.
    pub created_at: UnixMillis,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    space_id: i64,
    created_at: i64,
}

impl From<Row> for Station {
    fn from(row: Row) -> Self {
        Self { id: StationId(row.id), space: SpaceId(row.space_id), created_at: UnixMillis(row.created_at) }
    }
}

/// Stores a station under the hash of its secret.
pub async fn insert(tx: &mut WriteTx, s: &Station, hash: &[u8], by: Option<AccountId>) -> Result<(), StoreError> {
    run!(tx, INSERT, s.id.0, s.space.0, hash, by.map(|a| a.0), s.created_at.0).map(drop)
}

/// The station of an id.
pub async fn get(tx: &mut ReadTx, id: StationId) -> Result<Option<Station>, StoreError> {
    Ok(maybe!(tx, Row, GET, id.0)?.map(Station::from))
}

/// The station of a secret, by its hash.
pub async fn by_secret(tx: &mut ReadTx, hash: &[u8]) -> Result<Option<Station>, StoreError> {
    Ok(maybe!(tx, Row, BY_SECRET, hash)?.map(Station::from))
}

/// The stations of a space.
pub async fn of_space(tx: &mut ReadTx, space: SpaceId) -> Result<Vec<Station>, StoreError> {
    Ok(all!(tx, Row, OF_SPACE, space.0)?.into_iter().map(Station::from).collect())
}

/// Ends a station: its secret opens nothing any more.
pub async fn end(tx: &mut WriteTx, id: StationId) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, END, id.0, now)?, "station", id)
}
