//! What can go wrong with media, told apart by what the caller can do about it.

use std::{fmt::Display, io};

use grandstand_domain::media::Refusal;

/// Why a media step did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum MediaError {
    /// The file itself is at fault: never retry, tell its owner.
    #[error("refused: {}", .0.as_str())]
    Refused(Refusal),
    /// There is no object under this key.
    #[error("no object {0}")]
    NotFound(String),
    /// The step failed for a reason outside the file. `transient` says whether trying again later may help.
    #[error("{doing}: {why}")]
    Failed {
        /// What was being done.
        doing: &'static str,
        /// What happened, for the log; may hold paths of this host, never the words of a user.
        why: String,
        /// Whether a later attempt may succeed without anybody changing anything.
        transient: bool,
    },
}

impl MediaError {
    /// A failure that may pass: a full disk, a killed child, an unreachable store.
    pub(crate) fn transient(doing: &'static str, why: impl Display) -> Self {
        Self::Failed { doing, why: format!("{why}"), transient: true }
    }

    /// A failure that needs somebody: a wrong setting, a broken installation.
    pub(crate) fn lasting(doing: &'static str, why: impl Display) -> Self {
        Self::Failed { doing, why: format!("{why}"), transient: false }
    }

    /// Turns an input/output error met while `doing` something into a failure.
    pub(crate) fn io(doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |error| Self::transient(doing, error)
    }

    /// The reason, if the file is refused.
    pub fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::Refused(refusal) => Some(*refusal),
            _ => None,
        }
    }

    /// Whether trying again later may succeed.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Failed { transient: true, .. })
    }
}
