//! Agreements between two organisations: one writes and offers, the other accepts, either ends. What ends is kept.

use grandstand_domain::{
    account::Actor,
    agreement::{Agreement, State, Term},
    games::Day,
    id::{AgreementId, OrganisationId},
    invalid::{Check, Invalid},
    permit::Act,
    time::{DAY, UnixMillis},
};
use grandstand_store::{
    self as store, ReadTx, StoreError, WriteTx, agreement::StoredAgreement, organisation::Organisation,
};
use jiff::{civil::Date, tz::TimeZone};

use crate::{ctx::Ctx, error::AppError, permit};

mod notice;
use notice::{Step, tell};

/// What is said of an agreement, from the side of the organisation that writes it.
#[derive(Clone, Debug, Default)]
pub struct Form<'a> {
    /// What it is about, in a line.
    pub title: &'a str,
    /// The other party, by its short name.
    pub party: &'a str,
    /// The first day, `YYYY-MM-DD` in UTC.
    pub from: &'a str,
    /// The last day.
    pub until: &'a str,
    /// What the writer's people may do with what belongs to the other party.
    pub ours: Vec<Act>,
    /// What the other party's people may do with what belongs to the writer.
    pub theirs: Vec<Act>,
}

/// Writes a draft.
pub async fn draft(
    ctx: &Ctx,
    actor: &Actor,
    organisation: OrganisationId,
    form: &Form<'_>,
) -> Result<AgreementId, AppError> {
    let mut tx = ctx.begin_write().await?;
    permit::require(&mut tx, actor, Act::ManageMembers, organisation).await?;
    let agreement = read(&mut tx, organisation, form).await?;
    let id = insert(ctx, &mut tx, agreement, None).await?;
    ctx.commit(tx).await?;
    Ok(id)
}

/// Writes a draft anew.
pub async fn rewrite(
    ctx: &Ctx,
    actor: &Actor,
    organisation: OrganisationId,
    id: AgreementId,
    form: &Form<'_>,
) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let before = as_party(&mut tx, actor, organisation, id).await?;
    if before.agreement.parties[0] != organisation {
        return Err(AppError::NotFound);
    }
    let agreement = read(&mut tx, organisation, form).await?;
    store::agreement::rewrite(&mut tx, &StoredAgreement { agreement, ..before }).await.map_err(passed)?;
    ctx.commit(tx).await.map(drop)
}

/// Puts a draft before the other party.
pub async fn offer(ctx: &Ctx, actor: &Actor, organisation: OrganisationId, id: AgreementId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let found = as_party(&mut tx, actor, organisation, id).await?;
    if found.agreement.parties[0] != organisation {
        return Err(AppError::NotFound);
    }
    if found.agreement.until <= tx.now() {
        return Err(AppError::Conflict("agreement-over"));
    }
    store::agreement::offer(&mut tx, id).await.map_err(passed)?;
    tell(ctx, &mut tx, Step::Offered, &found, organisation, actor).await?;
    ctx.commit(tx).await.map(drop)
}

/// Accepts what the other party offers.
pub async fn accept(ctx: &Ctx, actor: &Actor, organisation: OrganisationId, id: AgreementId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let found = as_party(&mut tx, actor, organisation, id).await?;
    if found.agreement.parties[1] != organisation {
        return Err(AppError::NotFound);
    }
    store::agreement::accept(&mut tx, id).await.map_err(passed)?;
    tell(ctx, &mut tx, Step::Accepted, &found, organisation, actor).await?;
    ctx.commit(tx).await.map(drop)
}

/// Ends an agreement at once, takes an offer back, declines one, or discards a draft. What it let people do stops with this
/// transaction; what they did stays.
pub async fn end(ctx: &Ctx, actor: &Actor, organisation: OrganisationId, id: AgreementId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let found = as_party(&mut tx, actor, organisation, id).await?;
    store::agreement::end(&mut tx, id, organisation).await.map_err(passed)?;
    // Nobody else has seen a draft, and what is over needs no end.
    if found.agreement.offered_at.is_some() && found.agreement.until > tx.now() {
        tell(ctx, &mut tx, Step::Ended, &found, organisation, actor).await?;
    }
    ctx.commit(tx).await.map(drop)
}

/// Writes a draft that follows an agreement, as long as it was and beginning where it ends, or today when that is past. Both
/// have to say yes again.
pub async fn renew(
    ctx: &Ctx,
    actor: &Actor,
    organisation: OrganisationId,
    id: AgreementId,
) -> Result<AgreementId, AppError> {
    let mut tx = ctx.begin_write().await?;
    let before = as_party(&mut tx, actor, organisation, id).await?.agreement;
    if before.accepted_at.is_none() {
        return Err(AppError::Conflict("agreement-passed"));
    }
    let length = before.until.since(before.from);
    let today = UnixMillis(tx.now().0.div_euclid(DAY) * DAY);
    let ends = before.ended_at.unwrap_or(before.until);
    let from = if ends < today { today } else { UnixMillis(ends.0.div_euclid(DAY) * DAY) };
    let [a, b] = before.parties;
    let parties = [organisation, if a == organisation { b } else { a }];
    let until = from.plus(length);
    let after = Agreement { parties, from, until, offered_at: None, accepted_at: None, ended_at: None, ..before };
    let made = insert(ctx, &mut tx, after, Some(id)).await?;
    ctx.commit(tx).await?;
    Ok(made)
}

/// The agreements of an organisation as it sees them, the latest first: drafts of the other party are not shown.
pub async fn list(ctx: &Ctx, actor: &Actor, organisation: OrganisationId) -> Result<Vec<StoredAgreement>, AppError> {
    let mut tx = ctx.begin_read().await?;
    permit::require(&mut tx, actor, Act::ManageMembers, organisation).await?;
    let mut all = store::agreement::of_organisation(&mut tx, organisation).await?;
    all.retain(|found| is_shown(found, organisation));
    Ok(all)
}

/// One of them.
pub async fn get(
    ctx: &Ctx,
    actor: &Actor,
    organisation: OrganisationId,
    id: AgreementId,
) -> Result<StoredAgreement, AppError> {
    as_party(&mut ctx.begin_read().await?, actor, organisation, id).await
}

/// The party of an agreement that the actor manages and that sees it; of both, the one that it is offered to.
///
/// # Errors
/// `NotFound` for everyone else.
pub async fn side(ctx: &Ctx, actor: &Actor, id: AgreementId) -> Result<Organisation, AppError> {
    let mut tx = ctx.begin_read().await?;
    let found = store::agreement::get(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    for party in found.agreement.parties.into_iter().rev().filter(|party| is_shown(&found, *party)) {
        if permit::holds(&mut tx, actor, Act::ManageMembers, party).await? {
            return store::organisation::get(&mut tx, party).await?.ok_or(AppError::NotFound);
        }
    }
    Err(AppError::NotFound)
}

fn is_shown(found: &StoredAgreement, organisation: OrganisationId) -> bool {
    let agreement = &found.agreement;
    agreement.parties[0] == organisation || (agreement.parties[1] == organisation && agreement.offered_at.is_some())
}

/// An agreement, for someone who manages a party of it.
async fn as_party(
    tx: &mut ReadTx,
    actor: &Actor,
    organisation: OrganisationId,
    id: AgreementId,
) -> Result<StoredAgreement, AppError> {
    permit::require(tx, actor, Act::ManageMembers, organisation).await?;
    let found = store::agreement::get(tx, id).await?;
    found.filter(|found| is_shown(found, organisation)).ok_or(AppError::NotFound)
}

/// Where it stands lets this happen no more: another was faster.
fn passed(error: StoreError) -> AppError {
    match error {
        StoreError::NotFound { .. } => AppError::Conflict("agreement-passed"),
        other => other.into(),
    }
}

async fn insert(
    ctx: &Ctx,
    tx: &mut WriteTx,
    agreement: Agreement,
    renews: Option<AgreementId>,
) -> Result<AgreementId, AppError> {
    let id = AgreementId(ctx.id());
    let draft = StoredAgreement { id, agreement, renews, ended_by: None, created_at: tx.now() };
    store::agreement::insert(tx, &draft).await?;
    Ok(id)
}

async fn read(tx: &mut ReadTx, organisation: OrganisationId, form: &Form<'_>) -> Result<Agreement, AppError> {
    let other = store::organisation::by_slug(tx, form.party).await?.map(|o| o.id);
    let mut faults = Check::default();
    if other.is_none() {
        faults.fault("party", "agreement-party");
    }
    let from = faults.take("from", day_start(form.from));
    let until = faults.take("until", day_end(form.until));
    faults.done()?;
    let other = other.unwrap_or(organisation);
    let terms =
        |to: OrganisationId, acts: &[Act]| acts.iter().map(move |act| Term { to, act: *act }).collect::<Vec<_>>();
    let said = Agreement {
        title: form.title.to_owned(),
        parties: [organisation, other],
        terms: [terms(organisation, &form.ours), terms(other, &form.theirs)].concat(),
        from: from.unwrap_or_default(),
        until: until.unwrap_or_default(),
        offered_at: None,
        accepted_at: None,
        ended_at: None,
    };
    Ok(said.checked()?)
}

/// The first moment of a day in UTC.
pub(crate) fn day_start(text: &str) -> Result<UnixMillis, Invalid> {
    let fault = || Invalid::one("day", "day-shape");
    let day: Date = text.parse::<Day>()?.to_string().parse().map_err(|_| fault())?;
    let at = day.to_zoned(TimeZone::UTC).map_err(|_| fault())?;
    Ok(UnixMillis(at.timestamp().as_millisecond()))
}

/// The first moment after a day in UTC.
pub(crate) fn day_end(text: &str) -> Result<UnixMillis, Invalid> {
    Ok(day_start(text)?.plus(DAY))
}

/// Whether an agreement can be renewed: both said yes to it, and it holds or has ended.
pub fn may_renew(agreement: &Agreement, now: UnixMillis) -> bool {
    agreement.accepted_at.is_some() && matches!(agreement.state(now), State::InForce | State::Ended)
}
