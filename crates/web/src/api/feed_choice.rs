//! The viewer's own feed for programs: what it knows, what was chosen, and why a post stands where it stands.

use axum::{
    Json, Router,
    extract::Path,
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use grandstand_app::{
    AppError, feed_choice,
    feed_choice::Sliders,
    views::{Interest, feed::FeedKind, moment},
};
use grandstand_domain::{
    feed_choice::{Forget, Topic, Wish},
    id::PostId,
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::id;
use crate::{ask::Ask, error::WebError, form::Sent, pages::watching, state::Web};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/api/grandstand/v1/feeds/choice", get(choice).put(choose))
        .route("/api/grandstand/v1/feeds/wishes", put(wish))
        .route("/api/grandstand/v1/feeds/profile", get(profile))
        .route("/api/grandstand/v1/feeds/forget", post(forget))
        .route("/api/grandstand/v1/feeds/manifest", get(manifest))
        .route("/api/grandstand/v1/posts/{id}/why", get(why))
}

/// `GET /api/grandstand/v1/feeds/choice`.
async fn choice(ask: Ask) -> Result<Response, WebError> {
    Ok(Json(feed_choice::current(&ask.web.ctx, ask.actor()?).await?).into_response())
}

/// What is to change; what is left out stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    for_you: Option<bool>,
    /// The viewer says that they are 18 or older.
    #[serde(default)]
    adult: bool,
    relevant: Option<i8>,
    unfamiliar: Option<i8>,
    all_sports: Option<i8>,
}

/// `PUT /api/grandstand/v1/feeds/choice`: turns For you on or off and moves its sliders.
async fn choose(Sent { ask, body }: Sent<Chosen>) -> Result<Response, WebError> {
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
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wished {
    topic: Topic,
    wish: Option<Wish>,
}

/// `PUT /api/grandstand/v1/feeds/wishes`: more, fewer or none of a topic.
async fn wish(Sent { ask, body }: Sent<Wished>) -> Result<Response, WebError> {
    Ok(Json(feed_choice::wish(&ask.web.ctx, ask.actor()?, body.topic, body.wish).await?).into_response())
}

/// A post to forget; without one, everything.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Forgotten {
    post: Option<String>,
}

/// `POST /api/grandstand/v1/feeds/forget`.
async fn forget(Sent { ask, body }: Sent<Forgotten>) -> Result<Response, WebError> {
    let what = match body.post {
        Some(post) => Forget::Post(id::<PostId>(&post)?),
        None => Forget::All,
    };
    Ok(Json(feed_choice::forget(&ask.web.ctx, ask.actor()?, what).await?).into_response())
}

/// `GET /api/grandstand/v1/feeds/profile`: everything that For you goes by.
async fn profile(ask: Ask) -> Result<Response, WebError> {
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
async fn manifest(ask: Ask) -> Response {
    super::feed::json(ask.web.ctx.views.manifest().to_json().into())
}

/// `GET /api/grandstand/v1/posts/{id}/why`: `feed=for_you` or, without it, Discover. The contributions add up to the score,
/// all in millionths of a point. 404 where the post does not stand in that feed.
async fn why(ask: Ask, Path(post): Path<String>) -> Result<Response, WebError> {
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
