//! Reading a post as somebody who may or may not see it.

use std::collections::{HashMap, HashSet};

use grandstand_domain::{
    account::{Actor, Role},
    id::{AccountId, PostId},
    permit::Act,
    post::{Onlooker, PostState, Sight, may_see},
    time::UnixMillis,
};
use grandstand_store::{
    ReadTx, account, card as rows, follow,
    post::{self, Post},
    viewer,
};

use crate::{
    acting,
    ctx::Ctx,
    error::AppError,
    material, permit, review,
    viewer::Viewer,
    views::{Author, Card},
};

/// What someone is to an author, whatever they were handed of theirs.
pub(crate) async fn onlooker(tx: &mut ReadTx, actor: Option<&Actor>, author: AccountId) -> Result<Onlooker, AppError> {
    let Some(actor) = actor else { return Ok(Onlooker::ANYONE) };
    Ok(Onlooker {
        actor: Some(*actor),
        follows: follow::exists(tx, actor.account, author).await?,
        blocked: viewer::either_blocks(tx, actor.account, author).await?,
        shown: false,
    })
}

/// Whether a post that is not published was put before the actor: for review, as material of a course, or as what a team prepares
/// before those who may publish as it.
pub(crate) async fn shown(tx: &mut ReadTx, actor: &Actor, id: PostId) -> Result<bool, AppError> {
    Ok(review::reads(tx, actor, id).await?
        || material::shows(tx, actor, id).await?
        || is_of_their_team(tx, actor, id).await?)
}

async fn is_of_their_team(tx: &mut ReadTx, actor: &Actor, id: PostId) -> Result<bool, AppError> {
    let Some(post) = post::get(tx, id).await? else { return Ok(false) };
    let author = account::get(tx, post.account).await?.filter(|author| author.role == Role::Team);
    let Some(team) = author.and_then(|author| author.organisation) else { return Ok(false) };
    permit::holds(tx, actor, Act::PublishAsTeam, team).await
}

/// A post that the actor may see, or `NotFound`, whatever the reason.
pub(crate) async fn seen(
    tx: &mut ReadTx,
    actor: Option<&Actor>,
    id: PostId,
) -> Result<(Post, Sight, Onlooker), AppError> {
    let post = post::get(tx, id).await?.ok_or(AppError::NotFound)?;
    let author = account::get(tx, post.account).await?.ok_or(AppError::NotFound)?;
    let sight = Sight {
        author: post.account,
        author_gone: !author.is_active(),
        state: post.state,
        visibility: post.visibility,
    };
    let mut onlooker = onlooker(tx, actor, post.account).await?;
    if let Some(actor) = actor
        && post.state != PostState::Published
    {
        onlooker.shown = shown(tx, actor, id).await?;
    }
    if may_see(&onlooker, &sight) { Ok((post, sight, onlooker)) } else { Err(AppError::NotFound) }
}

/// A post as a page shows it: from the views when it is published, else (its author's drafts, a post that waits) from the
/// database.
///
/// # Errors
/// `NotFound` when this viewer may not see it.
pub async fn card(ctx: &Ctx, viewer: &Viewer, id: PostId) -> Result<Card, AppError> {
    if let Some(card) = ctx.views.card(viewer, id) {
        return Ok(card);
    }
    let mut tx = ctx.begin_read().await?;
    let (post, ..) = seen(&mut tx, viewer.actor.as_ref(), id).await?;
    let cards = from_rows(ctx, &mut tx, &[post.id]).await?;
    cards.into_iter().next().ok_or(AppError::NotFound)
}

/// The actor's drafts and posts that wait for their video or their time, newest first.
pub async fn unpublished(ctx: &Ctx, actor: &Actor, limit: i64) -> Result<Vec<Card>, AppError> {
    let mut tx = ctx.begin_read().await?;
    let posts = post::unpublished(&mut tx, actor.account, limit).await?;
    from_rows(ctx, &mut tx, &posts.iter().map(|p| p.id).collect::<Vec<_>>()).await
}

/// Those posts that wait for their film or their time and will not go out, as things stand: another's hand settled when, who may
/// publish for the author no more.
pub async fn held_back(ctx: &Ctx, cards: &[&Card]) -> Result<HashSet<PostId>, AppError> {
    let waiting = cards.iter().filter(|card| matches!(card.state, PostState::Scheduled | PostState::Waiting));
    let due: HashMap<PostId, UnixMillis> =
        waiting.map(|card| (card.id, card.scheduled_at.unwrap_or_default().max(ctx.now()))).collect();
    if due.is_empty() {
        return Ok(HashSet::new());
    }
    acting::held_back(&mut ctx.begin_read().await?, &due).await
}

/// Cards straight from the database, in the order asked.
async fn from_rows(ctx: &Ctx, tx: &mut ReadTx, ids: &[PostId]) -> Result<Vec<Card>, AppError> {
    let mut cards = Vec::with_capacity(ids.len());
    for row in rows::posts(tx, ids).await? {
        let Some(author) = author(ctx, tx, row.account).await? else { continue };
        cards.push(ctx.views.make_card(row, author));
    }
    cards.sort_by_key(|card| ids.iter().position(|id| *id == card.id));
    Ok(cards)
}

async fn author(ctx: &Ctx, tx: &mut ReadTx, id: AccountId) -> Result<Option<std::sync::Arc<Author>>, AppError> {
    if let Some(author) = ctx.views.author(id) {
        return Ok(Some(author));
    }
    Ok(crate::person::several(ctx, tx, &[id]).await?.into_values().next())
}
