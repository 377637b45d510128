//! The one answer to who holds which skill: attended, and passed where the course has a check, while it counts.

use std::collections::{BTreeSet, HashMap};

use grandstand_domain::{
    course::{self, Checked, Skill},
    id::{CourseId, GamesId, OrganisationId, RosterEntryId},
    time::UnixMillis,
    workshop::SeatState,
};
use grandstand_store::{self as store, ReadTx, course::Course};

use super::situation::Situation;
use crate::error::AppError;

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
        course::skill(self.course(course).and_then(|c| c.valid_months), until, checked)
    }
}

/// The skill of one athlete in a course, read alone; whether it counts still or not.
pub(crate) async fn of(tx: &mut ReadTx, entry: RosterEntryId, course: &Course) -> Result<Option<Skill>, AppError> {
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
    Ok(course::skill(course.valid_months, attended, checked))
}
