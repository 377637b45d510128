//! Roster entries: the athletes whom an organisation enters for a Games.

use grandstand_domain::{
    id::{AccountId, GamesId, OrganisationId, RosterEntryId},
    invalid::Invalid,
    odf::{AthleteCode, Discipline, Gender},
    roster::Entry,
};

use crate::{
    db::{ReadTx, WriteTx, all, all_of, maybe, run, run_rows, value},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, code, given_name, family_name, gender, born_digest, disciplines, events FROM roster_entry ",
            $rest
        )
    };
}

const OF_ORGANISATION: &str =
    columns!("WHERE organisation_id = $1 AND games_id = $2 ORDER BY family_name, given_name, code");
const BY_CODE: &str = columns!("WHERE organisation_id = $1 AND games_id = $2 AND code = $3");
const CLAIMED: &str = "SELECT id, games_id, organisation_id, account_id, code, given_name, family_name, gender, born_digest, \
       disciplines, events FROM roster_entry WHERE account_id = $1 ORDER BY id DESC";
const GET: &str = "SELECT id, games_id, organisation_id, account_id, code, given_name, family_name, gender, born_digest, \
       disciplines, events FROM roster_entry WHERE id = $1";
const CLAIM: &str = "UPDATE roster_entry SET account_id = $2, claimed_at = $3 WHERE id = $1 AND account_id IS NULL";
const RELEASE: &str = "UPDATE roster_entry SET account_id = NULL, claimed_at = NULL WHERE id = $1";
const ORGANISATIONS: &str = "SELECT DISTINCT organisation_id FROM roster_entry WHERE games_id = $1";
const CLAIMS: &str = "SELECT id, account_id FROM roster_entry \
     WHERE organisation_id = $1 AND games_id = $2 AND account_id IS NOT NULL";
const ACCOUNTS: &str = "SELECT account_id FROM roster_entry WHERE account_id IS NOT NULL AND id IN ({})";
const NAMED: &str = "SELECT COUNT(*) FROM roster_entry WHERE account_id = $1 AND organisation_id = $2";
const COUNT_NAMED: &str =
    "SELECT COUNT(DISTINCT account_id) FROM roster_entry WHERE organisation_id = $1 AND account_id IS NOT NULL";
const CODES_OF_OTHERS: &str = "SELECT code FROM roster_entry WHERE games_id = $1 AND organisation_id <> $2";
const SAVE: &str = "INSERT INTO roster_entry (id, games_id, organisation_id, code, given_name, family_name, gender, born_digest, \
       disciplines, events, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
     ON CONFLICT (id) DO UPDATE SET given_name = excluded.given_name, family_name = excluded.family_name, \
       gender = excluded.gender, born_digest = excluded.born_digest, disciplines = excluded.disciplines, \
       events = excluded.events, updated_at = excluded.updated_at";
const REMOVE_STARTS: &str = "DELETE FROM start WHERE entry_id IN ({}) RETURNING id";
const REMOVE_FEEDS: &str = "DELETE FROM timetable_feed WHERE entry_id IN ({}) RETURNING entry_id";
const REMOVE_INVITATIONS: &str = "DELETE FROM invitation WHERE entry_id IN ({}) RETURNING entry_id";
const REMOVE_BLOCKS: &str = "DELETE FROM timetable_block WHERE entry_id IN ({}) RETURNING id";
/// Seats that go with their athletes are free again.
const FREE_SEATS: &str = "UPDATE workshop SET taken = taken - (SELECT COUNT(*) FROM seat s WHERE s.workshop_id = workshop.id \
       AND s.state NOT IN ('waiting', 'left') AND s.entry_id IN ({})) \
     WHERE id IN (SELECT workshop_id FROM seat WHERE entry_id IN ({})) RETURNING id";
const REMOVE_SEATS: &str = "DELETE FROM seat WHERE entry_id IN ({}) RETURNING id";
const REMOVE_BARRED: &str = "DELETE FROM seat_barred WHERE entry_id IN ({}) RETURNING entry_id";
const REMOVE_WANTS: &str = "DELETE FROM course_want WHERE entry_id IN ({}) RETURNING entry_id";
const REMOVE_WISHES: &str = "DELETE FROM course_wish WHERE entry_id IN ({}) RETURNING entry_id";
const REMOVE_MEMBERS: &str = "DELETE FROM roster_group_member WHERE entry_id IN ({}) RETURNING entry_id";
const REMOVE_ACCESS: &str = "DELETE FROM entry_access WHERE entry_id IN ({}) RETURNING entry_id";
const REMOVE_TRIES: &str = "DELETE FROM course_check_try WHERE entry_id IN ({}) RETURNING id";
const REMOVE_CERTIFICATES: &str = "DELETE FROM certificate WHERE entry_id IN ({}) RETURNING id";
const REMOVE: &str = "DELETE FROM roster_entry WHERE id IN ({}) RETURNING id";

/// A stored entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RosterEntry {
    /// Its id.
    pub id: RosterEntryId,
    /// What the roster says; the date of birth is not kept.
    pub entry: Entry,
    /// A keyed digest of the date of birth, once stated.
    pub born_digest: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    code: String,
    given_name: String,
    family_name: String,
    gender: Option<String>,
    born_digest: Option<String>,
    disciplines: String,
    events: String,
}

impl TryFrom<Row> for RosterEntry {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = |e: Invalid| StoreError::Corrupt { table: "roster_entry", why: format!("{}: {e}", row.id) };
        let disciplines = row.disciplines.split_whitespace().map(str::parse::<Discipline>).collect::<Result<_, _>>();
        let entry = Entry {
            code: row.code.parse::<AthleteCode>().map_err(corrupt)?,
            given_name: row.given_name,
            family_name: row.family_name,
            gender: row.gender.map(|g| g.parse::<Gender>()).transpose().map_err(corrupt)?,
            born_on: None,
            disciplines: disciplines.map_err(corrupt)?,
            events: row.events.lines().map(str::to_owned).collect(),
        };
        Ok(Self { id: RosterEntryId(row.id), entry, born_digest: row.born_digest })
    }
}

/// An organisation's roster for a Games, by family name.
pub async fn of_organisation(
    tx: &mut ReadTx,
    organisation: OrganisationId,
    games: GamesId,
) -> Result<Vec<RosterEntry>, StoreError> {
    all!(tx, Row, OF_ORGANISATION, organisation.0, games.0)?.into_iter().map(RosterEntry::try_from).collect()
}

/// The entry of a code in an organisation's roster for a Games.
pub async fn by_code(
    tx: &mut ReadTx,
    organisation: OrganisationId,
    games: GamesId,
    code: &str,
) -> Result<Option<RosterEntry>, StoreError> {
    maybe!(tx, Row, BY_CODE, organisation.0, games.0, code)?.map(RosterEntry::try_from).transpose()
}

/// An entry with the roster it stands in and the account that claimed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The Games.
    pub games: GamesId,
    /// Who entered them.
    pub organisation: OrganisationId,
    /// The account that claimed it, if one did.
    pub account: Option<AccountId>,
    /// The entry.
    pub entry: RosterEntry,
}

#[derive(sqlx::FromRow)]
struct PlaceRow {
    games_id: i64,
    organisation_id: i64,
    account_id: Option<i64>,
    #[sqlx(flatten)]
    entry: Row,
}

impl TryFrom<PlaceRow> for Place {
    type Error = StoreError;

    fn try_from(row: PlaceRow) -> Result<Self, StoreError> {
        Ok(Self {
            games: GamesId(row.games_id),
            organisation: OrganisationId(row.organisation_id),
            account: row.account_id.map(AccountId),
            entry: row.entry.try_into()?,
        })
    }
}

/// The entries that an account has claimed, the latest first.
pub async fn of_account(tx: &mut ReadTx, account: AccountId) -> Result<Vec<Place>, StoreError> {
    all!(tx, PlaceRow, CLAIMED, account.0)?.into_iter().map(Place::try_from).collect()
}

/// An entry by its id.
pub async fn get(tx: &mut ReadTx, entry: RosterEntryId) -> Result<Option<Place>, StoreError> {
    maybe!(tx, PlaceRow, GET, entry.0)?.map(Place::try_from).transpose()
}

/// The organisations that have a roster at a Games.
pub async fn organisations(tx: &mut ReadTx, games: GamesId) -> Result<Vec<OrganisationId>, StoreError> {
    let found = all!(tx, (i64,), ORGANISATIONS, games.0)?;
    Ok(found.into_iter().map(|(id,)| OrganisationId(id)).collect())
}

/// Whether any roster of an organisation names an account.
pub async fn is_named(tx: &mut ReadTx, account: AccountId, organisation: OrganisationId) -> Result<bool, StoreError> {
    Ok(value!(tx, i64, NAMED, account.0, organisation.0)?.unwrap_or_default() > 0)
}

/// How many accounts the rosters of an organisation name.
pub async fn count_named(tx: &mut ReadTx, organisation: OrganisationId) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, COUNT_NAMED, organisation.0)?.unwrap_or_default())
}

/// Says which account an entry is of, or takes that back. `Taken` when another account has claimed it, or the account has
/// another entry for the Games.
pub async fn claim(tx: &mut WriteTx, entry: RosterEntryId, account: Option<AccountId>) -> Result<(), StoreError> {
    let now = tx.now().0;
    let Some(account) = account else {
        return StoreError::touched(run!(tx, RELEASE, entry.0)?, "roster_entry", entry);
    };
    match run!(tx, CLAIM, entry.0, account.0, now).map_err(|e| e.taken("roster_entry", entry))? {
        0 => Err(StoreError::Taken { table: "roster_entry", row: entry.to_string() }),
        _ => Ok(()),
    }
}

/// The claimed entries of an organisation's roster for a Games, each with its account.
pub async fn claims(
    tx: &mut ReadTx,
    organisation: OrganisationId,
    games: GamesId,
) -> Result<Vec<(RosterEntryId, AccountId)>, StoreError> {
    let rows = all!(tx, (i64, i64), CLAIMS, organisation.0, games.0)?;
    Ok(rows.into_iter().map(|(entry, account)| (RosterEntryId(entry), AccountId(account))).collect())
}

/// The accounts that have claimed any of these entries.
pub async fn accounts_of(tx: &mut ReadTx, entries: &[RosterEntryId]) -> Result<Vec<AccountId>, StoreError> {
    let ids: Vec<i64> = entries.iter().map(|id| id.0).collect();
    Ok(all_of!(tx, (i64,), ACCOUNTS, &ids)?.into_iter().map(|(account,)| AccountId(account)).collect())
}

/// The codes under which other organisations have entered athletes for a Games.
pub async fn codes_of_others(
    tx: &mut ReadTx,
    games: GamesId,
    organisation: OrganisationId,
) -> Result<Vec<String>, StoreError> {
    Ok(all!(tx, (String,), CODES_OF_OTHERS, games.0, organisation.0)?.into_iter().map(|(code,)| code).collect())
}

/// Stores entries, new or changed. `Taken` when a code stands in the Games already.
pub async fn save(
    tx: &mut WriteTx,
    games: GamesId,
    organisation: OrganisationId,
    entries: &[RosterEntry],
) -> Result<(), StoreError> {
    let now = tx.now().0;
    run_rows!(tx, SAVE, entries, |row| [
        row.id.0,
        games.0,
        organisation.0,
        row.entry.code.as_str(),
        &row.entry.given_name,
        &row.entry.family_name,
        row.entry.gender.map(Gender::code),
        &row.born_digest,
        row.entry.disciplines.iter().map(Discipline::as_str).collect::<Vec<_>>().join(" "),
        row.entry.events.join("\n"),
        now,
    ])
    .map_err(|e| e.taken("roster_entry", organisation))
}

/// Takes entries away, with all that hangs on them; their seats are free again.
pub async fn remove(tx: &mut WriteTx, entries: &[RosterEntryId]) -> Result<(), StoreError> {
    let ids: Vec<i64> = entries.iter().map(|id| id.0).collect();
    for statement in [
        FREE_SEATS,
        REMOVE_SEATS,
        REMOVE_BARRED,
        REMOVE_WANTS,
        REMOVE_WISHES,
        REMOVE_MEMBERS,
        REMOVE_ACCESS,
        REMOVE_TRIES,
        REMOVE_CERTIFICATES,
        REMOVE_STARTS,
        REMOVE_FEEDS,
        REMOVE_INVITATIONS,
        REMOVE_BLOCKS,
    ] {
        all_of!(tx, (i64,), statement, &ids)?;
    }
    all_of!(tx, (i64,), REMOVE, &ids).map(drop)
}
