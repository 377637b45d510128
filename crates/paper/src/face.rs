//! Letters: which face has which, how wide a line becomes, and what stands for a letter that no face has.

use std::sync::Arc;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::UnicodeBuffer;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::PaperError;

/// Faces of one design and weight; a letter is taken from the first that has it.
#[derive(Clone, Debug)]
pub struct Family(Vec<Face>);

#[derive(Clone, Debug)]
struct Face {
    font: Font,
    data: Arc<Vec<u8>>,
}

/// A line, ready to be drawn.
pub(crate) struct Line {
    /// What it says.
    pub(crate) said: String,
    /// Stretches of one face each.
    pub(crate) runs: Vec<Run>,
    /// How wide it is at size 1.
    pub(crate) width: f32,
}

/// A stretch of a line in one face.
pub(crate) struct Run {
    pub(crate) font: Font,
    pub(crate) text: String,
    pub(crate) glyphs: Vec<KrillaGlyph>,
    pub(crate) width: f32,
}

impl Family {
    /// A family of font files (TrueType or OpenType).
    pub fn new(files: impl IntoIterator<Item = Vec<u8>>) -> Result<Self, PaperError> {
        let face = |data: Vec<u8>| {
            let data = Arc::new(data);
            let font = Font::new(Arc::<Vec<u8>>::clone(&data).into(), 0).ok_or(PaperError::Face)?;
            rustybuzz::Face::from_slice(&data, 0).ok_or(PaperError::Face)?;
            Ok(Face { font, data })
        };
        let faces = files.into_iter().map(face).collect::<Result<Vec<Face>, PaperError>>()?;
        if faces.is_empty() { Err(PaperError::Face) } else { Ok(Self(faces)) }
    }

    /// A line of text. A letter that no face has loses its marks; where that does not help, a question mark stands for it.
    pub(crate) fn line(&self, text: &str) -> Line {
        let faces: Vec<_> =
            (self.0.iter()).filter_map(|face| Some((face, rustybuzz::Face::from_slice(&face.data, 0)?))).collect();
        let has = |letter: char| faces.iter().position(|(_, read)| read.glyph_index(letter).is_some());
        let mut stretches: Vec<(usize, String)> = Vec::new();
        let mut put = |face: usize, letter: char| match stretches.last_mut() {
            Some((last, text)) if *last == face => text.push(letter),
            _ => stretches.push((face, letter.to_string())),
        };
        for letter in text.nfc() {
            if let Some(face) = has(letter) {
                put(face, letter);
                continue;
            }
            let mut stood = false;
            for bare in std::iter::once(letter).nfd().filter(|letter| !is_combining_mark(*letter)) {
                if let Some(face) = has(bare) {
                    put(face, bare);
                    stood = true;
                }
            }
            if !stood && let Some(face) = has('?') {
                put(face, '?');
            }
        }
        let runs: Vec<Run> = (stretches.into_iter())
            .filter_map(|(at, text)| faces.get(at).map(|(face, read)| run(face, read, text)))
            .collect();
        let width = runs.iter().map(|run| run.width).sum();
        Line { said: text.to_owned(), runs, width }
    }
}

fn run(face: &Face, read: &rustybuzz::Face<'_>, text: String) -> Run {
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(&text);
    buffer.set_direction(rustybuzz::Direction::LeftToRight);
    buffer.guess_segment_properties();
    let shaped = rustybuzz::shape(read, &[], buffer);
    let em = face.font.units_per_em();
    // Faces measure in units of which 1,000 or 2,048 make one size; no advance of a letter passes 32,767.
    let share = |units: i32| i16::try_from(units).map_or(0.0, f32::from) / em;
    let starts: Vec<usize> =
        shaped.glyph_infos().iter().map(|info| usize::try_from(info.cluster).unwrap_or_default()).collect();
    let end = |start: usize| starts.iter().copied().filter(|other| *other > start).min().unwrap_or(text.len());
    let glyphs: Vec<KrillaGlyph> = (shaped.glyph_infos().iter().zip(shaped.glyph_positions()).zip(&starts))
        .map(|((info, place), start)| {
            let range = *start..end(*start);
            let (dx, dy) = (share(place.x_offset), share(place.y_offset));
            let id = GlyphId::new(info.glyph_id);
            KrillaGlyph::new(id, share(place.x_advance), dx, dy, share(place.y_advance), range, None)
        })
        .collect();
    let width = shaped.glyph_positions().iter().map(|place| share(place.x_advance)).sum();
    Run { font: face.font.clone(), text, glyphs, width }
}
