//! What rushes past on the floor, and the beams that sweep over it.

use grandstand_domain::colour::Colour;

use super::HEIGHT;
use super::motion::{chance, mix};
use super::paint::{Canvas, Ink};
use super::spec::{Look, Stage};

const WHITE: Colour = Colour(0xf4, 0xf6, 0xff);

/// Paints the moving lines of a floor; `travel` is how far the athlete has come, in pixels at the front edge.
pub(super) fn rush(canvas: &mut Canvas, stage: Stage, look: &Look, seed: u64, horizon: f32, travel: f32) {
    match stage {
        Stage::Track => crossings(canvas, horizon, travel, 460.0, 15.0, Ink(WHITE, 0.5)),
        Stage::Velodrome => crossings(canvas, horizon, travel, 620.0, 30.0, Ink(look.team, 0.55)),
        Stage::Road => {
            dashes(canvas, horizon, travel, Ink(WHITE, 0.85));
            posts(canvas, horizon, travel, look);
        }
        Stage::Pool | Stage::River => ripples(canvas, seed, horizon, travel, look),
        Stage::Court => crossings(canvas, horizon, travel, 900.0, 13.0, Ink(WHITE, 0.55)),
        Stage::Mat => crossings(canvas, horizon, travel, 520.0, 5.0, Ink(WHITE, 0.14)),
        Stage::Range => crossings(canvas, horizon, travel, 300.0, 6.0, Ink(WHITE, 0.22)),
        Stage::Park => crossings(canvas, horizon, travel, 380.0, 5.0, Ink(Colour(0, 0, 0), 0.35)),
        Stage::Wall => holds(canvas, seed, travel, look),
        Stage::Platform => {}
    }
}

/// Lines across the lanes that run to one point far away.
fn crossings(canvas: &mut Canvas, horizon: f32, travel: f32, apart: f32, wide: f32, ink: Ink) {
    let (width, height) = canvas.size();
    let (centre, far) = (width / 2.0, 0.22);
    let first = -(travel % apart) - apart * 4.0;
    for i in 0..12_u8 {
        let x = first + f32::from(i) * apart;
        let near = centre + (x + wide * -0.5) - apart;
        let top = centre + (x - apart) * far;
        if near > -apart * 3.0 && near < width + apart * 3.0 {
            canvas.polygon(&[(top, horizon), (top + wide * far, horizon), (near + wide, height), (near, height)], ink);
        }
    }
}

fn dashes(canvas: &mut Canvas, horizon: f32, travel: f32, ink: Ink) {
    let (width, height) = canvas.size();
    let y = horizon + (height - horizon) * 0.36;
    let first = -(travel * 0.62 % 300.0);
    for i in 0..6_u8 {
        let x = first + f32::from(i) * 300.0 - 60.0;
        if x < width {
            canvas.polygon(&[(x + 10.0, y), (x + 170.0, y), (x + 162.0, y + 13.0), (x, y + 13.0)], ink);
        }
    }
}

/// Flags beside the road.
fn posts(canvas: &mut Canvas, horizon: f32, travel: f32, look: &Look) {
    let first = -(travel * 0.3 % 360.0);
    for i in 0..4_u8 {
        let x = first + f32::from(i) * 360.0;
        canvas.line(&[(x, horizon + 14.0), (x, horizon - 150.0)], 5.0, Ink(WHITE, 0.55));
        let colour = if i % 2 == 0 { look.team } else { look.second };
        canvas.polygon(&[(x, horizon - 150.0), (x + 84.0, horizon - 132.0), (x, horizon - 106.0)], Ink(colour, 0.85));
    }
}

fn ripples(canvas: &mut Canvas, seed: u64, horizon: f32, travel: f32, look: &Look) {
    let (width, height) = canvas.size();
    for i in 0..44_u64 {
        let z = chance(seed, 800 + i);
        let y = horizon + (height - horizon) * z * z + 8.0;
        let long = mix(50.0, 190.0, chance(seed, 900 + i)) * (0.3 + z);
        let path = width + 500.0;
        let x = width + 200.0 - (travel * (0.25 + 0.75 * z) + path * chance(seed, 1000 + i)) % path;
        let lift = 4.0 + 7.0 * z;
        let ink = Ink(if i % 4 == 0 { look.second } else { WHITE }, 0.10 + 0.26 * z);
        canvas.line(
            &[(x, y), (x + long * 0.3, y - lift), (x + long * 0.6, y), (x + long, y - lift * 0.6)],
            1.5 + 4.0 * z,
            ink,
        );
    }
}

/// Holds that come down as the climber goes up.
fn holds(canvas: &mut Canvas, seed: u64, travel: f32, look: &Look) {
    let (width, height) = canvas.size();
    for i in 0..22_u64 {
        let path = height + 240.0;
        let y = (chance(seed, 60 + i) * path + travel * 0.6) % path - 120.0;
        let x = chance(seed, 90 + i) * width;
        let size = mix(16.0, 46.0, chance(seed, 120 + i));
        let colour = if i % 3 == 0 { look.team } else { look.second };
        canvas.oval(x + 6.0, y + 9.0, size, size * 0.72, Ink(Colour(0, 0, 0), 0.32));
        canvas.oval(x, y, size, size * 0.72, Ink(colour.mixed(look.ground, 46), 1.0));
        canvas.oval(x - size * 0.2, y - size * 0.2, size * 0.42, size * 0.22, Ink(WHITE, 0.20));
    }
}

/// Floodlight beams that lean from side to side.
pub(super) fn beams(canvas: &mut Canvas, look: &Look, time: f32, strength: f32) {
    let (width, _) = canvas.size();
    #[expect(clippy::cast_precision_loss, reason = "the frame's height is small")]
    let bottom = HEIGHT as f32 * 0.86;
    for (i, from) in [0.06_f32, 0.94].into_iter().enumerate() {
        let side = if i == 0 { 1.0 } else { -1.0 };
        let lean = (time * 0.9 + from * 3.0).sin() * 90.0;
        let (x, target) = (from * width, width * 0.5 + side * 40.0 + lean);
        let ink = Ink(if i == 0 { WHITE } else { WHITE.mixed(look.second, 40) }, 0.30 * strength);
        canvas.beam((x, 26.0, 96.0), (target, 230.0, bottom), ink);
    }
}
