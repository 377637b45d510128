//! Courses: what an organisation teaches its athletes, and who is to learn it.

use std::{collections::BTreeSet, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{id::CourseId, invalid::Invalid, post::words, text, time::UnixMillis};

words! {
    /// How far a course takes those who know something already.
    Level, "level", "course-level-unknown" {
        /// For everyone.
        Starter = "starter",
        /// Builds on the first.
        Further = "further",
        /// For those who do it every day.
        Expert = "expert",
    }
}

words! {
    /// How much a course matters for an athlete, as staff say it.
    Weight, "weight", "course-weight-unknown" {
        /// They have to take it.
        Must = "must",
        /// Staff would like them to.
        Should = "should",
        /// They may, if there is room.
        May = "may",
    }
}

/// The most courses that an athlete may put in an order of their own.
pub const WISHES_MOST: usize = 5;

/// The title: one line of 1 to 80 graphemes.
pub fn title(raw: &str) -> Result<String, Invalid> {
    text::name(raw, 80).map_err(|e| e.at("title"))
}

/// What it is about: at most 1,000 graphemes.
pub fn about(raw: &str) -> Result<String, Invalid> {
    text::bounded(text::clean(raw), 1_000).map_err(|e| e.at("about"))
}

/// How long one meeting lasts, in minutes: 15 to 480.
pub fn minutes(raw: &str) -> Result<i64, Invalid> {
    number(raw, 15, 480).ok_or_else(|| Invalid::one("minutes", "course-minutes"))
}

/// For how many months a skill counts, 1 to 60; empty for ever.
pub fn valid_months(raw: &str) -> Result<Option<i64>, Invalid> {
    if raw.trim().is_empty() {
        return Ok(None);
    }
    number(raw, 1, 60).map(Some).ok_or_else(|| Invalid::one("valid_months", "course-months"))
}

/// An address of material or of an online room: `https://…`, at most 300 bytes; empty for none.
pub fn link(field: &'static str, raw: &str) -> Result<String, Invalid> {
    let text = raw.trim();
    let plain = !text.chars().any(|c| c.is_whitespace() || c.is_control());
    if text.is_empty() || (text.starts_with("https://") && text.len() > 10 && text.len() <= 300 && plain) {
        Ok(text.to_owned())
    } else {
        Err(Invalid::one(field, "course-link"))
    }
}

/// Whether `course` may require `wanted`: no course comes before itself, however long the chain. `requires` tells what
/// each course requires now.
pub fn may_require(
    course: CourseId,
    wanted: &BTreeSet<CourseId>,
    requires: impl Fn(CourseId) -> Vec<CourseId>,
) -> Result<(), Invalid> {
    let (mut open, mut seen): (Vec<CourseId>, _) = (wanted.iter().copied().collect(), BTreeSet::new());
    while let Some(next) = open.pop() {
        if next == course {
            return Err(Invalid::one("requires", "course-circle"));
        }
        if seen.insert(next) {
            open.extend(requires(next));
        }
    }
    Ok(())
}

/// How the check of a course stands for an athlete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// The course has none.
    None,
    /// They have not passed it.
    Open,
    /// They passed it, first at that moment.
    Passed(UnixMillis),
}

/// A skill that someone holds, or held once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skill {
    /// Since when.
    pub since: UnixMillis,
    /// Until when it counts; none is for ever.
    pub until: Option<UnixMillis>,
}

impl Skill {
    /// Whether it counts at a moment.
    pub fn counts(self, now: UnixMillis) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// Since when someone holds the skill of a course whose last workshop that they attended ended at `attended`. Where the course has a
/// check, they do not before they passed it, and it counts from whichever came later.
pub fn held_since(attended: UnixMillis, checked: Checked) -> Option<UnixMillis> {
    match checked {
        Checked::None => Some(attended),
        Checked::Open => None,
        Checked::Passed(at) => Some(attended.max(at)),
    }
}

/// A whole number within bounds, in digits only.
pub(crate) fn number(raw: &str, least: i64, most: i64) -> Option<i64> {
    let text = raw.trim();
    let digits = !text.is_empty() && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit());
    let value = if digits { text.parse().ok()? } else { return None };
    (least..=most).contains(&value).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::DAY;

    #[test]
    fn no_course_comes_before_itself() {
        let requires = |course: CourseId| match course.0 {
            2 => vec![CourseId(1)],
            3 => vec![CourseId(2)],
            _ => Vec::new(),
        };
        let wants = |course: i64, wanted: i64| may_require(CourseId(course), &[CourseId(wanted)].into(), requires);
        assert!(wants(1, 3).is_err(), "3 needs 2, which needs 1");
        assert!(wants(1, 1).is_err());
        assert!(wants(3, 1).is_ok(), "a longer chain is no circle");
    }

    #[test]
    fn a_skill_is_attended_and_passed_and_ends() {
        let day = |n: i64| UnixMillis(n * DAY);
        assert_eq!(held_since(day(10), Checked::Open), None, "attended only");
        assert_eq!(held_since(day(10), Checked::Passed(day(12))), Some(day(12)));
        assert_eq!(held_since(day(400), Checked::Passed(day(12))), Some(day(400)), "attending again renews it");
        let skill = Skill { since: day(400), until: Some(day(461)) };
        assert!(skill.counts(day(460)) && !skill.counts(day(461)));
    }

    #[test]
    fn links_lead_to_secure_pages_only() {
        for bad in ["javascript:alert(1)", "http://a.example/", "https://a b", "https://"] {
            assert!(link("link", bad).is_err(), "{bad}");
        }
        assert_eq!(link("link", " https://team.example/captions ").unwrap(), "https://team.example/captions");
        assert_eq!(link("link", "").unwrap(), "");
    }
}
