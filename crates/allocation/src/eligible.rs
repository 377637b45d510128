//! What can be said of an athlete and a session before any plan is made, and which sessions exclude each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    plan::Obstacle,
    problem::{AthleteNo, CourseNo, Pin, Placement, Problem, SessionNo},
};

/// The pairs that a plan may choose from, and what holds between sessions.
pub(crate) struct Eligible<'a> {
    pub(crate) problem: &'a Problem,
    /// For each athlete the sessions they may go to, in the order of their beginning.
    pub(crate) sessions: Vec<Vec<SessionNo>>,
    /// Pins, for looking up.
    pub(crate) here: BTreeSet<Placement>,
    pub(crate) never: BTreeSet<Placement>,
    /// `clash[s][t]`: nobody can go to both, because of time or because they teach the same.
    clash: Vec<Vec<bool>>,
}

impl<'a> Eligible<'a> {
    pub(crate) fn of(problem: &'a Problem) -> Self {
        let mut here = BTreeSet::new();
        let mut never = BTreeSet::new();
        for pin in &problem.pins {
            match *pin {
                Pin::Here(p) => here.insert(p),
                Pin::Never(p) => never.insert(p),
            };
        }
        let all = 0..problem.sessions.len();
        let clash = all.clone().map(|s| all.clone().map(|t| s != t && exclude(problem, s, t)).collect()).collect();
        let mut eligible = Self { problem, sessions: Vec::new(), here, never, clash };
        let mut by_start: Vec<SessionNo> = all.collect();
        by_start.sort_by_key(|s| (problem.sessions[*s].from, *s));
        eligible.sessions = (0..problem.athletes.len()).map(|a| eligible.for_athlete(a, &by_start)).collect();
        eligible
    }

    fn for_athlete(&self, athlete: AthleteNo, by_start: &[SessionNo]) -> Vec<SessionNo> {
        let wanted: BTreeSet<CourseNo> = self.problem.athletes[athlete].wants.iter().map(|w| w.course).collect();
        let mut open: Vec<SessionNo> = by_start
            .iter()
            .copied()
            .filter(|session| {
                let placement = Placement { athlete, session: *session };
                let asked = wanted.contains(&self.problem.sessions[*session].course);
                self.here.contains(&placement) || (asked && self.hindrance(placement).is_none())
            })
            .collect();
        // A session whose prerequisite cannot come before it is no choice; leaving it out may close another.
        loop {
            let stays = |s: &SessionNo| {
                self.here.contains(&Placement { athlete, session: *s })
                    || self.missing(athlete, *s).all(|course| open.iter().any(|p| self.prepares(*p, course, *s)))
            };
            let kept: Vec<SessionNo> = open.iter().copied().filter(stays).collect();
            if kept.len() == open.len() {
                return open;
            }
            open = kept;
        }
    }

    /// What keeps an athlete out of a session whatever the plan is, prerequisites aside.
    pub(crate) fn hindrance(&self, placement: Placement) -> Option<Obstacle> {
        let athlete = &self.problem.athletes[placement.athlete];
        let session = &self.problem.sessions[placement.session];
        if self.never.contains(&placement) {
            return Some(Obstacle::PinnedOut);
        }
        let clash = athlete.busy.iter().position(|busy| {
            let way = self.problem.travel.between(session.place, busy.place);
            let back = self.problem.travel.between(busy.place, session.place);
            session.until.plus(way) > busy.from && busy.until.plus(back) > session.from
        });
        if let Some(busy) = clash {
            return Some(Obstacle::Clash(busy));
        }
        let unmet: Vec<String> = athlete.needs.difference(&session.offers).cloned().collect();
        if !unmet.is_empty() {
            return Some(Obstacle::NeedsNotMet(unmet));
        }
        let teaches = session.sports.as_ref().is_none_or(|sports| sports.contains(&athlete.sport));
        if !teaches {
            return Some(Obstacle::TrainerSport);
        }
        let is_for_them = session.group.is_none_or(|group| athlete.groups.contains(&group));
        (!is_for_them).then_some(Obstacle::OtherGroup)
    }

    /// Prerequisites of a session's course whose skill the athlete does not hold.
    pub(crate) fn missing(&self, athlete: AthleteNo, session: SessionNo) -> impl Iterator<Item = CourseNo> {
        let requires = &self.problem.courses[self.problem.sessions[session].course].requires;
        requires.iter().copied().filter(move |course| !self.problem.athletes[athlete].holds.contains(course))
    }

    /// Whether `earlier` teaches `course` and one who leaves it is in time for `session`.
    pub(crate) fn prepares(&self, earlier: SessionNo, course: CourseNo, session: SessionNo) -> bool {
        let (before, after) = (&self.problem.sessions[earlier], &self.problem.sessions[session]);
        let way = self.problem.travel.between(before.place, after.place);
        before.course == course && before.until.plus(way) <= after.from
    }

    /// Whether nobody can go to both.
    pub(crate) fn clashes(&self, one: SessionNo, other: SessionNo) -> bool {
        self.clash[one][other]
    }

    /// Sets of sessions of which an athlete can go to one at most; every clashing pair is in one of them. Each is
    /// grown from a pair as far as it goes: the larger the sets, the closer the relaxation is to whole numbers.
    pub(crate) fn cliques(&self) -> Vec<Vec<SessionNo>> {
        let count = self.problem.sessions.len();
        let mut covered = vec![vec![false; count]; count];
        let mut cliques = Vec::new();
        let mut order: Vec<SessionNo> = (0..count).collect();
        order.sort_by_key(|s| (self.problem.sessions[*s].course, self.problem.sessions[*s].from));
        for (one, other) in (0..count).flat_map(|s| (s + 1..count).map(move |t| (s, t))) {
            if !self.clash[one][other] || covered[one][other] {
                continue;
            }
            let mut clique = vec![one, other];
            for more in &order {
                if clique.iter().all(|member| self.clash[*member][*more]) {
                    clique.push(*more);
                }
            }
            for member in &clique {
                for mate in &clique {
                    covered[*member][*mate] = true;
                }
            }
            cliques.push(clique);
        }
        cliques
    }

    /// The first thing that keeps an athlete out of a session in view of a plan; nothing if they could join.
    pub(crate) fn obstacle(&self, placement: Placement, own: &[SessionNo], taken: usize) -> Option<Obstacle> {
        if let Some(hindrance) = self.hindrance(placement) {
            return Some(hindrance);
        }
        let session = placement.session;
        let unprepared = self
            .missing(placement.athlete, session)
            .find(|course| !own.iter().any(|earlier| self.prepares(*earlier, *course, session)));
        if let Some(course) = unprepared {
            return Some(Obstacle::Prerequisite(course));
        }
        if let Some(other) = own.iter().find(|other| self.clashes(**other, session)) {
            return Some(Obstacle::Workshop(*other));
        }
        (taken >= self.problem.sessions[session].capacity).then_some(Obstacle::Full(0))
    }

    /// For each athlete the courses they want and could take if they were alone.
    pub(crate) fn attainable(&self) -> Vec<BTreeSet<CourseNo>> {
        let course = |s: &SessionNo| self.problem.sessions[*s].course;
        let wanted = |a: AthleteNo, c: &CourseNo| self.problem.athletes[a].wants.iter().any(|w| w.course == *c);
        (self.sessions.iter().enumerate())
            .map(|(a, sessions)| sessions.iter().map(course).filter(|c| wanted(a, c)).collect())
            .collect()
    }
}

/// Whether two sessions exclude each other for everybody.
fn exclude(problem: &Problem, one: SessionNo, other: SessionNo) -> bool {
    let (s, t) = (&problem.sessions[one], &problem.sessions[other]);
    let there = problem.travel.between(s.place, t.place);
    let back = problem.travel.between(t.place, s.place);
    s.course == t.course || (s.until.plus(there) > t.from && t.until.plus(back) > s.from)
}

/// Placements as lists by athlete.
pub(crate) fn by_athlete(problem: &Problem, placements: &[Placement]) -> Vec<Vec<SessionNo>> {
    let mut lists = vec![Vec::new(); problem.athletes.len()];
    for placement in placements {
        lists[placement.athlete].push(placement.session);
    }
    lists
}

/// How many places of each session are taken.
pub(crate) fn taken(problem: &Problem, placements: &[Placement]) -> Vec<usize> {
    let mut counts: BTreeMap<SessionNo, usize> = BTreeMap::new();
    for placement in placements {
        *counts.entry(placement.session).or_default() += 1;
    }
    (0..problem.sessions.len()).map(|s| counts.get(&s).copied().unwrap_or(0)).collect()
}
