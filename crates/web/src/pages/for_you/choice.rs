//! Turning For you on and off, and its sliders with what they would bring next.

use askama::Template;
use axum::{
    extract::Query,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use grandstand_app::{
    AppError, age,
    feed_choice::{self, Sliders},
    views::feed::Filter,
};
use grandstand_domain::{age::AgeBand, feed_choice::FeedChoice, invalid::Invalid};
use serde::Deserialize;

use super::topic;
use crate::{
    ask::Ask,
    error::WebError,
    form::{Faults, Posted},
    pages::{
        settings::{Done, done, frame},
        watching,
    },
    respond::{Page, html},
    show::card::poster,
    view::PosterView,
    words::Words,
};

/// How many films the strip below the sliders shows.
const NEXT: usize = 8;

#[derive(Template)]
#[template(path = "for_you/invite.html")]
struct Invite {
    page: Page,
    minor: bool,
    adult: bool,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "for_you/settings.html")]
struct Settings {
    page: Page,
    tab: &'static str,
    done: String,
    sliders: [Slider; 3],
    wishes: Vec<Wished>,
    next: Vec<PosterView>,
    faults: Faults,
}

#[derive(Template)]
#[template(path = "for_you/next_fragment.html")]
struct Next {
    page: Page,
    next: Vec<PosterView>,
}

/// A slider with its ends in words.
struct Slider {
    name: &'static str,
    label: String,
    low: String,
    high: String,
    value: i8,
    /// Where it stands, in words.
    text: String,
    /// The same for each of its five places, between `|`.
    texts: String,
}

/// Something that was asked for.
struct Wished {
    topic: String,
    value: String,
    said: String,
}

/// What the form sends: For you on or off; with it, the sliders.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Form {
    for_you: String,
    adult: String,
    relevant: String,
    unfamiliar: String,
    all_sports: String,
}

/// Where a slider is moved to; where it stands if the form says nothing.
fn moved(text: &str, name: &'static str, stands: i8) -> Result<i8, WebError> {
    if text.is_empty() {
        return Ok(stands);
    }
    text.parse().map_err(|_| AppError::from(Invalid::one(name, "feed-slider-range")).into())
}

/// What For you would be, for whoever has not turned it on.
pub(crate) async fn invite(ask: &Ask, faults: Faults) -> Result<Response, WebError> {
    let band = match &ask.viewer {
        Some(signed_in) => age::band(&ask.web.ctx, &signed_in.actor).await?,
        None => AgeBand::Unknown,
    };
    let mut page = Page::titled(ask, "for-you-title").in_section("for-you");
    page.description = page.t("for-you-description");
    page.unlisted = true;
    Ok(html(&Invite { page, minor: band == AgeBand::Minor, adult: band == AgeBand::Adult, faults }))
}

/// `GET /settings/feed`.
pub(crate) async fn page(ask: Ask, Query(done): Query<Done>) -> Result<Response, WebError> {
    let choice = feed_choice::current(&ask.web.ctx, ask.actor()?).await?;
    if !choice.for_you {
        return invite(&ask, Faults::default()).await;
    }
    let page = frame(&ask, "settings-feed");
    Ok(html(&Settings {
        tab: "feed",
        done: done.sentence(&page),
        sliders: sliders(&choice, &ask.words),
        wishes: wishes(&ask, &choice),
        next: coming(&ask).await?,
        faults: Faults::default(),
        page,
    }))
}

/// `GET /settings/feed/next`: the strip alone, for the sliders' script.
pub(crate) async fn next(ask: Ask) -> Result<Response, WebError> {
    ask.actor()?;
    Ok(html(&Next { next: coming(&ask).await?, page: frame(&ask, "settings-feed") }))
}

/// `POST /settings/feed`.
pub(crate) async fn save(Posted { ask, form }: Posted<Form>) -> Result<Response, WebError> {
    let (ctx, me) = (&ask.web.ctx, ask.actor()?);
    if form.for_you == "off" {
        feed_choice::turn_off(ctx, me).await?;
        return Ok(done("/settings/feed", "feed-off"));
    }
    let before = feed_choice::current(ctx, me).await?;
    if !before.for_you {
        return match feed_choice::turn_on(ctx, me, form.adult == "yes").await {
            Ok(_) => Ok(done("/settings/feed", "feed-on")),
            Err(error) => {
                let page = invite(&ask, Faults::from_error(error)?).await?;
                Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
            }
        };
    }
    let to = Sliders {
        relevant: moved(&form.relevant, "relevant", before.relevant)?,
        unfamiliar: moved(&form.unfamiliar, "unfamiliar", before.unfamiliar)?,
        all_sports: moved(&form.all_sports, "all_sports", before.all_sports)?,
    };
    feed_choice::slide(ctx, me, to).await?;
    if ask.wants_json {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Ok(done("/settings/feed", "feed-saved"))
}

/// The films at the head of For you as it stands now.
async fn coming(ask: &Ask) -> Result<Vec<PosterView>, WebError> {
    let viewer = watching(ask).await?;
    let feed = ask.web.ctx.views.for_you(&Filter::default(), &viewer, false, None, NEXT);
    Ok(feed.iter().flat_map(|feed| &feed.page.cards).map(|card| poster(card, true, &ask.words)).collect())
}

fn sliders(choice: &FeedChoice, words: &Words) -> [Slider; 3] {
    let slider = |name: &'static str, value: i8| {
        let (low, high) = (words.t(&format!("feed-slider-{name}-low")), words.t(&format!("feed-slider-{name}-high")));
        let middle = words.t("feed-slider-middle");
        let steps = [-2_i8, -1, 0, 1, 2].map(|step| match step {
            0 => middle.clone(),
            step if step < 0 => words.t2("feed-slider-step", "end", low.as_str(), "step", i64::from(-step)),
            step => words.t2("feed-slider-step", "end", high.as_str(), "step", i64::from(step)),
        });
        let place = usize::try_from(i16::from(value) + 2).unwrap_or(2);
        let text = steps.get(place).cloned().unwrap_or(middle);
        let label = words.t(&format!("feed-slider-{name}"));
        Slider { name, label, low, high, value, text, texts: steps.join("|") }
    };
    [
        slider("relevant", choice.relevant),
        slider("unfamiliar", choice.unfamiliar),
        slider("all_sports", choice.all_sports),
    ]
}

fn wishes(ask: &Ask, choice: &FeedChoice) -> Vec<Wished> {
    let wished = |correction: &grandstand_domain::feed_choice::Correction| {
        let topic = topic::named(&correction.topic, &ask.web.ctx.views, &ask.words)?;
        let said = ask.words.t(&format!("wish-is-{}", correction.wish.as_str()));
        Some(Wished { topic: topic.name, value: topic.value, said })
    };
    choice.corrections.iter().filter_map(wished).collect()
}
