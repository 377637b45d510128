//! What people are told of their bookings: a letter whose calendar invitation programs take in, change and take out again, and,
//! where someone else did it, a notification.

use grandstand_domain::{
    id::{AccountId, NotificationId},
    mail::Method,
    notification::NotificationKind,
};
use grandstand_store::{self as store, WriteTx, booking::Booking, notification::NewNotification, space::Space};

use crate::{
    ctx::Ctx,
    error::AppError,
    games,
    invite::{self, Event},
    leave,
    mail::{self, CalendarPart, Letter},
    notification, space,
};

/// Tells whoever a booking is for that it was made, moved or taken back; `by` is who did it, none for the host itself. A guest has
/// nowhere to be told.
pub(super) async fn tell(
    ctx: &Ctx,
    tx: &mut WriteTx,
    booking: &Booking,
    of: &Space,
    method: Method,
    by: Option<AccountId>,
) -> Result<(), AppError> {
    let Some(owner) = booking.owner() else { return Ok(()) };
    if by != Some(owner) {
        let new = NewNotification {
            id: NotificationId(ctx.id()),
            account: owner,
            kind: NotificationKind::Booking,
            actor: None,
            post: None,
            comment: None,
            dedupe: Some(format!("booking:{}:{}", booking.id, tx.now().0)),
        };
        notification::tell(ctx, tx, &new).await?;
    }
    let organisation = store::organisation::get(tx, of.organisation).await?.ok_or(AppError::NotFound)?;
    let language = store::account::get(tx, owner).await?.map(|a| a.language).unwrap_or_default();
    let page = format!("{}/bookings/{}", ctx.settings.public_url, booking.id);
    let values = [
        ("space", of.name.clone()),
        ("when", games::written(booking.slot.from, &space::clocks(of))),
        ("place", of.place.clone()),
        ("code", booking.code.clone()),
        ("team", organisation.name.clone()),
        ("page", page.clone()),
        ("leave", leave::address(ctx, leave::What::Booking(booking.id), booking.created_at)),
    ];
    let kind = if method == Method::Cancel { "booking-mail-gone" } else { "booking-mail-made" };
    let event = Event {
        uid: format!("booking-{}", booking.id),
        sequence: invite::sequence(tx.now()),
        from: booking.slot.from,
        until: booking.slot.until,
        summary: of.name.clone(),
        place: of.place.clone(),
        description: String::new(),
        organiser_name: organisation.name,
        url: page,
    };
    let letter = Letter {
        kind,
        subject: ctx.words(&language, kind, &values),
        text: ctx.words(&language, &format!("{kind}-text"), &values),
        calendar: Some(CalendarPart { method, event }),
    };
    mail::send(ctx, tx, owner, letter).await.map(drop)
}
