//! Reminders: what people are told of before it begins, how long before, and until when a late word is still of use.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    invalid::Invalid,
    notification::NotificationKind,
    post::words,
    time::{DAY, HOUR},
};

words! {
    /// Of what, and how long before.
    ReminderKind, "kind", "reminder-kind-unknown" {
        /// A workshop, a day before: with a letter.
        WorkshopDay = "workshop-day",
        /// A workshop, an hour before.
        WorkshopHour = "workshop-hour",
        /// A booking of a space, an hour before.
        BookingHour = "booking-hour",
    }
}

impl ReminderKind {
    /// How long before the beginning it is due, in milliseconds.
    pub fn lead(self) -> i64 {
        match self {
            Self::WorkshopDay => DAY,
            Self::WorkshopHour | Self::BookingHour => HOUR,
        }
    }

    /// How long before the beginning it is of no use any more, in milliseconds: a day's word that late would stand beside
    /// the hour's.
    pub fn too_late(self) -> i64 {
        match self {
            Self::WorkshopDay => 3 * HOUR,
            Self::WorkshopHour | Self::BookingHour => 0,
        }
    }

    /// As what it is told, and under which name a person turns it off.
    pub fn notification(self) -> NotificationKind {
        match self {
            Self::WorkshopDay => NotificationKind::WorkshopDay,
            Self::WorkshopHour => NotificationKind::WorkshopHour,
            Self::BookingHour => NotificationKind::BookingHour,
        }
    }
}
