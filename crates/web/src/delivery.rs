//! Films, stills and captions as bytes: whole or by range (RFC 9110, 13 to 15.3.7), straight from the mapped file, or a
//! redirect to the object store. Who may have them is decided by `grandstand_app::delivery`.

mod range;

use axum::{
    Router,
    body::Body,
    extract::Path,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use grandstand_app::{
    AppError, caption_track,
    delivery::{self, Delivery, MappedObject, ObjectInfo},
};
use grandstand_domain::acting::Bound;
use std::{ops::Range, sync::Arc};

use crate::{ask::Ask, error::WebError, state::Web};
use range::{Asked, asked, none_match};

/// The largest answer that is handed over as one slice; larger ones come in pieces, so that a viewer who goes away
/// has not made the server read what nobody sees.
const ONE_SLICE: u64 = 4 << 20;

/// The addresses of all bytes.
pub(crate) fn streams() -> Router<Web> {
    Router::new().route("/media/captions/{media}/{file}", get(captions)).route("/media/{folder}/{file}", get(object))
}

/// `GET /media/{key}`: a rendition or a still.
async fn object(
    ask: Ask,
    Path((folder, file)): Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let key = format!("{folder}/{file}");
    let actor = ask.viewer.as_ref().map(|v| &v.actor);
    let opened = match (delivery::open(&ask.web.ctx, actor, &key).await, &ask.acting) {
        // A draft of the athlete for whom they act.
        (Err(AppError::NotFound), Some(_)) => {
            let doer = ask.doer(&[Bound::Prepare, Bound::Publish]).map_err(|_| AppError::NotFound)?;
            delivery::open_for(&ask.web.ctx, &doer, &key).await?
        }
        (other, _) => other?,
    };
    let mut answer = match opened.delivery {
        Delivery::File(object) => send(&object, method == Method::HEAD, &headers).await?,
        // The address is signed for reading: a bucket refuses to be only asked with it.
        Delivery::Signed(_) if method == Method::HEAD => told(&delivery::look(&ask.web.ctx, &key).await?)?,
        Delivery::Signed(address) => {
            let location = HeaderValue::try_from(address.as_str()).map_err(AppError::internal)?;
            let mut away = (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, location)]).into_response();
            // Less than the signature holds.
            away.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
            return Ok(away);
        }
    };
    let sent = answer.headers_mut();
    if let Ok(name) = HeaderValue::try_from(format!("inline; filename=\"{}\"", plain_name(&file))) {
        sent.insert(header::CONTENT_DISPOSITION, name);
    }
    sent.entry(header::CONTENT_TYPE).or_insert(HeaderValue::from_static(opened.content_type));
    let kept = if opened.public { "public, max-age=31536000, immutable" } else { "private, max-age=600" };
    sent.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    guard(sent);
    Ok(answer)
}

/// A file that is saved and never shown: what it is, the browser learns from its name alone.
pub(crate) async fn saved(
    delivery: Delivery,
    content_type: &'static str,
    name: &str,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response, WebError> {
    let mut answer = match delivery {
        Delivery::File(object) => send(&object, *method == Method::HEAD, headers).await?,
        Delivery::Signed(address) => {
            let location = HeaderValue::try_from(address.as_str()).map_err(AppError::internal)?;
            (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, location)]).into_response()
        }
    };
    let sent = answer.headers_mut();
    let named = HeaderValue::try_from(format!("attachment; filename=\"{name}\"")).map_err(AppError::internal)?;
    sent.insert(header::CONTENT_DISPOSITION, named);
    sent.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    sent.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    guard(sent);
    sent.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    Ok(answer)
}

/// What a bucket knows of a file, for those who ask without reading.
fn told(info: &ObjectInfo) -> Result<Response, WebError> {
    let mut answer = [(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"))].into_response();
    answer.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(info.bytes));
    if let Some(etag) = &info.etag {
        answer.headers_mut().insert(header::ETAG, HeaderValue::try_from(etag).map_err(AppError::internal)?);
    }
    Ok(answer)
}

/// Whatever a file may turn out to be, it is nothing but a film or a picture to a browser.
fn guard(headers: &mut HeaderMap) {
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
}

/// `480-ab12….mp4` as `grandstand-480.mp4`.
fn plain_name(file: &str) -> String {
    let what = file.split('-').next().unwrap_or_default();
    let ending = file.rsplit('.').next().unwrap_or_default();
    let plain = |t: &str| t.chars().filter(char::is_ascii_alphanumeric).take(12).collect::<String>();
    format!("grandstand-{}.{}", plain(what), plain(ending))
}

async fn send(object: &Arc<MappedObject>, head: bool, headers: &HeaderMap) -> Result<Response, WebError> {
    let (length, etag) = (object.len(), object.etag());
    let tag = HeaderValue::try_from(etag).map_err(AppError::internal)?;
    let tagged = [(header::ETAG, tag), (header::ACCEPT_RANGES, HeaderValue::from_static("bytes"))];
    if none_match(headers, etag) {
        return Ok((StatusCode::NOT_MODIFIED, tagged).into_response());
    }
    let (code, part) = match asked(headers, etag, length) {
        Asked::Whole => (StatusCode::OK, 0..length),
        Asked::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Asked::Beyond => {
            let range = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, tagged, range).into_response());
        }
    };
    let size = part.end - part.start;
    let range = (code == StatusCode::PARTIAL_CONTENT).then(|| {
        let last = part.end.saturating_sub(1);
        [(header::CONTENT_RANGE, format!("bytes {}-{last}/{length}", part.start))]
    });
    let body = if head { Body::empty() } else { body(object, part).await? };
    let mut answer = (code, tagged, body).into_response();
    answer.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    Ok(match range {
        Some(range) => (range, answer).into_response(),
        None => answer,
    })
}

async fn body(object: &Arc<MappedObject>, part: Range<u64>) -> Result<Body, WebError> {
    if part.end - part.start <= ONE_SLICE {
        return Ok(Body::from(object.range(part).await.map_err(AppError::internal)?));
    }
    Ok(Body::from_stream(Arc::clone(object).stream(part)))
}

/// `GET /media/captions/{media}/{language}.vtt`.
async fn captions(ask: Ask, Path((media, file)): Path<(String, String)>) -> Result<Response, WebError> {
    let unknown = || WebError::from(AppError::NotFound);
    let media = media.parse().map_err(|_| unknown())?;
    let language = file.strip_suffix(".vtt").ok_or_else(unknown)?;
    let actor = ask.viewer.as_ref().map(|v| &v.actor);
    let track = caption_track::get(&ask.web.ctx, actor, media, language).await?;
    let mut answer = track.vtt.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/vtt; charset=utf-8"));
    // Corrected captions should be seen soon.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=60"));
    guard(headers);
    Ok(answer)
}
