//! One athlete's timetable: their starts, and the blocks of time that they keep for training, travel and rest. Private to the
//! athlete and the staff of the organisation that entered them.

use grandstand_domain::{
    account::Actor,
    id::{GamesId, OrganisationId},
    permit::Act,
    time::UnixMillis,
};
use grandstand_store::{
    self as store, ReadTx, account::Account, games::Games, roster::Place, start::Start, timetable_block::TimetableBlock,
};

use crate::{ctx::Ctx, error::AppError, permit};

/// Whose timetable is meant.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// That of the athlete of a code in an organisation's roster: for its staff.
    Athlete {
        /// Who entered them.
        organisation: OrganisationId,
        /// The Games.
        games: GamesId,
        /// Their code.
        code: &'a str,
    },
    /// The actor's own, who has claimed an entry for a Games.
    Own(GamesId),
}

/// A start with its place in words.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The start.
    pub start: Start,
    /// The name of its venue; empty where not stated.
    pub venue: String,
}

/// One athlete's timetable.
#[derive(Clone, Debug)]
pub struct Timetable {
    /// Whose.
    pub place: Place,
    /// The account that has claimed the entry.
    pub account: Option<Account>,
    /// Until when an invitation to claim it is open.
    pub invited_until: Option<UnixMillis>,
    /// Their starts, earliest first.
    pub starts: Vec<Placed>,
    /// Their blocks, earliest first.
    pub blocks: Vec<TimetableBlock>,
    /// Since when calendar programs can read it at a secret address.
    pub feed_since: Option<UnixMillis>,
    /// Whether the actor may change it.
    pub may_change: bool,
    /// Whether the actor may invite the athlete, or take their claim back.
    pub may_invite: bool,
}

/// One athlete's timetable.
pub async fn timetable(ctx: &Ctx, actor: &Actor, whose: Whose<'_>) -> Result<Timetable, AppError> {
    let mut tx = ctx.begin_read().await?;
    let place = open(&mut tx, actor, whose, Act::SeeRoster).await?;
    let entry = place.entry.id;
    let account = match place.account {
        Some(account) => store::account::get(&mut tx, account).await?,
        None => None,
    };
    let (may_change, may_invite) = match whose {
        Whose::Own(_) => (true, false),
        Whose::Athlete { organisation, .. } => (
            permit::holds(&mut tx, actor, Act::RunProgramme, organisation).await?,
            permit::holds(&mut tx, actor, Act::HostAccounts, organisation).await?,
        ),
    };
    Ok(Timetable {
        may_change,
        may_invite,
        account,
        invited_until: store::invitation::until(&mut tx, entry, ctx.now()).await?,
        starts: starts(&mut tx, &place).await?,
        blocks: store::timetable_block::of_entry(&mut tx, entry).await?,
        feed_since: store::timetable_feed::since(&mut tx, entry).await?,
        place,
    })
}

/// The Games for which the actor has claimed an entry, the latest claim's Games first.
pub async fn own_games(ctx: &Ctx, actor: &Actor) -> Result<Vec<Games>, AppError> {
    let mut tx = ctx.begin_read().await?;
    let places = store::roster::of_account(&mut tx, actor.account).await?;
    let all = store::games::list(&mut tx).await?;
    Ok(places.iter().filter_map(|place| all.iter().find(|g| g.id == place.games).cloned()).collect())
}

/// The entry that is meant, if it is the actor's own or they may do this for the organisation that entered the athlete.
pub(crate) async fn open(tx: &mut ReadTx, actor: &Actor, whose: Whose<'_>, act: Act) -> Result<Place, AppError> {
    let found = match whose {
        Whose::Athlete { organisation, games, code } => {
            permit::require(tx, actor, act, organisation).await?;
            match store::roster::by_code(tx, organisation, games, code).await? {
                Some(entry) => store::roster::get(tx, entry.id).await?,
                None => None,
            }
        }
        Whose::Own(games) => {
            let own = store::roster::of_account(tx, actor.account).await?;
            own.into_iter().find(|place| place.games == games)
        }
    };
    found.ok_or(AppError::NotFound)
}

async fn starts(tx: &mut ReadTx, place: &Place) -> Result<Vec<Placed>, AppError> {
    let venues = store::venue::of_games(tx, place.games).await?;
    let placed = |start: Start| {
        let venue = venues.iter().find(|v| Some(v.id) == start.venue);
        Placed { venue: venue.map(|v| v.name.clone()).unwrap_or_default(), start }
    };
    Ok(store::start::of_entry(tx, place.entry.id).await?.into_iter().map(placed).collect())
}
