//! Filters, as the second version of their interface has them.

use axum::{Json, extract::Path};
use grandstand_app::{
    AppError,
    filter::{self as filters, Form, KeywordForm},
};
use grandstand_domain::id::FilterId;
use serde_json::{Value, json};

use super::{
    access::{ReadFilters, Routes, Scoped, WriteFilters},
    entity::{Filter, FilterKeyword, FilterStatus},
    render::filter_entity,
};
use crate::{error::WebError, params::Params};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v2/filters", all)
        .post("/api/v2/filters", create)
        .get("/api/v2/filters/{id}", one)
        .put("/api/v2/filters/{id}", update)
        .delete("/api/v2/filters/{id}", remove)
        .get("/api/v2/filters/{id}/keywords", keywords)
        .post("/api/v2/filters/{id}/keywords", add_keyword)
        .get("/api/v2/filters/keywords/{id}", keyword)
        .put("/api/v2/filters/keywords/{id}", set_keyword)
        .delete("/api/v2/filters/keywords/{id}", remove_keyword)
        .get("/api/v2/filters/{id}/statuses", statuses)
        .post("/api/v2/filters/{id}/statuses", add_status)
        .get("/api/v2/filters/statuses/{id}", status)
        .delete("/api/v2/filters/statuses/{id}", remove_status)
        .get("/api/v1/filters", old)
}

fn id(text: &str) -> Result<FilterId, WebError> {
    text.parse().map_err(|_| AppError::NotFound.into())
}

fn form(params: &Params) -> Result<Form<'_>, WebError> {
    let mut keywords = Vec::new();
    for row in params.rows("keywords_attributes").into_iter().take(100) {
        let of = |name: &str| row.iter().find(|(n, _)| *n == name).map(|(_, value)| *value);
        let yes = |name: &str| of(name).map(|value| matches!(value, "true" | "1" | "on"));
        keywords.push(KeywordForm {
            id: of("id").filter(|id| !id.is_empty()).map(id).transpose()?,
            keyword: of("keyword"),
            whole_word: yes("whole_word"),
            remove: yes("_destroy") == Some(true),
        });
    }
    Ok(Form {
        title: params.given("title"),
        contexts: params.has("context").then(|| params.list("context")),
        action: params.get("filter_action"),
        // Empty stands for good.
        expires_in: params.given("expires_in").map(|text| text.trim().parse().ok()),
        keywords,
    })
}

async fn all(who: Scoped<ReadFilters>) -> Result<Json<Vec<Filter>>, WebError> {
    Ok(Json(filters::all(&who.web.ctx, who.actor()).await?.iter().map(filter_entity).collect()))
}

async fn create(who: Scoped<WriteFilters>, params: Params) -> Result<Json<Filter>, WebError> {
    let made = filters::create(&who.web.ctx, who.actor(), form(&params)?).await?;
    Ok(Json(filter_entity(&made)))
}

async fn one(who: Scoped<ReadFilters>, Path(which): Path<String>) -> Result<Json<Filter>, WebError> {
    Ok(Json(filter_entity(&filters::get(&who.web.ctx, who.actor(), id(&which)?).await?)))
}

async fn update(
    who: Scoped<WriteFilters>,
    Path(which): Path<String>,
    params: Params,
) -> Result<Json<Filter>, WebError> {
    let changed = filters::update(&who.web.ctx, who.actor(), id(&which)?, form(&params)?).await?;
    Ok(Json(filter_entity(&changed)))
}

async fn remove(who: Scoped<WriteFilters>, Path(which): Path<String>) -> Result<Json<Value>, WebError> {
    filters::remove(&who.web.ctx, who.actor(), id(&which)?).await?;
    Ok(Json(json!({})))
}

async fn keywords(who: Scoped<ReadFilters>, Path(which): Path<String>) -> Result<Json<Vec<FilterKeyword>>, WebError> {
    Ok(Json(filter_entity(&filters::get(&who.web.ctx, who.actor(), id(&which)?).await?).keywords))
}

/// Changes one word of a filter and gives it.
async fn put(
    who: &Scoped<WriteFilters>,
    filter: FilterId,
    word: KeywordForm<'_>,
) -> Result<Json<FilterKeyword>, WebError> {
    let form = Form { keywords: vec![word], ..Form::default() };
    let changed = filter_entity(&filters::update(&who.web.ctx, who.actor(), filter, form).await?);
    let found = match word.id {
        Some(id) => changed.keywords.into_iter().find(|k| k.id == id.to_string()),
        None => changed.keywords.into_iter().next_back(),
    };
    Ok(Json(found.ok_or(AppError::NotFound)?))
}

async fn add_keyword(
    who: Scoped<WriteFilters>,
    Path(which): Path<String>,
    params: Params,
) -> Result<Json<FilterKeyword>, WebError> {
    let word = KeywordForm {
        keyword: Some(params.text("keyword")),
        whole_word: params.flag("whole_word"),
        ..KeywordForm::default()
    };
    put(&who, id(&which)?, word).await
}

async fn keyword(who: Scoped<ReadFilters>, Path(which): Path<String>) -> Result<Json<FilterKeyword>, WebError> {
    let (_, k) = filters::keyword(&who.web.ctx, who.actor(), id(&which)?).await?;
    Ok(Json(FilterKeyword { id: k.id.to_string(), keyword: k.keyword, whole_word: k.whole_word }))
}

async fn set_keyword(
    who: Scoped<WriteFilters>,
    Path(which): Path<String>,
    params: Params,
) -> Result<Json<FilterKeyword>, WebError> {
    let (filter, k) = filters::keyword(&who.web.ctx, who.actor(), id(&which)?).await?;
    let word = KeywordForm {
        id: Some(k.id),
        keyword: params.get("keyword"),
        whole_word: params.flag("whole_word"),
        remove: false,
    };
    put(&who, filter, word).await
}

async fn remove_keyword(who: Scoped<WriteFilters>, Path(which): Path<String>) -> Result<Json<Value>, WebError> {
    let (filter, k) = filters::keyword(&who.web.ctx, who.actor(), id(&which)?).await?;
    let word = KeywordForm { id: Some(k.id), remove: true, ..KeywordForm::default() };
    let form = Form { keywords: vec![word], ..Form::default() };
    filters::update(&who.web.ctx, who.actor(), filter, form).await?;
    Ok(Json(json!({})))
}

async fn statuses(who: Scoped<ReadFilters>, Path(which): Path<String>) -> Result<Json<Vec<FilterStatus>>, WebError> {
    Ok(Json(filter_entity(&filters::get(&who.web.ctx, who.actor(), id(&which)?).await?).statuses))
}

async fn add_status(
    who: Scoped<WriteFilters>,
    Path(which): Path<String>,
    params: Params,
) -> Result<Json<FilterStatus>, WebError> {
    let status = params.number("status_id").ok_or(AppError::NotFound)?;
    let place = filters::add_status(&who.web.ctx, who.actor(), id(&which)?, status).await?;
    Ok(Json(FilterStatus { id: place.to_string(), status_id: status.to_string() }))
}

async fn status(who: Scoped<ReadFilters>, Path(which): Path<String>) -> Result<Json<FilterStatus>, WebError> {
    let place = id(&which)?;
    let all = filters::all(&who.web.ctx, who.actor()).await?;
    let found = all.iter().flat_map(|f| &f.statuses).find(|(id, _)| *id == place).ok_or(AppError::NotFound)?;
    Ok(Json(FilterStatus { id: found.0.to_string(), status_id: found.1.to_string() }))
}

async fn remove_status(who: Scoped<WriteFilters>, Path(which): Path<String>) -> Result<Json<FilterStatus>, WebError> {
    let place = id(&which)?;
    let status = filters::remove_status(&who.web.ctx, who.actor(), place).await?;
    Ok(Json(FilterStatus { id: place.to_string(), status_id: status.to_string() }))
}

/// The first version knew one word per filter; apps that ask for it are shown each word as one.
async fn old(who: Scoped<ReadFilters>) -> Result<Json<Vec<Value>>, WebError> {
    let all = filters::all(&who.web.ctx, who.actor()).await?;
    let words = all.iter().flat_map(|f| f.keywords.iter().map(move |k| (f, k)));
    let shown = words.map(|(f, k)| {
        json!({
            "id": k.id.to_string(),
            "phrase": k.keyword,
            "context": f.contexts,
            "whole_word": k.whole_word,
            "expires_at": f.expires_at.map(super::entity::moment),
            "irreversible": f.action == "hide",
        })
    });
    Ok(Json(shown.collect()))
}
