//! What the feed knows about its viewer, and the viewer's word on it: more, fewer, never, forget.

use askama::Template;
use axum::{
    extract::Query,
    response::{IntoResponse, Response},
};
use grandstand_app::{
    AppError, feed_choice,
    views::{Interest, Profile},
};
use grandstand_domain::feed_choice::{FeedChoice, Forget, Wish};
use serde::Deserialize;

use super::topic;
use crate::{
    ask::Ask,
    error::WebError,
    form::Posted,
    pages::{
        settings::{Done, done, frame},
        watching,
    },
    respond::{Page, html},
    show,
    view::Moment,
};

#[derive(Template)]
#[template(path = "for_you/profile.html")]
struct ProfilePage {
    page: Page,
    tab: &'static str,
    done: String,
    seen: String,
    groups: Vec<Group>,
    films: Vec<WatchedFilm>,
}

/// Sports, athletes or tags.
struct Group {
    title: String,
    rows: Vec<Row>,
}

struct Row {
    name: String,
    value: String,
    share: String,
    percent: u32,
    wish: &'static str,
}

/// A film that was watched.
struct WatchedFilm {
    id: String,
    title: String,
    name: String,
    poster: String,
    watched: Moment,
}

/// `GET /settings/feed/profile`.
pub(crate) async fn page(ask: Ask, Query(done): Query<Done>) -> Result<Response, WebError> {
    let choice = feed_choice::current(&ask.web.ctx, ask.actor()?).await?;
    let viewer = watching(&ask).await?;
    let known = ask.web.ctx.views.profile(&viewer).unwrap_or_default();
    let page = frame(&ask, "feed-profile-title");
    let films = known.films.iter().map(|(card, at)| WatchedFilm {
        id: card.id.to_string(),
        title: title(card, &ask),
        name: card.author.name.to_string(),
        poster: card.film.poster.as_ref().map_or_else(String::new, |p| p.webp.to_string()),
        watched: show::moment(*at, &ask.words),
    });
    let seen = if choice.for_you {
        ask.words.t1("feed-profile-seen", "count", i64::try_from(known.seen).unwrap_or(i64::MAX))
    } else {
        page.t("feed-profile-off")
    };
    Ok(html(&ProfilePage {
        tab: "feed",
        done: done.sentence(&page),
        seen,
        groups: groups(&ask, &known, &choice),
        films: films.collect(),
        page,
    }))
}

fn title(card: &grandstand_app::views::Card, ask: &Ask) -> String {
    let caption = show::text::cut(&card.caption, 60);
    if caption.is_empty() { ask.words.t1("film-title", "name", &*card.author.name) } else { caption }
}

fn groups(ask: &Ask, known: &Profile, choice: &FeedChoice) -> Vec<Group> {
    let row = |interest: &Interest| {
        let named = topic::named(&interest.topic, &ask.web.ctx.views, &ask.words)?;
        let wish = choice.corrections.iter().find(|c| c.topic == interest.topic).map_or("", |c| c.wish.as_str());
        let films = ask.words.t1("feed-profile-watched", "count", i64::from(interest.films));
        let share = ask.words.t1("feed-profile-share", "percent", i64::from(interest.percent));
        let share = format!("{films} · {share}");
        Some(Row { name: named.name, value: named.value, share, percent: interest.percent, wish })
    };
    let group = |key: &str, interests: &[Interest]| {
        let rows: Vec<Row> = interests.iter().filter_map(row).collect();
        (!rows.is_empty()).then(|| Group { title: ask.words.t(key), rows })
    };
    let all = [
        group("feed-profile-sports", &known.sports),
        group("feed-profile-athletes", &known.athletes),
        group("feed-profile-tags", &known.tags),
    ];
    all.into_iter().flatten().collect()
}

/// A wish for a topic; an empty one takes an earlier one back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wished {
    topic: String,
    wish: String,
    back: String,
}

/// `POST /settings/feed/wish`.
pub(crate) async fn wish(Posted { ask, form }: Posted<Wished>) -> Result<Response, WebError> {
    let wish = if form.wish.is_empty() { None } else { Some(form.wish.parse::<Wish>()?) };
    feed_choice::wish(&ask.web.ctx, ask.actor()?, topic::parse(&form.topic)?, wish).await?;
    if ask.wants_json {
        return Ok(axum::http::StatusCode::NO_CONTENT.into_response());
    }
    Ok(done(if form.back == "feed" { "/settings/feed" } else { "/settings/feed/profile" }, "feed-wish"))
}

/// A film to forget, or `all`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Forgotten {
    post: String,
}

/// `POST /settings/feed/forget`.
pub(crate) async fn forget(Posted { ask, form }: Posted<Forgotten>) -> Result<Response, WebError> {
    let (what, said) = match form.post.as_str() {
        "all" => (Forget::All, "feed-forgotten-all"),
        id => (Forget::Post(id.parse().map_err(|_| AppError::NotFound)?), "feed-forgotten"),
    };
    feed_choice::forget(&ask.web.ctx, ask.actor()?, what).await?;
    Ok(done("/settings/feed/profile", said))
}
