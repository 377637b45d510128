//! Gloves, blades, mats.

use super::chairs;
use crate::body::{Body, GROUND, KIT, Pose};
use crate::geometry::{Figure, Role, at};
use crate::keys::keys;

pub(super) fn boxing(t: f32) -> Figure {
    let mut figure = Figure::new();
    figure.line(Role::Ground, GROUND, &[at(6.0, 93.5), at(90.0, 93.5)]);
    let [hx, lean, near_x, near_y, far_x, far_y, knee] = keys(
        t,
        &[
            (0.0, [36.0, -84.0, 58.0, 35.0, 61.0, 27.0, 40.0]),
            (0.16, [35.0, -90.0, 50.0, 39.0, 61.0, 26.0, 40.0]),
            (0.32, [40.0, -78.0, 84.0, 36.0, 58.0, 22.0, 48.0]),
            (0.42, [40.0, -78.0, 80.0, 36.0, 61.0, 24.0, 48.0]),
            (0.6, [36.0, -84.0, 58.0, 36.0, 61.0, 27.0, 40.0]),
            (0.76, [38.0, -80.0, 56.0, 40.0, 82.0, 32.0, 44.0]),
        ],
    );
    let mut body = Body::posed([hx, 54.0, lean, lean - 4.0, 0.0, 0.0, 0.0, 0.0, knee, 102.0, 126.0, 112.0], 1.04);
    body.near_hand(at(near_x, near_y), 1.0).far_hand(at(far_x, far_y), 1.0);
    body.draw_far(&mut figure);
    figure.disc(Role::Kit, body.far_arm.end, 6.2);
    body.draw_near(&mut figure);
    figure.disc(Role::Kit, body.near_arm.end, 6.8);
    figure
}

pub(super) fn fencing(t: f32) -> Figure {
    let mut figure = Figure::new();
    figure.line(Role::Ground, GROUND, &[at(4.0, 93.5), at(92.0, 93.5)]);
    let [hx, hy, lean, nu, nf, fu, ff, front_x, back_x, foil] = keys(
        t,
        &[
            (0.0, [30.0, 57.0, -84.0, 60.0, -20.0, 200.0, 280.0, 46.0, 16.0, -22.0]),
            (0.25, [30.0, 58.0, -86.0, 70.0, -30.0, 200.0, 280.0, 46.0, 16.0, -26.0]),
            (0.48, [40.0, 66.0, -68.0, -2.0, -6.0, 160.0, 164.0, 67.0, 9.0, -4.0]),
            (0.66, [40.0, 66.0, -68.0, 0.0, -4.0, 160.0, 164.0, 67.0, 9.0, -2.0]),
        ],
    );
    let mut body = Body::posed([hx, hy, lean, lean + 10.0, nu, nf, fu, ff, 0.0, 0.0, 0.0, 0.0], 1.04);
    body.near_foot(at(front_x, 89.0), -1.0).far_foot(at(back_x, 89.0), -1.0);
    body.draw_far(&mut figure);
    let hand = body.near_arm.end;
    figure.line(Role::Kit, 2.4, &[hand, hand.towards(foil, (92.0 - hand.x).clamp(8.0, 30.0))]);
    body.draw_near(&mut figure);
    figure.line(Role::Kit, KIT, &[hand.towards(foil + 90.0, 5.0), hand.towards(foil - 90.0, 5.0)]);
    figure
}

pub(super) fn wheelchair_fencing(t: f32) -> Figure {
    let mut figure = Figure::new();
    let [lean, nu, nf, foil] = keys(
        t,
        &[
            (0.0, [-86.0, 60.0, -20.0, -22.0]),
            (0.25, [-92.0, 70.0, -34.0, -28.0]),
            (0.48, [-52.0, -2.0, -6.0, -2.0]),
            (0.66, [-54.0, 0.0, -4.0, 0.0]),
        ],
    );
    // The chair is clamped to a frame on the floor.
    figure.line(Role::Ground, KIT + 1.0, &[at(6.0, 93.0), at(90.0, 93.0)]);
    let mut body = chairs::seated(at(30.0, 53.0), lean, lean + 12.0);
    body.near_arm.joint = body.shoulder.towards(nu, 12.5);
    body.near_arm.end = body.near_arm.joint.towards(nf, 12.5);
    body.far_hand(at(22.0, 54.0), -1.0);
    body.draw_far_arm(&mut figure);
    body.draw_trunk(&mut figure);
    body.draw_near_leg(&mut figure);
    chairs::chair(&mut figure, &body, 15.0);
    let hand = body.near_arm.end;
    figure.line(Role::Kit, 2.4, &[hand, hand.towards(foil, (92.0 - hand.x).clamp(8.0, 30.0))]);
    body.draw_near_arm(&mut figure);
    figure.line(Role::Kit, KIT, &[hand.towards(foil + 90.0, 5.0), hand.towards(foil - 90.0, 5.0)]);
    figure
}

/// A shoulder throw; the second athlete goes over the first.
pub(super) fn judo(t: f32) -> Figure {
    let mut figure = Figure::new();
    figure.line(Role::Ground, KIT, &[at(5.0, 93.0), at(91.0, 93.0)]);
    let thrower: Pose = keys(
        t,
        &[
            (0.0, [36.0, 56.0, -84.0, -70.0, 0.0, 0.0, 0.0, 0.0, 56.0, 104.0, 118.0, 102.0]),
            (0.3, [34.0, 60.0, -70.0, -60.0, 0.0, 0.0, 0.0, 0.0, 40.0, 112.0, 128.0, 96.0]),
            (0.5, [32.0, 58.0, -36.0, -8.0, 0.0, 0.0, 0.0, 0.0, 54.0, 108.0, 124.0, 96.0]),
            (0.72, [32.0, 57.0, -30.0, -2.0, 0.0, 0.0, 0.0, 0.0, 58.0, 104.0, 122.0, 98.0]),
        ],
    );
    let [hx, hy, tr, nk, nu, nf, nt, ns, ft, fs] = keys(
        t,
        &[
            (0.0, [64.0, 56.0, -98.0, -110.0, 170.0, 150.0, 72.0, 96.0, 112.0, 96.0]),
            (0.28, [60.0, 48.0, -98.0, -112.0, 170.0, 150.0, 80.0, 110.0, 112.0, 112.0]),
            (0.5, [48.0, 20.0, 30.0, 44.0, 130.0, 120.0, 198.0, 176.0, 236.0, 212.0]),
            (0.72, [76.0, 36.0, 96.0, 110.0, 190.0, 190.0, -64.0, -84.0, -104.0, -128.0]),
            (1.0, [64.0, 56.0, 262.0, 250.0, 170.0, 150.0, 72.0, 96.0, 112.0, 96.0]),
        ],
    );
    let second = Body::posed([hx, hy, tr, nk, nu, nf, nu, nf, nt, ns, ft, fs], 0.86);
    let mut other = Figure::new();
    second.draw(&mut other);
    figure.add(other.all(Role::Far));
    let mut body = Body::posed(thrower, 1.0);
    let hold = second.shoulder.mixed(second.hip, 0.15);
    body.near_hand(hold, 1.0).far_hand(hold.moved(0.0, 6.0), 1.0);
    body.draw(&mut figure);
    let belt = body.hip.mixed(body.shoulder, 0.26);
    figure.line(Role::Kit, KIT, &[belt.towards(thrower[2] + 90.0, 5.6), belt.towards(thrower[2] - 90.0, 5.6)]);
    figure
}

pub(super) fn taekwondo(t: f32) -> Figure {
    let mut figure = Figure::new();
    figure.line(Role::Ground, KIT, &[at(5.0, 93.0), at(91.0, 93.0)]);
    let pose: Pose = keys(
        t,
        &[
            (0.0, [40.0, 54.0, -84.0, -78.0, 60.0, -40.0, 50.0, -50.0, 60.0, 100.0, 116.0, 106.0]),
            (0.25, [38.0, 53.0, -100.0, -84.0, 80.0, -20.0, 40.0, -40.0, -4.0, 110.0, 104.0, 98.0]),
            (0.48, [36.0, 52.0, -136.0, -116.0, 100.0, 40.0, 30.0, -60.0, -34.0, -34.0, 96.0, 94.0]),
            (0.6, [36.0, 52.0, -136.0, -116.0, 100.0, 40.0, 30.0, -60.0, -36.0, -36.0, 96.0, 94.0]),
            (0.78, [38.0, 53.0, -104.0, -88.0, 80.0, -10.0, 40.0, -50.0, 10.0, 100.0, 102.0, 98.0]),
        ],
    );
    let body = Body::posed(pose, 1.04);
    body.draw(&mut figure);
    let belt = body.hip.mixed(body.shoulder, 0.3);
    figure.line(Role::Kit, KIT, &[belt.towards(pose[2] + 90.0, 5.8), belt.towards(pose[2] - 90.0, 5.8)]);
    figure
}
