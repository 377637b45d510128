//! The smaller entities.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::{Account, Attachment, Status};

macro_rules! entities {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field:meta])* $member:ident : $type:ty),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Serialize)]
                pub(crate) struct $name { $($(#[$field])* pub(crate) $member: $type),* }
    )*};
}

entities! {
    /// What stands before and after a status.
    Context { ancestors: Vec<Status>, descendants: Vec<Status> }

    /// A tag with how much it was used.
    Tag {
        id: String,
        name: String,
        url: String,
        history: Vec<History>,
        #[serde(skip_serializing_if = "Option::is_none")]
        following: Option<bool>,
        #[serde(skip_serializing_if = "Option::is_none")]
        featuring: Option<bool>,
    }

    /// A day of a tag: Unix seconds of its beginning, and two counts, all as text.
    History { day: String, uses: String, accounts: String }

    /// A tag on a profile.
    FeaturedTag { id: String, name: String, url: String, statuses_count: String, last_status_at: Option<String> }

    /// What a search found.
    Search { accounts: Vec<Account>, statuses: Vec<Status>, hashtags: Vec<Tag> }

    /// Something that happened.
    Notification {
        id: String,
        #[serde(rename = "type")]
        kind: &'static str,
        created_at: String,
        group_key: String,
        account: Account,
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<Status>,
    }

    /// A list.
    List { id: String, title: String, replies_policy: String, exclusive: bool }

    /// A filter.
    Filter {
        id: String,
        title: String,
        context: Vec<String>,
        expires_at: Option<String>,
        filter_action: String,
        keywords: Vec<FilterKeyword>,
        statuses: Vec<FilterStatus>,
    }

    /// A word of a filter.
    FilterKeyword { id: String, keyword: String, whole_word: bool }

    /// A status of a filter.
    FilterStatus { id: String, status_id: String }

    /// What of a filter a status meets.
    FilterResult { filter: Filter, keyword_matches: Option<Vec<String>>, status_matches: Option<Vec<String>> }

    /// How far a timeline was read.
    Marker { last_read_id: String, version: i64, updated_at: String }

    /// What the person chose for posting and reading.
    Preferences {
        #[serde(rename = "posting:default:visibility")]
        visibility: &'static str,
        #[serde(rename = "posting:default:sensitive")]
        sensitive: bool,
        #[serde(rename = "posting:default:language")]
        language: Option<String>,
        #[serde(rename = "posting:default:quote_policy")]
        quote_policy: &'static str,
        #[serde(rename = "reading:expand:media")]
        expand_media: &'static str,
        #[serde(rename = "reading:expand:spoilers")]
        expand_spoilers: bool,
        #[serde(rename = "reading:autoplay:gifs")]
        autoplay: bool,
    }

    /// A report, as its maker sees it.
    Report {
        id: String,
        action_taken: bool,
        action_taken_at: Option<String>,
        category: String,
        comment: String,
        forwarded: bool,
        created_at: String,
        status_ids: Option<Vec<String>>,
        rule_ids: Option<Vec<String>>,
        target_account: Account,
    }

    /// A post whose time has not come.
    ScheduledStatus { id: String, scheduled_at: String, params: Value, media_attachments: Vec<Attachment> }

    /// How a status read.
    StatusEdit {
        content: String,
        spoiler_text: String,
        sensitive: bool,
        created_at: String,
        account: Account,
        poll: Option<Value>,
        media_attachments: Vec<Attachment>,
        emojis: [Value; 0],
    }

    /// The text of a status as it was written.
    StatusSource { id: String, text: String, spoiler_text: String }

    /// Where an app is told when it is closed. The id is a number, as apps read it.
    WebPushSubscription {
        id: i64,
        endpoint: String,
        standard: bool,
        alerts: BTreeMap<&'static str, bool>,
        server_key: String,
        policy: &'static str,
    }

    /// Someone to follow.
    Suggestion { source: &'static str, sources: Vec<&'static str>, account: Account }
}
