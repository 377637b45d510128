//! Notifications.
//!
//! What happens to one account (someone follows, cheers, comments …) is stored for it. New posts of those it follows are
//! not: an athlete with a million followers would write a million rows per post. They are found when the list is read, in
//! the feed, and only how far the account has read and cleared is stored.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use grandstand_domain::{
    account::Actor,
    id::{AccountId, AgreementId, CommentId, NotificationId, PostId},
    notification::NotificationKind,
    permit::Act,
    time::{DAY, UnixMillis},
};
use grandstand_store::{
    self as store, ReadTx, StoreError, WriteTx, follow,
    notification::{self as rows, Mark, NewNotification, Notification},
};

use crate::{
    ctx::Ctx,
    error::AppError,
    permit, person, push,
    viewer::Viewer,
    views::{self, Author, Card},
};

/// How long new posts stay in the list.
const POSTS_FOR: i64 = 14 * DAY;
/// The most new posts in the list.
const POSTS_MOST: usize = 60;

/// A notification as a page shows it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its id; none for a new post of someone followed, which is read and cleared with the whole list.
    pub id: Option<NotificationId>,
    /// What happened.
    pub kind: NotificationKind,
    /// Who did it.
    pub actor: Option<Arc<Author>>,
    /// The post it is about.
    pub post: Option<PostId>,
    /// That post as it is shown, when it is published and may be seen.
    pub card: Option<Card>,
    /// The comment it is about.
    pub comment: Option<CommentId>,
    /// The agreement or the team it is about.
    pub about: Option<About>,
    /// When.
    pub at: UnixMillis,
    /// Whether it was read.
    pub read: bool,
}

/// The agreement or the team that a notification is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The agreement, where it is one.
    pub agreement: Option<AgreementId>,
    /// What that is about.
    pub title: String,
    /// The short name of the party that did it, or whose team it is.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Whether the reader manages the team.
    pub is_managed: bool,
}

/// What one of the reader's notifications is about, beside posts and comments.
pub(crate) async fn about(tx: &mut ReadTx, reader: &Actor, told: &Notification) -> Result<Option<About>, AppError> {
    let (mut title, mut whose) = (String::new(), told.organisation);
    if let Some(id) = told.agreement {
        let Some(found) = store::agreement::get(tx, id).await? else { return Ok(None) };
        let [writer, other] = found.agreement.parties;
        title = found.agreement.title;
        whose = match told.kind {
            NotificationKind::AgreementOffered => Some(writer),
            NotificationKind::AgreementAccepted => Some(other),
            _ => found.ended_by,
        };
    }
    let Some(whose) = whose else { return Ok(None) };
    let Some(found) = store::organisation::get(tx, whose).await? else { return Ok(None) };
    let is_managed = told.organisation.is_some() && permit::holds(tx, reader, Act::ManageMembers, whose).await?;
    Ok(Some(About { agreement: told.agreement, title, slug: found.slug, name: found.name, is_managed }))
}

/// The viewer's notifications from before a moment, latest first. The second value is where the next page begins, if
/// there is one.
pub async fn list(
    ctx: &Ctx,
    viewer: &Viewer,
    before: UnixMillis,
    limit: usize,
) -> Result<(Vec<Shown>, Option<UnixMillis>), AppError> {
    let reader = viewer.actor.ok_or(AppError::SignInFirst)?;
    views::bring(ctx, viewer).await?;
    let mut tx = ctx.begin_read().await?;
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let stored = rows::latest(&mut tx, reader.account, before, most).await?;
    let mark = rows::mark(&mut tx, reader.account).await?;
    let ids: Vec<AccountId> = stored.iter().filter_map(|n| n.actor).collect();
    let people = person::several(ctx, &mut tx, &ids).await?;
    let more_stored = stored.len() >= limit;

    let mut shown: Vec<Shown> = Vec::new();
    let mut abouts: HashMap<_, Option<About>> = HashMap::new();
    for n in stored {
        let actor = n.actor.and_then(|id| people.get(&id).cloned());
        let unwanted = n.actor.is_some() && actor.as_ref().is_none_or(|a| a.gone || viewer.blocked.contains(&a.id));
        if !unwanted {
            let card = n.post.and_then(|id| ctx.views.card(viewer, id));
            let (id, at) = (Some(n.id), n.created_at);
            let about = match abouts.entry((n.kind, n.agreement, n.organisation)) {
                Entry::Occupied(known) => known.get().clone(),
                Entry::Vacant(place) => place.insert(about(&mut tx, &reader, &n).await?).clone(),
            };
            let (post, comment, read) = (n.post, n.comment, n.read);
            shown.push(Shown { id, kind: n.kind, actor, post, card, comment, about, at, read });
        }
    }
    let posts = new_posts(ctx, &mut tx, viewer, mark).await?;
    shown.extend(posts.into_iter().filter(|p| p.at < before));
    shown.sort_by_key(|n| (std::cmp::Reverse(n.at), std::cmp::Reverse(n.post)));
    let more = more_stored || shown.len() > limit;
    shown.truncate(limit);
    let next = shown.last().map(|n| n.at).filter(|_| more);
    Ok((shown, next))
}

/// Stores a notification unless it was told before, and promises to push it.
pub(crate) async fn tell(ctx: &Ctx, tx: &mut WriteTx, new: &NewNotification) -> Result<(), StoreError> {
    if rows::insert(tx, new).await? {
        push::promise(ctx, tx, new).await?;
    }
    Ok(())
}

/// How many notifications the viewer has not read.
pub async fn unread(ctx: &Ctx, viewer: &Viewer) -> Result<i64, AppError> {
    let Some(actor) = viewer.actor else { return Ok(0) };
    views::bring(ctx, viewer).await?;
    let mut tx = ctx.begin_read().await?;
    let stored = rows::unread(&mut tx, actor.account).await?;
    let mark = rows::mark(&mut tx, actor.account).await?;
    let posts = new_posts(ctx, &mut tx, viewer, mark).await?.iter().filter(|p| !p.read).count();
    Ok(stored + i64::try_from(posts).unwrap_or(0))
}

/// Marks everything as read.
pub async fn read_all(ctx: &Ctx, actor: &Actor) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    rows::read_all(&mut tx, actor.account).await?;
    let mark = Mark { read_until: tx.now(), ..rows::mark(&mut tx, actor.account).await? };
    rows::set_mark(&mut tx, actor.account, mark).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Marks one as read.
pub async fn read(ctx: &Ctx, actor: &Actor, id: NotificationId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    rows::read_one(&mut tx, id, actor.account).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Takes everything out of the list.
pub async fn clear(ctx: &Ctx, actor: &Actor) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    rows::clear(&mut tx, actor.account).await?;
    let now = tx.now();
    rows::set_mark(&mut tx, actor.account, Mark { read_until: now, cleared_until: now }).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Takes one out of the list.
pub async fn dismiss(ctx: &Ctx, actor: &Actor, id: NotificationId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    rows::clear_one(&mut tx, id, actor.account).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// New posts of those the viewer follows, published since they began to follow.
async fn new_posts(ctx: &Ctx, tx: &mut ReadTx, viewer: &Viewer, mark: Mark) -> Result<Vec<Shown>, AppError> {
    let Some(actor) = viewer.actor else { return Ok(Vec::new()) };
    let since: HashMap<AccountId, UnixMillis> = follow::followees(tx, actor.account).await?.into_iter().collect();
    let oldest = ctx.now().plus(-POSTS_FOR).max(mark.cleared_until);
    let page = ctx.views.following(viewer, true, None, POSTS_MOST).page;
    let shown = |card: Card| {
        let at = card.published_at?;
        let followed = since.get(&card.author.id).is_some_and(|since| *since <= at);
        (followed && at > oldest).then(|| Shown {
            id: None,
            kind: NotificationKind::Post,
            actor: Some(Arc::clone(&card.author)),
            post: Some(card.id),
            comment: None,
            about: None,
            at,
            read: at <= mark.read_until,
            card: Some(card),
        })
    };
    Ok(page.cards.into_iter().filter_map(shown).collect())
}
