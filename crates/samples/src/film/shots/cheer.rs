//! The last shot: a word to the stands, with paper in the air.

use super::super::ground::beams;
use super::super::hero::{Place, mark};
use super::super::letters::{Align, Line, Type, fitting};
use super::super::motion::{out, ramp, spring};
use super::super::paint::Ink;
use super::super::particles::confetti;
use super::super::{Film, HEIGHT, Moment};
use super::{WHITE, athlete, lit, phase};

pub(super) fn draw(film: &mut Film, lines: &[&str], now: Moment) {
    let spec = film.spec;
    let look = spec.look;
    film.canvas.lay(&film.place.canvas, 160.0 + now.since * 18.0, 0, HEIGHT, 0);
    beams(&mut film.canvas, &look, now.time * 1.3, 1.3);
    film.canvas.veil(0, 900, look.ground, 0.72, 0.0);
    let hop = 16.0 * now.beat;
    let inks = lit(film);
    athlete(film, phase(film.spec.sport, now.time), Place { x: 360.0, y: 690.0 - hop, size: 380.0, turn: 0.0 }, &inks);
    confetti(
        &mut film.canvas,
        spec.seed,
        now.since + 0.12,
        [Ink::solid(look.team), Ink::solid(look.second), Ink::solid(WHITE)],
    );
    let mut y = 170.0;
    for (i, line) in (0_u8..).zip(lines) {
        let height = fitting(line, 640.0, 150.0, &Type::heavy(1.0));
        y += height;
        let start = 0.08 + 0.22 * f32::from(i);
        let grow = spring(ramp(now.since, start, start + 0.5));
        let ink = Ink::solid(if usize::from(i) + 1 == lines.len() { look.second } else { WHITE });
        Line {
            text: line,
            x: 360.0,
            y,
            face: Type::heavy(height * (0.9 + 0.1 * grow)),
            align: Align::Centre,
            ink,
            shown: ramp(now.since, start, start + 0.35),
        }
        .draw(&mut film.canvas);
        y += 50.0;
    }
    let shown = out(ramp(now.since, 0.5, 1.0));
    mark(&mut film.canvas, 92.0, 952.0, 76.0, Ink(WHITE, shown), Ink(look.team, shown));
    Line {
        text: spec.code,
        x: 146.0,
        y: 976.0,
        face: Type::heavy(48.0),
        align: Align::Left,
        ink: Ink(WHITE, shown),
        shown: 1.0,
    }
    .draw(&mut film.canvas);
    let days = format!("{} DAYS", spec.days);
    Line {
        text: &days,
        x: 660.0,
        y: 976.0,
        face: Type::plain(40.0),
        align: Align::Right,
        ink: Ink(look.second, shown),
        shown: 1.0,
    }
    .draw(&mut film.canvas);
}
