//! The sound of a film, computed sample by sample: crowd, drum, what the sport sounds like, a closing tune.

mod voices;

use super::motion::{chance, mix, ramp};
use super::spec::{FilmSpec, Shot, Stage, Tune};
use voices::{Buffer, Noise};

/// Samples per second.
pub const SAMPLE_RATE: u32 = 48_000;

/// The whole sound track: one channel, signed 16 bit, at [`SAMPLE_RATE`], as long as the film.
pub fn sound(spec: &FilmSpec) -> Vec<i16> {
    track(spec)
        .into_iter()
        .map(|sample| {
            #[expect(clippy::cast_possible_truncation, reason = "within 16 bits")]
            let value = (sample * 32_767.0).round() as i16;
            value
        })
        .collect()
}

/// The same for two ears: left and right in turn, −1 to 1. The right ear hears a little later, so that the stands
/// are around the listener while the drum stays in the middle.
pub fn sound_stereo(spec: &FilmSpec) -> Vec<f32> {
    let middle = track(spec);
    let late = 14 * SAMPLE_RATE as usize / 1000;
    let delayed = |number: usize| number.checked_sub(late).and_then(|n| middle.get(n)).copied().unwrap_or(0.0);
    (0..middle.len())
        .flat_map(|number| {
            let (now, then) = (middle.get(number).copied().unwrap_or(0.0), delayed(number));
            // The two ears add up to the middle again, for listeners with one speaker.
            [now * 0.93 + then * 0.14, now * 0.93 - then * 0.14]
        })
        .map(|sample: f32| sample.clamp(-1.0, 1.0))
        .collect()
}

fn track(spec: &FilmSpec) -> Vec<f32> {
    let seconds = spec.seconds();
    let mut buffer = Buffer::new(seconds);
    let starts = spec.starts();
    let cheer = spec
        .scenes
        .iter()
        .zip(&starts)
        .find_map(|(scene, start)| matches!(scene.shot, Shot::Cheer(_)).then_some(*start))
        .unwrap_or(seconds);
    crowd(&mut buffer, spec, &starts, cheer);
    music(&mut buffer, spec, cheer);
    opening(&mut buffer, spec);
    for (index, (scene, start)) in (0_u64..).zip(spec.scenes.iter().zip(&starts)) {
        if index > 0 {
            buffer.whoosh(*start - 0.22, 0.42, 0.20, spec.seed ^ index);
        }
        match scene.shot {
            Shot::Action(..) => action(&mut buffer, spec, *start, scene.seconds),
            Shot::Title(_) => action(&mut buffer, spec, *start + 0.4, scene.seconds - 0.4),
            Shot::Clock(..) => ticks(&mut buffer, *start, scene.seconds * 0.58, 0.085),
            Shot::Countdown => ticks(&mut buffer, *start + 0.1, scene.seconds * 0.5, 0.12),
            Shot::Score(..) => ticks(&mut buffer, *start + 0.2, scene.seconds * 0.5, 0.14),
            Shot::Target(_, hits, _) => {
                let count = f32::from(u8::try_from(hits.len()).unwrap_or(1).max(1));
                for i in 0..u8::try_from(hits.len()).unwrap_or(0) {
                    let at = start + 0.45 + scene.seconds * 0.62 / count * f32::from(i);
                    buffer.whoosh(at - 0.16, 0.2, 0.22, spec.seed ^ u64::from(i));
                    buffer.thud(at, 150.0, 0.5);
                    buffer.burst(at, 0.05, 2600.0, 0.3, spec.seed ^ 5);
                }
            }
            Shot::Bars(_, bars, _) => {
                for i in 0..u8::try_from(bars.len()).unwrap_or(0) {
                    let note = 330.0 * 2.0_f32.powf(f32::from(i) * 2.0 / 12.0);
                    buffer.bell(start + 0.25 + f32::from(i) * 0.24, note, 0.22, 0.5);
                }
            }
            Shot::Words(lines) => {
                let count = f32::from(u8::try_from(lines.len()).unwrap_or(1).max(1));
                for i in 0..u8::try_from(lines.len()).unwrap_or(0) {
                    buffer.thud(start + scene.seconds * 0.72 / count * f32::from(i), 90.0, 0.65);
                }
            }
            Shot::Cheer(_) => {}
        }
    }
    tune(&mut buffer, spec, cheer);
    buffer.finish()
}

/// The stands: never silent, louder with the action, up on their feet at the end.
fn crowd(buffer: &mut Buffer, spec: &FilmSpec, starts: &[f32], cheer: f32) {
    let level = |time: f32| {
        let shot = starts.iter().rposition(|s| *s <= time).unwrap_or(0);
        let base = match spec.scenes.get(shot).map(|s| s.shot) {
            Some(Shot::Action(..)) => 0.34,
            Some(Shot::Words(_) | Shot::Countdown) => 0.16,
            Some(Shot::Cheer(_)) => 0.30,
            _ => 0.22,
        };
        base + 0.55 * ramp(time, cheer - 1.1, cheer + 0.35)
    };
    let mut noise = Noise::new(spec.seed ^ 0xc0);
    let (mut low, mut high, mut slow) = (0.0_f32, 0.0_f32, 0.0_f32);
    let end = spec.seconds();
    buffer.each(0.0, end, |time| {
        let white = noise.next();
        // A band of noise where many voices meet, moved by slow waves of its own.
        low += 0.17 * (white - low);
        high += 0.028 * (low - high);
        let band = low - high;
        slow += 0.000_15 * (level(time) - slow);
        let swell = 0.8 + 0.2 * (time * 2.1 + 1.0).sin() * (time * 0.83).cos();
        band * slow * swell * ramp(time, 0.0, 0.3) * (1.0 - ramp(time, end - 0.5, end) * 0.85)
    });
    // Single voices that rise out of the crowd at the end.
    for i in 0..14_u64 {
        let at = cheer + 0.1 + 1.6 * chance(spec.seed, 5000 + i);
        let pitch = mix(420.0, 980.0, chance(spec.seed, 5100 + i));
        buffer.whoop(at, pitch, 0.035);
    }
}

/// Drum and bass on the beat; the drum waits for the first cut.
fn music(buffer: &mut Buffer, spec: &FilmSpec, cheer: f32) {
    let beat = 60.0 / spec.tempo;
    let root = match spec.tune {
        Tune::Rise => 73.42,
        Tune::Roll => 82.41,
    };
    let first = spec.scenes.first().map_or(0.0, |s| s.seconds);
    let steps = [1.0, 1.0, 1.2, 1.0, 0.891, 0.891, 1.335, 1.2];
    let mut number = 0_u16;
    let mut at = 0.0;
    while at < spec.seconds() - 0.2 {
        if at < first - 0.05 {
            // A heart before the start.
            buffer.kick(at, 0.5);
            buffer.kick(at + beat * 0.32, 0.32);
        } else {
            buffer.kick(at, 0.75);
            buffer.burst(at + beat * 0.5, 0.035, 7000.0, 0.10, u64::from(number));
            if !number.is_multiple_of(2) {
                buffer.burst(at, 0.12, 1900.0, 0.22, u64::from(number) ^ 0x63);
            }
            let step = steps[usize::from(number) % steps.len()];
            let quiet = if at >= cheer { 0.55 } else { 1.0 };
            buffer.bass(at, root * step, beat * 0.42, 0.30 * quiet);
            buffer.bass(at + beat * 0.5, root * step, beat * 0.4, 0.24 * quiet);
        }
        number += 1;
        at += beat;
    }
}

/// What begins the sport.
fn opening(buffer: &mut Buffer, spec: &FilmSpec) {
    let first = spec.scenes.first().map_or(0.0, |s| s.seconds);
    match spec.stage {
        Stage::Court | Stage::Park => buffer.whistle(first - 0.35, 0.30, 0.13),
        Stage::Mat | Stage::Platform => buffer.bell(first - 0.1, 440.0, 0.4, 1.4),
        Stage::Range => buffer.tone(first - 0.4, 0.35, 1046.5, 0.12),
        _ => {
            buffer.tone(first - 0.72, 0.12, 784.0, 0.14);
            buffer.tone(first - 0.38, 0.12, 784.0, 0.14);
            buffer.tone(first - 0.02, 0.34, 1568.0, 0.13);
        }
    }
}

/// The sport itself, in time with the pictogram's loop.
fn action(buffer: &mut Buffer, spec: &FilmSpec, start: f32, length: f32) {
    let turn = grandstand_pictogram::loop_seconds(spec.sport);
    let half = turn / 2.0;
    let mut number = 0_u64;
    let mut at = (start / half).ceil() * half;
    while at < start + length - 0.05 {
        let seed = spec.seed ^ (number * 31);
        let even = number.is_multiple_of(2);
        match spec.stage {
            Stage::Track => {
                buffer.burst(at, 0.05, 900.0, 0.34, seed);
                buffer.thud(at, 120.0, 0.22);
            }
            Stage::Pool | Stage::River => buffer.splash(at, half * 0.9, 0.24, seed),
            Stage::Road | Stage::Velodrome => buffer.whirr(at, half, 0.13, seed),
            Stage::Court if even => {
                buffer.burst(at, 0.03, 2400.0, 0.42, seed);
                buffer.thud(at, 210.0, 0.34);
            }
            Stage::Mat if even => buffer.thud(at, 80.0, 0.55),
            Stage::Range if even => {
                buffer.bell(at + 0.1, 196.0, 0.30, 0.35);
                buffer.whoosh(at + 0.1, 0.3, 0.2, seed);
            }
            Stage::Park => {
                buffer.whirr(at, half, 0.10, seed);
                if even {
                    buffer.burst(at, 0.04, 1500.0, 0.4, seed);
                }
            }
            Stage::Wall => buffer.burst(at, 0.06, 600.0, 0.3, seed),
            Stage::Platform if even => {
                buffer.bell(at, 523.0, 0.12, 0.25);
                buffer.thud(at, 60.0, 0.6);
            }
            _ => {}
        }
        number += 1;
        at += half;
    }
}

/// Digits that run, then stand.
fn ticks(buffer: &mut Buffer, start: f32, length: f32, apart: f32) {
    let mut at = start;
    while at < start + length {
        buffer.burst(at, 0.012, 3800.0, 0.20, 7);
        at += apart;
    }
    buffer.bell(start + length, 1174.7, 0.26, 0.9);
    buffer.bell(start + length, 1760.0, 0.12, 0.7);
}

/// Five notes and a chord.
fn tune(buffer: &mut Buffer, spec: &FilmSpec, cheer: f32) {
    let (notes, chord): ([f32; 5], [f32; 3]) = match spec.tune {
        Tune::Rise => ([587.33, 739.99, 880.0, 987.77, 1174.66], [293.66, 369.99, 440.0]),
        Tune::Roll => ([659.25, 783.99, 659.25, 987.77, 1318.51], [329.63, 415.30, 493.88]),
    };
    let step = 60.0 / spec.tempo / 2.0;
    for (i, note) in (0_u8..).zip(notes) {
        let at = cheer + 0.08 + step * f32::from(i);
        let long = if i == 4 { 1.8 } else { 0.5 };
        buffer.bell(at, note, 0.34, long);
        buffer.bell(at, note * 2.0, 0.10, long * 0.6);
    }
    for note in chord {
        buffer.pad(cheer + 0.05, spec.seconds() - cheer, note, 0.10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_film_can_be_heard_and_none_clips() {
        for athlete in &crate::cast::cast().athletes {
            let samples = sound(&athlete.film);
            let wanted = athlete.film.seconds() * 48_000.0;
            #[expect(clippy::cast_precision_loss, reason = "a few seconds of samples")]
            let length = samples.len() as f32;
            assert!((length - wanted).abs() < 2.0);
            let peak = samples.iter().map(|s| i32::from(*s).abs()).max().unwrap_or(0);
            assert!((8_000..32_000).contains(&peak), "{}: {peak}", athlete.film.family);
            assert_eq!(samples, sound(&athlete.film), "the same film has the same sound");
        }
    }
}
