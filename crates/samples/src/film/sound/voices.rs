//! The instruments: each adds itself to the buffer at a time in seconds.

use std::f32::consts::TAU;

use super::super::motion::mixed;
use super::SAMPLE_RATE;

/// White noise that is the same each time.
pub(super) struct Noise(u64);

impl Noise {
    pub(super) fn new(seed: u64) -> Self {
        Self(mixed(seed, 1) | 1)
    }

    /// The next value, −1 to 1 (xorshift64*, Vigna 2016).
    pub(super) fn next(&mut self) -> f32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let bits = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 40;
        #[expect(clippy::cast_precision_loss, reason = "24 bits fit exactly")]
        let value = bits as f32 / 8_388_608.0 - 1.0;
        value
    }
}

/// The sound so far, as floating point.
pub(super) struct Buffer {
    samples: Vec<f32>,
}

#[expect(clippy::cast_precision_loss, reason = "sample numbers of a few seconds")]
const fn rate() -> f32 {
    SAMPLE_RATE as f32
}

impl Buffer {
    pub(super) fn new(seconds: f32) -> Self {
        Self { samples: vec![0.0; Self::number(seconds)] }
    }

    fn number(seconds: f32) -> usize {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative and short")]
        let number = (seconds.max(0.0) * rate()).round() as usize;
        number
    }

    /// Adds `voice(seconds since start)` from `start` for `length` seconds.
    pub(super) fn each(&mut self, start: f32, length: f32, mut voice: impl FnMut(f32) -> f32) {
        let first = Self::number(start);
        let last = Self::number(start + length).min(self.samples.len());
        for (number, sample) in (0_u32..).zip(self.samples.get_mut(first..last).unwrap_or_default()) {
            #[expect(clippy::cast_precision_loss, reason = "sample numbers of a few seconds")]
            let time = number as f32 / rate();
            *sample += voice(time);
        }
    }

    /// A drum: a falling sine with a click.
    pub(super) fn kick(&mut self, at: f32, level: f32) {
        let mut turn = 0.0_f32;
        self.each(at, 0.32, |t| {
            turn += (46.0 + 92.0 * (-t * 26.0).exp()) / rate();
            (turn * TAU).sin() * (-t * 11.0).exp() * level * (t * 900.0).min(1.0)
        });
    }

    /// A body that lands.
    pub(super) fn thud(&mut self, at: f32, pitch: f32, level: f32) {
        let mut turn = 0.0_f32;
        self.each(at, 0.22, |t| {
            turn += pitch * (0.55 + 0.45 * (-t * 30.0).exp()) / rate();
            (turn * TAU).sin() * (-t * 20.0).exp() * level * (t * 700.0).min(1.0)
        });
    }

    /// Noise above a pitch that stops at once: clap, step, tick.
    pub(super) fn burst(&mut self, at: f32, length: f32, pitch: f32, level: f32, seed: u64) {
        let mut noise = Noise::new(seed);
        let share = 1.0 - (-TAU * pitch / rate()).exp();
        let (mut low, mut lower) = (0.0, 0.0);
        self.each(at, length * 4.0, |t| {
            low += share * (noise.next() - low);
            lower += share * 0.3 * (low - lower);
            (low - lower) * (-t / length).exp() * level * 1.6 * (t * 3000.0).min(1.0)
        });
    }

    /// Air that passes from left to right.
    pub(super) fn whoosh(&mut self, at: f32, length: f32, level: f32, seed: u64) {
        let mut noise = Noise::new(seed);
        let (mut low, mut lower) = (0.0, 0.0);
        self.each(at.max(0.0), length, |t| {
            let arc = (t / length * std::f32::consts::PI).sin();
            let share = 0.02 + 0.22 * arc * arc;
            low += share * (noise.next() - low);
            lower += share * 0.25 * (low - lower);
            (low - lower) * arc * arc * level * 2.0
        });
    }

    /// A stroke in water.
    pub(super) fn splash(&mut self, at: f32, length: f32, level: f32, seed: u64) {
        let mut noise = Noise::new(seed);
        let (mut low, mut lower) = (0.0, 0.0);
        self.each(at, length, |t| {
            let part = t / length;
            let shape = (part * 9.0).min(1.0) * (1.0 - part) * (1.0 - part);
            let open = 0.34 - 0.24 * part;
            low += open * (noise.next() - low);
            lower += 0.05 * (low - lower);
            (low - lower) * shape * level * 1.8
        });
    }

    /// Wheels on a track.
    pub(super) fn whirr(&mut self, at: f32, length: f32, level: f32, seed: u64) {
        let mut noise = Noise::new(seed);
        let mut low = 0.0;
        self.each(at, length, |t| {
            low += 0.08 * (noise.next() - low);
            let spokes = 0.6 + 0.4 * (t * TAU * 24.0).sin();
            let ends = (t * 30.0).min(1.0) * ((length - t) * 30.0).clamp(0.0, 1.0);
            (low * 2.2 + 0.16 * (t * TAU * 186.0).sin()) * spokes * ends * level
        });
    }

    /// A struck bar that rings.
    pub(super) fn bell(&mut self, at: f32, pitch: f32, level: f32, length: f32) {
        self.each(at, length * 1.6, |t| {
            let body = (t * TAU * pitch).sin() + 0.35 * (t * TAU * pitch * 2.01).sin() * (-t * 5.0).exp();
            let bright = 0.18 * (t * TAU * pitch * 3.99).sin() * (-t * 14.0).exp();
            (body + bright) * (-t * 3.2 / length).exp() * level * (t * 400.0).min(1.0) * 0.7
        });
    }

    /// A plain tone with soft ends.
    pub(super) fn tone(&mut self, at: f32, length: f32, pitch: f32, level: f32) {
        self.each(at.max(0.0), length, |t| {
            let ends = (t * 200.0).min(1.0) * ((length - t) * 200.0).clamp(0.0, 1.0);
            ((t * TAU * pitch).sin() + 0.2 * (t * TAU * pitch * 2.0).sin()) * ends * level
        });
    }

    /// A referee's whistle with its pea.
    pub(super) fn whistle(&mut self, at: f32, length: f32, level: f32) {
        self.each(at.max(0.0), length, |t| {
            let ends = (t * 60.0).min(1.0) * ((length - t) * 40.0).clamp(0.0, 1.0);
            let pea = 1.0 + 0.35 * (t * TAU * 34.0).sin();
            ((t * TAU * 2350.0).sin() + 0.6 * (t * TAU * 2610.0).sin()) * pea * ends * level
        });
    }

    /// One voice in the crowd.
    pub(super) fn whoop(&mut self, at: f32, pitch: f32, level: f32) {
        let mut turn = 0.0_f32;
        self.each(at, 0.55, |t| {
            turn += pitch * (1.0 + 0.28 * (t / 0.55 * std::f32::consts::PI).sin()) / rate();
            let shape = (t * 14.0).min(1.0) * (1.0 - t / 0.55);
            ((turn * TAU).sin() + 0.5 * (turn * TAU * 2.0).sin() + 0.3 * (turn * TAU * 3.0).sin()) * shape * level
        });
    }

    /// A bass string: a rounded saw.
    pub(super) fn bass(&mut self, at: f32, pitch: f32, length: f32, level: f32) {
        let mut low = 0.0;
        self.each(at, length, |t| {
            let saw = (t * pitch).fract() * 2.0 - 1.0;
            low += (0.05 + 0.09 * (-t * 14.0).exp()) * (saw - low);
            low * level * (t * 300.0).min(1.0) * ((length - t) * 60.0).clamp(0.0, 1.0)
        });
    }

    /// A held chord note.
    pub(super) fn pad(&mut self, at: f32, length: f32, pitch: f32, level: f32) {
        self.each(at, length, |t| {
            let two = (t * TAU * pitch * 0.997).sin() + (t * TAU * pitch * 1.003).sin();
            two * (t * 4.0).min(1.0) * ((length - t) * 2.5).clamp(0.0, 1.0) * level
        });
    }

    /// Brings the whole to an even loudness and rounds the peaks off.
    pub(super) fn finish(self) -> Vec<f32> {
        #[expect(clippy::cast_precision_loss, reason = "a few seconds of samples")]
        let count = self.samples.len().max(1) as f32;
        let power = self.samples.iter().map(|s| s * s).sum::<f32>() / count;
        // −17 dB below full scale on average.
        let gain = 0.141 / power.sqrt().max(1e-4);
        self.samples.iter().map(|sample| (sample * gain * 1.15).tanh() * 0.86).collect()
    }
}
