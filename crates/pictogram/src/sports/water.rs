//! In the water and on the wave.

use crate::body::{Body, KIT, LIMB};
use crate::geometry::{Figure, Role, at, smooth};
use crate::keys::{keys, sway, swing};

fn surface(figure: &mut Figure, t: f32, top: f32) {
    figure.swell(Role::Ground, KIT, at(5.0, top), 91.0, 2.6, -t);
    figure.swell(Role::Ground, KIT, at(5.0, top + 12.0), 91.0, 2.6, 0.5 - t);
}

/// An arm of the crawl: over, in, under, back.
fn crawl(t: f32) -> [f32; 2] {
    keys(
        t,
        &[
            (0.0, [-98.0, 16.0]),
            (0.16, [-40.0, 14.0]),
            (0.34, [6.0, 14.0]),
            (0.55, [86.0, 120.0]),
            (0.75, [166.0, 170.0]),
            (0.88, [212.0, 292.0]),
            (1.0, [262.0, 376.0]),
        ],
    )
}

/// Front crawl: the near arm comes over, the far arm pulls.
pub(super) fn swimming(t: f32) -> Figure {
    let mut figure = Figure::new();
    let (near, far) = (crawl(t), crawl(t + 0.5));
    let roll = 2.5 * sway(t);
    let kick = 12.0 * sway(t * 3.0);
    let pose = [
        36.0,
        58.0,
        -17.0 + roll,
        6.0,
        near[0],
        near[1],
        far[0],
        far[1],
        168.0 + kick,
        176.0 + kick * 1.2,
        168.0 - kick,
        176.0 - kick * 1.2,
    ];
    let body = Body::posed(pose, 1.06).toe(None);
    body.draw_far_arm(&mut figure);
    body.draw_near(&mut figure);
    surface(&mut figure, t, 73.0);
    figure
}

/// Both arms over at once; the far one ends above the elbow.
pub(super) fn para_swimming(t: f32) -> Figure {
    let mut figure = Figure::new();
    let turn = -52.0 + 360.0 * t;
    let kick = 10.0 * sway(t * 3.0);
    let mut pose = [36.0, 60.0, -18.0, 4.0, turn, turn + 24.0, 0.0, 0.0, 172.0, 180.0, 0.0, 0.0];
    pose[8] += kick;
    pose[9] -= kick;
    let body = Body::posed(pose, 1.06).toe(None);
    let stump = body.shoulder.towards(turn - 60.0, 12.0);
    figure.line(Role::Far, LIMB, &[body.shoulder, stump]);
    body.draw_near(&mut figure);
    surface(&mut figure, t, 75.0);
    figure
}

pub(super) fn surfing(t: f32) -> Figure {
    let mut figure = Figure::new();
    let rock = 3.0 * sway(t);
    // The wave: a wall that curls over on the left.
    figure.path(
        Role::Ground,
        KIT + 1.0,
        smooth(&[
            at(46.0, 22.0),
            at(45.0, 5.0 + rock * 0.4),
            at(14.0, 4.0),
            at(3.0, 34.0),
            at(2.0, 74.0),
            at(24.0, 91.0),
            at(58.0, 91.0),
            at(91.0, 90.0),
        ]),
    );
    figure.swell(Role::Ground, KIT, at(52.0, 81.0), 91.0, 1.8, -t);
    let board = at(55.0, 72.0 + rock * 0.4);
    let mut rider = Figure::new();
    let mut body = Body::posed(
        [50.0, 48.0, -68.0, -58.0, 24.0 + rock, -14.0, 196.0, 168.0 - rock, 30.0, 104.0, 120.0, 80.0],
        0.96,
    );
    body.near_foot(at(66.0, 66.0), -1.0).far_foot(at(44.0, 67.0), -1.0);
    body.draw_far(&mut rider);
    rider.path(Role::Kit, KIT + 1.2, smooth(&[at(28.0, 68.0), at(40.0, 72.0), at(62.0, 72.5), at(84.0, 65.0)]));
    body.draw_near(&mut rider);
    figure.add(rider.turned(board, rock + 6.0 * swing(t) - 2.0));
    figure
}
