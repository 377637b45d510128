//! Use cases: one function = one intention = one transaction, as
//! `pub async fn follow(ctx: &Ctx, actor: &Actor, whom: AccountId) -> Result<Followed, AppError>`.
//!
//! Only this crate (and the program) begins a write, and only this crate joins store, media and feed. It also runs the
//! jobs and keeps the views that are read from the log.

pub mod account;
pub mod block;
pub mod ctx;
pub mod error;
pub mod muted_word;
pub mod organisation;
pub mod passkey;
pub mod password;
pub mod report;
pub mod session;
pub mod throttle;
pub mod vault;

pub use ctx::{Ctx, World};
pub use error::AppError;
