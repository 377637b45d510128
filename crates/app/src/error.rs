//! What a use case answers when it does not do what was asked: always something the caller can act on.

use grandstand_domain::invalid::Invalid;
use grandstand_store::StoreError;

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// It does not exist, or the actor may not know that it does.
    #[error("not found")]
    NotFound,
    /// The actor may know it, but may not do this.
    #[error("not allowed")]
    Forbidden,
    /// Someone must sign in first.
    #[error("sign in first")]
    SignInFirst,
    /// The input cannot be accepted; every fault is named.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// It cannot be done in the present state; the key names a sentence in the translation files.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// Too much for now.
    #[error("too many; try again in {retry_after_s} s")]
    TooMany {
        /// Seconds to wait.
        retry_after_s: u64,
    },
    /// Something this needs is not there at the moment; the same call may go through later.
    #[error("not available: {0}")]
    Unavailable(String),
    /// A fault of ours. Logged once, at the edge.
    #[error("internal: {0}")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl AppError {
    /// Wraps an error that the caller cannot do anything about.
    pub fn internal(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(error.into())
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound { .. } => Self::NotFound,
            StoreError::Taken { .. } => Self::Conflict("taken"),
            StoreError::Unavailable(e) => Self::Unavailable(e.to_string()),
            other => Self::internal(other),
        }
    }
}
