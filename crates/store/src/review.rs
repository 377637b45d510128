//! Reviews of drafts: who looks at whose film, its versions, and what the two say about it.

use grandstand_domain::{
    id::{AccountId, OrganisationId, PostId, RemarkId, ReviewId},
    review::ReviewState,
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run, value},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, athlete_id, coach_id, organisation_id, post_id, version, state, note, skill, created_at, changed_at \
             FROM review ",
            $rest
        )
    };
}

const GET: &str = columns!("WHERE id = $1");
const OPEN_WITH: &str = columns!(
    "WHERE coach_id = $1 AND state IN ('waiting', 'changes') AND \
     id IN (SELECT review_id FROM review_version WHERE post_id = $2) ORDER BY id LIMIT 1"
);
const OF_POST: &str =
    columns!("WHERE id IN (SELECT review_id FROM review_version WHERE post_id = $1) ORDER BY id DESC");
const OF_COACH: &str = columns!("WHERE coach_id = $1 ORDER BY changed_at DESC, id DESC LIMIT 500");
const OF_ATHLETE: &str = columns!("WHERE athlete_id = $1 ORDER BY changed_at DESC, id DESC LIMIT 500");
const OPEN_OF: &str = "SELECT COUNT(*) FROM review WHERE athlete_id = $1 AND state IN ('waiting', 'changes')";
const INSERT: &str = "INSERT INTO review (id, athlete_id, coach_id, organisation_id, post_id, version, state, note, skill, \
     created_at, changed_at) VALUES ($1, $2, $3, $4, $5, 1, 'waiting', $6, '', $7, $7)";
const SETTLE: &str = "UPDATE review SET state = state WHERE id = $1";
const SET_STATE: &str = "UPDATE review SET state = $2, skill = $3, changed_at = $4 WHERE id = $1";
const SET_VERSION: &str =
    "UPDATE review SET post_id = $2, version = $3, note = $4, state = 'waiting', changed_at = $5 WHERE id = $1";
const ADD_VERSION: &str = "INSERT INTO review_version (review_id, number, post_id, created_at) VALUES ($1, $2, $3, $4)";
const VERSIONS: &str = "SELECT number, post_id, created_at FROM review_version WHERE review_id = $1 ORDER BY number";
const REMARKS: &str = "SELECT id, version, account_id, answers_id, at_ms, text, must_change, done, created_at \
     FROM review_remark WHERE review_id = $1 ORDER BY id";
const ADD_REMARK: &str = "INSERT INTO review_remark (id, review_id, version, account_id, answers_id, at_ms, text, must_change, \
     done, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9)";
const SET_DONE: &str = "UPDATE review_remark SET done = $3 WHERE id = $1 AND review_id = $2";
const DROP_REMARK: &str = "DELETE FROM review_remark WHERE id = $1 AND review_id = $2";
const DROP_REMARKS: &str = "DELETE FROM review_remark WHERE EXISTS (SELECT 1 FROM review_version v \
     WHERE v.review_id = review_remark.review_id AND v.number = review_remark.version AND v.post_id = $1)";
const END_OF_POST: &str = "UPDATE review SET state = 'ended', note = '', changed_at = $2 WHERE post_id = $1 AND state IN ('waiting', 'changes')";

/// A review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Its id.
    pub id: ReviewId,
    /// Whose film it is.
    pub athlete: AccountId,
    /// Who looks at it.
    pub coach: AccountId,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// The draft handed in last.
    pub post: PostId,
    /// How many were handed in.
    pub version: i64,
    /// Where it stands.
    pub state: ReviewState,
    /// The athlete's word to the coach.
    pub note: String,
    /// What the coach signed off, in words.
    pub skill: String,
    /// Since when.
    pub created_at: UnixMillis,
    /// When its state changed last.
    pub changed_at: UnixMillis,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    athlete_id: i64,
    coach_id: i64,
    organisation_id: i64,
    post_id: i64,
    version: i64,
    #[sqlx(try_from = "String")]
    state: ReviewState,
    note: String,
    skill: String,
    created_at: i64,
    changed_at: i64,
}

impl From<Row> for Review {
    fn from(row: Row) -> Self {
        Self {
            id: ReviewId(row.id),
            athlete: AccountId(row.athlete_id),
            coach: AccountId(row.coach_id),
            organisation: OrganisationId(row.organisation_id),
            post: PostId(row.post_id),
            version: row.version,
            state: row.state,
            note: row.note,
            skill: row.skill,
            created_at: UnixMillis(row.created_at),
            changed_at: UnixMillis(row.changed_at),
        }
    }
}

/// A review to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewReview<'a> {
    /// Its id.
    pub id: ReviewId,
    /// Whose film it is.
    pub athlete: AccountId,
    /// Who is to look.
    pub coach: AccountId,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// The draft.
    pub post: PostId,
    /// A word to the coach.
    pub note: &'a str,
}

/// A draft that was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Version {
    /// 1 for the first.
    pub number: i64,
    /// The draft.
    #[sqlx(rename = "post_id", try_from = "i64")]
    pub post: PostId,
    /// When.
    #[sqlx(try_from = "i64")]
    pub created_at: UnixMillis,
}

/// Something that one of the two said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Its id.
    pub id: RemarkId,
    /// Of which version.
    pub version: i64,
    /// Who said it.
    pub account: AccountId,
    /// What it answers.
    pub answers: Option<RemarkId>,
    /// At which moment, in milliseconds; none of all of it.
    pub at_ms: Option<i64>,
    /// What was said.
    pub text: String,
    /// Whether the coach wants it changed.
    pub must_change: bool,
    /// Whether the athlete says that it is done.
    pub done: bool,
    /// When.
    pub created_at: UnixMillis,
}

#[derive(sqlx::FromRow)]
struct RemarkRow {
    id: i64,
    version: i64,
    account_id: i64,
    answers_id: Option<i64>,
    at_ms: Option<i64>,
    text: String,
    must_change: i64,
    done: i64,
    created_at: i64,
}

impl From<RemarkRow> for Remark {
    fn from(row: RemarkRow) -> Self {
        Self {
            id: RemarkId(row.id),
            version: row.version,
            account: AccountId(row.account_id),
            answers: row.answers_id.map(RemarkId),
            at_ms: row.at_ms,
            text: row.text,
            must_change: row.must_change != 0,
            done: row.done != 0,
            created_at: UnixMillis(row.created_at),
        }
    }
}

/// A review.
pub async fn get(tx: &mut ReadTx, id: ReviewId) -> Result<Option<Review>, StoreError> {
    Ok(maybe!(tx, Row, GET, id.0)?.map(Review::from))
}

/// As [`get`], and keeps other writers from it until the transaction ends.
pub async fn lock(tx: &mut WriteTx, id: ReviewId) -> Result<Option<Review>, StoreError> {
    run!(tx, SETTLE, id.0)?;
    get(tx, id).await
}

/// The open review in which a draft was handed to a coach, if there is one.
pub async fn open_with(tx: &mut ReadTx, coach: AccountId, post: PostId) -> Result<Option<Review>, StoreError> {
    Ok(maybe!(tx, Row, OPEN_WITH, coach.0, post.0)?.map(Review::from))
}

/// The reviews in which a draft was handed in, the latest first.
pub async fn of_post(tx: &mut ReadTx, post: PostId) -> Result<Vec<Review>, StoreError> {
    Ok(all!(tx, Row, OF_POST, post.0)?.into_iter().map(Review::from).collect())
}

/// The reviews of a coach, those that changed last first.
pub async fn of_coach(tx: &mut ReadTx, coach: AccountId) -> Result<Vec<Review>, StoreError> {
    Ok(all!(tx, Row, OF_COACH, coach.0)?.into_iter().map(Review::from).collect())
}

/// The reviews of an athlete's films, those that changed last first.
pub async fn of_athlete(tx: &mut ReadTx, athlete: AccountId) -> Result<Vec<Review>, StoreError> {
    Ok(all!(tx, Row, OF_ATHLETE, athlete.0)?.into_iter().map(Review::from).collect())
}

/// How many reviews of an athlete's films are open.
pub async fn open_of(tx: &mut ReadTx, athlete: AccountId) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, OPEN_OF, athlete.0)?.unwrap_or(0))
}

/// Stores a review with its first version. `Taken` when the draft stands in an open one.
pub async fn insert(tx: &mut WriteTx, new: NewReview<'_>) -> Result<(), StoreError> {
    let now = tx.now().0;
    let (athlete, coach, organisation) = (new.athlete.0, new.coach.0, new.organisation.0);
    run!(tx, INSERT, new.id.0, athlete, coach, organisation, new.post.0, new.note, now)
        .map_err(|e| e.taken("review", new.post))?;
    run!(tx, ADD_VERSION, new.id.0, 1_i64, new.post.0, now).map(drop)
}

/// Moves a review to another state.
pub async fn set_state(tx: &mut WriteTx, id: ReviewId, state: ReviewState, skill: &str) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, SET_STATE, id.0, state.as_str(), skill, now)?, "review", id)
}

/// Hands another draft in. `Taken` when it stands in another open review.
pub async fn add_version(
    tx: &mut WriteTx,
    id: ReviewId,
    number: i64,
    post: PostId,
    note: &str,
) -> Result<(), StoreError> {
    let now = tx.now().0;
    let rows = run!(tx, SET_VERSION, id.0, post.0, number, note, now).map_err(|e| e.taken("review", post))?;
    StoreError::touched(rows, "review", id)?;
    run!(tx, ADD_VERSION, id.0, number, post.0, now).map(drop)
}

/// The drafts handed in, the first one first.
pub async fn versions(tx: &mut ReadTx, id: ReviewId) -> Result<Vec<Version>, StoreError> {
    all!(tx, Version, VERSIONS, id.0)
}

/// What was said, the first word first.
pub async fn remarks(tx: &mut ReadTx, id: ReviewId) -> Result<Vec<Remark>, StoreError> {
    Ok(all!(tx, RemarkRow, REMARKS, id.0)?.into_iter().map(Remark::from).collect())
}

/// Stores something that was said; not its `done`.
pub async fn add_remark(tx: &mut WriteTx, review: ReviewId, new: &Remark) -> Result<(), StoreError> {
    let (account, answers, must) = (new.account.0, new.answers.map(|a| a.0), i64::from(new.must_change));
    let (id, version, at) = (new.id.0, new.version, new.created_at.0);
    run!(tx, ADD_REMARK, id, review.0, version, account, answers, new.at_ms, &new.text, must, at).map(drop)
}

/// Says whether something is done.
pub async fn set_done(tx: &mut WriteTx, review: ReviewId, remark: RemarkId, done: bool) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, SET_DONE, remark.0, review.0, i64::from(done))?, "review_remark", remark)
}

/// Takes something that was said back, with its answers.
pub async fn drop_remark(tx: &mut WriteTx, review: ReviewId, remark: RemarkId) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, DROP_REMARK, remark.0, review.0)?, "review_remark", remark)
}

/// A draft is gone: what was said of it goes too, and the review ends if it was the last version.
pub async fn forget_post(tx: &mut WriteTx, post: PostId) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, DROP_REMARKS, post.0)?;
    run!(tx, END_OF_POST, post.0, now).map(drop)
}
