//! What somebody has on already: what athletes would lose if they were given two places at once, and what staff would lose if a
//! check-in of the wrong person could not be taken back.

use std::sync::Arc;

use grandstand_app::{
    booking::{self, Wish, book},
    jobs, kit, space,
    workshop::{
        seat::{self, Refused},
        situation::Why,
    },
};
use grandstand_domain::{
    account::Actor,
    booking::{BookingState, Slot},
    id::SpaceId,
    time::{MINUTE, UnixMillis},
    workshop::SeatState,
};
use grandstand_testkit::both_databases;
use jiff::tz::TimeZone;

use crate::{
    booking::{House, why, wish},
    workshop::Office,
};

const ALL_DAY: &str = "00:00-24:00";

fn open<'a>(name: &'a str, zone: &'a str) -> space::Form<'a> {
    space::Form {
        name,
        kind: "podcast",
        zone,
        opening: [ALL_DAY; 7],
        before: "0",
        after: "0",
        longest: "120",
        ahead: "30",
        release: "15",
        ..space::Form::default()
    }
}

async fn booth(house: &House) -> SpaceId {
    let made = space::create(&house.ctx, &house.desk, house.whose, open("Booth", "Europe/Paris")).await;
    made.unwrap().id
}

both_databases! {
    async fn nobody_is_in_two_spaces_at_once(scratch) {
        let house = House::new(&scratch).await;
        let ada = house.athletes(1).await[0];
        let booth = booth(&house).await;
        let ctx = &house.ctx;
        let first = house.try_book(&ada, house.slot(2, 9, 60)).await.unwrap();
        let meets = wish(booth, house.slot(2, 9, 90));
        assert_eq!(why(book(ctx, &ada, meets).await), ["booking-elsewhere"]);
        let by_desk = Wish { whom: Some(ada.account), ..meets };
        assert_eq!(why(book(ctx, &house.desk, by_desk).await), ["booking-elsewhere"]);
        let next = book(ctx, &ada, wish(booth, house.slot(2, 10, 60))).await.unwrap();
        let early = booking::move_to(ctx, &house.desk, next.id, booth, house.slot(2, 9, 60)).await;
        assert_eq!(why(early), ["booking-elsewhere"]);
        booking::move_to(ctx, &house.desk, next.id, booth, house.slot(2, 10, 30)).await.unwrap();
        // Staff keep two rooms, and whoever answers for a guest is not there themselves.
        for space in [house.studio, booth] {
            book(ctx, &house.desk, wish(space, house.slot(3, 9, 60))).await.unwrap();
        }
        let now = house.slot(1, 14, 30);
        for (space, name) in [(house.studio, "Cy"), (booth, "Di")] {
            book(ctx, &house.desk, Wish { guest: Some(name), ..wish(space, now) }).await.unwrap();
        }
        let day = space::day_of(house.slot(2, 9, 60).from, &TimeZone::UTC);
        let sheet = booking::sheet(ctx, &ada, booth, day, 60).await;
        let said: Vec<String> = sheet.unwrap().engaged.into_iter().map(|one| one.what).collect();
        assert_eq!(said, ["Studio", "Booth"]);
        booking::cancel(ctx, &ada, first).await.unwrap();
        book(ctx, &ada, wish(booth, house.slot(2, 9, 60))).await.unwrap();
    }

    /// Two browsers of one athlete press at the same moment, for two spaces.
    async fn two_presses_of_one_person_give_one_space(scratch) {
        let house = House::new(&scratch).await;
        let people = house.athletes(12).await;
        let booth = booth(&house).await;
        let mut all = Vec::new();
        for (number, who) in (0..).zip(&people) {
            let minutes = 30 * number;
            for space in [house.studio, booth] {
                let (ctx, who) = (Arc::clone(&house.ctx), *who);
                let from = house.slot(2, 9, 30).from.plus(minutes * MINUTE);
                let slot = Slot::new(from, from.plus(15 * MINUTE)).unwrap();
                all.push((who, tokio::spawn(async move { book(&ctx, &who, wish(space, slot)).await })));
            }
        }
        let mut won: Vec<Actor> = Vec::new();
        for (who, one) in all {
            match one.await.unwrap() {
                Ok(_) => won.push(who),
                Err(error) => {
                    let keys = why::<()>(Err(error));
                    assert!(keys == ["booking-elsewhere"] || keys == ["booking-held"], "{keys:?}");
                }
            }
        }
        let mut accounts: Vec<_> = won.iter().map(|who| who.account).collect();
        accounts.sort_unstable();
        accounts.dedup();
        assert_eq!(accounts.len(), won.len(), "somebody has two spaces at one time");
        assert_eq!(won.len(), people.len());
    }

    /// A studio and a workshop keep an athlete from each other, whichever they had first.
    async fn a_space_and_a_workshop_are_never_at_once(scratch) {
        let office = Office::new(&scratch, 2).await;
        let ctx = &office.ctx;
        let studio = space::create(ctx, &office.staff, office.organisation, open("Studio", "Europe/London")).await.unwrap().id;
        let course = office.course("Captions", []).await;
        let workshop = office.workshop(course, 0, 5, &[]).await;
        let begins = office.situation().await.workshop(workshop).unwrap().from;
        let slot = |from: i64, long: i64| {
            let whole = begins.0.div_euclid(5 * MINUTE) * 5 * MINUTE;
            Slot::new(UnixMillis(whole + from * MINUTE), UnixMillis(whole + (from + long) * MINUTE)).unwrap()
        };
        let (ada, bo) = (office.claimed(1).await, office.claimed(2).await);
        seat::join(ctx, &ada, workshop, office.entries[0]).await.unwrap();
        assert_eq!(why(book(ctx, &ada, wish(studio, slot(30, 60))).await), ["booking-workshop"]);
        book(ctx, &ada, wish(studio, slot(120, 60))).await.unwrap();
        let by_desk = Wish { whom: Some(ada.account), ..wish(studio, slot(30, 30)) };
        book(ctx, &office.staff, by_desk).await.unwrap();

        book(ctx, &bo, wish(studio, slot(-60, 75))).await.unwrap();
        let clash = seat::join(ctx, &bo, workshop, office.entries[1]).await;
        let what = match clash {
            Err(Refused::Hindered(Why::Clash { what, .. })) => what,
            other => panic!("{other:?}"),
        };
        assert_eq!(what, "Studio");
        let hindered = office.situation().await.hindrance(office.entries[1], workshop, None);
        assert!(matches!(hindered, Some(Why::Clash { .. })), "the office is told the same: {hindered:?}");
        let own = booking::mine(ctx, &bo).await.unwrap()[0].booking.id;
        booking::cancel(ctx, &bo, own).await.unwrap();
        assert_eq!(seat::join(ctx, &bo, workshop, office.entries[1]).await.unwrap(), SeatState::Placed);
    }

    /// One presses for a space and for a seat at the same moment: one of the two, never both.
    async fn presses_for_a_space_and_for_a_seat_do_not_both_win(scratch) {
        const PEOPLE: usize = 12;
        let office = Office::new(&scratch, PEOPLE).await;
        let ctx = &office.ctx;
        let course = office.course("Captions", []).await;
        let workshop = office.workshop(course, 0, 20, &[]).await;
        let begins = office.situation().await.workshop(workshop).unwrap().from.0.div_euclid(5 * MINUTE) * 5 * MINUTE;
        let slot = Slot::new(UnixMillis(begins), UnixMillis(begins + 30 * MINUTE)).unwrap();
        let mut presses = Vec::new();
        for (number, entry) in (1..=PEOPLE).zip(office.entries.clone()) {
            let who = office.claimed(number).await;
            let name = format!("Room {number}");
            let room = space::create(ctx, &office.staff, office.organisation, open(&name, "Europe/London")).await.unwrap().id;
            let (one, other) = (Arc::clone(ctx), Arc::clone(ctx));
            presses.push((
                tokio::spawn(async move { book(&one, &who, wish(room, slot)).await.is_ok() }),
                tokio::spawn(async move { seat::join(&other, &who, workshop, entry).await.is_ok() }),
            ));
        }
        for (space, seat) in presses {
            assert_ne!(space.await.unwrap(), seat.await.unwrap(), "one of the two is given");
        }
    }

    async fn a_check_in_of_the_wrong_person_is_taken_back(scratch) {
        let house = House::new(&scratch).await;
        let (ctx, desk) = (&house.ctx, &house.desk);
        let ada = house.athletes(1).await[0];
        let camera = kit::create(ctx, desk, house.whose, "Camera", "1").await.unwrap();
        let slot = house.slot(1, 14, 60);
        let made = book(ctx, &ada, Wish { kit: &[(camera, 1)], ..wish(house.studio, slot) }).await.unwrap();
        let state = async || booking::one(ctx, desk, made.id).await.unwrap().booking.state;
        booking::check_in(ctx, desk, made.id).await.unwrap();
        kit::note(ctx, desk, made.id, camera, 1, false).await.unwrap();
        assert_eq!(why(booking::undo_check_in(ctx, desk, made.id).await), ["booking-kit-out"]);
        kit::note(ctx, desk, made.id, camera, 1, true).await.unwrap();
        assert_eq!(why(booking::undo_check_in(ctx, &ada, made.id).await), ["forbidden"]);
        booking::undo_check_in(ctx, desk, made.id).await.unwrap();
        assert_eq!(state().await, BookingState::Booked);
        assert_eq!(why(booking::undo_check_in(ctx, desk, made.id).await), ["booking-gone"]);
        // From now on its minutes count again.
        house.world.advance(14 * MINUTE);
        jobs::drain(ctx).await.unwrap();
        assert_eq!(state().await, BookingState::Booked);
        house.world.advance(2 * MINUTE);
        jobs::drain(ctx).await.unwrap();
        assert_eq!(state().await, BookingState::NoShow);
    }
}
