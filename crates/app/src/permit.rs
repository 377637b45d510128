//! Asks the one rule about what people may do for an organisation, with the ties that the database holds at that moment.

use grandstand_domain::{
    account::{Actor, Role},
    agreement::{State, TERMS},
    handle::Handle,
    id::{GamesId, OrganisationId},
    membership::MemberRole,
    permit::{self, Act, OF_ROSTER, Partner, Ties},
    time::UnixMillis,
};
use grandstand_store::{self as store, ReadTx, account::Account, membership::Member, organisation::Organisation};

use crate::{ctx::Ctx, error::AppError};

/// Passes when the actor may do this for the organisation. Ask in the transaction that acts, so that what has just ended
/// lets nobody in.
///
/// # Errors
/// `Forbidden` when they may not.
pub async fn require(tx: &mut ReadTx, actor: &Actor, act: Act, organisation: OrganisationId) -> Result<(), AppError> {
    if holds(tx, actor, act, organisation).await? { Ok(()) } else { Err(AppError::Forbidden) }
}

/// Whether the actor may do this for the organisation.
pub async fn holds(tx: &mut ReadTx, actor: &Actor, act: Act, organisation: OrganisationId) -> Result<bool, AppError> {
    let own = ties(tx, actor, organisation).await?;
    let partners = partners(tx, actor, act, organisation).await?;
    Ok(permit::may(actor, &own, &partners, act, organisation))
}

/// The organisation as whose people the actor may do this for another by an agreement; none where their own ties let them.
pub(crate) async fn partner(
    tx: &mut ReadTx,
    actor: &Actor,
    act: Act,
    organisation: OrganisationId,
) -> Result<Option<OrganisationId>, AppError> {
    let own = ties(tx, actor, organisation).await?;
    if permit::may(actor, &own, &[], act, organisation) {
        return Ok(None);
    }
    let mut partners = partners(tx, actor, act, organisation).await?;
    partners.retain(|partner| permit::may(actor, &own, std::slice::from_ref(partner), act, organisation));
    Ok(partners.first().map(|partner| partner.organisation))
}

/// The organisations whose people may do this by an agreement, with the actor's ties to each.
async fn partners(
    tx: &mut ReadTx,
    actor: &Actor,
    act: Act,
    organisation: OrganisationId,
) -> Result<Vec<Partner>, AppError> {
    let (now, mut partners) = (tx.now(), Vec::new());
    if TERMS.contains(&act) {
        for held in store::agreement::held(tx, organisation).await? {
            if let Some(other) = held.agreement.lets(organisation, act, now) {
                partners.push(Partner { organisation: other, ties: ties(tx, actor, other).await? });
            }
        }
    }
    Ok(partners)
}

async fn ties(tx: &mut ReadTx, actor: &Actor, organisation: OrganisationId) -> Result<Ties, AppError> {
    Ok(Ties {
        is_on_roster: store::roster::is_named(tx, actor.account, organisation).await?,
        roles: store::membership::roles(tx, actor.account, organisation).await?,
    })
}

/// The organisations for which the actor may do this, by slug; all of them for an operator.
pub async fn organisations(tx: &mut ReadTx, actor: &Actor, act: Act) -> Result<Vec<Organisation>, AppError> {
    let mut found = Vec::new();
    for organisation in store::organisation::list(tx).await? {
        if holds(tx, actor, act, organisation.id).await? {
            found.push(organisation);
        }
    }
    Ok(found)
}

/// Whether the actor may do this for any organisation at all. Their own is asked first.
pub async fn somewhere(tx: &mut ReadTx, actor: &Actor, act: Act) -> Result<bool, AppError> {
    if actor.is_operator() {
        return Ok(true);
    }
    let mut all = store::organisation::list(tx).await?;
    all.sort_by_key(|organisation| Some(organisation.id) != actor.organisation);
    for organisation in all {
        if holds(tx, actor, act, organisation.id).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Passes when the actor may do this for any organisation at all: what all of them share, such as a Games, is theirs to
/// describe.
///
/// # Errors
/// `Forbidden` when they may not.
pub async fn require_somewhere(tx: &mut ReadTx, actor: &Actor, act: Act) -> Result<(), AppError> {
    if somewhere(tx, actor, act).await? { Ok(()) } else { Err(AppError::Forbidden) }
}

/// Whether the actor may change what all organisations of a Games share: its days and clocks, schedule, ways and rules. Those may who
/// run the programme of an organisation with a roster there; before there is any roster, of any organisation.
pub async fn keeps(tx: &mut ReadTx, actor: &Actor, games: GamesId) -> Result<bool, AppError> {
    let there = store::roster::organisations(tx, games).await?;
    if there.is_empty() {
        return somewhere(tx, actor, Act::RunProgramme).await;
    }
    for organisation in there {
        if holds(tx, actor, Act::RunProgramme, organisation).await? {
            return Ok(true);
        }
    }
    Ok(actor.is_operator())
}

/// Passes when [`keeps`] holds.
///
/// # Errors
/// `Forbidden` when it does not.
pub(crate) async fn require_keeps(tx: &mut ReadTx, actor: &Actor, games: GamesId) -> Result<(), AppError> {
    if keeps(tx, actor, games).await? { Ok(()) } else { Err(AppError::Forbidden) }
}

/// The people of an organisation who may do something for it, each once: its staff accounts and the members whose role lets them;
/// where it has none, those who run the host.
pub(crate) async fn people(tx: &mut ReadTx, organisation: OrganisationId, act: Act) -> Result<Vec<Account>, AppError> {
    let now = tx.now();
    let mut found = of_role(tx, Role::Staff, Some(organisation)).await?;
    let members = store::membership::of_organisation(tx, organisation).await?;
    let is_let = |m: &Member| m.holds(now) && m.role.acts().contains(&act);
    let ids: Vec<_> = members.iter().filter(|m| is_let(m)).map(|m| m.account).collect();
    found.extend(store::account::several(tx, &ids).await?);
    found.retain(Account::is_active);
    if found.is_empty() {
        found = of_role(tx, Role::Operator, None).await?;
        found.retain(Account::is_active);
    }
    found.sort_by_key(|account| account.id);
    found.dedup_by_key(|account| account.id);
    Ok(found)
}

/// Every account of a role, of an organisation or of any.
async fn of_role(tx: &mut ReadTx, role: Role, whose: Option<OrganisationId>) -> Result<Vec<Account>, AppError> {
    let filter = store::account::Filter { role: Some(role), organisation: whose, ..store::account::Filter::default() };
    Ok(store::account::list(tx, &filter, i64::from(i32::MAX)).await?)
}

/// Who may do something for an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// One account.
    Account(Handle),
    /// Those who have claimed a place on one of its rosters, and how many they are.
    Athletes(usize),
    /// The people of another organisation who may do the same there.
    Organisation(OrganisationId, String),
}

/// Why they may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// They run the host.
    Operator,
    /// Their account is staff of the organisation.
    Staff,
    /// A role in the organisation.
    Member(MemberRole),
    /// A place on a roster.
    Roster,
    /// An agreement, by its title.
    Agreement(String),
}

/// One line of what people may do for an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Who.
    pub whom: Whom,
    /// Why.
    pub source: Source,
    /// What.
    pub acts: Vec<Act>,
    /// Until when; none for no end.
    pub until: Option<UnixMillis>,
}

/// Everything that anyone may do for an organisation now: what [`holds`] says yes to, no more and no less.
pub async fn grants(ctx: &Ctx, actor: &Actor, organisation: OrganisationId) -> Result<Vec<Grant>, AppError> {
    let mut tx = ctx.begin_read().await?;
    require(&mut tx, actor, Act::ManageMembers, organisation).await?;
    let now = tx.now();
    let mut grants = Vec::new();
    for (role, whose, source) in
        [(Role::Operator, None, Source::Operator), (Role::Staff, Some(organisation), Source::Staff)]
    {
        for account in of_role(&mut tx, role, whose).await? {
            let (whom, acts) = (Whom::Account(account.handle), Act::ALL.to_vec());
            grants.push(Grant { whom, source: source.clone(), acts, until: None });
        }
    }
    let members = store::membership::of_organisation(&mut tx, organisation).await?;
    let ids: Vec<_> = members.iter().map(|m| m.account).collect();
    let accounts = store::account::several(&mut tx, &ids).await?;
    for member in members.into_iter().filter(|m| m.holds(now)) {
        let Some(account) = accounts.iter().find(|a| a.id == member.account) else { continue };
        grants.push(Grant {
            whom: Whom::Account(account.handle.clone()),
            source: Source::Member(member.role),
            acts: member.role.acts().to_vec(),
            until: member.until,
        });
    }
    let athletes = store::roster::count_named(&mut tx, organisation).await?;
    if athletes > 0 {
        let whom = Whom::Athletes(usize::try_from(athletes).unwrap_or_default());
        grants.push(Grant { whom, source: Source::Roster, acts: OF_ROSTER.to_vec(), until: None });
    }
    for held in store::agreement::held(&mut tx, organisation).await? {
        let agreement = held.agreement;
        let acts: Vec<Act> =
            TERMS.into_iter().filter(|act| agreement.lets(organisation, *act, now).is_some()).collect();
        let other = agreement.parties.into_iter().find(|party| *party != organisation);
        let (Some(other), true) = (other, agreement.state(now) == State::InForce && !acts.is_empty()) else { continue };
        let name = store::organisation::get(&mut tx, other).await?.map(|o| o.name).unwrap_or_default();
        grants.push(Grant {
            whom: Whom::Organisation(other, name),
            source: Source::Agreement(agreement.title),
            acts,
            until: Some(agreement.until),
        });
    }
    Ok(grants)
}
