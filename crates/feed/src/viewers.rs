//! The viewers at hand: a bounded number, the others are made again from their own entries when they are needed.

use grandstand_domain::{
    id::{AccountId, Seq},
    log::Entry,
};

use crate::{feed::Feed, id_map::IdMap, viewer::Viewer};

/// The viewers at hand. Which of them are here changes no answer, only how long it takes.
#[derive(Debug)]
pub(crate) struct Viewers {
    known: IdMap<AccountId, (u64, Viewer)>,
    tick: u64,
    most: usize,
    /// Nobody was ever dropped: whoever is not here has written no entry.
    complete: bool,
}

impl Default for Viewers {
    fn default() -> Self {
        Self { known: IdMap::default(), tick: 0, most: usize::MAX, complete: true }
    }
}

impl Viewers {
    pub(crate) fn get(&self, account: AccountId) -> Option<&Viewer> {
        self.known.get(&account).map(|(_, viewer)| viewer)
    }

    pub(crate) fn touch(&mut self, account: AccountId) -> &mut Viewer {
        self.tick += 1;
        let (used, viewer) = self.known.entry(account).or_insert_with(|| (0, Viewer::new(account)));
        *used = self.tick;
        viewer
    }

    pub(crate) fn sorted(&self) -> Vec<&Viewer> {
        let mut all: Vec<&Viewer> = self.known.values().map(|(_, viewer)| viewer).collect();
        all.sort_unstable_by_key(|viewer| viewer.account());
        all
    }

    pub(crate) fn from_parts(viewers: Vec<Viewer>, complete: bool) -> Self {
        let known = viewers.into_iter().map(|viewer| (viewer.account(), (0, viewer))).collect();
        Self { known, complete, ..Self::default() }
    }

    pub(crate) fn is_complete(&self) -> bool {
        self.complete
    }

    pub(crate) fn len(&self) -> usize {
        self.known.len()
    }

    pub(crate) fn bytes(&self) -> usize {
        let slot = size_of::<(AccountId, (u64, Viewer))>() - size_of::<Viewer>() + 1;
        self.known.values().map(|(_, viewer)| slot + viewer.bytes()).sum()
    }
}

impl Feed {
    /// Keeps at most this many viewers at hand; the others are dropped by [`Feed::evict`].
    pub fn keep_viewers(&mut self, most: usize) {
        self.viewers.most = most;
    }

    /// Drops those viewers who have been quiet longest, if there are more than may be kept. Call it between stretches of the
    /// log, not between [`Feed::missing`] and the entries that were asked about. Returns how many were dropped.
    pub fn evict(&mut self) -> usize {
        let viewers = &mut self.viewers;
        if viewers.known.len() <= viewers.most {
            return 0;
        }
        // A tenth more than needed, so that this is seldom done.
        let keep = viewers.most - viewers.most / 10;
        let over = viewers.known.len() - keep;
        let mut used: Vec<(u64, AccountId)> = viewers.known.iter().map(|(id, (used, _))| (*used, *id)).collect();
        used.select_nth_unstable(over.saturating_sub(1));
        for (_, account) in used.iter().take(over) {
            viewers.known.remove(account);
        }
        viewers.complete = false;
        over
    }

    /// Whose own entries must be read and given to [`Feed::restore`] before these entries are applied.
    pub fn missing(&self, entries: &[Entry]) -> Vec<AccountId> {
        if self.viewers.complete {
            return Vec::new();
        }
        let mut missing: Vec<AccountId> = entries
            .iter()
            .filter(|entry| entry.seq > self.head())
            .filter_map(|entry| entry.fact.actor())
            .filter(|account| !self.viewers.known.contains_key(account))
            .collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    /// Whether a viewer's state is at hand, so that pages can be asked for.
    pub fn has_viewer(&self, account: AccountId) -> bool {
        self.viewers.complete || self.viewers.known.contains_key(&account)
    }

    /// Makes a viewer's state from the account's own entries ([`Fact::actor`](grandstand_domain::log::Fact::actor)), in the order of the log; those after the
    /// feed's head are left for [`Feed::apply`]. One who is at hand stays as they are.
    pub fn restore(&mut self, account: AccountId, own: &[Entry]) {
        if self.viewers.known.contains_key(&account) {
            return;
        }
        let head: Seq = self.head();
        let before = own.iter().filter(|entry| entry.seq <= head);
        let viewer = Viewer::rebuilt(account, before, &self.catalogue, &self.manifest.weight);
        self.viewers.tick += 1;
        self.viewers.known.insert(account, (self.viewers.tick, viewer));
    }

    /// A viewer at hand.
    pub fn viewer(&self, account: AccountId) -> Option<&Viewer> {
        self.viewers.get(account)
    }
}
