//! The page of an account: for an athlete their films, journeys and next milestone.

mod atom;

use askama::Template;
use axum::{extract::Path, response::Response};
use grandstand_app::{
    AppError, person,
    views::{Author, feed::Filter},
};
use grandstand_domain::{handle::Handle, id::made_at};
use grandstand_store::{ReadTx, journey};

pub(crate) use atom::atom;

use crate::{
    ask::Ask,
    error::WebError,
    pages::{film, watching},
    respond::{Page, Preview, html},
    show::{
        self,
        card::{self, Next, Step},
        text,
    },
    view::{Count, JourneyView, MilestoneView, Moment, PersonView, PosterView},
};

/// Posters on one page.
const POSTERS: usize = 24;

#[derive(Template)]
#[template(path = "athlete/page.html")]
struct Athlete {
    page: Page,
    id: String,
    person: PersonView,
    region: (String, String),
    bio: String,
    followers: Count,
    followers_word: String,
    own: bool,
    blocked: bool,
    tab: &'static str,
    next: Option<Next>,
    first: Option<JourneyView>,
    milestones: Vec<MilestoneView>,
    journeys: Vec<JourneyView>,
    posters: Vec<PosterView>,
    /// The team that vouches for them, in a sentence; empty without one.
    verified: String,
    films_count: usize,
    more: Option<String>,
    facts: Vec<(String, String)>,
}

/// `GET /@{handle}`: an account. `tab` is `journeys` or `about`; without it the films are shown.
pub(crate) async fn athlete(ask: Ask, Path(handle): Path<String>) -> Result<Response, WebError> {
    let viewer = watching(&ask).await?;
    let mut tx = ask.web.ctx.begin_read().await?;
    let whom = find(&ask, &mut tx, &handle).await?;
    let words = &ask.words;
    let own = ask.acting.is_none() && viewer.actor.is_some_and(|a| a.account == whom.id);
    let tab = match ask.query("tab").as_deref() {
        Some("journeys") => "journeys",
        Some("about") => "about",
        _ => "films",
    };

    let filter = Filter { author: Some(whom.id), ..Filter::default() };
    let films = ask.web.ctx.views.latest(&filter, &viewer, film::after(&ask)?, POSTERS);
    let ways = ways(&ask, &mut tx, &whom).await?;
    let known = card::mentioned(&ask, std::iter::once(&*whom.bio)).await?;

    let mut page = frame(&ask, &whom, own);
    page.preview = Some(Preview {
        image: films
            .cards
            .iter()
            .find_map(|c| c.film.poster.as_ref())
            .map_or_else(String::new, |p| ask.web.absolute(&p.jpeg)),
        image_alt: page.title.clone(),
        ..Preview::default()
    });
    let followers = ask.web.ctx.views.followers(whom.id);
    let next = ways.iter().filter_map(|w| w.next.clone()).min_by(|a, b| a.at.machine.cmp(&b.at.machine));
    let first = ways.iter().find(|w| !w.steps.is_empty());
    let (first, milestones) =
        first.map_or((None, Vec::new()), |w| (Some(w.card.clone()), w.steps.iter().map(milestone).collect()));
    Ok(html(&Athlete {
        id: whom.id.to_string(),
        person: card::author_for(&whom, &viewer, words),
        region: (whom.region_slug.to_string(), whom.region.to_string()),
        bio: text::rich(&whom.bio, |h| known.contains(h)),
        followers: followers.into(),
        followers_word: words.t1("followers-word", "count", followers),
        own,
        blocked: viewer.blocked.contains(&whom.id),
        tab,
        next,
        first,
        milestones,
        journeys: ways.into_iter().map(|w| w.card).collect(),
        posters: films.cards.iter().map(|c| card::poster(c, false, words)).collect(),
        verified: match (&whom.team, whom.verified_at) {
            (Some(team), Some(_)) => words.t1("athlete-verified", "team", &*team.name),
            _ => String::new(),
        },
        films_count: films.total,
        more: films.next.map(|next| film::with(&ask, &[("after", &next.to_string())], &[])),
        facts: facts(&ask, &whom, films.total),
        page,
    }))
}

/// The account of a handle in an address, whether or not it posts. Suspended and removed ones are not found.
pub(crate) async fn find(ask: &Ask, tx: &mut ReadTx, handle: &str) -> Result<std::sync::Arc<Author>, WebError> {
    let handle: Handle = handle.parse().map_err(|_| AppError::NotFound)?;
    if let Some(known) = ask.web.ctx.views.author_by_handle(handle.as_str()) {
        return if known.gone { Err(AppError::NotFound.into()) } else { Ok(known) };
    }
    let account = grandstand_store::account::by_handle(tx, &handle).await?.ok_or(AppError::NotFound)?;
    let found = person::several(&ask.web.ctx, tx, &[account.id]).await?.remove(&account.id);
    found.filter(|a| !a.gone).ok_or_else(|| AppError::NotFound.into())
}

fn frame(ask: &Ask, whom: &Author, own: bool) -> Page {
    let mut page = Page::new(ask, &whom.name).in_section(if own { "me" } else { "" });
    page.description = if whom.bio.is_empty() {
        ask.words.t1("athlete-description", "name", &*whom.name)
    } else {
        text::cut(&whom.bio, 200)
    };
    let path = format!("/@{}", whom.handle);
    page.canonical = ask.web.absolute(&path);
    page.team = whom.team.as_ref().map_or_else(String::new, |t| t.slug.to_string());
    // Only who posts is for search engines to know.
    page.unlisted = !whom.role.may_post();
    let title = ask.words.t1("feed-atom-title", "name", &*whom.name);
    page.alternates = vec![("application/atom+xml", format!("{path}/feed.atom"), title)];
    page
}

/// A journey with what pages show of it.
struct Way {
    card: JourneyView,
    steps: Vec<Step>,
    next: Option<Next>,
}

async fn ways(ask: &Ask, tx: &mut ReadTx, whom: &Author) -> Result<Vec<Way>, WebError> {
    let today = show::today(ask.web.ctx.now());
    let mut ways = Vec::new();
    for journey in journey::of_account(tx, whom.id).await? {
        let steps = card::steps(&journey::milestones(tx, journey.id).await?, &today, &ask.words);
        let card = card::journey_card(&journey, &steps, whom, &ask.words);
        let next = card::next_of(&steps, &today, &card.href);
        ways.push(Way { card, steps, next });
    }
    Ok(ways)
}

fn milestone(step: &Step) -> MilestoneView {
    MilestoneView {
        name: step.name.clone(),
        at: Moment { machine: step.day.clone(), human: step.when.clone() },
        done: step.state == "done",
        next: step.state == "next",
        films: step.post.map_or_else(String::new, |_| step.watch.clone()),
        href: step.post.map_or_else(String::new, |post| format!("/p/{post}")),
    }
}

fn facts(ask: &Ask, whom: &Author, films: usize) -> Vec<(String, String)> {
    let words = &ask.words;
    let mut facts = vec![(words.t("about-role"), card::role_name(whom.role, words))];
    facts.extend(whom.team.as_ref().map(|t| (words.t("about-team"), t.name.to_string())));
    facts.extend(whom.sport.map(|s| (words.t("about-sport"), show::sport_name(s, words))));
    if !whom.region.is_empty() {
        facts.push((words.t("about-region"), whom.region.to_string()));
    }
    if whom.role.may_post() {
        facts.push((words.t("about-films"), films.to_string()));
    }
    facts.push((words.t("about-joined"), show::day(&show::today(made_at(whom.id.0)), words)));
    facts
}
