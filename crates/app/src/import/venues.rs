//! Venues on their way in: files name them by code, by name or by both, and not all the same way.

use std::collections::HashMap;

use grandstand_domain::{id::VenueId, roster::folded, unit::VenueName};
use grandstand_store::venue::Venue;

use crate::ctx::Ctx;

/// The venues of a Games, and those that an import adds.
pub(super) struct Venues {
    all: Vec<Venue>,
    by_code: HashMap<String, usize>,
    by_name: HashMap<String, usize>,
    touched: Vec<usize>,
}

impl Venues {
    pub(super) fn new(standing: Vec<Venue>) -> Self {
        let mut venues =
            Self { all: Vec::new(), by_code: HashMap::new(), by_name: HashMap::new(), touched: Vec::new() };
        for venue in standing {
            venues.add(venue);
        }
        venues
    }

    fn add(&mut self, venue: Venue) -> usize {
        let place = self.all.len();
        if !venue.code.is_empty() {
            self.by_code.insert(venue.code.clone(), place);
        }
        self.by_name.insert(folded(&venue.name), place);
        self.all.push(venue);
        place
    }

    /// The venue that is meant: the one of this code, else the one of this name (which then has this code), else a new one.
    pub(super) fn resolve(&mut self, ctx: &Ctx, named: &VenueName) -> VenueId {
        if let Some(place) = self.by_code.get(&named.code) {
            return self.at(*place).map_or(VenueId(0), |v| v.id);
        }
        let known = self.by_name.get(&folded(&named.name)).copied();
        let place = known.unwrap_or_else(|| {
            let made = Venue { id: VenueId(ctx.id()), code: named.code.clone(), name: named.name.clone() };
            let place = self.add(made);
            self.touched.push(place);
            place
        });
        let Some(venue) = self.all.get_mut(place) else { return VenueId(0) };
        if venue.code.is_empty() && !named.code.is_empty() {
            venue.code.clone_from(&named.code);
            self.by_code.insert(named.code.clone(), place);
            self.touched.push(place);
        }
        venue.id
    }

    fn at(&self, place: usize) -> Option<&Venue> {
        self.all.get(place)
    }

    /// The name of a venue; empty for none.
    pub(super) fn name(&self, id: Option<VenueId>) -> &str {
        id.and_then(|id| self.all.iter().find(|v| v.id == id)).map_or("", |v| v.name.as_str())
    }

    /// Those that are new or changed.
    pub(super) fn touched(mut self) -> Vec<Venue> {
        self.touched.sort_unstable();
        self.touched.dedup();
        self.touched.iter().filter_map(|place| self.all.get(*place).cloned()).collect()
    }
}
