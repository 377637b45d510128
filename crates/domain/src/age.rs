//! Age bands: all that rules need to know of how old someone is, and all that is asked.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{invalid::Invalid, post::words};

words! {
    #[derive(Default)]
    /// What a person said of their age. Whoever said nothing is treated as under 18.
    AgeBand, "age_band", "age-band-unknown" {
        /// 18 or older.
        Adult = "adult",
        /// Under 18.
        Minor = "minor",
        #[default]
        /// Not said.
        Unknown = "unknown",
    }
}

impl AgeBand {
    /// What a form's field says; whoever left it open said nothing.
    ///
    /// # Errors
    /// The word is not one of ours.
    pub fn of_field(text: &str) -> Result<Self, Invalid> {
        if text.is_empty() { Ok(Self::Unknown) } else { text.parse() }
    }

    /// Whether a feed may learn from what this person watches, if they ask for it: adults only
    /// (ICO Age Appropriate Design Code, standard 12).
    pub fn may_be_profiled(self) -> bool {
        self == Self::Adult
    }
}
