//! What the programme achieved at a Games: attendance, checks, skills, and reach before and after for those who agree; of everyone
//! whose figures the viewer may see, together.

use std::collections::{BTreeMap, HashMap, HashSet};

use grandstand_domain::{
    account::Actor,
    anonymity::{Group, LEAST, median},
    course::Checked,
    id::{AccountId, CourseId, RosterEntryId},
    odf::Discipline,
    organisation::OrganisationKind,
    permit::Act,
    reach as rules,
    time::UnixMillis,
    workshop::SeatState,
};
use grandstand_store::{self as store, games::Games};

use crate::{ctx::Ctx, error::AppError, permit, workshop::situation::Situation};

/// Which Games an organisation's athletes go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The Olympic Games.
    Olympic,
    /// The Paralympic Games.
    Paralympic,
}

/// Whom a line tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Everyone.
    All,
    /// Of one side.
    Side(Side),
    /// Of a sport; none where a roster names none.
    Sport(Option<Discipline>),
}

/// What a course achieved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CourseLine {
    /// Its title.
    pub title: String,
    /// Who teaches it.
    pub organisation: String,
    /// Workshops that were not called off.
    pub workshops: usize,
    /// Their seats.
    pub seats: i64,
    /// Athletes who attended, each time they did.
    pub attended: usize,
    /// Seats whose athletes did not come.
    pub missed: usize,
    /// Athletes who wait for a seat.
    pub waiting: usize,
    /// Athletes who passed its check; none where it has none.
    pub passed: Option<usize>,
    /// Athletes who hold its skill now.
    pub skills: usize,
}

/// What a group of athletes achieved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those who attended anything.
    pub attended: usize,
    /// Seats that were attended.
    pub seats_attended: usize,
    /// Seats that were missed.
    pub seats_missed: usize,
    /// Checks that were passed.
    pub passed: usize,
    /// Skills held now.
    pub skills: usize,
}

/// Median views of the public posts of an athlete in the days before and after their first workshop of a course.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Before.
    pub before: i64,
    /// After.
    pub after: i64,
}

/// The results of a Games.
#[derive(Debug)]
pub struct Results {
    /// Which.
    pub games: Games,
    /// Whose, by name.
    pub organisations: Vec<String>,
    /// The courses that were taught.
    pub courses: Vec<CourseLine>,
    /// Athletes by side and sport.
    pub athletes: Group<Whom, Tally>,
    /// Reach by course, side and sport: title of the course, and who agreed and attended long enough ago.
    pub reach: Vec<(String, Group<Whom, Reach>)>,
    /// Athletes who agree that their reach counts.
    pub agreed: usize,
}

/// The results of a Games, of every organisation whose figures the actor may see.
///
/// # Errors
/// `Forbidden` when there is none.
pub async fn read(ctx: &Ctx, actor: &Actor, slug: &str) -> Result<Results, AppError> {
    let mut tx = ctx.begin_read().await?;
    let organisations = permit::organisations(&mut tx, actor, Act::SeeFigures).await?;
    if organisations.is_empty() {
        return Err(AppError::Forbidden);
    }
    let games = store::games::by_slug(&mut tx, slug).await?.ok_or(AppError::NotFound)?;
    let (mut situations, mut sees_names) = (Vec::new(), true);
    for organisation in &organisations {
        let situation = Situation::read(ctx, &mut tx, organisation.id, games.id).await?;
        if situation.people.is_empty() && situation.workshops.is_empty() {
            continue;
        }
        sees_names &= permit::holds(&mut tx, actor, Act::RunWorkshops, organisation.id).await?;
        situations.push(situation);
    }
    let agreed = store::reach::agreed(&mut tx).await?;
    let accounts: Vec<AccountId> =
        situations.iter().flat_map(|s| &s.people).filter_map(|p| p.account).filter(|id| agreed.contains(id)).collect();
    let mut views: HashMap<AccountId, Vec<(i64, i64)>> = HashMap::new();
    for (account, day, count) in store::reach::views(&mut tx, &accounts).await? {
        views.entry(account).or_default().push((day, count));
    }
    drop(tx);
    let now = ctx.now();
    let mut athletes = tallies(&situations, now);
    if !sees_names {
        athletes.suppress();
    }
    Ok(Results {
        organisations: situations.iter().map(|s| s.organisation.name.clone()).collect(),
        courses: situations.iter().flat_map(|s| s.courses.iter().map(|c| line(s, c, now))).collect(),
        athletes,
        reach: reached(&situations, &agreed, &views, now),
        agreed: accounts.iter().collect::<HashSet<_>>().len(),
        games,
    })
}

/// What is known of each sport of each side: how many they are, and what of them.
type Sports<T> = BTreeMap<(Side, Option<Discipline>), (usize, T)>;

fn side(situation: &Situation) -> Side {
    match situation.organisation.kind {
        OrganisationKind::Npc => Side::Paralympic,
        _ => Side::Olympic,
    }
}

fn sport(person: &crate::workshop::situation::Person) -> Option<Discipline> {
    person.entry.entry.disciplines.first().copied()
}

fn line(situation: &Situation, course: &store::course::Course, now: UnixMillis) -> CourseLine {
    let workshops: Vec<_> =
        situation.workshops.iter().filter(|w| w.course == course.id && w.cancelled_at.is_none()).collect();
    let count = |state| situation.seats.iter().filter(|s| s.course == course.id && s.state == state).count();
    let people = || situation.people.iter().map(|p| p.entry.id);
    let checked = people().next().is_some_and(|entry| situation.checked(entry, course.id) != Checked::None);
    CourseLine {
        title: course.title.clone(),
        organisation: situation.organisation.name.clone(),
        workshops: workshops.len(),
        seats: workshops.iter().map(|w| w.capacity).sum(),
        attended: count(SeatState::Attended),
        missed: count(SeatState::Missed),
        waiting: count(SeatState::Waiting),
        passed: checked.then(|| people().filter(|entry| has_passed(situation, *entry, course.id)).count()),
        skills: people().filter(|e| situation.skill(*e, course.id).is_some_and(|skill| skill.counts(now))).count(),
    }
}

fn has_passed(situation: &Situation, entry: RosterEntryId, course: CourseId) -> bool {
    matches!(situation.checked(entry, course), Checked::Passed(_))
}

/// Athletes by side and sport, with what each group achieved.
fn tallies(situations: &[Situation], now: UnixMillis) -> Group<Whom, Tally> {
    let mut found: Sports<Tally> = BTreeMap::new();
    for situation in situations {
        for person in &situation.people {
            let entry = person.entry.id;
            let (count, tally) = found.entry((side(situation), sport(person))).or_default();
            let seats = |state| situation.seats_of(entry).filter(|s| s.state == state).count();
            let counts = |course: CourseId| situation.skill(entry, course).is_some_and(|skill| skill.counts(now));
            *count += 1;
            tally.attended += usize::from(seats(SeatState::Attended) > 0);
            tally.seats_attended += seats(SeatState::Attended);
            tally.seats_missed += seats(SeatState::Missed);
            tally.passed += situation.courses.iter().filter(|c| has_passed(situation, entry, c.id)).count();
            tally.skills += situation.courses.iter().filter(|c| counts(c.id)).count();
        }
    }
    grouped(found, |tallies| {
        tallies.into_iter().fold(Tally::default(), |sum, one| Tally {
            attended: sum.attended + one.attended,
            seats_attended: sum.seats_attended + one.seats_attended,
            seats_missed: sum.seats_missed + one.seats_missed,
            passed: sum.passed + one.passed,
            skills: sum.skills + one.skills,
        })
    })
}

/// A tree of everyone, sides and sports from what is known of each sport of each side, where `sum` puts several together.
fn grouped<T: Clone, V>(found: Sports<T>, sum: impl Fn(Vec<T>) -> V) -> Group<Whom, V> {
    let mut sides: BTreeMap<Side, Vec<(Option<Discipline>, usize, T)>> = BTreeMap::new();
    for ((side, sport), (count, value)) in found {
        sides.entry(side).or_default().push((sport, count, value));
    }
    let count = |sports: &[(Option<Discipline>, usize, T)]| sports.iter().map(|s| s.1).sum::<usize>();
    let values = |sports: &[(Option<Discipline>, usize, T)]| sports.iter().map(|s| s.2.clone()).collect::<Vec<T>>();
    let everyone: Vec<_> = sides.values().flatten().cloned().collect();
    let parts = sides.iter().map(|(side, sports)| {
        let below = sports.iter().map(|s| Group::new(Whom::Sport(s.0), s.1, sum(vec![s.2.clone()]), Vec::new()));
        Group::new(Whom::Side(*side), count(sports), sum(values(sports)), below.collect())
    });
    Group::new(Whom::All, count(&everyone), sum(values(&everyone)), parts.collect())
}

/// Reach around the first workshop of each course that an athlete attended, of those who agree and whose days after it are over.
/// Courses that fewer than [`LEAST`] of them attended are left out.
fn reached(
    situations: &[Situation],
    agreed: &HashSet<AccountId>,
    views: &HashMap<AccountId, Vec<(i64, i64)>>,
    now: UnixMillis,
) -> Vec<(String, Group<Whom, Reach>)> {
    let mut all = Vec::new();
    for situation in situations {
        for course in &situation.courses {
            let mut found: Sports<Vec<(i64, i64)>> = BTreeMap::new();
            for person in &situation.people {
                let Some(account) = person.account.filter(|id| agreed.contains(id)) else { continue };
                let there = situation.seats_of(person.entry.id);
                let there = there.filter(|s| s.course == course.id && s.state == SeatState::Attended);
                let first = there.filter_map(|s| situation.workshop(s.workshop)).map(|w| w.from).min();
                let Some(first) = first.filter(|at| rules::is_over(*at, now)) else { continue };
                let (count, sums) = found.entry((side(situation), sport(person))).or_default();
                *count += 1;
                sums.push(rules::around(first, views.get(&account).into_iter().flatten().copied()));
            }
            let mut group = grouped(found, |sums| {
                let sums: Vec<(i64, i64)> = sums.into_iter().flatten().collect();
                let of = |which: fn(&(i64, i64)) -> i64| median(sums.iter().map(which).collect()).unwrap_or_default();
                Reach { before: of(|sum| sum.0), after: of(|sum| sum.1) }
            });
            group.suppress();
            if group.count >= LEAST {
                all.push((course.title.clone(), group));
            }
        }
    }
    all
}

/// Which Games there are, as (short name, name), for those who may see any figures.
pub async fn games(ctx: &Ctx, actor: &Actor) -> Result<Vec<(String, String)>, AppError> {
    let mut tx = ctx.begin_read().await?;
    permit::require_somewhere(&mut tx, actor, Act::SeeFigures).await?;
    Ok(store::games::list(&mut tx).await?.into_iter().map(|g| (g.slug, g.name)).collect())
}
