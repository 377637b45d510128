//! Timelines: home, public, tags and lists.

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use grandstand_app::{list, viewer::Viewer, views::Timeline};
use grandstand_domain::{
    id::{AccountId, ListId},
    tag::Tag,
};

use super::{
    access::{IfAny, ReadLists, ReadStatuses, Routes, Scoped, viewer},
    kept,
    page::Paging,
    render::Render,
};
use crate::{ask::Ask, error::WebError};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/timelines/home", home)
        .get("/api/v1/timelines/public", public)
        .get("/api/v1/timelines/tag/{tag}", tag)
        .get("/api/v1/timelines/list/{id}", of_list)
        .get("/api/v1/timelines/direct", direct)
}

/// A page of a timeline as an answer.
async fn page(ask: &Ask, viewer: &Viewer, what: &Timeline, place: &'static str) -> Result<Response, WebError> {
    let paging = Paging::of(ask);
    if paging.params().is("remote") {
        return Ok(paging.full::<()>(ask, &[], &[]));
    }
    let found = ask.web.ctx.views.timeline(what, viewer, paging.stretch());
    let numbers: Vec<i64> = found.iter().map(|s| s.id).collect();
    let written = Render { web: &ask.web, viewer, place }.written(&found).await?;
    Ok(paging.full_written(ask, written, &numbers))
}

/// Everything public; the same for everyone without an account, so it is written once and kept.
async fn public(ask: IfAny<ReadStatuses>, headers: HeaderMap) -> Result<Response, WebError> {
    if ask.viewer.is_some() {
        return page(&ask, &viewer(&ask).await?, &Timeline::Public, "public").await;
    }
    let paging = Paging::of(&ask);
    let key = (paging.stretch(), paging.params().is("remote"));
    let kept = if let Some(kept) = ask.web.timelines.public(&ask.web, key) {
        kept
    } else {
        let version = ask.web.ctx.views.version();
        let made = page(&ask, &Viewer::anyone(), &Timeline::Public, "").await?;
        ask.web.timelines.keep_public(key, kept::Page::of(version, made).await?)
    };
    Ok(whole(&headers, &kept))
}

/// A kept page, or that the asker has it.
fn whole(headers: &HeaderMap, kept: &kept::Page) -> Response {
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == kept.tag.as_bytes());
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { kept.body.clone().into_response() };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    out.insert(header::VARY, HeaderValue::from_static("Authorization, Origin"));
    out.insert(header::ETAG, kept.tag.clone());
    if let Some(link) = &kept.link {
        out.insert(header::LINK, link.clone());
    }
    response
}

/// What those one follows have posted and passed on, one's own posts, and followed tags.
async fn home(who: Scoped<ReadStatuses>) -> Result<Response, WebError> {
    let viewer = viewer(&who).await?;
    page(&who, &viewer, &home_of(who.actor().account, &viewer), "home").await
}

/// What someone's home is made of.
pub(super) fn home_of(me: AccountId, viewer: &Viewer) -> Timeline {
    let followed = viewer.follows.iter().copied().filter(|author| !viewer.apart.contains(author));
    Timeline::Home { authors: followed.chain([me]).collect(), tags: viewer.tags.clone() }
}

async fn tag(ask: IfAny<ReadStatuses>, Path(tag): Path<String>) -> Result<Response, WebError> {
    let viewer = viewer(&ask).await?;
    let paging = Paging::of(&ask);
    let named = |name: &str| -> Vec<Tag> {
        paging.params().list(name).into_iter().take(10).filter_map(|t| t.parse().ok()).collect()
    };
    let any = tag.parse::<Tag>().into_iter().chain(named("any")).collect();
    let what = Timeline::Tag { any, all: named("all"), none: named("none") };
    page(&ask, &viewer, &what, "public").await
}

async fn of_list(who: Scoped<ReadLists>, Path(id): Path<String>) -> Result<Response, WebError> {
    let id: ListId = id.parse().map_err(|_| grandstand_app::AppError::NotFound)?;
    let (_, authors) = list::get(&who.web.ctx, who.actor(), id).await?;
    page(&who, &viewer(&who).await?, &Timeline::Home { authors, tags: Vec::new() }, "home").await
}

/// There are no direct messages here.
async fn direct(who: Scoped<ReadStatuses>) -> Response {
    Paging::of(&who).full::<()>(&who, &[], &[])
}
