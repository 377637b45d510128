//! Blocks and muted words.

use grandstand_app::{AppError, account, block, muted_word};
use grandstand_domain::{account::Role, log::Fact};
use grandstand_store as store;
use grandstand_testkit::{TestWorld, both_databases};

use crate::server;

both_databases! {
    async fn a_block_ends_following_both_ways(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let ana = account::create(&ctx, "ana", Role::Athlete, "Ana", None).await.unwrap();
        let ben = account::create(&ctx, "ben", Role::Supporter, "Ben", None).await.unwrap();
        let mut tx = scratch.db.begin_write(ana.created_at).await.unwrap();
        store::follow::insert(&mut tx, ben.id, ana.id).await.unwrap();
        tx.commit().await.unwrap();
        block::block(&ctx, &ana.actor(), ben.id).await.unwrap();
        block::block(&ctx, &ana.actor(), ben.id).await.unwrap();
        assert_eq!(block::list(&ctx, &ana.actor()).await.unwrap(), std::slice::from_ref(&ben));
        let mut tx = ctx.begin_read().await.unwrap();
        assert!(!store::follow::exists(&mut tx, ben.id, ana.id).await.unwrap());
        assert!(store::viewer::either_blocks(&mut tx, ben.id, ana.id).await.unwrap());
        let blocked = store::log::last_of_kind(&mut tx, "blocked", 5).await.unwrap();
        assert_eq!(blocked.len(), 1, "told twice");
        let unfollowed = store::log::last_of_kind(&mut tx, "unfollowed", 5).await.unwrap();
        assert_eq!(unfollowed[0].fact, Fact::Unfollowed { who: ben.id, whom: ana.id });
        drop(tx);
        block::unblock(&ctx, &ana.actor(), ben.id).await.unwrap();
        block::unblock(&ctx, &ana.actor(), ben.id).await.unwrap();
        assert!(block::list(&ctx, &ana.actor()).await.unwrap().is_empty());
        assert!(matches!(block::block(&ctx, &ana.actor(), ana.id).await, Err(AppError::Invalid(_))));
        assert!(matches!(block::block(&ctx, &ana.actor(), grandstand_domain::id::AccountId(4)).await, Err(AppError::NotFound)));
    }

    async fn muted_words_are_kept_once_and_bounded(scratch) {
        let ctx = server(&scratch, &TestWorld::default()).await;
        let me = account::create(&ctx, "ana", Role::Supporter, "Ana", None).await.unwrap().actor();
        for word in ["Spoiler ", "spoiler", "<b>final</b>", "שלום"] {
            muted_word::mute(&ctx, &me, word).await.unwrap();
        }
        assert_eq!(muted_word::list(&ctx, &me).await.unwrap(), ["<b>final</b>", "spoiler", "שלום"]);
        muted_word::unmute(&ctx, &me, "spoiler").await.unwrap();
        for bad in ["", "  ", &"x".repeat(61)] {
            assert!(matches!(muted_word::mute(&ctx, &me, bad).await, Err(AppError::Invalid(_))));
        }
        for n in 0..muted_word::MOST {
            let _ = muted_word::mute(&ctx, &me, &format!("word {n}")).await;
        }
        assert_eq!(i64::try_from(muted_word::list(&ctx, &me).await.unwrap().len()).unwrap(), muted_word::MOST);
    }
}
