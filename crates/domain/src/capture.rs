//! Clips that are recorded at a station for an athlete, who says on their own phone what becomes of them.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    invalid::Invalid,
    post::words,
    time::{DAY, MINUTE},
};

/// How long a code waits for a phone.
pub const CODE_FOR: i64 = 10 * MINUTE;
/// How long a station may send what it recorded, once the athlete has agreed: a connection may be lost for the day.
pub const GRANT_FOR: i64 = DAY;
/// How long a clip waits for its athlete's word before it is thrown away.
pub const WORD_FOR: i64 = 2 * DAY;

words! {
    /// How a clip stands.
    CaptureState, "state", "capture-state-unknown" {
        /// Its code is shown at the station.
        Shown = "shown",
        /// An athlete has agreed: the station may record and send one clip of theirs.
        Agreed = "agreed",
        /// It has arrived and waits for their word.
        Arrived = "arrived",
        /// They keep it: it is a draft of theirs.
        Kept = "kept",
        /// Thrown away, by them or by time.
        Dropped = "dropped",
    }
}

impl CaptureState {
    /// Whether it may go on to another state.
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Shown => matches!(next, Self::Agreed | Self::Dropped),
            Self::Agreed => matches!(next, Self::Arrived | Self::Dropped),
            Self::Arrived => matches!(next, Self::Kept | Self::Dropped),
            Self::Kept | Self::Dropped => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CaptureState;

    #[test]
    fn nothing_is_kept_without_the_athletes_word_and_nothing_comes_back() {
        for from in CaptureState::ALL {
            assert_eq!(from.may_become(CaptureState::Kept), *from == CaptureState::Arrived, "{from:?}");
            assert!(!CaptureState::Dropped.may_become(*from) && !CaptureState::Kept.may_become(*from));
        }
    }
}
