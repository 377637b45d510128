//! Pages and HTTP interfaces. Reads go straight to the store and the views; every change goes through a use case of
//! `grandstand-app`. All addresses stand in [`routes`].

#![allow(clippy::cmp_owned, reason = "the derive of a template writes such comparisons, not a person")]

mod acting;
mod api;
mod ask;
mod assets;
mod cookie;
mod delivery;
mod error;
mod form;
mod kept;
mod mastodon;
mod oauth;
mod pages;
mod params;
mod respond;
mod routes;
mod security;
mod serve;
mod show;
mod state;
mod team_sheet;
#[allow(dead_code, reason = "the pages that show these come one by one")]
mod view;
mod voice;
mod words;

pub use error::{english, english_with, english_word};
pub use routes::router;
pub use serve::{serve, serve_metrics};
pub use state::{Shared, Web, WebSettings};
pub use voice::PageVoice;
