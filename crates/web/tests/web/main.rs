//! Pages and interfaces through the real router, on a filled scratch database.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::default_trait_access,
    reason = "a test may stop at the first thing that is wrong"
)]

mod acting;
mod api;
mod delivery;
mod every_page;
mod feed;
mod games;
mod group;
mod invitation;
mod learning;
mod leave;
mod lying;
mod markup;
mod mastodon;
mod oauth;
mod organisation;
mod people;
mod proof;
mod push;
mod review;
mod spaces;
mod stage;
mod stream;
mod team_account;
mod upload;
