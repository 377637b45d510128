//! Who is to be told by Web Push, and what accounts chose about it.

use grandstand_domain::{
    id::{AccountId, SessionId, SubscriptionId},
    push::{Alerts, Choice, Policy},
    session::SessionKind,
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run, value},
    error::StoreError,
};

macro_rules! subscriptions {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.session_id, p.account_id, p.sealed, p.standard, p.alerts, p.policy, p.created_at, s.kind, s.label \
             FROM push_subscription p JOIN session s ON s.id = p.session_id ",
            $rest
        )
    };
}

const OF_SESSION: &str = subscriptions!("WHERE p.session_id = $1");
const OF_ACCOUNT: &str = subscriptions!("WHERE p.account_id = $1 AND s.expires_at > $2 ORDER BY p.id");
const ONE: &str = subscriptions!("WHERE p.id = $1 AND s.expires_at > $2");
const INSERT: &str = "INSERT INTO push_subscription (id, session_id, account_id, sealed, standard, alerts, policy, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const CHANGE: &str = "UPDATE push_subscription SET alerts = $2, policy = $3 WHERE id = $1";
const REMOVE: &str = "DELETE FROM push_subscription WHERE id = $1";
const CHOICE: &str = "SELECT choice FROM push_choice WHERE account_id = $1";
const PUT_CHOICE: &str = "INSERT INTO push_choice (account_id, choice) VALUES ($1, $2) \
     ON CONFLICT (account_id) DO UPDATE SET choice = excluded.choice";

/// A subscription. Its address and keys are sealed; only `app` opens them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Its id.
    pub id: SubscriptionId,
    /// The session it belongs to.
    pub session: SessionId,
    /// Whom it tells.
    pub account: AccountId,
    /// Address and keys.
    pub sealed: Vec<u8>,
    /// Whether it wants the encoding of RFC 8291 and not the one before it.
    pub standard: bool,
    /// What it asked to be told of.
    pub alerts: Alerts,
    /// Whose acts it tells of.
    pub policy: Policy,
    /// Since when.
    pub created_at: UnixMillis,
    /// Whether a browser or a program is told.
    pub kind: SessionKind,
    /// What the person knows it by.
    pub label: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    session_id: i64,
    account_id: i64,
    sealed: Vec<u8>,
    standard: i64,
    alerts: String,
    #[sqlx(try_from = "String")]
    policy: Policy,
    created_at: i64,
    #[sqlx(try_from = "String")]
    kind: SessionKind,
    label: String,
}

impl From<Row> for Subscription {
    fn from(row: Row) -> Self {
        Self {
            id: SubscriptionId(row.id),
            session: SessionId(row.session_id),
            account: AccountId(row.account_id),
            sealed: row.sealed,
            standard: row.standard != 0,
            // Words that cannot be read ask for nothing.
            alerts: row.alerts.parse().unwrap_or_default(),
            policy: row.policy,
            created_at: UnixMillis(row.created_at),
            kind: row.kind,
            label: row.label,
        }
    }
}

/// The subscription of a session.
pub async fn of_session(tx: &mut ReadTx, session: SessionId) -> Result<Option<Subscription>, StoreError> {
    Ok(maybe!(tx, Row, OF_SESSION, session.0)?.map(Subscription::from))
}

/// An account's subscriptions whose sessions have not ended at `now`, the oldest first.
pub async fn of_account(tx: &mut ReadTx, account: AccountId, now: UnixMillis) -> Result<Vec<Subscription>, StoreError> {
    Ok(all!(tx, Row, OF_ACCOUNT, account.0, now.0)?.into_iter().map(Subscription::from).collect())
}

/// A subscription whose session has not ended at `now`.
pub async fn get(tx: &mut ReadTx, id: SubscriptionId, now: UnixMillis) -> Result<Option<Subscription>, StoreError> {
    Ok(maybe!(tx, Row, ONE, id.0, now.0)?.map(Subscription::from))
}

/// Stores a subscription; what it says of its session (kind, label) is not read. `Taken` when the session has one.
pub async fn insert(tx: &mut WriteTx, new: &Subscription) -> Result<(), StoreError> {
    let (sealed, alerts, policy) = (new.sealed.as_slice(), new.alerts.to_string(), new.policy.as_str());
    let (standard, at) = (i64::from(new.standard), new.created_at.0);
    run!(tx, INSERT, new.id.0, new.session.0, new.account.0, sealed, standard, alerts, policy, at)
        .map(drop)
        .map_err(|e| e.taken("push_subscription", new.session))
}

/// Changes what a subscription asks for.
pub async fn change(tx: &mut WriteTx, id: SubscriptionId, alerts: Alerts, policy: Policy) -> Result<(), StoreError> {
    let touched = run!(tx, CHANGE, id.0, alerts.to_string(), policy.as_str())?;
    StoreError::touched(touched, "push_subscription", id)
}

/// Takes a subscription away; nothing happens when it is gone.
pub async fn remove(tx: &mut WriteTx, id: SubscriptionId) -> Result<(), StoreError> {
    run!(tx, REMOVE, id.0).map(drop)
}

/// What an account chose; the defaults if nothing.
pub async fn choice(tx: &mut ReadTx, account: AccountId) -> Result<Choice, StoreError> {
    let Some(json) = value!(tx, String, CHOICE, account.0)? else { return Ok(Choice::default()) };
    serde_json::from_str(&json).map_err(corrupt)
}

/// Stores what an account chose.
pub async fn put_choice(tx: &mut WriteTx, account: AccountId, choice: &Choice) -> Result<(), StoreError> {
    let json = serde_json::to_string(choice).map_err(corrupt)?;
    run!(tx, PUT_CHOICE, account.0, json).map(drop)
}

fn corrupt(error: serde_json::Error) -> StoreError {
    StoreError::Corrupt { table: "push_choice", why: error.to_string() }
}
