//! One athlete's part of a situation is read alone, so that a roster of thousands costs them nothing. What they are told must be
//! what the office is told of them.

use std::collections::BTreeSet;

use grandstand_app::{
    group,
    workshop::{access, desk, seat, situation::Situation, wish::Whom},
};
use grandstand_domain::{access::Need, course::Weight, workshop::SeatState};
use grandstand_store as store;
use grandstand_testkit::both_databases;

use crate::workshop::Office;

both_databases! {
    async fn an_athlete_alone_is_judged_as_among_all(scratch) {
        let office = Office::new(&scratch, 5).await;
        let (ctx, staff) = (&office.ctx, &office.staff);
        let first = office.course("Filming", []).await;
        let second = office.course("Filming better", [first]).await;
        let other = office.course("Captions", []).await;
        let open = office.workshop(first, 0, 1, &[Need::StepFree]).await;
        let also = office.workshop(first, 600, 5, &[]).await;
        let later = office.workshop(second, 1_200, 5, &[]).await;
        let same_time = office.workshop(other, 30, 5, &[Need::StepFree]).await;
        office.start(1, 630).await;
        let words = "A chair with arms.";
        access::set(ctx, staff, office.entries[1], [Need::StepFree], words).await.unwrap();
        let relay = group::create(ctx, staff, office.organisation, office.games, "Relay").await.unwrap();
        group::put(ctx, staff, relay, group::Whom::These(&office.entries[2..4])).await.unwrap();
        office.want(first, Whom::All, Weight::Must).await;
        for entry in [0, 1] {
            let joined = seat::join(ctx, staff, open, office.entries[entry]).await.unwrap();
            assert_eq!(joined == SeatState::Waiting, entry == 1);
        }
        desk::place(ctx, staff, also, office.entries[4]).await.unwrap();
        let placed = office.situation().await.seats_of(office.entries[4]).next().unwrap().id;
        desk::remove(ctx, staff, placed, true).await.unwrap();

        let whole = office.situation().await;
        let mut reasons = BTreeSet::new();
        for entry in &office.entries {
            let mut tx = ctx.begin_read().await.unwrap();
            let place = store::roster::get(&mut tx, *entry).await.unwrap().unwrap();
            let one = Situation::of_one(ctx, &mut tx, &place).await.unwrap();
            assert_eq!(one.people.len(), 1);
            for id in [open, also, later, same_time] {
                let why = whole.hindrance(*entry, id, None);
                assert_eq!(one.hindrance(*entry, id, None), why);
                assert_eq!(one.waiting(id), whole.waiting(id));
                reasons.extend(why.map(|why| format!("{why:?}").split([' ', '(', '{']).next().unwrap().to_owned()));
            }
            assert_eq!(one.seats_of(*entry).collect::<Vec<_>>(), whole.seats_of(*entry).collect::<Vec<_>>());
            assert_eq!((one.skills(*entry), one.learned(*entry)), (whole.skills(*entry), whole.learned(*entry)));
            assert_eq!(one.access(*entry), whole.access(*entry));
            assert_eq!(one.wants, whole.wants.iter().filter(|w| w.entry == *entry).copied().collect::<Vec<_>>());
            assert_eq!(one.members.len(), whole.members.iter().filter(|m| m.1 == *entry).count());
        }
        let seen: Vec<&str> = reasons.iter().map(String::as_str).collect();
        assert_eq!(seen, ["Barred", "Clash", "Needs", "Prerequisite", "Workshop"]);
        assert_eq!(whole.waiting(open), 1);
    }
}
