//! How things are shown: numbers, times, pictures drawn by code, and what people wrote. Written once, so every page says
//! a number and a moment in the same way.

pub(crate) mod card;
pub(crate) mod comment;
pub(crate) mod text;

use std::sync::OnceLock;

use grandstand_domain::{
    invitation::sport_of, odf::Discipline, organisation::OrganisationKind, sport::Sport, time::UnixMillis,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{view::Moment, words::Words};

const DRAWN: &str = "fill=\"none\" stroke=\"currentColor\" stroke-linecap=\"round\" stroke-linejoin=\"round\"";

/// Grandstand's mark as inline SVG, for the brand and for end cards.
pub(crate) fn mark() -> &'static str {
    static MARK: OnceLock<String> = OnceLock::new();
    MARK.get_or_init(|| {
        let marks = grandstand_pictogram::logo_path();
        format!("<svg class=\"brand-mark\" viewBox=\"0 0 96 96\" aria-hidden=\"true\"><g {DRAWN}>{marks}</g></svg>")
    })
}

/// A sport's pictogram as inline SVG; say the sport's name beside it.
pub(crate) fn pictogram(sport: Sport) -> &'static str {
    static DRAWN_ONCE: OnceLock<Vec<String>> = OnceLock::new();
    let all = DRAWN_ONCE.get_or_init(|| {
        let draw = |sport: &Sport| {
            let marks = grandstand_pictogram::svg_path(*sport);
            format!("<svg class=\"pictogram\" viewBox=\"0 0 96 96\" aria-hidden=\"true\"><g {DRAWN}>{marks}</g></svg>")
        };
        Sport::ALL.iter().map(draw).collect()
    });
    Sport::ALL.iter().position(|s| *s == sport).map_or("", |at| all[at].as_str())
}

/// The name of a sport in the reader's language.
pub(crate) fn sport_name(sport: Sport, words: &Words) -> String {
    words.t(&format!("sport-{}", sport.slug()))
}

/// Disciplines of a Games that are no sport of their own here and have words all the same (`discipline-…`).
const FURTHER: [&str; 15] =
    ["BK3", "BKG", "BMF", "BMX", "GLF", "GRY", "GTR", "HBL", "MPN", "MTB", "OWS", "SWA", "VBV", "WPO", "WRE"];

/// What a discipline is called in the programme of a kind of organisation; its code where there are no words for it.
pub(crate) fn discipline(code: Discipline, kind: OrganisationKind, words: &Words) -> String {
    match sport_of(&[code], kind) {
        Some(sport) => sport_name(sport, words),
        None if FURTHER.contains(&code.as_str()) => words.t(&format!("discipline-{}", code.as_str())),
        None => code.to_string(),
    }
}

/// Several disciplines in one line.
pub(crate) fn disciplines(codes: &[Discipline], kind: OrganisationKind, words: &Words) -> String {
    codes.iter().map(|code| discipline(*code, kind, words)).collect::<Vec<_>>().join(", ")
}

/// Disciplines to choose from, as code and words, in the order of the words.
pub(crate) fn discipline_choices(
    codes: impl IntoIterator<Item = Discipline>,
    kind: OrganisationKind,
    words: &Words,
) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> =
        codes.into_iter().map(|code| (code.to_string(), discipline(code, kind, words))).collect();
    all.sort_by(|one, other| one.1.cmp(&other.1).then(one.0.cmp(&other.0)));
    all.dedup();
    all
}

/// The last day of what is over at a moment, in UTC: of what ends at midnight the day before.
pub(crate) fn last_day(over_at: UnixMillis, words: &Words) -> Moment {
    first_day(over_at.plus(-1), words)
}

/// The day that begins at a moment, in UTC.
pub(crate) fn first_day(from: UnixMillis, words: &Words) -> Moment {
    let machine = today(from);
    Moment { human: day(&machine, words), machine }
}

/// A moment as shown.
pub(crate) fn moment(at: UnixMillis, words: &Words) -> Moment {
    let Ok(stamp) = Timestamp::from_millisecond(at.0) else { return Moment::default() };
    let utc = stamp.to_zoned(TimeZone::UTC);
    let month = words.t(&format!("month-short-{}", utc.month()));
    Moment {
        machine: utc.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        human: format!("{} {month} {}, {:02}:{:02} UTC", utc.day(), utc.year(), utc.hour(), utc.minute()),
    }
}

/// The time of day that the clocks of a place show, `19:45`, as a form's field takes it.
pub(crate) fn clock(at: UnixMillis, zone: &TimeZone) -> String {
    let stamp = Timestamp::from_millisecond(at.0).unwrap_or_default();
    stamp.to_zoned(zone.clone()).strftime("%H:%M").to_string()
}

/// A day and a time of day as the clocks of a place show them: `Wednesday 2 August 2028` and `19:45`. In the hour that they show twice
/// when summer time ends, it says which of the two it is: `01:30 BST`.
pub(crate) fn local(at: UnixMillis, zone: &TimeZone, words: &Words) -> (String, Moment) {
    let Ok(stamp) = Timestamp::from_millisecond(at.0) else { return (String::new(), Moment::default()) };
    let there = stamp.to_zoned(zone.clone());
    let weekday = words.t(&format!("weekday-{}", there.weekday().to_monday_one_offset()));
    let month = words.t(&format!("month-{}", there.month()));
    let machine = stamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let is_twice = zone.to_ambiguous_zoned(there.datetime()).is_ambiguous();
    let human = there.strftime(if is_twice { "%H:%M %Z" } else { "%H:%M" }).to_string();
    (format!("{weekday} {} {month} {}", there.day(), there.year()), Moment { machine, human })
}

/// A day as shown, from `YYYY-MM-DD`: `14 July 2028`; as it stands when it is none.
pub(crate) fn day(written: &str, words: &Words) -> String {
    written.parse::<Date>().map_or_else(
        |_| written.to_owned(),
        |day| format!("{} {} {}", day.day(), words.t(&format!("month-{}", day.month())), day.year()),
    )
}

/// Today as `YYYY-MM-DD`, in UTC.
pub(crate) fn today(now: UnixMillis) -> String {
    Timestamp::from_millisecond(now.0).map_or_else(|_| String::new(), |t| t.strftime("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_name_their_zone() {
        let words = Words::choose(None, None);
        let at = moment(UnixMillis(1_782_907_200_000), &words);
        assert_eq!((at.machine.as_str(), at.human.as_str()), ("2026-07-01T12:00:00Z", "1 Jul 2026, 12:00 UTC"));
        let (day_there, there) = local(UnixMillis(1_782_943_200_000), &TimeZone::get("Europe/Paris").unwrap(), &words);
        assert_eq!((day_there.as_str(), there.human.as_str()), ("Thursday 2 July 2026", "00:00"));
        let twice = [1_792_888_200_000, 1_792_891_800_000].map(|at| {
            let (at, paris) = (UnixMillis(at), TimeZone::get("Europe/Paris").unwrap());
            (local(at, &paris, &words).1.human, clock(at, &paris))
        });
        let half_past_two = "02:30".to_owned();
        assert_eq!(twice, [("02:30 CEST".into(), half_past_two.clone()), ("02:30 CET".into(), half_past_two)]);
        assert_eq!(day("2028-07-14", &words), "14 July 2028");
        assert_eq!(day("soon", &words), "soon");
        assert_eq!(today(UnixMillis(1_782_907_200_000)), "2026-07-01");
    }
}
