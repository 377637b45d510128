//! Who is to learn what: what staff want of athletes, and what athletes would like.

use std::collections::BTreeSet;

use grandstand_domain::{
    account::Actor,
    acting::Deed,
    course::{WISHES_MOST, Weight},
    games::Day,
    id::{CourseId, GamesId, GroupId, RosterEntryId},
    invalid::Invalid,
    odf::Discipline,
    permit::Act,
    time::{DAY, UnixMillis},
};
use grandstand_store::{self as store, course::Want};

use crate::{
    acting::{self, Doer},
    ctx::Ctx,
    error::AppError,
    games, group, permit, workshop,
};

/// For whom staff say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Everyone on the roster.
    All,
    /// Everyone of a discipline.
    Discipline(Discipline),
    /// Everyone who is in a group now.
    Group(GroupId),
    /// One athlete.
    One(RosterEntryId),
}

/// Says how much a course matters for some athletes of a Games, and the last day by which they should have taken it; none as
/// weight takes it back. Gives how many athletes it concerns.
pub async fn want(
    ctx: &Ctx,
    actor: &Actor,
    course: CourseId,
    games: GamesId,
    whom: Whom,
    weight: Option<Weight>,
    by: Option<Day>,
) -> Result<usize, AppError> {
    let mut tx = ctx.begin_write().await?;
    let course = store::course::get(&mut tx, course).await?.ok_or(AppError::NotFound)?;
    permit::require(&mut tx, actor, Act::RunWorkshops, course.organisation).await?;
    let games = store::games::get(&mut tx, games).await?.ok_or(AppError::NotFound)?;
    let by = match by {
        // Until the end of that day on the clocks of the Games.
        Some(day) => Some(UnixMillis(games::instant(&games, "by", &format!("{day}T00:00"))?.0 + DAY - 1)),
        None => None,
    };
    let members = match whom {
        Whom::Group(id) => {
            let found = store::group::get(&mut tx, id).await?;
            let found = found.filter(|g| (g.organisation, g.games) == (course.organisation, games.id));
            group::members(&mut tx, &found.ok_or_else(|| Invalid::one("whom", "group-unknown"))?).await?
        }
        Whom::All | Whom::Discipline(_) | Whom::One(_) => BTreeSet::new(),
    };
    let roster = store::roster::of_organisation(&mut tx, course.organisation, games.id).await?;
    let meant: Vec<RosterEntryId> = (roster.iter())
        .filter(|row| match whom {
            Whom::All => true,
            Whom::Discipline(code) => row.entry.disciplines.contains(&code),
            Whom::Group(_) => members.contains(&row.id),
            Whom::One(entry) => row.id == entry,
        })
        .map(|row| row.id)
        .collect();
    match weight {
        Some(weight) => {
            let wants: Vec<Want> =
                meant.iter().map(|entry| Want { entry: *entry, course: course.id, weight, by }).collect();
            store::course::save_wants(&mut tx, &wants).await?;
        }
        None => {
            for entry in &meant {
                store::course::end_want(&mut tx, *entry, course.id).await?;
            }
        }
    }
    ctx.commit(tx).await?;
    Ok(meant.len())
}

/// Says what an athlete would like to learn, the dearest first: the athlete, or staff for them.
pub async fn wish(ctx: &Ctx, who: impl Into<Doer>, entry: RosterEntryId, courses: &[CourseId]) -> Result<(), AppError> {
    let doer = who.into();
    let mut seen = BTreeSet::new();
    if courses.len() > WISHES_MOST || !courses.iter().all(|course| seen.insert(*course)) {
        return Err(Invalid::one("wishes", "wishes-each-once").into());
    }
    let mut tx = ctx.begin_write().await?;
    let place = workshop::entry_of(&mut tx, &doer, entry).await?;
    let offered = store::course::of_organisation(&mut tx, place.organisation).await?;
    if !courses.iter().all(|course| offered.iter().any(|c| c.id == *course && c.ended_at.is_none())) {
        return Err(AppError::NotFound);
    }
    store::course::set_wishes(&mut tx, entry, courses).await?;
    acting::done(ctx, &mut tx, &doer, Deed::Wish, entry.0).await?;
    ctx.commit(tx).await.map(drop)
}
