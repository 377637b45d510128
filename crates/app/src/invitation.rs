//! Invitations: staff invite the athletes of a roster, an athlete claims their entry, and from then on the organisation vouches
//! for their account. A link carries a secret of 256 bits, paper a short code; of both only a hash is kept, and one use ends
//! them.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use grandstand_domain::{
    account::{Actor, Role},
    id::{GamesId, OrganisationId, RosterEntryId},
    invitation::{Code, OPEN_FOR, sport_of},
    odf::AthleteCode,
    permit::Act,
    time::UnixMillis,
};
use grandstand_store::{
    self as store, ReadTx, StoreError, WriteTx, games::Games, organisation::Organisation, roster::Place,
    roster::RosterEntry,
};

use crate::{
    account,
    ctx::Ctx,
    error::AppError,
    mac, permit, session,
    throttle::{self, Origin, Rate},
    timetable::{self, Whose},
};

/// Codes that do not open, from one place.
const WRONG: Rate = Rate { burst: 10, every_ms: 60_000 };

/// An invitation as it is shown, once.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The athlete's name.
    pub name: String,
    /// Their code on the roster.
    pub athlete: AthleteCode,
    /// The secret of the link.
    pub secret: String,
    /// The code for paper.
    pub code: Code,
}

/// Who of a roster is invited. None of these invites whoever has claimed their entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom<'a> {
    /// One athlete, by their code. An invitation that they had ends.
    One(&'a str),
    /// Those without an open invitation.
    Waiting,
    /// Everyone. Invitations that are open end.
    Everyone,
}

/// What an open invitation says to whoever holds it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The athlete's entry.
    pub place: Place,
    /// Who invites.
    pub organisation: Organisation,
    /// To which Games.
    pub games: Games,
    /// How long it stays open.
    pub until: UnixMillis,
}

/// Makes invitations and gives what is shown of them, by family name.
pub async fn invite(
    ctx: &Ctx,
    actor: &Actor,
    organisation: OrganisationId,
    games: GamesId,
    whom: Whom<'_>,
) -> Result<Vec<Invited>, AppError> {
    let mut tx = ctx.begin_write().await?;
    permit::require(&mut tx, actor, Act::HostAccounts, organisation).await?;
    let claims = store::roster::claims(&mut tx, organisation, games).await?;
    let is_claimed = |entry: RosterEntryId| claims.iter().any(|(claimed, _)| *claimed == entry);
    let entries = match whom {
        Whom::One(code) => {
            let entry = store::roster::by_code(&mut tx, organisation, games, code).await?.ok_or(AppError::NotFound)?;
            if is_claimed(entry.id) {
                return Err(AppError::Conflict("invitation-claimed"));
            }
            vec![entry]
        }
        Whom::Waiting | Whom::Everyone => {
            let open = match whom {
                Whom::Waiting => store::invitation::of_organisation(&mut tx, organisation, games, ctx.now()).await?,
                _ => Vec::new(),
            };
            let mut all = store::roster::of_organisation(&mut tx, organisation, games).await?;
            all.retain(|row| !is_claimed(row.id) && !open.iter().any(|(entry, _)| *entry == row.id));
            all
        }
    };
    let mut made = Vec::with_capacity(entries.len());
    for entry in entries {
        made.push(make(ctx, &mut tx, entry).await?);
    }
    ctx.commit(tx).await?;
    Ok(made)
}

async fn make(ctx: &Ctx, tx: &mut WriteTx, entry: RosterEntry) -> Result<Invited, AppError> {
    let secret = BASE64_URL_SAFE_NO_PAD.encode(ctx.random::<32>());
    let code = Code::of_random(ctx.random());
    let until = tx.now().plus(OPEN_FOR);
    store::invitation::put(tx, entry.id, &session::hash(&secret), &digest(ctx, code), until).await?;
    Ok(Invited { name: entry.entry.name(), athlete: entry.entry.code, secret, code })
}

/// Ends an athlete's invitation at once.
pub async fn end(ctx: &Ctx, actor: &Actor, whose: Whose<'_>) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let entry = timetable::open(&mut tx, actor, whose, Act::HostAccounts).await?.entry.id;
    store::invitation::end(&mut tx, entry).await?;
    ctx.commit(tx).await.map(drop)
}

/// What an invitation says, by its secret or its code. `NotFound` when it was used, has ended or never was; wrong codes
/// are counted.
pub async fn open(ctx: &Ctx, origin: Origin, word: &str) -> Result<Opened, AppError> {
    let mut tx = ctx.begin_read().await?;
    let (hash, guess) = Guess::take(ctx, origin, word)?;
    let found = store::invitation::open(&mut tx, &hash, ctx.now()).await?;
    let (entry, until) = found.ok_or(AppError::NotFound)?;
    guess.was_right(ctx);
    let place = store::roster::get(&mut tx, entry).await?.ok_or(AppError::NotFound)?;
    let organisation = store::organisation::get(&mut tx, place.organisation).await?.ok_or(AppError::NotFound)?;
    let games = store::games::list(&mut tx).await?.into_iter().find(|g| g.id == place.games);
    Ok(Opened { organisation, games: games.ok_or(AppError::NotFound)?, place, until })
}

/// Claims the entry that an invitation is for. The account becomes an athlete of the organisation, with the sport that the
/// entry tells where it had none. Of several who claim at once one succeeds.
///
/// # Errors
/// `NotFound` as [`open`]; `Conflict` for who is neither supporter nor athlete, or has an entry for the Games already.
pub async fn claim(ctx: &Ctx, actor: &Actor, origin: Origin, word: &str) -> Result<Place, AppError> {
    let (hash, guess) = Guess::take(ctx, origin, word)?;
    let mut tx = ctx.begin_write().await?;
    let entry = store::invitation::take(&mut tx, &hash).await?.ok_or(AppError::NotFound)?;
    guess.was_right(ctx);
    let place = store::roster::get(&mut tx, entry).await?.ok_or(AppError::NotFound)?;
    let before = account::present(&mut tx, actor.account).await?;
    if !matches!(before.role, Role::Supporter | Role::Athlete) {
        return Err(AppError::Conflict("invitation-role"));
    }
    let own = store::roster::of_account(&mut tx, actor.account).await?;
    if own.iter().any(|other| other.games == place.games) {
        return Err(AppError::Conflict("invitation-second"));
    }
    store::roster::claim(&mut tx, entry, Some(actor.account)).await.map_err(|e| match e {
        StoreError::Taken { .. } => AppError::Conflict("invitation-claimed"),
        other => other.into(),
    })?;
    let organisation = store::organisation::get(&mut tx, place.organisation).await?.ok_or(AppError::NotFound)?;
    let mut after = before.clone();
    after.organisation = Some(organisation.id);
    after.sport = before.sport.or_else(|| sport_of(&place.entry.entry.disciplines, organisation.kind));
    account::put(&mut tx, &before, &after).await?;
    if before.role != Role::Athlete {
        account::put_role(&mut tx, actor.account, Role::Athlete).await?;
    }
    session::commit(ctx, tx, actor.account).await?;
    Ok(place)
}

/// Takes a claim back: the wrong person made it, or they leave. Their calendar address ends; without another claimed entry of the
/// organisation they leave it and are a supporter again. What they posted stays theirs.
pub async fn release(ctx: &Ctx, actor: &Actor, whose: Whose<'_>) -> Result<(), AppError> {
    let mut tx = ctx.begin_write().await?;
    let place = timetable::open(&mut tx, actor, whose, Act::HostAccounts).await?;
    let Some(claimed_by) = place.account.filter(|_| matches!(whose, Whose::Athlete { .. })) else {
        return Err(AppError::NotFound);
    };
    store::roster::claim(&mut tx, place.entry.id, None).await?;
    store::timetable_feed::end(&mut tx, place.entry.id).await?;
    let before = account::present(&mut tx, claimed_by).await?;
    let is_named = store::roster::is_named(&mut tx, claimed_by, place.organisation).await?;
    let leaves = before.organisation == Some(place.organisation) && !is_named;
    let mut after = before.clone();
    if leaves {
        after.organisation = None;
    }
    account::put(&mut tx, &before, &after).await?;
    if leaves && before.role == Role::Athlete {
        account::put_role(&mut tx, claimed_by, Role::Supporter).await?;
    }
    session::commit(ctx, tx, claimed_by).await
}

/// How many of a roster could be invited: those without claim and invitation, and those without claim.
pub async fn waiting(
    ctx: &Ctx,
    tx: &mut ReadTx,
    organisation: OrganisationId,
    games: GamesId,
) -> Result<(usize, usize), AppError> {
    let all = store::roster::of_organisation(tx, organisation, games).await?.len();
    let claimed = store::roster::claims(tx, organisation, games).await?.len();
    let open = store::invitation::of_organisation(tx, organisation, games, ctx.now()).await?.len();
    let unclaimed = all.saturating_sub(claimed);
    Ok((unclaimed.saturating_sub(open), unclaimed))
}

/// A try at an invitation. Codes are short, so tries are counted until one was right; a link's secret nobody guesses.
struct Guess(Option<Origin>);

impl Guess {
    /// Counts a try, and gives what the word is known by.
    fn take(ctx: &Ctx, origin: Origin, word: &str) -> Result<([u8; 32], Self), AppError> {
        let Ok(code) = word.parse::<Code>() else { return Ok((session::hash(word), Self(None))) };
        throttle::take_from(ctx, "invitation", origin, WRONG)?;
        Ok((digest(ctx, code), Self(Some(origin))))
    }

    fn was_right(self, ctx: &Ctx) {
        if let Some(origin) = self.0 {
            throttle::give_back_from(ctx, "invitation", origin, WRONG);
        }
    }
}

fn digest(ctx: &Ctx, code: Code) -> [u8; 32] {
    mac::code(ctx, "invitation/code/1", code.as_str())
}
