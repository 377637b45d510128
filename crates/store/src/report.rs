//! Reports, and the queue that moderators work through.

use grandstand_domain::{
    id::{AccountId, CommentId, PostId, ReportId},
    report::{ReportReason, ReportState, ReportSubject},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run, value},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.reference, r.reporter_id, r.subject_type, r.subject_id, r.reason, r.details, r.state, \
             r.created_at, r.decided_at, r.decided_by, r.decision FROM report r ",
            $rest
        )
    };
}

const INSERT: &str = "INSERT INTO report (id, reference, reporter_id, subject_type, subject_id, reason, details, state, \
     created_at, decision) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, '')";
const GET: &str = columns!("WHERE r.id = $1");
const BY_REFERENCE: &str = columns!("WHERE r.reference = $1");
const OPEN_BY: &str =
    columns!("WHERE r.reporter_id = $1 AND r.subject_type = $2 AND r.subject_id = $3 AND r.state = 'open'");
const OPEN_OF_SUBJECT: &str =
    columns!("WHERE r.subject_type = $1 AND r.subject_id = $2 AND r.state = 'open' ORDER BY r.id");
const QUEUE: &str = columns!(
    "WHERE ($1 = '' OR r.state = $1) AND ($2 = '' OR r.subject_type = $2) AND ($3 = '' OR r.reason = $3) \
     ORDER BY CASE WHEN r.state <> 'open' THEN 2 WHEN r.reason IN ('danger', 'child') THEN 0 ELSE 1 END, \
     CASE WHEN r.state = 'open' THEN r.created_at ELSE -r.decided_at END, r.id LIMIT $4 OFFSET $5"
);
const COUNT: &str = "SELECT COUNT(*) FROM report r WHERE ($1 = '' OR r.state = $1) AND ($2 = '' OR r.subject_type = $2) \
     AND ($3 = '' OR r.reason = $3)";
const DECIDE: &str = "UPDATE report SET state = $2, decided_at = $3, decided_by = $4, decision = $5 \
     WHERE id = $1 AND state = 'open'";
const FORGET_REPORTER: &str = "UPDATE report SET reporter_id = NULL WHERE reporter_id = $1";

/// A stored report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// What the reporter can ask after it by.
    pub reference: String,
    /// Who reported; none without an account.
    pub reporter: Option<AccountId>,
    /// What is reported.
    pub subject: ReportSubject,
    /// Why.
    pub reason: ReportReason,
    /// What the reporter adds.
    pub details: String,
    /// Where it stands.
    pub state: ReportState,
    /// When it was made.
    pub created_at: UnixMillis,
    /// When it was decided.
    pub decided_at: Option<UnixMillis>,
    /// Who decided.
    pub decided_by: Option<AccountId>,
    /// The reason given for the decision.
    pub decision: String,
}

/// Which reports a queue shows; the default shows all.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter<'a> {
    /// Only in this state.
    pub state: Option<ReportState>,
    /// Only about this type of thing: `post`, `comment` or `account`.
    pub subject_type: &'a str,
    /// Only for this reason.
    pub reason: Option<ReportReason>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    reference: String,
    reporter_id: Option<i64>,
    subject_type: String,
    subject_id: i64,
    #[sqlx(try_from = "String")]
    reason: ReportReason,
    details: String,
    #[sqlx(try_from = "String")]
    state: ReportState,
    created_at: i64,
    decided_at: Option<i64>,
    decided_by: Option<i64>,
    decision: String,
}

impl From<Row> for Report {
    fn from(row: Row) -> Self {
        Self {
            id: ReportId(row.id),
            reference: row.reference,
            reporter: row.reporter_id.map(AccountId),
            subject: match row.subject_type.as_str() {
                "post" => ReportSubject::Post(PostId(row.subject_id)),
                "comment" => ReportSubject::Comment(CommentId(row.subject_id)),
                _ => ReportSubject::Account(AccountId(row.subject_id)),
            },
            reason: row.reason,
            details: row.details,
            state: row.state,
            created_at: UnixMillis(row.created_at),
            decided_at: row.decided_at.map(UnixMillis),
            decided_by: row.decided_by.map(AccountId),
            decision: row.decision,
        }
    }
}

/// Type and id of a subject as they are stored.
pub fn parts(subject: ReportSubject) -> (&'static str, i64) {
    match subject {
        ReportSubject::Post(id) => ("post", id.0),
        ReportSubject::Comment(id) => ("comment", id.0),
        ReportSubject::Account(id) => ("account", id.0),
    }
}

/// Stores a new report.
pub async fn insert(tx: &mut WriteTx, r: &Report) -> Result<(), StoreError> {
    let (kind, subject) = parts(r.subject);
    let reporter = r.reporter.map(|a| a.0);
    run!(tx, INSERT, r.id.0, &r.reference, reporter, kind, subject, r.reason.as_str(), &r.details, r.created_at.0)
        .map(drop)
        .map_err(|e| e.taken("report", &r.reference))
}

/// The report of an id.
pub async fn get(tx: &mut ReadTx, id: ReportId) -> Result<Option<Report>, StoreError> {
    Ok(maybe!(tx, Row, GET, id.0)?.map(Report::from))
}

/// The report of a reference.
pub async fn by_reference(tx: &mut ReadTx, reference: &str) -> Result<Option<Report>, StoreError> {
    Ok(maybe!(tx, Row, BY_REFERENCE, reference)?.map(Report::from))
}

/// What an account has reported about a subject and nobody has decided yet.
pub async fn open_by(
    tx: &mut ReadTx,
    reporter: AccountId,
    subject: ReportSubject,
) -> Result<Option<Report>, StoreError> {
    let (kind, id) = parts(subject);
    Ok(maybe!(tx, Row, OPEN_BY, reporter.0, kind, id)?.map(Report::from))
}

/// Every undecided report about a subject, oldest first.
pub async fn open_of_subject(tx: &mut ReadTx, subject: ReportSubject) -> Result<Vec<Report>, StoreError> {
    let (kind, id) = parts(subject);
    Ok(all!(tx, Row, OPEN_OF_SUBJECT, kind, id)?.into_iter().map(Report::from).collect())
}

/// The queue: undecided serious reports first, then undecided ones by age, then decided ones, latest first.
pub async fn queue(tx: &mut ReadTx, filter: Filter<'_>, limit: i64, offset: i64) -> Result<Vec<Report>, StoreError> {
    let (state, reason) =
        (filter.state.map_or("", ReportState::as_str), filter.reason.map_or("", ReportReason::as_str));
    let rows = all!(tx, Row, QUEUE, state, filter.subject_type, reason, limit, offset)?;
    Ok(rows.into_iter().map(Report::from).collect())
}

/// How many reports the queue holds.
pub async fn count(tx: &mut ReadTx, filter: Filter<'_>) -> Result<i64, StoreError> {
    let (state, reason) =
        (filter.state.map_or("", ReportState::as_str), filter.reason.map_or("", ReportReason::as_str));
    Ok(value!(tx, i64, COUNT, state, filter.subject_type, reason)?.unwrap_or(0))
}

/// Decides a report. `NotFound` when it is decided already.
pub async fn decide(
    tx: &mut WriteTx,
    id: ReportId,
    state: ReportState,
    by: AccountId,
    decision: &str,
) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, DECIDE, id.0, state.as_str(), now, by.0, decision)?, "report", id)
}

/// Takes a removed account's name off what it reported; the reports stay.
pub async fn forget_reporter(tx: &mut WriteTx, reporter: AccountId) -> Result<(), StoreError> {
    run!(tx, FORGET_REPORTER, reporter.0).map(drop)
}
