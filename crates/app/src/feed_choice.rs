//! What a viewer wants of their For you feed: on or off, where its sliders stand, what to show more of, fewer of or never,
//! and what to forget. Each change is one fact in the log with the whole new choice.

use grandstand_domain::{
    account::Actor,
    age::AgeBand,
    feed_choice::{Correction, FeedChoice, Forget, Topic, Wish},
    id::AccountId,
    log::Fact,
};
use grandstand_store::{WriteTx, age_band, feed_choice as rows};

use crate::{ctx::Ctx, error::AppError, follow::ACTS, throttle};

/// Where the three sliders stand, each from -2 to 2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sliders {
    /// -2 the newest first … 2 the most relevant first.
    pub relevant: i8,
    /// -2 athletes I know … 2 athletes new to me.
    pub unfamiliar: i8,
    /// -2 my sports … 2 all sports.
    pub all_sports: i8,
}

/// The actor's choice.
pub async fn current(ctx: &Ctx, actor: &Actor) -> Result<FeedChoice, AppError> {
    Ok(rows::get(&mut ctx.begin_read().await?, actor.account).await?)
}

/// Turns For you on. Adults only: `adult` is the actor saying so now, unless they said so before. Whoever said that they are
/// under 18 changes that in their settings first, not in passing.
pub async fn turn_on(ctx: &Ctx, actor: &Actor, adult: bool) -> Result<FeedChoice, AppError> {
    change(ctx, actor, None, async |tx, choice| {
        match age_band::get(tx, actor.account).await? {
            AgeBand::Adult => {}
            AgeBand::Unknown if adult => age_band::put(tx, actor.account, AgeBand::Adult).await?,
            AgeBand::Unknown | AgeBand::Minor => return Err(AppError::Conflict("for-you-adults")),
        }
        choice.for_you = true;
        Ok(())
    })
    .await
}

/// Turns it off: what was learned of the actor is gone with that entry; what they asked for is kept for another time.
pub async fn turn_off(ctx: &Ctx, actor: &Actor) -> Result<FeedChoice, AppError> {
    change(ctx, actor, None, async |_, choice| {
        choice.for_you = false;
        Ok(())
    })
    .await
}

/// Moves the sliders.
pub async fn slide(ctx: &Ctx, actor: &Actor, to: Sliders) -> Result<FeedChoice, AppError> {
    change(ctx, actor, None, async |_, choice| {
        let Sliders { relevant, unfamiliar, all_sports } = to;
        *choice = FeedChoice { relevant, unfamiliar, all_sports, ..choice.clone() };
        Ok(())
    })
    .await
}

/// More, fewer or none of a topic; no wish takes an earlier one back.
pub async fn wish(ctx: &Ctx, actor: &Actor, topic: Topic, wish: Option<Wish>) -> Result<FeedChoice, AppError> {
    change(ctx, actor, None, async |_, choice| {
        choice.corrections.retain(|known| known.topic != topic);
        choice.corrections.extend(wish.map(|wish| Correction { topic, wish }));
        Ok(())
    })
    .await
}

/// Forgets one film or all, as if they had never been watched.
pub async fn forget(ctx: &Ctx, actor: &Actor, what: Forget) -> Result<FeedChoice, AppError> {
    change(ctx, actor, Some(what), async |_, _| Ok(())).await
}

/// Ends For you for an account that may not have it any longer.
pub(crate) async fn end(tx: &mut WriteTx, who: AccountId) -> Result<(), AppError> {
    let mut choice = rows::lock(tx, who).await?;
    if choice.for_you {
        choice.for_you = false;
        rows::put(tx, who, &choice).await?;
        tx.append(Fact::FeedChosen { who, choice, forget: None });
    }
    Ok(())
}

async fn change(
    ctx: &Ctx,
    actor: &Actor,
    forget: Option<Forget>,
    how: impl AsyncFnOnce(&mut WriteTx, &mut FeedChoice) -> Result<(), AppError>,
) -> Result<FeedChoice, AppError> {
    throttle::take(ctx, "act", &actor.account.to_string(), ACTS)?;
    let mut tx = ctx.begin_write().await?;
    let before = rows::lock(&mut tx, actor.account).await?;
    let mut choice = before.clone();
    how(&mut tx, &mut choice).await?;
    let choice = choice.checked()?;
    if choice != before || forget.is_some() {
        rows::put(&mut tx, actor.account, &choice).await?;
        tx.append(Fact::FeedChosen { who: actor.account, choice: choice.clone(), forget });
    }
    ctx.commit(tx).await?;
    Ok(choice)
}
