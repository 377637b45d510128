//! What athletes are told of their workshops: a notification, which no relay sees the words of, and a letter with a calendar
//! invitation that programs take in, change and take out again.

use grandstand_domain::{
    id::{AccountId, NotificationId, RosterEntryId, SeatId, WorkshopId},
    mail::Method,
    notification::NotificationKind,
};
use grandstand_store::{self as store, ReadTx, WriteTx, notification::NewNotification, seat::Seat, workshop::Workshop};

use crate::{
    ctx::Ctx,
    error::AppError,
    games,
    invite::{self, Event},
    leave,
    mail::{self, CalendarPart, Letter},
    notification,
};

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

/// Tells an athlete who waits that a seat is free, once of each workshop.
pub(super) async fn seat_free(ctx: &Ctx, tx: &mut WriteTx, waiting: &Seat) -> Result<(), AppError> {
    let Some(account) = waiting.account else { return Ok(()) };
    let new = NewNotification {
        id: NotificationId(ctx.id()),
        account,
        kind: NotificationKind::SeatFree,
        actor: None,
        post: None,
        comment: None,
        dedupe: Some(format!("seat-free:{}:{account}", waiting.workshop)),
    };
    Ok(notification::tell(ctx, tx, &new).await?)
}

/// Writes a letter to an athlete that puts a workshop into their calendar, changes it there or takes it out. Nothing is
/// written to those without an account or an address, nor of what is over.
pub(crate) async fn calendar(
    ctx: &Ctx,
    tx: &mut WriteTx,
    entry: RosterEntryId,
    workshop: WorkshopId,
    method: Method,
) -> Result<(), AppError> {
    let Some(about) = About::read(ctx, tx, entry, workshop).await? else { return Ok(()) };
    if about.workshop.until <= tx.now() {
        return Ok(());
    }
    let event = Event {
        uid: format!("workshop-{workshop}-entry-{entry}"),
        sequence: invite::sequence(tx.now()),
        from: about.workshop.from,
        until: about.workshop.until,
        summary: about.course.clone(),
        place: about.workshop.place.clone(),
        description: [about.workshop.trainer.as_str(), &about.workshop.link].join("\n").trim().to_owned(),
        organiser_name: about.team.clone(),
        url: about.page.clone(),
    };
    let kind = if method == Method::Cancel { "workshop-mail-gone" } else { "workshop-mail-placed" };
    about.send(ctx, tx, kind, Some(CalendarPart { method, event })).await
}

/// Writes a letter to an athlete that one of their workshops is tomorrow.
pub(crate) async fn reminder(ctx: &Ctx, tx: &mut WriteTx, seat: SeatId) -> Result<(), AppError> {
    let Some(seat) = store::seat::get(tx, seat).await? else { return Ok(()) };
    match About::read(ctx, tx, seat.entry, seat.workshop).await? {
        Some(about) => about.send(ctx, tx, "reminder-mail-workshop", None).await,
        None => Ok(()),
    }
}

/// What a letter about someone's workshop says.
struct About {
    account: AccountId,
    language: String,
    workshop: Workshop,
    course: String,
    team: String,
    /// When it begins, on the clocks of the Games.
    when: String,
    page: String,
    /// Where the seat is given back without signing in; none without a seat.
    leave: Option<String>,
}

impl About {
    /// None for those without an account.
    async fn read(
        ctx: &Ctx,
        tx: &mut ReadTx,
        entry: RosterEntryId,
        workshop: WorkshopId,
    ) -> Result<Option<Self>, AppError> {
        let Some(place) = store::roster::get(tx, entry).await? else { return Ok(None) };
        let Some(account) = place.account else { return Ok(None) };
        let workshop = store::workshop::get(tx, workshop).await?.ok_or(AppError::NotFound)?;
        let course = store::course::get(tx, workshop.course).await?.ok_or(AppError::NotFound)?;
        let organisation = store::organisation::get(tx, place.organisation).await?.ok_or(AppError::NotFound)?;
        let of = store::games::get(tx, place.games).await?.ok_or(AppError::NotFound)?;
        let seat = store::seat::find(tx, workshop.id, entry).await?;
        Ok(Some(Self {
            account,
            language: store::account::get(tx, account).await?.map(|a| a.language).unwrap_or_default(),
            when: games::written(workshop.from, &games::clocks(&of)),
            workshop,
            course: course.title,
            team: organisation.name,
            page: format!("{}/me/programme", ctx.settings.public_url),
            leave: seat.map(|seat| leave::address(ctx, leave::What::Seat(seat.id), seat.created_at)),
        }))
    }

    /// Writes the letter of a key.
    async fn send(
        &self,
        ctx: &Ctx,
        tx: &mut WriteTx,
        kind: &'static str,
        calendar: Option<CalendarPart>,
    ) -> Result<(), AppError> {
        let place = if self.workshop.place.is_empty() { &self.workshop.link } else { &self.workshop.place };
        let values = [
            ("course", self.course.clone()),
            ("when", self.when.clone()),
            ("place", place.clone()),
            ("trainer", self.workshop.trainer.clone()),
            ("team", self.team.clone()),
            ("page", self.page.clone()),
            ("leave", self.leave.clone().unwrap_or_else(|| self.page.clone())),
        ];
        let letter = Letter {
            kind,
            subject: ctx.words(&self.language, kind, &values),
            text: ctx.words(&self.language, &format!("{kind}-text"), &values),
            calendar,
        };
        mail::send(ctx, tx, self.account, letter).await.map(drop)
    }
}
