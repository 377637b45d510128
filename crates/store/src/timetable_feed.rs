//! The secret addresses at which calendar programs read an athlete's timetable.

use grandstand_domain::{
    id::{GamesId, RosterEntryId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, maybe, run, value},
    error::StoreError,
};

const BY_SECRET: &str = "SELECT e.id, e.games_id, e.given_name, e.family_name, g.name FROM timetable_feed f \
     JOIN roster_entry e ON e.id = f.entry_id JOIN games g ON g.id = e.games_id WHERE f.secret_hash = $1";
const SINCE: &str = "SELECT created_at FROM timetable_feed WHERE entry_id = $1";
const SET: &str = "INSERT INTO timetable_feed (entry_id, secret_hash, created_at) VALUES ($1, $2, $3) \
     ON CONFLICT (entry_id) DO UPDATE SET secret_hash = excluded.secret_hash, created_at = excluded.created_at";
const END: &str = "DELETE FROM timetable_feed WHERE entry_id = $1";

/// Whose timetable a secret opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The athlete's entry.
    pub entry: RosterEntryId,
    /// The Games it is for.
    pub games: GamesId,
    /// The athlete's name.
    pub name: String,
    /// The name of the Games.
    pub games_name: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    games_id: i64,
    given_name: String,
    family_name: String,
    name: String,
}

/// What a secret opens, by its hash.
pub async fn by_secret(tx: &mut ReadTx, hash: &[u8]) -> Result<Option<Opened>, StoreError> {
    let opened = |row: Row| Opened {
        entry: RosterEntryId(row.id),
        games: GamesId(row.games_id),
        name: format!("{} {}", row.given_name, row.family_name).trim().to_owned(),
        games_name: row.name,
    };
    Ok(maybe!(tx, Row, BY_SECRET, hash)?.map(opened))
}

/// Since when an athlete's timetable has an address.
pub async fn since(tx: &mut ReadTx, entry: RosterEntryId) -> Result<Option<UnixMillis>, StoreError> {
    Ok(value!(tx, i64, SINCE, entry.0)?.map(UnixMillis))
}

/// Gives a timetable an address; an older one ends.
pub async fn set(tx: &mut WriteTx, entry: RosterEntryId, hash: &[u8]) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, SET, entry.0, hash, now).map(drop)
}

/// Ends the address of a timetable.
pub async fn end(tx: &mut WriteTx, entry: RosterEntryId) -> Result<(), StoreError> {
    run!(tx, END, entry.0).map(drop)
}
