//! One level after the other: each is made as good as can be, then held while the next is looked at.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use crate::{
    cbc::{Cbc, Outcome},
    conflict::{Contradiction, contradiction},
    eligible::Eligible,
    greedy::{fill, unproven},
    model::Model,
    plan::{LevelKind, LevelResult, Plan, Solver},
    problem::{Malformed, Placement, Problem},
    reasons::reasons,
    score::{Score, WHOLE},
    verify::{Violation, verify},
};

/// How long a solution may take, and how exact it has to be.
#[derive(Clone, Copy, Debug)]
pub struct Limits<'a> {
    /// For all levels together; then the best plan found so far is the answer.
    pub time: Duration,
    /// A level is done when no plan can be better by more than this share.
    pub ratio_gap: f64,
    /// Set from another thread, it ends the search in a moment, with the best plan found so far.
    pub cancel: &'a AtomicBool,
}

impl<'a> Limits<'a> {
    /// A minute, to optimality.
    pub fn usual(cancel: &'a AtomicBool) -> Self {
        Self { time: Duration::from_mins(1), ratio_gap: 0.0, cancel }
    }
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoPlan {
    /// A fault of the caller.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// Staff's decisions contradict each other or the rules; these do, and none of them can be spared.
    #[error("decisions by hand contradict each other or the rules")]
    Contradiction(Contradiction),
    /// None was found in the time or without a solver, and none was proven impossible; the nearest breaks these rules.
    #[error("no plan was found that follows all decisions by hand")]
    NotFound(Vec<Violation>),
}

/// Makes a plan. Blocks its thread up to the limit; `cbc` is none on a host without the solver.
pub fn solve(problem: &Problem, cbc: Option<&Cbc>, limits: Limits<'_>) -> Result<Plan, NoPlan> {
    problem.check()?;
    let ends = Instant::now() + limits.time;
    let eligible = Eligible::of(problem);
    if let Some(found) = crate::conflict::alone(&eligible) {
        return Err(NoPlan::Contradiction(found));
    }
    let start = fill(&eligible, eligible.here.iter().copied().collect());
    let faults = verify(problem, &start);
    let Some(cbc) = cbc else {
        return if faults.is_empty() { Ok(unproven(problem, &eligible, start)) } else { Err(NoPlan::NotFound(faults)) };
    };
    let mut search =
        Search { cbc, limits, ends, eligible: &eligible, best: faults.is_empty().then_some(start), answered: false };
    let mut model = Model::of(&eligible);
    let mut levels = Vec::new();
    for kind in LevelKind::ALL {
        levels.push(search.level(&mut model, kind)?);
    }
    let answered = search.answered;
    let placements = search.best.ok_or(NoPlan::NotFound(faults))?;
    // Values are counted once more from the plan that is given out.
    let score = Score::of(&eligible, &placements);
    for level in &mut levels {
        level.value = score.level(level.kind);
    }
    let proven = levels.iter().all(|l| l.gap.is_some());
    let solver = if answered || proven { Solver::Cbc } else { Solver::Greedy };
    Ok(Plan { unplaced: reasons(problem, &placements), placements, levels, solver })
}

struct Search<'a> {
    cbc: &'a Cbc,
    limits: Limits<'a>,
    ends: Instant,
    eligible: &'a Eligible<'a>,
    best: Option<Vec<Placement>>,
    /// Whether the solver has said anything that was used.
    answered: bool,
}

impl Search<'_> {
    fn level(&mut self, model: &mut Model<'_>, kind: LevelKind) -> Result<LevelResult, NoPlan> {
        let began = Instant::now();
        let mut gap = None;
        if self.best.is_some() && self.value(kind) == model.ceiling(kind) {
            gap = Some(0.0);
        } else if !self.over() {
            gap = match kind {
                LevelKind::SportShare | LevelKind::GamesShare => self.raise(model, kind),
                _ => self.improve(model, kind)?,
            };
        }
        let value = self.value(kind);
        if self.best.is_some() {
            model.hold(kind, value);
        }
        Ok(LevelResult { kind, value, gap, millis: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX) })
    }

    fn value(&self, kind: LevelKind) -> u64 {
        self.best.as_ref().map_or(0, |best| Score::of(self.eligible, best).level(kind))
    }

    /// Asks the solver for a better plan on this level; the answer is the gap that is left, if anything is known.
    fn improve(&mut self, model: &Model<'_>, kind: LevelKind) -> Result<Option<f64>, NoPlan> {
        let programme = model.programme(Some(kind));
        match self.cbc.run(&programme, self.limits.ratio_gap, self.left(), self.limits.cancel) {
            Ok(Outcome::Best(columns)) => {
                self.answered = true;
                Ok(self.accept(model, kind, &columns).then_some(self.limits.ratio_gap))
            }
            Ok(Outcome::Stopped(columns, bound)) => {
                if let Some(columns) = columns {
                    self.answered |= self.accept(model, kind, &columns);
                }
                Ok(bound.map(|bound| gap(self.value(kind), -bound)))
            }
            Ok(Outcome::Infeasible) if self.best.is_none() => {
                let found = contradiction(self.eligible.problem, self.cbc, self.limits, self.ends);
                Err(NoPlan::Contradiction(found))
            }
            // A solver that fails, or denies a plan that stands, has proven nothing.
            Ok(Outcome::Infeasible) | Err(_) => Ok(None),
        }
    }

    /// Raises the smallest share. As a column it would bind whole numbers to a fraction, which a solver cannot prove
    /// in hours; but shares have few values, and for each of them every group needs a whole number of wants met. So the
    /// greatest value that has a plan is found by halving; a value without a plan is most often one without the solver
    /// having to branch.
    fn raise(&mut self, model: &mut Model<'_>, kind: LevelKind) -> Option<f64> {
        self.best.as_ref()?;
        let ends = Instant::now() + self.left() / 2;
        let mut most = WHOLE + 1;
        loop {
            let between = model.shares_between(kind, self.value(kind), most);
            let Some(tried) = between.get(between.len() / 2).copied() else { return Some(0.0) };
            let mark = model.mark();
            model.hold(kind, tried);
            let time = ends.saturating_duration_since(Instant::now());
            let outcome = if time.is_zero() || self.over() {
                Ok(Outcome::Stopped(None, None))
            } else {
                self.cbc.run(&model.programme(None), 0.0, time / 2, self.limits.cancel)
            };
            model.back_to(mark);
            match outcome {
                Ok(Outcome::Infeasible) => most = tried,
                Ok(Outcome::Best(columns) | Outcome::Stopped(Some(columns), _))
                    if self.accept(model, kind, &columns) && self.value(kind) >= tried =>
                {
                    self.answered = true;
                }
                _ => return between.last().map(|best| share_of(best - self.value(kind), *best)),
            }
        }
    }

    fn left(&self) -> Duration {
        self.ends.saturating_duration_since(Instant::now())
    }

    fn over(&self) -> bool {
        self.limits.cancel.load(Ordering::Relaxed) || self.left().is_zero()
    }

    /// Takes over a plan of the solver if it holds before the check and is not worse; whether it did.
    fn accept(&mut self, model: &Model<'_>, kind: LevelKind, columns: &[usize]) -> bool {
        let chosen = columns.iter().filter_map(|c| model.columns.get(*c).copied()).collect();
        let plan = fill(self.eligible, chosen);
        if !verify(self.eligible.problem, &plan).is_empty() {
            return false;
        }
        let upto = |score: &Score| {
            let levels = LevelKind::ALL.iter().take_while(|k| **k <= kind);
            levels.map(|k| score.level(*k)).collect::<Vec<u64>>()
        };
        let new = Score::of(self.eligible, &plan);
        let better = self.best.as_ref().is_none_or(|old| upto(&new) >= upto(&Score::of(self.eligible, old)));
        if better {
            self.best = Some(plan);
        }
        better
    }
}

/// The gap to a bound on what is counted, and so is whole.
fn gap(value: u64, bound: f64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    let value = value as f64;
    let bound = (bound + 1e-6).floor();
    ((bound - value) / bound.max(1.0)).max(0.0)
}

#[expect(clippy::cast_precision_loss, reason = "shares are parts of a million")]
fn share_of(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}
