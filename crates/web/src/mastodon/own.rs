//! What is one's own: bookmarks, favourites, how far one has read, reports; and lists that are always empty here.

use std::collections::BTreeMap;

use axum::{Json, response::Response};
use grandstand_app::{AppError, client, report};
use grandstand_domain::{
    id::{AccountId, PostId},
    invalid::Invalid,
    report::{ReportReason, ReportSubject},
    time::UnixMillis,
};
use grandstand_store::{self as store};

use super::{
    access::{
        Open, ReadAccounts, ReadBookmarks, ReadFavourites, ReadStatuses, Routes, Scoped, WriteConversations,
        WriteReports, WriteStatuses, viewer,
    },
    entity::{Marker, Nothing, Report, moment},
    find::{self, Found},
    page::Paging,
    render::Render,
};
use crate::{ask::Ask, error::WebError, params::Params};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/bookmarks", bookmarks)
        .get("/api/v1/favourites", favourites)
        .get("/api/v1/markers", markers)
        .post("/api/v1/markers", mark)
        .get("/api/v1/conversations", conversations)
        .delete("/api/v1/conversations/{id}", no_conversation)
        .post("/api/v1/conversations/{id}/read", no_conversation)
        .get("/api/v1/announcements", announcements)
        .post("/api/v1/reports", report_it)
        .get("/api/v1/profile", profile)
}

/// Posts, each with the moment by which the list is paged.
async fn posts(ask: &Ask, paging: &Paging, found: Vec<(PostId, i64)>) -> Result<Response, WebError> {
    let viewer = viewer(ask).await?;
    let items = paging.cut(found.into_iter().map(|(id, at)| (at, id)).collect());
    let ids: Vec<PostId> = items.iter().map(|(_, id)| *id).collect();
    let cards = ask.web.ctx.views.cards(&viewer, &ids);
    let shown = Render { web: &ask.web, viewer: &viewer, place: "" }.posts(&cards).await?;
    Ok(paging.full(ask, &shown, &items.iter().map(|(at, _)| *at).collect::<Vec<_>>()))
}

async fn bookmarks(who: Scoped<ReadBookmarks>) -> Result<Response, WebError> {
    let paging = Paging::of(&who);
    let mut tx = who.web.ctx.begin_read().await?;
    let before = UnixMillis(paging.before());
    let found = store::bookmark::latest(&mut tx, who.actor().account, before, paging.limit).await?;
    drop(tx);
    posts(&who, &paging, found.into_iter().map(|(id, at)| (id, at.0)).collect()).await
}

async fn favourites(who: Scoped<ReadFavourites>) -> Result<Response, WebError> {
    let paging = Paging::of(&who);
    let mut tx = who.web.ctx.begin_read().await?;
    let found = store::cheer::of_account(&mut tx, who.actor().account, paging.before(), paging.limit).await?;
    drop(tx);
    posts(&who, &paging, found).await
}

fn shown(markers: Vec<client::Marker>, wanted: &[&str]) -> Json<BTreeMap<String, Marker>> {
    let wanted = |m: &client::Marker| wanted.is_empty() || wanted.contains(&m.timeline.as_str());
    let marker = |m: client::Marker| {
        let shown = Marker { last_read_id: m.last_read_id, version: m.version, updated_at: moment(m.updated_at) };
        (m.timeline, shown)
    };
    Json(markers.into_iter().filter(wanted).map(marker).collect())
}

async fn markers(who: Scoped<ReadStatuses>, params: Params) -> Result<Json<BTreeMap<String, Marker>>, WebError> {
    let mut tx = who.web.ctx.begin_read().await?;
    let all = store::client::markers(&mut tx, who.actor().account).await?;
    Ok(shown(all, &params.list("timeline")))
}

async fn mark(who: Scoped<WriteStatuses>, params: Params) -> Result<Json<BTreeMap<String, Marker>>, WebError> {
    let mut read = Vec::new();
    for timeline in client::TIMELINES {
        if let Some(last) = params.get(&format!("{timeline}[last_read_id]")) {
            read.push((timeline, last));
        }
    }
    let names: Vec<&str> = read.iter().map(|(timeline, _)| *timeline).collect();
    let all = client::mark(&who.web.ctx, who.actor(), &read).await?;
    Ok(shown(all, &names))
}

/// There are no direct messages here.
async fn conversations(who: Scoped<ReadStatuses>) -> Response {
    Paging::of(&who).full::<()>(&who, &[], &[])
}

async fn no_conversation(
    _who: Scoped<WriteConversations>,
    axum::extract::Path(_id): axum::extract::Path<String>,
) -> WebError {
    AppError::NotFound.into()
}

async fn announcements(_ask: Open) -> Json<Nothing> {
    Json([])
}

/// One's own profile as plain text, for apps that edit it.
async fn profile(who: Scoped<ReadAccounts>) -> Result<Json<serde_json::Value>, WebError> {
    let me = who.actor().account;
    let mut tx = who.web.ctx.begin_read().await?;
    let row = store::account::get(&mut tx, me).await?.ok_or(AppError::NotFound)?;
    Ok(Json(serde_json::json!({ "id": me.to_string(), "display_name": row.display_name, "note": row.bio })))
}

/// Each status is a report of its own, with a reference of its own; without one, the account is what is reported.
async fn report_it(who: Scoped<WriteReports>, params: Params) -> Result<Json<Report>, WebError> {
    let viewer = viewer(&who).await?;
    let whom: AccountId = params.text("account_id").parse().map_err(|_| AppError::NotFound)?;
    let comment = params.text("comment");
    let category = params.get("category").unwrap_or("other");
    let reason = match category {
        "spam" => ReportReason::Spam,
        "violation" => ReportReason::Rules,
        "legal" | "other" if comment.trim().is_empty() => ReportReason::Rules,
        "legal" | "other" => ReportReason::Other,
        _ => return Err(Invalid::one("category", "report-reason-unknown").into()),
    };
    let ids = params.list("status_ids");
    let mut subjects = Vec::new();
    for id in ids.iter().take(20) {
        let (author, subject) = match find::status(&who.web, &viewer, id).await? {
            Found::Post(status) => (status.card.author.id, ReportSubject::Post(status.card.id)),
            Found::Own(card) => (card.author.id, ReportSubject::Post(card.id)),
            Found::Comment(comment, _) => (comment.account, ReportSubject::Comment(comment.id)),
        };
        if author != whom {
            return Err(AppError::NotFound.into());
        }
        subjects.push(subject);
    }
    if subjects.is_empty() {
        subjects.push(ReportSubject::Account(whom));
    }
    let mut reference = String::new();
    for subject in subjects {
        reference = report::submit(&who.web.ctx, who.origin, Some(who.actor()), subject, Some(reason), comment).await?;
    }
    let target = Render { web: &who.web, viewer: &viewer, place: "" }.accounts_of(&[whom]).await?.pop();
    Ok(Json(Report {
        id: reference,
        action_taken: false,
        action_taken_at: None,
        category: category.to_owned(),
        comment: comment.to_owned(),
        forwarded: false,
        created_at: moment(who.web.ctx.now()),
        status_ids: Some(ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>()).filter(|ids| !ids.is_empty()),
        rule_ids: None,
        target_account: target.ok_or(AppError::NotFound)?,
    }))
}
