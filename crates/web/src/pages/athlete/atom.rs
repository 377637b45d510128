//! The films of an athlete as an Atom feed (RFC 4287).

use askama::Template;
use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use grandstand_app::{
    AppError,
    viewer::Viewer,
    views::{Card, feed::Filter},
};
use grandstand_domain::time::UnixMillis;

use super::find;
use crate::{
    ask::Ask,
    error::WebError,
    show::{card, moment, text},
};

/// Entries in the feed.
const ENTRIES: usize = 50;

#[derive(Template)]
#[template(path = "athlete/feed.xml")]
struct Feed {
    language: &'static str,
    home: String,
    address: String,
    site: String,
    name: String,
    subtitle: String,
    updated: String,
    entries: Vec<Entry>,
}

struct Entry {
    id: String,
    title: String,
    published: String,
    updated: String,
    video: String,
    bytes: u64,
    tags: Vec<String>,
    summary: String,
}

/// `GET /@{handle}/feed.atom`: public films, newest first. An entry's id is the film's address, which never changes.
pub(crate) async fn atom(ask: Ask, Path(handle): Path<String>) -> Result<Response, WebError> {
    let mut tx = ask.web.ctx.begin_read().await?;
    let whom = find(&ask, &mut tx, &handle).await?;
    drop(tx);
    let filter = Filter { author: Some(whom.id), ..Filter::default() };
    let films = ask.web.ctx.views.latest(&filter, &Viewer::anyone(), None, ENTRIES);
    let entries: Vec<Entry> = films.cards.iter().map(|card| entry(&ask, card)).collect();
    let home = ask.web.absolute(&format!("/@{}", whom.handle));
    let began = UnixMillis(grandstand_domain::id::made_at(whom.id.0).0);
    let feed = Feed {
        language: ask.words.tag(),
        address: format!("{home}/feed.atom"),
        home,
        site: ask.web.absolute("/"),
        name: whom.name.to_string(),
        subtitle: ask.words.t1("athlete-description", "name", &*whom.name),
        updated: entries.iter().map(|e| e.updated.clone()).max().unwrap_or_else(|| moment(began, &ask.words).machine),
        entries,
    };
    let body = feed.render().map_err(AppError::internal)?;
    let headers =
        [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=300")];
    Ok((headers, [(header::VARY, "Accept-Language")], body).into_response())
}

fn entry(ask: &Ask, card: &Card) -> Entry {
    let at = card.published_at.unwrap_or(card.created_at);
    let changed = card.edited_at.filter(|edited| *edited > at).unwrap_or(at);
    let caption = text::cut(&card.caption, 80);
    let video = card.film.renditions.iter().rev().find(|r| r.rung.short_side() <= 720);
    Entry {
        id: ask.web.absolute(&format!("/p/{}", card.id)),
        title: if caption.is_empty() { card::alt(card, &ask.words) } else { caption },
        published: moment(at, &ask.words).machine,
        updated: moment(changed, &ask.words).machine,
        video: video.map_or_else(String::new, |r| ask.web.absolute(&r.url)),
        bytes: video.map_or(0, |r| r.bytes),
        tags: card.tags.iter().map(ToString::to_string).collect(),
        summary: card.caption.to_string(),
    }
}
