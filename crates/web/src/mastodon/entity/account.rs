//! `Account`, `CredentialAccount` and `Relationship`.

use serde::Serialize;
use serde_json::Value;

use super::Nothing;

/// A name and a value on a profile.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// HTML.
    pub(crate) value: String,
    pub(crate) verified_at: Option<String>,
}

/// `Account`; with `source` and `role` it is a `CredentialAccount`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Account {
    pub(crate) id: String,
    pub(crate) username: String,
    pub(crate) acct: String,
    pub(crate) display_name: String,
    pub(crate) locked: bool,
    pub(crate) bot: bool,
    pub(crate) discoverable: bool,
    pub(crate) indexable: bool,
    pub(crate) group: bool,
    pub(crate) created_at: String,
    /// HTML.
    pub(crate) note: String,
    pub(crate) url: String,
    pub(crate) uri: String,
    pub(crate) avatar: String,
    pub(crate) avatar_static: String,
    pub(crate) avatar_description: String,
    pub(crate) header: String,
    pub(crate) header_static: String,
    pub(crate) header_description: String,
    pub(crate) followers_count: i64,
    pub(crate) following_count: i64,
    pub(crate) statuses_count: usize,
    pub(crate) last_status_at: Option<String>,
    pub(crate) hide_collections: bool,
    pub(crate) noindex: bool,
    pub(crate) emojis: Nothing,
    pub(crate) roles: Nothing,
    pub(crate) fields: Vec<Field>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) mute_expires_at: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<Source>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<Value>,
}

/// What only the person sees of their own account.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Source {
    pub(crate) privacy: &'static str,
    pub(crate) sensitive: bool,
    pub(crate) language: Option<String>,
    /// Plain text.
    pub(crate) note: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) follow_requests_count: i64,
    pub(crate) hide_collections: bool,
    pub(crate) discoverable: bool,
    pub(crate) indexable: bool,
    pub(crate) attribution_domains: Nothing,
    pub(crate) quote_policy: &'static str,
}

/// What two accounts are to each other.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Relationship {
    pub(crate) id: String,
    pub(crate) following: bool,
    pub(crate) showing_reblogs: bool,
    pub(crate) notifying: bool,
    pub(crate) languages: Option<Value>,
    pub(crate) followed_by: bool,
    pub(crate) blocking: bool,
    pub(crate) blocked_by: bool,
    pub(crate) muting: bool,
    pub(crate) muting_notifications: bool,
    pub(crate) muting_expires_at: Option<String>,
    pub(crate) requested: bool,
    pub(crate) requested_by: bool,
    pub(crate) domain_blocking: bool,
    pub(crate) endorsed: bool,
    pub(crate) note: String,
}
