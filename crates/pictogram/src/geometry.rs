//! The plain shapes of a pictogram on its 96 × 96 grid: y grows downwards, angles are degrees with 0 to the right and
//! 90 straight down.

/// The side of the square grid.
pub const GRID: f32 = 96.0;

/// A place on the grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// A point, short to write.
pub(crate) const fn at(x: f32, y: f32) -> Point {
    Point { x, y }
}

impl Point {
    /// The point `length` away in the direction of `degrees`.
    #[must_use]
    pub fn towards(self, degrees: f32, length: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        at(self.x + cos * length, self.y + sin * length)
    }

    /// This point moved by an amount.
    #[must_use]
    pub fn moved(self, dx: f32, dy: f32) -> Self {
        at(self.x + dx, self.y + dy)
    }

    /// The point at `share` (0 here, 1 there) of the way to `other`.
    #[must_use]
    pub fn mixed(self, other: Self, share: f32) -> Self {
        at(self.x + (other.x - self.x) * share, self.y + (other.y - self.y) * share)
    }

    /// How far `other` is.
    pub fn distance(self, other: Self) -> f32 {
        (other.x - self.x).hypot(other.y - self.y)
    }

    /// The direction of `other`, in degrees.
    pub fn angle(self, other: Self) -> f32 {
        (other.y - self.y).atan2(other.x - self.x).to_degrees()
    }

    /// This point turned clockwise about another.
    #[must_use]
    pub fn turned(self, about: Self, degrees: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (dx, dy) = (self.x - about.x, self.y - about.y);
        at(about.x + dx * cos - dy * sin, about.y + dx * sin + dy * cos)
    }
}

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Start here.
    Move(Point),
    /// A straight line to here.
    Line(Point),
    /// A quadratic curve: the control point, then where it ends.
    Curve(Point, Point),
    /// Back to the start.
    Close,
}

/// What a mark belongs to, so that each can have its own tone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The athlete.
    Body,
    /// The limbs of the far side, or the second athlete.
    Far,
    /// What the sport is played with: ball, bow, boat, wheelchair.
    Kit,
    /// Where it is played: water, line, net, wall.
    Ground,
}

/// A shape; strokes have round caps and joins.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A line along the path.
    Stroke {
        /// Where it runs.
        path: Vec<Step>,
        /// How wide it is, in grid units.
        width: f32,
    },
    /// The inside of the path, with an outline of this width around it so that its corners are round.
    Fill {
        /// The outline.
        path: Vec<Step>,
        /// Its width, in grid units.
        width: f32,
    },
    /// A circle's line.
    Ring {
        /// Its centre.
        centre: Point,
        /// From the centre to the middle of the line.
        radius: f32,
        /// The line's width.
        width: f32,
    },
    /// A filled circle.
    Disc {
        /// Its centre.
        centre: Point,
        /// Its radius.
        radius: f32,
    },
}

/// A shape and what it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The shape.
    pub shape: Shape,
    /// What it belongs to.
    pub role: Role,
}

/// A whole pictogram: its marks from the back to the front.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// From the back to the front.
    pub marks: Vec<Mark>,
}

impl Figure {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    fn with(&mut self, role: Role, shape: Shape) -> &mut Self {
        self.marks.push(Mark { shape, role });
        self
    }

    pub(crate) fn line(&mut self, role: Role, width: f32, points: &[Point]) -> &mut Self {
        self.with(role, Shape::Stroke { path: straight(points), width })
    }

    pub(crate) fn path(&mut self, role: Role, width: f32, path: Vec<Step>) -> &mut Self {
        self.with(role, Shape::Stroke { path, width })
    }

    pub(crate) fn curve(&mut self, role: Role, width: f32, from: Point, control: Point, to: Point) -> &mut Self {
        self.path(role, width, vec![Step::Move(from), Step::Curve(control, to)])
    }

    pub(crate) fn fill(&mut self, role: Role, width: f32, points: &[Point]) -> &mut Self {
        let mut path = straight(points);
        path.push(Step::Close);
        self.with(role, Shape::Fill { path, width })
    }

    pub(crate) fn fill_path(&mut self, role: Role, width: f32, path: Vec<Step>) -> &mut Self {
        self.with(role, Shape::Fill { path, width })
    }

    pub(crate) fn ring(&mut self, role: Role, width: f32, centre: Point, radius: f32) -> &mut Self {
        self.with(role, Shape::Ring { centre, radius, width })
    }

    pub(crate) fn disc(&mut self, role: Role, centre: Point, radius: f32) -> &mut Self {
        self.with(role, Shape::Disc { centre, radius })
    }

    /// A swell of water along `y`, moved by `shift` (1 is a whole wave).
    pub(crate) fn swell(
        &mut self,
        role: Role,
        width: f32,
        left: Point,
        right: f32,
        height: f32,
        shift: f32,
    ) -> &mut Self {
        let length = 26.0_f32;
        let pieces: u8 = 14;
        let points: Vec<Point> = (0..=pieces)
            .map(|i| {
                let x = left.x + (right - left.x) * f32::from(i) / f32::from(pieces);
                at(x, left.y + height * ((x / length + shift) * std::f32::consts::TAU).sin())
            })
            .collect();
        self.path(role, width, smooth(&points))
    }

    /// Every mark of another figure on top of this one.
    pub(crate) fn add(&mut self, other: Self) -> &mut Self {
        self.marks.extend(other.marks);
        self
    }

    /// The figure with every point replaced; lengths are multiplied by `scale`, line widths kept.
    #[must_use]
    pub(crate) fn mapped(mut self, scale: f32, place: impl Fn(Point) -> Point) -> Self {
        for mark in &mut self.marks {
            match &mut mark.shape {
                Shape::Stroke { path, .. } | Shape::Fill { path, .. } => {
                    for step in path {
                        *step = match *step {
                            Step::Move(a) => Step::Move(place(a)),
                            Step::Line(a) => Step::Line(place(a)),
                            Step::Curve(a, b) => Step::Curve(place(a), place(b)),
                            Step::Close => Step::Close,
                        };
                    }
                }
                Shape::Ring { centre, radius, .. } | Shape::Disc { centre, radius } => {
                    *centre = place(*centre);
                    *radius *= scale;
                }
            }
        }
        self
    }

    /// The figure turned clockwise about a point.
    #[must_use]
    pub(crate) fn turned(self, about: Point, degrees: f32) -> Self {
        self.mapped(1.0, |p| p.turned(about, degrees))
    }

    /// Every mark in one role.
    #[must_use]
    pub(crate) fn all(mut self, role: Role) -> Self {
        for mark in &mut self.marks {
            mark.role = role;
        }
        self
    }

    /// The box the ink fills: left, top, right, bottom.
    pub fn bounds(&self) -> [f32; 4] {
        let mut bounds = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
        let mut take = |p: Point, around: f32| {
            bounds[0] = bounds[0].min(p.x - around);
            bounds[1] = bounds[1].min(p.y - around);
            bounds[2] = bounds[2].max(p.x + around);
            bounds[3] = bounds[3].max(p.y + around);
        };
        for mark in &self.marks {
            match &mark.shape {
                Shape::Stroke { path, width } | Shape::Fill { path, width } => {
                    let mut last = at(0.0, 0.0);
                    for step in path {
                        match *step {
                            Step::Move(p) | Step::Line(p) => {
                                take(p, width / 2.0);
                                last = p;
                            }
                            Step::Curve(control, to) => {
                                for i in 1..=4_u8 {
                                    let t = f32::from(i) / 4.0;
                                    let p = last.mixed(control, t).mixed(control.mixed(to, t), t);
                                    take(p, width / 2.0);
                                }
                                last = to;
                            }
                            Step::Close => {}
                        }
                    }
                }
                Shape::Ring { centre, radius, width } => take(*centre, radius + width / 2.0),
                Shape::Disc { centre, radius } => take(*centre, *radius),
            }
        }
        bounds
    }
}

/// Straight lines through the points.
pub(crate) fn straight(points: &[Point]) -> Vec<Step> {
    points.iter().enumerate().map(|(i, p)| if i == 0 { Step::Move(*p) } else { Step::Line(*p) }).collect()
}

/// The path along a circle from one angle to another, clockwise when `to` is the larger.
pub(crate) fn arc(centre: Point, radius: f32, from: f32, to: f32) -> Vec<Step> {
    let mut path = vec![Step::Move(centre.towards(from, radius))];
    let pieces: u8 = 8;
    let piece = (to - from) / f32::from(pieces);
    let control = radius / (piece / 2.0).to_radians().cos();
    for i in 0..pieces {
        let start = from + piece * f32::from(i);
        path.push(Step::Curve(centre.towards(start + piece / 2.0, control), centre.towards(start + piece, radius)));
    }
    path
}

/// A soft line that starts and ends at the outer points and rounds the inner ones.
pub(crate) fn smooth(points: &[Point]) -> Vec<Step> {
    let mut path = Vec::with_capacity(points.len());
    let Some((first, rest)) = points.split_first() else { return path };
    path.push(Step::Move(*first));
    for (i, p) in rest.iter().enumerate() {
        match rest.get(i + 1) {
            Some(next) if i + 2 < rest.len() => path.push(Step::Curve(*p, p.mixed(*next, 0.5))),
            Some(next) => path.push(Step::Curve(*p, *next)),
            None if rest.len() == 1 => path.push(Step::Line(*p)),
            None => {}
        }
    }
    path
}
