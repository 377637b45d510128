//! Canoes, kayaks, sculls and sails.

use crate::body::{Body, GROUND, KIT};
use crate::geometry::{Figure, Point, Role, Step, at, smooth};
use crate::keys::{keys, sway, swing};

fn hull(figure: &mut Figure, left: Point, right: Point, depth: f32) {
    let middle = left.mixed(right, 0.5);
    figure.fill_path(
        Role::Kit,
        3.0,
        vec![
            Step::Move(left),
            Step::Curve(middle.moved(0.0, 2.0), right),
            Step::Curve(middle.moved(0.0, depth * 2.0), left),
            Step::Close,
        ],
    );
}

/// A shaft with a blade on its far end, or on both.
fn paddle(figure: &mut Figure, middle: Point, angle: f32, half: f32, both: bool) {
    let (a, b) = (middle.towards(angle, half), middle.towards(angle + 180.0, half));
    figure.line(Role::Kit, GROUND, &[a, b]);
    figure.line(Role::Kit, 7.6, &[a, a.towards(angle + 180.0, 9.0)]);
    if both {
        figure.line(Role::Kit, 7.6, &[b, b.towards(angle, 9.0)]);
    } else {
        figure.line(Role::Kit, KIT, &[b.towards(angle + 90.0, 3.0), b.towards(angle - 90.0, 3.0)]);
    }
}

fn kayaker(figure: &mut Figure, t: f32, hip: Point, middle: Point, tilt: f32) {
    let lean = -82.0 + 5.0 * sway(t);
    let mut body = Body::posed([hip.x, hip.y, lean, lean + 4.0, 60.0, 0.0, 60.0, 0.0, 0.0, 0.0, 0.0, 0.0], 1.08);
    body.near_hand(middle.towards(tilt, 11.0), 1.0).far_hand(middle.towards(tilt + 180.0, 11.0), 1.0);
    body.draw_far_arm(figure);
    body.draw_trunk(figure);
    paddle(figure, middle, tilt, 36.0, true);
    body.draw_near_arm(figure);
}

pub(super) fn slalom(t: f32) -> Figure {
    let mut figure = Figure::new();
    let hang = 1.6 * sway(t);
    for x in [80.0, 89.0] {
        for (from, to) in [(4.0, 14.0), (21.0, 31.0), (38.0, 48.0)] {
            figure.line(Role::Ground, GROUND + 0.6, &[at(x + hang * from / 48.0, from), at(x + hang * to / 48.0, to)]);
        }
    }
    let mut boat = Figure::new();
    let tilt = 38.0 * swing(t) + 6.0;
    kayaker(&mut boat, t, at(40.0, 60.0), at(46.0, 44.0), tilt);
    hull(&mut boat, at(7.0, 66.0), at(76.0, 60.0), 8.0);
    figure.add(boat.turned(at(40.0, 64.0), -6.0 + 3.0 * sway(t)));
    figure.swell(Role::Ground, KIT, at(5.0, 83.0), 91.0, 4.0, -t);
    figure
}

pub(super) fn para_canoe(t: f32) -> Figure {
    let mut figure = Figure::new();
    let tilt = 36.0 * swing(t);
    kayaker(&mut figure, t, at(44.0, 63.0), at(52.0, 46.0), tilt);
    // The high backrest of an adapted seat.
    figure.curve(Role::Kit, KIT, at(34.0, 66.0), at(33.0, 56.0), at(36.0, 48.0));
    hull(&mut figure, at(5.0, 68.0), at(91.0, 66.0), 8.0);
    figure.swell(Role::Ground, KIT, at(5.0, 87.0), 91.0, 2.4, -t);
    figure
}

/// Sprint canoe: kneeling high, one blade.
pub(super) fn canoe(t: f32) -> Figure {
    let mut figure = Figure::new();
    let [lean, top_x, top_y, low_x, low_y] = keys(
        t,
        &[
            (0.0, [-52.0, 60.0, 14.0, 76.0, 74.0]),
            (0.25, [-58.0, 62.0, 22.0, 66.0, 82.0]),
            (0.5, [-74.0, 66.0, 34.0, 44.0, 82.0]),
            (0.62, [-76.0, 66.0, 36.0, 40.0, 66.0]),
            (0.85, [-62.0, 60.0, 20.0, 76.0, 58.0]),
        ],
    );
    let (top, low) = (at(top_x, top_y), at(low_x, low_y));
    let mut body = Body::posed([36.0, 50.0, lean, lean + 4.0, 0.0, 0.0, 0.0, 0.0, 42.0, 108.0, 92.0, 178.0], 1.0);
    body.far_leg.joint = at(36.0, 68.0);
    body.far_leg.end = at(22.0, 68.0);
    body.near_leg.joint = at(51.0, 58.0);
    body.near_leg.end = at(54.0, 70.0);
    let shaft = top.angle(low);
    body.far_hand(top, 1.0).near_hand(top.towards(shaft, 24.0), 1.0);
    body.draw_far(&mut figure);
    body.draw_trunk(&mut figure);
    body.draw_near_leg(&mut figure);
    figure.line(Role::Kit, GROUND, &[top, low]);
    figure.line(Role::Kit, KIT, &[top.towards(shaft + 90.0, 3.0), top.towards(shaft - 90.0, 3.0)]);
    figure.line(Role::Kit, 7.6, &[low.towards(shaft, -12.0), low.towards(shaft, -1.0)]);
    body.draw_near_arm(&mut figure);
    hull(&mut figure, at(5.0, 71.0), at(91.0, 69.0), 7.0);
    figure.swell(Role::Ground, KIT, at(5.0, 89.0), 91.0, 2.2, -t);
    figure
}

/// A scull from the side: the rower looks back to the left, the boat goes right.
fn scull(t: f32, fixed: bool) -> Figure {
    let mut figure = Figure::new();
    let [seat, lean, hand_x, hand_y, blade_x, blade_y] = if fixed {
        keys(
            t,
            &[
                (0.0, [48.0, -122.0, 22.0, 50.0, 84.0, 80.0]),
                (0.45, [48.0, -66.0, 44.0, 48.0, 66.0, 84.0]),
                (0.6, [48.0, -68.0, 44.0, 52.0, 64.0, 72.0]),
                (0.85, [48.0, -112.0, 24.0, 54.0, 84.0, 70.0]),
            ],
        )
    } else {
        keys(
            t,
            &[
                (0.0, [44.0, -118.0, 18.0, 50.0, 84.0, 80.0]),
                (0.45, [57.0, -64.0, 47.0, 48.0, 62.0, 85.0]),
                (0.6, [57.0, -66.0, 47.0, 53.0, 60.0, 72.0]),
                (0.85, [48.0, -112.0, 20.0, 54.0, 84.0, 70.0]),
            ],
        )
    };
    let hand = at(hand_x, hand_y);
    let mut body =
        Body::posed([seat, 60.0, lean, lean + 6.0, 0.0, 0.0, 0.0, 0.0, 200.0, 120.0, 200.0, 120.0], 1.04).toe(None);
    body.near_foot(if fixed { at(16.0, 66.0) } else { at(23.0, 65.0) }, 1.0);
    body.near_hand(hand, -1.0);
    if fixed {
        figure.curve(Role::Kit, KIT, at(57.0, 66.0), at(60.0, 56.0), at(58.0, 46.0));
    }
    body.draw_trunk(&mut figure);
    body.draw_near_leg(&mut figure);
    let blade = at(blade_x, blade_y);
    let shaft = hand.angle(blade);
    hull(&mut figure, at(5.0, 69.0), at(91.0, 68.0), 5.5);
    figure.line(Role::Kit, GROUND, &[hand.towards(shaft, -3.0), blade]);
    figure.line(Role::Kit, 7.4, &[blade.towards(shaft, -9.0), blade]);
    body.draw_near_arm(&mut figure);
    figure.swell(Role::Ground, KIT, at(5.0, 91.0), 91.0, 1.8, t);
    figure
}

pub(super) fn rowing(t: f32) -> Figure {
    scull(t, false)
}

pub(super) fn para_rowing(t: f32) -> Figure {
    scull(t, true)
}

pub(super) fn sailing(t: f32) -> Figure {
    let mut figure = Figure::new();
    let mut boat = Figure::new();
    let belly = 3.0 * swing(t);
    boat.line(Role::Kit, KIT, &[at(54.0, 8.0), at(54.0, 70.0)]);
    boat.fill_path(
        Role::Kit,
        2.0,
        vec![
            Step::Move(at(61.0, 14.0)),
            Step::Curve(at(88.0 + belly, 38.0), at(86.0, 63.0)),
            Step::Line(at(61.0, 63.0)),
            Step::Close,
        ],
    );
    let mut body = Body::posed([33.0, 62.0, -136.0, -112.0, 20.0, 10.0, 30.0, 10.0, 10.0, 10.0, 10.0, 10.0], 0.94);
    body.near_foot(at(60.0, 70.0), -1.0).near_hand(at(50.0, 46.0), 1.0);
    boat.line(Role::Kit, GROUND - 0.8, &[at(54.0, 12.0), body.hip.moved(2.0, -4.0)]);
    body.draw_near(&mut boat);
    boat.path(Role::Kit, KIT, smooth(&[at(30.0, 72.0), at(50.0, 73.0), at(90.0, 70.0)]));
    hull(&mut boat, at(32.0, 74.0), at(89.0, 71.5), 5.0);
    figure.add(boat.turned(at(56.0, 72.0), 4.0 + 4.0 * sway(t)));
    figure.swell(Role::Ground, KIT, at(5.0, 89.0), 91.0, 2.6, -t);
    figure
}
