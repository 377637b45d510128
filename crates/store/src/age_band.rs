//! What people said of their age. Only `app::age` reads or writes it.

use grandstand_domain::{age::AgeBand, id::AccountId};

use crate::{
    db::{ReadTx, WriteTx, run, value},
    error::StoreError,
};

const GET: &str = "SELECT band FROM age_band WHERE account_id = $1";
const PUT: &str = "INSERT INTO age_band (account_id, band, stated_at) VALUES ($1, $2, $3) \
                   ON CONFLICT (account_id) DO UPDATE SET band = $2, stated_at = $3";

/// What an account said; unknown if nothing.
pub async fn get(tx: &mut ReadTx, who: AccountId) -> Result<AgeBand, StoreError> {
    let band = value!(tx, String, GET, who.0)?;
    Ok(band.and_then(|band| band.parse().ok()).unwrap_or(AgeBand::Unknown))
}

/// Stores what an account says.
pub async fn put(tx: &mut WriteTx, who: AccountId, band: AgeBand) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, PUT, who.0, band.as_str(), now).map(drop)
}
