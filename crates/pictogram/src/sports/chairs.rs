//! Wheelchair sports: one sports chair, with the athlete's legs in it.

use crate::body::{Body, GROUND, KIT};
use crate::geometry::{Figure, Point, Role, arc, at};
use crate::keys::{keys, sway};

/// An athlete seated in a chair whose seat is at `hip`; the arms still hang.
pub(super) fn seated(hip: Point, lean: f32, neck: f32) -> Body {
    Body::posed([hip.x, hip.y, lean, neck, 80.0, 20.0, 80.0, 20.0, 4.0, 78.0, 4.0, 78.0], 1.04)
}

/// The chair under a seated athlete; draw it after the trunk and the near leg.
pub(super) fn chair(figure: &mut Figure, body: &Body, turn: f32) {
    let hub = hub(body);
    let foot = body.near_leg.end;
    figure.line(
        Role::Kit,
        GROUND,
        &[body.hip.moved(-8.0, -9.0), body.hip.moved(-6.5, 6.0), body.hip.moved(10.0, 7.5), foot.moved(-5.0, 4.0)],
    );
    figure.ring(Role::Kit, KIT + 0.4, hub, 17.0);
    figure.disc(Role::Kit, hub, 2.8);
    for spoke in [0.0, 60.0, 120.0] {
        figure.line(Role::Kit, 1.2, &[hub.towards(spoke + turn, 16.0), hub.towards(spoke + turn + 180.0, 16.0)]);
    }
    figure.ring(Role::Kit, GROUND, at(foot.x - 1.0, hub.y + 13.2), 3.9);
}

/// The hub of the big wheel.
pub(super) fn hub(body: &Body) -> Point {
    body.hip.moved(-1.0, 19.0)
}

fn racket(figure: &mut Figure, hand: Point, angle: f32, shaft: f32, head: f32) -> Point {
    let centre = hand.towards(angle, shaft + head);
    figure.line(Role::Kit, GROUND + 0.4, &[hand, hand.towards(angle, shaft)]);
    figure.ring(Role::Kit, GROUND, centre, head);
    centre
}

fn floor(figure: &mut Figure) {
    figure.line(Role::Ground, GROUND, &[at(6.0, 94.0), at(90.0, 94.0)]);
}

/// Everything but the arms, with the far arm behind.
fn under(figure: &mut Figure, body: &Body, turn: f32) {
    floor(figure);
    body.draw_far_arm(figure);
    body.draw_trunk(figure);
    body.draw_near_leg(figure);
    chair(figure, body, turn);
}

pub(super) fn tennis(t: f32) -> Figure {
    let mut figure = Figure::new();
    let [upper, lower, racket_at, roll, bx, by] = keys(
        t,
        &[
            (0.0, [150.0, 170.0, 200.0, 0.0, 90.0, 34.0]),
            (0.3, [162.0, 190.0, 236.0, 12.0, 84.0, 30.0]),
            (0.5, [24.0, 0.0, -24.0, 30.0, 91.0, 14.0]),
            (0.66, [-40.0, -80.0, -110.0, 36.0, 90.0, 8.0]),
            (0.85, [80.0, 90.0, 120.0, 20.0, 90.0, 34.0]),
        ],
    );
    let mut body = seated(at(34.0, 55.0), -74.0 + 6.0 * sway(t), -70.0);
    body.far_hand(hub(&body).towards(-60.0 + roll, 17.0), 1.0);
    under(&mut figure, &body, roll * 2.0);
    body.near_arm.joint = body.shoulder.towards(upper, 13.5);
    body.near_arm.end = body.near_arm.joint.towards(lower, 13.5);
    racket(&mut figure, body.near_arm.end, racket_at, 7.0, 8.0);
    body.draw_near_arm(&mut figure);
    figure.disc(Role::Kit, at(bx, by), 3.6);
    figure
}

pub(super) fn badminton(t: f32) -> Figure {
    let mut figure = Figure::new();
    let [upper, lower, racket_at, roll, sx, sy] = keys(
        t,
        &[
            (0.0, [-150.0, -200.0, -210.0, 0.0, 78.0, 30.0]),
            (0.3, [-140.0, -170.0, -190.0, 10.0, 82.0, 16.0]),
            (0.5, [-46.0, -40.0, -32.0, 20.0, 88.0, 30.0]),
            (0.64, [-10.0, 10.0, 30.0, 22.0, 88.0, 40.0]),
            (0.82, [-70.0, -120.0, -140.0, 10.0, 88.0, 40.0]),
        ],
    );
    let mut body = seated(at(34.0, 55.0), -80.0, -78.0);
    body.far_hand(hub(&body).towards(-40.0, 17.0), 1.0);
    under(&mut figure, &body, roll * 2.0);
    body.near_arm.joint = body.shoulder.towards(upper, 12.0);
    body.near_arm.end = body.near_arm.joint.towards(lower, 12.0);
    racket(&mut figure, body.near_arm.end, racket_at, 9.0, 6.4);
    body.draw_near_arm(&mut figure);
    shuttle(&mut figure, at(sx, sy), 128.0);
    figure
}

/// A shuttlecock: cork and feathers, flying towards `angle`.
pub(super) fn shuttle(figure: &mut Figure, cork: Point, angle: f32) {
    let back = angle + 180.0;
    figure.fill(Role::Kit, 2.0, &[cork, cork.towards(back - 26.0, 10.0), cork.towards(back + 26.0, 10.0)]);
    figure.disc(Role::Kit, cork, 3.0);
}

pub(super) fn basketball(t: f32) -> Figure {
    let mut figure = Figure::new();
    let [hand_x, hand_y, ball_x, ball_y, roll] = keys(
        t,
        &[
            (0.0, [56.0, 46.0, 60.0, 44.0, 0.0]),
            (0.25, [54.0, 34.0, 58.0, 30.0, 6.0]),
            (0.48, [62.0, 15.0, 67.0, 9.5, 10.0]),
            (0.62, [64.0, 16.0, 82.0, 14.0, 12.0]),
            (0.8, [60.0, 40.0, 88.0, 56.0, 8.0]),
        ],
    );
    let mut body = seated(at(36.0, 55.0), -80.0, -66.0);
    body.near_hand(at(hand_x, hand_y), 1.0);
    body.far_hand(at(hand_x + 4.0, hand_y + 4.0), 1.0);
    under(&mut figure, &body, roll * 3.0);
    figure.disc(Role::Kit, at(ball_x, ball_y), 7.4);
    body.draw_near_arm(&mut figure);
    figure
}

pub(super) fn rugby(t: f32) -> Figure {
    let mut figure = Figure::new();
    let [rim, lean] =
        keys(t, &[(0.0, [-105.0, -66.0]), (0.3, [-52.0, -54.0]), (0.5, [-20.0, -50.0]), (0.75, [-70.0, -58.0])]);
    let mut body = seated(at(33.0, 55.0), lean, lean + 6.0);
    let wheel = hub(&body);
    body.near_hand(wheel.towards(rim, 17.0), 1.0).far_hand(wheel.towards(rim - 16.0, 17.0), 1.0);
    under(&mut figure, &body, rim);
    // The ball in the lap and the bumper that takes the hits.
    figure.disc(Role::Kit, body.near_leg.joint.moved(-2.0, -10.0), 6.8);
    figure.path(Role::Kit, KIT + 1.2, arc(wheel, 41.0, -16.0, 24.0));
    figure.line(Role::Kit, KIT, &[wheel.towards(8.0, 20.0), wheel.towards(6.0, 40.0)]);
    body.draw_near_arm(&mut figure);
    figure
}

pub(super) fn table_tennis(t: f32) -> Figure {
    let mut figure = Figure::new();
    figure.line(Role::Ground, KIT, &[at(62.0, 58.0), at(91.0, 58.0)]);
    figure.line(Role::Ground, GROUND, &[at(86.0, 58.0), at(86.0, 94.0)]);
    let [hand_x, hand_y, bat, bx, by] = keys(
        t,
        &[
            (0.0, [46.0, 52.0, 60.0, 88.0, 26.0]),
            (0.22, [44.0, 50.0, 70.0, 70.0, 46.0]),
            (0.42, [57.0, 34.0, -40.0, 86.0, 20.0]),
            (0.6, [52.0, 22.0, -80.0, 90.0, 22.0]),
        ],
    );
    let mut body = seated(at(30.0, 55.0), -74.0, -68.0);
    let hand = at(hand_x, hand_y);
    body.near_hand(hand, 1.0).far_hand(at(50.0, 52.0), 1.0);
    under(&mut figure, &body, 0.0);
    figure.line(Role::Kit, GROUND, &[hand, hand.towards(bat, 5.0)]);
    figure.disc(Role::Kit, hand.towards(bat, 10.0), 6.2);
    body.draw_near_arm(&mut figure);
    figure.disc(Role::Kit, at(bx, by), 3.2);
    figure
}

pub(super) fn boccia(t: f32) -> Figure {
    let mut figure = Figure::new();
    let [upper, lower, ball_x, ball_y] = keys(
        t,
        &[
            (0.0, [118.0, 130.0, 0.0, 0.0]),
            (0.3, [160.0, 170.0, 0.0, 0.0]),
            (0.5, [60.0, 30.0, 0.0, 0.0]),
            (0.62, [16.0, -8.0, 9.0, -2.0]),
            (0.78, [30.0, 20.0, 16.0, 44.0]),
        ],
    );
    let mut body = seated(at(30.0, 55.0), -82.0, -72.0);
    body.near_arm.joint = body.shoulder.towards(upper, 13.0);
    body.near_arm.end = body.near_arm.joint.towards(lower, 13.0);
    body.far_hand(at(46.0, 52.0), 1.0);
    under(&mut figure, &body, 0.0);
    body.draw_near_arm(&mut figure);
    let hand = body.near_arm.end;
    figure.disc(Role::Kit, hand.moved(ball_x + 5.0, ball_y), 5.6);
    figure.disc(Role::Kit, at(88.0, 88.0), 4.2);
    figure.ring(Role::Kit, GROUND, at(76.0, 87.0), 4.2);
    figure
}
