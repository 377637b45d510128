//! Errors at the edge: one page or one JSON object that says what happened and what to do. An unknown error is logged
//! here, once, with a reference that the page shows.

use std::sync::Arc;

use askama::Template;
use axum::{
    Json,
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::AppError;

use crate::{
    ask::{self, Ask},
    form,
    respond::{Page, html},
    security::Nonce,
    state::Web,
    words::Words,
};

/// An error of a handler. [`Asker`] turns it into an answer that suits who asked.
#[derive(Debug)]
pub(crate) struct WebError(pub(crate) AppError);

impl<E: Into<AppError>> From<E> for WebError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// Carries the error to the middleware.
#[derive(Clone)]
struct Carried(Arc<AppError>);

/// The error that an answer carries to [`render`].
pub(crate) fn carried(response: &Response) -> Option<Arc<AppError>> {
    response.extensions().get::<Carried>().map(|carried| Arc::clone(&carried.0))
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        response.extensions_mut().insert(Carried(Arc::new(self.0)));
        response
    }
}

/// The status of an answer to this error.
pub(crate) fn status(error: &AppError) -> StatusCode {
    match error {
        AppError::NotFound => StatusCode::NOT_FOUND,
        AppError::Forbidden
        | AppError::Conflict("scope-missing" | "streams-off" | "acting-here" | "acting-over" | "acting-not-let") => {
            StatusCode::FORBIDDEN
        }
        AppError::SignInFirst => StatusCode::UNAUTHORIZED,
        AppError::Conflict("request-shape") => StatusCode::BAD_REQUEST,
        AppError::Conflict("wrong-method") => StatusCode::METHOD_NOT_ALLOWED,
        // A station that is told so has nothing more to send.
        AppError::Conflict("capture-over") => StatusCode::GONE,
        AppError::Invalid(_) | AppError::Conflict("user-needed") => StatusCode::UNPROCESSABLE_ENTITY,
        AppError::Conflict(_) => StatusCode::CONFLICT,
        AppError::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        AppError::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        AppError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

#[derive(Template)]
#[template(path = "error/page.html")]
struct ErrorPage {
    page: Page,
    heading: String,
    sentence: String,
    reference: String,
}

/// What is remembered of a request while it is answered, so that an error can be told in the words of who asked.
pub(crate) struct Asker {
    uri: Uri,
    headers: [Option<HeaderValue>; 5],
    nonce: Nonce,
}

/// The headers by which an answer to an error differs. No token: a wrong one is an error of its own.
const TELLING: [HeaderName; 5] =
    [header::COOKIE, header::ACCEPT, header::ACCEPT_LANGUAGE, header::HOST, header::USER_AGENT];

impl Asker {
    /// Remembers a request.
    pub(crate) fn of(request: &Request, nonce: &Nonce) -> Self {
        let headers = TELLING.map(|name| request.headers().get(name).cloned());
        Self { uri: request.uri().clone(), headers, nonce: nonce.clone() }
    }

    /// The request again, as far as it was remembered.
    fn parts(self) -> Parts {
        let (mut parts, ()) = axum::http::Request::new(()).into_parts();
        parts.uri = self.uri;
        parts.headers = TELLING.into_iter().zip(self.headers).filter_map(|(n, v)| Some((n, v?))).collect();
        parts.extensions.insert(self.nonce);
        parts
    }

    /// Writes the answer of a request that failed; every other answer stays as it is.
    pub(crate) async fn told(self, web: &Web, response: Response) -> Response {
        if let Some(Carried(error)) = response.extensions().get::<Carried>().cloned() {
            return tell(web, self.parts(), &error).await;
        }
        if !response.status().is_client_error() {
            return response;
        }
        let asked = self.parts();
        if !ask::wants_json(asked.uri.path(), &asked.headers) {
            return match response.status() {
                // An address in which a number or a letter cannot be read leads nowhere.
                StatusCode::BAD_REQUEST if is_bare(&response) => tell(web, asked, &AppError::NotFound).await,
                // Somebody opened the address of a form, or read it from their history.
                StatusCode::METHOD_NOT_ALLOWED if is_bare(&response) => {
                    let mut answer = tell(web, asked, &AppError::Conflict("wrong-method")).await;
                    answer
                        .headers_mut()
                        .extend(response.headers().get(header::ALLOW).map(|v| (header::ALLOW, v.clone())));
                    answer
                }
                _ => response,
            };
        }
        let accepted = asked.headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
        explained(response, accepted)
    }
}

/// A refusal of the framework's own, in plain text or without a word, as the JSON that programs read; every other answer
/// stays as it is.
pub(crate) fn explained(response: Response, accepted: Option<&str>) -> Response {
    if !is_bare(&response) {
        return response;
    }
    let key = if response.status() == StatusCode::NOT_FOUND { "error-404-what" } else { "api-request-wrong" };
    let body = serde_json::json!({ "error": Words::choose(None, accepted).t(key) }).to_string();
    let (mut parts, _) = response.into_parts();
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    Response::from_parts(parts, body.into())
}

/// Whether it is a refusal of the framework's own.
fn is_bare(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    response.status().is_client_error() && (kind.is_empty() || kind.starts_with(b"text/plain"))
}

async fn tell(web: &Web, mut asked: Parts, error: &AppError) -> Response {
    let code = status(error);
    let reference = reference(web, error, asked.uri.path());
    let wants_json = ask::wants_json(asked.uri.path(), &asked.headers);
    let Ok(ask) = <Ask as axum::extract::FromRequestParts<Web>>::from_request_parts(&mut asked, web).await else {
        return (code, "This server is not well at the moment. Please try again.").into_response();
    };
    if matches!(*error, AppError::SignInFirst) && !wants_json {
        let back: String = url::form_urlencoded::byte_serialize(ask.path.as_bytes()).collect();
        return Redirect::to(&format!("/sign-in?next={back}")).into_response();
    }
    let sentence = sentence_to(&ask, error);
    let mut answer = if wants_json {
        (code, Json(json(error, &sentence, &reference, &ask))).into_response()
    } else {
        let heading = ask.words.t(&format!("error-{}", code.as_u16()));
        let page = Page::new(&ask, &heading);
        (code, html(&ErrorPage { page, heading, sentence, reference })).into_response()
    };
    if let AppError::TooMany { retry_after_s } = *error {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after_s));
    } else if matches!(*error, AppError::Unavailable(_)) {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    answer
}

/// What an error says to whoever asks: while they act for somebody, for whom.
fn sentence_to(ask: &Ask, error: &AppError) -> String {
    let key = match (error, &ask.acting) {
        (AppError::Conflict("acting-here"), Some(acting)) if acting.is_over() => "conflict-acting-over",
        (AppError::Conflict("acting-here" | "acting-not-let"), Some(acting)) if acting.is_team() => "acting-here-team",
        (AppError::Conflict("acting-here"), Some(_)) => "acting-here-athlete",
        _ => return sentence(error, &ask.words),
    };
    let name = ask.acting.as_ref().map_or("", |acting| acting.name.as_str());
    ask.words.t1(key, "name", name)
}

/// What an error says to a person, in English: for the command line.
pub fn english(error: &AppError) -> String {
    sentence(error, &Words::choose(None, None))
}

/// The English of a key of the translation files: for the command line.
pub fn english_word(key: &str) -> String {
    Words::choose(None, None).t(key)
}

/// An English sentence with values placed in it: for the command line.
pub fn english_with(key: &str, values: &[(&'static str, String)]) -> String {
    Words::choose(None, None).with_all(key, values)
}

/// What an error says to a person.
pub(crate) fn sentence(error: &AppError, words: &Words) -> String {
    match error {
        AppError::Conflict(key) => words.t(&format!("conflict-{key}")),
        AppError::Invalid(invalid) => {
            invalid.0.iter().map(|f| form::sentence(f.key, f.limit, words)).collect::<Vec<_>>().join(" ")
        }
        AppError::TooMany { retry_after_s } => {
            words.t1("error-429-what", "seconds", i64::try_from(*retry_after_s).unwrap_or(60))
        }
        other => words.t(&format!("error-{}-what", status(other).as_u16())),
    }
}

fn json(error: &AppError, sentence: &str, reference: &str, ask: &Ask) -> serde_json::Value {
    let mut body = serde_json::json!({ "error": sentence, "message": sentence });
    if let AppError::Invalid(invalid) = error {
        let faults = invalid.0.iter().map(|f| {
            serde_json::json!({ "field": f.field, "key": f.key, "error": form::sentence(f.key, f.limit, &ask.words) })
        });
        body["faults"] = faults.collect();
    }
    if !reference.is_empty() {
        body["reference"] = reference.into();
    }
    body
}

/// Logs what is our fault and returns the reference under which it can be found; empty for everything else.
pub(crate) fn reference(web: &Web, error: &AppError, path: &str) -> String {
    match error {
        AppError::Internal(source) => {
            let reference = format!("{:08x}", u32::from_le_bytes(web.ctx.random()));
            tracing::error!(%reference, path, error = %source, "request failed");
            reference
        }
        AppError::Unavailable(why) => {
            tracing::warn!(path, why, "request could not be served for now");
            String::new()
        }
        _ => String::new(),
    }
}

/// The answer to an address that does not exist.
pub(crate) async fn not_found() -> WebError {
    AppError::NotFound.into()
}
