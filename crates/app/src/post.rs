//! Posts: writing, editing, publishing at once or later, and taking away.
//!
//! A post may be written while its video is still being made. It then waits, and is published in the very transaction in
//! which the video becomes playable.

mod lifecycle;
mod mention;
mod see;

use grandstand_domain::{
    account::Actor,
    acting::Deed,
    caption::Caption,
    id::{AccountId, JourneyId, MediaId, PostId},
    invalid::{Check, Invalid},
    log::{Fact, PostFacts},
    media::MediaState,
    post::{self as rules, PostState, ReplyPolicy, Visibility},
    time::{SECOND, UnixMillis},
    webvtt,
};
use grandstand_store::{
    WriteTx, account, caption_track, job, journey, material, notification, post as rows,
    post_note::{self, Version},
    review, search,
};

use crate::{
    acting::{self, Doer, signed},
    caption_track as tracks,
    ctx::Ctx,
    error::AppError,
    jobs::{self, Kind},
    throttle::{self, Rate},
};
pub use grandstand_store::post::Post;
pub use lifecycle::{media_playable, media_refreshed, media_refused, publish_due};
use mention::mention;
pub(crate) use mention::tell_named;
pub use see::{card, held_back, unpublished};
pub(crate) use see::{onlooker, seen, shown};

/// Posts of one account.
const POSTS: Rate = Rate { burst: 40, every_ms: 30 * SECOND };
/// The most languages one post may have captions in.
const TRACKS_MOST: usize = 10;

/// When a post is to be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// As soon as its video can be watched.
    Now,
    /// Not before its author says so.
    Draft,
    /// At a stated time.
    At(UnixMillis),
}

impl When {
    /// What it is to write a post so.
    fn deed(self) -> Deed {
        match self {
            Self::Now => Deed::Publish,
            Self::Draft => Deed::Draft,
            Self::At(_) => Deed::Schedule,
        }
    }
}

/// What a new post is made of.
#[derive(Clone, Debug)]
pub struct NewPost<'a> {
    /// A video of the actor's that no other post shows.
    pub media: MediaId,
    /// The caption, as written.
    pub caption: &'a str,
    /// Words for those who cannot see the video.
    pub alt_text: &'a str,
    /// BCP 47 language of the caption; empty takes the account's.
    pub language: &'a str,
    /// Who may see it once published.
    pub visibility: Visibility,
    /// A journey of the actor's.
    pub journey: Option<JourneyId>,
    /// Who may comment; none follows the account.
    pub reply_policy: Option<ReplyPolicy>,
    /// A WebVTT file in the caption's language.
    pub captions: Option<&'a [u8]>,
    /// When it is to be published.
    pub when: When,
}

impl NewPost<'_> {
    /// A public post of a video, to be published at once, with nothing said.
    pub fn of(media: MediaId) -> Self {
        Self {
            media,
            caption: "",
            alt_text: "",
            language: "",
            visibility: Visibility::Public,
            journey: None,
            reply_policy: None,
            captions: None,
            when: When::Now,
        }
    }
}

/// What is to change of a post; what is none stays.
#[derive(Clone, Debug, Default)]
pub struct Edit<'a> {
    /// The caption; its tags and mentions are found anew.
    pub caption: Option<&'a str>,
    /// Words for those who cannot see the video.
    pub alt_text: Option<&'a str>,
    /// BCP 47 language of the caption.
    pub language: Option<&'a str>,
    /// Who may see it.
    pub visibility: Option<Visibility>,
    /// A journey of the actor's; `Some(None)` for none.
    pub journey: Option<Option<JourneyId>>,
    /// Who may comment; `Some(None)` follows the account.
    pub reply_policy: Option<Option<ReplyPolicy>>,
    /// A WebVTT file in place of the one in the caption's language.
    pub captions: Option<&'a [u8]>,
    /// Only for a post that was not published yet.
    pub when: Option<When>,
}

/// Writes a post.
pub async fn publish(ctx: &Ctx, who: impl Into<Doer>, new: NewPost<'_>) -> Result<Post, AppError> {
    let doer = who.into();
    let actor = doer.whom();
    if !actor.role.may_post() {
        return Err(AppError::Forbidden);
    }
    let mut faults = Check::default();
    let caption = faults.take("caption", Caption::new(new.caption));
    let alt_text = faults.take("alt_text", rules::alt_text(new.alt_text));
    let language = faults.take("language", language(new.language));
    let track = new.captions.and_then(|file| faults.take("captions", webvtt::parse(file)));
    if let When::At(at) = new.when {
        faults.take("scheduled_at", rules::schedule(at, ctx.now()));
    }
    faults.done()?;
    throttle::take(ctx, "post", &actor.account.to_string(), POSTS)?;

    let mut tx = ctx.begin_write().await?;
    let author = account::get(&mut tx, actor.account).await?.filter(account::Account::is_active);
    let author = author.ok_or(AppError::Forbidden)?;
    rows::lock_media(&mut tx, new.media).await?;
    let media = rows::media_standing(&mut tx, new.media).await?.filter(|m| m.account == actor.account);
    let media = media.ok_or_else(|| Invalid::one("media", "media-unknown"))?;
    if media.state == MediaState::Refused {
        return Err(Invalid::one("media", "media-refused").into());
    }
    if !rows::of_media(&mut tx, new.media).await?.is_empty() {
        return Err(AppError::Conflict("media-used"));
    }
    own_journey(&mut tx, actor, new.journey).await?;
    let language = match language.unwrap_or_default() {
        none if none.is_empty() && author.language.is_empty() => "en-GB".to_owned(),
        none if none.is_empty() => author.language,
        stated => stated,
    };
    let caption = caption.unwrap_or_default();
    let mut post = Post {
        id: PostId(ctx.id()),
        account: actor.account,
        media: new.media,
        journey: new.journey,
        caption: caption.as_str().to_owned(),
        alt_text: alt_text.unwrap_or_default(),
        language,
        visibility: new.visibility,
        state: PostState::Draft,
        reply_policy: new.reply_policy,
        created_at: tx.now(),
        published_at: None,
        scheduled_at: None,
        edited_at: None,
    };
    rows::insert(&mut tx, &post).await?;
    rows::set_tags(&mut tx, post.id, &caption.tags()).await?;
    if let Some(cues) = track {
        caption_track::put(&mut tx, post.media, &post.language, tracks::Source::Author.as_str(), &webvtt::write(&cues))
            .await?;
    }
    place(ctx, &mut tx, &mut post, new.when).await?;
    if doer.is_hand() {
        signed(ctx, &mut tx, &doer, &post, new.when.deed(), new.when != When::Draft).await?;
    }
    ctx.commit(tx).await?;
    Ok(post)
}

/// Changes a post of the actor's.
pub async fn edit(ctx: &Ctx, who: impl Into<Doer>, id: PostId, edit: Edit<'_>) -> Result<Post, AppError> {
    let doer = who.into();
    let actor = doer.whom();
    let mut tx = ctx.begin_write().await?;
    let mut post = own(&mut tx, actor, id).await?;
    let before = post.clone();
    let mut faults = Check::default();
    if let Some(caption) = edit.caption.and_then(|raw| faults.take("caption", Caption::new(raw))) {
        caption.as_str().clone_into(&mut post.caption);
        rows::set_tags(&mut tx, id, &caption.tags()).await?;
    }
    if let Some(text) = edit.alt_text.and_then(|raw| faults.take("alt_text", rules::alt_text(raw))) {
        post.alt_text = text;
    }
    if let Some(tag) = edit.language.and_then(|raw| faults.take("language", language(raw))).filter(|l| !l.is_empty()) {
        post.language = tag;
    }
    let track = edit.captions.and_then(|file| faults.take("captions", webvtt::parse(file)));
    if let Some(When::At(at)) = edit.when {
        faults.take("scheduled_at", rules::schedule(at, ctx.now()));
    }
    faults.done()?;
    post.visibility = edit.visibility.unwrap_or(post.visibility);
    post.reply_policy = edit.reply_policy.unwrap_or(post.reply_policy);
    if let Some(journey) = edit.journey {
        own_journey(&mut tx, actor, journey).await?;
        post.journey = journey;
    }
    if let Some(cues) = &track {
        let known = caption_track::list(&mut tx, post.media).await?;
        if known.len() >= TRACKS_MOST && !known.iter().any(|t| t.language == post.language) {
            return Err(Invalid::limit("captions", "captions-many", 10).into());
        }
        caption_track::put(&mut tx, post.media, &post.language, tracks::Source::Author.as_str(), &webvtt::write(cues))
            .await?;
    }
    let published = post.state == PostState::Published;
    if published && edit.when.is_some() {
        return Err(AppError::Conflict("post-published"));
    }
    if post != before {
        post.edited_at = published.then(|| tx.now());
        if published && (post.caption != before.caption || post.alt_text != before.alt_text) {
            keep_version(&mut tx, &before).await?;
        }
        rows::update(&mut tx, &post).await?;
    }
    if let Some(when) = edit.when {
        job::drop_subject(&mut tx, Kind::PublishDue.as_str(), id.0).await?;
        place(ctx, &mut tx, &mut post, when).await?;
    } else if published && post != before {
        let facts = facts(&mut tx, &post).await?;
        tx.append(Fact::PostChanged(facts));
        index(&mut tx, &post).await?;
        mention(ctx, &mut tx, &post).await?;
    } else if published && track.is_some() {
        tx.append(Fact::PostRefreshed { post: id });
    }
    if edit.when.is_some() || post != before || track.is_some() {
        let deed = match edit.when {
            // A draft that stays one.
            Some(When::Draft) | None => Deed::of_edit(before.state),
            Some(when) => when.deed(),
        };
        signed(ctx, &mut tx, &doer, &post, deed, edit.when.is_some()).await?;
    }
    ctx.commit(tx).await?;
    Ok(post)
}

/// Takes a post away: its author's own, or anyone's for a moderator. Its words go at once, its film within a minute.
pub async fn remove(ctx: &Ctx, who: impl Into<Doer>, id: PostId) -> Result<(), AppError> {
    let doer = who.into();
    let actor = doer.whom();
    let mut tx = ctx.begin_write().await?;
    rows::lock(&mut tx, id).await?;
    let (post, sight, onlooker) = seen(&mut tx, Some(actor), id).await?;
    if post.account != actor.account && !actor.role.may_moderate() {
        return Err(if rules::may_see(&onlooker, &sight) { AppError::Forbidden } else { AppError::NotFound });
    }
    doer.only_own(Some(post.account))?;
    take_away(ctx, &mut tx, actor.account, &post).await?;
    acting::done(ctx, &mut tx, &doer, Deed::of_removal(post.state), id.0).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Takes a post away in the transaction of a larger intention (a decision on a report, the removal of an account).
pub(crate) async fn take_away(ctx: &Ctx, tx: &mut WriteTx, by: AccountId, post: &Post) -> Result<(), AppError> {
    rows::remove(tx, post.id, by).await?;
    rows::set_tags(tx, post.id, &[]).await?;
    search::remove(tx, "post", post.id.0).await?;
    notification::forget_post(tx, post.id).await?;
    post_note::forget_versions(tx, post.id).await?;
    journey::forget_post(tx, post.id).await?;
    review::forget_post(tx, post.id).await?;
    material::forget_post(tx, post.id).await?;
    job::drop_subject(tx, Kind::PublishDue.as_str(), post.id.0).await?;
    jobs::enqueue(ctx, tx, Kind::RemoveMedia, Some(post.account), post.media.0).await?;
    if post.state == PostState::Published {
        tx.append(Fact::PostRemoved { post: post.id });
    }
    Ok(())
}

/// Keeps how a published post read until now, for those who saw it so.
async fn keep_version(tx: &mut WriteTx, before: &Post) -> Result<(), AppError> {
    let version = Version {
        until: tx.now(),
        since: before.edited_at.or(before.published_at).unwrap_or(before.created_at),
        caption: before.caption.clone(),
        alt_text: before.alt_text.clone(),
    };
    Ok(post_note::keep_version(tx, before.id, &version).await?)
}

/// A post of the actor's that stands; to everyone else there is no such post to edit.
async fn own(tx: &mut WriteTx, actor: &Actor, id: PostId) -> Result<Post, AppError> {
    rows::lock(tx, id).await?;
    let (post, ..) = seen(tx, Some(actor), id).await?;
    if post.account == actor.account { Ok(post) } else { Err(AppError::Forbidden) }
}

async fn own_journey(tx: &mut WriteTx, actor: &Actor, id: Option<JourneyId>) -> Result<(), AppError> {
    let Some(id) = id else { return Ok(()) };
    let journey = journey::get(tx, id).await?.filter(|j| j.account == actor.account);
    Ok(journey.map(drop).ok_or_else(|| Invalid::one("journey", "journey-unknown"))?)
}

/// Moves an unpublished post to where `when` puts it.
async fn place(ctx: &Ctx, tx: &mut WriteTx, post: &mut Post, when: When) -> Result<(), AppError> {
    match when {
        When::Draft => {
            (post.state, post.scheduled_at) = (PostState::Draft, None);
            Ok(rows::set_state(tx, post.id, post.state, None, None).await?)
        }
        When::At(at) => {
            (post.state, post.scheduled_at) = (PostState::Scheduled, Some(at));
            rows::set_state(tx, post.id, post.state, None, Some(at)).await?;
            Ok(jobs::enqueue_at(ctx, tx, Kind::PublishDue, Some(post.account), post.id.0, at).await?)
        }
        When::Now => lifecycle::publish_when_playable(ctx, tx, post).await,
    }
}

/// What the feed needs to know of a published post.
pub(crate) async fn facts(tx: &mut WriteTx, post: &Post) -> Result<PostFacts, AppError> {
    let author = account::get(tx, post.account).await?.ok_or(AppError::NotFound)?;
    let media = rows::media_standing(tx, post.media).await?.ok_or(AppError::NotFound)?;
    Ok(PostFacts {
        post: post.id,
        author: post.account,
        organisation: author.organisation,
        sport: author.sport,
        region: author.region_slug,
        journey: post.journey,
        tags: rows::tags(tx, post.id).await?,
        language: post.language.clone(),
        duration_ms: media.duration_ms,
        visibility: post.visibility,
        published_at: post.published_at.unwrap_or(post.created_at),
    })
}

/// Puts a published post where a search for its words finds it. Followers-only posts are found too, by those who may see
/// them.
async fn index(tx: &mut WriteTx, post: &Post) -> Result<(), AppError> {
    let tags = rows::tags(tx, post.id).await?;
    let title = tags.iter().map(grandstand_domain::tag::Tag::as_str).collect::<Vec<_>>().join(" ");
    let body = format!("{} {}", post.caption, post.alt_text);
    Ok(search::put(tx, "post", post.id.0, &title, &body).await?)
}

/// A language tag (BCP 47), or empty.
fn language(raw: &str) -> Result<String, Invalid> {
    if raw.trim().is_empty() { Ok(String::new()) } else { tracks::language(raw) }
}
