//! Bookings as pages show them.

use std::{collections::HashMap, sync::Arc};

use grandstand_domain::{
    account::Actor,
    booking::{self, Cells, Offer, Slot, at_once, offers},
    games::Day,
    id::{AccountId, BookingId, SpaceId},
    time::{HOUR, MINUTE},
};
use grandstand_store::{
    self as store, ReadTx,
    booking::Booking,
    crew::Shift,
    kit::{Kit, Lent},
    space::Space,
};

use super::{Engaged, guest, own_time};
use crate::{ctx::Ctx, error::AppError, person, space, views::Author};

/// A booking with all that belongs to it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The booking.
    pub booking: Booking,
    /// Its space.
    pub space: Space,
    /// Whose it is; of a guest's, who answers for it.
    pub person: Option<Arc<Author>>,
    /// The name of the guest whose it is; empty once it was thrown away, none where it is nobody's but an account's.
    pub guest: Option<String>,
    /// What it borrows.
    pub kit: Vec<Lent>,
    /// Who helps.
    pub crew: Option<Shift>,
    /// Whether the actor runs the space.
    pub is_desk: bool,
}

/// A day of one space.
#[derive(Clone, Debug)]
pub struct DaySheet {
    /// The space.
    pub space: Space,
    /// The day.
    pub day: Day,
    /// What can be had, and what somebody has.
    pub offers: Vec<Offer>,
    /// What the actor has on around it; nothing at the desk.
    pub engaged: Vec<Engaged>,
    /// What can be borrowed.
    pub kit: Vec<Kit>,
    /// Whether any of the crew works that day.
    pub has_crew: bool,
    /// Whether the actor runs the space.
    pub is_desk: bool,
}

/// What a day of a space offers to the actor for a length in minutes; today where no day is named.
pub async fn sheet(
    ctx: &Ctx,
    actor: &Actor,
    id: SpaceId,
    asked: Option<Day>,
    minutes: u16,
) -> Result<DaySheet, AppError> {
    let mut tx = ctx.begin_read().await?;
    let found = store::space::get(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let (is_desk, uses) = space::rights(&mut tx, actor, found.organisation).await?;
    if !is_desk && (!uses || found.rules.staff_only) {
        return Err(AppError::NotFound);
    }
    let (now, zone) = (ctx.now(), space::clocks(&found));
    let day = asked.or_else(|| space::day_of(now, &zone)).ok_or(AppError::NotFound)?;
    let whole = space::day(day, &zone).ok_or(AppError::NotFound)?;
    let hours = space::hours(&found, whole);
    let around = Cells { first: Cells::at(whole.from) - 600, last: Cells::at(whole.until) + 600 };
    let taken = store::booking::taken(&mut tx, id, around).await?;
    let mut offers = offers(whole, minutes, &found.rules, &hours, is_desk, now, &taken);
    let first = if is_desk { at_once(minutes, &found.rules, &hours, now, &taken) } else { None };
    if let Some(offer) = first.filter(|o| o.slot.from >= whole.from && !offers.iter().any(|other| other.slot == o.slot))
    {
        offers.insert(0, offer);
    }
    // The last that is offered may end on the next day.
    let around = Slot { from: whole.from, until: whole.until.plus(i64::from(minutes) * MINUTE) };
    let engaged = if is_desk { Vec::new() } else { own_time::engaged(&mut tx, actor.account, around).await? };
    let kit = store::kit::of_organisation(&mut tx, found.organisation).await?;
    let shifts = store::crew::of_organisation(&mut tx, found.organisation, whole.from, 100).await?;
    let has_crew = shifts.iter().any(|shift| shift.slot.meets(whole));
    Ok(DaySheet { space: found, day, offers, engaged, kit, has_crew, is_desk })
}

/// The actor's own bookings that are not over, in order.
pub async fn mine(ctx: &Ctx, actor: &Actor) -> Result<Vec<Seen>, AppError> {
    let mut tx = ctx.begin_read().await?;
    let own = store::booking::of_account(&mut tx, actor.account, ctx.now(), 50).await?;
    let own = own.into_iter().filter(|b| b.state.holds()).collect();
    seen(ctx, &mut tx, own, false).await
}

/// One booking of the actor's own, or of a space that they run.
pub async fn one(ctx: &Ctx, actor: &Actor, id: BookingId) -> Result<Seen, AppError> {
    let mut tx = ctx.begin_read().await?;
    let (found, space) = super::of_actor(&mut tx, actor, id).await?;
    let (is_desk, _) = space::rights(&mut tx, actor, space.organisation).await?;
    seen(ctx, &mut tx, vec![found], is_desk).await?.pop().ok_or(AppError::NotFound)
}

/// What stands in a space on a day, for those who run it; today where no day is named.
pub async fn day(ctx: &Ctx, actor: &Actor, id: SpaceId, asked: Option<Day>) -> Result<Vec<Seen>, AppError> {
    let mut tx = ctx.begin_read().await?;
    let found = space::run_by(&mut tx, actor, id).await?;
    let zone = space::clocks(&found);
    let day = asked.or_else(|| space::day_of(ctx.now(), &zone)).ok_or(AppError::NotFound)?;
    let whole = space::day(day, &zone).ok_or(AppError::NotFound)?;
    let standing = of_space(&mut tx, id, whole).await?;
    seen(ctx, &mut tx, standing, true).await
}

async fn of_space(tx: &mut ReadTx, id: SpaceId, within: Slot) -> Result<Vec<Booking>, AppError> {
    Ok(store::booking::of_space(tx, id, within).await?)
}

/// The booking of a code that was typed or scanned at the desk.
pub async fn at_desk_by_code(ctx: &Ctx, actor: &Actor, typed: &str) -> Result<BookingId, AppError> {
    let mut tx = ctx.begin_read().await?;
    let found = store::booking::by_code(&mut tx, &booking::read_code(typed)).await?;
    let found = found.ok_or(AppError::Conflict("booking-code"))?;
    super::at_desk(&mut tx, actor, found.id).await.map_err(|_| AppError::Conflict("booking-code"))?;
    Ok(found.id)
}

/// A booking as the display beside its space shows it.
#[derive(Clone, Debug)]
pub struct OnWall {
    /// When.
    pub slot: Slot,
    /// The first name of whose it is; empty where they state no name.
    pub first_name: String,
}

/// What is on in a space and what comes today, for its display. Nothing but first names.
pub async fn wall(ctx: &Ctx, of: &Space) -> Result<Vec<OnWall>, AppError> {
    let now = ctx.now();
    let Some(today) = space::day_of(now, &space::clocks(of)).and_then(|day| space::day(day, &space::clocks(of))) else {
        return Ok(Vec::new());
    };
    let mut tx = ctx.begin_read().await?;
    let ahead = Slot { from: now, until: today.until.max(now.plus(6 * HOUR)) };
    let standing = of_space(&mut tx, of.id, ahead).await?;
    let standing: Vec<Booking> = standing.into_iter().filter(|b| b.state.holds()).collect();
    let ids: Vec<AccountId> = standing.iter().map(|b| b.account).collect();
    let people = person::several(ctx, &mut tx, &ids).await?;
    let mut out = Vec::with_capacity(standing.len());
    for booking in &standing {
        let own = people.get(&booking.account).map(|p| p.name.to_string()).unwrap_or_default();
        let name = guest::name(ctx, &mut tx, booking).await?.unwrap_or(own);
        let first_name = name.split_whitespace().next().unwrap_or_default().to_owned();
        out.push(OnWall { slot: booking.slot, first_name });
    }
    Ok(out)
}

async fn seen(ctx: &Ctx, tx: &mut ReadTx, bookings: Vec<Booking>, is_desk: bool) -> Result<Vec<Seen>, AppError> {
    let ids: Vec<AccountId> = bookings.iter().map(|b| b.account).collect();
    let people = person::several(ctx, tx, &ids).await?;
    let mut spaces: HashMap<SpaceId, Space> = HashMap::new();
    let mut out = Vec::with_capacity(bookings.len());
    for booking in bookings {
        let space = match spaces.get(&booking.space) {
            Some(space) => space.clone(),
            None => store::space::get(tx, booking.space).await?.ok_or(AppError::NotFound)?,
        };
        spaces.entry(space.id).or_insert_with(|| space.clone());
        let crew = match booking.shift {
            Some(shift) => store::crew::get(tx, shift).await?,
            None => None,
        };
        let kit = store::kit::of_booking(tx, booking.id).await?;
        let guest = guest::name(ctx, tx, &booking).await?;
        out.push(Seen { person: people.get(&booking.account).cloned(), guest, kit, crew, space, is_desk, booking });
    }
    Ok(out)
}
