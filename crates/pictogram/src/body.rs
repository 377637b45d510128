//! The athlete: one skeleton with fixed proportions for the whole family, so that every pictogram is the same person's
//! shape in another sport.

use crate::geometry::{Figure, Point, Role, at};

/// Hip (x, y), then angles: torso, neck, near upper arm, near forearm, far upper arm, far forearm, near thigh, near
/// shin, far thigh, far shin.
pub(crate) type Pose = [f32; 12];

/// How wide limbs, torso, kit and ground lines are.
pub(crate) const LIMB: f32 = 7.8;
pub(crate) const TORSO: f32 = 11.2;
pub(crate) const KIT: f32 = 4.2;
pub(crate) const GROUND: f32 = 3.2;

const HEAD: f32 = 7.1;
const NECK: f32 = 14.2;
const SPINE: f32 = 22.0;
const UPPER_ARM: f32 = 13.0;
const FOREARM: f32 = 13.0;
const THIGH: f32 = 18.0;
const SHIN: f32 = 18.0;
const FOOT: f32 = 4.6;

/// One arm or leg: where it starts, the joint in its middle, its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limb {
    pub(crate) root: Point,
    pub(crate) joint: Point,
    pub(crate) end: Point,
}

impl Limb {
    fn posed(root: Point, upper: f32, lower: f32, lengths: (f32, f32)) -> Self {
        let joint = root.towards(upper, lengths.0);
        Self { root, joint, end: joint.towards(lower, lengths.1) }
    }

    /// Bends the limb so that its end meets `target`, or points there when it is out of reach. `bend` 1 puts the joint
    /// clockwise of the line from root to end, −1 the other way.
    fn reach(&mut self, target: Point, bend: f32, lengths: (f32, f32)) {
        let (upper, lower) = lengths;
        let distance = self.root.distance(target).clamp((upper - lower).abs() + 0.5, upper + lower - 0.05);
        let towards = self.root.angle(target);
        let cosine = (upper * upper + distance * distance - lower * lower) / (2.0 * upper * distance);
        let opening = cosine.clamp(-1.0, 1.0).acos().to_degrees();
        self.joint = self.root.towards(towards + opening * bend, upper);
        self.end = self.root.towards(towards, distance);
    }
}

/// A posed athlete.
#[derive(Clone, Debug)]
pub(crate) struct Body {
    pub(crate) head: Point,
    pub(crate) shoulder: Point,
    pub(crate) hip: Point,
    pub(crate) near_arm: Limb,
    pub(crate) far_arm: Limb,
    pub(crate) near_leg: Limb,
    pub(crate) far_leg: Limb,
    /// The foot's angle against its shin; none for pointed toes.
    pub(crate) toe: Option<f32>,
    /// Half the width of the shoulders when seen from the front.
    broad: f32,
    scale: f32,
}

impl Body {
    /// The athlete from the side, facing right.
    pub(crate) fn posed(pose: Pose, scale: f32) -> Self {
        Self::built(pose, scale, 0.0)
    }

    /// The athlete from the front or back; `broad` is half the width of the shoulders.
    pub(crate) fn front(pose: Pose, scale: f32, broad: f32) -> Self {
        Self::built(pose, scale, broad)
    }

    fn built(pose: Pose, scale: f32, broad: f32) -> Self {
        let [x, y, torso, neck, nu, nf, fu, ff, nt, ns, ft, fs] = pose;
        let hip = at(x, y);
        let shoulder = hip.towards(torso, SPINE * scale);
        let side = torso + 90.0;
        let arm = (UPPER_ARM * scale, FOREARM * scale);
        let leg = (THIGH * scale, SHIN * scale);
        Self {
            head: shoulder.towards(neck, NECK * scale.max(0.92)),
            shoulder,
            hip,
            near_arm: Limb::posed(shoulder.towards(side, broad), nu, nf, arm),
            far_arm: Limb::posed(shoulder.towards(side, -broad), fu, ff, arm),
            near_leg: Limb::posed(hip.towards(side, broad * 0.55), nt, ns, leg),
            far_leg: Limb::posed(hip.towards(side, -broad * 0.55), ft, fs, leg),
            toe: Some(-78.0),
            broad,
            scale,
        }
    }

    pub(crate) fn toe(mut self, toe: Option<f32>) -> Self {
        self.toe = toe;
        self
    }

    pub(crate) fn near_hand(&mut self, target: Point, bend: f32) -> &mut Self {
        self.near_arm.reach(target, bend, (UPPER_ARM * self.scale, FOREARM * self.scale));
        self
    }

    pub(crate) fn far_hand(&mut self, target: Point, bend: f32) -> &mut Self {
        self.far_arm.reach(target, bend, (UPPER_ARM * self.scale, FOREARM * self.scale));
        self
    }

    pub(crate) fn near_foot(&mut self, target: Point, bend: f32) -> &mut Self {
        self.near_leg.reach(target, bend, (THIGH * self.scale, SHIN * self.scale));
        self
    }

    pub(crate) fn far_foot(&mut self, target: Point, bend: f32) -> &mut Self {
        self.far_leg.reach(target, bend, (THIGH * self.scale, SHIN * self.scale));
        self
    }

    /// Sinks the head between the shoulders by a share of the neck, as when the arms are overhead.
    pub(crate) fn sunk(mut self, share: f32) -> Self {
        self.head = self.head.mixed(self.shoulder, share);
        self
    }

    fn leg(&self, figure: &mut Figure, limb: Limb, role: Role) {
        let mut points = vec![limb.root, limb.joint, limb.end];
        if let Some(toe) = self.toe {
            let shin = limb.joint.angle(limb.end);
            points.push(limb.end.towards(shin + toe, FOOT * self.scale));
        }
        figure.line(role, LIMB, &points);
    }

    fn arm(figure: &mut Figure, limb: Limb, role: Role) {
        figure.line(role, LIMB - 0.6, &[limb.root, limb.joint, limb.end]);
    }

    /// The limbs of the far side; draw them before what they hold in front.
    pub(crate) fn draw_far(&self, figure: &mut Figure) {
        Self::arm(figure, self.far_arm, Role::Far);
        self.leg(figure, self.far_leg, Role::Far);
    }

    pub(crate) fn draw_far_arm(&self, figure: &mut Figure) {
        Self::arm(figure, self.far_arm, Role::Far);
    }

    pub(crate) fn draw_trunk(&self, figure: &mut Figure) {
        if self.broad > 0.0 {
            let hips = [self.near_leg.root, self.far_leg.root];
            figure.fill(Role::Body, LIMB, &[self.near_arm.root, self.far_arm.root, hips[1], hips[0]]);
        } else {
            figure.line(Role::Body, TORSO, &[self.hip, self.shoulder]);
        }
        figure.disc(Role::Body, self.head, HEAD * self.scale.clamp(0.8, 1.05));
    }

    pub(crate) fn draw_near_leg(&self, figure: &mut Figure) {
        self.leg(figure, self.near_leg, Role::Body);
    }

    pub(crate) fn draw_near_arm(&self, figure: &mut Figure) {
        Self::arm(figure, self.near_arm, Role::Body);
    }

    /// Trunk, near leg, near arm.
    pub(crate) fn draw_near(&self, figure: &mut Figure) {
        self.draw_trunk(figure);
        self.draw_near_leg(figure);
        self.draw_near_arm(figure);
    }

    /// The whole athlete.
    pub(crate) fn draw(&self, figure: &mut Figure) {
        self.draw_far(figure);
        self.draw_near(figure);
    }

    /// The whole athlete from the front, where neither side is far.
    pub(crate) fn draw_front(&self, figure: &mut Figure) {
        self.leg(figure, self.far_leg, Role::Body);
        Self::arm(figure, self.far_arm, Role::Body);
        self.draw_near(figure);
    }
}
