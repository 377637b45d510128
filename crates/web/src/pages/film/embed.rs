//! The player in other sites' pages, and how they learn of it (oEmbed 1.0, oembed.com).

use askama::Template;
use axum::{
    Json,
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use grandstand_app::{
    AppError,
    viewer::Viewer,
    views::{Card, Own},
};
use grandstand_domain::id::PostId;
use serde_json::json;

use super::{one::frame, stage::drawn};
use crate::{
    ask::Ask,
    error::WebError,
    respond::{Page, html},
    security::MayBeFramed,
    show::card,
};

/// The largest player when the asking page sets no bounds: an upright film on a desktop.
const WIDTH: u32 = 405;
const HEIGHT: u32 = 720;

#[derive(Template)]
#[template(path = "film/embed.html")]
struct Embed {
    page: Page,
    film: String,
}

/// `GET /p/{id}/embed`: the player alone. It is the same for everyone: another site's page learns nothing of a viewer.
pub(crate) async fn embed(ask: Ask, Path(id): Path<String>) -> Result<Response, WebError> {
    let card = public(&ask, &id)?;
    let known = card::mentioned(&ask, std::iter::once(&*card.caption)).await?;
    let mut page = frame(&ask, &card);
    (page.viewer, page.csrf) = (None, String::new());
    let film = drawn(&page, card::film(&card, Own::default(), 1, |h| known.contains(h), &ask.words));
    let mut answer = html(&Embed { page, film });
    answer.extensions_mut().insert(MayBeFramed);
    Ok(answer)
}

/// A film that everyone may see.
fn public(ask: &Ask, id: &str) -> Result<Card, AppError> {
    let id: PostId = id.parse().map_err(|_| AppError::NotFound)?;
    ask.web.ctx.views.card(&Viewer::anyone(), id).ok_or(AppError::NotFound)
}

/// The element that shows the player, and its size in CSS pixels.
pub(super) struct Framed {
    pub(super) html: String,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// The `<iframe>` of a film within bounds.
pub(super) fn frame_of(ask: &Ask, card: &Card, most_wide: Option<u32>, most_high: Option<u32>) -> Framed {
    let (width, height) = fit((card.film.width, card.film.height), most_wide, most_high);
    let page = frame(ask, card);
    let mut title = String::new();
    for c in page.title.chars() {
        match c {
            '&' => title.push_str("&amp;"),
            '"' => title.push_str("&quot;"),
            '<' => title.push_str("&lt;"),
            '>' => title.push_str("&gt;"),
            c => title.push(c),
        }
    }
    let src = ask.web.absolute(&format!("/p/{}/embed", card.id));
    let html = format!(
        "<iframe src=\"{src}\" width=\"{width}\" height=\"{height}\" title=\"{title}\" loading=\"lazy\" \
         allow=\"fullscreen; picture-in-picture\" allowfullscreen frameborder=\"0\"></iframe>"
    );
    Framed { html, width, height }
}

/// The largest size of this shape within bounds, at least one pixel each way.
fn fit((width, height): (u32, u32), most_wide: Option<u32>, most_high: Option<u32>) -> (u32, u32) {
    let (width, height) = (u64::from(width.max(1)), u64::from(height.max(1)));
    let portrait = width <= height;
    let wide = u64::from(most_wide.unwrap_or(if portrait { WIDTH } else { HEIGHT }).max(1));
    let high = u64::from(most_high.unwrap_or(if portrait { HEIGHT } else { WIDTH }).max(1));
    let (w, h) =
        if wide * height <= high * width { (wide, wide * height / width) } else { (high * width / height, high) };
    let pixels = |n: u64| u32::try_from(n.max(1)).unwrap_or(u32::MAX);
    (pixels(w), pixels(h))
}

#[derive(Template)]
#[template(path = "film/oembed.xml")]
struct Xml {
    title: String,
    author_name: String,
    author_url: String,
    provider_url: String,
    thumbnail: Option<(String, u32, u32)>,
    width: u32,
    height: u32,
    html: String,
}

/// `GET /oembed?url=&format=json|xml&maxwidth=&maxheight=`: how to embed the film at an address of this server. 404 for any
/// other address, 501 for another format (section 2.3.4).
pub(crate) async fn oembed(ask: Ask) -> Result<Response, WebError> {
    let format = ask.query("format").unwrap_or_else(|| "json".to_owned());
    if !matches!(format.as_str(), "json" | "xml") {
        return Ok((StatusCode::NOT_IMPLEMENTED, "format is json or xml\n").into_response());
    }
    let address = ask.query("url").and_then(|u| url::Url::parse(&u).ok()).ok_or(AppError::NotFound)?;
    if address.origin() != ask.web.public.origin() {
        return Err(AppError::NotFound.into());
    }
    let id = address.path().strip_prefix("/p/").and_then(|rest| rest.split('/').next()).ok_or(AppError::NotFound)?;
    let card = public(&ask, id)?;
    let bound = |name: &str| ask.query(name).and_then(|n| n.parse::<u32>().ok()).filter(|n| *n > 0);
    let Framed { html, width, height } = frame_of(&ask, &card, bound("maxwidth"), bound("maxheight"));
    let xml = Xml {
        title: frame(&ask, &card).title,
        author_name: card.author.name.to_string(),
        author_url: ask.web.absolute(&format!("/@{}", card.author.handle)),
        provider_url: ask.web.absolute("/"),
        thumbnail: card.film.poster.as_ref().map(|p| (ask.web.absolute(&p.jpeg), p.width, p.height)),
        width,
        height,
        html,
    };
    let open = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (header::CACHE_CONTROL, "public, max-age=300")];
    if format == "xml" {
        let body = xml.render().map_err(AppError::internal)?;
        return Ok((open, [(header::CONTENT_TYPE, "text/xml; charset=utf-8")], body).into_response());
    }
    let mut body = json!({
        "version": "1.0",
        "type": "video",
        "title": xml.title,
        "author_name": xml.author_name,
        "author_url": xml.author_url,
        "provider_name": "Grandstand",
        "provider_url": xml.provider_url,
        "cache_age": 3600,
        "width": width,
        "height": height,
        "html": xml.html,
    });
    if let Some((url, width, height)) = xml.thumbnail {
        body["thumbnail_url"] = url.into();
        body["thumbnail_width"] = width.into();
        body["thumbnail_height"] = height.into();
    }
    Ok((open, Json(body)).into_response())
}

#[cfg(test)]
mod tests {
    use super::fit;
    use proptest::prelude::*;

    #[test]
    fn a_player_keeps_its_shape_within_bounds() {
        assert_eq!(fit((1080, 1920), None, None), (405, 720));
        assert_eq!(fit((1080, 1920), Some(200), None), (200, 355));
        assert_eq!(fit((1920, 1080), None, None), (720, 405));
        assert_eq!(fit((1920, 1080), Some(600), Some(100)), (177, 100));
    }

    proptest! {
        #[test]
        fn never_larger_than_asked(w in 0_u32..9_000, h in 0_u32..9_000, a in 1_u32..3_000, b in 1_u32..3_000) {
            let (width, height) = fit((w, h), Some(a), Some(b));
            prop_assert!(width >= 1 && height >= 1 && width <= a && height <= b);
        }
    }
}
