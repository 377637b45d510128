//! Applause: the damped popularity that Discover knows. It is made of public acts alone, and each act fades.

use grandstand_domain::{
    id::Seq,
    time::{HOUR, UnixMillis},
};
use serde::{Deserialize, Serialize};

use crate::{
    public::{ActKind, PublicAct},
    weight::{WeightParams, Window},
};

/// The numbers of applause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(missing_docs, reason = "each is what one act of its name counts")]
pub struct ApplauseParams {
    pub watched: f32,
    pub cheered: f32,
    pub commented: f32,
    pub shared: f32,
    /// Milliseconds in which applause fades to half.
    pub half_life_ms: i64,
}

impl Default for ApplauseParams {
    fn default() -> Self {
        Self { watched: 0.5, cheered: 1.0, commented: 2.0, shared: 3.0, half_life_ms: 72 * HOUR }
    }
}

/// The applause of one film, now and at the marks that are still known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Tally {
    value: f32,
    at: UnixMillis,
    /// The mark that was in force when it last moved.
    mark: Seq,
    window: Window,
    /// What it was at a mark, and at all marks before it back to the previous one here.
    past: Vec<(Seq, f32, UnixMillis)>,
}

/// How much of something is left after some time. `half_life` and `time` in the same unit.
pub(crate) fn left(time: i64, half_life: i64) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "spans of milliseconds; single precision is enough for a fraction")]
    let halves = time.max(0) as f32 / half_life.max(1) as f32;
    libm::exp2f(-halves)
}

impl Tally {
    /// Takes an act in while `mark` is in force; `oldest` is the oldest mark that anyone can still ask for.
    pub(crate) fn take(
        &mut self,
        act: &PublicAct,
        at: UnixMillis,
        mark: Seq,
        oldest: Seq,
        params: &ApplauseParams,
        weight: &WeightParams,
    ) {
        let each = match act.act {
            ActKind::Watched => params.watched,
            ActKind::Cheered => params.cheered,
            ActKind::Uncheered => -params.cheered,
            ActKind::Commented => params.commented,
            ActKind::Shared => params.shared,
        };
        if self.mark < mark {
            self.past.retain(|(known, ..)| *known >= oldest);
            self.past.push((mark, self.value, self.at));
            self.mark = mark;
        }
        let count = self.window.count(weight, act.weight, at) / 1_000.0;
        let before = self.value * left(at.since(self.at), params.half_life_ms);
        self.value = (before + each * count).max(0.0);
        self.at = self.at.max(at);
    }

    /// What it was at a mark, seen from a later moment.
    pub(crate) fn as_of(&self, mark: Seq, at: UnixMillis, params: &ApplauseParams) -> f32 {
        let past = self.past.iter().find(|(known, ..)| *known >= mark);
        let (value, since) = past.map_or((self.value, self.at), |(_, value, since)| (*value, *since));
        value * left(at.since(since), params.half_life_ms)
    }

    pub(crate) fn bytes(&self) -> usize {
        self.past.capacity() * size_of::<(Seq, f32, UnixMillis)>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use grandstand_domain::id::PostId;

    #[test]
    fn what_it_was_at_a_mark_stays() {
        let (params, weight) = (ApplauseParams::default(), WeightParams::default());
        let mut tally = Tally::default();
        let mut known = Vec::new();
        for (seq, mark) in [(1, 1), (2, 1), (3, 3), (5, 3), (9, 8)] {
            if known.last().is_none_or(|(m, _)| *m != mark) {
                known.push((mark, tally.as_of(Seq(mark), UnixMillis(0), &params)));
            }
            let act = PublicAct { act: ActKind::Cheered, post: PostId(1), weight: 1_000 };
            tally.take(&act, UnixMillis(0), Seq(mark), Seq(0), &params, &weight);
            for (mark, value) in &known {
                let found = tally.as_of(Seq(*mark), UnixMillis(0), &params);
                assert_eq!(found.to_bits(), value.to_bits(), "after {seq}, as of {mark}");
            }
        }
        assert_eq!(known.iter().map(|(_, v)| *v).collect::<Vec<_>>(), [0.0, 2.0, 4.0]);
    }
}
