//! How often posts were watched by day, as a view of the log, and who agrees that their reach is counted.

use std::collections::HashSet;

use grandstand_domain::{
    id::{AccountId, PostId, Seq},
    post::{PostState, Visibility},
};

use crate::{
    db::{ReadTx, WriteTx, all, all_of, run, run_rows, value},
    error::StoreError,
};

const HEAD: &str = "SELECT seq FROM post_day_head WHERE id = 1";
const ADVANCE: &str = "UPDATE post_day_head SET seq = $2 WHERE id = 1 AND seq = $1";
const ADD: &str = "INSERT INTO post_day (post_id, day, views) VALUES ($1, $2, $3) \
     ON CONFLICT (post_id, day) DO UPDATE SET views = post_day.views + excluded.views";
const VIEWS: &str = "SELECT p.account_id, v.day, CAST(SUM(v.views) AS BIGINT) FROM post_day v JOIN post p ON p.id = v.post_id \
     WHERE p.state = $1 AND p.visibility = $2 AND p.account_id IN ({}) GROUP BY p.account_id, v.day";
const AGREED: &str = "SELECT account_id FROM reach_choice";
const HAS_AGREED: &str = "SELECT agreed_at FROM reach_choice WHERE account_id = $1";
const AGREE: &str =
    "INSERT INTO reach_choice (account_id, agreed_at) VALUES ($1, $2) ON CONFLICT (account_id) DO NOTHING";
const TAKE_BACK: &str = "DELETE FROM reach_choice WHERE account_id = $1";

/// The number of the last entry of the log that was taken in.
pub async fn head(tx: &mut ReadTx) -> Result<Seq, StoreError> {
    Ok(Seq(value!(tx, i64, HEAD)?.unwrap_or_default()))
}

/// Adds views as (post, day, how many) that stand in the log after `from` up to `upto`. Gives whether they were added: another
/// server may have been quicker.
pub async fn add(tx: &mut WriteTx, from: Seq, upto: Seq, views: &[(PostId, i64, i64)]) -> Result<bool, StoreError> {
    if run!(tx, ADVANCE, from.0, upto.0)? == 0 {
        return Ok(false);
    }
    run_rows!(tx, ADD, views, |row| [row.0.0, row.1, row.2])?;
    Ok(true)
}

/// How often the public posts of some accounts were watched, as (whose, day, how many).
pub async fn views(tx: &mut ReadTx, accounts: &[AccountId]) -> Result<Vec<(AccountId, i64, i64)>, StoreError> {
    let ids: Vec<i64> = accounts.iter().map(|id| id.0).collect();
    let (state, visibility) = (PostState::Published.as_str(), Visibility::Public.as_str());
    let rows = all_of!(tx, (i64, i64, i64), VIEWS, &ids, state, visibility)?;
    Ok(rows.into_iter().map(|(account, day, views)| (AccountId(account), day, views)).collect())
}

/// Everyone who agrees.
pub async fn agreed(tx: &mut ReadTx) -> Result<HashSet<AccountId>, StoreError> {
    Ok(all!(tx, (i64,), AGREED)?.into_iter().map(|row| AccountId(row.0)).collect())
}

/// Whether an account agrees.
pub async fn has_agreed(tx: &mut ReadTx, account: AccountId) -> Result<bool, StoreError> {
    Ok(value!(tx, i64, HAS_AGREED, account.0)?.is_some())
}

/// Notes that an account agrees, or no longer does.
pub async fn choose(tx: &mut WriteTx, account: AccountId, agrees: bool) -> Result<(), StoreError> {
    let now = tx.now().0;
    if agrees { run!(tx, AGREE, account.0, now).map(drop) } else { run!(tx, TAKE_BACK, account.0).map(drop) }
}
