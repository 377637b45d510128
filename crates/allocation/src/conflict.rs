//! Which constraints exclude each other: a smallest set in the sense that without any one of them the others can be
//! met. Found by QuickXplain (Junker, "QuickXplain: Preferred Explanations and Relaxations for Over-Constrained
//! Problems", AAAI 2004, figure 1), which asks the solver a number of times that grows with the set, not the problem.

use std::time::Instant;

use crate::{
    cbc::{Cbc, Outcome},
    eligible::Eligible,
    model::Model,
    plan::{Obstacle, Plan},
    problem::{AthleteNo, CourseNo, Pin, Placement, Problem, Weight},
    solve::Limits,
    verify::{Violation, verify},
};

/// Decisions by hand that cannot all be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// Which; without any one of them the others could be, unless time ended before that was known.
    pub pins: Vec<Pin>,
    /// Rules that they break by themselves; empty when they only leave no room for what they need.
    pub violations: Vec<Violation>,
}

/// Decisions of which each breaks a rule alone, or is taken back by another.
pub(crate) fn alone(eligible: &Eligible<'_>) -> Option<Contradiction> {
    let problem = eligible.problem;
    let mut pins = Vec::new();
    let mut violations = Vec::new();
    for placement in &eligible.here {
        let Some(hindrance) = eligible.hindrance(*placement) else { continue };
        pins.push(Pin::Here(*placement));
        if hindrance == Obstacle::PinnedOut {
            pins.push(Pin::Never(*placement));
        }
        let pinned = Problem { pins: pins.clone(), ..problem.clone() };
        let broken = verify(&pinned, &[*placement]).into_iter().filter(|v| match v {
            Violation::Busy(p, _)
            | Violation::Need(p, _)
            | Violation::Trainer(p)
            | Violation::Group(p)
            | Violation::Pin(Pin::Never(p)) => p == placement,
            _ => false,
        });
        violations.extend(broken);
    }
    (!pins.is_empty()).then_some(Contradiction { pins, violations })
}

/// A smallest set of contradicting decisions, for a problem that the solver has proven to have no plan.
pub(crate) fn contradiction(problem: &Problem, cbc: &Cbc, limits: Limits<'_>, ends: Instant) -> Contradiction {
    let mut possible = |pins: &[Pin]| {
        let tried = Problem { pins: pins.to_vec(), ..problem.clone() };
        feasible(&tried, &[], cbc, limits, ends)
    };
    let pins = smallest(&problem.pins, &mut possible).unwrap_or_else(|| problem.pins.clone());
    let placements: Vec<Placement> =
        pins.iter().filter_map(|p| if let Pin::Here(p) = p { Some(*p) } else { None }).collect();
    let tried = Problem { pins: pins.clone(), ..problem.clone() };
    let violations = verify(&tried, &placements);
    Contradiction { pins, violations }
}

/// The must-attend wants that a plan meets and that together keep this one out: without any one of them it could be
/// met. Empty if it cannot be met whatever happens to the others; none if time ended first.
pub fn blocking_musts(
    problem: &Problem,
    plan: &Plan,
    blocked: (AthleteNo, CourseNo),
    cbc: &Cbc,
    limits: Limits<'_>,
) -> Option<Vec<(AthleteNo, CourseNo)>> {
    let ends = Instant::now() + limits.time;
    let met = |athlete: AthleteNo, course: CourseNo| {
        let mut own = plan.placements.iter().filter(|p| p.athlete == athlete);
        own.any(|p| problem.sessions[p.session].course == course)
    };
    let musts: Vec<(AthleteNo, CourseNo)> = problem
        .athletes
        .iter()
        .enumerate()
        .flat_map(|(a, athlete)| athlete.wants.iter().filter(|w| w.weight == Weight::Must).map(move |w| (a, w.course)))
        .filter(|(a, c)| met(*a, *c))
        .collect();
    let mut possible = |chosen: &[(AthleteNo, CourseNo)]| {
        let mut required = chosen.to_vec();
        required.push(blocked);
        feasible(problem, &required, cbc, limits, ends)
    };
    if !possible(&[])? {
        return Some(Vec::new());
    }
    smallest(&musts, &mut possible)
}

/// Whether there is a plan in which all of these wants are met; none if time ended or the solver failed.
fn feasible(
    problem: &Problem,
    required: &[(AthleteNo, CourseNo)],
    cbc: &Cbc,
    limits: Limits<'_>,
    ends: Instant,
) -> Option<bool> {
    let eligible = Eligible::of(problem);
    let mut model = Model::of(&eligible);
    for (athlete, course) in required {
        model.require(*athlete, *course);
    }
    let left = ends.checked_duration_since(Instant::now())?;
    match cbc.run(&model.programme(None), 0.0, left, limits.cancel).ok()? {
        Outcome::Best(_) | Outcome::Stopped(Some(_), _) => Some(true),
        Outcome::Infeasible => Some(false),
        Outcome::Stopped(None, _) => None,
    }
}

/// A smallest part of `all` that is not possible; all of it if it is possible after all.
fn smallest<T: Copy>(all: &[T], possible: &mut impl FnMut(&[T]) -> Option<bool>) -> Option<Vec<T>> {
    if all.is_empty() || possible(all)? {
        return Some(all.to_vec());
    }
    part(&mut Vec::new(), false, all, possible)
}

fn part<T: Copy>(
    given: &mut Vec<T>,
    grown: bool,
    rest: &[T],
    possible: &mut impl FnMut(&[T]) -> Option<bool>,
) -> Option<Vec<T>> {
    if grown && !possible(given)? {
        return Some(Vec::new());
    }
    if rest.len() == 1 {
        return Some(rest.to_vec());
    }
    let (left, right) = rest.split_at(rest.len() / 2);
    let before = given.len();
    given.extend(left);
    let from_right = part(given, true, right, possible)?;
    given.truncate(before);
    given.extend(&from_right);
    let mut found = part(given, !from_right.is_empty(), left, possible)?;
    given.truncate(before);
    found.extend(from_right);
    Some(found)
}
