//! Bookings: what would be lost if two people had one space, one camera or one of the crew at once, whatever the program
//! above does.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first thing that is wrong")]

use grandstand_domain::{
    account::Role,
    booking::{BookingState, Cells, Slot},
    colour::Colour,
    id::{AccountId, BookingId, KitId, OrganisationId, ShiftId, SpaceId},
    organisation::OrganisationKind,
    post::ReplyPolicy,
    space::{Rules, SpaceKind},
    time::{HOUR, MINUTE, UnixMillis},
};
use grandstand_store::{
    Db, StoreError,
    account::{self, Account},
    booking::{self, Booking},
    crew::{self, Shift},
    kit::{self, Kit},
    organisation::{self, Organisation},
    space::{self, Space},
};
use grandstand_testkit::both_databases;

const NOW: UnixMillis = UnixMillis(1_800_000_000_000 - 1_800_000_000_000 % (24 * HOUR));
const STUDIO: SpaceId = SpaceId(7);
const CAMERA: KitId = KitId(8);
const SHIFT: ShiftId = ShiftId(9);

fn rules() -> Rules {
    Rules { after_minutes: 10, longest_minutes: 120, ahead_days: 14, ..Rules::default() }
}

/// A House with a studio, two cameras, one of the crew, and people 1 to `people`.
async fn house(db: &Db, people: i64) {
    let mut tx = db.begin_write(NOW).await.unwrap();
    let organisation = Organisation {
        id: OrganisationId(1),
        slug: "norrland".into(),
        name: "Team Norrland".into(),
        kind: OrganisationKind::Noc,
        noc: "NRL".into(),
        colour: "#3366cc".parse::<Colour>().unwrap(),
        created_at: NOW,
    };
    organisation::insert(&mut tx, &organisation).await.unwrap();
    let studio = Space {
        id: STUDIO,
        organisation: organisation.id,
        name: "Studio".into(),
        kind: SpaceKind::Studio,
        place: String::new(),
        zone: "Europe/Paris".into(),
        rules: rules(),
        access: String::new(),
        door_version: 1,
        wall_version: 1,
        created_at: NOW,
    };
    space::insert(&mut tx, &studio).await.unwrap();
    let cameras = Kit { id: CAMERA, organisation: organisation.id, name: "Camera".into(), count: 2 };
    kit::insert(&mut tx, &cameras).await.unwrap();
    let slot = Slot::new(NOW, NOW.plus(8 * HOUR)).unwrap();
    let shift = Shift { id: SHIFT, organisation: organisation.id, name: "Kim".into(), role: "Light".into(), slot };
    crew::insert(&mut tx, &shift).await.unwrap();
    for number in 1..=people {
        let person = Account {
            id: AccountId(number),
            handle: format!("person{number}").parse().unwrap(),
            display_name: String::new(),
            role: Role::Athlete,
            bio: String::new(),
            region: String::new(),
            region_slug: String::new(),
            sport: None,
            event_gender: None,
            organisation: Some(organisation.id),
            reply_policy: ReplyPolicy::Open,
            language: String::new(),
            created_at: NOW,
            suspended_at: None,
            verified_at: None,
            removed_at: None,
        };
        account::insert(&mut tx, &person).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut tx = db.begin_read().await.unwrap();
    assert_eq!(space::of_organisation(&mut tx, organisation.id).await.unwrap(), [studio]);
    assert_eq!(kit::of_organisation(&mut tx, organisation.id).await.unwrap(), [cameras]);
}

/// What a booking takes in one transaction, without holding any row before: only the database keeps it from others.
#[derive(Clone, Copy)]
enum Wants {
    Studio,
    Camera(i64),
    Crew,
}

/// A booking of half an hour from a minute after `NOW`, for person `who`.
async fn book(db: &Db, who: i64, minute: i64, wants: Wants) -> Result<(), StoreError> {
    let from = NOW.plus(minute * MINUTE);
    let slot = Slot::new(from, from.plus(30 * MINUTE)).unwrap();
    let wanted = Booking {
        is_guest: false,
        id: BookingId(who),
        space: STUDIO,
        account: AccountId(who),
        by: Some(AccountId(who)),
        code: format!("CODE{who}"),
        slot,
        state: BookingState::Booked,
        shift: None,
        created_at: NOW,
        changed_at: NOW,
    };
    let cells = slot.cells(&rules());
    let mut tx = db.begin_write(NOW).await?;
    booking::insert(&mut tx, &wanted).await?;
    match wants {
        Wants::Studio => booking::take(&mut tx, wanted.id, STUDIO, cells).await?,
        Wants::Camera(unit) => kit::take(&mut tx, CAMERA, unit, wanted.id, cells).await?,
        Wants::Crew => crew::take(&mut tx, SHIFT, wanted.id, cells).await?,
    }
    tx.commit().await.map(drop)
}

/// How many of two hundred at once had it; every other one heard that it is taken.
async fn race(db: &Db, wants: Wants) -> usize {
    let all: Vec<_> = (1..=200)
        .map(|who| {
            let db = db.clone();
            // Some want all of it, some begin later or need only its last minutes for tidying up.
            tokio::spawn(async move { book(&db, who, 60 + who % 5 * 5, wants).await })
        })
        .collect();
    let mut won = 0;
    for one in all {
        match one.await.unwrap() {
            Ok(()) => won += 1,
            Err(StoreError::Taken { .. }) => {}
            Err(other) => panic!("{other}"),
        }
    }
    won
}

both_databases! {
    async fn two_hundred_want_the_studio_and_one_has_it(scratch) {
        house(&scratch.db, 200).await;
        assert_eq!(race(&scratch.db, Wants::Studio).await, 1);
        let mut tx = scratch.db.begin_read().await.unwrap();
        let all_day = Slot::new(NOW, NOW.plus(24 * HOUR)).unwrap();
        let there = booking::of_space(&mut tx, STUDIO, all_day).await.unwrap();
        assert_eq!(there.len(), 1, "a loser left something behind");
        let cells = booking::taken(&mut tx, STUDIO, Cells { first: 0, last: i64::MAX }).await.unwrap();
        assert_eq!(cells.len(), 8, "half an hour and ten minutes");
    }

    async fn two_hundred_want_one_camera_and_one_has_it(scratch) {
        house(&scratch.db, 200).await;
        assert_eq!(race(&scratch.db, Wants::Camera(2)).await, 1);
        let mut tx = scratch.db.begin_read().await.unwrap();
        let all = Cells { first: 0, last: i64::MAX };
        assert_eq!(kit::free(&mut tx, CAMERA, all, 9).await.unwrap(), [1], "the other one is still there");
    }

    async fn two_hundred_want_one_of_the_crew_and_one_has_them(scratch) {
        house(&scratch.db, 200).await;
        assert_eq!(race(&scratch.db, Wants::Crew).await, 1);
    }

    /// A camera that does not exist cannot be lent, and one that is lent cannot be struck off.
    async fn no_more_is_lent_than_there_is(scratch) {
        let db = &scratch.db;
        house(db, 2).await;
        assert!(book(db, 1, 60, Wants::Camera(3)).await.is_err(), "there are two");
        book(db, 1, 60, Wants::Camera(2)).await.unwrap();
        let mut tx = db.begin_write(NOW).await.unwrap();
        assert!(kit::is_held_above(&mut tx, CAMERA, 1, NOW).await.unwrap());
        assert!(kit::set_count(&mut tx, CAMERA, 2, 1).await.is_err());
        drop(tx);
        let later = NOW.plus(24 * HOUR);
        let mut tx = db.begin_write(later).await.unwrap();
        assert!(!kit::is_held_above(&mut tx, CAMERA, 1, later).await.unwrap());
        kit::set_count(&mut tx, CAMERA, 2, 1).await.unwrap();
        assert_eq!(kit::get(&mut tx, CAMERA).await.unwrap().unwrap().count, 1);
    }

    /// Minutes for tidying up are part of a booking; what is given back is free; a booking is moved on once only.
    async fn a_space_is_free_again_when_its_booking_is_over_and_not_before(scratch) {
        let db = &scratch.db;
        house(db, 4).await;
        book(db, 1, 60, Wants::Studio).await.unwrap();
        let early = book(db, 2, 95, Wants::Studio).await;
        assert!(matches!(early, Err(StoreError::Taken { .. })), "five minutes of ten are missing");
        book(db, 2, 100, Wants::Studio).await.unwrap();
        let mut tx = db.begin_write(NOW).await.unwrap();
        booking::change(&mut tx, BookingId(1), BookingState::Booked, BookingState::Cancelled).await.unwrap();
        booking::give_back(&mut tx, BookingId(1), i64::MIN).await.unwrap();
        let again = booking::change(&mut tx, BookingId(1), BookingState::Booked, BookingState::In).await;
        assert!(matches!(again, Err(StoreError::NotFound { .. })), "who was cancelled cannot check in");
        tx.commit().await.unwrap();
        book(db, 3, 60, Wants::Studio).await.unwrap();
        let mut tx = db.begin_read().await.unwrap();
        let own = booking::of_account(&mut tx, AccountId(1), NOW, 10).await.unwrap();
        assert_eq!(own.iter().map(|b| (b.id.0, b.state)).collect::<Vec<_>>(), [(1, BookingState::Cancelled)]);
        drop(tx);
        let mut tx = db.begin_write(NOW).await.unwrap();
        booking::purge(&mut tx, i64::MAX).await.unwrap();
        assert!(booking::taken(&mut tx, STUDIO, Cells { first: 0, last: i64::MAX }).await.unwrap().is_empty());
    }
}
