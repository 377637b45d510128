//! Groups of athletes inside a roster, and who is in them.

use grandstand_domain::{
    id::{GamesId, GroupId, OrganisationId, RosterEntryId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run, run_rows, value},
    error::StoreError,
};

const OF_ORGANISATION: &str = "SELECT id, organisation_id, games_id, name, created_at FROM roster_group \
     WHERE organisation_id = $1 AND games_id = $2 ORDER BY name, id";
const GET: &str = "SELECT id, organisation_id, games_id, name, created_at FROM roster_group WHERE id = $1";
const INSERT: &str =
    "INSERT INTO roster_group (id, organisation_id, games_id, name, created_at) VALUES ($1, $2, $3, $4, $5)";
const RENAME: &str = "UPDATE roster_group SET name = $2 WHERE id = $1";
const EMPTY: &str = "DELETE FROM roster_group_member WHERE group_id = $1";
const REMOVE: &str = "DELETE FROM roster_group WHERE id = $1";
const MEMBERS: &str = "SELECT m.group_id, m.entry_id FROM roster_group_member m JOIN roster_group g ON g.id = m.group_id \
     WHERE g.organisation_id = $1 AND g.games_id = $2 ORDER BY m.group_id, m.entry_id";
const MEMBERS_OF: &str = "SELECT group_id, entry_id FROM roster_group_member WHERE entry_id = $1";
const PUT: &str = "INSERT INTO roster_group_member (group_id, entry_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const TAKE_OUT: &str = "DELETE FROM roster_group_member WHERE group_id = $1 AND entry_id = $2";
const WORKSHOPS: &str = "SELECT COUNT(*) FROM workshop WHERE group_id = $1";

/// A stored group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: GroupId,
    /// Whose roster.
    pub organisation: OrganisationId,
    /// For which Games.
    pub games: GamesId,
    /// What staff call it.
    pub name: String,
    /// When it was made.
    pub created_at: UnixMillis,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    organisation_id: i64,
    games_id: i64,
    name: String,
    created_at: i64,
}

impl From<Row> for Group {
    fn from(row: Row) -> Self {
        Self {
            id: GroupId(row.id),
            organisation: OrganisationId(row.organisation_id),
            games: GamesId(row.games_id),
            name: row.name,
            created_at: UnixMillis(row.created_at),
        }
    }
}

/// The groups of an organisation's roster for a Games, by name.
pub async fn of_organisation(
    tx: &mut ReadTx,
    organisation: OrganisationId,
    games: GamesId,
) -> Result<Vec<Group>, StoreError> {
    Ok(all!(tx, Row, OF_ORGANISATION, organisation.0, games.0)?.into_iter().map(Group::from).collect())
}

/// A group by its id.
pub async fn get(tx: &mut ReadTx, id: GroupId) -> Result<Option<Group>, StoreError> {
    Ok(maybe!(tx, Row, GET, id.0)?.map(Group::from))
}

/// Stores a new group. `Taken` when the roster has one of this name.
pub async fn insert(tx: &mut WriteTx, g: &Group) -> Result<(), StoreError> {
    run!(tx, INSERT, g.id.0, g.organisation.0, g.games.0, &g.name, g.created_at.0)
        .map(drop)
        .map_err(|e| e.taken("roster_group", &g.name))
}

/// Calls a group something else. `Taken` when the roster has another of this name.
pub async fn rename(tx: &mut WriteTx, id: GroupId, name: &str) -> Result<(), StoreError> {
    let rows = run!(tx, RENAME, id.0, name).map_err(|e| e.taken("roster_group", name))?;
    StoreError::touched(rows, "roster_group", id)
}

/// Takes a group away; its athletes stay on the roster.
pub async fn remove(tx: &mut WriteTx, id: GroupId) -> Result<(), StoreError> {
    run!(tx, EMPTY, id.0)?;
    StoreError::touched(run!(tx, REMOVE, id.0)?, "roster_group", id)
}

/// Who is in which group of a roster.
pub async fn members(
    tx: &mut ReadTx,
    organisation: OrganisationId,
    games: GamesId,
) -> Result<Vec<(GroupId, RosterEntryId)>, StoreError> {
    let rows = all!(tx, (i64, i64), MEMBERS, organisation.0, games.0)?;
    Ok(rows.into_iter().map(|(group, entry)| (GroupId(group), RosterEntryId(entry))).collect())
}

/// In which groups an athlete is.
pub async fn of_entry(tx: &mut ReadTx, entry: RosterEntryId) -> Result<Vec<(GroupId, RosterEntryId)>, StoreError> {
    let rows = all!(tx, (i64, i64), MEMBERS_OF, entry.0)?;
    Ok(rows.into_iter().map(|(group, entry)| (GroupId(group), RosterEntryId(entry))).collect())
}

/// Puts athletes into a group; those in it stay in it once.
pub async fn put(tx: &mut WriteTx, id: GroupId, entries: &[RosterEntryId]) -> Result<(), StoreError> {
    run_rows!(tx, PUT, entries, |entry| [id.0, entry.0]).map(drop)
}

/// Takes athletes out of a group.
pub async fn take_out(tx: &mut WriteTx, id: GroupId, entries: &[RosterEntryId]) -> Result<(), StoreError> {
    for entry in entries {
        run!(tx, TAKE_OUT, id.0, entry.0)?;
    }
    Ok(())
}

/// How many workshops are for a group only.
pub async fn workshops(tx: &mut ReadTx, id: GroupId) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, WORKSHOPS, id.0)?.unwrap_or_default())
}
