//! From an id in a request to the thing it names, for a viewer. What they may not see is not found, and asking takes as
//! long as for what does not exist: both are one look into memory and two rows.

use std::sync::Arc;

use grandstand_app::{
    AppError, comment, person, post as posts,
    viewer::Viewer,
    views::{Author, Card, Status},
};
use grandstand_domain::id::{AccountId, CommentId, PostId};

use crate::{error::WebError, state::Web};

/// What the id of a status names.
#[derive(Clone, Debug)]
pub(crate) enum Found {
    /// A published post, or one passed on.
    Post(Status),
    /// A post of the viewer's own that is not published.
    Own(Card),
    /// A comment, with the post it stands under.
    Comment(comment::Comment, Card),
}

impl Found {
    /// The post that is meant where only posts can be: also that which was passed on.
    pub(crate) fn post(self) -> Result<Card, WebError> {
        match self {
            Self::Post(status) => Ok(status.card),
            Self::Own(card) => Ok(card),
            Self::Comment(..) => Err(AppError::Conflict("comment-only").into()),
        }
    }
}

/// The status with this id.
pub(crate) async fn status(web: &Web, viewer: &Viewer, id: &str) -> Result<Found, WebError> {
    let post: PostId = id.parse().map_err(|_| AppError::NotFound)?;
    if let Some(found) = web.ctx.views.status(viewer, post.0) {
        return Ok(Found::Post(found));
    }
    let mut tx = web.ctx.begin_read().await?;
    let own = grandstand_store::post::get(&mut tx, post).await?;
    drop(tx);
    if let Some(own) = own.filter(|p| viewer.actor.is_some_and(|a| a.account == p.account)) {
        return Ok(Found::Own(posts::card(&web.ctx, viewer, own.id).await?));
    }
    let comment = comment::get(&web.ctx, viewer, CommentId(post.0)).await?;
    let card = web.ctx.views.card(viewer, comment.post).ok_or(AppError::NotFound)?;
    Ok(Found::Comment(comment, card))
}

/// The account with this id, unless it blocks the viewer.
pub(crate) async fn account(web: &Web, viewer: &Viewer, id: &str) -> Result<Arc<Author>, WebError> {
    let id: AccountId = id.parse().map_err(|_| AppError::NotFound)?;
    let mut tx = web.ctx.begin_read().await?;
    if let Some(actor) = viewer.actor.filter(|_| viewer.blocked.contains(&id))
        && grandstand_store::block::exists(&mut tx, id, actor.account).await?
    {
        return Err(AppError::NotFound.into());
    }
    let found = person::several(&web.ctx, &mut tx, &[id]).await?.into_values().next();
    found.filter(|person| !person.gone).ok_or_else(|| AppError::NotFound.into())
}
