//! Acting for an athlete or a team: who is let do what, what was done, and what readers of a post are told of it.

use grandstand_domain::{
    acting::{Bound, Deed, Delegation, Hand, HandNote},
    id::{AccountId, DelegationId, OrganisationId, PostId, SessionId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, all_of, maybe, run, value},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, athlete_id, holder_id, hand, bounds, starts_at, until, offered_at, accepted_at, ended_at \
             FROM delegation ",
            $rest
        )
    };
}

const GET: &str = columns!("WHERE id = $1");
const OF_ATHLETE: &str = columns!("WHERE athlete_id = $1 ORDER BY id DESC");
const OF_HOLDER: &str = columns!("WHERE holder_id = $1 ORDER BY id DESC");
const OF_ORGANISATION: &str = columns!(
    "WHERE hand = 'press' AND accepted_at IS NOT NULL AND ended_at IS NULL AND until > $2 AND athlete_id IN \
     (SELECT id FROM account WHERE organisation_id = $1 UNION SELECT account_id FROM roster_entry WHERE organisation_id = $1) \
     ORDER BY id"
);
const SETTLE: &str = "UPDATE delegation SET until = until WHERE id = $1";
const OPEN_OF_ATHLETE: &str =
    "SELECT COUNT(*) FROM delegation WHERE athlete_id = $1 AND ended_at IS NULL AND until > $2";
const OPEN_OF_HOLDER: &str = "SELECT COUNT(*) FROM delegation WHERE holder_id = $1 AND ended_at IS NULL AND until > $2";
const OPEN_BETWEEN: &str =
    "SELECT COUNT(*) FROM delegation WHERE athlete_id = $1 AND holder_id = $2 AND ended_at IS NULL AND until > $3";
const INSERT: &str = "INSERT INTO delegation (id, athlete_id, holder_id, hand, bounds, starts_at, until, offered_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const ACCEPT: &str = "UPDATE delegation SET accepted_at = $2 WHERE id = $1 AND accepted_at IS NULL AND ended_at IS NULL \
     AND until > $2";
const BETWEEN: &str = columns!(
    "WHERE athlete_id = $1 AND holder_id = $2 AND accepted_at IS NOT NULL AND ended_at IS NULL AND until > $3 ORDER BY id DESC"
);
const PROLONG: &str = "UPDATE delegation SET until = $2 WHERE id = $1 AND ended_at IS NULL";
const END: &str = "UPDATE delegation SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL AND until > $2";
const TAKE_UP: &str = "UPDATE session SET delegation_id = $2 WHERE id = $1";
const PUT_DOWN: &str = "UPDATE session SET delegation_id = NULL WHERE id = $1";
const RECORD: &str = "INSERT INTO acted (id, athlete_id, holder_id, hand, deed, subject_id, at, partner_id) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const FOR_ATHLETE: &str = "SELECT athlete_id, holder_id, hand, deed, subject_id, at, partner_id FROM acted \
     WHERE athlete_id = $1 ORDER BY id DESC LIMIT $2";
const BY_HOLDER: &str = "SELECT athlete_id, holder_id, hand, deed, subject_id, at, partner_id FROM acted \
     WHERE holder_id = $1 ORDER BY id DESC LIMIT $2";
const SIGN: &str = "INSERT INTO post_hand (post_id, note, delegation_id) VALUES ($1, $2, $3) ON CONFLICT (post_id) \
     DO UPDATE SET note = excluded.note, delegation_id = excluded.delegation_id";
const UNSIGN: &str = "DELETE FROM post_hand WHERE post_id = $1";
const SIGNED: &str = "SELECT delegation_id FROM post_hand WHERE post_id = $1";
const TO_BE_PUBLISHED: &str =
    "SELECT post_id, delegation_id FROM post_hand WHERE delegation_id IS NOT NULL AND post_id IN ({})";
const HOLD_BACK: &str = "UPDATE post SET state = 'draft', scheduled_at = NULL WHERE state IN ('scheduled', 'waiting') \
     AND id IN (SELECT post_id FROM post_hand WHERE delegation_id = $1)";

/// A stored delegation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDelegation {
    /// Its id.
    pub id: DelegationId,
    /// What it says, and how far it got.
    pub given: Delegation,
    /// When it was offered.
    pub offered_at: UnixMillis,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    athlete_id: i64,
    holder_id: i64,
    #[sqlx(try_from = "String")]
    hand: Hand,
    bounds: String,
    starts_at: i64,
    until: i64,
    offered_at: i64,
    accepted_at: Option<i64>,
    ended_at: Option<i64>,
}

impl From<Row> for StoredDelegation {
    fn from(row: Row) -> Self {
        let given = Delegation {
            athlete: AccountId(row.athlete_id),
            holder: AccountId(row.holder_id),
            hand: row.hand,
            // A word that cannot be read lets nobody do anything.
            bounds: row.bounds.split_whitespace().filter_map(|word| word.parse::<Bound>().ok()).collect(),
            from: UnixMillis(row.starts_at),
            until: UnixMillis(row.until),
            accepted_at: row.accepted_at.map(UnixMillis),
            ended_at: row.ended_at.map(UnixMillis),
        };
        Self { id: DelegationId(row.id), given, offered_at: UnixMillis(row.offered_at) }
    }
}

/// Something that was done for an athlete or a team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acted {
    /// For whom.
    pub athlete: AccountId,
    /// Who did it; none when they have left.
    pub holder: Option<AccountId>,
    /// As what.
    pub hand: Hand,
    /// What.
    pub deed: Deed,
    /// Of which thing; which kind of thing the deed tells.
    pub subject: Option<i64>,
    /// When.
    pub at: UnixMillis,
    /// Whose people they were who posted as a team by an agreement.
    pub partner: Option<OrganisationId>,
}

#[derive(sqlx::FromRow)]
struct ActedRow {
    athlete_id: i64,
    holder_id: Option<i64>,
    #[sqlx(try_from = "String")]
    hand: Hand,
    #[sqlx(try_from = "String")]
    deed: Deed,
    subject_id: Option<i64>,
    at: i64,
    partner_id: Option<i64>,
}

impl From<ActedRow> for Acted {
    fn from(row: ActedRow) -> Self {
        Self {
            athlete: AccountId(row.athlete_id),
            holder: row.holder_id.map(AccountId),
            hand: row.hand,
            deed: row.deed,
            subject: row.subject_id,
            at: UnixMillis(row.at),
            partner: row.partner_id.map(OrganisationId),
        }
    }
}

/// A delegation by its id.
pub async fn get(tx: &mut ReadTx, id: DelegationId) -> Result<Option<StoredDelegation>, StoreError> {
    Ok(maybe!(tx, Row, GET, id.0)?.map(StoredDelegation::from))
}

/// As [`get`], and keeps others from ending it until the transaction ends: what is done by it was let when it was done.
pub async fn lock(tx: &mut WriteTx, id: DelegationId) -> Result<Option<StoredDelegation>, StoreError> {
    run!(tx, SETTLE, id.0)?;
    get(tx, id).await
}

/// What an athlete ever let others do, the latest first.
pub async fn of_athlete(tx: &mut ReadTx, athlete: AccountId) -> Result<Vec<StoredDelegation>, StoreError> {
    Ok(all!(tx, Row, OF_ATHLETE, athlete.0)?.into_iter().map(StoredDelegation::from).collect())
}

/// What someone was ever let do for others, the latest first.
pub async fn of_holder(tx: &mut ReadTx, holder: AccountId) -> Result<Vec<StoredDelegation>, StoreError> {
    Ok(all!(tx, Row, OF_HOLDER, holder.0)?.into_iter().map(StoredDelegation::from).collect())
}

/// What an organisation's athletes let press officers do now.
pub async fn of_organisation(tx: &mut ReadTx, whose: OrganisationId) -> Result<Vec<StoredDelegation>, StoreError> {
    let now = tx.now().0;
    Ok(all!(tx, Row, OF_ORGANISATION, whose.0, now)?.into_iter().map(StoredDelegation::from).collect())
}

/// How many are open: of the athlete, of the one who acts, and between the two.
pub async fn open(tx: &mut ReadTx, athlete: AccountId, holder: AccountId) -> Result<[i64; 3], StoreError> {
    let now = tx.now().0;
    let of_athlete = value!(tx, i64, OPEN_OF_ATHLETE, athlete.0, now)?;
    let of_holder = value!(tx, i64, OPEN_OF_HOLDER, holder.0, now)?;
    let between = value!(tx, i64, OPEN_BETWEEN, athlete.0, holder.0, now)?;
    Ok([of_athlete, of_holder, between].map(Option::unwrap_or_default))
}

/// What someone may do for an account at the moment, if it is agreed between the two.
pub async fn between(
    tx: &mut ReadTx,
    athlete: AccountId,
    holder: AccountId,
) -> Result<Option<StoredDelegation>, StoreError> {
    let now = tx.now().0;
    Ok(maybe!(tx, Row, BETWEEN, athlete.0, holder.0, now)?.map(StoredDelegation::from))
}

/// Lets one hold until later.
pub async fn prolong(tx: &mut WriteTx, id: DelegationId, until: UnixMillis) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, PROLONG, id.0, until.0)?, "delegation", id)
}

/// Stores a new offer.
pub async fn insert(tx: &mut WriteTx, id: DelegationId, new: &Delegation) -> Result<(), StoreError> {
    let bounds: Vec<&str> = new.bounds.iter().map(|b| b.as_str()).collect();
    let (bounds, hand, now) = (bounds.join(" "), new.hand.as_str(), tx.now().0);
    run!(tx, INSERT, id.0, new.athlete.0, new.holder.0, hand, bounds, new.from.0, new.until.0, now).map(drop)
}

/// The other says yes. `NotFound` when there is no open offer any more.
pub async fn accept(tx: &mut WriteTx, id: DelegationId) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, ACCEPT, id.0, now)?, "delegation", id)
}

/// Ends one, and keeps back what was yet to be published by it. `NotFound` when it has ended.
pub async fn end(tx: &mut WriteTx, id: DelegationId) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, END, id.0, now)?, "delegation", id)?;
    run!(tx, HOLD_BACK, id.0).map(drop)
}

/// A session acts by a delegation from now on, or for nobody.
pub async fn take_up(tx: &mut WriteTx, session: SessionId, by: Option<DelegationId>) -> Result<(), StoreError> {
    let rows = match by {
        Some(by) => run!(tx, TAKE_UP, session.0, by.0)?,
        None => run!(tx, PUT_DOWN, session.0)?,
    };
    StoreError::touched(rows, "session", session)
}

/// Notes that something was done.
pub async fn record(tx: &mut WriteTx, id: i64, acted: &Acted) -> Result<(), StoreError> {
    let (holder, partner) = (acted.holder.map(|a| a.0), acted.partner.map(|o| o.0));
    let (hand, deed, at) = (acted.hand.as_str(), acted.deed.as_str(), acted.at.0);
    run!(tx, RECORD, id, acted.athlete.0, holder, hand, deed, acted.subject, at, partner).map(drop)
}

/// What was done for an athlete, the latest first.
pub async fn done_for(tx: &mut ReadTx, athlete: AccountId, limit: i64) -> Result<Vec<Acted>, StoreError> {
    Ok(all!(tx, ActedRow, FOR_ATHLETE, athlete.0, limit)?.into_iter().map(Acted::from).collect())
}

/// What someone did for others, the latest first.
pub async fn done_by(tx: &mut ReadTx, holder: AccountId, limit: i64) -> Result<Vec<Acted>, StoreError> {
    Ok(all!(tx, ActedRow, BY_HOLDER, holder.0, limit)?.into_iter().map(Acted::from).collect())
}

/// Says of a post whose hand published or changed it, or is to publish it. Without a note readers are told of nobody's.
pub async fn sign(
    tx: &mut WriteTx,
    post: PostId,
    note: Option<HandNote>,
    to_publish: Option<DelegationId>,
) -> Result<(), StoreError> {
    // The empty word is no note's.
    let note = note.map_or("", HandNote::as_str);
    run!(tx, SIGN, post.0, note, to_publish.map(|d| d.0)).map(drop)
}

/// The athlete's own hand publishes it after all.
pub async fn unsign(tx: &mut WriteTx, post: PostId) -> Result<(), StoreError> {
    run!(tx, UNSIGN, post.0).map(drop)
}

/// Whether anything was signed of a post, and by which delegation it was published or is to be.
pub async fn signed(tx: &mut ReadTx, post: PostId) -> Result<Option<Option<DelegationId>>, StoreError> {
    let found = maybe!(tx, (Option<i64>,), SIGNED, post.0)?;
    Ok(found.map(|(by,)| by.map(DelegationId)))
}

/// Those of the posts that were published by a delegation, or are to be, with it.
pub async fn to_be_published(tx: &mut ReadTx, posts: &[PostId]) -> Result<Vec<(PostId, DelegationId)>, StoreError> {
    let ids: Vec<i64> = posts.iter().map(|post| post.0).collect();
    let found = all_of!(tx, (i64, i64), TO_BE_PUBLISHED, &ids)?;
    Ok(found.into_iter().map(|(post, by)| (PostId(post), DelegationId(by))).collect())
}
