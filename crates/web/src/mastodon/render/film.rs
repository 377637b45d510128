//! A video as a `MediaAttachment`.

use grandstand_app::views::{Card, Film, Playable};
use serde_json::json;

use crate::mastodon::entity::{Attachment, Focus, Meta, Size};

/// What apps that know of one file are given: none larger than this on its short side, so that it starts on a phone.
const SHORT_SIDE: u32 = 720;

/// The video of a post.
pub(crate) fn attachment(base: &str, card: &Card) -> Attachment {
    film(base, &card.media.to_string(), &card.film, &card.alt_text, card.focus)
}

/// A video with what is said of it.
pub(crate) fn film(base: &str, id: &str, film: &Film, description: &str, focus: (i64, i64)) -> Attachment {
    let at = |path: &str| format!("{base}{path}");
    let chosen =
        film.renditions.iter().rev().find(|r| r.rung.short_side() <= SHORT_SIDE).or_else(|| film.renditions.first());
    let preview = film.poster.as_ref().map(|p| at(&p.jpeg));
    let renditions = film.renditions.iter().map(|r: &Playable| {
        json!({
            "url": at(&r.url), "width": r.width, "height": r.height, "bytes": r.bytes, "bit_rate": r.bit_rate, "codecs": r.codecs,
        })
    });
    let captions = film.tracks.iter().map(|language| json!({ "language": language, "url": at(&film.track(language)) }));
    Attachment {
        id: id.to_owned(),
        kind: "video",
        url: chosen.map(|r| at(&r.url)),
        preview_url: preview,
        remote_url: None,
        preview_remote_url: None,
        text_url: None,
        meta: meta(film, chosen, focus),
        description: Some(description.to_owned()).filter(|d| !d.is_empty()),
        blurhash: film.poster.as_ref().map(|p| p.blurhash.to_string()),
        captions: captions.collect(),
        renditions: renditions.collect(),
    }
}

fn meta(film: &Film, chosen: Option<&Playable>, focus: (i64, i64)) -> Option<Meta> {
    if film.width == 0 || film.height == 0 {
        return None;
    }
    let (width, height) = chosen.map_or((film.width, film.height), |r| (r.width, r.height));
    let seconds = thousandths(film.duration_ms);
    let original = Size { duration: Some(seconds), bitrate: chosen.map(|r| r.bit_rate), ..size(width, height) };
    Some(Meta {
        length: length(film.duration_ms),
        duration: seconds,
        width,
        height,
        size: original.size.clone(),
        aspect: original.aspect,
        small: film.poster.as_ref().map(|p| size(p.width, p.height)),
        focus: Focus { x: thousandths(focus.0), y: thousandths(focus.1) },
        original,
    })
}

fn size(width: u32, height: u32) -> Size {
    let aspect = f64::from(width) / f64::from(height.max(1));
    Size { width, height, size: format!("{width}x{height}"), aspect, duration: None, bitrate: None }
}

/// Exact for anything shorter than centuries.
fn thousandths(value: i64) -> f64 {
    i32::try_from(value).map_or(0.0, |v| f64::from(v) / 1_000.0)
}

/// `1:02:03.45`.
fn length(millis: i64) -> String {
    let (seconds, hundredths) = (millis / 1_000, millis % 1_000 / 10);
    format!("{}:{:02}:{:02}.{hundredths:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn a_length_reads_as_a_clock() {
        assert_eq!(length(12_340), "0:00:12.34");
        assert_eq!(length(3_723_050), "1:02:03.05");
    }
}
