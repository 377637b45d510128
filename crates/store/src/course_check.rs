//! Checks at the end of courses, and how athletes did.

use std::collections::BTreeSet;

use grandstand_domain::{
    course_check::Question,
    id::{CheckId, CourseId, GamesId, OrganisationId, RosterEntryId, TryId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run, value},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!("SELECT id, course_id, version, questions, pass_at, created_at, ended_at FROM course_check ", $rest)
    };
}
macro_rules! tries {
    ($rest:literal) => {
        concat!("SELECT id, check_id, entry_id, course_id, nth, chosen, is_passed, at FROM course_check_try ", $rest)
    };
}

const OF_COURSE: &str = columns!("WHERE course_id = $1 AND ended_at IS NULL");
const GET: &str = columns!("WHERE id = $1");
const LATEST: &str = "SELECT COALESCE(MAX(version), 0) FROM course_check WHERE course_id = $1";
const INSERT: &str =
    "INSERT INTO course_check (id, course_id, version, questions, pass_at, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
const END: &str = "UPDATE course_check SET ended_at = $2 WHERE course_id = $1 AND ended_at IS NULL";
const HAVING: &str = "SELECT k.course_id FROM course_check k JOIN course c ON c.id = k.course_id \
     WHERE c.organisation_id = $1 AND k.ended_at IS NULL";
const PASSED: &str = "SELECT t.entry_id, t.course_id, MIN(t.at) FROM course_check_try t JOIN roster_entry e ON e.id = t.entry_id \
     WHERE e.organisation_id = $1 AND e.games_id = $2 AND t.is_passed = 1 GROUP BY t.entry_id, t.course_id";
const PASSED_OF: &str = "SELECT entry_id, course_id, MIN(at) FROM course_check_try WHERE entry_id = $1 AND is_passed = 1 \
     GROUP BY entry_id, course_id";
const PASSED_BY: &str =
    "SELECT MIN(at) FROM course_check_try WHERE entry_id = $1 AND course_id = $2 AND is_passed = 1 HAVING COUNT(*) > 0";
const TRIES: &str = tries!("WHERE entry_id = $1 AND course_id = $2 ORDER BY nth");
const TRY: &str = tries!("WHERE id = $1");
const INSERT_TRY: &str = "INSERT INTO course_check_try (id, check_id, entry_id, course_id, nth, chosen, is_passed, at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// A version of the check of a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseCheck {
    /// Its id.
    pub id: CheckId,
    /// Of which course.
    pub course: CourseId,
    /// Counted from 1.
    pub version: i64,
    /// What is asked.
    pub questions: Vec<Question>,
    /// How many must be right.
    pub pass_at: usize,
    /// When it was written.
    pub created_at: UnixMillis,
    /// When another took its place, or it was taken away.
    pub ended_at: Option<UnixMillis>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    course_id: i64,
    version: i64,
    questions: String,
    pass_at: i64,
    created_at: i64,
    ended_at: Option<i64>,
}

impl TryFrom<Row> for CourseCheck {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: CheckId(row.id),
            course: CourseId(row.course_id),
            version: row.version,
            questions: serde_json::from_str(&row.questions).map_err(corrupt)?,
            pass_at: usize::try_from(row.pass_at).unwrap_or(usize::MAX),
            created_at: UnixMillis(row.created_at),
            ended_at: row.ended_at.map(UnixMillis),
        })
    }
}

/// What an athlete answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    /// Its id.
    pub id: TryId,
    /// Which version they answered.
    pub check: CheckId,
    /// Who.
    pub entry: RosterEntryId,
    /// Of which course.
    pub course: CourseId,
    /// Their how many-th at this course, counted from 1.
    pub nth: i64,
    /// The places of what they chose, for each question.
    pub chosen: Vec<BTreeSet<usize>>,
    /// Whether enough was right.
    pub is_passed: bool,
    /// When.
    pub at: UnixMillis,
}

#[derive(sqlx::FromRow)]
struct TryRow {
    id: i64,
    check_id: i64,
    entry_id: i64,
    course_id: i64,
    nth: i64,
    chosen: String,
    is_passed: i64,
    at: i64,
}

impl TryFrom<TryRow> for Try {
    type Error = StoreError;

    fn try_from(row: TryRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: TryId(row.id),
            check: CheckId(row.check_id),
            entry: RosterEntryId(row.entry_id),
            course: CourseId(row.course_id),
            nth: row.nth,
            chosen: serde_json::from_str(&row.chosen).map_err(corrupt)?,
            is_passed: row.is_passed != 0,
            at: UnixMillis(row.at),
        })
    }
}

fn corrupt(error: serde_json::Error) -> StoreError {
    StoreError::Corrupt { table: "course_check", why: error.to_string() }
}

/// The check of a course as it counts now.
pub async fn of_course(tx: &mut ReadTx, course: CourseId) -> Result<Option<CourseCheck>, StoreError> {
    maybe!(tx, Row, OF_COURSE, course.0)?.map(CourseCheck::try_from).transpose()
}

/// A version by its id.
pub async fn get(tx: &mut ReadTx, id: CheckId) -> Result<Option<CourseCheck>, StoreError> {
    maybe!(tx, Row, GET, id.0)?.map(CourseCheck::try_from).transpose()
}

/// Stores a new version, which takes the place of the one before; its number is given here. `Taken` when another came at the
/// same moment.
pub async fn replace(tx: &mut WriteTx, c: &CourseCheck) -> Result<(), StoreError> {
    let version = value!(tx, i64, LATEST, c.course.0)?.unwrap_or_default() + 1;
    let questions = serde_json::to_string(&c.questions).map_err(corrupt)?;
    end(tx, c.course).await?;
    let pass_at = i64::try_from(c.pass_at).unwrap_or(i64::MAX);
    run!(tx, INSERT, c.id.0, c.course.0, version, questions, pass_at, c.created_at.0)
        .map(drop)
        .map_err(|e| e.taken("course_check", c.course))
}

/// Takes the check of a course away.
pub async fn end(tx: &mut WriteTx, course: CourseId) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, END, course.0, now).map(drop)
}

/// The courses of an organisation that have a check.
pub async fn having(tx: &mut ReadTx, organisation: OrganisationId) -> Result<BTreeSet<CourseId>, StoreError> {
    Ok(all!(tx, (i64,), HAVING, organisation.0)?.into_iter().map(|row| CourseId(row.0)).collect())
}

/// When each athlete of a roster first passed the check of a course, whatever its version.
pub async fn passed(
    tx: &mut ReadTx,
    organisation: OrganisationId,
    games: GamesId,
) -> Result<Vec<(RosterEntryId, CourseId, UnixMillis)>, StoreError> {
    let rows = all!(tx, (i64, i64, i64), PASSED, organisation.0, games.0)?;
    Ok(rows.into_iter().map(|(entry, course, at)| (RosterEntryId(entry), CourseId(course), UnixMillis(at))).collect())
}

/// When an athlete first passed the check of each course.
pub async fn passed_of(
    tx: &mut ReadTx,
    entry: RosterEntryId,
) -> Result<Vec<(RosterEntryId, CourseId, UnixMillis)>, StoreError> {
    let rows = all!(tx, (i64, i64, i64), PASSED_OF, entry.0)?;
    Ok(rows.into_iter().map(|(entry, course, at)| (RosterEntryId(entry), CourseId(course), UnixMillis(at))).collect())
}

/// When an athlete first passed the check of a course.
pub async fn passed_by(
    tx: &mut ReadTx,
    entry: RosterEntryId,
    course: CourseId,
) -> Result<Option<UnixMillis>, StoreError> {
    Ok(value!(tx, i64, PASSED_BY, entry.0, course.0)?.map(UnixMillis))
}

/// The tries of an athlete at the check of a course, the first first.
pub async fn tries(tx: &mut ReadTx, entry: RosterEntryId, course: CourseId) -> Result<Vec<Try>, StoreError> {
    all!(tx, TryRow, TRIES, entry.0, course.0)?.into_iter().map(Try::try_from).collect()
}

/// A try by its id.
pub async fn try_of(tx: &mut ReadTx, id: TryId) -> Result<Option<Try>, StoreError> {
    maybe!(tx, TryRow, TRY, id.0)?.map(Try::try_from).transpose()
}

/// Stores a try. `Taken` when another of the same number came at the same moment.
pub async fn insert_try(tx: &mut WriteTx, t: &Try) -> Result<(), StoreError> {
    let chosen = serde_json::to_string(&t.chosen).map_err(corrupt)?;
    let passed = i64::from(t.is_passed);
    run!(tx, INSERT_TRY, t.id.0, t.check.0, t.entry.0, t.course.0, t.nth, chosen, passed, t.at.0)
        .map(drop)
        .map_err(|e| e.taken("course_check_try", t.entry))
}
