//! Journeys and their milestones.

use grandstand_domain::{
    id::{AccountId, JourneyId, MilestoneId, PostId},
    journey::MilestoneKind,
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!("SELECT id, account_id, slug, title, games, summary, created_at FROM journey ", $rest)
    };
}

const GET: &str = columns!("WHERE id = $1 AND removed_at IS NULL");
const BY_SLUG: &str = columns!("WHERE account_id = $1 AND slug = $2 AND removed_at IS NULL");
const OF_ACCOUNT: &str = columns!("WHERE account_id = $1 AND removed_at IS NULL ORDER BY id DESC");
const LATEST: &str = columns!("WHERE removed_at IS NULL ORDER BY id DESC LIMIT $1");
const INSERT: &str =
    "INSERT INTO journey (id, account_id, slug, title, games, summary, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const UPDATE: &str = "UPDATE journey SET title = $2, games = $3, summary = $4 WHERE id = $1 AND removed_at IS NULL";
// The address becomes free again: a slug is unique per account, removed journeys included.
const REMOVE: &str = "UPDATE journey SET removed_at = $2, slug = $3 WHERE id = $1 AND removed_at IS NULL";
const POSTS: &str = "SELECT id FROM post WHERE journey_id = $1 AND state = 'published' ORDER BY published_at, id";
const LEAVE: &str = "UPDATE post SET journey_id = NULL WHERE journey_id = $1";
const MILESTONES: &str =
    "SELECT id, kind, label, happens_on, post_id FROM milestone WHERE journey_id = $1 ORDER BY position, id";
const CLEAR_MILESTONES: &str = "DELETE FROM milestone WHERE journey_id = $1";
const ADD_MILESTONE: &str = "INSERT INTO milestone (id, journey_id, position, kind, label, happens_on, post_id) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const FORGET_POST: &str = "UPDATE milestone SET post_id = NULL WHERE post_id = $1";

/// A stored journey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journey {
    /// Its id.
    pub id: JourneyId,
    /// Whose it is.
    pub account: AccountId,
    /// Its name in addresses, unique per account.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The Games it leads to, in words.
    pub games: String,
    /// What it is about.
    pub summary: String,
    /// When it was begun here.
    pub created_at: UnixMillis,
}

/// A stored milestone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Milestone {
    /// Its id.
    pub id: MilestoneId,
    /// What it marks.
    pub kind: MilestoneKind,
    /// In words.
    pub label: String,
    /// The day, `YYYY-MM-DD`, or empty while it is not known.
    pub happens_on: String,
    /// The post that tells of it.
    pub post: Option<PostId>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    account_id: i64,
    slug: String,
    title: String,
    games: String,
    summary: String,
    created_at: i64,
}

impl From<Row> for Journey {
    fn from(row: Row) -> Self {
        Self {
            id: JourneyId(row.id),
            account: AccountId(row.account_id),
            slug: row.slug,
            title: row.title,
            games: row.games,
            summary: row.summary,
            created_at: UnixMillis(row.created_at),
        }
    }
}

#[derive(sqlx::FromRow)]
struct MilestoneRow {
    id: i64,
    #[sqlx(try_from = "String")]
    kind: MilestoneKind,
    label: String,
    happens_on: String,
    post_id: Option<i64>,
}

/// The journey with this id.
pub async fn get(tx: &mut ReadTx, id: JourneyId) -> Result<Option<Journey>, StoreError> {
    Ok(maybe!(tx, Row, GET, id.0)?.map(Journey::from))
}

/// An account's journey by its name in addresses.
pub async fn by_slug(tx: &mut ReadTx, account: AccountId, slug: &str) -> Result<Option<Journey>, StoreError> {
    Ok(maybe!(tx, Row, BY_SLUG, account.0, slug)?.map(Journey::from))
}

/// An account's journeys, newest first.
pub async fn of_account(tx: &mut ReadTx, account: AccountId) -> Result<Vec<Journey>, StoreError> {
    Ok(all!(tx, Row, OF_ACCOUNT, account.0)?.into_iter().map(Journey::from).collect())
}

/// The newest journeys of all.
pub async fn latest(tx: &mut ReadTx, limit: i64) -> Result<Vec<Journey>, StoreError> {
    Ok(all!(tx, Row, LATEST, limit)?.into_iter().map(Journey::from).collect())
}

/// Stores a journey; `Taken` when the account has one of this name.
pub async fn insert(tx: &mut WriteTx, journey: &Journey) -> Result<(), StoreError> {
    let (slug, title, games, summary) = (&journey.slug, &journey.title, &journey.games, &journey.summary);
    run!(tx, INSERT, journey.id.0, journey.account.0, slug, title, games, summary, journey.created_at.0)
        .map(drop)
        .map_err(|e| e.taken("journey", slug))
}

/// Stores what an edit may change.
pub async fn update(tx: &mut WriteTx, journey: &Journey) -> Result<(), StoreError> {
    let touched = run!(tx, UPDATE, journey.id.0, &journey.title, &journey.games, &journey.summary)?;
    StoreError::touched(touched, "journey", journey.id)
}

/// Takes a journey away; its posts stay, on their own.
pub async fn remove(tx: &mut WriteTx, id: JourneyId) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, CLEAR_MILESTONES, id.0)?;
    run!(tx, LEAVE, id.0)?;
    StoreError::touched(run!(tx, REMOVE, id.0, now, id.to_string())?, "journey", id)
}

/// The published posts of a journey, oldest first.
pub async fn posts(tx: &mut ReadTx, id: JourneyId) -> Result<Vec<PostId>, StoreError> {
    Ok(all!(tx, (i64,), POSTS, id.0)?.into_iter().map(|(id,)| PostId(id)).collect())
}

/// The milestones of a journey in their order.
pub async fn milestones(tx: &mut ReadTx, id: JourneyId) -> Result<Vec<Milestone>, StoreError> {
    let rows = all!(tx, MilestoneRow, MILESTONES, id.0)?;
    let milestone = |row: MilestoneRow| Milestone {
        id: MilestoneId(row.id),
        kind: row.kind,
        label: row.label,
        happens_on: row.happens_on,
        post: row.post_id.map(PostId),
    };
    Ok(rows.into_iter().map(milestone).collect())
}

/// Replaces the milestones of a journey.
pub async fn set_milestones(tx: &mut WriteTx, id: JourneyId, milestones: &[Milestone]) -> Result<(), StoreError> {
    run!(tx, CLEAR_MILESTONES, id.0)?;
    for (position, milestone) in (0_i64..).zip(milestones) {
        let (kind, post) = (milestone.kind.as_str(), milestone.post.map(|p| p.0));
        let (label, day) = (&milestone.label, &milestone.happens_on);
        run!(tx, ADD_MILESTONE, milestone.id.0, id.0, position, kind, label, day, post)?;
    }
    Ok(())
}

/// Milestones that told of a removed post stand without one.
pub async fn forget_post(tx: &mut WriteTx, post: PostId) -> Result<(), StoreError> {
    run!(tx, FORGET_POST, post.0).map(drop)
}
