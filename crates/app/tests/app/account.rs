//! Accounts: names that two people want at once, what roles may change, what no form may let through.

use std::sync::Arc;

use grandstand_app::{
    AppError,
    account::{self, Change, SignUp},
    age,
    throttle::Origin,
};
use grandstand_domain::{
    account::{Actor, Role},
    age::AgeBand,
    id::OrganisationId,
    log::Fact,
    sport::Sport,
};
use grandstand_store as store;
use grandstand_testkit::{TestWorld, both_databases};

use crate::server;

const PASSWORD: &str = "correct horse battery";

fn form(handle: &str) -> SignUp<'_> {
    SignUp { handle, display_name: "", email: "", age: "" }
}

fn faults<T: std::fmt::Debug>(result: Result<T, AppError>) -> Vec<(&'static str, &'static str)> {
    match result {
        Err(AppError::Invalid(invalid)) => invalid.0.iter().map(|f| (f.field, f.key)).collect(),
        other => panic!("expected faults, got {other:?}"),
    }
}

both_databases! {
    /// If this fails, someone who says at sign-up that they are under 18 is treated as an adult, or one who said nothing is.
    async fn age_is_asked_at_sign_up_and_never_guessed(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        for (handle, said, held) in [("ana", "minor", AgeBand::Minor), ("ben", "adult", AgeBand::Adult), ("cal", "", AgeBand::Unknown)] {
            let made = account::sign_up(&ctx, Origin(None), SignUp { age: said, ..form(handle) }, PASSWORD).await.unwrap();
            let actor = Actor { account: made.id, role: Role::Supporter, organisation: None };
            assert_eq!(age::band(&ctx, &actor).await.unwrap(), held);
        }
        let odd = account::sign_up(&ctx, Origin(None), SignUp { age: "ancient", ..form("dan") }, PASSWORD).await;
        assert_eq!(faults(odd), [("age", "age-band-unknown")]);
    }

    /// Many people want one name at the same moment: one gets it, the others are told beside the field.
    async fn one_handle_goes_to_one_account(scratch) {
        let ctx = Arc::new(server(&scratch, &TestWorld::default()).await);
        let tries: Vec<_> = (0..6).map(|n| {
            let ctx = Arc::clone(&ctx);
            tokio::spawn(async move {
                let handle = if n % 2 == 0 { "Robin" } else { "@robin" };
                account::sign_up(&ctx, Origin(None), form(handle), PASSWORD).await
            })
        }).collect();
        let mut made = 0;
        for one in tries {
            match one.await.unwrap() {
                Ok(_) => made += 1,
                refused => assert_eq!(faults(refused), [("handle", "handle-taken")]),
            }
        }
        assert_eq!(made, 1);
        let log = store::log::last_of_kind(&mut ctx.begin_read().await.unwrap(), "account_made", 10).await.unwrap();
        assert_eq!(log.len(), 1, "the log tells of one account");
    }

    /// Nobody becomes an athlete by asking, except on a host that is there to be tried out.
    async fn nobody_makes_themselves_an_athlete(scratch) {
        let mut ctx = server(&scratch, &TestWorld::default()).await;
        let made = account::sign_up(&ctx, Origin(None), form("eager"), PASSWORD).await.unwrap();
        let actor = Actor { account: made.id, role: Role::Supporter, organisation: None };
        assert!(matches!(account::try_as_athlete(&ctx, &actor).await, Err(AppError::Forbidden)));
        ctx.settings.open_athletes = true;
        account::try_as_athlete(&ctx, &actor).await.unwrap();
        let mut tx = ctx.begin_read().await.unwrap();
        assert_eq!(store::account::get(&mut tx, made.id).await.unwrap().unwrap().role, Role::Athlete);
        let moderator = Actor { role: Role::Moderator, ..actor };
        assert!(matches!(account::try_as_athlete(&ctx, &moderator).await, Err(AppError::Forbidden)));
    }

    async fn every_fault_is_said_at_once(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let huge = "x".repeat(100_000);
        let bad = SignUp { handle: "<script>", display_name: &huge, email: "nobody", age: "" };
        let said = faults(account::sign_up(&ctx, Origin(None), bad, "short").await);
        assert_eq!(said, [("handle", "handle-shape"), ("display_name", "too-long"), ("email", "email-shape"), ("password", "password-short")]);
        for reserved in ["admin", "Operator", "grandstand"] {
            assert_eq!(faults(account::sign_up(&ctx, Origin(None), form(reserved), PASSWORD).await), [("handle", "handle-taken")]);
        }
    }

    async fn an_email_address_is_sealed_and_belongs_to_one(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let ana = SignUp { handle: "ana", display_name: "Ana", email: " Ana@Example.org ", age: "" };
        let made = account::sign_up(&ctx, Origin(None), ana, PASSWORD).await.unwrap();
        let kept = account::email(&ctx, &made.actor()).await.unwrap().unwrap();
        assert_eq!(*kept, "ana@example.org");
        let row = store::vault::get(&mut ctx.begin_read().await.unwrap(), made.id).await.unwrap().unwrap();
        let sealed = row.email_sealed.unwrap();
        assert!(!sealed.windows(3).any(|w| w.eq_ignore_ascii_case(b"ana")), "the address can be read in the database");
        let other = SignUp { handle: "ben", display_name: "Ben", email: "ana@example.org", age: "" };
        assert_eq!(faults(account::sign_up(&ctx, Origin(None), other, PASSWORD).await), [("email", "email-taken")]);
        account::set_email(&ctx, &made.actor(), "").await.unwrap();
        assert!(account::email(&ctx, &made.actor()).await.unwrap().is_none());
        account::sign_up(&ctx, Origin(None), other, PASSWORD).await.unwrap();
    }

    async fn text_of_any_script_is_kept_and_overrides_are_not(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let made = account::create(&ctx, "mix", Role::Athlete, "x", None).await.unwrap();
        let name = "<b>נעמי</b> \u{202e}🏃🏽‍♀️ & \"co\"";
        let bio = "<script>alert(1)</script>\u{0}\nשלום";
        let change = Change { display_name: Some(name), bio: Some(bio), region: Some("North  Coast"), sport: Some(Some(Sport::Rowing)), ..Change::default() };
        let after = account::update(&ctx, &made.actor(), made.id, change).await.unwrap();
        assert_eq!(after.display_name, "<b>נעמי</b> 🏃🏽‍♀️ & \"co\"");
        assert_eq!(after.bio, "<script>alert(1)</script>\nשלום");
        assert_eq!((after.region.as_str(), after.region_slug.as_str()), ("North Coast", "north-coast"));
        let mut tx = ctx.begin_read().await.unwrap();
        assert_eq!(store::account::get(&mut tx, made.id).await.unwrap().unwrap(), after);
        assert_eq!(store::search::find(&mut tx, "account", "rowing north", 5).await.unwrap(), [made.id.0]);
        let log = store::log::last_of_kind(&mut tx, "account_changed", 5).await.unwrap();
        assert_eq!(log[0].fact, Fact::AccountChanged { account: made.id });
        drop(tx);
        let huge = "👨‍👩‍👧‍👦".repeat(600);
        let change = Change { bio: Some(&huge), language: Some("<x>"), ..Change::default() };
        assert_eq!(faults(account::update(&ctx, &made.actor(), made.id, change).await), [("bio", "too-long"), ("language", "language-unknown")]);
    }

    async fn only_those_above_place_others(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let athlete = account::create(&ctx, "ath", Role::Athlete, "A", None).await.unwrap();
        let supporter = account::create(&ctx, "sup", Role::Supporter, "S", None).await.unwrap();
        let moderator = account::create(&ctx, "modd", Role::Moderator, "M", None).await.unwrap();
        for actor in [supporter.actor(), moderator.actor()] {
            let change = Change { display_name: Some("Mine now"), ..Change::default() };
            assert!(matches!(account::update(&ctx, &actor, athlete.id, change).await, Err(AppError::Forbidden)));
            assert!(matches!(account::set_role(&ctx, &actor, supporter.id, Role::Operator).await, Err(AppError::Forbidden)));
        }
        let join = Change { organisation: Some(Some(OrganisationId(1))), ..Change::default() };
        assert!(matches!(account::update(&ctx, &athlete.actor(), athlete.id, join).await, Err(AppError::Forbidden)));
        assert_eq!(faults(account::update(&ctx, &Actor::HOST, athlete.id, join).await), [("organisation", "organisation-unknown")]);
        let guessed = account::update(&ctx, &Actor::HOST, grandstand_domain::id::AccountId(99), join).await;
        assert!(matches!(guessed, Err(AppError::NotFound)));
        account::set_role(&ctx, &Actor::HOST, supporter.id, Role::Athlete).await.unwrap();
        let after = store::account::get(&mut ctx.begin_read().await.unwrap(), supporter.id).await.unwrap().unwrap();
        assert_eq!(after.role, Role::Athlete);
    }
}
