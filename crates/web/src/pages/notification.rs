//! Notifications: in the page, and as a private feed for a feed reader.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use grandstand_app::{
    AppError,
    notification::{self, About, Shown},
    viewer::Viewer,
};
use grandstand_domain::{
    account::Actor,
    handle::Handle,
    id::{AccountId, CommentId, PostId},
    notification::NotificationKind,
    time::UnixMillis,
};
use serde::Deserialize;

use crate::{
    ask::Ask,
    error::WebError,
    form::{Nothing, Posted},
    respond::{Page, html},
    security, show,
    state::Web,
    view::Moment,
    words::Words,
};

/// Notifications on one page.
const PAGE: usize = 30;

struct Note {
    icon: &'static str,
    text: String,
    href: String,
    at: Moment,
    fresh: bool,
}

#[derive(Template)]
#[template(path = "notification/list.html")]
struct List {
    page: Page,
    notes: Vec<Note>,
    next: Option<i64>,
    feed: String,
}

/// Where the list begins.
#[derive(Deserialize)]
pub(crate) struct From {
    before: Option<i64>,
}

/// `GET /notifications`.
pub(crate) async fn list(ask: Ask, Query(from): Query<From>) -> Result<Response, WebError> {
    let actor = ask.actor()?;
    let viewer = load(&ask.web, actor).await?;
    let before = UnixMillis(from.before.unwrap_or(i64::MAX));
    let (shown, next) = notification::list(&ask.web.ctx, &viewer, before, PAGE).await?;
    let notes = shown.iter().map(|s| note(s, &ask.words)).collect();
    let feed = format!("/@{}/notifications/{}/feed.atom", ask.signed_in()?.handle, feed_key(&ask.web, actor.account));
    let page = Page::titled(&ask, "notifications-title").in_section("notifications");
    Ok(html(&List { page, notes, next: next.map(|n| n.0), feed }))
}

/// `POST /notifications/read`.
pub(crate) async fn read(Posted { ask, form: Nothing {} }: Posted<Nothing>) -> Result<Response, WebError> {
    notification::read_all(&ask.web.ctx, ask.actor()?).await?;
    Ok(Redirect::to("/notifications").into_response())
}

#[derive(Template)]
#[template(path = "notification/feed.xml")]
struct Feed {
    title: String,
    home: String,
    feed: String,
    updated: String,
    notes: Vec<(String, Note)>,
}

/// `GET /@{handle}/notifications/{key}/feed.atom`: for feed readers, which cannot sign in; the key stands for it.
pub(crate) async fn feed(
    State(web): State<Web>,
    Path((handle, key)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let handle: Handle = handle.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = web.ctx.begin_read().await?;
    let account = grandstand_store::account::by_handle(&mut tx, &handle)
        .await?
        .filter(grandstand_store::account::Account::is_active);
    drop(tx);
    let account = account.filter(|a| key_matches(&web, a.id, &key)).ok_or(AppError::NotFound)?;
    let actor = Actor { account: account.id, role: account.role, organisation: account.organisation };
    let viewer = load(&web, &actor).await?;
    let (shown, _) = notification::list(&web.ctx, &viewer, UnixMillis(i64::MAX), PAGE).await?;
    let words = Words::choose(Some(&account.language), None);
    let notes: Vec<(String, Note)> = shown
        .iter()
        .map(|s| {
            let mut note = note(s, &words);
            note.href = web.absolute(&note.href);
            let name = s.id.map_or_else(|| format!("post-{}", s.post.map_or(0, |p| p.0)), |id| id.to_string());
            (format!("tag:{},2026:notification/{name}", web.public.host_str().unwrap_or("localhost")), note)
        })
        .collect();
    let updated = notes.first().map_or_else(|| "2026-01-01T00:00:00Z".to_owned(), |(_, n)| n.at.machine.clone());
    let feed = web.absolute(&format!("/@{handle}/notifications/{key}/feed.atom"));
    let template =
        Feed { title: words.t("notifications-title"), home: web.absolute("/notifications"), feed, updated, notes };
    let body = template.render().map_err(AppError::internal)?;
    Ok((
        [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8"), (header::CACHE_CONTROL, "private, no-cache")],
        body,
    )
        .into_response())
}

async fn load(web: &Web, actor: &Actor) -> Result<Viewer, WebError> {
    Ok(Viewer::of(&web.ctx, Some(actor)).await?)
}

/// The secret in the address of one account's feed.
fn feed_key(web: &Web, account: AccountId) -> String {
    security::proof(&web.ctx.key("notification-feed"), account.0)
}

fn key_matches(web: &Web, account: AccountId, key: &str) -> bool {
    security::proves(&web.ctx.key("notification-feed"), account.0, key)
}

fn note(shown: &Shown, words: &Words) -> Note {
    let kind = shown.kind;
    let name = shown.actor.as_ref().map_or_else(|| words.t("notification-someone"), |a| a.name.to_string());
    let (about, handle) = (shown.about.as_ref(), shown.actor.as_ref().map(|a| &*a.handle));
    let href = place(kind, shown.post, shown.comment, about, handle);
    Note {
        icon: icon(kind),
        text: happened(kind, name, about, words),
        href,
        at: show::moment(shown.at, words),
        fresh: !shown.read,
    }
}

/// What happened, in a line: who did it, with which agreement or team.
pub(crate) fn happened(kind: NotificationKind, name: String, about: Option<&About>, words: &Words) -> String {
    let About { title, name: team, .. } = about.cloned().unwrap_or_default();
    words.with_all(&format!("notification-{}", kind.as_str()), &[("name", name), ("team", team), ("title", title)])
}

/// The page that shows what a notification is about.
pub(crate) fn place(
    kind: NotificationKind,
    post: Option<PostId>,
    comment: Option<CommentId>,
    about: Option<&About>,
    handle: Option<&str>,
) -> String {
    if let Some(id) = about.and_then(|about| about.agreement) {
        // Where an agreement is seen from one's own side.
        return format!("/staff/agreements/{id}");
    }
    match (kind, post, handle) {
        (NotificationKind::TeamSuspended | NotificationKind::TeamTakenDown, ..) => match about {
            Some(team) if team.is_managed => format!("/staff/organisations/{}/team", team.slug),
            _ => "/acting".to_owned(),
        },
        (NotificationKind::Slot | NotificationKind::Booking | NotificationKind::BookingHour, ..) => {
            "/spaces".to_owned()
        }
        (NotificationKind::GamesChanged, ..) => "/staff/games".to_owned(),
        (NotificationKind::Clip, ..) => "/capture".to_owned(),
        (NotificationKind::ActingAsked, ..) => "/acting".to_owned(),
        (NotificationKind::ActingAccepted, ..) => "/settings/acting".to_owned(),
        (review, Some(post), _) if review.is_review() => format!("/p/{post}/review"),
        (NotificationKind::Follow, _, Some(handle)) | (_, None, Some(handle)) => format!("/@{handle}"),
        (_, Some(post), _) => comment.map_or_else(|| format!("/p/{post}"), |c| format!("/p/{post}#c-{c}")),
        (
            NotificationKind::Workshop
            | NotificationKind::WorkshopDay
            | NotificationKind::WorkshopHour
            | NotificationKind::SeatFree,
            ..,
        ) => "/me/programme".to_owned(),
        (_, None, None) => "/notifications".to_owned(),
    }
}

fn icon(kind: NotificationKind) -> &'static str {
    match kind {
        NotificationKind::Follow => "user-plus",
        NotificationKind::Cheer => "megaphone",
        NotificationKind::Comment | NotificationKind::Reply => "message-circle",
        NotificationKind::Mention => "at-sign",
        NotificationKind::Reblog => "share-2",
        NotificationKind::Post => "play",
        NotificationKind::Ready | NotificationKind::ReviewApproved => "circle-check",
        NotificationKind::Refused
        | NotificationKind::ActingHeldBack
        | NotificationKind::TeamHeldBack
        | NotificationKind::TeamSuspended
        | NotificationKind::TeamTakenDown => "circle-alert",
        NotificationKind::Decision => "shield-check",
        NotificationKind::Slot
        | NotificationKind::Workshop
        | NotificationKind::Booking
        | NotificationKind::GamesChanged => "calendar",
        NotificationKind::SeatFree
        | NotificationKind::WorkshopDay
        | NotificationKind::WorkshopHour
        | NotificationKind::BookingHour => "clock",
        NotificationKind::Clip => "video",
        NotificationKind::ActingAsked
        | NotificationKind::ActingAccepted
        | NotificationKind::ActingPublished
        | NotificationKind::AgreementOffered
        | NotificationKind::AgreementAccepted
        | NotificationKind::AgreementEnded => "users",
        NotificationKind::ReviewAsked | NotificationKind::ReviewAnswered => "clapperboard",
        NotificationKind::ReviewChanges => "pencil",
    }
}
