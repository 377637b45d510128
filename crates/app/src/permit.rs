//! Asks the one rule about what people may do for an organisation, with the ties that the database holds.

use grandstand_domain::{
    account::Actor,
    id::OrganisationId,
    permit::{self, Act, Ties},
};
use grandstand_store::{self as store, ReadTx};

use crate::error::AppError;

/// Passes when the actor may do this for the organisation. Ask in the transaction that acts, so that what has just ended
/// lets nobody in.
///
/// # Errors
/// `Forbidden` when they may not.
pub async fn require(tx: &mut ReadTx, actor: &Actor, act: Act, organisation: OrganisationId) -> Result<(), AppError> {
    if holds(tx, actor, act, organisation).await? { Ok(()) } else { Err(AppError::Forbidden) }
}

/// Whether the actor may do this for the organisation.
pub async fn holds(tx: &mut ReadTx, actor: &Actor, act: Act, organisation: OrganisationId) -> Result<bool, AppError> {
    let ties = Ties { is_on_roster: store::roster::is_named(tx, actor.account, organisation).await? };
    Ok(permit::may(actor, &ties, act, organisation))
}
