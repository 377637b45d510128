//! Who looks at a page, and what they do not want to see: read once per request, in one question.

use std::collections::HashSet;

use grandstand_domain::{
    account::Actor,
    id::{AccountId, PostId},
    post::{Onlooker, Sight, may_see},
};
use grandstand_store::{ReadTx, viewer as rows};

use crate::{
    error::AppError,
    views::{Card, Own},
};

/// A viewer. [`Viewer::anyone`] is someone without an account, for whom nothing is asked of the database.
#[derive(Clone, Debug, Default)]
pub struct Viewer {
    /// The account; none without one.
    pub actor: Option<Actor>,
    /// Whom they follow.
    pub follows: HashSet<AccountId>,
    /// Whom they block, and who blocks them.
    pub blocked: HashSet<AccountId>,
    /// Whom they mute.
    pub muted_accounts: HashSet<AccountId>,
    /// "Not for me".
    pub hidden: HashSet<PostId>,
    /// Muted words and phrases, lower case.
    pub muted: Vec<String>,
}

/// What a viewer has to do with some posts.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    cheered: HashSet<PostId>,
    bookmarked: HashSet<PostId>,
}

impl Viewer {
    /// Someone without an account.
    pub fn anyone() -> Self {
        Self::default()
    }

    /// Reads what an account follows, blocks, has hidden and muted; nothing for someone without one.
    pub async fn load(tx: &mut ReadTx, actor: Option<&Actor>) -> Result<Self, AppError> {
        let Some(actor) = actor else { return Ok(Self::anyone()) };
        let wishes = rows::wishes(tx, actor.account).await?;
        Ok(Self {
            actor: Some(*actor),
            follows: wishes.follows,
            blocked: wishes.blocked,
            muted_accounts: wishes.muted,
            hidden: wishes.hidden,
            muted: wishes.words,
        })
    }

    /// This viewer as the rule of who may see what knows them, before posts of `author`.
    pub fn onlooker(&self, author: AccountId) -> Onlooker {
        Onlooker { actor: self.actor, follows: self.follows.contains(&author), blocked: self.blocked.contains(&author) }
    }

    /// Whether they may see a post.
    pub fn may_see(&self, post: &Sight) -> bool {
        may_see(&self.onlooker(post.author), post)
    }

    /// Whether they have wishes that a list must heed.
    pub(crate) fn has_wishes(&self) -> bool {
        !(self.blocked.is_empty() && self.muted_accounts.is_empty() && self.hidden.is_empty() && self.muted.is_empty())
    }

    /// Whether a list must leave a post out for them.
    pub(crate) fn skips(&self, card: &Card) -> bool {
        self.shuns(card.author.id) || self.hidden.contains(&card.id) || self.mutes(&card.caption)
    }

    /// Whether they do not want to see an account: blocked either way, or muted.
    pub(crate) fn shuns(&self, account: AccountId) -> bool {
        self.blocked.contains(&account) || self.muted_accounts.contains(&account)
    }

    /// Whether a text holds a muted word or phrase, as whole words and whatever the case.
    pub fn mutes(&self, text: &str) -> bool {
        if self.muted.is_empty() {
            return false;
        }
        let text = text.to_lowercase();
        let joined = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        self.muted.iter().any(|word| {
            text.match_indices(word.as_str()).any(|(start, found)| {
                let before = text.get(..start).and_then(|t| t.chars().next_back());
                let after = text.get(start + found.len()..).and_then(|t| t.chars().next());
                !joined(before) && !joined(after)
            })
        })
    }
}

impl Marks {
    /// Reads which of these posts an account cheered and keeps; nothing for someone without one.
    pub async fn load(tx: &mut ReadTx, viewer: &Viewer, cards: &[Card]) -> Result<Self, AppError> {
        let Some(actor) = viewer.actor else { return Ok(Self::default()) };
        let ids: Vec<PostId> = cards.iter().map(|c| c.id).collect();
        let (cheered, bookmarked) = rows::marks(tx, actor.account, &ids).await?;
        Ok(Self { cheered, bookmarked })
    }

    /// What the viewer has to do with one of them.
    pub fn own(&self, viewer: &Viewer, card: &Card) -> Own {
        Own {
            cheered: self.cheered.contains(&card.id),
            bookmarked: self.bookmarked.contains(&card.id),
            following: viewer.follows.contains(&card.author.id),
        }
    }
}
