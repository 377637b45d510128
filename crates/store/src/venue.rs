//! Venues of a Games.

use grandstand_domain::id::{GamesId, VenueId};

use crate::{
    db::{ReadTx, WriteTx, all, run_rows},
    error::StoreError,
};

const OF_GAMES: &str = "SELECT id, code, name FROM venue WHERE games_id = $1 ORDER BY name";
const SAVE: &str = "INSERT INTO venue (id, games_id, code, name) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name";

/// A stored venue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Venue {
    /// Its id.
    pub id: VenueId,
    /// Its code; empty while unknown.
    pub code: String,
    /// Its name, unique within the Games.
    pub name: String,
}

/// The venues of a Games, by name.
pub async fn of_games(tx: &mut ReadTx, games: GamesId) -> Result<Vec<Venue>, StoreError> {
    let rows = all!(tx, (i64, String, String), OF_GAMES, games.0)?;
    Ok(rows.into_iter().map(|(id, code, name)| Venue { id: VenueId(id), code, name }).collect())
}

/// Stores venues, new or changed.
pub async fn save(tx: &mut WriteTx, games: GamesId, venues: &[Venue]) -> Result<(), StoreError> {
    run_rows!(tx, SAVE, venues, |venue| [venue.id.0, games.0, &venue.code, &venue.name])
        .map_err(|e| e.taken("venue", games))
}
