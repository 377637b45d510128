//! Small facts about this host, by name.

use crate::{
    db::{ReadTx, WriteTx, run, value},
    error::StoreError,
};

const GET: &str = "SELECT value FROM setting WHERE name = $1";
const PUT: &str =
    "INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";

/// The value under `name`.
pub async fn get(tx: &mut ReadTx, name: &str) -> Result<Option<String>, StoreError> {
    value!(tx, String, GET, name)
}

/// Stores a value under `name`.
pub async fn put(tx: &mut WriteTx, name: &str, value: &str) -> Result<(), StoreError> {
    run!(tx, PUT, name, value).map(drop)
}
