//! Jobs on real, small films: from bytes to playable to complete, and back after every kind of failure.

use std::{os::unix::fs::PermissionsExt, path::PathBuf, sync::Arc, time::Duration};

use grandstand_app::{
    AppError,
    ctx::Settings,
    delivery, jobs,
    post::{self, NewPost},
    progress, upload,
};
use grandstand_domain::{
    account::{Actor, Role},
    id::MediaId,
    media::{MediaState, Refusal},
    post::{PostState, Visibility},
    time::MINUTE,
};
use grandstand_media::MediaSettings;
use grandstand_store::{job, media, post as post_rows};
use grandstand_testkit::{Scratch, TestApp, both_databases};

/// A film of one second made by ffmpeg from nothing; the whole program is a test of ffmpeg too.
#[expect(clippy::disallowed_methods, reason = "a test makes its own film")]
async fn film(app: &TestApp, size: &str) -> PathBuf {
    let path = app.scratch.folder.path().join(format!("{size}.mp4"));
    let made = tokio::process::Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-f", "lavfi", "-i", &format!("testsrc2=s={size}:r=25:d=1")])
        .args(["-f", "lavfi", "-i", "sine=d=1", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"])
        .args(["-c:a", "aac", "-shortest", "-metadata", "location=+51.5-0.1/"])
        .arg(&path)
        .status()
        .await
        .unwrap();
    assert!(made.success(), "ffmpeg could not make a film");
    path
}

async fn sent(app: &TestApp, actor: &Actor, size: &str) -> MediaId {
    upload::whole_file(&app.ctx, actor, "film.mp4", &film(app, size).await).await.unwrap()
}

async fn row(app: &TestApp, id: MediaId) -> media::Media {
    media::get(&mut app.ctx.begin_read().await.unwrap(), id).await.unwrap().unwrap()
}

async fn objects(app: &TestApp) -> Vec<String> {
    let mut keys: Vec<String> = app.ctx.objects.list("").await.unwrap().into_iter().map(|o| o.key).collect();
    keys.sort();
    keys
}

/// Every object is named by a row and every row's object stands.
async fn assert_no_orphans(app: &TestApp, id: MediaId) {
    let row = row(app, id).await;
    let mut known: Vec<String> = vec![row.original_key];
    known.extend(row.poster.map(|p| [p.webp_key, p.jpeg_key]).into_iter().flatten());
    let mut tx = app.ctx.begin_read().await.unwrap();
    known.extend(media::renditions(&mut tx, id).await.unwrap().into_iter().map(|r| r.key));
    known.sort();
    assert_eq!(objects(app).await, known);
}

async fn again(app: &TestApp, media: MediaSettings) -> TestApp {
    TestApp::with(Arc::clone(&app.scratch), app.world.clone(), Settings::default(), media).await
}

async fn start(scratch: Scratch) -> (TestApp, Actor) {
    let app = TestApp::new(scratch).await;
    let actor = app.account(Role::Athlete).await;
    (app, actor)
}

/// An ffmpeg that a test puts in the place of the real one.
fn program(app: &TestApp, text: &str) -> MediaSettings {
    let path = app.scratch.folder.path().join("ffmpeg.sh");
    std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    MediaSettings { ffmpeg: path, ..MediaSettings::default() }
}

both_databases! {
    async fn a_film_goes_from_bytes_to_complete_and_away(scratch) {
        let (app, actor) = start(scratch).await;
        let id = sent(&app, &actor, "720x1280").await;
        let posted = post::publish(&app.ctx, &actor, NewPost::of(id)).await.unwrap();
        assert_eq!(posted.state, PostState::Waiting);
        assert_eq!(jobs::drain(&app.ctx).await.unwrap(), 2);
        let done = row(&app, id).await;
        assert_eq!((done.state, done.stage.as_str(), done.percent), (MediaState::Complete, "complete", 100));
        assert!((900..=1_100).contains(&done.duration_ms), "{}", done.duration_ms);
        let mut tx = app.ctx.begin_read().await.unwrap();
        let renditions = media::renditions(&mut tx, id).await.unwrap();
        let rungs: Vec<&str> = renditions.iter().map(|r| r.rung.as_str()).collect();
        assert_eq!(rungs, ["360", "480", "720"]);
        assert_eq!(post_rows::get(&mut tx, posted.id).await.unwrap().unwrap().state, PostState::Published);
        drop(tx);
        assert_no_orphans(&app, id).await;
        for key in renditions.iter().map(|r| r.key.as_str()) {
            let bytes = app.ctx.objects.get_bytes(key).await.unwrap();
            assert!(!bytes.windows(10).any(|w| w == b"+51.5-0.1/"), "a place leaked into {key}");
            assert!(delivery::open(&app.ctx, None, key).await.unwrap().public);
        }
        let making = progress::making(&app.ctx, id).await.unwrap();
        assert!(making.rungs.iter().all(|(_, ready)| *ready) && making.rungs.len() == 3);

        post::remove(&app.ctx, &actor, posted.id).await.unwrap();
        for viewer in [None, Some(&actor)] {
            let gone = delivery::open(&app.ctx, viewer, &renditions[0].key).await;
            assert!(matches!(gone, Err(AppError::NotFound)), "{gone:?}");
        }
        jobs::drain(&app.ctx).await.unwrap();
        assert_eq!(objects(&app).await, Vec::<String>::new());
    }

    async fn what_is_no_film_is_refused_and_kept_nowhere(scratch) {
        let (app, actor) = start(scratch).await;
        let path = app.scratch.folder.path().join("page.mp4");
        std::fs::write(&path, "<!doctype html><script>alert(1)</script>").unwrap();
        let id = upload::whole_file(&app.ctx, &actor, "page.mp4", &path).await.unwrap();
        let posted = post::publish(&app.ctx, &actor, NewPost::of(id)).await.unwrap();
        jobs::drain(&app.ctx).await.unwrap();
        let refused = row(&app, id).await;
        assert_eq!((refused.state, refused.refusal), (MediaState::Refused, Some(Refusal::NotVideo)));
        let mut tx = app.ctx.begin_read().await.unwrap();
        assert_eq!(post_rows::get(&mut tx, posted.id).await.unwrap().unwrap().state, PostState::Draft);
        assert_eq!(objects(&app).await, Vec::<String>::new());
    }

    /// Without ffmpeg the film waits and says so; with it again the film is made.
    async fn without_ffmpeg_a_film_waits(scratch) {
        let (app, actor) = start(scratch).await;
        let id = sent(&app, &actor, "360x640").await;
        let missing = MediaSettings { ffmpeg: "/nowhere/ffmpeg".into(), ffprobe: "/nowhere/ffprobe".into(), ..MediaSettings::default() };
        let broken = again(&app, missing).await;
        assert_eq!(jobs::drain(&broken.ctx).await.unwrap(), 1);
        let waiting = row(&app, id).await;
        assert_eq!((waiting.state, waiting.stage.as_str()), (MediaState::Uploaded, "waiting"));
        assert_eq!(progress::making(&app.ctx, id).await.unwrap().stage, "waiting");
        app.world.advance(MINUTE);
        jobs::drain(&app.ctx).await.unwrap();
        assert_eq!(row(&app, id).await.state, MediaState::Complete);
        assert_no_orphans(&app, id).await;
    }

    /// An ffmpeg that is killed every time is tried six times, then the author is told in words.
    async fn a_killed_ffmpeg_is_tried_again_and_then_given_up(scratch) {
        let (app, actor) = start(scratch).await;
        let id = sent(&app, &actor, "360x640").await;
        let broken = again(&app, program(&app, "kill -9 $$")).await;
        for attempt in 1..=6 {
            assert_eq!(row(&app, id).await.refusal, None);
            // The last one is followed by the removal of what nobody can use.
            assert_eq!(jobs::drain(&broken.ctx).await.unwrap(), if attempt < 6 { 1 } else { 2 });
            app.world.advance(11 * MINUTE);
        }
        let failed = row(&app, id).await;
        assert_eq!((failed.state, failed.refusal), (MediaState::Refused, Some(Refusal::Failed)));
        assert_eq!(job::dead(&mut app.ctx.begin_read().await.unwrap()).await.unwrap(), 1);
    }

    /// A worker dies in the middle of the ladder: a second one waits for the lease, takes over and leaves one of each.
    async fn a_dead_workers_ladder_is_finished_once(scratch) {
        let (app, actor) = start(scratch).await;
        let id = sent(&app, &actor, "480x854").await;
        let mut tx = app.ctx.db.begin_write(app.ctx.now()).await.unwrap();
        let lost = job::claim(&mut tx, &["intake"], "dead", app.ctx.now().plus(30_000)).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        assert_eq!(jobs::drain(&app.ctx).await.unwrap(), 0);
        app.world.advance(31_000);
        // What the dead one had stored before it could say so.
        let making = progress::making(&app.ctx, id).await.unwrap();
        assert_eq!(making.state, MediaState::Uploaded);
        assert_eq!(jobs::drain(&app.ctx).await.unwrap(), 2);
        assert_eq!(row(&app, id).await.state, MediaState::Complete);
        assert_no_orphans(&app, id).await;
        let mut tx = app.ctx.db.begin_write(app.ctx.now()).await.unwrap();
        assert!(job::finish(&mut tx, lost.id, "dead").await.is_err());
    }

    /// What was left by a run that was killed between storing a file and storing its row goes when it runs again.
    async fn leftovers_of_a_killed_run_go(scratch) {
        let (app, actor) = start(scratch).await;
        let id = sent(&app, &actor, "360x640").await;
        let broken = again(&app, program(&app, "kill -9 $$")).await;
        jobs::drain(&broken.ctx).await.unwrap();
        app.world.advance(MINUTE);
        let stray = format!("{}/480-stray.mp4", delivery::folder(&app.ctx, id));
        app.ctx.objects.put_bytes(&stray, "x".into(), "video/mp4").await.unwrap();
        jobs::drain(&app.ctx).await.unwrap();
        assert_eq!(row(&app, id).await.state, MediaState::Complete);
        assert_no_orphans(&app, id).await;
    }

    /// The workers themselves: woken by the upload, stopped in order, nothing left claimed or lying about.
    async fn workers_wake_work_and_stop(scratch) {
        let (app, actor) = start(scratch).await;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let workers = tokio::spawn(jobs::run(Arc::clone(&app.ctx), async { drop(stopped.await) }));
        let id = sent(&app, &actor, "360x640").await;
        let done = async {
            while row(&app, id).await.state != MediaState::Complete {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        assert!(tokio::time::timeout(Duration::from_mins(1), done).await.is_ok(), "the workers did nothing");
        stop.send(()).unwrap();
        workers.await.unwrap().unwrap();
        assert_eq!(std::fs::read_dir(app.scratch.folder.path().join("scratch")).unwrap().count(), 0);
        assert_no_orphans(&app, id).await;
    }

    /// Many films of one account do not keep another account waiting.
    async fn accounts_take_turns(scratch) {
        let (app, eager) = start(scratch).await;
        let other = app.account(Role::Athlete).await;
        for n in 0..4 {
            let body = futures_util::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from(vec![n; 10]))]);
            upload::whole(&app.ctx, &eager, "x", body).await.unwrap();
            app.world.advance(10);
        }
        let body = futures_util::stream::iter([Ok::<_, std::io::Error>(bytes::Bytes::from_static(b"other"))]);
        let late = upload::whole(&app.ctx, &other, "y", body).await.unwrap();
        let mut order = Vec::new();
        for _ in 0..5 {
            let mut tx = app.ctx.db.begin_write(app.ctx.now()).await.unwrap();
            let claimed = job::claim(&mut tx, &["intake"], "w", app.ctx.now().plus(MINUTE)).await.unwrap().unwrap();
            job::finish(&mut tx, claimed.id, "w").await.unwrap();
            tx.commit().await.unwrap();
            order.push(claimed.subject_id);
        }
        assert_eq!(order.iter().position(|s| *s == late.0), Some(1), "{order:?}");
    }

    async fn only_who_may_see_a_post_gets_its_bytes(scratch) {
        let (app, actor) = start(scratch).await;
        let (stranger, follower) = (app.account(Role::Supporter).await, app.account(Role::Supporter).await);
        let moderator = app.account(Role::Moderator).await;
        let id = sent(&app, &actor, "360x640").await;
        jobs::drain(&app.ctx).await.unwrap();
        let key = row(&app, id).await.poster.unwrap().jpeg_key;
        let may = async |who: Option<&Actor>| delivery::open(&app.ctx, who, &key).await.is_ok();
        // Before it is posted: a preview for its owner.
        assert!(may(Some(&actor)).await && !may(None).await && !may(Some(&moderator)).await);
        let new = NewPost { visibility: Visibility::Followers, when: post::When::Draft, ..NewPost::of(id) };
        let posted = post::publish(&app.ctx, &actor, new).await.unwrap();
        assert!(may(Some(&actor)).await && !may(None).await && !may(Some(&stranger)).await);
        let now = post::Edit { when: Some(post::When::Now), ..post::Edit::default() };
        post::edit(&app.ctx, &actor, posted.id, now).await.unwrap();
        grandstand_app::follow::follow(&app.ctx, &follower, actor.account).await.unwrap();
        assert!(may(Some(&follower)).await && may(Some(&moderator)).await);
        assert!(!may(None).await && !may(Some(&stranger)).await);
        let change = post::Edit { visibility: Some(Visibility::Public), ..post::Edit::default() };
        post::edit(&app.ctx, &actor, posted.id, change).await.unwrap();
        assert!(may(None).await);
        let original = row(&app, id).await.original_key;
        for wrong in [original.as_str(), "1-a/x.mp4", "../x.mp4", "", "x", &format!("{key}.mp4"), &key.replace("poster", "480")] {
            assert!(matches!(delivery::open(&app.ctx, Some(&actor), wrong).await, Err(AppError::NotFound)), "{wrong}");
        }
        let hide = post::Edit { visibility: Some(Visibility::Followers), ..post::Edit::default() };
        post::edit(&app.ctx, &actor, posted.id, hide).await.unwrap();
        assert!(!may(None).await && may(Some(&follower)).await);
    }
}
