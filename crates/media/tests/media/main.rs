//! The media room driven as the program drives it: real ffmpeg, films made here by ffmpeg's own test sources, real
//! files of others where they are at hand, and everything that may go wrong around them.
#![expect(clippy::disallowed_methods, reason = "the tests make their inputs with ffmpeg and look at outputs with it")]
#![expect(clippy::unwrap_used, reason = "a test stops at the first thing that is wrong")]

mod bench;
mod faults;
mod films;
mod shared;
