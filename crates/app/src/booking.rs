//! Bookings of spaces: made by an athlete for themself or by the desk for them, moved, begun at the door, ended. That two
//! never meet is kept by the database (`booking_cell`); whoever comes second is told so.

mod guest;
mod look;
mod notice;
mod own_time;
mod presence;
mod taking;
mod waiting;

use grandstand_domain::{
    account::Actor,
    acting::Deed,
    booking::{self, AHEAD_MOST, BookingState, Cells, Slot},
    id::{AccountId, BookingId, KitId, SpaceId},
    invalid::Invalid,
    mail::Method,
    permit::Act,
    time::{DAY, MINUTE, UnixMillis},
};
use grandstand_store::{self as store, ReadTx, StoreError, WriteTx, booking::Booking, space::Space};

use crate::{
    acting::{self, Doer},
    ctx::Ctx,
    error::AppError,
    jobs::{self, Kind},
    permit, space,
};

pub use look::{DaySheet, OnWall, Seen, at_desk_by_code, day, mine, one, sheet, wall};
pub use own_time::Engaged;
pub use presence::{check_in, check_in_at_door, due_at, no_show, undo_check_in};
use taking::{Wanted, give_up, take};
pub use waiting::{wait_for, wait_no_more, waits};

/// Cells older than this keep nobody from anything.
const CELLS_FOR: i64 = 2 * DAY;

/// What somebody wants.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// Which space.
    pub space: SpaceId,
    /// For whom; none for oneself, or for a guest.
    pub whom: Option<AccountId>,
    /// The name of a guest without an account who stands at the desk now. The booking begins checked in, and whoever makes it
    /// answers for it.
    pub guest: Option<&'a str>,
    /// When.
    pub slot: Slot,
    /// What to borrow, and how many of it.
    pub kit: &'a [(KitId, i64)],
    /// Whether someone of the crew is to help.
    pub crew: bool,
    /// Whether they stand at the desk now: the booking begins checked in.
    pub is_there: bool,
}

/// Books a space.
///
/// # Errors
/// `Conflict` when somebody has any of it, or of the kit or crew; `Invalid` when the space's rules are against it.
pub async fn book(ctx: &Ctx, who: impl Into<Doer>, wish: Wish<'_>) -> Result<Booking, AppError> {
    let doer = who.into();
    let actor = doer.whom();
    let guest = wish.guest.map(booking::guest).transpose()?;
    if guest.is_some() && wish.whom.is_some() {
        return Err(Invalid::one("guest", "booking-guest-alone").into());
    }
    let is_there = wish.is_there || guest.is_some();
    let mut tx = ctx.begin_write().await?;
    let space = store::space::get(&mut tx, wish.space).await?.ok_or(AppError::NotFound)?;
    let whom = wish.whom.unwrap_or(actor.account);
    doer.only_own(Some(whom))?;
    // What an athlete may do at the desk too is not done by another's hand.
    let is_staff = entitled(&mut tx, actor, whom, &space).await? && !doer.is_hand();
    if is_there && !is_staff {
        return Err(AppError::Forbidden);
    }
    let now = tx.now();
    wish.slot.allowed(&space.rules, &space::hours(&space, wish.slot), is_staff, now)?;
    if guest.is_some() {
        booking::on_now(wish.slot, now)?;
    }
    let id = BookingId(ctx.id());
    // Staff may keep two rooms at once, and a guest is not whoever answers for them.
    if guest.is_none() && !(is_staff && whom == actor.account) {
        own_time::require_free(&mut tx, whom, id, wish.slot, is_staff).await?;
    }
    store::space::lock(&mut tx, space.id).await?;
    let ahead = store::booking::ahead(&mut tx, whom, now).await?;
    if !is_staff && usize::try_from(ahead).is_ok_and(|ahead| ahead >= AHEAD_MOST) {
        return Err(AppError::Conflict("booking-many"));
    }
    let made = Booking {
        id,
        space: space.id,
        account: whom,
        is_guest: guest.is_some(),
        by: Some(doer.hand_or_own()).filter(|by| by.0 != 0),
        code: booking::code(ctx.random()),
        slot: wish.slot,
        state: if is_there { BookingState::In } else { BookingState::Booked },
        shift: None,
        created_at: now,
        changed_at: now,
    };
    store::booking::insert(&mut tx, &made).await?;
    if let Some(name) = guest {
        guest::keep(ctx, &mut tx, &made, &name).await?;
    }
    let wanted = Wanted { kit: wish.kit, crew: wish.crew };
    let shift = take(&mut tx, &made, &space, wanted).await?;
    promise_release(ctx, &mut tx, &made, &space).await?;
    acting::done(ctx, &mut tx, &doer, Deed::Book, made.id.0).await?;
    // Who stands at the desk needs no word of it.
    if made.state == BookingState::Booked {
        notice::tell(ctx, &mut tx, &made, &space, Method::Request, made.by).await?;
    }
    ctx.commit(tx).await?;
    Ok(Booking { shift, ..made })
}

/// Whether the actor may book for someone, and whether as staff. One who may not know of the space finds none.
async fn entitled(tx: &mut ReadTx, actor: &Actor, whom: AccountId, space: &Space) -> Result<bool, AppError> {
    let (runs, uses) = space::rights(tx, actor, space.organisation).await?;
    if whom == actor.account {
        return if runs || (uses && !space.rules.staff_only) { Ok(runs) } else { Err(AppError::Forbidden) };
    }
    if !runs {
        return Err(AppError::Forbidden);
    }
    let account = store::account::get(tx, whom).await?.filter(store::account::Account::is_active);
    let account = account.ok_or(AppError::NotFound)?;
    let (runs, uses) = space::rights(tx, &account.actor(), space.organisation).await?;
    if runs || uses { Ok(true) } else { Err(AppError::Conflict("booking-not-theirs")) }
}

/// Takes a booking back, one's own or at the desk.
pub async fn cancel(ctx: &Ctx, who: impl Into<Doer>, id: BookingId) -> Result<(), AppError> {
    let doer = who.into();
    let mut tx = ctx.begin_write().await?;
    let (found, _) = of_actor(&mut tx, doer.whom(), id).await?;
    doer.only_own(found.owner())?;
    take_back(ctx, &mut tx, &found, Some(doer.hand_or_own())).await?;
    acting::done(ctx, &mut tx, &doer, Deed::CancelBooking, id.0).await?;
    ctx.commit(tx).await.map(drop)
}

/// Takes a booking back; `by` is who does it.
pub(crate) async fn take_back(
    ctx: &Ctx,
    tx: &mut WriteTx,
    found: &Booking,
    by: Option<AccountId>,
) -> Result<(), AppError> {
    let space = store::space::get(tx, found.space).await?.ok_or(AppError::NotFound)?;
    step(tx, found, BookingState::Cancelled).await?;
    let_go(ctx, tx, found, &space, i64::MIN).await?;
    notice::tell(ctx, tx, found, &space, Method::Cancel, by).await
}

/// Ends a booking before its time, one's own or at the desk. The space is free once it is tidied up.
pub async fn end(ctx: &Ctx, actor: &Actor, id: BookingId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let (found, space) = of_actor(&mut tx, actor, id).await?;
    step(&mut tx, &found, BookingState::Ended).await?;
    let tidied = tx.now().plus(i64::from(space.rules.after_minutes) * MINUTE - 1);
    let_go(ctx, &mut tx, &found, &space, Cells::at(tidied) + 1).await?;
    ctx.commit(tx).await.map(drop)
}

/// Moves a booking to another time or another space of the same organisation, with what it borrows and who helps.
pub async fn move_to(ctx: &Ctx, actor: &Actor, id: BookingId, to: SpaceId, slot: Slot) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let (found, before) = of_actor(&mut tx, actor, id).await?;
    let after = store::space::get(&mut tx, to).await?.ok_or(AppError::NotFound)?;
    if after.organisation != before.organisation {
        return Err(AppError::Forbidden);
    }
    let is_staff = entitled(&mut tx, actor, actor.account, &after).await?;
    if !found.state.holds() {
        return Err(AppError::Conflict("booking-gone"));
    }
    let now = tx.now();
    slot.allowed(&after.rules, &space::hours(&after, slot), is_staff, now)?;
    if found.is_guest {
        booking::on_now(slot, now)?;
    }
    if let Some(owner) = found.owner().filter(|owner| !(is_staff && *owner == actor.account)) {
        own_time::require_free(&mut tx, owner, id, slot, is_staff).await?;
    }
    let mut both = [before.id, after.id];
    both.sort_unstable();
    for space in both {
        store::space::lock(&mut tx, space).await?;
    }
    let lent = store::kit::of_booking(&mut tx, id).await?;
    let mut kit: Vec<(KitId, i64)> = Vec::new();
    for one in &lent {
        match kit.last_mut().filter(|(last, _)| *last == one.kit) {
            Some((_, count)) => *count += 1,
            None => kit.push((one.kit, 1)),
        }
    }
    give_up(&mut tx, &found, &before, i64::MIN).await?;
    store::booking::set_place(&mut tx, id, after.id, slot).await?;
    let moved = Booking { space: after.id, slot, ..found };
    if lent.iter().any(|one| one.out_at.is_some() && one.back_at.is_none()) {
        // What is out stays with them.
        taking::keep(&mut tx, &moved, &after, &lent).await?;
        taking::take_space_and_crew(&mut tx, &moved, &after, moved.shift.is_some()).await?;
    } else {
        store::kit::forget(&mut tx, id).await?;
        take(&mut tx, &moved, &after, Wanted { kit: &kit, crew: moved.shift.is_some() }).await?;
    }
    promise_release(ctx, &mut tx, &moved, &after).await?;
    waiting::tell(ctx, &mut tx, &before, moved.owner()).await?;
    notice::tell(ctx, &mut tx, &moved, &after, Method::Request, Some(actor.account)).await?;
    ctx.commit(tx).await.map(drop)
}

/// Gives a booking free to which nobody came, if it still stands and its minutes have passed. One that was moved has a
/// promise of its own.
pub(crate) async fn release(ctx: &Ctx, tx: &mut WriteTx, id: BookingId) -> Result<(), AppError> {
    let Some(found) = store::booking::get(tx, id).await? else { return Ok(()) };
    let Some(space) = store::space::get(tx, found.space).await? else { return Ok(()) };
    let due = release_at(&found, &space).is_some_and(|at| at <= tx.now());
    if !due || found.state != BookingState::Booked {
        return Ok(());
    }
    missed(ctx, tx, &found, &space).await
}

/// Nobody came: the time is free, and goes out of the calendar.
async fn missed(ctx: &Ctx, tx: &mut WriteTx, found: &Booking, space: &Space) -> Result<(), AppError> {
    step(tx, found, BookingState::NoShow).await?;
    let_go(ctx, tx, found, space, i64::MIN).await?;
    notice::tell(ctx, tx, found, space, Method::Cancel, None).await
}

/// When a booking is given free if nobody came; none where its space never does that.
fn release_at(booking: &Booking, space: &Space) -> Option<UnixMillis> {
    let minutes = i64::from(space.rules.release_minutes);
    (minutes > 0).then(|| booking.slot.from.plus(minutes * MINUTE))
}

async fn promise_release(ctx: &Ctx, tx: &mut WriteTx, booking: &Booking, space: &Space) -> Result<(), AppError> {
    if booking.state == BookingState::Booked
        && let Some(at) = release_at(booking, space)
    {
        // Somebody who books in the middle of a slot gets the same minutes.
        let at = at.max(tx.now().plus(i64::from(space.rules.release_minutes) * MINUTE));
        jobs::enqueue_at(ctx, tx, Kind::ReleaseBooking, None, booking.id.0, at).await?;
    }
    Ok(())
}

/// Gives back what a booking has from a cell on, and tells those who wait for it.
async fn let_go(ctx: &Ctx, tx: &mut WriteTx, found: &Booking, space: &Space, from: i64) -> Result<(), AppError> {
    give_up(tx, found, space, from).await?;
    waiting::tell(ctx, tx, space, found.owner()).await
}

/// Moves on to a state, if it stands in one from which that can be.
async fn step(tx: &mut WriteTx, found: &Booking, to: BookingState) -> Result<(), AppError> {
    if !found.state.may_become(to) {
        return Err(AppError::Conflict("booking-gone"));
    }
    store::booking::change(tx, found.id, found.state, to).await.map_err(|error| match error {
        StoreError::NotFound { .. } => AppError::Conflict("booking-gone"),
        other => other.into(),
    })
}

/// A booking at the desk: of a space that the actor runs.
pub(crate) async fn at_desk(tx: &mut ReadTx, actor: &Actor, id: BookingId) -> Result<(Booking, Space), AppError> {
    let (found, space) = stored(tx, id).await?;
    permit::require(tx, actor, Act::RunSpaces, space.organisation).await?;
    Ok((found, space))
}

/// A booking of the actor's own, or at the desk. Others' are not found.
async fn of_actor(tx: &mut ReadTx, actor: &Actor, id: BookingId) -> Result<(Booking, Space), AppError> {
    let (found, space) = stored(tx, id).await?;
    let own = found.owner() == Some(actor.account);
    if own || permit::holds(tx, actor, Act::RunSpaces, space.organisation).await? {
        Ok((found, space))
    } else {
        Err(AppError::NotFound)
    }
}

async fn stored(tx: &mut ReadTx, id: BookingId) -> Result<(Booking, Space), AppError> {
    let found = store::booking::get(tx, id).await?.ok_or(AppError::NotFound)?;
    let space = store::space::get(tx, found.space).await?.ok_or(AppError::NotFound)?;
    Ok((found, space))
}

/// Throws away the cells of bookings that are long over, and the names of their guests.
pub(crate) async fn purge(ctx: &Ctx) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let before = Cells::at(tx.now().plus(-CELLS_FOR));
    store::booking::purge(&mut tx, before).await?;
    let long_over = tx.now().plus(-CELLS_FOR);
    store::booking_wait::purge(&mut tx, long_over).await?;
    store::booking_guest::forget(&mut tx, long_over).await?;
    ctx.commit(tx).await.map(drop)
}
