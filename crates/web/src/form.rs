//! Forms: read from the body, checked to be ours, with faults that go back beside their fields.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::HeaderName,
};
use grandstand_app::AppError;
use grandstand_domain::invalid::Invalid;
use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error as _};

use crate::{ask::Ask, error::WebError, security, state::Web, words::Words};

/// A posted form of ours, with the request it came in. A token that is missing or of another session is a stale form:
/// nothing is done and a page says so kindly. Requests with a bearer token need none.
pub(crate) struct Posted<T> {
    /// Who asks.
    pub(crate) ask: Ask,
    /// What they filled in.
    pub(crate) form: T,
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

impl<T: DeserializeOwned> FromRequest<Web> for Posted<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, web: &Web) -> Result<Self, WebError> {
        use axum::extract::FromRequestParts;
        let (mut parts, body) = request.into_parts();
        let ask = Ask::from_request_parts(&mut parts, web).await?;
        let in_header = header_token(&parts.headers).map(str::to_owned);
        let body = Bytes::from_request(Request::from_parts(parts, body), web)
            .await
            .map_err(|_| AppError::Invalid(Invalid::one("", "form-too-large")))?;
        let unreadable = |_| WebError::from(AppError::Invalid(Invalid::one("", "form-unreadable")));
        let in_body: Token = serde_urlencoded(&body).map_err(unreadable)?;
        check_token(&ask, in_header.as_deref().unwrap_or(&in_body.csrf))?;
        let form = serde_urlencoded(&body).map_err(unreadable)?;
        Ok(Self { ask, form })
    }
}

/// The form that carries nothing but its token.
#[derive(Deserialize)]
pub(crate) struct Nothing {}

/// A JSON request of our own scripts or of a program, checked as [`Posted`] is; the token stands in a header.
pub(crate) struct Sent<T> {
    /// Who asks.
    pub(crate) ask: Ask,
    /// What they sent.
    pub(crate) body: T,
}

impl<T: DeserializeOwned> FromRequest<Web> for Sent<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, web: &Web) -> Result<Self, WebError> {
        use axum::extract::FromRequestParts;
        let (mut parts, body) = request.into_parts();
        let ask = Ask::from_request_parts(&mut parts, web).await?;
        check_token(&ask, header_token(&parts.headers).unwrap_or_default())?;
        let body = Bytes::from_request(Request::from_parts(parts, body), web)
            .await
            .map_err(|_| AppError::Invalid(Invalid::one("", "form-too-large")))?;
        Ok(Self { ask, body: json(&body)? })
    }
}

/// What a body says in JSON.
///
/// # Errors
/// When it does not have the shape that is asked for.
pub(crate) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, WebError> {
    // A list of members without their names would be read too.
    let is_object = body.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    let read = if is_object { serde_json::from_slice(body).ok() } else { None };
    Ok(read.ok_or(AppError::Conflict("request-shape"))?)
}

/// A whole number or none. JSON has one kind of number, so 5.0 is as whole as 5.
pub(crate) fn whole<'de, D: Deserializer<'de>, N: TryFrom<i64>>(from: D) -> Result<Option<N>, D::Error> {
    let Some(number) = Option::<serde_json::Number>::deserialize(from)? else { return Ok(None) };
    let round = || number.as_f64().filter(|n| n.fract() == 0.0).and_then(|n| format!("{n:.0}").parse().ok());
    let whole = number.as_i64().or_else(round).and_then(|n| N::try_from(n).ok());
    whole.map(Some).ok_or_else(|| D::Error::custom("not a whole number of this size"))
}

/// As [`whole`], where there must be one.
pub(crate) fn needed<'de, D: Deserializer<'de>, N: TryFrom<i64>>(from: D) -> Result<N, D::Error> {
    whole(from)?.ok_or_else(|| D::Error::custom("a number is missing"))
}

fn serde_urlencoded<T: DeserializeOwned>(body: &[u8]) -> Result<T, serde::de::value::Error> {
    T::deserialize(serde::de::value::MapDeserializer::new(url::form_urlencoded::parse(body)))
}

/// The token that scripts of ours send beside JSON bodies.
pub(crate) fn header_token(headers: &axum::http::HeaderMap) -> Option<&str> {
    headers.get(HeaderName::from_static("x-csrf-token")).and_then(|v| v.to_str().ok())
}

/// Refuses a change by a signed-in browser without its session's token.
pub(crate) fn check_token(ask: &Ask, token: &str) -> Result<(), WebError> {
    match &ask.viewer {
        Some(viewer)
            if !ask.by_token && !security::csrf_matches(&ask.web.csrf_key, viewer.session, viewer.acts_by, token) =>
        {
            Err(AppError::Conflict("form-stale").into())
        }
        _ => Ok(()),
    }
}

/// The faults of a form, for templates: `{{ faults.of("handle", words) }}` is the sentence beside a field, or empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(Option<Invalid>);

impl From<Invalid> for Faults {
    fn from(invalid: Invalid) -> Self {
        Self(Some(invalid))
    }
}

impl Faults {
    /// What a form can say about an error beside its fields or above them. Any other error passes through to its own page.
    pub(crate) fn from_error(error: AppError) -> Result<Self, WebError> {
        match error {
            AppError::Invalid(invalid) => Ok(invalid.into()),
            AppError::Conflict(key) => Ok(Invalid::one("", key).into()),
            other => Err(other.into()),
        }
    }

    /// The sentence for one field; empty when it is in order.
    pub(crate) fn of(&self, field: &str, words: &Words) -> String {
        self.0
            .iter()
            .flat_map(|i| &i.0)
            .find(|f| f.field == field)
            .map_or_else(String::new, |f| sentence(f.key, f.limit, words))
    }

    /// Whether a field has a fault.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.0.iter().flat_map(|i| &i.0).any(|f| f.field == field)
    }

    /// Every fault as (field, sentence), for the summary above a form.
    pub(crate) fn list(&self, words: &Words) -> Vec<(&'static str, String)> {
        self.0.iter().flat_map(|i| &i.0).map(|f| (f.field, sentence(f.key, f.limit, words))).collect()
    }

    /// Whether anything is wrong.
    pub(crate) fn any(&self) -> bool {
        self.0.is_some()
    }
}

/// The sentence of one fault. What stands in the way as a whole (a conflict) can be said by a form too.
pub(crate) fn sentence(key: &str, limit: Option<i64>, words: &Words) -> String {
    let fault = format!("fault-{key}");
    let said = words.t1(&fault, "limit", limit.unwrap_or_default());
    if said == fault { words.t(&format!("conflict-{key}")) } else { said }
}
