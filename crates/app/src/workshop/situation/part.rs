//! What of a situation belongs to athletes: of a whole roster, or of one of them.

use std::collections::{BTreeSet, HashMap};

use grandstand_allocation::BusyKind;
use grandstand_domain::{
    id::{GamesId, GroupId, OrganisationId, RosterEntryId, VenueId, WorkshopId},
    timetable_block::BlockKind,
};
use grandstand_store::{
    self as store, ReadTx,
    booking::Engaged,
    course::{Want, Wish},
    roster::Place,
    seat::Seat,
    start::Start,
    timetable_block::TimetableBlock,
};

use super::{AFTER_START, BEFORE_START, Person, Taken};
use crate::{
    ctx::Ctx,
    error::AppError,
    workshop::{
        access::{self, Access},
        skill::Checks,
    },
};

pub(super) struct Part {
    pub(super) people: Vec<Person>,
    pub(super) seats: Vec<Seat>,
    pub(super) members: BTreeSet<(GroupId, RosterEntryId)>,
    pub(super) wants: Vec<Want>,
    pub(super) wishes: Vec<Wish>,
    pub(super) barred: Vec<(WorkshopId, RosterEntryId)>,
    pub(super) access: HashMap<RosterEntryId, Access>,
    pub(super) busy: HashMap<RosterEntryId, Vec<Taken>>,
    pub(super) checks: Checks,
}

impl Part {
    /// That of everyone on a roster.
    pub(super) async fn whole(
        ctx: &Ctx,
        tx: &mut ReadTx,
        organisation: OrganisationId,
        games: GamesId,
    ) -> Result<Self, AppError> {
        let mut access = HashMap::new();
        for (entry, sealed) in store::seat::access(tx, organisation, games).await? {
            access.insert(entry, access::open(ctx, entry, &sealed)?);
        }
        let accounts: HashMap<_, _> = store::roster::claims(tx, organisation, games).await?.into_iter().collect();
        let entries = store::roster::of_organisation(tx, organisation, games).await?;
        let people = entries.into_iter().map(|entry| Person { account: accounts.get(&entry.id).copied(), entry });
        let starts = store::start::of_organisation(tx, organisation, games).await?;
        let blocks = store::timetable_block::of_organisation(tx, organisation, games).await?;
        let booked = store::booking::of_roster(tx, organisation, games, ctx.now()).await?;
        Ok(Self {
            people: people.collect(),
            seats: store::seat::of_organisation(tx, organisation, games).await?,
            members: store::group::members(tx, organisation, games).await?.into_iter().collect(),
            wants: store::course::wants(tx, organisation, games).await?,
            wishes: store::course::wishes(tx, organisation, games).await?,
            barred: store::workshop::barred(tx, organisation, games).await?,
            access,
            busy: busy(tx, games, starts, blocks, booked).await?,
            checks: Checks::read(tx, organisation, games).await?,
        })
    }

    /// That of one athlete.
    pub(super) async fn of_one(ctx: &Ctx, tx: &mut ReadTx, place: &Place) -> Result<Self, AppError> {
        let entry = place.entry.id;
        let starts = store::start::of_entry(tx, entry).await?;
        let blocks = store::timetable_block::of_entry(tx, entry).await?;
        let booked = store::booking::of_entry(tx, entry, ctx.now()).await?;
        Ok(Self {
            people: vec![Person { account: place.account, entry: place.entry.clone() }],
            seats: store::seat::of_entry(tx, entry).await?,
            members: store::group::of_entry(tx, entry).await?.into_iter().collect(),
            wants: store::course::wants_of(tx, entry).await?,
            wishes: store::course::wishes_of(tx, entry).await?,
            barred: store::workshop::barred_of(tx, entry).await?,
            access: HashMap::from([(entry, access::of(ctx, tx, entry).await?)]),
            busy: busy(tx, place.games, starts, blocks, booked).await?,
            checks: Checks::of_one(tx, place.organisation, entry).await?,
        })
    }
}

/// What fills the days of athletes.
async fn busy(
    tx: &mut ReadTx,
    games: GamesId,
    starts: Vec<Start>,
    blocks: Vec<TimetableBlock>,
    booked: Vec<Engaged>,
) -> Result<HashMap<RosterEntryId, Vec<Taken>>, AppError> {
    let venues: HashMap<VenueId, String> =
        store::venue::of_games(tx, games).await?.into_iter().map(|v| (v.id, v.name)).collect();
    let mut busy: HashMap<RosterEntryId, Vec<Taken>> = HashMap::new();
    for start in starts {
        let stage = if start.stage.is_empty() { String::new() } else { format!(" · {}", start.stage) };
        busy.entry(start.entry).or_default().push(Taken {
            kind: BusyKind::Start,
            from: start.starts_at.plus(-BEFORE_START),
            until: start.starts_at.plus(AFTER_START),
            place: start.venue.and_then(|id| venues.get(&id).cloned()).unwrap_or_default(),
            what: format!("{}{stage}", start.event),
        });
    }
    for own in blocks {
        let block = own.block;
        busy.entry(own.entry).or_default().push(Taken {
            kind: match block.kind {
                BlockKind::Training | BlockKind::Other => BusyKind::Training,
                BlockKind::Travel => BusyKind::Travel,
                BlockKind::Rest => BusyKind::Rest,
            },
            from: block.starts_at,
            until: block.ends_at,
            place: block.place,
            what: block.title,
        });
    }
    for own in booked {
        busy.entry(own.entry).or_default().push(Taken {
            kind: BusyKind::Booking,
            from: own.slot.from,
            until: own.slot.until,
            place: own.place,
            what: own.space,
        });
    }
    Ok(busy)
}
