//! What goes with what: for each film a bounded list of the films that came after it (and, weaker, before it).

use serde::{Deserialize, Serialize};

use super::Sums;

/// The lists, in one flat array: the block of film `i` holds `kept` films, then their `kept` weights as bits. The first
/// `lengths[i]` places of either are in use, in no order.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Lists {
    kept: usize,
    lengths: Vec<u8>,
    blocks: Vec<u32>,
}

impl Lists {
    pub(crate) fn new(kept: usize) -> Self {
        Self { kept: kept.clamp(1, 255), lengths: Vec::new(), blocks: Vec::new() }
    }

    pub(crate) fn fit(&mut self, items: usize) {
        if self.lengths.len() < items {
            self.lengths.resize(items, 0);
            self.blocks.resize(items * self.kept * 2, 0);
        }
    }

    /// Empties the list of a film that is gone. In other lists it is worn down by what comes.
    pub(crate) fn removed(&mut self, item: u32) {
        if let Some(length) = self.lengths.get_mut(item as usize) {
            *length = 0;
        }
    }

    /// `item` came after these films, the newest first.
    pub(crate) fn learn(&mut self, earlier: impl Iterator<Item = u32>, item: u32, weight: f32, backward: f32) {
        for (place, other) in earlier.enumerate() {
            if other != item {
                let near = weight / (1 + place) as f32;
                self.add(other, item, near);
                self.add(item, other, near * backward);
            }
        }
    }

    fn add(&mut self, from: u32, to: u32, gain: f32) {
        let kept = self.kept;
        let Some(length) = self.lengths.get_mut(from as usize) else { return };
        let start = from as usize * kept * 2;
        let (others, weights) = self.blocks[start..start + kept * 2].split_at_mut(kept);
        let used = *length as usize;
        if let Some(place) = find(&others[..used], to) {
            weights[place] = (f32::from_bits(weights[place]) + gain).to_bits();
        } else if used < kept {
            others[used] = to;
            weights[used] = gain.to_bits();
            *length += 1;
        } else {
            // Full: newcomers wear the weakest down until one takes its place (Misra and Gries 1982, weighted). Weights
            // are not negative, so their bits sort as they do.
            let mut weakest = 0;
            for place in 1..used {
                if weights[place] < weights[weakest] {
                    weakest = place;
                }
            }
            let left = f32::from_bits(weights[weakest]) - gain;
            if left < 0.0 {
                others[weakest] = to;
                weights[weakest] = gain.to_bits();
            } else {
                weights[weakest] = left.to_bits();
            }
        }
    }

    /// Adds the list of a film, times a share, to the sums.
    pub(crate) fn sum(&self, item: u32, share: f32, sums: &mut Sums) {
        let Some(length) = self.lengths.get(item as usize) else { return };
        let start = item as usize * self.kept * 2;
        let used = *length as usize;
        let (others, weights) = self.blocks[start..start + self.kept * 2].split_at(self.kept);
        for (other, weight) in others[..used].iter().zip(&weights[..used]) {
            sums.add(*other, share * f32::from_bits(*weight));
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        self.lengths.capacity() + self.blocks.capacity() * 4
    }
}

/// The place of a film, looked for in steps that compilers turn into vector instructions.
fn find(others: &[u32], wanted: u32) -> Option<usize> {
    let (steps, rest) = others.as_chunks::<8>();
    for (step, eight) in steps.iter().enumerate() {
        let mut any = false;
        for other in eight {
            any |= *other == wanted;
        }
        if any {
            return eight.iter().position(|o| *o == wanted).map(|at| step * 8 + at);
        }
    }
    rest.iter().position(|o| *o == wanted).map(|at| steps.len() * 8 + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_list_keeps_the_strong_and_lets_newcomers_in_after_a_while() {
        let mut lists = Lists::new(2);
        lists.fit(10);
        for _ in 0..3 {
            lists.learn([1].into_iter(), 2, 1.0, 0.0);
        }
        lists.learn([1].into_iter(), 3, 1.0, 0.0);
        let held = |lists: &Lists| {
            let mut sums = Sums::default();
            sums.fit(10);
            lists.sum(1, 1.0, &mut sums);
            (2..6).map(|i| sums.of(i)).collect::<Vec<_>>()
        };
        assert_eq!(held(&lists), [3.0, 1.0, 0.0, 0.0]);
        lists.learn([1].into_iter(), 4, 1.0, 0.0);
        assert_eq!(held(&lists), [3.0, 0.0, 0.0, 0.0], "the weakest is worn down");
        lists.learn([1].into_iter(), 5, 1.0, 0.0);
        assert_eq!(held(&lists), [3.0, 0.0, 0.0, 1.0], "and replaced");
    }

    #[test]
    fn found_wherever_it_stands() {
        let others: Vec<u32> = (100..131).collect();
        assert!((0..31).all(|at| find(&others, 100 + at) == Some(at as usize)));
        assert_eq!(find(&others, 7), None);
    }
}
