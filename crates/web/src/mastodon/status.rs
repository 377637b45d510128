//! Looking at statuses.

use axum::{Json, extract::Path, response::Response};
use grandstand_app::{
    AppError,
    comment::{self, Comment, Shown},
    reblog,
    viewer::Viewer,
    views::Card,
};
use grandstand_domain::{
    id::{AccountId, ReblogId},
    time::UnixMillis,
};
use grandstand_store::post_note;

use super::{
    access::{IfAny, ReadAccounts, ReadStatuses, Routes, Scoped, viewer},
    account::people,
    entity::{self, Context, StatusEdit, StatusSource, moment},
    find::{self, Found},
    page::Paging,
    render::{Render, attachment},
    text::html,
};
use crate::{ask::Ask, error::WebError, params::Params};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/statuses", several)
        .get("/api/v1/statuses/{id}", one)
        .get("/api/v1/statuses/{id}/context", context)
        .get("/api/v1/statuses/{id}/source", source)
        .get("/api/v1/statuses/{id}/history", history)
        .get("/api/v1/statuses/{id}/favourited_by", favourited_by)
        .get("/api/v1/statuses/{id}/reblogged_by", reblogged_by)
        .get("/api/v1/statuses/{id}/card", card)
        .get("/api/v1/polls/{id}", poll)
        .get("/api/v1/timelines/link", link)
}

/// The most comments that a context shows.
const CONTEXT_MOST: i64 = 200;

/// What was found as an entity.
pub(super) async fn entity_of(ask: &Ask, viewer: &Viewer, found: &Found) -> Result<entity::Status, WebError> {
    let render = Render { web: &ask.web, viewer, place: "" };
    let shown = match found {
        Found::Post(status) => render.statuses(std::slice::from_ref(status)).await?.pop(),
        Found::Own(card) => Some(render.post(card).await?),
        Found::Comment(comment, card) => {
            // Its neighbours say whom it answers and how many answer it.
            let near = near(ask, viewer, comment, card).await?;
            let at = near.iter().position(|(c, _)| c.id == comment.id).unwrap_or(0);
            let mut shown = render.comments(&near).await?;
            (at < shown.len()).then(|| shown.swap_remove(at))
        }
    };
    shown.ok_or_else(|| AppError::NotFound.into())
}

/// A comment, the one it answers and those that answer it.
async fn near(ask: &Ask, viewer: &Viewer, comment: &Comment, card: &Card) -> Result<Vec<(Comment, Card)>, WebError> {
    let mut near = vec![(comment.clone(), card.clone())];
    if let Some(parent) = comment.parent
        && let Ok(parent) = comment::get(&ask.web.ctx, viewer, parent).await
    {
        near.push((parent, card.clone()));
    }
    let mut tx = ask.web.ctx.begin_read().await?;
    let replies = grandstand_store::comment::replies(&mut tx, &[comment.id]).await?;
    let wanted = |c: &Comment| !viewer.blocked.contains(&c.account) && !viewer.mutes(&c.text);
    near.extend(replies.into_iter().filter(wanted).map(|c| (c, card.clone())));
    Ok(near)
}

async fn one(ask: IfAny<ReadStatuses>, Path(id): Path<String>) -> Result<Json<entity::Status>, WebError> {
    let viewer = viewer(&ask).await?;
    let found = find::status(&ask.web, &viewer, &id).await?;
    Ok(Json(entity_of(&ask, &viewer, &found).await?))
}

async fn several(ask: IfAny<ReadStatuses>, params: Params) -> Result<Json<Vec<entity::Status>>, WebError> {
    let viewer = viewer(&ask).await?;
    let mut shown = Vec::new();
    for id in params.list("id").into_iter().take(20) {
        match find::status(&ask.web, &viewer, id).await {
            Ok(found) => shown.push(entity_of(&ask, &viewer, &found).await?),
            Err(WebError(AppError::NotFound)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Json(shown))
}

/// What stands before and after: a post has its comments after it, oldest first, each followed by its answers.
async fn context(ask: IfAny<ReadStatuses>, Path(id): Path<String>) -> Result<Json<Context>, WebError> {
    let viewer = viewer(&ask).await?;
    let render = Render { web: &ask.web, viewer: &viewer, place: "thread" };
    match find::status(&ask.web, &viewer, &id).await? {
        Found::Own(_) => Ok(Json(Context { ancestors: Vec::new(), descendants: Vec::new() })),
        Found::Post(status) => {
            let found = comment::list(&ask.web.ctx, &viewer, status.card.id, None, CONTEXT_MOST).await?;
            let mut flat = Vec::new();
            for Shown { comment, replies, .. } in found.threads.into_iter().rev() {
                flat.push((comment, status.card.clone()));
                flat.extend(replies.into_iter().map(|reply| (reply.comment, status.card.clone())));
            }
            flat.retain(|(c, _)| !c.removed);
            Ok(Json(Context { ancestors: Vec::new(), descendants: render.comments(&flat).await? }))
        }
        Found::Comment(comment, card) => {
            let near = near(&ask, &viewer, &comment, &card).await?;
            let shown = render.comments(&near).await?;
            let mut ancestors = render.posts(std::slice::from_ref(&card)).await?;
            let (mut parents, rest): (Vec<_>, Vec<_>) =
                shown.into_iter().partition(|s| comment.parent.is_some_and(|p| p.to_string() == s.id));
            ancestors.append(&mut parents);
            let descendants = rest.into_iter().filter(|s| s.id != comment.id.to_string()).collect();
            Ok(Json(Context { ancestors, descendants }))
        }
    }
}

async fn source(who: Scoped<ReadStatuses>, Path(id): Path<String>) -> Result<Json<StatusSource>, WebError> {
    let viewer = viewer(&who).await?;
    let found = find::status(&who.web, &viewer, &id).await?;
    let (text, card) = match &found {
        Found::Post(status) => (status.card.caption.to_string(), Some(&status.card)),
        Found::Own(card) => (card.caption.to_string(), Some(card)),
        Found::Comment(comment, _) => (comment.text.clone(), None),
    };
    let note = card.and_then(|card| card.note.as_deref());
    let spoiler_text = note.map_or_else(String::new, |note| note.spoiler.clone());
    Ok(Json(StatusSource { id, text, spoiler_text }))
}

/// How a post read, oldest first, the present included.
async fn history(ask: IfAny<ReadStatuses>, Path(id): Path<String>) -> Result<Json<Vec<StatusEdit>>, WebError> {
    let viewer = viewer(&ask).await?;
    let card = find::status(&ask.web, &viewer, &id).await?.post()?;
    let mut tx = ask.web.ctx.begin_read().await?;
    let versions = post_note::versions(&mut tx, card.id).await?;
    drop(tx);
    let now = Render { web: &ask.web, viewer: &viewer, place: "" }.post(&card).await?;
    let base = ask.web.ctx.settings.public_url.trim_end_matches('/');
    let edit = |content: String, alt: &str, at: UnixMillis| {
        let mut film = attachment(base, &card);
        film.description = Some(alt.to_owned()).filter(|a| !a.is_empty());
        StatusEdit {
            content,
            spoiler_text: now.spoiler_text.clone(),
            sensitive: now.sensitive,
            created_at: moment(at),
            account: now.account.clone(),
            poll: None,
            media_attachments: vec![film],
            emojis: [],
        }
    };
    let mut edits: Vec<StatusEdit> =
        versions.iter().map(|v| edit(html(&v.caption, base, |_| None), &v.alt_text, v.since)).collect();
    let since = card.edited_at.or(card.published_at).unwrap_or(card.created_at);
    edits.push(edit(now.content.clone(), &card.alt_text, since));
    Ok(Json(edits))
}

async fn favourited_by(ask: IfAny<ReadAccounts>, Path(id): Path<String>) -> Result<Response, WebError> {
    let viewer = viewer(&ask).await?;
    let paging = Paging::up_to(&ask, 40, 80);
    let Ok(card) = find::status(&ask.web, &viewer, &id).await?.post() else {
        return Ok(paging.full::<()>(&ask, &[], &[]));
    };
    let mut tx = ask.web.ctx.begin_read().await?;
    let found = grandstand_store::cheer::of_post(&mut tx, card.id, paging.before(), paging.limit).await?;
    drop(tx);
    let found = found.into_iter().filter(|(id, _)| !viewer.blocked.contains(id)).map(|(id, at)| (id, UnixMillis(at)));
    people(&ask, &viewer, &paging, found.collect()).await
}

async fn reblogged_by(ask: IfAny<ReadAccounts>, Path(id): Path<String>) -> Result<Response, WebError> {
    let viewer = viewer(&ask).await?;
    let paging = Paging::up_to(&ask, 40, 80);
    let Ok(card) = find::status(&ask.web, &viewer, &id).await?.post() else {
        return Ok(paging.full::<()>(&ask, &[], &[]));
    };
    let found = reblog::by(&ask.web.ctx, &viewer, card.id, ReblogId(paging.before()), paging.limit).await?;
    let found: Vec<(AccountId, UnixMillis)> = found.into_iter().map(|(p, id)| (p.id, UnixMillis(id.0))).collect();
    people(&ask, &viewer, &paging, found).await
}

/// No post here has a preview card: the film is the post.
async fn card(ask: IfAny<ReadStatuses>, Path(id): Path<String>) -> Result<Json<serde_json::Value>, WebError> {
    find::status(&ask.web, &viewer(&ask).await?, &id).await?;
    Ok(Json(serde_json::json!({})))
}

async fn poll(_ask: IfAny<ReadStatuses>, Path(_id): Path<String>) -> WebError {
    AppError::NotFound.into()
}

async fn link(ask: IfAny<ReadStatuses>) -> Response {
    Paging::of(&ask).full::<()>(&ask, &[], &[])
}
