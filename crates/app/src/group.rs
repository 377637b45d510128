//! Groups of athletes: named by those who run an organisation's workshops, filled from its roster, meant by what staff want and
//! by workshops that are for them only.

use std::collections::{BTreeMap, BTreeSet};

use grandstand_domain::{
    account::Actor,
    group::{self, GROUPS_MOST},
    id::{GamesId, GroupId, OrganisationId, RosterEntryId},
    invalid::Invalid,
    odf::Discipline,
    permit::Act,
};
use grandstand_store::{self as store, ReadTx, StoreError, WriteTx, group::Group, roster::RosterEntry};

use crate::{ctx::Ctx, error::AppError, permit};

/// Whom to put into a group.
#[derive(Clone, Copy, Debug)]
pub enum Whom<'a> {
    /// Everyone of a discipline.
    Discipline(Discipline),
    /// These athletes.
    These(&'a [RosterEntryId]),
    /// Those with the codes of a text that was pasted.
    Pasted(&'a str),
}

/// What became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Put {
    /// How many are in the group who were not before.
    pub new: usize,
    /// Codes that are not on this roster.
    pub unknown: Vec<String>,
}

/// A group with its members.
#[derive(Clone, Debug)]
pub struct Full {
    /// The group.
    pub group: Group,
    /// Who is in it, by family name.
    pub members: Vec<RosterEntry>,
    /// Everyone else on the roster, by family name.
    pub others: Vec<RosterEntry>,
    /// How many workshops are for it only.
    pub workshops: i64,
}

/// The groups of a roster by name, each with how many are in it.
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    organisation: OrganisationId,
    games: GamesId,
) -> Result<Vec<(Group, usize)>, AppError> {
    let mut tx = ctx.begin_read().await?;
    permit::require(&mut tx, actor, Act::RunWorkshops, organisation).await?;
    let mut counts: BTreeMap<GroupId, usize> = BTreeMap::new();
    for (group, _) in store::group::members(&mut tx, organisation, games).await? {
        *counts.entry(group).or_default() += 1;
    }
    let groups = store::group::of_organisation(&mut tx, organisation, games).await?;
    Ok(groups
        .into_iter()
        .map(|group| (counts.get(&group.id).copied().unwrap_or_default(), group))
        .map(|(n, g)| (g, n))
        .collect())
}

/// One group, for those who run the workshops.
pub async fn one(ctx: &Ctx, actor: &Actor, id: GroupId) -> Result<Full, AppError> {
    let mut tx = ctx.begin_read().await?;
    let group = owned(&mut tx, actor, id).await?;
    let inside = members(&mut tx, &group).await?;
    let roster = store::roster::of_organisation(&mut tx, group.organisation, group.games).await?;
    let (members, others) = roster.into_iter().partition(|row| inside.contains(&row.id));
    let workshops = store::group::workshops(&mut tx, id).await?;
    Ok(Full { group, members, others, workshops })
}

/// Makes a group, empty.
pub async fn create(
    ctx: &Ctx,
    actor: &Actor,
    organisation: OrganisationId,
    games: GamesId,
    name: &str,
) -> Result<GroupId, AppError> {
    let name = group::name(name)?;
    let mut tx = ctx.begin_write().await?;
    permit::require(&mut tx, actor, Act::RunWorkshops, organisation).await?;
    if store::group::of_organisation(&mut tx, organisation, games).await?.len() >= GROUPS_MOST {
        return Err(AppError::Conflict("groups-most"));
    }
    let made = Group { id: GroupId(ctx.id()), organisation, games, name, created_at: tx.now() };
    store::group::insert(&mut tx, &made).await.map_err(named)?;
    ctx.commit(tx).await?;
    Ok(made.id)
}

/// Calls a group something else.
pub async fn rename(ctx: &Ctx, actor: &Actor, id: GroupId, name: &str) -> Result<(), AppError> {
    let name = group::name(name)?;
    let mut tx = ctx.begin_write().await?;
    owned(&mut tx, actor, id).await?;
    store::group::rename(&mut tx, id, &name).await.map_err(named)?;
    ctx.commit(tx).await.map(drop)
}

/// Takes a group away, unless a workshop is for it only. What staff want of its athletes stays.
pub async fn remove(ctx: &Ctx, actor: &Actor, id: GroupId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    owned(&mut tx, actor, id).await?;
    if store::group::workshops(&mut tx, id).await? > 0 {
        return Err(AppError::Conflict("group-used"));
    }
    store::group::remove(&mut tx, id).await?;
    ctx.commit(tx).await.map(drop)
}

/// Puts athletes of the roster into a group.
///
/// # Errors
/// `Invalid` for codes of which none is on the roster.
pub async fn put(ctx: &Ctx, actor: &Actor, id: GroupId, whom: Whom<'_>) -> Result<Put, AppError> {
    let mut tx = ctx.begin_write().await?;
    let group = owned(&mut tx, actor, id).await?;
    let inside = members(&mut tx, &group).await?;
    let roster = store::roster::of_organisation(&mut tx, group.organisation, group.games).await?;
    let pasted = match whom {
        Whom::Pasted(text) => group::codes(text),
        Whom::Discipline(_) | Whom::These(_) => Vec::new(),
    };
    let is_meant = |row: &&RosterEntry| match whom {
        Whom::Discipline(code) => row.entry.disciplines.contains(&code),
        Whom::These(entries) => entries.contains(&row.id),
        Whom::Pasted(_) => pasted.contains(&row.entry.code.as_str()),
    };
    let meant: Vec<&RosterEntry> = roster.iter().filter(is_meant).collect();
    if meant.is_empty() && matches!(whom, Whom::Pasted(_)) {
        return Err(Invalid::one("codes", "group-codes-none").into());
    }
    let is_unknown = |code: &&str| !meant.iter().any(|row| row.entry.code.as_str() == *code);
    let unknown = pasted.iter().copied().filter(is_unknown).map(str::to_owned).collect();
    let new: Vec<RosterEntryId> = meant.iter().map(|row| row.id).filter(|entry| !inside.contains(entry)).collect();
    store::group::put(&mut tx, id, &new).await?;
    ctx.commit(tx).await?;
    Ok(Put { new: new.len(), unknown })
}

/// Takes athletes out of a group. A seat that they have in a workshop of the group stays theirs until staff take it; the
/// office's page names it.
pub async fn take_out(ctx: &Ctx, actor: &Actor, id: GroupId, entries: &[RosterEntryId]) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    owned(&mut tx, actor, id).await?;
    store::group::take_out(&mut tx, id, entries).await?;
    ctx.commit(tx).await.map(drop)
}

/// Who is in a group.
pub(crate) async fn members(tx: &mut ReadTx, group: &Group) -> Result<BTreeSet<RosterEntryId>, AppError> {
    let all = store::group::members(tx, group.organisation, group.games).await?;
    Ok(all.into_iter().filter(|(of, _)| *of == group.id).map(|(_, entry)| entry).collect())
}

/// The group that a form names, of this roster; none for an empty field.
pub(crate) async fn read(
    tx: &mut WriteTx,
    organisation: OrganisationId,
    games: GamesId,
    field: &'static str,
    text: &str,
) -> Result<Option<GroupId>, AppError> {
    if text.is_empty() {
        return Ok(None);
    }
    let unknown = || Invalid::one(field, "group-unknown");
    let id = text.parse::<GroupId>().map_err(|_| unknown())?;
    let found = store::group::get(tx, id).await?.filter(|g| (g.organisation, g.games) == (organisation, games));
    Ok(Some(found.ok_or_else(unknown)?.id))
}

/// A group of an organisation whose workshops the actor may run. Others do not learn that it exists.
async fn owned(tx: &mut ReadTx, actor: &Actor, id: GroupId) -> Result<Group, AppError> {
    let group = store::group::get(tx, id).await?.ok_or(AppError::NotFound)?;
    if permit::holds(tx, actor, Act::RunWorkshops, group.organisation).await? {
        Ok(group)
    } else {
        Err(AppError::NotFound)
    }
}

fn named(error: StoreError) -> AppError {
    match error {
        StoreError::Taken { .. } => Invalid::one("name", "group-name-taken").into(),
        other => other.into(),
    }
}
