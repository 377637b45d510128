//! Ticks of the list of a workshop, as the list's script sends them: perhaps long after they were made.

use axum::{
    Json,
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use grandstand_app::workshop::desk::{self, Tick};
use grandstand_domain::{id::WorkshopId, time::UnixMillis, workshop::SeatState};
use serde::Deserialize;

use crate::{
    error::WebError,
    form::{Sent, needed},
};

/// The most ticks of one request: a workshop has fewer seats.
const TICKS_MOST: usize = 500;

/// Ticks that a device has kept.
#[derive(Deserialize)]
pub(super) struct Ticks {
    ticks: Vec<One>,
}

/// One of them.
#[derive(Deserialize)]
struct One {
    seat: String,
    there: bool,
    /// When it was made, by the device's clock.
    #[serde(deserialize_with = "needed")]
    at: i64,
}

/// `POST /staff/workshops/ID/ticks`: gives who was there as it is known then; null where nobody has looked.
pub(super) async fn ticks(Path(id): Path<WorkshopId>, Sent { ask, body }: Sent<Ticks>) -> Result<Response, WebError> {
    let read = |one: &One| Some(Tick { seat: one.seat.parse().ok()?, there: one.there, at: UnixMillis(one.at) });
    let made: Vec<Tick> = body.ticks.iter().take(TICKS_MOST).filter_map(read).collect();
    let there = |state| match state {
        SeatState::Attended => Some(true),
        SeatState::Missed => Some(false),
        _ => None,
    };
    let seats: Vec<serde_json::Value> = (desk::tick(&ask.web.ctx, ask.actor()?, id, &made).await?.iter())
        .map(|seat| serde_json::json!({ "seat": seat.id.to_string(), "there": there(seat.state) }))
        .collect();
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(serde_json::json!({ "seats": seats }))).into_response())
}
