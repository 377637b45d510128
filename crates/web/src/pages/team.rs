//! Teams: who is in them, what comes next for them, their latest films.

use std::{collections::BTreeMap, sync::Arc};

use askama::Template;
use axum::{extract::Path, response::Response};
use grandstand_app::{
    AppError,
    views::{Author, Card, RosterFilter, Team, feed::Filter},
};
use grandstand_domain::{journey::MilestoneKind, sport::Sport};
use grandstand_store::journey;

use crate::{
    ask::Ask,
    error::WebError,
    pages::watching,
    respond::{Page, html},
    show::{
        self,
        card::{self, Next, Step},
    },
    view::{Count, PersonView, PosterView},
};

/// Athletes of each team on the page of all teams.
const FEW: usize = 6;
/// Posters in the row of latest films.
const LATEST: usize = 12;
/// Films whose cheers are counted by region.
const COUNTED: usize = 100;
/// Athletes whose journeys are looked through for the team's next day.
const WAYS: usize = 200;

#[derive(Template)]
#[template(path = "team/list.html")]
struct Teams {
    page: Page,
    teams: Vec<Entry>,
}

struct Entry {
    slug: String,
    name: String,
    line: String,
    people: Vec<PersonView>,
}

/// `GET /teams`: every team of this host.
pub(crate) async fn list(ask: Ask) -> Result<Response, WebError> {
    let views = &ask.web.ctx.views;
    let entry = |team: &Arc<Team>| {
        let roster = roster(&ask, team);
        let first = roster.iter().take(FEW).map(|a| card::in_roster(a, true, &ask.words));
        Entry {
            slug: team.slug.to_string(),
            name: team.name.to_string(),
            line: line(&ask, &roster),
            people: first.collect(),
        }
    };
    let teams = views.teams().iter().map(entry).collect();
    let mut page = Page::titled(&ask, "teams-title").in_section("teams");
    page.description = page.t("teams-description");
    page.canonical = ask.web.absolute("/teams");
    Ok(html(&Teams { page, teams }))
}

#[derive(Template)]
#[template(path = "team/page.html")]
struct One {
    page: Page,
    slug: String,
    pictogram: &'static str,
    kind: String,
    noc: String,
    line: String,
    /// The handle of the team's own account; empty without one.
    own: String,
    next: Option<Next>,
    posters: Vec<PosterView>,
    cheers: Vec<Support>,
    roster: Vec<Group>,
    /// The roster in one grid, by sport, where most sports have one athlete.
    together: Vec<PersonView>,
}

/// Athletes of one sport.
struct Group {
    slug: String,
    name: String,
    pictogram: &'static str,
    people: Vec<PersonView>,
}

/// Cheers for the athletes of one region.
struct Support {
    slug: String,
    name: String,
    count: i64,
    most: i64,
    said: Count,
}

/// `GET /teams/{slug}`: one team.
pub(crate) async fn page(ask: Ask, Path(slug): Path<String>) -> Result<Response, WebError> {
    let team = ask.web.ctx.views.team(&slug).ok_or(AppError::NotFound)?;
    let viewer = watching(&ask).await?;
    let roster = roster(&ask, &team);
    let filter = Filter { organisation: Some(team.id), ..Filter::default() };
    let films = ask.web.ctx.views.latest(&filter, &viewer, None, COUNTED);

    let mut page = Page::new(&ask, &team.name);
    page.description = page.words.t1("team-description", "name", &*team.name);
    page.canonical = ask.web.absolute(&format!("/teams/{slug}"));
    page.team = slug.clone();
    let apart = roster.len() > 2 * sports(&roster).len();
    Ok(html(&One {
        pictogram: roster.iter().find_map(|a| a.sport).map_or("", show::pictogram),
        kind: page.t(&format!("kind-{}", team.kind)),
        noc: team.noc.to_string(),
        line: line(&ask, &roster),
        own: ask.web.ctx.views.team_account(team.id).map(|a| a.handle.to_string()).unwrap_or_default(),
        next: next(&ask, &roster).await?,
        posters: films.cards.iter().take(LATEST).map(|c| card::poster(c, true, &ask.words)).collect(),
        cheers: cheers(&films.cards),
        roster: if apart { by_sport(&ask, &roster) } else { Vec::new() },
        together: if apart { Vec::new() } else { together(&ask, &roster) },
        page,
        slug,
    }))
}

fn roster(ask: &Ask, team: &Team) -> Vec<Arc<Author>> {
    ask.web.ctx.views.roster(&RosterFilter { organisation: Some(team.id), ..RosterFilter::default() })
}

fn sports(roster: &[Arc<Author>]) -> Vec<Sport> {
    let mut sports: Vec<Sport> = roster.iter().filter_map(|a| a.sport).collect();
    sports.sort_unstable();
    sports.dedup();
    sports
}

fn line(ask: &Ask, roster: &[Arc<Author>]) -> String {
    ask.words.t2("team-line", "athletes", roster.len(), "sports", sports(roster).len())
}

/// The roster in the order of its sports' names, each with the sport under the name.
fn together(ask: &Ask, roster: &[Arc<Author>]) -> Vec<PersonView> {
    let mut people: Vec<PersonView> = roster.iter().map(|a| card::in_roster(a, true, &ask.words)).collect();
    people.sort_by_cached_key(|p| p.sport.as_ref().map_or((true, String::new()), |s| (false, s.name.clone())));
    people
}

/// The roster under the names of its sports, in the order of the reader's language; those without one last.
fn by_sport(ask: &Ask, roster: &[Arc<Author>]) -> Vec<Group> {
    let mut groups: BTreeMap<(bool, String), Group> = BTreeMap::new();
    for athlete in roster {
        let name = match athlete.sport {
            Some(sport) => show::sport_name(sport, &ask.words),
            None => ask.words.t("roster-other"),
        };
        let group = groups.entry((athlete.sport.is_none(), name.clone())).or_insert_with(|| Group {
            slug: athlete.sport.map_or_else(String::new, |s| s.slug().to_owned()),
            pictogram: athlete.sport.map_or("", show::pictogram),
            name,
            people: Vec::new(),
        });
        group.people.push(card::in_roster(athlete, false, &ask.words));
    }
    groups.into_values().collect()
}

/// The first start at a Games on any journey of the team, else whatever comes first; and whose it is.
async fn next(ask: &Ask, roster: &[Arc<Author>]) -> Result<Option<Next>, WebError> {
    let today = show::today(ask.web.ctx.now());
    let mut tx = ask.web.ctx.begin_read().await?;
    let (mut start, mut any): (Option<Next>, Option<Next>) = (None, None);
    let first = |known: &Option<Next>, found: &Next| known.as_ref().is_none_or(|n| found.at.machine < n.at.machine);
    for athlete in roster.iter().take(WAYS) {
        for journey in journey::of_account(&mut tx, athlete.id).await? {
            let steps = card::steps(&journey::milestones(&mut tx, journey.id).await?, &today, &ask.words);
            let href = card::journey_address(&athlete.handle, &journey.slug);
            let starts: Vec<Step> = steps.iter().filter(|s| s.marks == Some(MilestoneKind::Start)).cloned().collect();
            if let Some(mut found) = card::next_of(&starts, &today, &href).filter(|f| first(&start, f)) {
                found.what = if journey.games.is_empty() {
                    ask.words.t2("next-of", "label", found.what.as_str(), "name", &*athlete.name)
                } else {
                    ask.words.t2("next-games", "games", journey.games.as_str(), "name", &*athlete.name)
                };
                start = Some(found);
            }
            if let Some(mut found) = card::next_of(&steps, &today, &href).filter(|f| first(&any, f)) {
                found.what = ask.words.t2("next-of", "label", found.what.as_str(), "name", &*athlete.name);
                any = Some(found);
            }
        }
    }
    Ok(start.or(any))
}

/// Cheers by the home region of the athlete, most first.
fn cheers(cards: &[Card]) -> Vec<Support> {
    let mut sums: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for card in cards.iter().filter(|c| !c.author.region.is_empty()) {
        *sums.entry((&card.author.region_slug, &card.author.region)).or_default() += card.cheers;
    }
    let most = sums.values().copied().max().unwrap_or(0).max(1);
    let mut support: Vec<Support> = sums
        .into_iter()
        .map(|((slug, name), count)| Support {
            slug: slug.to_owned(),
            name: name.to_owned(),
            count,
            most,
            said: count.into(),
        })
        .collect();
    support.sort_by_key(|s| std::cmp::Reverse(s.count));
    support
}
