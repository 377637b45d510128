//! Use cases: one function = one intention = one transaction, as
//! `pub async fn follow(ctx: &Ctx, actor: &Actor, whom: AccountId) -> Result<Followed, AppError>`.
//!
//! Only this crate (and the program) begins a write, and only this crate joins store, media and feed. It also runs the
//! jobs and keeps the views that are read from the log.

pub mod account;
pub mod acting;
pub mod age;
pub mod agreement;
pub mod block;
pub mod booking;
pub mod bookmark;
pub mod boost;
pub mod caption_track;
pub mod capture;
pub mod certificate;
pub mod cheer;
pub mod client;
pub mod comment;
pub mod course;
pub mod course_check;
pub mod crew;
pub mod ctx;
pub mod delivery;
pub mod error;
pub mod feed_choice;
pub mod filter;
pub mod follow;
pub mod games;
pub mod hidden;
pub mod import;
pub mod invitation;
pub mod invite;
pub mod jobs;
pub mod journey;
pub mod kit;
pub mod leave;
pub mod list;
pub mod mail;
pub mod membership;
pub mod mute;
pub mod muted_word;
pub mod notification;
pub mod oauth;
pub mod organisation;
pub mod passkey;
pub mod password;
pub mod permit;
pub mod person;
pub mod pin;
pub mod post;
pub mod progress;
pub mod push;
pub mod reblog;
mod reminder;
pub mod report;
pub mod review;
pub mod roster;
pub mod sample;
pub mod search;
pub mod session;
pub mod share;
pub mod space;
pub mod throttle;
pub mod timetable;
pub mod timetable_block;
pub mod timetable_feed;
pub mod transparency;
pub mod upload;
pub mod vault;
pub mod viewer;
pub mod views;
pub mod watch;
pub mod workshop;

pub use ctx::{Ctx, Means, World};
pub use error::AppError;
