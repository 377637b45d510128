//! Waiting lists and what is noted early: what athletes would lose if a list held them back, or a seat that is taken were given again.

use grandstand_app::{
    AppError,
    workshop::{
        desk, plan,
        seat::{self, Refused},
        wish::Whom,
    },
};
use grandstand_domain::{
    course::Weight,
    notification::NotificationKind,
    time::{MINUTE, UnixMillis},
    workshop::SeatState,
};
use grandstand_store::{self as store, seat::Seat};
use grandstand_testkit::both_databases;

use crate::workshop::{Office, SOON};

async fn seat_of(office: &Office, workshop: grandstand_domain::id::WorkshopId, athlete: usize) -> Option<Seat> {
    let mut tx = office.ctx.begin_read().await.unwrap();
    store::seat::find(&mut tx, workshop, office.entries[athlete - 1]).await.unwrap()
}

both_databases! {
    /// Whoever says the code of the room before it begins sits there: a plan of that moment gives the seat to nobody else, and goes out.
    async fn a_seat_that_is_attended_early_is_taken(scratch) {
        let office = Office::new(&scratch, 2).await;
        let course = office.course("Captions", []).await;
        let workshop = office.workshop(course, 0, 1, &[]).await;
        office.want(course, Whom::All, Weight::Must).await;
        let early = office.claimed(1).await;
        seat::join(&office.ctx, &early, workshop, office.entries[0]).await.unwrap();
        office.world.advance(SOON - 20 * MINUTE);
        let code = office.situation().await.workshop(workshop).unwrap().code.clone();
        seat::attend(&office.ctx, &early, &code).await.unwrap();
        let (id, made) = office.planned().await;
        assert_eq!(made.placements, []);
        plan::announce(&office.ctx, &office.staff, id).await.unwrap();
        assert_eq!(office.states(workshop).await, [SeatState::Attended]);
        assert_eq!(office.counted(workshop).await, 1);
    }

    /// Who leaves a list never had a seat: a plan may give them one.
    async fn a_place_in_a_list_leaves_nothing_behind(scratch) {
        let office = Office::new(&scratch, 2).await;
        let course = office.course("Captions", []).await;
        let workshop = office.workshop(course, 0, 1, &[]).await;
        seat::join(&office.ctx, &office.staff, workshop, office.entries[0]).await.unwrap();
        let waits = office.claimed(2).await;
        assert_eq!(seat::join(&office.ctx, &waits, workshop, office.entries[1]).await.unwrap(), SeatState::Waiting);
        let place = seat_of(&office, workshop, 2).await.unwrap();
        seat::leave(&office.ctx, &waits, place.id).await.unwrap();
        assert!(seat_of(&office, workshop, 2).await.is_none());
        let first = seat_of(&office, workshop, 1).await.unwrap();
        desk::remove(&office.ctx, &office.staff, first.id, true).await.unwrap();
        office.want(course, Whom::One(office.entries[1]), Weight::Must).await;
        let (_, made) = office.planned().await;
        assert_eq!(made.placements, [(office.entries[1], workshop)]);
    }

    /// When there is no time left to wait for answers all who wait are told of a seat, once, and the first who takes it has it.
    async fn in_the_last_hour_all_who_wait_are_told(scratch) {
        let office = Office::new(&scratch, 4).await;
        let course = office.course("Captions", []).await;
        let workshop = office.workshop(course, 0, 1, &[]).await;
        let mut people = Vec::new();
        for athlete in 1..=4 {
            people.push(office.claimed(athlete).await);
            let joined = seat::join(&office.ctx, &people[athlete - 1], workshop, office.entries[athlete - 1]).await;
            assert_eq!(joined.unwrap() == SeatState::Placed, athlete == 1);
        }
        office.start(4, 0).await;
        office.world.advance(SOON - 30 * MINUTE);
        let told = async |athlete: usize| {
            let mut tx = office.ctx.begin_read().await.unwrap();
            let whose = people[athlete - 1].account;
            let all = store::notification::latest(&mut tx, whose, UnixMillis(i64::MAX), 10).await.unwrap();
            all.iter().filter(|n| n.kind == NotificationKind::SeatFree).count()
        };
        for athlete in [1, 2] {
            let taken = seat_of(&office, workshop, athlete).await.unwrap();
            seat::leave(&office.ctx, &people[athlete - 1], taken.id).await.unwrap();
            assert_eq!([told(1).await, told(2).await, told(3).await, told(4).await], [0, 1, 1, 0], "the fourth has a start");
            let next = seat::join(&office.ctx, &people[athlete], workshop, office.entries[athlete]).await;
            assert_eq!(next.unwrap(), SeatState::Placed);
        }
        assert_eq!(office.counted(workshop).await, 1);
    }

    /// In the last hour nobody is asked any more. Whoever waits, there or for another workshop of the course, takes the seat that is free.
    async fn who_waits_takes_a_seat_that_is_free(scratch) {
        let office = Office::new(&scratch, 3).await;
        let course = office.course("Captions", []).await;
        let (soon, later) = (office.workshop(course, 0, 1, &[]).await, office.workshop(course, 600, 1, &[]).await);
        let first = office.claimed(1).await;
        seat::join(&office.ctx, &first, soon, office.entries[0]).await.unwrap();
        seat::join(&office.ctx, &office.staff, later, office.entries[2]).await.unwrap();
        let waits = office.claimed(2).await;
        assert_eq!(seat::join(&office.ctx, &waits, later, office.entries[1]).await.unwrap(), SeatState::Waiting);
        office.world.advance(SOON - 30 * MINUTE);
        let full = seat::join(&office.ctx, &waits, soon, office.entries[1]).await;
        assert!(matches!(full, Err(Refused::Other(AppError::Conflict("seat-same-course")))), "{full:?}");
        let given_back = seat_of(&office, soon, 1).await.unwrap();
        seat::leave(&office.ctx, &first, given_back.id).await.unwrap();
        assert_eq!(seat::join(&office.ctx, &waits, soon, office.entries[1]).await.unwrap(), SeatState::Placed);
        assert!(seat_of(&office, later, 2).await.is_none(), "and waits no more");
        assert_eq!((office.counted(soon).await, office.counted(later).await), (1, 1));
        let twice = seat::join(&office.ctx, &waits, later, office.entries[1]).await;
        assert!(matches!(twice, Err(Refused::Other(AppError::Conflict("seat-same-course")))), "{twice:?}");
    }
}
