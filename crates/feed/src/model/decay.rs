//! Decaying counters without touching them: forward decay.
//!
//! A counter that halves every `half_life` is kept as the sum of `2^((t - landmark) / half_life)` over its events; its value
//! now is that sum times `2^(-(now - landmark) / half_life)`. So adding is one addition, the order of counters needs no
//! clock, and reading is one multiplication (Cormode, Shkapenyuk, Srivastava, Xu: Forward Decay, ICDE 2009).

use serde::{Deserialize, Serialize};

/// Half-lives after which the landmark moves: single precision holds far more.
const REACH: f32 = 60.0;

/// The clock of counters with one half-life.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Decay {
    half_life_ms: f32,
    landmark_ms: Option<i64>,
}

impl Decay {
    pub(crate) fn new(half_life_ms: f32) -> Self {
        Self { half_life_ms: half_life_ms.max(1.0), landmark_ms: None }
    }

    /// What an event of weight 1 adds to a counter. `rescale` is called with a factor for every counter when the landmark
    /// has to move.
    pub(crate) fn gain(&mut self, at_ms: i64, rescale: impl FnOnce(f32)) -> f32 {
        let landmark = *self.landmark_ms.get_or_insert(at_ms);
        let steps = self.steps(landmark, at_ms);
        if steps <= REACH {
            return libm::exp2f(steps.max(-REACH));
        }
        rescale(libm::exp2f(-steps));
        self.landmark_ms = Some(at_ms);
        1.0
    }

    /// What to multiply a counter with to read it. Before the landmark nothing is known, so that reads as the landmark does.
    pub(crate) fn reading(&self, now_ms: i64) -> f32 {
        self.landmark_ms.map_or(1.0, |landmark| libm::exp2f(-self.steps(landmark, now_ms).max(0.0)))
    }

    fn steps(&self, from_ms: i64, to_ms: i64) -> f32 {
        (to_ms - from_ms) as f32 / self.half_life_ms
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_halves_and_survives_a_moved_landmark() {
        let mut decay = Decay::new(1_000.0);
        let mut counter = decay.gain(0, |_| unreachable!());
        assert!((counter * decay.reading(1_000) - 0.5).abs() < 1e-6);
        let gain = decay.gain(61_000, |factor| counter *= factor);
        counter += gain;
        assert!((counter * decay.reading(61_000) - 1.0).abs() < 1e-6);
        assert!((counter * decay.reading(62_000) - 0.5).abs() < 1e-6);
    }
}
