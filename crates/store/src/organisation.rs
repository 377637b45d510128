//! Organisations.

use grandstand_domain::{
    colour::Colour, id::OrganisationId, invalid::Invalid, organisation::OrganisationKind, time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run},
    error::StoreError,
};

const INSERT: &str =
    "INSERT INTO organisation (id, slug, name, kind, noc, colour, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const GET: &str = "SELECT id, slug, name, kind, noc, colour, created_at FROM organisation WHERE id = $1";
const BY_SLUG: &str = "SELECT id, slug, name, kind, noc, colour, created_at FROM organisation WHERE slug = $1";
const LIST: &str = "SELECT id, slug, name, kind, noc, colour, created_at FROM organisation ORDER BY slug";
const UPDATE: &str = "UPDATE organisation SET name = $2, kind = $3, noc = $4, colour = $5 WHERE id = $1";
const SETTLE: &str = "UPDATE organisation SET slug = slug WHERE id = $1";

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its short name in addresses, unique on this host.
    pub slug: String,
    /// Its name as people say it.
    pub name: String,
    /// What it is.
    pub kind: OrganisationKind,
    /// Its three-letter NOC code.
    pub noc: String,
    /// Its team colour.
    pub colour: Colour,
    /// When it was made.
    pub created_at: UnixMillis,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    slug: String,
    name: String,
    kind: String,
    noc: String,
    colour: String,
    created_at: i64,
}

impl TryFrom<Row> for Organisation {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let corrupt = |e: Invalid| StoreError::Corrupt { table: "organisation", why: format!("{}: {e}", row.id) };
        Ok(Self {
            id: OrganisationId(row.id),
            slug: row.slug,
            name: row.name,
            kind: row.kind.parse().map_err(corrupt)?,
            noc: row.noc,
            colour: row.colour.parse().map_err(corrupt)?,
            created_at: UnixMillis(row.created_at),
        })
    }
}

/// Stores a new organisation. `Taken` when the slug is.
pub async fn insert(tx: &mut WriteTx, o: &Organisation) -> Result<(), StoreError> {
    run!(tx, INSERT, o.id.0, &o.slug, &o.name, o.kind.as_str(), &o.noc, o.colour.to_string(), o.created_at.0)
        .map(drop)
        .map_err(|e| e.taken("organisation", &o.slug))
}

/// The organisation of an id.
pub async fn get(tx: &mut ReadTx, id: OrganisationId) -> Result<Option<Organisation>, StoreError> {
    maybe!(tx, Row, GET, id.0)?.map(Organisation::try_from).transpose()
}

/// The organisation of a slug.
pub async fn by_slug(tx: &mut ReadTx, slug: &str) -> Result<Option<Organisation>, StoreError> {
    maybe!(tx, Row, BY_SLUG, slug)?.map(Organisation::try_from).transpose()
}

/// Keeps others from making something of which an organisation has one until the transaction ends.
pub async fn lock(tx: &mut WriteTx, id: OrganisationId) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, SETTLE, id.0)?, "organisation", id)
}

/// Every organisation of this host, by slug.
pub async fn list(tx: &mut ReadTx) -> Result<Vec<Organisation>, StoreError> {
    all!(tx, Row, LIST)?.into_iter().map(Organisation::try_from).collect()
}

/// Stores an organisation's changed name, kind, code and colour; its slug stands in addresses and stays.
pub async fn update(tx: &mut WriteTx, o: &Organisation) -> Result<(), StoreError> {
    let rows = run!(tx, UPDATE, o.id.0, &o.name, o.kind.as_str(), &o.noc, o.colour.to_string())?;
    StoreError::touched(rows, "organisation", o.id)
}
