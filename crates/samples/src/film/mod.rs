//! Short vertical films drawn by code: a stadium at night, the moving pictogram as hero, our own scoreboard letters,
//! and sound made of numbers. The same [`FilmSpec`] always gives the same frames and the same sound.

mod backdrop;
mod ground;
mod hero;
mod letters;
mod motion;
mod paint;
mod particles;
mod shots;
mod sound;
mod spec;

use std::ops::ControlFlow;

pub(crate) use motion::chance;
pub use sound::{SAMPLE_RATE, sound, sound_stereo};
pub use spec::{Air, FilmSpec, Look, Scene, Shot, Stage, Title, Tune, View};

/// The width of a frame in pixels.
pub const WIDTH: u32 = 720;
/// The height of a frame in pixels.
pub const HEIGHT: u32 = 1280;
/// Frames per second.
pub const RATE: u32 = 30;

/// How many frames the film has.
pub fn frames(spec: &FilmSpec) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "seconds")]
    let count = (spec.seconds() * RATE as f32).round() as u32;
    count
}

/// Draws the film and gives each frame, in order, to `sink`: RGBA, opaque, rows from the top, [`WIDTH`] × [`HEIGHT`].
/// The sink may break off. Gives back whether the film was drawn to its end.
pub fn render(spec: &FilmSpec, sink: &mut dyn FnMut(&[u8]) -> ControlFlow<()>) -> bool {
    let Some(mut film) = Film::new(spec) else { return false };
    (0..frames(spec)).all(|number| sink(film.frame(number)).is_continue())
}

/// A film while it is drawn: the grounds are painted once, then any frame can be asked for.
pub struct Film {
    spec: FilmSpec,
    starts: Vec<f32>,
    canvas: paint::Canvas,
    place: backdrop::Backdrop,
    /// A quieter ground for cards and words.
    plain: paint::Canvas,
    /// Room for shots that are put together from parts.
    part: paint::Canvas,
}

/// The moment that a shot draws.
#[derive(Clone, Copy, Debug)]
struct Moment {
    /// Seconds since the film began.
    time: f32,
    /// Seconds since the shot began.
    since: f32,
    /// The shot's length in seconds.
    length: f32,
    /// The number of the shot.
    shot: usize,
    /// 1 on the beat, then falling.
    beat: f32,
}

impl Film {
    /// Paints the grounds. Nothing comes back only where there is no memory for a frame.
    pub fn new(spec: &FilmSpec) -> Option<Self> {
        Some(Self {
            spec: *spec,
            starts: spec.starts(),
            canvas: paint::Canvas::new(WIDTH, HEIGHT)?,
            place: backdrop::paint(spec.stage, &spec.look, spec.seed)?,
            plain: backdrop::plain(&spec.look, spec.seed)?,
            part: paint::Canvas::new(WIDTH, HEIGHT)?,
        })
    }

    /// A frame: RGBA, opaque, rows from the top. A number past the end gives the last frame.
    pub fn frame(&mut self, number: u32) -> &[u8] {
        self.draw(number.min(frames(&self.spec).saturating_sub(1)));
        self.canvas.pixmap.data()
    }

    fn draw(&mut self, number: u32) {
        #[expect(clippy::cast_precision_loss, reason = "a film has few frames")]
        let time = number as f32 / RATE as f32;
        let shot = self.starts.iter().rposition(|start| *start <= time + 0.001).unwrap_or(0);
        let Some((scene, start)) = self.spec.scenes.get(shot).zip(self.starts.get(shot)) else { return };
        let since = time - start;
        let beat = (-7.0 * (time * self.spec.tempo / 60.0).fract()).exp();
        let moment = Moment { time, since, length: scene.seconds, shot, beat };
        shots::draw(self, scene.shot, moment);
        if shot > 0 {
            shots::cut(self, moment);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cast::cast;

    #[test]
    fn the_same_film_has_the_same_frames() {
        let cast = cast();
        for athlete in cast.athletes.iter().step_by(7) {
            let (mut one, mut other) = (Film::new(&athlete.film).unwrap(), Film::new(&athlete.film).unwrap());
            // The order in which frames are asked for does not matter either.
            let late = other.frame(170).to_vec();
            assert_eq!(one.frame(40), other.frame(40));
            assert!(one.frame(170) == late, "{}", athlete.name);
            assert_eq!(late.len(), (WIDTH * HEIGHT * 4) as usize);
            assert!(late.as_chunks::<4>().0.iter().all(|pixel| pixel[3] == 255), "a frame is opaque");
        }
    }

    /// ITU-R BT.1702 and WCAG 2.2 (section 2.3.1): a flash is a pair of opposing changes in luminance of a quarter of
    /// the frame or more; no more than three in a second.
    #[test]
    fn no_film_flashes() {
        for athlete in cast().athletes.iter().step_by(5) {
            let mut film = Film::new(&athlete.film).unwrap();
            let mut before: Option<Vec<f32>> = None;
            let mut changes = Vec::new();
            for number in 0..frames(&athlete.film) {
                let luminance: Vec<f32> = film
                    .frame(number)
                    .as_chunks::<4>()
                    .0
                    .iter()
                    .step_by(997)
                    .map(|p| (0.2126 * f32::from(p[0]) + 0.7152 * f32::from(p[1]) + 0.0722 * f32::from(p[2])) / 255.0)
                    .collect();
                if let Some(before) = &before {
                    let share = |up: bool| {
                        let moved = luminance
                            .iter()
                            .zip(before)
                            .filter(|(new, old)| if up { *new - *old > 0.1 } else { *old - *new > 0.1 });
                        moved.count() * 4 > luminance.len()
                    };
                    if share(true) || share(false) {
                        changes.push(number);
                    }
                }
                before = Some(luminance);
            }
            let most = (0..frames(&athlete.film))
                .map(|at| changes.iter().filter(|c| (at..at + RATE).contains(c)).count())
                .max();
            // Two opposing changes make one flash.
            assert!(most.unwrap_or(0) <= 6, "{}: {changes:?}", athlete.name);
        }
    }
}
