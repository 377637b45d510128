//! What an athlete does about their seats, or staff for them: take one, wait, answer an offer, change, leave, and say that
//! they are there.

use grandstand_domain::{
    account::Actor,
    acting::Deed,
    id::{CourseId, RosterEntryId, SeatId, WorkshopId},
    invalid::Invalid,
    mail::Method,
    workshop::{self as rules, SeatState},
};
use grandstand_store::{self as store, WriteTx, seat::Seat};

use super::{
    notice, offer,
    situation::{Situation, Why},
};
use crate::{
    acting::{self, Doer},
    ctx::Ctx,
    error::AppError,
    throttle::{self, Rate},
    workshop,
};

/// How often someone may say a code: enough to mistype it, too seldom to guess it.
const GUESSES: Rate = Rate { burst: 10, every_ms: 30_000 };

/// Why someone does not get a seat.
#[derive(Debug)]
pub enum Refused {
    /// Something of their own is in the way.
    Hindered(Why),
    /// Anything else.
    Other(AppError),
}

impl<E: Into<AppError>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

/// Takes a free seat for an athlete, or a place in the waiting list when there is none. Who waits in a list of the course takes one
/// too, and waits no more. Gives how the seat stands now.
pub async fn join(ctx: &Ctx, who: impl Into<Doer>, id: WorkshopId, entry: RosterEntryId) -> Result<SeatState, Refused> {
    let doer = who.into();
    let mut tx = ctx.begin_write().await?;
    let situation = situation(ctx, &mut tx, &doer, entry).await?;
    let workshop = situation.coming().find(|w| w.id == id).ok_or(AppError::NotFound)?;
    let same: Vec<&Seat> = situation.seats_of(entry).filter(|s| s.course == workshop.course && is_open(s)).collect();
    let waits = same.iter().all(|s| s.state == SeatState::Waiting);
    if !waits {
        return Err(AppError::Conflict("seat-same-course").into());
    }
    if let Some(why) = situation.hindrance(entry, id, None) {
        return Err(Refused::Hindered(why));
    }
    let state = if store::workshop::take(&mut tx, id).await? { SeatState::Placed } else { SeatState::Waiting };
    if state == SeatState::Waiting && !same.is_empty() {
        return Err(AppError::Conflict("seat-same-course").into());
    }
    for waiting in same.into_iter().filter(|s| s.workshop != id) {
        give_up(ctx, &mut tx, waiting).await?;
    }
    sit(ctx, &mut tx, id, entry, state, false).await?;
    acting::done(ctx, &mut tx, &doer, Deed::TakeSeat, id.0).await?;
    ctx.commit(tx).await?;
    Ok(state)
}

/// Changes a seat for one in another workshop of the same course. Nothing changes when that one is full.
pub async fn swap(ctx: &Ctx, who: impl Into<Doer>, id: SeatId, to: WorkshopId) -> Result<(), Refused> {
    let doer = who.into();
    let mut tx = ctx.begin_write().await?;
    let seat = store::seat::get(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let situation = situation(ctx, &mut tx, &doer, seat.entry).await?;
    let other = situation.coming().find(|w| w.id == to && w.course == seat.course && w.id != seat.workshop);
    let standing = situation.coming().any(|w| w.id == seat.workshop);
    let (Some(_), true) = (other, standing) else { return Err(AppError::NotFound.into()) };
    if seat.state != SeatState::Placed {
        return Err(AppError::Conflict("seat-not-yours").into());
    }
    if let Some(why) = situation.hindrance(seat.entry, to, Some(seat.workshop)) {
        return Err(Refused::Hindered(why));
    }
    if !store::workshop::take(&mut tx, to).await? {
        return Err(AppError::Conflict("workshop-full").into());
    }
    // Their own choice: the next allocation does not move it.
    sit(ctx, &mut tx, to, seat.entry, SeatState::Placed, true).await?;
    give_up(ctx, &mut tx, &seat).await?;
    acting::done(ctx, &mut tx, &doer, Deed::SwapSeat, to.0).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Gives a seat, an offer or a place in the waiting list up.
pub async fn leave(ctx: &Ctx, who: impl Into<Doer>, id: SeatId) -> Result<(), AppError> {
    let doer = who.into();
    let mut tx = ctx.begin_write().await?;
    let seat = store::seat::get(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    workshop::entry_of(&mut tx, &doer, seat.entry).await?;
    if !is_open(&seat) {
        return Err(AppError::Conflict("seat-not-yours"));
    }
    give_up(ctx, &mut tx, &seat).await?;
    acting::done(ctx, &mut tx, &doer, Deed::LeaveSeat, seat.workshop.0).await?;
    ctx.commit(tx).await.map(drop)
}

/// Takes an offered seat.
pub async fn accept(ctx: &Ctx, who: impl Into<Doer>, id: SeatId) -> Result<(), AppError> {
    let doer = who.into();
    let mut tx = ctx.begin_write().await?;
    let seat = store::seat::get(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    workshop::entry_of(&mut tx, &doer, seat.entry).await?;
    let now = tx.now();
    if seat.state != SeatState::Offered || seat.offered_until.is_none_or(|until| until <= now) {
        return Err(AppError::Conflict("seat-offer-over"));
    }
    let taken = Seat { state: SeatState::Placed, offered_until: None, ..seat.clone() };
    store::seat::update(&mut tx, &taken, seat.state).await?;
    notice::calendar(ctx, &mut tx, seat.entry, seat.workshop, Method::Request).await?;
    acting::done(ctx, &mut tx, &doer, Deed::AcceptSeat, seat.workshop.0).await?;
    ctx.commit(tx).await.map(drop)
}

/// Says that the actor is in the room, by the code that is shown there: from half an hour before it begins until an hour
/// after its end. Gives which workshop it is.
pub async fn attend(ctx: &Ctx, actor: &Actor, code: &str) -> Result<WorkshopId, AppError> {
    let code: String = code.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_uppercase();
    throttle::take(ctx, "attendance", &actor.account.to_string(), GUESSES)?;
    let mut tx = ctx.begin_write().await?;
    let now = tx.now();
    for place in store::roster::of_account(&mut tx, actor.account).await? {
        for seat in store::seat::of_entry(&mut tx, place.entry.id).await? {
            let Some(row) = store::workshop::get(&mut tx, seat.workshop).await? else { continue };
            let is_on = rules::code_counts(row.from, row.until, now);
            if row.code != code || !is_on || row.cancelled_at.is_some() || !seat.state.may_be_noted() {
                continue;
            }
            store::seat::note(&mut tx, seat.id, true, now).await?;
            ctx.commit(tx).await?;
            return Ok(row.id);
        }
    }
    Err(Invalid::one("code", "attendance-code-unknown").into())
}

/// Whether someone has a seat, an offer or a place in the list.
pub fn is_open(seat: &Seat) -> bool {
    matches!(seat.state, SeatState::Placed | SeatState::Offered | SeatState::Waiting)
}

/// How things stand for one athlete, whose account is held, so that a space they book at the same moment is seen or sees this.
async fn situation(ctx: &Ctx, tx: &mut WriteTx, doer: &Doer, entry: RosterEntryId) -> Result<Situation, AppError> {
    let place = workshop::entry_of(tx, doer, entry).await?;
    if let Some(account) = place.account {
        store::account::lock(tx, account).await?;
    }
    Situation::of_one(ctx, tx, &place).await
}

/// Writes that an athlete sits, or waits, in a workshop; a seat taken is counted already.
pub(super) async fn sit(
    ctx: &Ctx,
    tx: &mut WriteTx,
    workshop: WorkshopId,
    entry: RosterEntryId,
    state: SeatState,
    is_pinned: bool,
) -> Result<(), AppError> {
    let now = tx.now();
    if let Some(old) = store::seat::find(tx, workshop, entry).await? {
        let new = Seat { state, is_pinned, offered_until: None, created_at: now, ..old.clone() };
        store::seat::update(tx, &new, old.state).await?;
    } else {
        let new = Seat {
            id: SeatId(ctx.id()),
            workshop,
            entry,
            course: CourseId(0),
            account: None,
            state,
            is_pinned,
            offered_until: None,
            noted_at: None,
            created_at: now,
            changed_at: now,
        };
        store::seat::insert(tx, &new).await?;
    }
    if state == SeatState::Placed {
        notice::calendar(ctx, tx, entry, workshop, Method::Request).await?;
    }
    Ok(())
}

/// What has to follow when someone has a seat no longer: it is free, their calendar forgets it, and the next may have it.
pub(super) async fn freed(ctx: &Ctx, tx: &mut WriteTx, seat: &Seat) -> Result<(), AppError> {
    if seat.state == SeatState::Placed {
        notice::calendar(ctx, tx, seat.entry, seat.workshop, Method::Cancel).await?;
    }
    if seat.state.takes() {
        store::workshop::free(tx, seat.workshop).await?;
        offer::next(ctx, tx, seat.workshop).await?;
    }
    Ok(())
}

/// Ends a seat, and offers it to whoever waits. A place in a list leaves nothing behind: no seat was given back.
pub(crate) async fn give_up(ctx: &Ctx, tx: &mut WriteTx, seat: &Seat) -> Result<(), AppError> {
    if seat.state == SeatState::Waiting {
        return Ok(store::seat::delete(tx, seat.id).await?);
    }
    let left = Seat { state: SeatState::Left, is_pinned: false, offered_until: None, ..seat.clone() };
    store::seat::update(tx, &left, seat.state).await?;
    freed(ctx, tx, seat).await
}

/// Tells the athlete of a seat that staff changed it.
pub(super) async fn told(ctx: &Ctx, tx: &mut WriteTx, entry: RosterEntryId) -> Result<(), AppError> {
    let place = store::roster::get(tx, entry).await?;
    notice::tell(ctx, tx, place.and_then(|p| p.account)).await
}
