//! The shots of a film, and the cut between them.

mod action;
mod card;
mod cheer;
mod title;

use grandstand_domain::{colour::Colour, sport::Sport};
use grandstand_pictogram::{GRID, figure, still_phase};

use super::hero::{Inks, Place, hero};
use super::letters::{Align, Line, Type, width};
use super::motion::{out, ramp};
use super::paint::Ink;
use super::{Film, Moment, Shot, Stage};

pub(super) const WHITE: Colour = Colour(0xf4, 0xf6, 0xff);

/// Draws the shot at a moment.
pub(super) fn draw(film: &mut Film, shot: Shot, now: Moment) {
    match shot {
        Shot::Title(title) => title::draw(film, title, now),
        Shot::Action(view, word) => action::draw(film, view, word, now),
        Shot::Clock(label, from, to, note) => card::clock(film, label, (from, to), note, now),
        Shot::Score(label, ours, theirs, note) => card::score(film, label, (ours, theirs), note, now),
        Shot::Target(label, hits, note) => card::target(film, label, hits, note, now),
        Shot::Bars(label, bars, note) => card::bars(film, label, bars, note, now),
        Shot::Words(lines) => card::words(film, lines, now),
        Shot::Countdown => card::countdown(film, now),
        Shot::Cheer(lines) => cheer::draw(film, lines, now),
    }
}

/// Slanted bars in the team's colours that leave the frame as a new shot begins.
pub(super) fn cut(film: &mut Film, now: Moment) {
    let gone = out(ramp(now.since, 0.0, 0.36));
    if gone >= 1.0 {
        return;
    }
    let (width, height) = film.canvas.size();
    let look = film.spec.look;
    let back = (now.shot + usize::from(film.spec.seed.is_multiple_of(2))).is_multiple_of(2);
    for (i, colour) in [look.team, look.second, look.ground].into_iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "three bars")]
        let late = i as f32 * 0.16;
        let moved = (gone * 1.5 - late).clamp(0.0, 1.3) * (width + 420.0);
        let thick = [0.62, 0.30, 0.30][i];
        let left = -320.0 + moved + late * width;
        let points =
            [(left + 260.0, 0.0), (left + 260.0 + width * thick, 0.0), (left + width * thick, height), (left, height)];
        let points = if back { points.map(|(x, y)| (width - x, y)) } else { points };
        film.canvas.polygon(&points, Ink::solid(colour));
    }
}

/// The phase of the pictogram at a time.
pub(super) fn phase(sport: Sport, time: f32) -> f32 {
    let seconds = grandstand_pictogram::loop_seconds(sport);
    (time / seconds + still_phase(sport)).fract()
}

/// The athlete's inks in the light of the place.
pub(super) fn lit(film: &Film) -> Inks {
    let look = film.spec.look;
    let inks = Inks::lit(WHITE, look.ground, look.team, look.second);
    if floor_only(film.spec.sport) { Inks { ground: inks.ground.faded(0.0), ..inks } } else { inks }
}

/// Whether what a pictogram shows of its ground is only the floor, which the place already has.
fn floor_only(sport: Sport) -> bool {
    !matches!(
        sport,
        Sport::Swimming
            | Sport::ParaSwimming
            | Sport::Rowing
            | Sport::ParaRowing
            | Sport::CanoeSprint
            | Sport::CanoeSlalom
            | Sport::ParaCanoe
            | Sport::Sailing
            | Sport::Surfing
            | Sport::Diving
            | Sport::Gymnastics
            | Sport::TableTennis
            | Sport::ParaTableTennis
            | Sport::Goalball
            | Sport::Skateboarding
            | Sport::ParaPowerlifting
            | Sport::Basketball
            | Sport::Volleyball
            | Sport::Equestrian
            | Sport::Shooting
            | Sport::WheelchairFencing
    )
}

/// A shadow on the floor, an echo in the team's colour, then the athlete.
pub(super) fn athlete(film: &mut Film, phase_now: f32, place: Place, inks: &Inks) {
    let (sport, look) = (film.spec.sport, film.spec.look);
    if !matches!(film.spec.stage, Stage::Pool | Stage::River | Stage::Wall) {
        let foot = figure(sport, still_phase(sport)).bounds()[3];
        let shadow = place.y + place.size * (foot / GRID - 0.5);
        film.canvas.oval(place.x, shadow, place.size * 0.42, place.size * 0.035, Ink(Colour(0, 0, 0), 0.42));
    }
    let echo = Place { x: place.x - place.size * 0.022, y: place.y + place.size * 0.014, ..place };
    hero(&mut film.canvas, sport, phase_now, echo, &Inks::flat(Ink::solid(look.second.mixed(look.ground, 40))));
    hero(&mut film.canvas, sport, phase_now, place, inks);
}

/// A slanted plate with words on it; its left edge at x, its foot at y.
pub(super) fn plate(film: &mut Film, text: &str, x: f32, y: f32, height: f32, colour: Colour, shown: f32) {
    if shown <= 0.0 {
        return;
    }
    let face = Type::plain(height * 0.52);
    let room = width(text, &face) + height * 0.95;
    let open = out(shown) * room;
    let lean = height * 0.22;
    film.canvas
        .polygon(&[(x + lean, y - height), (x + lean + open, y - height), (x + open, y), (x, y)], Ink::solid(colour));
    let ink = Ink::solid(colour.ink());
    Line {
        text,
        x: x + height * 0.58,
        y: y - height * 0.24,
        face,
        align: Align::Left,
        ink,
        shown: ramp(shown, 0.3, 1.0),
    }
    .draw(&mut film.canvas);
}
