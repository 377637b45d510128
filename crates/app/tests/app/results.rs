//! Material and results: what athletes would lose if files reached others or ran in a browser, and if a figure told of one of them.

use bytes::Bytes;
use grandstand_app::{AppError, Ctx, jobs, material, post, post::NewPost, reach, results, results::Whom};
use grandstand_domain::{
    account::{Actor, Role},
    id::PostId,
    log::Fact,
    time::DAY,
    watch::{Surface, Watch},
};
use grandstand_store as store;
use grandstand_testkit::both_databases;

use crate::{learning::taught, stage, workshop::Office};

/// A public post of someone.
async fn posted(ctx: &Ctx, author: &Actor) -> PostId {
    let media = stage::film(ctx, author).await;
    stage::render(ctx, media).await;
    post::publish(ctx, author, NewPost::of(media)).await.unwrap().id
}

async fn watched(ctx: &Ctx, post: PostId, times: usize) {
    let view = Watch { post, watched_ms: 5_000, completed: false, surface: Surface::Discover };
    let mut tx = ctx.db.begin_write(ctx.now()).await.unwrap();
    for _ in 0..times {
        tx.append(Fact::Watched { who: None, views: vec![view] });
    }
    tx.commit().await.unwrap();
}

both_databases! {
    /// A file is for the athletes of the organisation and who runs its workshops, is what its bytes say, and leaves nothing behind.
    async fn files_reach_those_of_the_course_and_go_with_their_row(scratch) {
        let office = Office::new(&scratch, 1).await;
        let ctx = &office.ctx;
        let course = office.course("Captions", []).await;
        let athlete = office.claimed(1).await;
        let stranger = office.person("stranger", Role::Athlete).await;
        let add = async |title: &'static str, bytes: &'static [u8]| {
            material::add_file(ctx, &office.staff, course, title, Bytes::from_static(bytes)).await
        };
        for page in [b"<html><script>alert(1)</script>".as_slice(), b"MZ\x90\0\x03", b""] {
            assert!(matches!(add("Slides", page).await, Err(AppError::Invalid(_))));
        }
        assert!(ctx.objects.list("material").await.unwrap().is_empty(), "what was refused was kept");
        let slides = add("Slides", b"%PDF-1.7\nslides").await.unwrap();
        let notes = add("Notes", b"Speak slowly.\n").await.unwrap();
        let by_athlete = material::add_file(ctx, &athlete, course, "Mine", Bytes::from_static(b"%PDF-1.7")).await;
        assert!(matches!(by_athlete, Err(AppError::NotFound)), "{by_athlete:?}");
        for may in [&athlete, &office.staff] {
            let opened = material::open(ctx, may, slides).await.unwrap();
            assert_eq!((opened.content_type, opened.name.as_str()), ("application/pdf", "slides.pdf"));
        }
        let other = material::open(ctx, &stranger, slides).await;
        assert!(matches!(other, Err(AppError::NotFound)), "a stranger reads it");
        let film = posted(ctx, &athlete).await;
        let address = format!("{}/p/{film}", ctx.settings.public_url);
        material::add_film(ctx, &office.staff, course, "How she does it", &address).await.unwrap();
        let unknown = material::add_film(ctx, &office.staff, course, "x", "/p/77").await;
        assert!(matches!(unknown, Err(AppError::Invalid(_))), "{unknown:?}");
        material::shift(ctx, &office.staff, notes, true).await.unwrap();
        let order = async || {
            let rows = material::of_course(ctx, &office.staff, course).await.unwrap();
            rows.into_iter().map(|row| row.title).collect::<Vec<_>>()
        };
        assert_eq!(order().await, ["Notes", "Slides", "How she does it"]);

        let keys = store::backup::referred(&mut ctx.begin_read().await.unwrap()).await.unwrap();
        assert_eq!(keys.iter().filter(|key| key.starts_with("material/")).count(), 2, "a backup would lose files");
        // Left by an upload that died before its row, and by one that is under way.
        let old = format!("material/{}-00.pdf", ctx.id());
        ctx.objects.put_bytes(&old, Bytes::from_static(b"%PDF-"), "application/octet-stream").await.unwrap();
        office.world.advance(2 * DAY);
        let young = format!("material/{}-00.pdf", ctx.id());
        ctx.objects.put_bytes(&young, Bytes::from_static(b"%PDF-"), "application/octet-stream").await.unwrap();
        jobs::housekeep(ctx).await.unwrap();
        let left: Vec<String> = ctx.objects.list("material").await.unwrap().into_iter().map(|o| o.key).collect();
        assert!(left.len() == 3 && left.contains(&young) && !left.contains(&old), "{left:?}");
        material::remove(ctx, &office.staff, slides).await.unwrap();
        assert_eq!(ctx.objects.list("material").await.unwrap().len(), 2);
        assert!(matches!(material::open(ctx, &athlete, slides).await, Err(AppError::NotFound)));
        assert_eq!(order().await, ["Notes", "How she does it"]);
    }

    /// Reach is counted for those who agree only, on both sides of the day, shown as a median of ten or more, and not at all where a
    /// difference would tell of fewer.
    async fn reach_is_shown_of_ten_who_agree_or_not_at_all(scratch) {
        // Ten of athletics and ten swimmers; the clock stands after the workshop.
        let (office, _, _, people) = taught(&scratch, 20).await;
        let ctx = &office.ctx;
        let mut posts = Vec::new();
        for person in &people {
            posts.push(posted(ctx, person).await);
        }
        watched(ctx, posts[0], 50).await;
        office.world.advance(2 * DAY);
        for (n, post) in posts.iter().enumerate() {
            watched(ctx, *post, n + 1).await;
        }
        let viewer = office.staff;
        let read = async || results::read(ctx, &viewer, "harbour2028").await.unwrap();
        office.world.advance(40 * DAY);
        reach::count(ctx).await.unwrap();
        reach::count(ctx).await.unwrap();
        assert!(read().await.reach.is_empty(), "nobody agreed");
        for person in &people[..9] {
            reach::choose(ctx, person, true).await.unwrap();
        }
        assert!(read().await.reach.is_empty(), "nine");
        reach::choose(ctx, &people[9], true).await.unwrap();
        let ten = read().await;
        let group = &ten.reach[0].1;
        // 1 to 10 views after the day, whose middle two are 5 and 6; the 50 of the day itself count to neither side.
        assert_eq!((group.count, group.value.before, group.value.after), (10, 0, 5));
        let sports = |group: &grandstand_domain::anonymity::Group<Whom, results::Reach>| {
            let all = group.all().into_iter().filter(|(_, one)| matches!(one.label, Whom::Sport(_)));
            all.map(|(_, one)| (one.count, one.is_shown)).collect::<Vec<_>>()
        };
        assert_eq!(sports(group), [(5, false), (5, false)]);
        for person in &people[10..19] {
            reach::choose(ctx, person, true).await.unwrap();
        }
        assert_eq!(sports(&read().await.reach[0].1), [(10, false), (9, false)], "nineteen less ten would tell of nine");
        reach::choose(ctx, &people[19], true).await.unwrap();
        assert_eq!(sports(&read().await.reach[0].1), [(10, true), (10, true)]);
        reach::choose(ctx, &people[0], false).await.unwrap();
        assert_eq!(read().await.agreed, 19);
        let mut tx = ctx.db.begin_write(ctx.now()).await.unwrap();
        store::erasure::erase(&mut tx, people[1].account).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(read().await.agreed, 18, "who left is still counted");

        let line = &read().await.courses[0];
        assert_eq!((line.workshops, line.attended, line.missed, line.skills, line.passed), (1, 20, 0, 20, None));
        let athlete = results::read(ctx, &people[2], "harbour2028").await;
        assert!(matches!(athlete, Err(AppError::Forbidden)), "an athlete reads everyone's figures");
    }
}
