//! Small things that apps keep for the actor: how far they have read, which tags they follow and show, what they note
//! about others, what they say of a video before it is posted, and which request made what.

use grandstand_domain::{
    account::Actor,
    id::{AccountId, AppId, FeaturedTagId, MediaId, PostId},
    invalid::Invalid,
    log::Fact,
    post as rules,
    tag::Tag,
    text,
};
use grandstand_store::{self as store, account_note, client as rows, media, post_note};
pub use grandstand_store::{
    client::Marker,
    post_note::{MediaNote, PostNote},
};

use crate::{account, ctx::Ctx, error::AppError, follow::ACTS, throttle};

/// The timelines that have a marker.
pub const TIMELINES: [&str; 2] = ["home", "notifications"];
/// The most tags on a profile.
const FEATURED_MOST: usize = 10;
/// The most tags that one account follows.
const FOLLOWED_MOST: usize = 200;

/// Notes how far the actor has read timelines, each with the id of the last item. Gives all markers.
pub async fn mark(ctx: &Ctx, actor: &Actor, read: &[(&str, &str)]) -> Result<Vec<Marker>, AppError> {
    let mut tx = ctx.begin_write().await?;
    for (timeline, last) in read {
        let is_id = !last.is_empty() && last.len() <= 19 && last.bytes().all(|b| b.is_ascii_digit());
        if !TIMELINES.contains(timeline) || !is_id {
            return Err(Invalid::one("last_read_id", "id-unknown").into());
        }
        rows::put_marker(&mut tx, actor.account, timeline, last).await?;
    }
    let all = rows::markers(&mut tx, actor.account).await?;
    ctx.commit(tx).await?;
    Ok(all)
}

/// Follows a tag or, with `on` false, follows it no longer.
pub async fn follow_tag(ctx: &Ctx, actor: &Actor, tag: &Tag, on: bool) -> Result<(), AppError> {
    throttle::take(ctx, "act", &actor.account.to_string(), ACTS)?;
    let mut tx = ctx.begin_write().await?;
    if !on {
        rows::unfollow_tag(&mut tx, actor.account, tag).await?;
    } else if rows::followed_tags(&mut tx, actor.account).await?.len() >= FOLLOWED_MOST {
        return Err(AppError::Conflict("tags-many"));
    } else {
        rows::follow_tag(&mut tx, actor.account, tag).await?;
    }
    tx.append(Fact::WishesChanged { who: actor.account, filters: false });
    ctx.commit(tx).await?;
    Ok(())
}

/// Shows a tag on the actor's profile; doing it again changes nothing. Gives its id there.
pub async fn feature_tag(ctx: &Ctx, actor: &Actor, tag: &Tag) -> Result<FeaturedTagId, AppError> {
    let mut tx = ctx.begin_write().await?;
    let known = rows::featured_tags(&mut tx, actor.account).await?;
    if let Some((id, _)) = known.iter().find(|(_, t)| t == tag) {
        return Ok(*id);
    }
    if known.len() >= FEATURED_MOST {
        return Err(AppError::Conflict("tags-many"));
    }
    let id = FeaturedTagId(ctx.id());
    rows::feature_tag(&mut tx, id, actor.account, tag).await?;
    ctx.commit(tx).await?;
    Ok(id)
}

/// Shows a tag no longer.
pub async fn unfeature_tag(ctx: &Ctx, actor: &Actor, id: FeaturedTagId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    rows::unfeature_tag(&mut tx, actor.account, id).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Keeps what the actor notes about an account, for the actor alone; empty takes it away.
pub async fn note_account(ctx: &Ctx, actor: &Actor, about: AccountId, raw: &str) -> Result<(), AppError> {
    let noted = text::bounded(text::clean(raw), 2_000).map_err(|e| e.at("comment"))?;
    throttle::take(ctx, "act", &actor.account.to_string(), ACTS)?;
    let mut tx = ctx.begin_write().await?;
    account::present(&mut tx, about).await?;
    account_note::put(&mut tx, actor.account, about, &noted).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Keeps what is said of a video of the actor's; what is none stays. Gives all that is said.
pub async fn note_media(
    ctx: &Ctx,
    actor: &Actor,
    id: MediaId,
    description: Option<&str>,
    focus: Option<(i64, i64)>,
) -> Result<MediaNote, AppError> {
    let described = description.map(rules::alt_text).transpose().map_err(|e| e.at("description"))?;
    let mut tx = ctx.begin_write().await?;
    media::get(&mut tx, id).await?.filter(|m| m.account == actor.account).ok_or(AppError::NotFound)?;
    let before = post_note::media(&mut tx, id).await?;
    let after =
        MediaNote { description: described.unwrap_or(before.description), focus: focus.unwrap_or(before.focus) };
    post_note::put_media(&mut tx, id, &after).await?;
    for shown in store::post::of_media(&mut tx, id).await? {
        tx.append(Fact::PostRefreshed { post: shown.id });
    }
    ctx.commit(tx).await?;
    Ok(after)
}

/// Keeps what a post of the actor's has beside what every post has.
pub async fn note_post(
    ctx: &Ctx,
    actor: &Actor,
    id: PostId,
    sensitive: bool,
    spoiler: &str,
    app: Option<AppId>,
) -> Result<(), AppError> {
    let spoiler = text::line(spoiler, 500).map_err(|e| e.at("spoiler_text"))?;
    let mut tx = ctx.begin_write().await?;
    let post = grandstand_store::post::get(&mut tx, id).await?;
    post.filter(|p| p.account == actor.account).ok_or(AppError::NotFound)?;
    post_note::put(&mut tx, id, (sensitive, &spoiler), app).await?;
    tx.append(Fact::PostRefreshed { post: id });
    ctx.commit(tx).await?;
    Ok(())
}

/// Begins a request with an idempotency key: none when it is the first, else what the first one made.
///
/// # Errors
/// `Conflict` while the first one has not ended.
pub async fn begin(ctx: &Ctx, actor: &Actor, key: &str) -> Result<Option<String>, AppError> {
    let digest = digest(key);
    let mut tx = ctx.begin_write().await?;
    if rows::claim(&mut tx, actor.account, &digest).await? {
        ctx.commit(tx).await?;
        return Ok(None);
    }
    let made = rows::made(&mut tx, actor.account, &digest).await?.filter(|made| !made.is_empty());
    made.map(Some).ok_or(AppError::Conflict("request-open"))
}

/// Ends such a request: what it made, or none if it made nothing and may be sent again.
pub async fn end(ctx: &Ctx, actor: &Actor, key: &str, made: Option<&str>) -> Result<(), AppError> {
    let digest = digest(key);
    let mut tx = ctx.begin_write().await?;
    match made {
        Some(made) => rows::settle(&mut tx, actor.account, &digest, made).await?,
        None => rows::release(&mut tx, actor.account, &digest).await?,
    }
    ctx.commit(tx).await?;
    Ok(())
}

fn digest(key: &str) -> String {
    crate::upload::hex(&crate::session::hash(key))
}
