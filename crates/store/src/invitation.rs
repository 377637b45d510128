//! Invitations to athletes to claim their entry.

use grandstand_domain::{
    id::{GamesId, OrganisationId, RosterEntryId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run, value},
    error::StoreError,
};

const PUT: &str = "INSERT INTO invitation (entry_id, secret_hash, code_digest, created_at, expires_at) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (entry_id) DO UPDATE SET secret_hash = excluded.secret_hash, code_digest = excluded.code_digest, \
       created_at = excluded.created_at, expires_at = excluded.expires_at";
const OPEN: &str =
    "SELECT entry_id, expires_at FROM invitation WHERE (secret_hash = $1 OR code_digest = $1) AND expires_at > $2";
const TAKE: &str =
    "DELETE FROM invitation WHERE (secret_hash = $1 OR code_digest = $1) AND expires_at > $2 RETURNING entry_id";
const UNTIL: &str = "SELECT expires_at FROM invitation WHERE entry_id = $1 AND expires_at > $2";
const OF_ORGANISATION: &str = "SELECT i.entry_id, i.expires_at FROM invitation i JOIN roster_entry e ON e.id = i.entry_id \
     WHERE e.organisation_id = $1 AND e.games_id = $2 AND i.expires_at > $3";
const END: &str = "DELETE FROM invitation WHERE entry_id = $1";

/// Makes an invitation; one that the entry had before ends.
pub async fn put(
    tx: &mut WriteTx,
    entry: RosterEntryId,
    secret_hash: &[u8],
    code_digest: &[u8],
    expires_at: UnixMillis,
) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, PUT, entry.0, secret_hash, code_digest, now, expires_at.0).map(drop)
}

/// The entry that an open invitation is for, by the hash of its secret or the digest of its code, and how long it stays open.
pub async fn open(
    tx: &mut ReadTx,
    hash: &[u8],
    now: UnixMillis,
) -> Result<Option<(RosterEntryId, UnixMillis)>, StoreError> {
    let row = maybe!(tx, (i64, i64), OPEN, hash, now.0)?;
    Ok(row.map(|(entry, until)| (RosterEntryId(entry), UnixMillis(until))))
}

/// Uses an open invitation up. Of several who try at once one gets the entry.
pub async fn take(tx: &mut WriteTx, hash: &[u8]) -> Result<Option<RosterEntryId>, StoreError> {
    let now = tx.now().0;
    Ok(value!(tx, i64, TAKE, hash, now)?.map(RosterEntryId))
}

/// Until when an entry's invitation is open.
pub async fn until(tx: &mut ReadTx, entry: RosterEntryId, now: UnixMillis) -> Result<Option<UnixMillis>, StoreError> {
    Ok(value!(tx, i64, UNTIL, entry.0, now.0)?.map(UnixMillis))
}

/// The open invitations of an organisation's roster, with how long each stays open.
pub async fn of_organisation(
    tx: &mut ReadTx,
    organisation: OrganisationId,
    games: GamesId,
    now: UnixMillis,
) -> Result<Vec<(RosterEntryId, UnixMillis)>, StoreError> {
    let rows = all!(tx, (i64, i64), OF_ORGANISATION, organisation.0, games.0, now.0)?;
    Ok(rows.into_iter().map(|(entry, until)| (RosterEntryId(entry), UnixMillis(until))).collect())
}

/// Ends an entry's invitation.
pub async fn end(tx: &mut WriteTx, entry: RosterEntryId) -> Result<(), StoreError> {
    run!(tx, END, entry.0).map(drop)
}
