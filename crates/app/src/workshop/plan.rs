//! Plans of who goes to which workshop: made by the solver, looked at by staff, and only then told to everyone.
//!
//! A plan is stored by ids. Before it is announced it is checked anew against all that has changed since
//! ([`grandstand_allocation::verify`]), so that nobody is sent to a workshop that has moved or clashes with a new start.

use std::{collections::BTreeSet, sync::atomic::AtomicBool};

use grandstand_allocation::{Cbc, LevelKind, Limits, NoPlan, Pin, Placement, Problem, Solver, Violation, verify};
use grandstand_domain::{
    account::Actor,
    course::Weight,
    id::{AllocationId, CourseId, GamesId, OrganisationId, RosterEntryId, WorkshopId},
    mail::Method,
    permit::Act,
    workshop::SeatState,
};
use grandstand_store::{self as store, StoreError, WriteTx, workshop::Allocation};
use serde::{Deserialize, Serialize};

use super::{
    notice, offer, seat,
    situation::{Situation, Why},
};
use crate::{
    ctx::Ctx,
    error::AppError,
    jobs::{self, Kind},
    permit,
};

/// What became of a plan that was asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Made {
    /// It is being made.
    Working,
    /// Here it is.
    Plan(Plan),
    /// Decisions by hand contradict each other or the rules: these, and none of them can be spared.
    Contradiction(Vec<Pinned>),
    /// None was found in the time.
    NotFound,
    /// A fault of ours.
    Failed,
}

/// A decision by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// Who.
    pub entry: RosterEntryId,
    /// Where.
    pub workshop: WorkshopId,
    /// Whether they are to go there, or to stay away.
    pub here: bool,
    /// What is in the way of going there, if that alone breaks a rule.
    pub why: Option<Why>,
}

/// Who goes where, how good that is, and why what is missing is missing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Plan {
    /// Who goes where.
    pub placements: Vec<(RosterEntryId, WorkshopId)>,
    /// The goals in order of rank.
    pub levels: Vec<Level>,
    /// Whether the solver made it, or a pass in order of rank on a host without one.
    pub is_solved: bool,
    /// Everyone who wants something that they do not get.
    pub unplaced: Vec<Unplaced>,
    /// How many wants there were.
    pub wants: usize,
    /// The same by how much they matter to staff, greatest first; empty in a plan made before these were counted.
    #[serde(default)]
    pub asked: Vec<Asked>,
    /// How many seats there were.
    pub seats: i64,
    /// How long it took, in milliseconds.
    pub millis: u64,
}

/// How one goal came out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Level {
    /// Its name: must, preferences, sport-share, games-share, kept.
    pub name: String,
    /// What was reached; shares in parts of a million.
    pub value: u64,
    /// How much better it could be at most, in parts of a million; 0 is proven optimal.
    pub gap: Option<u64>,
}

/// What was asked for with one weight, and what of it is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// How much it matters to staff. What only athletes wish for stands with `May`.
    pub weight: Weight,
    /// How many wants there are.
    pub wants: usize,
    /// How many of them are met.
    pub met: usize,
    /// How many no plan could meet: every workshop of the course is closed to the athlete.
    pub impossible: usize,
}

/// A want that is not met.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Unplaced {
    /// Whose.
    pub entry: RosterEntryId,
    /// For what.
    pub course: CourseId,
    /// Whether staff require it.
    pub must: bool,
    /// Whether no plan could meet it; never so in a plan made before this was noted.
    #[serde(default)]
    pub impossible: bool,
    /// What is in the way of each workshop of the course.
    pub why: Vec<(WorkshopId, Why)>,
}

/// Asks for a plan; a job makes it.
pub async fn ask(
    ctx: &Ctx,
    actor: &Actor,
    organisation: OrganisationId,
    games: GamesId,
) -> Result<AllocationId, AppError> {
    let mut tx = ctx.begin_write().await?;
    permit::require(&mut tx, actor, Act::RunWorkshops, organisation).await?;
    let plan = serde_json::to_string(&Made::Working).map_err(AppError::internal)?;
    let id = AllocationId(ctx.id());
    let row = Allocation { id, organisation, games, plan, made_at: tx.now(), announced_at: None };
    store::workshop::save_allocation(&mut tx, &row, actor.account).await?;
    jobs::enqueue(ctx, &mut tx, Kind::Allocate, None, id.0).await?;
    ctx.commit(tx).await?;
    Ok(id)
}

/// A plan with the situation it is looked at in.
pub async fn read(ctx: &Ctx, actor: &Actor, id: AllocationId) -> Result<(Allocation, Made, Situation), AppError> {
    let mut tx = ctx.begin_read().await?;
    let row = store::workshop::allocation(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    if !permit::holds(&mut tx, actor, Act::RunWorkshops, row.organisation).await? {
        return Err(AppError::NotFound);
    }
    let made = serde_json::from_str(&row.plan).map_err(AppError::internal)?;
    let situation = Situation::read(ctx, &mut tx, row.organisation, row.games).await?;
    Ok((row, made, situation))
}

/// What a plan is to be made from; none when nobody waits for it any more.
pub(crate) async fn situation(ctx: &Ctx, id: AllocationId) -> Result<Option<Situation>, AppError> {
    let mut tx = ctx.begin_read().await?;
    let Some(row) = store::workshop::allocation(&mut tx, id).await? else { return Ok(None) };
    Ok(Some(Situation::read(ctx, &mut tx, row.organisation, row.games).await?))
}

/// Stores what became of a plan.
pub(crate) async fn keep(tx: &mut WriteTx, id: AllocationId, made: &Made) -> Result<(), StoreError> {
    let plan =
        serde_json::to_string(made).map_err(|e| StoreError::Corrupt { table: "allocation", why: e.to_string() })?;
    store::workshop::set_plan(tx, id, &plan).await
}

/// Makes a plan. Blocks its thread, a minute at most.
pub(crate) fn solve(situation: &Situation, cancel: &AtomicBool) -> Made {
    let (problem, index) = situation.problem();
    let cbc = Cbc::find();
    let pinned = |pin: &Pin, violations: &[Violation]| {
        let (Pin::Here(at) | Pin::Never(at)) = *pin;
        let (entry, workshop) = (situation.people[at.athlete].entry.id, index.sessions[at.session].id);
        let here = matches!(pin, Pin::Here(_));
        let breaks = here && violations.iter().any(|v| concerns(v, at));
        Pinned { entry, workshop, here, why: breaks.then(|| situation.hindrance(entry, workshop, None)).flatten() }
    };
    match grandstand_allocation::solve(&problem, cbc.as_ref(), Limits::usual(cancel)) {
        Ok(plan) => {
            let id = |p: &Placement| (situation.people[p.athlete].entry.id, index.sessions[p.session].id);
            let attainable = grandstand_allocation::attainable(&problem);
            let unplaced = plan.unplaced.iter().map(|want| Unplaced {
                entry: situation.people[want.athlete].entry.id,
                course: situation.courses[want.course].id,
                must: want.must,
                impossible: !attainable[want.athlete].contains(&want.course),
                why: (want.obstacles.iter())
                    .map(|(s, o)| (index.sessions[*s].id, situation.told(want.athlete, *s, o.clone(), &index)))
                    .collect(),
            });
            Made::Plan(Plan {
                placements: plan.placements.iter().map(id).collect(),
                unplaced: unplaced.collect(),
                levels: plan.levels.iter().map(level).collect(),
                is_solved: plan.solver == Solver::Cbc,
                wants: problem.athletes.iter().map(|a| a.wants.len()).sum(),
                asked: asked(&problem, &plan.unplaced, &attainable),
                seats: index.sessions.iter().map(|w| w.capacity).sum(),
                millis: plan.levels.iter().map(|l| l.millis).sum(),
            })
        }
        Err(NoPlan::Contradiction(found)) => {
            Made::Contradiction(found.pins.iter().map(|pin| pinned(pin, &found.violations)).collect())
        }
        Err(NoPlan::NotFound(_)) => Made::NotFound,
        Err(NoPlan::Malformed(why)) => {
            tracing::error!(%why, "a problem of workshops was put together wrongly");
            Made::Failed
        }
    }
}

/// Counts wants by their weight.
fn asked(
    problem: &Problem,
    unplaced: &[grandstand_allocation::Unplaced],
    attainable: &[BTreeSet<usize>],
) -> Vec<Asked> {
    let missed: BTreeSet<(usize, usize)> = unplaced.iter().map(|want| (want.athlete, want.course)).collect();
    let count = |(weight, of): (Weight, grandstand_allocation::Weight)| {
        let mut asked = Asked { weight, wants: 0, met: 0, impossible: 0 };
        for (no, athlete) in problem.athletes.iter().enumerate() {
            for want in athlete.wants.iter().filter(|want| want.weight == of) {
                asked.wants += 1;
                asked.met += usize::from(!missed.contains(&(no, want.course)));
                asked.impossible += usize::from(!attainable[no].contains(&want.course));
            }
        }
        asked
    };
    let weights = [
        (Weight::Must, grandstand_allocation::Weight::Must),
        (Weight::Should, grandstand_allocation::Weight::Should),
        (Weight::May, grandstand_allocation::Weight::May),
    ];
    weights.into_iter().map(count).filter(|asked| asked.wants > 0).collect()
}

fn concerns(violation: &Violation, at: Placement) -> bool {
    match violation {
        Violation::Busy(p, _)
        | Violation::Need(p, _)
        | Violation::Trainer(p)
        | Violation::Group(p)
        | Violation::Prerequisite(p, _) => *p == at,
        _ => false,
    }
}

fn level(level: &grandstand_allocation::LevelResult) -> Level {
    let name = match level.kind {
        LevelKind::Must => "must",
        LevelKind::Preferences => "preferences",
        LevelKind::SportShare => "sport-share",
        LevelKind::GamesShare => "games-share",
        LevelKind::Kept => "kept",
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share between 0 and 1, in millionths"
    )]
    let gap = level.gap.map(|gap| (gap.clamp(0.0, 1.0) * 1e6).ceil() as u64);
    Level { name: name.to_owned(), value: level.value, gap }
}

/// What announcing a plan would change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Seats that are new.
    pub new: Vec<(RosterEntryId, WorkshopId)>,
    /// Seats that go.
    pub gone: Vec<(RosterEntryId, WorkshopId)>,
    /// How many stay.
    pub kept: usize,
}

/// What announcing a plan would change now.
pub fn changes(situation: &Situation, plan: &Plan) -> Changes {
    let coming: BTreeSet<WorkshopId> = situation.coming().map(|w| w.id).collect();
    let before: BTreeSet<(RosterEntryId, WorkshopId)> = (situation.seats.iter())
        .filter(|s| s.state == SeatState::Placed && coming.contains(&s.workshop))
        .map(|s| (s.entry, s.workshop))
        .collect();
    let after: BTreeSet<(RosterEntryId, WorkshopId)> = plan.placements.iter().copied().collect();
    Changes {
        new: after.difference(&before).copied().collect(),
        gone: before.difference(&after).copied().collect(),
        kept: after.intersection(&before).count(),
    }
}

/// Whether a plan still keeps all rules in a situation.
pub fn stands(situation: &Situation, plan: &Plan) -> bool {
    let (problem, index) = situation.problem();
    let placements: Option<Vec<Placement>> = (plan.placements.iter())
        .map(|(entry, workshop)| {
            Some(Placement { athlete: index.athlete(*entry)?, session: index.session(*workshop)? })
        })
        .collect();
    placements.is_some_and(|placements| verify(&problem, &placements).is_empty())
}

/// Gives everyone the seats of a plan and tells those for whom something changes; gives how many those are.
///
/// # Errors
/// `Conflict` when the plan was announced before, is not made yet, or breaks a rule by now.
pub async fn announce(ctx: &Ctx, actor: &Actor, id: AllocationId) -> Result<usize, AppError> {
    let mut tx = ctx.begin_write().await?;
    let row = store::workshop::allocation(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    if !permit::holds(&mut tx, actor, Act::RunWorkshops, row.organisation).await? {
        return Err(AppError::NotFound);
    }
    let Made::Plan(plan) = serde_json::from_str(&row.plan).map_err(AppError::internal)? else {
        return Err(AppError::Conflict("allocation-not-ready"));
    };
    if !store::workshop::announced(&mut tx, id).await? {
        return Err(AppError::Conflict("allocation-announced"));
    }
    let situation = Situation::read(ctx, &mut tx, row.organisation, row.games).await?;
    if !stands(&situation, &plan) {
        return Err(AppError::Conflict("allocation-stale"));
    }
    let Changes { new, gone, .. } = changes(&situation, &plan);
    // First all that become free, so that no workshop is ever overfull.
    let mut freed = BTreeSet::new();
    for seat in situation.seats.iter().filter(|s| gone.contains(&(s.entry, s.workshop))) {
        store::seat::delete(&mut tx, seat.id).await?;
        store::workshop::free(&mut tx, seat.workshop).await?;
        notice::calendar(ctx, &mut tx, seat.entry, seat.workshop, Method::Cancel).await?;
        freed.insert(seat.workshop);
    }
    for (entry, workshop) in &new {
        if !store::workshop::take(&mut tx, *workshop).await? {
            return Err(AppError::Conflict("allocation-stale"));
        }
        seat::sit(ctx, &mut tx, *workshop, *entry, SeatState::Placed, false).await?;
    }
    for workshop in freed {
        offer::next(ctx, &mut tx, workshop).await?;
    }
    let concerned: BTreeSet<RosterEntryId> = new.iter().chain(&gone).map(|change| change.0).collect();
    for entry in &concerned {
        seat::told(ctx, &mut tx, *entry).await?;
    }
    ctx.commit(tx).await?;
    Ok(concerned.len())
}
