//! Bicycles and the handbike.

use crate::body::{Body, GROUND, KIT};
use crate::geometry::{Figure, Point, Role, at};
use crate::keys::sway;

fn wheel(figure: &mut Figure, centre: Point, radius: f32, turn: f32, disc: bool) {
    if disc {
        figure.disc(Role::Kit, centre, radius + KIT / 2.0);
    } else {
        figure.ring(Role::Kit, KIT, centre, radius);
        for spoke in [0.0, 90.0] {
            let angle = spoke + turn;
            figure.line(Role::Kit, 1.3, &[centre.towards(angle, radius), centre.towards(angle + 180.0, radius)]);
        }
    }
}

struct Rider {
    hip: Point,
    lean: f32,
    neck: f32,
    grip: Point,
    discs: bool,
}

fn bicycle(t: f32, rider: &Rider) -> Figure {
    let mut figure = Figure::new();
    let (rear, front, crank) = (at(21.5, 70.0), at(74.5, 70.0), at(45.0, 71.0));
    let turn = 360.0 * t;
    let (near, far) = (crank.towards(turn, 7.5), crank.towards(turn + 180.0, 7.5));
    let mut body =
        Body::posed([rider.hip.x, rider.hip.y, rider.lean, rider.neck, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], 1.07)
            .toe(Some(-62.0));
    body.near_foot(near.moved(-2.0, -2.5), -1.0).far_foot(far.moved(-2.0, -2.5), -1.0);
    body.near_hand(rider.grip, 1.0).far_hand(rider.grip, 1.0);
    body.draw_far(&mut figure);
    wheel(&mut figure, rear, 17.0, turn, rider.discs);
    wheel(&mut figure, front, 17.0, turn, false);
    let (seat, head) = (rider.hip.moved(-1.0, 6.5), at(66.5, 50.0));
    figure.line(Role::Kit, GROUND, &[rear, crank, seat.mixed(crank, 0.12), rear]);
    figure.line(Role::Kit, GROUND, &[crank, head, seat.mixed(crank, 0.16)]);
    figure.line(Role::Kit, GROUND, &[front, head, head.moved(-1.5, -5.0), rider.grip.moved(0.5, 1.5)]);
    body.draw_near(&mut figure);
    figure
}

pub(super) fn road(t: f32) -> Figure {
    let mut figure =
        bicycle(t, &Rider { hip: at(33.0, 39.0), lean: -32.0, neck: -26.0, grip: at(72.0, 45.0), discs: false });
    figure.line(Role::Ground, GROUND, &[at(6.0, 93.5), at(90.0, 93.5)]);
    figure
}

pub(super) fn track(t: f32) -> Figure {
    let ride = bicycle(t, &Rider { hip: at(33.0, 40.0), lean: -14.0, neck: -12.0, grip: at(76.0, 45.0), discs: true });
    let mut figure = Figure::new();
    figure.line(Role::Ground, GROUND, &[at(4.0, 93.5), at(92.0, 80.5)]);
    figure.add(
        ride.turned(at(48.0, 70.0), -8.6).mapped(0.95, |p| at(48.0 + (p.x - 48.0) * 0.95, 46.0 + (p.y - 48.0) * 0.95)),
    );
    figure
}

/// Lying back, pedalling with the arms: three wheels, the drive in front.
pub(super) fn handbike(t: f32) -> Figure {
    let mut figure = Figure::new();
    let turn = 360.0 * t;
    let (rear, front) = (at(21.0, 74.0), at(76.0, 74.0));
    let crank = at(66.0, 44.0);
    let (near, far) = (crank.towards(turn, 6.5), crank.towards(turn + 180.0, 6.5));
    let mut body =
        Body::posed([42.0, 70.0, -128.0 + 2.0 * sway(t), -96.0, 0.0, 0.0, 0.0, 0.0, -6.0, 8.0, -6.0, 8.0], 1.1)
            .toe(Some(-60.0));
    body.near_hand(near, 1.0).far_hand(far, 1.0);
    body.draw_far_arm(&mut figure);
    wheel(&mut figure, front, 15.0, turn, false);
    figure.line(Role::Kit, KIT, &[rear, at(44.0, 80.0), at(58.0, 80.0), front]);
    figure.line(Role::Kit, GROUND, &[front, crank]);
    figure.line(Role::Kit, GROUND, &[near, crank, far]);
    figure.ring(Role::Kit, GROUND, crank, 3.6);
    body.draw_near(&mut figure);
    wheel(&mut figure, rear, 16.0, turn, false);
    figure.line(Role::Ground, GROUND, &[at(6.0, 94.0), at(90.0, 94.0)]);
    figure
}
