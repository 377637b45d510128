//! Uploads: what survives a broken line, a restart and a second client, and what is refused.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream;
use grandstand_app::{
    AppError,
    ctx::Settings,
    jobs,
    upload::{self, Checksum, UploadError},
};
use grandstand_domain::{
    account::{Actor, Role},
    media::{MediaState, Refusal},
    time::DAY,
};
use grandstand_media::MediaSettings;
use grandstand_store::{job, media};
use grandstand_testkit::{Scratch, TestApp, TestWorld, both_databases};

type Body = stream::Iter<std::vec::IntoIter<Result<Bytes, std::io::Error>>>;

fn sent(pieces: &[&'static [u8]]) -> Body {
    stream::iter(pieces.iter().map(|p| Ok(Bytes::from_static(p))).collect::<Vec<_>>())
}

fn broken(piece: &'static [u8]) -> Body {
    stream::iter(vec![Ok(Bytes::from_static(piece)), Err(std::io::Error::other("the line broke"))])
}

async fn with(scratch: Scratch, settings: Settings) -> (TestApp, Actor) {
    let app = TestApp::with(Arc::new(scratch), TestWorld::default(), settings, MediaSettings::default()).await;
    let actor = app.account(Role::Athlete).await;
    (app, actor)
}

async fn app(scratch: Scratch) -> (TestApp, Actor) {
    with(scratch, Settings::default()).await
}

both_databases! {
    async fn a_file_in_pieces_becomes_a_video_once(scratch) {
        let (app, actor) = app(scratch).await;
        let up = upload::create(&app.ctx, &actor, 10, "beach \u{202e}4pm.mov\n").await.unwrap();
        let half = upload::append(&app.ctx, &actor, &up.id, 0, sent(&[b"01", b"234"]), None).await.unwrap();
        assert_eq!((half.offset, half.media), (5, None));
        for wrong in [0, 4, 6, 10] {
            let refused = upload::append(&app.ctx, &actor, &up.id, wrong, sent(&[b"x"]), None).await;
            assert!(matches!(refused, Err(UploadError::WrongOffset { at: 5 })), "{wrong}: {refused:?}");
        }
        let refused = upload::append(&app.ctx, &actor, &up.id, 5, sent(&[b"567890"]), None).await;
        assert!(matches!(refused, Err(UploadError::TooLarge { most: 10 })), "{refused:?}");
        assert!(matches!(upload::media_of(&app.ctx, &actor, &up.id).await, Err(AppError::Conflict("upload-unfinished"))));
        let done = upload::append(&app.ctx, &actor, &up.id, 5, sent(&[b"56789"]), None).await.unwrap();
        let media_id = done.media.unwrap();
        let again = upload::append(&app.ctx, &actor, &up.id, 10, sent(&[]), None).await.unwrap();
        assert_eq!(again.media, Some(media_id));
        assert_eq!(upload::media_of(&app.ctx, &actor, &up.id).await.unwrap(), media_id);
        let mut tx = app.ctx.begin_read().await.unwrap();
        let row = media::get(&mut tx, media_id).await.unwrap().unwrap();
        assert_eq!((row.state, row.original_bytes), (MediaState::Uploaded, 10));
        assert_eq!(app.ctx.objects.get_bytes(&row.original_key).await.unwrap(), &b"0123456789"[..]);
        assert_eq!(job::pending(&mut tx, "intake").await.unwrap(), 1);
        assert!(matches!(app.ctx.staging.length(&up.id).await, Err(grandstand_media::StagingError::NotFound)));
    }

    async fn a_broken_line_keeps_what_came_and_a_checksum_guards_the_rest(scratch) {
        let (app, actor) = app(scratch).await;
        let up = upload::create(&app.ctx, &actor, 8, "a.mp4").await.unwrap();
        let lost = upload::append(&app.ctx, &actor, &up.id, 0, broken(b"abc"), None).await;
        assert!(matches!(lost, Err(UploadError::Interrupted { at: 3 })), "{lost:?}");
        let sum = Checksum::parse("sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=").unwrap();
        let wrong = upload::append(&app.ctx, &actor, &up.id, 3, sent(&[b"xyz"]), Some(sum.clone())).await;
        assert!(matches!(wrong, Err(UploadError::ChecksumMismatch)), "{wrong:?}");
        assert_eq!(upload::status(&app.ctx, &actor, &up.id).await.unwrap().offset, 3);
        let right = upload::append(&app.ctx, &actor, &up.id, 3, sent(&[b"abc"]), Some(sum)).await.unwrap();
        assert_eq!(right.offset, 6);
    }

    /// The server stops after the last byte was safe and before the row was written: the next question finishes it.
    async fn a_restart_loses_nothing(scratch) {
        let (app, actor) = app(scratch).await;
        let up = upload::create(&app.ctx, &actor, 4, "a.mp4").await.unwrap();
        upload::append(&app.ctx, &actor, &up.id, 0, sent(&[b"ab"]), None).await.unwrap();
        let again = TestApp::with(Arc::clone(&app.scratch), app.world.clone(), Settings::default(), MediaSettings::default()).await;
        assert_eq!(upload::status(&again.ctx, &actor, &up.id).await.unwrap().offset, 2);
        again.ctx.staging.append(&up.id, 2, sent(&[b"cd"]), 4, None).await.unwrap();
        let status = upload::status(&again.ctx, &actor, &up.id).await.unwrap();
        assert_eq!(status.offset, 4);
        assert!(status.media.is_some());
        assert_eq!(upload::status(&app.ctx, &actor, &up.id).await.unwrap().media, status.media);
    }

    /// Many requests that all see the last byte: one video, one job.
    async fn finishing_at_once_makes_one_video(scratch) {
        let (app, actor) = app(scratch).await;
        let up = upload::create(&app.ctx, &actor, 4, "a.mp4").await.unwrap();
        app.ctx.staging.append(&up.id, 0, sent(&[b"abcd"]), 4, None).await.unwrap();
        let asked: Vec<_> = (0..6).map(|_| {
            let (ctx, id) = (Arc::clone(&app.ctx), up.id.clone());
            tokio::spawn(async move { upload::status(&ctx, &actor, &id).await })
        }).collect();
        let mut found = Vec::new();
        for one in asked {
            match one.await.unwrap() {
                Ok(status) => found.extend(status.media),
                // The bytes went between the look at the row and the look at the file; the client asks again.
                Err(error) => assert!(matches!(error, UploadError::App(AppError::NotFound)), "{error:?}"),
            }
        }
        found.dedup();
        assert_eq!(found.len(), 1);
        let mut tx = app.ctx.begin_read().await.unwrap();
        assert_eq!(job::pending(&mut tx, "intake").await.unwrap(), 1);
        assert_eq!(app.ctx.objects.list("original").await.unwrap().len(), 1);
    }

    async fn two_clients_do_not_mix(scratch) {
        let (app, actor) = app(scratch).await;
        let up = upload::create(&app.ctx, &actor, 6, "a.mp4").await.unwrap();
        let (send, receive) = tokio::sync::mpsc::channel::<Result<Bytes, std::io::Error>>(1);
        let slow = {
            let (ctx, id) = (Arc::clone(&app.ctx), up.id.clone());
            let receive = stream::unfold(receive, |mut r| async { r.recv().await.map(|b| (b, r)) });
            tokio::spawn(async move { upload::append(&ctx, &actor, &id, 0, receive, None).await })
        };
        send.send(Ok(Bytes::from_static(b"abc"))).await.unwrap();
        send.send(Ok(Bytes::from_static(b"d"))).await.unwrap();
        let second = upload::append(&app.ctx, &actor, &up.id, 0, sent(&[b"zzz"]), None).await;
        assert!(matches!(second, Err(UploadError::Busy)), "{second:?}");
        assert!(matches!(upload::terminate(&app.ctx, &actor, &up.id).await, Err(UploadError::Busy)));
        drop(send);
        assert_eq!(slow.await.unwrap().unwrap().offset, 4);
        upload::terminate(&app.ctx, &actor, &up.id).await.unwrap();
        assert!(matches!(upload::status(&app.ctx, &actor, &up.id).await, Err(UploadError::App(AppError::NotFound))));
    }

    async fn limits_are_kept(scratch) {
        let settings = Settings { quota_bytes: 100, upload_most_bytes: 60, uploads_open_most: 2, ..Settings::default() };
        let (app, actor) = with(scratch, settings).await;
        assert!(matches!(upload::create(&app.ctx, &actor, 61, "a").await, Err(UploadError::TooLarge { most: 60 })));
        let supporter = app.account(Role::Supporter).await;
        assert!(matches!(upload::create(&app.ctx, &supporter, 1, "a").await, Err(UploadError::App(AppError::Forbidden))));
        let one = upload::create(&app.ctx, &actor, 60, "a").await.unwrap();
        assert!(matches!(upload::create(&app.ctx, &actor, 41, "b").await, Err(UploadError::Quota)));
        let whole = upload::whole(&app.ctx, &actor, "c", sent(&[&[b'c'; 30], &[b'c'; 11]])).await;
        assert!(matches!(whole, Err(UploadError::Quota)), "{whole:?}");
        upload::create(&app.ctx, &actor, 1, "d").await.unwrap();
        assert!(matches!(upload::create(&app.ctx, &actor, 1, "e").await, Err(UploadError::App(AppError::TooMany { .. }))));
        upload::terminate(&app.ctx, &actor, &one.id).await.unwrap();
        let whole = upload::whole(&app.ctx, &actor, "c", sent(&[&[b'c'; 61]])).await;
        assert!(matches!(whole, Err(UploadError::TooLarge { most: 60 })), "{whole:?}");
        upload::whole(&app.ctx, &actor, "c", sent(&[&[b'c'; 60]])).await.unwrap();
    }

    async fn nobody_learns_of_anothers_uploads(scratch) {
        let (app, actor) = app(scratch).await;
        let up = upload::create(&app.ctx, &actor, 3, "a.mp4").await.unwrap();
        let other = app.account(Role::Athlete).await;
        for id in [up.id.as_str(), "00000000000000000000000000000000", "../staging", "", "%00", &"x".repeat(500)] {
            let not_found = |e: UploadError| matches!(e, UploadError::App(AppError::NotFound));
            assert!(not_found(upload::status(&app.ctx, &other, id).await.unwrap_err()), "{id}");
            assert!(not_found(upload::append(&app.ctx, &other, id, 0, sent(&[b"x"]), None).await.unwrap_err()), "{id}");
            assert!(not_found(upload::terminate(&app.ctx, &other, id).await.unwrap_err()), "{id}");
        }
        assert_eq!(upload::status(&app.ctx, &actor, &up.id).await.unwrap().offset, 0);
    }

    async fn what_nobody_continues_is_thrown_away(scratch) {
        let (app, actor) = app(scratch).await;
        let old = upload::create(&app.ctx, &actor, 3, "a.mp4").await.unwrap();
        let used = upload::create(&app.ctx, &actor, 3, "b.mp4").await.unwrap();
        app.world.advance(DAY - 1_000);
        upload::append(&app.ctx, &actor, &used.id, 0, sent(&[b"x"]), None).await.unwrap();
        app.world.advance(2_000);
        assert!(matches!(upload::status(&app.ctx, &actor, &old.id).await, Err(UploadError::App(AppError::NotFound))));
        jobs::housekeep(&app.ctx).await.unwrap();
        assert!(app.ctx.staging.length(&old.id).await.is_err());
        assert_eq!(upload::status(&app.ctx, &actor, &used.id).await.unwrap().offset, 1);
    }

    async fn an_empty_file_is_refused_in_words(scratch) {
        let (app, actor) = app(scratch).await;
        let up = upload::create(&app.ctx, &actor, 0, "a.mp4").await.unwrap();
        let media_id = upload::media_of(&app.ctx, &actor, &up.id).await.unwrap();
        let mut tx = app.ctx.begin_read().await.unwrap();
        let row = media::get(&mut tx, media_id).await.unwrap().unwrap();
        assert_eq!((row.state, row.refusal), (MediaState::Refused, Some(Refusal::Empty)));
        assert_eq!(job::pending(&mut tx, "intake").await.unwrap(), 0);
    }
}
