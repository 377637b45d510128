//! What a signed-in viewer has to do with what a page shows: asked in few questions, for many posts at once.

use std::collections::HashSet;

use grandstand_domain::id::{AccountId, PostId};

use crate::{
    db::{ReadTx, all, all_of, value},
    error::StoreError,
};

const MARKS: &str = "SELECT 0, post_id FROM cheer WHERE account_id = $1 AND post_id IN ({}) \
     UNION ALL SELECT 1, post_id FROM bookmark WHERE account_id = $1 AND post_id IN ({})";
const WISHES: &str = "SELECT 0, followee_id, '' FROM follow WHERE follower_id = $1 \
     UNION ALL SELECT 1, blocked_id, '' FROM block WHERE account_id = $1 \
     UNION ALL SELECT 1, account_id, '' FROM block WHERE blocked_id = $1 \
     UNION ALL SELECT 2, muted_id, '' FROM mute WHERE account_id = $1 \
     UNION ALL SELECT 3, post_id, '' FROM hidden WHERE account_id = $1 \
     UNION ALL SELECT 4, CAST(0 AS BIGINT), word FROM muted_word WHERE account_id = $1";
const FOLLOWED: &str = "SELECT followee_id FROM follow WHERE follower_id = $1 AND followee_id IN ({})";
const BLOCKED_EITHER: &str =
    "SELECT 1 FROM block WHERE (account_id = $1 AND blocked_id = $2) OR (account_id = $2 AND blocked_id = $1) LIMIT 1";

/// What an account wants to see and what not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    /// Whom it follows.
    pub follows: HashSet<AccountId>,
    /// Everyone it blocks or is blocked by.
    pub blocked: HashSet<AccountId>,
    /// Whom it mutes.
    pub muted: HashSet<AccountId>,
    /// Posts that it has hidden.
    pub hidden: HashSet<PostId>,
    /// Words and phrases that it has muted, lower case.
    pub words: Vec<String>,
}

/// An account's wishes, in one question.
pub async fn wishes(tx: &mut ReadTx, who: AccountId) -> Result<Wishes, StoreError> {
    let mut wishes = Wishes::default();
    for (kind, id, word) in all!(tx, (i32, i64, String), WISHES, who.0)? {
        match kind {
            0 => drop(wishes.follows.insert(AccountId(id))),
            1 => drop(wishes.blocked.insert(AccountId(id))),
            2 => drop(wishes.muted.insert(AccountId(id))),
            3 => drop(wishes.hidden.insert(PostId(id))),
            _ => wishes.words.push(word),
        }
    }
    Ok(wishes)
}

/// Which of `posts` an account cheered, and which it bookmarked, in one question.
pub async fn marks(
    tx: &mut ReadTx,
    who: AccountId,
    posts: &[PostId],
) -> Result<(HashSet<PostId>, HashSet<PostId>), StoreError> {
    let ids: Vec<i64> = posts.iter().map(|p| p.0).collect();
    let (mut cheered, mut bookmarked) = (HashSet::new(), HashSet::new());
    for (kind, id) in all_of!(tx, (i32, i64), MARKS, &ids, who.0)? {
        if kind == 0 { &mut cheered } else { &mut bookmarked }.insert(PostId(id));
    }
    Ok((cheered, bookmarked))
}

/// Which of `accounts` an account follows.
pub async fn followed(tx: &mut ReadTx, who: AccountId, accounts: &[AccountId]) -> Result<Vec<AccountId>, StoreError> {
    let ids: Vec<i64> = accounts.iter().map(|a| a.0).collect();
    Ok(all_of!(tx, (i64,), FOLLOWED, &ids, who.0)?.into_iter().map(|(id,)| AccountId(id)).collect())
}

/// Whether one of two accounts blocks the other.
pub async fn either_blocks(tx: &mut ReadTx, one: AccountId, other: AccountId) -> Result<bool, StoreError> {
    Ok(value!(tx, i32, BLOCKED_EITHER, one.0, other.0)?.is_some())
}
