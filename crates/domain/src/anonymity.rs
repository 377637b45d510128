//! Groups of people of whom figures are shown: none of fewer than ten, and none that a difference of what is shown would tell.
//!
//! k-anonymity (Sweeney, "k-anonymity: a model for protecting privacy", 2002) with complementary suppression (Statistics agencies' rule
//! for tables with totals): where the groups that are held back together are fewer than k people, so that the total less the shown
//! ones would tell of them, the smallest shown group is held back too.

/// The fewest people of whom a figure is shown.
pub const LEAST: usize = 10;

/// A group of people and the groups that it falls into, each person in one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group<L, V> {
    /// Who they are.
    pub label: L,
    /// How many they are.
    pub count: usize,
    /// What is told of them.
    pub value: V,
    /// Whether it may be shown.
    pub is_shown: bool,
    /// The groups that it falls into.
    pub parts: Vec<Group<L, V>>,
}

impl<L, V> Group<L, V> {
    /// A group that may be shown.
    pub fn new(label: L, count: usize, value: V, parts: Vec<Self>) -> Self {
        Self { label, count, value, is_shown: true, parts }
    }

    /// Holds back what may not be shown. A group of nobody tells of nobody and stays.
    pub fn suppress(&mut self) {
        self.is_shown = self.count == 0 || self.count >= LEAST;
        self.settle();
    }

    fn settle(&mut self) {
        for part in &mut self.parts {
            part.is_shown = self.is_shown && (part.count == 0 || part.count >= LEAST);
        }
        loop {
            let held: usize = self.parts.iter().filter(|part| !part.is_shown).map(|part| part.count).sum();
            if !self.is_shown || held == 0 || held >= LEAST {
                break;
            }
            let shown = self.parts.iter_mut().filter(|part| part.is_shown && part.count > 0);
            let Some(smallest) = shown.min_by_key(|part| part.count) else { break };
            smallest.is_shown = false;
        }
        self.parts.iter_mut().for_each(Self::settle);
    }

    /// The group and all below it, each before its parts, with how deep it lies.
    pub fn all(&self) -> Vec<(usize, &Self)> {
        let mut found = vec![(0, self)];
        for part in &self.parts {
            found.extend(part.all().into_iter().map(|(depth, group)| (depth + 1, group)));
        }
        found
    }
}

/// The median: the middle value, or the mean of the middle two rounded down; none of nothing.
pub fn median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    let upper = *values.get(values.len() / 2)?;
    let lower = if values.len().is_multiple_of(2) { values[values.len() / 2 - 1] } else { upper };
    Some(lower.midpoint(upper))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn group(count: usize, parts: Vec<Group<(), ()>>) -> Group<(), ()> {
        Group::new((), count, (), parts)
    }

    fn shown(parts: &[usize]) -> Vec<bool> {
        let mut all = group(parts.iter().sum(), parts.iter().map(|n| group(*n, Vec::new())).collect());
        all.suppress();
        all.parts.iter().map(|part| part.is_shown).collect()
    }

    #[test]
    fn a_lone_small_group_takes_a_second_with_it() {
        assert_eq!(shown(&[30, 12, 3]), [true, false, false], "45 less 30 less 12 would tell of three people");
        assert_eq!(shown(&[30, 6, 5]), [true, false, false], "eleven together are enough");
        assert_eq!(shown(&[12, 0, 10]), [true, true, true]);
        assert_eq!(shown(&[4, 5]), [false, false]);
        assert_eq!(median(vec![7]), Some(7));
        assert_eq!(median(vec![4, 1, 9, 2]), Some(3));
        assert_eq!(median(Vec::new()), None);
    }

    proptest! {
        /// No shown group is small, none below a group that is held back is shown, and no shown group less any of the shown groups in
        /// it leaves so few that it would tell of them.
        #[test]
        fn nothing_small_is_shown_or_left_over(
            sides in prop::collection::vec(prop::collection::vec(0_usize..40, 0..9), 0..4),
            pick in any::<u64>(),
        ) {
            let parts: Vec<_> = sides.iter().map(|sports| {
                group(sports.iter().sum(), sports.iter().map(|n| group(*n, Vec::new())).collect())
            }).collect();
            let mut all = group(sides.iter().flatten().sum(), parts);
            all.suppress();
            for (_, one) in all.all() {
                prop_assert!(!one.is_shown || one.count == 0 || one.count >= LEAST, "{} shown", one.count);
                if !one.is_shown {
                    prop_assert!(one.all().iter().all(|(_, below)| !below.is_shown));
                    continue;
                }
                let taken = one.parts.iter().enumerate().filter(|(at, p)| p.is_shown && pick >> (at % 64) & 1 == 1);
                let left = one.count - taken.map(|(_, p)| p.count).sum::<usize>();
                prop_assert!(one.parts.is_empty() || left == 0 || left >= LEAST, "{left} left over");
                // What is left of a side can also be reached past it, by the parts of another.
                let deep: usize = one.all().iter().skip(1)
                    .filter(|(_, g)| g.parts.is_empty() && g.is_shown).map(|(_, g)| g.count).sum();
                let rest = one.count - deep;
                prop_assert!(one.parts.is_empty() || rest == 0 || rest >= LEAST, "{rest} left over deep");
            }
        }

        #[test]
        fn a_median_lies_between(values in prop::collection::vec(0_i64..1_000_000, 1..50)) {
            let middle = median(values.clone()).unwrap();
            prop_assert!(values.iter().filter(|v| **v <= middle).count() * 2 >= values.len() - 1);
            prop_assert!(values.iter().filter(|v| **v >= middle).count() * 2 >= values.len());
        }
    }
}
