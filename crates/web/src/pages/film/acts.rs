//! One press on a film or a person: cheer, keep, "not for me", follow, block. The form says which state it asks for, so a
//! double press changes nothing. A script gets the new state as JSON; a form leads back to where it was sent from.

use axum::{
    Json,
    extract::Path,
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{AppError, block, bookmark, cheer, follow, hidden};
use grandstand_domain::{
    account::Actor,
    id::{AccountId, PostId},
};
use serde::Deserialize;
use serde_json::json;

use crate::{ask::Ask, error::WebError, form::Posted, pages::athlete, show::text};

/// Which state a press asks for.
#[derive(Deserialize)]
pub(crate) struct Press {
    #[serde(default)]
    on: String,
}

impl Press {
    fn on(&self) -> bool {
        self.on != "false"
    }
}

/// `POST /p/{id}/cheer`.
pub(crate) async fn press_cheer(
    headers: HeaderMap,
    Path(id): Path<String>,
    Posted { ask, form }: Posted<Press>,
) -> Result<Response, WebError> {
    let post = post(&id)?;
    let Some(actor) = acting(&ask) else { return sign_in(&ask, &headers, &format!("/p/{post}")) };
    let count = if form.on() {
        cheer::cheer(&ask.web.ctx, &actor, post).await?
    } else {
        cheer::uncheer(&ask.web.ctx, &actor, post).await?
    };
    Ok(done(&ask, &headers, &format!("/p/{post}"), form.on(), Some(count)))
}

/// `POST /p/{id}/bookmark`.
pub(crate) async fn press_bookmark(
    headers: HeaderMap,
    Path(id): Path<String>,
    Posted { ask, form }: Posted<Press>,
) -> Result<Response, WebError> {
    let post = post(&id)?;
    let Some(actor) = acting(&ask) else { return sign_in(&ask, &headers, &format!("/p/{post}")) };
    if form.on() {
        bookmark::add(&ask.web.ctx, &actor, post).await?;
    } else {
        bookmark::remove(&ask.web.ctx, &actor, post).await?;
    }
    Ok(done(&ask, &headers, &format!("/p/{post}"), form.on(), None))
}

/// `POST /p/{id}/hide`: "not for me".
pub(crate) async fn press_hide(
    headers: HeaderMap,
    Path(id): Path<String>,
    Posted { ask, form }: Posted<Press>,
) -> Result<Response, WebError> {
    let post = post(&id)?;
    let Some(actor) = acting(&ask) else { return sign_in(&ask, &headers, &format!("/p/{post}")) };
    if form.on() {
        hidden::hide(&ask.web.ctx, &actor, post).await?;
    } else {
        hidden::unhide(&ask.web.ctx, &actor, post).await?;
    }
    Ok(done(&ask, &headers, &format!("/p/{post}"), form.on(), None))
}

/// `POST /@{handle}/follow`.
pub(crate) async fn press_follow(
    headers: HeaderMap,
    Path(handle): Path<String>,
    Posted { ask, form }: Posted<Press>,
) -> Result<Response, WebError> {
    let (whom, page) = whom(&ask, &handle).await?;
    let Some(actor) = acting(&ask) else { return sign_in(&ask, &headers, &page) };
    let count = if form.on() {
        follow::follow(&ask.web.ctx, &actor, whom).await?
    } else {
        follow::unfollow(&ask.web.ctx, &actor, whom).await?
    };
    Ok(done(&ask, &headers, &page, form.on(), Some(count)))
}

/// `POST /@{handle}/block`.
pub(crate) async fn press_block(
    headers: HeaderMap,
    Path(handle): Path<String>,
    Posted { ask, form }: Posted<Press>,
) -> Result<Response, WebError> {
    let (whom, page) = whom(&ask, &handle).await?;
    let Some(actor) = acting(&ask) else { return sign_in(&ask, &headers, &page) };
    if form.on() {
        block::block(&ask.web.ctx, &actor, whom).await?;
    } else {
        block::unblock(&ask.web.ctx, &actor, whom).await?;
    }
    Ok(done(&ask, &headers, &page, form.on(), None))
}

fn post(id: &str) -> Result<PostId, AppError> {
    id.parse().map_err(|_| AppError::NotFound)
}

async fn whom(ask: &Ask, handle: &str) -> Result<(AccountId, String), WebError> {
    let mut tx = ask.web.ctx.begin_read().await?;
    let whom = athlete::find(ask, &mut tx, handle).await?;
    Ok((whom.id, format!("/@{}", whom.handle)))
}

fn acting(ask: &Ask) -> Option<Actor> {
    ask.viewer.as_ref().map(|v| v.actor)
}

/// Leads to the sign-in form and from there to the page where the button stood: the press itself cannot be repeated by
/// going to an address.
fn sign_in(ask: &Ask, headers: &HeaderMap, page: &str) -> Result<Response, WebError> {
    if ask.wants_json {
        return Err(AppError::SignInFirst.into());
    }
    let next = text::in_query(&back(ask, headers, page));
    Ok(Redirect::to(&format!("/sign-in?next={next}")).into_response())
}

fn done(ask: &Ask, headers: &HeaderMap, page: &str, on: bool, count: Option<i64>) -> Response {
    if !ask.wants_json {
        return Redirect::to(&back(ask, headers, page)).into_response();
    }
    let mut answer = json!({ "on": on });
    if let Some(count) = count {
        answer["count"] = count.into();
    }
    Json(answer).into_response()
}

/// The page that a form was sent from, if it is one of ours.
fn back(ask: &Ask, headers: &HeaderMap, page: &str) -> String {
    let from = headers.get(header::REFERER).and_then(|v| v.to_str().ok()).and_then(|v| url::Url::parse(v).ok());
    let host = headers.get(header::HOST).and_then(|v| v.to_str().ok());
    let ours = |url: &url::Url| {
        url.origin() == ask.web.public.origin() || host.is_some_and(|h| url.authority().eq_ignore_ascii_case(h))
    };
    from.filter(ours).map_or_else(
        || page.to_owned(),
        |url| url.query().map_or_else(|| url.path().to_owned(), |q| format!("{}?{q}", url.path())),
    )
}
