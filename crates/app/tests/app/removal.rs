//! Removing an account leaves nothing of the person.

use grandstand_app::{
    AppError,
    account::{self, Change, SignUp},
    muted_word,
    session::{self, authenticate},
    throttle::Origin,
};
use grandstand_domain::{
    account::{Actor, Role},
    log::Fact,
    session::SessionKind,
};
use grandstand_store as store;
use grandstand_testkit::{TestWorld, both_databases};

use crate::server;

const PASSWORD: &str = "correct horse battery";

both_databases! {
    async fn who_leaves_is_gone(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let form = SignUp { handle: "ana", display_name: "Ana Vale", email: "ana@example.org", age: "" };
        let ana = account::sign_up(&ctx, Origin(None), form, PASSWORD).await.unwrap();
        let ben = account::create(&ctx, "ben", Role::Athlete, "Ben", None).await.unwrap();
        let bio = Change { bio: Some("I live in Harbour Street"), ..Change::default() };
        account::update(&ctx, &ana.actor(), ana.id, bio).await.unwrap();
        muted_word::mute(&ctx, &ana.actor(), "rivals").await.unwrap();
        let mut tx = scratch.db.begin_write(ana.created_at).await.unwrap();
        store::follow::insert(&mut tx, ana.id, ben.id).await.unwrap();
        tx.commit().await.unwrap();
        let secret = session::start(&ctx, ana.id, SessionKind::Browser, "x").await.unwrap();
        let me = authenticate(&ctx, &secret).await.unwrap().unwrap();

        assert!(matches!(account::leave(&ctx, &me, "ben", PASSWORD).await, Err(AppError::Invalid(_))));
        assert!(matches!(account::leave(&ctx, &me, "ana", "not this one").await, Err(AppError::Invalid(_))));
        assert!(matches!(account::remove(&ctx, &ben.actor(), ana.id).await, Err(AppError::Forbidden)));
        account::leave(&ctx, &me, "@Ana", PASSWORD).await.unwrap();

        assert!(authenticate(&ctx, &secret).await.unwrap().is_none());
        assert!(session::sign_in(&ctx, Origin(None), "ana", PASSWORD).await.is_err());
        assert!(matches!(account::remove(&ctx, &Actor::HOST, ana.id).await, Err(AppError::NotFound)), "removed twice");
        let mut tx = ctx.begin_read().await.unwrap();
        let left = store::account::get(&mut tx, ana.id).await.unwrap().unwrap();
        assert!(left.removed_at.is_some() && left.bio.is_empty() && left.display_name.is_empty());
        assert!(!left.handle.as_str().contains("ana"));
        assert!(store::vault::get(&mut tx, ana.id).await.unwrap().is_none(), "the key outlived the person");
        assert!(store::search::find(&mut tx, "account", "harbour", 5).await.unwrap().is_empty());
        assert!(store::muted_word::list(&mut tx, ana.id).await.unwrap().is_empty());
        let log = store::log::last_of_kind(&mut tx, "unfollowed", 5).await.unwrap();
        assert_eq!(log[0].fact, Fact::Unfollowed { who: ana.id, whom: ben.id });
        drop(tx);

        let impostor = SignUp { handle: "ana", display_name: "", email: "", age: "" };
        let taken = account::sign_up(&ctx, Origin(None), impostor, PASSWORD).await;
        assert!(matches!(taken, Err(AppError::Invalid(_))), "somebody else took the name");
        let back = SignUp { handle: "ana_again", display_name: "", email: "ana@example.org", age: "" };
        account::sign_up(&ctx, Origin(None), back, PASSWORD).await.unwrap();
    }

    async fn the_last_operator_stays(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let one = account::create(&ctx, "one", Role::Operator, "One", None).await.unwrap();
        assert!(matches!(account::remove(&ctx, &one.actor(), one.id).await, Err(AppError::Conflict("operator-last"))));
        account::create(&ctx, "two", Role::Operator, "Two", None).await.unwrap();
        account::remove(&ctx, &one.actor(), one.id).await.unwrap();
    }
}
