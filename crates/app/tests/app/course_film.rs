//! Films that only a course sees: what would be lost if one reached the world, stayed open when it was taken out, or could be made of
//! somebody else's draft.

use grandstand_app::{
    AppError, Ctx, account, cheer, comment, delivery, material,
    post::{self, NewPost, When},
    viewer::Viewer,
};
use grandstand_domain::{
    account::{Actor, Role},
    id::{MediaId, PostId},
    media::{MediaState, Rendition, Rung},
    organisation::OrganisationKind,
};
use grandstand_store as store;
use grandstand_testkit::both_databases;

use crate::{booking::why, workshop::Office};

fn key(media: MediaId) -> String {
    format!("{media}-480.mp4")
}

/// A draft of someone's whose film can be played.
async fn draft(ctx: &Ctx, author: &Actor) -> (PostId, MediaId) {
    let media = MediaId(ctx.id());
    let mut tx = ctx.db.begin_write(ctx.now()).await.unwrap();
    store::media::insert(&mut tx, media, author.account, &format!("originals/{media}"), 1_000).await.unwrap();
    store::media::accept(&mut tx, media, "{}", 12_000, 1080, 1920).await.unwrap();
    let rendition = Rendition {
        rung: Rung::P480,
        width: 480,
        height: 854,
        bytes: 1_000,
        bit_rate: 1_100_000,
        codecs: "avc1.64001f,mp4a.40.2".into(),
        sha256: "00".into(),
        key: key(media),
    };
    store::media::put_rendition(&mut tx, media, &rendition).await.unwrap();
    store::media::set_state(&mut tx, media, MediaState::Playable).await.unwrap();
    tx.commit().await.unwrap();
    ctx.objects.put_bytes(&key(media), "film".into(), "video/mp4").await.unwrap();
    let new = NewPost { when: When::Draft, caption: "How captions are timed", ..NewPost::of(media) };
    (post::publish(ctx, author, new).await.unwrap().id, media)
}

/// Whether someone gets the bytes of a film and the page of its post; both or neither.
async fn sees(ctx: &Ctx, who: &Actor, (post, media): (PostId, MediaId)) -> bool {
    let bytes = delivery::open(ctx, Some(who), &key(media)).await;
    let page = post::card(ctx, &Viewer::of(ctx, Some(who)).await.unwrap(), post).await;
    assert_eq!(bytes.is_ok(), page.is_ok(), "bytes and page go by one rule");
    assert!(bytes.as_ref().is_ok_and(|opened| !opened.public) || matches!(bytes, Err(AppError::NotFound)), "{bytes:?}");
    page.is_ok()
}

both_databases! {
    async fn a_draft_is_for_the_people_of_the_course_while_it_is_material(scratch) {
        let office = Office::new(&scratch, 2).await;
        let ctx = &office.ctx;
        let course = office.course("Captions", []).await;
        let athlete = office.claimed(1).await;
        let colleague = office.person("colleague", Role::Staff).await;
        let supporter = account::create(ctx, "fan", Role::Supporter, "", None).await.unwrap().actor();
        let said = grandstand_app::organisation::Form {
            name: "Borland", kind: OrganisationKind::Noc, noc: "BOR", colour: "#0d3b8c".parse().unwrap(),
        };
        let borland = grandstand_app::organisation::create(ctx, &Actor::HOST, "borland", said).await.unwrap().id;
        let other = account::create(ctx, "other", Role::Athlete, "", None).await.unwrap();
        let join = account::Change { organisation: Some(Some(borland)), ..account::Change::default() };
        let other = account::update(ctx, &Actor::HOST, other.id, join).await.unwrap().actor();
        let outsiders = [&supporter, &other];

        let theirs = draft(ctx, &athlete).await;
        let not_theirs = material::add_film(ctx, &office.staff, course, "Hers", &format!("/p/{}", theirs.0)).await;
        assert!(matches!(not_theirs, Err(AppError::Invalid(_))), "somebody else's draft: {not_theirs:?}");
        let by_athlete = material::add_film(ctx, &athlete, course, "Mine", &format!("/p/{}", theirs.0)).await;
        assert!(matches!(by_athlete, Err(AppError::NotFound)), "{by_athlete:?}");

        let film = draft(ctx, &office.staff).await;
        assert!(!sees(ctx, &athlete, film).await && !sees(ctx, &colleague, film).await, "before it is material");
        let piece = material::add_film(ctx, &office.staff, course, "Timing", &format!("/p/{}", film.0)).await.unwrap();
        assert!(sees(ctx, &athlete, film).await && sees(ctx, &colleague, film).await && sees(ctx, &office.staff, film).await);
        let again = async |address: String| why(material::add_film(ctx, &office.staff, course, "Again", &address).await);
        assert_eq!(again(film.0.to_string()).await, ["material-post-again"], "the same film twice");
        let elsewhere = again(format!("https://other.example/p/{}", film.0)).await;
        assert_eq!(elsewhere, ["material-elsewhere"], "any host's address is taken for ours");
        for who in outsiders {
            assert!(!sees(ctx, who, film).await, "{who:?} saw a course's film");
        }
        assert!(matches!(delivery::open(ctx, None, &key(film.1)).await, Err(AppError::NotFound)), "anyone has the bytes");
        let cheered = cheer::cheer(ctx, &athlete, film.0).await;
        assert!(matches!(cheered, Err(AppError::Conflict("post-unpublished"))), "{cheered:?}");
        let commented = comment::write(ctx, &athlete, film.0, None, "Nice").await;
        assert!(matches!(commented, Err(AppError::Conflict("post-unpublished"))), "{commented:?}");
        assert!(material::of_course(ctx, &office.staff, course).await.unwrap()[0].is_only_here);

        material::remove(ctx, &office.staff, piece).await.unwrap();
        assert!(!sees(ctx, &athlete, film).await && !sees(ctx, &colleague, film).await, "taken out and open still");

        material::add_film(ctx, &office.staff, course, "Timing", &format!("/p/{}", film.0)).await.unwrap();
        let mut tx = ctx.db.begin_write(ctx.now()).await.unwrap();
        store::roster::claim(&mut tx, office.entries[0], None).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!sees(ctx, &athlete, film).await, "no roster names them any more");
        assert!(sees(ctx, &colleague, film).await);
        post::remove(ctx, &office.staff, film.0).await.unwrap();
        assert!(!sees(ctx, &colleague, film).await);
        assert!(material::of_course(ctx, &office.staff, course).await.unwrap().is_empty(), "a link to nothing stays");
    }
}
