//! Films: the feeds that show them, the page of one, and what stands around it.

pub(crate) mod acts;
mod embed;
mod feed;
mod one;
mod paper;
mod stage;
mod why;

pub(crate) use embed::{embed, oembed};
pub(crate) use feed::{after, discover, filter, following, for_you, seen, with};
pub(crate) use one::{comments, film};
pub(crate) use paper::share;
pub(crate) use why::why;
