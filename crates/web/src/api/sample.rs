//! How far the sample team of a new host is, as server-sent events: `progress` as films are made, `ready` when the first
//! can be watched.

use std::{convert::Infallible, time::Duration};

use axum::{
    http::header,
    response::{
        IntoResponse, Response, Sse,
        sse::{Event, KeepAlive},
    },
};
use grandstand_app::sample;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::shape;
use crate::{ask::Ask, state::Web};

/// Between two looks.
const LOOK: Duration = Duration::from_millis(500);
/// Looks after which the stream ends; a browser asks again by itself.
const LOOKS_MOST: u32 = 1_200;

pub(super) fn streams() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(events))
}

#[utoipa::path(
    get, path = "/api/grandstand/v1/samples/events", tag = "about", operation_id = "get_samples_events",
    summary = "How far the sample team is, as server-sent events",
    security(()),
    responses((status = 200, body = shape::Event, content_type = "text/event-stream"))
)]
pub(super) async fn events(ask: Ask) -> Response {
    let stream = async_stream::stream! {
        let mut told = None;
        for _ in 0..LOOKS_MOST {
            let Ok(Some((done, total))) = sample::counted(&ask.web.ctx).await else {
                tokio::time::sleep(LOOK).await;
                continue;
            };
            if ask.web.ctx.views.count() > 0 {
                yield Ok::<_, Infallible>(Event::default().event("ready").data("{}"));
                break;
            }
            if told != Some(done) {
                told = Some(done);
                let text = ask.words.t2("filling-count", "done", done, "total", total);
                let progress = serde_json::json!({ "percent": done * 100 / total.max(1), "text": text });
                yield Ok(Event::default().event("progress").data(progress.to_string()));
            }
            tokio::time::sleep(LOOK).await;
        }
    };
    let mut answer = Sse::new(stream).keep_alive(KeepAlive::default()).into_response();
    answer.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    answer
}
