//! Every number the model works with. They are part of the manifest, so all of them are published.

use serde::{Deserialize, Serialize};

use super::{
    blend::BlendWeights,
    popularity::{SHOWN, WATCHED},
    ranker::PREDICTED,
};

/// The numbers; [`Default`] gives the published ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ModelParams {
    /// Half-lives with which long views are counted, in milliseconds; the second is what "popular now" means.
    pub watched_half_lives_ms: [f32; WATCHED],
    /// Half-lives with which showings are counted, in milliseconds.
    pub shown_half_lives_ms: [f32; SHOWN],
    /// What a cheer, follow, share or comment counts in popularity beside a long view, which counts 1.
    pub popular_act: f32,
    /// How many films the list of those that are popular now holds.
    pub popular_kept: usize,
    /// How many of the newest films are kept at hand.
    pub newest_kept: usize,
    /// How many co-visited films are kept for each film.
    pub co_visits_kept: usize,
    /// How many of a viewer's last long views a new one is paired with.
    pub co_visit_window: usize,
    /// Weight of the pair "came before" beside "came after", which weighs 1.
    pub co_visit_backward: f32,
    /// How many co-shown films are kept for each film.
    pub co_shown_kept: usize,
    /// How many of what a viewer was shown last a new showing is paired with.
    pub co_shown_window: usize,
    /// Weight of the pair "came before" beside "came after", which weighs 1.
    pub co_shown_backward: f32,
    /// Weight of the n-th last of a viewer's history, newest first; what is older counts for nothing.
    pub history_decay_powers: Vec<f32>,
    /// Exponent with which the popularity of a film of the history lessens what follows from it.
    pub source_exponent: f32,
    /// Popularity is added to this before it damps what goes together.
    pub damp_offset: f32,
    /// Exponent with which popularity damps what goes together.
    pub damp_exponent: f32,
    /// Going together that counts as one.
    pub co_visit_unit: f32,
    /// Half-life of a film's freshness, in days.
    pub fresh_half_life_days: f32,
    /// The most candidates.
    pub candidates_most: usize,
    /// Candidates from co-visitation.
    pub candidates_co_visited: usize,
    /// Candidates from what was shown together.
    pub candidates_co_shown: usize,
    /// Candidates from what is popular now.
    pub candidates_popular: usize,
    /// Candidates from what is newest.
    pub candidates_new: usize,
    /// Candidates drawn.
    pub candidates_random: usize,
    /// Weights of the signals before anything was learned.
    pub blend: BlendWeights,
    /// How sure those are: the sum of squared slopes they stand for.
    pub blend_sureness: f32,
    /// Step size of the blend.
    pub blend_rate: f32,
    /// Every how many long views the blend learns at first.
    pub blend_every: u32,
    /// For how many long views that holds.
    pub blend_early: u32,
    /// Every how many it learns later: a host with many viewers has enough to learn from, and each lesson takes as long as a
    /// page.
    pub blend_seldom: u32,
    /// Beside how many others a choice is put.
    pub blend_others: usize,
    /// Rows of the ranker's table, a power of two.
    pub ranker_rows: usize,
    /// Step size of the ranker's hashed features.
    pub ranker_rate: f32,
    /// Step size of its numbers.
    pub ranker_dense_rate: f32,
    /// For how many of the best films the ranker is asked.
    pub predicted_most: usize,
    /// What each predicted act is worth: long view, cheer, follow, share, comment, skip, hide, report.
    pub act_weights: [f32; PREDICTED],
    /// What one step of a slider adds to the weight of its part.
    pub slider: f32,
}

/// Rounded from what the blend had learned at the end of the April stream of KuaiRand-Pure.
#[rustfmt::skip]
const BLEND: BlendWeights = [
    [-0.2, 0.25, 0.15, 0.0, 0.1, 0.5, 0.1, 1.0, 0.5, 0.3, 0.3, 0.45, 0.1, 0.0, 0.0, 0.1, 0.0],
    [-0.14, 0.24, 0.18, 0.06, 0.17, 0.4, 0.0, 1.25, 0.5, -0.18, 0.03, 0.25, 0.1, 0.2, 0.22, 1.3, 0.12],
    [-0.15, 0.28, 0.28, 0.15, 0.3, 0.8, 0.05, 1.4, 0.65, -0.3, -0.3, -0.02, 0.1, 0.18, 0.22, 1.6, 0.13],
    [-0.2, 0.32, 0.33, 0.17, 0.31, 1.02, -0.2, 1.2, 0.3, 0.0, -0.3, -0.16, 0.1, 0.18, 0.23, 1.55, 0.15],
];

impl Default for ModelParams {
    fn default() -> Self {
        const HOUR: f32 = 3_600_000.0;
        Self {
            watched_half_lives_ms: [1.5 * HOUR, 6.0 * HOUR, 24.0 * HOUR],
            shown_half_lives_ms: [HOUR, 4.0 * HOUR],
            popular_act: 0.25,
            popular_kept: 256,
            newest_kept: 256,
            co_visits_kept: 512,
            co_visit_window: 20,
            co_visit_backward: 0.5,
            co_shown_kept: 512,
            co_shown_window: 20,
            co_shown_backward: 0.5,
            history_decay_powers: std::iter::successors(Some(1.0_f32), |p| Some(p * 0.9)).take(20).collect(),
            source_exponent: 0.5,
            damp_offset: 10.0,
            damp_exponent: 0.6,
            co_visit_unit: 0.02,
            fresh_half_life_days: 3.0,
            candidates_most: 260,
            candidates_co_visited: 80,
            candidates_co_shown: 80,
            candidates_popular: 60,
            candidates_new: 30,
            candidates_random: 10,
            blend: BLEND,
            blend_sureness: 20.0,
            blend_rate: 0.05,
            blend_every: 8,
            blend_early: 8_192,
            blend_seldom: 64,
            blend_others: 48,
            ranker_rows: 1 << 18,
            ranker_rate: 0.08,
            ranker_dense_rate: 0.03,
            predicted_most: 60,
            act_weights: [0.2, 0.4, 0.8, 0.6, 0.4, -0.2, -0.8, -2.0],
            slider: 0.5,
        }
    }
}
