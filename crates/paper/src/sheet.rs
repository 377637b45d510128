//! A sheet that is drawn on: shapes that only adorn, and texts that stand in the order in which they are read.

use grandstand_domain::colour::Colour;
use krilla::{
    Document,
    color::rgb,
    geom::{Path, PathBuilder, Point, Rect},
    num::NormalizedF32,
    paint::{Fill, FillRule, Stroke},
    surface::Surface,
    tagging::{Artifact, ArtifactType, ContentTag, Identifier, SpanTag},
};

use crate::face::{Family, Line};

/// A drawing surface with what the papers need.
pub(crate) struct Sheet<'a>(pub(crate) Surface<'a>);

fn paint(colour: Colour) -> krilla::paint::Paint {
    rgb::Color::new(colour.0, colour.1, colour.2).into()
}

fn fill(colour: Colour) -> Fill {
    Fill { paint: paint(colour), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

/// A rectangle by its left upper corner, width and height, in points.
pub(crate) fn area(x: f32, y: f32, width: f32, height: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(x, y, width, height)?);
    path.finish()
}

/// A circle.
fn circle(x: f32, y: f32, radius: f32) -> Option<Path> {
    // Four cubic curves; 0.5523 keeps them within 0.03 % of a circle.
    let bend = radius * 0.552_3;
    let mut path = PathBuilder::new();
    path.move_to(x + radius, y);
    path.cubic_to(x + radius, y + bend, x + bend, y + radius, x, y + radius);
    path.cubic_to(x - bend, y + radius, x - radius, y + bend, x - radius, y);
    path.cubic_to(x - radius, y - bend, x - bend, y - radius, x, y - radius);
    path.cubic_to(x + bend, y - radius, x + radius, y - bend, x + radius, y);
    path.close();
    path.finish()
}

impl Sheet<'_> {
    /// Draws what adorns and is passed over when the paper is read aloud.
    pub(crate) fn adorn(&mut self, draw: impl FnOnce(&mut Self)) {
        self.0.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
        draw(self);
        self.0.end_tagged();
    }

    /// A filled rectangle.
    pub(crate) fn block(&mut self, colour: Colour, x: f32, y: f32, width: f32, height: f32) {
        if let Some(path) = area(x, y, width, height) {
            self.shape(colour, &path);
        }
    }

    /// A filled disc.
    pub(crate) fn disc(&mut self, colour: Colour, x: f32, y: f32, radius: f32) {
        if let Some(path) = circle(x, y, radius) {
            self.shape(colour, &path);
        }
    }

    /// A filled shape.
    pub(crate) fn shape(&mut self, colour: Colour, path: &Path) {
        self.0.set_stroke(None);
        self.0.set_fill(Some(fill(colour)));
        self.0.draw_path(path);
    }

    /// A circle's line.
    pub(crate) fn ring(&mut self, colour: Colour, x: f32, y: f32, radius: f32, width: f32) {
        let Some(path) = circle(x, y, radius) else { return };
        self.0.set_fill(None);
        self.0.set_stroke(Some(Stroke { paint: paint(colour), width, ..Stroke::default() }));
        self.0.draw_path(&path);
        self.0.set_stroke(None);
    }

    /// A line of text with its left end on the baseline at a point. Read aloud it is what was to be said, also where a letter is
    /// missing in the faces.
    pub(crate) fn text(&mut self, line: &Line, x: f32, y: f32, size: f32, colour: Colour) -> Identifier {
        let shown: String = line.runs.iter().map(|run| run.text.as_str()).collect();
        let mut tag = SpanTag::empty();
        if shown != line.said {
            tag = tag.with_actual_text(Some(&line.said));
        }
        let identifier = self.0.start_tagged(ContentTag::Span(tag));
        self.0.set_stroke(None);
        self.0.set_fill(Some(fill(colour)));
        let mut at = x;
        for run in &line.runs {
            self.0.draw_glyphs(Point::from_xy(at, y), &run.glyphs, run.font.clone(), &run.text, size, false);
            at += run.width * size;
        }
        self.0.end_tagged();
        identifier
    }
}

/// Text in a box: one line as large as it may be; where it would become smaller than `least`, two lines broken near the middle.
pub(crate) fn fitted(family: &Family, text: &str, width: f32, most: f32, least: f32) -> (Vec<Line>, f32) {
    let size = |lines: &[Line]| {
        let widest = lines.iter().map(|line| line.width).fold(0.01, f32::max);
        (width / widest).min(most)
    };
    let whole = vec![family.line(text)];
    let blanks: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
    let middle = blanks.into_iter().min_by_key(|at| at.abs_diff(text.len() / 2));
    match middle {
        Some(at) if size(&whole) < least => {
            // The blank stays at the end of the first line, so that the words are not read as one.
            let (first, second) = text.split_at(at + 1);
            let both = vec![family.line(first), family.line(second)];
            let size = size(&both);
            (both, size)
        }
        _ => {
            let size = size(&whole);
            (whole, size)
        }
    }
}

/// Writes the file.
pub(crate) fn finished(document: Document) -> Result<Vec<u8>, crate::PaperError> {
    document.finish().map_err(|error| crate::PaperError::Made(error.to_string()))
}
