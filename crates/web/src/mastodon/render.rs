//! Entities out of what the house has: posts, comments and people, with what is the viewer's own, in few questions to the
//! database for a whole page.

mod film;
mod loaded;
mod written;

use std::sync::Arc;

use grandstand_app::{
    comment::Comment,
    filter::{self, Filter},
    viewer::Viewer,
    views::{Author, Card, Status, status_id},
};
use grandstand_domain::{
    caption::{Part, parts},
    handle::Handle,
    id::{self, AccountId},
    post::Visibility,
    sport::Sport,
    time::UnixMillis,
};
use grandstand_store::follow;
use serde_json::json;

use super::{
    entity::{self, Account, Field, FilterResult, Mention, StatusTag, moment},
    text::html,
};
use crate::{error::WebError, show::sport_name, state::Web, words::Words};

pub(crate) use film::{attachment, film};
use loaded::Loaded;

/// What is asked for: on behalf of whom, and in which place, since filters hold by place.
pub(crate) struct Render<'a> {
    /// What every handler shares.
    pub(crate) web: &'a Web,
    /// Who looks.
    pub(crate) viewer: &'a Viewer,
    /// `home`, `public`, `thread`, `account`, `notifications`, or empty where no filter holds.
    pub(crate) place: &'static str,
}

impl Render<'_> {
    fn base(&self) -> &str {
        self.web.ctx.settings.public_url.trim_end_matches('/')
    }

    /// People, in the order given; unknown ones are left out.
    pub(crate) async fn accounts(&self, people: &[Arc<Author>]) -> Result<Vec<Account>, WebError> {
        let mut tx = self.web.ctx.begin_read().await?;
        let ids: Vec<AccountId> = people.iter().map(|p| p.id).collect();
        let following = follow::counts_of(&mut tx, &ids).await?;
        Ok(people.iter().map(|p| self.account(p, following.get(&p.id).copied().unwrap_or(0))).collect())
    }

    /// People by id, in the order given; unknown and removed ones are left out.
    pub(crate) async fn accounts_of(&self, ids: &[AccountId]) -> Result<Vec<Account>, WebError> {
        let mut tx = self.web.ctx.begin_read().await?;
        let people = grandstand_app::person::several(&self.web.ctx, &mut tx, ids).await?;
        drop(tx);
        let people: Vec<_> = ids.iter().filter_map(|id| people.get(id).filter(|p| !p.gone)).cloned().collect();
        self.accounts(&people).await
    }

    /// One person.
    pub(crate) fn account(&self, person: &Author, following: i64) -> Account {
        let (views, base) = (&self.web.ctx.views, self.base());
        let url = format!("{base}/@{}", person.handle);
        let (count, newest) = views.posts_of(person.id);
        let picture = self.web.absolute(self.web.assets.url("icon-512.png"));
        let words = Words::choose(None, None);
        let mut fields = Vec::new();
        let mut field = |name: &str, value: &str, verified_at: Option<String>| {
            if !value.is_empty() {
                let value = html(value, base, |_| None);
                fields.push(Field { name: name.to_owned(), value, verified_at });
            }
        };
        field("Team", person.team.as_ref().map_or("", |t| &t.name), person.verified_at.map(moment));
        field("Sport", &person.sport.map_or_else(String::new, |s: Sport| sport_name(s, &words)), None);
        field("Region", &person.region, None);
        let known = |handle: &Handle| views.author_by_handle(handle.as_str()).map(|a| format!("{base}/@{}", a.handle));
        Account {
            id: person.id.to_string(),
            username: person.handle.to_string(),
            acct: person.handle.to_string(),
            display_name: person.name.to_string(),
            locked: false,
            bot: false,
            discoverable: true,
            indexable: true,
            group: false,
            created_at: moment(id::made_at(person.id.0)),
            note: html(&person.bio, base, known),
            uri: url.clone(),
            url,
            avatar: picture.clone(),
            avatar_static: picture.clone(),
            avatar_description: String::new(),
            header: picture.clone(),
            header_static: picture,
            header_description: String::new(),
            followers_count: views.followers(person.id),
            following_count: following,
            statuses_count: count,
            last_status_at: newest.and_then(|card| card.published_at).map(entity::day),
            hide_collections: false,
            noindex: false,
            emojis: [],
            roles: [],
            fields,
            mute_expires_at: None,
            source: None,
            role: None,
        }
    }

    /// Statuses of a timeline, in their order. Filters that hide take theirs out.
    pub(crate) async fn statuses(&self, statuses: &[Status]) -> Result<Vec<entity::Status>, WebError> {
        Ok(self.each(statuses).await?.into_iter().flatten().collect())
    }

    /// For each status what is shown of it; none where a filter hides it.
    async fn each(&self, statuses: &[Status]) -> Result<Vec<Option<entity::Status>>, WebError> {
        let cards: Vec<Card> = statuses.iter().map(|s| s.card.clone()).collect();
        let more: Vec<AccountId> = statuses.iter().filter_map(|s| s.reblog.map(|(who, _)| who)).collect();
        let loaded = Loaded::of(self, &cards, &[], &more).await?;
        Ok(statuses.iter().map(|s| self.status(s, &loaded)).collect())
    }

    /// Posts, in their order.
    pub(crate) async fn posts(&self, cards: &[Card]) -> Result<Vec<entity::Status>, WebError> {
        let as_status =
            |card: &Card| Status { id: status_id(card.id, card.published_at), card: card.clone(), reblog: None };
        self.statuses(&cards.iter().map(as_status).collect::<Vec<_>>()).await
    }

    /// One post, whatever filters say.
    pub(crate) async fn post(&self, card: &Card) -> Result<entity::Status, WebError> {
        let plain = Render { place: "", ..*self };
        plain.posts(std::slice::from_ref(card)).await?.pop().ok_or_else(|| grandstand_app::AppError::NotFound.into())
    }

    /// Comments under posts, in their order.
    pub(crate) async fn comments(&self, comments: &[(Comment, Card)]) -> Result<Vec<entity::Status>, WebError> {
        let texts: Vec<&str> = comments.iter().map(|(c, _)| c.text.as_str()).collect();
        let authors: Vec<AccountId> = comments.iter().flat_map(|(c, card)| [c.account, card.author.id]).collect();
        let loaded = Loaded::of(self, &[], &texts, &authors).await?;
        Ok(comments.iter().filter_map(|(c, card)| self.comment(c, card, comments, &loaded)).collect())
    }

    fn status(&self, status: &Status, loaded: &Loaded) -> Option<entity::Status> {
        let post = self.post_status(status.card.clone(), loaded)?;
        let Some((who, at)) = status.reblog else { return Some(post) };
        let by = loaded.account(self, who)?;
        let url = format!("{}/@{}?reblog={}", self.base(), by.username, status.id);
        let wrapper = entity::Status {
            id: status.id.to_string(),
            created_at: moment(at),
            account: by,
            uri: url.clone(),
            url,
            content: post.content.clone(),
            media_attachments: Vec::new(),
            mentions: Vec::new(),
            tags: Vec::new(),
            application: None,
            pinned: None,
            edited_at: None,
            grandstand: None,
            reblog: None,
            ..post.clone()
        };
        Some(entity::Status { reblog: Some(Box::new(post)), ..wrapper })
    }

    fn post_status(&self, card: Card, loaded: &Loaded) -> Option<entity::Status> {
        let base = self.base();
        let id = status_id(card.id, card.published_at);
        let own = self.viewer.actor.is_some_and(|a| a.account == card.author.id);
        let note = card.note.as_deref();
        let spoiler = note.map_or("", |note| &*note.spoiler);
        let filtered = self.filtered(&format!("{} {} {}", card.caption, card.alt_text, spoiler), id)?;
        let marks = loaded.marks.own(self.viewer, &card);
        let url = format!("{base}/p/{}", card.id);
        let (mentions, tags) = self.named(&card.caption, loaded);
        Some(entity::Status {
            id: id.to_string(),
            created_at: moment(card.published_at.unwrap_or(card.created_at)),
            in_reply_to_id: None,
            in_reply_to_account_id: None,
            sensitive: note.is_some_and(|note| note.sensitive),
            spoiler_text: spoiler.to_owned(),
            visibility: word(card.visibility),
            language: Some(card.language.to_string()).filter(|l| !l.is_empty()),
            uri: url.clone(),
            url,
            replies_count: card.comments,
            reblogs_count: card.shares,
            favourites_count: card.cheers,
            quotes_count: 0,
            edited_at: card.edited_at.map(moment),
            favourited: marks.cheered,
            reblogged: loaded.marks.reblogged.contains(&card.id),
            muted: false,
            bookmarked: marks.bookmarked,
            pinned: own.then(|| loaded.marks.pinned.contains(&card.id)),
            filtered,
            content: html(&card.caption, base, |h| loaded.address(base, h)),
            reblog: None,
            application: note.and_then(|note| note.app.clone()).map(|(name, site)| entity::Application {
                name,
                website: Some(site).filter(|s| !s.is_empty()),
            }),
            account: loaded.account(self, card.author.id)?,
            media_attachments: vec![attachment(base, &card)],
            mentions,
            tags,
            emojis: [],
            card: None,
            poll: None,
            quote: None,
            quote_approval: json!({ "automatic": [], "manual": [], "current_user": "denied" }),
            grandstand: card.journey.as_ref().map(|j| {
                json!({ "journey": {
                    "id": j.id.to_string(), "title": j.title, "url": format!("{base}/@{}/journeys/{}", card.author.handle, j.slug),
                } })
            }),
        })
    }

    fn comment(
        &self,
        comment: &Comment,
        card: &Card,
        all: &[(Comment, Card)],
        loaded: &Loaded,
    ) -> Option<entity::Status> {
        let base = self.base();
        let filtered = self.filtered(&comment.text, comment.id.0)?;
        let url = format!("{base}/p/{}#c-{}", card.id, comment.id);
        let (mentions, tags) = self.named(&comment.text, loaded);
        let answered = comment.parent.and_then(|parent| all.iter().find(|(c, _)| c.id == parent));
        let replies = all.iter().filter(|(c, _)| c.parent == Some(comment.id)).count();
        Some(entity::Status {
            id: comment.id.to_string(),
            created_at: moment(comment.created_at),
            in_reply_to_id: Some(
                comment
                    .parent
                    .map_or_else(|| status_id(card.id, card.published_at).to_string(), |parent| parent.to_string()),
            ),
            in_reply_to_account_id: match (comment.parent, answered) {
                (None, _) => Some(card.author.id.to_string()),
                (Some(_), answered) => answered.map(|(c, _)| c.account.to_string()),
            },
            sensitive: false,
            spoiler_text: String::new(),
            visibility: word(card.visibility),
            language: None,
            uri: url.clone(),
            url,
            replies_count: i64::try_from(replies).unwrap_or(0),
            reblogs_count: 0,
            favourites_count: 0,
            quotes_count: 0,
            edited_at: None,
            favourited: false,
            reblogged: false,
            muted: false,
            bookmarked: false,
            pinned: None,
            filtered,
            content: html(&comment.text, base, |h| loaded.address(base, h)),
            reblog: None,
            application: None,
            account: loaded.account(self, comment.account)?,
            media_attachments: Vec::new(),
            mentions,
            tags,
            emojis: [],
            card: None,
            poll: None,
            quote: None,
            quote_approval: json!({ "automatic": [], "manual": [], "current_user": "denied" }),
            grandstand: None,
        })
    }

    /// What of the viewer's filters a text meets; none when one of them hides it.
    fn filtered(&self, text: &str, status: i64) -> Option<Vec<FilterResult>> {
        let now: UnixMillis = self.web.ctx.now();
        let here = self.viewer.filters.iter().filter(|f| f.contexts.iter().any(|c| c == self.place));
        let mut met = Vec::new();
        for found in here {
            let (words, statuses) = filter::matches(found, text, status, now);
            if words.is_empty() && statuses.is_empty() {
                continue;
            }
            if found.action == "hide" {
                return None;
            }
            met.push(FilterResult {
                filter: filter_entity(found),
                keyword_matches: Some(words).filter(|w| !w.is_empty()),
                status_matches: Some(statuses.iter().map(ToString::to_string).collect::<Vec<_>>())
                    .filter(|s| !s.is_empty()),
            });
        }
        Some(met)
    }

    /// The accounts and tags that a text names.
    fn named(&self, text: &str, loaded: &Loaded) -> (Vec<Mention>, Vec<StatusTag>) {
        let base = self.base();
        let (mut mentions, mut tags): (Vec<Mention>, Vec<StatusTag>) = (Vec::new(), Vec::new());
        for part in parts(text) {
            match part {
                Part::Mentioned(_, handle) => {
                    if let Some(person) = loaded.named.get(&handle)
                        && !mentions.iter().any(|m| m.username == *person.handle)
                    {
                        mentions.push(Mention {
                            id: person.id.to_string(),
                            username: person.handle.to_string(),
                            acct: person.handle.to_string(),
                            url: format!("{base}/@{}", person.handle),
                        });
                    }
                }
                Part::Tagged(_, tag) if !tags.iter().any(|t| t.name == tag.as_str()) => {
                    let url = format!("{base}/tags/{}", crate::show::text::in_path(tag.as_str()));
                    tags.push(StatusTag { name: tag.to_string(), url });
                }
                _ => {}
            }
        }
        (mentions, tags)
    }
}

/// A filter as an entity.
pub(crate) fn filter_entity(f: &Filter) -> entity::Filter {
    entity::Filter {
        id: f.id.to_string(),
        title: f.title.clone(),
        context: f.contexts.clone(),
        expires_at: f.expires_at.map(moment),
        filter_action: f.action.clone(),
        keywords: f
            .keywords
            .iter()
            .map(|k| entity::FilterKeyword {
                id: k.id.to_string(),
                keyword: k.keyword.clone(),
                whole_word: k.whole_word,
            })
            .collect(),
        statuses: f
            .statuses
            .iter()
            .map(|(id, status)| entity::FilterStatus { id: id.to_string(), status_id: status.to_string() })
            .collect(),
    }
}

/// The client API's word for who may see a post.
pub(crate) fn word(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Public => "public",
        Visibility::Followers => "private",
    }
}
