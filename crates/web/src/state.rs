//! What every handler shares.

use std::{
    ops::Deref,
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use grandstand_app::Ctx;
use serde::{Deserialize, Serialize};

use crate::{
    assets::Assets,
    kept::Kept,
    mastodon::{kept::Timelines, stream::Hub},
    team_sheet::TeamSheet,
};

/// What the operator chose that concerns HTTP only.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WebSettings {
    /// The largest body of a form or a JSON request, in bytes. Video goes through uploads, which have their own limit.
    pub body_limit: usize,
    /// Seconds after which a request that is neither an upload nor a stream is given up.
    pub request_timeout_s: u64,
    /// Whether a proxy of ours stands before this server. Only then is `X-Forwarded-For` believed, its last entry.
    pub behind_proxy: bool,
    /// How often one token may ask the client API in five minutes; 0 counts nothing.
    pub api_requests_per_token: u32,
    /// How often one place (an address, or an IPv6 /64) may ask it in five minutes, with or without tokens; 0 counts nothing.
    pub api_requests_per_place: u32,
    /// How many streams of events one account may have open on this server.
    pub streams_per_account: u32,
    /// How many one place (an address, or an IPv6 /64) may.
    pub streams_per_place: u32,
    /// How many this server has room for.
    pub streams: u32,
}

impl Default for WebSettings {
    fn default() -> Self {
        Self {
            body_limit: 1 << 20,
            request_timeout_s: 30,
            behind_proxy: false,
            api_requests_per_token: 1_500,
            api_requests_per_place: 7_500,
            streams_per_account: 20,
            streams_per_place: 1_000,
            streams: 20_000,
        }
    }
}

/// The state of the HTTP side. Cheap to clone: each request does so several times.
#[derive(Clone)]
pub struct Web(Arc<Shared>);

/// What every clone of [`Web`] shares.
pub struct Shared {
    /// The means of this server.
    pub ctx: Arc<Ctx>,
    /// What the operator chose.
    pub settings: WebSettings,
    pub(crate) assets: Arc<Assets>,
    pub(crate) csrf_key: [u8; 32],
    pub(crate) public: url::Url,
    pub(crate) films: Kept,
    pub(crate) timelines: Timelines,
    pub(crate) streams: Hub,
    bucket: OnceLock<String>,
    /// The sheet and the version of the views that it was made from.
    team_sheet: RwLock<(Option<u64>, Arc<TeamSheet>)>,
}

impl Deref for Web {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Web {
    /// Puts the HTTP side together.
    ///
    /// # Errors
    /// When the public address in the settings is not a URL.
    pub fn new(ctx: Arc<Ctx>, settings: WebSettings) -> Result<Self, url::ParseError> {
        let public = url::Url::parse(&ctx.settings.public_url)?;
        let csrf_key = ctx.key("csrf");
        Ok(Self(Arc::new(Shared {
            ctx,
            settings,
            assets: Arc::new(Assets::load()),
            csrf_key,
            public,
            films: Kept::default(),
            timelines: Timelines::default(),
            streams: Hub::default(),
            bucket: OnceLock::new(),
            team_sheet: RwLock::default(),
        })))
    }
}

impl Shared {
    /// Names the host that films and stills are redirected to (scheme, host and port), so that pages may show them.
    pub fn films_come_from(&self, origin: String) {
        let _ = self.bucket.set(origin);
    }

    /// That host, after a blank, as it stands in a page's policy; empty when films come from here.
    pub(crate) fn bucket(&self) -> String {
        self.bucket.get().map_or_else(String::new, |origin| format!(" {origin}"))
    }

    /// The sheet of team colours as the views have them now.
    pub(crate) fn team_sheet(&self) -> Arc<TeamSheet> {
        let version = self.ctx.views.version();
        {
            let kept = self.team_sheet.read().unwrap_or_else(PoisonError::into_inner);
            if kept.0 == Some(version) {
                return Arc::clone(&kept.1);
            }
        }
        let teams = self.ctx.views.teams();
        let sheet = Arc::new(TeamSheet::of(teams.iter().map(|t| (&*t.slug, t.colour))));
        *self.team_sheet.write().unwrap_or_else(PoisonError::into_inner) = (Some(version), Arc::clone(&sheet));
        sheet
    }

    /// Whether browsers reach this server over TLS, so cookies can be `Secure`.
    pub(crate) fn is_secure(&self) -> bool {
        self.public.scheme() == "https"
    }

    /// An absolute address for a path that starts with a slash.
    pub(crate) fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.ctx.settings.public_url.trim_end_matches('/'))
    }
}
