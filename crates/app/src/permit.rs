//! Asks the one rule about what people may do for an organisation, with the ties that the database holds.

use grandstand_domain::{
    account::Actor,
    id::OrganisationId,
    permit::{self, Act, Ties},
};
use grandstand_store::{self as store, ReadTx, organisation::Organisation};

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

/// The organisations for which the actor may do this, by slug; all of them for an operator.
pub async fn organisations(tx: &mut ReadTx, actor: &Actor, act: Act) -> Result<Vec<Organisation>, AppError> {
    let mut found = Vec::new();
    for organisation in store::organisation::list(tx).await? {
        if holds(tx, actor, act, organisation.id).await? {
            found.push(organisation);
        }
    }
    Ok(found)
}

/// Passes when the actor may do this for any organisation at all: what all of them share, such as a Games, is theirs to
/// describe.
///
/// # Errors
/// `Forbidden` when they may not.
pub async fn require_somewhere(tx: &mut ReadTx, actor: &Actor, act: Act) -> Result<(), AppError> {
    let may = actor.is_operator() || !organisations(tx, actor, act).await?.is_empty();
    if may { Ok(()) } else { Err(AppError::Forbidden) }
}
