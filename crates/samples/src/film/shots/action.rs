//! The sport itself, in five views.

use grandstand_domain::colour::Colour;

use super::super::ground::{beams, rush};
use super::super::hero::{Inks, Place, hero};
use super::super::letters::{Align, Line, Type, fitting};
use super::super::motion::{mix, out, ramp, spring};
use super::super::paint::Ink;
use super::super::particles::air;
use super::super::{Film, HEIGHT, Moment, Stage, View};
use super::{WHITE, athlete, lit, phase, plate};

pub(super) fn draw(film: &mut Film, view: View, word: &str, now: Moment) {
    match view {
        View::Wide => wide(film, word, now),
        View::Trail => trail(film, word, now),
        View::Close => close(film, word, now),
        View::Bands => bands(film, word, now),
        View::Strip => strip(film, word, now),
    }
}

/// How fast a place rushes by, in pixels a second.
fn speed(stage: Stage) -> f32 {
    match stage {
        Stage::Track => 900.0,
        Stage::Velodrome => 1500.0,
        Stage::Road => 1000.0,
        Stage::Pool | Stage::River => 560.0,
        Stage::Park => 520.0,
        Stage::Wall => 330.0,
        Stage::Court => 90.0,
        Stage::Mat | Stage::Range => 40.0,
        Stage::Platform => 0.0,
    }
}

fn set(film: &mut Film, now: Moment, from: f32) {
    let spec = film.spec;
    let pace = speed(spec.stage);
    // A fast place glides further behind the athlete.
    let glide = (from + now.since * (16.0 + pace * 0.05)).min(299.0);
    film.canvas.lay(&film.place.canvas, glide, 0, HEIGHT, 0);
    rush(&mut film.canvas, spec.stage, &spec.look, spec.seed, film.place.horizon, now.time * pace);
    beams(&mut film.canvas, &spec.look, now.time, 1.0);
}

fn floor_air(film: &mut Film, now: Moment, x: f32, y: f32) {
    let spec = film.spec;
    air(&mut film.canvas, spec.air, spec.seed, now.time, x, y, [Ink::solid(WHITE), Ink::solid(spec.look.second)]);
}

fn wide(film: &mut Film, word: &str, now: Moment) {
    set(film, now, 20.0);
    let inks = lit(film);
    let enter = out(ramp(now.since, 0.0, 0.5));
    let drift = (now.since * 0.8).sin() * 22.0;
    let place = Place { x: mix(180.0, 360.0, enter) + drift, y: 592.0, size: 640.0 + 10.0 * now.beat, turn: 0.0 };
    athlete(film, phase(film.spec.sport, now.time), place, &inks);
    let wet = matches!(film.spec.stage, Stage::Pool | Stage::River);
    floor_air(film, now, place.x, place.y + place.size * if wet { 0.2 } else { 0.44 });
    plate(film, word, 40.0, 252.0, 74.0, film.spec.look.team, ramp(now.since, 0.25, 0.8));
}

fn trail(film: &mut Film, word: &str, now: Moment) {
    set(film, now, 60.0);
    let (sport, look) = (film.spec.sport, film.spec.look);
    let seconds = grandstand_pictogram::loop_seconds(sport);
    for i in (1..=5_u8).rev() {
        let back = f32::from(i);
        let place = Place { x: 420.0 - back * 58.0, y: 600.0, size: 600.0, turn: 0.0 };
        // Opaque and darker with age: see-through limbs would show where they cross.
        let colour = look.second.mixed(look.team, u16::from(i) * 20).mixed(look.ground, 28 + u16::from(i) * 11);
        let echo = Inks::flat(Ink::solid(colour));
        hero(&mut film.canvas, sport, phase(film.spec.sport, now.time - back * seconds * 0.055), place, &echo);
    }
    let inks = lit(film);
    let place = Place { x: 420.0, y: 600.0, size: 600.0 + 8.0 * now.beat, turn: 0.0 };
    hero(&mut film.canvas, sport, phase(film.spec.sport, now.time), place, &inks);
    let wet = matches!(film.spec.stage, Stage::Pool | Stage::River);
    floor_air(film, now, 400.0, if wet { 720.0 } else { 872.0 });
    let height = fitting(word, 620.0, 96.0, &Type::racing(1.0));
    Line {
        text: word,
        x: 48.0,
        y: 270.0,
        face: Type::racing(height),
        align: Align::Left,
        ink: Ink::solid(WHITE),
        shown: ramp(now.since, 0.2, 0.8),
    }
    .draw(&mut film.canvas);
    film.canvas.polygon(
        &[
            (48.0, 292.0),
            (48.0 + 420.0 * out(ramp(now.since, 0.3, 0.9)), 292.0),
            (44.0 + 420.0 * out(ramp(now.since, 0.3, 0.9)), 302.0),
            (46.0, 302.0),
        ],
        Ink::solid(look.team),
    );
}

fn close(film: &mut Film, word: &str, now: Moment) {
    set(film, now, 0.0);
    let spec = film.spec;
    film.canvas.veil(0, 1000, spec.look.ground, 0.6, 0.0);
    // The word stands behind the athlete, as tall as it can be.
    let height = fitting(word, 660.0, 230.0, &Type::heavy(1.0));
    Line {
        text: word,
        x: 360.0,
        y: 360.0,
        face: Type::heavy(height),
        align: Align::Centre,
        ink: Ink(spec.look.team, 0.92),
        shown: ramp(now.since, 0.0, 0.6),
    }
    .draw(&mut film.canvas);
    let share = now.since / now.length.max(0.1);
    let place = Place {
        x: mix(450.0, 330.0, share),
        y: mix(760.0, 690.0, share),
        size: mix(940.0, 1060.0, share) + 10.0 * now.beat,
        turn: mix(-3.0, 3.0, share),
    };
    let inks = Inks {
        ground: lit(film).ground.faded(if matches!(spec.stage, Stage::Pool | Stage::River) { 1.0 } else { 0.0 }),
        ..lit(film)
    };
    athlete(film, phase(film.spec.sport, now.time * 0.82), place, &inks);
    floor_air(film, now, 360.0, 1100.0);
}

/// Each band is drawn whole on the side and only its rows are taken.
fn bands(film: &mut Film, word: &str, now: Moment) {
    let spec = film.spec;
    let grounds = [spec.look.team, spec.look.ground.mixed(spec.look.team, 16), spec.look.second];
    for (i, ground) in (0_u8..).zip(grounds) {
        let top = f32::from(i) * 330.0 + 130.0;
        let enter = out(ramp(now.since, 0.08 * f32::from(i), 0.5 + 0.08 * f32::from(i)));
        film.part.rect(0.0, 0.0, 720.0, 330.0, Ink::solid(ground));
        for stripe in 0..6_u8 {
            let x = f32::from(stripe) * 170.0 - (now.since * 130.0) % 170.0;
            film.part.polygon(&[(x, 0.0), (x + 60.0, 0.0), (x - 50.0, 330.0), (x - 110.0, 330.0)], Ink(WHITE, 0.07));
        }
        let ink = if i == 1 { WHITE } else { ground.ink() };
        let inks = Inks {
            body: Ink::solid(ink),
            far: Ink::solid(ink.mixed(ground, 45)),
            kit: Ink::solid(if i == 1 { spec.look.team } else { WHITE.mixed(ink, if ink == WHITE { 100 } else { 0 }) }),
            ground: Ink(ink, 0.5),
        };
        let side = if i % 2 == 0 { 1.0 } else { -1.0 };
        let places = [(330.0, 200.0, 560.0), (380.0, 120.0, 600.0), (300.0, 150.0, 420.0)];
        let (x, y, large) = places[usize::from(i)];
        let place = Place {
            x: x + side * mix(460.0, 26.0 - now.since * 18.0, enter),
            y,
            size: large + 6.0 * now.beat,
            turn: 0.0,
        };
        hero(&mut film.part, spec.sport, phase(film.spec.sport, now.time + f32::from(i) * 0.23), place, &inks);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rows of the frame")]
        film.canvas.lay(&film.part, 0.0, 0, 330, top as u32);
    }
    let night = spec.look.ground.mixed(Colour(0, 0, 0), 25);
    film.canvas.rect(0.0, 0.0, 720.0, 130.0, Ink::solid(night));
    film.canvas.rect(0.0, 1120.0, 720.0, 160.0, Ink::solid(night));
    for y in [130.0, 460.0, 790.0, 1120.0] {
        film.canvas.rect(0.0, y - 4.0, 720.0, 8.0, Ink::solid(night));
    }
    plate(film, word, 40.0, 812.0, 58.0, WHITE, ramp(now.since, 0.35, 0.9));
}

/// The movement taken apart, then whole.
fn strip(film: &mut Film, word: &str, now: Moment) {
    let spec = film.spec;
    film.canvas.lay(&film.plain, 0.0, 0, HEIGHT, 0);
    let seconds = grandstand_pictogram::loop_seconds(spec.sport);
    for i in 0..4_u8 {
        let shown = spring(ramp(now.since, 0.14 * f32::from(i), 0.14 * f32::from(i) + 0.3));
        let (x, y) = (if i % 2 == 0 { 194.0 } else { 526.0 }, if i < 2 { 400.0 } else { 736.0 });
        let colour = [spec.look.team, spec.look.second, spec.look.second, spec.look.team][usize::from(i)];
        let half = 154.0 * shown.max(0.0);
        if half < 4.0 {
            continue;
        }
        let now_lit = ((now.since - 0.9).max(0.0) / 0.36) % 4.0;
        let lit_up = now.since > 0.9 && now_lit >= f32::from(i) && now_lit < f32::from(i) + 1.0;
        let panel = if lit_up { Ink::solid(colour) } else { Ink(colour, 0.20) };
        film.canvas
            .polygon(&[(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)], panel);
        let ink = if lit_up { colour.ink() } else { WHITE };
        let back = if lit_up { colour } else { spec.look.ground };
        let inks = Inks {
            body: Ink::solid(ink),
            far: Ink::solid(ink.mixed(back, 45)),
            kit: Ink::solid(if lit_up { ink } else { colour }),
            ground: Ink(ink, 0.4),
        };
        let still = phase(film.spec.sport, seconds * (f32::from(i) * 0.25 + 0.02));
        hero(&mut film.canvas, spec.sport, still, Place { x, y, size: 250.0 * shown, turn: 0.0 }, &inks);
        let digit = char::from(b'1' + i).to_string();
        Line {
            text: &digit,
            x: x - half + 16.0,
            y: y - half + 44.0,
            face: Type::plain(28.0),
            align: Align::Left,
            ink: Ink(ink, 0.85),
            shown: 1.0,
        }
        .draw(&mut film.canvas);
    }
    let height = fitting(word, 620.0, 92.0, &Type::heavy(1.0));
    Line {
        text: word,
        x: 44.0,
        y: 216.0,
        face: Type::heavy(height),
        align: Align::Left,
        ink: Ink::solid(WHITE),
        shown: ramp(now.since, 0.0, 0.6),
    }
    .draw(&mut film.canvas);
    air(
        &mut film.canvas,
        super::super::Air::Motes,
        spec.seed,
        now.time,
        360.0,
        900.0,
        [Ink::solid(WHITE), Ink::solid(spec.look.second)],
    );
}
