//! The sample team on a host of its own: filled in, broken off, filled in again.

use std::{sync::Arc, sync::Mutex, time::Instant};

use grandstand_app::{jobs, rule, viewer::Viewer, views, workshop::room};
use grandstand_domain::account::Actor;
use grandstand_samples::{Plan, Progress, cast, fill};
use grandstand_testkit::{Scratch, TestApp};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_empty_host_gets_its_team_once() {
    let app = TestApp::new(Scratch::sqlite().await).await;
    views::load(&app.ctx).await.unwrap();
    let following = tokio::spawn(views::run(Arc::clone(&app.ctx)));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let working = tokio::spawn(jobs::run(Arc::clone(&app.ctx), async { drop(stopped.await) }));

    let folder = tempfile::tempdir().unwrap();
    let plan = Plan { folder: folder.path().to_owned(), password: "lamp yellow and sea green".to_owned(), films: 2 };
    let (steps, started) = (Mutex::new(Vec::<Progress>::new()), Instant::now());
    fill(&app.ctx, &plan, |step| {
        println!("{:5.1} s {step:?}", started.elapsed().as_secs_f32());
        steps.lock().unwrap().push(step);
    })
    .await
    .unwrap();
    assert_eq!(steps.lock().unwrap().last().map(|s| (s.ready, s.of, s.drawing)), Some((2, 2, None)));

    let cast = cast::cast();
    let page = app.ctx.views.latest(&grandstand_app::views::feed::Filter::default(), &Viewer::default(), None, 20);
    assert_eq!(page.cards.len(), 2);
    for card in &page.cards {
        assert!(card.cheers >= 2 && card.comments >= 3, "{card:?}");
        assert!(!card.alt_text.is_empty() && card.journey.is_some());
    }
    assert_eq!(app.ctx.views.teams().len(), cast.organisations.len());
    let first = app.ctx.views.author_by_handle(cast.athletes[0].handle).unwrap();
    assert!(app.ctx.views.followers(first.id) >= 3);

    // The office is at work: everyone has claimed their place, and those who can be placed were told.
    for (team, games) in [("team-halvora", "cape-verrin"), ("para-halvora", "cape-verrin-para")] {
        let whose = app.ctx.views.team(team).unwrap().id;
        let pack = rule::pack(&app.ctx, games, None).await.unwrap();
        assert_eq!(pack.rules.len(), 4);
        let office = room::office(&app.ctx, &Actor::HOST, whose, pack.games.id).await.unwrap();
        assert_eq!(office.people.len(), cast.athletes.len() / 2);
        assert!(office.people.iter().all(|person| person.account.is_some()));
        assert!(office.seats.len() > office.people.len(), "{team}: {} seats", office.seats.len());
    }

    // A second start finds the work done and leaves it alone.
    let before = app.ctx.views.seq();
    fill(&app.ctx, &plan, |_| {}).await.unwrap();
    assert_eq!(app.ctx.views.seq(), before);

    // Broken off and taken up again: nothing is made twice.
    app.sql("UPDATE setting SET value = 'begun' WHERE name = 'sample'").await;
    fill(&app.ctx, &plan, |_| {}).await.unwrap();
    let page = app.ctx.views.latest(&grandstand_app::views::feed::Filter::default(), &Viewer::default(), None, 20);
    assert_eq!(page.cards.len(), 2);
    assert!(page.cards.iter().all(|card| card.comments <= 4));

    let _ = stop.send(());
    working.await.unwrap().unwrap();
    following.abort();
}
