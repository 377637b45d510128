//! What goes with what: for each film a bounded list of the films that came after it (and, weaker, before it).

use serde::{Deserialize, Serialize};

use super::sums::Sums;

/// Places of one set: their films and weights fill one cache line.
const WAYS: usize = 8;

/// A film that nothing went with so far: it has no list, and takes no memory for one.
const NONE: u32 = u32::MAX;

/// The lists, in one flat array, each made when its film's first pair is learned. A film's list is a number of sets; which set
/// another film may stand in follows from its number, so that learning a pair touches one cache line. A weight of 0 is a free
/// place.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Lists {
    /// Sets of each list, as a power of two.
    bits: u32,
    /// Which list is a film's.
    of_film: Vec<u32>,
    #[serde(with = "super::sparse")]
    sets: Vec<Set>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[repr(align(64))]
struct Set {
    others: [u32; WAYS],
    weights: [f32; WAYS],
}

impl Lists {
    /// Lists that hold `kept` films each, rounded up to a power of two.
    pub(crate) fn new(kept: usize) -> Self {
        let sets = kept.clamp(WAYS, 1 << 12).next_power_of_two() / WAYS;
        Self { bits: sets.trailing_zeros(), of_film: Vec::new(), sets: Vec::new() }
    }

    pub(crate) fn fit(&mut self, items: usize) {
        if self.of_film.len() < items {
            self.of_film.resize(items, NONE);
        }
    }

    /// Empties the list of a film that is gone. In other lists it is worn down by what comes.
    pub(crate) fn removed(&mut self, item: u32) {
        let list = self.range(item);
        if let Some(sets) = self.sets.get_mut(list) {
            sets.fill(Set::default());
        }
    }

    /// `item` came after these films, the newest first; a pair is learned backward only where that is asked for.
    pub(crate) fn learn(
        &mut self,
        earlier: impl Iterator<Item = (u32, bool)> + Clone,
        item: u32,
        weight: f32,
        backward: f32,
    ) {
        // Memory is asked for all sets at once, before the first is waited for.
        let asked = earlier.clone().fold(0, |sum, (other, _)| {
            let first = |from, to| {
                let list = self.list(from).unwrap_or_default();
                self.sets.get(self.set(list, to)).map_or(0, |set| set.others[0])
            };
            sum ^ first(other, item) ^ first(item, other)
        });
        std::hint::black_box(asked);
        for (place, (other, both)) in earlier.enumerate() {
            if other != item {
                let near = weight / (1 + place) as f32;
                self.add(other, item, near);
                if both {
                    self.add(item, other, near * backward);
                }
            }
        }
    }

    fn add(&mut self, from: u32, to: u32, gain: f32) {
        let Some(list) = self.list(from).or_else(|| self.begin(from)) else { return };
        let set = self.set(list, to);
        let Some(Set { others, weights }) = self.sets.get_mut(set) else { return };
        let mut found = WAYS;
        let mut weakest = 0;
        for place in 0..WAYS {
            if others[place] == to {
                found = place;
            }
            if weights[place] < weights[weakest] {
                weakest = place;
            }
        }
        if found < WAYS {
            weights[found] += gain;
            return;
        }
        // Newcomers wear the weakest down until one takes its place (Misra and Gries 1982, weighted).
        weights[weakest] -= gain;
        // A place once taken is never left free, so free ones are all alike.
        if weights[weakest] <= 0.0 {
            others[weakest] = to;
            weights[weakest] = gain;
        }
    }

    /// Adds the list of a film, times a share, to the sums.
    pub(crate) fn sum(&self, item: u32, share: f32, sums: &mut Sums) {
        for set in self.list_of(item) {
            for (other, weight) in set.others.iter().zip(&set.weights) {
                // Places are taken from the first on.
                if *weight <= 0.0 {
                    break;
                }
                sums.add(*other, share * weight);
            }
        }
    }

    /// Reads the list of a film that is to be added after another, so that its memory is fetched meanwhile.
    pub(crate) fn touch(&self, item: u32) {
        let read = self.list_of(item).iter().fold(0, |read, set| read ^ set.others[0]);
        std::hint::black_box(read);
    }

    fn list_of(&self, item: u32) -> &[Set] {
        self.sets.get(self.range(item)).unwrap_or_default()
    }

    fn list(&self, of: u32) -> Option<u32> {
        self.of_film.get(of as usize).copied().filter(|list| *list != NONE)
    }

    /// Makes the list of a film.
    fn begin(&mut self, of: u32) -> Option<u32> {
        let place = self.of_film.get_mut(of as usize)?;
        *place = u32::try_from(self.sets.len() >> self.bits).ok()?;
        self.sets.resize(self.sets.len() + (1 << self.bits), Set::default());
        Some(*place)
    }

    /// The set of a list in which a film may stand.
    fn set(&self, list: u32, to: u32) -> usize {
        let set = (to.wrapping_mul(0x9e37_79b1) >> 16 & ((1 << self.bits) - 1)) as usize;
        ((list as usize) << self.bits) + set
    }

    fn range(&self, item: u32) -> std::ops::Range<usize> {
        self.list(item).map_or(0..0, |list| (list as usize) << self.bits..(list as usize + 1) << self.bits)
    }

    pub(crate) fn bytes(&self) -> usize {
        self.sets.capacity() * size_of::<Set>() + self.of_film.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Otherwise a host full of new films would hold kilobytes of nothing for each.
    #[test]
    fn a_film_that_nothing_goes_with_takes_no_list() {
        let mut lists = Lists::new(512);
        lists.fit(10_000);
        assert!(lists.bytes() < 50_000, "{}", lists.bytes());
        lists.learn([(1, true)].into_iter(), 2, 1.0, 0.5);
        let mut sums = Sums::default();
        sums.fit(10_000);
        lists.sum(2, 1.0, &mut sums);
        assert!((sums.of(1) - 0.5).abs() < 1e-6 && sums.of(2) == 0.0);
        assert!(lists.bytes() < 100_000, "{}", lists.bytes());
    }

    #[test]
    fn a_full_list_keeps_the_strong_and_lets_newcomers_in_after_a_while() {
        let mut lists = Lists::new(WAYS);
        lists.fit(20);
        let pair = |lists: &mut Lists, to| lists.learn([(1, false)].into_iter(), to, 1.0, 0.0);
        for _ in 0..3 {
            for to in 2..10 {
                pair(&mut lists, to);
            }
        }
        let held = |lists: &Lists, to| {
            let mut sums = Sums::default();
            sums.fit(20);
            lists.sum(1, 1.0, &mut sums);
            sums.of(to)
        };
        assert!((2..10).all(|to| (held(&lists, to) - 3.0).abs() < 1e-6));
        pair(&mut lists, 10);
        assert!(held(&lists, 10) == 0.0, "one showing pushes nobody out");
        for _ in 0..4 {
            pair(&mut lists, 10);
        }
        assert!(held(&lists, 10) > 0.0, "but more do");
        assert_eq!((2..10).filter(|to| held(&lists, *to) > 0.0).count(), 7);
    }
}
