//! Passkeys with a software authenticator: made, used, copied, replayed, late, and by the wrong hands.

use grandstand_app::{
    AppError, Ctx,
    account::{self, SignUp},
    passkey,
    session::{self, SignedIn, authenticate},
    throttle::Origin,
};
use grandstand_domain::{account::Role, id::AccountId, session::SessionKind, time::MINUTE};
use grandstand_testkit::{Authenticator, TestWorld, both_databases};

use crate::server;

const HERE: Origin = Origin(None);

fn form(handle: &str) -> SignUp<'_> {
    SignUp { handle, display_name: "Ana", email: "", age: "" }
}

fn device(number: u8) -> Authenticator {
    Authenticator::new("http://localhost:8400", number)
}

async fn sign_up(ctx: &Ctx, handle: &str, device: &mut Authenticator) -> AccountId {
    let begun = passkey::begin_sign_up(ctx, HERE, form(handle), "Phone").await.unwrap();
    let made = passkey::finish_registering(ctx, None, &begun.ticket, device.create(&begun.options)).await.unwrap();
    assert!(made.is_new);
    made.account
}

async fn signed_in(ctx: &Ctx, account: AccountId) -> SignedIn {
    let secret = session::start(ctx, account, SessionKind::Browser, "test").await.unwrap();
    authenticate(ctx, &secret).await.unwrap().unwrap()
}

fn conflict<T: std::fmt::Debug>(result: Result<T, AppError>) -> &'static str {
    match result {
        Err(AppError::Conflict(key)) => key,
        other => panic!("expected a conflict, got {other:?}"),
    }
}

both_databases! {
    async fn an_account_is_made_and_entered_with_a_passkey(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let mut phone = device(1);
        let ana = sign_up(&ctx, "ana", &mut phone).await;
        for handle in [None, Some("ana"), Some("nobody"), Some("<script>")] {
            let begun = passkey::begin_sign_in(&ctx, HERE, handle).await.unwrap();
            let offered = begun.options["publicKey"]["allowCredentials"].as_array().unwrap().len();
            assert_eq!(offered, usize::from(handle == Some("ana")), "{handle:?}");
            let answer = phone.get(&begun.options);
            assert_eq!(passkey::finish_sign_in(&ctx, &begun.ticket, answer).await.unwrap(), ana);
        }
        let me = signed_in(&ctx, ana).await;
        let kept = passkey::list(&ctx, &me.actor).await.unwrap();
        assert_eq!((kept.len(), kept[0].name.as_str()), (1, "Phone"));
        assert!(kept[0].last_used_at.is_some());
    }

    async fn a_ceremony_is_good_once_and_not_for_long(scratch) {
        let world = TestWorld::default();
        let ctx = server(&scratch, &world).await;
        let mut phone = device(2);
        sign_up(&ctx, "ana", &mut phone).await;
        let begun = passkey::begin_sign_in(&ctx, HERE, None).await.unwrap();
        let answer = phone.get(&begun.options);
        passkey::finish_sign_in(&ctx, &begun.ticket, answer.clone()).await.unwrap();
        assert_eq!(conflict(passkey::finish_sign_in(&ctx, &begun.ticket, answer.clone()).await), "passkey-late", "replayed");
        let other = passkey::begin_sign_in(&ctx, HERE, None).await.unwrap();
        assert_eq!(conflict(passkey::finish_sign_in(&ctx, &other.ticket, answer).await), "passkey-refused", "another challenge's answer");
        let late = passkey::begin_sign_in(&ctx, HERE, None).await.unwrap();
        world.advance(6 * MINUTE);
        assert_eq!(conflict(passkey::finish_sign_in(&ctx, &late.ticket, phone.get(&late.options)).await), "passkey-late");
        let fresh = passkey::begin_sign_in(&ctx, HERE, None).await.unwrap();
        for nonsense in [serde_json::json!(null), serde_json::json!({"id": "x"}), serde_json::json!([1, 2])] {
            assert!(matches!(conflict(passkey::finish_sign_in(&ctx, &fresh.ticket, nonsense).await), "passkey-unreadable" | "passkey-late"));
        }
    }

    async fn a_copied_a_strange_and_a_foreign_key_are_refused(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let mut phone = device(3);
        sign_up(&ctx, "ana", &mut phone).await;
        let mut copy = phone.clone();
        for _ in 0..2 {
            let begun = passkey::begin_sign_in(&ctx, HERE, None).await.unwrap();
            passkey::finish_sign_in(&ctx, &begun.ticket, phone.get(&begun.options)).await.unwrap();
        }
        let begun = passkey::begin_sign_in(&ctx, HERE, None).await.unwrap();
        assert_eq!(conflict(passkey::finish_sign_in(&ctx, &begun.ticket, copy.get(&begun.options)).await), "passkey-refused");
        let begun = passkey::begin_sign_in(&ctx, HERE, None).await.unwrap();
        assert_eq!(conflict(passkey::finish_sign_in(&ctx, &begun.ticket, device(4).get(&begun.options)).await), "passkey-unknown");
        let begun = passkey::begin_sign_up(&ctx, HERE, form("eve"), "Phone").await.unwrap();
        let mut elsewhere = Authenticator::new("https://evil.example", 5);
        let made = passkey::finish_registering(&ctx, None, &begun.ticket, elsewhere.create(&begun.options)).await;
        assert_eq!(conflict(made), "passkey-refused", "made on another site's page");
    }

    async fn passkeys_are_added_named_and_removed_but_not_the_last(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let ana = sign_up(&ctx, "ana", &mut device(6)).await;
        let me = signed_in(&ctx, ana).await;
        let ben = account::create(&ctx, "ben", Role::Supporter, "Ben", None).await.unwrap();
        let stranger = signed_in(&ctx, ben.id).await;
        let begun = passkey::begin_adding(&ctx, &me, " Key \n").await.unwrap();
        let answer = device(7).create(&begun.options);
        let stolen = passkey::finish_registering(&ctx, Some(&stranger), &begun.ticket, answer).await;
        assert!(matches!(stolen, Err(AppError::Forbidden)), "added to another's account");
        let begun = passkey::begin_adding(&ctx, &me, " Key \n").await.unwrap();
        let added = passkey::finish_registering(&ctx, Some(&me), &begun.ticket, device(7).create(&begun.options)).await.unwrap();
        assert!(!added.is_new);
        let begun = passkey::begin_adding(&ctx, &stranger, " Key \n").await.unwrap();
        assert_eq!(conflict(passkey::finish_registering(&ctx, Some(&stranger), &begun.ticket, device(7).create(&begun.options)).await), "passkey-known");
        let kept = passkey::list(&ctx, &me.actor).await.unwrap();
        assert_eq!(kept[1].name, "Key");
        passkey::rename(&ctx, &me.actor, kept[1].id, "Blue key").await.unwrap();
        assert!(matches!(passkey::remove(&ctx, &stranger.actor, kept[0].id).await, Err(AppError::NotFound)), "removed by a guessed id");
        passkey::remove(&ctx, &me.actor, kept[0].id).await.unwrap();
        assert_eq!(conflict(passkey::remove(&ctx, &me.actor, kept[1].id).await), "passkey-last");
        assert_eq!(passkey::list(&ctx, &me.actor).await.unwrap()[0].name, "Blue key");
    }

    /// The handle is not held during a ceremony: who finishes first has it.
    async fn two_ceremonies_for_one_handle_make_one_account(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let first = passkey::begin_sign_up(&ctx, HERE, form("ana"), "Phone").await.unwrap();
        let second = passkey::begin_sign_up(&ctx, HERE, form("ana"), "Phone").await.unwrap();
        passkey::finish_registering(&ctx, None, &second.ticket, device(8).create(&second.options)).await.unwrap();
        let late = passkey::finish_registering(&ctx, None, &first.ticket, device(9).create(&first.options)).await;
        assert!(matches!(late, Err(AppError::Invalid(_))), "{late:?}");
    }
}
