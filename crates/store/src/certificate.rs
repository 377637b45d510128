//! Certificates: the codes by which a skill can be checked. What they say stands elsewhere.

use grandstand_domain::{
    id::{CertificateId, CourseId, RosterEntryId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!("SELECT id, entry_id, course_id, code, made_at, revoked_at FROM certificate ", $rest)
    };
}

const FIND: &str = columns!("WHERE entry_id = $1 AND course_id = $2");
const OF_COURSE: &str = columns!("WHERE course_id = $1 ORDER BY id");
const BY_CODE: &str = columns!("WHERE code = $1");
const INSERT: &str = "INSERT INTO certificate (id, entry_id, course_id, code, made_at) VALUES ($1, $2, $3, $4, $5)";
const REVOKE: &str = "UPDATE certificate SET revoked_at = $2 WHERE id = $1";

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its id.
    pub id: CertificateId,
    /// Whose skill.
    pub entry: RosterEntryId,
    /// In what.
    pub course: CourseId,
    /// By which it is checked: twelve signs.
    pub code: String,
    /// When it was first asked for.
    pub made_at: UnixMillis,
    /// When staff took it back.
    pub revoked_at: Option<UnixMillis>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    entry_id: i64,
    course_id: i64,
    code: String,
    made_at: i64,
    revoked_at: Option<i64>,
}

impl From<Row> for Certificate {
    fn from(row: Row) -> Self {
        Self {
            id: CertificateId(row.id),
            entry: RosterEntryId(row.entry_id),
            course: CourseId(row.course_id),
            code: row.code,
            made_at: UnixMillis(row.made_at),
            revoked_at: row.revoked_at.map(UnixMillis),
        }
    }
}

/// The certificate of an athlete's skill, if it was asked for.
pub async fn find(tx: &mut ReadTx, entry: RosterEntryId, course: CourseId) -> Result<Option<Certificate>, StoreError> {
    Ok(maybe!(tx, Row, FIND, entry.0, course.0)?.map(Certificate::from))
}

/// All certificates of a course.
pub async fn of_course(tx: &mut ReadTx, course: CourseId) -> Result<Vec<Certificate>, StoreError> {
    Ok(all!(tx, Row, OF_COURSE, course.0)?.into_iter().map(Certificate::from).collect())
}

/// The certificate of a code.
pub async fn by_code(tx: &mut ReadTx, code: &str) -> Result<Option<Certificate>, StoreError> {
    Ok(maybe!(tx, Row, BY_CODE, code)?.map(Certificate::from))
}

/// Stores a new certificate. `Taken` when there is one of this skill.
pub async fn insert(tx: &mut WriteTx, c: &Certificate) -> Result<(), StoreError> {
    run!(tx, INSERT, c.id.0, c.entry.0, c.course.0, &c.code, c.made_at.0)
        .map(drop)
        .map_err(|e| e.taken("certificate", c.entry))
}

/// Takes a certificate back, or says that it counts again.
pub async fn revoke(tx: &mut WriteTx, id: CertificateId, at: Option<UnixMillis>) -> Result<(), StoreError> {
    let rows = run!(tx, REVOKE, id.0, at.map(|at| at.0))?;
    StoreError::touched(rows, "certificate", id)
}
