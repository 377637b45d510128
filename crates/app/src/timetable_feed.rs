//! An athlete's timetable for calendar programs: iCalendar (RFC 5545) at a secret address, which whoever knows it may read, and
//! which the athlete and their staff can end at any time. Calendar programs cannot sign in; the secret stands for that, and only its hash is kept.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use grandstand_domain::{account::Actor, permit::Act, time::UnixMillis};
use grandstand_store::{self as store, start::Start, timetable_block::TimetableBlock};
use icalendar::{Calendar, Component, Event, EventLike, Property};

use crate::{
    ctx::Ctx,
    error::AppError,
    invite::utc,
    session,
    timetable::{self, Whose},
};

/// How often calendar programs are asked to come back.
const REFRESH: &str = "PT1H";

/// Makes an address for a timetable and gives its secret, which is shown once; an older address ends with it.
pub async fn begin(ctx: &Ctx, actor: &Actor, whose: Whose<'_>) -> Result<String, AppError> {
    let secret = BASE64_URL_SAFE_NO_PAD.encode(ctx.random::<32>());
    let mut tx = ctx.begin_write().await?;
    let entry = timetable::open(&mut tx, actor, whose, Act::RunProgramme).await?.entry.id;
    store::timetable_feed::set(&mut tx, entry, &session::hash(&secret)).await?;
    ctx.commit(tx).await?;
    Ok(secret)
}

/// Ends the address of a timetable at once.
pub async fn end(ctx: &Ctx, actor: &Actor, whose: Whose<'_>) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let entry = timetable::open(&mut tx, actor, whose, Act::RunProgramme).await?.entry.id;
    store::timetable_feed::end(&mut tx, entry).await?;
    ctx.commit(tx).await.map(drop)
}

/// The calendar that a secret opens. `NotFound` when it opens none, or no longer.
pub async fn calendar(ctx: &Ctx, secret: &str) -> Result<String, AppError> {
    let mut tx = ctx.begin_read().await?;
    let opened = store::timetable_feed::by_secret(&mut tx, &session::hash(secret)).await?.ok_or(AppError::NotFound)?;
    let venues = store::venue::of_games(&mut tx, opened.games).await?;
    let starts = store::start::of_entry(&mut tx, opened.entry).await?;
    let host = ctx.settings.public_url.split("://").nth(1).unwrap_or("localhost");
    let mut calendar = Calendar::new();
    calendar.name(&format!("{} · {}", opened.games_name, opened.name));
    let mut refresh = Property::new("REFRESH-INTERVAL", REFRESH);
    refresh.add_parameter("VALUE", "DURATION");
    calendar.append_property(refresh.done());
    for start in starts {
        let venue = venues.iter().find(|v| Some(v.id) == start.venue).map_or("", |v| v.name.as_str());
        calendar.push(event(&start, venue, host, ctx.now()));
    }
    for block in store::timetable_block::of_entry(&mut tx, opened.entry).await? {
        calendar.push(kept(&block, host, ctx.now()));
    }
    Ok(calendar.done().to_string())
}

fn event(start: &Start, venue: &str, host: &str, now: UnixMillis) -> Event {
    let stage = if start.stage.is_empty() { String::new() } else { format!(" · {}", start.stage) };
    let mut event = Event::new();
    event.uid(&format!("start-{}@{host}", start.id));
    event.add_property("DTSTAMP", utc(now));
    event.add_property("DTSTART", utc(start.starts_at));
    event.summary(&format!("{}{stage}", start.event));
    event.description(start.unit.as_str());
    if !venue.is_empty() {
        event.location(venue);
    }
    event.done()
}

fn kept(kept: &TimetableBlock, host: &str, now: UnixMillis) -> Event {
    let mut event = Event::new();
    event.uid(&format!("block-{}@{host}", kept.id));
    event.add_property("DTSTAMP", utc(now));
    event.add_property("DTSTART", utc(kept.block.starts_at));
    event.add_property("DTEND", utc(kept.block.ends_at));
    event.summary(&kept.block.title);
    if !kept.block.place.is_empty() {
        event.location(&kept.block.place);
    }
    event.done()
}
