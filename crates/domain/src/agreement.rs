//! Agreements between two organisations: what each lets the other's people do, from when until when. Nothing of one is ever
//! changed once it was offered, and none is ever removed, so what held at any moment can be told later.

use crate::{
    id::OrganisationId,
    invalid::{Check, Invalid},
    permit::Act,
    text,
    time::UnixMillis,
};

/// What organisations can let each other do.
pub const TERMS: [Act; 5] = [Act::HostAccounts, Act::RunWorkshops, Act::UseSpaces, Act::SeeFigures, Act::PublishAsTeam];

/// One thing that an organisation lets the other party do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Term {
    /// Who may do it; the other party is the one who lets them.
    pub to: OrganisationId,
    /// What.
    pub act: Act,
}

/// Where an agreement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// One side writes it; the other does not see it yet.
    Draft,
    /// The other side has not answered.
    Offered,
    /// Both have said yes; it begins later.
    Agreed,
    /// It holds.
    InForce,
    /// Ended by a party, declined, or over.
    Ended,
}

impl State {
    /// Its name in the translation files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Offered => "offered",
            Self::Agreed => "agreed",
            Self::InForce => "in-force",
            Self::Ended => "ended",
        }
    }
}

/// What two organisations agree on, and how far they got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// What it is about, in a line.
    pub title: String,
    /// The one who wrote it, and the other.
    pub parties: [OrganisationId; 2],
    /// What each may do, sorted.
    pub terms: Vec<Term>,
    /// When it begins.
    pub from: UnixMillis,
    /// When it is over.
    pub until: UnixMillis,
    /// When it was put before the other party.
    pub offered_at: Option<UnixMillis>,
    /// When the other party said yes.
    pub accepted_at: Option<UnixMillis>,
    /// When a party ended it early, took it back or declined it.
    pub ended_at: Option<UnixMillis>,
}

impl Agreement {
    /// A title of 1 to 120 graphemes, two parties, at least one term between them, an end after the beginning.
    pub fn checked(mut self) -> Result<Self, Invalid> {
        let mut faults = Check::default();
        let title = faults.take("title", text::name(&self.title, 120));
        if self.parties[0] == self.parties[1] {
            faults.fault("party", "agreement-itself");
        }
        self.terms.sort_unstable();
        self.terms.dedup();
        let known = |term: &Term| self.parties.contains(&term.to) && TERMS.contains(&term.act);
        if self.terms.is_empty() || !self.terms.iter().all(known) {
            faults.fault("terms", "agreement-terms");
        }
        if self.until <= self.from {
            faults.fault("until", "agreement-ends-before");
        }
        faults.done()?;
        Ok(Self { title: title.unwrap_or_default(), ..self })
    }

    /// Where it stands at a moment.
    pub fn state(&self, now: UnixMillis) -> State {
        let over = self.offered_at.is_some() && self.until <= now;
        if over || self.ended_at.is_some_and(|at| at <= now) {
            return State::Ended;
        }
        match (self.offered_at, self.accepted_at) {
            (None, _) => State::Draft,
            (_, None) => State::Offered,
            _ if now < self.from => State::Agreed,
            _ => State::InForce,
        }
    }

    /// The organisations whose people one party lets do something at a moment.
    pub fn lets(&self, owner: OrganisationId, act: Act, now: UnixMillis) -> Option<OrganisationId> {
        if self.state(now) != State::InForce || !self.parties.contains(&owner) {
            return None;
        }
        self.terms.iter().find(|term| term.act == act && term.to != owner).map(|term| term.to)
    }
}
