//! The page of a journey: its milestones from top to bottom, each with the film that tells of it.

use askama::Template;
use axum::{extract::Path, response::Response};
use grandstand_app::{
    AppError,
    views::{Card, feed::Filter},
};
use grandstand_store::journey;

use crate::{
    ask::Ask,
    error::WebError,
    pages::{athlete, watching},
    respond::{Page, Preview, html},
    show::{
        self,
        card::{self, Next, Step},
        text,
    },
    view::{PersonView, PosterView},
};

/// Films of a journey on its page.
const POSTERS: usize = 60;

#[derive(Template)]
#[template(path = "journey/page.html")]
struct Journey {
    page: Page,
    person: PersonView,
    href: String,
    games: String,
    summary: String,
    own: bool,
    next: Option<Next>,
    track: Vec<Told>,
    posters: Vec<PosterView>,
}

/// A milestone and the film that tells of it, if the viewer may see it.
struct Told {
    step: Step,
    poster: Option<PosterView>,
}

/// `GET /@{handle}/journeys/{slug}`.
pub(crate) async fn page(ask: Ask, Path((handle, slug)): Path<(String, String)>) -> Result<Response, WebError> {
    let viewer = watching(&ask).await?;
    let mut tx = ask.web.ctx.begin_read().await?;
    let whom = athlete::find(&ask, &mut tx, &handle).await?;
    let journey = journey::by_slug(&mut tx, whom.id, &slug).await?.ok_or(AppError::NotFound)?;
    let milestones = journey::milestones(&mut tx, journey.id).await?;
    drop(tx);

    let today = show::today(ask.web.ctx.now());
    let steps = card::steps(&milestones, &today, &ask.words);
    let href = card::journey_address(&whom.handle, &journey.slug);
    let next = card::next_of(&steps, &today, &href);
    let told = |step: Step| {
        let card = step.post.and_then(|post| ask.web.ctx.views.card(&viewer, post));
        Told { poster: card.map(|c| card::poster(&c, false, &ask.words)), step }
    };
    let track: Vec<Told> = steps.into_iter().map(told).collect();
    let told_of = |card: &Card| track.iter().any(|t| t.poster.is_some() && t.step.post == Some(card.id));
    let filter = Filter { journey: Some(journey.id), ..Filter::default() };
    let films = ask.web.ctx.views.latest(&filter, &viewer, None, POSTERS);

    let mut page = Page::new(&ask, &journey.title);
    page.description = if journey.summary.is_empty() {
        ask.words.t2("journey-description", "title", journey.title.as_str(), "name", &*whom.name)
    } else {
        text::cut(&journey.summary, 200)
    };
    page.canonical = ask.web.absolute(&href);
    page.team = whom.team.as_ref().map_or_else(String::new, |t| t.slug.to_string());
    page.preview = Some(Preview {
        image: films
            .cards
            .iter()
            .find_map(|c| c.film.poster.as_ref())
            .map_or_else(String::new, |p| ask.web.absolute(&p.jpeg)),
        image_alt: journey.title.clone(),
        ..Preview::default()
    });
    let known = card::mentioned(&ask, std::iter::once(journey.summary.as_str())).await?;
    Ok(html(&Journey {
        person: card::author_for(&whom, &viewer, &ask.words),
        href,
        games: journey.games,
        summary: text::rich(&journey.summary, |h| known.contains(h)),
        own: page.acting.is_none() && viewer.actor.is_some_and(|a| a.account == whom.id),
        next,
        // A story is read from its start.
        posters: films.cards.iter().rev().filter(|c| !told_of(c)).map(|c| card::poster(c, false, &ask.words)).collect(),
        track,
        page,
    }))
}
