//! Marks: the numbers of the log at which Discover looks at applause and attention again.
//!
//! A post that appears, changes or goes counts at once. What is applauded and who has had attention count as of the last
//! mark: the first public entry that comes at least [`mark_ms`](crate::manifest::DiscoverParams::mark_ms) after the mark
//! before, if an act or given attention lies between. So an order is made anew a bounded number of times however fast people
//! cheer, it is the same on every server and for every auditor, and a reader's cursor finds its order again as long as its
//! mark is among the last [`MARKS_KEPT`].

use std::{collections::VecDeque, sync::Arc};

use grandstand_domain::{id::Seq, time::UnixMillis};
use serde::{Deserialize, Serialize};

/// Marks that readers' cursors can still name; older cursors are taken to the oldest of them.
pub(crate) const MARKS_KEPT: usize = 256;

/// A mark.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Mark {
    pub(crate) seq: Seq,
    at: UnixMillis,
    /// Who is below the floor, a bit per athlete.
    below: Arc<Vec<u64>>,
    /// The athletes with the least attention, the least first.
    least: Arc<Vec<u32>>,
}

/// Whose attention a mark looks at.
pub(crate) struct Standing {
    pub(crate) below: bool,
    pub(crate) share: f32,
    pub(crate) shows: bool,
}

impl Mark {
    pub(crate) fn least(&self) -> &[u32] {
        &self.least
    }

    pub(crate) fn below(&self, author: usize) -> bool {
        self.below.get(author / 64).is_some_and(|word| word & (1 << (author % 64)) != 0)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Marks {
    marks: VecDeque<Mark>,
    /// Something happened since the last mark that it does not know.
    acts: bool,
    attention: bool,
}

impl Marks {
    /// The mark in force at a number of the log.
    pub(crate) fn as_of(&self, seq: Seq) -> Option<&Mark> {
        let behind = self.marks.partition_point(|mark| mark.seq <= seq);
        behind.checked_sub(1).and_then(|ix| self.marks.get(ix)).or(self.marks.front())
    }

    /// The numbers of the last and the oldest known mark.
    pub(crate) fn ends(&self) -> (Seq, Seq) {
        let seq = |mark: Option<&Mark>| mark.map_or(Seq(0), |m| m.seq);
        (seq(self.marks.back()), seq(self.marks.front()))
    }

    pub(crate) fn acted(&mut self) {
        self.acts = true;
    }

    pub(crate) fn attended(&mut self) {
        self.attention = true;
    }

    /// Sets a mark at a public entry if one is due. `athletes` tells how each stands, by dense index; at most `least` of
    /// those with the least attention are noted.
    pub(crate) fn pass(
        &mut self,
        seq: Seq,
        at: UnixMillis,
        every: i64,
        least: usize,
        athletes: impl Iterator<Item = Standing>,
    ) -> bool {
        let due = self.marks.back().is_none_or(|mark| at.since(mark.at) >= every);
        if !due || !(self.acts || self.attention) {
            return false;
        }
        let kept = self.marks.back().filter(|_| !self.attention);
        let (below, least) =
            kept.map_or_else(|| look(least, athletes), |mark| (Arc::clone(&mark.below), Arc::clone(&mark.least)));
        if self.marks.len() == MARKS_KEPT {
            self.marks.pop_front();
        }
        self.marks.push_back(Mark { seq, at, below, least });
        (self.acts, self.attention) = (false, false);
        true
    }

    pub(crate) fn bytes(&self) -> usize {
        self.marks.iter().map(|mark| size_of::<Mark>() + mark.below.capacity() * 8 + mark.least.capacity() * 4).sum()
    }
}

/// Who is below the floor, and who has the least.
fn look(most: usize, athletes: impl Iterator<Item = Standing>) -> (Arc<Vec<u64>>, Arc<Vec<u32>>) {
    let (mut bits, mut shares) = (Vec::new(), Vec::new());
    for (place, standing) in athletes.enumerate() {
        if place % 64 == 0 {
            bits.push(0_u64);
        }
        if let Some(word) = bits.last_mut() {
            *word |= u64::from(standing.below) << (place % 64);
        }
        if let (true, Ok(place)) = (standing.shows, u32::try_from(place)) {
            shares.push((standing.share, place));
        }
    }
    let order = |a: &(f32, u32), b: &(f32, u32)| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1));
    if shares.len() > most {
        shares.select_nth_unstable_by(most, order);
        shares.truncate(most);
    }
    shares.sort_unstable_by(order);
    (Arc::new(bits), Arc::new(shares.into_iter().map(|(_, place)| place).collect()))
}
