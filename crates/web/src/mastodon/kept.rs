//! What was written already. A page of the public timeline is the same for everyone without an account and holds until
//! something that it could show changes. A post's status is the same for everyone who has nothing to do with it: a busy home
//! copies it, and writes only what its reader cheered, keeps or filters.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::{
    http::{HeaderValue, header},
    response::Response,
};
use bytes::Bytes;
use grandstand_app::{
    AppError,
    views::{Card, Stretch},
};
use grandstand_domain::{id::PostId, time::UnixMillis};
use http_body_util::BodyExt as _;

use crate::{error::WebError, state::Web};

/// The most pages kept.
const PAGES_MOST: usize = 1_000;
/// The most statuses kept, at some 4 KB each.
const STATUSES_MOST: usize = 2_000;

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
    statuses: Mutex<HashMap<PostId, Written>>,
}

/// What of an author's numbers stands in a status: followers, followed, posts, and the newest post's moment.
pub(super) type Numbers = (i64, i64, usize, Option<UnixMillis>);

/// A status as it was written, and all that it was written from.
#[derive(Clone, Debug)]
struct Written {
    version: u64,
    card: Card,
    numbers: Numbers,
    json: Bytes,
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
        if kept.len() >= PAGES_MOST {
            kept.clear();
        }
        kept.insert(key, page.clone());
        page
    }

    /// A post's status for someone who has nothing to do with it, if it was written and still says what is so. `numbers` is
    /// asked only if anything at all changed meanwhile.
    pub(super) fn status(&self, version: u64, card: &Card, numbers: impl FnOnce() -> Numbers) -> Option<Bytes> {
        let mut kept = locked(&self.statuses);
        let known = kept.get_mut(&card.id)?;
        if known.version != version {
            if known.card != *card || known.numbers != numbers() {
                return None;
            }
            known.version = version;
        }
        Some(known.json.clone())
    }

    /// Keeps one.
    pub(super) fn keep_status(&self, version: u64, card: &Card, numbers: Numbers, json: Bytes) {
        let mut kept = locked(&self.statuses);
        if kept.len() >= STATUSES_MOST {
            kept.clear();
        }
        kept.insert(card.id, Written { version, card: card.clone(), numbers, json });
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
