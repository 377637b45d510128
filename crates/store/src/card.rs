//! All that a page shows of posts, read for many posts in few questions: what the views of each server are filled from.

use std::collections::HashMap;

use grandstand_domain::{
    acting::HandNote,
    id::{AccountId, JourneyId, MediaId, PostId},
    media::{MediaState, Poster, Rendition, Rung},
    post::{PostState, ReplyPolicy, Visibility},
    tag::Tag,
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, all, all_of},
    error::StoreError,
    post_note::PostNote,
};

const PUBLISHED: &str = "SELECT id FROM post WHERE state = 'published' ORDER BY id";
const POSTS: &str = "SELECT p.id, p.account_id, p.media_id, p.caption, p.alt_text, p.language, p.visibility, p.state, p.reply_policy, \
     p.created_at, p.published_at, p.scheduled_at, p.edited_at, j.id AS journey_id, j.slug AS journey_slug, \
     j.title AS journey_title, m.state AS media_state, m.refusal, m.stage, m.percent, m.duration_ms, m.width, m.height, m.poster, \
     n.sensitive, n.spoiler, a.name AS app_name, a.website AS app_site, mn.focus_x, mn.focus_y, h.note AS hand_note \
     FROM post p JOIN media m ON m.id = p.media_id LEFT JOIN journey j ON j.id = p.journey_id AND j.removed_at IS NULL \
     LEFT JOIN post_note n ON n.post_id = p.id LEFT JOIN oauth_app a ON a.id = n.app_id \
     LEFT JOIN media_note mn ON mn.media_id = p.media_id LEFT JOIN post_hand h ON h.post_id = p.id \
     WHERE p.id IN ({})";
const RENDITIONS: &str = "SELECT media_id, rung, width, height, bytes, bit_rate, codecs, sha256, object_key FROM rendition \
     WHERE media_id IN ({})";
const TRACKS: &str = "SELECT media_id, language FROM caption_track WHERE media_id IN ({}) ORDER BY language";
const TAGS: &str = "SELECT post_id, tag FROM post_tag WHERE post_id IN ({}) ORDER BY tag";
const CHEERS: &str = "SELECT post_id, COUNT(*) FROM cheer WHERE post_id IN ({}) GROUP BY post_id";
const COMMENTS: &str =
    "SELECT post_id, COUNT(*) FROM comment WHERE removed_at IS NULL AND post_id IN ({}) GROUP BY post_id";
const SHARES: &str = "SELECT post_id, COUNT(*) FROM (SELECT post_id FROM share UNION ALL SELECT post_id FROM reblog) passed \
     WHERE post_id IN ({}) GROUP BY post_id";

/// A post with its video and the number of its cheers, comments and shares.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of the post and its media")]
pub struct CardRow {
    pub id: PostId,
    pub account: AccountId,
    pub media: MediaId,
    pub journey: Option<(JourneyId, String, String)>,
    pub caption: String,
    pub alt_text: String,
    pub language: String,
    pub visibility: Visibility,
    pub state: PostState,
    pub reply_policy: Option<ReplyPolicy>,
    pub created_at: UnixMillis,
    pub published_at: Option<UnixMillis>,
    pub scheduled_at: Option<UnixMillis>,
    pub edited_at: Option<UnixMillis>,
    pub media_state: MediaState,
    /// The word of the refusal, when the video was refused.
    pub refusal: Option<String>,
    /// What is being done with the video, and how far it is.
    pub stage: String,
    pub percent: i64,
    pub duration_ms: i64,
    pub width: i64,
    pub height: i64,
    pub poster: Option<Poster>,
    /// What a post made with an app has beside.
    pub note: Option<PostNote>,
    /// Whose hand published or changed it, where it was not the author's.
    pub hand: Option<HandNote>,
    /// The point that matters in the picture; see [`MediaNote`](crate::post_note::MediaNote).
    pub focus: (i64, i64),
    /// Smallest first.
    pub renditions: Vec<Rendition>,
    /// The languages of its caption tracks.
    pub tracks: Vec<String>,
    pub tags: Vec<Tag>,
    pub cheers: i64,
    pub comments: i64,
    pub shares: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    account_id: i64,
    media_id: i64,
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
    journey_id: Option<i64>,
    journey_slug: Option<String>,
    journey_title: Option<String>,
    #[sqlx(try_from = "String")]
    media_state: MediaState,
    refusal: Option<String>,
    stage: String,
    percent: i64,
    duration_ms: i64,
    width: i64,
    height: i64,
    poster: Option<String>,
    sensitive: Option<i64>,
    spoiler: Option<String>,
    app_name: Option<String>,
    app_site: Option<String>,
    focus_x: Option<i64>,
    focus_y: Option<i64>,
    hand_note: Option<String>,
}

impl From<Row> for CardRow {
    fn from(row: Row) -> Self {
        let app = row.app_name.map(|name| (name, row.app_site.unwrap_or_default()));
        let note = row.sensitive.zip(row.spoiler);
        let journey = row.journey_id.zip(row.journey_slug).zip(row.journey_title);
        Self {
            id: PostId(row.id),
            account: AccountId(row.account_id),
            media: MediaId(row.media_id),
            journey: journey.map(|((id, slug), title)| (JourneyId(id), slug, title)),
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
            media_state: row.media_state,
            refusal: row.refusal,
            stage: row.stage,
            percent: row.percent,
            duration_ms: row.duration_ms,
            width: row.width,
            height: row.height,
            poster: row.poster.and_then(|json| serde_json::from_str(&json).ok()),
            note: note.map(|(sensitive, spoiler)| PostNote { sensitive: sensitive != 0, spoiler, app }),
            hand: row.hand_note.and_then(|word| word.parse().ok()),
            focus: row.focus_x.zip(row.focus_y).unwrap_or_default(),
            renditions: Vec::new(),
            tracks: Vec::new(),
            tags: Vec::new(),
            cheers: 0,
            comments: 0,
            shares: 0,
        }
    }
}

#[derive(sqlx::FromRow)]
struct RenditionRow {
    media_id: i64,
    #[sqlx(try_from = "String")]
    rung: Rung,
    width: i64,
    height: i64,
    bytes: i64,
    bit_rate: i64,
    codecs: String,
    sha256: String,
    object_key: String,
}

/// The ids of all published posts, oldest first.
pub async fn published(tx: &mut ReadTx) -> Result<Vec<PostId>, StoreError> {
    Ok(all!(tx, (i64,), PUBLISHED)?.into_iter().map(|(id,)| PostId(id)).collect())
}

/// The posts with these ids, in whatever state, in no order; ids that name none are left out.
pub async fn posts(tx: &mut ReadTx, ids: &[PostId]) -> Result<Vec<CardRow>, StoreError> {
    let ids: Vec<i64> = ids.iter().map(|p| p.0).collect();
    let mut cards: HashMap<i64, CardRow> =
        all_of!(tx, Row, POSTS, &ids)?.into_iter().map(|row| (row.id, CardRow::from(row))).collect();
    for (post, tag) in all_of!(tx, (i64, String), TAGS, &ids)? {
        if let (Some(card), Ok(tag)) = (cards.get_mut(&post), tag.parse()) {
            card.tags.push(tag);
        }
    }
    for (post, count) in all_of!(tx, (i64, i64), CHEERS, &ids)? {
        cards.entry(post).and_modify(|c| c.cheers = count);
    }
    for (post, count) in all_of!(tx, (i64, i64), COMMENTS, &ids)? {
        cards.entry(post).and_modify(|c| c.comments = count);
    }
    for (post, count) in all_of!(tx, (i64, i64), SHARES, &ids)? {
        cards.entry(post).and_modify(|c| c.shares = count);
    }
    with_media(tx, &mut cards).await?;
    Ok(cards.into_values().collect())
}

/// Adds renditions and caption tracks. Two posts may show one video.
async fn with_media(tx: &mut ReadTx, cards: &mut HashMap<i64, CardRow>) -> Result<(), StoreError> {
    let mut media: Vec<i64> = cards.values().map(|c| c.media.0).collect();
    media.sort_unstable();
    media.dedup();
    let mut renditions: HashMap<i64, Vec<Rendition>> = HashMap::new();
    for row in all_of!(tx, RenditionRow, RENDITIONS, &media)? {
        let small = |n: i64| u32::try_from(n).unwrap_or(0);
        let large = |n: i64| u64::try_from(n).unwrap_or(0);
        renditions.entry(row.media_id).or_default().push(Rendition {
            rung: row.rung,
            width: small(row.width),
            height: small(row.height),
            bytes: large(row.bytes),
            bit_rate: large(row.bit_rate),
            codecs: row.codecs,
            sha256: row.sha256,
            key: row.object_key,
        });
    }
    let mut tracks: HashMap<i64, Vec<String>> = HashMap::new();
    for (id, language) in all_of!(tx, (i64, String), TRACKS, &media)? {
        tracks.entry(id).or_default().push(language);
    }
    for card in cards.values_mut() {
        card.renditions = renditions.get(&card.media.0).cloned().unwrap_or_default();
        card.renditions.sort_by_key(|r| r.rung.short_side());
        card.tracks = tracks.get(&card.media.0).cloned().unwrap_or_default();
    }
    Ok(())
}
