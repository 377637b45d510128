//! Reach before and after: how often the posts of an athlete were watched in the weeks around a workshop.

use crate::time::{DAY, UnixMillis};

/// How many days before and after are compared.
pub const DAYS: i64 = 28;

/// The day of a moment, counted from 1970-01-01 in UTC.
pub fn day(at: UnixMillis) -> i64 {
    at.0.div_euclid(DAY)
}

/// Views of the [`DAYS`] days before the day of a moment and of the same number after it, from views by day. The day itself counts to
/// neither.
pub fn around(at: UnixMillis, views: impl IntoIterator<Item = (i64, i64)>) -> (i64, i64) {
    let middle = day(at);
    let (mut before, mut after) = (0, 0);
    for (day, count) in views {
        match day - middle {
            1..=DAYS => after += count,
            apart if (-DAYS..0).contains(&apart) => before += count,
            _ => {}
        }
    }
    (before, after)
}

/// Whether the days after a moment are all over.
pub fn is_over(at: UnixMillis, now: UnixMillis) -> bool {
    day(now) - day(at) > DAYS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_are_equally_long_and_the_day_itself_is_on_neither() {
        let at = UnixMillis(100 * DAY + 5);
        let views: Vec<(i64, i64)> = (0..300).map(|day| (day, 1)).collect();
        assert_eq!(around(at, views), (28, 28));
        assert_eq!(around(at, [(100, 7), (72, 2), (71, 9), (128, 3), (129, 9)]), (2, 3));
        assert!(!is_over(at, UnixMillis(128 * DAY + 5)) && is_over(at, UnixMillis(129 * DAY)));
    }
}
