//! Who belongs to what: teams, their own accounts, and the athletes of a team, sport or region.

use std::sync::Arc;

use grandstand_domain::{account::Role, id::OrganisationId, sport::Sport};

use super::{Author, Team, Views};

/// Which athletes a roster shows.
#[derive(Clone, Debug, Default)]
pub struct RosterFilter {
    /// Of this sport.
    pub sport: Option<Sport>,
    /// Of this organisation.
    pub organisation: Option<OrganisationId>,
    /// Of this region (a slug).
    pub region: Option<String>,
}

impl Views {
    /// Every team, by name.
    pub fn teams(&self) -> Vec<Arc<Team>> {
        let mut teams: Vec<Arc<Team>> = self.read().teams.values().cloned().collect();
        teams.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        teams
    }

    /// A team by its name in addresses.
    pub fn team(&self, slug: &str) -> Option<Arc<Team>> {
        self.read().teams.values().find(|t| &*t.slug == slug).cloned()
    }

    /// The account of a team itself.
    pub fn team_account(&self, whose: OrganisationId) -> Option<Arc<Author>> {
        let own = |a: &&Arc<Author>| a.role == Role::Team && !a.gone && a.team.as_ref().is_some_and(|t| t.id == whose);
        self.read().authors.values().find(own).cloned()
    }

    /// The athletes of a team, sport or region, by name.
    pub fn roster(&self, filter: &RosterFilter) -> Vec<Arc<Author>> {
        let matches = |a: &&Arc<Author>| {
            a.role == Role::Athlete
                && !a.gone
                && filter.sport.is_none_or(|s| a.sport == Some(s))
                && filter.organisation.is_none_or(|o| a.team.as_ref().is_some_and(|t| t.id == o))
                && filter.region.as_ref().is_none_or(|r| *a.region_slug == **r)
        };
        let mut roster: Vec<Arc<Author>> = self.read().authors.values().filter(matches).cloned().collect();
        roster.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        roster
    }
}
