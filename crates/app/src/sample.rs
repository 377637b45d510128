//! How far the sample team of an empty host is: begun, so that a server which was stopped in between goes on, or done,
//! so that what people took away does not come back.

use std::sync::atomic::Ordering;

use grandstand_domain::handle::Handle;
use grandstand_store::{
    account::{self, Account},
    setting,
};

use crate::{ctx::Ctx, error::AppError};

const SETTING: &str = "sample";
/// Under this name the program notes how many films stand, as `{"done":3,"total":24}`.
const COUNTED: &str = "samples";
const BEGUN: &str = "begun";
const DONE: &str = "done";

/// Whether the sample team is to be filled in: the host has no account yet, or the filling was broken off.
pub async fn due(ctx: &Ctx) -> Result<bool, AppError> {
    let mut tx = ctx.begin_read().await?;
    let standing = setting::get(&mut tx, SETTING).await?;
    ctx.is_trial.store(standing.is_some(), Ordering::Relaxed);
    match standing.as_deref() {
        Some(BEGUN) => Ok(true),
        Some(_) => Ok(false),
        None => Ok(account::list(&mut tx, &account::Filter::default(), 1).await?.is_empty()),
    }
}

/// Films that can be watched and films in all, while the filling is under way or after it; none on other hosts.
pub async fn counted(ctx: &Ctx) -> Result<Option<(i64, i64)>, AppError> {
    let noted = setting::get(&mut ctx.begin_read().await?, COUNTED).await?;
    let noted = noted.and_then(|json| serde_json::from_str::<serde_json::Value>(&json).ok());
    Ok(noted.and_then(|n| Some((n["done"].as_i64()?, n["total"].as_i64()?))))
}

/// Notes how far the filling is, for the page that people look at meanwhile.
pub async fn count(ctx: &Ctx, done: usize, total: usize) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    setting::put(&mut tx, COUNTED, &serde_json::json!({ "done": done, "total": total }).to_string()).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes down that the filling has begun.
pub async fn begin(ctx: &Ctx) -> Result<(), AppError> {
    ctx.is_trial.store(true, Ordering::Relaxed);
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
