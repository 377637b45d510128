//! Who looks at a page, and what they do not want to see. For pages it is remembered from one request to the next
//! ([`Viewer::of`]); the log tells when it is no longer true.

use std::{ops::Deref, sync::Arc};

use grandstand_domain::{
    account::Actor,
    id::{AccountId, PostId},
    post::{Onlooker, Sight, may_see},
};
use grandstand_store::viewer as rows;
pub use grandstand_store::viewer::Wishes;

use crate::{
    ctx::Ctx,
    error::AppError,
    views::{Card, Own},
};

mod memory;
pub(crate) use memory::Memory;

/// A viewer, with their wishes. [`Viewer::anyone`] is someone without an account, for whom nothing is asked of the database.
#[derive(Clone, Debug, Default)]
pub struct Viewer {
    /// The account; none without one.
    pub actor: Option<Actor>,
    wishes: Arc<Wishes>,
}

impl Deref for Viewer {
    type Target = Wishes;

    fn deref(&self) -> &Wishes {
        &self.wishes
    }
}

impl Viewer {
    /// Someone without an account.
    pub fn anyone() -> Self {
        Self::default()
    }

    /// Someone with these wishes.
    pub fn new(actor: Actor, wishes: Wishes) -> Self {
        Self { actor: Some(actor), wishes: Arc::new(wishes) }
    }

    /// Someone with their wishes as this server remembers them, read where it does not.
    pub async fn of(ctx: &Ctx, actor: Option<&Actor>) -> Result<Self, AppError> {
        let Some(actor) = actor else { return Ok(Self::anyone()) };
        Ok(Self { actor: Some(*actor), wishes: memory::wishes(ctx, actor.account).await? })
    }

    /// This viewer as the rule of who may see what knows them, before posts of `author`.
    pub fn onlooker(&self, author: AccountId) -> Onlooker {
        Onlooker {
            actor: self.actor,
            follows: self.follows.contains(&author),
            blocked: self.blocked.contains(&author),
            shown: false,
        }
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

/// What a viewer has to do with some posts.
#[derive(Clone, Debug, Default)]
pub struct Marks(rows::Marks);

impl Deref for Marks {
    type Target = rows::Marks;

    fn deref(&self) -> &rows::Marks {
        &self.0
    }
}

impl Marks {
    /// Reads them; nothing is asked for someone without an account.
    pub async fn load(ctx: &Ctx, viewer: &Viewer, cards: &[Card]) -> Result<Self, AppError> {
        let Some(actor) = viewer.actor.filter(|_| !cards.is_empty()) else { return Ok(Self::default()) };
        let ids: Vec<PostId> = cards.iter().map(|c| c.id).collect();
        Ok(Self(rows::marks(&mut ctx.begin_read().await?, actor.account, &ids).await?))
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
