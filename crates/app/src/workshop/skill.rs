//! The one answer to who holds which skill: attended, and passed where the course has a check, while it counts.

use std::collections::{BTreeSet, HashMap};

use grandstand_domain::{
    course::{self, Checked, Skill},
    id::{CourseId, GamesId, OrganisationId, RosterEntryId},
    time::UnixMillis,
    workshop::SeatState,
};
use grandstand_store::{self as store, ReadTx, course::Course, games::Games};
use jiff::{Span, Timestamp, tz::TimeZone};

use super::situation::Situation;
use crate::{error::AppError, games};

/// Which courses have a check, and who passed it.
#[derive(Debug, Default)]
pub(super) struct Checks {
    having: BTreeSet<CourseId>,
    passed: HashMap<(RosterEntryId, CourseId), UnixMillis>,
}

impl Checks {
    pub(super) async fn read(tx: &mut ReadTx, organisation: OrganisationId, games: GamesId) -> Result<Self, AppError> {
        let passed = store::course_check::passed(tx, organisation, games).await?;
        Ok(Self::of(store::course_check::having(tx, organisation).await?, passed))
    }

    pub(super) async fn of_one(
        tx: &mut ReadTx,
        organisation: OrganisationId,
        entry: RosterEntryId,
    ) -> Result<Self, AppError> {
        let passed = store::course_check::passed_of(tx, entry).await?;
        Ok(Self::of(store::course_check::having(tx, organisation).await?, passed))
    }

    fn of(having: BTreeSet<CourseId>, passed: Vec<(RosterEntryId, CourseId, UnixMillis)>) -> Self {
        Self { having, passed: passed.into_iter().map(|(entry, course, at)| ((entry, course), at)).collect() }
    }
}

impl Situation {
    /// How the check of a course stands for an athlete.
    pub fn checked(&self, entry: RosterEntryId, course: CourseId) -> Checked {
        match self.checks.passed.get(&(entry, course)) {
            _ if !self.checks.having.contains(&course) => Checked::None,
            Some(at) => Checked::Passed(*at),
            None => Checked::Open,
        }
    }

    /// The skill of an athlete in a course, whether it counts still or not.
    pub fn skill(&self, entry: RosterEntryId, course: CourseId) -> Option<Skill> {
        self.skill_if(entry, course, self.checked(entry, course))
    }

    /// The courses whose skill an athlete holds now.
    pub fn skills(&self, entry: RosterEntryId) -> BTreeSet<CourseId> {
        let counts = |course: &CourseId| self.skill(entry, *course).is_some_and(|skill| skill.counts(self.now));
        self.attended(entry).into_iter().filter(counts).collect()
    }

    /// The courses that an athlete need not attend again: they hold the skill, or only its check is missing.
    pub fn learned(&self, entry: RosterEntryId) -> BTreeSet<CourseId> {
        let counts = |course: &CourseId| {
            let checked = match self.checked(entry, *course) {
                Checked::Open => Checked::None,
                other => other,
            };
            self.skill_if(entry, *course, checked).is_some_and(|skill| skill.counts(self.now))
        };
        self.attended(entry).into_iter().filter(counts).collect()
    }

    fn attended(&self, entry: RosterEntryId) -> BTreeSet<CourseId> {
        self.seats_of(entry).filter(|s| s.state == SeatState::Attended).map(|s| s.course).collect()
    }

    fn skill_if(&self, entry: RosterEntryId, course: CourseId, checked: Checked) -> Option<Skill> {
        let there = self.seats_of(entry).filter(|s| s.state == SeatState::Attended && s.course == course);
        let until = there.map(|seat| self.workshop(seat.workshop).map_or(seat.changed_at, |w| w.until)).max()?;
        skill(self.course(course).and_then(|c| c.valid_months), until, checked, &games::clocks(&self.games))
    }
}

/// The skill of a course that someone attended, which counts for so many months of the calendar.
fn skill(valid_months: Option<i64>, attended: UnixMillis, checked: Checked, zone: &TimeZone) -> Option<Skill> {
    let since = course::held_since(attended, checked)?;
    Some(Skill { since, until: valid_months.and_then(|months| months_after(since, months, zone)) })
}

/// The same day so many months later at the same time of that day, on the clocks of a place; the last day of the month where it is
/// shorter. None past the end of the calendar.
fn months_after(at: UnixMillis, months: i64, zone: &TimeZone) -> Option<UnixMillis> {
    let local = Timestamp::from_millisecond(at.0).ok()?.to_zoned(zone.clone());
    let later = local.checked_add(Span::new().try_months(months).ok()?).ok()?;
    Some(UnixMillis(later.timestamp().as_millisecond()))
}

/// The skill of one athlete of a Games in a course, read alone; whether it counts still or not.
pub(crate) async fn of(
    tx: &mut ReadTx,
    games: &Games,
    entry: RosterEntryId,
    course: &Course,
) -> Result<Option<Skill>, AppError> {
    let mut attended: Option<UnixMillis> = None;
    for seat in store::seat::of_entry(tx, entry).await? {
        if seat.state == SeatState::Attended && seat.course == course.id {
            let workshop = store::workshop::get(tx, seat.workshop).await?;
            attended = attended.max(Some(workshop.map_or(seat.changed_at, |w| w.until)));
        }
    }
    let Some(attended) = attended else { return Ok(None) };
    let checked = match store::course_check::of_course(tx, course.id).await? {
        None => Checked::None,
        Some(_) => store::course_check::passed_by(tx, entry, course.id).await?.map_or(Checked::Open, Checked::Passed),
    };
    Ok(skill(course.valid_months, attended, checked, &games::clocks(games)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> UnixMillis {
        UnixMillis(text.parse::<Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        let paris = TimeZone::get("Europe/Paris").unwrap();
        for (from, months, until) in [
            ("2028-01-31T10:00:00Z", 1, "2028-02-29T10:00:00Z"),
            ("2027-01-31T10:00:00Z", 1, "2027-02-28T10:00:00Z"),
            ("2028-02-29T10:00:00Z", 12, "2029-02-28T10:00:00Z"),
            ("2028-07-14T10:00:00Z", 24, "2030-07-14T10:00:00Z"),
            // Noon in summer is noon in winter, and the last day of the month is that of the place.
            ("2028-07-14T10:00:00Z", 6, "2029-01-14T11:00:00Z"),
            ("2028-03-30T22:30:00Z", 1, "2028-04-29T22:30:00Z"),
        ] {
            assert_eq!(months_after(at(from), months, &paris), Some(at(until)), "{from} and {months}");
        }
        let open = skill(None, at("2028-07-14T10:00:00Z"), Checked::None, &paris).unwrap();
        assert_eq!(open.until, None, "for ever");
    }

    proptest! {
        #[test]
        fn more_months_are_never_less(day in 0..40_000_i64, months in 1..60_i64) {
            let from = UnixMillis(day * grandstand_domain::time::DAY);
            let end = |months| months_after(from, months, &TimeZone::UTC).unwrap();
            prop_assert!(end(months) > from && end(months) < end(months + 1));
            let days = end(months).since(from) / grandstand_domain::time::DAY;
            prop_assert!((months * 28..=months * 31).contains(&days), "{days} days in {months} months");
        }
    }
}
