//! Until when nothing is pushed: the quiet hours of an account, where it is.

use grandstand_domain::{push::Choice, time::UnixMillis};
use jiff::{SignedDuration, Timestamp, fmt::temporal::DateTimeParser, tz::TimeZone};

/// A time zone by its name (`Europe/London`) or as an offset (`+02:00`); empty is UTC.
pub(super) fn zone(name: &str) -> Option<TimeZone> {
    if name.is_empty() {
        return Some(TimeZone::UTC);
    }
    DateTimeParser::new().parse_time_zone(name).ok()
}

/// When the quiet hours end in which `now` lies; none if it lies in none.
pub(super) fn until(choice: &Choice, now: UnixMillis) -> Option<UnixMillis> {
    let hours = choice.quiet?;
    let zone = zone(&choice.time_zone).unwrap_or(TimeZone::UTC);
    let local = Timestamp::from_millisecond(now.0).ok()?.to_zoned(zone.clone()).datetime();
    let minute = u16::try_from(i64::from(local.hour()) * 60 + i64::from(local.minute())).ok()?;
    if !hours.contains(minute) {
        return None;
    }
    // On the clock on the wall: a night in which it is set lasts an hour less or more.
    let whole = local.with().second(0).subsec_nanosecond(0).build().ok()?;
    let end = whole.checked_add(SignedDuration::from_mins(i64::from(hours.rest(minute)))).ok()?;
    let end = UnixMillis(zone.to_zoned(end).ok()?.timestamp().as_millisecond());
    // Never now: a clock that is set back within the hours must not make a job run in a circle.
    Some(end.max(now.plus(1_000)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use grandstand_domain::push::QuietHours;

    fn at(text: &str) -> UnixMillis {
        UnixMillis(text.parse::<Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn the_night_is_that_of_the_place() {
        let night = |time_zone: &str| Choice {
            quiet: Some(QuietHours::read("22:00", "07:00").unwrap()),
            time_zone: time_zone.to_owned(),
            ..Choice::default()
        };
        let late = at("2026-07-01T21:30:15Z");
        assert_eq!(until(&night(""), late), None);
        assert_eq!(until(&night("Europe/London"), late), Some(at("2026-07-02T06:00:00Z")));
        assert_eq!(until(&night("+02:00"), late), Some(at("2026-07-02T05:00:00Z")));
        assert_eq!(until(&night("-05:00"), late), None);
        assert_eq!(until(&Choice::default(), late), None);
        // The night in which summer ends.
        assert_eq!(until(&night("Europe/London"), at("2026-10-24T22:00:00Z")), Some(at("2026-10-25T07:00:00Z")));
    }

    #[test]
    fn places_have_names_or_offsets() {
        for name in ["", "Europe/London", "Pacific/Auckland", "+02:00", "-03:30"] {
            assert!(zone(name).is_some(), "{name}");
        }
        for name in ["Nowhere/Land", "+99:00", "../etc/passwd", "x"] {
            assert!(zone(name).is_none(), "{name}");
        }
    }
}
