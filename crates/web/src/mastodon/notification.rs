//! Notifications, one by one and in groups. New posts of those one follows are not among them: apps show those at home.

use std::collections::HashMap;

use axum::{Json, extract::Path, response::Response};
use grandstand_app::{AppError, comment, notification as notes, viewer::Viewer};
use grandstand_domain::{account::Actor, id::NotificationId, notification::NotificationKind};
use grandstand_store::notification::{Between, Notification, between, get};
use serde_json::{Value, json};

use super::{
    access::{ReadNotifications, Routes, Scoped, WriteNotifications, viewer},
    entity::{self, Status, moment},
    page::Paging,
    render::Render,
};
use crate::{ask::Ask, error::WebError, params::Params, state::Web};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/notifications", list)
        .get("/api/v1/notifications/{id}", one)
        .get("/api/v1/notifications/unread_count", unread)
        .post("/api/v1/notifications/clear", clear)
        .post("/api/v1/notifications/dismiss", dismiss_old)
        .post("/api/v1/notifications/{id}/dismiss", dismiss)
        .get("/api/v1/notifications/requests", requests)
        .get("/api/v1/notifications/policy", policy)
        .get("/api/v2/notifications", grouped)
        .get("/api/v2/notifications/unread_count", unread)
        .get("/api/v2/notifications/policy", policy)
        .patch("/api/v2/notifications/policy", set_policy)
        .get("/api/v2/notifications/{key}", group)
        .post("/api/v2/notifications/{key}/dismiss", dismiss_group)
        .get("/api/v2/notifications/{key}/accounts", group_accounts)
}

/// Kinds that apps know, with their words for them. What tells an author of their own film stays on our pages.
const KINDS: [(NotificationKind, &str); 6] = [
    (NotificationKind::Follow, "follow"),
    (NotificationKind::Cheer, "favourite"),
    (NotificationKind::Reblog, "reblog"),
    (NotificationKind::Comment, "mention"),
    (NotificationKind::Reply, "mention"),
    (NotificationKind::Mention, "mention"),
];

fn word(kind: NotificationKind) -> Option<&'static str> {
    KINDS.iter().find(|(known, _)| *known == kind).map(|(_, word)| *word)
}

/// The kinds that a request wants.
fn wanted(params: &Params) -> Vec<NotificationKind> {
    let (types, without) = (params.list("types"), params.list("exclude_types"));
    let fits = |word: &str| (types.is_empty() || types.contains(&word)) && !without.contains(&word);
    KINDS.iter().filter(|(_, word)| fits(word)).map(|(kind, _)| *kind).collect()
}

/// A notification with what it is about.
struct Told {
    row: Notification,
    entity: entity::Notification,
}

/// A page of the actor's notifications as entities, with the ids of the first and the last row that were read.
async fn page(ask: &Ask, actor: &Actor, viewer: &Viewer, paging: &Paging) -> Result<(Vec<Told>, Vec<i64>), WebError> {
    let params = paging.params();
    let kinds = wanted(params);
    let which = Between {
        kinds: &kinds,
        before: paging.before(),
        after: paging.after(),
        oldest: params.number("min_id").is_some(),
        limit: paging.limit,
    };
    let mut tx = ask.web.ctx.begin_read().await?;
    let rows = between(&mut tx, actor.account, which).await?;
    drop(tx);
    let numbers = rows.iter().map(|n| n.id.0).collect();
    let only = params.get("account_id");
    let rows = rows.into_iter().filter(|n| only.is_none_or(|id| n.actor.is_some_and(|a| a.to_string() == id)));
    Ok((told(&ask.web, actor, viewer, rows.collect()).await?, numbers))
}

/// Rows as entities, without those of people whom the viewer does not want to hear of.
async fn told(web: &Web, actor: &Actor, viewer: &Viewer, rows: Vec<Notification>) -> Result<Vec<Told>, WebError> {
    let render = Render { web, viewer, place: "notifications" };
    let silent = grandstand_app::mute::list(&web.ctx, actor).await?;
    let heard = |n: &Notification| {
        n.actor.is_some_and(|a| !viewer.blocked.contains(&a) && !silent.iter().any(|m| m.notifications && m.muted == a))
    };
    let rows: Vec<Notification> = rows.into_iter().filter(heard).collect();
    let actors: Vec<_> = rows.iter().filter_map(|n| n.actor).collect();
    let people: HashMap<String, entity::Account> =
        render.accounts_of(&actors).await?.into_iter().map(|a| (a.id.clone(), a)).collect();
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(account) = row.actor.and_then(|a| people.get(&a.to_string())).cloned() else { continue };
        let Some(kind) = word(row.kind) else { continue };
        let status = about(web, &render, &row).await?;
        // What it was about is gone, or a filter hides it.
        if status.is_none() && row.kind != NotificationKind::Follow {
            continue;
        }
        let group_key = match (&status, row.kind) {
            (Some(status), NotificationKind::Cheer | NotificationKind::Reblog) => format!("{kind}-{}", status.id),
            (_, NotificationKind::Follow) => format!("follow-{}", row.created_at.0 / grandstand_domain::time::DAY),
            _ => format!("ungrouped-{}", row.id),
        };
        let entity = entity::Notification {
            id: row.id.to_string(),
            kind,
            created_at: moment(row.created_at),
            group_key,
            account,
            status,
        };
        found.push(Told { row, entity });
    }
    Ok(found)
}

async fn about(web: &Web, render: &Render<'_>, row: &Notification) -> Result<Option<Status>, WebError> {
    let Some(card) = row.post.and_then(|post| web.ctx.views.card(render.viewer, post)) else { return Ok(None) };
    let Some(id) = row.comment else { return Ok(render.posts(std::slice::from_ref(&card)).await?.pop()) };
    match comment::get(&web.ctx, render.viewer, id).await {
        Ok(comment) => Ok(render.comments(&[(comment, card)]).await?.pop()),
        Err(AppError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// One row as an entity; none if its reader does not want to hear of it.
pub(super) async fn one_told(
    web: &Web,
    actor: &Actor,
    viewer: &Viewer,
    row: Notification,
) -> Result<Option<entity::Notification>, WebError> {
    Ok(told(web, actor, viewer, vec![row]).await?.pop().map(|told| told.entity))
}

async fn list(who: Scoped<ReadNotifications>) -> Result<Response, WebError> {
    let viewer = viewer(&who).await?;
    let paging = Paging::up_to(&who, 40, 80);
    let (found, numbers) = page(&who, who.actor(), &viewer, &paging).await?;
    let shown: Vec<entity::Notification> = found.into_iter().map(|t| t.entity).collect();
    Ok(paging.full(&who, &shown, &numbers))
}

async fn one(who: Scoped<ReadNotifications>, Path(id): Path<String>) -> Result<Json<entity::Notification>, WebError> {
    let id: NotificationId = id.parse().map_err(|_| AppError::NotFound)?;
    let viewer = viewer(&who).await?;
    let mut tx = who.web.ctx.begin_read().await?;
    let row = get(&mut tx, who.actor().account, id).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let told = told(&who.web, who.actor(), &viewer, vec![row]).await?.pop().ok_or(AppError::NotFound)?;
    Ok(Json(told.entity))
}

async fn unread(who: Scoped<ReadNotifications>) -> Result<Json<Value>, WebError> {
    let mut tx = who.web.ctx.begin_read().await?;
    let count = grandstand_store::notification::unread(&mut tx, who.actor().account).await?;
    Ok(Json(json!({ "count": count })))
}

async fn clear(who: Scoped<WriteNotifications>) -> Result<Json<Value>, WebError> {
    notes::clear(&who.web.ctx, who.actor()).await?;
    Ok(Json(json!({})))
}

async fn dismiss(who: Scoped<WriteNotifications>, Path(id): Path<String>) -> Result<Json<Value>, WebError> {
    let id: NotificationId = id.parse().map_err(|_| AppError::NotFound)?;
    notes::dismiss(&who.web.ctx, who.actor(), id).await?;
    Ok(Json(json!({})))
}

async fn dismiss_old(who: Scoped<WriteNotifications>, params: Params) -> Result<Json<Value>, WebError> {
    let id: NotificationId = params.text("id").parse().map_err(|_| AppError::NotFound)?;
    notes::dismiss(&who.web.ctx, who.actor(), id).await?;
    Ok(Json(json!({})))
}

async fn requests(_who: Scoped<ReadNotifications>) -> Json<entity::Nothing> {
    Json([])
}

/// Everyone may be heard here, within blocks and mutes.
async fn policy(_who: Scoped<ReadNotifications>) -> Json<Value> {
    Json(accepted())
}

async fn set_policy(_who: Scoped<WriteNotifications>, params: Params) -> Result<Json<Value>, WebError> {
    let names = ["not_following", "not_followers", "new_accounts", "private_mentions", "limited_accounts"];
    let kept = |name: &&str| params.get(&format!("for_{name}")).is_none_or(|wish| wish == "accept");
    if names.iter().all(kept) { Ok(Json(accepted())) } else { Err(AppError::Conflict("policy-fixed").into()) }
}

fn accepted() -> Value {
    json!({
        "for_not_following": "accept",
        "for_not_followers": "accept",
        "for_new_accounts": "accept",
        "for_private_mentions": "accept",
        "for_limited_accounts": "accept",
        "summary": { "pending_requests_count": 0, "pending_notifications_count": 0 },
    })
}

/// Notifications in groups: who cheered one film, who passed it on, who followed on one day.
fn groups(found: Vec<Told>, grouped: &[&str]) -> Value {
    let mut groups: Vec<(String, Vec<Told>)> = Vec::new();
    for told in found {
        let together = grouped.is_empty() || grouped.contains(&told.entity.kind);
        let key = if together { told.entity.group_key.clone() } else { format!("ungrouped-{}", told.entity.id) };
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, members)) => members.push(told),
            None => groups.push((key, vec![told])),
        }
    }
    let (mut accounts, mut statuses, mut listed) = (Vec::new(), Vec::new(), Vec::new());
    for (key, members) in groups {
        let (Some(newest), Some(oldest)) = (members.first(), members.last()) else { continue };
        let mut group = json!({
            "group_key": key,
            "notifications_count": members.len(),
            "type": newest.entity.kind,
            "most_recent_notification_id": newest.entity.id,
            "page_min_id": oldest.entity.id,
            "page_max_id": newest.entity.id,
            "latest_page_notification_at": moment(newest.row.created_at),
            "sample_account_ids": members.iter().take(8).map(|t| t.entity.account.id.clone()).collect::<Vec<_>>(),
        });
        if let Some(status) = &newest.entity.status {
            group["status_id"] = status.id.clone().into();
        }
        listed.push(group);
        for told in members {
            let known = |list: &[Value], id: &str| list.iter().any(|v| v["id"] == id);
            if !known(&accounts, &told.entity.account.id) {
                accounts.push(json!(told.entity.account));
            }
            if let Some(status) = told.entity.status.filter(|s| !known(&statuses, &s.id)) {
                statuses.push(json!(status));
            }
        }
    }
    json!({ "accounts": accounts, "statuses": statuses, "notification_groups": listed })
}

async fn grouped(who: Scoped<ReadNotifications>) -> Result<Response, WebError> {
    let viewer = viewer(&who).await?;
    let paging = Paging::up_to(&who, 40, 80);
    let (found, numbers) = page(&who, who.actor(), &viewer, &paging).await?;
    let together = paging.params().list("grouped_types");
    let body = groups(found, &together);
    let mut response = paging.full::<()>(&who, &[], &numbers);
    *response.body_mut() = body.to_string().into();
    response.headers_mut().remove(axum::http::header::CONTENT_LENGTH);
    Ok(response)
}

/// The newest notifications of one group.
async fn members(ask: &Ask, actor: &Actor, key: &str) -> Result<Vec<Told>, WebError> {
    let viewer = viewer(ask).await?;
    let paging = Paging::up_to(ask, 80, 80);
    let (mut found, _) = page(ask, actor, &viewer, &paging).await?;
    found.retain(|t| t.entity.group_key == key || format!("ungrouped-{}", t.entity.id) == key);
    if found.is_empty() { Err(AppError::NotFound.into()) } else { Ok(found) }
}

async fn group(who: Scoped<ReadNotifications>, Path(key): Path<String>) -> Result<Json<Value>, WebError> {
    Ok(Json(groups(members(&who, who.actor(), &key).await?, &[])))
}

async fn group_accounts(
    who: Scoped<ReadNotifications>,
    Path(key): Path<String>,
) -> Result<Json<Vec<entity::Account>>, WebError> {
    Ok(Json(members(&who, who.actor(), &key).await?.into_iter().map(|t| t.entity.account).collect()))
}

async fn dismiss_group(who: Scoped<WriteNotifications>, Path(key): Path<String>) -> Result<Json<Value>, WebError> {
    for told in members(&who, who.actor(), &key).await? {
        notes::dismiss(&who.web.ctx, who.actor(), told.row.id).await?;
    }
    Ok(Json(json!({})))
}
