//! Reviews of drafts: handing a film in, what the two say about it, changes, the sign-off and the end. Everyone but the athlete
//! and the one coach is told that there is no such review; the coach only while they may look through drafts for the
//! organisation. What the coach may see of the film is part of the one rule about posts ([`reads`]).

mod see;

use grandstand_domain::{
    account::Actor,
    id::{AccountId, NotificationId, OrganisationId, PostId, RemarkId, ReviewId},
    invalid::{Check, Invalid},
    media::MediaState,
    notification::NotificationKind,
    permit::Act,
    post::PostState,
    review::{self as rules, OPEN_MOST, REMARKS_MOST, ReviewState, Side, VERSIONS_MOST},
    time::SECOND,
};
use grandstand_store::{
    ReadTx, StoreError, WriteTx,
    notification::NewNotification,
    post::{self as posts, Post},
    review::{self as rows, NewReview, Remark, Review},
};

use crate::{
    ctx::Ctx,
    error::AppError,
    permit,
    throttle::{self, Rate},
};
pub use see::{Coach, Listed, Shown, Turn, coaches, of_athlete, of_coach, of_post, open};

/// What one account says in reviews.
const SAID: Rate = Rate { burst: 60, every_ms: 5 * SECOND };

/// Whether an author handed this very post to the actor, and the review is open.
pub(crate) async fn reads(tx: &mut ReadTx, actor: &Actor, post: PostId) -> Result<bool, AppError> {
    match rows::open_with(tx, actor.account, post).await? {
        Some(review) => permit::holds(tx, actor, Act::ReviewDrafts, review.organisation).await,
        None => Ok(false),
    }
}

/// Who the actor is in a review; `NotFound` for whoever has no part in it.
async fn side(tx: &mut ReadTx, actor: &Actor, review: &Review) -> Result<Side, AppError> {
    let coaches = permit::holds(tx, actor, Act::ReviewDrafts, review.organisation).await?;
    rules::side(actor.account, review.athlete, review.coach, coaches).ok_or(AppError::NotFound)
}

/// A review that no other writer touches meanwhile, with the side of the actor.
async fn held(tx: &mut WriteTx, actor: &Actor, id: ReviewId) -> Result<(Review, Side), AppError> {
    let review = rows::lock(tx, id).await?.ok_or(AppError::NotFound)?;
    let side = side(tx, actor, &review).await?;
    Ok((review, side))
}

/// As [`held`], while it is open.
async fn held_open(tx: &mut WriteTx, actor: &Actor, id: ReviewId) -> Result<(Review, Side), AppError> {
    let (review, side) = held(tx, actor, id).await?;
    if review.state.is_open() { Ok((review, side)) } else { Err(AppError::Conflict("review-over")) }
}

/// A draft of the actor's whose film can be watched; no other writer touches it meanwhile.
async fn draft(tx: &mut WriteTx, actor: &Actor, post: PostId) -> Result<Post, AppError> {
    let post = posts::lock(tx, post).await?.filter(|p| p.account == actor.account && p.state != PostState::Removed);
    let post = post.ok_or(AppError::NotFound)?;
    if post.state != PostState::Draft {
        return Err(AppError::Conflict("review-no-draft"));
    }
    let media = posts::media_standing(tx, post.media).await?.ok_or(AppError::NotFound)?;
    if !matches!(media.state, MediaState::Playable | MediaState::Complete) {
        return Err(AppError::Conflict("review-not-ready"));
    }
    Ok(post)
}

/// Hands a draft to a coach who looks through drafts for an organisation of the actor's.
pub async fn ask(
    ctx: &Ctx,
    actor: &Actor,
    post: PostId,
    coach: AccountId,
    organisation: OrganisationId,
    note: &str,
) -> Result<ReviewId, AppError> {
    let note = rules::note(note)?;
    throttle::take(ctx, "review", &actor.account.to_string(), SAID)?;
    let mut tx = ctx.begin_write().await?;
    let post = draft(&mut tx, actor, post).await?;
    let offered = see::offered(&mut tx, actor).await?;
    if !offered.iter().any(|(who, whose)| who.id == coach && whose.id == organisation) {
        return Err(Invalid::one("coach", "review-coach").into());
    }
    if rows::open_of(&mut tx, actor.account).await? >= OPEN_MOST {
        return Err(AppError::Conflict("review-many"));
    }
    let id = ReviewId(ctx.id());
    let new = NewReview { id, athlete: actor.account, coach, organisation, post: post.id, note: &note };
    rows::insert(&mut tx, new).await.map_err(elsewhere)?;
    tell(ctx, &mut tx, NotificationKind::ReviewAsked, (actor.account, coach), post.id, Some("1")).await?;
    ctx.commit(tx).await?;
    Ok(id)
}

/// Hands another draft in as the next version.
pub async fn hand_in_again(ctx: &Ctx, actor: &Actor, id: ReviewId, post: PostId, note: &str) -> Result<(), AppError> {
    let note = rules::note(note)?;
    throttle::take(ctx, "review", &actor.account.to_string(), SAID)?;
    let mut tx = ctx.begin_write().await?;
    let (review, side) = held_open(&mut tx, actor, id).await?;
    if side != Side::Athlete {
        return Err(AppError::Forbidden);
    }
    let number = review.version + 1;
    if number > VERSIONS_MOST {
        return Err(AppError::Conflict("review-versions"));
    }
    // The same draft again says that it was changed beside its film; another one is another film.
    let post = draft(&mut tx, actor, post).await?;
    rows::add_version(&mut tx, id, number, post.id, &note).await.map_err(elsewhere)?;
    let told = number.to_string();
    tell(ctx, &mut tx, NotificationKind::ReviewAsked, (actor.account, review.coach), post.id, Some(&told)).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// What is to be said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    /// At which moment, as people write it; empty: of all of it.
    pub at: &'a str,
    /// The words.
    pub text: &'a str,
    /// Whether it must change; only a coach's.
    pub must_change: bool,
    /// What it answers.
    pub answers: Option<RemarkId>,
}

/// Says something about the version handed in last.
pub async fn remark(ctx: &Ctx, actor: &Actor, id: ReviewId, said: Said<'_>) -> Result<RemarkId, AppError> {
    throttle::take(ctx, "review", &actor.account.to_string(), SAID)?;
    let mut tx = ctx.begin_write().await?;
    let (review, side) = held_open(&mut tx, actor, id).await?;
    let post = posts::get(&mut tx, review.post).await?.ok_or(AppError::NotFound)?;
    let media = posts::media_standing(&mut tx, post.media).await?.ok_or(AppError::NotFound)?;
    let before = rows::remarks(&mut tx, id).await?;
    let mut check = Check::default();
    let text = check.take("text", rules::remark(said.text));
    let at_ms = check.take("at", rules::moment(said.at, media.duration_ms));
    check.done()?;
    if before.len() >= REMARKS_MOST {
        return Err(AppError::Conflict("review-remarks"));
    }
    // An answer to an answer stands beside it.
    let answered = said.answers.map(|answers| before.iter().find(|r| r.id == answers).ok_or(AppError::NotFound));
    let answered = answered.transpose()?;
    let new = Remark {
        id: RemarkId(ctx.id()),
        version: answered.map_or(review.version, |r| r.version),
        account: actor.account,
        answers: answered.map(|r| r.answers.unwrap_or(r.id)),
        at_ms: at_ms.flatten().filter(|_| answered.is_none()),
        text: text.unwrap_or_default(),
        must_change: said.must_change && side == Side::Coach && answered.is_none(),
        done: false,
        created_at: tx.now(),
    };
    rows::add_remark(&mut tx, id, &new).await?;
    if side == Side::Athlete {
        let told = format!("said {}", review.version);
        let whom = (actor.account, review.coach);
        tell(ctx, &mut tx, NotificationKind::ReviewAnswered, whom, review.post, Some(&told)).await?;
    }
    ctx.commit(tx).await?;
    Ok(new.id)
}

/// The athlete says that something is done, or not.
pub async fn set_done(ctx: &Ctx, actor: &Actor, id: ReviewId, remark: RemarkId, done: bool) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let (_, side) = held_open(&mut tx, actor, id).await?;
    if side != Side::Athlete {
        return Err(AppError::Forbidden);
    }
    rows::set_done(&mut tx, id, remark, done).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Takes something back that the actor said.
pub async fn take_back(ctx: &Ctx, actor: &Actor, id: ReviewId, remark: RemarkId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    held(&mut tx, actor, id).await?;
    let said = rows::remarks(&mut tx, id).await?.into_iter().find(|r| r.id == remark).ok_or(AppError::NotFound)?;
    if said.account != actor.account {
        return Err(AppError::Forbidden);
    }
    rows::drop_remark(&mut tx, id, remark).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// How a coach decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// Something is to change: what was said tells what.
    Changes,
    /// It is good; the words say what the athlete has shown that they can do.
    Approved(&'a str),
}

/// The coach asks for changes, or signs off, which ends the review.
pub async fn decide(ctx: &Ctx, actor: &Actor, id: ReviewId, verdict: Verdict<'_>) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let (review, side) = held_open(&mut tx, actor, id).await?;
    if side != Side::Coach {
        return Err(AppError::Forbidden);
    }
    let kind = match verdict {
        Verdict::Changes => {
            let remarks = rows::remarks(&mut tx, id).await?;
            let said = |r: &Remark| r.version == review.version && r.account == actor.account && r.answers.is_none();
            if !remarks.iter().any(said) {
                return Err(AppError::Conflict("review-say-what"));
            }
            rows::set_state(&mut tx, id, ReviewState::Changes, "").await?;
            NotificationKind::ReviewChanges
        }
        Verdict::Approved(skill) => {
            let skill = rules::note(skill).map_err(|e| e.at("skill"))?;
            rows::set_state(&mut tx, id, ReviewState::Approved, &skill).await?;
            NotificationKind::ReviewApproved
        }
    };
    tell(ctx, &mut tx, kind, (actor.account, review.athlete), review.post, None).await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Either of the two ends a review without a sign-off.
pub async fn end(ctx: &Ctx, actor: &Actor, id: ReviewId) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    held_open(&mut tx, actor, id).await?;
    rows::set_state(&mut tx, id, ReviewState::Ended, "").await?;
    ctx.commit(tx).await?;
    Ok(())
}

/// Tells one of the two what the other did; under one name once only.
async fn tell(
    ctx: &Ctx,
    tx: &mut WriteTx,
    kind: NotificationKind,
    (by, whom): (AccountId, AccountId),
    post: PostId,
    name: Option<&str>,
) -> Result<(), AppError> {
    let new = NewNotification {
        id: NotificationId(ctx.id()),
        account: whom,
        kind,
        actor: Some(by),
        post: Some(post),
        comment: None,
        dedupe: name.map(|name| format!("{}:{post}:{by}:{name}", kind.as_str())),
    };
    Ok(crate::notification::tell(ctx, tx, &new).await?)
}

/// A draft that stands in another review says so.
fn elsewhere(error: StoreError) -> AppError {
    match error {
        StoreError::Taken { .. } => AppError::Conflict("review-open"),
        other => other.into(),
    }
}
