//! `Instance` and `V1::Instance`: what this server is and what it takes.

use grandstand_app::push;
use grandstand_domain::caption::CAPTION_MOST;
use serde_json::{Value, json};

use crate::{oauth::authority, state::Web};

/// What apps compare: a Mastodon version that has all that is here, and who it really is.
fn version() -> String {
    format!("4.5.0 (compatible; Grandstand {})", env!("CARGO_PKG_VERSION"))
}

/// What an upload may be, by type. Whether a file is one of them is found out from its bytes.
const TYPES: [&str; 8] = [
    "video/mp4",
    "video/quicktime",
    "video/webm",
    "video/x-matroska",
    "video/x-m4v",
    "video/3gpp",
    "video/mpeg",
    "video/x-msvideo",
];

fn configuration(web: &Web) -> Value {
    let most = web.ctx.settings.upload_most_bytes;
    json!({
        "accounts": { "max_featured_tags": 10, "max_pinned_statuses": 5, "max_profile_fields": 0 },
        "statuses": {
            "max_characters": CAPTION_MOST,
            "max_media_attachments": 1,
            "characters_reserved_per_url": 23,
        },
        "media_attachments": {
            "supported_mime_types": TYPES,
            "description_limit": 1_500,
            "image_size_limit": most,
            "image_matrix_limit": 33_177_600,
            "video_size_limit": most,
            "video_frame_rate_limit": 120,
            "video_matrix_limit": 33_177_600,
        },
        "polls": {
            "max_options": 0, "max_characters_per_option": 0, "min_expiration": 300, "max_expiration": 2_629_746,
        },
        "translation": { "enabled": false },
    })
}

/// Where streams of events are, without the path: `wss://…`.
fn streaming(web: &Web) -> String {
    let base = web.absolute("");
    base.strip_prefix("http").map_or(base.clone(), |rest| format!("ws{rest}"))
}

/// `GET /api/v2/instance`.
pub(crate) fn instance_v2(web: &Web) -> Value {
    let mut configuration = configuration(web);
    configuration["urls"] = json!({ "streaming": streaming(web), "status": web.absolute("/healthz"), "about": web.absolute("/about"), "privacy_policy": web.absolute("/about"), "terms_of_service": null });
    configuration["vapid"] = json!({ "public_key": push::public_key(&web.ctx) });
    configuration["limited_federation"] = json!(true);
    let icon = |name: &str| web.absolute(web.assets.url(name));
    json!({
        "domain": authority(web),
        "title": "Grandstand",
        "version": version(),
        "source_url": "https://grandstand.example/source",
        "description": "Short films from a nation's athletes and their supporters.",
        "usage": { "users": { "active_month": 0 } },
        "thumbnail": { "url": icon("icon-512.png"), "blurhash": null, "versions": {}, "description": "Grandstand" },
        "icon": [
            { "src": icon("icon-180.png"), "size": "180x180" },
            { "src": icon("icon-192.png"), "size": "192x192" },
            { "src": icon("icon-512.png"), "size": "512x512" },
        ],
        "languages": ["en", "cy"],
        "configuration": configuration,
        "registrations": {
            "enabled": web.ctx.settings.open_sign_up,
            "approval_required": false,
            "reason_required": false,
            "message": null,
            "min_age": null,
            "url": web.absolute("/sign-up"),
        },
        "api_versions": { "mastodon": 7 },
        "contact": { "email": "", "account": null },
        "rules": [],
    })
}

/// `GET /api/v1/instance`, for older apps.
pub(crate) fn instance_v1(web: &Web, accounts: i64) -> Value {
    json!({
        "uri": authority(web),
        "title": "Grandstand",
        "short_description": "Short films from a nation's athletes and their supporters.",
        "description": "Short films from a nation's athletes and their supporters.",
        "email": "",
        "version": version(),
        "urls": { "streaming_api": streaming(web) },
        "stats": { "user_count": accounts, "status_count": web.ctx.views.count(), "domain_count": 1 },
        "thumbnail": web.absolute(web.assets.url("icon-512.png")),
        "languages": ["en", "cy"],
        "registrations": web.ctx.settings.open_sign_up,
        "approval_required": false,
        "invites_enabled": false,
        "configuration": configuration(web),
        "contact_account": null,
        "rules": [],
    })
}
