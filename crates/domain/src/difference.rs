//! What a list that comes in changes in the list that stands: the rule behind every import. Nothing is guessed: what is
//! word for word the same stays, and of the rest those of one key pair up in their order.

use std::{
    collections::{HashMap, VecDeque},
    hash::Hash,
};

/// What becomes of one thing that came in. The numbers are places in the list that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Became {
    /// Nothing like it stood here.
    New,
    /// It replaces what stood at this place.
    Changed(usize),
    /// It is what stood at this place.
    Unchanged(usize),
}

/// The difference of two lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// For each thing that came in, in its order.
    pub came: Vec<Became>,
    /// The places of what stood here and did not come in, in their order.
    pub gone: Vec<usize>,
}

/// Compares what stands with what comes in, each as (key, content). Things of one key are the same thing, perhaps
/// changed. A key may occur several times (parallel bouts of one round have no name of their own): each thing that
/// stands is then met at most once, equal ones first.
pub fn difference<K: Eq + Hash, V: Eq + Hash>(standing: &[(K, V)], coming: &[(K, V)]) -> Difference {
    let mut equal: HashMap<&(K, V), VecDeque<usize>> = HashMap::new();
    for (place, thing) in standing.iter().enumerate() {
        equal.entry(thing).or_default().push_back(place);
    }
    let mut is_met = vec![false; standing.len()];
    let mut meet = |place: usize| {
        if let Some(met) = is_met.get_mut(place) {
            *met = true;
        }
    };
    let mut came = vec![Became::New; coming.len()];
    for (thing, became) in coming.iter().zip(&mut came) {
        if let Some(place) = equal.get_mut(thing).and_then(VecDeque::pop_front) {
            *became = Became::Unchanged(place);
            meet(place);
        }
    }
    let mut left: HashMap<&K, VecDeque<usize>> = HashMap::new();
    for (place, (key, _)) in standing.iter().enumerate().filter(|(place, _)| is_met.get(*place) == Some(&false)) {
        left.entry(key).or_default().push_back(place);
    }
    for ((key, _), became) in coming.iter().zip(&mut came).filter(|(_, became)| **became == Became::New) {
        if let Some(place) = left.get_mut(key).and_then(VecDeque::pop_front) {
            *became = Became::Changed(place);
        }
    }
    let mut gone: Vec<usize> = left.into_values().flatten().collect();
    gone.sort_unstable();
    Difference { came, gone }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_equal_one_is_met_before_a_changed_one() {
        let found = difference(&[(1, 10), (1, 20), (2, 5)], &[(1, 20), (1, 30), (3, 1)]);
        assert_eq!(found.came, [Became::Unchanged(1), Became::Changed(0), Became::New]);
        assert_eq!(found.gone, [2]);
    }

    proptest! {
        #[test]
        fn nothing_that_stands_is_lost_or_met_twice(
            standing in prop::collection::vec((0_u8..5, 0_u8..4), 0..40),
            coming in prop::collection::vec((0_u8..5, 0_u8..4), 0..40),
        ) {
            let found = difference(&standing, &coming);
            let mut met: Vec<usize> = found.gone.clone();
            for became in &found.came {
                match became {
                    Became::Changed(place) | Became::Unchanged(place) => met.push(*place),
                    Became::New => {}
                }
            }
            met.sort_unstable();
            prop_assert_eq!(met, (0..standing.len()).collect::<Vec<_>>());
            let again = difference(&coming, &coming);
            prop_assert!(again.gone.is_empty() && again.came.iter().all(|b| matches!(b, Became::Unchanged(_))));
        }
    }
}
