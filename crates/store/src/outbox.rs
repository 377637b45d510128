//! Letters on their way out, and what became of them.

use grandstand_domain::{
    id::{AccountId, LetterId},
    mail::{Fault, KEPT_FOR, LetterState, TRIED_FOR},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run, value},
    error::StoreError,
};

const INSERT: &str = "INSERT INTO outbox (id, account_id, to_digest, kind, sealed, state, fault, tries, created_at, give_up_at) \
     VALUES ($1, $2, $3, $4, $5, 'waiting', '', 0, $6, $7)";
const GET: &str = "SELECT id, account_id, kind, sealed, state, fault, tries, created_at, give_up_at, sent_at FROM outbox WHERE id = $1";
const OF_ACCOUNT: &str = "SELECT id, account_id, kind, sealed, state, fault, tries, created_at, give_up_at, sent_at \
     FROM outbox WHERE account_id = $1 ORDER BY id";
const WRITTEN_TO: &str = "SELECT COUNT(*) FROM outbox WHERE to_digest = $1 AND created_at > $2";
const SENT: &str =
    "UPDATE outbox SET state = 'sent', fault = '', sealed = $3, tries = tries + 1, sent_at = $2 WHERE id = $1";
const PUT_OFF: &str = "UPDATE outbox SET fault = $2, tries = tries + $3 WHERE id = $1";
const FAILED: &str = "UPDATE outbox SET state = 'failed', fault = $2 WHERE id = $1";
const COUNTS: &str = "SELECT state, fault, COUNT(*) FROM outbox GROUP BY state, fault ORDER BY state, fault";
const FAILED_ONES: &str = "SELECT id, account_id FROM outbox WHERE state = 'failed' ORDER BY id";
const AGAIN: &str = "UPDATE outbox SET state = 'waiting', tries = 0, give_up_at = $1 WHERE state = 'failed'";
const WITHDRAW: &str = "DELETE FROM outbox WHERE account_id = $1 AND kind = $2 AND state <> 'sent'";
const PURGE: &str = "DELETE FROM outbox WHERE state <> 'waiting' AND created_at < $1";

/// A letter. What it says is sealed; only `app` opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its id.
    pub id: LetterId,
    /// To whom; none for an address that is no account's.
    pub account: Option<AccountId>,
    /// What it is about, in a word.
    pub kind: String,
    /// What it says; empty once it is sent.
    pub sealed: Vec<u8>,
    /// Where it stands.
    pub state: LetterState,
    /// Why it was not sent so far.
    pub fault: Fault,
    /// How often the mail server was asked to take it.
    pub tries: i64,
    /// When it was written.
    pub created_at: UnixMillis,
    /// When it is set aside.
    pub give_up_at: UnixMillis,
    /// When it was sent.
    pub sent_at: Option<UnixMillis>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    account_id: Option<i64>,
    kind: String,
    sealed: Vec<u8>,
    #[sqlx(try_from = "String")]
    state: LetterState,
    #[sqlx(try_from = "String")]
    fault: Fault,
    tries: i64,
    created_at: i64,
    give_up_at: i64,
    sent_at: Option<i64>,
}

impl From<Row> for Letter {
    fn from(row: Row) -> Self {
        Self {
            id: LetterId(row.id),
            account: row.account_id.map(AccountId),
            kind: row.kind,
            sealed: row.sealed,
            state: row.state,
            fault: row.fault,
            tries: row.tries,
            created_at: UnixMillis(row.created_at),
            give_up_at: UnixMillis(row.give_up_at),
            sent_at: row.sent_at.map(UnixMillis),
        }
    }
}

/// A letter to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewLetter<'a> {
    /// Its id.
    pub id: LetterId,
    /// To whom; none for an address that is no account's.
    pub account: Option<AccountId>,
    /// A keyed digest of the address.
    pub to_digest: &'a [u8],
    /// What it is about, in a word.
    pub kind: &'a str,
    /// What it says.
    pub sealed: &'a [u8],
}

/// Stores a letter that waits.
pub async fn insert(tx: &mut WriteTx, new: NewLetter<'_>) -> Result<(), StoreError> {
    let now = tx.now();
    let (account, give_up) = (new.account.map(|a| a.0), now.plus(TRIED_FOR).0);
    run!(tx, INSERT, new.id.0, account, new.to_digest, new.kind, new.sealed, now.0, give_up).map(drop)
}

/// A letter.
pub async fn get(tx: &mut ReadTx, id: LetterId) -> Result<Option<Letter>, StoreError> {
    Ok(maybe!(tx, Row, GET, id.0)?.map(Letter::from))
}

/// Every letter to an account that is still kept, the oldest first.
pub async fn of_account(tx: &mut ReadTx, account: AccountId) -> Result<Vec<Letter>, StoreError> {
    Ok(all!(tx, Row, OF_ACCOUNT, account.0)?.into_iter().map(Letter::from).collect())
}

/// How many letters were written to an address since a moment.
pub async fn written_to(tx: &mut ReadTx, to_digest: &[u8], since: UnixMillis) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, WRITTEN_TO, to_digest, since.0)?.unwrap_or(0))
}

/// The mail server has it: what it said is not kept.
pub async fn sent(tx: &mut WriteTx, id: LetterId) -> Result<(), StoreError> {
    let (now, nothing) = (tx.now().0, Vec::<u8>::new());
    StoreError::touched(run!(tx, SENT, id.0, now, nothing.as_slice())?, "outbox", id)
}

/// It could not be sent just now. `counts` tells whether the mail server was asked to take it.
pub async fn put_off(tx: &mut WriteTx, id: LetterId, fault: Fault, counts: bool) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, PUT_OFF, id.0, fault.as_str(), i64::from(counts))?, "outbox", id)
}

/// It is set aside.
pub async fn failed(tx: &mut WriteTx, id: LetterId, fault: Fault) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, FAILED, id.0, fault.as_str())?, "outbox", id)
}

/// How many letters there are of each state and fault.
pub async fn counts(tx: &mut ReadTx) -> Result<Vec<(LetterState, Fault, i64)>, StoreError> {
    let corrupt = |e| StoreError::Corrupt { table: "outbox", why: format!("{e}") };
    let read = |(state, fault, count): (String, String, i64)| {
        Ok((state.parse().map_err(corrupt)?, fault.parse().map_err(corrupt)?, count))
    };
    all!(tx, (String, String, i64), COUNTS)?.into_iter().map(read).collect()
}

/// Puts every letter that was set aside back to wait, and says which.
pub async fn again(tx: &mut WriteTx) -> Result<Vec<(LetterId, Option<AccountId>)>, StoreError> {
    let found = all!(tx, (i64, Option<i64>), FAILED_ONES)?;
    let until = tx.now().plus(TRIED_FOR).0;
    run!(tx, AGAIN, until)?;
    Ok(found.into_iter().map(|(id, account)| (LetterId(id), account.map(AccountId))).collect())
}

/// Takes back the letters of one kind to an account that did not go out.
pub async fn withdraw(tx: &mut WriteTx, account: AccountId, kind: &str) -> Result<u64, StoreError> {
    run!(tx, WITHDRAW, account.0, kind)
}

/// Removes letters that were sent or set aside long ago.
pub async fn purge(tx: &mut WriteTx) -> Result<u64, StoreError> {
    let before = tx.now().plus(-KEPT_FOR).0;
    run!(tx, PURGE, before)
}
