//! Papers to print and keep. A paper is drawn in memory from what it says, in the faces that it is given, and can be read by people
//! who see it and by programs that read it aloud (PDF/UA-1, ISO 14289-1).

mod certificate;
mod face;
mod sheet;

pub use certificate::{Certificate, certificate};
pub use face::Family;

/// Why a paper could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// A face is no TrueType or OpenType font.
    #[error("a face cannot be read")]
    Face,
    /// The file could not be written.
    #[error("the paper could not be made: {0}")]
    Made(String),
}
