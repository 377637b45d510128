//! Acting for athletes: what an athlete would lose if somebody did for them what they did not let, or still did it once it had
//! ended, or did it without a trace.

use grandstand_app::{
    AppError,
    account::{self, Change},
    acting::{self, Doer, Form},
    block,
    booking::{self, Wish},
    membership, organisation,
    post::{self, Edit, NewPost, When},
    session::{self, SignedIn, authenticate},
    viewer::Viewer,
};
use grandstand_domain::{
    account::{Actor, Role},
    acting::{Bound, Deed, HandNote, State},
    handle::Handle,
    id::{DelegationId, OrganisationId, PostId},
    membership::MemberRole,
    organisation::OrganisationKind,
    post::PostState,
    session::SessionKind,
    time::{DAY, HOUR},
};
use grandstand_store as store;
use grandstand_testkit::{Scratch, both_databases};

use crate::{
    booking::{House, why, wish},
    stage::Stage,
};

/// A committee with an athlete, a press officer, and somebody who is neither.
struct Scene {
    stage: Stage,
    noc: OrganisationId,
    mo: Actor,
    pip: Actor,
    gran: Actor,
}

const ALL: [Bound; 3] = [Bound::Prepare, Bound::Publish, Bound::Programme];

impl Scene {
    /// The clock stands at 2026-07-01, noon.
    async fn new(scratch: Scratch) -> Self {
        let stage = Stage::new(scratch).await;
        let form = organisation::Form {
            name: "Albany",
            kind: OrganisationKind::Noc,
            noc: "ALB",
            colour: "#0d3b8c".parse().unwrap(),
        };
        let noc = organisation::create(&stage.ctx, &Actor::HOST, "albany", form).await.unwrap().id;
        let mo = stage.person("mo", Role::Athlete).await;
        let join = Change { organisation: Some(Some(noc)), ..Change::default() };
        let mo = account::update(&stage.ctx, &Actor::HOST, mo.account, join).await.unwrap().actor();
        let (pip, gran) = (stage.person("pip", Role::Supporter).await, stage.person("gran", Role::Supporter).await);
        let scene = Self { stage, noc, mo, pip, gran };
        scene.role("pip").await;
        scene
    }

    async fn role(&self, handle: &str) {
        let form = membership::Form { handle, role: "press", until: "" };
        membership::put(&self.stage.ctx, &Actor::HOST, self.noc, form).await.unwrap();
    }

    async fn offer(&self, handle: &str, hand: &str, bounds: &[Bound]) -> Result<DelegationId, AppError> {
        let form = Form { handle, hand, bounds: bounds.to_vec(), from: "", until: "2026-07-31" };
        acting::offer(&self.stage.ctx, &self.mo, &form).await
    }

    /// Somebody acts for the athlete.
    async fn given(&self, who: &Actor, handle: &str, hand: &str, bounds: &[Bound]) -> DelegationId {
        let id = self.offer(handle, hand, bounds).await.unwrap();
        acting::accept(&self.stage.ctx, who, id).await.unwrap();
        id
    }

    async fn browser(&self, who: &Actor) -> (String, SignedIn) {
        let secret = session::start(&self.stage.ctx, who.account, SessionKind::Browser, "x").await.unwrap();
        let me = authenticate(&self.stage.ctx, &secret).await.unwrap().unwrap();
        (secret, me)
    }

    /// The athlete by somebody's hand, as their browser has it.
    async fn hand(&self, who: &Actor, id: DelegationId, bound: Bound) -> Doer {
        let (secret, me) = self.browser(who).await;
        acting::begin(&self.stage.ctx, &me, id).await.unwrap();
        let me = authenticate(&self.stage.ctx, &secret).await.unwrap().unwrap();
        acting::current(&self.stage.ctx, &me).await.unwrap().unwrap().doer(bound).unwrap()
    }

    async fn new_post(&self, doer: &Doer, when: When) -> Result<post::Post, AppError> {
        self.stage.world.advance(1_000);
        let media = self.stage.film(&self.mo).await;
        self.stage.playable(media).await;
        let made = post::publish(&self.stage.ctx, doer, NewPost { when, ..NewPost::of(media) }).await;
        self.stage.settled().await;
        made
    }

    async fn state(&self, id: PostId) -> PostState {
        store::post::get(&mut self.stage.ctx.begin_read().await.unwrap(), id).await.unwrap().unwrap().state
    }

    async fn record(&self) -> Vec<Deed> {
        let mut done = acting::mine(&self.stage.ctx, &self.mo).await.unwrap().done_for;
        done.reverse();
        done.iter().map(|told| told.acted.deed).collect()
    }

    fn note(&self, id: PostId) -> Option<HandNote> {
        self.stage.ctx.views.card(&Viewer::anyone(), id).unwrap().hand
    }
}

both_databases! {
    /// Who may only prepare publishes nothing, not even by changing what is about to go out by itself.
    async fn what_was_not_given_is_not_done(scratch) {
        let scene = Scene::new(scratch).await;
        let ctx = &scene.stage.ctx;
        let id = scene.given(&scene.pip, "pip", "press", &[Bound::Prepare]).await;
        let pip = scene.hand(&scene.pip, id, Bound::Prepare).await;
        let draft = scene.new_post(&pip, When::Draft).await.unwrap();
        assert_eq!(draft.account, scene.mo.account, "it is the athlete's");
        let words = Edit { caption: Some("In words"), ..Edit::default() };
        post::edit(ctx, &pip, draft.id, words.clone()).await.unwrap();
        assert_eq!(why(scene.new_post(&pip, When::Now).await), ["acting-not-let"]);
        let now = Edit { when: Some(When::Now), ..Edit::default() };
        assert_eq!(why(post::edit(ctx, &pip, draft.id, now.clone()).await), ["acting-not-let"]);
        let later = post::edit(ctx, &scene.mo, draft.id, Edit { when: Some(When::At(ctx.now().plus(HOUR))), ..Edit::default() });
        later.await.unwrap();
        let other = Edit { caption: Some("In other words"), ..words };
        assert_eq!(why(post::edit(ctx, &pip, draft.id, other).await), ["acting-not-let"], "words that go out by themselves");
        assert_eq!(why(post::remove(ctx, &pip, draft.id).await), ["acting-not-let"]);
        post::edit(ctx, &scene.mo, draft.id, now).await.unwrap();
        scene.stage.settled().await;
        assert_eq!(scene.note(draft.id), None, "what the athlete publishes is the athlete's");
        assert_eq!(scene.record().await, [Deed::Draft, Deed::EditDraft], "what was refused left a trace");
        let alien = scene.stage.post(&scene.stage.person("cy", Role::Athlete).await, "Mine").await;
        assert!(post::edit(ctx, &pip, alien, Edit { caption: Some("Ha"), ..Edit::default() }).await.is_err());
    }
}

both_databases! {
    /// What a hand publishes is the athlete's, says so to readers, is recorded with it and told to the athlete.
    async fn what_is_done_for_someone_says_so(scratch) {
        let scene = Scene::new(scratch).await;
        let ctx = &scene.stage.ctx;
        let id = scene.given(&scene.gran, "@gran", "guardian", &[Bound::Prepare, Bound::Publish]).await;
        let gran = scene.hand(&scene.gran, id, Bound::Publish).await;
        let out = scene.new_post(&gran, When::Now).await.unwrap();
        assert_eq!((scene.state(out.id).await, scene.note(out.id)), (PostState::Published, Some(HandNote::Guardian)));
        let told = scene.stage.notes(&scene.mo).await;
        assert!(told.contains(&("acting-published", Some(scene.gran.account))), "{told:?}");
        let own = scene.stage.post(&scene.mo, "My own words").await;
        assert_eq!(scene.note(own), None);
        post::edit(ctx, &gran, own, Edit { caption: Some("Other words"), ..Edit::default() }).await.unwrap();
        scene.stage.settled().await;
        assert_eq!(scene.note(own), Some(HandNote::GuardianEdit), "words of another under the athlete's name");
        // An act that fails leaves no record of having been done.
        let again = post::publish(ctx, &gran, NewPost::of(out.media)).await;
        assert_eq!(why(again), ["media-used"]);
        post::remove(ctx, &gran, out.id).await.unwrap();
        assert_eq!(scene.record().await, [Deed::Publish, Deed::EditPost, Deed::DropPost]);
        let by_gran = acting::mine(ctx, &scene.gran).await.unwrap().done_by;
        assert_eq!((by_gran.len(), by_gran[0].athlete.id), (3, scene.mo.account));
        assert!(acting::mine(ctx, &scene.pip).await.unwrap().done_by.is_empty());
    }
}

both_databases! {
    /// However it ends, the very next act is refused, and what was yet to go out stays in.
    async fn what_has_ended_stops_at_the_next_act(scratch) {
        let scene = Scene::new(scratch).await;
        let ctx = &scene.stage.ctx;
        let pip_is: Handle = "pip".parse().unwrap();
        let mut id = scene.given(&scene.pip, "pip", "press", &ALL).await;
        let mut pip = scene.hand(&scene.pip, id, Bound::Publish).await;
        let waits = scene.new_post(&pip, When::At(ctx.now().plus(2 * HOUR))).await.unwrap();
        assert_eq!(scene.state(waits.id).await, PostState::Scheduled);

        membership::end_role(ctx, &Actor::HOST, scene.noc, &pip_is, MemberRole::Press).await.unwrap();
        assert_eq!(why(scene.new_post(&pip, When::Draft).await), ["acting-over"], "their role has ended");
        scene.stage.world.advance(3 * HOUR);
        let mut tx = ctx.db.begin_write(ctx.now()).await.unwrap();
        post::publish_due(ctx, &mut tx, waits.id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(scene.state(waits.id).await, PostState::Draft, "what no press officer stands for went out");
        assert!(scene.stage.notes(&scene.mo).await.contains(&("acting-held-back", None)), "the athlete is told");
        scene.role("pip").await;
        scene.new_post(&pip, When::Draft).await.unwrap();

        block::block(ctx, &scene.mo, scene.pip.account).await.unwrap();
        assert_eq!(why(scene.new_post(&pip, When::Draft).await), ["acting-over"], "blocked");
        block::unblock(ctx, &scene.mo, scene.pip.account).await.unwrap();

        let waits = scene.new_post(&pip, When::At(ctx.now().plus(HOUR))).await.unwrap();
        let (secret, me) = scene.browser(&scene.pip).await;
        acting::begin(ctx, &me, id).await.unwrap();
        acting::end(ctx, &scene.mo, id).await.unwrap();
        assert_eq!(scene.state(waits.id).await, PostState::Draft);
        assert_eq!(why(scene.new_post(&pip, When::Draft).await), ["acting-over"], "the athlete has ended it");
        let me = authenticate(ctx, &secret).await.unwrap().unwrap();
        let left = acting::current(ctx, &me).await.unwrap().unwrap();
        assert!(left.is_over() && left.doer(Bound::Prepare).is_err(), "the browser is nobody until it is told to stop");
        acting::stop(ctx, &me).await.unwrap();
        assert!(authenticate(ctx, &secret).await.unwrap().unwrap().acts_by.is_none());

        id = scene.given(&scene.pip, "pip", "press", &ALL).await;
        pip = scene.hand(&scene.pip, id, Bound::Prepare).await;
        scene.stage.world.advance(30 * DAY);
        scene.new_post(&pip, When::Draft).await.unwrap();
        scene.stage.world.advance(DAY);
        assert_eq!(why(scene.new_post(&pip, When::Draft).await), ["acting-over"], "the last day is over");
        assert_eq!(acting::mine(ctx, &scene.mo).await.unwrap().given[0].stored.given.state(ctx.now()), State::Ended);
        let ends = scene.record().await;
        assert_eq!(ends, [Deed::Schedule, Deed::Draft, Deed::Schedule, Deed::Draft], "{ends:?}");
    }
}

both_databases! {
    /// One offer is accepted once, by whom it was made to, and nobody gathers more than a handful.
    async fn an_offer_is_for_one_person_once(scratch) {
        let scene = Scene::new(scratch).await;
        let ctx = &scene.stage.ctx;
        assert_eq!(why(scene.offer("gran", "press", &ALL).await), ["acting-not-press"]);
        assert_eq!(why(scene.offer("mo", "guardian", &[]).await), ["acting-oneself", "acting-nothing"]);
        assert_eq!(why(scene.offer("nobody", "guardian", &ALL).await), ["acting-nobody"]);
        let long = Form { handle: "gran", hand: "guardian", bounds: ALL.to_vec(), from: "", until: "2027-08-01" };
        assert_eq!(why(acting::offer(ctx, &scene.mo, &long).await), ["acting-long"]);
        assert_eq!(why(acting::offer(ctx, &scene.pip, &long).await), ["forbidden"], "no athlete");
        let id = scene.offer("pip", "press", &ALL).await.unwrap();
        assert_eq!(why(scene.offer("pip", "guardian", &ALL).await), ["acting-already"]);
        assert_eq!(why(acting::accept(ctx, &scene.gran, id).await), ["not-found"], "another's");
        assert_eq!(why(acting::accept(ctx, &scene.mo, id).await), ["not-found"], "one's own");
        let (_, me) = scene.browser(&scene.pip).await;
        assert_eq!(why(acting::begin(ctx, &me, id).await), ["acting-over"], "before they said yes");
        let (a, b) = tokio::join!(acting::accept(ctx, &scene.pip, id), acting::accept(ctx, &scene.pip, id));
        assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1, "{a:?} {b:?}");
        assert_eq!(why(acting::end(ctx, &scene.gran, id).await), ["not-found"]);
        let (a, b) = tokio::join!(acting::end(ctx, &scene.pip, id), acting::end(ctx, &scene.mo, id));
        assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1, "{a:?} {b:?}");

        // Asked by two servers at once, the eleventh is refused all the same.
        for n in 0..11 {
            scene.stage.person(&format!("aunt{n}"), Role::Supporter).await;
            scene.stage.world.advance(HOUR);
        }
        for n in 0..9 {
            scene.offer(&format!("aunt{n}"), "guardian", &ALL).await.unwrap();
            scene.stage.world.advance(HOUR);
        }
        let (a, b) = tokio::join!(scene.offer("aunt9", "guardian", &ALL), scene.offer("aunt10", "guardian", &ALL));
        assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1, "{a:?} {b:?}");
    }
}

both_databases! {
    /// No program acts for anyone, nobody takes up another's delegation, and signing out ends it.
    async fn only_a_browser_acts_and_only_while_signed_in(scratch) {
        let scene = Scene::new(scratch).await;
        let ctx = &scene.stage.ctx;
        let id = scene.given(&scene.pip, "pip", "press", &ALL).await;
        let token = session::start(ctx, scene.pip.account, SessionKind::Token, "x").await.unwrap();
        let program = authenticate(ctx, &token).await.unwrap().unwrap();
        assert_eq!(why(acting::begin(ctx, &program, id).await), ["forbidden"]);
        let (_, gran) = scene.browser(&scene.gran).await;
        assert_eq!(why(acting::begin(ctx, &gran, id).await), ["not-found"]);
        let (secret, me) = scene.browser(&scene.pip).await;
        acting::begin(ctx, &me, id).await.unwrap();
        let me = authenticate(ctx, &secret).await.unwrap().unwrap();
        assert_eq!(me.acts_by, Some(id));
        assert!(authenticate(ctx, &token).await.unwrap().unwrap().acts_by.is_none(), "another session of theirs");
        session::end(ctx, &scene.pip, me.session).await.unwrap();
        let (_, again) = scene.browser(&scene.pip).await;
        assert!(again.acts_by.is_none());
    }
}

both_databases! {
    /// Whoever leaves takes everything that says who they were; what they did for an athlete stays told to the athlete.
    async fn who_leaves_is_forgotten_and_what_they_did_is_not(scratch) {
        let scene = Scene::new(scratch).await;
        let ctx = &scene.stage.ctx;
        let id = scene.given(&scene.gran, "gran", "guardian", &ALL).await;
        let gran = scene.hand(&scene.gran, id, Bound::Publish).await;
        let out = scene.new_post(&gran, When::Now).await.unwrap();
        let waits = scene.new_post(&gran, When::At(ctx.now().plus(HOUR))).await.unwrap();
        account::remove(ctx, &Actor::HOST, scene.gran.account).await.unwrap();
        assert_eq!(why(scene.new_post(&gran, When::Draft).await), ["acting-over"]);
        assert_eq!(scene.state(waits.id).await, PostState::Draft);
        let mine = acting::mine(ctx, &scene.mo).await.unwrap();
        assert!(mine.given.is_empty() && mine.done_for.iter().all(|told| told.holder.is_none()));
        assert_eq!((scene.record().await, scene.note(out.id)), (vec![Deed::Publish, Deed::Schedule], Some(HandNote::Guardian)));

        let id = scene.given(&scene.pip, "pip", "press", &ALL).await;
        let pip = scene.hand(&scene.pip, id, Bound::Publish).await;
        account::remove(ctx, &Actor::HOST, scene.mo.account).await.unwrap();
        assert_eq!(why(scene.new_post(&pip, When::Draft).await), ["forbidden"]);
        let held = acting::mine(ctx, &scene.pip).await.unwrap();
        assert!(held.held.is_empty() && held.done_by.is_empty());
    }
}

both_databases! {
    /// An athlete who runs the desk too gives away their own bookings, not the desk.
    async fn the_programme_by_another_hand_is_the_athletes_own(scratch) {
        let house = House::new(&scratch).await;
        let ctx = &house.ctx;
        let athletes = house.athletes(2).await;
        let (ada, other) = (athletes[0], athletes[1]);
        let gran = house.person("gran", Role::Supporter).await;
        for role in ["administrator", "programme"] {
            let form = membership::Form { handle: "ada1", role, until: "" };
            membership::put(ctx, &Actor::HOST, house.whose, form).await.unwrap();
        }
        let form = Form { handle: "gran", hand: "guardian", bounds: vec![Bound::Programme], from: "", until: "2026-07-31" };
        let id = acting::offer(ctx, &ada, &form).await.unwrap();
        acting::accept(ctx, &gran, id).await.unwrap();
        let secret = session::start(ctx, gran.account, SessionKind::Browser, "x").await.unwrap();
        let me = authenticate(ctx, &secret).await.unwrap().unwrap();
        acting::begin(ctx, &me, id).await.unwrap();
        let me = authenticate(ctx, &secret).await.unwrap().unwrap();
        let hand = acting::current(ctx, &me).await.unwrap().unwrap().doer(Bound::Programme).unwrap();
        let made = booking::book(ctx, &hand, wish(house.studio, house.slot(2, 10, 60))).await.unwrap();
        assert_eq!((made.account, made.by), (ada.account, Some(gran.account)), "who booked it can be told");
        let theirs = booking::book(ctx, &other, wish(house.studio, house.slot(2, 14, 60))).await.unwrap();
        booking::cancel(ctx, &hand, made.id).await.unwrap();
        assert_eq!(why(booking::cancel(ctx, &hand, theirs.id).await), ["not-found"], "the desk's to do");
        let for_other = Wish { whom: Some(other.account), ..wish(house.studio, house.slot(3, 10, 60)) };
        assert_eq!(why(booking::book(ctx, &hand, for_other).await), ["not-found"]);
        let there = Wish { is_there: true, ..wish(house.studio, house.slot(3, 10, 60)) };
        assert_eq!(why(booking::book(ctx, &hand, there).await), ["forbidden"]);
        let done: Vec<Deed> = acting::mine(ctx, &ada).await.unwrap().done_for.iter().map(|told| told.acted.deed).collect();
        assert_eq!(done, [Deed::CancelBooking, Deed::Book]);
    }
}
