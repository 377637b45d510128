//! Rosters as staff look at them: who is entered, and one athlete's timetable. Starts are private to the athlete and
//! their staff.

use std::collections::HashMap;

use grandstand_domain::{
    account::Actor,
    id::{GamesId, OrganisationId, RosterEntryId},
    odf::{Discipline, Gender},
    roster::{folded, may_run_programme},
    time::UnixMillis,
};
use grandstand_store::{self as store, roster::RosterEntry, start::Start};

use crate::{ctx::Ctx, error::AppError};

/// Athletes on one page.
pub const PER_PAGE: usize = 50;

/// Which athletes are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter<'a> {
    /// Parts of the name, or the beginning of the code.
    pub words: &'a str,
    /// One discipline.
    pub discipline: Option<Discipline>,
    /// One gender of event.
    pub gender: Option<Gender>,
    /// How many of those found to pass over.
    pub skip: usize,
}

/// An athlete in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Who.
    pub entry: RosterEntry,
    /// How often they start.
    pub starts: usize,
    /// When they start first.
    pub first: Option<UnixMillis>,
}

/// A page of a roster.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// Those of this page, by family name.
    pub listed: Vec<Listed>,
    /// How many the filter finds.
    pub found: usize,
    /// How many there are.
    pub all: usize,
    /// The disciplines of the whole roster, sorted.
    pub disciplines: Vec<Discipline>,
}

/// A page of an organisation's roster for a Games. A roster is small enough to be looked through whole.
pub async fn list(
    ctx: &Ctx,
    actor: &Actor,
    organisation: OrganisationId,
    games: GamesId,
    filter: Filter<'_>,
) -> Result<Listing, AppError> {
    if !may_run_programme(actor, Some(organisation)) {
        return Err(AppError::Forbidden);
    }
    let mut tx = ctx.begin_read().await?;
    let entries = store::roster::of_organisation(&mut tx, organisation, games).await?;
    let mut starts: HashMap<RosterEntryId, (usize, UnixMillis)> = HashMap::new();
    // They come earliest first.
    for start in store::start::of_organisation(&mut tx, organisation, games).await? {
        starts.entry(start.entry).or_insert((0, start.starts_at)).0 += 1;
    }
    let mut disciplines: Vec<Discipline> = entries.iter().flat_map(|row| row.entry.disciplines.clone()).collect();
    disciplines.sort_unstable();
    disciplines.dedup();
    let words: Vec<String> = filter.words.split_whitespace().map(folded).collect();
    let all = entries.len();
    let wanted: Vec<RosterEntry> = entries.into_iter().filter(|row| matches(row, &words, &filter)).collect();
    let found = wanted.len();
    let listed = wanted.into_iter().skip(filter.skip).take(PER_PAGE).map(|entry| {
        let own = starts.get(&entry.id);
        Listed { starts: own.map_or(0, |s| s.0), first: own.map(|s| s.1), entry }
    });
    Ok(Listing { listed: listed.collect(), found, all, disciplines })
}

fn matches(row: &RosterEntry, words: &[String], filter: &Filter<'_>) -> bool {
    let name = folded(&row.entry.name());
    let code = row.entry.code.as_str().to_lowercase();
    words.iter().all(|word| name.contains(word) || code.starts_with(word))
        && filter.discipline.is_none_or(|wanted| row.entry.disciplines.contains(&wanted))
        && filter.gender.is_none_or(|wanted| row.entry.gender == Some(wanted))
}

/// A start with its place in words.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The start.
    pub start: Start,
    /// The name of its venue; empty where not stated.
    pub venue: String,
}

/// One athlete's timetable.
#[derive(Clone, Debug)]
pub struct Timetable {
    /// Whose.
    pub entry: RosterEntry,
    /// Their starts, earliest first.
    pub starts: Vec<Placed>,
    /// Since when calendar programs can read it at a secret address.
    pub feed_since: Option<UnixMillis>,
}

/// One athlete's timetable.
pub async fn timetable(
    ctx: &Ctx,
    actor: &Actor,
    organisation: OrganisationId,
    games: GamesId,
    code: &str,
) -> Result<Timetable, AppError> {
    if !may_run_programme(actor, Some(organisation)) {
        return Err(AppError::Forbidden);
    }
    let mut tx = ctx.begin_read().await?;
    let entry = store::roster::by_code(&mut tx, organisation, games, code).await?.ok_or(AppError::NotFound)?;
    let venues = store::venue::of_games(&mut tx, games).await?;
    let placed = |start: Start| {
        let venue = venues.iter().find(|v| Some(v.id) == start.venue);
        Placed { venue: venue.map(|v| v.name.clone()).unwrap_or_default(), start }
    };
    let starts = store::start::of_entry(&mut tx, entry.id).await?;
    let feed_since = store::timetable_feed::since(&mut tx, entry.id).await?;
    Ok(Timetable { entry, starts: starts.into_iter().map(placed).collect(), feed_since })
}
