//! Guests at the desk: what would be lost if one took what somebody has, counted as the desk's own, or their name lay open or stayed.

use grandstand_app::{
    booking::{self, Wish, book},
    jobs, kit, space,
};
use grandstand_domain::{
    booking::{BookingState, Slot},
    time::{DAY, HOUR, MINUTE, UnixMillis},
};
use grandstand_store as store;
use grandstand_testkit::both_databases;

use crate::booking::{House, why, wish};

/// An hour from five past two, a few minutes after House's clock stands.
fn soon(house: &House) -> Slot {
    let two = house.slot(1, 14, 60);
    Slot::new(two.from.plus(5 * MINUTE), two.until.plus(5 * MINUTE)).unwrap()
}

both_databases! {
    async fn a_guest_is_booked_at_the_desk_and_is_nobodys_own(scratch) {
        let house = House::new(&scratch).await;
        let ada = house.athletes(1).await[0];
        let (ctx, desk) = (&house.ctx, &house.desk);
        let camera = kit::create(ctx, desk, house.whose, "Camera", "1").await.unwrap();
        house.world.advance(7 * MINUTE);
        let now = soon(&house);
        let offered = booking::sheet(ctx, desk, house.studio, None, 60).await.unwrap().offers;
        assert_eq!(offered[0].slot, now, "who stands at the desk is offered what begins now");
        assert_ne!(booking::sheet(ctx, &ada, house.studio, None, 60).await.unwrap().offers[0].slot, now);
        let guest = |name| Wish { guest: Some(name), ..wish(house.studio, now) };
        assert_eq!(why(book(ctx, &ada, guest("Ines Wick")).await), ["forbidden"]);
        assert_eq!(why(book(ctx, desk, guest(" \u{202e} ")).await), ["unseen"]);
        let both = Wish { whom: Some(ada.account), ..guest("Ines Wick") };
        assert_eq!(why(book(ctx, desk, both).await), ["booking-guest-alone"]);
        let later = Wish { slot: house.slot(1, 15, 60), ..guest("Ines Wick") };
        assert_eq!(why(book(ctx, desk, later).await), ["booking-guest-now"]);
        let made = book(ctx, desk, Wish { kit: &[(camera, 1)], ..guest("  Ines   Wick ") }).await.unwrap();
        assert_eq!((made.state, made.is_guest), (BookingState::In, true));
        assert_eq!(why(house.try_book(&ada, house.slot(1, 14, 60)).await), ["booking-taken"]);
        assert_eq!(why(book(ctx, desk, guest("Kim")).await), ["booking-taken"], "a second guest");

        assert!(booking::mine(ctx, desk).await.unwrap().is_empty(), "it counts as the desk's own");
        let mut tx = ctx.begin_read().await.unwrap();
        assert_eq!(store::booking::ahead(&mut tx, desk.account, ctx.now()).await.unwrap(), 0);
        assert!(booking::due_at(&mut tx, desk, house.studio, ctx.now()).await.unwrap().is_none(), "the door checks it in");
        let sealed = store::booking_guest::name(&mut tx, made.id).await.unwrap().unwrap();
        drop(tx);
        assert!(!sealed.windows(4).any(|part| part == b"Ines" || part == b"Wick"), "a name lies open in the database");
        let named = async || booking::one(ctx, desk, made.id).await.unwrap().guest;
        assert_eq!(named().await.as_deref(), Some("Ines Wick"));
        assert_eq!(why(booking::one(ctx, &ada, made.id).await), ["not-found"]);
        assert_eq!(booking::day(ctx, desk, house.studio, None).await.unwrap()[0].guest.as_deref(), Some("Ines Wick"));
        let studio = store::space::get(&mut ctx.begin_read().await.unwrap(), house.studio).await.unwrap().unwrap();
        let wall: Vec<String> = booking::wall(ctx, &studio).await.unwrap().into_iter().map(|on| on.first_name).collect();
        assert_eq!(wall, ["Ines"]);

        let tomorrow = booking::move_to(ctx, desk, made.id, house.studio, house.slot(2, 14, 60)).await;
        assert_eq!(why(tomorrow), ["booking-guest-now"], "a guest for another day by two presses");
        let moment = Slot::new(now.from.plus(10 * MINUTE), now.until.plus(10 * MINUTE)).unwrap();
        booking::move_to(ctx, desk, made.id, house.studio, moment).await.unwrap();
        house.world.advance(HOUR);
        jobs::drain(ctx).await.unwrap();
        let mut tx = ctx.begin_read().await.unwrap();
        let told = store::notification::latest(&mut tx, desk.account, UnixMillis(i64::MAX), 9).await.unwrap();
        drop(tx);
        assert!(told.is_empty(), "the desk is told of what is not its own");
        kit::note(ctx, desk, made.id, camera, 1, false).await.unwrap();
        kit::note(ctx, desk, made.id, camera, 1, true).await.unwrap();
        booking::end(ctx, desk, made.id).await.unwrap();
        house.try_book(&ada, house.slot(1, 16, 60)).await.unwrap();

        house.world.advance(2 * DAY);
        jobs::housekeep(ctx).await.unwrap();
        assert_eq!(named().await.as_deref(), Some("Ines Wick"), "kept until two days after the end");
        house.world.advance(2 * HOUR);
        jobs::housekeep(ctx).await.unwrap();
        assert_eq!(named().await.as_deref(), Some(""), "thrown away, and a guest's still");
        let gone = store::booking_guest::name(&mut ctx.begin_read().await.unwrap(), made.id).await.unwrap();
        assert_eq!(gone, None);
    }

    /// A guest and an account press at once: one of them has it.
    async fn a_guest_and_an_account_never_both_have_it(scratch) {
        let house = House::new(&scratch).await;
        let ada = house.athletes(1).await[0];
        let now = house.slot(1, 14, 60);
        let guest = Wish { guest: Some("Ines"), ..wish(house.studio, now) };
        let (one, other) = tokio::join!(book(&house.ctx, &house.desk, guest), house.try_book(&ada, now));
        assert_ne!(one.is_ok(), other.is_ok(), "{one:?} {other:?}");
        let lost = if one.is_ok() { why(other) } else { why(one) };
        assert_eq!(lost, ["booking-taken"]);
    }

    /// Who answered for a guest leaves: the booking goes as all of theirs, the name with it, and the time is free.
    async fn a_removed_desk_takes_its_guests_along(scratch) {
        let house = House::new(&scratch).await;
        let ada = house.athletes(1).await[0];
        let now = house.slot(1, 14, 60);
        let made = book(&house.ctx, &house.desk, Wish { guest: Some("Ines"), ..wish(house.studio, now) }).await.unwrap();
        assert_eq!(why(space::remove(&house.ctx, &house.desk, house.studio).await), ["space-booked"]);
        let mut tx = house.ctx.db.begin_write(house.ctx.now()).await.unwrap();
        store::erasure::erase(&mut tx, house.desk.account).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = house.ctx.begin_read().await.unwrap();
        assert!(store::booking::get(&mut tx, made.id).await.unwrap().is_none());
        assert_eq!(store::booking_guest::name(&mut tx, made.id).await.unwrap(), None);
        drop(tx);
        house.try_book(&ada, now).await.unwrap();
    }
}
