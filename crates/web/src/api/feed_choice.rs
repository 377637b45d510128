//! The viewer's own feed for programs: what it knows, what was chosen, and why a post stands where it stands.

use axum::{
    Json,
    extract::Path,
    response::{IntoResponse, Response},
};
use grandstand_app::{
    AppError, feed_choice,
    feed_choice::Sliders,
    views::{Interest, feed::FeedKind, moment},
};
use grandstand_domain::{
    feed_choice::{Forget, Topic, Wish},
    id::PostId,
    sport::Sport,
};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{id, shape};
use crate::{
    ask::Ask,
    error::WebError,
    form::{Sent, whole},
    pages::watching,
    state::Web,
};

pub(super) fn routes() -> OpenApiRouter<Web> {
    OpenApiRouter::new()
        .routes(routes!(choice, choose))
        .routes(routes!(wish))
        .routes(routes!(profile))
        .routes(routes!(forget))
        .routes(routes!(manifest))
        .routes(routes!(why))
}

/// `GET /api/grandstand/v1/feeds/choice`.
#[utoipa::path(
    get, path = "/api/grandstand/v1/feeds/choice", tag = "feeds", operation_id = "get_feeds_choice",
    summary = "What the viewer chose",
    security(("token" = ["read"]), ("cookie" = [])),
    responses((status = 200, body = shape::Choice))
)]
pub(super) async fn choice(ask: Ask) -> Result<Response, WebError> {
    Ok(Json(feed_choice::current(&ask.web.ctx, ask.actor()?).await?).into_response())
}

/// What is to change; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    for_you: Option<bool>,
    /// The viewer says that they are 18 or older.
    #[serde(default)]
    adult: bool,
    #[serde(default, deserialize_with = "whole")]
    #[schema(minimum = -2, maximum = 2)]
    relevant: Option<i8>,
    #[serde(default, deserialize_with = "whole")]
    #[schema(minimum = -2, maximum = 2)]
    unfamiliar: Option<i8>,
    #[serde(default, deserialize_with = "whole")]
    #[schema(minimum = -2, maximum = 2)]
    all_sports: Option<i8>,
}

/// `PUT /api/grandstand/v1/feeds/choice`: turns For you on or off and moves its sliders.
#[utoipa::path(
    put, path = "/api/grandstand/v1/feeds/choice", tag = "feeds", operation_id = "put_feeds_choice",
    summary = "Turn For you on or off, move its sliders",
    request_body = Chosen,
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 200, body = shape::Choice))
)]
pub(super) async fn choose(Sent { ask, body }: Sent<Chosen>) -> Result<Response, WebError> {
    let (ctx, me) = (&ask.web.ctx, ask.actor()?);
    let mut choice = feed_choice::current(ctx, me).await?;
    let to = Sliders {
        relevant: body.relevant.unwrap_or(choice.relevant),
        unfamiliar: body.unfamiliar.unwrap_or(choice.unfamiliar),
        all_sports: body.all_sports.unwrap_or(choice.all_sports),
    };
    let stands = Sliders { relevant: choice.relevant, unfamiliar: choice.unfamiliar, all_sports: choice.all_sports };
    match body.for_you {
        Some(true) if !choice.for_you => choice = feed_choice::turn_on(ctx, me, body.adult).await?,
        Some(false) if choice.for_you => choice = feed_choice::turn_off(ctx, me).await?,
        _ => {}
    }
    if to != stands {
        choice = feed_choice::slide(ctx, me, to).await?;
    }
    Ok(Json(choice).into_response())
}

/// A wish for a topic; without one an earlier wish is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wished {
    topic: shape::Topic,
    #[schema(value_type = Option<shape::Wish>)]
    wish: Option<Wish>,
}

/// `PUT /api/grandstand/v1/feeds/wishes`: more, fewer or none of a topic.
#[utoipa::path(
    put, path = "/api/grandstand/v1/feeds/wishes", tag = "feeds", operation_id = "put_feeds_wishes",
    summary = "More, fewer or none of a topic",
    request_body = Wished,
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 200, body = shape::Choice))
)]
pub(super) async fn wish(Sent { ask, body }: Sent<Wished>) -> Result<Response, WebError> {
    let topic = topic(&body.topic).ok_or(AppError::NotFound)?;
    Ok(Json(feed_choice::wish(&ask.web.ctx, ask.actor()?, topic, body.wish).await?).into_response())
}

/// The one topic that is named; none when there is no such thing.
fn topic(named: &shape::Topic) -> Option<Topic> {
    match (&named.author, &named.sport, &named.tag) {
        (Some(author), None, None) => author.parse().ok().map(Topic::Author),
        (None, Some(sport), None) => Sport::by_slug(sport).map(Topic::Sport),
        (None, None, Some(tag)) => tag.parse().ok().map(Topic::Tag),
        _ => None,
    }
}

/// A post to forget; without one, everything.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Forgotten {
    post: Option<String>,
}

/// `POST /api/grandstand/v1/feeds/forget`.
#[utoipa::path(
    post, path = "/api/grandstand/v1/feeds/forget", tag = "feeds", operation_id = "post_feeds_forget",
    summary = "Forget one film, or all",
    request_body = Forgotten,
    security(("token" = ["write"]), ("cookie" = [])),
    responses((status = 200, body = shape::Choice))
)]
pub(super) async fn forget(Sent { ask, body }: Sent<Forgotten>) -> Result<Response, WebError> {
    let what = match body.post {
        Some(post) => Forget::Post(id::<PostId>(&post)?),
        None => Forget::All,
    };
    Ok(Json(feed_choice::forget(&ask.web.ctx, ask.actor()?, what).await?).into_response())
}

/// `GET /api/grandstand/v1/feeds/profile`: everything that For you goes by.
#[utoipa::path(
    get, path = "/api/grandstand/v1/feeds/profile", tag = "feeds", operation_id = "get_feeds_profile",
    summary = "Everything that For you goes by",
    security(("token" = ["read"]), ("cookie" = [])),
    responses((status = 200, body = shape::Profile))
)]
pub(super) async fn profile(ask: Ask) -> Result<Response, WebError> {
    ask.actor()?;
    let viewer = watching(&ask).await?;
    let known = ask.web.ctx.views.profile(&viewer).unwrap_or_default();
    let films: Vec<Value> =
        known.films.iter().map(|(card, at)| json!({ "post": card.id.to_string(), "at": moment(*at) })).collect();
    let interests = |list: &[Interest]| -> Vec<Value> {
        list.iter().map(|i| json!({ "topic": i.topic, "films": i.films, "percent": i.percent })).collect()
    };
    let body = json!({
        "films": films,
        "seen": known.seen,
        "sports": interests(&known.sports),
        "athletes": interests(&known.athletes),
        "tags": interests(&known.tags),
    });
    Ok(Json(body).into_response())
}

/// `GET /api/grandstand/v1/feeds/manifest`: the numbers in force, in their canonical form.
#[utoipa::path(
    get, path = "/api/grandstand/v1/feeds/manifest", tag = "feeds", operation_id = "get_feeds_manifest",
    summary = "The numbers in force",
    security(()),
    responses((status = 200, body = serde_json::Value))
)]
pub(super) async fn manifest(ask: Ask) -> Response {
    super::feed::json(ask.web.ctx.views.manifest().to_json().into())
}

/// `GET /api/grandstand/v1/posts/{id}/why`: `feed=for_you` or, without it, Discover. The contributions add up to the score,
/// all in millionths of a point. 404 where the post does not stand in that feed.
#[utoipa::path(
    get, path = "/api/grandstand/v1/posts/{id}/why", tag = "feeds", operation_id = "get_posts_id_why",
    summary = "Why a post stands where it stands",
    params(
        ("id" = String, Path, description = "An id", pattern = "^[1-9][0-9]{0,18}$"),
        ("feed" = Option<String>, Query, description = "`discover` or `for_you`", pattern = "^(discover|for_you)?$"),
    ),
    security((), ("token" = ["read"]), ("cookie" = [])),
    responses((status = 200, body = shape::Why))
)]
pub(super) async fn why(ask: Ask, Path(post): Path<String>) -> Result<Response, WebError> {
    let post = id::<PostId>(&post)?;
    let kind = match ask.query("feed").as_deref() {
        Some("for_you") => FeedKind::ForYou,
        None | Some("discover") => FeedKind::Discover,
        Some(_) => return Err(AppError::NotFound.into()),
    };
    let viewer = watching(&ask).await?;
    let found = ask.web.ctx.views.why(kind, &viewer, post).ok_or(AppError::NotFound)?;
    Ok(Json(found).into_response())
}
