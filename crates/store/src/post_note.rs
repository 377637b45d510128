//! What a post made with an app has beside what every post has, what an app says of a video before it is posted, and how
//! a post read before it was edited.

use grandstand_domain::{
    id::{AppId, MediaId, PostId},
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, maybe, run},
    error::StoreError,
};

const PUT: &str = "INSERT INTO post_note (post_id, sensitive, spoiler, app_id) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (post_id) DO UPDATE SET sensitive = excluded.sensitive, spoiler = excluded.spoiler";
const PUT_MEDIA: &str = "INSERT INTO media_note (media_id, description, focus_x, focus_y) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (media_id) DO UPDATE SET description = excluded.description, focus_x = excluded.focus_x, focus_y = excluded.focus_y";
const MEDIA: &str = "SELECT description, focus_x, focus_y FROM media_note WHERE media_id = $1";
const KEEP_VERSION: &str = "INSERT INTO post_version (post_id, until, since, caption, alt_text) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT DO NOTHING";
const VERSIONS: &str = "SELECT until, since, caption, alt_text FROM post_version WHERE post_id = $1 ORDER BY until";
const FORGET_VERSIONS: &str = "DELETE FROM post_version WHERE post_id = $1";

/// What a post made with an app has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PostNote {
    /// Whether it is to be shown only after a warning.
    pub sensitive: bool,
    /// The warning; may be empty.
    pub spoiler: String,
    /// Name and site of the app; none when it has been lost.
    pub app: Option<(String, String)>,
}

/// What an app says of a video.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MediaNote {
    /// Words for those who cannot see it.
    pub description: String,
    /// The point that matters in the picture, thousandths from the middle: right and up are positive.
    pub focus: (i64, i64),
}

/// A post as it read until an edit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Until when.
    pub until: UnixMillis,
    /// Since when.
    pub since: UnixMillis,
    /// The caption.
    pub caption: String,
    /// Words for those who cannot see the video.
    pub alt_text: String,
}

/// Stores what a post has; the app stays as first stored.
pub async fn put(tx: &mut WriteTx, post: PostId, note: (bool, &str), app: Option<AppId>) -> Result<(), StoreError> {
    run!(tx, PUT, post.0, i64::from(note.0), note.1, app.map(|a| a.0)).map(drop)
}

/// Stores what an app says of a video.
pub async fn put_media(tx: &mut WriteTx, media: MediaId, note: &MediaNote) -> Result<(), StoreError> {
    run!(tx, PUT_MEDIA, media.0, &note.description, note.focus.0, note.focus.1).map(drop)
}

/// What an app said of a video; nothing if none did.
pub async fn media(tx: &mut ReadTx, media: MediaId) -> Result<MediaNote, StoreError> {
    let row = maybe!(tx, (String, i64, i64), MEDIA, media.0)?;
    Ok(row.map_or_else(MediaNote::default, |(description, x, y)| MediaNote { description, focus: (x, y) }))
}

/// Keeps how a post read until now.
pub async fn keep_version(tx: &mut WriteTx, post: PostId, v: &Version) -> Result<(), StoreError> {
    run!(tx, KEEP_VERSION, post.0, v.until.0, v.since.0, &v.caption, &v.alt_text).map(drop)
}

/// How a post read before its edits, oldest first.
pub async fn versions(tx: &mut ReadTx, post: PostId) -> Result<Vec<Version>, StoreError> {
    let rows = all!(tx, (i64, i64, String, String), VERSIONS, post.0)?;
    let version = |(until, since, caption, alt_text)| Version {
        until: UnixMillis(until),
        since: UnixMillis(since),
        caption,
        alt_text,
    };
    Ok(rows.into_iter().map(version).collect())
}

/// Forgets how a post read: it is removed.
pub async fn forget_versions(tx: &mut WriteTx, post: PostId) -> Result<(), StoreError> {
    run!(tx, FORGET_VERSIONS, post.0).map(drop)
}
