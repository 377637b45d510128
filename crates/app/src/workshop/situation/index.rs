//! The maps between the numbers of a problem and what they name.

use std::collections::HashMap;

use grandstand_allocation::{Course as Taught, Problem, Session, Sport, Travel};
use grandstand_domain::{
    id::{CourseId, RosterEntryId, WorkshopId},
    odf::Discipline,
    organisation::OrganisationKind,
    roster::folded,
};
use grandstand_store::workshop::Workshop;

use super::{Situation, Taken};

/// What the numbers of a problem name.
#[derive(Debug)]
pub struct Index<'s> {
    /// Workshops that can still be planned for, as sessions.
    pub sessions: Vec<&'s Workshop>,
    courses: Vec<CourseId>,
    sports: Vec<Discipline>,
    places: Vec<String>,
    pub(super) athletes: HashMap<RosterEntryId, usize>,
    pub(super) busy: Vec<Vec<Taken>>,
}

impl<'s> Index<'s> {
    pub(super) fn of(situation: &'s Situation) -> Self {
        let sessions: Vec<&Workshop> = situation.coming().collect();
        let mut sports: Vec<Discipline> =
            situation.people.iter().flat_map(|p| p.entry.entry.disciplines.iter().copied()).collect();
        sports.extend(sessions.iter().flat_map(|w| w.disciplines.iter().copied()));
        sports.sort_unstable();
        sports.dedup();
        let of_days = situation.busy.values().flatten().map(|taken| folded(&taken.place));
        let mut places: Vec<String> = sessions.iter().map(|w| folded(&w.place)).chain(of_days).collect();
        places.retain(|place| !place.is_empty());
        places.sort_unstable();
        places.dedup();
        let courses = situation.courses.iter().map(|c| c.id).collect();
        Self { sessions, courses, sports, places, athletes: HashMap::new(), busy: Vec::new() }
    }

    pub(super) fn course(&self, id: CourseId) -> Option<usize> {
        self.courses.iter().position(|c| *c == id)
    }

    /// The place of a workshop among the sessions.
    pub fn session(&self, id: WorkshopId) -> Option<usize> {
        self.sessions.iter().position(|w| w.id == id)
    }

    /// The place of an athlete.
    pub fn athlete(&self, id: RosterEntryId) -> Option<usize> {
        self.athletes.get(&id).copied()
    }

    pub(super) fn sport(&self, code: Discipline) -> usize {
        self.sports.binary_search(&code).unwrap_or(0)
    }

    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.places.binary_search(&folded(name)).ok()
    }

    /// The problem without its athletes.
    pub(super) fn problem(&self, situation: &Situation) -> Problem {
        let paralympic = situation.organisation.kind == OrganisationKind::Npc;
        let sport = |code: &Discipline| Sport { code: code.to_string(), paralympic };
        let mut sports: Vec<Sport> = self.sports.iter().map(sport).collect();
        if sports.is_empty() {
            sports.push(Sport { code: String::new(), paralympic });
        }
        let requires = |course: &CourseId| {
            let edges = situation.requires.iter().filter(|edge| edge.0 == *course);
            Taught { requires: edges.filter_map(|edge| self.course(edge.1)).collect() }
        };
        let session = |workshop: &&Workshop| Session {
            course: self.course(workshop.course).unwrap_or_default(),
            from: workshop.from,
            until: workshop.until,
            place: self.place(&workshop.place),
            capacity: usize::try_from(workshop.capacity).unwrap_or_default(),
            offers: workshop.offers.words(),
            group: workshop.group.and_then(|id| situation.groups.iter().position(|group| group.id == id)),
            sports: (!workshop.disciplines.is_empty())
                .then(|| workshop.disciplines.iter().map(|code| self.sport(*code)).collect()),
        };
        Problem {
            sports,
            courses: self.courses.iter().map(requires).collect(),
            sessions: self.sessions.iter().map(session).collect(),
            travel: self.travel(situation),
            ..Problem::default()
        }
    }

    /// Minutes between all places: what is stated of a way, else what the Games says is usual.
    fn travel(&self, situation: &Situation) -> Travel {
        let places = self.places.len();
        let usual = |at: usize| if at / places == at % places { 0 } else { situation.games.way_minutes };
        let mut minutes: Vec<u16> = (0..places * places).map(usual).collect();
        for way in &situation.ways {
            if let (Some(one), Some(other)) = (self.place(&way.one), self.place(&way.other)) {
                minutes[one * places + other] = way.minutes;
                minutes[other * places + one] = way.minutes;
            }
        }
        Travel { places, minutes }
    }
}
