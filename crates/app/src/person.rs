//! People as others see them, for lists that name more than those who post: comments, followers, notifications, search.

use std::{collections::HashMap, sync::Arc};

use grandstand_domain::id::AccountId;
use grandstand_store::{ReadTx, account, organisation};

use crate::{
    ctx::Ctx,
    error::AppError,
    views::{Author, Team},
};

/// The people behind these accounts: those who post from the views, the others from the database. Unknown ids are left out.
pub async fn several(
    ctx: &Ctx,
    tx: &mut ReadTx,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, Arc<Author>>, AppError> {
    let mut found: HashMap<AccountId, Arc<Author>> =
        ids.iter().filter_map(|id| Some((*id, ctx.views.author(*id)?))).collect();
    let mut missing: Vec<AccountId> = ids.iter().copied().filter(|id| !found.contains_key(id)).collect();
    missing.sort_unstable();
    missing.dedup();
    for row in account::several(tx, &missing).await? {
        let team = match row.organisation {
            Some(id) => organisation::get(tx, id).await?.map(|o| Arc::new(Team::new(o))),
            None => None,
        };
        found.insert(row.id, Arc::new(Author::new(row, team)));
    }
    Ok(found)
}
