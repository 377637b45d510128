//! Workshops as pages show them: to those who run them, and to one athlete.

use grandstand_allocation::{Placement, Violation, verify};
use grandstand_domain::{
    account::Actor,
    id::{GamesId, OrganisationId, RosterEntryId, WorkshopId},
    permit::Act,
    workshop::SeatState,
};
use grandstand_store::{self as store, roster::Place};

use super::{
    access::Access,
    situation::{Situation, Why},
};
use crate::{ctx::Ctx, error::AppError, permit};

/// The situation of a roster, for those who run its workshops.
pub async fn office(
    ctx: &Ctx,
    actor: &Actor,
    organisation: OrganisationId,
    games: GamesId,
) -> Result<Situation, AppError> {
    let mut tx = ctx.begin_read().await?;
    permit::require(&mut tx, actor, Act::RunWorkshops, organisation).await?;
    Situation::read(ctx, &mut tx, organisation, games).await
}

/// The situation of the roster that a workshop belongs to, for those who run it.
pub async fn of_workshop(ctx: &Ctx, actor: &Actor, id: WorkshopId) -> Result<Situation, AppError> {
    let mut tx = ctx.begin_read().await?;
    let workshop = store::workshop::get(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let course = store::course::get(&mut tx, workshop.course).await?.ok_or(AppError::NotFound)?;
    if !permit::holds(&mut tx, actor, Act::RunWorkshops, course.organisation).await? {
        return Err(AppError::NotFound);
    }
    Situation::read(ctx, &mut tx, course.organisation, workshop.games).await
}

/// One athlete's own view of the programme.
#[derive(Debug)]
pub struct Own {
    /// Their entry.
    pub place: Place,
    /// What they said that they need.
    pub access: Access,
    /// Their part of the roster that they stand in.
    pub situation: Situation,
}

/// What an athlete finds of the programme: of the roster that they claimed last. None without one.
pub async fn own(ctx: &Ctx, actor: &Actor) -> Result<Option<Own>, AppError> {
    let mut tx = ctx.begin_read().await?;
    let Some(place) = store::roster::of_account(&mut tx, actor.account).await?.into_iter().next() else {
        return Ok(None);
    };
    let situation = Situation::of_one(ctx, &mut tx, &place).await?;
    let access = situation.access(place.entry.id);
    Ok(Some(Own { place, access, situation }))
}

/// Seats that their athletes can no longer take, since a start, a need or the workshop has changed.
pub fn affected(situation: &Situation) -> Vec<(RosterEntryId, WorkshopId, Why)> {
    let (problem, index) = situation.problem();
    let placements: Vec<Placement> = problem.announced.clone();
    let mut broken: Vec<Placement> = (verify(&problem, &placements).into_iter())
        .filter_map(|violation| match violation {
            Violation::Busy(at, _)
            | Violation::Need(at, _)
            | Violation::Trainer(at)
            | Violation::Group(at)
            | Violation::Prerequisite(at, _) => Some(at),
            Violation::AtOnce(athlete, session, _) => Some(Placement { athlete, session }),
            _ => None,
        })
        .collect();
    broken.sort_unstable();
    broken.dedup();
    let told = |at: Placement| {
        let (entry, workshop) = (situation.people[at.athlete].entry.id, index.sessions[at.session].id);
        let why = situation.hindrance(entry, workshop, Some(workshop))?;
        Some((entry, workshop, why))
    };
    broken.into_iter().filter_map(told).collect()
}

/// What became of the programme so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Athletes of the roster.
    pub athletes: usize,
    /// Those who have claimed their entry.
    pub claimed: usize,
    /// Those with a seat, now or before.
    pub seated: usize,
    /// Those who attended something.
    pub attended: usize,
    /// Seats that were attended.
    pub seats_attended: usize,
    /// Seats that were missed.
    pub seats_missed: usize,
    /// Seats that were never taken, of workshops that are over.
    pub seats_empty: i64,
}

/// Counts what became of the programme.
pub fn figures(situation: &Situation, now: grandstand_domain::time::UnixMillis) -> Figures {
    let mut figures = Figures { athletes: situation.people.len(), ..Figures::default() };
    for person in &situation.people {
        let mut states = situation.seats_of(person.entry.id).map(|s| s.state).peekable();
        figures.claimed += usize::from(person.account.is_some());
        let (mut seated, mut attended) = (false, false);
        for state in states.by_ref() {
            seated |= state.takes();
            attended |= state == SeatState::Attended;
            figures.seats_attended += usize::from(state == SeatState::Attended);
            figures.seats_missed += usize::from(state == SeatState::Missed);
        }
        figures.seated += usize::from(seated);
        figures.attended += usize::from(attended);
    }
    let over = situation.workshops.iter().filter(|w| w.cancelled_at.is_none() && w.until <= now);
    figures.seats_empty = over.map(|w| w.capacity - w.taken).sum();
    figures
}
