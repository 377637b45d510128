//! All SQL of Grandstand: two databases behind one text, the log, and the job rows.
//!
//! Functions take `&mut ReadTx` or `&mut WriteTx`, never [`Db`], so a caller decides what one transaction holds and a
//! page cannot write. One module per noun; differences between the databases stand only in `dialect`.

pub mod account;
pub mod account_note;
pub mod age_band;
pub mod backup;
pub mod block;
pub mod booking;
pub mod bookmark;
pub mod boost;
pub mod caption_track;
pub mod card;
pub mod cheer;
pub mod client;
pub mod comment;
pub mod crew;
pub mod db;
mod dialect;
pub mod erasure;
pub mod error;
pub mod feed_choice;
pub mod filter;
pub mod follow;
pub mod games;
pub mod hidden;
pub mod import_file;
pub mod invitation;
pub mod job;
pub mod journey;
pub mod kit;
mod lane;
pub mod list;
pub mod log;
pub mod media;
pub mod mute;
pub mod muted_word;
pub mod notification;
pub mod oauth;
pub mod organisation;
pub mod outbox;
pub mod passkey;
pub mod password;
pub mod pin;
pub mod post;
pub mod post_note;
pub mod push;
pub mod reblog;
pub mod report;
pub mod roster;
pub mod search;
pub mod session;
pub mod setting;
pub mod share;
pub mod space;
pub mod start;
pub mod timetable_block;
pub mod timetable_feed;
pub mod transparency;
pub mod unit;
pub mod upload;
pub mod vault;
pub mod venue;
pub mod viewer;

pub use db::{Db, ReadTx, WriteTx};
pub use error::StoreError;
