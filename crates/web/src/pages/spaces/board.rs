//! A day of all spaces of an organisation, for the desk: a column for each space, a row for each quarter of an hour. A
//! booking is taken up and put down elsewhere by two presses, by keyboard, or drawn there with a script.

use std::collections::BTreeSet;

use askama::Template;
use axum::{extract::Query, response::Response};
use grandstand_app::{AppError, booking, space};
use grandstand_domain::{
    booking::{BookingState, Cells, Slot},
    id::BookingId,
    time::{MINUTE, UnixMillis},
};
use grandstand_store as store;
use serde::Deserialize;

use super::{BookingLine, Office, days_around};
use crate::{
    ask::Ask,
    error::WebError,
    respond::{Page, html},
    show,
};

/// The height of a row.
const ROW: i64 = 15 * MINUTE;

/// A field of the board.
enum Field {
    /// Covered by a booking that began in a row above.
    Covered,
    /// Nobody has it, and it is open.
    Free {
        /// The id and the name of its space.
        space: String,
        name: String,
        /// Its day and time of day on the clocks of the space.
        day: String,
        time: String,
        /// Whether what was taken up could be put down here.
        fits: bool,
    },
    /// Closed, held or over.
    Shut,
    /// So many rows high: the booking that begins here, and those that begin in a row which the one before has not left yet.
    Taken(i64, Vec<Block>),
}

/// A booking on the board.
struct Block {
    line: BookingLine,
    minutes: i64,
    may_move: bool,
    is_late: bool,
    is_chosen: bool,
}

/// A row.
struct Line {
    time: String,
    is_hour: bool,
    fields: Vec<Field>,
}

/// A column.
struct Column {
    id: String,
    name: String,
}

/// What was taken up.
struct Taken {
    id: String,
    minutes: i64,
    said: String,
}

#[derive(Template)]
#[template(path = "spaces/board.html")]
struct BoardPage {
    page: Page,
    organisation_slug: String,
    organisations: Vec<(String, String)>,
    day: String,
    day_said: String,
    days: Vec<(String, String, bool)>,
    columns: Vec<Column>,
    lines: Vec<Line>,
    taken: Option<Taken>,
    is_moved: bool,
}

/// What the address may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    organisation: String,
    day: String,
    /// A booking that was taken up.
    take: String,
    done: String,
}

/// One space's day.
struct Day {
    space: store::space::Space,
    whole: Slot,
    hours: grandstand_domain::booking::Hours,
    cells: BTreeSet<i64>,
    standing: Vec<booking::Seen>,
}

/// `GET /staff/spaces/board`
pub(super) async fn board(ask: Ask, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let office = Office::open(&ask, &asked.organisation).await?;
    let me = ask.actor()?;
    let ctx = &ask.web.ctx;
    let spaces = store::space::of_organisation(&mut ctx.begin_read().await?, office.organisation.id).await?;
    let clock = spaces.first().map_or(jiff::tz::TimeZone::UTC, space::clocks);
    let today = space::day_of(ctx.now(), &clock);
    let day = asked.day.parse().ok().or(today).ok_or(AppError::NotFound)?;
    let mut all = Vec::new();
    for space in spaces {
        let whole = space::day(day, &space::clocks(&space)).ok_or(AppError::NotFound)?;
        let standing = booking::day(ctx, me, space.id, Some(day)).await?;
        let cells = Cells { first: Cells::at(whole.from), last: Cells::at(whole.until) };
        let cells = store::booking::taken(&mut ctx.begin_read().await?, space.id, cells).await?;
        all.push(Day { hours: space::hours(&space, whole), space, whole, cells, standing });
    }
    let page = Page::titled(&ask, "board-title").in_section("me");
    let chosen = match asked.take.parse::<BookingId>() {
        Ok(id) => Some(booking::one(ctx, me, id).await?).filter(|seen| seen.is_desk && seen.booking.state.holds()),
        Err(_) => None,
    };
    let taken = chosen.as_ref().map(|seen| Taken {
        id: seen.booking.id.to_string(),
        minutes: minutes(seen.booking.slot),
        said: format!(
            "{}, {}",
            BookingLine::of(seen, &page.words).name,
            super::span(seen.booking.slot, &seen.space, &page.words)
        ),
    });
    Ok(html(&BoardPage {
        lines: lines(&all, chosen.as_ref(), ctx.now(), &page),
        columns: all.iter().map(|d| Column { id: d.space.id.to_string(), name: d.space.name.clone() }).collect(),
        day_said: show::day(&day.to_string(), &page.words),
        days: days_around(day, &page),
        day: day.to_string(),
        organisation_slug: office.organisation.slug,
        organisations: office.organisations,
        is_moved: asked.done == "saved",
        taken,
        page,
    }))
}

fn minutes(slot: Slot) -> i64 {
    slot.until.since(slot.from) / MINUTE
}

/// The rows, from the first that is open or booked anywhere to the last.
fn lines(all: &[Day], chosen: Option<&booking::Seen>, now: UnixMillis, page: &Page) -> Vec<Line> {
    let of_day = |d: &Day| (d.whole.until.since(d.whole.from) / ROW, d.whole.from);
    let rows = all.iter().map(|d| of_day(d).0).max().unwrap_or(0);
    // How far down each column is covered by a booking above.
    let mut covered = vec![0_i64; all.len()];
    let mut lines: Vec<Line> = Vec::new();
    for row in 0..rows {
        let mut fields = Vec::with_capacity(all.len());
        for (column, day) in all.iter().enumerate() {
            if covered[column] > row {
                fields.push(Field::Covered);
                continue;
            }
            let from = day.whole.from.plus(row * ROW);
            let begins = together(day, from);
            fields.push(if begins.is_empty() {
                free(day, Slot { from, until: from.plus(ROW) }, chosen, now)
            } else {
                let last = begins.iter().map(|seen| seen.booking.slot.until).max().unwrap_or(from);
                let high = ((last.min(day.whole.until).since(from) + ROW - 1) / ROW).max(1);
                covered[column] = row + high;
                Field::Taken(high, begins.into_iter().map(|seen| block(seen, chosen, now, page)).collect())
            });
        }
        let begins = all.first().map(|d| (d.whole.from.plus(row * ROW), space::clocks(&d.space)));
        let time = begins.as_ref().map(|(at, zone)| show::local(*at, zone, &page.words).1.human).unwrap_or_default();
        let is_hour = begins.is_some_and(|(at, zone)| show::clock(at, &zone).ends_with(":00"));
        lines.push(Line { time, is_hour, fields });
    }
    let is_shut = |line: &Line| line.fields.iter().all(|field| matches!(field, Field::Shut));
    let first = lines.iter().position(|line| !is_shut(line)).unwrap_or(lines.len());
    lines.drain(..first);
    while lines.last().is_some_and(is_shut) {
        lines.pop();
    }
    lines
}

/// The bookings that begin in the row of a moment, with those that begin in a row which one of them covers, and so on: they
/// cannot have rows of their own.
fn together(day: &Day, row: UnixMillis) -> Vec<&booking::Seen> {
    let mut found = Vec::new();
    let mut until = row.plus(ROW);
    for seen in &day.standing {
        // One that began yesterday stands in the first row; one that ended before its time is not in the way.
        let first = seen.booking.slot.from.max(day.whole.from);
        if first < row || seen.booking.state == BookingState::Ended {
            continue;
        }
        if first >= until {
            break;
        }
        found.push(seen);
        let rows = (seen.booking.slot.until.since(row) + ROW - 1) / ROW;
        until = until.max(row.plus(rows * ROW));
    }
    found
}

fn block(seen: &booking::Seen, chosen: Option<&booking::Seen>, now: UnixMillis, page: &Page) -> Block {
    let found = &seen.booking;
    Block {
        line: BookingLine::of(seen, &page.words),
        minutes: minutes(found.slot),
        may_move: found.state.holds() && found.slot.until > now,
        is_late: found.state == BookingState::Booked && found.slot.from <= now,
        is_chosen: chosen.is_some_and(|chosen| chosen.booking.id == found.id),
    }
}

fn free(day: &Day, quarter: Slot, chosen: Option<&booking::Seen>, now: UnixMillis) -> Field {
    let open = |slot: Slot| slot.allowed(&day.space.rules, &day.hours, true, now).is_ok();
    let tidying = (Cells::at(quarter.from)..Cells::at(quarter.until)).any(|cell| day.cells.contains(&cell));
    if !open(quarter) || tidying {
        return Field::Shut;
    }
    let fits = chosen.is_some_and(|seen| {
        let slot = Slot {
            from: quarter.from,
            until: quarter.from.plus(seen.booking.slot.until.since(seen.booking.slot.from)),
        };
        let cells = slot.cells(&day.space.rules);
        let own = (seen.booking.space == day.space.id).then(|| seen.booking.slot.cells(&day.space.rules));
        let others = |cell: &&i64| own.is_none_or(|own| !(own.first..=own.last).contains(*cell));
        open(slot) && !day.cells.range(cells.first..=cells.last).any(|cell| others(&cell))
    });
    let zone = space::clocks(&day.space);
    let time = show::clock(quarter.from, &zone);
    let date = space::day_of(quarter.from, &zone).map(|d| d.to_string()).unwrap_or_default();
    Field::Free { space: day.space.id.to_string(), name: day.space.name.clone(), day: date, time, fits }
}
