//! How far a film in the making is, as server-sent events (WHATWG HTML, 9.2): `progress` as it goes, `ready` when it can
//! be watched, then `complete` or `refused`, which end the stream.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use futures_util::Stream;
use grandstand_app::{
    AppError,
    progress::{self, Making},
};
use grandstand_domain::{
    id::{MediaId, PostId},
    media::MediaState,
};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::shape;
use crate::{ask::Ask, error::WebError, state::Web};

/// Between two events at least.
const PACE: Duration = Duration::from_millis(250);
/// Between two looks at the row, which tells what another server is doing.
const LOOK: Duration = Duration::from_secs(2);
/// Looks after which a stream ends; a browser asks again by itself.
const LOOKS_MOST: u32 = 3_600;

pub(super) fn streams() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(events))
}

#[utoipa::path(
    get, path = "/api/grandstand/v1/posts/{id}/events", tag = "posts", operation_id = "get_posts_id_events",
    summary = "How far a film in the making is, as server-sent events",
    params(("id" = String, Path, description = "An id", pattern = "^[1-9][0-9]{0,18}$")),
    security((), ("token" = ["read"]), ("cookie" = [])),
    responses((status = 200, body = shape::Event, content_type = "text/event-stream"))
)]
pub(super) async fn events(ask: Ask, Path(id): Path<String>) -> Result<Response, WebError> {
    let id: PostId = id.parse().map_err(|_| AppError::NotFound)?;
    let actor = ask.viewer.as_ref().map(|v| &v.actor);
    let media = progress::media_of_post(&ask.web.ctx, actor, id).await?;
    let alive = KeepAlive::new().interval(Duration::from_secs(15));
    let mut answer = Sse::new(stream(ask, media)).keep_alive(alive).into_response();
    // A proxy in front must pass each event on at once.
    answer.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

fn stream(ask: Ask, media: MediaId) -> impl Stream<Item = Result<Event, Infallible>> + Send {
    async_stream::stream! {
        let mut board = ask.web.ctx.progress.watch(media);
        let mut told: Option<Making> = None;
        for _ in 0..LOOKS_MOST {
            let Ok(now) = progress::making(&ask.web.ctx, media).await else { break };
            let playable = matches!(now.state, MediaState::Playable | MediaState::Complete);
            if now.state == MediaState::Refused {
                let message = ask.words.t(&format!("refusal-{}", now.refusal.map_or("failed", |r| r.as_str())));
                yield Ok(event("refused", &serde_json::json!({ "message": message })));
                break;
            }
            if told.as_ref() != Some(&now) {
                yield Ok(event("progress", &json(&now)));
            }
            let was_playable = told.is_some_and(|t| matches!(t.state, MediaState::Playable | MediaState::Complete));
            if playable && !was_playable {
                yield Ok(event("ready", &serde_json::json!({})));
            }
            if now.state == MediaState::Complete {
                yield Ok(event("complete", &serde_json::json!({})));
                break;
            }
            told = Some(now);
            tokio::time::sleep(PACE).await;
            let _ = tokio::time::timeout(LOOK, board.changed()).await;
        }
    }
}

fn event(name: &str, data: &serde_json::Value) -> Event {
    Event::default().event(name).data(data.to_string())
}

fn json(now: &Making) -> serde_json::Value {
    let renditions: Vec<_> =
        now.rungs.iter().map(|(rung, ready)| serde_json::json!({ "rung": rung.as_str(), "ready": ready })).collect();
    serde_json::json!({ "stage": now.stage, "percent": now.percent, "renditions": renditions })
}
