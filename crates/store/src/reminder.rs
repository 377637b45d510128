//! Who is to be reminded of what begins soon, and who was. Whoever was is found by what they were reminded of and when it
//! begins, so that one is told once and told anew when it has moved.

use grandstand_domain::{
    id::{AccountId, BookingId, SeatId},
    reminder::ReminderKind,
    time::UnixMillis,
};

use crate::{
    db::{ReadTx, WriteTx, all, run},
    error::StoreError,
};

/// Seats that stand. Who took theirs after the reminder was due knows already.
const SEATS: &str = "SELECT s.id, e.account_id, w.from_at FROM workshop w \
     JOIN seat s ON s.workshop_id = w.id AND s.state = 'placed' JOIN roster_entry e ON e.id = s.entry_id \
     WHERE w.from_at > $1 AND w.from_at <= $2 AND w.cancelled_at IS NULL AND e.account_id IS NOT NULL \
       AND s.changed_at <= w.from_at - $3 AND NOT EXISTS (SELECT 1 FROM reminder r \
         WHERE r.kind = $4 AND r.subject_id = s.id AND r.begins_at = w.from_at) \
     ORDER BY w.from_at, s.id LIMIT $5";
const BOOKINGS: &str = "SELECT b.id, b.account_id, b.from_at FROM booking b \
     WHERE b.state = 'booked' AND b.from_at > $1 AND b.from_at <= $2 \
       AND b.created_at <= b.from_at - $3 AND NOT EXISTS (SELECT 1 FROM booking_guest g WHERE g.booking_id = b.id) \
       AND NOT EXISTS (SELECT 1 FROM reminder r WHERE r.kind = $4 AND r.subject_id = b.id AND r.begins_at = b.from_at) \
     ORDER BY b.from_at, b.id LIMIT $5";
const TOLD: &str = "INSERT INTO reminder (kind, subject_id, begins_at, told_at) VALUES ($1, $2, $3, $4) \
     ON CONFLICT DO NOTHING";
const PURGE: &str = "DELETE FROM reminder WHERE begins_at < $1";

/// What someone is reminded of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A seat in a workshop.
    Seat(SeatId),
    /// A booking of a space.
    Booking(BookingId),
}

impl Subject {
    fn number(self) -> i64 {
        match self {
            Self::Seat(id) => id.0,
            Self::Booking(id) => id.0,
        }
    }
}

/// A reminder that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Of which kind.
    pub kind: ReminderKind,
    /// Of what.
    pub subject: Subject,
    /// Whom.
    pub account: AccountId,
    /// When it begins.
    pub begins: UnixMillis,
}

/// Who is to be reminded now and was not, whoever's begins first before others.
pub async fn due(tx: &mut ReadTx, kind: ReminderKind, now: UnixMillis, most: i64) -> Result<Vec<Due>, StoreError> {
    let (after, until) = (now.plus(kind.too_late()).0, now.plus(kind.lead()).0);
    let (statement, subject): (_, fn(i64) -> Subject) = match kind {
        ReminderKind::WorkshopDay | ReminderKind::WorkshopHour => (SEATS, |id| Subject::Seat(SeatId(id))),
        ReminderKind::BookingHour => (BOOKINGS, |id| Subject::Booking(BookingId(id))),
    };
    let rows = all!(tx, (i64, i64, i64), statement, after, until, kind.lead(), kind.as_str(), most)?;
    let due = |(id, account, begins)| Due {
        kind,
        subject: subject(id),
        account: AccountId(account),
        begins: UnixMillis(begins),
    };
    Ok(rows.into_iter().map(due).collect())
}

/// Notes that someone was reminded; false when they were before.
pub async fn told(tx: &mut WriteTx, due: &Due) -> Result<bool, StoreError> {
    let now = tx.now().0;
    Ok(run!(tx, TOLD, due.kind.as_str(), due.subject.number(), due.begins.0, now)? == 1)
}

/// Forgets reminders of what began before a moment.
pub async fn purge(tx: &mut WriteTx, before: UnixMillis) -> Result<(), StoreError> {
    run!(tx, PURGE, before.0).map(drop)
}
