//! Muted words: what has one of them in its caption, tags or text is not shown to the one who muted it.

use grandstand_domain::{account::Actor, invalid::Invalid, log::Fact, post};
use grandstand_store::muted_word;

use crate::{ctx::Ctx, error::AppError};

/// So many words at most: each is looked for in everything an account is shown.
pub const MOST: i64 = 200;

/// Mutes a word or phrase.
pub async fn mute(ctx: &Ctx, actor: &Actor, raw: &str) -> Result<(), AppError> {
    let word = post::muted_word(raw)?;
    let mut tx = ctx.begin_write().await?;
    if muted_word::count(&mut tx, actor.account).await? >= MOST {
        return Err(Invalid::limit("word", "muted-words-most", MOST).into());
    }
    muted_word::insert(&mut tx, actor.account, &word).await?;
    tx.append(Fact::WishesChanged { who: actor.account, filters: false });
    tx.commit().await?;
    Ok(())
}

/// Takes a muted word back.
pub async fn unmute(ctx: &Ctx, actor: &Actor, word: &str) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    muted_word::remove(&mut tx, actor.account, word).await?;
    tx.append(Fact::WishesChanged { who: actor.account, filters: false });
    tx.commit().await?;
    Ok(())
}

/// The actor's muted words, in order.
pub async fn list(ctx: &Ctx, actor: &Actor) -> Result<Vec<String>, AppError> {
    Ok(muted_word::list(&mut ctx.begin_read().await?, actor.account).await?)
}
