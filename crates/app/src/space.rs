//! Spaces of a House: set up by those who run them, seen by those who may use them. When one is open is said by the week on
//! its own clocks; here that becomes moments, whatever the clocks do when summer time begins or ends.

use grandstand_domain::{
    account::Actor,
    booking::{Hours, Slot, joined},
    games::Day,
    id::{OrganisationId, SpaceId},
    invalid::{Check, Invalid},
    permit::Act,
    space::{self, Hold, Rules, SpaceKind, WeekSpan},
    time::{DAY, UnixMillis},
};
use grandstand_roster::ZoneName;
use grandstand_store::{self as store, ReadTx, WriteTx, space::Space};
use jiff::{ToSpan as _, civil::Date, tz::TimeZone};

use crate::{ctx::Ctx, error::AppError, mac, permit};

/// What is said of a space, as a form says it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Form<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is.
    pub kind: &'a str,
    /// Where it is.
    pub place: &'a str,
    /// Its time zone.
    pub zone: &'a str,
    /// When it is open, from Monday on: `09:00-18:00`, several with commas.
    pub opening: [&'a str; 7],
    /// When it is held for something else, each with words after it.
    pub holds: [&'a str; 7],
    /// Minutes it needs before each booking; this and the next four are whole numbers.
    pub before: &'a str,
    /// Minutes it needs after each booking.
    pub after: &'a str,
    /// The longest booking in minutes.
    pub longest: &'a str,
    /// How far ahead, in days.
    pub ahead: &'a str,
    /// After how many minutes it is given free when nobody came.
    pub release: &'a str,
    /// Whether only staff book it.
    pub staff_only: bool,
    /// How it can be reached and used.
    pub access: &'a str,
}

/// The names of the fields with the hours of a weekday.
const OPENING: [&str; 7] = ["open1", "open2", "open3", "open4", "open5", "open6", "open7"];
const HOLDS: [&str; 7] = ["hold1", "hold2", "hold3", "hold4", "hold5", "hold6", "hold7"];

/// Makes a space.
pub async fn create(ctx: &Ctx, actor: &Actor, organisation: OrganisationId, form: Form<'_>) -> Result<Space, AppError> {
    let mut tx = ctx.begin_write().await?;
    permit::require(&mut tx, actor, Act::RunSpaces, organisation).await?;
    let made = said(ctx, organisation, &form)?;
    require_own_name(&mut tx, &made).await?;
    store::space::insert(&mut tx, &made).await?;
    ctx.commit(tx).await?;
    Ok(made)
}

/// Changes what is said of a space. Bookings that stand keep what they have.
pub async fn update(ctx: &Ctx, actor: &Actor, id: SpaceId, form: Form<'_>) -> Result<Space, AppError> {
    let mut tx = ctx.begin_write().await?;
    let before = run_by(&mut tx, actor, id).await?;
    let (door_version, wall_version, created_at) = (before.door_version, before.wall_version, before.created_at);
    let after = Space { id, door_version, wall_version, created_at, ..said(ctx, before.organisation, &form)? };
    require_own_name(&mut tx, &after).await?;
    store::space::update(&mut tx, &after).await?;
    ctx.commit(tx).await?;
    Ok(after)
}

/// Refuses a space that nobody could tell from another: of the same name at the same place.
async fn require_own_name(tx: &mut WriteTx, space: &Space) -> Result<(), AppError> {
    store::organisation::lock(tx, space.organisation).await?;
    let same = |other: &Space| other.id != space.id && other.name == space.name && other.place == space.place;
    let all = store::space::of_organisation(tx, space.organisation).await?;
    if all.iter().any(same) { Err(Invalid::one("name", "space-name-taken").into()) } else { Ok(()) }
}

/// Takes a space out of use; not while bookings stand in it.
pub async fn remove(ctx: &Ctx, actor: &Actor, id: SpaceId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    run_by(&mut tx, actor, id).await?;
    store::space::lock(&mut tx, id).await?;
    let now = tx.now();
    if store::booking::ahead_in(&mut tx, id, now).await? > 0 {
        return Err(AppError::Conflict("space-booked"));
    }
    store::space::remove(&mut tx, id).await?;
    ctx.commit(tx).await.map(drop)
}

/// A space of those that the actor runs.
pub async fn run_by(tx: &mut ReadTx, actor: &Actor, id: SpaceId) -> Result<Space, AppError> {
    let space = store::space::get(tx, id).await?.ok_or(AppError::NotFound)?;
    permit::require(tx, actor, Act::RunSpaces, space.organisation).await?;
    Ok(space)
}

/// The spaces that the actor may book, with whether they run them: those for staff only are shown to staff only.
pub async fn usable(ctx: &Ctx, actor: &Actor) -> Result<Vec<(Space, bool)>, AppError> {
    let mut tx = ctx.begin_read().await?;
    let mut out = Vec::new();
    let mut asked: Option<(OrganisationId, bool, bool)> = None;
    // They come by organisation, so each is asked about once.
    for space in store::space::list(&mut tx).await? {
        let (runs, uses) = match asked.filter(|(whose, ..)| *whose == space.organisation) {
            Some((_, runs, uses)) => (runs, uses),
            None => rights(&mut tx, actor, space.organisation).await?,
        };
        asked = Some((space.organisation, runs, uses));
        if runs || (uses && !space.rules.staff_only) {
            out.push((space, runs));
        }
    }
    Ok(out)
}

/// Whether someone runs the spaces of an organisation, and whether they may use them.
pub(crate) async fn rights(
    tx: &mut ReadTx,
    actor: &Actor,
    organisation: OrganisationId,
) -> Result<(bool, bool), AppError> {
    let runs = permit::holds(tx, actor, Act::RunSpaces, organisation).await?;
    Ok((runs, runs || permit::holds(tx, actor, Act::UseSpaces, organisation).await?))
}

fn said(ctx: &Ctx, organisation: OrganisationId, form: &Form<'_>) -> Result<Space, Invalid> {
    let mut faults = Check::default();
    let name = faults.take("name", space::name(form.name)).unwrap_or_default();
    let kind = faults.take("kind", form.kind.parse()).unwrap_or(SpaceKind::Studio);
    let place = faults.take("place", space::words_about(form.place)).unwrap_or_default();
    let access = faults.take("access", space::words_about(form.access)).unwrap_or_default();
    let zone = faults.take("zone", form.zone.trim().parse::<ZoneName>()).map(|z| z.as_str().to_owned());
    let (mut opening, mut holds): (Vec<WeekSpan>, Vec<Hold>) = (Vec::new(), Vec::new());
    for (weekday, (field, hold_field)) in (0..).zip(OPENING.into_iter().zip(HOLDS)) {
        let day = usize::from(weekday);
        opening.extend(faults.take(field, space::opening_of(weekday, form.opening[day])).unwrap_or_default());
        holds.extend(faults.take(hold_field, space::holds_of(weekday, form.holds[day])).unwrap_or_default());
    }
    let mut number = |field, written: &str| {
        let read = written.trim().parse::<u16>().map_err(|_| Invalid::one(field, "space-number"));
        faults.take(field, read).unwrap_or_default()
    };
    let rules = Rules {
        before_minutes: number("before", form.before),
        after_minutes: number("after", form.after),
        longest_minutes: number("longest", form.longest),
        ahead_days: number("ahead", form.ahead),
        release_minutes: number("release", form.release),
        staff_only: form.staff_only,
        opening,
        holds,
    };
    faults.done()?;
    Ok(Space {
        id: SpaceId(ctx.id()),
        organisation,
        name,
        kind,
        place,
        zone: zone.unwrap_or_default(),
        rules: rules.checked()?,
        access,
        door_version: 1,
        wall_version: 1,
        created_at: ctx.now(),
    })
}

/// The clocks of a space.
pub fn clocks(space: &Space) -> TimeZone {
    space.zone.parse::<ZoneName>().map_or(TimeZone::UTC, |zone| zone.zone().clone())
}

/// When a day begins and ends on the clocks of a zone: 23 or 25 hours long where they change.
pub fn day(day: Day, zone: &TimeZone) -> Option<Slot> {
    let date: Date = day.to_string().parse().ok()?;
    Some(Slot { from: at(date, 0, zone)?, until: at(date, 24 * 60, zone)? })
}

/// The day that a moment lies in on the clocks of a zone.
pub fn day_of(moment: UnixMillis, zone: &TimeZone) -> Option<Day> {
    let stamp = jiff::Timestamp::from_millisecond(moment.0).ok()?;
    stamp.to_zoned(zone.clone()).date().to_string().parse().ok()
}

/// The day `days` later, or earlier.
pub fn day_after(day: Day, days: i64) -> Option<Day> {
    let date: Date = day.to_string().parse().ok()?;
    date.checked_add(days.days()).ok()?.to_string().parse().ok()
}

/// A moment said by a day and a time of day (`09:30`) on the clocks of a zone. What the clocks skip is as much later; what
/// they show twice is the first.
pub fn moment(day: &str, time: &str, zone: &TimeZone) -> Option<UnixMillis> {
    let (hours, minutes) = time.trim().split_once(':')?;
    let (hours, minutes) = (hours.parse::<u16>().ok()?, minutes.parse::<u16>().ok()?);
    (hours < 24 && minutes < 60).then(|| at(day.trim().parse().ok()?, hours * 60 + minutes, zone)).flatten()
}

/// When a space is open and held around a slot: its day, the one before and the one after.
pub fn hours(space: &Space, around: Slot) -> Hours {
    let zone = clocks(space);
    let stamp =
        |moment: UnixMillis| jiff::Timestamp::from_millisecond(moment.0).map(|t| t.to_zoned(zone.clone()).date());
    let (Ok(first), Ok(last)) = (stamp(around.from.plus(-DAY)), stamp(around.until.plus(DAY))) else {
        return Hours::default();
    };
    let mut hours = Hours::default();
    for date in first.series(1.day()).take_while(|date| *date <= last).take(16) {
        let weekday = u8::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
        let on = |span: &WeekSpan| {
            let slot = Slot { from: at(date, span.begins(), &zone)?, until: at(date, span.ends(), &zone)? };
            (span.weekday() == weekday && slot.from < slot.until).then_some(slot)
        };
        hours.open.extend(space.rules.opening.iter().filter_map(on));
        hours.held.extend(space.rules.holds.iter().filter_map(|hold| on(&hold.span)));
    }
    hours.open = joined(hours.open);
    hours.held = joined(hours.held);
    hours
}

/// A minute after midnight of a day, which may lie in the next day.
fn at(date: Date, minute: u16, zone: &TimeZone) -> Option<UnixMillis> {
    let (days, minute) = (minute / (24 * 60), minute % (24 * 60));
    let date = date.checked_add(i64::from(days).days()).ok()?;
    let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
    let stamp = zone.to_ambiguous_timestamp(date.at(hour, minute, 0, 0)).compatible().ok()?;
    Some(UnixMillis(stamp.as_millisecond()))
}

/// What an address of a space is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// At its door: whoever reads it there can check in.
    Door,
    /// On the screen beside it: what is on and what is next.
    Wall,
}

impl Address {
    /// For what the secret of its link is, and what that is made of.
    fn of(self, space: &Space) -> (&'static str, String) {
        let (purpose, version) = match self {
            Self::Door => ("space-door", space.door_version),
            Self::Wall => ("space-wall", space.wall_version),
        };
        (purpose, format!("{} {version}", space.id))
    }
}

/// The secret part of an address of a space. It is derived, not stored, so it can be shown again; it holds until
/// [`renew`] makes the next one.
pub fn secret(ctx: &Ctx, space: &Space, which: Address) -> String {
    let (purpose, thing) = which.of(space);
    mac::secret(ctx, purpose, &thing)
}

/// The space of an address, if its secret holds.
pub async fn opened(tx: &mut ReadTx, ctx: &Ctx, id: SpaceId, which: Address, secret: &str) -> Result<Space, AppError> {
    let space = store::space::get(tx, id).await?.ok_or(AppError::NotFound)?;
    let (purpose, thing) = which.of(&space);
    if mac::is_secret(ctx, purpose, &thing, secret) { Ok(space) } else { Err(AppError::NotFound) }
}

/// Ends an address of a space at once and makes the next one.
pub async fn renew(ctx: &Ctx, actor: &Actor, id: SpaceId, which: Address) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let mut space = run_by(&mut tx, actor, id).await?;
    match which {
        Address::Door => space.door_version += 1,
        Address::Wall => space.wall_version += 1,
    }
    store::space::update(&mut tx, &space).await?;
    ctx.commit(tx).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use grandstand_domain::time::HOUR;
    use proptest::prelude::*;

    fn space(zone: &str, opening: &str) -> Space {
        let opening = (0..7).flat_map(|weekday| space::opening_of(weekday, opening).unwrap()).collect();
        Space {
            id: SpaceId(1),
            organisation: OrganisationId(1),
            name: "Studio".into(),
            kind: SpaceKind::Studio,
            place: String::new(),
            zone: zone.into(),
            rules: Rules { opening, longest_minutes: 1_440, ahead_days: 700, ..Rules::default() },
            access: String::new(),
            door_version: 1,
            wall_version: 1,
            created_at: UnixMillis(0),
        }
    }

    fn whole(day_name: &str, zone: &str) -> Slot {
        day(day_name.parse().unwrap(), zone.parse::<ZoneName>().unwrap().zone()).unwrap()
    }

    /// The clocks of Paris skip 02:00 to 03:00 on 2026-03-29 and show it twice on 2026-10-25. A House that is open through
    /// the night would be closed for an hour, or booked twice in it.
    #[test]
    fn nights_in_which_the_clocks_change_have_their_own_length() {
        let night = space("Europe/Paris", "22:00-06:00");
        for (day, hours_long) in [("2026-03-28", 7), ("2026-03-27", 8), ("2026-10-24", 9)] {
            let evening = whole(day, "Europe/Paris").until.plus(-HOUR);
            let found = hours(&night, Slot { from: evening, until: evening.plus(HOUR) });
            let open = found.open.iter().find(|slot| slot.from <= evening && evening < slot.until).unwrap();
            assert_eq!(open.until.since(open.from), hours_long * HOUR, "{day}");
        }
        assert_eq!(
            whole("2026-03-29", "Europe/Paris").until.since(whole("2026-03-29", "Europe/Paris").from),
            23 * HOUR
        );
        let zone: TimeZone = "Europe/Paris".parse::<ZoneName>().unwrap().zone().clone();
        let skipped = moment("2026-03-29", "02:30", &zone).unwrap();
        assert_eq!(skipped, moment("2026-03-29", "03:30", &zone).unwrap());
        assert!(moment("2026-03-29", "24:30", &zone).is_none() && moment("29 March", "02:30", &zone).is_none());
    }

    proptest! {
        /// Open all day is open at every moment, in every zone and whatever its clocks do.
        #[test]
        fn open_all_day_has_no_gap(cell in 5_900_000..6_100_000_i64, zone in prop::sample::select(vec!["Europe/Paris", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "+05:45"])) {
            let always = space(zone, "00:00-24:00");
            let from = UnixMillis(cell * 300_000);
            let slot = Slot::new(from, from.plus(2 * HOUR)).unwrap();
            prop_assert!(slot.allowed(&always.rules, &hours(&always, slot), true, from).is_ok());
        }

        /// A space that is open from nine to five is open exactly when its clock says so.
        #[test]
        fn open_is_what_its_clock_says(cell in 5_900_000..6_100_000_i64) {
            let office = space("Europe/London", "09:00-17:00");
            let slot = Slot::new(UnixMillis(cell * 300_000), UnixMillis((cell + 1) * 300_000)).unwrap();
            let clock = jiff::Timestamp::from_millisecond(slot.from.0).unwrap().to_zoned(clocks(&office));
            let open = slot.allowed(&office.rules, &hours(&office, slot), true, UnixMillis(0)).is_ok();
            prop_assert_eq!(open, (9..17).contains(&clock.hour()));
        }
    }
}
