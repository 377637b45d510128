//! What those do who run the workshops: plan them, change them, call them off, place athletes by hand and note who came.

use grandstand_domain::{
    access::Needs,
    account::Actor,
    id::{CourseId, GamesId, RosterEntryId, SeatId, WorkshopId},
    invalid::Check,
    mail::Method,
    odf::Discipline,
    permit::Act,
    time::UnixMillis,
    workshop::{self as rules, SeatState},
};
use grandstand_store::{self as store, WriteTx, course::Course, roster::Place, seat::Seat, workshop::Workshop};

use super::{
    notice, offer, seat,
    seat::{Refused, is_open},
    situation::Situation,
};
use crate::{ctx::Ctx, error::AppError, games, group, permit};

/// The most workshops that one Games may have of one organisation.
const WORKSHOPS_MOST: usize = 1_000;

/// What is said of a workshop.
#[derive(Clone, Debug, Default)]
pub struct Form<'a> {
    /// When it begins, on the clocks of the Games: `2028-07-01T10:00`.
    pub from: &'a str,
    /// When it ends, so too.
    pub until: &'a str,
    /// Where; empty when it is online.
    pub place: &'a str,
    /// The online room; empty for none.
    pub link: &'a str,
    /// Who teaches.
    pub trainer: &'a str,
    /// The sports they teach, as codes with blanks between them; empty for all.
    pub disciplines: &'a str,
    /// The id of the group that it is for; empty for everyone.
    pub group: &'a str,
    /// How many may come.
    pub capacity: &'a str,
    /// Needs that are met.
    pub offers: Needs,
    /// On how many days in a row it is held, when it is made; empty for one.
    pub days: &'a str,
    /// Whether it has taken place already and is only written down.
    pub took_place: bool,
}

/// Plans a workshop, or one for each of several days in a row.
pub async fn plan(
    ctx: &Ctx,
    actor: &Actor,
    course: CourseId,
    games: GamesId,
    form: &Form<'_>,
) -> Result<Vec<WorkshopId>, AppError> {
    let mut tx = ctx.begin_write().await?;
    let course = store::course::get(&mut tx, course).await?.ok_or(AppError::NotFound)?;
    if !permit::holds(&mut tx, actor, Act::RunWorkshops, course.organisation).await? {
        return Err(AppError::NotFound);
    }
    let days = rules::days(form.days)?;
    let first = read(ctx, &mut tx, &course, games, form).await?;
    let existing = store::workshop::of_organisation(&mut tx, course.organisation, games).await?.len();
    if existing + usize::try_from(days).unwrap_or_default() > WORKSHOPS_MOST {
        return Err(AppError::Conflict("workshops-most"));
    }
    let zone = games::clocks(&store::games::get(&mut tx, games).await?.ok_or(AppError::NotFound)?);
    let later = |at, day| games::days_later(at, day, &zone);
    rules::begins(first.from, later(first.from, days - 1), form.took_place, tx.now())?;
    let mut made = Vec::new();
    for day in 0..days {
        let (from, until) = (later(first.from, day), later(first.until, day));
        let code = rules::attendance_code(ctx.random());
        let one = Workshop { id: WorkshopId(ctx.id()), from, until, code, ..first.clone() };
        store::workshop::insert(&mut tx, &one).await?;
        made.push(one.id);
    }
    ctx.commit(tx).await?;
    Ok(made)
}

/// Changes a workshop, and tells those who have a seat when time or place are others.
pub async fn change(ctx: &Ctx, actor: &Actor, id: WorkshopId, form: &Form<'_>) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let before = owned(&mut tx, actor, id).await?;
    let course = store::course::get(&mut tx, before.course).await?.ok_or(AppError::NotFound)?;
    let read = read(ctx, &mut tx, &course, before.games, form).await?;
    let moved =
        (read.from, read.until, &read.place, &read.link) != (before.from, before.until, &before.place, &before.link);
    if read.from != before.from {
        rules::begins(read.from, read.from, form.took_place, tx.now())?;
        if tx.now() < rules::doors_open(read.from) {
            nobody_came(&mut tx, id).await?;
        }
    }
    let after = Workshop {
        id,
        code: before.code.clone(),
        created_at: before.created_at,
        revision: before.revision + i64::from(moved),
        ..read
    };
    if !store::workshop::update(&mut tx, &after).await? {
        return Err(AppError::Conflict("workshop-smaller"));
    }
    if moved {
        tell_seated(ctx, &mut tx, id, Method::Request).await?;
    }
    if after.capacity > before.capacity {
        offer::next(ctx, &mut tx, id).await?;
    }
    ctx.commit(tx).await.map(drop)
}

/// Calls a workshop off and tells everyone who has a seat. Their seats stay as a record.
///
/// # Errors
/// `Conflict` once it is noted that somebody was there.
pub async fn cancel(ctx: &Ctx, actor: &Actor, id: WorkshopId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let mut workshop = owned(&mut tx, actor, id).await?;
    if workshop.cancelled_at.is_some() {
        return Ok(());
    }
    nobody_came(&mut tx, id).await?;
    workshop.cancelled_at = Some(tx.now());
    workshop.revision += 1;
    store::workshop::update(&mut tx, &workshop).await?;
    tell_seated(ctx, &mut tx, id, Method::Cancel).await?;
    ctx.commit(tx).await.map(drop)
}

/// Gives an athlete a seat by hand. It stays theirs whatever the next allocation does.
pub async fn place(ctx: &Ctx, actor: &Actor, id: WorkshopId, entry: RosterEntryId) -> Result<(), Refused> {
    let mut tx = ctx.begin_write().await?;
    let workshop = owned(&mut tx, actor, id).await?;
    let course = store::course::get(&mut tx, workshop.course).await?.ok_or(AppError::NotFound)?;
    // What staff decide now ends what they decided before.
    store::workshop::bar(&mut tx, id, entry, false).await?;
    let on_roster = |place: &Place| place.organisation == course.organisation && place.games == workshop.games;
    let place = store::roster::get(&mut tx, entry).await?.filter(on_roster).ok_or(AppError::NotFound)?;
    let situation = Situation::of_one(ctx, &mut tx, &place).await?;
    let old = situation.seats_of(entry).find(|s| s.course == workshop.course && is_open(s)).cloned();
    if old.as_ref().is_some_and(|s| s.workshop == id && s.state == SeatState::Placed) {
        return Ok(());
    }
    if let Some(why) = situation.hindrance(entry, id, old.as_ref().map(|s| s.workshop)) {
        return Err(Refused::Hindered(why));
    }
    if old.as_ref().is_none_or(|s| s.workshop != id || !s.state.takes()) && !store::workshop::take(&mut tx, id).await? {
        return Err(AppError::Conflict("workshop-full").into());
    }
    if let Some(old) = old.filter(|s| s.workshop != id) {
        store::seat::delete(&mut tx, old.id).await?;
        seat::freed(ctx, &mut tx, &old).await?;
    }
    seat::sit(ctx, &mut tx, id, entry, SeatState::Placed, true).await?;
    seat::told(ctx, &mut tx, entry).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Takes an athlete out of a workshop; with `bar`, no allocation puts them back.
///
/// # Errors
/// `Conflict` once they attended: their skill hangs on it, so that has to be taken back first.
pub async fn remove(ctx: &Ctx, actor: &Actor, id: SeatId, bar: bool) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let seat = held(&mut tx, actor, id).await?;
    if seat.state == SeatState::Attended {
        return Err(AppError::Conflict("seat-attended"));
    }
    store::seat::delete(&mut tx, id).await?;
    if bar {
        store::workshop::bar(&mut tx, seat.workshop, seat.entry, true).await?;
    }
    seat::freed(ctx, &mut tx, &seat).await?;
    seat::told(ctx, &mut tx, seat.entry).await?;
    ctx.commit(tx).await.map(drop)
}

/// Says that no allocation shall move a seat, or that one may.
pub async fn pin(ctx: &Ctx, actor: &Actor, id: SeatId, is_pinned: bool) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let seat = held(&mut tx, actor, id).await?;
    if seat.state != SeatState::Placed {
        return Err(AppError::Conflict("seat-not-placed"));
    }
    store::seat::update(&mut tx, &Seat { is_pinned, ..seat.clone() }, seat.state).await?;
    ctx.commit(tx).await.map(drop)
}

/// Notes who of a workshop was there. Whoever is not named and had a seat was not.
pub async fn note(ctx: &Ctx, actor: &Actor, id: WorkshopId, there: &[SeatId]) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let workshop = owned(&mut tx, actor, id).await?;
    let now = tx.now();
    may_be_noted(&workshop, now)?;
    for seat in store::seat::of_workshop(&mut tx, id).await? {
        store::seat::note(&mut tx, seat.id, there.contains(&seat.id), now).await?;
    }
    ctx.commit(tx).await.map(drop)
}

/// A look at whether one athlete was there.
#[derive(Clone, Copy, Debug)]
pub struct Tick {
    /// Whose seat.
    pub seat: SeatId,
    /// Whether they were there.
    pub there: bool,
    /// When that was seen, by the clock of whoever saw it.
    pub at: UnixMillis,
}

/// Notes ticks of a list, which may have waited for a connection. Of two looks at one athlete the later holds, whichever
/// arrives first; the same tick sent again changes nothing. Gives the seats as they stand then.
pub async fn tick(ctx: &Ctx, actor: &Actor, id: WorkshopId, ticks: &[Tick]) -> Result<Vec<Seat>, AppError> {
    let mut tx = ctx.begin_write().await?;
    let workshop = owned(&mut tx, actor, id).await?;
    let (opens, now) = (rules::doors_open(workshop.from), tx.now());
    may_be_noted(&workshop, now)?;
    let of_this: Vec<SeatId> = store::seat::of_workshop(&mut tx, id).await?.iter().map(|seat| seat.id).collect();
    for tick in ticks.iter().filter(|tick| of_this.contains(&tick.seat)) {
        // A clock that is wrong must not overrule everyone after it.
        store::seat::note(&mut tx, tick.seat, tick.there, tick.at.max(opens).min(now)).await?;
    }
    let seats = store::seat::of_workshop(&mut tx, id).await?;
    ctx.commit(tx).await?;
    Ok(seats)
}

/// Nobody is noted for what has not begun or was called off, so no certificate is of what never took place.
fn may_be_noted(workshop: &Workshop, now: UnixMillis) -> Result<(), AppError> {
    if workshop.cancelled_at.is_some() {
        return Err(AppError::Conflict("attendance-off"));
    }
    if now < rules::doors_open(workshop.from) {
        return Err(AppError::Conflict("attendance-early"));
    }
    Ok(())
}

/// What somebody attended took place: it is neither called off nor still to come until that is taken back.
async fn nobody_came(tx: &mut WriteTx, id: WorkshopId) -> Result<(), AppError> {
    let came = |seat: &Seat| seat.state == SeatState::Attended;
    if store::seat::of_workshop(tx, id).await?.iter().any(came) {
        return Err(AppError::Conflict("workshop-attended"));
    }
    Ok(())
}

/// A workshop of an organisation whose workshops the actor may run.
async fn owned(tx: &mut WriteTx, actor: &Actor, id: WorkshopId) -> Result<Workshop, AppError> {
    let workshop = store::workshop::get(tx, id).await?.ok_or(AppError::NotFound)?;
    let course = store::course::get(tx, workshop.course).await?.ok_or(AppError::NotFound)?;
    if permit::holds(tx, actor, Act::RunWorkshops, course.organisation).await? {
        Ok(workshop)
    } else {
        Err(AppError::NotFound)
    }
}

async fn held(tx: &mut WriteTx, actor: &Actor, id: SeatId) -> Result<Seat, AppError> {
    let seat = store::seat::get(tx, id).await?.ok_or(AppError::NotFound)?;
    owned(tx, actor, seat.workshop).await?;
    Ok(seat)
}

/// Tells everyone of a workshop, and the calendars of those who have a seat.
async fn tell_seated(ctx: &Ctx, tx: &mut WriteTx, id: WorkshopId, method: Method) -> Result<(), AppError> {
    for seat in store::seat::of_workshop(tx, id).await?.into_iter().filter(is_open) {
        notice::tell(ctx, tx, seat.account).await?;
        if seat.state == SeatState::Placed {
            notice::calendar(ctx, tx, seat.entry, id, method).await?;
        }
    }
    Ok(())
}

/// What the form says, without an id.
async fn read(
    ctx: &Ctx,
    tx: &mut WriteTx,
    course: &Course,
    games: GamesId,
    form: &Form<'_>,
) -> Result<Workshop, AppError> {
    let games = store::games::get(tx, games).await?.ok_or(AppError::NotFound)?;
    let mut faults = Check::default();
    let from = faults.take("from", games::instant(&games, "from", form.from)).unwrap_or_default();
    let until = faults.take("until", games::instant(&games, "until", form.until)).unwrap_or_default();
    let place = faults.take("place", rules::place(form.place)).unwrap_or_default();
    let link = faults.take("link", grandstand_domain::course::link("link", form.link)).unwrap_or_default();
    let trainer = faults.take("trainer", rules::trainer(form.trainer)).unwrap_or_default();
    let capacity = faults.take("capacity", rules::capacity(form.capacity)).unwrap_or_default();
    let codes = form.disciplines.split([' ', ',', ';']).filter(|code| !code.is_empty());
    let disciplines: Result<Vec<Discipline>, _> = codes.map(|c| c.to_uppercase().parse::<Discipline>()).collect();
    let disciplines = faults.take("disciplines", disciplines.map_err(|e| e.at("disciplines"))).unwrap_or_default();
    faults.done()?;
    rules::span(from, until)?;
    let group = group::read(tx, course.organisation, games.id, "group", form.group).await?;
    Ok(Workshop {
        id: WorkshopId(0),
        course: course.id,
        group,
        games: games.id,
        from,
        until,
        place,
        link,
        trainer,
        disciplines,
        capacity,
        taken: 0,
        offers: form.offers.clone(),
        code: String::new(),
        revision: 0,
        created_at: ctx.now(),
        cancelled_at: None,
    })
}
