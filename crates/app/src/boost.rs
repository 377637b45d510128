//! Lifts by editors: begun, ended early, listed. Each is a fact in the log, a label on the film and a leaf of the transparency
//! log; there is no other way to put a film higher.

use grandstand_domain::{
    account::Actor,
    boost::{BOOSTS_MOST, Lift, is_editor, may_lift},
    id::{BoostId, PostId},
    log::Fact,
    post::{PostState, Visibility},
    time::{MINUTE, UnixMillis},
};
use grandstand_store::{self as store, ReadTx, account::Account, boost::Boost};

use crate::{
    ctx::Ctx,
    error::AppError,
    throttle::{self, Rate},
};

/// Lifts by one editor.
const LIFTS: Rate = Rate { burst: 10, every_ms: MINUTE };
/// The most lifts that a list shows.
pub const LIST_MOST: i64 = 200;

/// What an editor asks for.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// Which film.
    pub post: PostId,
    /// Why, for everyone to read.
    pub why: &'a str,
    /// The same in Welsh; empty for none.
    pub why_cy: &'a str,
    /// How much, in thousandths of a point.
    pub lift: u32,
    /// Until when.
    pub until: UnixMillis,
}

/// Lifts a published public film: staff those of their own team, operators any. One film has one lift at a time.
pub async fn start(ctx: &Ctx, actor: &Actor, wish: Wish<'_>) -> Result<BoostId, AppError> {
    if !is_editor(actor) {
        return Err(AppError::Forbidden);
    }
    throttle::take(ctx, "boost", &actor.account.to_string(), LIFTS)?;
    let mut tx = ctx.begin_write().await?;
    let now = tx.now();
    let lift = Lift::checked(wish.why, wish.why_cy, wish.lift, wish.until, now)?;
    let post = store::post::lock(&mut tx, wish.post).await?.ok_or(AppError::NotFound)?;
    let author = store::account::get(&mut tx, post.account).await?.filter(Account::is_active);
    let author = author.ok_or(AppError::NotFound)?;
    if !may_lift(actor, author.organisation) {
        return Err(AppError::Forbidden);
    }
    if post.state != PostState::Published || post.visibility != Visibility::Public {
        return Err(AppError::Conflict("boost-not-public"));
    }
    let running = store::boost::running(&mut tx, now, LIST_MOST).await?;
    if running.iter().any(|b| b.post == wish.post) {
        return Err(AppError::Conflict("boost-running"));
    }
    if running.len() >= BOOSTS_MOST {
        return Err(AppError::Conflict("boosts-many"));
    }
    let made = Boost {
        id: BoostId(ctx.id()),
        post: wish.post,
        by: actor.account,
        why: lift.why,
        why_cy: lift.why_cy,
        lift: lift.lift,
        created_at: now,
        until: lift.until,
        ended_at: None,
        ended_by: None,
    };
    store::boost::insert(&mut tx, &made).await?;
    tx.append(Fact::Boosted {
        boost: made.id,
        post: made.post,
        by: made.by,
        why: made.why,
        lift: made.lift,
        until: made.until,
    });
    ctx.commit(tx).await?;
    Ok(made.id)
}

/// Ends a lift before its time. `Conflict` when it is over already.
pub async fn end(ctx: &Ctx, actor: &Actor, which: BoostId) -> Result<(), AppError> {
    if !is_editor(actor) {
        return Err(AppError::Forbidden);
    }
    let mut tx = ctx.begin_write().await?;
    let found = store::boost::get(&mut tx, which).await?.ok_or(AppError::NotFound)?;
    if !manages(&mut tx, actor, &found).await? {
        return Err(AppError::NotFound);
    }
    if !found.holds(tx.now()) {
        return Err(AppError::Conflict("boost-over"));
    }
    store::boost::end(&mut tx, which, actor.account).await?;
    tx.append(Fact::BoostEnded { boost: which, by: actor.account });
    ctx.commit(tx).await.map(drop)
}

/// The latest lifts that this editor manages, newest first.
pub async fn list(ctx: &Ctx, actor: &Actor) -> Result<Vec<Boost>, AppError> {
    if !is_editor(actor) {
        return Err(AppError::Forbidden);
    }
    let mut tx = ctx.begin_read().await?;
    let mut found = Vec::new();
    for boost in store::boost::list(&mut tx, LIST_MOST).await? {
        if manages(&mut tx, actor, &boost).await? {
            found.push(boost);
        }
    }
    Ok(found)
}

/// The latest lifts of everyone, newest first: for the public page.
pub async fn all(ctx: &Ctx) -> Result<Vec<Boost>, AppError> {
    Ok(store::boost::list(&mut ctx.begin_read().await?, LIST_MOST).await?)
}

async fn manages(tx: &mut ReadTx, actor: &Actor, boost: &Boost) -> Result<bool, AppError> {
    if actor.is_operator() || boost.by == actor.account {
        return Ok(true);
    }
    let Some(post) = store::post::get(tx, boost.post).await? else { return Ok(false) };
    let author = store::account::get(tx, post.account).await?;
    Ok(author.is_some_and(|author| may_lift(actor, author.organisation)))
}
