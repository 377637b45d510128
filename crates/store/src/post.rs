//! Posts and their tags.

use grandstand_domain::{
    id::{AccountId, JourneyId, MediaId, PostId},
    media::MediaState,
    post::{PostState, ReplyPolicy, Visibility},
    tag::Tag,
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run, value},
    error::StoreError,
};

macro_rules! columns {
    ($rest:literal) => {
        concat!(
            "SELECT id, account_id, media_id, journey_id, caption, alt_text, language, visibility, state, reply_policy, \
             created_at, published_at, scheduled_at, edited_at FROM post ",
            $rest
        )
    };
}

const GET: &str = columns!("WHERE id = $1");
const OF_MEDIA: &str = columns!("WHERE media_id = $1 AND state <> 'removed' ORDER BY id");
const UNPUBLISHED: &str =
    columns!("WHERE account_id = $1 AND state IN ('draft', 'waiting', 'scheduled') ORDER BY id DESC LIMIT $2");
const INSERT: &str = "INSERT INTO post (id, account_id, media_id, journey_id, caption, alt_text, language, visibility, state, \
     reply_policy, created_at, published_at, scheduled_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
const UPDATE: &str = "UPDATE post SET journey_id = $2, caption = $3, alt_text = $4, language = $5, visibility = $6, \
     reply_policy = $7, edited_at = $8 WHERE id = $1 AND state <> 'removed'";
const SET_STATE: &str =
    "UPDATE post SET state = $2, published_at = $3, scheduled_at = $4 WHERE id = $1 AND state <> 'removed'";
const REMOVE: &str = "UPDATE post SET state = 'removed', caption = '', alt_text = '', removed_at = $2, removed_by = $3 \
     WHERE id = $1 AND state <> 'removed'";
const CLEAR_TAGS: &str = "DELETE FROM post_tag WHERE post_id = $1";
const ADD_TAG: &str = "INSERT INTO post_tag (tag, post_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const TAGS: &str = "SELECT tag FROM post_tag WHERE post_id = $1 ORDER BY tag";
const PUBLISHED_OF: &str = "SELECT id FROM post WHERE account_id = $1 AND state = 'published' ORDER BY id";
const MEDIA: &str = "SELECT account_id, state, duration_ms FROM media WHERE id = $1";
const SETTLE: &str = "UPDATE post SET state = state WHERE id = $1";
const SETTLE_MEDIA: &str = "UPDATE media SET state = state WHERE id = $1";
const COUNT: &str = "SELECT COUNT(*) FROM post WHERE state = $1";

/// A stored post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// Who posted it.
    pub account: AccountId,
    /// Its video.
    pub media: MediaId,
    /// The journey it belongs to.
    pub journey: Option<JourneyId>,
    /// The cleaned caption; empty once removed.
    pub caption: String,
    /// Words for those who cannot see the video.
    pub alt_text: String,
    /// BCP 47 language of the caption.
    pub language: String,
    /// Who may see it once published.
    pub visibility: Visibility,
    /// Where it stands.
    pub state: PostState,
    /// Who may comment; none follows the author's account.
    pub reply_policy: Option<ReplyPolicy>,
    /// When it was written.
    pub created_at: UnixMillis,
    /// When it was published.
    pub published_at: Option<UnixMillis>,
    /// When it is to be published.
    pub scheduled_at: Option<UnixMillis>,
    /// When it was last edited after publishing.
    pub edited_at: Option<UnixMillis>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    account_id: i64,
    media_id: i64,
    journey_id: Option<i64>,
    caption: String,
    alt_text: String,
    language: String,
    #[sqlx(try_from = "String")]
    visibility: Visibility,
    #[sqlx(try_from = "String")]
    state: PostState,
    reply_policy: Option<String>,
    created_at: i64,
    published_at: Option<i64>,
    scheduled_at: Option<i64>,
    edited_at: Option<i64>,
}

impl From<Row> for Post {
    fn from(row: Row) -> Self {
        Self {
            id: PostId(row.id),
            account: AccountId(row.account_id),
            media: MediaId(row.media_id),
            journey: row.journey_id.map(JourneyId),
            caption: row.caption,
            alt_text: row.alt_text,
            language: row.language,
            visibility: row.visibility,
            state: row.state,
            reply_policy: row.reply_policy.and_then(|p| p.parse().ok()),
            created_at: UnixMillis(row.created_at),
            published_at: row.published_at.map(UnixMillis),
            scheduled_at: row.scheduled_at.map(UnixMillis),
            edited_at: row.edited_at.map(UnixMillis),
        }
    }
}

/// What a post's publishing depends on of its video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct MediaStanding {
    /// Whose it is.
    #[sqlx(rename = "account_id", try_from = "i64")]
    pub account: AccountId,
    /// Where it stands.
    #[sqlx(try_from = "String")]
    pub state: MediaState,
    /// Its length; 0 until it was looked at.
    pub duration_ms: i64,
}

/// The post with this id, in whatever state.
pub async fn get(tx: &mut ReadTx, id: PostId) -> Result<Option<Post>, StoreError> {
    Ok(maybe!(tx, Row, GET, id.0)?.map(Post::from))
}

/// As [`get`], and keeps other writers from this post and its video until the transaction ends, so that what is decided
/// on their state still holds when it is written. The video goes first, as in the jobs that work on it: no deadlock.
pub async fn lock(tx: &mut WriteTx, id: PostId) -> Result<Option<Post>, StoreError> {
    let Some(post) = get(tx, id).await? else { return Ok(None) };
    lock_media(tx, post.media).await?;
    run!(tx, SETTLE, id.0)?;
    get(tx, id).await
}

/// Keeps other writers from a video until the transaction ends: it cannot become playable unseen by a post that is being
/// written.
pub async fn lock_media(tx: &mut WriteTx, media: MediaId) -> Result<(), StoreError> {
    run!(tx, SETTLE_MEDIA, media.0).map(drop)
}

/// The posts that show a video, oldest first, without removed ones.
pub async fn of_media(tx: &mut ReadTx, media: MediaId) -> Result<Vec<Post>, StoreError> {
    Ok(all!(tx, Row, OF_MEDIA, media.0)?.into_iter().map(Post::from).collect())
}

/// The published posts of an account, oldest first.
pub async fn published_of(tx: &mut ReadTx, account: AccountId) -> Result<Vec<PostId>, StoreError> {
    Ok(all!(tx, (i64,), PUBLISHED_OF, account.0)?.into_iter().map(|(id,)| PostId(id)).collect())
}

/// An author's drafts and posts that wait for their video or their time, newest first.
pub async fn unpublished(tx: &mut ReadTx, account: AccountId, limit: i64) -> Result<Vec<Post>, StoreError> {
    Ok(all!(tx, Row, UNPUBLISHED, account.0, limit)?.into_iter().map(Post::from).collect())
}

/// Stores a new post.
pub async fn insert(tx: &mut WriteTx, post: &Post) -> Result<(), StoreError> {
    let (journey, policy) = (post.journey.map(|j| j.0), post.reply_policy.map(ReplyPolicy::as_str));
    let (published, scheduled) = (post.published_at.map(|t| t.0), post.scheduled_at.map(|t| t.0));
    run!(
        tx,
        INSERT,
        post.id.0,
        post.account.0,
        post.media.0,
        journey,
        &post.caption,
        &post.alt_text,
        &post.language,
        post.visibility.as_str(),
        post.state.as_str(),
        policy,
        post.created_at.0,
        published,
        scheduled
    )
    .map(drop)
}

/// Stores what an edit may change.
pub async fn update(tx: &mut WriteTx, post: &Post) -> Result<(), StoreError> {
    let (journey, policy) = (post.journey.map(|j| j.0), post.reply_policy.map(ReplyPolicy::as_str));
    let edited = post.edited_at.map(|t| t.0);
    let (caption, alt_text, language) = (&post.caption, &post.alt_text, &post.language);
    let touched =
        run!(tx, UPDATE, post.id.0, journey, caption, alt_text, language, post.visibility.as_str(), policy, edited)?;
    StoreError::touched(touched, "post", post.id)
}

/// Moves a post to another state (not to `Removed`: see [`remove`]).
pub async fn set_state(
    tx: &mut WriteTx,
    id: PostId,
    state: PostState,
    published_at: Option<UnixMillis>,
    scheduled_at: Option<UnixMillis>,
) -> Result<(), StoreError> {
    let (published, scheduled) = (published_at.map(|t| t.0), scheduled_at.map(|t| t.0));
    StoreError::touched(run!(tx, SET_STATE, id.0, state.as_str(), published, scheduled)?, "post", id)
}

/// Takes a post and its words away. `NotFound` when it is already gone.
pub async fn remove(tx: &mut WriteTx, id: PostId, by: AccountId) -> Result<(), StoreError> {
    let now = tx.now().0;
    StoreError::touched(run!(tx, REMOVE, id.0, now, by.0)?, "post", id)
}

/// Replaces a post's tags.
pub async fn set_tags(tx: &mut WriteTx, id: PostId, tags: &[Tag]) -> Result<(), StoreError> {
    run!(tx, CLEAR_TAGS, id.0)?;
    for tag in tags {
        run!(tx, ADD_TAG, tag.as_str(), id.0)?;
    }
    Ok(())
}

/// A post's tags, in the order of the alphabet.
pub async fn tags(tx: &mut ReadTx, id: PostId) -> Result<Vec<Tag>, StoreError> {
    let rows = all!(tx, (String,), TAGS, id.0)?;
    Ok(rows.into_iter().filter_map(|(tag,)| tag.parse().ok()).collect())
}

/// Where a video stands; none if there is none.
pub async fn media_standing(tx: &mut ReadTx, media: MediaId) -> Result<Option<MediaStanding>, StoreError> {
    maybe!(tx, MediaStanding, MEDIA, media.0)
}

/// How many posts are in a state.
pub async fn count(tx: &mut ReadTx, state: PostState) -> Result<i64, StoreError> {
    Ok(value!(tx, i64, COUNT, state.as_str())?.unwrap_or(0))
}
