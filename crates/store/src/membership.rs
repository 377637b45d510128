//! Members of organisations: who works for one, and as what.

use grandstand_domain::{
    id::{AccountId, OrganisationId},
    membership::MemberRole,
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, run},
    error::StoreError,
};

const PUT: &str = "INSERT INTO membership (organisation_id, account_id, role, until, made_by, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6) \
     ON CONFLICT (organisation_id, account_id, role) DO UPDATE SET until = excluded.until, made_by = excluded.made_by";
const END: &str = "UPDATE membership SET until = $4 WHERE organisation_id = $1 AND account_id = $2 AND role = $3 \
     AND (until IS NULL OR until > $4)";
const OF_ORGANISATION: &str = "SELECT account_id, role, until, created_at FROM membership WHERE organisation_id = $1 \
     ORDER BY created_at, account_id, role";
const ROLES: &str = "SELECT role FROM membership WHERE account_id = $1 AND organisation_id = $2 \
     AND (until IS NULL OR until > $3) ORDER BY role";

/// Someone's role in an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub account: AccountId,
    /// As what.
    pub role: MemberRole,
    /// Until when; none for no end.
    pub until: Option<UnixMillis>,
    /// Since when.
    pub created_at: UnixMillis,
}

impl Member {
    /// Whether the role has not ended.
    pub fn holds(&self, now: UnixMillis) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    account_id: i64,
    #[sqlx(try_from = "String")]
    role: MemberRole,
    until: Option<i64>,
    created_at: i64,
}

#[derive(sqlx::FromRow)]
struct RoleRow {
    #[sqlx(try_from = "String")]
    role: MemberRole,
}

/// Gives someone a role until a moment, or for no end; one that they have or had gets that end.
pub async fn put(
    tx: &mut WriteTx,
    organisation: OrganisationId,
    account: AccountId,
    role: MemberRole,
    until: Option<UnixMillis>,
    made_by: Option<AccountId>,
) -> Result<(), StoreError> {
    let now = tx.now().0;
    let (until, made_by) = (until.map(|t| t.0), made_by.map(|a| a.0));
    run!(tx, PUT, organisation.0, account.0, role.as_str(), until, made_by, now).map(drop)
}

/// Ends a role now.
pub async fn end(
    tx: &mut WriteTx,
    organisation: OrganisationId,
    account: AccountId,
    role: MemberRole,
) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, END, organisation.0, account.0, role.as_str(), now)?, "membership", account)
}

/// The members of an organisation, ended roles too, oldest first.
pub async fn of_organisation(tx: &mut ReadTx, organisation: OrganisationId) -> Result<Vec<Member>, StoreError> {
    let rows = all!(tx, Row, OF_ORGANISATION, organisation.0)?;
    let member = |row: Row| Member {
        account: AccountId(row.account_id),
        role: row.role,
        until: row.until.map(UnixMillis),
        created_at: UnixMillis(row.created_at),
    };
    Ok(rows.into_iter().map(member).collect())
}

/// The roles of an account in an organisation that have not ended at the time of the transaction.
pub async fn roles(
    tx: &mut ReadTx,
    account: AccountId,
    organisation: OrganisationId,
) -> Result<Vec<MemberRole>, StoreError> {
    let now = tx.now().0;
    Ok(all!(tx, RoleRow, ROLES, account.0, organisation.0, now)?.into_iter().map(|row| row.role).collect())
}
