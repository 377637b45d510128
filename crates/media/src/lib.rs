//! Media: bytes in (uploads), bytes judged (intake), bytes made (the ladder), bytes out (objects). It knows no SQL and
//! no HTTP. Every process that Grandstand starts is started here, by `process`, under limits.
//!
//! The way of a phone's file: [`Staging`] keeps the upload, [`inspect`] accepts or refuses it, [`poster`] and [`first`]
//! make what can be shown soonest, [`rest`] makes the other rungs, [`Objects`] keeps and delivers what was made.

mod audio;
pub mod compose;
mod error;
mod filters;
pub mod intake;
pub mod ladder;
mod magic;
mod mp4;
pub mod objects;
pub mod poster;
mod probe;
mod process;
mod progress;
pub mod settings;
pub mod staging;
pub mod tools;
mod verify;

pub use compose::compose;
pub use error::MediaError;
pub use intake::{Inspection, inspect};
pub use ladder::{Made, first, rest};
pub use objects::{Delivery, ObjectInfo, Objects};
pub use poster::{MadePoster, poster};
pub use progress::Progress;
pub use settings::MediaSettings;
pub use staging::{Checksum, Staging, StagingError};
pub use tools::Tools;
