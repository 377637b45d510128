//! The rules of a Games, to be read by anyone: which version holds, and which of its rules are in force today. A file brings
//! them (`import`).

use grandstand_domain::{
    games::{Day, Days},
    rule::{Anchor, Edge, Rule},
};
use grandstand_store::{self as store, games::Games, rule::Version};
use jiff::{Timestamp, ToSpan as _, civil::Date};

use crate::{ctx::Ctx, error::AppError, games};

/// Where a rule stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The day that it is counted from is not stated.
    Unknown,
    /// It is not in force yet.
    Ahead,
    /// It is in force.
    InForce,
    /// It was in force.
    Past,
}

/// A rule with the days that it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The rule.
    pub rule: Rule,
    /// Its first and last day; none while the days of the Games are not stated.
    pub days: Option<(Day, Day)>,
    /// Where it stands today, on the clocks of the Games.
    pub state: State,
}

/// A version of a Games' rules.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Whose.
    pub games: Games,
    /// Which.
    pub version: Version,
    /// All there were, the one that holds first.
    pub versions: Vec<Version>,
    /// The rules in the order of their file.
    pub rules: Vec<Dated>,
}

/// The rules of a Games; the version that holds unless another is asked for.
pub async fn pack(ctx: &Ctx, slug: &str, version: Option<i64>) -> Result<Pack, AppError> {
    let mut tx = ctx.begin_read().await?;
    let games = store::games::by_slug(&mut tx, slug).await?.ok_or(AppError::NotFound)?;
    let versions = store::rule::versions(&mut tx, games.id).await?;
    let wanted = |v: &&Version| version.is_none_or(|number| number == v.number);
    let version = versions.iter().find(wanted).copied().ok_or(AppError::NotFound)?;
    let now = Timestamp::from_millisecond(ctx.now().0).unwrap_or_default();
    let today = stated(now.to_zoned(games::clocks(&games)).date());
    let rules = store::rule::of_version(&mut tx, games.id, version.number).await?;
    let rules = rules.into_iter().map(|rule| dated(rule, games.days, today)).collect();
    Ok(Pack { games, version, versions, rules })
}

fn dated(rule: Rule, days: Days, today: Option<Day>) -> Dated {
    let days = day(rule.from, days).zip(day(rule.until, days));
    let state = match (days, today) {
        (Some((from, _)), Some(today)) if today < from => State::Ahead,
        (Some((_, until)), Some(today)) if today > until => State::Past,
        (Some(_), Some(_)) => State::InForce,
        _ => State::Unknown,
    };
    Dated { rule, days, state }
}

/// The day that an edge means for a Games with these days.
fn day(edge: Edge, days: Days) -> Option<Day> {
    let anchor = match edge.anchor {
        Anchor::Village => days.village,
        Anchor::Opening => days.opening,
        Anchor::Closing => days.closing,
    };
    let date: Date = anchor?.to_string().parse().ok()?;
    stated(date.checked_add(i64::from(edge.days).days()).ok()?)
}

fn stated(date: Date) -> Option<Day> {
    date.to_string().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use grandstand_domain::rule::Audience;

    #[test]
    fn a_rule_holds_from_its_first_day_to_its_last() {
        let read = |text: &str| text.parse::<Day>().ok();
        let days = Days { village: read("2028-02-27"), opening: None, closing: read("2028-12-31") };
        let edge = |text: &str| text.parse::<Edge>().unwrap_or(Edge { anchor: Anchor::Opening, days: 0 });
        let rule = |from, until| Rule {
            code: "G1".to_owned(),
            audience: Audience::Athletes,
            from: edge(from),
            until: edge(until),
            words: String::new(),
            source: String::new(),
        };
        let state = |from, until, today| dated(rule(from, until), days, read(today)).state;
        assert_eq!(state("village", "closing+2", "2028-02-26"), State::Ahead);
        assert_eq!(state("village+2", "closing+2", "2028-02-28"), State::Ahead, "a leap year has the 29th");
        assert_eq!(state("village+2", "closing+2", "2028-02-29"), State::InForce);
        assert_eq!(state("village", "closing+2", "2029-01-02"), State::InForce);
        assert_eq!(state("village", "closing+2", "2029-01-03"), State::Past);
        assert_eq!(state("opening", "closing", "2028-06-01"), State::Unknown);
    }
}
