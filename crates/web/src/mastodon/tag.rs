//! Tags: looking at one, following it, showing it on a profile.

use std::collections::HashSet;

use axum::{Json, extract::Path, http::StatusCode, response::Response};
use grandstand_app::{AppError, client};
use grandstand_domain::{id::FeaturedTagId, invalid::Invalid, tag::Tag, time::DAY};
use grandstand_store::client as rows;

use super::{
    access::{IfAny, ReadAccounts, ReadFollows, ReadStatuses, Routes, Scoped, WriteAccounts, WriteFollows},
    account::featured,
    entity::{FeaturedTag, History, Tag as TagEntity},
    page::Paging,
};
use crate::{error::WebError, params::Params, show::text::in_path, state::Web};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/tags/{tag}", one)
        .post("/api/v1/tags/{tag}/follow", follow)
        .post("/api/v1/tags/{tag}/unfollow", unfollow)
        .post("/api/v1/tags/{tag}/feature", feature)
        .post("/api/v1/tags/{tag}/unfeature", unfeature)
        .get("/api/v1/followed_tags", followed)
        .get("/api/v1/featured_tags", own_featured)
        .post("/api/v1/featured_tags", add_featured)
        .get("/api/v1/featured_tags/suggestions", suggestions)
        .delete("/api/v1/featured_tags/{id}", remove_featured)
}

/// The most posts that a tag's history counts.
const COUNTED: usize = 2_000;

/// A tag with its last seven days.
pub(super) fn entity(web: &Web, tag: &Tag, own: Option<(bool, bool)>) -> TagEntity {
    let today = web.ctx.now().0 / DAY;
    let posts = web.ctx.views.tagged(tag, COUNTED);
    let history = (0..7).map(|back| {
        let of_day: Vec<_> = posts.iter().filter(|(at, _)| at.0 / DAY == today - back).collect();
        let accounts: HashSet<_> = of_day.iter().map(|(_, author)| *author).collect();
        History {
            day: ((today - back) * DAY / 1_000).to_string(),
            uses: of_day.len().to_string(),
            accounts: accounts.len().to_string(),
        }
    });
    TagEntity {
        id: tag.to_string(),
        name: tag.to_string(),
        url: web.absolute(&format!("/tags/{}", in_path(tag.as_str()))),
        history: history.collect(),
        following: own.map(|(following, _)| following),
        featuring: own.map(|(_, featuring)| featuring),
    }
}

fn parse(tag: &str) -> Result<Tag, WebError> {
    tag.parse().map_err(|_| AppError::NotFound.into())
}

async fn with_own(web: &Web, who: grandstand_domain::id::AccountId, tag: &Tag) -> Result<Json<TagEntity>, WebError> {
    let mut tx = web.ctx.begin_read().await?;
    let following = rows::followed_tags(&mut tx, who).await?.iter().any(|(t, _)| t == tag);
    let featuring = rows::featured_tags(&mut tx, who).await?.iter().any(|(_, t)| t == tag);
    Ok(Json(entity(web, tag, Some((following, featuring)))))
}

async fn one(ask: IfAny<ReadStatuses>, Path(tag): Path<String>) -> Result<Json<TagEntity>, WebError> {
    let tag = parse(&tag)?;
    match &ask.viewer {
        Some(who) => with_own(&ask.web, who.actor.account, &tag).await,
        None => Ok(Json(entity(&ask.web, &tag, None))),
    }
}

async fn follow(who: Scoped<WriteFollows>, Path(tag): Path<String>) -> Result<Json<TagEntity>, WebError> {
    let tag = parse(&tag)?;
    client::follow_tag(&who.web.ctx, who.actor(), &tag, true).await?;
    with_own(&who.web, who.actor().account, &tag).await
}

async fn unfollow(who: Scoped<WriteFollows>, Path(tag): Path<String>) -> Result<Json<TagEntity>, WebError> {
    let tag = parse(&tag)?;
    client::follow_tag(&who.web.ctx, who.actor(), &tag, false).await?;
    with_own(&who.web, who.actor().account, &tag).await
}

async fn feature(who: Scoped<WriteAccounts>, Path(tag): Path<String>) -> Result<Json<TagEntity>, WebError> {
    let tag = parse(&tag)?;
    client::feature_tag(&who.web.ctx, who.actor(), &tag).await?;
    with_own(&who.web, who.actor().account, &tag).await
}

async fn unfeature(who: Scoped<WriteAccounts>, Path(tag): Path<String>) -> Result<Json<TagEntity>, WebError> {
    let tag = parse(&tag)?;
    let mut tx = who.web.ctx.begin_read().await?;
    let known = rows::featured_tags(&mut tx, who.actor().account).await?;
    drop(tx);
    if let Some((id, _)) = known.into_iter().find(|(_, t)| *t == tag) {
        client::unfeature_tag(&who.web.ctx, who.actor(), id).await?;
    }
    with_own(&who.web, who.actor().account, &tag).await
}

async fn followed(who: Scoped<ReadFollows>) -> Result<Response, WebError> {
    let paging = Paging::up_to(&who, 100, 200);
    let mut tx = who.web.ctx.begin_read().await?;
    let found = rows::followed_tags(&mut tx, who.actor().account).await?;
    drop(tx);
    let items = paging.cut(found.into_iter().map(|(tag, at)| (at.0, tag)).collect());
    let numbers: Vec<i64> = items.iter().map(|(at, _)| *at).collect();
    let shown: Vec<TagEntity> = items.iter().map(|(_, tag)| entity(&who.web, tag, Some((true, false)))).collect();
    Ok(paging.full(&who, &shown, &numbers))
}

async fn own_featured(who: Scoped<ReadAccounts>) -> Result<Json<Vec<FeaturedTag>>, WebError> {
    Ok(Json(featured(&who, who.actor().account).await?))
}

async fn add_featured(who: Scoped<WriteAccounts>, params: Params) -> Result<Json<FeaturedTag>, WebError> {
    let tag: Tag = params.text("name").parse().map_err(|e: Invalid| e.at("name"))?;
    let id = client::feature_tag(&who.web.ctx, who.actor(), &tag).await?;
    let all = featured(&who, who.actor().account).await?;
    Ok(Json(all.into_iter().find(|t| t.id == id.to_string()).ok_or(AppError::NotFound)?))
}

async fn remove_featured(
    who: Scoped<WriteAccounts>,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<serde_json::Value>), WebError> {
    let id: FeaturedTagId = id.parse().map_err(|_| AppError::NotFound)?;
    client::unfeature_tag(&who.web.ctx, who.actor(), id).await?;
    Ok((StatusCode::OK, Json(serde_json::json!({}))))
}

/// Tags of one's own posts that are not on the profile yet.
async fn suggestions(who: Scoped<ReadAccounts>) -> Result<Json<Vec<TagEntity>>, WebError> {
    let me = who.actor().account;
    let filter = grandstand_app::views::feed::Filter { author: Some(me), ..Default::default() };
    let page = who.web.ctx.views.latest(&filter, &grandstand_app::viewer::Viewer::anyone(), None, 50);
    let mut tx = who.web.ctx.begin_read().await?;
    let known = rows::featured_tags(&mut tx, me).await?;
    let mut tags: Vec<&Tag> = page.cards.iter().flat_map(|c| c.tags.iter()).collect();
    tags.sort_unstable();
    tags.dedup();
    tags.retain(|tag| !known.iter().any(|(_, t)| t == *tag));
    Ok(Json(tags.into_iter().take(10).map(|tag| entity(&who.web, tag, None)).collect()))
}
