//! What can be read about a film: why it is shown, and its address to pass on.

use askama::Template;
use axum::{extract::Path, response::Response};
use grandstand_app::views::{Card, feed::Filter};

use super::{embed::frame_of, one::find};
use crate::{
    ask::Ask,
    error::WebError,
    pages::watching,
    respond::{Page, html},
};

#[derive(Template)]
#[template(path = "film/why.html")]
struct Why {
    page: Page,
    id: String,
    reason: String,
    hidden: bool,
}

#[derive(Template)]
#[template(path = "film/why_text.html")]
struct WhyText {
    page: Page,
    id: String,
    reason: String,
    hidden: bool,
}

/// `GET /p/{id}/why`: in plain words, why this film stands where it stands. `fragment=1` answers with the words alone.
pub(crate) async fn why(ask: Ask, Path(id): Path<String>) -> Result<Response, WebError> {
    let viewer = watching(&ask).await?;
    let card = find(&ask, &viewer, &id).await?;
    let newest = newest(&ask, &card);
    let key = match &viewer.actor {
        Some(actor) if actor.account == card.author.id => "why-own",
        _ if viewer.follows.contains(&card.author.id) => "why-followed",
        _ if newest => "why-public",
        _ => "why-turn-later",
    };
    let reason = ask.words.t1(key, "name", &*card.author.name);
    let (id, hidden) = (card.id.to_string(), viewer.hidden.contains(&card.id));
    let mut page = Page::titled(&ask, "why-title");
    page.unlisted = true;
    if ask.query("fragment").is_some() {
        return Ok(html(&WhyText { page, id, reason, hidden }));
    }
    Ok(html(&Why { page, id, reason, hidden }))
}

/// Whether it is its author's newest.
fn newest(ask: &Ask, card: &Card) -> bool {
    let filter = Filter { author: Some(card.author.id), ..Filter::default() };
    let anyone = grandstand_app::viewer::Viewer::anyone();
    ask.web.ctx.views.discover(&filter, &anyone, None, 1).cards.first().is_some_and(|first| first.id == card.id)
}

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
