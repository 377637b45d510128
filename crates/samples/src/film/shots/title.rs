//! Name and sport, in five compositions.

use super::super::ground::{beams, rush};
use super::super::hero::{Inks, Place, hero};
use super::super::letters::{Align, Line, Type, fitting};
use super::super::motion::{mix, out, ramp, smooth, spring};
use super::super::paint::Ink;
use super::super::particles::air;
use super::super::{Film, HEIGHT, Moment, Title};
use super::{WHITE, athlete, lit, phase, plate};

pub(super) fn draw(film: &mut Film, title: Title, now: Moment) {
    match title {
        Title::Floodlit => floodlit(film, now),
        Title::Disc => disc(film, now),
        Title::Slant => slant(film, now),
        Title::Tower => tower(film, now),
        Title::Echo => echo(film, now),
    }
}

fn name(film: &mut Film, now: Moment, x: f32, y: f32, (room, most): (f32, f32), align: Align) {
    let spec = film.spec;
    let face = Type::heavy(1.0);
    let height = fitting(spec.family, room, most, &face);
    let given = fitting(spec.given, room, height * 0.5, &Type::plain(1.0)).min(72.0);
    let shown = ramp(now.since, 0.15, 0.75);
    Line { text: spec.family, x, y, face: Type::heavy(height), align, ink: Ink::solid(WHITE), shown }
        .draw(&mut film.canvas);
    Line {
        text: spec.given,
        x,
        y: y - height - 26.0,
        face: Type::plain(given),
        align,
        ink: Ink::solid(spec.look.second),
        shown: ramp(now.since, 0.05, 0.6),
    }
    .draw(&mut film.canvas);
}

fn floodlit(film: &mut Film, now: Moment) {
    let spec = film.spec;
    let glide = 40.0 + now.since * 26.0;
    film.canvas.lay(&film.place.canvas, glide, 0, HEIGHT, 0);
    rush(&mut film.canvas, spec.stage, &spec.look, spec.seed, film.place.horizon, now.time * 240.0);
    beams(&mut film.canvas, &spec.look, now.time, out(ramp(now.since, 0.0, 0.5)));
    let grow = spring(ramp(now.since, 0.0, 0.7));
    let place = Place { x: 372.0, y: 430.0, size: 520.0 * (0.86 + 0.14 * grow) + 8.0 * now.beat, turn: 0.0 };
    let inks = lit(film);
    athlete(film, phase(film.spec.sport, now.time), place, &inks);
    air(
        &mut film.canvas,
        spec.air,
        spec.seed,
        now.time,
        372.0,
        672.0,
        [Ink::solid(WHITE), Ink::solid(spec.look.second)],
    );
    film.canvas.veil(650, 960, spec.look.ground, 0.0, 0.85);
    film.canvas.veil(960, HEIGHT, spec.look.ground, 0.85, 0.85);
    name(film, now, 48.0, 862.0, (600.0, 168.0), Align::Left);
    plate(film, spec.event, 44.0, 942.0, 58.0, spec.look.team, ramp(now.since, 0.4, 0.9));
    region(film, now, 48.0, 992.0, Align::Left);
}

fn region(film: &mut Film, now: Moment, x: f32, y: f32, align: Align) {
    let spec = film.spec;
    let text = format!("{} · {}", spec.region, spec.code);
    Line { text: &text, x, y, face: Type::plain(24.0), align, ink: Ink(WHITE, 0.82), shown: ramp(now.since, 0.6, 1.2) }
        .draw(&mut film.canvas);
}

fn disc(film: &mut Film, now: Moment) {
    let spec = film.spec;
    film.canvas.lay(&film.plain, 0.0, 0, HEIGHT, 0);
    let grow = spring(ramp(now.since, 0.0, 0.6));
    let radius = 268.0 * grow.max(0.02);
    film.canvas.disc(360.0, 400.0, radius, Ink::solid(spec.look.team));
    let ink = spec.look.team.ink();
    // Rings like the tiers of a stand, seen from above.
    for (i, wide) in [26.0_f32, 52.0, 84.0].into_iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "three rings")]
        let share = out(ramp(now.since, 0.15 + i as f32 * 0.1, 0.8 + i as f32 * 0.1));
        film.canvas.ring(360.0, 400.0, radius + wide * share, 5.0 - wide * 0.04, Ink(spec.look.second, 0.75 * share));
    }
    let place = Place { x: 360.0, y: 402.0 - 6.0 * now.beat, size: 440.0 * (0.9 + 0.1 * grow), turn: 0.0 };
    let kit = if spec.look.team.contrast(spec.look.second) > 2.0 { spec.look.second } else { ink };
    let inks = Inks {
        body: Ink::solid(ink),
        far: Ink::solid(ink.mixed(spec.look.team, 42)),
        kit: Ink::solid(kit.mixed(ink, 10)),
        ground: Ink(ink, 0.55),
    };
    hero(&mut film.canvas, spec.sport, phase(film.spec.sport, now.time), place, &inks);
    name(film, now, 360.0, 888.0, (600.0, 128.0), Align::Centre);
    let shown = ramp(now.since, 0.45, 1.0);
    Line {
        text: spec.event,
        x: 360.0,
        y: 950.0,
        face: Type::plain(34.0),
        align: Align::Centre,
        ink: Ink::solid(spec.look.team),
        shown,
    }
    .draw(&mut film.canvas);
    region(film, now, 360.0, 998.0, Align::Centre);
}

fn slant(film: &mut Film, now: Moment) {
    let spec = film.spec;
    film.canvas.lay(&film.place.canvas, 90.0 + now.since * 30.0, 0, HEIGHT, 0);
    beams(&mut film.canvas, &spec.look, now.time, 0.7);
    let drop = out(ramp(now.since, 0.0, 0.55));
    let edge = mix(-760.0, 0.0, drop);
    film.canvas.polygon(
        &[(0.0, edge), (720.0, edge - 40.0), (720.0, 470.0 + edge), (0.0, 680.0 + edge)],
        Ink::solid(spec.look.team),
    );
    film.canvas.polygon(
        &[(0.0, 680.0 + edge), (720.0, 470.0 + edge), (720.0, 494.0 + edge), (0.0, 710.0 + edge)],
        Ink::solid(spec.look.second),
    );
    let ink = spec.look.team.ink();
    let enter = out(ramp(now.since, 0.15, 0.75));
    let place =
        Place { x: mix(-280.0, 384.0, enter) + now.since * 14.0, y: 356.0, size: 500.0, turn: mix(-14.0, 0.0, enter) };
    let inks = Inks {
        body: Ink::solid(ink),
        far: Ink::solid(ink.mixed(spec.look.team, 45)),
        kit: Ink::solid(WHITE),
        ground: Ink(ink, 0.4),
    };
    hero(&mut film.canvas, spec.sport, phase(film.spec.sport, now.time), place, &inks);
    film.canvas.veil(690, 1000, spec.look.ground, 0.0, 0.9);
    film.canvas.veil(1000, HEIGHT, spec.look.ground, 0.9, 0.9);
    name(film, now, 672.0, 878.0, (610.0, 150.0), Align::Right);
    Line {
        text: spec.event,
        x: 672.0,
        y: 942.0,
        face: Type::racing(34.0),
        align: Align::Right,
        ink: Ink::solid(spec.look.team),
        shown: ramp(now.since, 0.45, 1.0),
    }
    .draw(&mut film.canvas);
    region(film, now, 672.0, 990.0, Align::Right);
}

fn tower(film: &mut Film, now: Moment) {
    let spec = film.spec;
    film.canvas.lay(&film.place.canvas, 150.0 + 24.0 * now.since, 0, HEIGHT, 0);
    rush(&mut film.canvas, spec.stage, &spec.look, spec.seed, film.place.horizon, now.time * 200.0);
    let open = out(ramp(now.since, 0.0, 0.5));
    let wide = 196.0 * open;
    film.canvas
        .polygon(&[(0.0, 0.0), (wide + 34.0, 0.0), (wide - 10.0, 1280.0), (0.0, 1280.0)], Ink::solid(spec.look.team));
    film.canvas.polygon(
        &[(wide + 34.0, 0.0), (wide + 50.0, 0.0), (wide + 6.0, 1280.0), (wide - 10.0, 1280.0)],
        Ink::solid(spec.look.second),
    );
    let height = fitting(spec.family, 850.0, 124.0, &Type::heavy(1.0));
    let place = tiny_skia::Transform::from_rotate(-90.0).post_translate(160.0, 1010.0);
    Line {
        text: spec.family,
        x: 0.0,
        y: (height - 124.0) / 2.0,
        face: Type::heavy(height),
        align: Align::Left,
        ink: Ink::solid(spec.look.team.ink()),
        shown: ramp(now.since, 0.2, 0.9),
    }
    .draw_in(&mut film.canvas, place);
    let grow = spring(ramp(now.since, 0.1, 0.7));
    let inks = lit(film);
    let place = Place { x: 468.0, y: 530.0, size: 470.0 * (0.84 + 0.16 * grow) + 6.0 * now.beat, turn: 0.0 };
    athlete(film, phase(film.spec.sport, now.time), place, &inks);
    air(
        &mut film.canvas,
        spec.air,
        spec.seed,
        now.time,
        468.0,
        750.0,
        [Ink::solid(WHITE), Ink::solid(spec.look.second)],
    );
    let given = fitting(spec.given, 420.0, 92.0, &Type::heavy(1.0));
    Line {
        text: spec.given,
        x: 262.0,
        y: 250.0,
        face: Type::heavy(given),
        align: Align::Left,
        ink: Ink::solid(WHITE),
        shown: ramp(now.since, 0.1, 0.7),
    }
    .draw(&mut film.canvas);
    plate(film, spec.event, 250.0, 880.0, 58.0, spec.look.second, ramp(now.since, 0.45, 0.95));
    region(film, now, 258.0, 930.0, Align::Left);
}

fn echo(film: &mut Film, now: Moment) {
    let spec = film.spec;
    film.canvas.lay(&film.plain, 0.0, 0, HEIGHT, 0);
    let height = fitting(spec.family, 640.0, 150.0, &Type::heavy(1.0));
    let step = height + 34.0;
    for i in 0..7_u8 {
        let side = if i % 2 == 0 { 1.0 } else { -1.0 };
        let drift = side * (40.0 - now.since * 34.0);
        let (colour, alpha) = if i % 2 == 0 { (spec.look.team, 0.30) } else { (spec.look.second, 0.20) };
        let line = Line {
            text: spec.family,
            x: 360.0 + drift,
            y: 90.0 + f32::from(i) * step + 60.0,
            face: Type::heavy(height),
            align: Align::Centre,
            ink: Ink(colour, alpha * smooth(ramp(now.since, 0.05 * f32::from(i), 0.5 + 0.05 * f32::from(i)))),
            shown: 1.0,
        };
        line.draw(&mut film.canvas);
    }
    let grow = spring(ramp(now.since, 0.05, 0.65));
    let inks = lit(film);
    let place = Place { x: 360.0, y: 410.0, size: 540.0 * (0.84 + 0.16 * grow) + 8.0 * now.beat, turn: 0.0 };
    athlete(film, phase(film.spec.sport, now.time), place, &inks);
    film.canvas.veil(660, 940, spec.look.ground, 0.0, 0.92);
    film.canvas.veil(940, HEIGHT, spec.look.ground, 0.92, 0.92);
    name(film, now, 360.0, 868.0, (620.0, 150.0), Align::Centre);
    Line {
        text: spec.event,
        x: 360.0,
        y: 932.0,
        face: Type::plain(34.0),
        align: Align::Centre,
        ink: Ink::solid(spec.look.team),
        shown: ramp(now.since, 0.45, 1.0),
    }
    .draw(&mut film.canvas);
    region(film, now, 360.0, 982.0, Align::Centre);
}
