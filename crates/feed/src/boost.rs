//! Lifts by editors. One lasts from its entry in the log to its end: another entry, or the first public entry at or after
//! the moment it was to end. It is always a contribution of its own, so it can be seen wherever it acts.

use grandstand_domain::{
    id::{AccountId, BoostId, PostId, Seq},
    time::UnixMillis,
};
use serde::{Deserialize, Serialize};

/// A lift.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boost {
    /// Which.
    pub boost: BoostId,
    /// Of which post.
    pub post: PostId,
    /// By whom.
    pub by: AccountId,
    /// Why, in their words.
    pub why: String,
    /// By how much, in thousandths of a point.
    pub lift: u32,
    /// Until when at most.
    pub until: UnixMillis,
    /// The entry of the log that began it.
    pub since: Seq,
    /// The entry at which it ended.
    pub ended: Option<Seq>,
}

impl Boost {
    fn holds(&self, as_of: Seq) -> bool {
        self.since <= as_of && self.ended.is_none_or(|ended| as_of < ended)
    }
}

/// All lifts that ever were, in the order of the log.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Boosts {
    all: Vec<Boost>,
    /// How many of them have not ended.
    open: usize,
}

impl Boosts {
    /// Begins a lift. False if it is known already.
    pub(crate) fn begin(&mut self, boost: Boost) -> bool {
        let fresh = self.all.iter().all(|known| known.boost != boost.boost);
        if fresh {
            self.all.push(boost);
            self.open += 1;
        }
        fresh
    }

    /// Ends what `over` names. True if anything ended.
    pub(crate) fn end(&mut self, seq: Seq, over: impl Fn(&Boost) -> bool) -> bool {
        if self.open == 0 {
            return false;
        }
        let before = self.open;
        for boost in self.all.iter_mut().filter(|b| b.ended.is_none()) {
            if over(boost) {
                boost.ended = Some(seq);
                self.open -= 1;
            }
        }
        self.open < before
    }

    /// The lifts in force at a number of the log.
    pub(crate) fn as_of(&self, seq: Seq) -> impl Iterator<Item = &Boost> {
        self.all.iter().filter(move |boost| boost.holds(seq))
    }

    /// The strongest lift of a post in force at a number of the log; of equals the earliest.
    pub(crate) fn of(&self, post: PostId, seq: Seq) -> Option<&Boost> {
        self.as_of(seq).filter(|boost| boost.post == post).reduce(|a, b| if b.lift > a.lift { b } else { a })
    }

    /// Whether no lift is in force.
    pub(crate) fn none_open(&self) -> bool {
        self.open == 0
    }

    pub(crate) fn all(&self) -> &[Boost] {
        &self.all
    }
}
