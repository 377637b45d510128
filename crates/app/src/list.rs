//! Lists: some of those the actor follows, to be read apart. They are the actor's alone.

use grandstand_domain::{
    account::Actor,
    id::{AccountId, ListId},
    invalid::{Check, Invalid},
    log::Fact,
    text,
};
pub use grandstand_store::list::List;
use grandstand_store::{WriteTx, follow, list as rows};

use crate::{ctx::Ctx, error::AppError};

/// The most lists of one account.
const MOST: usize = 50;

/// What is said of a list; what is none stays, or is as usual.
#[derive(Clone, Copy, Debug, Default)]
pub struct Form<'a> {
    /// Its title.
    pub title: Option<&'a str>,
    /// Whose replies it shows: `followed`, `list` or `none`.
    pub replies_policy: Option<&'a str>,
    /// Whether its members are left out of home.
    pub exclusive: Option<bool>,
}

/// Makes a list.
pub async fn create(ctx: &Ctx, actor: &Actor, form: Form<'_>) -> Result<List, AppError> {
    let blank =
        List { id: ListId(ctx.id()), title: String::new(), replies_policy: "list".to_owned(), exclusive: false };
    let made = filled(blank, Form { title: Some(form.title.unwrap_or_default()), ..form })?;
    let mut tx = ctx.begin_write().await?;
    if rows::of_account(&mut tx, actor.account).await?.len() >= MOST {
        return Err(AppError::Conflict("lists-many"));
    }
    rows::insert(&mut tx, actor.account, &made).await?;
    tx.append(Fact::WishesChanged { who: actor.account, filters: false });
    ctx.commit(tx).await?;
    Ok(made)
}

/// Changes a list.
pub async fn update(ctx: &Ctx, actor: &Actor, id: ListId, form: Form<'_>) -> Result<List, AppError> {
    let mut tx = ctx.begin_write().await?;
    let after = filled(own(&mut tx, actor, id).await?, form)?;
    rows::update(&mut tx, &after).await?;
    tx.append(Fact::WishesChanged { who: actor.account, filters: false });
    ctx.commit(tx).await?;
    Ok(after)
}

/// Takes a list away.
pub async fn remove(ctx: &Ctx, actor: &Actor, id: ListId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    own(&mut tx, actor, id).await?;
    rows::remove(&mut tx, id).await?;
    tx.append(Fact::WishesChanged { who: actor.account, filters: false });
    ctx.commit(tx).await?;
    Ok(())
}

/// Puts people on a list, all or none.
///
/// # Errors
/// `NotFound` for anyone the actor does not follow.
pub async fn add(ctx: &Ctx, actor: &Actor, id: ListId, members: &[AccountId]) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    own(&mut tx, actor, id).await?;
    for member in members {
        if *member != actor.account && !follow::exists(&mut tx, actor.account, *member).await? {
            return Err(AppError::NotFound);
        }
        rows::add(&mut tx, id, *member).await?;
    }
    tx.append(Fact::WishesChanged { who: actor.account, filters: false });
    ctx.commit(tx).await?;
    Ok(())
}

/// Takes people off a list.
pub async fn take_out(ctx: &Ctx, actor: &Actor, id: ListId, members: &[AccountId]) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    own(&mut tx, actor, id).await?;
    for member in members {
        rows::take_out(&mut tx, id, *member).await?;
    }
    tx.append(Fact::WishesChanged { who: actor.account, filters: false });
    ctx.commit(tx).await?;
    Ok(())
}

/// A list of the actor's with its members, the newest account first.
pub async fn get(ctx: &Ctx, actor: &Actor, id: ListId) -> Result<(List, Vec<AccountId>), AppError> {
    let mut tx = ctx.begin_read().await?;
    let list = rows::get(&mut tx, actor.account, id).await?.ok_or(AppError::NotFound)?;
    let members = rows::members(&mut tx, id).await?;
    Ok((list, members))
}

/// The actor's lists, or those on which `member` stands.
pub async fn all(ctx: &Ctx, actor: &Actor, member: Option<AccountId>) -> Result<Vec<List>, AppError> {
    let mut tx = ctx.begin_read().await?;
    Ok(match member {
        Some(member) => rows::with_member(&mut tx, actor.account, member).await?,
        None => rows::of_account(&mut tx, actor.account).await?,
    })
}

async fn own(tx: &mut WriteTx, actor: &Actor, id: ListId) -> Result<List, AppError> {
    rows::get(tx, actor.account, id).await?.ok_or(AppError::NotFound)
}

fn filled(mut list: List, form: Form<'_>) -> Result<List, Invalid> {
    let mut faults = Check::default();
    if let Some(title) = form.title {
        list.title = faults.take("title", text::name(title, 80)).unwrap_or_default();
    }
    if let Some(policy) = form.replies_policy {
        if !["followed", "list", "none"].contains(&policy) {
            faults.fault("replies_policy", "list-policy-unknown");
        }
        policy.clone_into(&mut list.replies_policy);
    }
    list.exclusive = form.exclusive.unwrap_or(list.exclusive);
    faults.done().map(|()| list)
}
