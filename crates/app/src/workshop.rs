//! Workshops for the athletes of a roster: who is to learn what, who goes where, and who was there.
//!
//! [`situation`] reads all that matters for one roster and turns it into the problem that `grandstand-allocation` solves;
//! the same rules then answer for a whole plan ([`plan`]) and for one athlete who wants another seat ([`seat`]). Seats are
//! counted by the database ([`grandstand_store::workshop::take`]), so no two requests ever get the last one.

pub mod access;
pub mod desk;
pub mod notice;
mod offer;
pub mod plan;
pub mod room;
pub mod seat;
pub mod situation;
pub(crate) mod skill;
pub mod wish;

pub(crate) use offer::lapse;

use grandstand_domain::{account::Actor, id::RosterEntryId, permit::Act};
use grandstand_store::{self as store, ReadTx, roster::Place};

use crate::{acting::Doer, error::AppError, permit};

/// The entry of an athlete, for the athlete and for those who run their organisation's workshops. Others do not learn
/// that it exists.
pub(crate) async fn entry(tx: &mut ReadTx, actor: &Actor, entry: RosterEntryId) -> Result<Place, AppError> {
    let place = store::roster::get(tx, entry).await?.ok_or(AppError::NotFound)?;
    let own = place.account == Some(actor.account);
    if own || permit::holds(tx, actor, Act::RunWorkshops, place.organisation).await? {
        Ok(place)
    } else {
        Err(AppError::NotFound)
    }
}

/// As [`entry`], for whoever does something there: another's hand finds the athlete's own entry only.
pub(crate) async fn entry_of(tx: &mut ReadTx, doer: &Doer, id: RosterEntryId) -> Result<Place, AppError> {
    let place = entry(tx, doer.whom(), id).await?;
    doer.only_own(place.account)?;
    Ok(place)
}
