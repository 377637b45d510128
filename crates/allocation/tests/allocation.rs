//! Plans against the rules: brute force on small problems, clocks that change, decisions that contradict each other,
//! time that runs out, a host without the solver.

#![expect(clippy::expect_used, reason = "a test stops at the first thing that is wrong")]

use std::{
    collections::BTreeSet,
    sync::atomic::AtomicBool,
    time::{Duration, Instant},
};

use grandstand_allocation::{
    Athlete, Busy, BusyKind, Cbc, Course, LevelKind, Limits, NoPlan, Obstacle, Pin, Placement, Plan, Problem, Score,
    Session, Solver, Sport, Travel, Violation, Want, Weight, blocking_musts, greedy, reasons, solve, verify,
};
use grandstand_domain::time::{HOUR, MINUTE, UnixMillis};
use proptest::{collection::vec, prelude::*, sample::subsequence};

static GO_ON: AtomicBool = AtomicBool::new(false);

fn cbc() -> Cbc {
    Cbc::find().expect("script/setup installs coinor-cbc")
}

fn solved(problem: &Problem) -> Result<Plan, NoPlan> {
    solve(problem, Some(&cbc()), Limits::usual(&GO_ON))
}

fn at(hours: i64) -> UnixMillis {
    UnixMillis(1_720_000_000_000 + hours * HOUR)
}

fn session(course: usize, from: i64, capacity: usize) -> Session {
    let (from, until) = (at(from), at(from + 2));
    Session { course, from, until, place: None, capacity, offers: BTreeSet::new(), sports: None, group: None }
}

fn want(course: usize, weight: Weight, rank: u8) -> Want {
    Want { course, weight, rank }
}

fn place(athlete: usize, session: usize) -> Placement {
    Placement { athlete, session }
}

/// One sport, `courses` without prerequisites, athletes who all must take the first.
fn plain(courses: usize, sessions: Vec<Session>, athletes: usize) -> Problem {
    let athlete = Athlete { wants: vec![want(0, Weight::Must, 1)], ..Athlete::default() };
    Problem {
        sports: vec![Sport { code: "ROW".into(), paralympic: false }],
        courses: vec![Course::default(); courses],
        sessions,
        athletes: vec![athlete; athletes],
        ..Problem::default()
    }
}

fn small() -> impl Strategy<Value = Problem> {
    let needs = || subsequence(vec!["step-free".to_owned(), "quiet-room".to_owned()], 0..=2);
    let offers = || subsequence(vec!["step-free".to_owned(), "quiet-room".to_owned()], 1..=2);
    let group = || proptest::option::weighted(0.2, 0..2_usize);
    let session = (
        0..3_usize,
        0..8_i64,
        1..3_i64,
        proptest::option::of(0..2_usize),
        0..3_usize,
        offers(),
        any::<bool>(),
        group(),
    )
        .prop_map(|(course, from, hours, place, capacity, offers, picky, group)| Session {
            course,
            from: at(from),
            until: at(from + hours),
            place,
            capacity,
            offers: offers.into_iter().collect(),
            sports: picky.then(|| [0].into()),
            group,
        });
    let busy = (0..9_i64, proptest::option::of(0..2_usize), prop_oneof![Just(BusyKind::Start), Just(BusyKind::Rest)])
        .prop_map(|(from, place, kind)| Busy { kind, from: at(from), until: at(from + 1), place });
    let weight = || prop_oneof![Just(Weight::Must), Just(Weight::Should), Just(Weight::May)];
    let wants = (subsequence(vec![0, 1, 2], 1..=3), vec((weight(), 1..4_u8), 3)).prop_map(|(courses, how)| {
        courses.into_iter().zip(how).map(|(course, (weight, rank))| Want { course, weight, rank }).collect::<Vec<_>>()
    });
    let needed = prop_oneof![3 => Just(Vec::new()), 1 => needs()];
    let groups = subsequence(vec![0, 1], 0..=2);
    let athlete = (0..3_usize, needed, vec(busy, 0..2), wants, any::<bool>(), groups).prop_map(
        |(sport, needs, busy, wants, skilled, groups)| Athlete {
            sport,
            groups: groups.into_iter().collect(),
            needs: needs.into_iter().collect(),
            busy,
            wants,
            holds: if skilled { [0].into() } else { BTreeSet::new() },
        },
    );
    let placements = || vec((0..3_usize, 0..5_usize).prop_map(|(a, s)| place(a, s)), 0..3);
    (vec(session, 5), vec(athlete, 3), placements(), placements(), any::<bool>()).prop_map(
        |(sessions, athletes, announced, never, chained)| Problem {
            sports: [("ROW", false), ("SWM", false), ("SWM-P", true)]
                .map(|(code, paralympic)| Sport { code: code.into(), paralympic })
                .into(),
            courses: vec![
                Course::default(),
                Course { requires: if chained { vec![0] } else { Vec::new() } },
                Course::default(),
            ],
            sessions,
            athletes,
            travel: Travel { places: 2, minutes: vec![0, 60, 60, 0] },
            announced,
            pins: never.into_iter().take(1).map(Pin::Never).collect(),
        },
    )
}

/// The best score that any plan has, found by trying every one.
fn brute(problem: &Problem) -> Score {
    let own = |athlete: usize| -> Vec<Vec<Placement>> {
        let subsets = (0_u32..1 << problem.sessions.len()).map(|bits| {
            (0..problem.sessions.len()).filter(|s| bits & (1 << s) != 0).map(|s| place(athlete, s)).collect::<Vec<_>>()
        });
        let fine = |plan: &Vec<Placement>| {
            verify(problem, plan).iter().all(|v| matches!(v, Violation::Pin(Pin::Here(_)) | Violation::Overfull(_)))
        };
        subsets.filter(fine).collect()
    };
    let mut plans: Vec<Vec<Placement>> = vec![Vec::new()];
    for athlete in 0..problem.athletes.len() {
        let choices = own(athlete);
        plans = plans.iter().flat_map(|plan| choices.iter().map(move |more| [&plan[..], &more[..]].concat())).collect();
    }
    let good = plans.into_iter().filter(|plan| verify(problem, plan).is_empty());
    good.map(|plan| Score::count(problem, &plan)).max().expect("nobody anywhere breaks no rule")
}

/// Whether joining the session would break the rule that the reason names.
fn is_true(problem: &Problem, plan: &Plan, placement: Placement, obstacle: &Obstacle) -> bool {
    let joined = [&plan.placements[..], &[placement]].concat();
    let broken = verify(problem, &joined);
    let has = |violation: Violation| broken.contains(&violation);
    match obstacle {
        Obstacle::PinnedOut => has(Violation::Pin(Pin::Never(placement))),
        Obstacle::Clash(busy) => has(Violation::Busy(placement, *busy)),
        Obstacle::NeedsNotMet(needs) => needs.iter().all(|need| has(Violation::Need(placement, need.clone()))),
        Obstacle::TrainerSport => has(Violation::Trainer(placement)),
        Obstacle::OtherGroup => has(Violation::Group(placement)),
        Obstacle::Prerequisite(course) => has(Violation::Prerequisite(placement, *course)),
        Obstacle::Workshop(other) => broken.iter().any(|v| match v {
            Violation::AtOnce(_, s, t) => BTreeSet::from([*s, *t]) == BTreeSet::from([*other, placement.session]),
            _ => false,
        }),
        Obstacle::Full(position) => has(Violation::Overfull(placement.session)) && *position >= 1,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Were the model wrong in any rule or the order of levels, somebody would lose a place that was theirs.
    #[test]
    fn the_solver_equals_trying_every_plan_and_its_reasons_are_true(problem in small()) {
        let plan = solved(&problem).expect("a plan");
        prop_assert_eq!(verify(&problem, &plan.placements), vec![]);
        prop_assert_eq!(plan.solver, Solver::Cbc);
        prop_assert!(plan.levels.iter().all(|l| l.gap == Some(0.0)), "{:?}", plan.levels);
        prop_assert_eq!(Score::count(&problem, &plan.placements), brute(&problem));
        for want in &plan.unplaced {
            let sessions = problem.sessions.iter().filter(|s| s.course == want.course).count();
            prop_assert_eq!(want.obstacles.len(), sessions, "a session that is open was passed over: {:?}", want);
            for (session, obstacle) in &want.obstacles {
                let placement = place(want.athlete, *session);
                prop_assert!(is_true(&problem, &plan, placement, obstacle), "{:?} in {}", obstacle, session);
            }
        }
        let simple = greedy(&problem);
        prop_assert_eq!(verify(&problem, &simple.placements), vec![]);
        prop_assert!(Score::count(&problem, &simple.placements) <= Score::count(&problem, &plan.placements));
    }
}

#[test]
fn a_session_past_midnight_clashes_with_the_start_of_the_next_day() {
    let mut problem = plain(1, vec![session(0, 0, 5)], 1);
    problem.sessions[0].until = problem.sessions[0].from.plus(90 * MINUTE);
    let start = Busy { kind: BusyKind::Start, from: at(1), until: at(2), place: None };
    problem.athletes[0].busy = vec![start];
    let plan = solved(&problem).expect("a plan");
    assert_eq!(plan.unplaced[0].obstacles, [(0, Obstacle::Clash(0))]);
}

#[test]
fn the_hour_that_a_clock_shows_twice_is_two_hours() {
    // 27 October 2024 in London: 01:30 BST is 00:30 UTC, 01:30 GMT an hour later.
    let first = UnixMillis(1_729_989_000_000);
    let mut problem = plain(2, vec![session(0, 0, 1), session(1, 0, 1)], 1);
    problem.athletes[0].wants = vec![want(0, Weight::May, 1), want(1, Weight::May, 2)];
    for (no, from) in [(0, first), (1, first.plus(HOUR))] {
        problem.sessions[no].from = from;
        problem.sessions[no].until = from.plus(HOUR);
    }
    let plan = solved(&problem).expect("a plan");
    assert_eq!(plan.placements, [place(0, 0), place(0, 1)], "the same figures on the clock are not the same moment");
}

#[test]
fn the_way_to_a_start_counts_and_the_waiting_list_is_in_order_of_rank() {
    let mut problem = plain(1, vec![session(0, 0, 1)], 3);
    problem.travel = Travel { places: 2, minutes: vec![0, 40, 40, 0] };
    problem.sessions[0].place = Some(0);
    let start =
        |minutes| Busy { kind: BusyKind::Start, from: at(2).plus(minutes * MINUTE), until: at(5), place: Some(1) };
    problem.athletes[0].busy = vec![start(39)];
    problem.athletes[1].busy = vec![start(40)];
    problem.athletes[2].wants[0].weight = Weight::May;
    let plan = solved(&problem).expect("a plan");
    assert_eq!(plan.placements, [place(1, 0)]);
    let why: Vec<_> = plan.unplaced.iter().map(|w| (w.athlete, w.obstacles[0].1.clone())).collect();
    assert_eq!(why, [(0, Obstacle::Clash(0)), (2, Obstacle::Full(1))]);
}

#[test]
fn decisions_that_contradict_each_other_are_named_and_no_others() {
    let mut problem = plain(2, vec![session(0, 0, 2), session(1, 0, 9), session(1, 9, 9)], 5);
    let here = |a, s| Pin::Here(place(a, s));
    problem.pins = vec![here(3, 2), here(0, 0), here(1, 0), here(2, 0), Pin::Never(place(4, 0))];
    let Err(NoPlan::Contradiction(found)) = solved(&problem) else { panic!("three people on two chairs") };
    assert_eq!(found.pins.into_iter().collect::<BTreeSet<_>>(), [here(0, 0), here(1, 0), here(2, 0)].into());
    assert_eq!(found.violations, [Violation::Overfull(0)]);

    // A rule that one decision breaks alone needs no solver.
    problem.pins = vec![here(0, 0)];
    problem.athletes[0].needs = ["step-free".to_owned()].into();
    let alone = solve(&problem, None, Limits::usual(&GO_ON));
    let Err(NoPlan::Contradiction(found)) = alone else { panic!("a need that is not met") };
    assert_eq!(
        (found.pins, found.violations),
        (vec![here(0, 0)], vec![Violation::Need(place(0, 0), "step-free".into())])
    );
}

#[test]
fn those_whose_must_keeps_anothers_out_are_named() {
    let mut problem = plain(2, vec![session(0, 0, 2), session(1, 20, 1)], 4);
    problem.athletes[3].wants = vec![want(1, Weight::Must, 1)];
    let plan = solved(&problem).expect("a plan");
    let blocked = plan.unplaced.iter().find(|w| w.must).expect("three musts for two places");
    let found = blocking_musts(&problem, &plan, (blocked.athlete, 0), &cbc(), Limits::usual(&GO_ON)).expect("in time");
    let others: Vec<_> = (0..3).filter(|a| *a != blocked.athlete).map(|a| (a, 0)).collect();
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), others.into_iter().collect());
}

#[test]
fn what_was_announced_stays_where_nothing_above_it_is_lost() {
    let mut problem = plain(1, vec![session(0, 0, 2), session(0, 9, 2)], 4);
    problem.announced = vec![place(0, 1), place(1, 0), place(2, 1), place(3, 0)];
    let plan = solved(&problem).expect("a plan");
    assert_eq!(plan.placements, [place(0, 1), place(1, 0), place(2, 1), place(3, 0)]);
    // A start that moves takes its own athlete out and nobody else.
    problem.athletes[0].busy = vec![Busy { kind: BusyKind::Start, from: at(10), until: at(11), place: None }];
    problem.sessions[0].capacity = 3;
    let plan = solved(&problem).expect("a plan");
    assert_eq!(plan.placements, [place(0, 0), place(1, 0), place(2, 1), place(3, 0)]);
    assert_eq!(plan.levels[4].kind, LevelKind::Kept);
    assert_eq!(plan.levels[4].value, 3);
}

#[test]
fn without_a_solver_or_time_there_is_a_plan_and_it_claims_nothing() {
    let sessions = (0..30).map(|s| session(usize::try_from(s).unwrap() % 3, s * 2, 3)).collect();
    let mut problem = plain(3, sessions, 60);
    for (a, athlete) in problem.athletes.iter_mut().enumerate() {
        athlete.wants = (0..3).map(|c| want((a + c) % 3, Weight::May, u8::try_from(c + 1).unwrap())).collect();
    }
    let stop = AtomicBool::new(true);
    let began = Instant::now();
    let called_off = solve(&problem, Some(&cbc()), Limits::usual(&stop)).expect("a plan");
    let out_of_time = Limits { time: Duration::ZERO, ..Limits::usual(&GO_ON) };
    let late = solve(&problem, Some(&cbc()), out_of_time).expect("a plan");
    assert!(began.elapsed() < Duration::from_secs(5));
    let alone = solve(&problem, None, Limits::usual(&GO_ON)).expect("a plan");
    for plan in [called_off, late, alone] {
        assert_eq!(verify(&problem, &plan.placements), []);
        assert_eq!(plan.unplaced, reasons(&problem, &plan.placements));
        assert_eq!(plan.levels[1].gap, None, "nothing was proven");
        assert_eq!(plan.placements.len(), 90, "every chair is taken all the same");
    }
}
