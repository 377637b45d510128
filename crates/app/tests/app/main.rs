//! Use cases on both databases, one module per noun.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first thing that is wrong"
)]

mod account;
mod block;
mod passkey;
mod removal;
mod report;
mod session;

use grandstand_app::{Ctx, ctx::Settings};
use grandstand_testkit::{Scratch, TestWorld};

/// A server on a scratch database. Two servers on one database share `world`.
fn server(scratch: &Scratch, world: &TestWorld) -> Ctx {
    let settings = Settings { public_url: "http://localhost:8400".to_owned(), ..Settings::default() };
    Ctx::new(scratch.db.clone(), settings, world.clone(), Box::new([7; 32]).into())
}
