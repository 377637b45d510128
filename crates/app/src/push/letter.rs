//! What a subscription is told of a notification, if it is to be told at all: decided when the message is sent, since
//! much may have changed since it was promised.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use grandstand_domain::{
    id::{CommentId, NotificationId, PostId, SubscriptionId},
    notification::NotificationKind,
    push::{Alert, Policy},
    session::SessionKind,
    time::{MINUTE, UnixMillis},
};
use grandstand_store::{
    ReadTx, account, age_band, comment, follow, mute,
    notification::{self, Notification},
    push::{self as rows, Subscription},
    viewer as wishes,
};
use serde_json::json;

use super::{
    courier::{KEPT, Letter},
    quiet, recipient,
};
use crate::{ctx::Ctx, error::AppError, mac, notification::About, post, vault, viewer::Viewer};

/// How much of a comment or caption is told.
const EXCERPT: usize = 160;
/// From how many that wait they are told in one message.
const TOGETHER: i64 = 3;
/// Whatever is sent this long after it happened was held back.
const HELD: i64 = 10 * MINUTE;

/// What happened, to be put into words.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// In this language (BCP 47); empty if the reader chose none.
    pub language: &'a str,
    /// What happened.
    pub kind: NotificationKind,
    /// Who did it: name and handle.
    pub who: Option<(&'a str, &'a str)>,
    /// The post it is about.
    pub post: Option<PostId>,
    /// The comment it is about.
    pub comment: Option<CommentId>,
    /// The agreement or the team it is about.
    pub about: Option<&'a About>,
    /// How many are told in one; 1 is just this one.
    pub count: i64,
}

/// The words and addresses of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// What happened, in a line.
    pub title: String,
    /// The page that shows it, from the root.
    pub page: String,
    /// A picture, from the root.
    pub icon: String,
}

/// Puts what happened into words, which stand with the pages and not in this room.
pub trait Voice: Send + Sync + 'static {
    /// The words for one reader.
    fn say(&self, told: &Told<'_>) -> Said;

    /// A sentence by its key, with its values, in a language (BCP 47; empty: the host's own).
    fn words(&self, language: &str, key: &str, values: &[(&'static str, String)]) -> String;
}

/// What is to be done about a promised message.
pub(crate) enum Next {
    /// Nothing: nobody wants it any more.
    Nothing,
    /// Wait: it is quiet there until then.
    Quiet(UnixMillis),
    /// Send it. True: it tells of everything that waits for this subscription.
    Send(Box<Letter>, bool),
}

/// Decides. `waiting` is how many other messages wait for the subscription.
pub(crate) async fn next(
    ctx: &Ctx,
    subscription: SubscriptionId,
    about: NotificationId,
    waiting: i64,
) -> Result<Next, AppError> {
    let now = ctx.now();
    let mut tx = ctx.begin_read().await?;
    let Some(subscription) = rows::get(&mut tx, subscription, now).await? else { return Ok(Next::Nothing) };
    let Some(reader) = account::get(&mut tx, subscription.account).await?.filter(account::Account::is_active) else {
        return Ok(Next::Nothing);
    };
    let Some(news) = notification::get(&mut tx, reader.id, about).await? else { return Ok(Next::Nothing) };
    let choice = rows::choice(&mut tx, reader.id).await?;
    let age = age_band::get(&mut tx, reader.id).await?;
    let over = news.read || now.since(news.created_at) > KEPT;
    if over || !choice.pushes(age) || !choice.wants(news.kind) || !asked(&subscription, news.kind) {
        return Ok(Next::Nothing);
    }
    let viewer = Viewer::new(reader.actor(), wishes::wishes(&mut tx, reader.id).await?);
    let Some(text) = heard(&mut tx, &viewer, &subscription, &news, now).await? else { return Ok(Next::Nothing) };
    if let Some(until) = quiet::until(&choice, now) {
        return Ok(Next::Quiet(until));
    }
    let who = match news.actor {
        Some(id) => account::get(&mut tx, id).await?,
        None => None,
    };
    let about = crate::notification::about(&mut tx, &reader.actor(), &news).await?;
    let keys = vault::unseal_for(ctx, &mut tx, reader.id, super::FIELD, &subscription.sealed).await?;
    drop(tx);
    let together = waiting >= TOGETHER || (waiting > 0 && now.since(news.created_at) > HELD);
    let told = Told {
        language: &reader.language,
        kind: news.kind,
        who: who.as_ref().map(|a| (a.display_name.as_str(), a.handle.as_str())),
        post: news.post,
        comment: news.comment,
        about: about.as_ref(),
        count: if together { waiting + 1 } else { 1 },
    };
    let letter = Letter {
        to: recipient(&keys, subscription.standard)?,
        plain: message(ctx, &told, &news, if together { "" } else { &text }),
        topic: topic(ctx, &subscription, &news, together),
    };
    Ok(Next::Send(Box::new(letter), together))
}

/// Whether a subscription asked for this kind. A browser is told all that our pages tell; an app what the client API has.
pub(super) fn asked(subscription: &Subscription, kind: NotificationKind) -> bool {
    match Alert::of(kind) {
        Some(alert) => subscription.alerts.contains(alert) && subscription.policy != Policy::Nobody,
        None => subscription.kind == SessionKind::Browser && kind != NotificationKind::Post,
    }
}

/// What the reader may be told of what was said; none when they do not want to hear of it, or it is gone.
async fn heard(
    tx: &mut ReadTx,
    viewer: &Viewer,
    subscription: &Subscription,
    news: &Notification,
    now: UnixMillis,
) -> Result<Option<String>, AppError> {
    let me = subscription.account;
    if let Some(actor) = news.actor {
        let known = match subscription.policy {
            Policy::All => true,
            Policy::Followed => viewer.follows.contains(&actor),
            Policy::Follower => follow::exists(tx, actor, me).await?,
            Policy::Nobody => false,
        };
        let silent = mute::of_account(tx, me, now).await?.iter().any(|m| m.notifications && m.muted == actor);
        let gone = account::get(tx, actor).await?.is_none_or(|a| !a.is_active());
        if !known || silent || gone || viewer.blocked.contains(&actor) {
            return Ok(None);
        }
    }
    let mut text = String::new();
    if let Some(id) = news.post {
        match post::seen(tx, viewer.actor.as_ref(), id).await {
            Ok((post, ..)) => text = post.caption,
            // Whoever is told of a decision may not see what it was about any more.
            Err(AppError::NotFound) if news.kind == NotificationKind::Decision => {}
            Err(AppError::NotFound) => return Ok(None),
            Err(error) => return Err(error),
        }
    }
    if let Some(id) = news.comment {
        match comment::get(tx, id).await?.filter(|c| !c.removed) {
            Some(comment) => text = comment.text,
            None if news.kind == NotificationKind::Decision => text.clear(),
            None => return Ok(None),
        }
    }
    Ok(Some(text).filter(|text| news.actor.is_none() || !viewer.mutes(text)))
}

/// What the reader's app gets: the members that the client API's apps read, and the page for our own. The access token is
/// left empty: this host keeps only its digest, and a message should not carry what it is not needed for.
fn message(ctx: &Ctx, told: &Told<'_>, news: &Notification, text: &str) -> Vec<u8> {
    let said = ctx.say(told);
    let kind = Alert::of(news.kind).map_or(news.kind.as_str(), Alert::as_str);
    let language = if told.language.is_empty() { "en-GB" } else { told.language };
    let address = |path: &str| format!("{}{path}", ctx.settings.public_url.trim_end_matches('/'));
    json!({
        "access_token": "",
        "preferred_locale": language,
        "notification_id": news.id.0,
        "notification_type": kind,
        "icon": address(&said.icon),
        "title": said.title,
        "body": excerpt(text),
        "url": address(&said.page),
    })
    .to_string()
    .into_bytes()
}

/// The beginning of a text, on one line.
fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= EXCERPT {
        return line;
    }
    line.chars().take(EXCERPT - 1).chain(['…']).collect()
}

/// A device that was away is told once of all who cheered one film or passed it on, and once of what was told together.
/// The push service sees a keyed digest.
fn topic(ctx: &Ctx, subscription: &Subscription, news: &Notification, together: bool) -> Option<String> {
    let name = match (together, news.kind, news.post) {
        (true, ..) => "together".to_owned(),
        (_, NotificationKind::Cheer | NotificationKind::Reblog, Some(post)) => format!("{}:{post}", news.kind.as_str()),
        _ => return None,
    };
    let digest = mac::code(ctx, "push-topic", &format!("{}:{name}", subscription.id));
    // At most 32 letters (RFC 8030, section 5.4).
    digest.get(..24).map(|part| BASE64_URL_SAFE_NO_PAD.encode(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_short_line() {
        assert_eq!(excerpt("  Go\n on! "), "Go on!");
        let long = excerpt(&"ö ".repeat(300));
        assert_eq!(long.chars().count(), EXCERPT);
        assert!(long.ends_with('…'));
    }
}
