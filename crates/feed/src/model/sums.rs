//! Sums by film that are emptied as quickly as they were filled.

/// A number for each film, most of them 0.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sums {
    values: Vec<f32>,
    /// The films whose sum is not 0, in the order in which they were first added, then room for one more.
    touched: Vec<u32>,
    count: usize,
}

impl Sums {
    pub(crate) fn fit(&mut self, items: usize) {
        self.clear();
        if self.values.len() < items {
            self.values.resize(items, 0.0);
            self.touched.resize(items + 1, 0);
        }
    }

    /// Adds to the sum of a film; `value` is not negative. Nothing here is decided by a branch that could be guessed wrong:
    /// a page adds some ten thousand times.
    pub(crate) fn add(&mut self, item: u32, value: f32) {
        let (Some(sum), Some(room)) = (self.values.get_mut(item as usize), self.touched.get_mut(self.count)) else {
            return;
        };
        *room = item;
        self.count += usize::from(*sum == 0.0 && value > 0.0);
        *sum += value;
    }

    pub(crate) fn of(&self, item: u32) -> f32 {
        self.values.get(item as usize).copied().unwrap_or_default()
    }

    /// The films whose sum is not 0, in the order in which they were first added.
    pub(crate) fn touched(&self) -> &[u32] {
        self.touched.get(..self.count).unwrap_or_default()
    }

    /// The films with the largest sums, the first of those that are level, in no order.
    pub(crate) fn largest(&self, most: usize, order: &mut Vec<(f32, u32)>) {
        /// One film in so many is looked at to guess how large a sum must be.
        const SAMPLE: usize = 16;
        order.clear();
        let touched = self.touched();
        let all = touched.iter().map(|item| (self.of(*item), *item));
        let mut least = 0.0;
        if touched.len() > 4 * most.max(SAMPLE) {
            order.extend(all.clone().step_by(SAMPLE));
            // Twice as many as wanted, on average.
            let place = (2 * most / SAMPLE + 2).min(order.len() - 1);
            least = order.select_nth_unstable_by(place, descending).1.0;
            order.clear();
        }
        order.extend(all.clone().filter(|(sum, _)| *sum >= least));
        if order.len() < most && least > 0.0 {
            order.clear();
            order.extend(all);
        }
        cut(order, most);
    }

    pub(crate) fn clear(&mut self) {
        for item in self.touched.iter().take(self.count) {
            if let Some(sum) = self.values.get_mut(*item as usize) {
                *sum = 0.0;
            }
        }
        self.count = 0;
    }
}

/// Keeps the largest, the first of those that are level, in no order.
pub(crate) fn cut(order: &mut Vec<(f32, u32)>, most: usize) {
    if most < order.len() {
        order.select_nth_unstable_by(most, descending);
        order.truncate(most);
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "this is how sorting asks")]
fn descending(a: &(f32, u32), b: &(f32, u32)) -> std::cmp::Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}

/// Room to work in, kept between calls to save allocations. What stands in it never changes a result.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    /// Of which history, and after how much was learned, `visited` and `shown` are.
    pub(crate) stamp: Option<(u64, u64, usize)>,
    pub(crate) visited: Sums,
    pub(crate) shown: Sums,
    pub(crate) marks: Sums,
    pub(crate) order: Vec<(f32, u32)>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Lost otherwise: candidates that the guess left out.
        #[test]
        fn the_largest_are_the_largest(adds in prop::collection::vec((0..3_000_u32, 0..60_u8), 0..6_000), most in 1..130_usize) {
            let mut sums = Sums::default();
            sums.fit(3_000);
            for (item, value) in &adds {
                sums.add(*item, f32::from(*value));
            }
            let mut all: Vec<(f32, u32)> = (0..3_000).map(|item| (sums.of(item), item)).filter(|(sum, _)| *sum > 0.0).collect();
            all.sort_by(descending);
            let mut touched = sums.touched().to_vec();
            touched.sort_unstable();
            let mut filled: Vec<u32> = all.iter().map(|(_, item)| *item).collect();
            filled.sort_unstable();
            prop_assert_eq!(touched, filled);
            let mut found = Vec::new();
            sums.largest(most, &mut found);
            found.sort_by(descending);
            all.truncate(most);
            prop_assert_eq!(found, all);
            sums.clear();
            prop_assert!((0..3_000).all(|item| sums.of(item) == 0.0) && sums.touched().is_empty());
        }
    }
}
