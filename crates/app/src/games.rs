//! Games: made and described by programme staff. Any staff of an organisation may make one; all organisations of a host
//! share it, and those with a roster there change what is said of it.

use grandstand_domain::{
    account::Actor,
    games::{self, Days},
    id::{GamesId, NotificationId},
    invalid::{Check, Invalid},
    notification::NotificationKind,
    permit::Act,
    time::{DAY, UnixMillis},
    way,
};
use grandstand_roster::ZoneName;
use grandstand_store::{self as store, StoreError, WriteTx, games::Games, notification::NewNotification};
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};

use crate::{ctx::Ctx, error::AppError, notification, permit};

/// What is said of a Games.
#[derive(Clone, Copy, Debug, Default)]
pub struct Form<'a> {
    /// Its name as people say it; made of the short name when empty.
    pub name: &'a str,
    /// The name of its time zone; empty while it is not known.
    pub zone: &'a str,
    /// Its days.
    pub days: Days,
    /// Minutes between two of its places where no way is stated; left as it is, or as is usual, when empty.
    pub way_minutes: &'a str,
}

/// Makes a Games under a short name that stands in addresses and never changes.
pub async fn create(ctx: &Ctx, actor: &Actor, slug: &str, form: Form<'_>) -> Result<Games, AppError> {
    let mut tx = ctx.begin_write().await?;
    permit::require_somewhere(&mut tx, actor, Act::RunProgramme).await?;
    let made = new(ctx, slug, form)?;
    store::games::insert(&mut tx, &made).await.map_err(|e| match e {
        StoreError::Taken { .. } => Invalid::one("slug", "slug-taken").into(),
        other => AppError::from(other),
    })?;
    ctx.commit(tx).await?;
    Ok(made)
}

/// Changes what is said of a Games.
pub async fn update(ctx: &Ctx, actor: &Actor, slug: &str, form: Form<'_>) -> Result<Games, AppError> {
    let mut tx = ctx.begin_write().await?;
    let before = store::games::by_slug(&mut tx, slug).await?.ok_or(AppError::NotFound)?;
    permit::require_keeps(&mut tx, actor, before.id).await?;
    let said = new(ctx, slug, form)?;
    let way_minutes = if form.way_minutes.is_empty() { before.way_minutes } else { said.way_minutes };
    let after = Games { id: before.id, created_at: before.created_at, way_minutes, ..said };
    store::games::update(&mut tx, &after).await?;
    if after != before {
        tell_others(ctx, &mut tx, actor, before.id).await?;
    }
    ctx.commit(tx).await?;
    Ok(after)
}

/// Tells those who run the programme of other organisations at a Games that what all share was changed; each once a day.
pub(crate) async fn tell_others(ctx: &Ctx, tx: &mut WriteTx, actor: &Actor, games: GamesId) -> Result<(), AppError> {
    let day = tx.now().0.div_euclid(DAY);
    for organisation in store::roster::organisations(tx, games).await? {
        if !actor.is_operator() && permit::holds(tx, actor, Act::RunProgramme, organisation).await? {
            continue;
        }
        for person in permit::people(tx, organisation, Act::RunProgramme).await? {
            let new = NewNotification {
                id: NotificationId(ctx.id()),
                account: person.id,
                kind: NotificationKind::GamesChanged,
                actor: Some(actor.account).filter(|account| account.0 != 0),
                post: None,
                comment: None,
                dedupe: Some(format!("games-changed:{games}:{}:{day}", person.id)),
            };
            notification::tell(ctx, tx, &new).await?;
        }
    }
    Ok(())
}

/// The rules of a Games' clocks; UTC while its zone is not known.
pub fn clocks(games: &Games) -> TimeZone {
    zone_name(games).zone().clone()
}

/// A moment as letters write it, `2028-08-02 19:45 BST`.
pub(crate) fn written(at: UnixMillis, zone: &TimeZone) -> String {
    let local = Timestamp::from_millisecond(at.0).unwrap_or_default().to_zoned(zone.clone());
    local.strftime("%Y-%m-%d %H:%M %Z").to_string()
}

/// The zone in which the times of a Games are meant; UTC while it is not known.
pub(crate) fn zone_name(games: &Games) -> ZoneName {
    games.zone.as_deref().and_then(|name| name.parse().ok()).unwrap_or_else(ZoneName::utc)
}

/// The same clock time some days later; where the clocks skip it, the time after the gap.
pub(crate) fn days_later(at: UnixMillis, days: i64, zone: &TimeZone) -> UnixMillis {
    let local = Timestamp::from_millisecond(at.0).unwrap_or_default().to_zoned(zone.clone());
    let later = local.checked_add(days.days()).map(|then| then.timestamp().as_millisecond());
    later.map_or(at, UnixMillis)
}

/// A moment as a form writes it, `2028-08-02T19:45`, on the clocks of a Games. A time that the clocks skip or show twice
/// when summer time begins or ends is refused.
pub fn instant(games: &Games, field: &'static str, text: &str) -> Result<UnixMillis, Invalid> {
    let read = grandstand_roster::moment(text.trim(), &zone_name(games));
    let key = |key| if key == "import-time-clocks" { "clock-changes" } else { "clock-shape" };
    read.map(|moment| moment.at).map_err(|why| Invalid::one(field, key(why.key)))
}

/// A Games that is not stored yet.
pub(crate) fn new(ctx: &Ctx, slug: &str, form: Form<'_>) -> Result<Games, Invalid> {
    let mut faults = Check::default();
    let slug = faults.take("games", games::slug(slug)).unwrap_or_default();
    let name = if form.name.is_empty() { games::name_from_slug(&slug) } else { form.name.to_owned() };
    let name = faults.take("name", games::name(&name)).unwrap_or_default();
    let zone = faults.take("zone", zone(form.zone)).flatten();
    let days = faults.take("days", form.days.checked()).unwrap_or_default();
    let minutes = if form.way_minutes.is_empty() { Ok(way::USUAL_MINUTES) } else { way::minutes(form.way_minutes) };
    let way_minutes = faults.take("way", minutes).unwrap_or_default();
    faults.done()?;
    Ok(Games { id: GamesId(ctx.id()), slug, name, zone, days, way_minutes, created_at: ctx.now() })
}

fn zone(text: &str) -> Result<Option<String>, Invalid> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse::<ZoneName>().map(|zone| Some(zone.as_str().to_owned()))
}
