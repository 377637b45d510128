//! A film in the player and as a poster.

use serde::Serialize;

use super::{Count, PersonView};

/// One file of the ladder as the player chooses among them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct RenditionView {
    /// Short side in pixels.
    pub(crate) short: u32,
    /// Where it is served.
    pub(crate) url: String,
    /// Bits per second.
    pub(crate) bit_rate: u64,
    /// RFC 6381.
    pub(crate) codecs: String,
}

/// A caption track.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct TrackView {
    /// BCP 47.
    pub(crate) lang: String,
    /// The language's name.
    pub(crate) label: String,
    /// Where the WebVTT file is served.
    pub(crate) url: String,
}

/// A film in the player.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FilmView {
    /// The post's id.
    pub(crate) id: String,
    /// Whose it is.
    pub(crate) author: PersonView,
    /// Its place in the feed, from 1; 0 outside one.
    pub(crate) position: usize,
    /// Width of the picture in pixels, as shown.
    pub(crate) width: u32,
    /// Height of the picture in pixels, as shown.
    pub(crate) height: u32,
    /// Length in milliseconds.
    pub(crate) duration_ms: i64,
    /// Addresses of the poster as WebP and JPEG; empty while there is none.
    pub(crate) poster_webp: String,
    /// See `poster_webp`.
    pub(crate) poster_jpeg: String,
    /// BlurHash of the poster.
    pub(crate) blurhash: String,
    /// What is seen, for those who cannot.
    pub(crate) alt: String,
    /// The caption as safe HTML (`show::text::rich`).
    pub(crate) caption: String,
    /// Smallest first; none while the film is being made.
    pub(crate) renditions: Vec<RenditionView>,
    /// Its caption tracks.
    pub(crate) tracks: Vec<TrackView>,
    /// How many cheered.
    pub(crate) cheers: Count,
    /// How many comments there are.
    pub(crate) comments: Count,
    /// Whether the viewer cheered.
    pub(crate) cheered: bool,
    /// Whether the viewer keeps it.
    pub(crate) saved: bool,
    /// Whether it is published, so that there is something to do with it.
    pub(crate) is_out: bool,
    /// Followers only, draft or scheduled: said above the name. Empty for a public film.
    pub(crate) label: String,
    /// The feed in which it stands, as "why this?" is asked for it; empty for Discover.
    pub(crate) feed: &'static str,
    /// Lifted by editors: why and until when. Empty for any other film.
    pub(crate) lifted: String,
    /// Whose hand published or changed it, where it was not the author's; empty else.
    pub(crate) hand: String,
}

#[derive(Serialize)]
struct FilmData<'a> {
    duration_ms: i64,
    width: u32,
    height: u32,
    renditions: &'a [RenditionView],
    captions: &'a [TrackView],
}

impl FilmView {
    /// Which way up it is.
    pub(crate) fn shape(&self) -> &'static str {
        match self.width.cmp(&self.height) {
            std::cmp::Ordering::Less => "portrait",
            std::cmp::Ordering::Equal => "square",
            std::cmp::Ordering::Greater => "landscape",
        }
    }

    /// `making` until a first rendition stands.
    pub(crate) fn state(&self) -> &'static str {
        if self.renditions.is_empty() { "making" } else { "ready" }
    }

    /// The rendition for browsers without scripts: 480, else the largest below, else whatever there is.
    pub(crate) fn plain(&self) -> Option<&RenditionView> {
        self.renditions.iter().rev().find(|r| r.short <= 480).or_else(|| self.renditions.first())
    }

    /// What the player reads, as JSON that is safe inside a `<script>`.
    pub(crate) fn data(&self) -> String {
        let (renditions, captions) = (self.renditions.as_slice(), self.tracks.as_slice());
        let data =
            FilmData { duration_ms: self.duration_ms, width: self.width, height: self.height, renditions, captions };
        serde_json::to_string(&data).unwrap_or_default().replace('<', "\\u003c")
    }
}

/// A film as a poster in a grid or a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PosterView {
    /// The post's id.
    pub(crate) id: String,
    /// Slug of the author's team, for the colour; may be empty.
    pub(crate) team: String,
    /// Address of the WebP poster; empty: the pictogram stands instead.
    pub(crate) picture: String,
    /// BlurHash of the poster.
    pub(crate) blurhash: String,
    /// What stands on it: the caption's beginning, or the athlete's name.
    pub(crate) title: String,
    /// How many cheered.
    pub(crate) cheers: Count,
    /// The sport's pictogram, for a film without a picture.
    pub(crate) pictogram: &'static str,
    /// A word above the picture such as "Draft"; empty for none.
    pub(crate) label: String,
    /// Lifted by editors: why and until when. Empty for any other film.
    pub(crate) lifted: String,
    /// Whether it leads to the form that changes it instead of its page.
    pub(crate) to_edit: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_block_cannot_be_closed_from_inside() {
        let film = FilmView {
            renditions: vec![RenditionView { url: "</script><script>".into(), short: 360, ..RenditionView::default() }],
            ..FilmView::default()
        };
        assert!(!film.data().contains("</script"), "{}", film.data());
        assert_eq!((film.state(), film.plain().map(|r| r.short)), ("ready", Some(360)));
    }
}
