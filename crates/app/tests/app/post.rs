//! Posts: waiting for a film, for a time, for an edit; who sees them meanwhile; what stays when they go.

use grandstand_app::{
    AppError, follow, journey, notification,
    post::{self, Edit, NewPost, When},
    search,
    viewer::Viewer,
    views,
};
use grandstand_domain::{
    account::{Actor, Role},
    id::{MediaId, PostId},
    journey::MilestoneKind,
    media::{MediaState, Refusal},
    post::{PostState, Visibility},
    time::{HOUR, MINUTE, UnixMillis},
};
use grandstand_store as store;
use grandstand_testkit::both_databases;

use crate::{server, stage::Stage};

async fn state(stage: &Stage, id: PostId) -> PostState {
    store::post::get(&mut stage.ctx.begin_read().await.unwrap(), id).await.unwrap().unwrap().state
}

async fn sees(stage: &Stage, actor: Option<&Actor>, id: PostId) -> bool {
    let viewer = match actor {
        Some(actor) => stage.viewer(actor).await,
        None => Viewer::anyone(),
    };
    let asked = post::card(&stage.ctx, &viewer, id).await;
    assert!(matches!(asked, Ok(_) | Err(AppError::NotFound)), "what one may not know of is not found");
    asked.is_ok()
}

async fn run_due(stage: &Stage, id: PostId) {
    let mut tx = stage.ctx.db.begin_write(stage.ctx.now()).await.unwrap();
    post::publish_due(&stage.ctx, &mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    stage.settled().await;
}

both_databases! {
    /// A post written while its film is made is out the moment the film can be played, once.
    async fn a_post_waits_for_its_film(scratch) {
        let stage = Stage::new(scratch).await;
        let athlete = stage.person("morgan", Role::Athlete).await;
        let media = stage.film(&athlete).await;
        let new = NewPost { caption: "First heat #Heat and #heat again", ..NewPost::of(media) };
        let made = post::publish(&stage.ctx, &athlete, new.clone()).await.unwrap();
        assert_eq!(made.state, PostState::Waiting);
        assert!(sees(&stage, Some(&athlete), made.id).await && !sees(&stage, None, made.id).await);
        assert!(stage.discover(None).await.is_empty());
        stage.playable(media).await;
        stage.playable(media).await;
        assert_eq!(stage.discover(None).await, [made.id]);
        assert_eq!(stage.facts("post_published").await, 1);
        assert_eq!(stage.notes(&athlete).await, [("ready", None)]);
        let card = stage.ctx.views.card(&Viewer::anyone(), made.id).unwrap();
        assert_eq!(card.tags.iter().map(ToString::to_string).collect::<Vec<_>>(), ["heat"]);
        assert_eq!((card.film.renditions.len(), &*card.author.handle), (1, "morgan"));
        let again = post::publish(&stage.ctx, &athlete, new).await;
        assert!(matches!(again, Err(AppError::Conflict("media-used"))));
    }

    async fn who_may_post_what(scratch) {
        let stage = Stage::new(scratch).await;
        let athlete = stage.person("morgan", Role::Athlete).await;
        let other = stage.person("casey", Role::Athlete).await;
        let fan = stage.person("fan", Role::Supporter).await;
        let media = stage.film(&athlete).await;
        assert!(matches!(post::publish(&stage.ctx, &fan, NewPost::of(media)).await, Err(AppError::Forbidden)));
        for id in [media, MediaId(5)] {
            let theft = post::publish(&stage.ctx, &other, NewPost::of(id)).await;
            assert!(matches!(theft, Err(AppError::Invalid(i)) if i.0[0].key == "media-unknown"));
        }
        let long = "x".repeat(3_000);
        let wrong = NewPost { caption: &long, language: "<b>", captions: Some(b"1"), when: When::At(UnixMillis(1)), ..NewPost::of(media) };
        let Err(AppError::Invalid(faults)) = post::publish(&stage.ctx, &athlete, wrong).await else { panic!("accepted") };
        assert_eq!(faults.0.iter().map(|f| f.field).collect::<Vec<_>>(), ["caption", "language", "captions", "scheduled_at"]);
    }

    async fn a_scheduled_post_goes_out_at_its_time(scratch) {
        let stage = Stage::new(scratch).await;
        let athlete = stage.person("morgan", Role::Athlete).await;
        let at = stage.ctx.now().plus(HOUR);
        let planned = stage.post_with(&athlete, |new| NewPost { when: When::At(at), ..new }).await;
        assert_eq!(planned.state, PostState::Scheduled);
        let job = store::job::of_subject(&mut stage.ctx.begin_read().await.unwrap(), "publish_due", planned.id.0).await.unwrap();
        assert!(job.is_some());
        run_due(&stage, planned.id).await;
        assert_eq!(state(&stage, planned.id).await, PostState::Scheduled, "went out too early");
        // Moved: the first time passes without effect.
        let later = stage.ctx.now().plus(2 * HOUR);
        post::edit(&stage.ctx, &athlete, planned.id, Edit { when: Some(When::At(later)), ..Edit::default() }).await.unwrap();
        stage.world.advance(HOUR + MINUTE);
        run_due(&stage, planned.id).await;
        assert_eq!(state(&stage, planned.id).await, PostState::Scheduled);
        stage.world.advance(HOUR);
        run_due(&stage, planned.id).await;
        run_due(&stage, planned.id).await;
        assert_eq!(stage.discover(None).await, [planned.id]);
        assert_eq!(stage.facts("post_published").await, 1);

        // A time that comes before the film can be played.
        let media = stage.film(&athlete).await;
        let at = stage.ctx.now().plus(HOUR);
        let slow = post::publish(&stage.ctx, &athlete, NewPost { when: When::At(at), ..NewPost::of(media) }).await.unwrap();
        stage.world.advance(HOUR);
        run_due(&stage, slow.id).await;
        assert_eq!(state(&stage, slow.id).await, PostState::Waiting);
        stage.playable(media).await;
        assert_eq!(state(&stage, slow.id).await, PostState::Published);
    }

    async fn a_refused_film_gives_the_post_back(scratch) {
        let stage = Stage::new(scratch).await;
        let athlete = stage.person("morgan", Role::Athlete).await;
        let media = stage.film(&athlete).await;
        let made = post::publish(&stage.ctx, &athlete, NewPost::of(media)).await.unwrap();
        let mut tx = stage.ctx.db.begin_write(stage.ctx.now()).await.unwrap();
        store::media::refuse(&mut tx, media, Refusal::NoPicture).await.unwrap();
        post::media_refused(&stage.ctx, &mut tx, media, Refusal::NoPicture).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(state(&stage, made.id).await, PostState::Draft);
        assert_eq!(stage.notes(&athlete).await, [("refused", None)]);
        let again = post::publish(&stage.ctx, &athlete, NewPost::of(media)).await;
        assert!(matches!(again, Err(AppError::Invalid(i)) if i.0[0].key == "media-refused"));
        let mine = post::unpublished(&stage.ctx, &athlete, 10).await.unwrap();
        assert_eq!(mine[0].film.refusal, Some(Refusal::NoPicture));
        assert_eq!(mine[0].film.state, MediaState::Refused);
    }

    async fn edits_show_at_once_and_removals_leave_nothing(scratch) {
        let stage = Stage::new(scratch).await;
        let athlete = stage.person("morgan", Role::Athlete).await;
        let fan = stage.person("fan", Role::Supporter).await;
        let moderator = stage.person("mod_one", Role::Moderator).await;
        let id = stage.post(&athlete, "Hello #one").await;
        let anyone = Viewer::anyone();
        let edit = Edit { caption: Some("Changed #two @fan @nobody <b>"), captions: Some(b"WEBVTT\n\n00:01.000 --> 00:02.000\nHi"), ..Edit::default() };
        assert!(matches!(post::edit(&stage.ctx, &fan, id, edit.clone()).await, Err(AppError::Forbidden)));
        assert!(matches!(post::edit(&stage.ctx, &fan, PostId(9), edit.clone()).await, Err(AppError::NotFound)));
        for _ in 0..2 {
            post::edit(&stage.ctx, &athlete, id, edit.clone()).await.unwrap();
        }
        let card = stage.ctx.views.card(&anyone, id).unwrap();
        assert_eq!((&*card.caption, card.tags[0].as_str(), card.film.tracks.len()), ("Changed #two @fan @nobody <b>", "two", 1));
        assert_eq!(stage.notes(&fan).await, [("mention", Some(athlete.account))]);
        assert_eq!(stage.ctx.views.tags("", 5).len(), 1);
        assert_eq!(search::find(&stage.ctx, &anyone, "chang", 5).await.unwrap().posts.len(), 1);
        assert!(search::find(&stage.ctx, &anyone, "hello", 5).await.unwrap().posts.is_empty());

        assert!(matches!(post::remove(&stage.ctx, &fan, id).await, Err(AppError::Forbidden)));
        post::remove(&stage.ctx, &moderator, id).await.unwrap();
        assert!(matches!(post::remove(&stage.ctx, &athlete, id).await, Err(AppError::NotFound)));
        assert!(stage.discover(None).await.is_empty() && !sees(&stage, Some(&athlete), id).await);
        assert!(stage.notes(&fan).await.is_empty());
        assert!(search::find(&stage.ctx, &anyone, "changed", 5).await.unwrap().posts.is_empty());
        let mut tx = stage.ctx.begin_read().await.unwrap();
        let removed = store::post::get(&mut tx, id).await.unwrap().unwrap();
        assert_eq!((removed.state, removed.caption.as_str()), (PostState::Removed, ""));
        let job = store::job::of_subject(&mut tx, "remove_media", removed.media.0).await.unwrap();
        assert!(job.is_some(), "nobody removes the film");
        assert_eq!(stage.facts("post_removed").await, 1);
    }

    /// Followers-only posts: seen by followers, by nobody in Discover; a change of mind takes effect at once.
    async fn followers_only(scratch) {
        let stage = Stage::new(scratch).await;
        let athlete = stage.person("morgan", Role::Athlete).await;
        let fan = stage.person("fan", Role::Supporter).await;
        let stranger = stage.person("stranger", Role::Supporter).await;
        assert_eq!(follow::follow(&stage.ctx, &fan, athlete.account).await.unwrap(), 1);
        assert_eq!(follow::follow(&stage.ctx, &fan, athlete.account).await.unwrap(), 1);
        let private = stage.post_with(&athlete, |new| NewPost { caption: "Just for you", visibility: Visibility::Followers, ..new }).await.id;
        assert!(sees(&stage, Some(&fan), private).await && sees(&stage, Some(&athlete), private).await);
        assert!(!sees(&stage, Some(&stranger), private).await && !sees(&stage, None, private).await);
        assert!(stage.discover(Some(&fan)).await.is_empty());
        let viewer = stage.viewer(&fan).await;
        assert_eq!(stage.ctx.views.following(&viewer, false, None, 10).page.cards.len(), 1);
        assert_eq!(search::find(&stage.ctx, &viewer, "just", 5).await.unwrap().posts.len(), 1);
        assert!(search::find(&stage.ctx, &Viewer::anyone(), "just", 5).await.unwrap().posts.is_empty());
        assert_eq!(stage.notes(&fan).await, [("post", Some(athlete.account))]);
        assert_eq!(notification::unread(&stage.ctx, &viewer).await.unwrap(), 1);
        // A server that started from a snapshot and has not met this viewer yet tells the same.
        views::write_snapshot(&stage.ctx).await.unwrap();
        let other = server(&stage.scratch, &stage.world).await;
        views::load(&other).await.unwrap();
        assert_eq!(notification::unread(&other, &viewer).await.unwrap(), 1);
        stage.world.advance(1);
        notification::read_all(&stage.ctx, &fan).await.unwrap();
        assert_eq!(notification::unread(&stage.ctx, &viewer).await.unwrap(), 0);
        notification::clear(&stage.ctx, &fan).await.unwrap();
        assert!(stage.notes(&fan).await.is_empty());
        post::edit(&stage.ctx, &athlete, private, Edit { visibility: Some(Visibility::Public), ..Edit::default() }).await.unwrap();
        assert!(sees(&stage, None, private).await);
        assert_eq!(stage.discover(None).await, [private]);
    }

    async fn journeys_hold_posts_and_milestones(scratch) {
        let stage = Stage::new(scratch).await;
        let athlete = stage.person("morgan", Role::Athlete).await;
        let other = stage.person("casey", Role::Athlete).await;
        let form = journey::Form { title: "Road to Gold!", games: "Albany 2028", summary: "" };
        let first = journey::create(&stage.ctx, &athlete, form).await.unwrap();
        let second = journey::create(&stage.ctx, &athlete, form).await.unwrap();
        assert_eq!((first.slug.as_str(), second.slug.as_str()), ("road-to-gold", "road-to-gold-2"));
        let id = stage.post_with(&athlete, |new| NewPost { journey: Some(first.id), ..new }).await.id;
        let anyone = Viewer::anyone();
        assert_eq!(&*stage.ctx.views.card(&anyone, id).unwrap().journey.as_ref().unwrap().title, "Road to Gold!");
        let stones = [
            journey::NewMilestone { kind: MilestoneKind::Camp, label: "Altitude", happens_on: "2027-02-30", post: None },
            journey::NewMilestone { kind: MilestoneKind::Start, label: "", happens_on: "", post: Some(PostId(5)) },
        ];
        let Err(AppError::Invalid(faults)) = journey::set_milestones(&stage.ctx, &athlete, first.id, &stones).await else { panic!("accepted") };
        assert_eq!(faults.0.len(), 2);
        let stones = [journey::NewMilestone { kind: MilestoneKind::Camp, label: "Altitude", happens_on: "2027-02-03", post: Some(id) }];
        assert!(matches!(journey::set_milestones(&stage.ctx, &other, first.id, &stones).await, Err(AppError::Forbidden)));
        journey::set_milestones(&stage.ctx, &athlete, first.id, &stones).await.unwrap();
        journey::update(&stage.ctx, &athlete, first.id, journey::Form { title: "On the way", ..form }).await.unwrap();
        assert_eq!(&*stage.ctx.views.card(&anyone, id).unwrap().journey.as_ref().unwrap().title, "On the way");
        let whole = journey::get(&stage.ctx, athlete.account, "road-to-gold").await.unwrap();
        assert_eq!((whole.journey.title.as_str(), whole.milestones[0].post), ("On the way", Some(id)));
        journey::place_post(&stage.ctx, &athlete, id, Some(second.id)).await.unwrap();
        journey::remove(&stage.ctx, &athlete, second.id).await.unwrap();
        assert_eq!(stage.ctx.views.card(&anyone, id).unwrap().journey, None);
        journey::create(&stage.ctx, &athlete, form).await.unwrap();
    }
}
