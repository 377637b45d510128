//! The entities of the Mastodon client API as typed structs, with every field that apps read (docs.joinmastodon.org,
//! "API entities"). Ids are text. Nothing here decides anything.

mod account;
mod instance;
mod more;
mod status;

pub(crate) use account::{Account, Field, Relationship, Source};
pub(crate) use instance::{instance_v1, instance_v2};
pub(crate) use more::{
    Context, FeaturedTag, Filter, FilterKeyword, FilterResult, FilterStatus, History, List, Marker, Notification,
    Preferences, Report, ScheduledStatus, Search, StatusEdit, StatusSource, Suggestion, Tag, WebPushSubscription,
};
pub(crate) use status::{Application, Attachment, Focus, Mention, Meta, Size, Status, StatusTag};

use grandstand_domain::time::UnixMillis;
use serde_json::Value;

/// A moment as `2026-07-01T12:00:00.000Z`: apps parse exactly this.
pub(crate) fn moment(at: UnixMillis) -> String {
    jiff::Timestamp::from_millisecond(at.0).map_or_else(
        |_| String::new(),
        |t| t.strftime("%Y-%m-%dT%H:%M:%S").to_string() + &format!(".{:03}Z", at.0.rem_euclid(1_000)),
    )
}

/// The day of a moment, as `2026-07-01`.
pub(crate) fn day(at: UnixMillis) -> String {
    jiff::Timestamp::from_millisecond(at.0).map_or_else(|_| String::new(), |t| t.strftime("%Y-%m-%d").to_string())
}

/// A list that is always empty here.
pub(crate) type Nothing = [Value; 0];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_three_digits_and_a_z() {
        assert_eq!(moment(UnixMillis(1_782_907_200_007)), "2026-07-01T12:00:00.007Z");
        assert_eq!(day(UnixMillis(1_782_907_200_007)), "2026-07-01");
    }
}
