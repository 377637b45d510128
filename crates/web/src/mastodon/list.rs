//! Lists.

use axum::{Json, extract::Path, response::Response};
use grandstand_app::{
    AppError,
    list::{self as lists, Form, List},
};
use grandstand_domain::id::{AccountId, ListId};
use serde_json::{Value, json};

use super::{
    access::{ReadLists, Routes, Scoped, WriteLists, viewer},
    entity,
    page::Paging,
    render::Render,
};
use crate::{error::WebError, params::Params};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/lists", all)
        .post("/api/v1/lists", create)
        .get("/api/v1/lists/{id}", one)
        .put("/api/v1/lists/{id}", update)
        .delete("/api/v1/lists/{id}", remove)
        .get("/api/v1/lists/{id}/accounts", members)
        .post("/api/v1/lists/{id}/accounts", add)
        .delete("/api/v1/lists/{id}/accounts", take_out)
}

/// A list as an entity.
pub(super) fn entity(l: List) -> entity::List {
    entity::List { id: l.id.to_string(), title: l.title, replies_policy: l.replies_policy, exclusive: l.exclusive }
}

fn id(text: &str) -> Result<ListId, WebError> {
    text.parse().map_err(|_| AppError::NotFound.into())
}

fn form(params: &Params) -> Form<'_> {
    Form {
        title: params.given("title"),
        replies_policy: params.get("replies_policy"),
        exclusive: params.flag("exclusive"),
    }
}

fn people(params: &Params) -> Result<Vec<AccountId>, WebError> {
    let ids = params.list("account_ids").into_iter().take(100);
    ids.map(|id| id.parse().map_err(|_| AppError::NotFound.into())).collect()
}

async fn all(who: Scoped<ReadLists>) -> Result<Json<Vec<entity::List>>, WebError> {
    Ok(Json(lists::all(&who.web.ctx, who.actor(), None).await?.into_iter().map(entity).collect()))
}

async fn create(who: Scoped<WriteLists>, params: Params) -> Result<Json<entity::List>, WebError> {
    Ok(Json(entity(lists::create(&who.web.ctx, who.actor(), form(&params)).await?)))
}

async fn one(who: Scoped<ReadLists>, Path(which): Path<String>) -> Result<Json<entity::List>, WebError> {
    Ok(Json(entity(lists::get(&who.web.ctx, who.actor(), id(&which)?).await?.0)))
}

async fn update(
    who: Scoped<WriteLists>,
    Path(which): Path<String>,
    params: Params,
) -> Result<Json<entity::List>, WebError> {
    Ok(Json(entity(lists::update(&who.web.ctx, who.actor(), id(&which)?, form(&params)).await?)))
}

async fn remove(who: Scoped<WriteLists>, Path(which): Path<String>) -> Result<Json<Value>, WebError> {
    lists::remove(&who.web.ctx, who.actor(), id(&which)?).await?;
    Ok(Json(json!({})))
}

async fn members(who: Scoped<ReadLists>, Path(which): Path<String>) -> Result<Response, WebError> {
    let viewer = viewer(&who).await?;
    let paging = Paging::up_to(&who, 40, 80);
    let (_, members) = lists::get(&who.web.ctx, who.actor(), id(&which)?).await?;
    let all = paging.params().number("limit") == Some(0);
    let items: Vec<(i64, AccountId)> = members.into_iter().map(|id| (id.0, id)).collect();
    let items = if all { items } else { paging.cut(items) };
    let ids: Vec<AccountId> = items.iter().map(|(_, id)| *id).collect();
    let shown = Render { web: &who.web, viewer: &viewer, place: "" }.accounts_of(&ids).await?;
    Ok(paging.full(&who, &shown, &items.iter().map(|(id, _)| *id).collect::<Vec<_>>()))
}

async fn add(who: Scoped<WriteLists>, Path(which): Path<String>, params: Params) -> Result<Json<Value>, WebError> {
    lists::add(&who.web.ctx, who.actor(), id(&which)?, &people(&params)?).await?;
    Ok(Json(json!({})))
}

async fn take_out(who: Scoped<WriteLists>, Path(which): Path<String>, params: Params) -> Result<Json<Value>, WebError> {
    lists::take_out(&who.web.ctx, who.actor(), id(&which)?, &people(&params)?).await?;
    Ok(Json(json!({})))
}
