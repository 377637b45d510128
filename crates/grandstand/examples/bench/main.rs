//! What `script/bench` needs from inside: a host filled with posts without a film each, and many small writes through the
//! use cases at once.
//!
//! `bench seed --data DIR --posts 10000` prints the id of a post whose 480 rendition is a real object of 10 MB;
//! `bench viewers --data DIR --count 1000 --views 50` adds supporters who each follow five athletes and have watched so many
//! films, and prints handle and bearer token of each; `bench writes --data DIR [--database-url URL]` prints numbers of clients and how many
//! cheers, comments and follows a second were durable; `bench bookings --data DIR [--database-url URL]` prints how many bookings a second
//! were answered while people press at once, and how many were made.

#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a measurement, not a part of the program")]

mod bookings;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, Result};
use bytes::Bytes;
use clap::{Args, Parser};
use grandstand_app::{
    Ctx, Means, World, account, cheer, comment, ctx::Settings, follow, organisation, post, session, throttle::Origin,
    viewer::Viewer, views::feed::Filter,
};
use grandstand_domain::{
    account::{Actor, Role},
    colour::Colour,
    id::{MediaId, PostId},
    media::{MediaState, Poster, Rendition, Rung},
    organisation::OrganisationKind,
    session::SessionKind,
    sport::Sport,
    time::UnixMillis,
    watch::{BATCH_MOST, Surface, Watch},
};
use grandstand_media::{MediaSettings, Objects, Staging, Tools};
use grandstand_store::{Db, media};

const ATHLETES: usize = 500;
const FILM_BYTES: usize = 10 << 20;
const FILM_KEY: &str = "bench/film.mp4";
const CAPTIONS: [&str; 4] = [
    "First lap of the day and the legs say yes #training",
    "Home straight, wind in the back #racing #home",
    "Cold water, warm heart. See you in the village #journey",
    "New start technique, what do you think? #training #technique",
];

#[derive(Parser)]
enum Command {
    Seed {
        #[command(flatten)]
        place: Place,
        #[arg(long, default_value_t = 10_000)]
        posts: usize,
    },
    Viewers {
        #[command(flatten)]
        place: Place,
        #[arg(long, default_value_t = 1_000)]
        count: usize,
        #[arg(long, default_value_t = 50)]
        views: usize,
    },
    Writes {
        #[command(flatten)]
        place: Place,
        #[arg(long, value_delimiter = ',', default_value = "1,32")]
        clients: Vec<usize>,
        #[arg(long, default_value_t = 10)]
        seconds: u64,
    },
    Bookings {
        #[command(flatten)]
        place: Place,
        #[arg(long, default_value_t = 200)]
        people: usize,
    },
}

#[derive(Args)]
struct Place {
    #[arg(long)]
    data: PathBuf,
    #[arg(long)]
    database_url: Option<String>,
}

/// A clock that can be set back, so that posts lie in the past and no rate limit is met; randomness of the system.
#[derive(Clone, Default)]
struct BenchWorld(Arc<AtomicI64>);

impl World for BenchWorld {
    fn now(&self) -> UnixMillis {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        UnixMillis(i64::try_from(now).unwrap_or_default() - self.0.load(Ordering::Relaxed))
    }

    fn fill(&self, bytes: &mut [u8]) {
        let _ = getrandom::fill(bytes);
    }
}

async fn open(place: &Place, world: BenchWorld) -> Result<Ctx> {
    std::fs::create_dir_all(place.data.join("scratch"))?;
    let file = || format!("sqlite:{}", place.data.join("grandstand.db").display());
    let db = Db::open(&place.database_url.clone().unwrap_or_else(file), 32).await?;
    let means = Means {
        objects: Objects::open(&place.data.join("objects").display().to_string())?,
        staging: Staging::open(&place.data.join("uploads"), 0)?,
        tools: Tools::find(MediaSettings::default()).await,
        scratch: place.data.join("scratch"),
    };
    Ok(Ctx::new(db, Settings::default(), means, world, Box::new([7; 32]).into()))
}

#[tokio::main]
async fn main() -> Result<()> {
    match Command::parse() {
        Command::Seed { place, posts } => seed(&place, posts).await,
        Command::Viewers { place, count, views } => viewers(&place, count, views).await,
        Command::Bookings { place, people } => bookings::run(open(&place, BenchWorld::default()).await?, people).await,
        Command::Writes { place, clients, seconds } => writes(&place, &clients, Duration::from_secs(seconds)).await,
    }
}

async fn athletes(ctx: &Ctx) -> Result<Vec<Actor>> {
    let mut teams = Vec::new();
    for (slug, kind) in [("bench-olympic", OrganisationKind::Noc), ("bench-paralympic", OrganisationKind::Npc)] {
        let form = organisation::Form { name: slug, kind, noc: "BEN", colour: Colour::DEFAULT };
        teams.push(organisation::create(ctx, &Actor::HOST, slug, form).await?.id);
    }
    let mut actors = Vec::new();
    for number in 0..ATHLETES {
        let (handle, name) = (format!("bench_{number}"), format!("Athlete Number {number}"));
        let made = account::create(ctx, &handle, Role::Athlete, &name, None).await?;
        let change = account::Change {
            organisation: Some(Some(teams[number % teams.len()])),
            sport: Some(Some(Sport::ALL[number % Sport::ALL.len()])),
            region: Some(["North", "South", "East", "West"][number % 4]),
            ..account::Change::default()
        };
        actors.push(account::update(ctx, &Actor::HOST, made.id, change).await?.actor());
    }
    Ok(actors)
}

async fn seed(place: &Place, posts: usize) -> Result<()> {
    let world = BenchWorld::default();
    let ctx = open(place, world.clone()).await?;
    let film: Vec<u8> = (0..FILM_BYTES).map(|at| (at.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect();
    ctx.objects.put_bytes(FILM_KEY, Bytes::from(film), "video/mp4").await?;
    let athletes = athletes(&ctx).await?;
    let mut last = None;
    for number in 0..posts {
        // Posts lie a minute apart, the last one now.
        world.0.store(i64::try_from(posts - number).unwrap_or_default() * 60_000, Ordering::Relaxed);
        let actor = &athletes[number % athletes.len()];
        let video = video(&ctx, actor, number, number + 1 == posts).await?;
        let caption = format!("{} No {number}", CAPTIONS[number % CAPTIONS.len()]);
        let new = post::NewPost { caption: &caption, alt_text: "An athlete at training", ..post::NewPost::of(video) };
        last = Some(post::publish(&ctx, actor, new).await?.id);
    }
    ctx.db.close().await;
    println!("{}", last.context("no post")?);
    Ok(())
}

/// A video as the ladder leaves it. Only the last has an object: the others are looked at, not played.
async fn video(ctx: &Ctx, actor: &Actor, number: usize, real: bool) -> Result<MediaId> {
    let id = MediaId(ctx.id());
    let mut tx = ctx.db.begin_write(ctx.now()).await?;
    media::insert(&mut tx, id, actor.account, &format!("bench/{number}-original"), 20_000_000).await?;
    media::accept(&mut tx, id, "{}", 12_000, 1080, 1920).await?;
    let poster = Poster {
        width: 1080,
        height: 1920,
        webp_key: format!("{id}-bench/poster.webp"),
        jpeg_key: format!("{id}-bench/poster.jpg"),
        blurhash: "LEHV6nWB2yk8pyo0adR*.7kCMdnj".to_owned(),
    };
    media::set_poster(&mut tx, id, &poster).await?;
    for (rung, short) in [(Rung::P360, 360), (Rung::P480, 480), (Rung::P720, 720), (Rung::P1080, 1080)] {
        let bytes = if real { FILM_BYTES as u64 } else { u64::from(short) * 4_000 };
        let rendition = Rendition {
            rung,
            width: short,
            height: short * 16 / 9,
            bytes,
            bit_rate: bytes * 8 / 12,
            codecs: "avc1.640028,mp4a.40.2".to_owned(),
            sha256: format!("{number:064x}"),
            key: format!("{id}-bench/{short}-{number:032x}.mp4"),
        };
        if real {
            let film = ctx.objects.get_bytes(FILM_KEY).await?;
            ctx.objects.put_bytes(&rendition.key, film, "video/mp4").await?;
        }
        media::put_rendition(&mut tx, id, &rendition).await?;
    }
    media::set_state(&mut tx, id, MediaState::Complete).await?;
    tx.commit().await?;
    Ok(id)
}

async fn viewers(place: &Place, count: usize, views: usize) -> Result<()> {
    let ctx = Arc::new(open(place, BenchWorld::default()).await?);
    let athletes: Vec<_> =
        grandstand_store::account::posters(&mut ctx.begin_read().await?).await?.into_iter().map(|a| a.id).collect();
    let mut people = Vec::new();
    // All at once: they share commits.
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..count {
        let (ctx, athletes) = (Arc::clone(&ctx), athletes.clone());
        tasks.spawn(async move {
            let handle = format!("viewer_{number}");
            let made = account::create(&ctx, &handle, Role::Supporter, &handle, None).await?;
            for turn in 0..5.min(athletes.len()) {
                follow::follow(&ctx, &made.actor(), athletes[(number * 7 + turn * 13) % athletes.len()]).await?;
            }
            let token = session::start(&ctx, made.id, SessionKind::Token, "bench").await?;
            anyhow::Ok((number, handle, token, made.actor()))
        });
    }
    while let Some(made) = tasks.join_next().await {
        people.push(made??);
    }
    people.sort_by_key(|person| person.0);
    // Players tell what was watched of films that the views know.
    grandstand_app::views::load(&ctx).await?;
    let films = ctx.views.discover(&Filter::default(), &Viewer::anyone(), None, 100);
    let mut posts: Vec<PostId> = films.cards.iter().map(|card| card.id).collect();
    let mut after = films.next;
    while posts.len() < 2_000
        && let Some(next) = after
    {
        let page = ctx.views.discover(&Filter::default(), &Viewer::anyone(), Some(next), 100);
        posts.extend(page.cards.iter().map(|card| card.id));
        after = page.next;
    }
    for (number, handle, token, actor) in people {
        // A taste: most films lie close to one place in the catalogue.
        let watch = |turn: usize| Watch {
            post: posts[(number * 37 + turn * turn * 3) % posts.len()],
            watched_ms: u32::try_from(turn % 7).unwrap_or(0) * 2_000 + 500,
            completed: turn.is_multiple_of(3),
            surface: Surface::Discover,
        };
        for batch in (0..views).collect::<Vec<_>>().chunks(BATCH_MOST) {
            let batch: Vec<Watch> = batch.iter().map(|turn| watch(*turn)).collect();
            grandstand_app::watch::take(&ctx, Some(&actor), Origin::default(), &batch).await?;
        }
        println!("{handle} {token}");
    }
    ctx.db.close().await;
    Ok(())
}

/// Each client takes turns: a cheer, a comment, a follow, each by an account that has not met a rate limit yet.
async fn writes(place: &Place, clients: &[usize], how_long: Duration) -> Result<()> {
    let ctx = Arc::new(open(place, BenchWorld::default()).await?);
    let athletes = Arc::new(athletes(&ctx).await?);
    let mut posts: Vec<PostId> = Vec::new();
    for (number, actor) in athletes.iter().enumerate().take(100) {
        let video = video(&ctx, actor, number, false).await?;
        posts.push(post::publish(&ctx, actor, post::NewPost::of(video)).await?.id);
    }
    // As in a server: an answer waits until the views show what was written.
    let following = tokio::spawn(grandstand_app::views::run(Arc::clone(&ctx)));
    ctx.views.ready().await;
    let (posts, next) = (Arc::new(posts), Arc::new(AtomicU64::new(0)));
    for clients in clients {
        let rate = act(&ctx, &athletes, &posts, &next, *clients, how_long).await;
        println!("{clients} {rate}");
    }
    following.abort();
    ctx.db.close().await;
    Ok(())
}

/// So many clients at once, until the time is over; how many acts a second were answered.
async fn act(
    ctx: &Arc<Ctx>,
    athletes: &Arc<Vec<Actor>>,
    posts: &Arc<Vec<PostId>>,
    next: &Arc<AtomicU64>,
    clients: usize,
    how_long: Duration,
) -> u128 {
    let done = Arc::new(AtomicU64::new(0));
    let end = Instant::now() + how_long;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..clients {
        let (ctx, athletes, posts) = (Arc::clone(ctx), Arc::clone(athletes), Arc::clone(posts));
        let (done, next) = (Arc::clone(&done), Arc::clone(next));
        tasks.spawn(async move {
            while Instant::now() < end {
                let turn = usize::try_from(next.fetch_add(1, Ordering::Relaxed)).unwrap_or_default();
                let (lap, who) = (turn / athletes.len(), &athletes[turn % athletes.len()]);
                let on = posts[(turn + lap * 7) % posts.len()];
                let wrote = match lap % 3 {
                    0 => cheer::cheer(&ctx, who, on).await.map(drop),
                    1 => comment::write(&ctx, who, on, None, "Run like the wind!").await.map(drop),
                    _ => follow::follow(&ctx, who, athletes[(turn + 1 + lap) % athletes.len()].account).await.map(drop),
                };
                if wrote.is_ok() {
                    done.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
    }
    let started = Instant::now();
    while tasks.join_next().await.is_some() {}
    u128::from(done.load(Ordering::Relaxed)) * 1000 / started.elapsed().as_millis().max(1)
}
