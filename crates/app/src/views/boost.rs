//! Lifts on cards: whoever sees a lifted film sees who lifted it and why. What is in force is the feed's word, by the log's
//! time; the rows only add the Welsh note.

use std::{collections::HashMap, sync::Arc};

use grandstand_domain::{
    id::{AccountId, BoostId, PostId, Seq},
    time::UnixMillis,
};
use grandstand_store::{ReadTx, StoreError, boost};
use serde_json::{Value, json};

use super::{State, json::moment};

/// The most lifts that can be in force at once, with room.
const MOST: i64 = 200;

/// A lift as a film's label says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifted {
    /// Which lift.
    pub id: BoostId,
    /// Who lifted it.
    pub by: AccountId,
    /// Why.
    pub why: Box<str>,
    /// The same in Welsh; empty for none.
    pub why_cy: Box<str>,
    /// Until when at most.
    pub until: UnixMillis,
    /// The entry of the log that began it.
    pub since: Seq,
}

impl Lifted {
    pub(super) fn json(&self) -> Value {
        let Self { id, by, why, why_cy, until, .. } = self;
        let why_cy = (!why_cy.is_empty()).then_some(why_cy);
        let until = moment(*until);
        json!({ "id": id.to_string(), "by": by.to_string(), "why": why, "why_cy": why_cy, "until": until })
    }
}

/// The Welsh notes of the latest lifts.
pub(super) async fn notes(tx: &mut ReadTx) -> Result<HashMap<BoostId, Box<str>>, StoreError> {
    let rows = boost::list(tx, MOST).await?;
    Ok(rows.into_iter().filter(|b| !b.why_cy.is_empty()).map(|b| (b.id, b.why_cy.into())).collect())
}

impl State {
    /// Labels what is lifted now and takes the label off what no longer is. `notes` are the Welsh ones, where they were read
    /// anew. True if a page could show a difference.
    pub(super) fn label(&mut self, notes: Option<&HashMap<BoostId, Box<str>>>) -> bool {
        let mut now: HashMap<PostId, Arc<Lifted>> = HashMap::new();
        for live in self.feed.boosts_in_force() {
            let known = self.lifted.get(&live.post).filter(|known| known.id == live.boost);
            let noted = notes.and_then(|notes| notes.get(&live.boost)).cloned();
            let why_cy = noted.or_else(|| known.map(|known| known.why_cy.clone())).unwrap_or_default();
            let (id, by, why, until) = (live.boost, live.by, live.why.as_str().into(), live.until);
            let fresh = Arc::new(Lifted { id, by, why, why_cy, until, since: live.since });
            // The earliest of several: the feed takes the strongest, and use cases allow one.
            now.entry(live.post).or_insert(fresh);
        }
        if now == self.lifted {
            return false;
        }
        for (post, _) in std::mem::replace(&mut self.lifted, now) {
            if let Some(card) = self.cards.get_mut(&post) {
                card.boost = None;
            }
        }
        for (post, lifted) in &self.lifted {
            if let Some(card) = self.cards.get_mut(post) {
                card.boost = Some(Arc::clone(lifted));
            }
        }
        true
    }
}
