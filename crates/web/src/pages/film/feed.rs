//! Discover, For you and Following: what each is made of, and what stands there when nothing is in it.

use askama::Template;
use axum::response::Response;
use grandstand_app::{
    AppError,
    viewer::Viewer,
    views::{
        Card, RosterFilter,
        feed::{Cursor, Filter},
    },
};
use grandstand_domain::{sport::Sport, tag::Tag, watch::Surface};

use super::stage::{Handed, Shown, journeys, show};
use crate::{
    ask::Ask,
    error::WebError,
    form::Faults,
    pages::watching,
    respond::{Page, html},
    show::{card, sport_name},
    view::{JourneyView, PersonView},
};

/// Films on one page of a feed.
const FILMS: usize = 20;

#[derive(Template)]
#[template(path = "film/empty.html")]
struct Empty {
    page: Page,
    heading: String,
    sentence: String,
    pictogram: String,
    filling: Option<Filling>,
    acts: Vec<(&'static str, String, &'static str)>,
    people: Vec<PersonView>,
    journeys: Vec<JourneyView>,
}

/// How far the sample team is.
struct Filling {
    percent: i64,
    text: String,
}

/// A filter that is on, and the address without it.
pub(super) struct Chosen {
    pub(super) label: String,
    pub(super) without: String,
}

/// `GET /`: Discover. `sport`, `team`, `region` and `tag` narrow it; `after` is where a page begins.
pub(crate) async fn discover(ask: Ask) -> Result<Response, WebError> {
    let (filter, chosen) = narrowed(&ask)?;
    let viewer = watching(&ask).await?;
    let (views, after) = (&ask.web.ctx.views, after(&ask)?);
    let handed = if viewer.actor.is_some() {
        Handed::new(&ask, views.discover_served(&filter, &viewer, seen(&ask), after, FILMS))
    } else {
        // Everyone without an account is handed the same page with the same receipt.
        let kept = views.discover_kept(&filter, after, FILMS);
        Handed { page: kept.page, receipt: kept.receipt }
    };
    let mut page = Page::titled(&ask, "discover-title").in_section("discover");
    page.description = page.t("discover-description");
    page.canonical = ask.web.absolute("/");
    page.unlisted = !chosen.is_empty();
    if nothing_in(&ask, &handed) {
        return nothing(&ask, page, &viewer, !chosen.is_empty()).await;
    }
    let heading = page.title.clone();
    show(&ask, page, &viewer, &handed, Shown { heading, surface: Surface::Discover, filters: chosen }).await
}

/// `GET /for-you`: films chosen by what the viewer watched, for those who asked for it.
pub(crate) async fn for_you(ask: Ask) -> Result<Response, WebError> {
    ask.for_oneself()?;
    let viewer = watching(&ask).await?;
    let Some(feed) = ask.web.ctx.views.for_you(&Filter::default(), &viewer, seen(&ask), after(&ask)?, FILMS) else {
        return super::super::for_you::invite(&ask, Faults::default()).await;
    };
    let handed = Handed::new(&ask, feed);
    let mut page = Page::titled(&ask, "for-you-title").in_section("for-you");
    page.unlisted = true;
    if nothing_in(&ask, &handed) {
        let acts = vec![
            ("/for-you?seen=show", page.t("for-you-seen-show"), "button--team"),
            ("/", page.t("nav-discover"), "button--quiet"),
        ];
        let people = suggested(&ask, &viewer);
        return Ok(empty(page, "for-you-empty", acts, people));
    }
    let heading = page.title.clone();
    show(&ask, page, &viewer, &handed, Shown { heading, surface: Surface::ForYou, filters: Vec::new() }).await
}

/// Whether a feed is empty from its beginning. Where a further page has nothing left, the films before it end as usual.
fn nothing_in(ask: &Ask, handed: &Handed) -> bool {
    handed.page.total == 0 && ask.query("after").is_none()
}

/// Whether films come back that the viewer has seen.
pub(crate) fn seen(ask: &Ask) -> bool {
    ask.query("seen").as_deref() == Some("show")
}

/// `GET /following`: the newest films of whom the viewer follows.
pub(crate) async fn following(ask: Ask) -> Result<Response, WebError> {
    ask.for_oneself()?;
    let mut page = Page::titled(&ask, "following-title").in_section("following");
    page.unlisted = true;
    let viewer = watching(&ask).await?;
    if viewer.actor.is_none() {
        let acts = vec![
            ("/sign-in?next=/following", page.t("nav-sign-in"), "button--team"),
            ("/sign-up?next=/following", page.t("following-join"), "button--quiet"),
        ];
        let people = suggested(&ask, &viewer);
        return Ok(empty(page, "following-out", acts, people));
    }
    let handed = Handed::new(&ask, ask.web.ctx.views.following(&viewer, seen(&ask), after(&ask)?, FILMS));
    if nothing_in(&ask, &handed) {
        let none = viewer.follows.is_empty();
        let key = if none { "following-none" } else { "following-quiet" };
        let mut acts = vec![("/", page.t("feed-watch-all"), "button--team")];
        if !none && !seen(&ask) {
            acts.insert(0, ("/following?seen=show", page.t("for-you-seen-show"), "button--quiet"));
        }
        let people = suggested(&ask, &viewer);
        return Ok(empty(page, key, acts, people));
    }
    let heading = page.title.clone();
    show(&ask, page, &viewer, &handed, Shown { heading, surface: Surface::Following, filters: Vec::new() }).await
}

/// Where a page begins.
pub(crate) fn after(ask: &Ask) -> Result<Option<Cursor>, WebError> {
    match ask.query("after") {
        // An address that somebody changed by hand is no page of ours.
        Some(text) => text.parse().map(Some).map_err(|_| AppError::NotFound.into()),
        None => Ok(None),
    }
}

/// This address with some values set and some left out.
pub(crate) fn with(ask: &Ask, set: &[(&str, &str)], without: &[&str]) -> String {
    let (path, query) = ask.path.split_once('?').unwrap_or((&ask.path, ""));
    let mut out = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if !without.contains(&&*name) && !set.iter().any(|(n, _)| *n == name) {
            out.append_pair(&name, &value);
        }
    }
    out.extend_pairs(set);
    let query = out.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// What the address narrows Discover to.
pub(crate) fn filter(ask: &Ask) -> Result<Filter, WebError> {
    narrowed(ask).map(|(filter, _)| filter)
}

fn narrowed(ask: &Ask) -> Result<(Filter, Vec<Chosen>), WebError> {
    let unknown = || WebError::from(AppError::NotFound);
    let (mut filter, mut chosen) = (Filter::default(), Vec::new());
    let mut choose = |name: &str, label: String| {
        chosen.push(Chosen { label, without: with(ask, &[], &[name, "after", "fragment"]) });
    };
    if let Some(slug) = ask.query("sport") {
        let sport = Sport::by_slug(&slug).ok_or_else(unknown)?;
        filter.sport = Some(sport);
        choose("sport", sport_name(sport, &ask.words));
    }
    if let Some(slug) = ask.query("team") {
        let team = ask.web.ctx.views.team(&slug).ok_or_else(unknown)?;
        filter.organisation = Some(team.id);
        choose("team", team.name.to_string());
    }
    if let Some(slug) = ask.query("region") {
        let roster = ask.web.ctx.views.roster(&RosterFilter { region: Some(slug.clone()), ..RosterFilter::default() });
        let name = roster.first().map(|a| a.region.to_string()).ok_or_else(unknown)?;
        filter.region = Some(slug);
        choose("region", name);
    }
    if let Some(tag) = ask.query("tag") {
        let tag: Tag = tag.parse().map_err(|_| unknown())?;
        choose("tag", format!("#{tag}"));
        filter.tag = Some(tag);
    }
    Ok((filter, chosen))
}

/// Discover without a film: being filled, filtered to nothing, or really empty.
async fn nothing(ask: &Ask, page: Page, viewer: &Viewer, filtered: bool) -> Result<Response, WebError> {
    if filtered {
        let acts = vec![("/", page.t("feed-watch-all"), "button--team")];
        return Ok(empty(page, "discover-empty-filter", acts, suggested(ask, viewer)));
    }
    let journeys = journeys(ask).await?;
    let counted = grandstand_app::sample::counted(&ask.web.ctx).await?;
    let filling = counted.filter(|(done, total)| done < total).map(|(done, total)| Filling {
        percent: done * 100 / total.max(1),
        text: page.words.t2("filling-count", "done", done, "total", total),
    });
    let key = if filling.is_some() { "filling" } else { "discover-empty" };
    let title = if filling.is_some() { "filling-title" } else { key };
    Ok(html(&Empty {
        heading: page.t(title),
        sentence: page.t(&format!("{key}-what")),
        pictogram: crate::show::pictogram(Sport::ParaAthletics).to_owned(),
        filling,
        acts: Vec::new(),
        people: suggested(ask, viewer),
        journeys,
        page,
    }))
}

fn empty(page: Page, key: &str, acts: Vec<(&'static str, String, &'static str)>, people: Vec<PersonView>) -> Response {
    html(&Empty {
        heading: page.t(key),
        sentence: page.t(&format!("{key}-what")),
        pictogram: crate::show::pictogram(Sport::Athletics).to_owned(),
        filling: None,
        acts,
        people,
        journeys: Vec::new(),
        page,
    })
}

/// Athletes whom the viewer does not follow yet: those with the newest films, every athlete once.
fn suggested(ask: &Ask, viewer: &Viewer) -> Vec<PersonView> {
    let newest = ask.web.ctx.views.discover(&Filter::default(), viewer, None, 40);
    let fresh = |card: &&Card| {
        !viewer.follows.contains(&card.author.id) && viewer.actor.is_none_or(|a| a.account != card.author.id)
    };
    let mut seen = std::collections::HashSet::new();
    let once = newest.cards.iter().filter(fresh).filter(|c| seen.insert(c.author.id)).take(8);
    once.map(|card| card::author_for(&card.author, viewer, &ask.words)).collect()
}
