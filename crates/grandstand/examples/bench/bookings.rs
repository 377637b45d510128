//! Bookings of one space that many want at once: how many a second are answered, and that no two of those made meet. What is
//! made is read back from the database afterwards.

use std::{sync::Arc, time::Instant};

use anyhow::{Context as _, Result, ensure};
use grandstand_app::{
    AppError, Ctx, account,
    booking::{Wish, book},
    import::{self, Import, Kind},
    organisation, space,
};
use grandstand_domain::{
    account::{Actor, Role},
    booking::Slot,
    colour::Colour,
    id::SpaceId,
    organisation::OrganisationKind,
    time::{DAY, HOUR, MINUTE, UnixMillis},
};
use grandstand_store as store;

const GAP: i64 = 10 * MINUTE;
const ROUNDS: i64 = 20;
const DAYS: i64 = 10;
const ALL_DAY: &str = "00:00-24:00";

/// Prints two lines: attempts a second and how many bookings were made, for one slot after the other that everyone wants at
/// once, and for every quarter of an hour of some days, each wanted by several.
pub(crate) async fn run(ctx: Ctx, people: usize) -> Result<()> {
    let ctx = Arc::new(ctx);
    let (studio, people) = (studio(&ctx).await?, athletes(&ctx, people).await?);
    let first = (ctx.now().0 / DAY + 1) * DAY;
    let slot = |from: i64, long: i64| Slot::new(UnixMillis(from), UnixMillis(from + long));

    let mut wishes = Vec::new();
    for round in 0..ROUNDS {
        let slot = slot(first + round * 2 * HOUR, HOUR)?;
        // Another one presses first each time: ten bookings ahead are the most.
        let order = people.iter().cycle().skip(usize::try_from(round)? * 7).take(people.len());
        wishes.push(order.map(|who| (*who, slot)).collect::<Vec<_>>());
    }
    let (rate, made) = press(&ctx, studio, wishes).await?;
    ensure!(made == ROUNDS, "{made} bookings of {ROUNDS} slots");
    println!("{rate:.0} {made}");

    let (from, quarters) = (first + (ROUNDS / 12 + 1) * DAY, DAYS * DAY / (15 * MINUTE));
    let mut wishes = Vec::new();
    for (number, who) in people.iter().cycle().take(people.len() * 5).enumerate() {
        let quarter = i64::try_from(number)? * 7 % quarters;
        wishes.push((*who, slot(from + quarter * 15 * MINUTE, 15 * MINUTE)?));
    }
    let (rate, made) = press(&ctx, studio, vec![wishes]).await?;
    println!("{rate:.0} {made}");

    let all = Slot::new(UnixMillis(first), UnixMillis(first + 40 * DAY))?;
    let mut stored = store::booking::of_space(&mut ctx.begin_read().await?, studio, all).await?;
    stored.sort_by_key(|booking| booking.slot.from);
    let meets = stored.windows(2).filter(|pair| pair[1].slot.from.since(pair[0].slot.until) < GAP).count();
    ensure!(meets == 0, "{meets} bookings meet another");
    ensure!(i64::try_from(stored.len())? == ROUNDS + made, "what was answered is not what is stored");
    ctx.db.close().await;
    Ok(())
}

/// All wishes of a round at once, one round after the other; attempts a second and how many were made.
async fn press(ctx: &Arc<Ctx>, space: SpaceId, rounds: Vec<Vec<(Actor, Slot)>>) -> Result<(f64, i64)> {
    let (mut tried, mut made) = (0.0, 0);
    let began = Instant::now();
    for round in rounds {
        let mut tasks = tokio::task::JoinSet::new();
        for (who, slot) in round {
            let ctx = Arc::clone(ctx);
            let wish = Wish { space, whom: None, slot, kit: &[], crew: false, is_there: false, guest: None };
            tasks.spawn(async move { book(&ctx, &who, wish).await.map(drop) });
        }
        while let Some(answer) = tasks.join_next().await {
            tried += 1.0;
            match answer? {
                Ok(()) => made += 1,
                Err(AppError::Conflict("booking-taken")) => {}
                Err(other) => return Err(other).context("a booking was refused for another reason"),
            }
        }
    }
    Ok((tried / began.elapsed().as_secs_f64(), made))
}

async fn studio(ctx: &Ctx) -> Result<SpaceId> {
    let said = organisation::Form { name: "Albany", kind: OrganisationKind::Noc, noc: "ALB", colour: Colour::DEFAULT };
    let whose = organisation::create(ctx, &Actor::HOST, "albany", said).await?.id;
    let form = space::Form {
        name: "Studio",
        kind: "studio",
        zone: "UTC",
        opening: [ALL_DAY; 7],
        before: "0",
        after: "10",
        longest: "120",
        ahead: "60",
        release: "15",
        ..space::Form::default()
    };
    Ok(space::create(ctx, &Actor::HOST, whose, form).await?.id)
}

/// Athletes of a roster who have claimed their places.
async fn athletes(ctx: &Ctx, count: usize) -> Result<Vec<Actor>> {
    let lines = (1..=count).map(|number| format!("{},LARK Ada{number},ALB,ATH\n", 4_000_000 + number));
    let file = Import {
        kind: Kind::Roster,
        bytes: format!("code,name,noc,discipline\n{}", lines.collect::<String>()).into_bytes(),
        organisation: Some("albany".to_owned()),
        games: "harbour2028".to_owned(),
        zone: None,
        correct: false,
        replace: false,
    };
    import::import(ctx, &Actor::HOST, &file).await?;
    let mut people = Vec::new();
    for number in 1..=count {
        people.push(account::create(ctx, &format!("ada{number}"), Role::Athlete, "Ada", None).await?.actor());
    }
    let mut tx = ctx.db.begin_write(ctx.now()).await?;
    let games = store::games::by_slug(&mut tx, "harbour2028").await?.context("no Games")?.id;
    let whose = store::organisation::by_slug(&mut tx, "albany").await?.context("no organisation")?.id;
    let entries = store::roster::of_organisation(&mut tx, whose, games).await?;
    for (entry, person) in entries.iter().zip(&people) {
        store::roster::claim(&mut tx, entry.id, Some(person.account)).await?;
    }
    tx.commit().await?;
    Ok(people)
}
