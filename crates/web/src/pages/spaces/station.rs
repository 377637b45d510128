//! The capture station: the page for a laptop or tablet in a studio, where nobody is signed in, and what it asks for.

use askama::Template;
use axum::{
    Json,
    extract::Path,
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{capture, space};
use grandstand_domain::id::{CaptureId, SpaceId, StationId};
use serde::Deserialize;

use super::qr;
use crate::{
    ask::Ask,
    error::WebError,
    form::{Nothing, Posted, Sent},
    respond::{Page, html},
};

#[derive(Template)]
#[template(path = "spaces/station_opened.html")]
struct OpenedPage {
    page: Page,
    id: String,
    name: String,
    address: String,
    qr: String,
}

/// `POST /staff/spaces/ID/station`: opens a station and shows its address, once.
pub(super) async fn open(
    Path(id): Path<SpaceId>,
    Posted { ask, form: Nothing {} }: Posted<Nothing>,
) -> Result<Response, WebError> {
    let me = ask.actor()?;
    let space = space::run_by(&mut ask.web.ctx.begin_read().await?, me, id).await?;
    let secret = capture::open(&ask.web.ctx, me, id).await?;
    let address = ask.web.absolute(&format!("/station/{secret}"));
    let page = Page::titled(&ask, "station-title").in_section("me");
    Ok(html(&OpenedPage { id: id.to_string(), name: space.name, qr: qr::svg(&address), address, page }))
}

/// `POST /staff/stations/ID/end`
pub(super) async fn end(Path(id): Path<StationId>, Posted { ask, form }: Posted<Of>) -> Result<Response, WebError> {
    capture::end(&ask.web.ctx, ask.actor()?, id).await?;
    let space: SpaceId = form.space.parse().map_err(|_| grandstand_app::AppError::NotFound)?;
    Ok(Redirect::to(&format!("/staff/spaces/{space}?done=saved")).into_response())
}

/// In which space a station was.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Of {
    space: String,
}

#[derive(Template)]
#[template(path = "spaces/station.html")]
struct StationPage {
    page: Page,
    secret: String,
    name: String,
    most_bytes: u64,
}

/// `GET /station/SECRET`
pub(super) async fn page(ask: Ask, Path(secret): Path<String>) -> Result<Response, WebError> {
    let (_, space) = capture::station(&mut ask.web.ctx.begin_read().await?, &secret).await?;
    let mut page = Page::titled(&ask, "station-title");
    page.unlisted = true;
    let most_bytes = ask.web.ctx.settings.upload_most_bytes;
    Ok(html(&StationPage { page, secret, name: space.name, most_bytes }))
}

/// The request for a code says nothing.
#[derive(Deserialize)]
pub(super) struct Empty {}

/// `POST /station/SECRET/code`: the code that the station shows next.
pub(super) async fn code(
    Path(secret): Path<String>,
    Sent { ask, body: Empty {} }: Sent<Empty>,
) -> Result<Response, WebError> {
    let shown = capture::show_code(&ask.web.ctx, &secret).await?;
    let address = ask.web.absolute(&format!("/capture/{}", shown.code));
    let body = serde_json::json!({
        "id": shown.id.to_string(), "code": shown.code, "address": address, "qr": qr::svg(&address),
        "ends_in_ms": shown.expires_at.since(ask.web.ctx.now()),
    });
    Ok(private(body))
}

/// `GET /station/SECRET/clips/ID`: how a clip stands.
pub(super) async fn clip(ask: Ask, Path((secret, id)): Path<(String, CaptureId)>) -> Result<Response, WebError> {
    let (found, name) = capture::at_station(&ask.web.ctx, &secret, id).await?;
    let is_over = found.expires_at <= ask.web.ctx.now();
    Ok(private(serde_json::json!({ "state": found.state.as_str(), "name": name, "over": is_over })))
}

fn private(body: serde_json::Value) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
