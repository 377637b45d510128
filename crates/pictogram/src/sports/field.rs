//! Running sports: track, blades, triathlon, and the field games.

use crate::body::{Body, GROUND, KIT, LIMB};
use crate::geometry::{Figure, Point, Role, at, smooth};
use crate::keys::{keys, sway, swing};

/// A sprinter's leg: thigh and shin.
fn leg(t: f32) -> [f32; 2] {
    keys(
        t,
        &[
            (0.0, [8.0, 96.0]),
            (0.14, [34.0, 74.0]),
            (0.26, [68.0, 98.0]),
            (0.5, [130.0, 146.0]),
            (0.66, [116.0, 192.0]),
            (0.84, [56.0, 176.0]),
        ],
    )
}

/// A runner in full stride whose hip is at (x, y).
pub(super) fn runner(t: f32, hip: Point, lean: f32, scale: f32) -> Body {
    let (near, far) = (leg(t), leg(t + 0.5));
    let arm = 97.0 + 52.0 * swing(t);
    let other = 97.0 - 52.0 * swing(t);
    let pose = [
        hip.x,
        hip.y + 1.4 * swing(t * 2.0),
        lean,
        lean + 6.0,
        arm,
        arm - 92.0,
        other,
        other - 92.0,
        near[0],
        near[1],
        far[0],
        far[1],
    ];
    Body::posed(pose, scale)
}

fn lanes(figure: &mut Figure, t: f32) {
    for (y, from, to, shift) in [(93.0, 8.0, 88.0, 0.0), (86.0, 4.0, 20.0, 0.5)] {
        let move_by = 4.0 * sway(t + shift);
        figure.line(Role::Ground, GROUND, &[at(from + move_by, y), at(to + move_by, y)]);
    }
}

pub(super) fn athletics(t: f32) -> Figure {
    let mut figure = Figure::new();
    lanes(&mut figure, t);
    runner(t, at(43.0, 47.0), -66.0, 1.08).draw(&mut figure);
    figure
}

/// The spring of a running blade below the knee.
fn blade(figure: &mut Figure, role: Role, knee: Point, shin: f32) {
    let top = knee.towards(shin, 6.0);
    let heel = knee.towards(shin + 26.0, 15.0);
    let sole = knee.towards(shin + 6.0, 21.0);
    let tip = sole.towards(shin - 74.0, 8.0);
    figure.path(role, KIT + 0.6, smooth(&[top, heel, sole, tip]));
}

pub(super) fn para_athletics(t: f32) -> Figure {
    let mut figure = Figure::new();
    lanes(&mut figure, t);
    let body = runner(t, at(43.0, 47.0), -66.0, 1.08);
    for (limb, role, kit) in [(body.far_leg, Role::Far, Role::Far), (body.near_leg, Role::Body, Role::Kit)] {
        if role == Role::Body {
            body.draw_far_arm(&mut figure);
            body.draw_trunk(&mut figure);
        }
        let shin = limb.joint.angle(limb.end);
        figure.line(role, LIMB, &[limb.root, limb.joint, limb.joint.towards(shin, 4.5)]);
        blade(&mut figure, kit, limb.joint, shin);
    }
    body.draw_near_arm(&mut figure);
    figure
}

pub(super) fn triathlon(t: f32) -> Figure {
    let mut figure = Figure::new();
    let wheel = at(24.0, 66.0);
    figure.ring(Role::Kit, KIT, wheel, 17.0);
    for spoke in [0.0, 60.0, 120.0] {
        let turn = spoke + 360.0 * t;
        figure.line(Role::Kit, 1.8, &[wheel.towards(turn, 15.0), wheel.towards(turn + 180.0, 15.0)]);
    }
    figure.swell(Role::Ground, KIT, at(5.0, 90.0), 91.0, 2.2, -t);
    runner(t, at(53.0, 40.0), -66.0, 0.9).draw(&mut figure);
    figure
}

pub(super) fn rugby(t: f32) -> Figure {
    let mut figure = Figure::new();
    figure.line(Role::Ground, GROUND, &[at(8.0, 93.0), at(88.0, 93.0)]);
    let mut body = runner(t, at(37.0, 48.0), -52.0, 1.06);
    let ball = body.shoulder.towards(24.0, 21.0);
    body.near_hand(ball.moved(-5.0, 3.0), 1.0).far_hand(ball.moved(-1.0, -4.0), 1.0);
    body.draw_far(&mut figure);
    body.draw_trunk(&mut figure);
    body.draw_near_leg(&mut figure);
    body.draw_near_arm(&mut figure);
    oval(&mut figure, ball, -30.0, 11.0);
    figure
}

/// A rugby ball.
fn oval(figure: &mut Figure, centre: Point, angle: f32, half: f32) {
    use crate::geometry::Step;
    let (a, b) = (centre.towards(angle, half), centre.towards(angle + 180.0, half));
    let (up, down) = (centre.towards(angle - 90.0, half * 1.05), centre.towards(angle + 90.0, half * 1.05));
    figure.fill_path(Role::Kit, 2.0, vec![Step::Move(a), Step::Curve(up, b), Step::Curve(down, a), Step::Close]);
}

pub(super) fn football(t: f32) -> Figure {
    let mut figure = Figure::new();
    figure.line(Role::Ground, GROUND, &[at(8.0, 93.0), at(88.0, 93.0)]);
    // Hip, trunk, neck, arms, legs; then the ball.
    let [hx, hy, tr, nk, nu, nf, fu, ff, nt, ns, ft, fs, bx, by] = keys(
        t,
        &[
            (0.0, [38.0, 52.0, -78.0, -76.0, 60.0, 10.0, 150.0, 130.0, 138.0, 190.0, 72.0, 96.0, 62.0, 84.0]),
            (0.3, [40.0, 52.0, -80.0, -72.0, 40.0, -20.0, 170.0, 150.0, 140.0, 196.0, 78.0, 100.0, 62.0, 84.0]),
            (0.42, [42.0, 52.0, -96.0, -82.0, 100.0, 60.0, 190.0, 200.0, 78.0, 92.0, 92.0, 96.0, 63.0, 83.0]),
            (0.52, [43.0, 51.0, -108.0, -92.0, 150.0, 120.0, -12.0, -34.0, 18.0, 8.0, 98.0, 100.0, 84.0, 60.0]),
            (0.66, [42.0, 51.0, -106.0, -92.0, 150.0, 120.0, 0.0, -30.0, 0.0, -6.0, 98.0, 100.0, 86.0, 30.0]),
            (0.84, [38.0, 52.0, -84.0, -80.0, 90.0, 50.0, 120.0, 90.0, 70.0, 120.0, 84.0, 98.0, 74.0, 84.0]),
        ],
    );
    let body = Body::posed([hx, hy, tr, nk, nu, nf, fu, ff, nt, ns, ft, fs], 1.04);
    body.draw(&mut figure);
    figure.disc(Role::Kit, at(bx, by), 6.6);
    figure
}

pub(super) fn hockey(t: f32) -> Figure {
    let mut figure = Figure::new();
    figure.line(Role::Ground, GROUND, &[at(6.0, 93.0), at(90.0, 93.0)]);
    let [stick, ball, lean] = keys(
        t,
        &[
            (0.0, [128.0, 72.0, -32.0]),
            (0.16, [140.0, 72.0, -30.0]),
            (0.34, [62.0, 74.0, -36.0]),
            (0.5, [38.0, 88.0, -40.0]),
            (0.8, [80.0, 80.0, -34.0]),
        ],
    );
    let mut body = Body::posed([32.0, 50.0, lean, lean + 8.0, 60.0, 60.0, 60.0, 60.0, 42.0, 112.0, 128.0, 118.0], 1.06);
    let grip = body.shoulder.towards(82.0, 20.0);
    let end = grip.towards(stick, 31.0);
    body.near_hand(grip, 1.0);
    body.far_hand(grip.towards(stick, 8.0), 1.0);
    body.draw_far(&mut figure);
    figure.path(
        Role::Kit,
        KIT,
        smooth(&[
            grip.towards(stick + 180.0, 3.0),
            grip.towards(stick, 16.0),
            end,
            end.towards(stick - 50.0, 5.0),
            end.towards(stick - 110.0, 8.5),
        ]),
    );
    figure.disc(Role::Kit, at(ball, 87.0), 4.2);
    body.draw_near(&mut figure);
    figure
}
