//! Notifications that are stored per account. New posts of those one follows are not: they are read from the feed, and
//! only how far one has read is kept (`notification_mark`).

use grandstand_domain::{
    id::{AccountId, AgreementId, CommentId, NotificationId, OrganisationId, PostId},
    notification::NotificationKind,
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run, value},
    error::StoreError,
};

const INSERT: &str = "INSERT INTO notification (id, account_id, kind, actor_id, post_id, comment_id, dedupe, created_at) \
     SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE EXISTS (SELECT 1 FROM account WHERE id = $2 AND role <> 'team') \
     ON CONFLICT DO NOTHING";
const LATEST: &str = "SELECT id, kind, actor_id, post_id, comment_id, agreement_id, organisation_id, created_at, read_at FROM notification \
     WHERE account_id = $1 AND created_at < $2 ORDER BY created_at DESC, id DESC LIMIT $3";
const NEWEST: &str = "SELECT id, kind, actor_id, post_id, comment_id, agreement_id, organisation_id, created_at, read_at FROM notification \
     WHERE account_id = $1 AND id < $2 AND id > $3 AND $4 LIKE '%,' || kind || ',%' ORDER BY id DESC LIMIT $5";
const OLDEST: &str = "SELECT id, kind, actor_id, post_id, comment_id, agreement_id, organisation_id, created_at, read_at FROM notification \
     WHERE account_id = $1 AND id < $2 AND id > $3 AND $4 LIKE '%,' || kind || ',%' ORDER BY id LIMIT $5";
const ONE: &str = "SELECT id, kind, actor_id, post_id, comment_id, agreement_id, organisation_id, created_at, read_at FROM notification \
     WHERE account_id = $1 AND id = $2";
const SINCE: &str = "SELECT account_id, id, kind, actor_id, post_id, comment_id, agreement_id, organisation_id, created_at, read_at FROM notification \
     WHERE id > $1 ORDER BY id LIMIT $2";
const ABOUT_AGREEMENT: &str = "UPDATE notification SET agreement_id = $2 WHERE id = $1";
const ABOUT_TEAM: &str = "UPDATE notification SET organisation_id = $2 WHERE id = $1";
const UNREAD: &str = "SELECT COUNT(*) FROM notification WHERE account_id = $1 AND read_at IS NULL";
const READ_ALL: &str = "UPDATE notification SET read_at = $2 WHERE account_id = $1 AND read_at IS NULL";
const READ_ONE: &str = "UPDATE notification SET read_at = COALESCE(read_at, $3) WHERE id = $1 AND account_id = $2";
const CLEAR: &str = "DELETE FROM notification WHERE account_id = $1";
const CLEAR_ONE: &str = "DELETE FROM notification WHERE id = $1 AND account_id = $2";
const OF_POST: &str = "DELETE FROM notification WHERE post_id = $1";
const OF_COMMENT: &str = "DELETE FROM notification WHERE comment_id = $1";
const MARK: &str = "SELECT read_until, cleared_until FROM notification_mark WHERE account_id = $1";
const SET_MARK: &str = "INSERT INTO notification_mark (account_id, read_until, cleared_until) VALUES ($1, $2, $3) \
     ON CONFLICT (account_id) DO UPDATE SET read_until = excluded.read_until, cleared_until = excluded.cleared_until";

/// A notification to be stored.
#[derive(Clone, Debug)]
pub struct NewNotification {
    /// Its id.
    pub id: NotificationId,
    /// Whom it tells.
    pub account: AccountId,
    /// What happened.
    pub kind: NotificationKind,
    /// Who did it.
    pub actor: Option<AccountId>,
    /// The post it is about.
    pub post: Option<PostId>,
    /// The comment it is about.
    pub comment: Option<CommentId>,
    /// A name under which it is told once only, such as `cheer:POST:ACCOUNT`.
    pub dedupe: Option<String>,
}

/// A stored notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Its id.
    pub id: NotificationId,
    /// What happened.
    pub kind: NotificationKind,
    /// Who did it.
    pub actor: Option<AccountId>,
    /// The post it is about.
    pub post: Option<PostId>,
    /// The comment it is about.
    pub comment: Option<CommentId>,
    /// The agreement it is about.
    pub agreement: Option<AgreementId>,
    /// The organisation whose team it is about.
    pub organisation: Option<OrganisationId>,
    /// When.
    pub created_at: UnixMillis,
    /// Whether it was read.
    pub read: bool,
}

/// How far an account has read and cleared what is not stored for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Posts published up to here were read.
    pub read_until: UnixMillis,
    /// Posts published up to here were cleared.
    pub cleared_until: UnixMillis,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    #[sqlx(try_from = "String")]
    kind: NotificationKind,
    actor_id: Option<i64>,
    post_id: Option<i64>,
    comment_id: Option<i64>,
    agreement_id: Option<i64>,
    organisation_id: Option<i64>,
    created_at: i64,
    read_at: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct Addressed {
    account_id: i64,
    #[sqlx(flatten)]
    row: Row,
}

impl From<Row> for Notification {
    fn from(row: Row) -> Self {
        Self {
            id: NotificationId(row.id),
            kind: row.kind,
            actor: row.actor_id.map(AccountId),
            post: row.post_id.map(PostId),
            comment: row.comment_id.map(CommentId),
            agreement: row.agreement_id.map(AgreementId),
            organisation: row.organisation_id.map(OrganisationId),
            created_at: UnixMillis(row.created_at),
            read: row.read_at.is_some(),
        }
    }
}

/// Stores a notification; false when one with the same `dedupe` stands, or for the account of a team, which nobody reads.
pub async fn insert(tx: &mut WriteTx, new: &NewNotification) -> Result<bool, StoreError> {
    let now = tx.now().0;
    let (actor, post, comment) = (new.actor.map(|a| a.0), new.post.map(|p| p.0), new.comment.map(|c| c.0));
    run!(tx, INSERT, new.id.0, new.account.0, new.kind.as_str(), actor, post, comment, new.dedupe.as_deref(), now)
        .map(|rows| rows > 0)
}

/// Says which agreement a notification is about. One that was told before has no row of this id, and that is no fault.
pub async fn about_agreement(tx: &mut WriteTx, id: NotificationId, agreement: AgreementId) -> Result<(), StoreError> {
    run!(tx, ABOUT_AGREEMENT, id.0, agreement.0).map(drop)
}

/// Says whose team a notification is about.
pub async fn about_team(tx: &mut WriteTx, id: NotificationId, whose: OrganisationId) -> Result<(), StoreError> {
    run!(tx, ABOUT_TEAM, id.0, whose.0).map(drop)
}

/// An account's notifications from before a moment, latest first.
pub async fn latest(
    tx: &mut ReadTx,
    account: AccountId,
    before: UnixMillis,
    limit: i64,
) -> Result<Vec<Notification>, StoreError> {
    Ok(all!(tx, Row, LATEST, account.0, before.0, limit)?.into_iter().map(Notification::from).collect())
}

/// Which of an account's notifications, by their ids.
#[derive(Clone, Debug)]
pub struct Between<'a> {
    /// Of these kinds.
    pub kinds: &'a [NotificationKind],
    /// Only older than this one.
    pub before: i64,
    /// Only newer than this one.
    pub after: i64,
    /// Whether the oldest of them are wanted rather than the newest.
    pub oldest: bool,
    /// How many at most.
    pub limit: i64,
}

/// An account's notifications between two of them, latest first.
pub async fn between(tx: &mut ReadTx, account: AccountId, which: Between<'_>) -> Result<Vec<Notification>, StoreError> {
    let kinds: Vec<&str> = which.kinds.iter().map(|k| k.as_str()).collect();
    let kinds = format!(",{},", kinds.join(","));
    let rows = if which.oldest {
        let mut rows = all!(tx, Row, OLDEST, account.0, which.before, which.after, kinds, which.limit)?;
        rows.reverse();
        rows
    } else {
        all!(tx, Row, NEWEST, account.0, which.before, which.after, kinds, which.limit)?
    };
    Ok(rows.into_iter().map(Notification::from).collect())
}

/// Everyone's notifications with higher ids than `after`, lowest first, each with whom it tells.
pub async fn since(tx: &mut ReadTx, after: i64, limit: i64) -> Result<Vec<(AccountId, Notification)>, StoreError> {
    let rows = all!(tx, Addressed, SINCE, after, limit)?;
    Ok(rows.into_iter().map(|found| (AccountId(found.account_id), found.row.into())).collect())
}

/// A notification of an account's.
pub async fn get(tx: &mut ReadTx, account: AccountId, id: NotificationId) -> Result<Option<Notification>, StoreError> {
    Ok(maybe!(tx, Row, ONE, account.0, id.0)?.map(Notification::from))
}

/// How many stored notifications an account has not read.
pub async fn unread(tx: &mut ReadTx, account: AccountId) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, UNREAD, account.0)?.unwrap_or(0))
}

/// Marks every notification of an account as read.
pub async fn read_all(tx: &mut WriteTx, account: AccountId) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, READ_ALL, account.0, now).map(drop)
}

/// Marks one notification as read; `NotFound` when it is not the account's.
pub async fn read_one(tx: &mut WriteTx, id: NotificationId, account: AccountId) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, READ_ONE, id.0, account.0, now)?, "notification", id)
}

/// Takes every notification of an account away.
pub async fn clear(tx: &mut WriteTx, account: AccountId) -> Result<(), StoreError> {
    run!(tx, CLEAR, account.0).map(drop)
}

/// Takes one notification away; `NotFound` when it is not the account's.
pub async fn clear_one(tx: &mut WriteTx, id: NotificationId, account: AccountId) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, CLEAR_ONE, id.0, account.0)?, "notification", id)
}

/// Takes away what tells of a removed post.
pub async fn forget_post(tx: &mut WriteTx, post: PostId) -> Result<(), StoreError> {
    run!(tx, OF_POST, post.0).map(drop)
}

/// Takes away what tells of a removed comment.
pub async fn forget_comment(tx: &mut WriteTx, comment: CommentId) -> Result<(), StoreError> {
    run!(tx, OF_COMMENT, comment.0).map(drop)
}

/// How far an account has read and cleared.
pub async fn mark(tx: &mut ReadTx, account: AccountId) -> Result<Mark, StoreError> {
    let row = maybe!(tx, (i64, i64), MARK, account.0)?;
    Ok(row.map_or_else(Mark::default, |(read, cleared)| Mark {
        read_until: UnixMillis(read),
        cleared_until: UnixMillis(cleared),
    }))
}

/// Stores how far an account has read and cleared.
pub async fn set_mark(tx: &mut WriteTx, account: AccountId, mark: Mark) -> Result<(), StoreError> {
    run!(tx, SET_MARK, account.0, mark.read_until.0, mark.cleared_until.0).map(drop)
}
