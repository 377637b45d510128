//! Following.

use grandstand_domain::{
    account::Actor,
    id::{AccountId, NotificationId},
    log::Fact,
    notification::NotificationKind,
    time::{SECOND, UnixMillis},
};
use grandstand_store::{account, follow as rows, notification::NewNotification, viewer};

use crate::{
    ctx::Ctx,
    error::AppError,
    person,
    throttle::{self, Rate},
    viewer::Viewer,
    views::Author,
};

/// Small acts of one account: follows, cheers, bookmarks and the like together.
pub(crate) const ACTS: Rate = Rate { burst: 120, every_ms: SECOND / 2 };

/// Follows an account; doing it again changes nothing. Returns how many follow it then.
///
/// # Errors
/// `NotFound` when it is gone or one of the two blocks the other; `Conflict` for oneself.
pub async fn follow(ctx: &Ctx, actor: &Actor, whom: AccountId) -> Result<i64, AppError> {
    if whom == actor.account {
        return Err(AppError::Conflict("follow-self"));
    }
    throttle::take(ctx, "act", &actor.account.to_string(), ACTS)?;
    let mut tx = ctx.begin_write().await?;
    let other = account::get(&mut tx, whom).await?.filter(account::Account::is_active);
    if other.is_none() || viewer::either_blocks(&mut tx, actor.account, whom).await? {
        return Err(AppError::NotFound);
    }
    if rows::insert(&mut tx, actor.account, whom).await? {
        tx.append(Fact::Followed { who: actor.account, whom });
        let new = NewNotification {
            id: NotificationId(ctx.id()),
            account: whom,
            kind: NotificationKind::Follow,
            actor: Some(actor.account),
            post: None,
            comment: None,
            dedupe: Some(format!("follow:{whom}:{}", actor.account)),
        };
        crate::notification::tell(ctx, &mut tx, &new).await?;
    }
    let count = rows::count_followers(&mut tx, whom).await?;
    ctx.commit(tx).await?;
    Ok(count)
}

/// Follows no longer; doing it again changes nothing. Returns how many follow the account then.
pub async fn unfollow(ctx: &Ctx, actor: &Actor, whom: AccountId) -> Result<i64, AppError> {
    throttle::take(ctx, "act", &actor.account.to_string(), ACTS)?;
    let mut tx = ctx.begin_write().await?;
    if rows::remove(&mut tx, actor.account, whom).await? {
        tx.append(Fact::Unfollowed { who: actor.account, whom });
    }
    let count = rows::count_followers(&mut tx, whom).await?;
    ctx.commit(tx).await?;
    Ok(count)
}

/// Takes a follower away, without telling them; nothing happens when they do not follow.
pub async fn remove_follower(ctx: &Ctx, actor: &Actor, follower: AccountId) -> Result<(), AppError> {
    throttle::take(ctx, "act", &actor.account.to_string(), ACTS)?;
    let mut tx = ctx.begin_write().await?;
    if rows::remove(&mut tx, follower, actor.account).await? {
        tx.append(Fact::Unfollowed { who: follower, whom: actor.account });
        ctx.commit(tx).await?;
    }
    Ok(())
}

/// Whom an account follows, by name.
pub async fn followees(ctx: &Ctx, who: AccountId) -> Result<Vec<std::sync::Arc<Author>>, AppError> {
    let mut tx = ctx.begin_read().await?;
    let ids: Vec<AccountId> = rows::followees(&mut tx, who).await?.into_iter().map(|(id, _)| id).collect();
    let people = person::several(ctx, &mut tx, &ids).await?;
    let mut people: Vec<_> = people.into_values().filter(|p| !p.gone).collect();
    people.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(people)
}

/// Who has followed an account since before a moment, latest first, each with that moment: the next page begins before
/// the last one's.
pub async fn followers(
    ctx: &Ctx,
    viewer: &Viewer,
    whom: AccountId,
    before: UnixMillis,
    limit: i64,
) -> Result<Vec<(std::sync::Arc<Author>, UnixMillis)>, AppError> {
    let mut tx = ctx.begin_read().await?;
    let found = rows::followers(&mut tx, whom, before, limit).await?;
    let ids: Vec<AccountId> = found.iter().map(|(id, _)| *id).collect();
    let people = person::several(ctx, &mut tx, &ids).await?;
    let shown = |(id, at): (AccountId, UnixMillis)| {
        let person = people.get(&id).filter(|p| !p.gone && !viewer.blocked.contains(&id))?;
        Some((std::sync::Arc::clone(person), at))
    };
    Ok(found.into_iter().filter_map(shown).collect())
}
