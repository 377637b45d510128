//! Off the ground: bars, boards, walls, platforms, horses.

use crate::body::{Body, KIT};
use crate::geometry::{Figure, Point, Role, Step, at, smooth};
use crate::keys::{keys, sway};

/// A walkover on the beam, legs split.
pub(super) fn gymnastics(t: f32) -> Figure {
    let mut figure = Figure::new();
    figure.line(Role::Ground, KIT + 2.0, &[at(8.0, 84.0), at(88.0, 84.0)]);
    figure.line(Role::Ground, KIT, &[at(20.0, 86.0), at(16.0, 94.0)]);
    figure.line(Role::Ground, KIT, &[at(76.0, 86.0), at(80.0, 94.0)]);
    let pose = keys(
        t,
        &[
            (0.0, [40.0, 48.0, -92.0, -88.0, -80.0, -84.0, -96.0, -96.0, 74.0, 92.0, 104.0, 108.0]),
            (0.22, [44.0, 50.0, -20.0, 0.0, 10.0, 20.0, 4.0, 14.0, 84.0, 92.0, 170.0, 174.0]),
            (0.36, [47.0, 44.0, 56.0, 70.0, 70.0, 80.0, 64.0, 78.0, 136.0, 140.0, 238.0, 240.0]),
            (0.5, [48.0, 37.0, 92.0, 64.0, 88.0, 90.0, 94.0, 92.0, 188.0, 192.0, 352.0, 346.0]),
            (0.64, [50.0, 42.0, 128.0, 110.0, 112.0, 104.0, 118.0, 108.0, 290.0, 280.0, 398.0, 402.0]),
            (0.8, [46.0, 50.0, 214.0, 206.0, 190.0, 180.0, 200.0, 190.0, 380.0, 390.0, 446.0, 452.0]),
            (1.0, [40.0, 48.0, 268.0, 272.0, 280.0, 276.0, 264.0, 264.0, 434.0, 452.0, 464.0, 468.0]),
        ],
    );
    Body::posed(pose, 0.92).toe(None).draw(&mut figure);
    figure
}

pub(super) fn climbing(t: f32) -> Figure {
    let mut figure = Figure::new();
    for (x, y, r) in [
        (20.0, 18.0, 4.6),
        (74.0, 12.0, 4.6),
        (86.0, 44.0, 3.8),
        (12.0, 52.0, 3.8),
        (78.0, 76.0, 4.8),
        (24.0, 84.0, 4.8),
        (48.0, 6.0, 3.4),
    ] {
        figure.disc(Role::Kit, at(x, y), r);
    }
    let [hx, hy, lean, nx, ny, fx, fy, kx, ky, lx, ly] = keys(
        t,
        &[
            (0.0, [46.0, 54.0, -80.0, 70.0, 15.0, 22.0, 22.0, 74.0, 72.0, 27.0, 80.0]),
            (0.25, [49.0, 53.0, -86.0, 70.0, 15.0, 36.0, 30.0, 74.0, 72.0, 27.0, 80.0]),
            (0.5, [48.0, 56.0, -92.0, 66.0, 20.0, 24.0, 22.0, 74.0, 72.0, 27.0, 80.0]),
            (0.75, [44.0, 57.0, -90.0, 60.0, 36.0, 24.0, 22.0, 72.0, 74.0, 27.0, 80.0]),
        ],
    );
    let mut body =
        Body::front([hx, hy, lean, lean + 12.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], 0.98, 6.5).toe(None);
    body.near_hand(at(nx, ny), 1.0).far_hand(at(fx, fy), -1.0);
    body.near_foot(at(kx, ky), -1.0).far_foot(at(lx, ly), 1.0);
    body.draw_front(&mut figure);
    figure
}

/// A piked somersault over the water.
pub(super) fn diving(t: f32) -> Figure {
    let mut figure = Figure::new();
    figure.line(Role::Ground, KIT + 1.4, &[at(4.0, 26.0), at(17.0, 26.0)]);
    figure.line(Role::Ground, KIT, &[at(6.0, 28.0), at(6.0, 72.0)]);
    let open = 6.0 * sway(t);
    let pose = [54.0, 26.0, 64.0, 80.0, 0.0, -36.0, 4.0, -32.0, 14.0 - open, 14.0 - open, 14.0 - open, 14.0 - open];
    let mut diver = Figure::new();
    Body::posed(pose, 1.06).toe(None).draw(&mut diver);
    figure.add(diver.turned(at(64.0, 38.0), 360.0 * t));
    figure.swell(Role::Ground, KIT, at(5.0, 82.0), 91.0, 2.2, -t);
    figure.swell(Role::Ground, KIT, at(5.0, 92.0), 91.0, 2.2, 0.5 - t);
    figure
}

pub(super) fn skateboarding(t: f32) -> Figure {
    let mut figure = Figure::new();
    // A quarter pipe.
    figure.path(Role::Ground, KIT, smooth(&[at(4.0, 93.0), at(52.0, 93.0), at(84.0, 88.0), at(91.0, 50.0)]));
    let [lift, tilt, hx] = keys(
        t,
        &[
            (0.0, [4.0, 2.0, 30.0]),
            (0.2, [4.0, -4.0, 34.0]),
            (0.5, [-14.0, -26.0, 42.0]),
            (0.72, [-8.0, -6.0, 42.0]),
            (0.86, [4.0, 4.0, 36.0]),
        ],
    );
    let mut rider = Figure::new();
    let mut body =
        Body::posed([hx, 56.0 + lift, -66.0, -60.0, 20.0, -40.0 + tilt, 196.0, 160.0 - tilt, 0.0, 0.0, 0.0, 0.0], 0.98);
    body.near_foot(at(hx + 16.0, 78.0 + lift), -1.0).far_foot(at(hx - 10.0, 79.0 + lift), -1.0);
    body.draw_far(&mut rider);
    rider.path(
        Role::Kit,
        KIT + 0.6,
        smooth(&[
            at(hx - 24.0, 78.0 + lift),
            at(hx - 16.0, 83.0 + lift),
            at(hx + 20.0, 83.0 + lift),
            at(hx + 30.0, 77.0 + lift),
        ]),
    );
    for x in [hx - 11.0, hx + 15.0] {
        rider.disc(Role::Kit, at(x, 87.5 + lift), 3.2);
    }
    body.draw_near(&mut rider);
    figure.add(rider.turned(at(hx, 76.0 + lift), tilt));
    figure
}

/// Over a fence: horse and rider.
pub(super) fn equestrian(t: f32) -> Figure {
    let mut figure = Figure::new();
    for y in [77.0, 87.0] {
        figure.line(Role::Ground, KIT, &[at(50.0, y), at(80.0, y)]);
    }
    for x in [52.0, 78.0] {
        figure.line(Role::Ground, KIT, &[at(x, 71.0), at(x, 93.0)]);
    }
    let [pitch, rise, front, hind] = keys(
        t,
        &[
            (0.0, [4.0, 8.0, 40.0, -30.0]),
            (0.22, [-20.0, 5.0, -4.0, -6.0]),
            (0.4, [-17.0, 0.0, 0.0, 4.0]),
            (0.62, [2.0, 0.0, 10.0, 20.0]),
            (0.82, [14.0, 6.0, 44.0, 24.0]),
        ],
    );
    let mut horse = Figure::new();
    let (rump, chest) = (at(25.0, 50.0), at(57.0, 50.0));
    let leg = |from: Point, upper: f32, lower: f32, scale: f32| {
        let knee = from.towards(upper, 13.0 * scale);
        let fetlock = knee.towards(lower, 12.0 * scale);
        [from, knee, fetlock, fetlock.towards(lower - 40.0, 3.0)]
    };
    horse.line(Role::Far, 5.0, &leg(chest.moved(4.0, 2.0), 4.0 + front, 112.0 + front, 0.95));
    horse.line(Role::Far, 5.0, &leg(rump.moved(-1.0, 3.0), 146.0 - hind, 116.0 - hind, 1.0));
    horse.path(Role::Kit, 4.4, smooth(&[at(19.0, 46.0), at(11.0, 44.0), at(8.0, 54.0), at(5.0, 64.0)]));
    horse.fill_path(
        Role::Kit,
        6.0,
        vec![
            Step::Move(at(21.0, 48.0)),
            Step::Curve(at(25.0, 43.0), at(34.0, 46.0)),
            Step::Curve(at(46.0, 48.0), at(54.0, 43.0)),
            Step::Line(at(66.0, 27.0)),
            Step::Line(at(72.0, 33.0)),
            Step::Curve(at(67.0, 48.0), at(62.0, 55.0)),
            Step::Curve(at(44.0, 58.0), at(28.0, 57.0)),
            Step::Curve(at(20.0, 57.0), at(21.0, 48.0)),
            Step::Close,
        ],
    );
    horse.fill(Role::Kit, 4.0, &[at(67.0, 27.0), at(71.0, 27.0), at(83.0, 36.0), at(81.0, 39.0), at(70.0, 34.0)]);
    horse.line(Role::Kit, 3.0, &[at(67.0, 27.0), at(67.5, 20.5)]);
    horse.line(Role::Kit, 5.2, &leg(chest.moved(4.0, 3.0), 18.0 + front, 146.0 + front, 0.95));
    horse.line(Role::Kit, 5.4, &leg(rump.moved(0.0, 3.0), 130.0 - hind, 104.0 - hind, 1.0));
    let mut rider = Body::posed([38.0, 36.0, -52.0, -36.0, 40.0, 10.0, 40.0, 10.0, 36.0, 122.0, 36.0, 122.0], 0.8);
    rider.near_hand(at(59.0, 35.0), 1.0);
    rider.draw_near(&mut horse);
    figure.add(horse.turned(at(42.0, 52.0), pitch).mapped(1.0, |p| p.moved(0.0, rise + 2.0)));
    figure
}
