//! Sessions: signing in, being remembered, and ending at once here and within a second elsewhere.

use grandstand_app::{
    AppError, Ctx,
    account::{self, SignUp},
    oauth, password,
    session::{self, authenticate},
    throttle::Origin,
};
use grandstand_domain::{
    account::{Actor, Role},
    session::SessionKind,
    time::{DAY, MINUTE},
};
use grandstand_store::account::Account;
use grandstand_testkit::{TestWorld, both_databases};

use crate::server;

const PASSWORD: &str = "correct horse battery";

async fn ana(ctx: &Ctx) -> Account {
    let form = SignUp { handle: "ana", display_name: "Ana", email: "ana@example.org", age: "" };
    account::sign_up(ctx, Origin(None), form, PASSWORD).await.unwrap()
}

async fn browser(ctx: &Ctx, account: &Account) -> String {
    session::start(ctx, account.id, SessionKind::Browser, "Firefox").await.unwrap()
}

async fn app(ctx: &Ctx) -> oauth::Registered {
    let redirect_uris = vec![oauth::OUT_OF_BAND];
    let new = oauth::NewApp { name: "Ear", redirect_uris, scopes: "read", ..Default::default() };
    oauth::register(ctx, Origin(None), new).await.unwrap()
}

both_databases! {
    async fn an_app_that_holds_nothing_is_forgotten_and_no_other(scratch) {
        let world = TestWorld::default();
        let ctx = server(&scratch, &world).await;
        let ana = ana(&ctx).await;
        let (unused, let_in, alone) = (app(&ctx).await, app(&ctx).await, app(&ctx).await);
        let client = |of: &oauth::Registered| (of.app.client_id.clone(), of.client_secret.clone());

        let (client_id, secret) = client(&let_in);
        let wish = oauth::Wish {
            client_id: &client_id,
            redirect_uri: oauth::OUT_OF_BAND,
            response_type: "code",
            scope: "read",
            ..Default::default()
        };
        let consent = oauth::consider(&ctx, wish).await.unwrap().unwrap();
        let who = authenticate(&ctx, &browser(&ctx, &ana).await).await.unwrap().unwrap();
        let code = oauth::allow(&ctx, &who, &consent).await.unwrap();
        let asks = oauth::Client { client_id: &client_id, secret: Some(&secret), ..Default::default() };
        let with = oauth::Exchange { code: &code, redirect_uri: oauth::OUT_OF_BAND, verifier: None };
        oauth::exchange(&ctx, asks, with).await.unwrap();
        let (client_id, secret) = client(&alone);
        let asks = oauth::Client { client_id: &client_id, secret: Some(&secret), ..Default::default() };
        oauth::client_credentials(&ctx, asks, "read").await.unwrap();

        assert_eq!(oauth::purge(&ctx).await.unwrap(), 0);
        world.advance(31 * DAY);
        let young = app(&ctx).await;
        assert_eq!(oauth::purge(&ctx).await.unwrap(), 1);
        assert!(oauth::by_client_id(&ctx, &unused.app.client_id).await.unwrap().is_none());
        for kept in [&let_in, &alone, &young] {
            assert!(oauth::by_client_id(&ctx, &kept.app.client_id).await.unwrap().is_some());
        }
    }

    async fn a_person_signs_in_by_handle_or_address(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let ana = ana(&ctx).await;
        for name in ["ana", "@Ana", " ana@example.ORG "] {
            assert_eq!(session::sign_in(&ctx, Origin(None), name, PASSWORD).await.unwrap(), ana.id, "{name}");
        }
        for (name, password) in [("ana", "wrong password"), ("nobody", PASSWORD), ("nobody@example.org", PASSWORD), ("", ""), ("<x>", "x")] {
            let refused = session::sign_in(&ctx, Origin(None), name, password).await;
            assert!(matches!(refused, Err(AppError::Conflict("sign-in-wrong"))), "{name}: {refused:?}");
        }
        let passwordless = account::create(&ctx, "keyonly", Role::Supporter, "K", None).await.unwrap();
        assert!(session::sign_in(&ctx, Origin(None), passwordless.handle.as_str(), "no password has this hash").await.is_err());
    }

    async fn guessing_is_slowed_down_and_the_person_gets_in_elsewhere(scratch) {
        let world = TestWorld::default();
        let ctx = server(&scratch, &world).await;
        let ana = ana(&ctx).await;
        let (thief, home) = (Origin(Some([203, 0, 113, 9].into())), Origin(Some([192, 0, 2, 1].into())));
        let mut refused = 0;
        for _ in 0..12 {
            match session::sign_in(&ctx, thief, "ana", "guess guess guess").await {
                Err(AppError::TooMany { retry_after_s }) => {
                    assert!((1..=60).contains(&retry_after_s));
                    refused += 1;
                }
                other => assert!(matches!(other, Err(AppError::Conflict("sign-in-wrong"))), "{other:?}"),
            }
        }
        assert_eq!(refused, 6);
        assert!(matches!(session::sign_in(&ctx, thief, "ana", PASSWORD).await, Err(AppError::TooMany { .. })));
        assert_eq!(session::sign_in(&ctx, home, "ana", PASSWORD).await.unwrap(), ana.id);
        world.advance(2 * MINUTE);
        assert_eq!(session::sign_in(&ctx, thief, "ana", PASSWORD).await.unwrap(), ana.id);
    }

    async fn what_is_ended_here_ends_at_once_and_elsewhere_within_a_second(scratch) {
        let world = TestWorld::default();
        let (here, there) = (server(&scratch, &world).await, server(&scratch, &world).await);
        let ana = ana(&here).await;
        let (first, second) = (browser(&here, &ana).await, browser(&here, &ana).await);
        let token = session::start(&here, ana.id, SessionKind::Token, "script").await.unwrap();
        for ctx in [&here, &there] {
            for secret in [&first, &second, &token] {
                assert_eq!(authenticate(ctx, secret).await.unwrap().unwrap().actor.account, ana.id);
            }
        }
        let me = authenticate(&here, &first).await.unwrap().unwrap();
        assert_eq!(session::list(&here, &me.actor).await.unwrap().len(), 3);
        let other = authenticate(&here, &second).await.unwrap().unwrap();
        session::end(&here, &me.actor, other.session).await.unwrap();
        assert!(authenticate(&here, &second).await.unwrap().is_none(), "an ended session still works here");
        world.advance(1000);
        assert!(authenticate(&there, &second).await.unwrap().is_none(), "an ended session works elsewhere after a second");
        assert_eq!(session::end_others(&here, &me).await.unwrap(), 1);
        world.advance(1000);
        assert!(authenticate(&there, &token).await.unwrap().is_none());
        assert!(authenticate(&there, &first).await.unwrap().is_some(), "this one was to stay");

        let stranger = account::create(&here, "ben", Role::Supporter, "Ben", None).await.unwrap();
        assert!(matches!(session::end(&here, &stranger.actor(), me.session).await, Err(AppError::NotFound)), "ended by a guessed id");
    }

    async fn a_changed_role_or_password_takes_effect(scratch) {
        let world = TestWorld::default();
        let ctx = server(&scratch, &world).await;
        let ana = ana(&ctx).await;
        let (mine, other) = (browser(&ctx, &ana).await, browser(&ctx, &ana).await);
        assert!(authenticate(&ctx, &other).await.unwrap().is_some());
        account::set_role(&ctx, &Actor::HOST, ana.id, Role::Athlete).await.unwrap();
        let me = authenticate(&ctx, &mine).await.unwrap().unwrap();
        assert_eq!(me.actor.role, Role::Athlete);
        let wrong = password::change(&ctx, &me, "not this one", "a new long password").await;
        assert!(matches!(wrong, Err(AppError::Invalid(_))));
        password::change(&ctx, &me, PASSWORD, "a new long password").await.unwrap();
        assert!(authenticate(&ctx, &other).await.unwrap().is_none(), "another browser outlived a changed password");
        assert!(authenticate(&ctx, &mine).await.unwrap().is_some());
        assert!(session::sign_in(&ctx, Origin(None), "ana", PASSWORD).await.is_err());
        assert!(matches!(password::set(&ctx, &me.actor, ana.id, "another password").await, Err(AppError::Forbidden)));
        password::set(&ctx, &Actor::HOST, ana.id, &password::generate(&ctx)).await.unwrap();
        assert!(authenticate(&ctx, &mine).await.unwrap().is_none(), "the operator's new password left a browser signed in");
    }

    async fn sessions_end_by_themselves_and_last_while_used(scratch) {
        let world = TestWorld::default();
        let ctx = server(&scratch, &world).await;
        let ana = ana(&ctx).await;
        let (used, unused) = (browser(&ctx, &ana).await, browser(&ctx, &ana).await);
        for _ in 0..5 {
            world.advance(7 * DAY);
            assert!(authenticate(&ctx, &used).await.unwrap().is_some());
            // Being seen is written down by a later request.
            world.advance(MINUTE);
            assert!(authenticate(&ctx, &used).await.unwrap().is_some());
        }
        assert!(authenticate(&ctx, &unused).await.unwrap().is_none());
        let again = server(&scratch, &world).await;
        assert!(authenticate(&again, &used).await.unwrap().is_some(), "being used was never written down");
        assert_eq!(session::purge(&ctx).await.unwrap(), 1);
        for forged in ["", "gsb_", "gsb_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", &"x".repeat(10_000), &format!("{used}x")] {
            assert!(authenticate(&ctx, forged).await.unwrap().is_none());
        }
    }
}
