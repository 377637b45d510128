//! One connection: what it is subscribed to, and what its reader is told of an event.

use std::sync::Arc;

use grandstand_app::{
    AppError, list, push,
    session::{self, SignedIn},
    viewer::Viewer,
    views::{News, Status, Timeline},
};
use grandstand_domain::{
    id::ListId,
    post::Visibility,
    scope::Scope,
    tag::Tag,
    time::{MINUTE, UnixMillis},
};
use serde_json::Value;

use super::{
    channel::Channel,
    hub::{Event, StatusNews},
};
use crate::{
    error::WebError,
    mastodon::{notification, render::Render, timeline::home_of},
    state::Web,
};

/// Subscriptions of one connection.
const CHANNELS_MOST: usize = 32;
/// How long a reader's wishes are believed: a mute may end by itself.
const BELIEVED: i64 = MINUTE;
/// Members of a status that are its reader's own, and optional.
const OWN: [&str; 6] = ["favourited", "reblogged", "muted", "bookmarked", "pinned", "filtered"];

/// An event as it is sent.
pub(super) struct Frame {
    pub(super) stream: Vec<String>,
    pub(super) event: &'static str,
    pub(super) payload: Arc<str>,
}

/// A connection.
pub(super) struct Line {
    web: Web,
    secret: String,
    who: SignedIn,
    channels: Vec<Channel>,
    wishes: Option<Box<Wishes>>,
}

/// What the reader wants to see; read when the first event needs it, and again after they changed it.
struct Wishes {
    viewer: Viewer,
    timelines: Vec<Option<Timeline>>,
    at: UnixMillis,
}

impl Line {
    pub(super) fn new(web: Web, secret: String, who: SignedIn) -> Self {
        Self { web, secret, who, channels: Vec::new(), wishes: None }
    }

    fn allows(&self, scope: Scope) -> bool {
        self.who.grant.is_none_or(|(_, scopes)| scopes.contains(scope))
    }

    /// Adds a stream if the token allows it.
    pub(super) async fn subscribe(&mut self, channel: Channel) -> Result<(), AppError> {
        if !self.allows(channel.scope()) {
            return Err(AppError::Conflict("scope-missing"));
        }
        if let Channel::List(id) = channel {
            list::get(&self.web.ctx, &self.who.actor, id).await?;
        }
        if self.channels.contains(&channel) {
            return Ok(());
        }
        if self.channels.len() >= CHANNELS_MOST {
            return Err(AppError::Conflict("streams-many"));
        }
        self.channels.push(channel);
        self.wishes = None;
        Ok(())
    }

    /// Takes a stream away.
    pub(super) fn unsubscribe(&mut self, channel: &Channel) {
        self.channels.retain(|known| known != channel);
        self.wishes = None;
    }

    /// What the reader is told of an event; none when the stream ends: the token is no longer good, or nothing can be read.
    pub(super) async fn hear(&mut self, event: Event) -> Option<Vec<Frame>> {
        match self.told(event).await {
            Ok(frames) => frames,
            Err(error) => {
                tracing::warn!(error = %error.0, "a stream ends since it could not be told of an event");
                None
            }
        }
    }

    async fn told(&mut self, event: Event) -> Result<Option<Vec<Frame>>, WebError> {
        match event {
            Event::Recheck => {
                let Some(who) = session::authenticate(&self.web.ctx, &self.secret).await? else { return Ok(None) };
                self.who = who;
                self.wishes = None;
                if !self.channels.iter().all(|channel| self.allows(channel.scope())) {
                    return Ok(None);
                }
                Ok(Some(Vec::new()))
            }
            Event::Wishes { filters } => {
                if push::may_stream(&self.web.ctx, &self.who.actor).await.is_err() {
                    return Ok(None);
                }
                self.wishes = None;
                let own = self.channels.iter().filter(|c| filters && matches!(c, Channel::User));
                let frame = |c: &Channel| Frame { stream: c.names(), event: "filters_changed", payload: "".into() };
                Ok(Some(own.map(frame).collect()))
            }
            Event::Status(news) => Ok(Some(self.status(&news).await?)),
            Event::Gone(news) => Ok(Some(self.gone(&news).await?)),
            Event::Notified(row) => {
                let hears = |c: &&Channel| matches!(c, Channel::User | Channel::Notification);
                let heard: Vec<Channel> = self.channels.iter().filter(hears).cloned().collect();
                if heard.is_empty() || !self.allows(Scope::ReadNotifications) {
                    return Ok(Some(Vec::new()));
                }
                let actor = self.who.actor;
                self.wish().await?;
                let Some(wishes) = &self.wishes else { return Ok(Some(Vec::new())) };
                let row = row.as_ref().clone();
                let told = notification::one_told(&self.web, &actor, &wishes.viewer, row).await?;
                let Some(payload) = told.map(|told| write(&told)).transpose()? else { return Ok(Some(Vec::new())) };
                let frame = |c: Channel| Frame { stream: c.names(), event: "notification", payload: payload.clone() };
                Ok(Some(heard.into_iter().map(frame).collect()))
            }
        }
    }

    /// Reads what the reader wants to see, unless that is known.
    async fn wish(&mut self) -> Result<(), WebError> {
        let now = self.web.ctx.now();
        if self.wishes.as_ref().is_some_and(|wishes| now.since(wishes.at).abs() < BELIEVED) {
            return Ok(());
        }
        let (ctx, actor) = (&self.web.ctx, self.who.actor);
        let viewer = Viewer::of(ctx, Some(&actor)).await?;
        let mut timelines = Vec::with_capacity(self.channels.len());
        for channel in &self.channels {
            timelines.push(match channel {
                Channel::User => Some(home_of(actor.account, &viewer)),
                Channel::Public(_) => Some(Timeline::Public),
                Channel::Hashtag(tag, _) => Some(tagged(tag)),
                Channel::List(id) => self.listed(*id).await?,
                Channel::Notification | Channel::Nothing(_) => None,
            });
        }
        self.wishes = Some(Box::new(Wishes { viewer, timelines, at: now }));
        Ok(())
    }

    /// What a list shows; none once it is gone.
    async fn listed(&self, id: ListId) -> Result<Option<Timeline>, WebError> {
        match list::get(&self.web.ctx, &self.who.actor, id).await {
            Ok((_, authors)) => Ok(Some(Timeline::Home { authors, tags: Vec::new() })),
            Err(AppError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn status(&mut self, news: &StatusNews) -> Result<Vec<Frame>, WebError> {
        self.wish().await?;
        let Some(wishes) = &self.wishes else { return Ok(Vec::new()) };
        let views = &self.web.ctx.views;
        let mut frames = Vec::new();
        for (channel, what) in self.channels.iter().zip(&wishes.timelines) {
            let Some(what) = what else { continue };
            let stream = channel.names();
            if let Some(status) = views.shown_in(what, &wishes.viewer, news.id) {
                let place = channel.place();
                if let Some(payload) = self.written(news, status, wishes, place).await? {
                    let event = if news.edited { "status.update" } else { "update" };
                    frames.push(Frame { stream, event, payload });
                }
            } else if news.was_public
                && matches!(channel, Channel::Public(_) | Channel::Hashtag(..))
                && views.status(&Viewer::anyone(), news.id).is_none()
            {
                // It was for everyone and is so no longer.
                frames.push(Frame { stream, event: "delete", payload: news.id.to_string().into() });
            }
        }
        Ok(frames)
    }

    /// A status for this reader; none if a filter hides it. What nobody's filters touch is written once for everyone.
    async fn written(
        &self,
        news: &StatusNews,
        status: Status,
        wishes: &Wishes,
        place: &'static str,
    ) -> Result<Option<Arc<str>>, WebError> {
        if !wishes.viewer.filters.is_empty() {
            let found = Render { web: &self.web, viewer: &wishes.viewer, place }.statuses(&[status]).await?.pop();
            return found.map(|status| write(&status)).transpose();
        }
        news.shared.get_or_try_init(|| self.shared(status)).await.cloned()
    }

    /// A status without what is anyone's own.
    async fn shared(&self, status: Status) -> Result<Option<Arc<str>>, WebError> {
        let anyone = Viewer::anyone();
        let render = Render { web: &self.web, viewer: &anyone, place: "" };
        let Some(status) = render.statuses(&[status]).await?.pop() else { return Ok(None) };
        let mut value = serde_json::to_value(&status).map_err(fault)?;
        without_own(&mut value);
        Ok(Some(value.to_string().into()))
    }

    async fn gone(&mut self, news: &News) -> Result<Vec<Frame>, WebError> {
        let News::Gone { status, by, sight, tags, is_post } = news else { return Ok(Vec::new()) };
        self.wish().await?;
        let Some(wishes) = &self.wishes else { return Ok(Vec::new()) };
        if !wishes.viewer.may_see(sight) {
            return Ok(Vec::new());
        }
        let public = *is_post && sight.visibility == Visibility::Public;
        let was_in = |what: &Timeline| match what {
            Timeline::Public => public,
            Timeline::Tag { any, .. } => public && any.iter().any(|tag| tags.contains(tag)),
            Timeline::Home { authors, tags: followed } => {
                authors.contains(by) || (public && followed.iter().any(|tag| tags.contains(tag)))
            }
            Timeline::Account { author, .. } => author == by,
        };
        let told = self.channels.iter().zip(&wishes.timelines).filter(|(_, what)| what.as_ref().is_some_and(was_in));
        let frame = |c: &Channel| Frame { stream: c.names(), event: "delete", payload: status.to_string().into() };
        Ok(told.map(|(channel, _)| frame(channel)).collect())
    }
}

fn tagged(tag: &Tag) -> Timeline {
    Timeline::Tag { any: vec![tag.clone()], all: Vec::new(), none: Vec::new() }
}

fn fault(error: serde_json::Error) -> WebError {
    AppError::Internal(error.into()).into()
}

fn write<T: serde::Serialize>(what: &T) -> Result<Arc<str>, WebError> {
    Ok(serde_json::to_string(what).map_err(fault)?.into())
}

/// Takes away what is a reader's own.
fn without_own(status: &mut Value) {
    let Some(members) = status.as_object_mut() else { return };
    for name in OWN {
        members.remove(name);
    }
    if let Some(inner) = members.get_mut("reblog") {
        without_own(inner);
    }
}
