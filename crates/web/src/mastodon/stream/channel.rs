//! The streams there are.

use grandstand_app::AppError;
use grandstand_domain::{id::ListId, scope::Scope, tag::Tag};

/// A stream that can be subscribed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Channel {
    /// Home and notifications.
    User,
    /// Notifications only.
    Notification,
    /// Everything public, under one of the names it goes by; every post here has a film and is of this host.
    Public(&'static str),
    /// Public posts with a tag; whether it was asked for as `hashtag:local`.
    Hashtag(Tag, bool),
    /// What the people of a list post and pass on.
    List(ListId),
    /// What this host never has: direct messages and other hosts' posts.
    Nothing(&'static str),
}

impl Channel {
    /// A stream by its name, with the tag or list that some need.
    pub(super) fn parse(name: &str, tag: Option<&str>, list: Option<&str>) -> Result<Self, AppError> {
        let unknown = AppError::Conflict("stream-unknown");
        let tagged = |local| {
            let tag = tag.and_then(|tag| tag.trim_start_matches('#').parse().ok());
            tag.map(|tag| Self::Hashtag(tag, local)).ok_or(AppError::Conflict("stream-unknown"))
        };
        Ok(match name {
            "user" => Self::User,
            "user:notification" => Self::Notification,
            "public" => Self::Public("public"),
            "public:media" => Self::Public("public:media"),
            "public:local" => Self::Public("public:local"),
            "public:local:media" => Self::Public("public:local:media"),
            "public:remote" => Self::Nothing("public:remote"),
            "public:remote:media" => Self::Nothing("public:remote:media"),
            "hashtag" => tagged(false)?,
            "hashtag:local" => tagged(true)?,
            "list" => Self::List(list.and_then(|id| id.parse().ok()).ok_or(AppError::NotFound)?),
            "direct" => Self::Nothing("direct"),
            _ => return Err(unknown),
        })
    }

    /// What a token must allow.
    pub(super) fn scope(&self) -> Scope {
        if *self == Self::Notification { Scope::ReadNotifications } else { Scope::ReadStatuses }
    }

    /// Its name in messages: the name, and for some a tag or list.
    pub(super) fn names(&self) -> Vec<String> {
        match self {
            Self::User => vec!["user".to_owned()],
            Self::Notification => vec!["user:notification".to_owned()],
            Self::Public(name) | Self::Nothing(name) => vec![(*name).to_owned()],
            Self::Hashtag(tag, local) => {
                vec![if *local { "hashtag:local" } else { "hashtag" }.to_owned(), tag.as_str().to_owned()]
            }
            Self::List(id) => vec!["list".to_owned(), id.to_string()],
        }
    }

    /// Where filters hold for what it shows.
    pub(super) fn place(&self) -> &'static str {
        match self {
            Self::User | Self::List(_) => "home",
            Self::Notification => "notifications",
            Self::Public(_) | Self::Hashtag(..) | Self::Nothing(_) => "public",
        }
    }
}
