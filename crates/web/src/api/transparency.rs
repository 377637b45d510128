//! What outsiders check the host by, as JSON: the key, signed tree heads, leaves, proofs, the public log, manifests. The
//! formats are described in docs/transparency.md. Every answer is bounded, whatever numbers are asked with.

use axum::{
    Json,
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use grandstand_app::{AppError, transparency};
use grandstand_domain::{digest::Digest, id::Seq, invalid::Invalid};
use serde_json::json;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::shape;
use crate::{ask::Ask, error::WebError, state::Web};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(keys))
        .routes(routes!(head))
        .routes(routes!(entries))
        .routes(routes!(inclusion))
        .routes(routes!(consistency))
        .routes(routes!(log))
        .routes(routes!(manifest))
}

/// `GET /.well-known/grandstand/keys.json`: the key that this host signs with, as a JWK Set (RFC 7517).
#[utoipa::path(
    get, path = "/.well-known/grandstand/keys.json", tag = "transparency", operation_id = "get_keys",
    summary = "The key that this host signs with, as a JWK Set (RFC 7517)",
    security(()),
    responses((status = 200, body = shape::Keys))
)]
async fn keys(ask: Ask) -> Response {
    let key = ask.web.ctx.transparency.key().public();
    let mut response = Json(json!({ "keys": [key.jwk()] })).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    response
}

/// `GET …/sth`: the latest signed tree head; `size` asks for the one of that size.
#[utoipa::path(
    get, path = "/api/grandstand/v1/transparency/sth", tag = "transparency", operation_id = "get_transparency_sth",
    summary = "The signed tree head",
    params(("size" = Option<u64>, Query)),
    security(()),
    responses((status = 200, body = serde_json::Value), (status = 304), (status = 404, body = shape::Error))
)]
pub(super) async fn head(ask: Ask, headers: HeaderMap) -> Result<Response, WebError> {
    transparency::catch_up(&ask.web.ctx).await?;
    let body = match number(&ask, "size")? {
        Some(size) => transparency::head_of(&ask.web.ctx, size).await?,
        None => transparency::head(&ask.web.ctx).await?,
    };
    Ok(tagged(&headers, "application/json", body, "no-cache"))
}

/// `GET …/entries?from=0&limit=100`: leaves with their bytes, at most 100.
#[utoipa::path(
    get, path = "/api/grandstand/v1/transparency/entries", tag = "transparency", operation_id = "get_transparency_entries",
    summary = "Leaves with their bytes",
    params(("from" = Option<u64>, Query), ("limit" = Option<u64>, Query, description = "At most 100 are given")),
    security(()),
    responses((status = 200, body = shape::Leaves), (status = 304), (status = 404, body = shape::Error))
)]
pub(super) async fn entries(ask: Ask, headers: HeaderMap) -> Result<Response, WebError> {
    let from = number(&ask, "from")?.unwrap_or(0);
    let limit = number(&ask, "limit")?.unwrap_or(transparency::ENTRIES_MOST);
    transparency::catch_up(&ask.web.ctx).await?;
    let found = transparency::entries(&ask.web.ctx, from, limit).await?;
    let leaves: Vec<_> =
        found.into_iter().map(|shown| json!({ "index": shown.index, "seq": shown.seq, "leaf": shown.line })).collect();
    let body = json!({ "entries": leaves, "size": transparency::size(&ask.web.ctx) }).to_string();
    Ok(tagged(&headers, "application/json", body, "no-cache"))
}

/// `GET …/proof/inclusion?index=3&size=8` (RFC 9162, section 2.1.3).
#[utoipa::path(
    get, path = "/api/grandstand/v1/transparency/proof/inclusion", tag = "transparency", operation_id = "get_transparency_proof_inclusion",
    summary = "That a leaf is in the tree",
    params(("index" = u64, Query), ("size" = u64, Query)),
    security(()),
    responses((status = 200, body = shape::Inclusion), (status = 304), (status = 404, body = shape::Error))
)]
pub(super) async fn inclusion(ask: Ask, headers: HeaderMap) -> Result<Response, WebError> {
    let (index, size) = (asked(&ask, "index")?, asked(&ask, "size")?);
    transparency::catch_up(&ask.web.ctx).await?;
    let proof = transparency::inclusion(&ask.web.ctx, index, size)?;
    let body = json!({ "index": index, "size": size, "proof": proof }).to_string();
    Ok(tagged(&headers, "application/json", body, "public, max-age=86400"))
}

/// `GET …/proof/consistency?first=3&second=8` (RFC 9162, section 2.1.4).
#[utoipa::path(
    get, path = "/api/grandstand/v1/transparency/proof/consistency", tag = "transparency", operation_id = "get_transparency_proof_consistency",
    summary = "That a tree grew out of another",
    params(("first" = u64, Query), ("second" = u64, Query)),
    security(()),
    responses((status = 200, body = shape::Consistency), (status = 304), (status = 404, body = shape::Error))
)]
pub(super) async fn consistency(ask: Ask, headers: HeaderMap) -> Result<Response, WebError> {
    let (first, second) = (asked(&ask, "first")?, asked(&ask, "second")?);
    transparency::catch_up(&ask.web.ctx).await?;
    let proof = transparency::consistency(&ask.web.ctx, first, second)?;
    let body = json!({ "first": first, "second": second, "proof": proof }).to_string();
    Ok(tagged(&headers, "application/json", body, "public, max-age=86400"))
}

/// `GET …/log?after=0&limit=4096`: the public log as NDJSON, at most 4,096 entries; none when there is nothing further.
#[utoipa::path(
    get, path = "/api/grandstand/v1/transparency/log", tag = "transparency", operation_id = "get_transparency_log",
    summary = "The public log, one entry a line",
    params(("after" = Option<u64>, Query), ("limit" = Option<u64>, Query, description = "At most 4,096 are given")),
    security(()),
    responses((status = 200, body = String, content_type = "application/x-ndjson"), (status = 304))
)]
pub(super) async fn log(ask: Ask, headers: HeaderMap) -> Result<Response, WebError> {
    let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let after = number(&ask, "after")?.map_or(0, whole);
    let limit = number(&ask, "limit")?.map_or(transparency::LOG_MOST, whole);
    transparency::catch_up(&ask.web.ctx).await?;
    let body = transparency::log(&ask.web.ctx, Seq(after), limit).await?;
    Ok(tagged(&headers, "application/x-ndjson", body, "no-cache"))
}

/// `GET …/manifests/HASH`: a manifest that is or was in force, in its canonical form.
#[utoipa::path(
    get, path = "/api/grandstand/v1/transparency/manifests/{hash}", tag = "transparency", operation_id = "get_transparency_manifests_hash",
    summary = "A manifest",
    params(("hash" = String, Path, description = "SHA-256, hexadecimal")),
    security(()),
    responses((status = 200, body = serde_json::Value), (status = 304), (status = 422, body = shape::Error))
)]
pub(super) async fn manifest(ask: Ask, Path(hash): Path<String>, headers: HeaderMap) -> Result<Response, WebError> {
    let hash: Digest = hash.parse().map_err(|_| AppError::NotFound)?;
    let body = transparency::manifest(&ask.web.ctx, hash).await?;
    Ok(tagged(&headers, "application/json", body, "public, max-age=31536000, immutable"))
}

/// A number in the query; a fault if it is none.
fn number(ask: &Ask, name: &'static str) -> Result<Option<u64>, WebError> {
    let fault = |_| WebError::from(AppError::from(Invalid::one(name, "number-range")));
    ask.given(name).map(|text| text.parse::<u64>().map_err(fault)).transpose()
}

/// As [`number`], where one is needed.
fn asked(ask: &Ask, name: &'static str) -> Result<u64, WebError> {
    Ok(number(ask, name)?.ok_or_else(|| AppError::from(Invalid::one(name, "number-range")))?)
}

/// An answer with an entity tag; whoever has it already is told so.
pub(super) fn tagged(headers: &HeaderMap, kind: &'static str, body: String, cache: &'static str) -> Response {
    let hash = grandstand_app::transparency::proof::leaf_hash(body.as_bytes()).to_string();
    let tag = format!("\"{}\"", hash.get(..24).unwrap_or_default());
    let known = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    let is_known = known.is_some_and(|list| list.split(',').any(|t| t.trim().trim_start_matches("W/") == tag));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, kind)], body).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}
