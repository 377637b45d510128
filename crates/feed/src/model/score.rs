//! From learned state to candidates and scores.

use super::{
    Context, History, Item, Model, PARTS, Part, Scored, Scratch, Setting, Signals, Sliders, ViewerKey, maths,
    signals::{SIGNALS, at},
    sums::cut,
};

/// Which part of the score each signal belongs to.
const PART_OF: [Part; SIGNALS] = {
    let mut parts = [Part::Popular; SIGNALS];
    parts[at::CO_VISITED_LOG] = Part::CoVisited;
    parts[at::CO_VISITED] = Part::CoVisited;
    parts[at::CO_SHOWN_LOG] = Part::CoShown;
    parts[at::CO_SHOWN] = Part::CoShown;
    parts[at::RATE] = Part::Quality;
    parts[at::WATCHED_EVER] = Part::Quality;
    parts[at::SHOWN_EVER] = Part::Quality;
    parts[at::FRESH] = Part::Fresh;
    parts[at::SPORT] = Part::Sport;
    parts[at::TOPIC] = Part::Topic;
    parts[at::AUTHOR] = Part::Author;
    parts[at::LENGTH] = Part::Length;
    parts
};

impl Model {
    /// Proposes films: what goes with what this viewer watched and was shown, what is popular now, what is new, and a few
    /// drawn by `seed`. Each once, in an order that means nothing; at most `candidates_most` of [`super::ModelParams`].
    pub fn candidates(&self, history: &History, seed: u64, scratch: &mut Scratch, out: &mut Vec<u32>) {
        out.clear();
        self.sum(history, scratch);
        let Scratch { visited, shown, marks, order, .. } = scratch;
        marks.fit(self.items.len());
        let params = &self.params;
        let mut put = |item: u32| {
            if marks.of(item) == 0.0 && out.len() < params.candidates_most && self.knows(item).is_some() {
                marks.add(item, 1.0);
                out.push(item);
            }
        };
        for (sums, most) in [(&*visited, params.candidates_co_visited), (&*shown, params.candidates_co_shown)] {
            sums.largest(most, order);
            for (_, item) in order.iter() {
                put(*item);
            }
        }
        self.popularity.top().iter().take(params.candidates_popular).for_each(|item| put(*item));
        self.popularity.newest().rev().take(params.candidates_new).for_each(&mut put);
        let mut bits = seed;
        for _ in 0..params.candidates_random {
            bits = maths::mix(bits);
            put(maths::below(bits, self.items.len()) as u32);
        }
        marks.clear();
    }

    /// Scores films for a viewer, in the order given; unknown ones are left out. The score of a film is [`Scored::total`].
    /// For a viewer who wants no profile give an empty history and no key.
    #[expect(clippy::too_many_arguments, reason = "each is a matter of its own, and none has a sensible default")]
    pub fn score(
        &self,
        history: &History,
        key: Option<ViewerKey>,
        candidates: &[u32],
        now_ms: i64,
        ctx: Context,
        sliders: &Sliders,
        scratch: &mut Scratch,
        out: &mut Vec<Scored>,
    ) {
        out.clear();
        self.sum(history, scratch);
        let Scratch { visited, shown, order, .. } = scratch;
        let signals = Signals::new(self, history, now_ms, visited, shown);
        let weights = self.blend.weights(history.len());
        let asked = [
            (Part::Fresh, at::FRESH, sliders.newest),
            (Part::Author, at::AUTHOR, sliders.familiar),
            (Part::Sport, at::SPORT, sliders.my_sports),
        ];
        // What is known of all candidates is asked for at once, before the first of them waits for it.
        std::hint::black_box(candidates.iter().fold(0, |read, item| read ^ self.touch(*item)));
        for &item in candidates {
            let Some(known) = self.knows(item) else { continue };
            let values = signals.of(item, known);
            let mut scored = Scored { item, parts: [0.0; PARTS] };
            for signal in 0..SIGNALS {
                scored.add(PART_OF[signal], weights[signal] * values[signal]);
            }
            for (part, signal, steps) in asked {
                scored.add(part, f32::from(steps) * self.params.slider * values[signal]);
            }
            out.push(scored);
        }
        self.predict(history, key, now_ms, ctx, order, out);
    }

    /// Asks the ranker for the best films: it costs more than all else, and for the others its answer would change nothing.
    fn predict(
        &self,
        history: &History,
        viewer: Option<ViewerKey>,
        now_ms: i64,
        ctx: Context,
        order: &mut Vec<(f32, u32)>,
        out: &mut [Scored],
    ) {
        order.clear();
        order.extend(out.iter().zip(0..).map(|(scored, place)| (scored.total(), place)));
        cut(order, self.params.predicted_most);
        let readings = self.popularity.readings(now_ms);
        let setting = Setting { viewer, viewer_rate: viewer.map_or(0.0, |_| history.rate()), ctx, readings };
        for (_, place) in order.iter() {
            let Some(scored) = out.get_mut(*place as usize) else { continue };
            let Some(Item { facts, length, .. }) = self.knows(scored.item) else { continue };
            let counts = self.popularity.counts(scored.item);
            let case = self.ranker.case(scored.item, facts, *length, counts, &setting);
            scored.add(Part::Predicted, self.ranker.value(&case, &self.params.act_weights));
        }
    }
}
