//! Comments and replies: one level deep, under the reply policy of the post or else of its author.

use std::{collections::HashMap, sync::Arc};

use grandstand_domain::{
    account::Actor,
    acting::Deed,
    caption,
    id::{AccountId, CommentId, NotificationId, PostId},
    log::Fact,
    notification::NotificationKind,
    post::{self as rules, PostState, ReplyPolicy},
    time::SECOND,
};
use grandstand_store::{
    ReadTx, WriteTx, account, comment as rows,
    notification::{self, NewNotification},
    post::Post,
};

use crate::{
    acting::{self, Doer},
    ctx::Ctx,
    error::AppError,
    person, post,
    throttle::{self, Rate},
    viewer::Viewer,
    views::Author,
};
pub use grandstand_store::comment::Comment;

/// Comments of one account.
const COMMENTS: Rate = Rate { burst: 30, every_ms: 10 * SECOND };

/// A comment as a page shows it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The comment. Removed ones, kept for the replies under them, have no text.
    pub comment: Comment,
    /// Who wrote it.
    pub author: Arc<Author>,
    /// The replies, oldest first; none under a reply.
    pub replies: Vec<Shown>,
    /// Whether this viewer may remove it.
    pub removable: bool,
}

/// A page of comments.
#[derive(Clone, Debug, Default)]
pub struct Comments {
    /// Newest first.
    pub threads: Vec<Shown>,
    /// Where the next page begins; none at the end.
    pub next: Option<CommentId>,
    /// Whether this viewer may comment.
    pub open: bool,
    /// Who may comment.
    pub policy: Option<ReplyPolicy>,
}

/// Comments on a post, or answers a comment under it.
///
/// # Errors
/// `Forbidden` under the reply policy; `Conflict` when the comment to answer is gone. An answer to a reply stands beside
/// that reply.
pub async fn write(
    ctx: &Ctx,
    actor: &Actor,
    id: PostId,
    parent: Option<CommentId>,
    text: &str,
) -> Result<Comment, AppError> {
    let text = rules::comment_text(text)?;
    throttle::take(ctx, "comment", &actor.account.to_string(), COMMENTS)?;
    let mut tx = ctx.begin_write().await?;
    let (post, _, onlooker) = post::seen(&mut tx, Some(actor), id).await?;
    if post.state != PostState::Published {
        return Err(AppError::Conflict("post-unpublished"));
    }
    if !rules::may_comment(&onlooker, post.account, policy(&mut tx, &post).await?) {
        return Err(AppError::Forbidden);
    }
    let mut answered = None;
    if let Some(parent) = parent {
        let found = rows::get(&mut tx, parent).await?.filter(|c| c.post == id && !c.removed);
        let found = found.ok_or(AppError::Conflict("comment-gone"))?;
        // Someone who blocks the actor is not answered by them.
        if post::onlooker(&mut tx, Some(actor), found.account).await?.blocked {
            return Err(AppError::Conflict("comment-gone"));
        }
        answered = Some(found);
    }
    let comment = Comment {
        id: CommentId(ctx.id()),
        post: id,
        account: actor.account,
        parent: answered.as_ref().map(|c| c.parent.unwrap_or(c.id)),
        text,
        created_at: tx.now(),
        removed: false,
    };
    rows::insert(&mut tx, &comment).await?;
    tx.append(Fact::Commented { who: actor.account, post: id, comment: comment.id });
    tell(ctx, &mut tx, &post, &comment, answered.as_ref()).await?;
    ctx.commit(tx).await?;
    Ok(comment)
}

/// Removes a comment: its author's own, any under one's own post, also by the hand of a team, any for a moderator. Its replies stay.
pub async fn remove(ctx: &Ctx, who: impl Into<Doer>, id: CommentId) -> Result<PostId, AppError> {
    let doer = who.into();
    let actor = doer.whom();
    let mut tx = ctx.begin_write().await?;
    let comment = rows::get(&mut tx, id).await?.filter(|c| !c.removed).ok_or(AppError::NotFound)?;
    let (post, ..) = post::seen(&mut tx, Some(actor), comment.post).await?;
    if !may_remove(actor, &comment, post.account) {
        return Err(AppError::Forbidden);
    }
    doer.only_own(Some(post.account))?;
    take_away(&mut tx, actor.account, &comment).await?;
    acting::done(ctx, &mut tx, &doer, Deed::DropComment, post.id.0).await?;
    ctx.commit(tx).await?;
    Ok(comment.post)
}

/// Removes a comment in the transaction of a larger intention.
pub(crate) async fn take_away(tx: &mut WriteTx, by: AccountId, comment: &Comment) -> Result<(), AppError> {
    rows::remove(tx, comment.id, by).await?;
    notification::forget_comment(tx, comment.id).await?;
    tx.append(Fact::CommentRemoved { post: comment.post, comment: comment.id });
    Ok(())
}

/// A page of the comments under a post, those made before `before`, without those of people one of the two blocks and
/// without muted words.
pub async fn list(
    ctx: &Ctx,
    viewer: &Viewer,
    id: PostId,
    before: Option<CommentId>,
    limit: i64,
) -> Result<Comments, AppError> {
    let mut tx = ctx.begin_read().await?;
    let (post, _, onlooker) = post::seen(&mut tx, viewer.actor.as_ref(), id).await?;
    let policy = policy(&mut tx, &post).await?;
    let threads = rows::threads(&mut tx, id, before.unwrap_or(CommentId(i64::MAX)), limit).await?;
    let more = i64::try_from(threads.len()).unwrap_or(0) == limit;
    let next = threads.last().map(|c| c.id).filter(|_| more);
    let ids: Vec<CommentId> = threads.iter().map(|c| c.id).collect();
    let replies = rows::replies(&mut tx, &ids).await?;
    let people: Vec<AccountId> = threads.iter().chain(&replies).map(|c| c.account).collect();
    let people = person::several(ctx, &mut tx, &people).await?;
    let shown = |comment: Comment, replies: Vec<Shown>| {
        let author = people.get(&comment.account)?;
        let unwanted = author.gone || viewer.blocked.contains(&author.id) || viewer.mutes(&comment.text);
        let removable = viewer.actor.is_some_and(|a| !comment.removed && may_remove(&a, &comment, post.account));
        let text = if comment.removed { String::new() } else { comment.text.clone() };
        (!unwanted).then(|| Shown {
            author: Arc::clone(author),
            replies,
            removable,
            comment: Comment { text, ..comment },
        })
    };
    let mut under: HashMap<CommentId, Vec<Shown>> = HashMap::new();
    for reply in replies {
        if let (Some(parent), Some(reply)) = (reply.parent, shown(reply, Vec::new())) {
            under.entry(parent).or_default().push(reply);
        }
    }
    let threads = threads.into_iter().filter_map(|c| {
        let replies = under.remove(&c.id).unwrap_or_default();
        // A removed comment holds the place of its replies; without any left to show, it goes too.
        if c.removed && replies.is_empty() { None } else { shown(c, replies) }
    });
    let threads = threads.collect();
    let open = post.state == PostState::Published && rules::may_comment(&onlooker, post.account, policy);
    Ok(Comments { threads, next, open, policy: Some(policy) })
}

/// A comment that stands and that the viewer may see.
///
/// # Errors
/// `NotFound` also when its post may not be seen, or one of the two blocks the other.
pub async fn get(ctx: &Ctx, viewer: &Viewer, id: CommentId) -> Result<Comment, AppError> {
    let mut tx = ctx.begin_read().await?;
    let found = rows::get(&mut tx, id).await?.filter(|c| !c.removed && !viewer.blocked.contains(&c.account));
    let found = found.ok_or(AppError::NotFound)?;
    ctx.views.card(viewer, found.post).map(|_| found).ok_or(AppError::NotFound)
}

/// One comment as a page shows it, without replies: the answer to having written it.
pub async fn shown(ctx: &Ctx, actor: &Actor, comment: Comment) -> Result<Shown, AppError> {
    let mut tx = ctx.begin_read().await?;
    let people = person::several(ctx, &mut tx, &[comment.account]).await?;
    let author = people.into_values().next().ok_or(AppError::NotFound)?;
    let removable = comment.account == actor.account;
    Ok(Shown { comment, author, replies: Vec::new(), removable })
}

fn may_remove(actor: &Actor, comment: &Comment, author: AccountId) -> bool {
    comment.account == actor.account || author == actor.account || actor.role.may_moderate()
}

async fn policy(tx: &mut ReadTx, post: &Post) -> Result<ReplyPolicy, AppError> {
    if let Some(policy) = post.reply_policy {
        return Ok(policy);
    }
    let author = account::get(tx, post.account).await?.ok_or(AppError::NotFound)?;
    Ok(author.reply_policy)
}

/// Tells the author of the post, whom it answers, and whom it names: each once.
async fn tell(
    ctx: &Ctx,
    tx: &mut WriteTx,
    post: &Post,
    comment: &Comment,
    answered: Option<&Comment>,
) -> Result<(), AppError> {
    let mut told = vec![comment.account];
    let answered = answered.map(|c| (c.account, NotificationKind::Reply));
    for (account, kind) in answered.into_iter().chain([(post.account, NotificationKind::Comment)]) {
        if told.contains(&account) {
            continue;
        }
        told.push(account);
        let new = NewNotification {
            id: NotificationId(ctx.id()),
            account,
            kind,
            actor: Some(comment.account),
            post: Some(post.id),
            comment: Some(comment.id),
            dedupe: None,
        };
        crate::notification::tell(ctx, tx, &new).await?;
    }
    let mut named = Vec::new();
    for handle in caption::mentions(&comment.text) {
        let account = account::by_handle(tx, &handle).await?;
        if account.is_some_and(|a| !told.contains(&a.id)) {
            named.push(handle);
        }
    }
    post::tell_named(ctx, tx, post, Some(comment.id), comment.account, &named).await
}
