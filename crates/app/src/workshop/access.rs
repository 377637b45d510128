//! What athletes need so that they can take part: theirs to say, sealed where it lies, read only to place them and to make
//! the room ready.

use grandstand_domain::{
    access::{self, Need, Needs},
    account::Actor,
    id::RosterEntryId,
    invalid::Check,
};
use grandstand_store::{self as store, ReadTx};
use serde::{Deserialize, Serialize};

use crate::{ctx::Ctx, error::AppError, vault, workshop};

/// What someone needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// Out of the list.
    pub needs: Needs,
    /// What the list does not know, in their own words.
    pub words: String,
}

/// Says what an athlete needs: the athlete, or staff for them.
pub async fn set(
    ctx: &Ctx,
    actor: &Actor,
    entry: RosterEntryId,
    needs: impl IntoIterator<Item = Need> + Send,
    words: &str,
) -> Result<(), AppError> {
    let mut faults = Check::default();
    let words = faults.take("access_words", access::in_words(words)).unwrap_or_default();
    faults.done()?;
    let access = Access { needs: Needs(needs.into_iter().collect()), words };
    let mut tx = ctx.begin_write().await?;
    workshop::entry(&mut tx, actor, entry).await?;
    if access == Access::default() {
        store::seat::set_access(&mut tx, entry, None).await?;
    } else {
        let plain = serde_json::to_vec(&access).map_err(AppError::internal)?;
        let sealed = vault::seal_for_entry(ctx, entry, &plain)?;
        store::seat::set_access(&mut tx, entry, Some(&sealed)).await?;
    }
    ctx.commit(tx).await.map(drop)
}

/// What an athlete needs. The caller has looked at who may know.
pub(crate) async fn of(ctx: &Ctx, tx: &mut ReadTx, entry: RosterEntryId) -> Result<Access, AppError> {
    match store::seat::access_of(tx, entry).await? {
        Some(sealed) => open(ctx, entry, &sealed),
        None => Ok(Access::default()),
    }
}

/// Opens what [`set`] sealed.
pub(crate) fn open(ctx: &Ctx, entry: RosterEntryId, sealed: &[u8]) -> Result<Access, AppError> {
    let plain = vault::unseal_for_entry(ctx, entry, sealed)?;
    serde_json::from_slice(&plain).map_err(AppError::internal)
}
