//! A film's address to pass on.

use askama::Template;
use axum::{extract::Path, response::Response};

use super::{embed::frame_of, one::find};
use crate::{
    ask::Ask,
    error::WebError,
    pages::watching,
    respond::{Page, html},
};

#[derive(Template)]
#[template(path = "film/share.html")]
struct Share {
    page: Page,
    href: String,
    address: String,
    embed: String,
}

/// `GET /p/{id}/share`: the address to copy, and the player for other pages.
pub(crate) async fn share(ask: Ask, Path(id): Path<String>) -> Result<Response, WebError> {
    let viewer = watching(&ask).await?;
    let card = find(&ask, &viewer, &id).await?;
    let mut page = Page::new(&ask, &ask.words.t1("share-title-page", "name", &*card.author.name));
    page.unlisted = true;
    let href = format!("/p/{}", card.id);
    let (address, embed) = (ask.web.absolute(&href), frame_of(&ask, &card, None, None).html);
    Ok(html(&Share { page, href, address, embed }))
}
