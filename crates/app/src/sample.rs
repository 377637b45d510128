//! How far the sample team of an empty host is: begun, so that a server which was stopped in between goes on, or done,
//! so that what people took away does not come back.

use grandstand_domain::handle::Handle;
use grandstand_store::{
    account::{self, Account},
    setting,
};

use crate::{ctx::Ctx, error::AppError};

const SETTING: &str = "sample";
const BEGUN: &str = "begun";
const DONE: &str = "done";

/// Whether the sample team is to be filled in: the host has no account yet, or the filling was broken off.
pub async fn due(ctx: &Ctx) -> Result<bool, AppError> {
    let mut tx = ctx.begin_read().await?;
    match setting::get(&mut tx, SETTING).await?.as_deref() {
        Some(BEGUN) => Ok(true),
        Some(_) => Ok(false),
        None => Ok(account::list(&mut tx, &account::Filter::default(), 1).await?.is_empty()),
    }
}

/// Writes down that the filling has begun.
pub async fn begin(ctx: &Ctx) -> Result<(), AppError> {
    put(ctx, BEGUN).await
}

/// Writes down that the filling is done, for ever.
pub async fn end(ctx: &Ctx) -> Result<(), AppError> {
    put(ctx, DONE).await
}

/// An account that the filling made before it was broken off.
pub async fn made(ctx: &Ctx, handle: &str) -> Result<Option<Account>, AppError> {
    let handle: Handle = handle.parse()?;
    Ok(account::by_handle(&mut ctx.begin_read().await?, &handle).await?)
}

async fn put(ctx: &Ctx, word: &str) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    setting::put(&mut tx, SETTING, word).await?;
    ctx.commit(tx).await?;
    Ok(())
}
