//! A thin brush over tiny-skia: coordinates in pixels of the frame, colours as the domain knows them.

use grandstand_domain::colour::Colour;
use tiny_skia::{
    Color, FillRule, GradientStop, LineCap, LineJoin, LinearGradient, Paint, Path, PathBuilder, Pixmap, Point,
    RadialGradient, Rect, Shader, SpreadMode, Stroke, Transform,
};

/// A colour and how opaque it is, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ink(pub(super) Colour, pub(super) f32);

impl Ink {
    pub(super) fn solid(colour: Colour) -> Self {
        Self(colour, 1.0)
    }

    pub(super) fn faded(self, by: f32) -> Self {
        Self(self.0, self.1 * by.clamp(0.0, 1.0))
    }

    pub(super) fn skia(self) -> Color {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
        let alpha = (self.1.clamp(0.0, 1.0) * 255.0).round() as u8;
        Color::from_rgba8(self.0.0, self.0.1, self.0.2, alpha)
    }

    fn paint(self) -> Paint<'static> {
        let mut paint = Paint { anti_alias: true, ..Paint::default() };
        paint.set_color(self.skia());
        paint
    }

    fn unseen(self) -> bool {
        self.1 < 0.004
    }
}

/// A picture that is drawn on.
pub(super) struct Canvas {
    pub(super) pixmap: Pixmap,
}

impl Canvas {
    /// An empty picture; no size used here is zero or too large, but a one-pixel picture stands in if it were.
    pub(super) fn new(width: u32, height: u32) -> Option<Self> {
        Some(Self { pixmap: Pixmap::new(width, height)? })
    }

    #[expect(clippy::cast_precision_loss, reason = "frame sizes are small")]
    pub(super) fn size(&self) -> (f32, f32) {
        (self.pixmap.width() as f32, self.pixmap.height() as f32)
    }

    pub(super) fn path(&mut self, path: &Path, ink: Ink, place: Transform) {
        if !ink.unseen() {
            self.pixmap.fill_path(path, &ink.paint(), FillRule::Winding, place, None);
        }
    }

    pub(super) fn outline(&mut self, path: &Path, ink: Ink, stroke: &Stroke, place: Transform) {
        if !ink.unseen() && stroke.width > 0.0 {
            self.pixmap.stroke_path(path, &ink.paint(), stroke, place, None);
        }
    }

    pub(super) fn polygon(&mut self, points: &[(f32, f32)], ink: Ink) {
        if let Some(path) = polygon(points, true) {
            self.path(&path, ink, Transform::identity());
        }
    }

    /// A polygon whose ink runs out from `from` to `to`.
    pub(super) fn fading(&mut self, points: &[(f32, f32)], ink: Ink, from: (f32, f32), to: (f32, f32)) {
        if ink.unseen() {
            return;
        }
        let (Some(path), Some(shader)) = (polygon(points, true), linear(from, to, ink, ink.faded(0.0))) else { return };
        let paint = Paint { shader, anti_alias: true, ..Paint::default() };
        self.pixmap.fill_path(&path, &paint, FillRule::Winding, Transform::identity(), None);
    }

    pub(super) fn line(&mut self, points: &[(f32, f32)], width: f32, ink: Ink) {
        if let Some(path) = polygon(points, false) {
            let stroke = Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
            self.outline(&path, ink, &stroke, Transform::identity());
        }
    }

    pub(super) fn disc(&mut self, x: f32, y: f32, radius: f32, ink: Ink) {
        if let Some(path) = PathBuilder::from_circle(x, y, radius) {
            self.path(&path, ink, Transform::identity());
        }
    }

    pub(super) fn ring(&mut self, x: f32, y: f32, radius: f32, width: f32, ink: Ink) {
        if let Some(path) = PathBuilder::from_circle(x, y, radius) {
            self.outline(&path, ink, &Stroke { width, ..Stroke::default() }, Transform::identity());
        }
    }

    pub(super) fn oval(&mut self, x: f32, y: f32, rx: f32, ry: f32, ink: Ink) {
        if let Some(path) = Rect::from_xywh(x - rx, y - ry, rx * 2.0, ry * 2.0).and_then(PathBuilder::from_oval) {
            self.path(&path, ink, Transform::identity());
        }
    }

    pub(super) fn rect(&mut self, x: f32, y: f32, width: f32, height: f32, ink: Ink) {
        let Some(rect) = Rect::from_xywh(x, y, width, height) else { return };
        if !ink.unseen() {
            let mut paint = ink.paint();
            paint.anti_alias = false;
            self.pixmap.fill_rect(rect, &paint, Transform::identity(), None);
        }
    }

    /// A soft light.
    pub(super) fn glow(&mut self, x: f32, y: f32, radius: f32, ink: Ink) {
        let stops = vec![
            GradientStop::new(0.0, ink.skia()),
            GradientStop::new(0.35, ink.faded(0.38).skia()),
            GradientStop::new(1.0, ink.faded(0.0).skia()),
        ];
        let centre = Point::from_xy(x, y);
        let shader = RadialGradient::new(centre, 0.0, centre, radius, stops, SpreadMode::Pad, Transform::identity());
        if let (Some(shader), Some(rect)) =
            (shader, Rect::from_xywh(x - radius, y - radius, radius * 2.0, radius * 2.0))
        {
            let paint = Paint { shader, anti_alias: false, ..Paint::default() };
            self.pixmap.fill_rect(rect, &paint, Transform::identity(), None);
        }
    }

    /// A band from one ink at the top to another at the bottom.
    pub(super) fn sweep(&mut self, top: f32, bottom: f32, from: Ink, to: Ink) {
        let (width, _) = self.size();
        let shader = linear((0.0, top), (0.0, bottom), from, to);
        if let (Some(shader), Some(rect)) = (shader, Rect::from_xywh(0.0, top, width, bottom - top)) {
            let paint = Paint { shader, anti_alias: false, ..Paint::default() };
            self.pixmap.fill_rect(rect, &paint, Transform::identity(), None);
        }
    }

    /// Covers the rows from `top` to `bottom` with a colour, `from` opaque at the top to `to` at the bottom. Whole rows
    /// with one weight each: many times faster than a gradient, and it is done in almost every frame.
    pub(super) fn veil(&mut self, top: u32, bottom: u32, colour: Colour, from: f32, to: f32) {
        let width = self.pixmap.width() as usize;
        let rows = self.pixmap.data_mut().chunks_exact_mut(width * 4);
        let span = bottom.saturating_sub(top).max(1);
        for (row, line) in (0..span).zip(rows.skip(top as usize)) {
            #[expect(clippy::cast_precision_loss, reason = "row numbers of a frame")]
            let share = row as f32 / span as f32;
            let weight = weight_of(from + (to - from) * share);
            for pixel in line.as_chunks_mut::<4>().0 {
                blend(pixel, colour, weight);
            }
        }
    }

    /// A beam of light with soft edges: centre and half width at its top and at its foot.
    pub(super) fn beam(&mut self, top: (f32, f32, f32), foot: (f32, f32, f32), ink: Ink) {
        let ((x0, half0, y0), (x1, half1, y1)) = (top, foot);
        let (width, height) = self.size();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the frame")]
        let (first, last, row_length) =
            (y0.clamp(0.0, height) as usize, y1.clamp(0.0, height) as usize, width as usize);
        let rows = self.pixmap.data_mut().chunks_exact_mut(row_length * 4);
        for (number, line) in rows.enumerate().take(last).skip(first) {
            #[expect(clippy::cast_precision_loss, reason = "row numbers of a frame")]
            let share = (number as f32 - y0) / (y1 - y0);
            let (centre, half) = (x0 + (x1 - x0) * share, half0 + (half1 - half0) * share);
            let strength = ink.1 * (1.0 - share) * 256.0;
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the row")]
            let (left, right) =
                ((centre - half).clamp(0.0, width) as usize, (centre + half).clamp(0.0, width) as usize);
            let inverse = 1.0 / half.max(1.0);
            for (column, pixel) in line.as_chunks_mut::<4>().0.iter_mut().enumerate().take(right).skip(left) {
                #[expect(clippy::cast_precision_loss, reason = "column numbers of a frame")]
                let off = ((column as f32 - centre) * inverse).abs();
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 256")]
                let weight = (strength * (1.0 - off * off).max(0.0)) as u16;
                blend(pixel, ink.0, weight);
            }
        }
    }

    /// Copies rows of a wider picture, starting `shift` pixels from its left, into the rows from `top` on.
    pub(super) fn lay(&mut self, wide: &Self, shift: f32, from_row: u32, rows: u32, top: u32) {
        let (width, wide_width) = (self.pixmap.width() as usize, wide.pixmap.width() as usize);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative and small")]
        let shift = (shift.max(0.0) as usize).min(wide_width.saturating_sub(width));
        let source = wide.pixmap.data();
        let target = self.pixmap.data_mut();
        for row in 0..rows as usize {
            let start = ((from_row as usize + row) * wide_width + shift) * 4;
            let end = (top as usize + row) * width * 4;
            if let (Some(from), Some(to)) = (source.get(start..start + width * 4), target.get_mut(end..end + width * 4))
            {
                to.copy_from_slice(from);
            }
        }
    }
}

/// 0 to 1 as 0 to 256.
fn weight_of(share: f32) -> u16 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 256")]
    let weight = (share.clamp(0.0, 1.0) * 256.0) as u16;
    weight
}

/// Mixes a colour into an opaque pixel.
fn blend(pixel: &mut [u8; 4], colour: Colour, weight: u16) {
    let mix = |old: u8, new: u8| ((u16::from(old) * (256 - weight) + u16::from(new) * weight) >> 8).to_le_bytes()[0];
    pixel[0] = mix(pixel[0], colour.0);
    pixel[1] = mix(pixel[1], colour.1);
    pixel[2] = mix(pixel[2], colour.2);
}

fn linear(from: (f32, f32), to: (f32, f32), a: Ink, b: Ink) -> Option<Shader<'static>> {
    LinearGradient::new(
        Point::from_xy(from.0, from.1),
        Point::from_xy(to.0, to.1),
        vec![GradientStop::new(0.0, a.skia()), GradientStop::new(1.0, b.skia())],
        SpreadMode::Pad,
        Transform::identity(),
    )
}

/// The path through the points.
pub(super) fn polygon(points: &[(f32, f32)], closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    for (i, (x, y)) in points.iter().enumerate() {
        if i == 0 {
            path.move_to(*x, *y);
        } else {
            path.line_to(*x, *y);
        }
    }
    if closed {
        path.close();
    }
    path.finish()
}
