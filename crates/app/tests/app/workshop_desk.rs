//! Workshops as the desk runs them and says who was there: what would be lost if one were held at an hour that nobody meant, a
//! certificate told of what never took place, or a calendar kept what is over.

use std::{collections::BTreeSet, sync::Arc};

use grandstand_app::{
    AppError, certificate, jobs,
    workshop::{
        access,
        desk::{self, Tick},
        plan::{self, Asked, Made},
        seat,
        wish::{self, Whom},
    },
};
use grandstand_domain::{
    access::Need,
    course::Weight,
    time::{DAY, HOUR, MINUTE},
    workshop::SeatState,
};
use grandstand_store as store;
use grandstand_testkit::{MailServer, both_databases, own_address};

use crate::{
    server_with_mail,
    workshop::{Office, SOON, on_clocks, utc},
};

fn faulted<T: std::fmt::Debug>(said: Result<T, AppError>) -> &'static str {
    match said.unwrap_err() {
        AppError::Invalid(faults) => faults.0[0].key,
        AppError::Conflict(key) => key,
        other => panic!("{other:?}"),
    }
}

both_databases! {
    /// What somebody attended took place: it is not called off under their certificate. The way out is to take that back.
    async fn no_certificate_is_of_a_workshop_that_never_took_place(scratch) {
        let office = Office::new(&scratch, 2).await;
        let ctx = &office.ctx;
        let course = office.course("Captions", []).await;
        let workshop = office.workshop(course, 0, 5, &[]).await;
        let actor = office.claimed(1).await;
        seat::join(ctx, &actor, workshop, office.entries[0]).await.unwrap();
        let row = office.situation().await.workshop(workshop).unwrap().clone();
        let seat = store::seat::of_workshop(&mut ctx.begin_read().await.unwrap(), workshop).await.unwrap()[0].id;
        office.world.advance(row.from.since(ctx.now()) - HOUR / 2 - 1);
        assert_eq!(faulted(desk::note(ctx, &office.staff, workshop, &[seat]).await), "attendance-early");
        let tick = Tick { seat, there: true, at: ctx.now() };
        assert_eq!(faulted(desk::tick(ctx, &office.staff, workshop, &[tick]).await), "attendance-early");
        assert_eq!(faulted(seat::attend(ctx, &actor, &row.code).await), "attendance-code-unknown");
        office.world.advance(1);
        seat::attend(ctx, &actor, &row.code).await.unwrap();
        assert_eq!(faulted(desk::cancel(ctx, &office.staff, workshop).await), "workshop-attended");
        let (from, until) = (on_clocks(row.from.0 + DAY), on_clocks(row.until.0 + DAY));
        let later = desk::Form { from: &from, until: &until, trainer: "Ines Wick", capacity: "5", ..desk::Form::default() };
        assert_eq!(faulted(desk::change(ctx, &office.staff, workshop, &later).await), "workshop-attended");
        certificate::of(ctx, &actor, office.entries[0], course).await.unwrap();
        assert_eq!(faulted(desk::remove(ctx, &office.staff, seat, false).await), "seat-attended");

        desk::note(ctx, &office.staff, workshop, &[]).await.unwrap();
        desk::cancel(ctx, &office.staff, workshop).await.unwrap();
        assert_eq!(faulted(certificate::of(ctx, &actor, office.entries[0], course).await), "certificate-none");
        office.world.advance(HOUR);
        assert_eq!(faulted(desk::note(ctx, &office.staff, workshop, &[seat]).await), "attendance-off");
        let tick = Tick { seat, there: true, at: ctx.now() };
        assert_eq!(faulted(desk::tick(ctx, &office.staff, workshop, &[tick]).await), "attendance-off");
    }

    /// A year typed wrong plans nothing; what was held is written down on purpose, its athletes with it.
    async fn the_past_is_written_down_on_purpose_only(scratch) {
        let mut office = Office::new(&scratch, 1).await;
        let post = MailServer::start().await;
        office.ctx = Arc::new(server_with_mail(&scratch, &office.world, post.port).await);
        let ctx = &office.ctx;
        let course = office.course("Captions", []).await;
        let actor = office.claimed(1).await;
        own_address(ctx, &actor, "ada@team.example").await;
        let plan = async |days_off: i64, took_place: bool| {
            let at = ctx.now().0 + days_off * DAY;
            let (from, until) = (on_clocks(at), on_clocks(at + HOUR));
            let form = desk::Form {
                from: &from, until: &until, trainer: "Ines Wick", capacity: "5", took_place, ..desk::Form::default()
            };
            desk::plan(ctx, &office.staff, course, office.games, &form).await
        };
        assert_eq!(faulted(plan(-1, false).await), "workshop-past");
        assert_eq!(faulted(plan(1, true).await), "workshop-to-come");
        let held = plan(-1, true).await.unwrap()[0];
        desk::place(ctx, &office.staff, held, office.entries[0]).await.unwrap();
        let seat = store::seat::of_workshop(&mut ctx.begin_read().await.unwrap(), held).await.unwrap()[0].id;
        desk::note(ctx, &office.staff, held, &[seat]).await.unwrap();
        assert_eq!(office.situation().await.skills(office.entries[0]), [course].into());
        jobs::drain(ctx).await.unwrap();
        assert!(post.take().is_empty(), "no calendar is told of what is over");
    }

    /// A share is of all that was asked for: nobody hides behind the athletes whom no plan could place.
    async fn what_no_plan_could_meet_is_counted_apart(scratch) {
        let office = Office::new(&scratch, 3).await;
        let ctx = &office.ctx;
        let course = office.course("Captions", []).await;
        let other = office.course("Filming", []).await;
        office.workshop(course, 0, 1, &[]).await;
        let everyone = Whom::All;
        wish::want(ctx, &office.staff, course, office.games, everyone, Some(Weight::Must), None).await.unwrap();
        wish::want(ctx, &office.staff, other, office.games, Whom::One(office.entries[0]), Some(Weight::Should), None).await.unwrap();
        access::set(ctx, &office.staff, office.entries[2], [Need::Bsl], "").await.unwrap();
        let id = plan::ask(ctx, &office.staff, office.organisation, office.games).await.unwrap();
        jobs::drain(ctx).await.unwrap();
        let (_, made, _) = plan::read(ctx, &office.staff, id).await.unwrap();
        let Made::Plan(found) = made else { panic!("{made:?}") };
        let asked = |weight, wants, met, impossible| Asked { weight, wants, met, impossible };
        assert_eq!(found.asked, [asked(Weight::Must, 3, 1, 1), asked(Weight::Should, 1, 0, 1)]);
        let never: BTreeSet<_> = found.unplaced.iter().filter(|want| want.impossible).map(|want| want.entry).collect();
        assert_eq!(never, [office.entries[0], office.entries[2]].into());
        let old = serde_json::to_string(&found).unwrap().replace("\"asked\"", "\"unknown\"");
        assert!(serde_json::from_str::<plan::Plan>(&old).unwrap().asked.is_empty(), "a plan from before is read still");
    }

    /// A week of workshops keeps its clock time when summer time ends in it; an hour that does not exist is refused.
    async fn workshops_keep_their_clock_time_when_clocks_change(scratch) {
        let office = Office::new(&scratch, 1).await;
        let course = office.course("Captions", []).await;
        let plan = async |from: &'static str, until: &'static str| {
            let form =
                desk::Form { from, until, trainer: "Ines Wick", capacity: "5", days: "3", ..desk::Form::default() };
            desk::plan(&office.ctx, &office.staff, course, office.games, &form).await
        };
        let made = plan("2028-10-28T10:00", "2028-10-28T11:00").await.unwrap();
        let mut tx = office.ctx.begin_read().await.unwrap();
        let mut starts = Vec::new();
        for id in made {
            starts.push(utc(store::workshop::get(&mut tx, id).await.unwrap().unwrap().from.0));
        }
        drop(tx);
        assert_eq!(starts, ["2028-10-28T09:00", "2028-10-29T10:00", "2028-10-30T10:00"]);
        let refused = plan("2028-03-26T01:30", "2028-03-26T03:00").await.unwrap_err();
        assert!(matches!(&refused, AppError::Invalid(faults) if faults.0[0].key == "clock-changes"), "{refused:?}");
        let night = plan("2028-07-01T23:00", "2028-07-02T00:30").await;
        assert_eq!(night.unwrap().len(), 3, "a workshop may go past midnight");
    }

    /// Being there is said with the code of the room, while it is on, and teaches what the next course builds on.
    async fn a_code_tells_that_someone_was_there(scratch) {
        let office = Office::new(&scratch, 1).await;
        let media = office.course("Media training", []).await;
        let captions = office.course("Captions", [media]).await;
        let first = office.workshop(media, 0, 1, &[]).await;
        let next = office.workshop(captions, 2_000, 1, &[]).await;
        let actor = office.claimed(1).await;
        seat::join(&office.ctx, &actor, first, office.entries[0]).await.unwrap();
        let early = seat::join(&office.ctx, &actor, next, office.entries[0]).await;
        assert_eq!(early.unwrap(), SeatState::Placed, "a seat in the course before it is enough");
        let code = office.situation().await.workshop(first).unwrap().code.clone();
        assert!(seat::attend(&office.ctx, &actor, &code).await.is_err(), "ten days too early");
        office.world.advance(SOON + MINUTE);
        assert!(seat::attend(&office.ctx, &actor, "WRONGO").await.is_err());
        assert_eq!(seat::attend(&office.ctx, &actor, &code.to_lowercase()).await.unwrap(), first);
        assert_eq!(office.states(first).await, [SeatState::Attended]);
        assert_eq!(office.situation().await.skills(office.entries[0]), [media].into());
    }

    /// A seat goes into the athlete's calendar, and out of it: one event, each word about it newer than the last.
    async fn a_seat_goes_into_the_calendar_and_out_of_it(scratch) {
        let mut office = Office::new(&scratch, 1).await;
        let post = MailServer::start().await;
        office.ctx = Arc::new(server_with_mail(&scratch, &office.world, post.port).await);
        let course = office.course("Captions", []).await;
        let first = office.workshop(course, 0, 1, &[]).await;
        let second = office.workshop(course, 300, 1, &[]).await;
        let actor = office.claimed(1).await;
        own_address(&office.ctx, &actor, "ada@team.example").await;
        seat::join(&office.ctx, &actor, first, office.entries[0]).await.unwrap();
        jobs::drain(&office.ctx).await.unwrap();
        office.world.advance(2_000);
        desk::place(&office.ctx, &office.staff, second, office.entries[0]).await.unwrap();
        office.world.advance(2_000);
        desk::cancel(&office.ctx, &office.staff, second).await.unwrap();
        jobs::drain(&office.ctx).await.unwrap();
        let letters = post.take();
        let entry = office.entries[0];
        let told: Vec<(bool, bool, u32)> = (letters.iter())
            .map(|letter| {
                assert_eq!(letter.to, ["ada@team.example"]);
                let line = |name: &str| {
                    letter.text.lines().find_map(|l| l.strip_prefix(name)).unwrap_or_default().to_owned()
                };
                let uid = line("UID:");
                let is_first = uid == format!("workshop-{first}-entry-{entry}@localhost");
                assert!(is_first || uid == format!("workshop-{second}-entry-{entry}@localhost"), "{uid}");
                (is_first, letter.text.contains("METHOD:REQUEST"), line("SEQUENCE:").parse().unwrap())
            })
            .collect();
        let steps: BTreeSet<(bool, bool)> = told.iter().map(|t| (t.0, t.1)).collect();
        assert_eq!(steps, [(true, true), (true, false), (false, true), (false, false)].into(), "{told:?}");
        assert_eq!(told.len(), 4);
        for is_first in [true, false] {
            let sequence = |request| told.iter().find(|t| t.0 == is_first && t.1 == request).unwrap().2;
            assert!(sequence(false) > sequence(true), "a calendar ignores what is not newer: {told:?}");
        }
    }

    /// An athlete who leaves the roster gives their seats free.
    async fn who_leaves_the_roster_leaves_their_seats(scratch) {
        let office = Office::new(&scratch, 2).await;
        let course = office.course("Captions", []).await;
        let workshop = office.workshop(course, 0, 1, &[]).await;
        seat::join(&office.ctx, &office.staff, workshop, office.entries[0]).await.unwrap();
        access::set(&office.ctx, &office.staff, office.entries[0], [Need::Bsl], "").await.unwrap();
        wish::wish(&office.ctx, &office.staff, office.entries[0], &[course]).await.unwrap();
        let mut tx = office.ctx.db.begin_write(office.ctx.now()).await.unwrap();
        store::roster::remove(&mut tx, &[office.entries[0]]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(office.counted(workshop).await, 0);
    }
}
