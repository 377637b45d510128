//! Journeys as JSON: an account's, one with its milestones, and the films that belong to it.

use axum::{
    Json,
    extract::Path,
    response::{IntoResponse, Response},
};
use grandstand_app::{
    journey::{self, Whole},
    viewer::Viewer,
    views::{Author, Card, author_json, feed::Filter, moment},
};
use grandstand_store::journey as milestone;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{feed, list, shape};
use crate::{
    ask::Ask,
    error::WebError,
    pages::{film, watching},
    show::card::journey_address,
    state::Web,
};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(of_account)).routes(routes!(one)).routes(routes!(posts))
}

/// A journey: a way towards a Games.
#[derive(ToSchema)]
#[expect(dead_code, reason = "read by the document alone")]
pub(super) struct Journey {
    id: String,
    /// Its name in addresses.
    slug: String,
    title: String,
    /// The Games it leads to, in words; may be empty.
    games: String,
    /// What it is about; may be empty.
    summary: String,
    url: String,
    author: shape::Author,
    #[schema(format = DateTime)]
    created_at: String,
    /// In their order.
    milestones: Vec<Milestone>,
}

/// A milestone on a journey.
#[derive(ToSchema)]
#[expect(dead_code, reason = "read by the document alone")]
pub(super) struct Milestone {
    id: String,
    /// `beginning`, `camp`, `competition`, `selection`, `village`, `start` or `result`.
    kind: String,
    /// In words; may be empty.
    label: String,
    /// The day, `YYYY-MM-DD`; null while it is not known.
    #[schema(format = Date)]
    day: Option<String>,
    /// The film that tells of it, where the viewer may see it.
    post: Option<shape::Post>,
}

/// An account's journeys; it has few, so there is one page.
#[derive(ToSchema)]
#[expect(dead_code, reason = "read by the document alone")]
pub(super) struct Journeys {
    items: Vec<Journey>,
    next: Option<String>,
}

/// A journey; the films of its milestones as far as this viewer may see them.
async fn told(ask: &Ask, viewer: &Viewer, author: &Author, whole: &Whole) -> Result<Value, WebError> {
    let Whole { journey, milestones } = whole;
    let card = |milestone: &milestone::Milestone| ask.web.ctx.views.card(viewer, milestone.post?);
    let cards: Vec<Option<Card>> = milestones.iter().map(card).collect();
    let shown: Vec<Card> = cards.iter().flatten().cloned().collect();
    let mut films = list::with_own(ask, viewer, &shown).await?.into_iter();
    let step = |(milestone, card): (&milestone::Milestone, &Option<Card>)| {
        json!({
            "id": milestone.id.to_string(),
            "kind": milestone.kind.as_str(),
            "label": milestone.label,
            "day": Some(&milestone.happens_on).filter(|day| !day.is_empty()),
            "post": card.as_ref().and_then(|_| films.next()),
        })
    };
    let steps: Vec<Value> = milestones.iter().zip(&cards).map(step).collect();
    Ok(json!({
        "id": journey.id.to_string(),
        "slug": journey.slug,
        "title": journey.title,
        "games": journey.games,
        "summary": journey.summary,
        "url": ask.web.absolute(&journey_address(&author.handle, &journey.slug)),
        "author": author_json(author),
        "created_at": moment(journey.created_at),
        "milestones": steps,
    }))
}

/// `GET …/accounts/{handle}/journeys`: newest first.
#[utoipa::path(
    get, path = "/api/grandstand/v1/accounts/{handle}/journeys", tag = "journeys", operation_id = "get_accounts_handle_journeys",
    summary = "An account's journeys, newest first",
    params(("handle" = String, Path, description = "A handle, without @")),
    security((), ("token" = ["read"]), ("cookie" = [])),
    responses((status = 200, body = Journeys))
)]
pub(super) async fn of_account(ask: Ask, Path(handle): Path<String>) -> Result<Response, WebError> {
    let viewer = watching(&ask).await?;
    let whose = list::whom(&ask, &viewer, &handle).await?;
    let mut items = Vec::new();
    for whole in journey::of_account(&ask.web.ctx, whose.id).await? {
        items.push(told(&ask, &viewer, &whose, &whole).await?);
    }
    Ok(list::list(&ask, items, None))
}

/// `GET …/accounts/{handle}/journeys/{slug}`.
#[utoipa::path(
    get, path = "/api/grandstand/v1/accounts/{handle}/journeys/{slug}", tag = "journeys", operation_id = "get_accounts_handle_journeys_slug",
    summary = "A journey with its milestones and the films that tell of them",
    params(
        ("handle" = String, Path, description = "A handle, without @"),
        ("slug" = String, Path, description = "The journey's name in addresses"),
    ),
    security((), ("token" = ["read"]), ("cookie" = [])),
    responses((status = 200, body = Journey))
)]
pub(super) async fn one(ask: Ask, Path((handle, slug)): Path<(String, String)>) -> Result<Response, WebError> {
    let viewer = watching(&ask).await?;
    let whose = list::whom(&ask, &viewer, &handle).await?;
    let whole = journey::get(&ask.web.ctx, whose.id, &slug).await?;
    Ok(Json(told(&ask, &viewer, &whose, &whole).await?).into_response())
}

/// `GET …/accounts/{handle}/journeys/{slug}/posts`: newest first.
#[utoipa::path(
    get, path = "/api/grandstand/v1/accounts/{handle}/journeys/{slug}/posts", tag = "journeys", operation_id = "get_accounts_handle_journeys_slug_posts",
    summary = "Every film of a journey, newest first",
    params(
        ("handle" = String, Path, description = "A handle, without @"),
        ("slug" = String, Path, description = "The journey's name in addresses"),
        ("after" = Option<String>, Query, description = "The last page's `next`; empty for the first", pattern = "^([0-9]{1,18}-[0-9]{1,18})?$"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 50, description = "Items on a page; 20 if absent"),
    ),
    security((), ("token" = ["read"]), ("cookie" = [])),
    responses((status = 200, body = shape::Feed))
)]
pub(super) async fn posts(ask: Ask, Path((handle, slug)): Path<(String, String)>) -> Result<Response, WebError> {
    let viewer = watching(&ask).await?;
    let whose = list::whom(&ask, &viewer, &handle).await?;
    let whole = journey::get(&ask.web.ctx, whose.id, &slug).await?;
    let filter = Filter { journey: Some(whole.journey.id), ..Filter::default() };
    let page = ask.web.ctx.views.latest(&filter, &viewer, film::after(&ask)?, feed::limit(&ask)?);
    feed::own(&ask, &viewer, &page).await
}
