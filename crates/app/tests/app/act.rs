//! Cheers, comments, blocks and wishes: counted once however hard one presses, and kept from those they are kept from.

use std::sync::Arc;

use grandstand_app::{
    AppError, block, bookmark, cheer, comment, follow, hidden, muted_word, post,
    post::NewPost,
    share,
    throttle::Origin,
    viewer::{Marks, Viewer},
    views::feed::Filter,
    watch,
};
use grandstand_domain::{
    account::{Actor, Role},
    id::{CommentId, PostId},
    log::Fact,
    post::ReplyPolicy,
    watch::{Surface, Watch},
};
use grandstand_store as store;
use grandstand_testkit::both_databases;

use crate::stage::Stage;

async fn says(stage: &Stage, who: &Actor, id: PostId, text: &str) -> Result<CommentId, AppError> {
    comment::write(&stage.ctx, who, id, None, text).await.map(|c| c.id)
}

both_databases! {
    async fn a_double_cheer_counts_once(scratch) {
        let stage = Stage::new(scratch).await;
        let athlete = stage.person("morgan", Role::Athlete).await;
        let fan = stage.person("fan", Role::Supporter).await;
        let id = stage.post(&athlete, "").await;
        let presses: Vec<_> = (0..8).map(|_| {
            let ctx = Arc::clone(&stage.ctx);
            tokio::spawn(async move { cheer::cheer(&ctx, &fan, id).await.unwrap() })
        }).collect();
        for press in presses {
            assert_eq!(press.await.unwrap(), 1);
        }
        stage.settled().await;
        assert_eq!(stage.ctx.views.card(&Viewer::anyone(), id).unwrap().cheers, 1);
        assert_eq!(stage.facts("cheered").await, 1);
        for _ in 0..2 {
            assert_eq!(cheer::uncheer(&stage.ctx, &fan, id).await.unwrap(), 0);
        }
        cheer::cheer(&stage.ctx, &fan, id).await.unwrap();
        assert_eq!(stage.ctx.views.card(&Viewer::anyone(), id).unwrap().cheers, 1);
        let cheers = stage.notes(&athlete).await.iter().filter(|n| n.0 == "cheer").count();
        assert_eq!(cheers, 1, "taken back and given again, it tells once");
        assert!(matches!(cheer::cheer(&stage.ctx, &fan, PostId(7)).await, Err(AppError::NotFound)));
        let viewer = stage.viewer(&fan).await;
        let cards = stage.ctx.views.cards(&viewer, &[id]);
        let marks = Marks::load(&stage.ctx, &viewer, &cards).await.unwrap();
        assert!(marks.own(&viewer, &cards[0]).cheered && !marks.own(&viewer, &cards[0]).bookmarked);
    }

    /// Policy of the post, else of the account; the author may always speak unless nobody may.
    async fn who_may_comment_where(scratch) {
        let stage = Stage::new(scratch).await;
        let athlete = stage.person("morgan", Role::Athlete).await;
        let follower = stage.person("follower", Role::Supporter).await;
        let stranger = stage.person("stranger", Role::Supporter).await;
        follow::follow(&stage.ctx, &follower, athlete.account).await.unwrap();
        for (own, policy) in [(None, ReplyPolicy::Open), (Some(ReplyPolicy::Open), ReplyPolicy::Open), (Some(ReplyPolicy::Followers), ReplyPolicy::Followers), (Some(ReplyPolicy::Off), ReplyPolicy::Off)] {
            let id = stage.post_with(&athlete, |new| NewPost { reply_policy: own, ..new }).await.id;
            let allowed = |who: &Actor| match policy {
                ReplyPolicy::Open => true,
                ReplyPolicy::Followers => who.account != stranger.account,
                ReplyPolicy::Off => false,
            };
            for who in [&athlete, &follower, &stranger] {
                let said = says(&stage, who, id, "Go!").await;
                assert_eq!(said.is_ok(), allowed(who), "{policy:?} {}", who.account);
                assert!(said.is_ok() || matches!(said, Err(AppError::Forbidden)));
                let viewer = stage.viewer(who).await;
                assert_eq!(comment::list(&stage.ctx, &viewer, id, None, 10).await.unwrap().open, allowed(who));
            }
        }
        let closed = grandstand_app::account::Change { reply_policy: Some(ReplyPolicy::Off), ..Default::default() };
        let id = stage.post(&athlete, "").await;
        grandstand_app::account::update(&stage.ctx, &athlete, athlete.account, closed).await.unwrap();
        assert!(matches!(says(&stage, &follower, id, "Go!").await, Err(AppError::Forbidden)));
        assert_eq!(stage.ctx.views.card(&Viewer::anyone(), id).unwrap().reply_policy(), ReplyPolicy::Off);
    }

    async fn threads_are_one_level_deep_and_keep_their_place(scratch) {
        let stage = Stage::new(scratch).await;
        let athlete = stage.person("morgan", Role::Athlete).await;
        let one = stage.person("one", Role::Supporter).await;
        let two = stage.person("two", Role::Supporter).await;
        let id = stage.post(&athlete, "").await;
        let elsewhere = stage.post(&athlete, "").await;
        let first = says(&stage, &one, id, "First <b>&amp;").await.unwrap();
        let reply = comment::write(&stage.ctx, &two, id, Some(first), "@morgan look").await.unwrap();
        let deeper = comment::write(&stage.ctx, &one, id, Some(reply.id), "Yes").await.unwrap();
        assert_eq!((reply.parent, deeper.parent), (Some(first), Some(first)));
        let astray = comment::write(&stage.ctx, &one, elsewhere, Some(first), "?").await;
        assert!(matches!(astray, Err(AppError::Conflict("comment-gone"))));
        assert_eq!(stage.ctx.views.card(&Viewer::anyone(), id).unwrap().comments, 3);
        let told: Vec<_> = stage.notes(&athlete).await.into_iter().map(|n| n.0).collect();
        assert_eq!(told, ["comment", "comment", "comment"], "told of a comment, not once more of the mention in it");
        assert_eq!(stage.notes(&one).await[0], ("reply", Some(two.account)));

        assert!(matches!(comment::remove(&stage.ctx, &two, first).await, Err(AppError::Forbidden)));
        comment::remove(&stage.ctx, &athlete, first).await.unwrap();
        assert!(matches!(comment::remove(&stage.ctx, &one, first).await, Err(AppError::NotFound)));
        let list = comment::list(&stage.ctx, &Viewer::anyone(), id, None, 10).await.unwrap();
        assert_eq!((list.threads.len(), list.threads[0].comment.text.as_str(), list.threads[0].replies.len()), (1, "", 2));
        comment::remove(&stage.ctx, &two, reply.id).await.unwrap();
        comment::remove(&stage.ctx, &one, deeper.id).await.unwrap();
        assert!(comment::list(&stage.ctx, &Viewer::anyone(), id, None, 10).await.unwrap().threads.is_empty());
        assert_eq!(stage.ctx.views.card(&Viewer::anyone(), id).unwrap().comments, 0);
    }

    async fn comments_page_without_repeats(scratch) {
        let stage = Stage::new(scratch).await;
        let athlete = stage.person("morgan", Role::Athlete).await;
        let id = stage.post(&athlete, "").await;
        let mut made = Vec::new();
        for n in 0..7 {
            made.push(says(&stage, &athlete, id, &format!("c{n}")).await.unwrap());
        }
        let (mut seen, mut before) = (Vec::new(), None);
        loop {
            let page = comment::list(&stage.ctx, &Viewer::anyone(), id, before, 3).await.unwrap();
            seen.extend(page.threads.iter().map(|t| t.comment.id));
            says(&stage, &athlete, id, "meanwhile").await.unwrap();
            before = page.next;
            if before.is_none() {
                break;
            }
        }
        made.reverse();
        assert_eq!(seen, made);
    }

    /// A block parts two people everywhere, in both directions.
    async fn a_block_works_both_ways(scratch) {
        let stage = Stage::new(scratch).await;
        let athlete = stage.person("morgan", Role::Athlete).await;
        let other = stage.person("casey", Role::Athlete).await;
        let (mine, theirs) = (stage.post(&athlete, "@casey").await, stage.post(&other, "").await);
        says(&stage, &other, theirs, "Me first").await.unwrap();
        follow::follow(&stage.ctx, &other, athlete.account).await.unwrap();
        block::block(&stage.ctx, &athlete, other.account).await.unwrap();
        for (who, own, hidden) in [(&athlete, mine, theirs), (&other, theirs, mine)] {
            assert_eq!(stage.discover(Some(who)).await, [own]);
            let viewer = stage.viewer(who).await;
            assert!(matches!(post::card(&stage.ctx, &viewer, hidden).await, Err(AppError::NotFound)));
            assert!(matches!(says(&stage, who, hidden, "x").await, Err(AppError::NotFound)));
            assert!(matches!(cheer::cheer(&stage.ctx, who, hidden).await, Err(AppError::NotFound)));
            assert!(matches!(bookmark::add(&stage.ctx, who, hidden).await, Err(AppError::NotFound)));
        }
        assert!(matches!(follow::follow(&stage.ctx, &other, athlete.account).await, Err(AppError::NotFound)));
        assert_eq!(stage.ctx.views.followers(athlete.account), 0);
        assert!(stage.notes(&other).await.is_empty(), "told by someone who blocks them");
        assert_eq!(stage.discover(None).await.len(), 2);
        // Someone else's post on which both speak.
        let third = stage.person("third", Role::Athlete).await;
        let id = stage.post(&third, "").await;
        let said = says(&stage, &athlete, id, "one").await.unwrap();
        says(&stage, &other, id, "two").await.unwrap();
        let list = comment::list(&stage.ctx, &stage.viewer(&other).await, id, None, 9).await.unwrap();
        assert_eq!(list.threads.len(), 1);
        let answer = comment::write(&stage.ctx, &other, id, Some(said), "three").await;
        assert!(matches!(answer, Err(AppError::Conflict("comment-gone"))));
    }

    async fn muted_words_and_hidden_posts_stay_away(scratch) {
        let stage = Stage::new(scratch).await;
        let athlete = stage.person("morgan", Role::Athlete).await;
        let fan = stage.person("fan", Role::Supporter).await;
        let spoiler = stage.post(&athlete, "The RESULT is out: gold!").await;
        let fine = stage.post(&athlete, "Golden results of training").await;
        let dull = stage.post(&athlete, "Socks").await;
        muted_word::mute(&stage.ctx, &fan, "Result is").await.unwrap();
        assert_eq!(stage.discover(Some(&fan)).await, [dull, fine]);
        hidden::hide(&stage.ctx, &fan, dull).await.unwrap();
        hidden::hide(&stage.ctx, &fan, dull).await.unwrap();
        assert_eq!(stage.discover(Some(&fan)).await, [fine]);
        assert_eq!(stage.facts("hidden").await, 1);
        let viewer = stage.viewer(&fan).await;
        assert!(post::card(&stage.ctx, &viewer, spoiler).await.is_ok(), "its own page stays");
        let page = stage.ctx.views.discover(&Filter::default(), &viewer, None, 10);
        assert_eq!((page.total, page.remaining, page.first_position()), (1, 0, 1));
        says(&stage, &athlete, fine, "the result is 3:2").await.unwrap();
        assert!(comment::list(&stage.ctx, &viewer, fine, None, 9).await.unwrap().threads.is_empty());
        hidden::unhide(&stage.ctx, &fan, dull).await.unwrap();
        assert_eq!(stage.discover(Some(&fan)).await, [dull, fine]);
    }

    async fn shares_bookmarks_and_views_are_taken(scratch) {
        let stage = Stage::new(scratch).await;
        let athlete = stage.person("morgan", Role::Athlete).await;
        let fan = stage.person("fan", Role::Supporter).await;
        let id = stage.post(&athlete, "").await;
        share::share(&stage.ctx, None, Origin(None), id).await.unwrap();
        assert_eq!(share::share(&stage.ctx, Some(&fan), Origin(None), id).await.unwrap(), 2);
        assert_eq!(stage.ctx.views.card(&Viewer::anyone(), id).unwrap().shares, 2);
        bookmark::add(&stage.ctx, &fan, id).await.unwrap();
        let viewer = stage.viewer(&fan).await;
        stage.world.advance(1);
        let (kept, next) = bookmark::list(&stage.ctx, &viewer, stage.ctx.now(), 5).await.unwrap();
        assert_eq!((kept.len(), next), (1, None));
        let view = |post, ms, completed| Watch { post, watched_ms: ms, completed, surface: Surface::Discover };
        let batch = [view(id, 3_000, false), view(PostId(3), 1_000, true), view(id, 3_500_000, true)];
        assert_eq!(watch::take(&stage.ctx, Some(&fan), Origin(None), &batch).await.unwrap(), 1);
        assert_eq!(watch::take(&stage.ctx, None, Origin(None), &[view(PostId(3), 1, false)]).await.unwrap(), 0);
        let log = store::log::last_of_kind(&mut stage.ctx.begin_read().await.unwrap(), "watched", 9).await.unwrap();
        let [entry] = log.as_slice() else { panic!("one batch is one fact") };
        assert_eq!(entry.fact, Fact::Watched { who: Some(fan.account), views: vec![view(id, 240_000, true)] });
        let absurd = watch::take(&stage.ctx, None, Origin(None), &[view(id, 4_000_000, false)]).await;
        assert!(matches!(absurd, Err(AppError::Invalid(_))));
    }
}
