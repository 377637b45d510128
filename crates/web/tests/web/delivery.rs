//! Bytes of films through the real router: ranges, conditions, headers, and who gets nothing.

use grandstand_app::{
    ctx::Settings,
    delivery,
    post::{self, NewPost},
};
use grandstand_domain::{
    account::{Actor, Role},
    id::MediaId,
    media::{MediaState, Rendition, Rung},
    post::Visibility,
};
use grandstand_store as store;
use grandstand_testkit::{Scratch, both_databases};

use crate::upload::Desk;

/// A made-up film of 5 MiB, so that it is sent both as one slice and in pieces.
async fn film(desk: &Desk, owner: &Actor) -> (MediaId, String, Vec<u8>) {
    let ctx = &desk.app.ctx;
    let media = MediaId(ctx.id());
    let key = format!("{}/480-abcdef.mp4", delivery::folder(ctx, media));
    let bytes: Vec<u8> = (0..5_u32 << 18).flat_map(u32::to_le_bytes).collect();
    ctx.objects.put_bytes(&key, bytes.clone().into(), "video/mp4").await.unwrap();
    let mut tx = ctx.db.begin_write(ctx.now()).await.unwrap();
    store::media::insert(&mut tx, media, owner.account, "original/x", 1).await.unwrap();
    store::media::accept(&mut tx, media, "{}", 1_000, 480, 854).await.unwrap();
    let (codecs, sha256) = ("avc1.64001f".to_owned(), "ab".to_owned());
    let size = bytes.len() as u64;
    let rung = Rung::P480;
    let made = Rendition { rung, width: 480, height: 854, bytes: size, bit_rate: 1, codecs, sha256, key: key.clone() };
    store::media::put_rendition(&mut tx, media, &made).await.unwrap();
    store::media::set_state(&mut tx, media, MediaState::Playable).await.unwrap();
    store::caption_track::put(&mut tx, media, "en-GB", "author", "WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    (media, format!("/media/{key}"), bytes)
}

async fn desk(scratch: Scratch) -> (Desk, Actor, String) {
    let desk = Desk::new(scratch, Settings::default()).await;
    let (actor, token) = desk.token(Role::Athlete).await;
    (desk, actor, format!("Bearer {token}"))
}

/// What is asked, an extra header, and the status, range header and bytes that answer it.
type Row<'a> = (&'a str, (&'a str, &'a str), u16, String, std::ops::Range<usize>);

both_databases! {
    async fn ranges_and_conditions(scratch) {
        let (desk, actor, _) = desk(scratch).await;
        let (media, path, bytes) = film(&desk, &actor).await;
        post::publish(&desk.app.ctx, &actor, NewPost::of(media)).await.unwrap();
        let n = bytes.len();
        let whole = desk.ask("GET", &path, &[], b"").await;
        assert_eq!((whole.status, whole.body == bytes), (200, true));
        for (name, value) in [
            ("content-type", "video/mp4"),
            ("accept-ranges", "bytes"),
            ("etag", "\"480-abcdef\""),
            ("cache-control", "public, max-age=31536000, immutable"),
            ("content-disposition", "inline; filename=\"grandstand-480.mp4\""),
            ("content-security-policy", "default-src 'none'; sandbox"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(whole.header(name), value, "{name}");
        }
        let mb = 1 << 20;
        // (range, condition, status, content-range, bytes)
        let rows: [Row<'_>; 13] = [
            ("bytes=0-0", ("", ""), 206, format!("bytes 0-0/{n}"), 0..1),
            ("bytes=5-1048580", ("", ""), 206, format!("bytes 5-1048580/{n}"), 5..mb + 5),
            ("bytes=1-", ("", ""), 206, format!("bytes 1-{}/{n}", n - 1), 1..n),
            ("bytes=-7", ("", ""), 206, format!("bytes {}-{}/{n}", n - 7, n - 1), n - 7..n),
            ("bytes=0-99999999", ("", ""), 206, format!("bytes 0-{}/{n}", n - 1), 0..n),
            ("bytes=5242880-", ("", ""), 416, format!("bytes */{n}"), 0..0),
            ("bytes=-0", ("", ""), 416, format!("bytes */{n}"), 0..0),
            ("bytes=9-1", ("", ""), 200, String::new(), 0..n),
            ("bytes=0-1,3-4", ("", ""), 200, String::new(), 0..n),
            ("bytes=0-1", ("if-range", "\"480-abcdef\""), 206, format!("bytes 0-1/{n}"), 0..2),
            ("bytes=0-1", ("if-range", "\"other\""), 200, String::new(), 0..n),
            ("bytes=0-1", ("if-none-match", "\"480-abcdef\""), 304, String::new(), 0..0),
            ("", ("if-none-match", "W/\"480-abcdef\", \"x\""), 304, String::new(), 0..0),
        ];
        for (range, condition, status, content_range, part) in rows {
            let headers: Vec<(&str, &str)> = [("range", range), condition].into_iter().filter(|(n, v)| !n.is_empty() && !v.is_empty()).collect();
            for method in ["GET", "HEAD"] {
                let answer = desk.ask(method, &path, &headers, b"").await;
                let context = format!("{method} {range} {condition:?}");
                assert_eq!(answer.status, status, "{context}");
                assert_eq!(answer.header("content-range"), content_range, "{context}");
                if matches!(status, 200 | 206) {
                    assert_eq!(answer.header("content-length"), part.len().to_string(), "{context}");
                    let expected = if method == "GET" { &bytes[part.clone()] } else { &[] };
                    assert!(answer.body == expected, "{context}");
                }
            }
        }
    }

    async fn what_is_not_for_everyone_is_not_there(scratch) {
        let (desk, actor, token) = desk(scratch).await;
        let (media, path, _) = film(&desk, &actor).await;
        let captions = format!("/media/captions/{media}/en-GB.vtt");
        let new = NewPost { visibility: Visibility::Followers, when: post::When::Draft, ..NewPost::of(media) };
        let draft = post::publish(&desk.app.ctx, &actor, new).await.unwrap();
        let (_, other) = desk.token(Role::Athlete).await;
        let other = format!("Bearer {other}");
        let events = format!("/api/grandstand/v1/posts/{}/events", draft.id);
        for address in [&path, &captions, &events] {
            assert_eq!(desk.ask("GET", address, &[], b"").await.status, 404, "{address}");
            assert_eq!(desk.ask("GET", address, &[("authorization", &other)], b"").await.status, 404, "{address}");
        }
        let mine = desk.ask("GET", &path, &[("authorization", &token), ("range", "bytes=0-3")], b"").await;
        assert_eq!((mine.status, mine.header("cache-control")), (206, "private, max-age=600"));
        let words = desk.ask("GET", &captions, &[("authorization", &token)], b"").await;
        assert_eq!((words.status, words.header("content-type")), (200, "text/vtt; charset=utf-8"));
        let open = post::Edit { visibility: Some(Visibility::Public), when: Some(post::When::Now), ..Default::default() };
        post::edit(&desk.app.ctx, &actor, draft.id, open).await.unwrap();
        assert_eq!(desk.ask("GET", &path, &[], b"").await.status, 200);
        post::remove(&desk.app.ctx, &actor, draft.id).await.unwrap();
        for address in [&path, &captions, &events] {
            assert_eq!(desk.ask("GET", address, &[("authorization", &token)], b"").await.status, 404, "{address}");
        }
        for guess in ["/media/original/x", "/media/../test.db", "/media/1-2/3.mp4", "/media/x", "/media/captions/1/en.vtt", "/media/captions/x/y"] {
            assert_eq!(desk.ask("GET", guess, &[("authorization", &token)], b"").await.status, 404, "{guess}");
        }
    }

    /// The end of a film's making, as a page hears it.
    async fn events_tell_how_it_ends(scratch) {
        let (desk, actor, token) = desk(scratch).await;
        let (media, ..) = film(&desk, &actor).await;
        let posted = post::publish(&desk.app.ctx, &actor, NewPost::of(media)).await.unwrap();
        let events = format!("/api/grandstand/v1/posts/{}/events", posted.id);
        let ctx = std::sync::Arc::clone(&desk.app.ctx);
        tokio::spawn(async move {
            tokio::time::sleep(std::time::Duration::from_millis(400)).await;
            let mut tx = ctx.db.begin_write(ctx.now()).await.unwrap();
            store::media::set_state(&mut tx, media, MediaState::Complete).await.unwrap();
            tx.commit().await.unwrap();
        });
        let heard = desk.ask("GET", &events, &[], b"").await;
        assert_eq!(heard.header("content-type"), "text/event-stream");
        let text = String::from_utf8(heard.body).unwrap();
        let names: Vec<&str> = text.lines().filter_map(|l| l.strip_prefix("event: ")).collect();
        assert_eq!(names, ["progress", "ready", "progress", "complete"], "{text}");
        assert!(text.contains(r#""renditions":[{"rung":"480","ready":true}]"#) || text.contains(r#"{"ready":true,"rung":"480"}"#), "{text}");

        let (refused, ..) = film(&desk, &actor).await;
        let draft = post::publish(&desk.app.ctx, &actor, NewPost { when: post::When::Draft, ..NewPost::of(refused) }).await.unwrap();
        let mut tx = desk.app.ctx.db.begin_write(desk.app.ctx.now()).await.unwrap();
        store::media::refuse(&mut tx, refused, grandstand_domain::media::Refusal::TooLong).await.unwrap();
        tx.commit().await.unwrap();
        let events = format!("/api/grandstand/v1/posts/{}/events", draft.id);
        let heard = desk.ask("GET", &events, &[("authorization", &token)], b"").await;
        let text = String::from_utf8(heard.body).unwrap();
        assert!(text.contains("event: refused") && text.contains("longer than allowed"), "{text}");
    }
}
