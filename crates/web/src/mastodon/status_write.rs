//! Writing statuses: a post has one video; a reply is a comment and has none.

use axum::{
    Json,
    extract::Path,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use grandstand_app::{
    AppError, client, comment, post as posts,
    post::{Edit, NewPost, When},
};
use grandstand_domain::{id::MediaId, invalid::Invalid, media::MediaState, post::Visibility, time::UnixMillis};
use serde_json::Value;

use super::{
    access::{Routes, Scoped, WriteStatuses, viewer},
    entity::Status,
    find::{self, Found},
    scheduled,
    status::entity_of,
};
use crate::{error::WebError, params::Params};

pub(super) fn routes() -> Routes {
    Routes::default()
        .post("/api/v1/statuses", create)
        .put("/api/v1/statuses/{id}", edit)
        .delete("/api/v1/statuses/{id}", remove)
}

/// What a request made: the id of a status, or of a scheduled one.
enum Made {
    Status(String),
    Scheduled(String),
}

impl Made {
    fn word(&self) -> String {
        match self {
            Self::Status(id) => format!("status {id}"),
            Self::Scheduled(id) => format!("scheduled {id}"),
        }
    }

    fn read(word: &str) -> Option<Self> {
        match word.split_once(' ')? {
            ("status", id) => Some(Self::Status(id.to_owned())),
            ("scheduled", id) => Some(Self::Scheduled(id.to_owned())),
            _ => None,
        }
    }
}

async fn create(who: Scoped<WriteStatuses>, headers: HeaderMap, params: Params) -> Result<Response, WebError> {
    let (ctx, actor) = (&who.web.ctx, who.actor());
    let key = headers.get("idempotency-key").and_then(|v| v.to_str().ok()).filter(|k| !k.is_empty());
    let Some(key) = key else { return show(&who, write(&who, &params).await?).await };
    if let Some(made) = client::begin(ctx, actor, key).await? {
        let made = Made::read(&made).ok_or(AppError::NotFound)?;
        return show(&who, made).await;
    }
    match write(&who, &params).await {
        Ok(made) => {
            client::end(ctx, actor, key, Some(&made.word())).await?;
            show(&who, made).await
        }
        Err(error) => {
            client::end(ctx, actor, key, None).await?;
            Err(error)
        }
    }
}

async fn show(who: &Scoped<WriteStatuses>, made: Made) -> Result<Response, WebError> {
    let viewer = viewer(who).await?;
    match made {
        Made::Status(id) => {
            let found = find::status(&who.web, &viewer, &id).await?;
            Ok(Json(entity_of(who, &viewer, &found).await?).into_response())
        }
        Made::Scheduled(id) => Ok(Json(scheduled::one_of(who, who.actor(), &id).await?).into_response()),
    }
}

fn visibility(params: &Params) -> Result<Visibility, WebError> {
    match params.get("visibility") {
        None | Some("public") => Ok(Visibility::Public),
        Some("private") => Ok(Visibility::Followers),
        // Wider or narrower than asked would both be wrong.
        Some(_) => Err(Invalid::one("visibility", "status-visibility").into()),
    }
}

async fn write(who: &Scoped<WriteStatuses>, params: &Params) -> Result<Made, WebError> {
    let (ctx, actor) = (&who.web.ctx, who.actor());
    let media = params.list("media_ids");
    if params.has("poll") {
        return Err(Invalid::one("poll", "status-poll").into());
    }
    if let Some(answered) = params.get("in_reply_to_id") {
        if !media.is_empty() {
            return Err(Invalid::one("media_ids", "status-reply-media").into());
        }
        if params.get("scheduled_at").is_some() {
            return Err(Invalid::one("scheduled_at", "status-reply-later").into());
        }
        let (post, parent) = match find::status(&who.web, &viewer(who).await?, answered).await? {
            Found::Comment(comment, _) => (comment.post, Some(comment.id)),
            found => (found.post()?.id, None),
        };
        let made = comment::write(ctx, actor, post, parent, params.text("status")).await?;
        return Ok(Made::Status(made.id.to_string()));
    }
    let media = match media.as_slice() {
        [one] => one.parse::<MediaId>().map_err(|_| Invalid::one("media_ids", "media-unknown"))?,
        [] => return Err(Invalid::one("media_ids", "status-film-missing").into()),
        _ => return Err(Invalid::one("media_ids", "status-films-many").into()),
    };
    let visibility = visibility(params)?;
    let mut tx = ctx.begin_read().await?;
    let row = grandstand_store::media::get(&mut tx, media).await?.filter(|m| m.account == actor.account);
    let row = row.ok_or_else(|| Invalid::one("media_ids", "media-unknown"))?;
    let note = grandstand_store::post_note::media(&mut tx, media).await?;
    drop(tx);
    let when = match params.get("scheduled_at") {
        Some(at) => When::At(moment(at)?),
        None => When::Now,
    };
    if when == When::Now && !matches!(row.state, MediaState::Playable | MediaState::Complete | MediaState::Refused) {
        return Err(Invalid::one("media_ids", "status-film-making").into());
    }
    let new = NewPost {
        caption: params.text("status"),
        alt_text: &note.description,
        language: params.text("language"),
        visibility,
        when,
        ..NewPost::of(media)
    };
    let made = posts::publish(ctx, actor, new).await?;
    let app = who.who().grant.map(|(app, _)| app);
    let (sensitive, spoiler) = (params.is("sensitive"), params.text("spoiler_text"));
    if sensitive || !spoiler.is_empty() || app.is_some() {
        client::note_post(ctx, actor, made.id, sensitive || !spoiler.is_empty(), spoiler, app).await?;
    }
    let id = made.id.to_string();
    Ok(if matches!(when, When::At(_)) { Made::Scheduled(id) } else { Made::Status(id) })
}

/// A moment as RFC 3339 says it.
pub(super) fn moment(text: &str) -> Result<UnixMillis, WebError> {
    let at: jiff::Timestamp = text.parse().map_err(|_| Invalid::one("scheduled_at", "moment-shape"))?;
    Ok(UnixMillis(at.as_millisecond()))
}

async fn edit(who: Scoped<WriteStatuses>, Path(id): Path<String>, params: Params) -> Result<Json<Status>, WebError> {
    let (ctx, actor) = (&who.web.ctx, who.actor());
    let before = viewer(&who).await?;
    let card = match find::status(&who.web, &before, &id).await? {
        Found::Comment(..) => return Err(AppError::Conflict("comment-edit").into()),
        found => found.post()?,
    };
    let media = params.list("media_ids");
    if params.has("poll") {
        return Err(Invalid::one("poll", "status-poll").into());
    }
    if media.iter().any(|m| *m != card.media.to_string()) || (params.has("media_ids") && media.is_empty()) {
        return Err(Invalid::one("media_ids", "status-film-fixed").into());
    }
    let rows = params.rows("media_attributes");
    let of_film = rows.iter().find(|row| row.iter().any(|(n, v)| *n == "id" && *v == card.media.to_string()));
    let alt = of_film.and_then(|row| row.iter().find(|(n, _)| *n == "description")).map(|(_, text)| *text);
    let edit =
        Edit { caption: params.given("status"), alt_text: alt, language: params.get("language"), ..Edit::default() };
    posts::edit(ctx, actor, card.id, edit).await?;
    if params.has("sensitive") || params.has("spoiler_text") {
        let spoiler = params.text("spoiler_text");
        let sensitive = params.is("sensitive") || !spoiler.is_empty();
        client::note_post(ctx, actor, card.id, sensitive, spoiler, who.who().grant.map(|(app, _)| app)).await?;
    }
    let viewer = viewer(&who).await?;
    let found = find::status(&who.web, &viewer, &id).await?;
    Ok(Json(entity_of(&who, &viewer, &found).await?))
}

/// Answers with the status as it was and its text, for writing it anew.
async fn remove(who: Scoped<WriteStatuses>, Path(id): Path<String>) -> Result<Json<Value>, WebError> {
    let (ctx, actor) = (&who.web.ctx, who.actor());
    let viewer = viewer(&who).await?;
    let found = find::status(&who.web, &viewer, &id).await?;
    let mut shown = serde_json::to_value(entity_of(&who, &viewer, &found).await?).map_err(AppError::internal)?;
    match found {
        Found::Post(status) if status.reblog.is_some_and(|(by, _)| by == actor.account) => {
            grandstand_app::reblog::unreblog(ctx, actor, status.card.id).await?;
        }
        Found::Post(status) => {
            shown["text"] = (*status.card.caption).into();
            posts::remove(ctx, actor, status.card.id).await?;
        }
        Found::Own(card) => {
            shown["text"] = (*card.caption).into();
            posts::remove(ctx, actor, card.id).await?;
        }
        Found::Comment(said, _) => {
            shown["text"] = said.text.clone().into();
            comment::remove(ctx, actor, said.id).await?;
        }
    }
    Ok(Json(shown))
}
