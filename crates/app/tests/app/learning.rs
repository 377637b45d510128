//! What is learned: what athletes would lose if a check gave its answers away, undid what was passed or could be guessed, and what
//! the world would if a certificate said more than is true.

use std::collections::BTreeSet;

use grandstand_app::{
    AppError, certificate, certificate::Standing, course, course_check, throttle::Origin, workshop::seat,
};
use grandstand_domain::{
    account::{Actor, Role},
    course::Weight,
    course_check::Draft,
    id::{CheckId, CourseId, WorkshopId},
    time::{DAY, HOUR, MINUTE},
};
use grandstand_store as store;
use grandstand_testkit::{Scratch, both_databases};

use crate::workshop::{Office, SOON};

/// A course with a workshop that athletes 1 and 2 attended; the clock stands in it.
pub(crate) async fn taught(scratch: &Scratch, athletes: usize) -> (Office, CourseId, WorkshopId, Vec<Actor>) {
    let office = Office::new(scratch, athletes).await;
    let course = office.course("Captions", []).await;
    let workshop = office.workshop(course, 0, 50, &[]).await;
    let mut people = Vec::new();
    for n in 1..=athletes {
        let actor = office.claimed(n).await;
        seat::join(&office.ctx, &actor, workshop, office.entries[n - 1]).await.unwrap();
        people.push(actor);
    }
    office.world.advance(SOON + MINUTE);
    let code = office.situation().await.workshop(workshop).unwrap().code.clone();
    for actor in &people {
        seat::attend(&office.ctx, actor, &code).await.unwrap();
    }
    office.world.advance(2 * HOUR);
    (office, course, workshop, people)
}

fn asked() -> Vec<Draft<'static>> {
    let question = |text, answers: &[(&'static str, bool)]| Draft { text, answers: answers.to_vec(), why: "Because." };
    vec![question("One?", &[("yes", true), ("no", false)]), question("Two?", &[("a", true), ("b", false), ("c", true)])]
}

fn chosen(answers: &[&[usize]]) -> Vec<BTreeSet<usize>> {
    answers.iter().map(|places| places.iter().copied().collect()).collect()
}

async fn write(office: &Office, course: CourseId, pass_at: &str) -> CheckId {
    course_check::write(&office.ctx, &office.staff, course, &asked(), pass_at).await.unwrap();
    course_check::read(&office.ctx, &office.staff, course).await.unwrap().1.unwrap().id
}

both_databases! {
    /// Being there is not enough where a course has a check; the check opens the courses that build on it, a new version does not
    /// shut them again, and nobody is sent to the same workshop twice because they have not answered yet.
    async fn a_skill_is_held_once_attended_and_passed(scratch) {
        let (office, course, _, people) = taught(&scratch, 2).await;
        let next = office.course("Captions in two languages", [course]).await;
        let later = office.workshop(next, 3_000, 5, &[]).await;
        let (entry, ctx) = (office.entries[0], &office.ctx);
        assert_eq!(office.situation().await.skills(entry), [course].into(), "no check, no question");
        let check = write(&office, course, "2").await;
        let now = office.situation().await;
        assert!(now.skills(entry).is_empty());
        assert_eq!(now.learned(entry), [course].into());
        let refused = seat::join(ctx, &people[0], later, entry).await;
        assert!(refused.is_err(), "the check comes before it");
        office.workshop(course, 2_000, 5, &[]).await;
        office.want(course, grandstand_app::workshop::wish::Whom::All, Weight::Must).await;
        let (problem, _) = office.situation().await.problem();
        assert!(problem.athletes[0].wants.is_empty(), "who was there is not sent there again");

        let half = course_check::answer(ctx, &people[0], check, chosen(&[&[0], &[0]])).await.unwrap();
        assert!(!half.is_passed, "half of the truth is not the truth");
        assert!(course_check::answer(ctx, &people[0], check, chosen(&[&[0], &[0, 2]])).await.unwrap().is_passed);
        assert_eq!(office.situation().await.skills(entry), [course].into());
        assert!(office.situation().await.skills(office.entries[1]).is_empty(), "another's answers");
        seat::join(ctx, &people[0], later, entry).await.unwrap();

        course_check::write(ctx, &office.staff, course, &asked()[..1], "1").await.unwrap();
        assert_eq!(office.situation().await.skills(entry), [course].into(), "a new version undid what was passed");
        let stale = course_check::answer(ctx, &people[1], check, chosen(&[&[0], &[0, 2]])).await;
        assert!(matches!(stale, Err(AppError::Conflict("check-changed"))), "{stale:?}");
        course_check::remove(ctx, &office.staff, course).await.unwrap();
        assert_eq!(office.situation().await.skills(office.entries[1]), [course].into());
    }

    /// Answers cannot be found by trying, nor read by those who were not there; a form that says nothing counts as nothing.
    async fn tries_are_few_and_for_those_who_were_there(scratch) {
        let (office, course, _, people) = taught(&scratch, 1).await;
        let check = write(&office, course, "2").await;
        let ctx = &office.ctx;
        let stranger = office.person("stranger", Role::Athlete).await;
        for other in [&stranger, &office.staff] {
            let looked = course_check::open(ctx, other, course).await;
            assert!(matches!(looked, Err(AppError::NotFound)), "{looked:?}");
            let answered = course_check::answer(ctx, other, check, chosen(&[&[0], &[0, 2]])).await;
            assert!(matches!(answered, Err(AppError::NotFound)), "{answered:?}");
        }
        for blank in [chosen(&[&[0]]), chosen(&[&[0], &[]]), chosen(&[&[0, 1], &[0]]), chosen(&[&[0], &[7]])] {
            let answered = course_check::answer(ctx, &people[0], check, blank).await;
            assert!(matches!(answered, Err(AppError::Invalid(_))), "{answered:?}");
        }
        assert_eq!(course_check::open(ctx, &people[0], course).await.unwrap().left, 5);
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (ctx, actor) = (std::sync::Arc::clone(ctx), people[0]);
            tasks.spawn(async move { course_check::answer(&ctx, &actor, check, chosen(&[&[1], &[1]])).await });
        }
        let mut counted = 0;
        while let Some(done) = tasks.join_next().await {
            counted += usize::from(done.unwrap().is_ok());
        }
        while course_check::answer(ctx, &people[0], check, chosen(&[&[1], &[1]])).await.is_ok() {
            counted += 1;
        }
        assert_eq!(counted, 5);
        let sheet = course_check::open(ctx, &people[0], course).await.unwrap();
        assert_eq!((sheet.left, sheet.again_at), (0, Some(sheet.tries[0].at.plus(DAY))));
        let made = sheet.tries[0].id;
        let peek = course_check::result(ctx, &office.staff, made).await;
        assert!(matches!(peek, Err(AppError::NotFound)), "staff read an athlete's answers: {peek:?}");
        office.world.advance(DAY);
        assert!(course_check::answer(ctx, &people[0], check, chosen(&[&[0], &[0, 2]])).await.unwrap().is_passed);
        let again = course_check::answer(ctx, &people[0], check, chosen(&[&[0], &[0, 2]])).await;
        assert!(matches!(again, Err(AppError::Conflict("check-passed"))), "{again:?}");
    }

    /// A certificate says what the skills record says, at any time and to anyone; it goes with the account.
    async fn a_certificate_never_says_more_than_is_true(scratch) {
        let (office, course, workshop, people) = taught(&scratch, 2).await;
        let (entry, ctx) = (office.entries[0], &office.ctx);
        let form = course::Form { title: "Captions", level: "starter", minutes: "60", valid_months: "2", ..course::Form::default() };
        course::update(ctx, &office.staff, course, &form).await.unwrap();
        let other = certificate::of(ctx, &people[1], entry, course).await;
        assert!(matches!(other, Err(AppError::NotFound)), "another took it: {other:?}");
        let paper = certificate::of(ctx, &people[0], entry, course).await.unwrap();
        assert_eq!(certificate::of(ctx, &office.staff, entry, course).await.unwrap().code, paper.code, "one code for good");
        let standing = async |code: &str| certificate::check(ctx, Origin::default(), code).await.unwrap();
        assert!(matches!(standing(&paper.code.to_lowercase()).await, Standing::Real(found) if found.name == paper.name));
        assert!(matches!(standing("ABCD-EFGH-JKLM").await, Standing::Unknown));
        certificate::revoke(ctx, &people[0], entry, course, true).await.unwrap_err();
        certificate::revoke(ctx, &office.staff, entry, course, true).await.unwrap();
        assert!(matches!(standing(&paper.code).await, Standing::Revoked));
        let taken = certificate::of(ctx, &people[0], entry, course).await;
        assert!(matches!(taken, Err(AppError::Conflict("certificate-revoked"))), "{taken:?}");
        certificate::revoke(ctx, &office.staff, entry, course, false).await.unwrap();

        grandstand_app::workshop::desk::note(ctx, &office.staff, workshop, &[]).await.unwrap();
        assert!(matches!(standing(&paper.code).await, Standing::Revoked), "they were not there after all");
        let mut tx = ctx.begin_read().await.unwrap();
        let seats = store::seat::of_workshop(&mut tx, workshop).await.unwrap();
        drop(tx);
        let there: Vec<_> = seats.iter().map(|s| s.id).collect();
        grandstand_app::workshop::desk::note(ctx, &office.staff, workshop, &there).await.unwrap();
        office.world.advance(62 * DAY);
        let over = standing(&paper.code).await;
        assert!(matches!(over, Standing::Real(found) if !found.skill.counts(ctx.now())), "it shows its last day");
        let late = certificate::of(ctx, &people[0], entry, course).await;
        assert!(matches!(late, Err(AppError::Conflict("certificate-none"))), "{late:?}");
        let mut tx = ctx.db.begin_write(ctx.now()).await.unwrap();
        store::erasure::erase(&mut tx, people[0].account).await.unwrap();
        tx.commit().await.unwrap();
        assert!(matches!(standing(&paper.code).await, Standing::Unknown));
    }
}
