//! Notifications: what happened that concerns one account.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{invalid::Invalid, post::words};

words! {
    /// What happened.
    NotificationKind, "kind", "notification-kind-unknown" {
        /// Someone follows you.
        Follow = "follow",
        /// Someone cheered your post.
        Cheer = "cheer",
        /// Someone commented on your post.
        Comment = "comment",
        /// Someone replied to your comment.
        Reply = "reply",
        /// Someone mentioned you.
        Mention = "mention",
        /// Someone passed your post on.
        Reblog = "reblog",
        /// Someone you follow published a post.
        Post = "post",
        /// Your video can be watched.
        Ready = "ready",
        /// Your video was refused; the post says why.
        Refused = "refused",
        /// A decision on something you reported or posted.
        Decision = "decision",
        /// An athlete hands you a draft to look at.
        ReviewAsked = "review-asked",
        /// An athlete answers what you said of their draft.
        ReviewAnswered = "review-answered",
        /// A coach asks you to change something in your draft.
        ReviewChanges = "review-changes",
        /// A coach signed your draft off.
        ReviewApproved = "review-approved",
        /// Something about your workshops.
        Workshop = "workshop",
        /// One of your workshops is tomorrow.
        WorkshopDay = "workshop-day",
        /// One of your workshops begins in an hour.
        WorkshopHour = "workshop-hour",
        /// A seat became free in a workshop that you wait for, too late to be held for anybody.
        SeatFree = "seat-free",
        /// Another organisation changed what all share of a Games.
        GamesChanged = "games-changed",
        /// Someone booked a space for you, or changed or cancelled a booking of yours.
        Booking = "booking",
        /// A space that you booked is yours in an hour.
        BookingHour = "booking-hour",
        /// A slot of a space that you wait for is free.
        Slot = "slot",
        /// Your clip from a studio is here and waits for your word.
        Clip = "clip",
        /// An athlete asks you to act for them.
        ActingAsked = "acting-asked",
        /// Someone says yes to acting for you.
        ActingAccepted = "acting-accepted",
        /// Someone who acts for you published a post of yours.
        ActingPublished = "acting-published",
        /// A post that someone scheduled for you did not go out: they may no longer.
        ActingHeldBack = "acting-held-back",
        /// The same of a post of your team's.
        TeamHeldBack = "team-held-back",
        /// Moderators suspended the account of your team.
        TeamSuspended = "team-suspended",
        /// Moderators took a post of your team's away.
        TeamTakenDown = "team-taken-down",
        /// Another organisation offers yours an agreement.
        AgreementOffered = "agreement-offered",
        /// The other party accepts an agreement.
        AgreementAccepted = "agreement-accepted",
        /// The other party ended an agreement, took an offer back or declined one.
        AgreementEnded = "agreement-ended",
    }
}

impl NotificationKind {
    /// Whether it is about a review, which its readers choose to be told of or not as one.
    pub fn is_review(self) -> bool {
        matches!(self, Self::ReviewAsked | Self::ReviewAnswered | Self::ReviewChanges | Self::ReviewApproved)
    }
}
