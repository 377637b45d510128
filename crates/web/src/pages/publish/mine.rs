//! An author's own films: published, being made, drafts and scheduled ones.

use askama::Template;
use axum::{extract::Query, response::Response};
use grandstand_app::{post, viewer::Viewer, views::feed::Filter};
use grandstand_domain::{account::Role, id::AccountId, media::MediaState, post::PostState};
use serde::Deserialize;

use super::POSTS;
use crate::{
    ask::Ask,
    error::WebError,
    respond::{Page, html},
    show,
    view::PosterView,
};

/// Which films.
#[derive(Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    state: String,
}

struct Tab {
    state: &'static str,
    key: &'static str,
    count: usize,
}

#[derive(Template)]
#[template(path = "publish/mine.html")]
struct Mine {
    page: Page,
    tabs: Vec<Tab>,
    state: &'static str,
    films: Vec<PosterView>,
}

const TABS: [(&str, &str); 4] = [
    ("published", "mine-tab-published"),
    ("waiting", "mine-tab-waiting"),
    ("draft", "mine-tab-draft"),
    ("scheduled", "mine-tab-scheduled"),
];

/// `GET /me/films?state=`.
pub(super) async fn films(ask: Ask, Query(chosen): Query<Chosen>) -> Result<Response, WebError> {
    let doer = ask.doer(&POSTS)?;
    let actor = doer.whom();
    let ctx = &ask.web.ctx;
    let state = TABS.iter().map(|t| t.0).find(|t| *t == chosen.state).unwrap_or("published");
    let unpublished = post::unpublished(ctx, actor, 200).await?;
    let published = published(&ask, actor.account).await?;
    let of = |state: &str| unpublished.iter().filter(|c| c.state.as_str() == state).collect::<Vec<_>>();
    let count = |state: &str| if state == "published" { published.len() } else { of(state).len() };
    let tabs = TABS.iter().map(|(state, key)| Tab { state, key, count: count(state) }).collect();
    let mut films = if state == "published" { published } else { Vec::new() };
    let shown = of(state);
    let held = post::held_back(ctx, &shown).await?;
    films.extend(shown.into_iter().map(|card| labelled(card, held.contains(&card.id), &ask)));
    // The page of an athlete's film that is not published is theirs alone.
    let has_page = actor.role == Role::Team && state != "published";
    for film in &mut films {
        film.to_edit = doer.is_hand() && !has_page;
    }
    Ok(html(&Mine { page: Page::titled(&ask, "mine-title").in_section("me"), tabs, state, films }))
}

/// The published films of an account, newest first, at most 200.
pub(super) async fn published(ask: &Ask, account: AccountId) -> Result<Vec<PosterView>, WebError> {
    let viewer = Viewer::of(&ask.web.ctx, Some(ask.doer(&POSTS)?.whom())).await?;
    let filter = Filter { author: Some(account), ..Filter::default() };
    let page = ask.web.ctx.views.latest(&filter, &viewer, None, 200);
    Ok(page.cards.iter().map(|card| show::card::poster(card, false, &ask.words)).collect())
}

/// A film that is not published, with where it stands on it.
fn labelled(card: &grandstand_app::views::Card, is_held: bool, ask: &Ask) -> PosterView {
    let mut poster = show::card::poster(card, false, &ask.words);
    poster.label = match (card.state, card.film.state) {
        (_, MediaState::Refused) => ask.words.t("mine-refused"),
        (PostState::Scheduled | PostState::Waiting, _) if is_held => ask.words.t("mine-held"),
        (PostState::Scheduled, _) => {
            let when = card.scheduled_at.map_or_else(String::new, |at| show::moment(at, &ask.words).human);
            ask.words.t1("mine-scheduled-for", "when", when)
        }
        (PostState::Waiting, _) => ask.words.t1("mine-percent", "percent", card.film.percent),
        _ => poster.label,
    };
    poster
}
