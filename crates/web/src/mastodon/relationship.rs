//! What accounts are to each other, and changing it.

use axum::{Json, extract::Path, response::Response};
use grandstand_app::{block, client, follow, mute};
use grandstand_domain::{account::Actor, id::AccountId};
use grandstand_store::{self as store, account_note};

use super::{
    access::{
        ReadBlocks, ReadFollows, ReadMutes, Routes, Scoped, WriteAccounts, WriteBlocks, WriteFollows, WriteMutes,
        viewer,
    },
    account::people,
    entity::{Nothing, Relationship, moment},
    find,
    page::Paging,
    render::Render,
};
use crate::{ask::Ask, error::WebError, params::Params};

pub(super) fn routes() -> Routes {
    Routes::default()
        .post("/api/v1/accounts/{id}/follow", follow_account)
        .post("/api/v1/accounts/{id}/unfollow", unfollow)
        .post("/api/v1/accounts/{id}/remove_from_followers", remove_follower)
        .post("/api/v1/accounts/{id}/block", block_account)
        .post("/api/v1/accounts/{id}/unblock", unblock)
        .post("/api/v1/accounts/{id}/mute", mute_account)
        .post("/api/v1/accounts/{id}/unmute", unmute)
        .post("/api/v1/accounts/{id}/note", note)
        .get("/api/v1/blocks", blocks)
        .get("/api/v1/mutes", mutes)
        .get("/api/v1/domain_blocks", no_domains)
        .get("/api/v1/follow_requests", no_requests)
        .get("/api/v1/endorsements", no_requests)
        .post("/api/v1/follow_requests/{id}/authorize", no_request)
        .post("/api/v1/follow_requests/{id}/reject", no_request)
}

/// What the actor is to these accounts; unknown ones are left out.
pub(super) async fn relationships(ask: &Ask, actor: &Actor, ids: &[AccountId]) -> Result<Vec<Relationship>, WebError> {
    let (me, now) = (actor.account, ask.web.ctx.now());
    let mut tx = ask.web.ctx.begin_read().await?;
    let known: Vec<AccountId> = store::account::several(&mut tx, ids).await?.into_iter().map(|a| a.id).collect();
    let mutes = store::mute::of_account(&mut tx, me, now).await?;
    let notes = account_note::of_account(&mut tx, me).await?;
    let followed = store::viewer::followed(&mut tx, me, ids).await?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids.iter().copied().filter(|id| known.contains(id)) {
        let mute = mutes.iter().find(|m| m.muted == id);
        found.push(Relationship {
            id: id.to_string(),
            following: followed.contains(&id),
            showing_reblogs: followed.contains(&id),
            notifying: false,
            languages: None,
            followed_by: store::follow::exists(&mut tx, id, me).await?,
            blocking: store::block::exists(&mut tx, me, id).await?,
            blocked_by: store::block::exists(&mut tx, id, me).await?,
            muting: mute.is_some(),
            muting_notifications: mute.is_some_and(|m| m.notifications),
            muting_expires_at: mute.and_then(|m| m.expires_at).map(moment),
            requested: false,
            requested_by: false,
            domain_blocking: false,
            endorsed: false,
            note: notes.iter().find(|(about, _)| *about == id).map_or_else(String::new, |(_, text)| text.clone()),
        });
    }
    Ok(found)
}

/// What the actor is to one account now.
async fn now(ask: &Ask, actor: &Actor, id: AccountId) -> Result<Json<Relationship>, WebError> {
    let found = relationships(ask, actor, &[id]).await?.pop();
    Ok(Json(found.ok_or(grandstand_app::AppError::NotFound)?))
}

fn id(text: &str) -> Result<AccountId, WebError> {
    text.parse().map_err(|_| grandstand_app::AppError::NotFound.into())
}

async fn follow_account(who: Scoped<WriteFollows>, Path(whom): Path<String>) -> Result<Json<Relationship>, WebError> {
    let viewer = viewer(&who).await?;
    let whom = find::account(&who.web, &viewer, &whom).await?.id;
    follow::follow(&who.web.ctx, who.actor(), whom).await?;
    now(&who, who.actor(), whom).await
}

async fn unfollow(who: Scoped<WriteFollows>, Path(whom): Path<String>) -> Result<Json<Relationship>, WebError> {
    follow::unfollow(&who.web.ctx, who.actor(), id(&whom)?).await?;
    now(&who, who.actor(), id(&whom)?).await
}

async fn remove_follower(who: Scoped<WriteFollows>, Path(whom): Path<String>) -> Result<Json<Relationship>, WebError> {
    follow::remove_follower(&who.web.ctx, who.actor(), id(&whom)?).await?;
    now(&who, who.actor(), id(&whom)?).await
}

async fn block_account(who: Scoped<WriteBlocks>, Path(whom): Path<String>) -> Result<Json<Relationship>, WebError> {
    block::block(&who.web.ctx, who.actor(), id(&whom)?).await?;
    now(&who, who.actor(), id(&whom)?).await
}

async fn unblock(who: Scoped<WriteBlocks>, Path(whom): Path<String>) -> Result<Json<Relationship>, WebError> {
    block::unblock(&who.web.ctx, who.actor(), id(&whom)?).await?;
    now(&who, who.actor(), id(&whom)?).await
}

async fn mute_account(
    who: Scoped<WriteMutes>,
    Path(whom): Path<String>,
    params: Params,
) -> Result<Json<Relationship>, WebError> {
    let notifications = params.flag("notifications").unwrap_or(true);
    let seconds = params.number("duration").unwrap_or(0).max(0);
    mute::mute(&who.web.ctx, who.actor(), id(&whom)?, notifications, seconds).await?;
    now(&who, who.actor(), id(&whom)?).await
}

async fn unmute(who: Scoped<WriteMutes>, Path(whom): Path<String>) -> Result<Json<Relationship>, WebError> {
    mute::unmute(&who.web.ctx, who.actor(), id(&whom)?).await?;
    now(&who, who.actor(), id(&whom)?).await
}

async fn note(
    who: Scoped<WriteAccounts>,
    Path(whom): Path<String>,
    params: Params,
) -> Result<Json<Relationship>, WebError> {
    client::note_account(&who.web.ctx, who.actor(), id(&whom)?, params.text("comment")).await?;
    now(&who, who.actor(), id(&whom)?).await
}

async fn blocks(who: Scoped<ReadBlocks>) -> Result<Response, WebError> {
    let viewer = viewer(&who).await?;
    let mut tx = who.web.ctx.begin_read().await?;
    let found = store::block::list(&mut tx, who.actor().account, 1_000).await?;
    drop(tx);
    people(&who, &viewer, &Paging::up_to(&who, 40, 80), found).await
}

async fn mutes(who: Scoped<ReadMutes>) -> Result<Response, WebError> {
    let viewer = viewer(&who).await?;
    let paging = Paging::up_to(&who, 40, 80);
    let found = mute::list(&who.web.ctx, who.actor()).await?;
    let items = paging.cut(found.into_iter().map(|m| (m.created_at.0, m)).collect());
    let numbers: Vec<i64> = items.iter().map(|(at, _)| *at).collect();
    let ids: Vec<AccountId> = items.iter().map(|(_, m)| m.muted).collect();
    let render = Render { web: &who.web, viewer: &viewer, place: "" };
    let mut accounts = render.accounts_of(&ids).await?;
    for account in &mut accounts {
        let until = items.iter().find(|(_, m)| m.muted.to_string() == account.id).and_then(|(_, m)| m.expires_at);
        account.mute_expires_at = Some(until.map(moment).into());
    }
    Ok(paging.full(&who, &accounts, &numbers))
}

async fn no_domains(_who: Scoped<ReadBlocks>) -> Json<Nothing> {
    Json([])
}

async fn no_requests(_who: Scoped<ReadFollows>) -> Json<Nothing> {
    Json([])
}

/// Nobody asks to follow here: everyone may.
async fn no_request(_who: Scoped<WriteFollows>, Path(_id): Path<String>) -> WebError {
    grandstand_app::AppError::NotFound.into()
}
