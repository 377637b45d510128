//! Our own scoreboard alphabet: condensed capitals with cut corners, drawn as strokes on a grid 4 wide and 8 tall.

use tiny_skia::{LineCap, LineJoin, PathBuilder, Stroke, StrokeDash, Transform};

use super::motion::{out, ramp};
use super::paint::{Canvas, Ink};

/// How a line of text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Type {
    /// Height of the capitals in pixels.
    pub(super) height: f32,
    /// Stroke width in grid units (an eighth of the height).
    pub(super) weight: f32,
    /// How far the top leans to the right, as a share of the height.
    pub(super) slant: f32,
}

impl Type {
    pub(super) const fn heavy(height: f32) -> Self {
        Self { height, weight: 1.62, slant: 0.0 }
    }

    pub(super) const fn racing(height: f32) -> Self {
        Self { height, weight: 1.62, slant: 0.16 }
    }

    pub(super) const fn plain(height: f32) -> Self {
        Self { height, weight: 1.2, slant: 0.0 }
    }
}

/// Where the text hangs on its x.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

/// Strokes of a character (points as digit pairs x y, strokes parted by `|`) and its width in grid units.
#[rustfmt::skip]
fn glyph(c: char) -> (&'static str, f32) {
    match c {
        'A' => ("08 01 10 30 41 48|05 45", 4.0),
        'B' => ("04 34 43 41 30 00 08 38 47 45 34", 4.0),
        'C' => ("42 41 30 10 01 07 18 38 47 46", 4.0),
        'D' => ("00 30 41 47 38 08 00 30", 4.0),
        'E' => ("40 00 08 48|04 34", 4.0),
        'F' => ("40 00 08|04 34", 4.0),
        'G' => ("42 41 30 10 01 07 18 38 47 44 24", 4.0),
        'H' => ("00 08|40 48|04 44", 4.0),
        'I' => ("00 08", 0.0),
        'J' => ("40 47 38 18 07 06", 4.0),
        'K' => ("00 08|40 04 48", 4.0),
        'L' => ("00 08 48", 4.0),
        'M' => ("08 00 34 60 68", 6.0),
        'N' => ("08 00 48 40", 4.0),
        'O' | '0' => ("20 10 01 07 18 38 47 41 30 20", 4.0),
        'P' => ("08 00 30 41 43 34 04", 4.0),
        'Q' => ("20 10 01 07 18 38 47 41 30 20|26 48", 4.0),
        'R' => ("08 00 30 41 43 34 04|24 48", 4.0),
        'S' => ("42 41 30 10 01 03 14 34 45 47 38 18 07 06", 4.0),
        'T' => ("00 40|20 28", 4.0),
        'U' => ("00 07 18 38 47 40", 4.0),
        'V' => ("00 28 40", 4.0),
        'W' => ("00 18 33 58 60", 6.0),
        'X' => ("00 48|40 08", 4.0),
        'Y' => ("00 24 40|24 28", 4.0),
        'Z' => ("00 40 08 48", 4.0),
        '1' => ("02 20 28|08 48", 4.0),
        '2' => ("02 01 10 30 41 43 08 48", 4.0),
        '3' => ("01 10 30 41 43 34 14|34 45 47 38 18 07", 4.0),
        '4' => ("38 30 05 45", 4.0),
        '5' => ("40 00 04 34 45 47 38 18 07", 4.0),
        '6' => ("41 30 10 01 07 18 38 47 45 34 04", 4.0),
        '7' => ("00 40 18", 4.0),
        '8' => ("20 10 01 03 14 34 43 41 30 20|14 05 07 18 38 47 45 34", 4.0),
        '9' => ("07 18 38 47 41 30 10 01 03 14 44", 4.0),
        '.' => ("08", 0.0),
        ',' => ("08 09", 0.0),
        ':' => ("02|06", 0.0),
        '·' => ("04", 0.0),
        '-' | '–' => ("04 34", 3.0),
        '+' => ("04 44|22 26", 4.0),
        '/' => ("08 30", 3.0),
        '!' => ("00 05|08", 0.0),
        '?' => ("01 10 30 41 43 25|28", 4.0),
        '\'' | '’' => ("00 02", 0.0),
        '#' => ("03 43|05 45|11 17|31 37", 4.0),
        '@' => ("33 13 15 35 31 20 10 01 07 18 48", 4.0),
        '%' => ("01 11|37 47|40 08", 4.0),
        _ => ("", 2.2),
    }
}

/// The letter under an accent, and the accent's strokes above it in tenths of grid units.
fn parts(c: char) -> (char, &'static [[(f32, f32); 2]]) {
    const ACUTE: &[[(f32, f32); 2]] = &[[(1.6, -1.5), (2.8, -2.7)]];
    const DOTS: &[[(f32, f32); 2]] = &[[(0.8, -2.0), (0.9, -2.0)], [(3.1, -2.0), (3.2, -2.0)]];
    const CARON: &[[(f32, f32); 2]] = &[[(0.9, -2.7), (2.0, -1.6)], [(2.0, -1.6), (3.1, -2.7)]];
    match c {
        'Á' => ('A', ACUTE),
        'É' => ('E', ACUTE),
        'Í' => ('I', ACUTE),
        'Ó' => ('O', ACUTE),
        'Ú' => ('U', ACUTE),
        'Ä' => ('A', DOTS),
        'Ö' => ('O', DOTS),
        'Ü' => ('U', DOTS),
        'Š' => ('S', CARON),
        'Č' => ('C', CARON),
        other => (other, &[]),
    }
}

/// Space between characters, in grid units beside the stroke.
const GAP: f32 = 0.85;

/// How wide the text is, in pixels.
pub(super) fn width(text: &str, face: &Type) -> f32 {
    let unit = face.height / 8.0;
    let count = text.chars().count();
    let inner: f32 = text.chars().map(|c| glyph(parts(c).0).1).sum();
    #[expect(clippy::cast_precision_loss, reason = "a line has few characters")]
    let gaps = count as f32 * face.weight + count.saturating_sub(1) as f32 * GAP;
    (inner + gaps) * unit + face.slant * face.height
}

/// The largest height, up to `most`, at which the text is no wider than `room`.
pub(super) fn fitting(text: &str, room: f32, most: f32, face: &Type) -> f32 {
    let one = width(text, &Type { height: 1.0, ..*face });
    if one > 0.0 { (room / one).min(most) } else { most }
}

/// A line of text: where it stands (x by `align`, y of the baseline), how it is set, and how much of it shows: letters
/// rise one after the other while `shown` goes from 0 to 1.
pub(super) struct Line<'a> {
    pub(super) text: &'a str,
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) face: Type,
    pub(super) align: Align,
    pub(super) ink: Ink,
    pub(super) shown: f32,
}

impl Line<'_> {
    pub(super) fn draw(&self, canvas: &mut Canvas) {
        self.draw_in(canvas, Transform::identity());
    }

    /// As [`Line::draw`], moved by `place`.
    pub(super) fn draw_in(&self, canvas: &mut Canvas, place: Transform) {
        let unit = self.face.height / 8.0;
        let whole = width(self.text, &self.face);
        let mut x = match self.align {
            Align::Left => self.x,
            Align::Centre => self.x - whole / 2.0,
            Align::Right => self.x - whole,
        };
        #[expect(clippy::cast_precision_loss, reason = "a line has few characters")]
        let count = self.text.chars().count().max(1) as f32;
        for (index, c) in self.text.chars().enumerate() {
            let (base, accent) = parts(c);
            let (strokes, glyph_width) = glyph(base);
            #[expect(clippy::cast_precision_loss, reason = "a line has few characters")]
            let start = index as f32 / count * 0.55;
            let rise = out(ramp(self.shown, start, start + 0.45));
            if rise > 0.0 {
                let local = Transform::from_row(unit, 0.0, -self.face.slant * unit, unit, 0.0, 0.0)
                    .post_translate(
                        x + self.face.weight * unit / 2.0 + self.face.slant * self.face.height,
                        self.y - self.face.height + (1.0 - rise) * self.face.height * 0.55,
                    )
                    .post_concat(place);
                stroke_glyph(canvas, strokes, accent, glyph_width, self.face.weight, self.ink.faded(rise), local, rise);
            }
            x += (glyph_width + self.face.weight + GAP) * unit;
        }
    }
}

#[expect(clippy::too_many_arguments, reason = "one glyph with all that its line knows")]
fn stroke_glyph(
    canvas: &mut Canvas,
    strokes: &str,
    accent: &[[(f32, f32); 2]],
    glyph_width: f32,
    weight: f32,
    ink: Ink,
    place: Transform,
    drawn: f32,
) {
    // The letter writes itself while it rises: a dash as long as the part drawn so far.
    let dash = if drawn < 1.0 { StrokeDash::new(vec![34.0 * drawn + 0.01, 60.0], 0.0) } else { None };
    let stroke =
        Stroke { width: weight, line_cap: LineCap::Square, line_join: LineJoin::Miter, miter_limit: 3.0, dash };
    let mut path = PathBuilder::new();
    for run in strokes.split('|') {
        let mut first = true;
        for pair in run.split(' ') {
            let mut digits = pair.chars().filter_map(|d| d.to_digit(10));
            let (Some(x), Some(y)) = (digits.next(), digits.next()) else { continue };
            #[expect(clippy::cast_precision_loss, reason = "single digits")]
            let (x, y) = (x as f32, y as f32);
            if first {
                path.move_to(x, y);
                // A dot is a stroke too short to see whose square caps make it a square.
                path.line_to(x, y + 0.01);
            } else {
                path.line_to(x, y);
            }
            first = false;
        }
    }
    // An accent sits over the middle of its letter.
    let middle = glyph_width / 2.0 - 2.0;
    for [a, b] in accent {
        path.move_to(a.0 + middle, a.1);
        path.line_to(b.0 + middle, b.1);
    }
    if let Some(path) = path.finish() {
        canvas.outline(&path, ink, &stroke, place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_used_has_strokes() {
        for c in ('A'..='Z').chain('0'..='9').chain(".,:·-+/!?'#@%".chars()) {
            assert!(!glyph(c).0.is_empty(), "{c}");
        }
        let face = Type::heavy(80.0);
        assert!(width("AB", &face) > width("A", &face));
        assert!((width("GRAND", &Type { height: fitting("GRAND", 300.0, 900.0, &face), ..face }) - 300.0).abs() < 1.0);
    }
}
