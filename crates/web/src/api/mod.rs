//! Interfaces for programs and for our own islands, under `/api/grandstand/v1`, one module per noun.

mod act;
pub(crate) mod document;
mod feed;
mod feed_choice;
mod journey;
mod list;
mod passkey;
mod post;
mod progress;
mod push;
mod sample;
mod shape;
mod transparency;
mod upload;
mod watch;

use std::str::FromStr;

use axum::{Router, extract::FromRequestParts, http::request::Parts};
use grandstand_app::AppError;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    ask::Ask,
    error::WebError,
    form::{check_token, header_token},
    state::Web,
};

/// Short requests.
pub(crate) fn routes() -> Router<Web> {
    short().into()
}

/// Requests that may last: uploads, films, streams of events. They have limits of their own.
pub(crate) fn streams() -> Router<Web> {
    long().into()
}

/// Every route of ours with what the document says of it.
fn all() -> OpenApiRouter<Web> {
    short().merge(long())
}

fn short() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .merge(act::routes())
        .merge(document::routes())
        .merge(feed::routes())
        .merge(feed_choice::routes())
        .merge(journey::routes())
        .merge(list::routes())
        .merge(passkey::routes())
        .merge(post::routes())
        .merge(push::routes())
        .merge(transparency::routes())
        .merge(watch::routes())
}

fn long() -> OpenApiRouter<Web> {
    OpenApiRouter::new().merge(upload::streams()).merge(progress::streams()).merge(sample::streams())
}

/// A request without a body that changes something: whoever is signed in by cookie shows the token of their session.
struct Act(Ask);

impl FromRequestParts<Web> for Act {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, WebError> {
        let ask = Ask::from_request_parts(parts, web).await?;
        check_token(&ask, header_token(&parts.headers).unwrap_or_default())?;
        Ok(Self(ask))
    }
}

/// An id in an address; what is no id names nothing.
fn id<T: FromStr>(text: &str) -> Result<T, WebError> {
    text.parse().map_err(|_| AppError::NotFound.into())
}
