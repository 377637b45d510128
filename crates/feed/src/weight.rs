//! How much an account's act counts, so that popularity cannot be bought by the thousand.
//!
//! The weight of an account, in thousandths, is
//!
//! ```text
//! 1000                                                     athletes, staff, moderators, operators
//! 1000 · min(1, age / settled_age)
//!      · (¼ + ¾ · min(1, films / settled_films))           everyone else, taken down to the next of `steps`
//! 0                                                        an account that is restricted
//! ```
//!
//! where `age` is the time since the account was made and `films` the number of different films it has watched long. An act
//! without an account weighs `anonymous`. Each account counts once per film and kind of act.
//!
//! There are few steps because the public log tells of each act with its weight: a fine number that grows with every film
//! would link the acts of one young account to each other.
//!
//! Coordination shows as many light accounts on one film at once: within one window of time on one film, acts that weigh
//! less than `light` count in full up to `light_full` together, and a `light_share`-th beyond. That needs nothing but the
//! public log, so an outsider can do the same sum.

use grandstand_domain::{
    id::{AccountId, made_at},
    time::{DAY, MINUTE, UnixMillis},
};
use serde::{Deserialize, Serialize};

/// The numbers of the formula.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WeightParams {
    /// Milliseconds after which age no longer takes anything away.
    pub settled_age_ms: i64,
    /// Films watched long after which history no longer takes anything away.
    pub settled_films: u32,
    /// The weights that an account can have, in thousandths, the lightest first.
    pub steps: Vec<u16>,
    /// What an act without an account weighs, in thousandths.
    pub anonymous: u16,
    /// Acts that weigh less than this are light, in thousandths.
    pub light: u16,
    /// The window of time in which light acts on one film are taken together, in milliseconds.
    pub light_window_ms: i64,
    /// What light acts of one window weigh in full, in thousandths.
    pub light_full: u32,
    /// One over the share of what comes beyond.
    pub light_share: u32,
}

impl Default for WeightParams {
    fn default() -> Self {
        Self {
            settled_age_ms: 7 * DAY,
            settled_films: 20,
            steps: vec![5, 100, 250, 500, 1_000],
            anonymous: 20,
            light: 250,
            light_window_ms: 10 * MINUTE,
            light_full: 1_000,
            light_share: 16,
        }
    }
}

/// A full weight, in thousandths.
pub const FULL: u16 = 1_000;

impl WeightParams {
    /// What an act of an account weighs at a moment, in thousandths. `trusted` says that the host gave it a role.
    pub fn of(&self, account: AccountId, trusted: bool, films: usize, at: UnixMillis) -> u16 {
        if trusted {
            return FULL;
        }
        let share = |have: i64, full: i64| (have.clamp(0, full.max(1)) * 1_000) / full.max(1);
        let age = share(at.since(made_at(account.0)), self.settled_age_ms);
        let films = share(i64::try_from(films).unwrap_or(i64::MAX), i64::from(self.settled_films));
        let weight = age * (250 + films * 3 / 4) / 1_000;
        let reached = self.steps.iter().rev().find(|step| i64::from(**step) <= weight).or(self.steps.first());
        reached.copied().unwrap_or_default().min(FULL)
    }
}

/// Light acts on one film in the window that is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Window {
    number: i64,
    sum: u32,
}

impl Window {
    /// What an act counts after what came before it in its window, in thousandths.
    pub(crate) fn count(&mut self, params: &WeightParams, weight: u16, at: UnixMillis) -> f32 {
        if weight >= params.light {
            return f32::from(weight);
        }
        let number = at.0.div_euclid(params.light_window_ms.max(1));
        if number != self.number {
            *self = Self { number, sum: 0 };
        }
        let full = params.light_full.saturating_sub(self.sum).min(u32::from(weight));
        let beyond = u32::from(weight) - full;
        self.sum = self.sum.saturating_add(u32::from(weight));
        // Both are below 65,536: exact in single precision.
        f32::from(u16::try_from(full).unwrap_or(u16::MAX))
            + f32::from(u16::try_from(beyond).unwrap_or(u16::MAX))
                / f32::from(u16::try_from(params.light_share.max(1)).unwrap_or(u16::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use grandstand_domain::{id::IdMaker, time::HOUR};
    use proptest::prelude::*;

    const NOW: UnixMillis = UnixMillis(1_790_000_000_000);

    fn made(age: i64) -> AccountId {
        AccountId(IdMaker::default().next(NOW.plus(-age), 0))
    }

    #[test]
    fn a_thousand_new_accounts_count_less_than_ten_settled_ones() {
        let params = WeightParams::default();
        let settled = 10.0 * f32::from(params.of(made(30 * DAY), false, 25, NOW));
        // All at once, and spread so that each comes in a window of its own.
        for apart in [0, params.light_window_ms] {
            let mut window = Window::default();
            let weight = params.of(made(HOUR), false, 0, NOW);
            let sum: f32 = (0..1_000).map(|n| window.count(&params, weight, NOW.plus(n * apart))).sum();
            assert!(sum < settled, "{sum} of {settled}");
        }
    }

    proptest! {
        #[test]
        fn age_and_history_never_take_weight_away(age in 0..100 * DAY, more in 0..100 * DAY, films in 0..100_usize, further in 0..100_usize) {
            let params = WeightParams::default();
            let lighter = params.of(made(age), false, films, NOW);
            prop_assert!(params.steps.contains(&lighter));
            prop_assert!(lighter <= params.of(made(age + more), false, films, NOW));
            prop_assert!(lighter <= params.of(made(age), false, films + further, NOW));
            prop_assert!(params.of(made(age), true, films, NOW) == FULL);
        }
    }
}
