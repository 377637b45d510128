//! Checks a plan against the rules as they are stated, with nothing of what the solver or the greedy pass use: whoever
//! breaks those does not break this.

use crate::problem::{AthleteNo, CourseNo, Pin, Placement, Problem, SessionNo};

/// A rule that a plan breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violation {
    /// The same athlete stands in the same session twice.
    Twice(Placement),
    /// More athletes than places.
    Overfull(SessionNo),
    /// A second session of a course for the same athlete.
    SameCourse(AthleteNo, CourseNo),
    /// Two sessions of one athlete at once, or nearer to each other than the way takes.
    AtOnce(AthleteNo, SessionNo, SessionNo),
    /// A session during an entry of the athlete's own days (its place in the list), or nearer to it than the way takes.
    Busy(Placement, usize),
    /// Something that the athlete needs and the session does not offer.
    Need(Placement, String),
    /// A trainer who does not teach the sport.
    Trainer(Placement),
    /// A session for a group that the athlete is not in.
    Group(Placement),
    /// A prerequisite that is neither held nor over before the session begins.
    Prerequisite(Placement, CourseNo),
    /// A placement that nobody asked for.
    NotWanted(Placement),
    /// A decision by hand that was not followed.
    Pin(Pin),
}

/// Everything that is wrong with a plan for this problem; empty for a good one.
pub fn verify(problem: &Problem, plan: &[Placement]) -> Vec<Violation> {
    let mut found = Vec::new();
    for (no, session) in problem.sessions.iter().enumerate() {
        if plan.iter().filter(|p| p.session == no).count() > session.capacity {
            found.push(Violation::Overfull(no));
        }
    }
    for pin in &problem.pins {
        let followed = match pin {
            Pin::Here(p) => plan.contains(p),
            Pin::Never(p) => !plan.contains(p),
        };
        if !followed {
            found.push(Violation::Pin(*pin));
        }
    }
    let mut sorted = plan.to_vec();
    sorted.sort_unstable();
    for own in sorted.chunk_by(|one, other| one.athlete == other.athlete) {
        for (at, placement) in own.iter().enumerate() {
            alone(problem, *placement, own, &mut found);
            for other in &own[at + 1..] {
                together(problem, *placement, *other, &mut found);
            }
        }
    }
    found
}

/// What can be wrong with one placement of an athlete.
fn alone(problem: &Problem, placement: Placement, own: &[Placement], found: &mut Vec<Violation>) {
    let athlete = &problem.athletes[placement.athlete];
    let session = &problem.sessions[placement.session];
    let way = |here, there| problem.travel.between(here, there);
    for (at, busy) in athlete.busy.iter().enumerate() {
        let before = session.until.0 + way(session.place, busy.place) <= busy.from.0;
        let after = busy.until.0 + way(busy.place, session.place) <= session.from.0;
        if !before && !after {
            found.push(Violation::Busy(placement, at));
        }
    }
    for need in &athlete.needs {
        if !session.offers.contains(need) {
            found.push(Violation::Need(placement, need.clone()));
        }
    }
    if session.sports.as_ref().is_some_and(|sports| !sports.contains(&athlete.sport)) {
        found.push(Violation::Trainer(placement));
    }
    if session.group.is_some_and(|group| !athlete.groups.contains(&group)) {
        found.push(Violation::Group(placement));
    }
    for course in &problem.courses[session.course].requires {
        let over = own.iter().map(|p| &problem.sessions[p.session]).any(|earlier| {
            earlier.course == *course && earlier.until.0 + way(earlier.place, session.place) <= session.from.0
        });
        if !over && !athlete.holds.contains(course) {
            found.push(Violation::Prerequisite(placement, *course));
        }
    }
    let pinned = problem.pins.contains(&Pin::Here(placement));
    if !pinned && !athlete.wants.iter().any(|want| want.course == session.course) {
        found.push(Violation::NotWanted(placement));
    }
}

/// What can be wrong between two placements of an athlete.
fn together(problem: &Problem, one: Placement, other: Placement, found: &mut Vec<Violation>) {
    if one == other {
        found.push(Violation::Twice(one));
        return;
    }
    let (s, t) = (&problem.sessions[one.session], &problem.sessions[other.session]);
    if s.course == t.course {
        found.push(Violation::SameCourse(one.athlete, s.course));
    }
    let before = s.until.0 + problem.travel.between(s.place, t.place) <= t.from.0;
    let after = t.until.0 + problem.travel.between(t.place, s.place) <= s.from.0;
    if !before && !after {
        found.push(Violation::AtOnce(one.athlete, one.session, other.session));
    }
}
