//! Ways between places of a Games.

use grandstand_domain::{
    id::{GamesId, WayId},
    way::Way,
};

use crate::{
    db::{ReadTx, WriteTx, all, all_of, run_rows},
    error::StoreError,
};

const OF_GAMES: &str = "SELECT id, one, other, minutes FROM way WHERE games_id = $1 ORDER BY one, other";
const SAVE: &str = "INSERT INTO way (id, games_id, one, other, one_key, other_key, minutes) VALUES ($1, $2, $3, $4, $5, $6, $7) \
     ON CONFLICT (games_id, one_key, other_key) DO UPDATE SET one = excluded.one, other = excluded.other, minutes = excluded.minutes";
const REMOVE: &str = "DELETE FROM way WHERE id IN ({}) RETURNING id";

/// A stored way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredWay {
    /// Its id.
    pub id: WayId,
    /// What is said of it.
    pub way: Way,
}

/// The ways of a Games, by the names of their places.
pub async fn of_games(tx: &mut ReadTx, games: GamesId) -> Result<Vec<StoredWay>, StoreError> {
    let rows = all!(tx, (i64, String, String, i64), OF_GAMES, games.0)?;
    rows.into_iter()
        .map(|(id, one, other, minutes)| {
            let minutes = u16::try_from(minutes)
                .map_err(|_| StoreError::Corrupt { table: "way", why: format!("{id}: {minutes} minutes") })?;
            Ok(StoredWay { id: WayId(id), way: Way { one, other, minutes } })
        })
        .collect()
}

/// Stores ways; one between the same two places is replaced.
pub async fn save(tx: &mut WriteTx, games: GamesId, ways: &[StoredWay]) -> Result<(), StoreError> {
    let rows: Vec<_> = ways.iter().map(|stored| (stored, stored.way.key())).collect();
    run_rows!(tx, SAVE, &rows, |row| [
        row.0.id.0,
        games.0,
        &row.0.way.one,
        &row.0.way.other,
        &row.1[0],
        &row.1[1],
        i64::from(row.0.way.minutes)
    ])
}

/// Takes ways away.
pub async fn remove(tx: &mut WriteTx, ways: &[WayId]) -> Result<(), StoreError> {
    let ids: Vec<i64> = ways.iter().map(|id| id.0).collect();
    all_of!(tx, (i64,), REMOVE, &ids).map(drop)
}
