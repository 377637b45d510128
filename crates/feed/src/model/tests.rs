//! What must hold of the whole model, whatever it learns.

use proptest::prelude::*;

use super::*;

const ITEMS: u32 = 40;
const VIEWERS: usize = 6;
const START: i64 = 1_800_000_000_000;

/// One thing that happens: who watches what, for how long, after which pause.
type Step = (usize, u32, u32, i64, u8);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((0..VIEWERS, 0..ITEMS + 2, 0..30_000_u32, 0..9_000_000_i64, 0..64_u8), 0..300)
}

fn params() -> ModelParams {
    ModelParams {
        co_visits_kept: 8,
        co_shown_kept: 8,
        ranker_rows: 1 << 8,
        popular_kept: 16,
        newest_kept: 16,
        ..ModelParams::default()
    }
}

struct World {
    model: Model,
    histories: Vec<History>,
    now: i64,
}

impl World {
    fn new() -> Self {
        let mut model = Model::new(&params());
        for item in 0..ITEMS {
            model.add_item(item, facts(item));
        }
        Self { model, histories: vec![History::default(); VIEWERS], now: START }
    }

    fn step(&mut self, step: &Step) {
        let (viewer, item, play_ms, pause, acts) = *step;
        self.now += pause;
        let view = View { play_ms, long: is_long_view(play_ms, 20_000) };
        let bit = |n: u8| acts & (1 << n) != 0;
        let acts = Acts { cheer: bit(0), follow: bit(1), share: bit(2), comment: bit(3), hide: bit(4), report: bit(5) };
        let outcome = Outcome { view: (play_ms % 7 != 0).then_some(view), acts };
        let ctx = context(self.now);
        let key = ViewerKey(viewer as u64 * 77);
        let history = (viewer > 0).then(|| (&mut self.histories[viewer], key));
        self.model.learn(history, item, &outcome, 0.5 + viewer as f32 / 10.0, self.now, ctx);
    }

    fn run(&mut self, steps: &[Step]) {
        for step in steps {
            self.step(step);
        }
    }

    fn pages(&self) -> Vec<Vec<Scored>> {
        let mut scratch = Scratch::default();
        let page = |(viewer, history): (usize, &History)| {
            let (mut found, mut out) = (Vec::new(), Vec::new());
            self.model.candidates(history, viewer as u64, &mut scratch, &mut found);
            let key = Some(ViewerKey(viewer as u64 * 77));
            let sliders = Sliders { newest: 1, familiar: -2, my_sports: 0 };
            let ctx = context(self.now);
            self.model.score(history, key, &found, self.now, ctx, &sliders, &mut scratch, &mut out);
            out
        };
        self.histories.iter().enumerate().map(page).collect()
    }
}

fn facts(item: u32) -> ItemFacts {
    ItemFacts {
        author: item / 3,
        group: (item % 5) as u16,
        topics: [1 + item % 4, 0, 0],
        duration_ms: 5_000 + item * 1_000,
        published_at_ms: START - i64::from(item) * 3_600_000,
    }
}

fn context(now: i64) -> Context {
    Context { hour: (now / 3_600_000 % 24) as u8, surface: (now % 10) as u8 }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Lost otherwise: a replay that gives the receipt's bytes.
    #[test]
    fn the_same_steps_give_the_same_bits(steps in steps()) {
        let (mut one, mut other) = (World::new(), World::new());
        one.run(&steps);
        other.run(&steps);
        prop_assert_eq!(one.pages(), other.pages());
    }

    /// Lost otherwise: a start from a snapshot that goes on as if the server had never stopped.
    #[test]
    fn a_snapshot_goes_on_as_the_original(steps in steps(), cut in 0..300_usize) {
        let cut = cut.min(steps.len());
        let mut one = World::new();
        one.run(&steps[..cut]);
        let json = serde_json::to_string(&(&one.model, &one.histories)).unwrap();
        let (model, histories) = serde_json::from_str(&json).unwrap();
        let mut other = World { model, histories, now: one.now };
        prop_assert_eq!(one.pages(), other.pages());
        one.run(&steps[cut..]);
        other.run(&steps[cut..]);
        prop_assert_eq!(one.pages(), other.pages());
    }

    /// Lost otherwise: bounded memory, and explanations that can be summed.
    #[test]
    fn pages_are_bounded_and_scores_are_finite_sums(steps in steps(), gone in 0..ITEMS) {
        let mut world = World::new();
        world.run(&steps);
        world.model.remove_item(gone);
        prop_assert!(world.histories.iter().all(|h| h.len() <= HISTORY_MOST));
        prop_assert!(world.histories[0].is_empty(), "no profile was wanted");
        for page in world.pages() {
            prop_assert!(page.len() <= world.model.params().candidates_most);
            let mut items: Vec<u32> = page.iter().map(|s| s.item).collect();
            items.sort_unstable();
            items.dedup();
            prop_assert_eq!(items.len(), page.len(), "each once");
            prop_assert!(!items.contains(&gone));
            for scored in page {
                let mut sum = 0.0_f32;
                scored.parts.iter().for_each(|p| sum += p);
                prop_assert!(sum.is_finite() && sum.to_bits() == scored.total().to_bits());
            }
        }
    }
}

/// Lost otherwise: a film watched after mine comes to me before one that nobody watched.
#[test]
fn what_others_watched_next_comes_first() {
    let mut world = World::new();
    for viewer in 1..5 {
        world.run(&[(viewer, 3, 29_999, 60_000, 0), (viewer, 7, 29_999, 60_000, 0)]);
    }
    world.run(&[(5, 3, 29_999, 60_000, 0)]);
    let page = world.pages().pop().unwrap();
    let best = page.iter().filter(|s| s.item != 3).max_by(|a, b| a.total().total_cmp(&b.total())).unwrap();
    assert_eq!(best.item, 7);
    assert!(best.part(Part::CoVisited) > 0.0);
}

/// Lost otherwise: sliders that do something, and in the direction they say.
#[test]
fn a_slider_moves_the_part_of_its_name() {
    let mut world = World::new();
    world.run(&[(1, 3, 29_999, 60_000, 0)]);
    let mut scratch = Scratch::default();
    let mut with = |sliders: Sliders| {
        let mut out = Vec::new();
        let (history, ctx) = (&world.histories[1], context(world.now));
        world.model.score(history, None, &[4, 13], world.now, ctx, &sliders, &mut scratch, &mut out);
        out
    };
    let (still, turned) = (with(Sliders::default()), with(Sliders { newest: 2, familiar: 2, my_sports: 2 }));
    assert!(turned[0].part(Part::Author) > still[0].part(Part::Author), "3 and 4 are by one author");
    assert!(turned[1].part(Part::Sport) > still[1].part(Part::Sport), "3 and 13 are of one sport");
    assert!(turned[0].part(Part::Fresh) > still[0].part(Part::Fresh));
    let away = with(Sliders { familiar: -2, ..Sliders::default() });
    assert!(away[0].part(Part::Author) < still[0].part(Part::Author));
}
