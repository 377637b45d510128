//! Barbells.

use crate::body::{Body, GROUND, KIT, Pose};
use crate::geometry::{Figure, Point, Role, at};
use crate::keys::keys;

/// A barbell from the front.
fn barbell(figure: &mut Figure, y: f32, bend: f32) {
    figure.curve(Role::Kit, GROUND, at(8.0, y + bend), at(48.0, y - bend), at(88.0, y + bend));
    for (x, half) in [(9.0, 9.0), (16.5, 13.0), (79.5, 13.0), (87.0, 9.0)] {
        figure.line(Role::Kit, 5.4, &[at(x, y + bend - half), at(x, y + bend + half)]);
    }
}

/// Snatch: floor, overhead squat, stand.
pub(super) fn weightlifting(t: f32) -> Figure {
    let mut figure = Figure::new();
    figure.line(Role::Ground, KIT, &[at(10.0, 93.0), at(86.0, 93.0)]);
    let [hip, bar, knees, bend] = keys(
        t,
        &[
            (0.0, [66.0, 76.0, 24.0, 0.0]),
            (0.14, [66.0, 76.0, 24.0, 0.0]),
            (0.3, [54.0, 44.0, 8.0, 1.5]),
            (0.4, [68.0, 21.0, 30.0, 2.0]),
            (0.5, [68.0, 21.0, 30.0, 0.5]),
            (0.62, [58.0, 12.0, 16.0, 0.0]),
            (0.82, [58.0, 12.0, 16.0, 0.0]),
            (0.93, [64.0, 66.0, 22.0, 1.0]),
        ],
    );
    let pose: Pose = [48.0, hip, -90.0, -90.0, 0.0, 0.0, 180.0, 180.0, 0.0, 90.0, 0.0, 90.0];
    let mut body = Body::front(pose, 0.98, 8.0).toe(None).sunk(0.16);
    body.near_foot(at(48.0 + knees * 0.45 + 9.0, 89.0), -1.0).far_foot(at(48.0 - knees * 0.45 - 9.0, 89.0), 1.0);
    let (bend_near, bend_far) = if bar > body.shoulder.y { (-1.0, 1.0) } else { (1.0, -1.0) };
    body.near_hand(at(64.0, bar), bend_near).far_hand(at(32.0, bar), bend_far);
    body.draw_front(&mut figure);
    barbell(&mut figure, bar, bend);
    figure
}

/// The bench press, from the side.
pub(super) fn powerlifting(t: f32) -> Figure {
    let mut figure = Figure::new();
    let [bar] = keys(t, &[(0.0, [44.0]), (0.14, [44.0]), (0.5, [24.0]), (0.7, [24.0])]);
    figure.line(Role::Ground, KIT + 1.0, &[at(8.0, 72.0), at(88.0, 72.0)]);
    for x in [20.0, 76.0] {
        figure.line(Role::Ground, KIT, &[at(x, 73.0), at(x, 92.0)]);
        figure.line(Role::Ground, KIT, &[at(x - 6.0, 92.0), at(x + 6.0, 92.0)]);
    }
    let mut body =
        Body::posed([54.0, 62.0, 184.0, 176.0, 0.0, 0.0, 0.0, 0.0, 0.0, 2.0, 0.0, 2.0], 1.04).toe(Some(-80.0));
    let hands = at(34.0, bar);
    body.near_hand(hands, if bar > 30.0 { 1.0 } else { 0.2 });
    body.draw_trunk(&mut figure);
    body.draw_near_leg(&mut figure);
    // A strap holds the legs to the bench.
    figure.line(Role::Kit, KIT, &[at(72.0, 57.0), at(72.0, 71.0)]);
    body.draw_near_arm(&mut figure);
    plate(&mut figure, hands);
    figure
}

fn plate(figure: &mut Figure, centre: Point) {
    figure.ring(Role::Kit, KIT + 1.4, centre, 14.0);
    figure.disc(Role::Kit, centre, 4.6);
}
