//! What viewers chose for their feed, as it stands now. The log has every earlier choice.

use grandstand_domain::{feed_choice::FeedChoice, id::AccountId};

use crate::{
    db::{ReadTx, WriteTx, run, value},
    error::StoreError,
};

const GET: &str = "SELECT choice FROM feed_choice WHERE account_id = $1";
const LOCK: &str = "INSERT INTO feed_choice (account_id, choice) VALUES ($1, '{}') \
                    ON CONFLICT (account_id) DO UPDATE SET choice = feed_choice.choice RETURNING choice";
const PUT: &str = "UPDATE feed_choice SET choice = $2 WHERE account_id = $1";

/// An account's choice.
pub async fn get(tx: &mut ReadTx, who: AccountId) -> Result<FeedChoice, StoreError> {
    read(value!(tx, String, GET, who.0)?)
}

/// The same, with its row held until the transaction ends, so that two changes at once are both kept.
pub async fn lock(tx: &mut WriteTx, who: AccountId) -> Result<FeedChoice, StoreError> {
    read(value!(tx, String, LOCK, who.0)?)
}

/// Stores a choice whose row is held.
pub async fn put(tx: &mut WriteTx, who: AccountId, choice: &FeedChoice) -> Result<(), StoreError> {
    let json = serde_json::to_string(choice).map_err(corrupt)?;
    run!(tx, PUT, who.0, json).map(drop)
}

fn read(choice: Option<String>) -> Result<FeedChoice, StoreError> {
    match choice.as_deref() {
        None | Some("{}") => Ok(FeedChoice::default()),
        Some(json) => serde_json::from_str(json).map_err(corrupt),
    }
}

fn corrupt(error: serde_json::Error) -> StoreError {
    StoreError::Corrupt { table: "feed_choice", why: error.to_string() }
}
