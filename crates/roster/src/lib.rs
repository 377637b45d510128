//! Reads the files in which organisers send rosters, start lists, schedules, ways between places and rules: CSV in any usual encoding and XLSX. A
//! file goes in as bytes; what comes out is what its lines say, or why a line was refused. Nothing here knows a database.
//!
//! The rules that a programme office should know are in `docs/programme.md`.

mod columns;
mod line;
mod moment;
mod name;
mod quotes;
mod refusal;
mod roster;
mod rules;
mod schedule;
mod sheet;
mod starts;
mod ways;
mod workbook;

pub use moment::{Moment, ZoneName, day, moment};
pub use name::{Name, full_name, proper};
pub use refusal::{Reason, Refusal, Unreadable};
pub use roster::{RosterLine, roster};
pub use rules::rules;
pub use schedule::schedule;
pub use sheet::{BYTES_MOST, ROWS_MOST, Row, Sheet};
pub use starts::starts;
pub use ways::ways;

/// What the lines of a file say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines<T> {
    /// The lines that can be used, with their numbers in the file, in its order.
    pub good: Vec<(usize, T)>,
    /// The lines that cannot, in the order of the file.
    pub refused: Vec<Refusal>,
    /// The offset from UTC, in seconds, that every time in the file states; none where they differ or state none.
    pub offset: Option<i32>,
}
