//! `Status` and what stands in it.

use serde::Serialize;
use serde_json::Value;

use super::{Account, FilterResult, Nothing};

/// A post, a comment, or either passed on.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Status {
    pub(crate) id: String,
    pub(crate) created_at: String,
    pub(crate) in_reply_to_id: Option<String>,
    pub(crate) in_reply_to_account_id: Option<String>,
    pub(crate) sensitive: bool,
    pub(crate) spoiler_text: String,
    pub(crate) visibility: &'static str,
    pub(crate) language: Option<String>,
    pub(crate) uri: String,
    pub(crate) url: String,
    pub(crate) replies_count: i64,
    pub(crate) reblogs_count: i64,
    pub(crate) favourites_count: i64,
    pub(crate) quotes_count: i64,
    pub(crate) edited_at: Option<String>,
    pub(crate) favourited: bool,
    pub(crate) reblogged: bool,
    pub(crate) muted: bool,
    pub(crate) bookmarked: bool,
    /// Only on one's own posts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pinned: Option<bool>,
    pub(crate) filtered: Vec<FilterResult>,
    /// HTML.
    pub(crate) content: String,
    pub(crate) reblog: Option<Box<Status>>,
    pub(crate) application: Option<Application>,
    pub(crate) account: Account,
    pub(crate) media_attachments: Vec<Attachment>,
    pub(crate) mentions: Vec<Mention>,
    pub(crate) tags: Vec<StatusTag>,
    pub(crate) emojis: Nothing,
    pub(crate) card: Option<Value>,
    pub(crate) poll: Option<Value>,
    pub(crate) quote: Option<Value>,
    pub(crate) quote_approval: Value,
    /// Of ours, beside what the Mastodon client API has: where the post belongs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) grandstand: Option<Value>,
}

/// The app a post was made with.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Application {
    pub(crate) name: String,
    pub(crate) website: Option<String>,
}

/// An account that a text names.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Mention {
    pub(crate) id: String,
    pub(crate) username: String,
    pub(crate) acct: String,
    pub(crate) url: String,
}

/// A tag in a text.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StatusTag {
    pub(crate) name: String,
    pub(crate) url: String,
}

/// `MediaAttachment`, always a video.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Attachment {
    pub(crate) id: String,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    /// None while it is being made.
    pub(crate) url: Option<String>,
    pub(crate) preview_url: Option<String>,
    pub(crate) remote_url: Option<String>,
    pub(crate) preview_remote_url: Option<String>,
    pub(crate) text_url: Option<String>,
    pub(crate) meta: Option<Meta>,
    pub(crate) description: Option<String>,
    pub(crate) blurhash: Option<String>,
    /// Of ours: caption tracks as (`language`, `url`), WebVTT.
    pub(crate) captions: Vec<Value>,
    /// Of ours: the files to choose among, smallest first.
    pub(crate) renditions: Vec<Value>,
}

/// Sizes and length of a video.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Meta {
    /// `0:00:12.00`.
    pub(crate) length: String,
    /// Seconds.
    pub(crate) duration: f64,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) size: String,
    pub(crate) aspect: f64,
    pub(crate) original: Size,
    pub(crate) small: Option<Size>,
    pub(crate) focus: Focus,
}

/// The size of one picture.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Size {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) size: String,
    pub(crate) aspect: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) duration: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) bitrate: Option<u64>,
}

/// The point that matters, from -1 to 1 each way.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Focus {
    pub(crate) x: f64,
    pub(crate) y: f64,
}
