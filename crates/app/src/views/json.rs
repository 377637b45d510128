//! The JSON form of a post, all but its numbers and what is the viewer's own: written when it is first asked for, and kept.
//! A page is then a concatenation.

use std::{
    fmt::Write,
    sync::{Arc, OnceLock},
};

use bytes::Bytes;
use grandstand_domain::{
    media::{MediaState, Refusal},
    sport::Sport,
    time::UnixMillis,
};
use grandstand_feed::Cursor;
use serde_json::{Value, json};

use super::{
    FeedPage,
    card::{Author, Card, Shown},
};

/// What a viewer has to do with a post.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Own {
    /// They cheered it.
    pub cheered: bool,
    /// They keep it.
    pub bookmarked: bool,
    /// They follow its author.
    pub following: bool,
}

/// A moment as RFC 3339 in UTC; null if it cannot be written so.
pub fn moment(at: UnixMillis) -> Value {
    jiff::Timestamp::from_millisecond(at.0).map_or(Value::Null, |t| t.to_string().into())
}

/// An author as JSON.
pub fn author(author: &Author) -> Value {
    json!({
        "id": author.id.to_string(),
        "handle": author.handle,
        "name": author.name,
        "role": author.role.as_str(),
        "sport": author.sport.map(Sport::slug),
        "region": author.region,
        "team": author.team.as_ref().map(|t| json!({
            "slug": t.slug, "name": t.name, "noc": t.noc, "kind": t.kind, "colour": t.colour.to_string(),
        })),
    })
}

/// The place of a post's JSON form.
#[derive(Debug)]
pub(super) struct Written {
    /// The address people see, for its links.
    base: Arc<str>,
    text: OnceLock<Bytes>,
}

/// What is written follows from the post, so whether it was written yet makes no difference.
impl PartialEq for Written {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Written {}

impl Written {
    pub(super) fn not_yet(base: &Arc<str>) -> Self {
        Self { base: Arc::clone(base), text: OnceLock::new() }
    }

    fn of(&self, shown: &Shown) -> &Bytes {
        self.text.get_or_init(|| post(shown, &self.base))
    }
}

/// The object of a post without its end: the members that follow it are its numbers.
fn post(shown: &Shown, base: &str) -> Bytes {
    let film = &shown.film;
    let absolute = |path: &str| format!("{base}{path}");
    let renditions: Vec<Value> = film
        .renditions
        .iter()
        .map(|r| {
            json!({
                "rung": r.rung.as_str(), "url": absolute(&r.url), "width": r.width, "height": r.height, "bytes": r.bytes,
                "bit_rate": r.bit_rate, "codecs": r.codecs,
            })
        })
        .collect();
    let captions: Vec<Value> = film
        .tracks
        .iter()
        .map(|language| json!({ "language": language, "url": absolute(&film.track(language)) }))
        .collect();
    let value = json!({
        "id": shown.id.to_string(),
        "url": format!("{base}/p/{}", shown.id),
        "state": shown.state.as_str(),
        "visibility": shown.visibility.as_str(),
        "author": author(&shown.author),
        "caption": shown.caption,
        "alt_text": shown.alt_text,
        "language": shown.language,
        "tags": shown.tags,
        "created_at": moment(shown.created_at),
        "published_at": shown.published_at.map(moment),
        "scheduled_at": shown.scheduled_at.map(moment),
        "edited_at": shown.edited_at.map(moment),
        "replies": shown.reply_policy().as_str(),
        "journey": shown.journey.as_ref().map(|j| json!({
            "id": j.id.to_string(), "title": j.title, "url": format!("{base}/@{}/journeys/{}", shown.author.handle, j.slug),
        })),
        "video": {
            "state": film.state.as_str(),
            "playable": matches!(film.state, MediaState::Playable | MediaState::Complete),
            "refusal": film.refusal.map(Refusal::as_str),
            "percent": film.percent,
            "duration_ms": film.duration_ms,
            "width": film.width,
            "height": film.height,
            "poster": film.poster.as_ref().map(|p| json!({
                "webp": absolute(&p.webp), "jpeg": absolute(&p.jpeg), "width": p.width, "height": p.height,
                "blurhash": p.blurhash,
            })),
            "renditions": renditions,
            "captions": captions,
        },
    });
    let mut text = value.to_string();
    text.pop();
    // Kept for as long as the post stands: without the room that the text grew into.
    text.into_boxed_str().into_boxed_bytes().into()
}

/// Writes a whole post.
pub(super) fn write(out: &mut Vec<u8>, card: &Card, own: Option<Own>) {
    let mut end = String::with_capacity(128);
    let _ = write!(end, r#","cheers":{},"comments":{},"shares":{}"#, card.cheers, card.comments, card.shares);
    if let Some(boost) = &card.boost {
        let _ = write!(end, r#","boost":{}"#, boost.json());
    }
    if let Some(own) = own {
        let Own { cheered, bookmarked, following } = own;
        let _ = write!(end, r#","own":{{"cheered":{cheered},"bookmarked":{bookmarked},"following":{following}}}"#);
    }
    end.push('}');
    out.extend_from_slice(card.json.of(card));
    out.extend_from_slice(end.as_bytes());
}

/// A post as JSON.
pub fn card(card: &Card, own: Option<Own>) -> Bytes {
    let mut out = Vec::with_capacity(card.json.of(card).len() + 160);
    write(&mut out, card, own);
    out.into()
}

/// A post as a JSON value, for lists that are made of more than posts.
pub fn card_value(shown: &Card, own: Option<Own>) -> Value {
    serde_json::from_slice(&card(shown, own)).unwrap_or_default()
}

/// A page as JSON: `{"items":[…],"total":…,"remaining":…,"next":…}`. `own` says what is the viewer's own of each item;
/// `receipt`, which is JSON already, becomes a further member.
pub fn page(page: &FeedPage, own: Option<&dyn Fn(&Card) -> Own>, receipt: Option<&str>) -> Bytes {
    let size: usize = page.cards.iter().map(|c| c.json.of(c).len() + 160).sum();
    let mut out = Vec::with_capacity(size + 128);
    out.extend_from_slice(br#"{"items":["#);
    for (index, card) in page.cards.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write(&mut out, card, own.map(|own| own(card)));
    }
    let next = page.next.as_ref().map_or_else(|| "null".to_owned(), |c: &Cursor| format!("\"{c}\""));
    out.extend_from_slice(
        format!(r#"],"total":{},"remaining":{},"next":{next}"#, page.total, page.remaining).as_bytes(),
    );
    if let Some(receipt) = receipt {
        out.extend_from_slice(format!(r#","receipt":{receipt}"#).as_bytes());
    }
    out.push(b'}');
    out.into()
}
