//! Facts as a scoreboard would show them: clock, score, target, marks, words, days.

use super::super::hero::{Inks, Place, hero};
use super::super::letters::{Align, Line, Type, fitting};
use super::super::motion::{chance, mix, out, ramp, smooth, spring};
use super::super::paint::Ink;
use super::super::{Film, HEIGHT, Moment};
use super::{WHITE, phase, plate};

/// The ground of a card: calm, with the athlete as a watermark.
fn board(film: &mut Film, label: &str, now: Moment) {
    let spec = film.spec;
    film.canvas.lay(&film.plain, 0.0, 0, HEIGHT, 0);
    let mark = Place { x: 520.0 - now.since * 12.0, y: 850.0, size: 640.0, turn: 0.0 };
    let faint = Ink::solid(spec.look.ground.mixed(spec.look.team, 20));
    let fainter = Ink::solid(spec.look.ground.mixed(spec.look.team, 13));
    hero(
        &mut film.canvas,
        spec.sport,
        phase(spec.sport, now.time * 0.6),
        mark,
        &Inks { far: fainter, ..Inks::flat(faint) },
    );
    plate(film, label, 40.0, 292.0, 58.0, spec.look.team, ramp(now.since, 0.1, 0.5));
}

fn note(film: &mut Film, text: &str, y: f32, now: Moment, from: f32) {
    let height = fitting(text, 630.0, 44.0, &Type::plain(1.0));
    Line {
        text,
        x: 44.0,
        y,
        face: Type::plain(height),
        align: Align::Left,
        ink: Ink::solid(WHITE),
        shown: ramp(now.since, from, from + 0.5),
    }
    .draw(&mut film.canvas);
}

/// Minutes only when there are any.
fn clock_text(hundredths: u32) -> String {
    let (minutes, rest) = (hundredths / 6000, hundredths % 6000);
    if minutes > 0 {
        format!("{minutes}:{:02}.{:02}", rest / 100, rest % 100)
    } else {
        format!("{}.{:02}", rest / 100, rest % 100)
    }
}

/// A whole number between two, `share` of the way.
fn between(from: u32, to: u32, share: f32) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "small numbers"
    )]
    let value = mix(from as f32, to as f32, share).round() as u32;
    value
}

pub(super) fn clock(film: &mut Film, label: &str, (from, to): (u32, u32), note_text: &str, now: Moment) {
    board(film, label, now);
    let look = film.spec.look;
    let stop = now.length * 0.58;
    let done = now.since >= stop;
    let text = clock_text(if done { to } else { between(from, to, ramp(now.since, 0.0, stop)) });
    let height = fitting(&clock_text(to), 630.0, 240.0, &Type::heavy(1.0));
    let ink = Ink::solid(if done { look.second } else { WHITE });
    let pop = if done { 1.0 + 0.06 * (1.0 - out(ramp(now.since, stop, stop + 0.4))) } else { 1.0 };
    Line { text: &text, x: 360.0, y: 600.0, face: Type::heavy(height * pop), align: Align::Centre, ink, shown: 1.0 }
        .draw(&mut film.canvas);
    // The race as a line with a light on it.
    let run = smooth(ramp(now.since, 0.0, stop));
    film.canvas.rect(44.0, 676.0, 632.0, 10.0, Ink(WHITE, 0.18));
    film.canvas.rect(44.0, 676.0, (632.0 * run).max(1.0), 10.0, Ink::solid(look.team));
    film.canvas.disc(44.0 + 632.0 * run, 681.0, 15.0, Ink::solid(look.second));
    note(film, note_text, 770.0, now, stop);
}

pub(super) fn score(film: &mut Film, label: &str, (ours, theirs): (u32, u32), note_text: &str, now: Moment) {
    board(film, label, now);
    let spec = film.spec;
    let share = ramp(now.since, 0.2, now.length * 0.55);
    let values =
        [between(ours.saturating_sub(6), ours, share), between(theirs.saturating_sub(5), theirs, share * 0.98)];
    let halves = [(spec.look.team, 44.0_f32, spec.code), (spec.look.ground.mixed(WHITE, 16), 372.0, "AWAY")];
    for (i, (value, (colour, left, name))) in values.into_iter().zip(halves).enumerate() {
        let open = out(ramp(now.since, 0.05, 0.45));
        let top = 360.0;
        film.canvas.polygon(
            &[(left + 14.0, top), (left + 304.0, top), (left + 290.0, top + 330.0 * open), (left, top + 330.0 * open)],
            Ink(colour, 0.96),
        );
        let ink = Ink::solid(colour.ink());
        let text = value.to_string();
        let height = fitting(&text, 236.0, 190.0, &Type::heavy(1.0));
        let shown = ramp(now.since, 0.2, 0.5);
        Line {
            text: &text,
            x: left + 152.0,
            y: top + 236.0,
            face: Type::heavy(height),
            align: Align::Centre,
            ink,
            shown,
        }
        .draw(&mut film.canvas);
        #[expect(clippy::cast_precision_loss, reason = "two halves")]
        let late = 0.3 + 0.1 * i as f32;
        Line {
            text: name,
            x: left + 152.0,
            y: top + 300.0,
            face: Type::plain(34.0),
            align: Align::Centre,
            ink,
            shown: ramp(now.since, late, late + 0.4),
        }
        .draw(&mut film.canvas);
    }
    note(film, note_text, 782.0, now, now.length * 0.5);
}

pub(super) fn target(film: &mut Film, label: &str, hits: &[u8], note_text: &str, now: Moment) {
    film.canvas.lay(&film.plain, 0.0, 0, HEIGHT, 0);
    let (look, seed) = (film.spec.look, film.spec.seed);
    let grow = spring(ramp(now.since, 0.0, 0.45)).max(0.02);
    let (x, y, radius) = (360.0, 600.0, 268.0 * grow);
    let bands = [
        look.ground.mixed(WHITE, 14),
        look.team.mixed(look.ground, 45),
        look.team,
        look.second.mixed(WHITE, 30),
        look.second,
    ];
    for (i, colour) in (0_u8..).zip(bands) {
        film.canvas.disc(x, y, radius * (1.0 - f32::from(i) * 0.2), Ink::solid(colour));
        film.canvas.ring(x, y, radius * (0.9 - f32::from(i) * 0.2), 2.0, Ink(look.ground, 0.5));
    }
    plate(film, label, 40.0, 250.0, 58.0, look.team, ramp(now.since, 0.1, 0.5));
    let each = (now.length * 0.62) / f32::from(u8::try_from(hits.len()).unwrap_or(1).max(1));
    let mut total = 0_u32;
    for (i, ring) in (0_u8..).zip(hits) {
        let at = 0.45 + each * f32::from(i);
        let near = ramp(now.since, at - 0.16, at);
        if near <= 0.0 {
            continue;
        }
        let angle = std::f32::consts::TAU * chance(seed, 600 + u64::from(i));
        let off = radius * (f32::from(10 - (*ring).min(10)) + 0.45) * 0.1;
        let (hx, hy) = (x + off * angle.cos(), y + off * angle.sin());
        let back = (1.0 - near) * 420.0;
        film.canvas.line(
            &[(hx - back - 70.0, hy + back * 0.4 + 20.0), (hx - back, hy + back * 0.4)],
            7.0,
            Ink::solid(WHITE),
        );
        if near >= 1.0 {
            total += u32::from(*ring);
            let wave = ramp(now.since, at, at + 0.4);
            film.canvas.ring(hx, hy, 12.0 + 60.0 * out(wave), 5.0 * (1.0 - wave), Ink(WHITE, 1.0 - wave));
            film.canvas.disc(hx, hy, 11.0, Ink::solid(look.ground));
            film.canvas.disc(hx, hy, 6.0, Ink::solid(WHITE));
        }
    }
    let text = total.to_string();
    Line {
        text: &text,
        x: 676.0,
        y: 980.0,
        face: Type::heavy(110.0),
        align: Align::Right,
        ink: Ink::solid(look.second),
        shown: 1.0,
    }
    .draw(&mut film.canvas);
    let height = fitting(note_text, 420.0, 40.0, &Type::plain(1.0));
    Line {
        text: note_text,
        x: 44.0,
        y: 976.0,
        face: Type::plain(height),
        align: Align::Left,
        ink: Ink::solid(WHITE),
        shown: ramp(now.since, 0.5, 1.0),
    }
    .draw(&mut film.canvas);
}

pub(super) fn bars(film: &mut Film, label: &str, bars: &[(&str, f32, &str)], note_text: &str, now: Moment) {
    board(film, label, now);
    let look = film.spec.look;
    let count = u8::try_from(bars.len()).unwrap_or(1).max(1);
    let wide = 632.0 / f32::from(count);
    for (i, (year, height, value)) in (0_u8..).zip(bars) {
        let late = 0.25 + f32::from(i) * 0.24;
        let grow = spring(ramp(now.since, late, late + 0.5)).max(0.0);
        let tall = 340.0 * height * grow;
        let left = 44.0 + f32::from(i) * wide;
        let last = i + 1 == count;
        let colour = if last { look.second } else { look.team };
        let alpha = if last { 1.0 } else { 0.5 + 0.4 * f32::from(i) / f32::from(count) };
        film.canvas.polygon(
            &[
                (left + 4.0, 740.0 - tall),
                (left + wide - 12.0, 752.0 - tall * 1.03),
                (left + wide - 12.0, 740.0),
                (left + 4.0, 740.0),
            ],
            Ink(colour, alpha),
        );
        let fits = fitting(value, wide - 22.0, 40.0, &Type::heavy(1.0));
        Line {
            text: value,
            x: left + wide / 2.0 - 4.0,
            y: 722.0 - tall,
            face: Type::heavy(fits),
            align: Align::Centre,
            ink: Ink::solid(WHITE),
            shown: ramp(now.since, late + 0.2, late + 0.5),
        }
        .draw(&mut film.canvas);
        Line {
            text: year,
            x: left + wide / 2.0 - 4.0,
            y: 786.0,
            face: Type::plain(26.0),
            align: Align::Centre,
            ink: Ink(WHITE, 0.85),
            shown: ramp(now.since, late, late + 0.3),
        }
        .draw(&mut film.canvas);
    }
    film.canvas.rect(44.0, 740.0, 632.0, 4.0, Ink(WHITE, 0.6));
    note(film, note_text, 864.0, now, now.length * 0.45);
}

pub(super) fn words(film: &mut Film, lines: &[&str], now: Moment) {
    let spec = film.spec;
    film.canvas.lay(&film.plain, 0.0, 0, HEIGHT, 0);
    let bar = out(ramp(now.since, 0.0, 0.5));
    film.canvas.rect(44.0, 250.0, 10.0, (640.0 * bar).max(1.0), Ink::solid(spec.look.team));
    let each = (now.length * 0.72) / f32::from(u8::try_from(lines.len()).unwrap_or(1).max(1));
    let heights: Vec<f32> = lines.iter().map(|l| fitting(l, 590.0, 132.0, &Type::heavy(1.0))).collect();
    let whole: f32 = heights.iter().map(|h| h + 38.0).sum();
    let mut y = 560.0 - whole / 2.0;
    for (i, (line, height)) in (0_u8..).zip(lines.iter().zip(heights)) {
        y += height + 38.0;
        let start = each * f32::from(i);
        let last = usize::from(i) + 1 == lines.len();
        let colour = if last { spec.look.second } else { WHITE };
        let push = 60.0 * (1.0 - out(ramp(now.since, start, start + 0.4)));
        Line {
            text: line,
            x: 84.0 - push,
            y,
            face: Type::heavy(height),
            align: Align::Left,
            ink: Ink::solid(colour),
            shown: ramp(now.since, start, start + 0.42),
        }
        .draw(&mut film.canvas);
    }
    let place = Place { x: 600.0, y: 930.0, size: 180.0 + 6.0 * now.beat, turn: 0.0 };
    let inks = super::lit(film);
    hero(&mut film.canvas, spec.sport, phase(film.spec.sport, now.time), place, &inks);
}

pub(super) fn countdown(film: &mut Film, now: Moment) {
    let spec = film.spec;
    film.canvas.lay(&film.place.canvas, 120.0 + now.since * 20.0, 0, HEIGHT, 0);
    super::super::ground::beams(&mut film.canvas, &spec.look, now.time, 1.0);
    film.canvas.veil(0, HEIGHT, spec.look.ground, 0.52, 0.52);
    // Days fall away until today's number stands.
    let left = 1.0 - out(ramp(now.since, 0.1, now.length * 0.55));
    let days = between(u32::from(spec.days), u32::from(spec.days) + 14, left);
    let turn = out(ramp(now.since, 0.0, now.length * 0.8));
    let (x, y, radius) = (360.0, 560.0, 270.0);
    film.canvas.ring(x, y, radius, 16.0, Ink(WHITE, 0.16));
    for i in 0..60_u8 {
        let share = f32::from(i) / 60.0;
        if share > turn {
            break;
        }
        let angle = (share * 360.0 - 90.0).to_radians();
        let (sin, cos) = angle.sin_cos();
        let colour = if i % 5 == 0 { spec.look.second } else { spec.look.team };
        film.canvas.line(
            &[
                (x + cos * (radius - 12.0), y + sin * (radius - 12.0)),
                (x + cos * (radius + 12.0), y + sin * (radius + 12.0)),
            ],
            9.0,
            Ink::solid(colour),
        );
    }
    let text = days.to_string();
    let height = fitting(&text, 400.0, 210.0, &Type::heavy(1.0)) + 4.0 * now.beat;
    Line {
        text: &text,
        x,
        y: y + 74.0,
        face: Type::heavy(height),
        align: Align::Centre,
        ink: Ink::solid(WHITE),
        shown: 1.0,
    }
    .draw(&mut film.canvas);
    let label = if spec.days == 1 { "DAY TO GO" } else { "DAYS TO GO" };
    Line {
        text: label,
        x,
        y: y + 148.0,
        face: Type::plain(40.0),
        align: Align::Centre,
        ink: Ink::solid(spec.look.second),
        shown: ramp(now.since, 0.2, 0.7),
    }
    .draw(&mut film.canvas);
    let place = Place { x, y: 930.0, size: 180.0, turn: 0.0 };
    let inks = super::lit(film);
    hero(&mut film.canvas, spec.sport, phase(film.spec.sport, now.time), place, &inks);
}
