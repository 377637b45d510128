//! Small things that apps keep for an account: how far it has read, which tags it follows and shows, what a request made.

use grandstand_domain::{
    id::{AccountId, FeaturedTagId},
    tag::Tag,
    time::{DAY, MINUTE, UnixMillis},
};

use crate::{
    db::{ReadTx, WriteTx, all, run, value},
    error::StoreError,
};

const MARKERS: &str = "SELECT timeline, last_read_id, version, updated_at FROM marker WHERE account_id = $1";
const PUT_MARKER: &str = "INSERT INTO marker (account_id, timeline, last_read_id, version, updated_at) VALUES ($1, $2, $3, 1, $4) \
     ON CONFLICT (account_id, timeline) DO UPDATE SET last_read_id = excluded.last_read_id, version = marker.version + 1, \
     updated_at = excluded.updated_at";
const FOLLOW_TAG: &str =
    "INSERT INTO followed_tag (account_id, tag, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const UNFOLLOW_TAG: &str = "DELETE FROM followed_tag WHERE account_id = $1 AND tag = $2";
const FOLLOWED_TAGS: &str =
    "SELECT tag, created_at FROM followed_tag WHERE account_id = $1 ORDER BY created_at DESC, tag";
const FEATURE_TAG: &str = "INSERT INTO featured_tag (id, account_id, tag) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const UNFEATURE_TAG: &str = "DELETE FROM featured_tag WHERE account_id = $1 AND id = $2";
const FEATURED_TAGS: &str = "SELECT id, tag FROM featured_tag WHERE account_id = $1 ORDER BY id";
const MADE: &str = "SELECT made FROM idempotency WHERE account_id = $1 AND digest = $2";
// A claim without an outcome after a minute is that of a server that stopped.
const CLAIM: &str = "INSERT INTO idempotency (account_id, digest, made, created_at) VALUES ($1, $2, '', $3) \
     ON CONFLICT (account_id, digest) DO UPDATE SET created_at = excluded.created_at \
     WHERE idempotency.made = '' AND idempotency.created_at < $4";
const SETTLE: &str = "UPDATE idempotency SET made = $3 WHERE account_id = $1 AND digest = $2";
const RELEASE: &str = "DELETE FROM idempotency WHERE account_id = $1 AND digest = $2 AND made = ''";
const PURGE: &str = "DELETE FROM idempotency WHERE created_at <= $1";

/// How far an account has read a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// `home` or `notifications`.
    pub timeline: String,
    /// The id of the last item read.
    pub last_read_id: String,
    /// Counts its changes.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: UnixMillis,
}

/// An account's markers.
pub async fn markers(tx: &mut ReadTx, who: AccountId) -> Result<Vec<Marker>, StoreError> {
    let rows = all!(tx, (String, String, i64, i64), MARKERS, who.0)?;
    let marker = |(timeline, last_read_id, version, updated_at)| Marker {
        timeline,
        last_read_id,
        version,
        updated_at: UnixMillis(updated_at),
    };
    Ok(rows.into_iter().map(marker).collect())
}

/// Moves a marker.
pub async fn put_marker(tx: &mut WriteTx, who: AccountId, timeline: &str, last: &str) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, PUT_MARKER, who.0, timeline, last, now).map(drop)
}

/// Follows a tag.
pub async fn follow_tag(tx: &mut WriteTx, who: AccountId, tag: &Tag) -> Result<(), StoreError> {
    let now = tx.now().0;
    run!(tx, FOLLOW_TAG, who.0, tag.as_str(), now).map(drop)
}

/// Follows a tag no longer.
pub async fn unfollow_tag(tx: &mut WriteTx, who: AccountId, tag: &Tag) -> Result<(), StoreError> {
    run!(tx, UNFOLLOW_TAG, who.0, tag.as_str()).map(drop)
}

/// The tags an account follows, latest first.
pub async fn followed_tags(tx: &mut ReadTx, who: AccountId) -> Result<Vec<(Tag, UnixMillis)>, StoreError> {
    let rows = all!(tx, (String, i64), FOLLOWED_TAGS, who.0)?;
    Ok(rows.into_iter().filter_map(|(tag, at)| Some((tag.parse().ok()?, UnixMillis(at)))).collect())
}

/// Shows a tag on an account's profile.
pub async fn feature_tag(tx: &mut WriteTx, id: FeaturedTagId, who: AccountId, tag: &Tag) -> Result<(), StoreError> {
    run!(tx, FEATURE_TAG, id.0, who.0, tag.as_str()).map(drop)
}

/// Shows a tag no longer.
pub async fn unfeature_tag(tx: &mut WriteTx, who: AccountId, id: FeaturedTagId) -> Result<(), StoreError> {
    StoreError::touched(run!(tx, UNFEATURE_TAG, who.0, id.0)?, "featured_tag", id)
}

/// The tags on an account's profile.
pub async fn featured_tags(tx: &mut ReadTx, who: AccountId) -> Result<Vec<(FeaturedTagId, Tag)>, StoreError> {
    let rows = all!(tx, (i64, String), FEATURED_TAGS, who.0)?;
    Ok(rows.into_iter().filter_map(|(id, tag)| Some((FeaturedTagId(id), tag.parse().ok()?))).collect())
}

/// Claims a request's key; false when it is claimed or has made something. Keys are forgotten after a day.
pub async fn claim(tx: &mut WriteTx, who: AccountId, digest: &str) -> Result<bool, StoreError> {
    let (now, minute_ago, day_ago) = (tx.now().0, tx.now().plus(-MINUTE).0, tx.now().plus(-DAY).0);
    run!(tx, PURGE, day_ago)?;
    Ok(run!(tx, CLAIM, who.0, digest, now, minute_ago)? > 0)
}

/// What the request with this key made; empty while it has not ended.
pub async fn made(tx: &mut ReadTx, who: AccountId, digest: &str) -> Result<Option<String>, StoreError> {
    value!(tx, String, MADE, who.0, digest)
}

/// Notes what the request with this key made.
pub async fn settle(tx: &mut WriteTx, who: AccountId, digest: &str, made: &str) -> Result<(), StoreError> {
    run!(tx, SETTLE, who.0, digest, made).map(drop)
}

/// Gives a claim back: the request made nothing.
pub async fn release(tx: &mut WriteTx, who: AccountId, digest: &str) -> Result<(), StoreError> {
    run!(tx, RELEASE, who.0, digest).map(drop)
}
