//! One athlete's timetable as both the athlete and their staff see it, the forms in it, and the address at which calendar
//! programs read it.

mod own;

use axum::{
    Router,
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use grandstand_app::{
    AppError,
    acting::Doer,
    games,
    timetable::{Placed, Timetable, Whose},
    timetable_block, timetable_feed,
};
use grandstand_domain::{id::TimetableBlockId, time::UnixMillis, timetable_block::BlockKind};
use grandstand_store::{games::Games, timetable_block::TimetableBlock};
use jiff::tz::TimeZone;
use serde::Deserialize;

use crate::{
    ask::Ask,
    error::WebError,
    form::Faults,
    respond::Page,
    show::{local, moment},
    state::Web,
    view::Moment,
    words::Words,
};

/// The addresses.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/me/timetable", get(own::latest))
        .route("/me/timetable/{games}", get(own::one))
        .route("/me/timetable/{games}/blocks", post(own::add))
        .route("/me/timetable/{games}/blocks/{id}/remove", post(own::remove))
        .route("/me/timetable/{games}/calendar", post(own::begin))
        .route("/me/timetable/{games}/calendar/end", post(own::end))
        .route("/calendar/{secret}", get(calendar))
}

/// What is said of a block in a form.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct BlockForm {
    /// The organisation whose office sends the form; empty from the athlete's own page.
    pub(crate) organisation: String,
    pub(crate) kind: String,
    pub(crate) title: String,
    pub(crate) place: String,
    pub(crate) from: String,
    pub(crate) until: String,
}

/// One start or block.
pub(crate) struct Item {
    pub(crate) at: Moment,
    /// When it ends, as shown; empty for starts.
    pub(crate) until: String,
    pub(crate) what: String,
    pub(crate) stage: String,
    pub(crate) place: String,
    pub(crate) unit: String,
    /// What a block is kept for, in words; empty for starts.
    pub(crate) kind: String,
    /// A block's id; empty for starts.
    pub(crate) block: String,
}

/// What is on one day.
pub(crate) struct DayOf {
    pub(crate) day: String,
    pub(crate) items: Vec<Item>,
}

/// A timetable with its forms, as `components/timetable.html` draws it.
pub(crate) struct View {
    /// The address under which its forms are sent.
    pub(crate) base: String,
    /// The organisation that the forms carry; empty on the athlete's own page.
    pub(crate) organisation: String,
    pub(crate) zone: String,
    /// Whether the viewer may change it.
    pub(crate) may_change: bool,
    pub(crate) days: Vec<DayOf>,
    /// Since when calendar programs can read this.
    pub(crate) feed_since: Option<Moment>,
    /// Their address, where it was just made; empty else.
    pub(crate) address: String,
    pub(crate) kinds: Vec<(String, String)>,
    pub(crate) form: BlockForm,
    pub(crate) faults: Faults,
}

/// What a page shows beside the timetable itself.
#[derive(Default)]
pub(crate) struct Shown {
    /// The address for calendar programs, where it was just made.
    pub(crate) address: String,
    /// A block that could not be taken.
    pub(crate) form: BlockForm,
    /// What is wrong with it.
    pub(crate) faults: Faults,
}

impl View {
    /// The timetable as shown at the clocks of its Games.
    pub(crate) fn new(
        found: &Timetable,
        games: &Games,
        base: String,
        organisation: &str,
        shown: Shown,
        page: &Page,
    ) -> Self {
        Self {
            base,
            organisation: organisation.to_owned(),
            zone: games.zone.clone().unwrap_or_else(|| "UTC".to_owned()),
            may_change: found.may_change,
            days: days(found, &games::clocks(games), &page.words),
            feed_since: found.feed_since.map(|at| moment(at, &page.words)),
            address: shown.address,
            kinds: BlockKind::ALL.map(|kind| (kind.as_str().to_owned(), kind_word(kind, &page.words))).to_vec(),
            form: shown.form,
            faults: shown.faults,
        }
    }
}

fn days(found: &Timetable, zone: &TimeZone, words: &Words) -> Vec<DayOf> {
    let starts = found.starts.iter().map(|placed| (placed.start.starts_at, start(placed)));
    let blocks = found.blocks.iter().map(|kept| (kept.block.starts_at, block(kept, zone, words)));
    let mut all: Vec<(UnixMillis, Item)> = starts.chain(blocks).collect();
    all.sort_by_key(|(at, _)| *at);
    let mut days: Vec<DayOf> = Vec::new();
    for (at, mut item) in all {
        let (day, clock) = local(at, zone, words);
        item.at = clock;
        if days.last().is_none_or(|last| last.day != day) {
            days.push(DayOf { day, items: Vec::new() });
        }
        if let Some(last) = days.last_mut() {
            last.items.push(item);
        }
    }
    days
}

fn start(Placed { start, venue }: &Placed) -> Item {
    Item {
        at: Moment::default(),
        until: String::new(),
        what: start.event.clone(),
        stage: start.stage.clone(),
        place: venue.clone(),
        unit: start.unit.to_string(),
        kind: String::new(),
        block: String::new(),
    }
}

fn block(kept: &TimetableBlock, zone: &TimeZone, words: &Words) -> Item {
    let (begins, _) = local(kept.block.starts_at, zone, words);
    let (ends, clock) = local(kept.block.ends_at, zone, words);
    let until = if begins == ends { clock.human } else { format!("{ends}, {}", clock.human) };
    Item {
        at: Moment::default(),
        until: words.t1("timetable-block-until", "time", until),
        what: kept.block.title.clone(),
        stage: String::new(),
        place: kept.block.place.clone(),
        unit: String::new(),
        kind: kind_word(kept.block.kind, words),
        block: kept.id.to_string(),
    }
}

fn kind_word(kind: BlockKind, words: &Words) -> String {
    words.t(&format!("timetable-block-{}", kind.as_str()))
}

/// Puts a block into a timetable; one without a title is called by its kind.
pub(crate) async fn add_block(ask: &Ask, doer: &Doer, whose: Whose<'_>, form: &BlockForm) -> Result<(), AppError> {
    let own = form.title.trim();
    let kind = form.kind.parse::<BlockKind>();
    let title =
        if own.is_empty() { kind.map(|k| kind_word(k, &ask.words)).unwrap_or_default() } else { own.to_owned() };
    let (place, from, until) = (form.place.as_str(), form.from.as_str(), form.until.as_str());
    let said = timetable_block::Form { kind: &form.kind, title: &title, place, from, until };
    timetable_block::add(&ask.web.ctx, doer, whose, said).await.map(drop)
}

/// Takes a block out of a timetable. One that is gone already is no fault.
pub(crate) async fn remove_block(
    ask: &Ask,
    doer: &Doer,
    whose: Whose<'_>,
    block: TimetableBlockId,
) -> Result<(), WebError> {
    match timetable_block::remove(&ask.web.ctx, doer, whose, block).await {
        Ok(()) | Err(AppError::NotFound) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Makes an address for calendar programs and gives it whole.
pub(crate) async fn begin_feed(ask: &Ask, whose: Whose<'_>) -> Result<String, WebError> {
    let secret = timetable_feed::begin(&ask.web.ctx, ask.actor()?, whose).await?;
    Ok(ask.web.absolute(&format!("/calendar/{secret}")))
}

/// `GET /calendar/SECRET`: for calendar programs, which cannot sign in.
async fn calendar(State(web): State<Web>, Path(secret): Path<String>) -> Result<Response, WebError> {
    let body = timetable_feed::calendar(&web.ctx, &secret).await?;
    let kind = (header::CONTENT_TYPE, "text/calendar; charset=utf-8");
    let keep = (header::CACHE_CONTROL, "private, no-cache");
    let name = (header::CONTENT_DISPOSITION, "inline; filename=\"timetable.ics\"");
    Ok(([kind, keep, name], body).into_response())
}
