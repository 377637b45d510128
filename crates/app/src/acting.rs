//! Acting for an athlete. They let someone do stated things for them, and either ends it at any time; every act asks the rule
//! anew in its own transaction and is recorded there ([`done`]).
//!
//! A use case that somebody may do for an athlete takes a [`Doer`]; one that takes an `Actor` is for oneself only. Nobody but
//! this room makes a [`Doer`] with another's hand, and only for a browser whose session carries the delegation ([`current`]).
//! Whoever may publish as a team acts for the team's account by the same means ([`as_team`]).

mod deed;
mod list;
mod team;

use grandstand_domain::{
    account::{Actor, Role},
    acting::{self as rules, Bound, Delegation, Hand, OF_ATHLETE_MOST, OF_HOLDER_MOST, State},
    handle::Handle,
    id::{AccountId, DelegationId, NotificationId},
    invalid::{Check, Invalid},
    notification::NotificationKind,
    session::SessionKind,
    time::{DAY, MINUTE, UnixMillis},
};
use grandstand_store::{
    self as store, ReadTx, StoreError, WriteTx,
    acting::{self as rows, StoredDelegation},
    notification::NewNotification,
};

use crate::{
    agreement::{day_end, day_start},
    ctx::Ctx,
    error::AppError,
    session::{self, SignedIn},
    throttle::{self, Rate},
};

pub use deed::{Acting, Doer, current};
pub(crate) use deed::{done, held_back, may_go_out, signed};
pub use list::{AboutPost, Mine, Shown, Told, mine, of_press};
pub use team::{TeamAct, as_team, done_as_team, teams};

/// Offers of one account: each tells somebody.
const OFFERS: Rate = Rate { burst: 10, every_ms: 10 * MINUTE };

/// What an athlete says of whom they let do what.
#[derive(Clone, Debug, Default)]
pub struct Form<'a> {
    /// Whose account acts.
    pub handle: &'a str,
    /// A word of [`Hand`].
    pub hand: &'a str,
    /// What they may do.
    pub bounds: Vec<Bound>,
    /// The first day, `YYYY-MM-DD` in UTC; empty for today.
    pub from: &'a str,
    /// The last day.
    pub until: &'a str,
}

/// Offers someone to act for the actor, and tells them.
///
/// # Errors
/// `Forbidden` for who is no athlete; `Invalid` for what cannot be; `Conflict` with too many, or one with the same person.
pub async fn offer(ctx: &Ctx, actor: &Actor, form: &Form<'_>) -> Result<DelegationId, AppError> {
    if actor.role != Role::Athlete {
        return Err(AppError::Forbidden);
    }
    let mut tx = ctx.begin_write().await?;
    let given = read(&mut tx, actor, form).await?;
    throttle::take(ctx, "acting-offer", &actor.account.to_string(), OFFERS)?;
    store::account::lock(&mut tx, actor.account).await?;
    let [own, _, between] = rows::open(&mut tx, given.athlete, given.holder).await?;
    if between > 0 {
        return Err(AppError::Conflict("acting-already"));
    }
    if own >= OF_ATHLETE_MOST {
        return Err(AppError::Conflict("acting-many"));
    }
    let id = DelegationId(ctx.id());
    rows::insert(&mut tx, id, &given).await?;
    tell(ctx, &mut tx, NotificationKind::ActingAsked, given.athlete, given.holder, id).await?;
    ctx.commit(tx).await?;
    Ok(id)
}

async fn read(tx: &mut ReadTx, actor: &Actor, form: &Form<'_>) -> Result<Delegation, AppError> {
    let now = tx.now();
    let mut faults = Check::default();
    let handle = faults.take("handle", form.handle.trim().trim_start_matches('@').parse::<Handle>());
    let hand = form.hand.parse::<Hand>().ok().filter(|hand| Hand::OF_ATHLETE.contains(hand));
    let hand = faults.take("hand", hand.ok_or_else(|| Invalid::one("hand", "acting-hand")));
    let today = UnixMillis(now.0.div_euclid(DAY) * DAY);
    let from = if form.from.is_empty() { Some(today) } else { faults.take("from", day_start(form.from)) };
    let until = faults.take("until", day_end(form.until));
    faults.done()?;
    let (Some(handle), Some(hand), Some(from), Some(until)) = (handle, hand, from, until) else {
        return Err(AppError::NotFound);
    };
    let nobody = || Invalid::one("handle", "acting-nobody");
    let holder = store::account::by_handle(tx, &handle).await?.filter(|a| a.is_active() && a.role.is_person());
    let holder = holder.ok_or_else(nobody)?;
    let given = Delegation {
        athlete: actor.account,
        holder: holder.id,
        hand,
        bounds: form.bounds.clone(),
        from,
        until,
        accepted_at: None,
        ended_at: None,
    };
    let given = given.checked(now)?;
    let between = deed::between(tx, &given).await?;
    if between.blocked {
        return Err(nobody().into());
    }
    if hand == Hand::Press && !between.is_let {
        return Err(Invalid::one("handle", "acting-not-press").into());
    }
    Ok(given)
}

/// Says yes to acting for an athlete, and tells them.
///
/// # Errors
/// `NotFound` for whoever was not asked; `Conflict` when there is nothing to accept any more, or for a press officer who is none
/// any more.
pub async fn accept(ctx: &Ctx, actor: &Actor, id: DelegationId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    store::account::lock(&mut tx, actor.account).await?;
    let found = rows::lock(&mut tx, id).await?.filter(|found| found.given.holder == actor.account);
    let given = found.ok_or(AppError::NotFound)?.given;
    let between = deed::between(&mut tx, &given).await?;
    let now = tx.now();
    if given.state(now) != State::Offered || !between.both_active || between.blocked {
        return Err(AppError::Conflict("acting-passed"));
    }
    if given.hand == Hand::Press && !between.is_let {
        return Err(AppError::Conflict("acting-press-no-more"));
    }
    let [_, held, _] = rows::open(&mut tx, given.athlete, given.holder).await?;
    if held > OF_HOLDER_MOST {
        return Err(AppError::Conflict("acting-many-held"));
    }
    rows::accept(&mut tx, id).await.map_err(passed)?;
    tell(ctx, &mut tx, NotificationKind::ActingAccepted, given.holder, given.athlete, id).await?;
    ctx.commit(tx).await.map(drop)
}

/// Ends what either of the two is part of, declines it or takes it back. What was scheduled by it becomes a draft again.
pub async fn end(ctx: &Ctx, actor: &Actor, id: DelegationId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let found = rows::lock(&mut tx, id).await?.ok_or(AppError::NotFound)?.given;
    if actor.account != found.athlete && actor.account != found.holder {
        return Err(AppError::NotFound);
    }
    rows::end(&mut tx, id).await.map_err(passed)?;
    ctx.commit(tx).await.map(drop)
}

/// This browser acts for the athlete from now on. A program never does.
pub async fn begin(ctx: &Ctx, who: &SignedIn, id: DelegationId) -> Result<(), AppError> {
    if who.kind != SessionKind::Browser || who.acts_by.is_some() {
        return Err(AppError::Forbidden);
    }
    let mut tx = ctx.begin_write().await?;
    let found: Option<StoredDelegation> = rows::get(&mut tx, id).await?;
    let given = found.filter(|found| found.given.holder == who.actor.account).ok_or(AppError::NotFound)?.given;
    let between = deed::between(&mut tx, &given).await?;
    if !rules::holds(&given, between, tx.now()) {
        return Err(AppError::Conflict("acting-over"));
    }
    rows::take_up(&mut tx, who.session, Some(id)).await?;
    session::commit(ctx, tx, who.actor.account).await
}

/// This browser acts for its own account again.
pub async fn stop(ctx: &Ctx, who: &SignedIn) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    rows::take_up(&mut tx, who.session, None).await?;
    session::commit(ctx, tx, who.actor.account).await
}

/// Another was faster.
fn passed(error: StoreError) -> AppError {
    match error {
        StoreError::NotFound { .. } => AppError::Conflict("acting-passed"),
        other => other.into(),
    }
}

async fn tell(
    ctx: &Ctx,
    tx: &mut WriteTx,
    kind: NotificationKind,
    by: AccountId,
    whom: AccountId,
    id: DelegationId,
) -> Result<(), AppError> {
    let new = NewNotification {
        id: NotificationId(ctx.id()),
        account: whom,
        kind,
        actor: Some(by),
        post: None,
        comment: None,
        dedupe: Some(format!("{}:{id}", kind.as_str())),
    };
    Ok(crate::notification::tell(ctx, tx, &new).await?)
}
