//! The link in a letter by which its reader gives back what the letter is about, without signing in: a seat in a workshop or
//! a booking. Its secret is derived from the thing and since when it is theirs, so it opens nothing else and nothing later;
//! it gives back and does nothing more, and only until it begins.

use grandstand_domain::{
    booking::BookingState,
    id::{BookingId, SeatId},
    time::UnixMillis,
};
use grandstand_store::{self as store, ReadTx, booking::Booking, seat::Seat};
use jiff::tz::TimeZone;

use crate::{
    booking,
    ctx::Ctx,
    error::AppError,
    games, mac, space,
    throttle::{self, Origin, Rate},
    workshop,
};

/// What the secret of a link is for.
const LINK: &str = "leave/1";
/// How often one place may open such links: enough for a team behind one address, too seldom to guess a secret.
const OPENED: Rate = Rate { burst: 30, every_ms: 10_000 };

/// What is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A seat in a workshop.
    Seat(SeatId),
    /// A booking of a space.
    Booking(BookingId),
}

impl What {
    /// Reads the two words of an address that name it.
    pub fn read(kind: &str, id: &str) -> Option<Self> {
        match kind {
            "seat" => id.parse().ok().map(Self::Seat),
            "booking" => id.parse().ok().map(Self::Booking),
            _ => None,
        }
    }

    fn words(self) -> String {
        match self {
            Self::Seat(id) => format!("seat/{id}"),
            Self::Booking(id) => format!("booking/{id}"),
        }
    }
}

/// How it stands with what a link is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is theirs and can be given back.
    Theirs,
    /// They have it no longer.
    GivenBack,
    /// It was called off.
    CalledOff,
    /// It has begun, or is over.
    Begun,
}

/// What the page of a link says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// What it is about.
    pub what: What,
    /// A course's title or a space's name.
    pub title: String,
    /// When it begins.
    pub from: UnixMillis,
    /// On whose clocks.
    pub zone: TimeZone,
    /// Where it is; may be empty.
    pub place: String,
    /// How it stands.
    pub standing: Standing,
}

/// The address that a letter carries.
pub fn address(ctx: &Ctx, what: What, since: UnixMillis) -> String {
    let secret = mac::secret(ctx, LINK, &thing(what, since));
    format!("{}/leave/{}/{secret}", ctx.settings.public_url, what.words())
}

/// Opens a link, which changes nothing: programs that look through letters open every link in them.
///
/// # Errors
/// `NotFound` for what no letter carries, `TooMany` from one place.
pub async fn open(ctx: &Ctx, origin: Origin, what: What, secret: &str) -> Result<Opened, AppError> {
    throttle::take(ctx, "leave", &origin.place(), OPENED)?;
    let mut tx = ctx.begin_read().await?;
    Ok(find(ctx, &mut tx, what, secret).await?.0)
}

/// Gives back what a link is about, if it still can be; [`open`] then says how it stands.
///
/// # Errors
/// As [`open`].
pub async fn leave(ctx: &Ctx, origin: Origin, what: What, secret: &str) -> Result<(), AppError> {
    throttle::take(ctx, "leave", &origin.place(), OPENED)?;
    let mut tx = ctx.begin_write().await?;
    let (opened, found) = find(ctx, &mut tx, what, secret).await?;
    if opened.standing != Standing::Theirs {
        return Ok(());
    }
    let gave = match found {
        Found::Seat(seat) => workshop::seat::give_up(ctx, &mut tx, &seat).await,
        Found::Booking(booking) => booking::take_back(ctx, &mut tx, &booking, Some(booking.account)).await,
    };
    match gave {
        Ok(()) => ctx.commit(tx).await.map(drop),
        // Given back a moment ago, by a second press or on another page.
        Err(AppError::NotFound | AppError::Conflict(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// What a link found.
enum Found {
    Seat(Box<Seat>),
    Booking(Box<Booking>),
}

async fn find(ctx: &Ctx, tx: &mut ReadTx, what: What, secret: &str) -> Result<(Opened, Found), AppError> {
    let now = tx.now();
    match what {
        What::Seat(id) => {
            let seat = store::seat::get(tx, id).await?.ok_or(AppError::NotFound)?;
            proved(ctx, what, seat.created_at, secret)?;
            let row = store::workshop::get(tx, seat.workshop).await?.ok_or(AppError::NotFound)?;
            let course = store::course::get(tx, row.course).await?.ok_or(AppError::NotFound)?;
            let of = store::games::get(tx, row.games).await?.ok_or(AppError::NotFound)?;
            let standing = if row.cancelled_at.is_some() {
                Standing::CalledOff
            } else if !workshop::seat::is_open(&seat) && !seat.state.may_be_noted() {
                Standing::GivenBack
            } else if row.from <= now {
                Standing::Begun
            } else {
                Standing::Theirs
            };
            let (title, zone) = (course.title, games::clocks(&of));
            let opened = Opened { what, title, from: row.from, zone, place: row.place, standing };
            Ok((opened, Found::Seat(Box::new(seat))))
        }
        What::Booking(id) => {
            let booking = store::booking::get(tx, id).await?.ok_or(AppError::NotFound)?;
            proved(ctx, what, booking.created_at, secret)?;
            let of = store::space::get(tx, booking.space).await?.ok_or(AppError::NotFound)?;
            let standing = match booking.state {
                BookingState::Cancelled => Standing::GivenBack,
                BookingState::Booked if booking.slot.from > now => Standing::Theirs,
                _ => Standing::Begun,
            };
            let (zone, from) = (space::clocks(&of), booking.slot.from);
            let opened = Opened { what, title: of.name, from, zone, place: of.place, standing };
            Ok((opened, Found::Booking(Box::new(booking))))
        }
    }
}

/// What is not proved is not found.
fn proved(ctx: &Ctx, what: What, since: UnixMillis, secret: &str) -> Result<(), AppError> {
    if mac::is_secret(ctx, LINK, &thing(what, since), secret) { Ok(()) } else { Err(AppError::NotFound) }
}

/// What a link's secret is made of: it is of this thing since this moment.
fn thing(what: What, since: UnixMillis) -> String {
    format!("{} {}", what.words(), since.0)
}
