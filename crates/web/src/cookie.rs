//! Cookies: one with the secret of a session, one with the chosen language. Nothing is set for someone who only watches.

use axum::http::{HeaderMap, header};

/// The session cookie's name.
pub(crate) const SESSION: &str = "gs_session";
/// The language cookie's name.
pub(crate) const LANGUAGE: &str = "gs_language";

/// The value of a cookie in a request.
pub(crate) fn read<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// A `Set-Cookie` value that scripts cannot read and other sites' forms do not send (RFC 6265bis, SameSite=Lax).
/// `max_age_s` 0 removes it.
pub(crate) fn set(name: &str, value: &str, max_age_s: i64, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age_s}{secure}")
}
