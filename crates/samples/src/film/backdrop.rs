//! What stands still behind an action: sky, stands with their crowd, floodlights and floor, painted once per film,
//! wider than the frame so that it can glide past.

use grandstand_domain::colour::Colour;

use super::motion::{chance, mix};
use super::paint::{Canvas, Ink};
use super::spec::{Look, Stage};
use super::{HEIGHT, WIDTH};

/// How much wider than the frame the backdrop is, in pixels.
pub(super) const EXTRA: f32 = 300.0;
const WHITE: Colour = Colour(0xf4, 0xf6, 0xff);

/// A painted place.
pub(super) struct Backdrop {
    pub(super) canvas: Canvas,
    /// The row where the floor begins.
    pub(super) horizon: f32,
}

/// Where the floor begins, by place.
fn horizon(stage: Stage) -> f32 {
    match stage {
        Stage::Track | Stage::Road => 660.0,
        Stage::Pool | Stage::River => 640.0,
        Stage::Velodrome => 560.0,
        Stage::Court | Stage::Mat | Stage::Platform => 700.0,
        Stage::Range => 620.0,
        Stage::Park => 690.0,
        Stage::Wall => 1180.0,
    }
}

/// The colour of the floor before the light falls on it.
fn floor_colour(stage: Stage, look: &Look) -> Colour {
    match stage {
        Stage::Track => look.ground.mixed(look.team, 42),
        Stage::Pool => Colour(0x0b, 0x4a, 0x7d).mixed(look.team, 20),
        Stage::River => Colour(0x0a, 0x33, 0x52).mixed(look.team, 14),
        Stage::Velodrome => Colour(0x8a, 0x62, 0x3a).mixed(look.ground, 30),
        Stage::Court => look.ground.mixed(look.team, 30),
        Stage::Mat => look.ground.mixed(look.second, 30),
        Stage::Platform => Colour(0x3a, 0x31, 0x2b).mixed(look.ground, 25),
        Stage::Range => Colour(0x16, 0x4a, 0x36).mixed(look.ground, 30),
        Stage::Road => Colour(0x2a, 0x2f, 0x3e),
        Stage::Park => Colour(0x4b, 0x50, 0x5e).mixed(look.ground, 30),
        Stage::Wall => look.ground.mixed(look.second, 12),
    }
}

/// Paints the place of an action.
pub(super) fn paint(stage: Stage, look: &Look, seed: u64) -> Option<Backdrop> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small constant")]
    let mut canvas = Canvas::new(WIDTH + EXTRA as u32, HEIGHT)?;
    let horizon = horizon(stage);
    sky(&mut canvas, look, horizon);
    match stage {
        Stage::River | Stage::Road => hills(&mut canvas, look, seed, horizon),
        Stage::Wall => wall(&mut canvas, look, seed),
        Stage::Platform => curtain(&mut canvas, look, horizon),
        _ => stands(&mut canvas, look, seed, horizon),
    }
    if stage != Stage::Wall {
        floor(&mut canvas, stage, look, seed, horizon);
    }
    lights(&mut canvas, stage, seed, horizon);
    Some(Backdrop { canvas, horizon })
}

fn sky(canvas: &mut Canvas, look: &Look, horizon: f32) {
    let (_, height) = canvas.size();
    let night = look.ground.mixed(Colour(0, 0, 0), 35);
    canvas.sweep(0.0, horizon, Ink::solid(night), Ink::solid(look.ground.mixed(look.team, 22)));
    canvas.sweep(horizon, height, Ink::solid(look.ground), Ink::solid(night));
}

/// Three tiers of stands that curve towards the frame's edges, full of people.
fn stands(canvas: &mut Canvas, look: &Look, seed: u64, horizon: f32) {
    let (width, _) = canvas.size();
    let dark = look.ground.mixed(Colour(0, 0, 0), 45);
    let tiers = [(horizon - 330.0, 96.0_f32), (horizon - 222.0, 92.0), (horizon - 116.0, 98.0)];
    let bow = |x: f32| {
        let from_middle = (x / width - 0.5) * 2.0;
        from_middle * from_middle * 46.0
    };
    // The roof and its edge.
    let roof: Vec<(f32, f32)> = (0..=12_u8)
        .map(|i| {
            let x = width * f32::from(i) / 12.0;
            (x, tiers[0].0 - 34.0 - bow(x) * 1.5)
        })
        .collect();
    let mut shade = roof.clone();
    shade.extend([(width, horizon), (0.0, horizon)]);
    canvas.polygon(&shade, Ink(dark, 0.72));
    canvas.line(&roof, 7.0, Ink(look.team, 0.85));
    let below: Vec<(f32, f32)> = roof.iter().map(|(x, y)| (*x, y + 13.0)).collect();
    canvas.line(&below, 2.0, Ink(WHITE, 0.35));
    for (tier, (top, deep)) in tiers.iter().enumerate() {
        let edge: Vec<(f32, f32)> = (0..=12_u8)
            .map(|i| {
                let x = width * f32::from(i) / 12.0;
                (x, top + deep - bow(x))
            })
            .collect();
        for i in 0..1500_u64 {
            let place = i + tier as u64 * 4000;
            let x = chance(seed, place * 3) * width;
            let row = (chance(seed, place * 3 + 1) * 9.0).floor();
            let y = top + 8.0 + row * (deep - 18.0) / 9.0 - bow(x);
            let colour = match i % 9 {
                0..=2 => look.team,
                3 | 4 => look.second,
                5 => WHITE,
                _ => look.ground.mixed(WHITE, 45),
            };
            let bright = mix(0.10, 0.44, chance(seed, place * 3 + 2)) * (0.7 + 0.15 * row / 9.0);
            canvas.rect(x, y, 5.0, 6.0, Ink(colour, bright));
        }
        canvas.line(&edge, 9.0, Ink(dark, 1.0));
        canvas.line(&edge, 2.5, Ink(if tier == 1 { look.second } else { look.team }, 0.7));
    }
    // Boards at the edge of the field.
    canvas.rect(0.0, horizon - 20.0, width, 20.0, Ink::solid(dark));
    for i in 0..9_u8 {
        let x = f32::from(i) * width / 9.0;
        let colour = if i % 2 == 0 { look.team } else { look.second };
        canvas.rect(x + 6.0, horizon - 16.0, width / 9.0 - 12.0, 12.0, Ink(colour, 0.55));
    }
}

/// Hills under a night sky, with a town's lights.
fn hills(canvas: &mut Canvas, look: &Look, seed: u64, horizon: f32) {
    let (width, _) = canvas.size();
    for i in 0..110_u64 {
        let (x, y) = (chance(seed, i * 2) * width, chance(seed, i * 2 + 1) * horizon * 0.7);
        canvas.disc(x, y, mix(0.8, 2.2, chance(seed, i + 500)), Ink(WHITE, mix(0.2, 0.7, chance(seed, i + 900))));
    }
    canvas.glow(width * 0.72, 210.0, 260.0, Ink(look.second, 0.20));
    canvas.disc(width * 0.72, 210.0, 54.0, Ink(WHITE.mixed(look.second, 18), 0.95));
    canvas.disc(width * 0.72 + 20.0, 198.0, 50.0, Ink(look.ground.mixed(Colour(0, 0, 0), 20), 0.5));
    for (layer, (up, share)) in [(230.0_f32, 30_u16), (150.0, 18), (80.0, 8)].into_iter().enumerate() {
        let mut ridge: Vec<(f32, f32)> = (0..=16_u8)
            .map(|i| {
                let x = width * f32::from(i) / 16.0;
                let bump = chance(seed, 2000 + layer as u64 * 50 + u64::from(i));
                let roll = (x / width * 7.0 + up).sin() * 0.5 + 0.5;
                (x, horizon - up * (0.35 + 0.4 * roll + 0.3 * bump))
            })
            .collect();
        ridge.extend([(width, horizon), (0.0, horizon)]);
        canvas.polygon(&ridge, Ink::solid(look.ground.mixed(look.team, share).mixed(Colour(0, 0, 0), 25)));
    }
    for i in 0..70_u64 {
        let x = chance(seed, 3000 + i * 2) * width;
        let y = horizon - 6.0 - 38.0 * chance(seed, 3001 + i * 2);
        canvas.disc(
            x,
            y,
            mix(1.2, 3.0, chance(seed, 3300 + i)),
            Ink(if i % 4 == 0 { look.team } else { look.second }, 0.7),
        );
    }
    canvas.rect(0.0, horizon - 5.0, width, 5.0, Ink(look.second, 0.4));
}

/// The panels of a climbing wall, lit from the side.
fn wall(canvas: &mut Canvas, look: &Look, seed: u64) {
    let (width, height) = canvas.size();
    let base = look.ground.mixed(look.second, 18);
    canvas.sweep(0.0, height, Ink::solid(base.mixed(Colour(0, 0, 0), 45)), Ink::solid(base));
    for row in 0..7_u8 {
        for column in 0..6_u8 {
            let (x, y) = (f32::from(column) * width / 5.0, f32::from(row) * 220.0);
            let lift = chance(seed, u64::from(row) * 10 + u64::from(column));
            let tilt = 70.0 * (chance(seed, 90 + u64::from(row) * 10 + u64::from(column)) - 0.5);
            let points =
                [(x - 110.0, y), (x + 110.0 + tilt, y - 30.0), (x + 120.0, y + 190.0), (x - 90.0 - tilt, y + 220.0)];
            canvas.polygon(&points, Ink(look.team, 0.03 + 0.06 * lift));
            canvas.line(&[points[0], points[1], points[2]], 2.0, Ink(WHITE, 0.07));
        }
    }
    for i in 0..90_u64 {
        let (x, y) = (chance(seed, 400 + i * 2) * width, chance(seed, 401 + i * 2) * height);
        canvas.disc(x, y, 3.2, Ink(Colour(0, 0, 0), 0.35));
    }
}

/// A dark hall with folds of cloth in the team's colours, for one athlete alone on a platform.
fn curtain(canvas: &mut Canvas, look: &Look, horizon: f32) {
    let (width, _) = canvas.size();
    for i in 0..20_u8 {
        let x = f32::from(i) * width / 20.0;
        let share = if i % 2 == 0 { 0.34 } else { 0.16 };
        let colour = if i % 6 == 0 { look.second } else { look.team };
        canvas.fading(
            &[(x, 120.0), (x + width / 20.0 + 1.0, 120.0), (x + width / 20.0 + 1.0, horizon), (x, horizon)],
            Ink(colour, share),
            (x, horizon - 60.0),
            (x, 150.0),
        );
    }
    canvas.rect(0.0, horizon - 26.0, width, 26.0, Ink(Colour(0, 0, 0), 0.55));
    canvas.rect(0.0, horizon - 28.0, width, 4.0, Ink(look.second, 0.7));
}

#[expect(clippy::too_many_lines, reason = "one arm per place")]
fn floor(canvas: &mut Canvas, stage: Stage, look: &Look, seed: u64, horizon: f32) {
    let (width, height) = canvas.size();
    let colour = floor_colour(stage, look);
    let (far, near) = (colour.mixed(look.ground, 45), colour.mixed(WHITE, 10));
    canvas.sweep(horizon, height, Ink::solid(far), Ink::solid(near));
    canvas.glow(width / 2.0, horizon + 260.0, 620.0, Ink(WHITE, 0.13));
    let depth = height - horizon;
    let lane = |z: f32| horizon + depth * z * z;
    match stage {
        Stage::Track | Stage::Velodrome => {
            for i in 1..8_u8 {
                let z = f32::from(i) / 7.0;
                canvas.rect(0.0, lane(z) - 2.0 - 4.0 * z, width, 2.0 + 5.0 * z, Ink(WHITE, 0.34 + 0.3 * z));
            }
            if stage == Stage::Velodrome {
                canvas.rect(0.0, lane(0.5), width, 16.0, Ink(look.team, 0.9));
                canvas.rect(0.0, lane(0.86), width, 26.0, Ink(look.second, 0.85));
            }
        }
        Stage::Pool => {
            for (i, z) in [0.34_f32, 0.66, 1.0].into_iter().enumerate() {
                let size = 5.0 + 16.0 * z;
                let mut x = 0.0;
                let mut number = 0_u8;
                while x < width {
                    let colour = if number % 8 < 4 { look.team } else { WHITE };
                    let ink = Ink(if i == 1 { look.second.mixed(colour, 50) } else { colour }, 0.86);
                    canvas.oval(x, lane(z) - 40.0 * z, size, size * 0.55, ink);
                    x += size * 2.05;
                    number = number.wrapping_add(1);
                }
            }
        }
        Stage::River => {
            for i in 0..60_u64 {
                let z = chance(seed, 5000 + i);
                let (x, long) = (chance(seed, 5100 + i) * width, 20.0 + 90.0 * chance(seed, 5200 + i));
                canvas.rect(x, lane(z), long, 1.5 + 3.0 * z, Ink(if i % 3 == 0 { look.second } else { WHITE }, 0.10));
            }
            // The moon on the water.
            for i in 0..16_u8 {
                let z = f32::from(i) / 16.0;
                let half = 12.0 + 46.0 * z * chance(seed, 5400 + u64::from(i));
                canvas.rect(width * 0.72 - half, lane(z) + 4.0, half * 2.0, 3.0 + 4.0 * z, Ink(WHITE, 0.20));
            }
        }
        Stage::Court | Stage::Mat => {
            for (z, wide) in [(0.16_f32, 4.0_f32), (0.52, 7.0), (0.93, 12.0)] {
                canvas.rect(0.0, lane(z), width, wide, Ink(if stage == Stage::Mat { look.team } else { WHITE }, 0.6));
            }
            if stage == Stage::Mat {
                canvas.fading(
                    &[(0.0, lane(0.52)), (width, lane(0.52)), (width, lane(0.93)), (0.0, lane(0.93))],
                    Ink(look.team, 0.30),
                    (0.0, lane(0.93)),
                    (0.0, lane(0.4)),
                );
            }
        }
        Stage::Platform => {
            canvas.polygon(
                &[(90.0, lane(0.2)), (width - 90.0, lane(0.2)), (width + 40.0, lane(0.85)), (-40.0, lane(0.85))],
                Ink(look.team, 0.28),
            );
            canvas.rect(0.0, lane(0.85), width, 34.0, Ink(Colour(0, 0, 0), 0.4));
            canvas.rect(0.0, lane(0.85), width, 4.0, Ink(look.second, 0.7));
        }
        Stage::Range => {
            for i in 1..6_u8 {
                let z = f32::from(i) / 5.0;
                canvas.rect(0.0, lane(z * 0.8), width, 1.5 + 2.5 * z, Ink(WHITE, 0.26));
            }
        }
        Stage::Road => {
            canvas.rect(0.0, lane(0.16), width, 6.0, Ink(WHITE, 0.7));
            canvas.rect(0.0, lane(0.98), width, 14.0, Ink(WHITE, 0.7));
        }
        Stage::Park => {
            canvas.polygon(
                &[(0.0, horizon), (0.0, lane(0.5)), (width * 0.24, lane(0.3)), (width * 0.2, horizon)],
                Ink(look.team, 0.25),
            );
            canvas.polygon(
                &[(width, horizon - 40.0), (width, lane(0.5)), (width * 0.74, lane(0.3)), (width * 0.84, horizon)],
                Ink(look.second, 0.22),
            );
        }
        Stage::Wall => {}
    }
}

/// The lamps and their glow.
fn lights(canvas: &mut Canvas, stage: Stage, seed: u64, horizon: f32) {
    let (width, _) = canvas.size();
    if matches!(stage, Stage::River | Stage::Road) {
        return;
    }
    let count: u8 = if stage == Stage::Wall { 2 } else { 4 };
    for i in 0..count {
        let x = width * (f32::from(i) + 0.5) / f32::from(count) + 40.0 * (chance(seed, 7000 + u64::from(i)) - 0.5);
        let y = 104.0 + 26.0 * chance(seed, 7100 + u64::from(i));
        canvas.glow(x, y, 250.0, Ink(WHITE, 0.30));
        if stage != Stage::Wall {
            canvas.line(
                &[(x, y + 20.0), (x, (horizon - 380.0).max(y + 30.0))],
                5.0,
                Ink(Colour(0x20, 0x2a, 0x48), 0.9),
            );
        }
        for row in 0..2_u8 {
            for column in 0..5_u8 {
                let (lx, ly) = (x + (f32::from(column) - 2.0) * 15.0, y + f32::from(row) * 15.0);
                canvas.disc(lx, ly, 5.4, Ink(WHITE, 0.97));
            }
        }
    }
}

/// A calm ground for cards and words: the night with slanted bands of the team's colour.
pub(super) fn plain(look: &Look, seed: u64) -> Option<Canvas> {
    let mut canvas = Canvas::new(WIDTH, HEIGHT)?;
    let (width, height) = canvas.size();
    let dark = look.ground.mixed(Colour(0, 0, 0), 30);
    canvas.sweep(0.0, height, Ink::solid(look.ground.mixed(look.team, 14)), Ink::solid(dark));
    for i in 0..7_u8 {
        let x = width * (chance(seed, 40 + u64::from(i)) * 1.6 - 0.5);
        let wide = mix(30.0, 170.0, chance(seed, 50 + u64::from(i)));
        let colour = if i % 3 == 0 { look.second } else { look.team };
        canvas.fading(
            &[(x + 330.0, 0.0), (x + 330.0 + wide, 0.0), (x + wide - 120.0, height), (x - 120.0, height)],
            Ink(colour, 0.13),
            (0.0, 0.0),
            (0.0, height),
        );
    }
    canvas.glow(width * 0.5, 60.0, 520.0, Ink(WHITE, 0.12));
    // A dot grid, as on a scoreboard that is switched off.
    for row in 0..64_u8 {
        for column in 0..36_u8 {
            canvas.rect(f32::from(column) * 20.0 + 9.0, f32::from(row) * 20.0 + 9.0, 2.0, 2.0, Ink(WHITE, 0.06));
        }
    }
    Some(canvas)
}
