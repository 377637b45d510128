//! What players tell of watching, and that somebody passed a film on: small things that pages send on the side.

use axum::{Json, Router, extract::Path, http::StatusCode, routing::post};
use grandstand_app::{AppError, share, watch};
use grandstand_domain::{
    id::PostId,
    watch::{BATCH_MOST, Surface, Watch},
};
use serde::Deserialize;

use crate::{ask::Ask, error::WebError, state::Web};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/api/grandstand/v1/watches", post(watches))
        .route("/api/grandstand/v1/posts/{id}/shares", post(shared))
}

#[derive(Deserialize)]
struct Batch {
    views: Vec<View>,
}

#[derive(Deserialize)]
struct View {
    post: String,
    /// Milliseconds of video shown.
    ms: u32,
    #[serde(default)]
    done: bool,
    from: Surface,
}

/// `POST /api/grandstand/v1/watches`: a batch of views; 204. A page that is being left sends it as a beacon, which cannot
/// carry the form token; that it comes from a page of ours is checked for every request that changes something.
async fn watches(ask: Ask, Json(batch): Json<Batch>) -> Result<StatusCode, WebError> {
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
async fn shared(ask: Ask, Path(id): Path<String>) -> Result<StatusCode, WebError> {
    let id: PostId = id.parse().map_err(|_| AppError::NotFound)?;
    let actor = ask.viewer.as_ref().map(|viewer| &viewer.actor);
    share::share(&ask.web.ctx, actor, ask.origin, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
