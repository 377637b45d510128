//! What athletes are told of their workshops: a notification, which no relay sees the words of, and a letter with a calendar
//! invitation that programs take in, change and take out again.

use grandstand_domain::{
    id::{AccountId, NotificationId, RosterEntryId, WorkshopId},
    mail::Method,
    notification::NotificationKind,
    time::SECOND,
};
use grandstand_store::{self as store, WriteTx, notification::NewNotification};
use jiff::Timestamp;

use crate::{
    ctx::Ctx,
    error::AppError,
    games,
    invite::Event,
    mail::{self, CalendarPart, Letter},
    notification,
};

/// 2020-01-01T00:00:00Z, from which sequence numbers count seconds.
const SEQUENCE_FROM: i64 = 1_577_836_800_000;

/// Tells an athlete that something about their workshops changed. Of one transaction it is told once.
pub(crate) async fn tell(ctx: &Ctx, tx: &mut WriteTx, account: Option<AccountId>) -> Result<(), AppError> {
    let Some(account) = account else { return Ok(()) };
    let new = NewNotification {
        id: NotificationId(ctx.id()),
        account,
        kind: NotificationKind::Workshop,
        actor: None,
        post: None,
        comment: None,
        dedupe: Some(format!("workshop:{account}:{}", tx.now().0)),
    };
    Ok(notification::tell(ctx, tx, &new).await?)
}

/// Writes a letter to an athlete that puts a workshop into their calendar, changes it there or takes it out. Nothing is
/// written to those without an account or an address.
///
/// The sequence number of RFC 5545 (3.8.7.4) is the second of the change: programs want it to grow, and it does so even when
/// a seat is taken, given back and taken again.
pub(crate) async fn calendar(
    ctx: &Ctx,
    tx: &mut WriteTx,
    entry: RosterEntryId,
    workshop: WorkshopId,
    method: Method,
) -> Result<(), AppError> {
    let Some(place) = store::roster::get(tx, entry).await? else { return Ok(()) };
    let Some(account) = place.account else { return Ok(()) };
    let workshop = store::workshop::get(tx, workshop).await?.ok_or(AppError::NotFound)?;
    let course = store::course::get(tx, workshop.course).await?.ok_or(AppError::NotFound)?;
    let organisation = store::organisation::get(tx, place.organisation).await?.ok_or(AppError::NotFound)?;
    let of = store::games::get(tx, place.games).await?.ok_or(AppError::NotFound)?;
    let language = store::account::get(tx, account).await?.map(|a| a.language).unwrap_or_default();
    let zone = games::clocks(&of);
    let begins = Timestamp::from_millisecond(workshop.from.0).unwrap_or_default().to_zoned(zone);
    let url = format!("{}/me/programme", ctx.settings.public_url);
    let values = [
        ("course", course.title.clone()),
        ("when", begins.strftime("%Y-%m-%d %H:%M %Z").to_string()),
        ("place", if workshop.place.is_empty() { workshop.link.clone() } else { workshop.place.clone() }),
        ("trainer", workshop.trainer.clone()),
        ("team", organisation.name.clone()),
        ("page", url.clone()),
    ];
    let kind = if method == Method::Cancel { "workshop-mail-gone" } else { "workshop-mail-placed" };
    let letter = Letter {
        kind,
        subject: ctx.words(&language, kind, &values),
        text: ctx.words(&language, &format!("{kind}-text"), &values),
        calendar: Some(CalendarPart {
            method,
            event: Event {
                uid: format!("workshop-{}-entry-{entry}", workshop.id),
                sequence: u32::try_from((tx.now().0 - SEQUENCE_FROM) / SECOND).unwrap_or_default(),
                from: workshop.from,
                until: workshop.until,
                summary: course.title,
                place: workshop.place,
                description: [workshop.trainer, workshop.link].join("\n").trim().to_owned(),
                organiser_name: organisation.name,
                url,
            },
        }),
    };
    mail::send(ctx, tx, account, letter).await.map(drop)
}
