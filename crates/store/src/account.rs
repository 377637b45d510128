//! Accounts.

use grandstand_domain::{
    account::{Actor, EventGender, Role, Standing},
    handle::Handle,
    id::{AccountId, OrganisationId},
    post::ReplyPolicy,
    sport::Sport,
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, all_of, maybe, run, value},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, handle, display_name, role, bio, region, region_slug, sport, event_gender, organisation_id, \
             reply_policy, language, created_at, suspended_at, removed_at, (SELECT MIN(e.claimed_at) FROM roster_entry e \
             WHERE e.account_id = account.id AND e.organisation_id = account.organisation_id) AS verified_at FROM account ",
            $rest
        )
    };
}

const INSERT: &str = "INSERT INTO account (id, handle, display_name, role, bio, region, region_slug, sport, organisation_id, \
              reply_policy, language, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
const GET: &str = columns!("WHERE id = $1");
const BY_HANDLE: &str = columns!("WHERE handle = $1");
const SEVERAL: &str = columns!("WHERE id IN ({})");
const LIST: &str = columns!(
    "WHERE removed_at IS NULL AND ($1 = '' OR role = $1) \
         AND ($2 = 0 OR organisation_id = $2) AND ($3 = '' OR sport = $3) AND ($4 = '' OR region_slug = $4) \
         AND handle > $5 ORDER BY handle LIMIT $6"
);
const POSTERS: &str =
    columns!("WHERE role IN ('athlete', 'staff', 'team', 'operator') AND removed_at IS NULL ORDER BY id");
const TEAM_OF: &str = columns!("WHERE role = 'team' AND organisation_id = $1 AND removed_at IS NULL");
const TEAMS: &str =
    columns!("WHERE role = 'team' AND organisation_id IS NOT NULL AND removed_at IS NULL ORDER BY handle");
const UPDATE: &str = "UPDATE account SET display_name = $2, bio = $3, region = $4, region_slug = $5, sport = $6, \
              organisation_id = $7, reply_policy = $8, language = $9, event_gender = $10 WHERE id = $1 AND removed_at IS NULL";
/// Sets a column to itself: both databases hold the row then until the transaction ends.
const SETTLE: &str = "UPDATE account SET handle = handle WHERE id = $1";
const SET_ROLE: &str = "UPDATE account SET role = $2 WHERE id = $1 AND removed_at IS NULL";
const SUSPEND: &str = "UPDATE account SET suspended_at = $2 WHERE id = $1 AND removed_at IS NULL";
const REMOVE: &str = "UPDATE account SET removed_at = $2, handle = $3, display_name = '', bio = '', region = '', \
              region_slug = '', sport = NULL, event_gender = NULL, organisation_id = NULL, role = 'supporter' \
              WHERE id = $1 AND removed_at IS NULL";
const RETIRE_HANDLE: &str =
    "INSERT INTO retired_handle (digest, retired_at) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING";
const IS_RETIRED: &str = "SELECT COUNT(*) FROM retired_handle WHERE digest = $1";
const COUNT: &str = "SELECT COUNT(*) FROM account WHERE removed_at IS NULL";
const REGIONS: &str = "SELECT region, region_slug, COUNT(*) AS count FROM account WHERE removed_at IS NULL AND region_slug <> '' \
               AND role = 'athlete' GROUP BY region, region_slug ORDER BY region_slug, count DESC";

/// An account as others may see it, and its settings. Personal data is not here but in the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Its handle, unique on this host.
    pub handle: Handle,
    /// The name shown beside the handle.
    pub display_name: String,
    /// Its role.
    pub role: Role,
    /// What the person says about themselves.
    pub bio: String,
    /// The region in the team's words; empty if none.
    pub region: String,
    /// The region as it stands in an address.
    pub region_slug: String,
    /// An athlete's sport.
    pub sport: Option<Sport>,
    /// Whose events an athlete enters, where it was stated.
    pub event_gender: Option<EventGender>,
    /// The organisation it belongs to.
    pub organisation: Option<OrganisationId>,
    /// Who may comment on its posts unless a post says otherwise.
    pub reply_policy: ReplyPolicy,
    /// Since when its organisation vouches for it: it claimed an entry of one of the organisation's rosters.
    pub verified_at: Option<UnixMillis>,
    /// BCP 47 tag of the language for pages; empty follows the browser.
    pub language: String,
    /// When it was made.
    pub created_at: UnixMillis,
    /// When a moderator suspended it.
    pub suspended_at: Option<UnixMillis>,
    /// When it was removed. A removed account keeps its row only so that what pointed to it still does.
    pub removed_at: Option<UnixMillis>,
}

impl Account {
    /// Whether others may see it.
    pub fn is_active(&self) -> bool {
        self.suspended_at.is_none() && self.removed_at.is_none()
    }

    /// What rules about roles need to know of it.
    pub fn standing(&self) -> Standing {
        Standing { account: self.id, role: self.role, organisation: self.organisation }
    }

    /// This account as the one that acts.
    pub fn actor(&self) -> Actor {
        Actor { account: self.id, role: self.role, organisation: self.organisation }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    handle: String,
    display_name: String,
    role: String,
    bio: String,
    region: String,
    region_slug: String,
    sport: Option<String>,
    event_gender: Option<String>,
    organisation_id: Option<i64>,
    reply_policy: String,
    language: String,
    created_at: i64,
    suspended_at: Option<i64>,
    removed_at: Option<i64>,
    verified_at: Option<i64>,
}

impl TryFrom<Row> for Account {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = |e: grandstand_domain::invalid::Invalid| StoreError::Corrupt {
            table: "account",
            why: format!("{}: {e}", row.id),
        };
        Ok(Self {
            id: AccountId(row.id),
            handle: row.handle.parse().map_err(corrupt)?,
            display_name: row.display_name,
            role: row.role.parse().map_err(corrupt)?,
            bio: row.bio,
            region: row.region,
            region_slug: row.region_slug,
            sport: row.sport.map(Sport::try_from).transpose().map_err(corrupt)?,
            event_gender: row.event_gender.map(|e| e.parse()).transpose().map_err(corrupt)?,
            organisation: row.organisation_id.map(OrganisationId),
            reply_policy: row.reply_policy.parse().map_err(corrupt)?,
            verified_at: row.verified_at.map(UnixMillis),
            language: row.language,
            created_at: UnixMillis(row.created_at),
            suspended_at: row.suspended_at.map(UnixMillis),
            removed_at: row.removed_at.map(UnixMillis),
        })
    }
}

/// Which accounts a list shows; the default shows all that are not removed.
#[derive(Clone, Debug, Default)]
pub struct Filter<'a> {
    /// Only this role.
    pub role: Option<Role>,
    /// Only this organisation's.
    pub organisation: Option<OrganisationId>,
    /// Only this sport.
    pub sport: Option<Sport>,
    /// Only this region, by its slug.
    pub region: Option<&'a str>,
    /// Only handles after this one, for the next page.
    pub after: &'a str,
}

/// A region in which athletes live, with their number.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Region {
    /// In the team's words.
    pub region: String,
    /// As it stands in an address.
    pub region_slug: String,
    /// How many athletes.
    pub count: i64,
}

/// Stores a new account. `Taken` when the handle is.
pub async fn insert(tx: &mut WriteTx, a: &Account) -> Result<(), StoreError> {
    run!(
        tx,
        INSERT,
        a.id.0,
        a.handle.as_str(),
        &a.display_name,
        a.role.as_str(),
        &a.bio,
        &a.region,
        &a.region_slug,
        a.sport.map(Sport::code),
        a.organisation.map(|o| o.0),
        a.reply_policy.as_str(),
        &a.language,
        a.created_at.0
    )
    .map(drop)
    .map_err(|e| e.taken("account", &a.handle))
}

/// The account of an id, suspended and removed ones too.
pub async fn get(tx: &mut ReadTx, id: AccountId) -> Result<Option<Account>, StoreError> {
    maybe!(tx, Row, GET, id.0)?.map(Account::try_from).transpose()
}

/// The account of a handle, suspended ones too.
pub async fn by_handle(tx: &mut ReadTx, handle: &Handle) -> Result<Option<Account>, StoreError> {
    maybe!(tx, Row, BY_HANDLE, handle.as_str())?.map(Account::try_from).transpose()
}

/// The accounts of several ids, in no order; unknown ids are left out.
pub async fn several(tx: &mut ReadTx, ids: &[AccountId]) -> Result<Vec<Account>, StoreError> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    all_of!(tx, Row, SEVERAL, &ids)?.into_iter().map(Account::try_from).collect()
}

/// Every account that may post, whether or not it did.
pub async fn posters(tx: &mut ReadTx) -> Result<Vec<Account>, StoreError> {
    all!(tx, Row, POSTERS)?.into_iter().map(Account::try_from).collect()
}

/// At most `limit` accounts that match, by handle.
pub async fn list(tx: &mut ReadTx, filter: &Filter<'_>, limit: i64) -> Result<Vec<Account>, StoreError> {
    let role = filter.role.map_or("", Role::as_str);
    let organisation = filter.organisation.map_or(0, |o| o.0);
    let sport = filter.sport.map_or("", Sport::code);
    let rows = all!(tx, Row, LIST, role, organisation, sport, filter.region.unwrap_or_default(), filter.after, limit)?;
    rows.into_iter().map(Account::try_from).collect()
}

/// The account of an organisation itself, suspended or not.
pub async fn team_of(tx: &mut ReadTx, whose: OrganisationId) -> Result<Option<Account>, StoreError> {
    maybe!(tx, Row, TEAM_OF, whose.0)?.map(Account::try_from).transpose()
}

/// The accounts of organisations themselves, by handle.
pub async fn teams(tx: &mut ReadTx) -> Result<Vec<Account>, StoreError> {
    all!(tx, Row, TEAMS)?.into_iter().map(Account::try_from).collect()
}

/// How many accounts there are.
pub async fn count(tx: &mut ReadTx) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, COUNT)?.unwrap_or(0))
}

/// The regions in which athletes live, by slug.
pub async fn regions(tx: &mut ReadTx) -> Result<Vec<Region>, StoreError> {
    all!(tx, Region, REGIONS)
}

/// Stores what others see of an account, and its settings: everything but handle and role.
pub async fn update(tx: &mut WriteTx, a: &Account) -> Result<(), StoreError> {
    let rows = run!(
        tx,
        UPDATE,
        a.id.0,
        &a.display_name,
        &a.bio,
        &a.region,
        &a.region_slug,
        a.sport.map(Sport::code),
        a.organisation.map(|o| o.0),
        a.reply_policy.as_str(),
        &a.language,
        a.event_gender.map(EventGender::code)
    )?;
    StoreError::touched(rows, "account", a.id)
}

/// Holds an account until the transaction ends: who counts what it has stands in line.
pub async fn lock(tx: &mut WriteTx, id: AccountId) -> Result<(), StoreError> {
    run!(tx, SETTLE, id.0).map(drop)
}

/// Gives an account a role.
pub async fn set_role(tx: &mut WriteTx, id: AccountId, role: Role) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, SET_ROLE, id.0, role.as_str())?, "account", id)
}

/// Suspends an account, or takes a suspension back.
pub async fn suspend(tx: &mut WriteTx, id: AccountId, at: Option<UnixMillis>) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, SUSPEND, id.0, at.map(|t| t.0))?, "account", id)
}

/// Empties an account's row, leaving `stand_in` as its handle.
pub async fn remove(tx: &mut WriteTx, id: AccountId, stand_in: &Handle) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, REMOVE, id.0, now, stand_in.as_str())?, "account", id)
}

/// Keeps a removed account's handle from being taken by someone else, by a keyed digest only.
pub async fn retire_handle(tx: &mut WriteTx, digest: &[u8]) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, RETIRE_HANDLE, digest, now).map(drop)
}

/// Whether a handle belonged to an account that was removed.
pub async fn is_retired(tx: &mut ReadTx, digest: &[u8]) -> Result<bool, StoreError> {
    Ok(value!(tx, i64, IS_RETIRED, digest)?.unwrap_or(0) > 0)
}
