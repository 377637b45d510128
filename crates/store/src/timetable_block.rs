//! Blocks of time in an athlete's timetable: training, travel, rest.

use grandstand_domain::{
    id::{AccountId, GamesId, OrganisationId, RosterEntryId, TimetableBlockId},
    time::UnixMillis,
    timetable_block::{Block, BlockKind},
};

use crate::{
    db::{ReadTx, WriteTx, all, run, value},
    error::StoreError,
};

const OF_ORGANISATION: &str = "SELECT b.id, b.entry_id, b.kind, b.title, b.place, b.starts_at, b.ends_at, b.made_by \
     FROM timetable_block b JOIN roster_entry e ON e.id = b.entry_id WHERE e.organisation_id = $1 AND e.games_id = $2 \
     ORDER BY b.starts_at, b.id";
const OF_ENTRY: &str = "SELECT id, entry_id, kind, title, place, starts_at, ends_at, made_by FROM timetable_block \
     WHERE entry_id = $1 ORDER BY starts_at, id";
const COUNT: &str = "SELECT COUNT(*) FROM timetable_block WHERE entry_id = $1";
const INSERT: &str = "INSERT INTO timetable_block (id, entry_id, kind, title, place, starts_at, ends_at, made_by, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const REMOVE: &str = "DELETE FROM timetable_block WHERE id = $1 AND entry_id = $2";

/// A stored block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimetableBlock {
    /// Its id.
    pub id: TimetableBlockId,
    /// In whose timetable.
    pub entry: RosterEntryId,
    /// What is said of it.
    pub block: Block,
    /// Who made it, while they have an account.
    pub made_by: Option<AccountId>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    entry_id: i64,
    #[sqlx(try_from = "String")]
    kind: BlockKind,
    title: String,
    place: String,
    starts_at: i64,
    ends_at: i64,
    made_by: Option<i64>,
}

impl From<Row> for TimetableBlock {
    fn from(row: Row) -> Self {
        Self {
            id: TimetableBlockId(row.id),
            entry: RosterEntryId(row.entry_id),
            block: Block {
                kind: row.kind,
                title: row.title,
                place: row.place,
                starts_at: UnixMillis(row.starts_at),
                ends_at: UnixMillis(row.ends_at),
            },
            made_by: row.made_by.map(AccountId),
        }
    }
}

/// The blocks of an organisation's roster for a Games, earliest first.
pub async fn of_organisation(
    tx: &mut ReadTx,
    organisation: OrganisationId,
    games: GamesId,
) -> Result<Vec<TimetableBlock>, StoreError> {
    Ok(all!(tx, Row, OF_ORGANISATION, organisation.0, games.0)?.into_iter().map(TimetableBlock::from).collect())
}

/// The blocks of one athlete, earliest first.
pub async fn of_entry(tx: &mut ReadTx, entry: RosterEntryId) -> Result<Vec<TimetableBlock>, StoreError> {
    Ok(all!(tx, Row, OF_ENTRY, entry.0)?.into_iter().map(TimetableBlock::from).collect())
}

/// How many blocks one athlete has.
pub async fn count(tx: &mut ReadTx, entry: RosterEntryId) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, COUNT, entry.0)?.unwrap_or_default())
}

/// Stores a new block.
pub async fn insert(tx: &mut WriteTx, new: &TimetableBlock) -> Result<(), StoreError> {
    let (block, now) = (&new.block, tx.now().0);
    run!(
        tx,
        INSERT,
        new.id.0,
        new.entry.0,
        block.kind.as_str(),
        &block.title,
        &block.place,
        block.starts_at.0,
        block.ends_at.0,
        new.made_by.map(|a| a.0),
        now
    )
    .map(drop)
}

/// Takes a block out of an athlete's timetable.
pub async fn remove(tx: &mut WriteTx, entry: RosterEntryId, block: TimetableBlockId) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, REMOVE, block.0, entry.0)?, "timetable_block", block)
}
