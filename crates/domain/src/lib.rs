//! Nouns and rules of Grandstand. Nothing here does IO, waits, reads a clock or draws a random number:
//! whatever a rule needs is an argument, so each rule can be tested by its inputs alone.

pub mod account;
pub mod age;
pub mod boost;
pub mod caption;
pub mod colour;
pub mod difference;
pub mod digest;
pub mod feed_choice;
pub mod games;
pub mod handle;
pub mod id;
pub mod invalid;
pub mod journey;
pub mod log;
pub mod mail;
pub mod media;
pub mod notification;
pub mod odf;
pub mod organisation;
pub mod permit;
pub mod post;
pub mod push;
pub mod report;
pub mod roster;
pub mod scope;
pub mod session;
pub mod sport;
pub mod start;
pub mod tag;
pub mod text;
pub mod time;
pub mod unit;
pub mod watch;
pub mod webvtt;
