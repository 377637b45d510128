//! What players tell of watching, and that somebody passed a film on: small things that pages send on the side.

use axum::{body::Bytes, extract::Path, http::StatusCode};
use grandstand_app::{AppError, share, watch};
use grandstand_domain::{
    id::PostId,
    watch::{BATCH_MOST, Surface, Watch},
};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::shape;
use crate::{
    ask::Ask,
    error::WebError,
    form::{json, needed},
    state::Web,
};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(watches)).routes(routes!(shared))
}

/// What a player showed since it last told.
#[derive(Deserialize, ToSchema)]
pub(super) struct Batch {
    views: Vec<View>,
}

#[derive(Deserialize, ToSchema)]
pub(super) struct View {
    post: String,
    /// Milliseconds of video shown; more than an hour counts as nothing.
    #[serde(deserialize_with = "needed")]
    #[schema(value_type = u64, maximum = 4_294_967_295u64)]
    ms: u32,
    #[serde(default)]
    done: bool,
    /// Where it was watched.
    #[schema(value_type = shape::Surface)]
    from: Surface,
}

/// `POST /api/grandstand/v1/watches`: a batch of views; 204. A page that is being left sends it as a beacon, which cannot
/// carry the form token; that it comes from a page of ours is checked for every request that changes something.
#[utoipa::path(
    post, path = "/api/grandstand/v1/watches", tag = "posts", operation_id = "post_watches",
    summary = "What a player showed",
    request_body = Batch,
    security((), ("token" = ["write"]), ("cookie" = [])),
    responses((status = 204))
)]
pub(super) async fn watches(ask: Ask, body: Bytes) -> Result<StatusCode, WebError> {
    let batch: Batch = json(&body)?;
    let actor = ask.viewer.as_ref().map(|viewer| &viewer.actor);
    let views: Vec<Watch> = batch
        .views
        .iter()
        .take(BATCH_MOST)
        .filter_map(|view| {
            let (watched_ms, completed, surface) = (view.ms, view.done, view.from);
            Some(Watch { post: view.post.parse().ok()?, watched_ms, completed, surface })
        })
        .collect();
    watch::take(&ask.web.ctx, actor, ask.origin, &views).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/grandstand/v1/posts/{id}/shares`: 204.
#[utoipa::path(
    post, path = "/api/grandstand/v1/posts/{id}/shares", tag = "posts", operation_id = "post_posts_id_shares",
    summary = "Somebody passed the film on",
    params(("id" = String, Path, description = "An id", pattern = "^[1-9][0-9]{0,18}$")),
    security((), ("token" = ["write"]), ("cookie" = [])),
    responses((status = 204))
)]
pub(super) async fn shared(ask: Ask, Path(id): Path<String>) -> Result<StatusCode, WebError> {
    let id: PostId = id.parse().map_err(|_| AppError::NotFound)?;
    let actor = ask.viewer.as_ref().map(|viewer| &viewer.actor);
    share::share(&ask.web.ctx, actor, ask.origin, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
