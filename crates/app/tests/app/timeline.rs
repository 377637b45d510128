//! Timelines as apps page through them, passing films on, mutes and pins: the same on both databases, the same after a
//! start as while it happens, and gone with the account.

use grandstand_app::{
    AppError, account, follow, mute, pin, post,
    post::{NewPost, When},
    reblog,
    viewer::Viewer,
    views,
    views::{Stretch, Timeline},
};
use grandstand_domain::{
    account::{Actor, Role},
    id::{self, PostId},
    post::Visibility,
    time::{DAY, HOUR},
};
use grandstand_testkit::both_databases;

use crate::stage::Stage;

fn stretch(limit: usize) -> Stretch {
    Stretch { limit, ..Stretch::default() }
}

async fn home(stage: &Stage, who: &Actor) -> Vec<(PostId, bool)> {
    let viewer = stage.viewer(who).await;
    let authors = viewer.follows.iter().copied().chain([who.account]).collect();
    let what = Timeline::Home { authors, tags: Vec::new() };
    let found = stage.ctx.views.timeline(&what, &viewer, stretch(40));
    found.iter().map(|s| (s.card.id, s.reblog.is_some())).collect()
}

both_databases! {
    async fn a_timeline_pages_both_ways_without_gap_or_repeat(scratch) {
        let stage = Stage::new(scratch).await;
        let athlete = stage.person("morgan", Role::Athlete).await;
        let mut posts = Vec::new();
        for _ in 0..7 {
            posts.insert(0, stage.post(&athlete, "Go #gold").await);
        }
        stage.settled().await;
        let page = |s: Stretch| stage.ctx.views.timeline(&Timeline::Public, &Viewer::anyone(), s);
        let (mut down, mut max) = (Vec::new(), None);
        loop {
            let found = page(Stretch { max, ..stretch(3) });
            let Some(last) = found.last() else { break };
            max = Some(last.id);
            down.extend(found.iter().map(|s| s.card.id));
        }
        assert_eq!(down, posts);
        let oldest = page(Stretch { max: Some(i64::MAX), ..stretch(40) }).last().unwrap().id;
        let up = page(Stretch { min: Some(oldest), ..stretch(3) });
        assert_eq!(up.iter().map(|s| s.card.id).collect::<Vec<_>>(), posts[3..6]);
        let newest = page(Stretch { since: Some(oldest), ..stretch(3) });
        assert_eq!(newest.iter().map(|s| s.card.id).collect::<Vec<_>>(), posts[..3]);
        let tags = Timeline::Tag { any: vec!["gold".parse().unwrap()], all: Vec::new(), none: Vec::new() };
        assert_eq!(stage.ctx.views.timeline(&tags, &Viewer::anyone(), stretch(40)).len(), 7);
        post::remove(&stage.ctx, &athlete, posts[0]).await.unwrap();
        assert_eq!(stage.ctx.views.timeline(&tags, &Viewer::anyone(), stretch(40)).len(), 6);
        assert_eq!(page(stretch(40)).len(), 6);
    }

    async fn a_draft_is_new_when_it_is_published(scratch) {
        let stage = Stage::new(scratch).await;
        let athlete = stage.person("morgan", Role::Athlete).await;
        let draft = stage.post_with(&athlete, |new| NewPost { when: When::Draft, ..new }).await.id;
        stage.world.advance(DAY);
        let between = stage.post(&athlete, "").await;
        stage.world.advance(HOUR);
        let edit = post::Edit { when: Some(When::Now), ..post::Edit::default() };
        post::edit(&stage.ctx, &athlete, draft, edit).await.unwrap();
        stage.settled().await;
        let found = stage.ctx.views.timeline(&Timeline::Public, &Viewer::anyone(), stretch(40));
        assert_eq!(found.iter().map(|s| s.card.id).collect::<Vec<_>>(), [draft, between]);
        assert_eq!(id::made_at(found[0].id), stage.ctx.now());
        for known in [found[0].id, draft.0] {
            assert_eq!(stage.ctx.views.status(&Viewer::anyone(), known).unwrap().card.id, draft);
        }
        let since = Stretch { since: Some(found[1].id), ..stretch(40) };
        assert_eq!(stage.ctx.views.timeline(&Timeline::Public, &Viewer::anyone(), since).len(), 1);
    }

    async fn what_is_passed_on_reaches_followers_once_and_can_be_taken_back(scratch) {
        let stage = Stage::new(scratch).await;
        let athlete = stage.person("morgan", Role::Athlete).await;
        let (fan, friend) = (stage.person("fan", Role::Supporter).await, stage.person("friend", Role::Supporter).await);
        let id = stage.post(&athlete, "").await;
        let own = stage.post_with(&athlete, |new| NewPost { visibility: Visibility::Followers, ..new }).await.id;
        stage.settled().await;
        follow::follow(&stage.ctx, &friend, fan.account).await.unwrap();
        let first = reblog::reblog(&stage.ctx, &fan, id).await.unwrap();
        assert_eq!(reblog::reblog(&stage.ctx, &fan, id).await.unwrap(), first);
        assert!(matches!(reblog::reblog(&stage.ctx, &fan, own).await, Err(AppError::NotFound)));
        assert!(matches!(reblog::reblog(&stage.ctx, &athlete, own).await, Err(AppError::Conflict("reblog-private"))));
        stage.settled().await;
        assert_eq!(home(&stage, &friend).await, [(id, true)]);
        assert_eq!(stage.ctx.views.card(&Viewer::anyone(), id).unwrap().shares, 1);
        assert_eq!(stage.notes(&athlete).await.iter().filter(|(kind, _)| *kind == "reblog").count(), 1);
        // A server that starts now knows the same.
        views::load(&stage.ctx).await.unwrap();
        assert_eq!(home(&stage, &friend).await, [(id, true)]);
        assert_eq!(stage.ctx.views.card(&Viewer::anyone(), id).unwrap().shares, 1);
        reblog::unreblog(&stage.ctx, &fan, id).await.unwrap();
        reblog::unreblog(&stage.ctx, &fan, id).await.unwrap();
        assert_eq!(home(&stage, &friend).await, []);
        assert_eq!(stage.ctx.views.card(&Viewer::anyone(), id).unwrap().shares, 0);
        reblog::reblog(&stage.ctx, &fan, id).await.unwrap();
        account::remove(&stage.ctx, &fan, fan.account).await.unwrap();
        stage.settled().await;
        assert_eq!(home(&stage, &friend).await, []);
        assert_eq!(stage.ctx.views.card(&Viewer::anyone(), id).unwrap().shares, 0);
    }

    async fn a_mute_hides_from_lists_until_it_ends_and_nobody_is_told(scratch) {
        let stage = Stage::new(scratch).await;
        let athlete = stage.person("morgan", Role::Athlete).await;
        let fan = stage.person("fan", Role::Supporter).await;
        let id = stage.post(&athlete, "").await;
        follow::follow(&stage.ctx, &fan, athlete.account).await.unwrap();
        let told = stage.notes(&athlete).await;
        mute::mute(&stage.ctx, &fan, athlete.account, true, 60).await.unwrap();
        stage.settled().await;
        assert_eq!(home(&stage, &fan).await, []);
        let viewer = stage.viewer(&fan).await;
        let own = Timeline::Account { author: athlete.account, reblogs: true };
        assert_eq!(stage.ctx.views.timeline(&own, &viewer, stretch(40)).len(), 1, "their own page stays");
        assert_eq!(stage.notes(&athlete).await, told);
        stage.world.advance(61_000);
        assert!(mute::list(&stage.ctx, &fan).await.unwrap().is_empty());
        mute::unmute(&stage.ctx, &fan, athlete.account).await.unwrap();
        assert_eq!(home(&stage, &fan).await, [(id, false)]);
        assert!(mute::mute(&stage.ctx, &fan, fan.account, true, 0).await.is_err());
    }

    async fn only_own_published_films_are_pinned_and_five_at_most(scratch) {
        let stage = Stage::new(scratch).await;
        let (athlete, other) = (stage.person("morgan", Role::Athlete).await, stage.person("sam", Role::Athlete).await);
        let mut posts = Vec::new();
        for _ in 0..6 {
            posts.push(stage.post(&athlete, "").await);
        }
        stage.settled().await;
        assert!(matches!(pin::pin(&stage.ctx, &other, posts[0]).await, Err(AppError::Conflict("pin-foreign"))));
        for id in &posts[..5] {
            stage.world.advance(1);
            pin::pin(&stage.ctx, &athlete, *id).await.unwrap();
            pin::pin(&stage.ctx, &athlete, *id).await.unwrap();
        }
        assert!(matches!(pin::pin(&stage.ctx, &athlete, posts[5]).await, Err(AppError::Conflict("pins-many"))));
        let pinned = pin::list(&stage.ctx, &Viewer::anyone(), athlete.account).await.unwrap();
        assert_eq!(pinned.first().map(|c| c.id), Some(posts[4]));
        pin::unpin(&stage.ctx, &athlete, posts[4]).await.unwrap();
        post::remove(&stage.ctx, &athlete, posts[3]).await.unwrap();
        assert_eq!(pin::list(&stage.ctx, &Viewer::anyone(), athlete.account).await.unwrap().len(), 3);
    }
}
