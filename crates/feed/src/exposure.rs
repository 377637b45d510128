//! Exposure: how much attention each athlete and each programme has been given lately.
//!
//! A place on a page is worth 1/log2(place + 1) (Järvelin and Kekäläinen, ACM TOIS 2002); servers gather that by athlete and
//! write it as `Exposed` facts. Attention fades with a half-life, so it is amortised over about a day (equity of amortised
//! attention: Biega et al., SIGIR 2018). The mean is over athletes who have something to show. Everything fades alike, so
//! who is below the floor changes by facts only, not by time.

use grandstand_domain::time::{DAY, UnixMillis};
use serde::{Deserialize, Serialize};

use crate::marks::Standing;

/// The numbers of fair exposure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExposureParams {
    /// Milliseconds in which attention fades to half.
    pub half_life_ms: i64,
    /// An athlete with less than this share of the mean is below the floor.
    pub floor_share: f32,
}

impl Default for ExposureParams {
    fn default() -> Self {
        Self { half_life_ms: DAY, floor_share: 0.25 }
    }
}

/// Attention by athlete (a dense index), in the unit of the landmark: later attention weighs more, so that nothing need be
/// touched as time goes by (forward decay: Cormode et al., ICDE 2009).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Exposure {
    given: Vec<f64>,
    /// How many films of each can be recommended, and of which programme the latest was.
    shows: Vec<(u32, bool)>,
    sums: [f64; 2],
    athletes: [u32; 2],
    landmark: UnixMillis,
}

/// Half-lives after which the landmark moves on: far from the end of double precision.
const LANDMARK_HALVES: i64 = 256;

fn slot(para: bool) -> usize {
    usize::from(para)
}

impl Exposure {
    pub(crate) fn athletes_known(&self) -> usize {
        self.given.len()
    }

    /// A further athlete.
    pub(crate) fn grow(&mut self) {
        self.given.push(0.0);
        self.shows.push((0, false));
    }

    /// One of an athlete's films can be recommended from here on, or no longer.
    pub(crate) fn shows(&mut self, author: usize, para: bool, up: bool) {
        let (Some(shows), Some(given)) = (self.shows.get_mut(author), self.given.get(author)) else { return };
        if shows.0 > 0 {
            self.athletes[slot(shows.1)] -= 1;
            self.sums[slot(shows.1)] -= given;
        }
        *shows = (if up { shows.0 + 1 } else { shows.0.saturating_sub(1) }, if up { para } else { shows.1 });
        if shows.0 > 0 {
            self.athletes[slot(shows.1)] += 1;
            self.sums[slot(shows.1)] += given;
        }
    }

    /// Attention was given, in thousandths.
    pub(crate) fn give(&mut self, author: usize, thousandths: u32, at: UnixMillis, params: &ExposureParams) {
        let half_life = params.half_life_ms.max(1);
        if at.since(self.landmark) / half_life > LANDMARK_HALVES {
            let fade = factor(self.landmark.since(at), half_life);
            self.given.iter_mut().chain(&mut self.sums).for_each(|value| *value *= fade);
            self.landmark = at;
        }
        let grown = f64::from(thousandths) / 1_000.0 * factor(at.since(self.landmark), half_life);
        if let (Some(given), Some(shows)) = (self.given.get_mut(author), self.shows.get(author)) {
            *given += grown;
            if shows.0 > 0 {
                self.sums[slot(shows.1)] += grown;
            }
        }
    }

    /// An athlete's attention as a share of the mean; none before anybody has been given any.
    pub(crate) fn share(&self, author: usize) -> Option<f32> {
        let athletes = f64::from(self.athletes[0]) + f64::from(self.athletes[1]);
        let mean = (self.sums[0] + self.sums[1]) / athletes;
        // Sums that only rounding left are nothing.
        if !mean.is_finite() || mean <= f64::MIN_POSITIVE {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "a share in single precision is enough")]
        self.given.get(author).map(|given| (given / mean) as f32)
    }

    /// How an athlete stands.
    pub(crate) fn standing(&self, author: usize, params: &ExposureParams) -> Standing {
        let shows = self.shows.get(author).is_some_and(|shows| shows.0 > 0);
        let share = self.share(author);
        Standing {
            below: shows && share.is_some_and(|share| share < params.floor_share),
            share: share.unwrap_or_default(),
            shows,
        }
    }

    /// A programme's attention per athlete as a share of the mean over both; none unless both have athletes.
    pub(crate) fn programme(&self, para: bool) -> Option<f32> {
        let (mine, other) = (slot(para), slot(!para));
        if self.athletes[mine] == 0 || self.athletes[other] == 0 {
            return None;
        }
        let mean = (self.sums[0] + self.sums[1]) / (f64::from(self.athletes[0]) + f64::from(self.athletes[1]));
        if mean <= f64::MIN_POSITIVE {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "a share in single precision is enough")]
        Some((self.sums[mine].max(0.0) / f64::from(self.athletes[mine]) / mean) as f32)
    }

    /// Attention of every athlete at a moment, in points, by dense index.
    pub(crate) fn all(&self, at: UnixMillis, params: &ExposureParams) -> impl Iterator<Item = f64> + '_ {
        let fade = factor(self.landmark.since(at), params.half_life_ms.max(1));
        self.given.iter().map(move |given| given * fade)
    }

    pub(crate) fn bytes(&self) -> usize {
        self.given.capacity() * 8 + self.shows.capacity() * size_of::<(u32, bool)>()
    }
}

fn factor(time: i64, half_life: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "spans of milliseconds stay far below 2^53")]
    libm::exp2(time as f64 / half_life as f64)
}

/// What the places of a page are worth, in thousandths: the attention that a server adds to its next `Exposed` fact for the
/// athlete at each place. `first` is the place of the first item in the whole feed, from 1.
pub fn attention(first: usize, count: usize) -> impl Iterator<Item = u32> {
    (first..first + count).map(|place| {
        let place = f64::from(u32::try_from(place).unwrap_or(u32::MAX));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1,000")]
        let worth = (1_000.0 / libm::log2(place + 1.0)).round() as u32;
        worth
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_place_is_worth_one() {
        assert_eq!(attention(1, 3).collect::<Vec<_>>(), [1_000, 631, 500]);
        assert_eq!(attention(4, 1).collect::<Vec<_>>(), [431]);
    }

    proptest! {
        /// Sums kept along the way are the sums of what there is, however far the landmark moves.
        #[test]
        fn sums_stay_true(steps in prop::collection::vec((0..5_usize, any::<bool>(), 0..4_u8, 0..40 * DAY), 0..120)) {
            let params = ExposureParams::default();
            let mut exposure = Exposure::default();
            (0..5).for_each(|_| exposure.grow());
            let mut at = UnixMillis(1_790_000_000_000);
            for (author, para, what, later) in steps {
                at = at.plus(later);
                match what {
                    0 => exposure.shows(author, para, true),
                    1 => exposure.shows(author, para, false),
                    _ => exposure.give(author, 431, at, &params),
                }
                for para in [false, true] {
                    let mine = |shows: &(u32, bool)| shows.0 > 0 && shows.1 == para;
                    let sum: f64 = exposure.given.iter().zip(&exposure.shows).filter(|(_, s)| mine(s)).map(|(g, _)| g).sum();
                    let all: f64 = exposure.given.iter().sum();
                    prop_assert!((exposure.sums[slot(para)] - sum).abs() <= 1e-9 * all.max(1e-300));
                    prop_assert_eq!(exposure.shows.iter().filter(|s| mine(s)).count(), exposure.athletes[slot(para)] as usize);
                }
            }
        }
    }
}
