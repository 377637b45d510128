//! The allocation of workshops: a real roster with its real starts where it is at hand, and a larger one grown from it;
//! the solver beside the greedy pass. What people want is drawn with a fixed seed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::atomic::AtomicBool,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow, bail};
use grandstand_allocation::{
    Athlete, Busy, BusyKind, Cbc, Course, LevelKind, Limits, Placement, Plan, Problem, Session, Sport, Travel, Want,
    Weight, greedy, solve, verify,
};
use grandstand_domain::{
    odf::AthleteCode,
    time::{DAY, HOUR, UnixMillis},
};
use grandstand_roster::{Sheet, ZoneName};

/// 26 July 2024, midnight in Paris: the day of the opening.
const OPENING: i64 = 1_721_944_800_000;
const DAYS_BEFORE: u64 = 30;
const DAYS_OF_GAMES: u64 = 17;
const CAPACITY: usize = 12;
/// Venues of starts are numbered from here; below stand the places of workshops: two at home, one at the House.
const FIRST_VENUE: usize = 3;
const COURSES: usize = 8;
const NEEDS: [&str; 4] = ["step-free", "sign-language", "quiet-room", "screen-reader"];

/// Draws and solves both problems and a re-allocation, and prints a table.
pub(crate) fn run(folder: &Path) -> Result<()> {
    let cbc = Cbc::find().context("cbc is not installed: script/setup installs coinor-cbc")?;
    let roster = Roster::read(folder)?;
    let mut drawn = Drawn { state: 5 };
    let real = drawn.problem(&roster, roster.athletes.len(), 60);
    println!("| problem | level | greedy | solver | gap | solver's time |\n| --- | --- | --- | --- | --- | --- |");
    let plan = measure("real roster, 60 sessions", &real, &cbc, Duration::from_secs(10))?;
    let moved = drawn.moved(&real, &plan);
    measure("the same after 20 starts moved", &moved, &cbc, Duration::from_secs(10))?;
    let large = drawn.problem(&roster, 1_000, 150);
    measure("1,000 athletes, 150 sessions", &large, &cbc, Duration::from_mins(1))?;
    Ok(())
}

fn measure(name: &str, problem: &Problem, cbc: &Cbc, time: Duration) -> Result<Plan> {
    let began = Instant::now();
    let simple = greedy(problem);
    let simple_took = began.elapsed();
    let never = AtomicBool::new(false);
    let began = Instant::now();
    let plan = solve(problem, Some(cbc), Limits { time, ..Limits::usual(&never) })?;
    let took = began.elapsed();
    if !verify(problem, &plan.placements).is_empty() || !verify(problem, &simple.placements).is_empty() {
        bail!("{name}: a plan breaks a rule");
    }
    let wants: usize = problem.athletes.iter().map(|a| a.wants.len()).sum();
    let head = format!("{name}: {} athletes, {wants} wants, {} places", problem.athletes.len(), places(problem));
    println!("| {head} | placed | {} | {} | | |", simple.placements.len(), plan.placements.len());
    println!(
        "| | first choices met | {} | {} | | |",
        first_choices(problem, &simple.placements),
        first_choices(problem, &plan.placements)
    );
    for (level, other) in plan.levels.iter().zip(&simple.levels) {
        let gap = level.gap.map_or("unknown".to_owned(), |gap| format!("{:.3} %", gap * 100.0));
        let (kind, shown) = (level.kind, |value| shown(level.kind, value));
        println!(
            "| | {} | {} | {} | {gap} | {} ms |",
            label(kind),
            shown(other.value),
            shown(level.value),
            level.millis
        );
    }
    println!("| | whole time | {} ms | {} ms | | |", simple_took.as_millis(), took.as_millis());
    Ok(plan)
}

fn label(kind: LevelKind) -> &'static str {
    match kind {
        LevelKind::Must => "must-attend met",
        LevelKind::Preferences => "points of preferences",
        LevelKind::SportShare => "least share met in a sport",
        LevelKind::GamesShare => "lesser share of the two Games",
        LevelKind::Kept => "announced and kept",
    }
}

fn shown(kind: LevelKind, value: u64) -> String {
    match kind {
        LevelKind::SportShare | LevelKind::GamesShare => format!("{:.1} %", value as f64 / 10_000.0),
        _ => value.to_string(),
    }
}

fn places(problem: &Problem) -> usize {
    problem.sessions.iter().map(|s| s.capacity).sum()
}

fn first_choices(problem: &Problem, placements: &[Placement]) -> usize {
    let met = |p: &&Placement| {
        let course = problem.sessions[p.session].course;
        problem.athletes[p.athlete].wants.iter().any(|w| w.course == course && w.rank == 1)
    };
    placements.iter().filter(met).count()
}

/// What the files say: each athlete's discipline and starts.
struct Roster {
    sports: Vec<Sport>,
    venues: usize,
    athletes: Vec<(usize, Vec<(i64, usize)>)>,
}

impl Roster {
    fn read(folder: &Path) -> Result<Self> {
        let sheet = |name: &str| {
            let bytes = fs::read(folder.join(name)).with_context(|| name.to_owned())?;
            Sheet::read(&bytes).map_err(|why| anyhow!("{name}: {why:?}"))
        };
        let (mut sports, mut venues) = (BTreeMap::new(), BTreeMap::new());
        let mut starts: BTreeMap<AthleteCode, Vec<(i64, usize)>> = BTreeMap::new();
        let list = grandstand_roster::starts(&sheet("competition-GBR.csv")?, &ZoneName::utc());
        for (_, start) in list.map_err(|why| anyhow!("starts: {why:?}"))?.good {
            let count = venues.len();
            let venue = start.venue.map(|venue| venue.name).unwrap_or_default();
            let venue = *venues.entry(venue).or_insert(FIRST_VENUE + count);
            starts.entry(start.athlete).or_default().push((start.starts_at.0, venue));
        }
        let mut athletes = Vec::new();
        let list = grandstand_roster::roster(&sheet("roster-GBR.csv")?);
        for (_, line) in list.map_err(|why| anyhow!("roster: {why:?}"))?.good {
            let first = line.entry.disciplines.first().map(ToString::to_string).unwrap_or_default();
            let count = sports.len();
            let sport = *sports.entry(first).or_insert(count);
            let mut own = starts.remove(&line.entry.code).unwrap_or_default();
            own.sort_unstable();
            own.dedup();
            athletes.push((sport, own));
        }
        let mut named: Vec<(usize, String)> = sports.into_iter().map(|(code, no)| (no, code)).collect();
        named.sort_unstable();
        let sports = named.into_iter().map(|(_, code)| Sport { code, paralympic: false }).collect();
        Ok(Self { sports, venues: venues.len(), athletes })
    }
}

/// A source of numbers that is the same in every run (splitmix64).
struct Drawn {
    state: u64,
}

impl Drawn {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }

    fn index(&mut self, most: usize) -> usize {
        self.below(most as u64) as usize
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// A problem with the roster's athletes; those beyond them have the starts of others, half of them Paralympic.
    fn problem(&mut self, roster: &Roster, athletes: usize, sessions: usize) -> Problem {
        let mut sports = roster.sports.clone();
        let olympic = sports.len();
        sports.extend(roster.sports.iter().map(|s| Sport { code: format!("{}-P", s.code), paralympic: true }));
        let places = FIRST_VENUE + roster.venues;
        let minutes = (0..places * places).map(|at| minutes_between(at / places, at % places)).collect();
        let mut problem = Problem {
            courses: (0..COURSES)
                .map(|c| Course { requires: if c == 1 || c == 3 { vec![c - 1] } else { vec![] } })
                .collect(),
            travel: Travel { places, minutes },
            ..Problem::default()
        };
        problem.sessions = (0..sessions).map(|s| self.session(s, sports.len())).collect();
        for number in 0..athletes {
            let (sport, starts) = &roster.athletes[number % roster.athletes.len()];
            let paralympic = number >= roster.athletes.len() && number % 2 == 0;
            problem.athletes.push(self.athlete(if paralympic { sport + olympic } else { *sport }, paralympic, starts));
        }
        problem.sports = sports;
        problem
    }

    fn session(&mut self, number: usize, sports: usize) -> Session {
        let day = self.below(DAYS_BEFORE + DAYS_OF_GAMES);
        let from = OPENING + (day as i64 - DAYS_BEFORE as i64) * DAY + (9 + self.below(9) as i64) * HOUR;
        let place = if self.chance(25) {
            None
        } else if day < DAYS_BEFORE {
            Some(self.index(2))
        } else {
            Some(2)
        };
        let offered = [80, 25, 50, 60];
        let offers =
            NEEDS.iter().zip(offered).filter(|(_, percent)| self.chance(*percent)).map(|(n, _)| (*n).to_owned());
        Session {
            course: number % COURSES,
            from: UnixMillis(from),
            until: UnixMillis(from + 2 * HOUR),
            place,
            capacity: CAPACITY,
            offers: offers.collect(),
            sports: self.chance(25).then(|| (0..sports).filter(|_| self.chance(60)).collect()),
            group: None,
        }
    }

    fn athlete(&mut self, sport: usize, paralympic: bool, starts: &[(i64, usize)]) -> Athlete {
        let mut busy = Vec::new();
        let mut add = |kind, from: i64, until: i64, place| {
            busy.push(Busy { kind, from: UnixMillis(from), until: UnixMillis(until), place });
        };
        for (start, venue) in starts {
            add(BusyKind::Rest, start - 3 * HOUR, *start, Some(*venue));
            add(BusyKind::Start, *start, start + 2 * HOUR, Some(*venue));
        }
        for day in 0..(DAYS_BEFORE + DAYS_OF_GAMES) as i64 {
            for hour in [7 + self.below(4) as i64, 13 + self.below(5) as i64] {
                let from = OPENING + (day - DAYS_BEFORE as i64) * DAY + hour * HOUR;
                add(BusyKind::Training, from, from + 2 * HOUR, None);
            }
        }
        let first = starts.first().map_or(OPENING, |(start, _)| *start);
        let leaves = first - (3 + self.below(4) as i64) * DAY;
        add(BusyKind::Travel, leaves, leaves + 10 * HOUR, None);
        let mut wants: Vec<Want> = Vec::new();
        while wants.len() < 3 {
            let course = self.index(COURSES);
            if wants.iter().all(|w| w.course != course) {
                let weight = if self.chance(25) { Weight::Must } else { Weight::May };
                let weight = if weight == Weight::May && self.chance(25) { Weight::Should } else { weight };
                wants.push(Want { course, weight, rank: wants.len() as u8 + 1 });
            }
        }
        let percent = if paralympic { 30 } else { 5 };
        let needs = NEEDS.iter().filter(|_| self.chance(percent)).map(|n| (*n).to_owned()).collect();
        let holds: BTreeSet<usize> = [0, 2].into_iter().filter(|_| self.chance(50)).collect();
        wants.retain(|w| !holds.contains(&w.course));
        Athlete { sport, needs, busy, wants, holds, ..Athlete::default() }
    }

    /// The problem after 20 starts took the time of a session that their athlete was told to go to.
    fn moved(&mut self, problem: &Problem, plan: &Plan) -> Problem {
        let mut moved = problem.clone();
        moved.announced.clone_from(&plan.placements);
        for _ in 0..20 {
            let told = plan.placements[self.index(plan.placements.len())];
            let session = &problem.sessions[told.session];
            let start = Busy { kind: BusyKind::Start, from: session.from, until: session.until, place: None };
            moved.athletes[told.athlete].busy.push(start);
        }
        moved
    }
}

/// Home is four hours from the Games; there, half an hour to an hour and a quarter from one place to another.
fn minutes_between(one: usize, other: usize) -> u16 {
    match (one, other) {
        _ if one == other => 0,
        (0, 1) | (1, 0) => 60,
        _ if one < 2 || other < 2 => 240,
        _ => 30 + ((one * 7 + other * 7) % 4) as u16 * 15,
    }
}
