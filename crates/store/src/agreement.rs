//! Agreements between organisations, each with what it lets whom do.

use std::collections::HashMap;

use grandstand_domain::{
    agreement::{Agreement, Term},
    id::{AgreementId, OrganisationId},
    permit::Act,
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run, run_rows},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, title, proposer_id, party_id, starts_at, until, renews_id, created_at, offered_at, accepted_at, \
             ended_at, ended_by_id FROM agreement ",
            $rest
        )
    };
}

const GET: &str = columns!("WHERE id = $1");
const OF_ORGANISATION: &str = columns!("WHERE proposer_id = $1 OR party_id = $1 ORDER BY id DESC");
const HELD: &str = columns!(
    "WHERE (proposer_id = $1 OR party_id = $1) AND accepted_at IS NOT NULL AND ended_at IS NULL AND until > $2 ORDER BY id"
);
const TERMS: &str = "SELECT t.agreement_id, t.to_id, t.act FROM agreement_term t JOIN agreement a ON a.id = t.agreement_id \
     WHERE a.proposer_id = $1 OR a.party_id = $1 ORDER BY t.to_id, t.act";
const TERMS_OF: &str =
    "SELECT agreement_id, to_id, act FROM agreement_term WHERE agreement_id = $1 ORDER BY to_id, act";
const INSERT: &str = "INSERT INTO agreement (id, title, proposer_id, party_id, starts_at, until, renews_id, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const INSERT_TERM: &str = "INSERT INTO agreement_term (agreement_id, to_id, act) VALUES ($1, $2, $3)";
const REWRITE: &str = "UPDATE agreement SET title = $2, party_id = $3, starts_at = $4, until = $5 \
     WHERE id = $1 AND offered_at IS NULL AND ended_at IS NULL";
const END_TERMS: &str = "DELETE FROM agreement_term WHERE agreement_id = $1";
const OFFER: &str = "UPDATE agreement SET offered_at = $2 WHERE id = $1 AND offered_at IS NULL AND ended_at IS NULL";
const ACCEPT: &str = "UPDATE agreement SET accepted_at = $2 WHERE id = $1 AND offered_at IS NOT NULL AND accepted_at IS NULL \
     AND ended_at IS NULL AND until > $2";
const END: &str = "UPDATE agreement SET ended_at = $2, ended_by_id = $3 WHERE id = $1 AND ended_at IS NULL";

/// A stored agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAgreement {
    /// Its id.
    pub id: AgreementId,
    /// What it says, and how far it got.
    pub agreement: Agreement,
    /// The one that it follows.
    pub renews: Option<AgreementId>,
    /// Which party ended it, took it back or declined it.
    pub ended_by: Option<OrganisationId>,
    /// When it was first written.
    pub created_at: UnixMillis,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    title: String,
    proposer_id: i64,
    party_id: i64,
    starts_at: i64,
    until: i64,
    renews_id: Option<i64>,
    created_at: i64,
    offered_at: Option<i64>,
    accepted_at: Option<i64>,
    ended_at: Option<i64>,
    ended_by_id: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct TermRow {
    agreement_id: i64,
    to_id: i64,
    #[sqlx(try_from = "String")]
    act: Act,
}

impl Row {
    fn with(self, terms: Vec<Term>) -> StoredAgreement {
        StoredAgreement {
            id: AgreementId(self.id),
            agreement: Agreement {
                title: self.title,
                parties: [OrganisationId(self.proposer_id), OrganisationId(self.party_id)],
                terms,
                from: UnixMillis(self.starts_at),
                until: UnixMillis(self.until),
                offered_at: self.offered_at.map(UnixMillis),
                accepted_at: self.accepted_at.map(UnixMillis),
                ended_at: self.ended_at.map(UnixMillis),
            },
            renews: self.renews_id.map(AgreementId),
            ended_by: self.ended_by_id.map(OrganisationId),
            created_at: UnixMillis(self.created_at),
        }
    }
}

fn term(row: &TermRow) -> Term {
    Term { to: OrganisationId(row.to_id), act: row.act }
}

/// An agreement by its id.
pub async fn get(tx: &mut ReadTx, id: AgreementId) -> Result<Option<StoredAgreement>, StoreError> {
    let Some(row) = maybe!(tx, Row, GET, id.0)? else { return Ok(None) };
    let terms = all!(tx, TermRow, TERMS_OF, id.0)?;
    Ok(Some(row.with(terms.iter().map(term).collect())))
}

/// Every agreement of an organisation, the latest first.
pub async fn of_organisation(tx: &mut ReadTx, whose: OrganisationId) -> Result<Vec<StoredAgreement>, StoreError> {
    let rows = all!(tx, Row, OF_ORGANISATION, whose.0)?;
    with_terms(tx, whose, rows).await
}

/// The agreements of an organisation to which both have said yes, and that nobody has ended and no time has run out for: those
/// that hold, and those that are to begin.
pub async fn held(tx: &mut ReadTx, whose: OrganisationId) -> Result<Vec<StoredAgreement>, StoreError> {
    let now = tx.now().0;
    let rows = all!(tx, Row, HELD, whose.0, now)?;
    with_terms(tx, whose, rows).await
}

async fn with_terms(
    tx: &mut ReadTx,
    whose: OrganisationId,
    rows: Vec<Row>,
) -> Result<Vec<StoredAgreement>, StoreError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut terms: HashMap<i64, Vec<Term>> = HashMap::new();
    for row in all!(tx, TermRow, TERMS, whose.0)? {
        terms.entry(row.agreement_id).or_default().push(term(&row));
    }
    Ok(rows
        .into_iter()
        .map(|row| (terms.remove(&row.id).unwrap_or_default(), row))
        .map(|(t, row)| row.with(t))
        .collect())
}

/// Stores a new draft.
pub async fn insert(tx: &mut WriteTx, new: &StoredAgreement) -> Result<(), StoreError> {
    let said = &new.agreement;
    let [proposer, party] = said.parties;
    let (renews, now) = (new.renews.map(|a| a.0), tx.now().0);
    run!(tx, INSERT, new.id.0, &said.title, proposer.0, party.0, said.from.0, said.until.0, renews, now)?;
    put_terms(tx, new).await
}

/// Stores what a draft says now. `NotFound` when it is none any more.
pub async fn rewrite(tx: &mut WriteTx, draft: &StoredAgreement) -> Result<(), StoreError> {
    let said = &draft.agreement;
    let rows = run!(tx, REWRITE, draft.id.0, &said.title, said.parties[1].0, said.from.0, said.until.0)?;
    StoreError::touched(rows, "agreement", draft.id)?;
    run!(tx, END_TERMS, draft.id.0)?;
    put_terms(tx, draft).await
}

async fn put_terms(tx: &mut WriteTx, of: &StoredAgreement) -> Result<(), StoreError> {
    run_rows!(tx, INSERT_TERM, of.agreement.terms, |term| [of.id.0, term.to.0, term.act.as_str()])
}

/// Puts a draft before the other party. `NotFound` when it is none any more.
pub async fn offer(tx: &mut WriteTx, id: AgreementId) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, OFFER, id.0, now)?, "agreement", id)
}

/// The other party says yes. `NotFound` when there is no open offer any more.
pub async fn accept(tx: &mut WriteTx, id: AgreementId) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, ACCEPT, id.0, now)?, "agreement", id)
}

/// A party ends an agreement, takes an offer back, declines it, or discards a draft. `NotFound` when it has ended.
pub async fn end(tx: &mut WriteTx, id: AgreementId, by: OrganisationId) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, END, id.0, now, by.0)?, "agreement", id)
}
