//! Bow, pistol, and the ball that is heard.

use super::chairs;
use crate::body::{Body, GROUND, KIT, LIMB};
use crate::geometry::{Figure, Point, Role, Step, at};
use crate::keys::{keys, sway};

/// Draw, hold, release: how far the string is drawn (0 to 1), and where the arrow is.
fn shot(t: f32) -> (f32, f32) {
    let [drawn, flown] = keys(
        t,
        &[
            (0.0, [0.1, 0.0]),
            (0.38, [1.0, 0.0]),
            (0.6, [1.0, 0.0]),
            (0.63, [0.02, 0.2]),
            (0.72, [0.0, 1.0]),
            (0.86, [0.0, 1.0]),
            (0.9, [0.0, 0.0]),
        ],
    );
    (drawn, flown)
}

/// A bow in the hand at `grip`, and the arrow; gives back where the string hand is.
fn bow(figure: &mut Figure, grip: Point, drawn: f32, flown: f32) -> Point {
    let (top, bottom) = (grip.moved(-8.0, -26.0), grip.moved(-8.0, 26.0));
    let nock = at(grip.x - 9.0 - 21.0 * drawn, grip.y);
    figure.path(
        Role::Kit,
        KIT,
        vec![
            Step::Move(top),
            Step::Curve(grip.moved(3.0, -17.0), grip.moved(1.5, 0.0)),
            Step::Curve(grip.moved(3.0, 17.0), bottom),
        ],
    );
    figure.line(Role::Kit, 1.6, &[top, nock, bottom]);
    let tail = nock.x + 30.0 * flown;
    let tip = (nock.x + 40.0 + 30.0 * flown).min(93.0);
    if tip - tail > 4.0 {
        figure.line(Role::Kit, 2.6, &[at(tail, grip.y), at(tip, grip.y)]);
    }
    nock
}

fn archer(figure: &mut Figure, body: &mut Body, t: f32) {
    let (drawn, flown) = shot(t);
    let grip = body.shoulder.moved(25.0 * 1.02, -1.0);
    body.far_hand(grip, 1.0);
    figure.line(Role::Body, LIMB, &[body.shoulder, body.far_arm.end]);
    let nock = bow(figure, grip, drawn, flown);
    body.near_hand(nock, -1.0);
    // The drawing elbow comes up level with the string.
    let elbow = at(nock.x - 9.0 - 6.0 * drawn, body.shoulder.y - 1.0 - 2.0 * drawn + (1.0 - drawn) * 9.0);
    body.near_arm.joint = elbow;
}

pub(super) fn archery(t: f32) -> Figure {
    let mut figure = Figure::new();
    figure.line(Role::Ground, GROUND, &[at(8.0, 93.5), at(88.0, 93.5)]);
    let mut body = Body::posed([38.0, 51.0, -88.0, -74.0, 0.0, 0.0, 0.0, 0.0, 74.0, 86.0, 108.0, 96.0], 1.02);
    archer(&mut figure, &mut body, t);
    body.far_arm = body.near_arm;
    body.draw_far(&mut figure);
    body.draw_near(&mut figure);
    figure
}

pub(super) fn para_archery(t: f32) -> Figure {
    let mut figure = Figure::new();
    let mut body = chairs::seated(at(36.0, 55.0), -86.0, -74.0);
    archer(&mut figure, &mut body, t);
    body.draw_trunk(&mut figure);
    body.draw_near_leg(&mut figure);
    chairs::chair(&mut figure, &body, 20.0);
    body.draw_near_arm(&mut figure);
    figure
}

pub(super) fn shooting(t: f32) -> Figure {
    let mut figure = Figure::new();
    figure.line(Role::Ground, GROUND, &[at(8.0, 93.5), at(62.0, 93.5)]);
    let [raise, kick] = keys(
        t,
        &[
            (0.0, [0.0, 0.0]),
            (0.5, [0.0, 0.0]),
            (0.53, [0.0, 6.0]),
            (0.62, [0.0, 0.0]),
            (0.76, [42.0, 0.0]),
            (0.88, [42.0, 0.0]),
        ],
    );
    let mut body = Body::posed([30.0, 51.0, -92.0, -86.0, 0.0, 0.0, 118.0, 40.0, 78.0, 88.0, 108.0, 96.0], 1.04);
    let hand = body.shoulder.towards(-2.0 + raise - kick, 26.0);
    body.near_hand(hand, 1.0);
    body.draw_far(&mut figure);
    let hand = body.near_arm.end;
    let aim = -2.0 + raise - kick * 1.6;
    figure.line(
        Role::Kit,
        KIT,
        &[
            hand.towards(aim + 100.0, 3.5),
            hand,
            hand.towards(aim - 60.0, 3.0),
            hand.towards(aim - 60.0, 3.0).towards(aim, 12.0),
        ],
    );
    body.draw_near(&mut figure);
    let target = at(83.0, 60.0 + 0.6 * sway(t));
    figure.ring(Role::Ground, GROUND, target, 9.6);
    figure.disc(Role::Ground, target, 4.2);
    figure
}

/// Down along the floor, blindfold on, to stop a ball with a bell in it.
pub(super) fn goalball(t: f32) -> Figure {
    let mut figure = Figure::new();
    figure.line(Role::Ground, KIT, &[at(6.0, 92.0), at(6.0, 34.0), at(26.0, 26.0)]);
    figure.line(Role::Ground, GROUND, &[at(6.0, 93.0), at(91.0, 93.0)]);
    let [hx, hy, tr, nk, nu, nf, fu, ff, nt, ns, ft, fs, bx, by] = keys(
        t,
        &[
            (0.0, [34.0, 64.0, -66.0, -50.0, 40.0, 10.0, 60.0, 20.0, 20.0, 120.0, 100.0, 140.0, 91.0, 74.0]),
            (0.2, [36.0, 66.0, -54.0, -40.0, 20.0, 0.0, 40.0, 10.0, 40.0, 120.0, 110.0, 150.0, 90.0, 70.0]),
            (0.4, [38.0, 80.0, -12.0, -54.0, 4.0, -20.0, 26.0, 10.0, 196.0, 184.0, 160.0, 176.0, 89.0, 62.0]),
            (0.6, [38.0, 80.0, -12.0, -54.0, 2.0, -22.0, 26.0, 10.0, 196.0, 184.0, 160.0, 176.0, 91.0, 60.0]),
            (0.84, [36.0, 68.0, -56.0, -44.0, 30.0, 0.0, 50.0, 10.0, 30.0, 120.0, 104.0, 146.0, 91.0, 72.0]),
        ],
    );
    let body = Body::posed([hx, hy, tr, nk, nu, nf, fu, ff, nt, ns, ft, fs], 0.98).toe(None);
    body.draw_far(&mut figure);
    body.draw_near(&mut figure);
    let face = body.head.towards(nk + 46.0, 5.4);
    figure.line(Role::Kit, KIT, &[face.towards(nk - 40.0, 3.4), face.towards(nk + 140.0, 3.4)]);
    figure.disc(Role::Kit, at(bx, by), 7.6);
    figure
}
