//! The upload form. With scripts the film has arrived as a resumable upload before the form is sent; without, it comes
//! in the form itself, and is streamed on as it comes.

use askama::Template;
use axum::{
    extract::{Multipart, State, multipart::Field},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use futures_util::stream;
use grandstand_app::{
    AppError, account,
    post::{self, NewPost},
    upload,
};
use grandstand_domain::{account::Role, acting::Bound, id::MediaId, invalid::Invalid};

use super::{
    after,
    fields::{self, Filled},
};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Nothing, Posted, check_token},
    respond::{Page, html},
    state::Web,
};

#[derive(Template)]
#[template(path = "publish/upload.html")]
struct UploadForm {
    page: Page,
    form: Filled,
    faults: Faults,
    languages: Vec<(&'static str, &'static str)>,
    journeys: Vec<(String, String)>,
    max_seconds: u64,
    max_bytes: u64,
}

#[derive(Template)]
#[template(path = "publish/athlete.html")]
struct AsAthlete {
    page: Page,
}

/// `GET /upload`. A supporter on a host that lets them is asked whether they want to post.
pub(super) async fn form(ask: Ask) -> Result<Response, WebError> {
    if ask.doer(&[Bound::Prepare])?.whom().role == Role::Supporter && ask.web.ctx.athletes_may_join() {
        return Ok(html(&AsAthlete { page: Page::titled(&ask, "upload-athlete-title").in_section("upload") }));
    }
    may_post(&ask)?;
    let state = if ask.doer(&[Bound::Publish]).is_ok() { "" } else { "draft" }.to_owned();
    let blank =
        Filled { state, visibility: "public".to_owned(), language: ask.words.tag().to_owned(), ..Filled::default() };
    show(&ask, blank, Faults::default()).await
}

/// `POST /me/athlete`: from a supporter to someone who posts, where the host lets them.
pub(super) async fn as_athlete(Posted { ask, form: Nothing {} }: Posted<Nothing>) -> Result<Response, WebError> {
    account::try_as_athlete(&ask.web.ctx, ask.actor()?).await?;
    Ok(Redirect::to("/upload").into_response())
}

/// `POST /upload`: takes the form and goes to the new post, which shows how far it is.
pub(super) async fn post(State(_): State<Web>, ask: Ask, mut body: Multipart) -> Result<Response, WebError> {
    may_post(&ask)?;
    let mut filled = Filled::default();
    let mut came = None;
    while let Some(field) = body.next_field().await.map_err(|_| fields::broken())? {
        if field.name() == Some("file") {
            // The token stands before the file in the form, so a foreign one is refused before a byte is kept.
            check_token(&ask, &filled.csrf)?;
            came = take_film(&ask, field).await?.or(came);
        } else {
            filled.take(field).await?;
        }
    }
    check_token(&ask, &filled.csrf)?;
    if let Some(media) = came {
        filled.media = media.to_string();
    }
    match publish(&ask, &filled).await {
        Ok(to) => Ok(to),
        Err(WebError(AppError::Invalid(invalid))) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, show(&ask, filled, invalid.into()).await?).into_response())
        }
        Err(other) => Err(other),
    }
}

fn may_post(ask: &Ask) -> Result<(), WebError> {
    if ask.doer(&[Bound::Prepare])?.whom().role.may_post() {
        Ok(())
    } else {
        Err(AppError::Conflict("not-an-athlete").into())
    }
}

/// The film in the form; none when no file was chosen.
async fn take_film(ask: &Ask, mut field: Field<'_>) -> Result<Option<MediaId>, WebError> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let Some(first) = field.chunk().await.map_err(|_| fields::broken())? else {
        return if name.is_empty() { Ok(None) } else { Err(Invalid::one("file", "upload-empty").into()) };
    };
    let rest = stream::try_unfold(field, |mut field| async move {
        Ok::<_, axum::extract::multipart::MultipartError>(field.chunk().await?.map(|chunk| (chunk, field)))
    });
    let body = futures_util::StreamExt::chain(stream::iter([Ok(first)]), rest);
    Ok(Some(
        upload::whole(&ask.web.ctx, ask.doer(&[Bound::Prepare])?, &name, Box::pin(body))
            .await
            .map_err(AppError::from)?,
    ))
}

async fn publish(ask: &Ask, filled: &Filled) -> Result<Response, WebError> {
    let (ctx, doer) = (&ask.web.ctx, ask.doer(&[Bound::Prepare])?);
    let read = filled.read()?;
    let media = if !filled.media.is_empty() {
        filled.media.parse()?
    } else if filled.upload_id.is_empty() {
        return Err(Invalid::one("file", "upload-missing").into());
    } else {
        upload::media_of(ctx, doer.whom(), &filled.upload_id).await?
    };
    let new = NewPost {
        caption: &filled.caption,
        alt_text: &filled.alt_text,
        language: &filled.language,
        visibility: read.visibility,
        journey: read.journey,
        reply_policy: read.reply_policy,
        captions: filled.captions(),
        when: read.when,
        ..NewPost::of(media)
    };
    let made = post::publish(ctx, doer, new).await?;
    Ok(Redirect::to(&after(&doer, &made)).into_response())
}

async fn show(ask: &Ask, form: Filled, faults: Faults) -> Result<Response, WebError> {
    let settings = &ask.web.ctx.settings;
    Ok(html(&UploadForm {
        page: Page::titled(ask, "upload-title").in_section("upload"),
        form,
        faults,
        languages: fields::languages(),
        journeys: fields::journeys(ask).await?,
        max_seconds: 600,
        max_bytes: settings.upload_most_bytes,
    }))
}
