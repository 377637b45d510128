//! Resumable uploads: tus 1.0.0 (tus.io) with the extensions creation, creation-with-upload, checksum, termination and
//! expiration. Bytes are streamed to disk as they come; an offset is answered only when what lies before it is safe.

mod metadata;

use std::time::Duration;

use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures_util::Stream;
use grandstand_app::{
    acting::Doer,
    capture,
    upload::{self, Checksum, Status, UploadError},
};
use grandstand_domain::{acting::Bound, id::CaptureId, time::UnixMillis};
use tokio_stream::StreamExt;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    ask::Ask,
    error::WebError,
    form::{check_token, header_token},
    state::Web,
};

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const VERSION: HeaderName = HeaderName::from_static("tus-version");
const EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
const MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
const ALGORITHM: HeaderName = HeaderName::from_static("tus-checksum-algorithm");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
/// The video that a finished upload became; ours, not of tus.
const MEDIA: HeaderName = HeaderName::from_static("grandstand-media");

const TUS: &str = "1.0.0";
const BYTES: &str = "application/offset+octet-stream";
/// A sender that is silent for so long has gone; what came is kept, and the upload is free for its next request.
const SILENCE: Duration = Duration::from_secs(45);

pub(super) fn streams() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(create, options)).routes(routes!(append, status, terminate, options_of_one))
}

/// Why a request was not done, with the answer that tus wants.
pub(super) enum Fault {
    Web(WebError),
    /// An answer already written.
    Written(Box<Response>),
    Upload(Box<Ask>, UploadError),
    /// A status and the key of its sentence.
    Said(Box<Ask>, StatusCode, &'static str),
}

impl<E: Into<WebError>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::Web(error.into())
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let (ask, code, key) = match self {
            Self::Web(error) => return error.into_response(),
            Self::Written(answer) => return *answer,
            Self::Said(ask, code, key) => (ask, code, key.to_owned()),
            Self::Upload(_, UploadError::App(error)) => return WebError(error).into_response(),
            Self::Upload(ask, UploadError::WrongOffset { at }) => {
                let mut answer = said(&ask, StatusCode::CONFLICT, "conflict-upload-offset");
                answer.headers_mut().insert(OFFSET, HeaderValue::from(at));
                return answer;
            }
            Self::Upload(ask, UploadError::TooLarge { most }) => {
                let sentence = ask.words.t1("fault-upload-too-large", "limit", most >> 20);
                return json(StatusCode::PAYLOAD_TOO_LARGE, &sentence);
            }
            Self::Upload(ask, error) => {
                let (code, key) = match error {
                    UploadError::Busy => (StatusCode::LOCKED, "upload-busy"),
                    UploadError::ChecksumMismatch => (mismatch(), "upload-checksum"),
                    UploadError::Quota => (StatusCode::PAYLOAD_TOO_LARGE, "upload-quota"),
                    UploadError::DiskFull => (StatusCode::INSUFFICIENT_STORAGE, "upload-disk-full"),
                    _ => (StatusCode::REQUEST_TIMEOUT, "upload-interrupted"),
                };
                (ask, code, format!("conflict-{key}"))
            }
        };
        said(&ask, code, &key)
    }
}

/// 460 Checksum Mismatch, of the checksum extension.
fn mismatch() -> StatusCode {
    StatusCode::from_u16(460).unwrap_or(StatusCode::BAD_REQUEST)
}

fn said(ask: &Ask, code: StatusCode, key: &str) -> Response {
    json(code, &ask.words.t(key))
}

fn json(code: StatusCode, sentence: &str) -> Response {
    (code, [(RESUMABLE, TUS)], Json(serde_json::json!({ "error": sentence }))).into_response()
}

/// `OPTIONS`: what this server can.
#[utoipa::path(
    options, path = "/api/grandstand/v1/uploads", tag = "uploads", operation_id = "options_uploads",
    summary = "What this server can of tus",
    security(()),
    responses((status = 204, headers(("Tus-Resumable" = String), ("Tus-Version" = String))))
)]
pub(super) async fn options(State(web): State<Web>) -> Response {
    let most = HeaderValue::from(web.ctx.settings.upload_most_bytes);
    let can = [
        (RESUMABLE, HeaderValue::from_static(TUS)),
        (VERSION, HeaderValue::from_static(TUS)),
        (EXTENSION, HeaderValue::from_static("creation,creation-with-upload,checksum,termination,expiration")),
        (ALGORITHM, HeaderValue::from_static(Checksum::ALGORITHMS)),
        (MAX_SIZE, most),
    ];
    (StatusCode::NO_CONTENT, can).into_response()
}

/// The same, asked at an upload's address.
#[utoipa::path(
    options, path = "/api/grandstand/v1/uploads/{id}", tag = "uploads", operation_id = "options_uploads_id",
    summary = "What this server can of tus",
    params(("id" = String, Path, description = "An upload's id")),
    security(()),
    responses((status = 204, headers(("Tus-Resumable" = String), ("Tus-Version" = String))))
)]
pub(super) async fn options_of_one(state: State<Web>) -> Response {
    options(state).await
}

/// The secret of a capture station and the clip it sends, in place of a session; ours, not of tus.
const STATION: HeaderName = HeaderName::from_static("grandstand-station");
const CAPTURE: HeaderName = HeaderName::from_static("grandstand-capture");

/// The clip of a capture station that a request is about, with the station's secret.
fn clip(headers: &HeaderMap) -> Option<(&str, CaptureId)> {
    let text = |name: &HeaderName| headers.get(name)?.to_str().ok();
    Some((text(&STATION)?, text(&CAPTURE)?.parse().ok()?))
}

/// Checks the protocol version and who asks: someone signed in, or a capture station for the athlete who agreed to one clip,
/// about that clip's one upload.
async fn begin(ask: Ask, headers: &HeaderMap, upload: Option<&str>, changes: bool) -> Result<(Box<Ask>, Doer), Fault> {
    if headers.get(RESUMABLE).is_none_or(|v| v != TUS) {
        let mut answer = said(&ask, StatusCode::PRECONDITION_FAILED, "upload-tus-version");
        answer.headers_mut().insert(VERSION, HeaderValue::from_static(TUS));
        return Err(Fault::Written(Box::new(answer)));
    }
    if let Some((secret, id)) = clip(headers) {
        let athlete = capture::granted(&ask.web.ctx, secret, id, upload).await?;
        return Ok((Box::new(ask), Doer::from(&athlete)));
    }
    let doer = ask.doer(&[Bound::Prepare])?;
    if changes {
        check_token(&ask, header_token(headers).unwrap_or_default())?;
    }
    Ok((Box::new(ask), doer))
}

/// Notes what a station's upload has become.
async fn note(ask: &Ask, headers: &HeaderMap, status: &Status) -> Result<(), Fault> {
    if let (Some((_, id)), Some(media)) = (clip(headers), status.media) {
        capture::arrived(&ask.web.ctx, id, media).await?;
    }
    Ok(())
}

/// `POST`: announces an upload, and may bring its first bytes.
#[utoipa::path(
    post, path = "/api/grandstand/v1/uploads", tag = "uploads", operation_id = "post_uploads",
    summary = "Announce an upload (tus 1.0)",
    params(
        ("Tus-Resumable" = String, Header, pattern = "^1\\.0\\.0$", example = "1.0.0"),
        ("Upload-Length" = u64, Header),
        ("Upload-Metadata" = Option<String>, Header),
        ("Upload-Checksum" = Option<String>, Header, description = "Algorithm and digest in base64", pattern = "^(sha1 [A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=|sha256 [A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=|sha512 [A-Za-z0-9+/]{85}[AQgw]==)$"),
    ),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    security(("token" = ["write"]), ("cookie" = [])),
    responses(
        (status = 201, headers(("Location" = String), ("Upload-Offset" = u64))),
    )
)]
pub(super) async fn create(ask: Ask, headers: HeaderMap, body: Body) -> Result<Response, Fault> {
    let (ask, doer) = begin(ask, &headers, None, true).await?;
    let actor = doer.whom();
    let Some(length) = number(&headers, &LENGTH) else {
        return Err(Fault::Said(ask, StatusCode::BAD_REQUEST, "upload-length-missing"));
    };
    let given = headers.get(METADATA).map(HeaderValue::to_str).transpose().ok().flatten().unwrap_or_default();
    let Some(metadata) = metadata::read(given) else {
        return Err(Fault::Said(ask, StatusCode::BAD_REQUEST, "upload-metadata-unreadable"));
    };
    let brings_bytes = is_bytes(&headers);
    let Ok(checksum) = checksum(&headers) else {
        return Err(Fault::Said(ask, StatusCode::BAD_REQUEST, "upload-checksum-unknown"));
    };
    let ctx = &ask.web.ctx;
    let made = upload::create(ctx, &doer, length, metadata::name(&metadata)).await;
    let made = made.map_err(|e| Fault::Upload(ask.clone(), e))?;
    let mut status = Status { offset: 0, media: None, upload: made };
    if let Some((_, id)) = clip(&headers)
        && let Err(error) = capture::bind(ctx, actor, id, &status.upload.id).await
    {
        upload::terminate(ctx, actor, &status.upload.id).await.map_err(|e| Fault::Upload(ask.clone(), e))?;
        return Err(error.into());
    }
    if brings_bytes || length == 0 {
        let id = status.upload.id.clone();
        let brought = if brings_bytes {
            upload::append(ctx, actor, &id, 0, patient(body), checksum).await
        } else {
            upload::status(ctx, actor, &id).await
        };
        match brought {
            Ok(reached) => status = reached,
            // The upload stands all the same: its address must reach the sender, who asks how far it got.
            Err(UploadError::Interrupted { at }) => status.offset = at,
            Err(error) => return Err(Fault::Upload(ask, error)),
        }
    }
    note(&ask, &headers, &status).await?;
    let mut answer = answer(StatusCode::CREATED, &status);
    let location = format!("/api/grandstand/v1/uploads/{}", status.upload.id);
    if let Ok(location) = HeaderValue::try_from(location) {
        answer.headers_mut().insert(header::LOCATION, location);
    }
    Ok(answer)
}

/// `HEAD`: how far it is.
#[utoipa::path(
    head, path = "/api/grandstand/v1/uploads/{id}", tag = "uploads", operation_id = "head_uploads_id",
    summary = "How far an upload is",
    params(("Tus-Resumable" = String, Header, pattern = "^1\\.0\\.0$", example = "1.0.0"), ("id" = String, Path, description = "An upload's id")),
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 200, headers(("Upload-Offset" = u64), ("Upload-Length" = u64))))
)]
pub(super) async fn status(ask: Ask, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Fault> {
    let (ask, doer) = begin(ask, &headers, Some(&id), false).await?;
    let status = upload::status(&ask.web.ctx, doer.whom(), &id).await.map_err(|e| Fault::Upload(ask.clone(), e))?;
    note(&ask, &headers, &status).await?;
    let mut answer = answer(StatusCode::OK, &status);
    let headers = answer.headers_mut();
    headers.insert(LENGTH, HeaderValue::from(status.upload.length));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(value) = metadata::write(&status.upload.name) {
        headers.insert(METADATA, value);
    }
    Ok(answer)
}

/// `PATCH`: more bytes.
#[utoipa::path(
    patch, path = "/api/grandstand/v1/uploads/{id}", tag = "uploads", operation_id = "patch_uploads_id",
    summary = "More bytes",
    params(
        ("Tus-Resumable" = String, Header, pattern = "^1\\.0\\.0$", example = "1.0.0"),
        ("id" = String, Path, description = "An upload's id"),
        ("Upload-Offset" = u64, Header),
        ("Upload-Checksum" = Option<String>, Header, description = "Algorithm and digest in base64", pattern = "^(sha1 [A-Za-z0-9+/]{26}[AEIMQUYcgkosw048]=|sha256 [A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=|sha512 [A-Za-z0-9+/]{85}[AQgw]==)$"),
    ),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    security(("token" = ["write"]), ("cookie" = [])),
    responses(
        (status = 204, headers(("Upload-Offset" = u64))),
    )
)]
pub(super) async fn append(
    ask: Ask,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Fault> {
    let (ask, doer) = begin(ask, &headers, Some(&id), true).await?;
    if !is_bytes(&headers) {
        return Err(Fault::Said(ask, StatusCode::UNSUPPORTED_MEDIA_TYPE, "upload-content-type"));
    }
    let Some(offset) = number(&headers, &OFFSET) else {
        return Err(Fault::Said(ask, StatusCode::BAD_REQUEST, "upload-offset-missing"));
    };
    let Ok(checksum) = checksum(&headers) else {
        return Err(Fault::Said(ask, StatusCode::BAD_REQUEST, "upload-checksum-unknown"));
    };
    let appended = upload::append(&ask.web.ctx, doer.whom(), &id, offset, patient(body), checksum).await;
    let status = appended.map_err(|e| Fault::Upload(ask.clone(), e))?;
    note(&ask, &headers, &status).await?;
    Ok(answer(StatusCode::NO_CONTENT, &status))
}

/// `DELETE`: ends an upload.
#[utoipa::path(
    delete, path = "/api/grandstand/v1/uploads/{id}", tag = "uploads", operation_id = "delete_uploads_id",
    summary = "End an upload",
    params(("Tus-Resumable" = String, Header, pattern = "^1\\.0\\.0$", example = "1.0.0"), ("id" = String, Path, description = "An upload's id")),
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 204))
)]
pub(super) async fn terminate(ask: Ask, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Fault> {
    let (ask, doer) = begin(ask, &headers, Some(&id), true).await?;
    upload::terminate(&ask.web.ctx, doer.whom(), &id).await.map_err(|e| Fault::Upload(ask, e))?;
    Ok((StatusCode::NO_CONTENT, [(RESUMABLE, TUS)]).into_response())
}

fn answer(code: StatusCode, status: &Status) -> Response {
    let mut answer = (code, [(RESUMABLE, TUS)]).into_response();
    let headers = answer.headers_mut();
    headers.insert(OFFSET, HeaderValue::from(status.offset));
    match status.media {
        Some(media) => drop(headers.insert(MEDIA, HeaderValue::from(media.0))),
        None => {
            if let Some(date) = http_date(status.upload.expires_at) {
                headers.insert(EXPIRES, date);
            }
        }
    }
    answer
}

/// A moment as HTTP writes it (IMF-fixdate, RFC 9110, 5.6.7).
fn http_date(at: UnixMillis) -> Option<HeaderValue> {
    let text = jiff::Timestamp::from_millisecond(at.0).ok()?.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    HeaderValue::try_from(text).ok()
}

/// A header's non-negative number, in plain digits; one too large to hold is as large as can be.
fn number(headers: &HeaderMap, name: &HeaderName) -> Option<u64> {
    let text = headers.get(name)?.to_str().ok()?;
    (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().unwrap_or(u64::MAX))
}

fn is_bytes(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|v| v.as_bytes().eq_ignore_ascii_case(BYTES.as_bytes()))
}

/// The checksum that the body must have; an error when it cannot be understood.
fn checksum(headers: &HeaderMap) -> Result<Option<Checksum>, ()> {
    let Some(value) = headers.get(CHECKSUM) else { return Ok(None) };
    value.to_str().ok().and_then(Checksum::parse).map(Some).ok_or(())
}

/// The body, given up when its sender falls silent.
fn patient(body: Body) -> impl Stream<Item = Result<Bytes, axum::Error>> + Send {
    Box::pin(body.into_data_stream().timeout(SILENCE)).map(|piece| piece.unwrap_or_else(|e| Err(axum::Error::new(e))))
}
