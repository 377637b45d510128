//! What a browser may send while it acts for an athlete: what stands in [`LISTED`], and nothing else. The fence stands before
//! every route, so one that nobody thought of here is closed. What is listed is judged again by its handler ([`Ask::doer`]) and,
//! in the transaction that does it, by its use case.
//!
//! [`Ask::doer`]: crate::ask::Ask::doer

use axum::{
    extract::MatchedPath,
    http::{HeaderMap, Method},
};
use grandstand_app::{AppError, session};

use crate::{ask, cookie, error::WebError, state::Web};

/// Every changing request that someone who acts for an athlete may send, as (method, address of the route).
pub(crate) const LISTED: [(Method, &str); 20] = [
    // Acting for oneself again, leaving, and one's own language.
    (Method::POST, "/acting/stop"),
    (Method::POST, "/sign-out"),
    (Method::POST, "/language"),
    // Prepare and publish.
    (Method::POST, "/upload"),
    (Method::POST, "/api/grandstand/v1/uploads"),
    (Method::PATCH, "/api/grandstand/v1/uploads/{id}"),
    (Method::POST, "/p/{id}/edit"),
    (Method::POST, "/p/{id}/delete"),
    (Method::POST, "/comments/{id}/delete"),
    // The programme.
    (Method::POST, "/me/programme/wishes"),
    (Method::POST, "/me/workshops/{id}/join"),
    (Method::POST, "/me/seats/{id}/leave"),
    (Method::POST, "/me/seats/{id}/accept"),
    (Method::POST, "/me/seats/{id}/swap"),
    (Method::POST, "/spaces/{id}"),
    (Method::POST, "/spaces/{id}/wait"),
    (Method::POST, "/spaces/waits/{id}/end"),
    (Method::POST, "/bookings/{id}/cancel"),
    (Method::POST, "/me/timetable/{games}/blocks"),
    (Method::POST, "/me/timetable/{games}/blocks/{id}/remove"),
];

/// Passes for whoever acts for themselves, and for what is listed.
///
/// # Errors
/// `Conflict` for everything else, which the answer says in plain words.
pub(crate) async fn refused(
    web: &Web,
    method: &Method,
    path: Option<&MatchedPath>,
    headers: &HeaderMap,
) -> Result<(), WebError> {
    // A token never acts for anyone but its owner, whatever cookie comes with it.
    if !ask::changes(method) || ask::bearer(headers).is_some() {
        return Ok(());
    }
    let Some(secret) = cookie::read(headers, cookie::SESSION) else { return Ok(()) };
    let who = session::authenticate(&web.ctx, secret).await?;
    if who.is_none_or(|who| who.acts_by.is_none()) {
        return Ok(());
    }
    let path = path.map(MatchedPath::as_str);
    let listed = LISTED.iter().any(|(let_through, listed)| let_through == method && Some(*listed) == path);
    if listed { Ok(()) } else { Err(AppError::Conflict("acting-here").into()) }
}
