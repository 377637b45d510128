//! Sums by film that are emptied as quickly as they were filled.

/// A number for each film, most of them 0.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sums {
    values: Vec<f32>,
    touched: Vec<u32>,
}

impl Sums {
    pub(crate) fn fit(&mut self, items: usize) {
        self.clear();
        if self.values.len() < items {
            self.values.resize(items, 0.0);
        }
    }

    /// Adds to the sum of a film; `value` is not negative.
    pub(crate) fn add(&mut self, item: u32, value: f32) {
        if let Some(sum) = self.values.get_mut(item as usize) {
            if *sum == 0.0 && value > 0.0 {
                self.touched.push(item);
            }
            *sum += value;
        }
    }

    pub(crate) fn of(&self, item: u32) -> f32 {
        self.values.get(item as usize).copied().unwrap_or_default()
    }

    /// The films whose sum is not 0, in the order in which they were first added.
    pub(crate) fn touched(&self) -> &[u32] {
        &self.touched
    }

    pub(crate) fn clear(&mut self) {
        for item in self.touched.drain(..) {
            if let Some(sum) = self.values.get_mut(item as usize) {
                *sum = 0.0;
            }
        }
    }
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
