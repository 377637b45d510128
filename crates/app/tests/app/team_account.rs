//! Posting as a team: what an organisation would lose if somebody spoke in its name whom it does not let, or still did once that
//! had ended, or if its account were anybody's own.

use grandstand_app::{
    AppError, account,
    acting::{self, Doer},
    agreement, comment, follow, membership, notification, organisation, passkey, password,
    post::{self, Edit, NewPost, Post, When},
    report,
    session::{self, SignedIn, authenticate},
    team_account::{self, Form},
    throttle::Origin,
    viewer::Viewer,
};
use grandstand_domain::{
    account::{Actor, Role},
    acting::{Bound, Deed},
    id::{AgreementId, OrganisationId, PostId, SessionId},
    organisation::OrganisationKind,
    permit::Act,
    post::PostState,
    report::{ReportReason, ReportSubject},
    session::SessionKind,
    time::{DAY, HOUR},
};
use grandstand_store as store;
use grandstand_testkit::{Scratch, both_databases};
use sha2::{Digest, Sha256};

use crate::{booking::why, stage::Stage};

mod own;

/// A committee with its desk, and a partner with a press officer.
struct Scene {
    stage: Stage,
    noc: OrganisationId,
    desk: Actor,
    partner_desk: Actor,
    partner: OrganisationId,
    pip: Actor,
}

const FORM: Form<'static> = Form { handle: "team_albany", name: "Team Albany", bio: "All of us." };

impl Scene {
    async fn new(scratch: Scratch) -> Self {
        let stage = Stage::new(scratch).await;
        let mut both = Vec::new();
        for (slug, kind) in [("albany", OrganisationKind::Noc), ("borland", OrganisationKind::Partner)] {
            let form = organisation::Form { name: slug, kind, noc: "ALB", colour: "#0d3b8c".parse().unwrap() };
            let made = organisation::create(&stage.ctx, &Actor::HOST, slug, form).await.unwrap().id;
            let desk = stage.person(&format!("{slug}_desk"), Role::Staff).await;
            let join = account::Change { organisation: Some(Some(made)), ..account::Change::default() };
            both.push((made, account::update(&stage.ctx, &Actor::HOST, desk.account, join).await.unwrap().actor()));
        }
        let pip = stage.person("pip", Role::Supporter).await;
        let [(noc, desk), (partner, partner_desk)] = [both[0], both[1]];
        let press = membership::Form { handle: "pip", role: "press", until: "" };
        membership::put(&stage.ctx, &partner_desk, partner, press).await.unwrap();
        Self { stage, noc, desk, partner_desk, partner, pip }
    }

    /// The two agree that the partner's people may publish as the team.
    async fn agreed(&self) -> AgreementId {
        let ctx = &self.stage.ctx;
        let form = agreement::Form {
            title: "Words",
            party: "borland",
            from: "2026-07-01",
            until: "2026-07-31",
            ours: Vec::new(),
            theirs: vec![Act::PublishAsTeam],
        };
        let id = agreement::draft(ctx, &self.desk, self.noc, &form).await.unwrap();
        agreement::offer(ctx, &self.desk, self.noc, id).await.unwrap();
        agreement::accept(ctx, &self.partner_desk, self.partner, id).await.unwrap();
        id
    }

    async fn team(&self) -> Actor {
        team_account::create(&self.stage.ctx, &self.desk, self.noc, FORM).await.unwrap().actor()
    }

    async fn browser(&self, who: &Actor) -> (String, SignedIn) {
        let secret = session::start(&self.stage.ctx, who.account, SessionKind::Browser, "x").await.unwrap();
        let me = authenticate(&self.stage.ctx, &secret).await.unwrap().unwrap();
        (secret, me)
    }

    /// The team by somebody's hand, as their browser has it.
    async fn hand(&self, who: &Actor) -> Result<Doer, AppError> {
        let (secret, me) = self.browser(who).await;
        acting::as_team(&self.stage.ctx, &me, self.noc).await?;
        let me = authenticate(&self.stage.ctx, &secret).await.unwrap().unwrap();
        acting::current(&self.stage.ctx, &me).await.unwrap().unwrap().doer(Bound::Publish)
    }

    async fn new_post(&self, team: &Actor, doer: &Doer, when: When) -> Result<Post, AppError> {
        self.stage.world.advance(1_000);
        let media = self.stage.film(team).await;
        self.stage.playable(media).await;
        let made = post::publish(&self.stage.ctx, doer, NewPost { when, ..NewPost::of(media) }).await;
        self.stage.settled().await;
        made
    }

    async fn state(&self, id: PostId) -> PostState {
        store::post::get(&mut self.stage.ctx.begin_read().await.unwrap(), id).await.unwrap().unwrap().state
    }

    /// What someone is told, with the name of the team or the party and what the agreement is about.
    async fn told(&self, who: &Actor) -> Vec<(&'static str, String, String)> {
        let viewer = self.stage.viewer(who).await;
        let later = self.stage.ctx.now().plus(1);
        let (notes, _) = notification::list(&self.stage.ctx, &viewer, later, 50).await.unwrap();
        let told = |note: notification::Shown| note.about.map(|about| (note.kind.as_str(), about.name, about.title));
        notes.into_iter().filter_map(told).collect()
    }

    async fn due(&self, id: PostId) {
        let ctx = &self.stage.ctx;
        let mut tx = ctx.db.begin_write(ctx.now()).await.unwrap();
        post::publish_due(ctx, &mut tx, id).await.unwrap();
        tx.commit().await.unwrap();
        self.stage.settled().await;
    }
}

both_databases! {
    /// A partner's press officer posts as the team while the agreement holds and not a moment longer; nothing is lost by its end.
    async fn an_agreement_lets_a_partner_post_as_the_team_and_its_end_stops_it(scratch) {
        let scene = Scene::new(scratch).await;
        let ctx = &scene.stage.ctx;
        let team = scene.team().await;
        assert_eq!(why(scene.hand(&scene.pip).await), ["forbidden"], "a stranger");
        assert!(acting::teams(ctx, &scene.pip).await.unwrap().is_empty());
        let agreement = scene.agreed().await;
        assert_eq!(acting::teams(ctx, &scene.pip).await.unwrap()[0].1.id, team.account);
        let token = session::start(ctx, scene.pip.account, SessionKind::Token, "x").await.unwrap();
        let token = authenticate(ctx, &token).await.unwrap().unwrap();
        assert_eq!(why(acting::as_team(ctx, &token, scene.noc).await), ["forbidden"], "a program");

        let pip = scene.hand(&scene.pip).await.unwrap();
        let fan = scene.stage.person("fan", Role::Supporter).await;
        let out = scene.new_post(&team, &pip, When::Now).await.unwrap();
        let later = scene.new_post(&team, &pip, When::At(ctx.now().plus(2 * HOUR))).await.unwrap();
        let shown = ctx.views.card(&Viewer::anyone(), out.id).unwrap();
        assert_eq!((shown.author.id, shown.author.role, shown.hand), (team.account, Role::Team, None));
        assert_eq!(shown.author.team.as_ref().map(|of| of.id), Some(scene.noc));
        post::edit(ctx, &pip, out.id, Edit { caption: Some("In words"), ..Edit::default() }).await.unwrap();
        scene.stage.settled().await;
        assert_eq!(ctx.views.card(&Viewer::anyone(), out.id).unwrap().hand, None, "the team's people are the team");
        assert!(scene.stage.discover(None).await.contains(&out.id));
        follow::follow(ctx, &fan, team.account).await.unwrap();
        assert!(scene.stage.notes(&team).await.is_empty(), "nobody reads them");

        agreement::end(ctx, &scene.partner_desk, scene.partner, agreement).await.unwrap();
        assert_eq!(why(scene.new_post(&team, &pip, When::Draft).await), ["acting-over"]);
        assert_eq!(why(post::remove(ctx, &pip, out.id).await), ["acting-over"]);
        assert_eq!(why(scene.hand(&scene.pip).await), ["forbidden"]);
        scene.stage.world.advance(3 * HOUR);
        scene.due(later.id).await;
        let states = [scene.state(out.id).await, scene.state(later.id).await];
        assert_eq!(states, [PostState::Published, PostState::Draft], "nobody stood for what went out");

        // The organisation's own people go on with it.
        let desk = scene.hand(&scene.desk).await.unwrap();
        post::edit(ctx, &desk, later.id, Edit { when: Some(When::Now), ..Edit::default() }).await.unwrap();
        assert_eq!(scene.state(later.id).await, PostState::Published);
        let record = acting::done_as_team(ctx, &scene.desk, scene.noc).await.unwrap();
        let told: Vec<_> = record
            .iter()
            .map(|act| (act.acted.deed, act.acted.holder, act.partner.as_deref()))
            .collect();
        let (pip, desk) = (Some(scene.pip.account), Some(scene.desk.account));
        assert_eq!(told, [
            (Deed::Publish, desk, None),
            (Deed::EditPost, pip, Some("borland")),
            (Deed::Schedule, pip, Some("borland")),
            (Deed::Publish, pip, Some("borland")),
        ]);
        assert_eq!(why(acting::done_as_team(ctx, &scene.partner_desk, scene.noc).await), ["forbidden"]);
        account::remove(ctx, &Actor::HOST, scene.pip.account).await.unwrap();
        let record = acting::done_as_team(ctx, &scene.desk, scene.noc).await.unwrap();
        assert_eq!(record.iter().filter(|act| act.holder.is_none()).count(), 3, "what they did is kept, who they were is not");
    }
}

both_databases! {
    /// What is said under a team's films is taken away by whoever posts as it, recorded as all they do; nothing under another's film is.
    async fn a_hand_takes_away_what_is_said_under_the_teams_films(scratch) {
        let scene = Scene::new(scratch).await;
        let ctx = &scene.stage.ctx;
        let team = scene.team().await;
        let agreement = scene.agreed().await;
        let pip = scene.hand(&scene.pip).await.unwrap();
        let out = scene.new_post(&team, &pip, When::Now).await.unwrap().id;
        let mo = scene.stage.person("mo", Role::Athlete).await;
        let theirs = scene.new_post(&mo, &Doer::from(&mo), When::Now).await.unwrap().id;
        let fan = scene.stage.person("fan", Role::Supporter).await;
        let mut said = Vec::new();
        for post in [out, out, theirs] {
            said.push(comment::write(ctx, &fan, post, None, "Rude").await.unwrap().id);
        }
        comment::remove(ctx, &pip, said[0]).await.unwrap();
        assert_eq!(why(comment::remove(ctx, &pip, said[2]).await), ["forbidden"]);
        let last = acting::done_as_team(ctx, &scene.desk, scene.noc).await.unwrap().remove(0);
        assert_eq!((last.acted.deed, last.acted.subject), (Deed::DropComment, Some(out.0)));
        assert_eq!((last.acted.holder, last.partner.as_deref()), (Some(scene.pip.account), Some("borland")));
        agreement::end(ctx, &scene.partner_desk, scene.partner, agreement).await.unwrap();
        assert_eq!(why(comment::remove(ctx, &pip, said[1]).await), ["acting-over"]);
        let left = comment::list(ctx, &Viewer::anyone(), out, None, 9).await.unwrap();
        assert_eq!(left.threads.iter().map(|one| one.comment.id).collect::<Vec<_>>(), [said[1]]);
    }
}

both_databases! {
    /// Whoever gives the account up while moderators suspend it gets no new one out of it.
    async fn a_suspension_is_not_evaded_by_haste(scratch) {
        let scene = Scene::new(scratch).await;
        let ctx = &scene.stage.ctx;
        let team = scene.team().await;
        let judge = scene.stage.person("judge", Role::Moderator).await;
        let (subject, reason) = (ReportSubject::Account(team.account), Some(ReportReason::Other));
        report::submit(ctx, Origin(None), Some(&scene.pip), subject, reason, "Look").await.unwrap();
        let (queue, _) = report::queue(ctx, &judge, store::report::Filter::default(), 10, 0).await.unwrap();
        let (_, given_up) = tokio::join!(
            report::decide(ctx, &judge, queue[0].id, true, "No"),
            team_account::give_up(ctx, &scene.desk, scene.noc, "team_albany"),
        );
        let after = store::account::get(&mut ctx.begin_read().await.unwrap(), team.account).await.unwrap().unwrap();
        assert_eq!((after.removed_at.is_some(), after.suspended_at.is_none()), (given_up.is_ok(), given_up.is_ok()));
    }
}

both_databases! {
    /// Those who may post as the team see what it prepares, and nobody else does; what will not go out says so before its minute, and
    /// those who manage the team are told when it did not.
    async fn what_a_team_prepares_is_not_lost_in_silence(scratch) {
        let scene = Scene::new(scratch).await;
        let ctx = &scene.stage.ctx;
        let team = scene.team().await;
        let agreement = scene.agreed().await;
        let pip = scene.hand(&scene.pip).await.unwrap();
        let later = scene.new_post(&team, &pip, When::At(ctx.now().plus(2 * HOUR))).await.unwrap().id;
        let card = async |who: &Actor| post::card(ctx, &scene.stage.viewer(who).await, later).await;
        let fan = scene.stage.person("fan", Role::Supporter).await;
        assert_eq!(why(card(&fan).await), ["not-found"]);
        assert_eq!(card(&scene.partner_desk).await.unwrap().id, later, "by the agreement");
        let held = async |who: &Actor| post::held_back(ctx, &[&card(who).await.unwrap()]).await.unwrap();
        assert!(held(&scene.pip).await.is_empty());
        assert_eq!(scene.told(&scene.desk).await, [("agreement-accepted", "borland".to_owned(), "Words".to_owned())]);
        assert_eq!(scene.told(&scene.partner_desk).await, [("agreement-offered", "albany".to_owned(), "Words".to_owned())]);

        agreement::end(ctx, &scene.partner_desk, scene.partner, agreement).await.unwrap();
        assert_eq!(why(card(&scene.pip).await), ["not-found"]);
        assert_eq!(held(&scene.desk).await, [later].into());
        scene.stage.world.advance(3 * HOUR);
        scene.due(later).await;
        let told = scene.told(&scene.desk).await;
        assert_eq!(told[0], ("team-held-back", "albany".to_owned(), String::new()));
        assert_eq!(told[1], ("agreement-ended", "borland".to_owned(), "Words".to_owned()));
        assert!(scene.told(&scene.pip).await.is_empty());
    }
}

both_databases! {
    /// Who takes the team up again does so by the same row, however often, and what they schedule far ahead is not lost by its age.
    async fn taking_up_again_goes_on_with_the_same(scratch) {
        let scene = Scene::new(scratch).await;
        let ctx = &scene.stage.ctx;
        let team = scene.team().await;
        let (_, one) = scene.browser(&scene.desk).await;
        let (_, two) = scene.browser(&scene.desk).await;
        let (first, second) = tokio::join!(acting::as_team(ctx, &one, scene.noc), acting::as_team(ctx, &two, scene.noc));
        first.and(second).unwrap();
        scene.stage.world.advance(300 * DAY);
        let desk = scene.hand(&scene.desk).await.unwrap();
        assert_eq!(acting::mine(ctx, &scene.desk).await.unwrap().held.len(), 1);
        let far = scene.new_post(&team, &desk, When::At(ctx.now().plus(200 * DAY))).await.unwrap();
        scene.stage.world.advance(201 * DAY);
        scene.due(far.id).await;
        assert_eq!(scene.state(far.id).await, PostState::Published);
    }
}
