//! What a page of statuses needs beside the posts themselves, read at once.

use std::{collections::HashMap, sync::Arc};

use grandstand_app::{
    person,
    viewer::Marks,
    views::{Author, Card},
};
use grandstand_domain::{handle::Handle, id::AccountId};
use grandstand_store::{ReadTx, account, follow};

use super::Render;
use crate::{error::WebError, mastodon::entity::Account, state::Web};

/// All of it.
#[derive(Default)]
pub(super) struct Loaded {
    /// With how many each follows.
    people: HashMap<AccountId, (Arc<Author>, i64)>,
    pub(super) marks: Marks,
    pub(super) named: HashMap<Handle, Arc<Author>>,
}

impl Loaded {
    /// For these posts, these texts, and these accounts beside their authors.
    pub(super) async fn of(
        render: &Render<'_>,
        cards: &[Card],
        texts: &[&str],
        more: &[AccountId],
    ) -> Result<Self, WebError> {
        let (ctx, views) = (&render.web.ctx, &render.web.ctx.views);
        let mut loaded = Self { marks: Marks::load(ctx, render.viewer, cards).await?, ..Self::default() };
        let mut strangers = Vec::new();
        for id in cards.iter().map(|c| c.author.id).chain(more.iter().copied()) {
            match views.author_counted(id) {
                Some((person, following)) => drop(loaded.people.insert(id, (person, following))),
                None => strangers.push(id),
            }
        }
        let texts = cards.iter().map(|c| &*c.caption).chain(texts.iter().copied());
        let mut unknown = Vec::new();
        for handle in texts.flat_map(grandstand_domain::caption::mentions) {
            match views.author_by_handle(handle.as_str()) {
                Some(person) if !person.gone => drop(loaded.named.insert(handle, person)),
                Some(_) => {}
                None => unknown.push(handle),
            }
        }
        // Most pages are of people who post, whom the views know.
        if !strangers.is_empty() || !unknown.is_empty() {
            let mut tx = ctx.begin_read().await?;
            loaded.meet(render.web, &mut tx, &strangers, &unknown).await?;
        }
        Ok(loaded)
    }

    /// Reads those whom the views do not know.
    async fn meet(
        &mut self,
        web: &Web,
        tx: &mut ReadTx,
        strangers: &[AccountId],
        handles: &[Handle],
    ) -> Result<(), WebError> {
        let following = follow::counts_of(tx, strangers).await?;
        for (id, person) in person::several(&web.ctx, tx, strangers).await? {
            self.people.insert(id, (person, following.get(&id).copied().unwrap_or(0)));
        }
        for handle in handles {
            let Some(row) = account::by_handle(tx, handle).await? else { continue };
            let person = person::several(&web.ctx, tx, &[row.id]).await?.into_values().next();
            if let Some(person) = person.filter(|p| !p.gone) {
                self.named.insert(handle.clone(), person);
            }
        }
        Ok(())
    }

    /// Someone among those that were read.
    pub(super) fn account(&self, render: &Render<'_>, id: AccountId) -> Option<Account> {
        let (person, following) = self.people.get(&id)?;
        Some(render.account(person, *following))
    }

    /// The address of an account that a text names.
    pub(super) fn address(&self, base: &str, handle: &Handle) -> Option<String> {
        self.named.get(handle).map(|person| format!("{base}/@{}", person.handle))
    }
}
