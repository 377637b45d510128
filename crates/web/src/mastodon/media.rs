//! Videos before they are posted: sent whole, made in the background, asked for until they have an address.

use std::time::Duration;

use axum::{
    Json,
    extract::{Multipart, Path, multipart::Field},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use futures_util::stream;
use grandstand_app::{AppError, client, post as posts, post::Edit, upload, views::Film};
use grandstand_domain::{
    account::Actor,
    id::MediaId,
    invalid::Invalid,
    media::{MediaState, Refusal},
};
use grandstand_store::{caption_track, media, post, post_note};
use serde_json::json;

use super::{
    access::{Routes, Scoped, WriteMedia},
    entity::Attachment,
    render::film,
};
use crate::{ask::Ask, error::WebError, params::Params};

/// How long the old address waits for a film that is being made.
const PATIENCE: Duration = Duration::from_secs(20);
/// Between two looks at it.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// The most bytes of a text field beside the film.
const TEXT_MOST: usize = 64 << 10;

/// Short requests.
pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/api/v1/media/{id}", one)
        .put("/api/v1/media/{id}", change)
        .delete("/api/v1/media/{id}", remove)
}

/// Requests that bring whole films.
pub(super) fn streams() -> Routes {
    Routes::default().post("/api/v2/media", create).post("/api/v1/media", create_and_wait)
}

/// A video with where it stands.
struct Shown {
    state: MediaState,
    refusal: Option<Refusal>,
    entity: Attachment,
}

async fn show(ask: &Ask, actor: &Actor, id: MediaId) -> Result<Shown, WebError> {
    let mut tx = ask.web.ctx.begin_read().await?;
    let row = media::get(&mut tx, id).await?.filter(|m| m.account == actor.account && !m.is_removed());
    let row = row.ok_or(AppError::NotFound)?;
    let renditions = media::renditions(&mut tx, id).await?;
    let tracks = caption_track::list(&mut tx, id).await?.into_iter().map(|t| t.language).collect();
    let note = post_note::media(&mut tx, id).await?;
    let base = ask.web.ctx.settings.public_url.trim_end_matches('/');
    let made = Film::of(&row, renditions, tracks);
    let entity = film(base, &id.to_string(), &made, &note.description, note.focus);
    Ok(Shown { state: row.state, refusal: row.refusal, entity })
}

/// 200 with an address, 206 or `making` while it is being made, 422 with why it was refused.
fn answer(ask: &Ask, shown: Shown, making: StatusCode) -> Response {
    match shown.state {
        MediaState::Playable | MediaState::Complete => Json(shown.entity).into_response(),
        MediaState::Uploaded | MediaState::Accepted => (making, Json(shown.entity)).into_response(),
        MediaState::Refused => {
            let why = shown.refusal.unwrap_or(Refusal::Failed);
            let sentence = ask.words.t(&format!("refusal-{}", why.as_str()));
            (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({ "error": sentence }))).into_response()
        }
    }
}

fn id(text: &str) -> Result<MediaId, WebError> {
    text.parse().map_err(|_| AppError::NotFound.into())
}

async fn one(who: Scoped<WriteMedia>, Path(which): Path<String>) -> Result<Response, WebError> {
    let shown = show(&who, who.actor(), id(&which)?).await?;
    Ok(answer(&who, shown, StatusCode::PARTIAL_CONTENT))
}

/// `x,y`, each from -1 to 1, in thousandths.
fn focus(text: &str) -> Result<(i64, i64), WebError> {
    let wrong = || Invalid::one("focus", "focus-shape");
    let part = |text: &str| -> Option<i64> {
        let value: f64 = text.trim().parse().ok()?;
        let thousandths = (value * 1_000.0).round();
        // Within the range the number is a small whole one.
        #[expect(clippy::cast_possible_truncation, reason = "checked to lie between -1000 and 1000")]
        (-1_000.0..=1_000.0).contains(&thousandths).then_some(thousandths as i64)
    };
    let (x, y) = text.split_once(',').ok_or_else(wrong)?;
    Ok((part(x).ok_or_else(wrong)?, part(y).ok_or_else(wrong)?))
}

/// Words and focus of a video; of one that is posted, the post's words.
async fn change(who: Scoped<WriteMedia>, Path(which): Path<String>, params: Params) -> Result<Response, WebError> {
    let (ctx, actor, id) = (&who.web.ctx, who.actor(), id(&which)?);
    let point = params.get("focus").map(focus).transpose()?;
    client::note_media(ctx, actor, id, params.given("description"), point).await?;
    let mut tx = ctx.begin_read().await?;
    let posted = post::of_media(&mut tx, id).await?;
    drop(tx);
    if let (Some(text), [posted]) = (params.given("description"), posted.as_slice()) {
        posts::edit(ctx, actor, posted.id, Edit { alt_text: Some(text), ..Edit::default() }).await?;
    }
    let shown = show(&who, actor, id).await?;
    Ok(answer(&who, shown, StatusCode::PARTIAL_CONTENT))
}

/// A video that no post shows is thrown away within two days by itself; there is nothing else to do.
async fn remove(who: Scoped<WriteMedia>, Path(which): Path<String>) -> Result<Json<serde_json::Value>, WebError> {
    let id = id(&which)?;
    show(&who, who.actor(), id).await?;
    let posted = post::of_media(&mut who.web.ctx.begin_read().await?, id).await?;
    if posted.is_empty() { Ok(Json(json!({}))) } else { Err(AppError::Conflict("media-used").into()) }
}

async fn create(who: Scoped<WriteMedia>, form: Multipart) -> Result<Response, WebError> {
    let id = take(&who, who.actor(), form).await?;
    let shown = show(&who, who.actor(), id).await?;
    Ok(answer(&who, shown, StatusCode::ACCEPTED))
}

/// Old apps expect an address at once; they get it if the film is made soon.
async fn create_and_wait(who: Scoped<WriteMedia>, form: Multipart) -> Result<Response, WebError> {
    let id = take(&who, who.actor(), form).await?;
    let looked = async {
        loop {
            let shown = show(&who, who.actor(), id).await?;
            if !matches!(shown.state, MediaState::Uploaded | MediaState::Accepted) {
                return Ok::<_, WebError>(shown);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    match tokio::time::timeout(PATIENCE, looked).await {
        Ok(shown) => Ok(answer(&who, shown?, StatusCode::ACCEPTED)),
        Err(_) => Ok(answer(&who, show(&who, who.actor(), id).await?, StatusCode::ACCEPTED)),
    }
}

fn broken() -> WebError {
    Invalid::one("file", "form-unreadable").into()
}

/// Streams the film of a form to disk as it comes, and keeps what is said of it.
async fn take(ask: &Ask, actor: &Actor, mut form: Multipart) -> Result<MediaId, WebError> {
    if !actor.role.may_post() {
        return Err(AppError::Conflict("not-an-athlete").into());
    }
    let (mut came, mut description, mut point) = (None, None, None);
    while let Some(mut field) = form.next_field().await.map_err(|_| broken())? {
        match field.name().unwrap_or_default() {
            "file" if came.is_none() => came = Some(take_film(ask, actor, field).await?),
            "description" => description = Some(text(&mut field).await?),
            "focus" => point = Some(focus(&text(&mut field).await?)?),
            // A thumbnail is made from the film itself.
            _ => while field.chunk().await.map_err(|_| broken())?.is_some() {},
        }
    }
    let id = came.ok_or_else(|| Invalid::one("file", "upload-missing"))?;
    if description.is_some() || point.is_some() {
        client::note_media(&ask.web.ctx, actor, id, description.as_deref(), point).await?;
    }
    Ok(id)
}

async fn text(field: &mut Field<'_>) -> Result<String, WebError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|_| broken())? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > TEXT_MOST {
            return Err(Invalid::one("description", "form-too-large").into());
        }
    }
    String::from_utf8(bytes).map_err(|_| broken())
}

async fn take_film(ask: &Ask, actor: &Actor, field: Field<'_>) -> Result<MediaId, WebError> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let body = stream::try_unfold(field, |mut field| async move {
        Ok::<_, axum::extract::multipart::MultipartError>(field.chunk().await?.map(|chunk| (chunk, field)))
    });
    Ok(upload::whole(&ask.web.ctx, actor, &name, Box::pin(body)).await.map_err(AppError::from)?)
}
