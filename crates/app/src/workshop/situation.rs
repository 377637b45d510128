//! All that matters for the workshops of one roster, as it stands in the database and as the problem that
//! `grandstand-allocation` solves. Everything in a problem is named by its place in a list; the maps between those
//! places and ids live here and nowhere else.

mod index;
mod part;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use grandstand_allocation::{Athlete, Busy, BusyKind, Obstacle, Pin, Placement, Problem, Want, Weight};
use grandstand_domain::{
    access::Need,
    course,
    id::{AccountId, CourseId, GamesId, GroupId, OrganisationId, RosterEntryId, WorkshopId},
    time::{HOUR, UnixMillis},
    way::Way,
    workshop::SeatState,
};
use grandstand_store::{
    self as store, ReadTx, course::Course, games::Games, organisation::Organisation, roster::Place,
    roster::RosterEntry, seat::Seat, workshop::Workshop,
};
use serde::{Deserialize, Serialize};

pub use index::Index;
use part::Part;

use super::{access::Access, skill::Checks};
use crate::{ctx::Ctx, error::AppError};

/// Before a start an athlete is on the field of play or on the way to it.
pub const BEFORE_START: i64 = HOUR;
/// For so long after its time a start keeps an athlete: the event, the mixed zone, doping control.
pub const AFTER_START: i64 = 2 * HOUR;

/// What keeps an athlete out of a workshop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Staff said no, or they gave the seat back themselves.
    Barred,
    /// It is later than the day by which staff want it.
    Late,
    /// It clashes with something in their days, or with the way there.
    Clash {
        /// What it is.
        what: String,
        /// When it begins.
        from: UnixMillis,
    },
    /// It does not offer what they need.
    Needs(Vec<Need>),
    /// The trainer does not teach their sport.
    TrainerSport,
    /// It is for this group only, and they are not in it.
    OnlyFor(GroupId),
    /// They have not taken this course before it.
    Prerequisite(CourseId),
    /// It clashes with another workshop of theirs.
    Workshop(WorkshopId),
    /// It is full, and so many stand before them or are they themselves: 1 is next.
    Full(usize),
}

/// An athlete of the roster.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their entry.
    pub entry: RosterEntry,
    /// Their account, once they have claimed it.
    pub account: Option<AccountId>,
}

/// The roster with its courses, workshops, seats, wants and needs.
#[derive(Debug)]
pub struct Situation {
    /// Whose.
    pub organisation: Organisation,
    /// For which Games.
    pub games: Games,
    /// Everyone, by family name.
    pub people: Vec<Person>,
    /// All courses of the organisation by title, those that ended among them.
    pub courses: Vec<Course>,
    /// What each course requires.
    pub requires: Vec<(CourseId, CourseId)>,
    /// All workshops, earliest first, those that were called off among them.
    pub workshops: Vec<Workshop>,
    /// All seats, by the time of their workshops.
    pub seats: Vec<Seat>,
    /// Groups of athletes, by name.
    pub groups: Vec<store::group::Group>,
    /// Who is in which of them.
    pub members: BTreeSet<(GroupId, RosterEntryId)>,
    /// What staff want.
    pub wants: Vec<store::course::Want>,
    /// What athletes would like.
    pub wishes: Vec<store::course::Wish>,
    access: HashMap<RosterEntryId, Access>,
    barred: Vec<(WorkshopId, RosterEntryId)>,
    ways: Vec<Way>,
    waiting: HashMap<WorkshopId, i64>,
    busy: HashMap<RosterEntryId, Vec<Taken>>,
    pub(super) checks: Checks,
    pub(super) now: UnixMillis,
}

/// A stretch of an athlete's days.
#[derive(Clone, Debug)]
struct Taken {
    kind: BusyKind,
    from: UnixMillis,
    until: UnixMillis,
    place: String,
    what: String,
}

impl Situation {
    /// Reads it all. The caller has looked at who asks.
    pub async fn read(
        ctx: &Ctx,
        tx: &mut ReadTx,
        organisation: OrganisationId,
        games: GamesId,
    ) -> Result<Self, AppError> {
        let part = Part::whole(ctx, tx, organisation, games).await?;
        Self::with(ctx, tx, organisation, games, part).await
    }

    /// As [`Situation::read`], for one athlete: as if nobody else were on the roster, but that others wait. It costs the same
    /// however many athletes there are.
    pub async fn of_one(ctx: &Ctx, tx: &mut ReadTx, place: &Place) -> Result<Self, AppError> {
        let part = Part::of_one(ctx, tx, place).await?;
        Self::with(ctx, tx, place.organisation, place.games, part).await
    }

    async fn with(
        ctx: &Ctx,
        tx: &mut ReadTx,
        organisation: OrganisationId,
        games: GamesId,
        part: Part,
    ) -> Result<Self, AppError> {
        Ok(Self {
            organisation: store::organisation::get(tx, organisation).await?.ok_or(AppError::NotFound)?,
            games: store::games::get(tx, games).await?.ok_or(AppError::NotFound)?,
            people: part.people,
            courses: store::course::of_organisation(tx, organisation).await?,
            requires: store::course::requires(tx, organisation).await?,
            workshops: store::workshop::of_organisation(tx, organisation, games).await?,
            seats: part.seats,
            groups: store::group::of_organisation(tx, organisation, games).await?,
            members: part.members,
            wants: part.wants,
            wishes: part.wishes,
            barred: part.barred,
            ways: store::way::of_games(tx, games).await?.into_iter().map(|stored| stored.way).collect(),
            waiting: store::seat::waiting(tx, organisation, games).await?.into_iter().collect(),
            busy: part.busy,
            checks: part.checks,
            access: part.access,
            now: ctx.now(),
        })
    }

    /// An athlete of the roster.
    pub fn person(&self, entry: RosterEntryId) -> Option<&Person> {
        self.people.iter().find(|p| p.entry.id == entry)
    }

    /// A workshop.
    pub fn workshop(&self, id: WorkshopId) -> Option<&Workshop> {
        self.workshops.iter().find(|w| w.id == id)
    }

    /// A course.
    pub fn course(&self, id: CourseId) -> Option<&Course> {
        self.courses.iter().find(|c| c.id == id)
    }

    /// What a group is called; empty for one that is gone.
    pub fn group_name(&self, id: GroupId) -> &str {
        self.groups.iter().find(|group| group.id == id).map_or("", |group| &group.name)
    }

    /// What an athlete needs.
    pub fn access(&self, entry: RosterEntryId) -> Access {
        self.access.get(&entry).cloned().unwrap_or_default()
    }

    /// Workshops that can still be planned for.
    pub fn coming(&self) -> impl Iterator<Item = &Workshop> {
        self.workshops.iter().filter(|w| w.cancelled_at.is_none() && w.from > self.now)
    }

    /// How many wait for a workshop.
    pub fn waiting(&self, id: WorkshopId) -> i64 {
        self.waiting.get(&id).copied().unwrap_or_default()
    }

    /// The seats of one athlete.
    pub fn seats_of(&self, entry: RosterEntryId) -> impl Iterator<Item = &Seat> {
        self.seats.iter().filter(move |s| s.entry == entry)
    }

    /// Why an athlete cannot take a seat in a workshop, in view of their other seats but the one they would leave;
    /// nothing if they can. Whether a seat is free is not looked at.
    pub fn hindrance(&self, entry: RosterEntryId, workshop: WorkshopId, leaving: Option<WorkshopId>) -> Option<Why> {
        if self.barred.contains(&(workshop, entry)) {
            return Some(Why::Barred);
        }
        let index = Index::of(self);
        let session = index.sessions.iter().position(|w| w.id == workshop)?;
        let person = self.person(entry)?;
        let (athlete, busy) = self.athlete(person, &index);
        let own: Vec<usize> = (self.seats_of(entry))
            .filter(|s| matches!(s.state, SeatState::Placed | SeatState::Offered) && Some(s.workshop) != leaving)
            .filter(|s| s.workshop != workshop)
            .filter_map(|s| index.session(s.workshop))
            .collect();
        let mut problem = index.problem(self);
        problem.athletes = vec![athlete];
        let found = grandstand_allocation::obstacle(&problem, Placement { athlete: 0, session }, &own, 0)?;
        Some(self.why(session, found, &index, &busy))
    }

    /// The problem of the whole roster, with what names its numbers.
    pub fn problem(&self) -> (Problem, Index<'_>) {
        let mut index = Index::of(self);
        let mut problem = index.problem(self);
        for (no, person) in self.people.iter().enumerate() {
            let (athlete, busy) = self.athlete(person, &index);
            problem.athletes.push(athlete);
            index.busy.push(busy);
            index.athletes.insert(person.entry.id, no);
        }
        let placement = |workshop: WorkshopId, entry: RosterEntryId| {
            let (athlete, session) = (index.athletes.get(&entry).copied()?, index.session(workshop)?);
            Some(Placement { athlete, session })
        };
        for seat in &self.seats {
            let Some(at) = placement(seat.workshop, seat.entry) else { continue };
            match seat.state {
                SeatState::Placed => {
                    problem.announced.push(at);
                    if seat.is_pinned {
                        problem.pins.push(Pin::Here(at));
                    }
                }
                SeatState::Left => problem.pins.push(Pin::Never(at)),
                // It is nobody else's: held for someone who has not answered, or noted before the workshop began.
                SeatState::Offered | SeatState::Attended | SeatState::Missed => {
                    problem.sessions[at.session].capacity = problem.sessions[at.session].capacity.saturating_sub(1);
                    problem.athletes[at.athlete]
                        .wants
                        .retain(|want| want.course != problem.sessions[at.session].course);
                }
                SeatState::Waiting => {}
            }
        }
        let barred = self.barred.iter().filter_map(|(workshop, entry)| placement(*workshop, *entry));
        let late = self.late().filter_map(|(workshop, entry)| placement(workshop, entry));
        problem.pins.extend(barred.chain(late).map(Pin::Never));
        problem.pins.sort_unstable();
        problem.pins.dedup();
        (problem, index)
    }

    /// Workshops that are later than the day by which staff want the course of an athlete.
    fn late(&self) -> impl Iterator<Item = (WorkshopId, RosterEntryId)> {
        let dated = self.wants.iter().filter_map(|want| want.by.map(|by| (want, by)));
        dated.flat_map(|(want, by)| {
            let later = self.coming().filter(move |w| w.course == want.course && w.until > by);
            later.map(|w| (w.id, want.entry))
        })
    }

    fn athlete(&self, person: &Person, index: &Index<'_>) -> (Athlete, Vec<Taken>) {
        let entry = person.entry.id;
        let (holds, learned) = (self.skills(entry), self.learned(entry));
        let busy = self.busy.get(&entry).cloned().unwrap_or_default();
        let mut wants: BTreeMap<usize, Want> = BTreeMap::new();
        for want in self.wants.iter().filter(|w| w.entry == entry && !learned.contains(&w.course)) {
            let Some(course) = index.course(want.course) else { continue };
            let weight = match want.weight {
                course::Weight::Must => Weight::Must,
                course::Weight::Should => Weight::Should,
                course::Weight::May => Weight::May,
            };
            wants.insert(course, Want { course, weight, rank: 5 });
        }
        for wish in self.wishes.iter().filter(|w| w.entry == entry && !learned.contains(&w.course)) {
            let Some(course) = index.course(wish.course) else { continue };
            let rank = u8::try_from(wish.rank).unwrap_or(5);
            wants.entry(course).or_insert(Want { course, weight: Weight::May, rank }).rank = rank;
        }
        let athlete = Athlete {
            sport: person.entry.entry.disciplines.first().map_or(0, |code| index.sport(*code)),
            groups: (self.groups.iter().enumerate())
                .filter(|(_, group)| self.members.contains(&(group.id, entry)))
                .map(|(no, _)| no)
                .collect(),
            needs: self.access.get(&entry).map(|a| a.needs.words()).unwrap_or_default(),
            busy: busy
                .iter()
                .map(|b| Busy { kind: b.kind, from: b.from, until: b.until, place: index.place(&b.place) })
                .collect(),
            wants: wants.into_values().collect(),
            holds: holds.iter().filter_map(|course| index.course(*course)).collect(),
        };
        (athlete, busy)
    }

    fn why(&self, session: usize, obstacle: Obstacle, index: &Index<'_>, busy: &[Taken]) -> Why {
        match obstacle {
            Obstacle::PinnedOut => Why::Barred,
            Obstacle::Clash(at) => {
                busy.get(at).map_or(Why::Barred, |taken| Why::Clash { what: taken.what.clone(), from: taken.from })
            }
            Obstacle::NeedsNotMet(words) => Why::Needs(words.iter().filter_map(|word| word.parse().ok()).collect()),
            Obstacle::TrainerSport => Why::TrainerSport,
            Obstacle::OtherGroup => index.sessions.get(session).and_then(|w| w.group).map_or(Why::Barred, Why::OnlyFor),
            Obstacle::Prerequisite(course) => Why::Prerequisite(self.courses[course].id),
            Obstacle::Workshop(session) => Why::Workshop(index.sessions[session].id),
            Obstacle::Full(place) => Why::Full(place),
        }
    }

    /// An obstacle of the whole problem, in terms of ids.
    pub(super) fn told(&self, athlete: usize, session: usize, obstacle: Obstacle, index: &Index<'_>) -> Why {
        let why = self.why(session, obstacle, index, index.busy.get(athlete).map_or(&[], Vec::as_slice));
        let (workshop, entry) = (index.sessions[session].id, self.people[athlete].entry.id);
        if why == Why::Barred && self.late().any(|late| late == (workshop, entry)) { Why::Late } else { why }
    }
}
