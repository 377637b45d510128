//! What every answer of the client API has: JSON also when something went wrong, what is left of the rate, and no
//! keeping by caches unless a handler says so.

use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use grandstand_app::{
    AppError,
    throttle::{self, Left, Rate},
};
use serde_json::json;

use crate::{ask, error, state::Web, words::Words};

/// The stretch over which requests are counted, in milliseconds.
const STRETCH_MS: i64 = 300_000;

/// The answer to a method that an address does not have.
pub(super) async fn wrong_method() -> StatusCode {
    StatusCode::METHOD_NOT_ALLOWED
}

/// Middleware: counts, lets the request through, and writes what failed.
pub(super) async fn shape(State(web): State<Web>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let accepted = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let (left, limit) = match count(&web, &request) {
        Ok(counted) => counted,
        Err(refused) => {
            let words = Words::choose(None, accepted.as_deref());
            return write(&web, &refused, &path, &words);
        }
    };
    let mut response = next.run(request).await;
    if let Some(failed) = error::carried(&response) {
        response = write(&web, &failed, &path, &Words::choose(None, accepted.as_deref()));
    } else {
        response = error::explained(response, accepted.as_deref());
    }
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
    if let Some(left) = left {
        say(headers, limit, left);
    }
    response
}

fn write(web: &Web, failed: &AppError, path: &str, words: &Words) -> Response {
    // The client API has one status for what cannot be accepted as things are.
    let code = match error::status(failed) {
        StatusCode::CONFLICT => StatusCode::UNPROCESSABLE_ENTITY,
        other => other,
    };
    let reference = error::reference(web, failed, path);
    let mut body = json!({ "error": error::sentence(failed, words) });
    if !reference.is_empty() {
        body["reference"] = reference.into();
    }
    let mut response = (code, Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    match failed {
        AppError::SignInFirst => {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"Grandstand\""));
        }
        AppError::TooMany { retry_after_s } => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(*retry_after_s));
            let wait = i64::try_from(*retry_after_s).unwrap_or(60) * 1_000;
            say(headers, 0, Left { remaining: 0, full_at: web.ctx.now().plus(wait) });
        }
        AppError::Unavailable(_) => {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        _ => {}
    }
    response
}

/// Counts a request: by its place, and by its token where it has one, so that neither a place full of people nor one
/// busy app uses up what belongs to others.
fn count(web: &Web, request: &Request) -> Result<(Option<Left>, i64), AppError> {
    let settings = &web.settings;
    let rate = |most: u32| Rate { burst: i64::from(most), every_ms: (STRETCH_MS / i64::from(most.max(1))).max(1) };
    let mut left = None;
    let mut limit = 0;
    if settings.api_requests_per_place > 0 {
        let origin = ask::origin(request.extensions(), request.headers(), settings.behind_proxy);
        limit = i64::from(settings.api_requests_per_place);
        left = Some(throttle::counted_from(&web.ctx, "api-place", origin, rate(settings.api_requests_per_place))?);
    }
    if let Some(token) = ask::bearer(request.headers()).filter(|_| settings.api_requests_per_token > 0) {
        limit = i64::from(settings.api_requests_per_token);
        left = Some(throttle::counted(&web.ctx, "api-token", token, rate(settings.api_requests_per_token))?);
    }
    Ok((left, limit))
}

fn say(headers: &mut axum::http::HeaderMap, limit: i64, left: Left) {
    const NAMES: [&str; 3] = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];
    let reset = grandstand_app::views::moment(left.full_at);
    let values = [limit.to_string(), left.remaining.to_string(), reset.as_str().unwrap_or_default().to_owned()];
    for (name, value) in NAMES.into_iter().zip(values) {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
}
