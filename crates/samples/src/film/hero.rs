//! The moving pictogram, painted into a frame.

use grandstand_domain::{colour::Colour, sport::Sport};
use grandstand_pictogram::{Figure, Role, Shape, Step, figure, logo_figure};
use tiny_skia::{LineCap, LineJoin, PathBuilder, Stroke, Transform};

use super::paint::{Canvas, Ink};

/// The inks of a pictogram.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inks {
    pub(super) body: Ink,
    pub(super) far: Ink,
    pub(super) kit: Ink,
    pub(super) ground: Ink,
}

impl Inks {
    /// One ink for all: an echo or a shadow.
    pub(super) fn flat(ink: Ink) -> Self {
        Self { body: ink, far: ink, kit: ink, ground: ink.faded(0.0) }
    }

    /// A floodlit athlete on a ground.
    pub(super) fn lit(body: Colour, ground: Colour, kit: Colour, second: Colour) -> Self {
        Self {
            body: Ink::solid(body),
            far: Ink::solid(body.mixed(ground, 48)),
            kit: Ink::solid(kit),
            ground: Ink(second, 0.9),
        }
    }
}

/// Where and how large: the centre of the grid in pixels, the grid's side in pixels, a turn in degrees.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) turn: f32,
}

impl Place {
    pub(super) fn transform(self) -> Transform {
        let scale = self.size / 96.0;
        Transform::from_translate(-48.0, -48.0)
            .post_scale(scale, scale)
            .post_concat(Transform::from_rotate(self.turn))
            .post_translate(self.x, self.y)
    }
}

/// Paints a sport at a phase.
pub(super) fn hero(canvas: &mut Canvas, sport: Sport, phase: f32, place: Place, inks: &Inks) {
    paint(canvas, &figure(sport, phase), place.transform(), inks);
}

/// Paints Grandstand's mark: tiers in one ink, the light in another.
pub(super) fn mark(canvas: &mut Canvas, x: f32, y: f32, size: f32, tiers: Ink, light: Ink) {
    let place = Place { x, y, size, turn: 0.0 };
    paint(canvas, &logo_figure(), place.transform(), &Inks { body: tiers, far: tiers, kit: light, ground: tiers });
}

fn paint(canvas: &mut Canvas, figure: &Figure, place: Transform, inks: &Inks) {
    for mark in &figure.marks {
        let ink = match mark.role {
            Role::Body => inks.body,
            Role::Far => inks.far,
            Role::Kit => inks.kit,
            Role::Ground => inks.ground,
        };
        let stroke =
            |width: f32| Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, ..Stroke::default() };
        match &mark.shape {
            Shape::Stroke { path, width } => {
                if let Some(path) = build(path) {
                    canvas.outline(&path, ink, &stroke(*width), place);
                }
            }
            Shape::Fill { path, width } => {
                if let Some(path) = build(path) {
                    canvas.path(&path, ink, place);
                    canvas.outline(&path, ink, &stroke(*width), place);
                }
            }
            Shape::Ring { centre, radius, width } => {
                if let Some(path) = PathBuilder::from_circle(centre.x, centre.y, *radius) {
                    canvas.outline(&path, ink, &stroke(*width), place);
                }
            }
            Shape::Disc { centre, radius } => {
                if let Some(path) = PathBuilder::from_circle(centre.x, centre.y, *radius) {
                    canvas.path(&path, ink, place);
                }
            }
        }
    }
}

fn build(steps: &[Step]) -> Option<tiny_skia::Path> {
    let mut path = PathBuilder::new();
    for step in steps {
        match *step {
            Step::Move(p) => path.move_to(p.x, p.y),
            Step::Line(p) => path.line_to(p.x, p.y),
            Step::Curve(c, p) => path.quad_to(c.x, c.y, p.x, p.y),
            Step::Close => path.close(),
        }
    }
    path.finish()
}
