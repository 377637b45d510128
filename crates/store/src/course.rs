//! Courses, what each requires, and who wants or has to take them.

use grandstand_domain::{
    course::{Level, Weight},
    id::{CourseId, GamesId, OrganisationId, RosterEntryId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run, run_rows},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, organisation_id, title, about, level, minutes, valid_months, material, created_at, ended_at FROM course ",
            $rest
        )
    };
}

const OF_ORGANISATION: &str = columns!("WHERE organisation_id = $1 ORDER BY title, id");
const GET: &str = columns!("WHERE id = $1");
const SAVE: &str = "INSERT INTO course (id, organisation_id, title, about, level, minutes, valid_months, material, created_at, ended_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
     ON CONFLICT (id) DO UPDATE SET title = excluded.title, about = excluded.about, level = excluded.level, \
       minutes = excluded.minutes, valid_months = excluded.valid_months, material = excluded.material, ended_at = excluded.ended_at";
const REQUIRES: &str = "SELECT r.course_id, r.requires_id FROM course_requires r JOIN course c ON c.id = r.course_id \
     WHERE c.organisation_id = $1 ORDER BY r.course_id, r.requires_id";
const END_REQUIRES: &str = "DELETE FROM course_requires WHERE course_id = $1";
const REQUIRE: &str = "INSERT INTO course_requires (course_id, requires_id) VALUES ($1, $2)";

const WANTS: &str = "SELECT w.entry_id, w.course_id, w.weight, w.by_at FROM course_want w \
     JOIN roster_entry e ON e.id = w.entry_id WHERE e.organisation_id = $1 AND e.games_id = $2 ORDER BY w.entry_id, w.course_id";
const WANTS_OF: &str =
    "SELECT entry_id, course_id, weight, by_at FROM course_want WHERE entry_id = $1 ORDER BY course_id";
const SAVE_WANTS: &str = "INSERT INTO course_want (entry_id, course_id, weight, by_at) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (entry_id, course_id) DO UPDATE SET weight = excluded.weight, by_at = excluded.by_at";
const END_WANT: &str = "DELETE FROM course_want WHERE entry_id = $1 AND course_id = $2";
const WISHES: &str = "SELECT w.entry_id, w.course_id, w.rank FROM course_wish w \
     JOIN roster_entry e ON e.id = w.entry_id WHERE e.organisation_id = $1 AND e.games_id = $2 ORDER BY w.entry_id, w.rank";
const WISHES_OF: &str = "SELECT entry_id, course_id, rank FROM course_wish WHERE entry_id = $1 ORDER BY rank";
const END_WISHES: &str = "DELETE FROM course_wish WHERE entry_id = $1";
const SAVE_WISHES: &str = "INSERT INTO course_wish (entry_id, course_id, rank) VALUES ($1, $2, $3)";

/// A course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// Its id.
    pub id: CourseId,
    /// Who teaches it.
    pub organisation: OrganisationId,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// How far it takes.
    pub level: Level,
    /// How long one meeting lasts, in minutes.
    pub minutes: i64,
    /// For how many months the skill counts; none is for ever.
    pub valid_months: Option<i64>,
    /// Where its material lies; empty for none.
    pub material: String,
    /// When it was made.
    pub created_at: UnixMillis,
    /// When it was taken off the programme.
    pub ended_at: Option<UnixMillis>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    organisation_id: i64,
    title: String,
    about: String,
    #[sqlx(try_from = "String")]
    level: Level,
    minutes: i64,
    valid_months: Option<i64>,
    material: String,
    created_at: i64,
    ended_at: Option<i64>,
}

impl From<Row> for Course {
    fn from(row: Row) -> Self {
        Self {
            id: CourseId(row.id),
            organisation: OrganisationId(row.organisation_id),
            title: row.title,
            about: row.about,
            level: row.level,
            minutes: row.minutes,
            valid_months: row.valid_months,
            material: row.material,
            created_at: UnixMillis(row.created_at),
            ended_at: row.ended_at.map(UnixMillis),
        }
    }
}

/// What staff want an athlete to learn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Want {
    /// Who.
    pub entry: RosterEntryId,
    /// What.
    pub course: CourseId,
    /// How much it matters.
    pub weight: Weight,
    /// By when.
    pub by: Option<UnixMillis>,
}

#[derive(sqlx::FromRow)]
struct WantRow {
    entry_id: i64,
    course_id: i64,
    #[sqlx(try_from = "String")]
    weight: Weight,
    by_at: Option<i64>,
}

impl From<WantRow> for Want {
    fn from(row: WantRow) -> Self {
        Self {
            entry: RosterEntryId(row.entry_id),
            course: CourseId(row.course_id),
            weight: row.weight,
            by: row.by_at.map(UnixMillis),
        }
    }
}

/// What an athlete would like to learn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Who.
    pub entry: RosterEntryId,
    /// What.
    pub course: CourseId,
    /// Their own order; 1 is the dearest.
    pub rank: i64,
}

impl From<(i64, i64, i64)> for Wish {
    fn from((entry, course, rank): (i64, i64, i64)) -> Self {
        Self { entry: RosterEntryId(entry), course: CourseId(course), rank }
    }
}

/// The courses of an organisation by title, those that ended among them.
pub async fn of_organisation(tx: &mut ReadTx, organisation: OrganisationId) -> Result<Vec<Course>, StoreError> {
    Ok(all!(tx, Row, OF_ORGANISATION, organisation.0)?.into_iter().map(Course::from).collect())
}

/// A course by its id.
pub async fn get(tx: &mut ReadTx, id: CourseId) -> Result<Option<Course>, StoreError> {
    Ok(maybe!(tx, Row, GET, id.0)?.map(Course::from))
}

/// Stores a course, new or changed.
pub async fn save(tx: &mut WriteTx, c: &Course) -> Result<(), StoreError> {
    run!(
        tx,
        SAVE,
        c.id.0,
        c.organisation.0,
        &c.title,
        &c.about,
        c.level.as_str(),
        c.minutes,
        c.valid_months,
        &c.material,
        c.created_at.0,
        c.ended_at.map(|at| at.0),
    )
    .map(drop)
}

/// What each course of an organisation requires, as (course, required).
pub async fn requires(tx: &mut ReadTx, organisation: OrganisationId) -> Result<Vec<(CourseId, CourseId)>, StoreError> {
    let rows = all!(tx, (i64, i64), REQUIRES, organisation.0)?;
    Ok(rows.into_iter().map(|(course, required)| (CourseId(course), CourseId(required))).collect())
}

/// Says anew what a course requires.
pub async fn set_requires(tx: &mut WriteTx, course: CourseId, requires: &[CourseId]) -> Result<(), StoreError> {
    run!(tx, END_REQUIRES, course.0)?;
    for required in requires {
        run!(tx, REQUIRE, course.0, required.0)?;
    }
    Ok(())
}

/// What staff want the athletes of a roster to learn.
pub async fn wants(tx: &mut ReadTx, organisation: OrganisationId, games: GamesId) -> Result<Vec<Want>, StoreError> {
    Ok(all!(tx, WantRow, WANTS, organisation.0, games.0)?.into_iter().map(Want::from).collect())
}

/// What staff want an athlete to learn.
pub async fn wants_of(tx: &mut ReadTx, entry: RosterEntryId) -> Result<Vec<Want>, StoreError> {
    Ok(all!(tx, WantRow, WANTS_OF, entry.0)?.into_iter().map(Want::from).collect())
}

/// Stores what staff want, new or changed.
pub async fn save_wants(tx: &mut WriteTx, wants: &[Want]) -> Result<(), StoreError> {
    run_rows!(
        tx,
        SAVE_WANTS,
        wants,
        |want| [want.entry.0, want.course.0, want.weight.as_str(), want.by.map(|at| at.0),]
    )
}

/// Takes back that an athlete should learn something.
pub async fn end_want(tx: &mut WriteTx, entry: RosterEntryId, course: CourseId) -> Result<(), StoreError> {
    run!(tx, END_WANT, entry.0, course.0).map(drop)
}

/// What the athletes of a roster would like to learn, each in their own order.
pub async fn wishes(tx: &mut ReadTx, organisation: OrganisationId, games: GamesId) -> Result<Vec<Wish>, StoreError> {
    Ok(all!(tx, (i64, i64, i64), WISHES, organisation.0, games.0)?.into_iter().map(Wish::from).collect())
}

/// What one athlete would like to learn, in their own order.
pub async fn wishes_of(tx: &mut ReadTx, entry: RosterEntryId) -> Result<Vec<Wish>, StoreError> {
    Ok(all!(tx, (i64, i64, i64), WISHES_OF, entry.0)?.into_iter().map(Wish::from).collect())
}

/// Says anew what an athlete would like to learn, the dearest first.
pub async fn set_wishes(tx: &mut WriteTx, entry: RosterEntryId, courses: &[CourseId]) -> Result<(), StoreError> {
    run!(tx, END_WISHES, entry.0)?;
    let wishes: Vec<(i64, i64)> = (1..).zip(courses).map(|(rank, course)| (course.0, rank)).collect();
    run_rows!(tx, SAVE_WISHES, wishes, |wish| [entry.0, wish.0, wish.1])
}
