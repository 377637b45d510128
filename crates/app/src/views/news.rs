//! What has just happened, told as the log is taken in, for those who hold a connection open (streams of events). It comes
//! from the log and not from whoever acts, so it is told on every server. Nobody listens: nothing is made.

use std::sync::Arc;

use grandstand_domain::{
    id::{AccountId, PostId, ReblogId},
    log::{Entry, Fact},
    post::{Sight, Visibility},
    tag::Tag,
};
use tokio::sync::broadcast;

use super::{State, Views};

/// Stretches of the log that a listener may be behind before it is told that it missed some.
const BEHIND_MOST: usize = 256;

/// Something that a stream may tell of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// A post can be seen for the first time, or again.
    Published(PostId),
    /// A published post was edited; whether everyone could see it before.
    Changed {
        /// Which.
        post: PostId,
        /// Whether everyone could see it before.
        was_public: bool,
    },
    /// Somebody passed a post on: the id of that as a status.
    Reblogged(ReblogId),
    /// A status can no longer be seen: a post, or that somebody passed one on.
    Gone {
        /// Its id as a status.
        status: i64,
        /// Whose it was.
        by: AccountId,
        /// The post as it was seen until now.
        sight: Sight,
        /// Its tags; none for what was passed on.
        tags: Vec<Tag>,
        /// Whether it was the post itself.
        is_post: bool,
    },
    /// What these accounts want to see changed; with `filters` they themselves changed their filters.
    Wishes {
        /// Whose.
        who: AccountId,
        /// Whether it was their filters.
        filters: bool,
    },
    /// Accounts may have been notified of something.
    Notified,
}

/// What one stretch of the log told.
pub type Told = Arc<[News]>;

/// Where news are told.
#[derive(Debug)]
pub(super) struct Board(broadcast::Sender<Told>);

impl Default for Board {
    fn default() -> Self {
        Self(broadcast::Sender::new(BEHIND_MOST))
    }
}

impl Board {
    /// What entries will have told once they are taken in; looked at before, since afterwards what is gone is gone.
    pub(super) fn of(&self, before: &State, entries: &[Entry]) -> Vec<News> {
        let mut news = Vec::new();
        if self.0.receiver_count() > 0 {
            for entry in entries {
                before.news_of(&entry.fact, &mut news);
            }
        }
        news
    }

    /// Tells them.
    pub(super) fn tell(&self, news: Vec<News>) {
        if !news.is_empty() {
            // An error says that nobody listens.
            let _ = self.0.send(news.into());
        }
    }
}

impl Views {
    /// Hears what happens from here on, after the views show it.
    pub fn listen(&self) -> broadcast::Receiver<Told> {
        self.news.0.subscribe()
    }
}

impl State {
    fn news_of(&self, fact: &Fact, news: &mut Vec<News>) {
        let mut wishes = |who: AccountId| news.push(News::Wishes { who, filters: false });
        match fact {
            Fact::PostPublished(facts) => news.extend([News::Published(facts.post), News::Notified]),
            Fact::PostChanged(facts) => {
                let was_public = self.cards.get(&facts.post).is_some_and(|c| c.visibility == Visibility::Public);
                news.extend([News::Changed { post: facts.post, was_public }, News::Notified]);
            }
            Fact::PostRemoved { post } => {
                for (status, by) in self.index.statuses_of(*post) {
                    news.extend(self.gone(*post, status, by));
                }
            }
            Fact::Reblogged { reblog, .. } => news.extend([News::Reblogged(*reblog), News::Notified]),
            Fact::Unreblogged { who, post, reblog } => news.extend(self.gone(*post, reblog.0, *who)),
            Fact::Followed { who, .. } => {
                wishes(*who);
                news.push(News::Notified);
            }
            Fact::Unfollowed { who, .. } | Fact::Hidden { who, .. } | Fact::Unhidden { who, .. } => wishes(*who),
            Fact::Blocked { who, whom } | Fact::Unblocked { who, whom } => {
                wishes(*who);
                wishes(*whom);
            }
            Fact::WishesChanged { who, filters } => news.push(News::Wishes { who: *who, filters: *filters }),
            Fact::Cheered { .. } | Fact::Commented { .. } => news.push(News::Notified),
            _ => {}
        }
    }

    fn gone(&self, post: PostId, status: i64, by: AccountId) -> Option<News> {
        let card = self.cards.get(&post)?;
        let is_post = card.author.id == by && self.index.is_post(post, status);
        let tags = if is_post { card.tags.to_vec() } else { Vec::new() };
        Some(News::Gone { status, by, sight: card.sight(), tags, is_post })
    }
}
