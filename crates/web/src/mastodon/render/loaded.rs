//! What a page of statuses needs beside the posts themselves, read at once.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use grandstand_app::{
    client::PostNote,
    filter::Filter,
    person,
    viewer::{Marks, Viewer},
    views::{Author, Card},
};
use grandstand_domain::{
    handle::Handle,
    id::{AccountId, MediaId, PostId},
};
use grandstand_store::{ReadTx, account, filter, follow, post_note};

use super::Render;
use crate::{error::WebError, mastodon::entity::Account, state::Web};

/// All of it.
#[derive(Default)]
pub(super) struct Loaded {
    people: HashMap<AccountId, Arc<Author>>,
    following: HashMap<AccountId, i64>,
    pub(super) marks: Marks,
    pub(super) reblogged: HashSet<PostId>,
    pub(super) pinned: HashSet<PostId>,
    pub(super) notes: HashMap<PostId, PostNote>,
    pub(super) focus: HashMap<MediaId, (i64, i64)>,
    pub(super) named: HashMap<Handle, Arc<Author>>,
    pub(super) filters: Vec<Filter>,
}

impl Loaded {
    /// For these posts, these texts, and these accounts beside their authors.
    pub(super) async fn of(
        render: &Render<'_>,
        cards: &[Card],
        texts: &[&str],
        more: &[AccountId],
    ) -> Result<Self, WebError> {
        let ctx = &render.web.ctx;
        let mut tx = ctx.begin_read().await?;
        let mut ids: Vec<AccountId> = cards.iter().map(|c| c.author.id).chain(more.iter().copied()).collect();
        ids.sort_unstable();
        ids.dedup();
        let people = person::several(ctx, &mut tx, &ids).await?;
        let following = follow::counts_of(&mut tx, &ids).await?;
        let posts: Vec<PostId> = cards.iter().map(|c| c.id).collect();
        let media: Vec<MediaId> = cards.iter().map(|c| c.media).collect();
        let marks = Marks::load(&mut tx, render.viewer, cards).await?;
        let (reblogged, pinned) = own_marks(&mut tx, render.viewer, &posts).await?;
        let texts = cards.iter().map(|c| &*c.caption).chain(texts.iter().copied());
        let named = named_in(render.web, &mut tx, texts).await?;
        let filters = match render.viewer.actor.filter(|_| !render.place.is_empty()) {
            Some(actor) => filter::of_account(&mut tx, actor.account).await?,
            None => Vec::new(),
        };
        Ok(Self {
            people,
            following,
            marks,
            reblogged: reblogged.into_iter().collect(),
            pinned: pinned.into_iter().collect(),
            notes: post_note::several(&mut tx, &posts).await?,
            focus: post_note::focus(&mut tx, &media).await?,
            named,
            filters,
        })
    }

    /// Someone among those that were read.
    pub(super) fn account(&self, render: &Render<'_>, id: AccountId) -> Option<Account> {
        let person = self.people.get(&id)?;
        Some(render.account(person, self.following.get(&id).copied().unwrap_or(0)))
    }

    /// The address of an account that a text names.
    pub(super) fn address(&self, base: &str, handle: &Handle) -> Option<String> {
        self.named.get(handle).map(|person| format!("{base}/@{}", person.handle))
    }
}

/// The accounts behind the handles that texts name; those that post come from memory.
async fn named_in(
    web: &Web,
    tx: &mut ReadTx,
    texts: impl Iterator<Item = &str>,
) -> Result<HashMap<Handle, Arc<Author>>, WebError> {
    let mut found = HashMap::new();
    for handle in texts.flat_map(grandstand_domain::caption::mentions) {
        if found.contains_key(&handle) {
            continue;
        }
        let known = match web.ctx.views.author_by_handle(handle.as_str()) {
            Some(author) => Some(author),
            None => match account::by_handle(tx, &handle).await? {
                Some(row) => person::several(&web.ctx, tx, &[row.id]).await?.into_values().next(),
                None => None,
            },
        };
        if let Some(person) = known.filter(|p| !p.gone) {
            found.insert(handle, person);
        }
    }
    Ok(found)
}

/// Which of these posts the viewer passed on, and pinned.
async fn own_marks(tx: &mut ReadTx, viewer: &Viewer, posts: &[PostId]) -> Result<(Vec<PostId>, Vec<PostId>), WebError> {
    let Some(actor) = viewer.actor else { return Ok((Vec::new(), Vec::new())) };
    let reblogged = grandstand_store::reblog::mine(tx, actor.account, posts).await?;
    let pinned = grandstand_store::pin::mine(tx, actor.account, posts).await?;
    Ok((reblogged, pinned))
}
