//! Everyone who listens on this server, and the one task that tells them: it follows the news of the log while there is
//! anyone, and ends with the last of them.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use grandstand_app::{
    AppError, session,
    throttle::Origin,
    views::{News, Told},
};
use grandstand_domain::{
    id::{self, AccountId},
    time::{SECOND, UnixMillis},
};
use grandstand_store::notification::{self, Notification};
use tokio::{
    sync::{OnceCell, broadcast, mpsc},
    time::{Instant, MissedTickBehavior, interval, sleep_until},
};
use tokio_util::sync::CancellationToken;

use crate::{error::WebError, state::Web};

/// Events that one connection may be behind.
pub(super) const ROOM: usize = 64;
/// How often it is asked whether a token may have been revoked.
const LOOK: Duration = Duration::from_millis(500);
/// Between two looks for notifications at least.
const PACE: Duration = Duration::from_millis(100);
/// How long a notification may lie between the making of its id and its commit and still be seen.
const LATE: i64 = 10 * SECOND;
/// Notifications read at once.
const PAGE: i64 = 500;
/// How long to wait before asking for another connection.
const WAIT_S: u64 = 60;

/// What a connection is told.
#[derive(Clone)]
pub(super) enum Event {
    /// A status came or changed.
    Status(Arc<StatusNews>),
    /// A status went, as the log's news have it.
    Gone(Arc<News>),
    /// The reader was notified.
    Notified(Arc<Notification>),
    /// What the reader wants to see changed; perhaps their filters.
    Wishes {
        /// Whether it was their filters.
        filters: bool,
    },
    /// Some token was revoked: perhaps this one.
    Recheck,
}

/// A status that came or changed, written out once for everyone for whom nothing of it is their own.
pub(super) struct StatusNews {
    pub(super) id: i64,
    pub(super) edited: bool,
    pub(super) was_public: bool,
    pub(super) shared: OnceCell<Option<Arc<str>>>,
}

/// Who listens.
#[derive(Default)]
pub(crate) struct Hub {
    /// Ends every stream: the server stops.
    pub(crate) stop: CancellationToken,
    seats: Mutex<Seats>,
}

#[derive(Default)]
struct Seats {
    taken: HashMap<u64, Taken>,
    of_account: HashMap<AccountId, Vec<u64>>,
    of_place: HashMap<String, u32>,
    last: u64,
    is_followed: bool,
}

struct Taken {
    account: AccountId,
    place: String,
    tell: mpsc::Sender<Event>,
}

/// A connection's place among the others; given up when dropped.
pub(super) struct Seat {
    web: Web,
    number: u64,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.web.streams.lock().give_up(self.number);
    }
}

/// Takes a place, unless the account, the network place or the server has as many as it may.
pub(super) fn join(web: &Web, account: AccountId, origin: Origin) -> Result<(Seat, mpsc::Receiver<Event>), AppError> {
    let (tell, heard) = mpsc::channel(ROOM);
    let place = origin.place();
    let settings = &web.settings;
    let mut seats = web.streams.lock();
    let of_account = seats.of_account.get(&account).map_or(0, Vec::len);
    let of_place = seats.of_place.get(&place).copied().unwrap_or(0);
    let full = of_account >= settings.streams_per_account as usize
        || of_place >= settings.streams_per_place
        || seats.taken.len() >= settings.streams as usize;
    if full {
        return Err(AppError::TooMany { retry_after_s: WAIT_S });
    }
    seats.last += 1;
    let number = seats.last;
    seats.of_account.entry(account).or_default().push(number);
    *seats.of_place.entry(place.clone()).or_default() += 1;
    seats.taken.insert(number, Taken { account, place, tell });
    seats.count();
    if !std::mem::replace(&mut seats.is_followed, true) {
        let notes = Notes { since: web.ctx.now(), seen: HashSet::new() };
        tokio::spawn(follow(web.clone(), web.ctx.views.listen(), notes));
    }
    drop(seats);
    Ok((Seat { web: web.clone(), number }, heard))
}

impl Hub {
    fn lock(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seats {
    fn give_up(&mut self, number: u64) {
        let Some(taken) = self.taken.remove(&number) else { return };
        if let Some(own) = self.of_account.get_mut(&taken.account) {
            own.retain(|known| *known != number);
            if own.is_empty() {
                self.of_account.remove(&taken.account);
            }
        }
        if let Some(count) = self.of_place.get_mut(&taken.place) {
            *count -= 1;
            if *count == 0 {
                self.of_place.remove(&taken.place);
            }
        }
        self.count();
    }

    fn count(&self) {
        metrics::gauge!("streams_open").set(f64::from(u32::try_from(self.taken.len()).unwrap_or(u32::MAX)));
    }

    /// Tells these; who has no room is closed by losing their place.
    fn tell(&mut self, numbers: Vec<u64>, event: &Event) {
        for number in numbers {
            if self.taken.get(&number).is_some_and(|taken| taken.tell.try_send(event.clone()).is_err()) {
                metrics::counter!("streams_too_slow_total").increment(1);
                self.give_up(number);
            }
        }
    }

    fn tell_all(&mut self, event: &Event) {
        self.tell(self.taken.keys().copied().collect(), event);
    }

    fn tell_one(&mut self, account: AccountId, event: &Event) {
        self.tell(self.of_account.get(&account).cloned().unwrap_or_default(), event);
    }
}

/// Which notifications were told already.
struct Notes {
    since: UnixMillis,
    seen: HashSet<i64>,
}

async fn follow(web: Web, mut news: broadcast::Receiver<Told>, mut notes: Notes) {
    let mut look = interval(LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut generation = None;
    let (mut notified, mut calm_until) = (false, Instant::now());
    loop {
        tokio::select! {
            heard = news.recv() => {
                let Ok(told) = heard else {
                    // Too far behind to tell what happened: everyone comes back and reads it.
                    let mut seats = web.streams.lock();
                    *seats = Seats { last: seats.last, ..Seats::default() };
                    return;
                };
                notified |= tell(&web, &told);
            }
            () = sleep_until(calm_until), if notified => {
                notified = false;
                calm_until = Instant::now() + PACE;
                if let Err(error) = notes.tell(&web).await {
                    tracing::warn!(error = %error.0, "notifications could not be read for streams");
                    notified = true;
                    calm_until = Instant::now() + Duration::from_secs(1);
                }
            }
            _ = look.tick() => {
                // When it cannot be asked, everyone asks for themselves, and is closed if that fails too.
                let now = session::generation(&web.ctx).await.ok();
                let mut seats = web.streams.lock();
                if seats.taken.is_empty() {
                    seats.is_followed = false;
                    return;
                }
                if now.is_none() || now != generation {
                    seats.tell_all(&Event::Recheck);
                }
                generation = now;
            }
        }
    }
}

/// Passes news on; says whether someone may have been notified.
fn tell(web: &Web, told: &Told) -> bool {
    let mut notified = false;
    let status = |id: i64, edited: bool, was_public: bool| {
        Event::Status(Arc::new(StatusNews { id, edited, was_public, shared: OnceCell::new() }))
    };
    let of_post = |post| web.ctx.views.status_of(post);
    let mut seats = web.streams.lock();
    for news in told.iter() {
        match news {
            News::Published(post) => {
                if let Some(id) = of_post(*post) {
                    seats.tell_all(&status(id, false, false));
                }
            }
            News::Changed { post, was_public } => {
                if let Some(id) = of_post(*post) {
                    seats.tell_all(&status(id, true, *was_public));
                }
            }
            News::Reblogged(reblog) => seats.tell_all(&status(reblog.0, false, false)),
            News::Gone { .. } => seats.tell_all(&Event::Gone(Arc::new(news.clone()))),
            News::Wishes { who, filters } => seats.tell_one(*who, &Event::Wishes { filters: *filters }),
            News::Notified => notified = true,
        }
    }
    notified
}

impl Notes {
    /// Tells of every notification that was not told yet. Ids sort by the time they were made, not by commit, so the last
    /// seconds are looked through again each time.
    async fn tell(&mut self, web: &Web) -> Result<(), WebError> {
        self.since = self.since.max(web.ctx.now().plus(-LATE));
        let mut after = id::moved_to(0, self.since) - 1;
        self.seen.retain(|known| *known > after);
        loop {
            let found = notification::since(&mut web.ctx.begin_read().await?, after, PAGE).await?;
            let full = i64::try_from(found.len()).unwrap_or(0) == PAGE;
            for (account, row) in found {
                after = row.id.0;
                if self.seen.insert(row.id.0) {
                    web.streams.lock().tell_one(account, &Event::Notified(Arc::new(row)));
                }
            }
            if !full {
                return Ok(());
            }
        }
    }
}
