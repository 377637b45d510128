//! Rosters as staff look at them: who is entered, who has claimed their entry, who is invited to.

use std::collections::HashMap;

use grandstand_domain::{
    account::Actor,
    handle::Handle,
    id::{AccountId, GamesId, OrganisationId, RosterEntryId},
    odf::{Discipline, Gender},
    permit::Act,
    roster::folded,
    time::UnixMillis,
};
use grandstand_store::{self as store, roster::RosterEntry};

use crate::{ctx::Ctx, error::AppError, permit};

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
    /// The account that has claimed the entry.
    pub account: Option<Handle>,
    /// Until when an invitation to claim it is open.
    pub invited_until: Option<UnixMillis>,
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
    /// How many of them have claimed their entry.
    pub claimed: usize,
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
    let mut tx = ctx.begin_read().await?;
    permit::require(&mut tx, actor, Act::SeeRoster, organisation).await?;
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
    let claims: HashMap<RosterEntryId, AccountId> =
        store::roster::claims(&mut tx, organisation, games).await?.into_iter().collect();
    let invited: HashMap<RosterEntryId, UnixMillis> =
        store::invitation::of_organisation(&mut tx, organisation, games, ctx.now()).await?.into_iter().collect();
    let page: Vec<RosterEntry> = wanted.into_iter().skip(filter.skip).take(PER_PAGE).collect();
    let shown: Vec<AccountId> = page.iter().filter_map(|row| claims.get(&row.id).copied()).collect();
    let handles: HashMap<AccountId, Handle> =
        store::account::several(&mut tx, &shown).await?.into_iter().map(|a| (a.id, a.handle)).collect();
    let listed = page.into_iter().map(|entry| {
        let own = starts.get(&entry.id);
        Listed {
            starts: own.map_or(0, |s| s.0),
            first: own.map(|s| s.1),
            account: claims.get(&entry.id).and_then(|account| handles.get(account)).cloned(),
            invited_until: invited.get(&entry.id).copied(),
            entry,
        }
    });
    Ok(Listing { listed: listed.collect(), found, all, claimed: claims.len(), disciplines })
}

fn matches(row: &RosterEntry, words: &[String], filter: &Filter<'_>) -> bool {
    let name = folded(&row.entry.name());
    let code = row.entry.code.as_str().to_lowercase();
    words.iter().all(|word| name.contains(word) || code.starts_with(word))
        && filter.discipline.is_none_or(|wanted| row.entry.disciplines.contains(&wanted))
        && filter.gender.is_none_or(|wanted| row.entry.gender == Some(wanted))
}
