//! Files on their way in, between their preview and their import.

use grandstand_domain::{
    id::{AccountId, ImportId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, maybe, run},
    error::StoreError,
};

const GET: &str =
    "SELECT id, kind, games, organisation, name, bytes FROM import_file WHERE id = $1 AND account_id = $2";
const INSERT: &str = "INSERT INTO import_file (id, account_id, kind, games, organisation, name, bytes, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const REMOVE: &str = "DELETE FROM import_file WHERE account_id = $1";
const EXPIRE: &str = "DELETE FROM import_file WHERE created_at < $1";

/// A file that waits for its import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFile {
    /// Its id.
    pub id: ImportId,
    /// The word of what it holds.
    pub kind: String,
    /// The short name of the Games.
    pub games: String,
    /// The short name of the organisation, where the file belongs to one.
    pub organisation: Option<String>,
    /// What it was called where it came from.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    kind: String,
    games: String,
    organisation: Option<String>,
    name: String,
    bytes: Vec<u8>,
}

/// A file of an account.
pub async fn get(tx: &mut ReadTx, id: ImportId, whose: AccountId) -> Result<Option<ImportFile>, StoreError> {
    let file = |row: Row| ImportFile {
        id: ImportId(row.id),
        kind: row.kind,
        games: row.games,
        organisation: row.organisation,
        name: row.name,
        bytes: row.bytes,
    };
    Ok(maybe!(tx, Row, GET, id.0, whose.0)?.map(file))
}

/// Keeps a file, in place of the one that the account left before.
pub async fn set(tx: &mut WriteTx, whose: AccountId, file: &ImportFile) -> Result<(), StoreError> {
    remove(tx, whose).await?;
    let now = tx.now().0;
    let (kind, games, name) = (&file.kind, &file.games, &file.name);
    run!(tx, INSERT, file.id.0, whose.0, kind, games, &file.organisation, name, &file.bytes, now).map(drop)
}

/// Forgets an account's file.
pub async fn remove(tx: &mut WriteTx, whose: AccountId) -> Result<(), StoreError> {
    run!(tx, REMOVE, whose.0).map(drop)
}

/// Forgets files that came before a moment.
pub async fn expire(tx: &mut WriteTx, before: UnixMillis) -> Result<(), StoreError> {
    run!(tx, EXPIRE, before.0).map(drop)
}
