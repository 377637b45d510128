//! What a viewer is likely to do: logistic regression over hashed sparse features with a few crosses, learned while serving.
//!
//! Every act has its own weights; a row of the table holds those of one feature for all acts. Step sizes are those of
//! AdaGrad (Duchi, Hazan, Singer 2011); the hashing trick is Weinberger et al. (ICML 2009). A late act is learned as a
//! further, positive case beside the showing, which was learned as negative; as acts are rare this hardly shifts what is
//! predicted (Ktena et al.: Addressing Delayed Feedback, RecSys 2019, section 4).

use serde::{Deserialize, Serialize};

use super::{
    Context, ItemFacts, ModelParams, Outcome, ViewerKey,
    maths::{mix, sigmoid},
    popularity::{Counts, Readings},
    table::Table,
};

/// How many acts are predicted.
pub const PREDICTED: usize = 8;

/// The acts that are predicted, in the order of [`ModelParams::act_weights`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the acts of `Acts`, and the two kinds of view")]
pub enum Predicted {
    LongView,
    Cheer,
    Follow,
    Share,
    Comment,
    /// Turned away within three seconds.
    Skip,
    Hide,
    Report,
}

const ROWS: usize = 16;
const DENSE: usize = 10;

/// The weights of one feature for each act, then their sums of squared slopes: a cache line, and never two halves of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[repr(align(64))]
struct Row([f32; PREDICTED * 2]);

/// The learned weights.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Ranker {
    /// A power of two of them.
    rows: Table<Row>,
    dense: [Row; DENSE],
    means: [f32; PREDICTED],
    learned: u32,
}

/// One showing, as the ranker sees it.
#[derive(Debug)]
pub(crate) struct Case {
    rows: [u32; ROWS],
    dense: [f32; DENSE],
}

/// What is the same for all cases of a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    pub(crate) viewer: Option<ViewerKey>,
    /// How much of what they were shown they watch long ([`History::rate`](super::History::rate)); 0 without a viewer.
    pub(crate) viewer_rate: f32,
    pub(crate) ctx: Context,
    pub(crate) readings: Readings,
}

impl Ranker {
    pub(crate) fn new(params: &ModelParams) -> Self {
        let rows = params.ranker_rows.next_power_of_two().clamp(1 << 8, 1 << 24);
        Self { rows: Table::new(rows), dense: [Row::default(); DENSE], means: [0.0; PREDICTED], learned: 0 }
    }

    /// The features of a showing.
    pub(crate) fn case(&self, item: u32, facts: &ItemFacts, length: u8, counts: &Counts, setting: &Setting) -> Case {
        let mask = self.rows.len() as u64 - 1;
        let mut rows = [u32::MAX; ROWS];
        let mut put = |kind: usize, one: u64, other: u64| {
            let key = mix(mix(one ^ ((kind as u64) << 56)) ^ other);
            rows[kind] = (key & mask) as u32;
        };
        let (surface, hour) = (u64::from(setting.ctx.surface), u64::from(setting.ctx.hour));
        let (item, author, group) = (u64::from(item), u64::from(facts.author), u64::from(facts.group));
        let (topic, length) = (u64::from(facts.topics[0]), u64::from(length));
        put(0, item, 0);
        put(1, author, 0);
        put(2, group, 0);
        put(3, topic, 0);
        put(4, length, 0);
        put(5, hour, 0);
        put(6, surface, 0);
        put(7, surface, item);
        put(8, surface, length);
        put(9, surface, hour);
        if let Some(ViewerKey(viewer)) = setting.viewer {
            put(10, viewer, 0);
            put(11, viewer, group);
            put(12, viewer, length);
            put(13, viewer, surface);
            put(14, viewer, author);
            put(15, viewer, topic);
        }
        let (watched, shown) = (&counts.watched, &counts.shown);
        let log = |count: f32, reading: f32| super::maths::ln(1.0 + count * reading) * 0.3;
        let dense = [
            1.0,
            counts.rate,
            setting.viewer_rate,
            log(watched[0], setting.readings.watched[0]),
            log(watched[1], setting.readings.watched[1]),
            log(watched[2], setting.readings.watched[2]),
            log(shown[0], setting.readings.shown[0]),
            log(shown[1], setting.readings.shown[1]),
            counts.watched_log * 0.2,
            counts.shown_log * 0.2,
        ];
        Case { rows, dense }
    }

    /// How likely each act is.
    pub(crate) fn predict(&self, case: &Case) -> [f32; PREDICTED] {
        let mut sums = [0.0_f32; PREDICTED];
        for (weights, value) in self.dense.iter().zip(case.dense) {
            for (sum, weight) in sums.iter_mut().zip(&weights.0) {
                *sum += weight * value;
            }
        }
        for row in case.rows {
            let Some(weights) = self.rows.get(row) else { continue };
            for (sum, weight) in sums.iter_mut().zip(&weights.0) {
                *sum += weight;
            }
        }
        sums.map(sigmoid)
    }

    /// How much better than usual it is to show this: the sum of the acts' weights times how much likelier than on average
    /// each is.
    pub(crate) fn value(&self, case: &Case, weights: &[f32; PREDICTED]) -> f32 {
        let likely = self.predict(case);
        let parts = likely.iter().zip(&self.means).zip(weights);
        parts.map(|((likely, mean), weight)| weight * (likely - mean)).sum()
    }

    /// Predicts, then learns what became of it. Gives the prediction.
    pub(crate) fn learn(
        &mut self,
        case: &Case,
        outcome: &Outcome,
        weight: f32,
        params: &ModelParams,
    ) -> [f32; PREDICTED] {
        let likely = self.predict(case);
        let happened = happened(outcome);
        let mut slopes = [0.0_f32; PREDICTED];
        for act in 0..PREDICTED {
            if outcome.view.is_some() || happened[act] > 0.0 {
                slopes[act] = weight * (likely[act] - happened[act]);
            }
        }
        if outcome.view.is_some() {
            self.learned = self.learned.saturating_add(1);
            let share = weight.min(1.0) / self.learned.min(50_000) as f32;
            for (mean, happened) in self.means.iter_mut().zip(happened) {
                *mean += share * (happened - *mean);
            }
        }
        for row in case.rows {
            if let Some(weights) = self.rows.get_mut(row) {
                step(weights, &slopes, 1.0, params.ranker_rate);
            }
        }
        for (weights, value) in self.dense.iter_mut().zip(case.dense) {
            step(weights, &slopes, value, params.ranker_dense_rate);
        }
        likely
    }

    pub(crate) fn bytes(&self) -> usize {
        self.rows.bytes()
    }
}

fn step(row: &mut Row, slopes: &[f32; PREDICTED], value: f32, rate: f32) {
    let (weights, squares) = row.0.split_at_mut(PREDICTED);
    for ((weight, square), slope) in weights.iter_mut().zip(squares).zip(slopes) {
        let slope = slope * value;
        *square += slope * slope;
        *weight -= rate * slope / (1.0 + *square).sqrt();
    }
}

fn happened(outcome: &Outcome) -> [f32; PREDICTED] {
    let acts = &outcome.acts;
    let skipped = outcome.view.is_some_and(|v| !v.long && v.play_ms < SKIP_MS);
    let long = outcome.long_view();
    [long, acts.cheer, acts.follow, acts.share, acts.comment, skipped, acts.hide, acts.report].map(f32::from)
}

/// Turning away before this is a skip.
const SKIP_MS: u32 = 3_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Acts, View};

    #[test]
    fn takes_memory_only_for_what_it_learned() {
        let params = ModelParams::default();
        let ranker = Ranker::new(&params);
        assert!(ranker.bytes() < 2 << 20, "{} bytes before anybody watched", ranker.bytes());
        let before = ranker.bytes();
        let setting = Setting {
            viewer: Some(ViewerKey(1)),
            viewer_rate: 0.0,
            ctx: Context::default(),
            readings: Readings { watched: [1.0; 3], shown: [1.0; 2] },
        };
        for item in 0..1_000 {
            let case = ranker.case(item, &ItemFacts::default(), 3, &Counts::default(), &setting);
            ranker.predict(&case);
        }
        assert_eq!(ranker.bytes(), before, "a prediction takes none");
    }

    #[test]
    fn learns_who_likes_what_and_that_late_acts_are_no_refusals() {
        let params = ModelParams::default();
        let mut ranker = Ranker::new(&params);
        let ctx = Context::default();
        let readings = Readings { watched: [1.0; 3], shown: [1.0; 2] };
        let counts = Counts::default();
        let facts = |group| ItemFacts { group, ..ItemFacts::default() };
        let setting = |viewer| Setting { viewer: Some(ViewerKey(viewer)), viewer_rate: 0.0, ctx, readings };
        for round in 0..400_u64 {
            let (viewer, group) = (1 + round % 2, 1 + (round / 2 % 2) as u16);
            let case = ranker.case(7, &facts(group), 3, &counts, &setting(viewer));
            let long = viewer == u64::from(group);
            let view = Some(View { play_ms: if long { 20_000 } else { 500 }, long });
            ranker.learn(&case, &Outcome { view, acts: Acts::default() }, 1.0, &params);
        }
        let likely = |ranker: &Ranker, viewer, group| {
            ranker.predict(&ranker.case(7, &facts(group), 3, &counts, &setting(viewer)))
        };
        assert!(likely(&ranker, 1, 1)[0] > 0.7 && likely(&ranker, 1, 2)[0] < 0.3);
        assert!(likely(&ranker, 2, 2)[0] > 0.7 && likely(&ranker, 2, 1)[0] < 0.3);
        let before = likely(&ranker, 1, 1);
        let case = ranker.case(7, &facts(1), 3, &counts, &setting(1));
        let cheer = Acts { cheer: true, ..Acts::default() };
        ranker.learn(&case, &Outcome { view: None, acts: cheer }, 1.0, &params);
        let after = likely(&ranker, 1, 1);
        assert!(after[1] > before[1], "a cheer came");
        assert!(after[0].to_bits() == before[0].to_bits(), "of the view nothing new is known");
    }
}
