//! Bookings: what athletes and the desk would lose if a space were given twice, at the wrong time or to the wrong person.

use std::{sync::Arc, time::Instant};

use grandstand_app::{
    AppError, Ctx, account,
    booking::{self, Wish, book},
    crew, jobs, kit, organisation, space,
};
use grandstand_domain::{
    account::{Actor, Role},
    booking::{BookingState, Slot},
    id::{AccountId, BookingId, KitId, OrganisationId, SpaceId},
    notification::NotificationKind,
    organisation::OrganisationKind,
    time::{HOUR, MINUTE, UnixMillis},
};
use grandstand_store as store;
use grandstand_testkit::{Scratch, TestWorld, both_databases};

use crate::server;

/// A House in Paris: a studio that is open from nine to six and through Saturday night, staff, athletes on its roster.
pub(crate) struct House {
    pub(crate) ctx: Arc<Ctx>,
    pub(crate) world: TestWorld,
    pub(crate) whose: OrganisationId,
    pub(crate) desk: Actor,
    pub(crate) studio: SpaceId,
}

const OPEN: &str = "09:00-18:00";

fn form<'a>(name: &'a str, zone: &'a str) -> space::Form<'a> {
    space::Form {
        name,
        kind: "studio",
        zone,
        opening: [OPEN, OPEN, OPEN, OPEN, OPEN, "20:00-06:00", ""],
        holds: ["", "", "", "12:00-13:00 Press", "", "", ""],
        before: "0",
        after: "10",
        longest: "120",
        ahead: "14",
        release: "15",
        ..space::Form::default()
    }
}

impl House {
    /// The clock stands at Wednesday 2026-07-01, 14:00 in Paris.
    pub(crate) async fn new(scratch: &Scratch) -> Self {
        let world = TestWorld::default();
        let ctx = Arc::new(server(scratch, &world).await);
        let said = organisation::Form {
            name: "Albany",
            kind: OrganisationKind::Noc,
            noc: "ALB",
            colour: "#0d3b8c".parse().unwrap(),
        };
        let whose = organisation::create(&ctx, &Actor::HOST, "albany", said).await.unwrap().id;
        let staff = account::create(&ctx, "desk", Role::Staff, "Desk", None).await.unwrap();
        let join = account::Change { organisation: Some(Some(whose)), ..account::Change::default() };
        account::update(&ctx, &Actor::HOST, staff.id, join).await.unwrap();
        let desk = Actor { organisation: Some(whose), ..staff.actor() };
        let studio = space::create(&ctx, &desk, whose, form("Studio", "Europe/Paris")).await.unwrap().id;
        Self { ctx, world, whose, desk, studio }
    }

    /// Somebody whom no roster names.
    pub(crate) async fn person(&self, handle: &str, role: Role) -> Actor {
        account::create(&self.ctx, handle, role, "", None).await.unwrap().actor()
    }

    /// An athlete whom the team's roster names.
    pub(crate) async fn athletes(&self, count: usize) -> Vec<Actor> {
        let mut lines = "code,name,noc,discipline\n".to_owned();
        for number in 1..=count {
            lines.push_str(&format!("{},LARK Ada{number},ALB,ATH\n", 4_000_000 + number));
        }
        let file = grandstand_app::import::Import {
            kind: grandstand_app::import::Kind::Roster,
            bytes: lines.into_bytes(),
            organisation: Some("albany".to_owned()),
            games: "harbour2028".to_owned(),
            zone: None,
            correct: false,
            replace: false,
        };
        grandstand_app::import::import(&self.ctx, &Actor::HOST, &file).await.unwrap();
        let mut people = Vec::new();
        for number in 1..=count {
            self.world.advance(1);
            let made = account::create(&self.ctx, &format!("ada{number}"), Role::Athlete, "Ada", None).await.unwrap();
            people.push(made.actor());
        }
        let mut tx = self.ctx.db.begin_write(self.ctx.now()).await.unwrap();
        let games = store::games::by_slug(&mut tx, "harbour2028").await.unwrap().unwrap().id;
        let entries = store::roster::of_organisation(&mut tx, self.whose, games).await.unwrap();
        for (entry, person) in entries.iter().zip(&people) {
            store::roster::claim(&mut tx, entry.id, Some(person.account)).await.unwrap();
        }
        tx.commit().await.unwrap();
        people
    }

    /// A slot of this week or later, by day of July 2026 and time of day in Paris.
    pub(crate) fn slot(&self, day: i64, hour: i64, minutes: i64) -> Slot {
        let midnight = self.ctx.now().0.div_euclid(24 * HOUR) * 24 * HOUR - 2 * HOUR;
        let from = UnixMillis(midnight + (day - 1) * 24 * HOUR + hour * HOUR);
        Slot::new(from, from.plus(minutes * MINUTE)).unwrap()
    }

    pub(crate) async fn try_book(&self, who: &Actor, slot: Slot) -> Result<BookingId, AppError> {
        book(&self.ctx, who, wish(self.studio, slot)).await.map(|made| made.id)
    }

    async fn state(&self, id: BookingId) -> BookingState {
        booking::one(&self.ctx, &self.desk, id).await.unwrap().booking.state
    }
}

pub(crate) fn wish<'a>(space: SpaceId, slot: Slot) -> Wish<'a> {
    Wish { space, whom: None, guest: None, slot, kit: &[], crew: false, is_there: false }
}

#[expect(clippy::print_stdout, reason = "a figure that whoever runs the test reads")]
fn say(figure: &str) {
    println!("bookings under contention: {figure}");
}

/// The keys of what stood in the way.
pub(crate) fn why<T: std::fmt::Debug>(result: Result<T, AppError>) -> Vec<&'static str> {
    match result.unwrap_err() {
        AppError::Invalid(invalid) => invalid.0.iter().map(|fault| fault.key).collect(),
        AppError::Conflict(key) => vec![key],
        AppError::Forbidden => vec!["forbidden"],
        AppError::NotFound => vec!["not-found"],
        other => panic!("{other}"),
    }
}

both_databases! {
    async fn the_rules_of_a_space_hold_for_whoever_books_it(scratch) {
        let house = House::new(&scratch).await;
        let ada = house.athletes(1).await[0];
        let slot = |day, hour, minutes| house.slot(day, hour, minutes);
        assert_eq!(why(house.try_book(&ada, slot(3, 8, 120)).await), ["booking-closed"]);
        assert_eq!(why(house.try_book(&ada, slot(5, 12, 60)).await), ["booking-closed"], "on Sundays");
        assert_eq!(why(house.try_book(&ada, slot(2, 11, 90)).await), ["booking-held"]);
        assert_eq!(why(house.try_book(&ada, slot(3, 13, 150)).await), ["booking-too-long"]);
        assert_eq!(why(house.try_book(&ada, slot(17, 9, 60)).await), ["booking-too-far"]);
        assert_eq!(why(house.try_book(&ada, slot(1, 9, 60)).await), ["booking-past"]);
        house.try_book(&ada, slot(4, 23, 120)).await.unwrap();
        house.try_book(&house.desk, slot(3, 13, 180)).await.unwrap();
        // Somebody else's athletes, and people without a team, find no such space.
        let stranger = house.person("stranger", Role::Athlete).await;
        assert_eq!(why(house.try_book(&stranger, slot(3, 9, 60)).await), ["forbidden"]);
        assert!(space::usable(&house.ctx, &stranger).await.unwrap().is_empty());
        assert_eq!(space::usable(&house.ctx, &ada).await.unwrap().len(), 1);
        assert_eq!(why(booking::sheet(&house.ctx, &stranger, house.studio, None, 60).await), ["not-found"]);
        let for_them = Wish { whom: Some(stranger.account), ..wish(house.studio, slot(3, 9, 60)) };
        assert_eq!(why(book(&house.ctx, &house.desk, for_them).await), ["booking-not-theirs"]);
        let for_ada = Wish { whom: Some(ada.account), ..wish(house.studio, slot(3, 9, 60)) };
        assert_eq!(why(book(&house.ctx, &stranger, for_ada).await), ["forbidden"]);
        book(&house.ctx, &house.desk, for_ada).await.unwrap();
        assert_eq!(booking::mine(&house.ctx, &ada).await.unwrap().len(), 2);
    }

    /// In Paris the clocks go from 03:00 back to 02:00 on 2026-10-25: a Saturday night is an hour longer, and the hour that
    /// is shown twice can be booked twice, once each.
    async fn the_hour_that_is_shown_twice_is_two_hours(scratch) {
        let house = House::new(&scratch).await;
        let ada = house.athletes(1).await[0];
        house.world.advance(112 * 24 * HOUR);
        let night = UnixMillis(1_792_886_400_000); // 2026-10-25T00:00:00Z, 02:00 in Paris
        let hour = |number: i64| Slot::new(night.plus(number * HOUR), night.plus(number * HOUR + 45 * MINUTE)).unwrap();
        let (first, second) = (hour(0), hour(1));
        house.try_book(&ada, first).await.unwrap();
        house.try_book(&ada, second).await.unwrap();
        assert_eq!(why(house.try_book(&house.desk, first).await), ["booking-taken"]);
        let last = Slot::new(night.plus(4 * HOUR), night.plus(5 * HOUR)).unwrap();
        house.try_book(&ada, last).await.unwrap();
        let closed = Slot::new(night.plus(5 * HOUR), night.plus(6 * HOUR)).unwrap();
        assert_eq!(why(house.try_book(&ada, closed).await), ["booking-closed"], "06:00 in winter time");
    }

    /// Two hundred people press the last button at once. One has it, everyone else is told so, and nobody is told anything
    /// else; then as many again book what is left. The figure is of a development build.
    async fn two_hundred_people_and_one_last_slot(scratch) {
        let house = House::new(&scratch).await;
        let people = house.athletes(200).await;
        let begun = Instant::now();
        let slot = house.slot(3, 9, 60);
        let all: Vec<_> = people.iter().map(|who| {
            let (ctx, studio, who) = (Arc::clone(&house.ctx), house.studio, *who);
            tokio::spawn(async move { book(&ctx, &who, wish(studio, slot)).await })
        }).collect();
        let (mut won, mut told) = (0, 0);
        for one in all {
            match one.await.unwrap() {
                Ok(_) => won += 1,
                Err(AppError::Conflict("booking-taken")) => told += 1,
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!((won, told), (1, 199));
        let took = begun.elapsed();
        say(&format!("200 for one slot in {took:?}, {:.0} a second, 1 made", 200.0 / took.as_secs_f64()));

        // Every quarter of an hour of three days, wanted by everyone.
        let begun = Instant::now();
        let mut made = Vec::new();
        let slots: Vec<Slot> = [6, 7, 8].into_iter().flat_map(|day| (0..36).map(move |quarter| (day, quarter)))
            .map(|(day, quarter)| Slot { from: house.slot(day, 9, 15).from.plus(quarter * 15 * MINUTE), until: house.slot(day, 9, 15).until.plus(quarter * 15 * MINUTE) })
            .collect();
        let all: Vec<_> = people.iter().enumerate().map(|(number, who)| {
            let (ctx, studio, who) = (Arc::clone(&house.ctx), house.studio, *who);
            let slot = slots[number * 7 % slots.len()];
            tokio::spawn(async move { book(&ctx, &who, wish(studio, slot)).await })
        }).collect();
        for one in all {
            match one.await.unwrap() {
                Ok(booking) => made.push(booking.slot),
                Err(AppError::Conflict("booking-taken")) => {}
                Err(other) => panic!("{other}"),
            }
        }
        let took = begun.elapsed();
        say(&format!("200 for {} slots in {took:?}, {:.0} a second, {} made", slots.len(), 200.0 / took.as_secs_f64(), made.len()));
        made.sort_unstable();
        assert!(made.len() > 30, "{}", made.len());
        assert!(made.windows(2).all(|pair| pair[1].from.since(pair[0].until) >= 10 * MINUTE), "two met: {made:?}");
    }

    /// Three cameras and forty who want two each, in as many spaces: one has them.
    async fn no_booking_takes_more_kit_than_there_is(scratch) {
        let house = House::new(&scratch).await;
        let people = house.athletes(40).await;
        let camera = kit::create(&house.ctx, &house.desk, house.whose, "Camera", "3").await.unwrap();
        let mut spaces = Vec::new();
        for number in 0..10 {
            let name = format!("Corner {number}");
            spaces.push(space::create(&house.ctx, &house.desk, house.whose, form(&name, "Europe/Paris")).await.unwrap().id);
        }
        let all: Vec<_> = people.iter().enumerate().map(|(number, who)| {
            let (ctx, space, who) = (Arc::clone(&house.ctx), spaces[number % 10], *who);
            let slot = house.slot(3, 9 + i64::try_from(number / 10).unwrap() * 2, 60);
            tokio::spawn(async move { book(&ctx, &who, Wish { kit: &[(camera, 2)], ..wish(space, slot) }).await })
        }).collect();
        let mut won = 0;
        for one in all {
            match one.await.unwrap() {
                Ok(_) => won += 1,
                Err(AppError::Conflict("booking-kit")) => {}
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(won, 4, "one in each of four hours");
        assert_eq!(why(kit::update(&house.ctx, &house.desk, camera, "Camera", "1").await), ["kit-held"]);
        assert_eq!(why(kit::update(&house.ctx, &house.desk, camera, "Camera", "900").await), ["kit-count"]);
        kit::update(&house.ctx, &house.desk, camera, "Camera", "4").await.unwrap();
        assert_eq!(why(kit::remove(&house.ctx, &house.desk, camera).await), ["kit-held"]);
        let elsewhere = Wish { kit: &[(KitId(5), 1)], ..wish(house.studio, house.slot(6, 9, 60)) };
        assert_eq!(why(book(&house.ctx, &people[0], elsewhere).await), ["booking-kit"], "there is no such thing");
    }

    async fn a_booking_goes_its_way_at_the_door_and_at_the_desk(scratch) {
        let house = House::new(&scratch).await;
        let people = house.athletes(2).await;
        let (ada, bo) = (people[0], people[1]);
        let ctx = &house.ctx;
        let shift = house.slot(1, 9, 540);
        crew::create(ctx, &house.desk, house.whose, ("Kim", "Light"), Some(shift)).await.unwrap();
        let camera = kit::create(ctx, &house.desk, house.whose, "Camera", "1").await.unwrap();
        let soon = house.slot(1, 15, 60);
        let with = Wish { kit: &[(camera, 1)], crew: true, ..wish(house.studio, soon) };
        let id = book(ctx, &ada, with).await.unwrap().id;
        let space = space::run_by(&mut ctx.begin_read().await.unwrap(), &house.desk, house.studio).await.unwrap();
        let door = space::secret(ctx, &space, space::Address::Door);
        // Nobody is there a day early, whatever the desk presses.
        let tomorrow = house.try_book(&bo, house.slot(2, 15, 60)).await.unwrap();
        assert_eq!(why(booking::check_in(ctx, &house.desk, tomorrow).await), ["booking-too-early"]);
        booking::cancel(ctx, &bo, tomorrow).await.unwrap();
        // It is two o'clock: a quarter to three is early enough.
        assert_eq!(why(booking::check_in_at_door(ctx, &ada, house.studio, &door).await), ["booking-not-now"]);
        house.world.advance(45 * MINUTE);
        assert_eq!(why(booking::check_in_at_door(ctx, &bo, house.studio, &door).await), ["booking-not-now"]);
        let wrong = space::secret(ctx, &space, space::Address::Wall);
        assert_eq!(why(booking::check_in_at_door(ctx, &ada, house.studio, &wrong).await), ["not-found"]);
        booking::check_in_at_door(ctx, &ada, house.studio, &door).await.unwrap();
        assert_eq!(house.state(id).await, BookingState::In);
        space::renew(ctx, &house.desk, house.studio, space::Address::Door).await.unwrap();
        assert_eq!(why(booking::check_in_at_door(ctx, &ada, house.studio, &door).await), ["not-found"], "that code has ended");

        kit::note(ctx, &house.desk, id, camera, 1, false).await.unwrap();
        assert_eq!(why(kit::note(ctx, &house.desk, id, camera, 1, false).await), ["kit-noted"]);
        assert_eq!(why(kit::note(ctx, &ada, id, camera, 1, true).await), ["forbidden"]);
        // They need longer and go elsewhere: the camera that is out and who helps come with them.
        let corner = space::create(ctx, &house.desk, house.whose, form("Corner", "Europe/Paris")).await.unwrap().id;
        booking::move_to(ctx, &house.desk, id, corner, house.slot(1, 15, 90)).await.unwrap();
        let seen = booking::one(ctx, &house.desk, id).await.unwrap();
        assert_eq!((seen.space.id, seen.kit[0].unit, seen.crew.unwrap().name.as_str()), (corner, 1, "Kim"));
        let later = house.try_book(&bo, soon).await.unwrap();
        let quarter_past_four = Slot { from: house.slot(1, 16, 15).until, until: house.slot(1, 16, 30).until };
        let crew = Wish { crew: true, ..wish(house.studio, quarter_past_four) };
        assert_eq!(why(book(ctx, &bo, crew).await), ["booking-crew"]);
        assert_eq!(why(booking::move_to(ctx, &house.desk, later, corner, soon).await), ["booking-taken"]);
        assert_eq!(why(booking::no_show(ctx, &house.desk, later).await), ["booking-not-begun"]);
        assert_eq!(why(booking::cancel(ctx, &ada, later).await), ["not-found"], "another's booking");

        house.world.advance(35 * MINUTE);
        booking::no_show(ctx, &house.desk, later).await.unwrap();
        assert_eq!(why(booking::check_in(ctx, &house.desk, later).await), ["booking-gone"]);
        house.try_book(&house.desk, house.slot(1, 15, 60)).await.unwrap();
        kit::note(ctx, &house.desk, id, camera, 1, true).await.unwrap();
        booking::end(ctx, &ada, id).await.unwrap();
        assert_eq!(why(kit::note(ctx, &house.desk, id, camera, 1, false).await), ["booking-over"]);
        // It is a moment past 15:20, and ten minutes are for tidying up.
        let corner_at = |hour, minutes| wish(corner, Slot { from: house.slot(1, hour, 15).from.plus(minutes * MINUTE), until: house.slot(1, hour, 15).until.plus(minutes * MINUTE) });
        assert_eq!(why(book(ctx, &bo, corner_at(15, 30)).await), ["booking-taken"]);
        let there = Wish { whom: Some(bo.account), is_there: true, ..corner_at(15, 35) };
        assert_eq!(why(book(ctx, &bo, there).await), ["forbidden"]);
        let walked_in = book(ctx, &house.desk, there).await.unwrap();
        assert_eq!(walked_in.state, BookingState::In);
        let found = booking::at_desk_by_code(ctx, &house.desk, &walked_in.code.to_lowercase()).await.unwrap();
        assert_eq!(found, walked_in.id);
        assert_eq!(why(booking::at_desk_by_code(ctx, &bo, &walked_in.code).await), ["booking-code"]);
        assert_eq!(why(space::remove(ctx, &house.desk, corner).await), ["space-booked"]);
    }

    /// Whoever waits is told once the time is free, and once only; a booking to which nobody came is given free by itself.
    async fn who_waits_is_told_when_nobody_came(scratch) {
        let house = House::new(&scratch).await;
        let people = house.athletes(3).await;
        let (ada, bo, cy) = (people[0], people[1], people[2]);
        let ctx = &house.ctx;
        let slot = house.slot(1, 15, 60);
        assert_eq!(why(booking::wait_for(ctx, &bo, house.studio, slot).await), ["booking-is-free"]);
        let id = house.try_book(&ada, slot).await.unwrap();
        for who in [&bo, &cy, &bo] {
            booking::wait_for(ctx, who, house.studio, slot).await.unwrap();
        }
        booking::wait_for(ctx, &cy, house.studio, house.slot(1, 17, 30)).await.unwrap_err();
        let waits = booking::waits(ctx, &cy).await.unwrap();
        assert_eq!(waits.len(), 1);
        assert_eq!(why(booking::wait_no_more(ctx, &bo, waits[0].0.id).await), ["not-found"], "another's wish");
        booking::wait_no_more(ctx, &cy, waits[0].0.id).await.unwrap();
        // Moved to half past three, it has its quarter of an hour from then on.
        booking::move_to(ctx, &house.desk, id, house.studio, house.slot(1, 15, 90)).await.unwrap();
        jobs::drain(ctx).await.unwrap();
        house.world.advance(HOUR + 10 * MINUTE);
        jobs::drain(ctx).await.unwrap();
        assert_eq!(house.state(id).await, BookingState::Booked, "five minutes are left");
        let told = async |who: &Actor| {
            let mut tx = ctx.begin_read().await.unwrap();
            let found = store::notification::latest(&mut tx, who.account, UnixMillis(i64::MAX), 10).await.unwrap();
            found.iter().filter(|n| n.kind == NotificationKind::Slot).count()
        };
        assert_eq!(told(&bo).await, 0);
        house.world.advance(5 * MINUTE);
        jobs::drain(ctx).await.unwrap();
        assert_eq!(house.state(id).await, BookingState::NoShow);
        assert_eq!((told(&ada).await, told(&bo).await, told(&cy).await), (0, 1, 0));
        let again = house.try_book(&bo, slot).await.unwrap();
        booking::cancel(ctx, &bo, again).await.unwrap();
        assert_eq!(told(&bo).await, 1, "told twice");
        // Who has checked in keeps it.
        let kept = house.try_book(&ada, slot).await.unwrap();
        booking::check_in(ctx, &house.desk, kept).await.unwrap();
        house.world.advance(30 * MINUTE);
        jobs::drain(ctx).await.unwrap();
        assert_eq!(house.state(kept).await, BookingState::In);
    }

    /// Nothing of someone who left stays: not their bookings, nor what those keep from others.
    async fn a_removed_account_leaves_its_spaces_free(scratch) {
        let house = House::new(&scratch).await;
        let people = house.athletes(2).await;
        let camera = kit::create(&house.ctx, &house.desk, house.whose, "Camera", "1").await.unwrap();
        let wanted = Wish { kit: &[(camera, 1)], ..wish(house.studio, house.slot(3, 9, 60)) };
        let gone = book(&house.ctx, &people[0], wanted).await.unwrap();
        let for_bo = Wish { whom: Some(people[1].account), ..wish(house.studio, house.slot(3, 11, 60)) };
        let kept = book(&house.ctx, &house.desk, for_bo).await.unwrap();
        for who in [people[0].account, house.desk.account] {
            let mut tx = house.ctx.db.begin_write(house.ctx.now()).await.unwrap();
            store::erasure::erase(&mut tx, who).await.unwrap();
            tx.commit().await.unwrap();
        }
        let mut tx = house.ctx.begin_read().await.unwrap();
        assert!(store::booking::get(&mut tx, gone.id).await.unwrap().is_none());
        assert_eq!(store::booking::get(&mut tx, kept.id).await.unwrap().unwrap().by, None::<AccountId>);
        drop(tx);
        book(&house.ctx, &people[1], wanted).await.unwrap();
    }
}
