//! The capture station: what would be lost if a station could send for someone who did not agree, send twice, or keep a way
//! in; or if a clip became a draft without its athlete's word.

use bytes::Bytes;
use futures_util::stream;
use grandstand_app::{AppError, capture, delivery, jobs, upload};
use grandstand_domain::{
    account::{Actor, Role},
    capture::CaptureState,
    id::{CaptureId, MediaId},
    notification::NotificationKind,
    time::{DAY, HOUR, MINUTE, UnixMillis},
};
use grandstand_store as store;
use grandstand_testkit::both_databases;

use crate::{
    booking::{House, why},
    stage,
};

/// Sends a film as a station does, and gives what arrived.
async fn send(house: &House, secret: &str, id: CaptureId) -> Result<MediaId, AppError> {
    let ctx = &house.ctx;
    let athlete = capture::granted(ctx, secret, id, None).await?;
    let made = upload::create(ctx, &athlete, 5, "station").await?;
    // The answer to the first announcement was lost: it is announced again.
    let lost = upload::create(ctx, &athlete, 5, "station").await?;
    capture::bind(ctx, &athlete, id, &lost.id).await?;
    capture::bind(ctx, &athlete, id, &made.id).await?;
    assert_eq!(why(capture::granted(ctx, secret, id, Some(&lost.id)).await), ["capture-over"]);
    let again = capture::granted(ctx, secret, id, Some(&made.id)).await?;
    let body = stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"film!"))]);
    let sent = upload::append(ctx, &again, &made.id, 0, body, None).await?;
    let media = sent.media.unwrap();
    capture::arrived(ctx, id, media).await?;
    capture::arrived(ctx, id, media).await?;
    Ok(media)
}

async fn clips_told(house: &House, who: &Actor) -> usize {
    let mut tx = house.ctx.begin_read().await.unwrap();
    let found = store::notification::latest(&mut tx, who.account, UnixMillis(i64::MAX), 10).await.unwrap();
    found.iter().filter(|n| n.kind == NotificationKind::Clip).count()
}

both_databases! {
    async fn a_clip_is_a_draft_by_its_athletes_word_and_not_before(scratch) {
        let house = House::new(&scratch).await;
        let people = house.athletes(2).await;
        let (ada, bo) = (people[0], people[1]);
        let ctx = &house.ctx;
        assert_eq!(why(capture::open(ctx, &ada, house.studio).await), ["forbidden"]);
        let secret = capture::open(ctx, &house.desk, house.studio).await.unwrap();
        let shown = capture::show_code(ctx, &secret).await.unwrap();
        assert_eq!(capture::show_code(ctx, &secret).await.unwrap().code, shown.code, "one code at a time");
        assert_eq!(why(capture::granted(ctx, &secret, shown.id, None).await), ["capture-over"], "nobody has agreed");
        let stranger = house.person("stranger", Role::Athlete).await;
        assert_eq!(why(capture::agree(ctx, &stranger, &shown.code).await), ["forbidden"]);
        let id = capture::agree(ctx, &ada, &shown.code.to_lowercase()).await.unwrap();
        assert_eq!(capture::agree(ctx, &ada, &shown.code).await.unwrap(), id, "twice is once");
        assert_eq!(why(capture::agree(ctx, &bo, &shown.code).await), ["capture-code"], "it is Ada's now");
        assert_eq!(why(capture::keep(ctx, &ada, id).await), ["capture-not-here"]);
        let (at_station, name) = capture::at_station(ctx, &secret, id).await.unwrap();
        assert_eq!((at_station.state, name.as_str()), (CaptureState::Agreed, "Ada"));
        // Another station knows nothing of it, nor may it send.
        let other = capture::open(ctx, &house.desk, house.studio).await.unwrap();
        assert_eq!(why(capture::at_station(ctx, &other, id).await), ["not-found"]);
        assert_eq!(why(capture::granted(ctx, &other, id, None).await), ["not-found"]);

        let media = send(&house, &secret, id).await.unwrap();
        assert_eq!(clips_told(&house, &ada).await, 1);
        assert_eq!(why(send(&house, &secret, id).await), ["capture-over"], "one clip only");
        assert!(store::media::showings(&mut ctx.begin_read().await.unwrap(), media).await.unwrap().is_empty(), "kept unasked");
        // Before their word Ada sees what was made of it, as soon as it is, and nobody else does.
        let film = async || capture::film(ctx, &ada, id).await.unwrap().unwrap();
        assert!(film().await.renditions.is_empty(), "nothing is made of it yet");
        stage::render(ctx, media).await;
        assert_eq!(&*film().await.renditions[0].url, format!("/media/{media}-480.mp4"));
        delivery::check(ctx, Some(&ada), media).await.unwrap();
        for other in [Some(&bo), Some(&house.desk), None] {
            assert!(matches!(delivery::check(ctx, other, media).await, Err(AppError::NotFound)), "{other:?} sees it");
        }
        assert_eq!(why(capture::film(ctx, &bo, id).await), ["not-found"]);
        assert_eq!(why(capture::keep(ctx, &bo, id).await), ["not-found"]);
        let draft = capture::keep(ctx, &ada, id).await.unwrap();
        assert_eq!(capture::keep(ctx, &ada, id).await.unwrap(), draft);
        let shown = store::media::showings(&mut ctx.begin_read().await.unwrap(), media).await.unwrap();
        assert_eq!(shown.len(), 1, "the draft shows it");
        assert_eq!(why(capture::drop_it(ctx, &ada, id).await), ["capture-over"], "it is a draft: drafts are deleted as such");
    }

    async fn what_was_taken_back_or_is_over_opens_nothing(scratch) {
        let house = House::new(&scratch).await;
        let ada = house.athletes(1).await[0];
        let ctx = &house.ctx;
        let secret = capture::open(ctx, &house.desk, house.studio).await.unwrap();
        let agreed = async || {
            let shown = capture::show_code(ctx, &secret).await.unwrap();
            capture::agree(ctx, &ada, &shown.code).await.unwrap()
        };
        // Taken back before it was sent.
        let id = agreed().await;
        capture::drop_it(ctx, &ada, id).await.unwrap();
        assert_eq!(why(send(&house, &secret, id).await), ["capture-over"]);
        // Thrown away after it came: nothing of it stays.
        let id = agreed().await;
        let media = send(&house, &secret, id).await.unwrap();
        capture::drop_it(ctx, &ada, id).await.unwrap();
        jobs::drain(ctx).await.unwrap();
        assert!(store::media::get(&mut ctx.begin_read().await.unwrap(), media).await.unwrap().unwrap().is_removed(), "a film stayed");
        // A code holds for ten minutes, a consent for a day, a clip for two without a word.
        let shown = capture::show_code(ctx, &secret).await.unwrap();
        house.world.advance(11 * MINUTE);
        assert_eq!(why(capture::agree(ctx, &ada, &shown.code).await), ["capture-code"]);
        let late = agreed().await;
        house.world.advance(23 * HOUR);
        capture::granted(ctx, &secret, late, None).await.unwrap();
        house.world.advance(2 * HOUR);
        assert_eq!(why(send(&house, &secret, late).await), ["capture-over"]);
        let unanswered = agreed().await;
        send(&house, &secret, unanswered).await.unwrap();
        house.world.advance(2 * DAY + MINUTE);
        jobs::housekeep(ctx).await.unwrap();
        jobs::drain(ctx).await.unwrap();
        assert_eq!(why(capture::keep(ctx, &ada, unanswered).await), ["capture-not-here"]);
        // A station that has ended sends nothing more.
        let id = agreed().await;
        let station = store::station::of_space(&mut ctx.begin_read().await.unwrap(), house.studio).await.unwrap()[0].id;
        assert_eq!(why(capture::end(ctx, &ada, station).await), ["forbidden"]);
        capture::end(ctx, &house.desk, station).await.unwrap();
        assert_eq!(why(send(&house, &secret, id).await), ["not-found"]);
        assert_eq!(why(capture::show_code(ctx, &secret).await), ["not-found"]);
    }
}
