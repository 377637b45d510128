//! Blocks in an athlete's timetable: made and taken out by the athlete and by the staff of the organisation that entered them.

use grandstand_domain::{
    account::Actor,
    acting::Deed,
    id::TimetableBlockId,
    invalid::{Check, Invalid},
    permit::Act,
    time::UnixMillis,
    timetable_block::{Block, BlockKind, MOST},
};
use grandstand_roster::{ZoneName, moment};
use grandstand_store::{self as store, timetable_block::TimetableBlock};

use crate::{
    acting::{self, Doer},
    ctx::Ctx,
    error::AppError,
    games,
    timetable::{self, Whose},
};

/// What is said of a block. Times without an offset are meant in the zone of the Games.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// A word of [`BlockKind`].
    pub kind: &'a str,
    /// What it is called.
    pub title: &'a str,
    /// Where, in words.
    pub place: &'a str,
    /// When it begins.
    pub from: &'a str,
    /// When it ends.
    pub until: &'a str,
}

/// Puts a block into a timetable.
pub async fn add(
    ctx: &Ctx,
    who: impl Into<Doer>,
    whose: Whose<'_>,
    form: Form<'_>,
) -> Result<TimetableBlock, AppError> {
    let doer = who.into();
    let actor = doer.whom();
    let mut tx = ctx.begin_write().await?;
    let place = timetable::open(&mut tx, actor, whose, Act::RunProgramme).await?;
    let all = store::games::list(&mut tx).await?;
    let zone = all.iter().find(|g| g.id == place.games).map_or_else(ZoneName::utc, games::zone_name);
    let block = read(form, &zone)?.checked()?;
    if store::timetable_block::count(&mut tx, place.entry.id).await? >= i64::try_from(MOST).unwrap_or(i64::MAX) {
        return Err(AppError::Conflict("timetable-block-many"));
    }
    let made = TimetableBlock {
        id: TimetableBlockId(ctx.id()),
        entry: place.entry.id,
        block,
        made_by: Some(actor.account).filter(|_| *actor != Actor::HOST),
    };
    store::timetable_block::insert(&mut tx, &made).await?;
    doer.only_own(place.account)?;
    acting::done(ctx, &mut tx, &doer, Deed::AddBlock, place.entry.id.0).await?;
    ctx.commit(tx).await?;
    Ok(made)
}

/// Takes a block out of a timetable.
pub async fn remove(
    ctx: &Ctx,
    who: impl Into<Doer>,
    whose: Whose<'_>,
    block: TimetableBlockId,
) -> Result<(), AppError> {
    let doer = who.into();
    let mut tx = ctx.begin_write().await?;
    let place = timetable::open(&mut tx, doer.whom(), whose, Act::RunProgramme).await?;
    store::timetable_block::remove(&mut tx, place.entry.id, block).await?;
    doer.only_own(place.account)?;
    acting::done(ctx, &mut tx, &doer, Deed::DropBlock, place.entry.id.0).await?;
    ctx.commit(tx).await.map(drop)
}

fn read(form: Form<'_>, zone: &ZoneName) -> Result<Block, Invalid> {
    let mut faults = Check::default();
    let time = |field, text: &str| {
        moment(text.trim(), zone).map(|m| m.at).map_err(|reason| {
            let clocks = reason.key == "import-time-clocks";
            Invalid::one(field, if clocks { "timetable-block-clocks" } else { "timetable-block-time" })
        })
    };
    let kind = faults.take("kind", form.kind.parse::<BlockKind>());
    let starts_at = faults.take("from", time("from", form.from));
    let ends_at = faults.take("until", time("until", form.until));
    faults.done()?;
    Ok(Block {
        kind: kind.unwrap_or(BlockKind::Other),
        title: form.title.to_owned(),
        place: form.place.to_owned(),
        starts_at: starts_at.unwrap_or(UnixMillis(0)),
        ends_at: ends_at.unwrap_or(UnixMillis(0)),
    })
}
