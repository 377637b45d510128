//! Workshops: the meetings of courses, and what allocations planned for them.

use grandstand_domain::{
    access::Needs,
    id::{AccountId, AllocationId, CourseId, GamesId, GroupId, OrganisationId, RosterEntryId, WorkshopId},
    invalid::Invalid,
    odf::Discipline,
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT w.id, w.course_id, w.games_id, w.from_at, w.until_at, w.place, w.link, w.trainer, w.disciplines, w.capacity, \
               w.taken, w.offers, w.code, w.revision, w.created_at, w.cancelled_at, w.group_id \
             FROM workshop w JOIN course c ON c.id = w.course_id ",
            $rest
        )
    };
}

const OF_ORGANISATION: &str = columns!("WHERE c.organisation_id = $1 AND w.games_id = $2 ORDER BY w.from_at, w.id");
const OF_COURSE: &str =
    columns!("WHERE w.course_id = $1 AND w.from_at > $2 AND w.cancelled_at IS NULL ORDER BY w.from_at, w.id");
const GET: &str = columns!("WHERE w.id = $1");
const INSERT: &str = "INSERT INTO workshop (id, course_id, games_id, from_at, until_at, place, link, trainer, disciplines, \
       capacity, taken, offers, code, revision, created_at, cancelled_at, group_id) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, 0, $13, NULL, $14)";
const UPDATE: &str = "UPDATE workshop SET from_at = $2, until_at = $3, place = $4, link = $5, trainer = $6, disciplines = $7, \
       capacity = $8, offers = $9, revision = $10, cancelled_at = $11, group_id = $12 WHERE id = $1 AND taken <= $8";
/// The one statement by which a seat is taken: it touches no row when there is none left.
const TAKE: &str = "UPDATE workshop SET taken = taken + 1 WHERE id = $1 AND taken < capacity AND cancelled_at IS NULL";
const FREE: &str = "UPDATE workshop SET taken = taken - 1 WHERE id = $1 AND taken > 0";
const BARRED_OF: &str = "SELECT workshop_id, entry_id FROM seat_barred WHERE entry_id = $1";
const BARRED: &str = "SELECT b.workshop_id, b.entry_id FROM seat_barred b JOIN roster_entry e ON e.id = b.entry_id \
     WHERE e.organisation_id = $1 AND e.games_id = $2 ORDER BY b.workshop_id, b.entry_id";
const BAR: &str = "INSERT INTO seat_barred (workshop_id, entry_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const UNBAR: &str = "DELETE FROM seat_barred WHERE workshop_id = $1 AND entry_id = $2";
const SAVE_PLAN: &str = "INSERT INTO allocation (id, organisation_id, games_id, by_id, plan, made_at, announced_at) \
     VALUES ($1, $2, $3, $4, $5, $6, NULL)";
const PLAN: &str = "SELECT id, organisation_id, games_id, plan, made_at, announced_at FROM allocation WHERE id = $1";
const LATEST_PLAN: &str = "SELECT id, organisation_id, games_id, plan, made_at, announced_at FROM allocation \
     WHERE organisation_id = $1 AND games_id = $2 ORDER BY id DESC LIMIT 1";
const SET_PLAN: &str = "UPDATE allocation SET plan = $2 WHERE id = $1 AND announced_at IS NULL";
const ANNOUNCED: &str = "UPDATE allocation SET announced_at = $2 WHERE id = $1 AND announced_at IS NULL";
const OLD_PLANS: &str =
    "DELETE FROM allocation WHERE organisation_id = $1 AND games_id = $2 AND announced_at IS NULL AND id <> $3";

/// A workshop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workshop {
    /// Its id.
    pub id: WorkshopId,
    /// What is taught.
    pub course: CourseId,
    /// For whose athletes: the roster of this Games.
    pub games: GamesId,
    /// When it begins.
    pub from: UnixMillis,
    /// When it ends.
    pub until: UnixMillis,
    /// Where; empty when it is online.
    pub place: String,
    /// The online room; empty for none.
    pub link: String,
    /// Who teaches.
    pub trainer: String,
    /// The sports that the trainer teaches; none means all.
    pub disciplines: Vec<Discipline>,
    /// The group that it is for; none for everyone.
    pub group: Option<GroupId>,
    /// How many may come.
    pub capacity: i64,
    /// How many seats are not free.
    pub taken: i64,
    /// Needs that are met.
    pub offers: Needs,
    /// What is shown in the room, to tell that one is there.
    pub code: String,
    /// How often calendar programs were told of a change.
    pub revision: i64,
    /// When it was planned.
    pub created_at: UnixMillis,
    /// When it was called off.
    pub cancelled_at: Option<UnixMillis>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    course_id: i64,
    games_id: i64,
    from_at: i64,
    until_at: i64,
    place: String,
    link: String,
    trainer: String,
    disciplines: String,
    capacity: i64,
    taken: i64,
    #[sqlx(try_from = "String")]
    offers: Needs,
    code: String,
    revision: i64,
    created_at: i64,
    cancelled_at: Option<i64>,
    group_id: Option<i64>,
}

impl TryFrom<Row> for Workshop {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = |e: Invalid| StoreError::Corrupt { table: "workshop", why: format!("{}: {e}", row.id) };
        let disciplines = row.disciplines.split_whitespace().map(str::parse::<Discipline>).collect::<Result<_, _>>();
        Ok(Self {
            id: WorkshopId(row.id),
            course: CourseId(row.course_id),
            games: GamesId(row.games_id),
            from: UnixMillis(row.from_at),
            until: UnixMillis(row.until_at),
            place: row.place,
            link: row.link,
            trainer: row.trainer,
            disciplines: disciplines.map_err(corrupt)?,
            group: row.group_id.map(GroupId),
            capacity: row.capacity,
            taken: row.taken,
            offers: row.offers,
            code: row.code,
            revision: row.revision,
            created_at: UnixMillis(row.created_at),
            cancelled_at: row.cancelled_at.map(UnixMillis),
        })
    }
}

/// An organisation's workshops for a Games, earliest first, those that were called off among them.
pub async fn of_organisation(
    tx: &mut ReadTx,
    organisation: OrganisationId,
    games: GamesId,
) -> Result<Vec<Workshop>, StoreError> {
    all!(tx, Row, OF_ORGANISATION, organisation.0, games.0)?.into_iter().map(Workshop::try_from).collect()
}

/// The workshops of a course that begin after a moment and stand, earliest first.
pub async fn of_course(tx: &mut ReadTx, course: CourseId, after: UnixMillis) -> Result<Vec<Workshop>, StoreError> {
    all!(tx, Row, OF_COURSE, course.0, after.0)?.into_iter().map(Workshop::try_from).collect()
}

/// A workshop by its id.
pub async fn get(tx: &mut ReadTx, id: WorkshopId) -> Result<Option<Workshop>, StoreError> {
    maybe!(tx, Row, GET, id.0)?.map(Workshop::try_from).transpose()
}

fn codes(disciplines: &[Discipline]) -> String {
    disciplines.iter().map(Discipline::as_str).collect::<Vec<_>>().join(" ")
}

/// Stores a new workshop, with no seat taken.
pub async fn insert(tx: &mut WriteTx, w: &Workshop) -> Result<(), StoreError> {
    run!(
        tx,
        INSERT,
        w.id.0,
        w.course.0,
        w.games.0,
        w.from.0,
        w.until.0,
        &w.place,
        &w.link,
        &w.trainer,
        codes(&w.disciplines),
        w.capacity,
        w.offers.to_string(),
        &w.code,
        w.created_at.0,
        w.group.map(|group| group.0),
    )
    .map(drop)
}

/// Stores what was changed of a workshop. False when more seats are taken than it would have.
pub async fn update(tx: &mut WriteTx, w: &Workshop) -> Result<bool, StoreError> {
    let rows = run!(
        tx,
        UPDATE,
        w.id.0,
        w.from.0,
        w.until.0,
        &w.place,
        &w.link,
        &w.trainer,
        codes(&w.disciplines),
        w.capacity,
        w.offers.to_string(),
        w.revision,
        w.cancelled_at.map(|at| at.0),
        w.group.map(|group| group.0),
    )?;
    Ok(rows == 1)
}

/// Takes a seat. False when none is left or the workshop was called off.
pub async fn take(tx: &mut WriteTx, id: WorkshopId) -> Result<bool, StoreError> {
    Ok(run!(tx, TAKE, id.0)? == 1)
}

/// Gives a seat free.
pub async fn free(tx: &mut WriteTx, id: WorkshopId) -> Result<(), StoreError> {
    let rows = run!(tx, FREE, id.0)?;
    StoreError::touched(rows, "workshop", id)
}

/// Whom staff keep out of which workshop.
pub async fn barred(
    tx: &mut ReadTx,
    organisation: OrganisationId,
    games: GamesId,
) -> Result<Vec<(WorkshopId, RosterEntryId)>, StoreError> {
    let rows = all!(tx, (i64, i64), BARRED, organisation.0, games.0)?;
    Ok(rows.into_iter().map(|(workshop, entry)| (WorkshopId(workshop), RosterEntryId(entry))).collect())
}

/// Out of which workshops staff keep an athlete.
pub async fn barred_of(tx: &mut ReadTx, entry: RosterEntryId) -> Result<Vec<(WorkshopId, RosterEntryId)>, StoreError> {
    let rows = all!(tx, (i64, i64), BARRED_OF, entry.0)?;
    Ok(rows.into_iter().map(|(workshop, entry)| (WorkshopId(workshop), RosterEntryId(entry))).collect())
}

/// Keeps an athlete out of a workshop, or no longer.
pub async fn bar(tx: &mut WriteTx, id: WorkshopId, entry: RosterEntryId, barred: bool) -> Result<(), StoreError> {
    run!(tx, if barred { BAR } else { UNBAR }, id.0, entry.0).map(drop)
}

/// A stored allocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// Its id.
    pub id: AllocationId,
    /// Whose.
    pub organisation: OrganisationId,
    /// For which Games.
    pub games: GamesId,
    /// The plan as JSON.
    pub plan: String,
    /// When it was made.
    pub made_at: UnixMillis,
    /// When everyone was told.
    pub announced_at: Option<UnixMillis>,
}

#[derive(sqlx::FromRow)]
struct AllocationRow {
    id: i64,
    organisation_id: i64,
    games_id: i64,
    plan: String,
    made_at: i64,
    announced_at: Option<i64>,
}

impl From<AllocationRow> for Allocation {
    fn from(row: AllocationRow) -> Self {
        Self {
            id: AllocationId(row.id),
            organisation: OrganisationId(row.organisation_id),
            games: GamesId(row.games_id),
            plan: row.plan,
            made_at: UnixMillis(row.made_at),
            announced_at: row.announced_at.map(UnixMillis),
        }
    }
}

/// Stores a plan and throws older ones away that nobody was told of.
pub async fn save_allocation(tx: &mut WriteTx, a: &Allocation, by: AccountId) -> Result<(), StoreError> {
    run!(tx, SAVE_PLAN, a.id.0, a.organisation.0, a.games.0, by.0, &a.plan, a.made_at.0)?;
    run!(tx, OLD_PLANS, a.organisation.0, a.games.0, a.id.0).map(drop)
}

/// A plan by its id.
pub async fn allocation(tx: &mut ReadTx, id: AllocationId) -> Result<Option<Allocation>, StoreError> {
    Ok(maybe!(tx, AllocationRow, PLAN, id.0)?.map(Allocation::from))
}

/// The latest plan of an organisation for a Games.
pub async fn latest_allocation(
    tx: &mut ReadTx,
    organisation: OrganisationId,
    games: GamesId,
) -> Result<Option<Allocation>, StoreError> {
    Ok(maybe!(tx, AllocationRow, LATEST_PLAN, organisation.0, games.0)?.map(Allocation::from))
}

/// Stores what became of a plan that was asked for. Nothing is stored for one that is not there any more.
pub async fn set_plan(tx: &mut WriteTx, id: AllocationId, plan: &str) -> Result<(), StoreError> {
    run!(tx, SET_PLAN, id.0, plan).map(drop)
}

/// Notes that everyone was told of a plan. False when that was so already.
pub async fn announced(tx: &mut WriteTx, id: AllocationId) -> Result<bool, StoreError> {
    let now = tx.now().0;
    Ok(run!(tx, ANNOUNCED, id.0, now)? == 1)
}
