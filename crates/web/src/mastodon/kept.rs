//! Pages of timelines that were written already. The public one is the same for everyone without an account and holds
//! until something that it could show changes. A page of someone's home holds as long, and at most for a second: what is
//! theirs alone (a film they keep, a word they filter) is in no log that other servers read.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::{
    http::{HeaderValue, header},
    response::Response,
};
use bytes::Bytes;
use grandstand_app::{AppError, views::Stretch};
use grandstand_domain::time::{SECOND, UnixMillis};
use http_body_util::BodyExt as _;

use super::timeline::HomeKey;
use crate::{error::WebError, state::Web};

/// The most pages kept of each.
const MOST: usize = 2_000;
/// How long a page of home holds.
const HOME_FOR: i64 = SECOND;

/// A page as it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    version: u64,
    pub(super) body: Bytes,
    pub(super) link: Option<HeaderValue>,
    pub(super) tag: HeaderValue,
}

/// What is kept.
#[derive(Default)]
pub(crate) struct Timelines {
    public: Mutex<HashMap<(Stretch, bool), Page>>,
    home: Mutex<HashMap<HomeKey, (UnixMillis, Page)>>,
}

impl Page {
    /// The page of an answer, which was made of the views at this version or a later one.
    pub(super) async fn of(version: u64, made: Response) -> Result<Self, WebError> {
        let (parts, body) = made.into_parts();
        let body = body.collect().await.map_err(AppError::internal)?.to_bytes();
        // FNV-1a (draft-eastlake-fnv): tells versions of a page apart, which is all that a tag must do.
        let hash =
            body.iter().fold(0xcbf2_9ce4_8422_2325, |h: u64, b| (h ^ u64::from(*b)).wrapping_mul(0x0100_0000_01b3));
        let tag = HeaderValue::from_str(&format!("\"{hash:016x}\"")).map_err(AppError::internal)?;
        Ok(Self { version, body, link: parts.headers.get(header::LINK).cloned(), tag })
    }
}

impl Timelines {
    /// A page of the public timeline, if it still holds.
    pub(super) fn public(&self, web: &Web, key: (Stretch, bool)) -> Option<Page> {
        let version = web.ctx.views.version();
        locked(&self.public).get(&key).filter(|page| page.version == version).cloned()
    }

    /// Keeps one.
    pub(super) fn keep_public(&self, key: (Stretch, bool), page: Page) -> Page {
        let mut kept = locked(&self.public);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key, page.clone());
        page
    }

    /// A page of someone's home, if it still holds.
    pub(super) fn home(&self, web: &Web, key: HomeKey, now: UnixMillis) -> Option<Page> {
        let version = web.ctx.views.version();
        let kept = locked(&self.home);
        let fresh = |at: UnixMillis| (0..HOME_FOR).contains(&now.since(at));
        kept.get(&key).filter(|(at, page)| page.version == version && fresh(*at)).map(|(_, page)| page.clone())
    }

    /// Keeps one.
    pub(super) fn keep_home(&self, key: HomeKey, now: UnixMillis, page: Page) -> Page {
        let mut kept = locked(&self.home);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key, (now, page.clone()));
        page
    }

    /// Forgets what is someone's: they changed something.
    pub(super) fn forget_home(&self, of: grandstand_domain::id::AccountId) {
        locked(&self.home).retain(|(account, _), _| *account != of);
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
