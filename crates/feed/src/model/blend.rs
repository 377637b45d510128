//! How much each signal weighs: learned while serving, from what was watched beside what could have been.
//!
//! After a long view the model of the choice (a softmax over the film and some that were not chosen) moves a step towards
//! what was chosen, with a step size for each weight (Duchi, Hazan, Singer: Adaptive Subgradient Methods, JMLR 2011).
//! Viewers with short and long histories have weights of their own.

use serde::{Deserialize, Serialize};

use super::{maths, signals::SIGNALS};

/// Weights for no history, up to 5 long views, up to 20, and more.
pub const BANDS: usize = 4;

/// The weights of the signals, by length of history.
pub type BlendWeights = [[f32; SIGNALS]; BANDS];

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Blend {
    weights: BlendWeights,
    squares: BlendWeights,
}

impl Blend {
    pub(crate) fn new(weights: &BlendWeights, sureness: f32) -> Self {
        Self { weights: *weights, squares: [[sureness; SIGNALS]; BANDS] }
    }

    pub(crate) fn all(&self) -> BlendWeights {
        self.weights
    }

    pub(crate) fn weights(&self, watched: usize) -> &[f32; SIGNALS] {
        &self.weights[band(watched)]
    }

    /// Learns that the first was chosen of all films, for which the others stand: each is given with how many it stands for
    /// (importance sampling of the softmax: Bengio and Senécal, AISTATS 2003).
    pub(crate) fn learn(&mut self, watched: usize, choices: &[([f32; SIGNALS], f32)], rate: f32, weight: f32) {
        let Some((chosen, _)) = choices.first() else { return };
        let band = band(watched);
        let score = |signals: &[f32; SIGNALS]| -> f32 {
            self.weights[band].iter().zip(signals).map(|(weight, signal)| weight * signal).sum()
        };
        let scores: Vec<f32> = choices.iter().map(|(signals, _)| score(signals)).collect();
        let most = scores.iter().copied().fold(f32::MIN, f32::max);
        let mut expected = [0.0_f32; SIGNALS];
        let mut total = 0.0;
        for ((signals, stands_for), score) in choices.iter().zip(&scores) {
            let likely = stands_for * maths::exp(score - most);
            total += likely;
            expected.iter_mut().zip(signals).for_each(|(sum, signal)| *sum += likely * signal);
        }
        for signal in 0..SIGNALS {
            let slope = weight * (chosen[signal] - expected[signal] / total);
            let square = &mut self.squares[band][signal];
            *square += slope * slope;
            self.weights[band][signal] += rate * slope / square.sqrt();
        }
    }
}

fn band(watched: usize) -> usize {
    match watched {
        0 => 0,
        1..=5 => 1,
        6..=20 => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weight_goes_to_the_signal_that_tells() {
        let mut blend = Blend::new(&[[0.0; SIGNALS]; BANDS], 0.01);
        let (mut chosen, mut other) = ([0.0; SIGNALS], [0.0; SIGNALS]);
        (chosen[3], other[3], chosen[4], other[4]) = (1.0, 0.0, 0.5, 0.5);
        for _ in 0..50 {
            blend.learn(9, &[(chosen, 1.0), (other, 1.0)], 0.05, 1.0);
        }
        let weights = blend.weights(9);
        assert!(weights[3] > 0.2 && weights[4] == 0.0, "{weights:?}");
        assert!(blend.weights(0).iter().all(|w| *w == 0.0), "other bands keep theirs");
    }
}
