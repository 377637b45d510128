//! What a signed-in viewer has to do with what a page shows: asked in few questions, for many posts at once.

use std::collections::HashSet;

use grandstand_domain::{
    id::{AccountId, PostId},
    tag::Tag,
};

use crate::{
    db::{ReadTx, all, all_of, value},
    error::StoreError,
    filter::{self, Filter},
};

const MARKS: &str = "SELECT 0, post_id FROM cheer WHERE account_id = $1 AND post_id IN ({}) \
     UNION ALL SELECT 1, post_id FROM bookmark WHERE account_id = $1 AND post_id IN ({}) \
     UNION ALL SELECT 2, post_id FROM reblog WHERE account_id = $1 AND post_id IN ({}) \
     UNION ALL SELECT 3, post_id FROM pin WHERE account_id = $1 AND post_id IN ({})";
const WISHES: &str = "SELECT 0, followee_id, '' FROM follow WHERE follower_id = $1 \
     UNION ALL SELECT 1, blocked_id, '' FROM block WHERE account_id = $1 \
     UNION ALL SELECT 1, account_id, '' FROM block WHERE blocked_id = $1 \
     UNION ALL SELECT 2, muted_id, '' FROM mute WHERE account_id = $1 \
     UNION ALL SELECT 3, post_id, '' FROM hidden WHERE account_id = $1 \
     UNION ALL SELECT 4, CAST(0 AS BIGINT), word FROM muted_word WHERE account_id = $1 \
     UNION ALL SELECT 5, CAST(0 AS BIGINT), tag FROM followed_tag WHERE account_id = $1 \
     UNION ALL SELECT 6, m.account_id, '' FROM account_list l JOIN account_list_member m ON m.list_id = l.id \
     WHERE l.account_id = $1 AND l.exclusive <> 0";
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
    pub muted_accounts: HashSet<AccountId>,
    /// "Not for me": posts that it has hidden.
    pub hidden: HashSet<PostId>,
    /// Words and phrases that it has muted, lower case.
    pub muted: Vec<String>,
    /// Tags that it follows.
    pub tags: Vec<Tag>,
    /// Those it follows in lists that are read apart from home.
    pub apart: HashSet<AccountId>,
    /// Its filters.
    pub filters: Vec<Filter>,
}

/// What an account has to do with some posts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// Those that it cheered.
    pub cheered: HashSet<PostId>,
    /// Those that it keeps.
    pub bookmarked: HashSet<PostId>,
    /// Those that it passed on.
    pub reblogged: HashSet<PostId>,
    /// Those that stand first on its own page.
    pub pinned: HashSet<PostId>,
}

/// An account's wishes, in two questions.
pub async fn wishes(tx: &mut ReadTx, who: AccountId) -> Result<Wishes, StoreError> {
    let mut wishes = Wishes { filters: filter::of_account(tx, who).await?, ..Wishes::default() };
    for (kind, id, word) in all!(tx, (i32, i64, String), WISHES, who.0)? {
        match kind {
            0 => drop(wishes.follows.insert(AccountId(id))),
            1 => drop(wishes.blocked.insert(AccountId(id))),
            2 => drop(wishes.muted_accounts.insert(AccountId(id))),
            3 => drop(wishes.hidden.insert(PostId(id))),
            4 => wishes.muted.push(word),
            5 => wishes.tags.extend(word.parse::<Tag>()),
            _ => drop(wishes.apart.insert(AccountId(id))),
        }
    }
    Ok(wishes)
}

/// What an account has to do with `posts`, in one question.
pub async fn marks(tx: &mut ReadTx, who: AccountId, posts: &[PostId]) -> Result<Marks, StoreError> {
    let ids: Vec<i64> = posts.iter().map(|p| p.0).collect();
    let mut marks = Marks::default();
    for (kind, id) in all_of!(tx, (i32, i64), MARKS, &ids, who.0)? {
        let of_kind = match kind {
            0 => &mut marks.cheered,
            1 => &mut marks.bookmarked,
            2 => &mut marks.reblogged,
            _ => &mut marks.pinned,
        };
        of_kind.insert(PostId(id));
    }
    Ok(marks)
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
