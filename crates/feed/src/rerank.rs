//! Re-ranking: from scores to an order that is fair to athletes and not monotonous for the viewer.
//!
//! Films are picked one by one, the highest first, where each film of the same athlete, sport or team among the last places
//! takes something away. Some places are kept: for an athlete below the floor of attention, for a new athlete, and now and
//! then one is drawn so that the scores themselves can be judged. What a pick gained or lost is kept with it, so its score
//! is still a sum.

use crate::{
    explain::{Slot, millionths},
    manifest::ForYouParams,
    viewer::mix,
};

/// A film with what ranking must know of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Candidate {
    /// Where its contributions stand.
    pub(crate) row: u16,
    pub(crate) index: u32,
    pub(crate) author: u32,
    pub(crate) team: u16,
    pub(crate) sport: u8,
    pub(crate) newcomer: bool,
    pub(crate) below: bool,
    /// Its score before re-ranking, in millionths.
    pub(crate) base: i64,
}

/// A film at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pick {
    pub(crate) row: u16,
    pub(crate) index: u32,
    pub(crate) slot: Slot,
    /// In thousand-millionths; 0 unless drawn.
    pub(crate) propensity: u32,
    /// What repeated athletes, sports and teams took away, in millionths.
    pub(crate) again: [i64; 3],
}

/// How often athletes, sports and teams stand among the last places. Kept between calls to save allocations; what stands in
/// it never changes a result.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    authors: Vec<u8>,
    teams: Vec<u8>,
    sports: Vec<u8>,
}

impl Counts {
    fn fit(&mut self, authors: usize, teams: usize) {
        for (list, len) in [(&mut self.authors, authors), (&mut self.teams, teams + 1), (&mut self.sports, 256)] {
            list.fill(0);
            list.resize(len, 0);
        }
    }

    /// Films without sport or team repeat none.
    fn of(&self, c: &Candidate) -> [i64; 3] {
        let at = |list: &[u8], place: usize| list.get(place).copied().map_or(0, i64::from);
        let author = usize::try_from(c.author).unwrap_or(usize::MAX);
        [
            at(&self.authors, author),
            if c.sport == 0 { 0 } else { at(&self.sports, usize::from(c.sport)) },
            if c.team == 0 { 0 } else { at(&self.teams, usize::from(c.team)) },
        ]
    }

    fn count(&mut self, c: &Candidate, up: bool) {
        let author = usize::try_from(c.author).unwrap_or(usize::MAX);
        let slots = [
            self.authors.get_mut(author),
            self.sports.get_mut(usize::from(c.sport)),
            self.teams.get_mut(usize::from(c.team)),
        ];
        for slot in slots.into_iter().flatten() {
            *slot = if up { slot.saturating_add(1) } else { slot.saturating_sub(1) };
        }
    }
}

/// Orders candidates into `picks`. They come with the highest base first.
pub(crate) fn order(
    candidates: &[Candidate],
    (authors, teams): (usize, usize),
    params: &ForYouParams,
    seed: u64,
    counts: &mut Counts,
    picks: &mut Vec<Pick>,
) {
    counts.fit(authors, teams);
    picks.clear();
    let weights = [params.author_again, params.sport_again, params.team_again].map(|w| millionths(w.max(0.0)));
    let mut left: Vec<u16> = (0..u16::try_from(candidates.len()).unwrap_or(u16::MAX)).collect();
    let mut recent: std::collections::VecDeque<Candidate> =
        std::collections::VecDeque::with_capacity(params.window + 1);
    // Whether one of the kind stands in the block that is being filled.
    let (mut newcomer, mut below) = (false, false);
    while !left.is_empty() {
        let place = picks.len();
        let (in_newcomers, in_floor) = (place % params.newcomer_every.max(1), place % params.floor_every.max(1));
        newcomer = newcomer && in_newcomers != 0;
        below = below && in_floor != 0;
        let of = |position: usize| left.get(position).and_then(|c| candidates.get(usize::from(*c)));
        let best = |wanted: &dyn Fn(&Candidate) -> bool| {
            let mut best: Option<(i64, usize)> = None;
            for position in 0..left.len() {
                let Some(c) = of(position) else { continue };
                // Nothing is added from here on, so no later candidate can come out higher.
                if best.is_some_and(|(score, _)| c.base <= score) {
                    break;
                }
                if wanted(c) {
                    let lost: i64 = counts.of(c).iter().zip(&weights).map(|(n, w)| n * w).sum();
                    if best.is_none_or(|(score, _)| c.base - lost > score) {
                        best = Some((c.base - lost, position));
                    }
                }
            }
            best.map(|(_, position)| position)
        };
        let chance = mix(seed ^ mix(place as u64));
        let mut chosen = None;
        if in_floor + 1 == params.floor_every && !below {
            chosen = best(&|c| c.below).map(|position| (position, Slot::Floor));
        }
        if chosen.is_none() && in_newcomers == params.newcomer_at && !newcomer {
            chosen = best(&|c| c.newcomer).map(|position| (position, Slot::Newcomer));
        }
        if chosen.is_none() && chance % 1_000 < u64::from(params.random_thousandths) {
            let drawn = (u128::from(mix(chance)) * left.len() as u128) >> 64;
            chosen = usize::try_from(drawn).ok().map(|position| (position, Slot::Random));
        }
        let Some((position, mut slot)) = chosen.or_else(|| best(&|_| true).map(|p| (p, Slot::Score))) else { break };
        let Some(c) = of(position).copied() else { break };
        // A kept place that the score would have filled alike was not needed.
        if matches!(slot, Slot::Newcomer | Slot::Floor) && best(&|_| true) == Some(position) {
            slot = Slot::Score;
        }
        let many = u32::try_from(left.len()).unwrap_or(u32::MAX);
        let propensity = if slot == Slot::Random { params.random_thousandths * 1_000_000 / many } else { 0 };
        let mut again = [0; 3];
        for (again, (count, weight)) in again.iter_mut().zip(counts.of(&c).iter().zip(&weights)) {
            *again = -count * weight;
        }
        picks.push(Pick { row: c.row, index: c.index, slot, propensity, again });
        left.remove(position);
        (newcomer, below) = (newcomer || c.newcomer, below || c.below);
        counts.count(&c, true);
        recent.push_back(c);
        if recent.len() > params.window
            && let Some(old) = recent.pop_front()
        {
            counts.count(&old, false);
        }
    }
}
