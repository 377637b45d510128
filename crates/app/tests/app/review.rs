//! Reviews of drafts: what would be lost if a third person saw one, if its end did not hold, or if words and films got mixed up.

use grandstand_app::{
    AppError, account, block, cheer, delivery,
    organisation::{self, Form},
    post::{self, Edit, NewPost, When},
    review::{self, Said, Verdict},
};
use grandstand_domain::{
    account::{Actor, Role},
    id::{MediaId, OrganisationId, PostId, RemarkId, ReviewId},
    organisation::OrganisationKind,
    post::PostState,
    review::{ReviewState, Side},
};
use grandstand_store::review as rows;
use grandstand_testkit::{Scratch, both_databases};

use crate::stage::Stage;

struct House {
    stage: Stage,
    albany: OrganisationId,
    athlete: Actor,
    coach: Actor,
    /// Another coach of the organisation, staff of another one, a moderator, an operator, and a supporter who follows.
    others: Vec<Actor>,
}

async fn found(stage: &Stage, slug: &str, noc: &str) -> OrganisationId {
    let form = Form { name: slug, kind: OrganisationKind::Noc, noc, colour: "#0d3b8c".parse().unwrap() };
    organisation::create(&stage.ctx, &Actor::HOST, slug, form).await.unwrap().id
}

async fn joined(stage: &Stage, handle: &str, role: Role, organisation: Option<OrganisationId>) -> Actor {
    let made = stage.person(handle, role).await;
    let join = account::Change { organisation: Some(organisation), ..account::Change::default() };
    account::update(&stage.ctx, &Actor::HOST, made.account, join).await.unwrap();
    Actor { organisation, ..made }
}

impl House {
    async fn new(scratch: Scratch) -> Self {
        let stage = Stage::new(scratch).await;
        let albany = found(&stage, "albany", "ALB").await;
        let borland = found(&stage, "borland", "BOR").await;
        let athlete = joined(&stage, "morgan", Role::Athlete, Some(albany)).await;
        let coach = joined(&stage, "kim", Role::Staff, Some(albany)).await;
        let others = vec![
            joined(&stage, "other_coach", Role::Staff, Some(albany)).await,
            joined(&stage, "foreign", Role::Staff, Some(borland)).await,
            joined(&stage, "watcher", Role::Moderator, Some(albany)).await,
            joined(&stage, "runner", Role::Operator, None).await,
            joined(&stage, "fan", Role::Supporter, None).await,
        ];
        grandstand_app::follow::follow(&stage.ctx, &others[4], athlete.account).await.unwrap();
        Self { stage, albany, athlete, coach, others }
    }

    async fn draft(&self) -> (PostId, MediaId) {
        let media = self.stage.film(&self.athlete).await;
        self.stage.playable(media).await;
        self.stage.ctx.objects.put_bytes(&key(media), "film".into(), "video/mp4").await.unwrap();
        let new = NewPost { when: When::Draft, caption: "Hill reps", ..NewPost::of(media) };
        (post::publish(&self.stage.ctx, &self.athlete, new).await.unwrap().id, media)
    }

    async fn ask(&self, draft: PostId) -> Result<ReviewId, AppError> {
        review::ask(&self.stage.ctx, &self.athlete, draft, self.coach.account, self.albany, "Too long?").await
    }

    async fn say(&self, who: &Actor, id: ReviewId, at: &str, text: &str) -> Result<RemarkId, AppError> {
        let said = Said { at, text, must_change: true, answers: None };
        review::remark(&self.stage.ctx, who, id, said).await
    }

    /// Whether someone gets the bytes of a film and the page of its post; both or neither.
    async fn sees(&self, who: &Actor, draft: PostId, media: MediaId) -> bool {
        let bytes = delivery::open(&self.stage.ctx, Some(who), &key(media)).await.is_ok();
        let page = post::card(&self.stage.ctx, &self.stage.viewer(who).await, draft).await.is_ok();
        assert_eq!(bytes, page, "bytes and page go by one rule");
        bytes
    }

    async fn state(&self, id: ReviewId) -> ReviewState {
        rows::get(&mut self.stage.ctx.begin_read().await.unwrap(), id).await.unwrap().unwrap().state
    }
}

fn key(media: MediaId) -> String {
    format!("{media}-480.mp4")
}

fn is_hidden<T>(answer: Result<T, AppError>) -> bool {
    matches!(answer, Err(AppError::NotFound))
}

both_databases! {
    async fn a_review_is_between_two_and_nobody_else(scratch) {
        let house = House::new(scratch).await;
        let ctx = &house.stage.ctx;
        let (draft, media) = house.draft().await;
        assert!(!house.sees(&house.coach, draft, media).await, "before it was handed in");
        let id = house.ask(draft).await.unwrap();
        let remark = house.say(&house.coach, id, "0:02.5", "Cut this").await.unwrap();
        assert!(house.sees(&house.coach, draft, media).await);
        for other in &house.others {
            assert!(!house.sees(other, draft, media).await, "{other:?} saw the film");
            assert!(is_hidden(review::open(ctx, other, id, None).await), "{other:?} saw the words");
            assert!(is_hidden(house.say(other, id, "", "x").await));
            assert!(is_hidden(review::set_done(ctx, other, id, remark, true).await));
            assert!(is_hidden(review::take_back(ctx, other, id, remark).await));
            assert!(is_hidden(review::decide(ctx, other, id, Verdict::Approved("")).await));
            assert!(is_hidden(review::hand_in_again(ctx, other, id, draft, "").await));
            assert!(is_hidden(review::end(ctx, other, id).await));
            assert!(review::of_post(ctx, other, draft).await.unwrap().is_none());
            assert!(review::of_coach(ctx, other).await.unwrap().is_empty());
        }
        assert!(delivery::open(ctx, None, &key(media)).await.is_err());
        // Seeing a draft is not cheering it, and each has their own part.
        assert!(matches!(cheer::cheer(ctx, &house.coach, draft).await, Err(AppError::Conflict(_))));
        assert!(matches!(review::set_done(ctx, &house.coach, id, remark, true).await, Err(AppError::Forbidden)));
        assert!(matches!(review::decide(ctx, &house.athlete, id, Verdict::Approved("")).await, Err(AppError::Forbidden)));
        assert!(matches!(review::take_back(ctx, &house.athlete, id, remark).await, Err(AppError::Forbidden)));

        // Whoever works for the organisation no longer sees nothing any more, the same moment.
        let leave = account::Change { organisation: Some(None), ..account::Change::default() };
        account::update(ctx, &Actor::HOST, house.coach.account, leave).await.unwrap();
        let gone = Actor { organisation: None, ..house.coach };
        assert!(!house.sees(&gone, draft, media).await && is_hidden(review::open(ctx, &gone, id, None).await));
        let back = account::Change { organisation: Some(Some(house.albany)), ..account::Change::default() };
        account::update(ctx, &Actor::HOST, house.coach.account, back).await.unwrap();
        assert!(house.sees(&house.coach, draft, media).await);
        block::block(ctx, &house.athlete, house.coach.account).await.unwrap();
        house.stage.settled().await;
        assert!(!house.sees(&house.coach, draft, media).await, "a block shows the film");
        block::unblock(ctx, &house.athlete, house.coach.account).await.unwrap();
        house.stage.settled().await;

        review::end(ctx, &house.athlete, id).await.unwrap();
        assert!(!house.sees(&house.coach, draft, media).await, "an ended review shows the film");
        assert_eq!(review::open(ctx, &house.coach, id, None).await.unwrap().card.map(|c| c.id), None);
        assert!(matches!(house.say(&house.coach, id, "", "x").await, Err(AppError::Conflict("review-over"))));
    }

    async fn from_asking_to_the_sign_off(scratch) {
        let house = House::new(scratch).await;
        let ctx = &house.stage.ctx;
        let (draft, media) = house.draft().await;
        let id = house.ask(draft).await.unwrap();
        assert_eq!(house.stage.notes(&house.coach).await, [("review-asked", Some(house.athlete.account))]);
        assert!(matches!(review::decide(ctx, &house.coach, id, Verdict::Changes).await, Err(AppError::Conflict("review-say-what"))));
        assert!(matches!(house.say(&house.coach, id, "0:13", "past the end").await, Err(AppError::Invalid(_))));
        assert!(matches!(house.say(&house.coach, id, "0:02", " ").await, Err(AppError::Invalid(_))));
        let cut = house.say(&house.coach, id, "0:02.5", "Cut this").await.unwrap();
        house.say(&house.coach, id, "", "Good light").await.unwrap();
        review::decide(ctx, &house.coach, id, Verdict::Changes).await.unwrap();
        assert_eq!(house.state(id).await, ReviewState::Changes);
        assert_eq!(house.stage.notes(&house.athlete).await[0], ("review-changes", Some(house.coach.account)));

        let answer = Said { text: "Done, see version 2", answers: Some(cut), ..Said::default() };
        review::remark(ctx, &house.athlete, id, answer).await.unwrap();
        review::set_done(ctx, &house.athlete, id, cut, true).await.unwrap();
        let (second, other_media) = house.draft().await;
        review::hand_in_again(ctx, &house.athlete, id, second, "Shorter").await.unwrap();
        let shown = review::open(ctx, &house.coach, id, None).await.unwrap();
        assert_eq!((shown.side, shown.review.state, shown.version.number), (Side::Coach, ReviewState::Waiting, 2));
        assert_eq!(shown.card.map(|c| c.id), Some(second));
        let first = review::open(ctx, &house.coach, id, Some(1)).await.unwrap();
        assert_eq!(first.card.map(|c| c.id), Some(draft));
        let said: Vec<_> = first.remarks.iter().map(|r| (r.version, r.at_ms, r.done, r.must_change, r.answers)).collect();
        assert_eq!(said, [(1, Some(2_500), true, true, None), (1, None, false, true, None), (1, None, false, false, Some(cut))]);
        assert!(house.sees(&house.coach, draft, media).await && house.sees(&house.coach, second, other_media).await);
        let kinds: Vec<_> = house.stage.notes(&house.coach).await.into_iter().map(|n| n.0).collect();
        assert_eq!(kinds.iter().filter(|k| **k == "review-asked").count(), 2, "{kinds:?}");
        assert_eq!(kinds.iter().filter(|k| **k == "review-answered").count(), 1, "{kinds:?}");

        review::decide(ctx, &house.coach, id, Verdict::Approved("Cuts and captions")).await.unwrap();
        let over = review::open(ctx, &house.athlete, id, None).await.unwrap();
        assert_eq!((over.review.state, over.review.skill.as_str()), (ReviewState::Approved, "Cuts and captions"));
        for (draft, media) in [(draft, media), (second, other_media)] {
            assert!(!house.sees(&house.coach, draft, media).await, "signed off, and still shown");
        }
        let now = Edit { when: Some(When::Now), ..Edit::default() };
        assert_eq!(post::edit(ctx, &house.athlete, second, now).await.unwrap().state, PostState::Published);
        house.stage.settled().await;
        assert!(house.sees(&house.coach, second, other_media).await, "as everyone sees it");
    }

    async fn only_a_ready_draft_goes_to_one_coach_of_ones_own(scratch) {
        let house = House::new(scratch).await;
        let ctx = &house.stage.ctx;
        let (draft, _) = house.draft().await;
        let offered = review::coaches(ctx, &house.athlete).await.unwrap();
        let mut names: Vec<_> = offered.iter().map(|c| c.who.id).collect();
        names.sort();
        let mut wanted = [house.coach.account, house.others[0].account];
        wanted.sort();
        assert_eq!(names, wanted);
        for stranger in &house.others[1..] {
            let asked = review::ask(ctx, &house.athlete, draft, stranger.account, house.albany, "").await;
            assert!(matches!(asked, Err(AppError::Invalid(_))), "{stranger:?}: {asked:?}");
        }
        assert!(is_hidden(review::ask(ctx, &house.others[4], draft, house.coach.account, house.albany, "").await));
        let media = house.stage.film(&house.athlete).await;
        let new = NewPost { when: When::Draft, ..NewPost::of(media) };
        let unready = post::publish(ctx, &house.athlete, new).await.unwrap().id;
        assert!(matches!(house.ask(unready).await, Err(AppError::Conflict("review-not-ready"))));
        let published = house.stage.post(&house.athlete, "Out").await;
        assert!(matches!(house.ask(published).await, Err(AppError::Conflict("review-no-draft"))));
        let id = house.ask(draft).await.unwrap();
        let twice = review::ask(ctx, &house.athlete, draft, house.others[0].account, house.albany, "").await;
        assert!(matches!(twice, Err(AppError::Conflict("review-open"))), "{twice:?}");
        review::end(ctx, &house.coach, id).await.unwrap();
        house.ask(draft).await.unwrap();
    }

    async fn a_deleted_draft_takes_its_words_along(scratch) {
        let house = House::new(scratch).await;
        let ctx = &house.stage.ctx;
        let (draft, _) = house.draft().await;
        let id = house.ask(draft).await.unwrap();
        house.say(&house.coach, id, "0:01", "Cut").await.unwrap();
        // Handed in again, so that one film stands there twice.
        review::hand_in_again(ctx, &house.athlete, id, draft, "").await.unwrap();
        house.say(&house.coach, id, "0:02", "Cut too").await.unwrap();
        post::remove(ctx, &house.athlete, draft).await.unwrap();
        assert_eq!(house.state(id).await, ReviewState::Ended);
        let left = review::open(ctx, &house.coach, id, None).await.unwrap();
        assert!(left.remarks.is_empty() && left.review.note.is_empty() && left.card.is_none());
    }

    async fn who_leaves_takes_their_part_along(scratch) {
        let house = House::new(scratch).await;
        let ctx = &house.stage.ctx;
        let (first, _) = house.draft().await;
        let (second, _) = house.draft().await;
        let with_coach = house.ask(first).await.unwrap();
        house.say(&house.coach, with_coach, "0:01", "Cut").await.unwrap();
        account::remove(ctx, &Actor::HOST, house.coach.account).await.unwrap();
        let left = review::open(ctx, &house.athlete, with_coach, None).await.unwrap();
        assert_eq!((left.review.state, left.remarks.len()), (ReviewState::Ended, 0));
        let other = house.others[0];
        let id = review::ask(ctx, &house.athlete, second, other.account, house.albany, "").await.unwrap();
        house.say(&other, id, "0:01", "Cut").await.unwrap();
        account::remove(ctx, &Actor::HOST, house.athlete.account).await.unwrap();
        assert!(is_hidden(review::open(ctx, &other, id, None).await));
        assert!(rows::get(&mut ctx.begin_read().await.unwrap(), id).await.unwrap().is_none(), "a review of nobody stays");
    }
}
