//! The nouns of an allocation. Everything is named by its place in the problem's lists, so that the caller's ids and the
//! solver's columns need no tables between them.

use std::collections::BTreeSet;

use grandstand_domain::time::{MINUTE, UnixMillis};

/// Place of a sport in [`Problem::sports`].
pub type SportNo = usize;
/// Place of a course in [`Problem::courses`].
pub type CourseNo = usize;
/// Place of a session in [`Problem::sessions`].
pub type SessionNo = usize;
/// Place of an athlete in [`Problem::athletes`].
pub type AthleteNo = usize;
/// Number of a group of athletes.
pub type GroupNo = usize;
/// Number of a venue, below [`Travel::places`].
pub type PlaceNo = usize;

/// All that an allocation is made from.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// Disciplines; fairness is between them.
    pub sports: Vec<Sport>,
    /// What is taught.
    pub courses: Vec<Course>,
    /// When and where it is taught.
    pub sessions: Vec<Session>,
    /// Who is to learn it.
    pub athletes: Vec<Athlete>,
    /// How long the ways are.
    pub travel: Travel,
    /// What athletes were told already; a new plan keeps as much of it as it can at no cost to anything above it.
    pub announced: Vec<Placement>,
    /// What staff decided by hand.
    pub pins: Vec<Pin>,
}

/// A discipline of the Olympic or the Paralympic programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sport {
    /// Its code, for reports only.
    pub code: String,
    /// Whether it belongs to the Paralympic programme.
    pub paralympic: bool,
}

/// A course.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// Courses whose skill must be held, or whose session must end, before a session of this one begins.
    pub requires: Vec<CourseNo>,
}

/// One meeting of a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// What is taught.
    pub course: CourseNo,
    /// When it begins.
    pub from: UnixMillis,
    /// When it ends; later than `from`, perhaps past midnight.
    pub until: UnixMillis,
    /// Where; none is online, with no way to go.
    pub place: Option<PlaceNo>,
    /// Most athletes.
    pub capacity: usize,
    /// Access needs it meets, in the words that athletes' needs use.
    pub offers: BTreeSet<String>,
    /// Sports the trainer teaches; none means any.
    pub sports: Option<BTreeSet<SportNo>>,
    /// The group that it is for; none for everyone.
    pub group: Option<GroupNo>,
}

/// One who may be placed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Athlete {
    /// The discipline that counts for trainers and fairness.
    pub sport: SportNo,
    /// The groups that they are in.
    pub groups: BTreeSet<GroupNo>,
    /// What a session must offer for them to take part.
    pub needs: BTreeSet<String>,
    /// What fills their days already.
    pub busy: Vec<Busy>,
    /// Courses they want or have to take; a course stands here once.
    pub wants: Vec<Want>,
    /// Courses whose skill they hold.
    pub holds: BTreeSet<CourseNo>,
}

/// What a stretch of time is taken by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BusyKind {
    /// A start in competition.
    Start,
    /// Rest that must not be cut.
    Rest,
    /// Training.
    Training,
    /// On the way.
    Travel,
    /// Booked: a studio, a room.
    Booking,
}

/// A stretch of time that is taken. With a place, the way there and back counts too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    /// By what.
    pub kind: BusyKind,
    /// From when.
    pub from: UnixMillis,
    /// Until when.
    pub until: UnixMillis,
    /// Where they are then, if that is known.
    pub place: Option<PlaceNo>,
}

/// How much a course matters for an athlete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// If nothing better can be done with the place.
    May,
    /// Staff would like it.
    Should,
    /// Staff require it.
    Must,
}

/// One course for one athlete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Want {
    /// Which.
    pub course: CourseNo,
    /// How much it matters to staff.
    pub weight: Weight,
    /// The athlete's own order; 1 is the dearest.
    pub rank: u8,
}

impl Want {
    /// What meeting it is worth on the level of preferences: 5 for the first choice down to 1 for the fifth and later,
    /// and 5 more if staff would like it. Never nothing, so that an optimal plan leaves no place empty in vain.
    pub fn points(self) -> u32 {
        let own = 6 - u32::from(self.rank.clamp(1, 5));
        if self.weight == Weight::Should { own + 5 } else { own }
    }
}

/// An athlete in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Placement {
    /// Who.
    pub athlete: AthleteNo,
    /// Where.
    pub session: SessionNo,
}

/// A decision by hand that no solver moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pin {
    /// This athlete goes to this session.
    Here(Placement),
    /// This athlete does not go to this session.
    Never(Placement),
}

/// Minutes between places.
#[derive(Clone, Debug, Default)]
pub struct Travel {
    /// How many places there are.
    pub places: usize,
    /// From row to column, `places` × `places`; empty means that no way takes any time.
    pub minutes: Vec<u16>,
}

impl Travel {
    /// Milliseconds between two places; nothing when one is online or unknown.
    pub fn between(&self, here: Option<PlaceNo>, there: Option<PlaceNo>) -> i64 {
        let (Some(here), Some(there)) = (here, there) else { return 0 };
        if here == there {
            return 0;
        }
        i64::from(self.minutes.get(here * self.places + there).copied().unwrap_or(0)) * MINUTE
    }
}

/// A number that names nothing, or a span that ends before it begins: a fault of the caller.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the problem is malformed: {0}")]
pub struct Malformed(pub String);

impl Problem {
    /// Checks that every number names something and every span has a length.
    pub fn check(&self) -> Result<(), Malformed> {
        let fail = |what: String| Err(Malformed(what));
        let courses = self.courses.len();
        let place_exists = |place: Option<PlaceNo>| place.is_none_or(|p| p < self.travel.places);
        for (no, session) in self.sessions.iter().enumerate() {
            let sports = session.sports.iter().flatten().all(|s| *s < self.sports.len());
            if session.course >= courses || session.from >= session.until || !place_exists(session.place) || !sports {
                return fail(format!("session {no}"));
            }
        }
        if let Some(no) = self.courses.iter().position(|c| c.requires.iter().any(|r| *r >= courses)) {
            return fail(format!("course {no}"));
        }
        for (no, athlete) in self.athletes.iter().enumerate() {
            let wanted: BTreeSet<_> = athlete.wants.iter().map(|w| w.course).collect();
            let busy = athlete.busy.iter().all(|b| b.from < b.until && place_exists(b.place));
            let known = wanted.iter().chain(&athlete.holds).all(|c| *c < courses);
            if athlete.sport >= self.sports.len() || !busy || !known || wanted.len() != athlete.wants.len() {
                return fail(format!("athlete {no}"));
            }
        }
        let pinned = self.pins.iter().map(|(Pin::Here(p) | Pin::Never(p))| p);
        let stray = |p: &Placement| p.athlete >= self.athletes.len() || p.session >= self.sessions.len();
        match self.announced.iter().chain(pinned).find(|p| stray(p)) {
            Some(stray) => fail(format!("athlete {} in session {}", stray.athlete, stray.session)),
            None => Ok(()),
        }
    }
}
