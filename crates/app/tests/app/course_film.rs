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
    organisation::OrganisationKind,
};
use grandstand_store as store;
use grandstand_testkit::both_databases;

use crate::{
    booking::why,
    stage::{self, rendered},
    workshop::Office,
};

/// A draft of someone's whose film can be played.
async fn draft(ctx: &Ctx, author: &Actor) -> (PostId, MediaId) {
    let media = stage::film(ctx, author).await;
    stage::render(ctx, media).await;
    ctx.objects.put_bytes(&rendered(media), "film".into(), "video/mp4").await.unwrap();
    let new = NewPost { when: When::Draft, caption: "How captions are timed", ..NewPost::of(media) };
    (post::publish(ctx, author, new).await.unwrap().id, media)
}

/// Whether someone gets the bytes of a film and the page of its post; both or neither.
async fn sees(ctx: &Ctx, who: &Actor, (post, media): (PostId, MediaId)) -> bool {
    let bytes = delivery::open(ctx, Some(who), &rendered(media)).await;
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
        assert!(matches!(delivery::open(ctx, None, &rendered(film.1)).await, Err(AppError::NotFound)), "anyone has the bytes");
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
