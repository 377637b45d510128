//! Search: people, posts and tags in one question.

use std::sync::Arc;

use grandstand_domain::{
    id::{AccountId, PostId},
    tag::Tag,
};
use grandstand_store::search as rows;

use crate::{
    ctx::Ctx,
    error::AppError,
    person,
    viewer::Viewer,
    views::{Author, Card},
};

/// The longest question, in characters; what is beyond is not read.
const QUERY_MOST: usize = 200;

/// What was found, best first.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// People.
    pub people: Vec<Arc<Author>>,
    /// Posts.
    pub posts: Vec<Card>,
    /// Tags that begin with the question, with the number of their posts.
    pub tags: Vec<(Tag, usize)>,
}

/// Finds what a viewer may see and wants to see. A question of `#` and a word asks for tags only, `@` for people only.
pub async fn find(ctx: &Ctx, viewer: &Viewer, query: &str, limit: i64) -> Result<Found, AppError> {
    let query: String = query.trim().chars().take(QUERY_MOST).collect();
    let mut found = Found::default();
    let most = usize::try_from(limit).unwrap_or(0);
    if let Ok(tag) = query.split_whitespace().next().unwrap_or_default().parse::<Tag>() {
        found.tags = ctx.views.tags(tag.as_str(), most);
    }
    if query.starts_with('#') {
        return Ok(found);
    }
    let mut tx = ctx.begin_read().await?;
    // Some of what matches may not be shown: more is asked for, so that what remains still fills the page.
    let ask = limit.saturating_mul(2);
    let ids: Vec<AccountId> = rows::find(&mut tx, "account", &query, ask).await?.into_iter().map(AccountId).collect();
    let people = person::several(ctx, &mut tx, &ids).await?;
    let wanted = |p: &&Arc<Author>| !p.gone && !viewer.blocked.contains(&p.id);
    found.people = ids.iter().filter_map(|id| people.get(id)).filter(wanted).take(most).cloned().collect();
    if !query.starts_with('@') {
        let ids = rows::find(&mut tx, "post", &query, ask).await?;
        let ids: Vec<PostId> = ids.into_iter().map(PostId).collect();
        found.posts = ctx.views.cards(viewer, &ids);
        found.posts.truncate(most);
    }
    Ok(found)
}
