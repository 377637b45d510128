//! What outsiders check the host by: the public log in stretches, signed tree heads, and every manifest.

use grandstand_domain::digest::Digest;

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run, value},
    error::StoreError,
};

const PUT_STRETCH: &str = "INSERT INTO public_log (number, hash, lines) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const STRETCHES: &str =
    "SELECT number, hash, lines FROM public_log WHERE number >= $1 AND number <= $2 ORDER BY number";
const LAST_STRETCH: &str = "SELECT number, hash, lines FROM public_log ORDER BY number DESC LIMIT 1";
const PUT_HEAD: &str = "INSERT INTO tree_head (size, head) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const LAST_HEAD: &str = "SELECT head FROM tree_head ORDER BY size DESC LIMIT 1";
const HEAD: &str = "SELECT head FROM tree_head WHERE size = $1";
const PUT_MANIFEST: &str = "INSERT INTO manifest (hash, text, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const MANIFEST: &str = "SELECT text FROM manifest WHERE hash = $1";
const IN_FORCE: &str = "INSERT INTO setting (name, value) VALUES ('manifest', $1) \
     ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE setting.value <> excluded.value";

/// A stored stretch of the public log.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Stretch {
    /// Its number, from 0.
    pub number: i64,
    /// The running hash up to its last entry.
    pub hash: String,
    /// Its entries' canonical forms, each with a line feed after it.
    pub lines: String,
}

/// Stores a stretch. False when it is stored already, by another server or an earlier start.
pub async fn put_stretch(tx: &mut WriteTx, number: i64, hash: &str, lines: &str) -> Result<bool, StoreError> {
    Ok(run!(tx, PUT_STRETCH, number, hash, lines)? > 0)
}

/// The stretches from one number to another, both included.
pub async fn stretches(tx: &mut ReadTx, from: i64, to: i64) -> Result<Vec<Stretch>, StoreError> {
    all!(tx, Stretch, STRETCHES, from, to)
}

/// The last stored stretch.
pub async fn last_stretch(tx: &mut ReadTx) -> Result<Option<Stretch>, StoreError> {
    maybe!(tx, Stretch, LAST_STRETCH)
}

/// Stores the signed head of a size. False when that size has one already.
pub async fn put_head(tx: &mut WriteTx, size: i64, head: &str) -> Result<bool, StoreError> {
    Ok(run!(tx, PUT_HEAD, size, head)? > 0)
}

/// The signed head of the largest size.
pub async fn last_head(tx: &mut ReadTx) -> Result<Option<String>, StoreError> {
    value!(tx, String, LAST_HEAD)
}

/// The signed head of a size.
pub async fn head(tx: &mut ReadTx, size: i64) -> Result<Option<String>, StoreError> {
    value!(tx, String, HEAD, size)
}

/// Puts a manifest in force. False when it is already. Of several servers that start at once exactly one is told true.
pub async fn put_manifest(tx: &mut WriteTx, hash: Digest, text: &str) -> Result<bool, StoreError> {
    let (hash, now) = (hash.to_string(), tx.now().0);
    run!(tx, PUT_MANIFEST, &hash, text, now)?;
    Ok(run!(tx, IN_FORCE, &hash)? > 0)
}

/// The text of a manifest.
pub async fn manifest(tx: &mut ReadTx, hash: Digest) -> Result<Option<String>, StoreError> {
    value!(tx, String, MANIFEST, hash.to_string())
}
