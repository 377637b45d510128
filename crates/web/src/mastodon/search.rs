//! Search, and what this server suggests: trends (our Discover) and people to follow.

use axum::{Json, response::Response};
use grandstand_app::{
    search as find,
    viewer::Viewer,
    views::{RosterFilter, feed::Filter},
};
use grandstand_domain::tag::Tag;

use super::{
    access::{IfAny, Open, ReadAccounts, ReadSearch, ReadStatuses, Routes, Scoped, WriteAccounts, viewer},
    entity::{Search, Status, Suggestion, Tag as TagEntity},
    page::Paging,
    render::Render,
    tag::entity as tag_entity,
};
use crate::{ask::Ask, error::WebError, params::Params};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v2/search", search)
        .get("/api/v1/trends", trending_tags)
        .get("/api/v1/trends/tags", trending_tags)
        .get("/api/v1/trends/statuses", trending_statuses)
        .get("/api/v1/trends/links", trending_links)
        .get("/api/v2/suggestions", suggestions)
        .get("/api/v1/suggestions", suggested_accounts)
        .delete("/api/v1/suggestions/{id}", not_this_one)
}

async fn search(ask: IfAny<ReadSearch>, params: Params) -> Result<Json<Search>, WebError> {
    let viewer = viewer(&ask).await?;
    let limit = params.number("limit").unwrap_or(20).clamp(1, 40);
    let offset = usize::try_from(params.number("offset").unwrap_or(0).clamp(0, 200)).unwrap_or(0);
    let kind = params.text("type");
    let question = named(&ask, params.text("q"));
    let most = limit + i64::try_from(offset).unwrap_or(0);
    let found = find::find(&ask.web.ctx, &viewer, &question, most).await?;
    let wants = |what: &str| kind.is_empty() || kind == what;
    let (skip, take) = (offset, usize::try_from(limit).unwrap_or(20));
    let render = Render { web: &ask.web, viewer: &viewer, place: "" };
    let following = params.is("following");
    let people: Vec<_> = found
        .people
        .into_iter()
        .filter(|p| wants("accounts") && (!following || viewer.follows.contains(&p.id)))
        .skip(skip)
        .take(take)
        .collect();
    let mut posts: Vec<_> = found.posts.into_iter().filter(|_| wants("statuses")).skip(skip).take(take).collect();
    if let Some(author) = params.get("account_id") {
        posts.retain(|card| card.author.id.to_string() == author);
    }
    let tags = found.tags.into_iter().filter(|_| wants("hashtags")).skip(skip).take(take);
    Ok(Json(Search {
        accounts: render.accounts(&people).await?,
        statuses: render.posts(&posts).await?,
        hashtags: tags.map(|(tag, _)| tag_entity(&ask.web, &tag, None)).collect(),
    }))
}

/// An address of ours, or a handle with our host, stands for the handle.
fn named(ask: &Ask, question: &str) -> String {
    let question = question.trim();
    let here = format!("@{}", crate::oauth::authority(&ask.web));
    if let Some(path) = question.strip_prefix(&ask.web.absolute("/@")) {
        return format!("@{}", path.split(['/', '?']).next().unwrap_or_default());
    }
    match question.strip_suffix(&here) {
        Some(handle) => format!("@{}", handle.trim_start_matches('@')),
        None => question.to_owned(),
    }
}

async fn trending_tags(ask: Open, params: Params) -> Json<Vec<TagEntity>> {
    let limit = usize::try_from(params.number("limit").unwrap_or(10).clamp(1, 20)).unwrap_or(10);
    let offset = usize::try_from(params.number("offset").unwrap_or(0).clamp(0, 200)).unwrap_or(0);
    let tags = ask.web.ctx.views.tags("", limit + offset);
    Json(tags.iter().skip(offset).map(|(tag, _): &(Tag, usize)| tag_entity(&ask.web, tag, None)).collect())
}

/// Discover: fresh, every athlete in turn. Nothing here is ranked by how many have watched it.
async fn trending_statuses(ask: IfAny<ReadStatuses>, params: Params) -> Result<Json<Vec<Status>>, WebError> {
    let viewer = viewer(&ask).await?;
    let limit = usize::try_from(params.number("limit").unwrap_or(20).clamp(1, 40)).unwrap_or(20);
    let offset = usize::try_from(params.number("offset").unwrap_or(0).clamp(0, 200)).unwrap_or(0);
    let page = ask.web.ctx.views.discover(&Filter::default(), &viewer, None, (offset + limit).min(100));
    let cards: Vec<_> = page.cards.into_iter().skip(offset).take(limit).collect();
    Ok(Json(Render { web: &ask.web, viewer: &viewer, place: "public" }.posts(&cards).await?))
}

async fn trending_links(ask: Open) -> Response {
    Paging::of(&ask).full::<()>(&ask, &[], &[])
}

/// Athletes that the viewer does not follow, those who posted last first.
async fn suggested(ask: &Ask, viewer: &Viewer, limit: usize) -> Result<Vec<super::entity::Account>, WebError> {
    let own = viewer.actor.map(|a| a.account);
    let unknown = |id| Some(id) != own && !viewer.follows.contains(&id) && !viewer.blocked.contains(&id);
    let mut people: Vec<_> =
        ask.web.ctx.views.roster(&RosterFilter::default()).into_iter().filter(|p| unknown(p.id)).collect();
    people.retain(|p| !viewer.muted_accounts.contains(&p.id));
    let newest = |id| ask.web.ctx.views.posts_of(id).1.and_then(|card| card.published_at);
    people.sort_by_cached_key(|p| std::cmp::Reverse(newest(p.id)));
    people.truncate(limit);
    Render { web: &ask.web, viewer, place: "" }.accounts(&people).await
}

async fn suggestions(who: Scoped<ReadAccounts>, params: Params) -> Result<Json<Vec<Suggestion>>, WebError> {
    let viewer = viewer(&who).await?;
    let limit = usize::try_from(params.number("limit").unwrap_or(40).clamp(1, 80)).unwrap_or(40);
    let found = suggested(&who, &viewer, limit).await?;
    let suggestion = |account| Suggestion { source: "global", sources: vec!["featured"], account };
    Ok(Json(found.into_iter().map(suggestion).collect()))
}

async fn suggested_accounts(
    who: Scoped<ReadAccounts>,
    params: Params,
) -> Result<Json<Vec<super::entity::Account>>, WebError> {
    let viewer = viewer(&who).await?;
    let limit = usize::try_from(params.number("limit").unwrap_or(40).clamp(1, 80)).unwrap_or(40);
    Ok(Json(suggested(&who, &viewer, limit).await?))
}

/// Suggestions are not kept, so there is nothing to take out; a mute keeps someone out of them.
async fn not_this_one(
    _who: Scoped<WriteAccounts>,
    axum::extract::Path(_id): axum::extract::Path<String>,
) -> Json<serde_json::Value> {
    Json(serde_json::json!({}))
}
