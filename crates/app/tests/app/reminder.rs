//! Reminders, letters about bookings and the links in letters: what people would lose if they were reminded twice, not at all,
//! or of what is not theirs, and if a link did more than it says.

use std::{net::IpAddr, sync::Arc};

use grandstand_app::{
    AppError, Ctx, booking,
    booking::{Wish, book},
    jobs,
    leave::{self, Standing, What},
    push::{self, Said, Told, Voice},
    throttle::Origin,
    workshop::{desk, seat},
};
use grandstand_domain::{
    account::Actor,
    id::RosterEntryId,
    notification::NotificationKind,
    push::Choice,
    time::{DAY, HOUR, MINUTE, UnixMillis},
    workshop::SeatState,
};
use grandstand_store as store;
use grandstand_testkit::{MailServer, Scratch, both_databases, own_address};

use crate::{
    booking::{House, wish},
    server_with_mail,
    workshop::{Office, SOON},
};

/// Says the key and every value, a line each.
struct Listed;

impl Voice for Listed {
    fn say(&self, told: &Told<'_>) -> Said {
        Said { title: told.kind.as_str().to_owned(), page: String::new(), icon: String::new() }
    }

    fn words(&self, _language: &str, key: &str, values: &[(&'static str, String)]) -> String {
        let lines: Vec<String> = values.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("{key}\n{}", lines.join("\n"))
    }
}

/// How often someone was told of each kind.
async fn told(ctx: &Ctx, who: &Actor, kind: NotificationKind) -> usize {
    let mut tx = ctx.begin_read().await.unwrap();
    let found = store::notification::latest(&mut tx, who.account, UnixMillis(i64::MAX), 100).await.unwrap();
    found.iter().filter(|n| n.kind == kind).count()
}

/// Lets the workers of two servers look at once, over and over.
async fn both(one: &Ctx, other: &Ctx) {
    for _ in 0..2 {
        let (first, second) = tokio::join!(jobs::drain(one), jobs::drain(other));
        first.unwrap();
        second.unwrap();
    }
}

/// An office with a mail server, and a second server on the same database.
async fn two_servers(scratch: &Scratch, athletes: usize) -> (Office, Arc<Ctx>, MailServer) {
    let mut office = Office::new(scratch, athletes).await;
    let post = MailServer::start().await;
    office.ctx = Arc::new(server_with_mail(scratch, &office.world, post.port).await);
    office.ctx.speak_with(Listed);
    let other = Arc::new(server_with_mail(scratch, &office.world, post.port).await);
    other.speak_with(Listed);
    jobs::ensure_reminders(&office.ctx).await.unwrap();
    jobs::ensure_reminders(&other).await.unwrap();
    (office, other, post)
}

async fn with_address(office: &Office, athlete: usize) -> Actor {
    let actor = office.claimed(athlete).await;
    own_address(&office.ctx, &actor, &format!("ada{athlete}@team.example")).await;
    actor
}

async fn seat_of(
    office: &Office,
    workshop: grandstand_domain::id::WorkshopId,
    entry: RosterEntryId,
) -> store::seat::Seat {
    let mut tx = office.ctx.begin_read().await.unwrap();
    store::seat::find(&mut tx, workshop, entry).await.unwrap().unwrap()
}

const DAY_BEFORE: NotificationKind = NotificationKind::WorkshopDay;
const HOUR_BEFORE: NotificationKind = NotificationKind::WorkshopHour;
/// Of a place.
const HERE: Origin = Origin(Some(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST)));

both_databases! {
    /// A day before with a letter and an hour before without, each once whoever looks, and anew when it has moved.
    async fn a_workshop_is_reminded_of_exactly_once(scratch) {
        let (office, other, post) = two_servers(&scratch, 1).await;
        let course = office.course("Captions", []).await;
        let workshop = office.workshop(course, 0, 3, &[]).await;
        let ada = with_address(&office, 1).await;
        seat::join(&office.ctx, &ada, workshop, office.entries[0]).await.unwrap();
        both(&office.ctx, &other).await;
        post.take();
        let counts = async || (told(&office.ctx, &ada, DAY_BEFORE).await, told(&office.ctx, &ada, HOUR_BEFORE).await);

        office.world.advance(SOON - DAY - 2 * MINUTE);
        both(&office.ctx, &other).await;
        assert_eq!(counts().await, (0, 0), "before its time");
        office.world.advance(3 * MINUTE);
        both(&office.ctx, &other).await;
        office.world.advance(HOUR);
        both(&office.ctx, &other).await;
        assert_eq!(counts().await, (1, 0));
        let letters = post.take();
        assert_eq!(letters.len(), 1, "{letters:?}");
        assert!(letters[0].text.contains("course=Captions") && letters[0].text.contains("/leave/seat/"), "{letters:?}");

        office.move_by(workshop, 3 * DAY).await;
        both(&office.ctx, &other).await;
        post.take();
        assert_eq!(counts().await, (1, 0), "it is days away again");
        office.world.advance(3 * DAY);
        both(&office.ctx, &other).await;
        assert_eq!((counts().await, post.take().len()), ((2, 0), 1), "moved, it is reminded of anew");
        office.world.advance(22 * HOUR + 10 * MINUTE);
        both(&office.ctx, &other).await;
        both(&office.ctx, &other).await;
        assert_eq!((counts().await, post.take().len()), ((2, 1), 0));
        office.world.advance(DAY);
        both(&office.ctx, &other).await;
        assert_eq!(counts().await, (2, 1), "nothing after it");
    }

    /// Nobody is reminded of what is not theirs any more, of what they know just now, or against their choice.
    async fn nobody_is_reminded_of_what_is_not_theirs(scratch) {
        let (office, other, post) = two_servers(&scratch, 4).await;
        let course = office.course("Captions", []).await;
        let stands = office.workshop(course, 0, 5, &[]).await;
        let off = office.workshop(course, 120, 5, &[]).await;
        let mut people = Vec::new();
        for n in 1..=4 {
            people.push(with_address(&office, n).await);
        }
        for n in [0, 1] {
            seat::join(&office.ctx, &people[n], stands, office.entries[n]).await.unwrap();
        }
        seat::join(&office.ctx, &people[2], off, office.entries[2]).await.unwrap();
        seat::leave(&office.ctx, &people[0], seat_of(&office, stands, office.entries[0]).await.id).await.unwrap();
        desk::cancel(&office.ctx, &office.staff, off).await.unwrap();
        let silent = Choice { silent: vec![DAY_BEFORE], ..Choice::default() };
        push::choose(&office.ctx, &people[1], silent).await.unwrap();
        both(&office.ctx, &other).await;
        post.take();
        office.world.advance(SOON - 20 * HOUR);
        seat::join(&office.ctx, &people[3], stands, office.entries[3]).await.unwrap();
        both(&office.ctx, &other).await;
        for (n, who) in people.iter().enumerate() {
            assert_eq!(told(&office.ctx, who, DAY_BEFORE).await, 0, "athlete {n}");
        }
        assert_eq!(post.take().len(), 1, "only the letter of the seat that was taken just now");
        office.world.advance(19 * HOUR + MINUTE);
        both(&office.ctx, &other).await;
        let mut hours = Vec::new();
        for who in &people {
            hours.push(told(&office.ctx, who, HOUR_BEFORE).await);
        }
        assert_eq!(hours, [0, 1, 0, 1], "who said no to a day's word still has the hour's");
    }

    /// A server that was away sends what is still of use, and nothing after the beginning.
    async fn a_late_reminder_is_sent_while_it_is_of_use(scratch) {
        let (office, other, _post) = two_servers(&scratch, 2).await;
        let course = office.course("Captions", []).await;
        let (soon, over) = (office.workshop(course, 60, 5, &[]).await, office.workshop(course, 0, 5, &[]).await);
        let (ada, bo) = (office.claimed(1).await, office.claimed(2).await);
        seat::join(&office.ctx, &ada, soon, office.entries[0]).await.unwrap();
        seat::join(&office.ctx, &bo, over, office.entries[1]).await.unwrap();
        both(&office.ctx, &other).await;
        office.world.advance(SOON + 10 * MINUTE);
        both(&office.ctx, &other).await;
        assert_eq!((told(&office.ctx, &ada, DAY_BEFORE).await, told(&office.ctx, &ada, HOUR_BEFORE).await), (0, 1));
        assert_eq!((told(&office.ctx, &bo, DAY_BEFORE).await, told(&office.ctx, &bo, HOUR_BEFORE).await), (0, 0));
        // A clock that was a week ahead and was put right: who was reminded is not reminded again, and the job does not sleep.
        office.world.advance(7 * DAY);
        both(&office.ctx, &other).await;
        office.world.advance(-7 * DAY);
        jobs::ensure_reminders(&office.ctx).await.unwrap();
        let next = store::job::run_at(&mut office.ctx.begin_read().await.unwrap(), "remind").await.unwrap();
        assert!(next.unwrap() <= office.ctx.now(), "it would sleep for a week");
        both(&office.ctx, &other).await;
        assert_eq!(told(&office.ctx, &ada, HOUR_BEFORE).await, 1);
    }

    /// An hour before a booking, once, and anew when it was moved.
    async fn a_booking_is_reminded_of_an_hour_before(scratch) {
        let house = House::new(&scratch).await;
        let people = house.athletes(2).await;
        jobs::ensure_reminders(&house.ctx).await.unwrap();
        let id = house.try_book(&people[0], house.slot(1, 16, 30)).await.unwrap();
        let gone = house.try_book(&people[1], house.slot(1, 17, 30)).await.unwrap();
        booking::cancel(&house.ctx, &people[1], gone).await.unwrap();
        let counts = async || {
            jobs::drain(&house.ctx).await.unwrap();
            let kind = NotificationKind::BookingHour;
            (told(&house.ctx, &people[0], kind).await, told(&house.ctx, &people[1], kind).await)
        };
        assert_eq!(counts().await, (0, 0));
        house.world.advance(HOUR + MINUTE);
        assert_eq!(counts().await, (1, 0));
        booking::move_to(&house.ctx, &house.desk, id, house.studio, house.slot(1, 17, 30)).await.unwrap();
        assert_eq!(told(&house.ctx, &people[0], NotificationKind::Booking).await, 1, "the desk moved it");
        house.world.advance(2 * MINUTE);
        assert_eq!(counts().await, (1, 0));
        house.world.advance(HOUR);
        assert_eq!(counts().await, (2, 0));
    }

    /// A booking goes into the calendar of whom it is for, moves there, and goes out of it; the desk's calendar stays empty.
    async fn a_booking_goes_into_the_calendar_and_out_of_it(scratch) {
        let mut house = House::new(&scratch).await;
        let people = house.athletes(1).await;
        let post = MailServer::start().await;
        house.ctx = Arc::new(server_with_mail(&scratch, &house.world, post.port).await);
        for (who, address) in [(&people[0], "ada@team.example"), (&house.desk, "desk@team.example")] {
            own_address(&house.ctx, who, address).await;
        }
        let wanted = Wish { whom: Some(people[0].account), ..wish(house.studio, house.slot(1, 16, 30)) };
        let id = book(&house.ctx, &house.desk, wanted).await.unwrap().id;
        house.world.advance(2_000);
        booking::move_to(&house.ctx, &people[0], id, house.studio, house.slot(1, 15, 30)).await.unwrap();
        house.world.advance(HOUR + 20 * MINUTE);
        // Fifteen minutes after it began nobody was there.
        jobs::drain(&house.ctx).await.unwrap();
        let there = Wish { whom: Some(people[0].account), is_there: true, ..wish(house.studio, house.slot(1, 17, 30)) };
        book(&house.ctx, &house.desk, there).await.unwrap();
        jobs::drain(&house.ctx).await.unwrap();
        let mut letters: Vec<(u32, String, String, String)> = (post.take().iter())
            .map(|letter| {
                assert_eq!(letter.to, ["ada@team.example"]);
                let line = |name: &str| letter.text.lines().find_map(|l| l.strip_prefix(name)).unwrap().to_owned();
                assert_eq!(line("UID:"), format!("booking-{id}@localhost"));
                (line("SEQUENCE:").parse().unwrap(), line("METHOD:"), line("STATUS:"), line("DTSTART:"))
            })
            .collect();
        letters.sort_unstable();
        let said: Vec<(&str, &str)> = letters.iter().map(|l| (l.1.as_str(), &l.3[8..13])).collect();
        assert_eq!(said, [("REQUEST", "T1400"), ("REQUEST", "T1300"), ("CANCEL", "T1300")], "{letters:?}");
        assert!(letters.windows(2).all(|pair| pair[0].0 < pair[1].0), "a calendar ignores what is not newer: {letters:?}");
        assert_eq!(letters[2].2, "CANCELLED");
    }

    /// The link in a letter gives back that seat, when it is pressed and not when it is looked at, and nothing else ever.
    async fn a_link_gives_back_one_seat_and_does_nothing_else(scratch) {
        let (office, other, post) = two_servers(&scratch, 2).await;
        let ctx = &office.ctx;
        let course = office.course("Captions", []).await;
        let workshop = office.workshop(course, 0, 1, &[]).await;
        let (ada, bo) = (with_address(&office, 1).await, with_address(&office, 2).await);
        seat::join(ctx, &ada, workshop, office.entries[0]).await.unwrap();
        seat::join(ctx, &bo, workshop, office.entries[1]).await.unwrap();
        both(ctx, &other).await;
        let text = post.take().remove(0).text.replace("=\r\n", "").replace("=3D", "=");
        let address = text.lines().find_map(|l| l.strip_prefix("leave=http://localhost:8400/leave/seat/")).unwrap();
        let (id, secret) = address.trim().split_once('/').unwrap();
        let what = What::read("seat", id).unwrap();
        for _ in 0..3 {
            assert_eq!(leave::open(ctx, HERE, what, secret).await.unwrap().standing, Standing::Theirs);
        }
        assert_eq!(office.states(workshop).await, [SeatState::Placed, SeatState::Waiting], "looking did something");
        let others = What::Seat(seat_of(&office, workshop, office.entries[1]).await.id);
        for (what, secret) in [(others, secret), (what, &secret[..31]), (what, &secret.replace(&secret[..1], "x"))] {
            let refused = leave::leave(ctx, HERE, what, secret).await;
            assert!(matches!(refused, Err(AppError::NotFound)), "{refused:?}");
        }
        office.world.advance(10 * MINUTE);
        leave::leave(ctx, HERE, what, secret).await.unwrap();
        leave::leave(ctx, HERE, what, secret).await.unwrap();
        assert_eq!(office.states(workshop).await, [SeatState::Left, SeatState::Offered], "the next was asked");
        assert_eq!(office.counted(workshop).await, 1);
        both(ctx, &other).await;
        assert!(post.take().iter().any(|l| l.text.contains("METHOD:CANCEL")), "it stays in the calendar");
        assert_eq!(leave::open(ctx, HERE, what, secret).await.unwrap().standing, Standing::GivenBack);

        // Taken again it is another seat, of which an old letter's link knows nothing.
        seat::leave(ctx, &bo, seat_of(&office, workshop, office.entries[1]).await.id).await.unwrap();
        seat::join(ctx, &ada, workshop, office.entries[0]).await.unwrap();
        let old = leave::leave(ctx, HERE, what, secret).await;
        assert!(matches!(old, Err(AppError::NotFound)), "{old:?}");
        both(ctx, &other).await;
        let text = post.take().remove(0).text.replace("=\r\n", "").replace("=3D", "=");
        let address = text.lines().find_map(|l| l.strip_prefix("leave=http://localhost:8400/leave/seat/")).unwrap();
        let secret = address.trim().split_once('/').unwrap().1;
        office.world.advance(SOON);
        leave::leave(ctx, HERE, what, secret).await.unwrap();
        assert_eq!(leave::open(ctx, HERE, what, secret).await.unwrap().standing, Standing::Begun);
        assert_eq!(seat_of(&office, workshop, office.entries[0]).await.state, SeatState::Placed);
        let mut refused = 0;
        for _ in 0..40 {
            refused += usize::from(matches!(leave::open(ctx, HERE, what, "0").await, Err(AppError::TooMany { .. })));
        }
        assert!(refused > 5, "nobody counts how often it is tried");
    }
}
