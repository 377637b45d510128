//! What flies: each particle's place is a function of its number and the time, so nothing is kept between frames.

use std::f32::consts::TAU;

use super::motion::{chance, mix};
use super::paint::{Canvas, Ink};

/// What is in the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Air {
    /// Drops thrown up from the water.
    Spray,
    /// Puffs of chalk or dust from the floor.
    Chalk,
    /// Sparks that fly past like rain in floodlight.
    Streaks,
    /// Nothing but slow motes in the beams.
    Motes,
}

/// Paints the air around (x, y), the place on the floor where the athlete is.
pub(super) fn air(canvas: &mut Canvas, kind: Air, seed: u64, time: f32, x: f32, y: f32, inks: [Ink; 2]) {
    match kind {
        Air::Spray => spray(canvas, seed, time, x, y, inks),
        Air::Chalk => chalk(canvas, seed, time, x, y, inks[0]),
        Air::Streaks => streaks(canvas, seed, time, inks),
        Air::Motes => {}
    }
    motes(canvas, seed ^ 0x4d, time, inks[0]);
}

fn spray(canvas: &mut Canvas, seed: u64, time: f32, x: f32, y: f32, inks: [Ink; 2]) {
    for i in 0..46_u64 {
        let life = 0.55 + 0.5 * chance(seed, i * 4);
        let turn = time / life + chance(seed, i * 4 + 1);
        let age = turn.fract() * life;
        // Each life throws the drop anew.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "time is not negative and short")]
        let round = i * 97 + turn as u64 * 13;
        let from = x + mix(-210.0, 240.0, chance(seed, round));
        let across = mix(-260.0, 90.0, chance(seed, round + 1));
        let up = mix(240.0, 620.0, chance(seed, round + 2));
        let height = up * age - 620.0 * age * age;
        if height > 0.0 {
            let size = mix(2.0, 6.5, chance(seed, round + 3)) * (1.0 - age / life * 0.6);
            canvas.disc(
                from + across * age,
                y - height,
                size,
                inks[usize::from(i % 5 == 0)].faded(0.85 * (1.0 - age / life)),
            );
        }
    }
}

fn chalk(canvas: &mut Canvas, seed: u64, time: f32, x: f32, y: f32, ink: Ink) {
    for i in 0..22_u64 {
        let life = 0.9 + 0.7 * chance(seed, i * 5);
        let age = (time / life + chance(seed, i * 5 + 1)).fract();
        let from = x + mix(-150.0, 120.0, chance(seed, i * 5 + 2));
        let drift = mix(-170.0, -20.0, chance(seed, i * 5 + 3)) * age;
        let rise = mix(20.0, 120.0, chance(seed, i * 5 + 4)) * age.sqrt();
        canvas.disc(from + drift, y - rise, 6.0 + 22.0 * age, ink.faded(0.17 * (1.0 - age)));
    }
}

fn streaks(canvas: &mut Canvas, seed: u64, time: f32, inks: [Ink; 2]) {
    let (width, height) = canvas.size();
    for i in 0..26_u64 {
        let pace = mix(700.0, 2100.0, chance(seed, i * 3));
        let y = height * mix(0.08, 0.86, chance(seed, i * 3 + 1));
        let path = width + 500.0;
        let x = width + 250.0 - (time * pace + path * chance(seed, i * 3 + 2)) % path;
        let length = pace * 0.085;
        canvas.line(
            &[(x, y), (x + length, y)],
            mix(1.5, 4.0, chance(seed, i)),
            inks[usize::from(i % 3 == 0)].faded(0.34),
        );
    }
}

fn motes(canvas: &mut Canvas, seed: u64, time: f32, ink: Ink) {
    let (width, height) = canvas.size();
    for i in 0..30_u64 {
        let x = (chance(seed, i * 3) * width + time * mix(-26.0, 26.0, chance(seed, i * 3 + 1))).rem_euclid(width);
        let y =
            (chance(seed, i * 3 + 2) * height * 0.8 - time * mix(6.0, 30.0, chance(seed, i))).rem_euclid(height * 0.8);
        let shine = 0.12 + 0.16 * (time * 1.7 + TAU * chance(seed, i + 300)).sin().abs();
        canvas.disc(x, y, mix(1.2, 3.0, chance(seed, i + 100)), ink.faded(shine));
    }
}

/// Paper in the air for the last scene; `time` runs from the burst.
pub(super) fn confetti(canvas: &mut Canvas, seed: u64, time: f32, inks: [Ink; 3]) {
    let (width, height) = canvas.size();
    for i in 0..84_u64 {
        let left = i % 2 == 0;
        let (from_x, from_y) = (if left { -20.0 } else { width + 20.0 }, height * 0.66);
        let pace = mix(380.0, 1150.0, chance(seed, i * 6));
        let angle = mix(1.02, 1.42, chance(seed, i * 6 + 1));
        let late = 0.25 * chance(seed, i * 6 + 2);
        let age = time - late;
        if age <= 0.0 {
            continue;
        }
        // Paper is stopped by the air at once and then falls slowly.
        let reach = pace * (1.0 - (-2.1 * age).exp()) / 1.35;
        let outward = if left { 1.0 } else { -1.0 };
        let x = from_x + outward * reach * angle.cos() * 1.9 + 24.0 * (age * 3.0 + TAU * chance(seed, i)).sin();
        let y = from_y - reach * angle.sin() + 150.0 * age * age.min(1.4);
        let spin = age * mix(3.0, 9.0, chance(seed, i * 6 + 3)) + TAU * chance(seed, i * 6 + 4);
        let (sine, cosine) = spin.sin_cos();
        let large = mix(9.0, 17.0, chance(seed, i * 6 + 5));
        let flat = 0.25 + 0.75 * (spin * 1.3).cos().abs();
        let corner = |a: f32, b: f32| {
            (x + (a * cosine - b * sine * flat) * large, y + (a * sine * flat + b * cosine * flat) * large)
        };
        canvas.polygon(
            &[corner(-1.0, -0.5), corner(1.0, -0.5), corner(1.0, 0.5), corner(-1.0, 0.5)],
            inks[usize::from(i % 3 == 0) + usize::from(i % 5 == 0 && i % 3 == 0)],
        );
    }
}
