//! Removing an account: what one person did is taken back in the log, their key in the vault is destroyed, and nothing
//! of them is left but an empty row that holds others' threads together.

use grandstand_domain::{
    account::{Actor, Role},
    handle::Handle,
    id::AccountId,
    invalid::Invalid,
    log::Fact,
    post::PostState,
};
use grandstand_store::{self as store, WriteTx};

use crate::{
    account::{RETIRED, present},
    ctx::Ctx,
    error::AppError,
    mac, password, post,
    session::{self, SignedIn},
    vault,
};

/// Removes one's own account. The handle must be typed once more, and the password where there is one.
pub async fn leave(ctx: &Ctx, who: &SignedIn, handle: &str, password: &str) -> Result<(), AppError> {
    let typed = handle.parse::<Handle>().ok();
    if typed.as_ref() != Some(&who.handle) {
        return Err(Invalid::one("handle", "handle-retype").into());
    }
    password::confirm(ctx, who, password).await?;
    remove(ctx, &who.actor, who.actor.account).await
}

/// Removes an account: one's own, or any by an operator. The last operator stays.
pub async fn remove(ctx: &Ctx, actor: &Actor, whose: AccountId) -> Result<(), AppError> {
    if actor.account != whose && !actor.is_operator() {
        return Err(AppError::Forbidden);
    }
    let mut tx = ctx.begin_write().await?;
    remove_in(ctx, &mut tx, whose).await?;
    session::commit(ctx, tx, whose).await
}

/// Removes an account in the transaction of a larger intention, which [`session::commit`] ends.
pub(crate) async fn remove_in(ctx: &Ctx, tx: &mut WriteTx, whose: AccountId) -> Result<(), AppError> {
    let account = present(tx, whose).await?;
    if account.role == Role::Operator {
        let filter = store::account::Filter { role: Some(Role::Operator), ..Default::default() };
        if store::account::list(tx, &filter, 2).await?.len() < 2 {
            return Err(AppError::Conflict("operator-last"));
        }
    }
    let deeds = store::erasure::deeds(tx, whose).await?;
    for post in deeds.posts {
        if let Some(found) = store::post::lock(tx, post).await?.filter(|p| p.state != PostState::Removed) {
            post::take_away(ctx, tx, whose, &found).await?;
        }
    }
    for (comment, post) in deeds.comments {
        tx.append(Fact::CommentRemoved { post, comment });
    }
    for post in deeds.cheers {
        tx.append(Fact::Uncheered { who: whose, post });
    }
    for (reblog, post) in deeds.reblogs {
        tx.append(Fact::Unreblogged { who: whose, post, reblog });
    }
    for whom in deeds.followees {
        tx.append(Fact::Unfollowed { who: whose, whom });
    }
    for who in deeds.followers {
        tx.append(Fact::Unfollowed { who, whom: whose });
    }
    store::erasure::erase(tx, whose).await?;
    store::session::end_others(tx, whose, None).await?;
    store::password::delete(tx, whose).await?;
    store::passkey::remove_all(tx, whose).await?;
    vault::shred(tx, whose).await?;
    let digest = mac::code(ctx, RETIRED, account.handle.as_str());
    store::account::retire_handle(tx, &digest).await?;
    let stand_in = format!("gone_{whose}").parse::<Handle>().map_err(AppError::internal)?;
    store::account::remove(tx, whose, &stand_in).await?;
    store::search::remove(tx, "account", whose.0).await?;
    tx.append(Fact::AccountChanged { account: whose });
    Ok(())
}
