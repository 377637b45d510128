//! Mutes: whom an account does not want to see, without their learning of it.

use grandstand_domain::{id::AccountId, time::UnixMillis};

use crate::{
    db::{ReadTx, WriteTx, all, run},
    error::StoreError,
};

const PUT: &str = "INSERT INTO mute (account_id, muted_id, notifications, created_at, expires_at) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (account_id, muted_id) DO UPDATE SET notifications = excluded.notifications, expires_at = excluded.expires_at";
const REMOVE: &str = "DELETE FROM mute WHERE account_id = $1 AND muted_id = $2";
const OF_ACCOUNT: &str = "SELECT muted_id, notifications, created_at, expires_at FROM mute \
     WHERE account_id = $1 AND (expires_at IS NULL OR expires_at > $2) ORDER BY created_at DESC, muted_id DESC";

const PURGE: &str = "DELETE FROM mute WHERE expires_at <= $1";

/// A mute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mute {
    /// Who is muted.
    pub muted: AccountId,
    /// Whether notifications about them are left out too.
    pub notifications: bool,
    /// Since when.
    pub created_at: UnixMillis,
    /// Until when; none for good.
    pub expires_at: Option<UnixMillis>,
}

/// Mutes, or changes how.
pub async fn put(
    tx: &mut WriteTx,
    who: AccountId,
    whom: AccountId,
    notifications: bool,
    expires_at: Option<UnixMillis>,
) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, PUT, who.0, whom.0, i64::from(notifications), now, expires_at.map(|t| t.0)).map(drop)
}

/// Takes a mute away.
pub async fn remove(tx: &mut WriteTx, who: AccountId, whom: AccountId) -> Result<(), StoreError> {
    run!(tx, REMOVE, who.0, whom.0).map(drop)
}

/// Whom an account mutes at `now`, latest first.
pub async fn of_account(tx: &mut ReadTx, who: AccountId, now: UnixMillis) -> Result<Vec<Mute>, StoreError> {
    let rows = all!(tx, (i64, i64, i64, Option<i64>), OF_ACCOUNT, who.0, now.0)?;
    let mute = |(muted, notifications, created_at, expires_at): (i64, i64, i64, Option<i64>)| Mute {
        muted: AccountId(muted),
        notifications: notifications != 0,
        created_at: UnixMillis(created_at),
        expires_at: expires_at.map(UnixMillis),
    };
    Ok(rows.into_iter().map(mute).collect())
}

/// Takes away what has ended.
pub async fn purge(tx: &mut WriteTx) -> Result<u64, StoreError> {
    let now = tx.now().0;
    run!(tx, PURGE, now)
}
