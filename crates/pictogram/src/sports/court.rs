//! Rackets, hoops and nets.

use super::chairs::shuttle;
use crate::body::{Body, GROUND, KIT};
use crate::geometry::{Figure, Point, Role, at};
use crate::keys::keys;

fn racket(figure: &mut Figure, hand: Point, angle: f32, shaft: f32, head: f32) {
    figure.line(Role::Kit, GROUND + 0.4, &[hand, hand.towards(angle, shaft)]);
    figure.ring(Role::Kit, GROUND, hand.towards(angle, shaft + head), head);
}

fn limbs(pose: [f32; 12], scale: f32) -> Body {
    Body::posed(pose, scale)
}

/// The serve: toss, trophy, strike.
pub(super) fn tennis(t: f32) -> Figure {
    let mut figure = Figure::new();
    figure.line(Role::Ground, GROUND, &[at(8.0, 93.5), at(88.0, 93.5)]);
    let [hx, hy, tr, nk, nu, nf, fu, ff, nt, ns, ft, fs, racket_at, bx, by] = keys(
        t,
        &[
            (0.0, [40.0, 54.0, -88.0, -84.0, 70.0, 20.0, 50.0, 20.0, 62.0, 92.0, 110.0, 104.0, 20.0, 68.0, 46.0]),
            (0.3, [40.0, 56.0, -100.0, -82.0, 190.0, 250.0, -60.0, -64.0, 48.0, 106.0, 112.0, 120.0, 210.0, 72.0, 8.0]),
            (0.44, [40.0, 54.0, -98.0, -78.0, 200.0, 268.0, -64.0, -66.0, 54.0, 104.0, 116.0, 116.0, 160.0, 72.0, 8.0]),
            (0.55, [42.0, 51.0, -78.0, -104.0, 312.0, 318.0, 60.0, 110.0, 80.0, 92.0, 132.0, 160.0, 330.0, 86.0, 10.0]),
            (0.68, [44.0, 51.0, -60.0, -60.0, 390.0, 410.0, 100.0, 140.0, 66.0, 92.0, 146.0, 176.0, 440.0, 91.0, 44.0]),
            (0.84, [42.0, 53.0, -74.0, -74.0, 420.0, 420.0, 90.0, 60.0, 62.0, 92.0, 116.0, 116.0, 440.0, 91.0, 44.0]),
            (1.0, [40.0, 54.0, -88.0, -84.0, 430.0, 380.0, 50.0, 20.0, 62.0, 92.0, 110.0, 104.0, 380.0, 68.0, 46.0]),
        ],
    );
    let body = limbs([hx, hy, tr, nk, nu, nf, fu, ff, nt, ns, ft, fs], 0.96);
    body.draw_far(&mut figure);
    body.draw_trunk(&mut figure);
    body.draw_near_leg(&mut figure);
    racket(&mut figure, body.near_arm.end, racket_at, 5.5, 7.4);
    body.draw_near_arm(&mut figure);
    figure.disc(Role::Kit, at(bx, by), 3.5);
    figure
}

/// The jump smash.
pub(super) fn badminton(t: f32) -> Figure {
    let mut figure = Figure::new();
    figure.line(Role::Ground, GROUND, &[at(10.0, 93.5), at(84.0, 93.5)]);
    let [hx, hy, tr, nk, nu, nf, fu, ff, nt, ns, ft, fs, racket_at, sx, sy] = keys(
        t,
        &[
            (0.0, [40.0, 56.0, -84.0, -80.0, 80.0, 10.0, 60.0, 0.0, 52.0, 104.0, 110.0, 116.0, -30.0, 84.0, 30.0]),
            (
                0.3,
                [40.0, 51.0, -98.0, -84.0, -120.0, -170.0, -30.0, -40.0, 70.0, 130.0, 120.0, 180.0, -190.0, 84.0, 14.0],
            ),
            (0.5, [41.0, 50.0, -86.0, -112.0, -46.0, -40.0, 60.0, 80.0, 76.0, 148.0, 130.0, 190.0, -34.0, 86.0, 32.0]),
            (0.62, [43.0, 50.0, -62.0, -60.0, 20.0, 40.0, 110.0, 130.0, 50.0, 110.0, 120.0, 150.0, 60.0, 89.0, 46.0]),
            (0.82, [41.0, 56.0, -78.0, -76.0, 70.0, 20.0, 80.0, 30.0, 50.0, 104.0, 112.0, 116.0, 0.0, 88.0, 50.0]),
        ],
    );
    let body = limbs([hx, hy, tr, nk, nu, nf, fu, ff, nt, ns, ft, fs], 0.96);
    body.draw_far(&mut figure);
    body.draw_trunk(&mut figure);
    body.draw_near_leg(&mut figure);
    racket(&mut figure, body.near_arm.end, racket_at, 8.0, 6.6);
    body.draw_near_arm(&mut figure);
    shuttle(&mut figure, at(sx, sy), 126.0);
    figure
}

pub(super) fn basketball(t: f32) -> Figure {
    let mut figure = Figure::new();
    figure.line(Role::Ground, KIT, &[at(91.0, 4.0), at(91.0, 30.0)]);
    figure.line(Role::Ground, KIT, &[at(71.0, 27.0), at(91.0, 27.0)]);
    figure.line(Role::Ground, 2.2, &[at(73.0, 29.0), at(76.5, 43.0), at(86.5, 43.0), at(89.0, 29.0)]);
    let [hx, hy, tr, nk, nt, ns, ft, fs, hand_x, hand_y, ball_x, ball_y] = keys(
        t,
        &[
            (0.0, [30.0, 58.0, -66.0, -62.0, 30.0, 116.0, 122.0, 118.0, 56.0, 60.0, 58.0, 64.0]),
            (0.25, [32.0, 56.0, -76.0, -66.0, 40.0, 110.0, 122.0, 122.0, 54.0, 34.0, 59.0, 30.0]),
            (0.5, [36.0, 48.0, -74.0, -60.0, 34.0, 118.0, 116.0, 136.0, 60.0, 12.0, 66.0, 10.0]),
            (0.62, [37.0, 49.0, -74.0, -60.0, 50.0, 110.0, 112.0, 130.0, 66.0, 14.0, 80.0, 16.0]),
            (0.74, [36.0, 53.0, -78.0, -64.0, 62.0, 104.0, 106.0, 112.0, 64.0, 24.0, 81.0, 46.0]),
            (0.88, [32.0, 57.0, -72.0, -64.0, 44.0, 112.0, 116.0, 114.0, 58.0, 48.0, 76.0, 70.0]),
        ],
    );
    let mut body = limbs([hx, hy, tr, nk, 0.0, 0.0, 150.0, 60.0, nt, ns, ft, fs], 1.0);
    body.near_hand(at(hand_x, hand_y), 1.0);
    body.draw(&mut figure);
    figure.disc(Role::Kit, at(ball_x, ball_y), 7.0);
    figure
}

pub(super) fn volleyball(t: f32) -> Figure {
    let mut figure = Figure::new();
    figure.line(Role::Ground, KIT, &[at(82.0, 34.0), at(82.0, 93.0)]);
    figure.line(Role::Ground, 2.0, &[at(82.0, 38.0), at(92.0, 38.0)]);
    figure.line(Role::Ground, 2.0, &[at(82.0, 47.0), at(92.0, 47.0)]);
    figure.line(Role::Ground, 2.0, &[at(82.0, 56.0), at(92.0, 56.0)]);
    let [hx, hy, tr, nk, nu, nf, fu, ff, nt, ns, ft, fs, bx, by] = keys(
        t,
        &[
            (0.0, [32.0, 58.0, -72.0, -70.0, 130.0, 120.0, 120.0, 110.0, 36.0, 116.0, 120.0, 120.0, 66.0, 8.0]),
            (0.3, [36.0, 48.0, -104.0, -84.0, -150.0, -90.0, -44.0, -50.0, 80.0, 140.0, 116.0, 172.0, 68.0, 12.0]),
            (0.5, [39.0, 47.0, -92.0, -116.0, -54.0, -48.0, 40.0, 60.0, 74.0, 142.0, 124.0, 182.0, 70.0, 12.0]),
            (0.62, [40.0, 50.0, -66.0, -64.0, 20.0, 30.0, 100.0, 120.0, 54.0, 112.0, 116.0, 150.0, 89.0, 24.0]),
            (0.82, [36.0, 57.0, -74.0, -72.0, 100.0, 90.0, 110.0, 100.0, 44.0, 112.0, 116.0, 120.0, 89.0, 20.0]),
        ],
    );
    limbs([hx, hy, tr, nk, nu, nf, fu, ff, nt, ns, ft, fs], 0.98).draw(&mut figure);
    figure.disc(Role::Kit, at(bx, by), 6.6);
    figure
}

pub(super) fn table_tennis(t: f32) -> Figure {
    let mut figure = Figure::new();
    figure.line(Role::Ground, KIT, &[at(52.0, 68.0), at(91.0, 68.0)]);
    figure.line(Role::Ground, GROUND, &[at(84.0, 68.0), at(84.0, 93.0)]);
    figure.line(Role::Ground, GROUND, &[at(76.0, 68.0), at(76.0, 61.0)]);
    let [lean, hand_x, hand_y, bat, bx, by] = keys(
        t,
        &[
            (0.0, [-58.0, 42.0, 58.0, 80.0, 90.0, 44.0]),
            (0.22, [-60.0, 38.0, 60.0, 100.0, 70.0, 58.0]),
            (0.42, [-54.0, 64.0, 40.0, -30.0, 88.0, 24.0]),
            (0.6, [-58.0, 58.0, 20.0, -90.0, 90.0, 34.0]),
        ],
    );
    let mut body = Body::posed([28.0, 51.0, lean, lean + 6.0, 0.0, 0.0, 30.0, -40.0, 34.0, 108.0, 124.0, 104.0], 1.06);
    let hand = at(hand_x, hand_y);
    body.near_hand(hand, 1.0);
    body.draw_far(&mut figure);
    body.draw_trunk(&mut figure);
    body.draw_near_leg(&mut figure);
    let hand = body.near_arm.end;
    figure.line(Role::Kit, GROUND, &[hand, hand.towards(bat, 5.0)]);
    figure.disc(Role::Kit, hand.towards(bat, 10.0), 6.4);
    body.draw_near_arm(&mut figure);
    figure.disc(Role::Kit, at(bx, by), 3.2);
    figure
}
