//! What one server remembers of its viewers' wishes, so that a page for someone signed in asks the database nothing of them.
//!
//! Whatever changes wishes is in the log, on whichever server it happened: [`Memory::forget`] is told every stretch of it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use grandstand_domain::{
    id::AccountId,
    log::{Entry, Fact},
};
use grandstand_store::viewer::{self as rows, Wishes};

use crate::{ctx::Ctx, error::AppError};

/// Viewers in each of the two generations.
const MOST: usize = 10_000;
/// Wishes of more parts are not kept: one account must not fill the memory.
const PARTS_MOST: usize = 20_000;
/// Counters of changes. Accounts share them, so a change of one may cost another a further reading, never an untruth.
const COUNTERS: usize = 1_024;

/// The memory of one server.
#[derive(Debug)]
pub(crate) struct Memory(Mutex<Known>);

/// Those asked for lately, and those asked for before. When the first are full, they become the second.
#[derive(Debug)]
struct Known {
    young: HashMap<AccountId, Arc<Wishes>>,
    old: HashMap<AccountId, Arc<Wishes>>,
    changes: Vec<u64>,
}

impl Default for Memory {
    fn default() -> Self {
        Self(Mutex::new(Known { young: HashMap::new(), old: HashMap::new(), changes: vec![0; COUNTERS] }))
    }
}

/// An account's wishes, remembered or read.
pub(super) async fn wishes(ctx: &Ctx, who: AccountId) -> Result<Arc<Wishes>, AppError> {
    let before = match ctx.wishes.known().get(who) {
        Ok(known) => return Ok(known),
        Err(before) => before,
    };
    let read = Arc::new(rows::wishes(&mut ctx.begin_read().await?, who).await?);
    // Where nobody reads the log, nobody would say when this is no longer true.
    if ctx.views.is_ready() && parts(&read) <= PARTS_MOST {
        ctx.wishes.known().put(who, before, &read);
    }
    Ok(read)
}

fn parts(wishes: &Wishes) -> usize {
    let Wishes { follows, blocked, muted_accounts, hidden, muted, tags, apart, filters } = wishes;
    let words: usize = filters.iter().map(|f| 1 + f.keywords.len() + f.statuses.len()).sum();
    follows.len() + blocked.len() + muted_accounts.len() + hidden.len() + muted.len() + tags.len() + apart.len() + words
}

impl Memory {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets what is no longer true after a stretch of the log.
    pub(crate) fn forget(&self, entries: &[Entry]) {
        let mut known = self.known();
        for who in entries.iter().flat_map(|entry| changed(&entry.fact)).flatten() {
            known.forget(who);
        }
    }
}

/// Whose wishes a fact changes.
fn changed(fact: &Fact) -> [Option<AccountId>; 2] {
    match fact {
        Fact::Followed { who, .. }
        | Fact::Unfollowed { who, .. }
        | Fact::Hidden { who, .. }
        | Fact::Unhidden { who, .. }
        | Fact::WishesChanged { who, .. } => [Some(*who), None],
        Fact::Blocked { who, whom } | Fact::Unblocked { who, whom } => [Some(*who), Some(*whom)],
        _ => [None, None],
    }
}

impl Known {
    fn counter(&mut self, who: AccountId) -> Option<&mut u64> {
        let place = usize::try_from(who.0.unsigned_abs()).unwrap_or_default() % COUNTERS;
        self.changes.get_mut(place)
    }

    /// What is known, or how many changes there have been before it is read.
    fn get(&mut self, who: AccountId) -> Result<Arc<Wishes>, u64> {
        if let Some(found) = self.young.get(&who) {
            return Ok(Arc::clone(found));
        }
        if let Some(found) = self.old.remove(&who) {
            self.keep(who, Arc::clone(&found));
            return Ok(found);
        }
        Err(self.counter(who).map_or(0, |count| *count))
    }

    /// Remembers what was read, unless something changed since.
    fn put(&mut self, who: AccountId, before: u64, read: &Arc<Wishes>) {
        if self.counter(who).is_some_and(|count| *count == before) {
            self.keep(who, Arc::clone(read));
        }
    }

    fn keep(&mut self, who: AccountId, wishes: Arc<Wishes>) {
        if self.young.len() >= MOST {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(who, wishes);
    }

    fn forget(&mut self, who: AccountId) {
        self.young.remove(&who);
        self.old.remove(&who);
        if let Some(count) = self.counter(who) {
            *count += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// If this fails, someone goes on seeing whom they blocked while their page was being read.
    #[test]
    fn what_changed_while_it_was_read_is_not_remembered() {
        let memory = Memory::default();
        let who = AccountId(7);
        let before = memory.known().get(who).unwrap_err();
        memory.known().forget(who);
        memory.known().put(who, before, &Arc::default());
        let again = memory.known().get(who).unwrap_err();
        memory.known().put(who, again, &Arc::default());
        assert!(memory.known().get(who).is_ok());
        memory.known().forget(who);
        assert!(memory.known().get(who).is_err());
    }

    #[test]
    fn those_asked_for_lately_stay() {
        let memory = Memory::default();
        let mut known = memory.known();
        for who in 0..3 * i64::try_from(MOST).unwrap() {
            let before = known.get(AccountId(who)).unwrap_err();
            known.put(AccountId(who), before, &Arc::default());
            assert!(known.get(AccountId(0)).is_ok(), "{who}");
        }
        assert!(known.young.len() + known.old.len() <= 2 * MOST);
    }
}
