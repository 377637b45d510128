//! Groups and ticks: what staff would lose if a group did not mean whom it names, let others in, or if a tick that waited for a
//! connection overruled what somebody saw later.

use std::collections::BTreeSet;

use grandstand_app::{
    AppError,
    group::{self, Whom as Members},
    import::{Import, Kind, import},
    workshop::{
        desk::{self, Tick},
        room,
        seat::{self, Refused},
        situation::Why,
        wish::{self, Whom},
    },
};
use grandstand_domain::{
    account::{Actor, Role},
    course::Weight,
    id::{GroupId, RosterEntryId, WorkshopId},
    time::{HOUR, MINUTE},
    workshop::SeatState::{Attended, Missed, Placed},
};
use grandstand_store as store;
use grandstand_testkit::both_databases;

use crate::workshop::{Office, SOON, on_clocks};

impl Office {
    async fn group(&self, name: &str, members: &[RosterEntryId]) -> GroupId {
        let id = group::create(&self.ctx, &self.staff, self.organisation, self.games, name).await.unwrap();
        let put = group::put(&self.ctx, &self.staff, id, Members::These(members)).await.unwrap();
        assert_eq!((put.new, put.unknown), (members.len(), Vec::new()));
        id
    }

    async fn members(&self, id: GroupId) -> BTreeSet<RosterEntryId> {
        group::one(&self.ctx, &self.staff, id).await.unwrap().members.iter().map(|row| row.id).collect()
    }

    async fn for_group(&self, workshop: WorkshopId, group: GroupId) {
        let row = self.situation().await.workshop(workshop).unwrap().clone();
        let form = desk::Form {
            from: &on_clocks(row.from.0),
            until: &on_clocks(row.until.0),
            place: "House",
            trainer: "Ines Wick",
            capacity: &row.capacity.to_string(),
            group: &group.to_string(),
            ..desk::Form::default()
        };
        desk::change(&self.ctx, &self.staff, workshop, &form).await.unwrap();
    }
}

both_databases! {
    /// A group is filled by sport and by codes, keeps its athletes when the roster comes again, and loses whoever leaves it.
    async fn a_group_keeps_whom_the_roster_keeps(scratch) {
        let office = Office::new(&scratch, 5).await;
        let relay = office.group("Relay", &office.entries[..1]).await;
        let twice = group::create(&office.ctx, &office.staff, office.organisation, office.games, " Relay ").await;
        assert!(matches!(&twice, Err(AppError::Invalid(i)) if i.0[0].key == "group-name-taken"), "{twice:?}");
        let put = group::put(&office.ctx, &office.staff, relay, Members::Discipline("SWM".parse().unwrap())).await.unwrap();
        assert_eq!(put.new, 2, "athletes 2 and 4 swim");
        let put = group::put(&office.ctx, &office.staff, relay, Members::Pasted("1;5\n99, 5")).await.unwrap();
        assert_eq!((put.new, put.unknown), (1, vec!["99".to_owned()]));
        let none = group::put(&office.ctx, &office.staff, relay, Members::Pasted("99 98")).await;
        assert!(matches!(none, Err(AppError::Invalid(_))), "{none:?}");
        let all = office.members(relay).await;
        assert_eq!(all, [0, 1, 3, 4].map(|n| office.entries[n]).into());

        // The same roster again, with another sport for one; then without another.
        let again = "athlete_code,name,noc,gender,discipline_codes,events\n1,LARK Adab,ALB,W,ROW,\n2,LARK Adac,ALB,W,SWM,\n4,LARK Adae,ALB,W,SWM,\n5,LARK Adaf,ALB,W,ATH,\n3,LARK Adad,ALB,W,ATH,\n";
        office.take(Kind::Roster, again).await;
        assert_eq!(office.members(relay).await, all);
        let without = Import {
            kind: Kind::Roster,
            bytes: again.replace("2,LARK Adac,ALB,W,SWM,\n", "").into_bytes(),
            organisation: Some("albany".to_owned()),
            games: "harbour2028".to_owned(),
            zone: Some("Europe/London".to_owned()),
            correct: false,
            replace: true,
        };
        import(&office.ctx, &Actor::HOST, &without).await.unwrap();
        assert_eq!(office.members(relay).await, [0, 3, 4].map(|n| office.entries[n]).into());
        let athlete = office.claimed(1).await;
        let nosy = group::one(&office.ctx, &athlete, relay).await;
        assert!(matches!(nosy, Err(AppError::NotFound)), "{nosy:?}");
    }

    /// A want of a group is of its athletes; a workshop for a group takes nobody else, whether the solver, staff or they ask,
    /// and who left the group is named.
    async fn a_workshop_for_a_group_is_for_nobody_else(scratch) {
        let office = Office::new(&scratch, 3).await;
        let [one, two, three] = [0, 1, 2].map(|n| office.entries[n]);
        let relay = office.group("Relay", &[one, two]).await;
        let course = office.course("Mixed zone", []).await;
        let workshop = office.workshop(course, 0, 3, &[]).await;
        office.for_group(workshop, relay).await;
        office.want(course, Whom::Group(relay), Weight::Must).await;
        office.want(course, Whom::One(three), Weight::Must).await;
        let (id, plan) = office.planned().await;
        assert_eq!(plan.placements.iter().copied().collect::<BTreeSet<_>>(), [(one, workshop), (two, workshop)].into());
        let left_out = plan.unplaced.iter().find(|u| u.entry == three).unwrap();
        assert_eq!(left_out.why, [(workshop, Why::OnlyFor(relay))]);
        grandstand_app::workshop::plan::announce(&office.ctx, &office.staff, id).await.unwrap();
        let own = seat::join(&office.ctx, &office.claimed(3).await, workshop, three).await;
        assert!(matches!(own, Err(Refused::Hindered(Why::OnlyFor(group))) if group == relay), "{own:?}");
        let by_hand = desk::place(&office.ctx, &office.staff, workshop, three).await;
        assert!(matches!(by_hand, Err(Refused::Hindered(Why::OnlyFor(_)))), "{by_hand:?}");

        let used = group::remove(&office.ctx, &office.staff, relay).await;
        assert!(matches!(used, Err(AppError::Conflict("group-used"))), "{used:?}");
        group::take_out(&office.ctx, &office.staff, relay, &[two]).await.unwrap();
        assert_eq!(room::affected(&office.situation().await), [(two, workshop, Why::OnlyFor(relay))]);
        let count = wish::want(&office.ctx, &office.staff, course, office.games, Whom::Group(relay), None, None).await;
        assert_eq!(count.unwrap(), 1);
    }

    /// Ticks arrive late and twice: of two looks at one athlete the later holds, and no clock overrules what comes after it.
    async fn of_two_looks_the_later_holds(scratch) {
        let office = Office::new(&scratch, 3).await;
        let course = office.course("Captions", []).await;
        let workshop = office.workshop(course, 0, 3, &[]).await;
        let mut seats = Vec::new();
        for entry in &office.entries {
            seat::join(&office.ctx, &office.staff, workshop, *entry).await.unwrap();
            let mut tx = office.ctx.begin_read().await.unwrap();
            seats.push(store::seat::find(&mut tx, workshop, *entry).await.unwrap().unwrap().id);
        }
        let other = office.person("other_desk", Role::Staff).await;
        let early = desk::tick(&office.ctx, &office.staff, workshop, &[]).await;
        assert!(matches!(early, Err(AppError::Conflict("attendance-early"))), "{early:?}");
        office.world.advance(SOON);
        let begun = office.ctx.now();
        office.world.advance(10 * MINUTE);
        let tick = |n: usize, there, minutes: i64| Tick { seat: seats[n], there, at: begun.plus(minutes * MINUTE) };
        let states = async |who: &Actor, ticks: &[Tick]| {
            let noted = desk::tick(&office.ctx, who, workshop, ticks).await.unwrap();
            noted.iter().map(|seat| seat.state).collect::<Vec<_>>()
        };
        assert_eq!(states(&office.staff, &[tick(0, true, 5)]).await, [Attended, Placed, Placed]);
        let waited = [tick(0, false, 3), tick(1, true, 3)];
        assert_eq!(states(&other, &waited).await, [Attended, Attended, Placed], "an earlier look came later");
        assert_eq!(states(&other, &waited).await, [Attended, Attended, Placed], "and was sent twice");
        assert_eq!(states(&other, &[tick(0, false, 6)]).await, [Missed, Attended, Placed]);
        // A clock that is a day ahead counts as now, and what is seen after that holds.
        assert_eq!(states(&other, &[tick(2, false, 24 * 60)]).await, [Missed, Attended, Missed]);
        office.world.advance(MINUTE);
        assert_eq!(states(&office.staff, &[tick(2, true, 11)]).await, [Missed, Attended, Attended]);
        desk::note(&office.ctx, &office.staff, workshop, &[seats[0]]).await.unwrap();
        assert_eq!(states(&office.staff, &waited).await, [Attended, Missed, Missed], "the whole list is a look too");
        office.world.advance(HOUR);
        let stranger = office.claimed(1).await;
        let refused = desk::tick(&office.ctx, &stranger, workshop, &[tick(0, true, 60)]).await;
        assert!(matches!(refused, Err(AppError::NotFound)), "{refused:?}");
    }
}
