//! Reviews of drafts: an athlete hands a film that is not published to one coach, who writes at moments of it what is good and
//! what must change, until the film is signed off. What stands there is between the two.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{id::AccountId, invalid::Invalid, post::words, text};

/// The most reviews of one athlete that are open at once.
pub const OPEN_MOST: i64 = 20;
/// The most versions of a film in one review.
pub const VERSIONS_MOST: i64 = 20;
/// The most remarks in one review.
pub const REMARKS_MOST: usize = 300;

words! {
    /// Where a review stands.
    ReviewState, "state", "review-state-unknown" {
        /// The coach is to look.
        Waiting = "waiting",
        /// The athlete is to change something.
        Changes = "changes",
        /// The coach has signed the film off.
        Approved = "approved",
        /// One of the two ended it, or the draft is gone.
        Ended = "ended",
    }
}

impl ReviewState {
    /// Whether the coach may see the film.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Changes)
    }
}

/// Who someone is in a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Whose film it is.
    Athlete,
    /// Who looks at it.
    Coach,
}

/// Who someone is in a review; none for everybody else, moderators and operators included, who are told that there is no such
/// review. `coaches` says whether the coach may still look through drafts for the organisation.
pub fn side(who: AccountId, athlete: AccountId, coach: AccountId, coaches: bool) -> Option<Side> {
    if who == athlete { Some(Side::Athlete) } else { (who == coach && coaches).then_some(Side::Coach) }
}

/// What is said at a moment of the film, or of all of it: 1 to 1,000 graphemes.
pub fn remark(raw: &str) -> Result<String, Invalid> {
    text::required(text::clean(raw), 1_000).map_err(|e| e.at("text"))
}

/// A word to the coach, or what the athlete has shown that they can do: at most 1,000 graphemes.
pub fn note(raw: &str) -> Result<String, Invalid> {
    text::bounded(text::clean(raw), 1_000).map_err(|e| e.at("note"))
}

/// A moment of a film of `duration_ms` milliseconds, as people write it: `75`, `1:15`, `1:15.5`, `1:02:03`; empty means all of it.
pub fn moment(raw: &str, duration_ms: i64) -> Result<Option<i64>, Invalid> {
    let raw = raw.trim();
    if raw.is_empty() {
        return Ok(None);
    }
    let wrong = || Invalid::one("at", "review-moment");
    let (clock, part) = raw.split_once('.').unwrap_or((raw, ""));
    let digits = |text: &str, most: usize| {
        let plain = !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse::<i64>().ok()).flatten()
    };
    let fields: Vec<i64> = clock.split(':').map(|field| digits(field, 5)).collect::<Option<_>>().ok_or_else(wrong)?;
    // All but the first count up to 59.
    if fields.len() > 3 || fields.iter().skip(1).any(|field| *field > 59) {
        return Err(wrong());
    }
    let seconds = fields.iter().fold(0, |sum, field| sum * 60 + field);
    let millis = match part {
        "" if raw.ends_with('.') => return Err(wrong()),
        "" => 0,
        part => digits(part, 3).ok_or_else(wrong)? * [100, 10, 1][part.len().clamp(1, 3) - 1],
    };
    let at = seconds * 1_000 + millis;
    if at > duration_ms { Err(wrong()) } else { Ok(Some(at)) }
}

/// A moment as people write it: `1:15.5`, `0:07`, to a tenth of a second.
pub fn written(at_ms: i64) -> String {
    let tenths = at_ms.max(0) / 100;
    let (seconds, tenth) = (tenths / 10, tenths % 10);
    let part = if tenth == 0 { String::new() } else { format!(".{tenth}") };
    format!("{}:{:02}{part}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn moments_are_read_as_people_write_them() {
        let read = |raw| moment(raw, 4_000_000).ok();
        assert_eq!(read(" "), Some(None));
        for (raw, at) in [("75", 75_000), ("1:15", 75_000), ("1:15.5", 75_500), ("1:02:03", 3_723_000), ("0.25", 250)] {
            assert_eq!(read(raw), Some(Some(at)), "{raw}");
        }
        for wrong in ["x", "1:60", "1:2:3:4", "-1", "1.", "1:", ":1", "1.2345", "9:00:00", "+1", "1 5"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_the_two_have_a_side() {
        let of = |who, coaches| side(AccountId(who), AccountId(1), AccountId(2), coaches);
        assert_eq!((of(1, false), of(2, true)), (Some(Side::Athlete), Some(Side::Coach)));
        assert_eq!((of(2, false), of(3, true)), (None, None));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(tenths in 0..40_000_i64) {
            prop_assert_eq!(moment(&written(tenths * 100), i64::MAX), Ok(Some(tenths * 100)));
        }

        #[test]
        fn nothing_breaks_the_reader(raw in any::<String>()) {
            let _ = moment(&raw, 60_000);
        }
    }
}
